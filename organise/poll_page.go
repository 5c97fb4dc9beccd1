package organise

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/gorilla/mux"

	"parcours/events"
	"parcours/messages"
	"parcours/office"
	"parcours/pages"
	"parcours/polls"
	"parcours/report"
)

// pollPage is a poll with the forms that change it, or the form of a new one.
type pollPage struct {
	office.Frame
	New                            bool
	ID                             string
	State                          string // of the voting, in words
	Over                           bool
	Form                           pollForm
	Open                           string // which form was sent: words, ask, or a choice's dates or publish
	Choices                        []datedChoice
	Moments                        []office.Choice
	Categories, Territories, Roles []office.Option
	Saved, Problem                 string
	Problems                       []office.Problem
}

// datedChoice is a session to be dated, with its dates.
type datedChoice struct {
	ID, Title, Asked string
	Draft, Decided   bool
	Dates            []votedDate
}

type votedDate struct {
	ID, When string
	State    pages.Chip
	Votes    int // delegations and people who said something
}

// Wrong is what is wrong with a field, "" if nothing.
func (page *pollPage) Wrong(field string) string {
	for _, x := range page.Problems {
		if x.Field == field {
			return x.Words
		}
	}
	return ""
}

// pollForm answers GET /organise/polls/{poll}/edit.
func (p *Pages) pollForm(w http.ResponseWriter, r *http.Request, who *events.Person) {
	poll, err := p.made.Written(r.Context(), mux.Vars(r)["poll"])
	switch {
	case errors.Is(err, events.ErrNotFound):
		p.NotFound(w, r)
	case err != nil:
		p.Failed(w, r, err)
	default:
		p.showPollForm(w, r, who, http.StatusOK, pollEdit{id: poll.ID, form: formOfPoll(&poll)})
	}
}

// showPollForm shows a poll with its forms as they were typed.
func (p *Pages) showPollForm(w http.ResponseWriter, r *http.Request, who *events.Person, status int, e pollEdit) {
	words, snap := p.WordsFor(r, who.Language), p.events.Programme()
	page := &pollPage{New: e.id == "", ID: e.id, Form: e.form, Open: e.do + e.form.Choice}
	page.Form.more(max(0, firstDates-len(page.Form.Dates)))
	title := words.T("polls.new")
	if poll := snap.Poll(e.id); poll != nil {
		title = poll.Title
		page.Over, page.State = p.voting(words, poll)
		if err := p.fillPoll(r.Context(), words, page, e); err != nil {
			p.Failed(w, r, err)
			return
		}
	}
	page.Frame = p.Frame(words, "/organise/polls", title)
	page.OtherURL = r.URL.Path + otherLang(r, page.Other)
	for _, m := range moments {
		page.Moments = append(page.Moments, office.Choice{Value: m.name, Words: words.T("polls.moment.day" + m.name)})
	}
	shown := planPage{Form: page.Form.Session}
	fillChoices(words, snap, &shown)
	page.Categories, page.Territories, page.Roles = shown.Categories, shown.Territories, shown.Roles
	if len(e.wrong) > 0 {
		page.Problems = p.pollProblems(words, e.wrong)
		page.Problem = words.T("sessions.refused", "Count", len(e.wrong))
	}
	if said := r.URL.Query().Get("saved"); r.Method != http.MethodPost && slices.Contains(pollActs, said) {
		page.Saved = words.T("polls.saved." + said)
	}
	p.Send(w, status, words.Lang(), templates, "poll_edit", page)
}

// voting is whether the voting of a poll is over, and how it stands in words.
func (p *Pages) voting(words *messages.Printer, poll *events.Poll) (over bool, state string) {
	return report.Voting(words, p.events.Programme(), poll, p.events.Now())
}

// fillPoll says what a poll asks about, drafts too.
func (p *Pages) fillPoll(ctx context.Context, words *messages.Printer, page *pollPage, e pollEdit) error {
	snap, v := p.events.Programme(), p.voice(words)
	standing, err := p.record.Standing(ctx, page.ID)
	if err != nil {
		return err
	}
	for _, name := range polls.Choices(snap, page.ID) {
		dates := polls.Dates(snap, page.ID, name)
		one := datedChoice{ID: name, Title: dates[0].Title, Asked: pages.AskedOf(words, snap, dates[0]), Draft: dates[0].Draft()}
		for _, x := range dates {
			one.Decided = one.Decided || !x.Decided.IsZero()
			date := votedDate{ID: x.ID, When: v.when(x.When), State: pages.StatusOf(words, x, v.now, snap.Loc), Votes: polls.Votes(standing, x.ID)}
			if x.Draft() {
				date.State = pages.Chip{Class: "estimated", Words: words.T("sessions.draft")}
			}
			one.Dates = append(one.Dates, date)
		}
		page.Choices = append(page.Choices, one)
	}
	return nil
}

// pollProblems puts refused fields into words: those of a session in its own.
func (p *Pages) pollProblems(words *messages.Printer, wrong []office.WrongField) (all []office.Problem) {
	for _, x := range wrong {
		subject := "polls"
		if slices.Contains([]string{"title", "link", "asked"}, x.Field) {
			subject = "sessions"
		}
		one := office.Problems(words, subject, []office.WrongField{x})
		if x.Field == "dates" && !slices.Contains([]string{"none", "refused"}, x.Key) {
			one[0].Words = words.T("sessions.wrong." + x.Key)
		}
		all = append(all, one...)
	}
	return all
}
