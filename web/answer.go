package web

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/gorilla/mux"

	"parcours/events"
	"parcours/messages"
	"parcours/pages"
)

// answerPage shows one invitation, what was answered, and the form.
type answerPage struct {
	pages.Frame
	answerForm
	OnBehalf  string // for whom, in words
	Card      card
	Link      string // of the conference; "" where it may not be shown
	Room      []pages.Block
	Cancelled bool
	Again     string // why it is asked again, in words; "" where it is not
	Saved     string // what has just been kept, in words
	Problem   string
	Proposed  string // button that the link of a mail names, not kept until it is pressed; "" for none
	History   []said
	Earlier   bool // there are more than History has
	Others    []sibling
}

// said is one answer of the history, in words.
type said struct {
	Words, Comment string
	Marks          []string
}

// sibling is another date of the same choice, or another room of the same session, that the same link holder
// answers.
type sibling struct{ Title, When, Answer, URL string }

// answerForm answers GET /a/{token}. It never answers the invitation: robots open every link of a mail.
func (p *Pages) answerForm(w http.ResponseWriter, r *http.Request) {
	link, err := p.events.Programme().ReadAnswerToken(mux.Vars(r)["token"])
	if err != nil {
		p.NotFound(w, r)
		return
	}
	p.showAnswer(w, r, link, http.StatusOK, func(*messages.Printer, *answerPage) {})
}

// showAnswer sends the page of a link, after change has put in what the form said.
func (p *Pages) showAnswer(w http.ResponseWriter, r *http.Request, link events.AnswerLink, status int, change func(*messages.Printer, *answerPage)) {
	inv, history, err := p.events.InvitationOf(r.Context(), link)
	switch x := p.events.Programme().Session(link.Session); {
	case errors.Is(err, events.ErrNotFound) && x != nil && x.Lost:
		p.Notice(w, r, http.StatusGone, "not_chosen")
		return
	case errors.Is(err, events.ErrNotFound):
		p.NotFound(w, r)
		return
	case err != nil:
		p.Failed(w, r, err)
		return
	}
	words := p.WordsFor(r, inv.Viewer.Language)
	page := p.describeAnswer(words, r, &inv, history)
	page.Others = p.siblings(r.Context(), words, link, &inv)
	change(words, page)
	p.Send(w, status, words.Lang(), templates, "answer", page)
}

func (p *Pages) describeAnswer(words *messages.Printer, r *http.Request, inv *events.Invitation, history []events.Answer) *answerPage {
	page := &answerPage{
		Frame: p.Frame(words, r.URL.Path, inv.Session.Title), answerForm: p.formOf(words, inv), OnBehalf: onBehalf(words, inv),
		Card: p.cardOf(words, inv), Cancelled: !inv.Session.Live(), Again: againWords(words, inv), History: describeHistory(words, inv, history),
	}
	page.History, page.Earlier = pages.Latest(page.History)
	page.ID, page.Action = "answer", r.URL.Path
	page.Private = true
	page.By(pages.Viewer(r))
	if lang := r.URL.Query().Get("lang"); lang == words.Lang() {
		page.Action += "?lang=" + lang
	}
	page.Link, page.Room = roomOf(inv)
	if proposed := r.URL.Query().Get("answer"); r.Method != http.MethodPost && !page.Cancelled && proposed != page.Answer &&
		(proposed == "yes" || proposed == "maybe" || proposed == "no") {
		page.Proposed = proposed
	}
	if r.Method != http.MethodPost && r.URL.Query().Has("saved") && len(history) > 0 && page.Again == "" {
		page.Saved = savedWords(words, page.Current)
	}
	return page
}

// savedWords say what has just been kept.
func savedWords(words *messages.Printer, current string) string {
	if current == "" {
		return words.T("web.saved_withdrawn")
	}
	return words.T("web.saved", "Answer", current)
}

// cardOf is what is said of a session to whoever answers for it.
func (p *Pages) cardOf(words *messages.Printer, inv *events.Invitation) card {
	x, snap := inv.Session, inv.Programme
	a := agenda{snap: snap, words: words, now: p.events.Now()}
	start, _ := x.When.Span(snap.Loc)
	c := card{
		ID: x.ID, Spoken: snap.LanguageFor(nil), Title: x.Title, Kind: x.Kind, Day: strconv.Itoa(start.Day()), Month: words.MonthName(start),
		When: a.when(x), Start: pages.MachineTime(x.When), Where: pages.PlaceOf(words, x.Place),
		Status: a.status([]*events.Session{x}), Meaning: meaning(snap, x), Text: pages.Blocks(x.Description), Resources: x.Resources,
	}
	if c.Status.Class == string(events.Candidate) {
		c.Status.Words = words.T("web.option")
	}
	return c
}

