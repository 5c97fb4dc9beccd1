package letters

import (
	"net/http"
	"strconv"
	"time"

	"parcours/events"
	"parcours/messages"
	"parcours/office"
	"parcours/record"
	"parcours/report"
)

// workPage is what is being sent, and what was within a day.
type workPage struct {
	office.Frame
	Sendings []sendingView
	More     int  // that are not shown
	Goes     bool // mails are made or leave just now
	Still    bool // the page stays as it is
}

// sendingView is how far one of them has come.
type sendingView struct {
	Title, Begun, State string
	Done, All           int
	Counts              []string
	Failed              bool
}

const (
	workSince   = 24 * time.Hour
	workShown   = 50
	workRefresh = 5 // seconds
)

// work answers GET /organise/work. It loads itself anew while something goes on, unless ?still says that it stays.
func (p *Pages) work(w http.ResponseWriter, r *http.Request, who *events.Person) {
	words, now := p.WordsFor(r, who.Language), p.events.Now()
	all, err := p.record.Sendings(r.Context(), now.Add(-workSince))
	if err != nil {
		p.Failed(w, r, err)
		return
	}
	page := &workPage{Frame: p.Frame(words, "/organise/work", words.T("work.title")), Still: r.URL.Query().Has("still")}
	page.At("/organise/mail")
	for i := range all {
		page.Goes = page.Goes || goes(&all[i], now)
		if i < workShown {
			page.Sendings = append(page.Sendings, p.sending(words, &all[i], now))
		}
	}
	page.More = len(all) - len(page.Sendings)
	if page.Goes && !page.Still {
		w.Header().Set("Refresh", strconv.Itoa(workRefresh))
	}
	p.Send(w, http.StatusOK, words.Lang(), templates, "work", page)
}

// goes tells whether mails are made of something, or leave, at a moment: nothing of it waits for another hour.
func goes(s *record.Sending, now time.Time) bool {
	return s.Expands && !s.Due.After(now) || !s.Next.IsZero() && !s.Next.After(now)
}

// sending puts one of them into words.
func (p *Pages) sending(words *messages.Printer, s *record.Sending, now time.Time) sendingView {
	snap, n := p.events.Programme(), &s.Notice
	view := sendingView{Title: words.T("work.kind." + string(n.Kind)), Begun: report.Moment(words, snap, n.At), All: s.Counts.All(), Failed: s.Counts.Failed > 0}
	view.Done = view.All - s.Counts.Waiting
	switch {
	case n.Kind == events.NoticeWritten:
		view.Title += " – " + n.Subject
	case s.Notices > 1:
	case n.Person != "":
		view.Title += " – " + report.Person(words, snap, n.Person)
	case n.Session != "":
		view.Title += " – " + report.SessionTitle(snap, n.Session)
	}
	switch {
	case s.Expands && s.Due.After(now):
		view.State = words.T("work.due", "At", report.Moment(words, snap, s.Due))
	case s.Counts.Waiting == view.All && s.Next.After(now):
		view.State = words.T("work.due", "At", report.Moment(words, snap, s.Next))
	case s.Expands:
		view.State = words.T("work.made")
	case goes(s, now):
		view.State = words.T("work.goes")
	case s.Counts.Waiting > 0:
		view.State = words.T("work.waits", "At", report.Moment(words, snap, s.Next))
	case view.All == 0:
		view.State = words.T("work.nobody")
	default:
		view.State = words.T("work.over")
	}
	for _, c := range []struct {
		key string
		n   int
	}{{"sent", s.Counts.Sent}, {"waiting", s.Counts.Waiting}, {"failed", s.Counts.Failed}, {"dropped", s.Counts.Dropped}} {
		if c.n > 0 {
			view.Counts = append(view.Counts, words.T("work."+c.key, "Count", c.n))
		}
	}
	return view
}
