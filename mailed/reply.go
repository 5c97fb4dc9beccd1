package mailed

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/gorilla/mux"

	"parcours/delivery"
	"parcours/events"
	"parcours/messages"
	"parcours/pages"
)

// replyPage lists what was understood of a reply in plain words, for its person to confirm.
type replyPage struct {
	pages.Frame
	Name      string
	Action    string
	Mine      string // address of the person's own page
	Confirmed bool
	Expired   bool
	Saved     bool // in this moment
	Any       bool // there is something to confirm
	Problem   string
	Answers   []proposed
	Rest      []string
}

// proposed is one answer on that page.
type proposed struct {
	ID, Place   string // of its field, and its value
	Title, When string
	Spoken      string
	Answer      string // what would be kept, in words
	Class       string
	Words       string // of an arbitrage
	Open        bool
	Chosen      bool
	Notes       []string // what changed since
}

// reply answers GET /reply/{token}. It never changes anything: robots open every link of a mail.
func (p *Pages) reply(w http.ResponseWriter, r *http.Request) {
	p.showReply(w, r, http.StatusOK, "")
}

func (p *Pages) showReply(w http.ResponseWriter, r *http.Request, status int, problem string) {
	reply, err := p.Delivery.ReplyOf(r.Context(), mux.Vars(r)["token"])
	if err != nil {
		p.noQuestion(w, r, err)
		return
	}
	words := p.WordsFor(r, reply.Person.Language)
	page := replyPage{
		Frame: p.Frame(words, r.URL.Path, words.T("web.reply.title")), Name: reply.Person.Name, Action: r.URL.Path,
		Mine: "/m/" + reply.Programme.PageToken(reply.Person), Confirmed: reply.Confirmed, Expired: reply.Expired,
		Saved: reply.Confirmed && r.URL.Query().Has("saved"), Rest: reply.Receipt.Message.Rest,
	}
	page.Private = true
	page.By(pages.Viewer(r))
	if lang := r.URL.Query().Get("lang"); lang == words.Lang() {
		page.Action += "?lang=" + lang
	}
	if problem != "" {
		page.Problem = words.T("web.reply.problem." + problem)
	}
	for i := range reply.Answers {
		one := p.proposed(words, reply, &reply.Answers[i])
		one.ID, one.Place = "answer-"+strconv.Itoa(i), strconv.Itoa(i)
		page.Any = page.Any || one.Open
		page.Answers = append(page.Answers, one)
	}
	p.Send(w, status, words.Lang(), templates, "reply", page)
}

// proposed puts one answer into words, with what changed since the person wrote.
func (p *Pages) proposed(words *messages.Printer, reply *delivery.Reply, a *delivery.Proposed) proposed {
	snap := reply.Programme
	one := proposed{Open: a.Open() && !reply.Confirmed && !reply.Expired, Spoken: snap.LanguageFor(nil)}
	one.Chosen = one.Open && !a.Since
	if a.Decision > 0 {
		one.Title, one.Words = words.T("desk.arbitrage", "Number", a.Decision), a.Text
		if d := snap.Decision(a.Decision); d != nil {
			one.When = d.Title
		}
		if a.State == nil {
			one.Notes = append(one.Notes, words.T("web.reply.gone"))
		} else if a.State.Answer != "" && a.State.Answer != a.Text {
			one.Notes = append(one.Notes, words.T("web.reply.instead", "Answer", pages.Shortened(a.State.Answer, 300)))
		}
		return one
	}
	one.Answer, one.Class, one.Title = pages.AnswerWords(words, a.Status), pages.ButtonOf(a.Status), a.Session
	if x := snap.Session(a.Session); x != nil {
		start, end := x.When.Span(snap.Loc)
		one.Title, one.When = x.Title, words.When(start, end, x.When.AllDay)
	}
	if a.For.Territory != "" {
		one.When += " – " + a.Label(snap, reply.Person)
	}
	switch {
	case a.Invitation == nil:
		one.Notes = append(one.Notes, words.T("web.reply.gone"))
	case !a.Was.Start.IsZero():
		start, end := a.Was.Span(snap.Loc)
		one.Notes = append(one.Notes, words.T("web.reply.moved", "When", words.When(start.In(snap.Loc), end, a.Was.AllDay)))
	case a.Since:
		one.Notes = append(one.Notes, words.T("web.reply.since", "Answer", standing(words, a.Invitation.Status)))
	case reply.Confirmed && a.Invitation.Status != a.Status:
		one.Notes = append(one.Notes, words.T("web.reply.stands", "Answer", standing(words, a.Invitation.Status)))
	}
	return one
}

// standing is the answer that counts, in words.
func standing(words *messages.Printer, status events.Partstat) string {
	if status == events.NeedsAction {
		return words.T("web.answer.withdraw")
	}
	return pages.AnswerWords(words, status)
}

// replyConfirmed answers POST /reply/{token}: it keeps the answers that are chosen, and sends the browser back to the page.
func (p *Pages) replyConfirmed(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, pages.MaxForm)
	if err := r.ParseForm(); err != nil {
		p.showReply(w, r, http.StatusBadRequest, "answers")
		return
	}
	var chosen []int
	for _, text := range r.PostForm["confirm"] {
		if n, err := strconv.Atoi(text); err == nil {
			chosen = append(chosen, n)
		}
	}
	err := p.Delivery.ConfirmReply(r.Context(), mux.Vars(r)["token"], chosen)
	var bad *events.Invalid
	switch {
	case errors.As(err, &bad) && (bad.Field == "changed" || bad.Field == "expired"):
		p.showReply(w, r, http.StatusConflict, bad.Field)
	case errors.As(err, &bad):
		p.showReply(w, r, http.StatusUnprocessableEntity, "answers")
	case err != nil:
		p.noQuestion(w, r, err)
	default:
		seen := "?saved"
		if lang := r.URL.Query().Get("lang"); lang == "fr" || lang == "en" {
			seen += "&lang=" + lang
		}
		http.Redirect(w, r, r.URL.Path+seen, http.StatusSeeOther)
	}
}