// roomOf are the link and the description of the room, where they may be shown.
func roomOf(inv *events.Invitation) (link string, room []pages.Block) {
	if !inv.Full {
		return "", nil
	}
	return cmp.Or(inv.Session.Room.Link, inv.Session.Place.Link), pages.Blocks(inv.Session.Room.Description)
}

// againWords say why the last answer no longer counts; "" where it does, or where there is none.
func againWords(words *messages.Printer, inv *events.Invitation) string {
	last := inv.Last
	switch {
	case inv.Status != events.NeedsAction || last == nil || last.Status == events.NeedsAction:
		return ""
	case isVote(inv.Session, last):
		return words.T("web.decided_notice", "Answer", pages.AnswerWords(words, last.Status))
	}
	return words.T("web.moved_notice", "Answer", pages.AnswerWords(words, last.Status))
}

// isVote tells an answer to an option that its poll has chosen since.
func isVote(x *events.Session, a *events.Answer) bool {
	return !x.Decided.IsZero() && !x.AsksAt(a.Sequence) && a.Sequence >= x.VotedAt
}

// onBehalf says for whom the answer stands.
func onBehalf(words *messages.Printer, inv *events.Invitation) string {
	if inv.For.Territory == "" {
		return words.T("web.for_person", "Name", inv.Viewer.Name)
	}
	name := inv.For.Territory
	if t := inv.Programme.Territory(inv.For.Territory); t != nil {
		name = t.Name
	}
	said := words.T("web.on_behalf", "Of", events.Of(words.Lang(), name))
	if c := inv.Programme.Category(inv.For.Category); c != nil {
		said += ", " + c.Label
	}
	return said
}

// nameOf names somebody who said something; whoever was removed since is not named any more.
func nameOf(words *messages.Printer, snap *events.Snapshot, id string) string {
	if p := snap.Person(id); p != nil {
		return p.Name
	}
	return words.T("web.somebody")
}

// describeHistory tells who said what, when and by which way, latest first.
func describeHistory(words *messages.Printer, inv *events.Invitation, history []events.Answer) []said {
	var all []said
	for i := len(history) - 1; i >= 0; i-- {
		a := history[i]
		who := nameOf(words, inv.Programme, a.By)
		one := said{Comment: a.Comment, Words: words.T("web.said",
			"Answer", pages.AnswerWords(words, a.Status), "Who", who, "Door", words.T("web.door."+string(a.Door)),
			"When", atMoment(words, a.At.In(inv.Programme.Loc)))}
		switch {
		case isVote(inv.Session, &a):
			one.Marks = append(one.Marks, words.T("web.mark_vote"))
		case !inv.Session.AsksAt(a.Sequence):
			one.Marks = append(one.Marks, words.T("web.mark_earlier"))
		}
		if a.Late {
			one.Marks = append(one.Marks, words.T("web.mark_late"))
		}
		all = append(all, one)
	}
	return all
}

func atMoment(words *messages.Printer, t time.Time) string {
	return words.When(t, t, false)
}

// siblings are the other dates of a choice, and for a referent the other rooms of a session.
func (p *Pages) siblings(ctx context.Context, words *messages.Printer, link events.AnswerLink, inv *events.Invitation) []sibling {
	if inv.Session.Group == "" {
		return nil
	}
	var all []sibling
	for _, x := range inv.Programme.Group(inv.Session.Group) {
		other := events.AnswerLink{Person: link.Person, Session: x.ID, For: link.For}
		if link.For.Territory != "" {
			other.For.Category = x.Category
		}
		if x.ID == link.Session || !x.Live() {
			continue
		}
		invited, _, err := p.events.InvitationOf(ctx, other)
		if err != nil {
			continue // not asked to that one
		}
		start, end := x.When.Span(inv.Programme.Loc)
		one := sibling{
			Title: x.Title, When: words.When(start, end, x.When.AllDay), URL: "/a/" + p.events.Programme().AnswerToken(other),
			Answer: words.T("web.answer.withdraw"),
		}
		if c := inv.Programme.Category(x.Category); c != nil {
			one.Title = c.Label
		}
		if invited.Status != events.NeedsAction {
			one.Answer = pages.AnswerWords(words, invited.Status)
		}
		all = append(all, one)
	}
	return all
}
