package organise

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/gorilla/mux"

	"parcours/events"
	"parcours/office"
	"parcours/polls"
)

// pollEdit is what an organiser does with a poll: a new one where id is "".
type pollEdit struct {
	id    string
	do    string
	form  pollForm
	wrong []office.WrongField
}

// What is done with a poll, as the forms say it. What changes its dates is looked at first.
const (
	makePoll     = "make"
	changeWords  = "words"
	askChoice    = "ask"
	addDates     = "dates"
	publishDates = "publish"
	withdrawDate = "withdraw"
	endVoting    = "end"
	goOnVoting   = "go-on"
	removePoll   = "remove"
)

var pollActs = []string{makePoll, changeWords, askChoice, addDates, publishDates, withdrawDate, endVoting, goOnVoting, removePoll}

// pollPosted answers POST /organise/polls and /organise/polls/{poll}/edit.
func (p *Pages) pollPosted(w http.ResponseWriter, r *http.Request, who *events.Person) {
	form, err := office.ReadForm(w, r)
	if err != nil {
		p.Notice(w, r, http.StatusBadRequest, "unreadable")
		return
	}
	e := pollEdit{id: mux.Vars(r)["poll"], do: form.Get("do"), form: readPollForm(form)}
	if e.id == "" {
		e.do = makePoll
	}
	if e.id != "" && p.events.Programme().Poll(e.id) == nil || !slices.Contains(pollActs, e.do) {
		p.NotFound(w, r)
		return
	}
	switch step := form.Get("step"); step {
	case "back", "more":
		if step == "more" {
			e.form.more(firstDates)
		}
		p.showPollForm(w, r, who, http.StatusOK, p.withWords(r.Context(), e))
	default:
		p.doPoll(w, r, who, &e, step == "save")
	}
}

// withWords fills in the poll's own words, where another of its forms was sent.
func (p *Pages) withWords(ctx context.Context, e pollEdit) pollEdit {
	if poll, err := p.made.Written(ctx, e.id); err == nil && e.do != changeWords {
		own := formOfPoll(&poll)
		e.form.PollTitle, e.form.Meaning, e.form.Quorum, e.form.Until = own.PollTitle, own.Meaning, own.Quorum, own.Until
	}
	return e
}

// doPoll does what a form says, or shows what that would do to the dates.
func (p *Pages) doPoll(w http.ResponseWriter, r *http.Request, who *events.Person, e *pollEdit, save bool) {
	step, c, err := p.stepOf(r.Context(), e)
	if err == nil && len(e.wrong) == 0 {
		if looked := []string{makePoll, askChoice, addDates, publishDates, withdrawDate}; !save && slices.Contains(looked, e.do) {
			var changes []events.Change
			if changes, err = step.Changes(p.events.Programme(), p.events.Now()); err == nil {
				p.preview(w, r, who, "/organise/polls", e.form.PollTitle, changes)
				return
			}
		} else {
			err = p.keepPoll(r.Context(), who, e, c, step)
		}
	}
	if e.wrong = append(e.wrong, refused(err)...); len(e.wrong) > 0 {
		p.showPollForm(w, r, who, http.StatusUnprocessableEntity, p.withWords(r.Context(), *e))
		return
	}
	switch {
	case errors.Is(err, events.ErrNotFound), errors.Is(err, events.ErrForbidden):
		p.NotFound(w, r)
	case err != nil:
		p.Failed(w, r, err)
	case e.do == removePoll:
		office.SendBack(w, r, "/organise/polls?done=remove")
	default:
		office.SendBack(w, r, "/organise/polls/"+e.id+"/edit?saved="+e.do)
	}
}

// stepOf is what a form would do to the dates; what is wrong with it is noted.
func (p *Pages) stepOf(ctx context.Context, e *pollEdit) (step polls.Step, c polls.Choice, err error) {
	snap := p.events.Programme()
	switch e.do {
	case makePoll, askChoice:
		if e.do == makePoll {
			poll := events.Poll{}
			if e.wrong = e.form.words(&poll); len(e.wrong) == 0 {
				err = polls.Check(snap, &poll)
			}
		}
		var wrong []office.WrongField
		c, wrong = e.form.choice(snap)
		if e.wrong = append(e.wrong, wrong...); err == nil && len(e.wrong) == 0 {
			step, err = polls.Ask(snap, cmp.Or(e.id, "new"), c)
		}
	case addDates:
		if c.Dates, e.wrong = e.form.dates(snap.Loc); len(e.wrong) == 0 {
			step, err = polls.Add(snap, e.id, e.form.Choice, c.Dates)
		}
	case publishDates:
		said := e.form.Session
		said.Title, said.Start = "-", "2000-01-01"
		if e.wrong = said.check(snap); len(e.wrong) > 0 || said.Asked != askedAll && said.Asked != askedSome {
			e.wrong = append(e.wrong, office.WrongField{Field: "asked", Key: "some"})[:1]
			break
		}
		who := said.audience(snap)
		step, err = polls.Publish(snap, e.id, e.form.Choice, who, []events.Audience{who})
	case withdrawDate:
		standing, bad := p.record.Standing(ctx, e.id)
		if err = bad; err == nil {
			step, err = polls.Withdraw(snap, standing, e.form.Option)
		}
	case changeWords:
		e.wrong = e.form.words(&events.Poll{})
	}
	return step, c, err
}

// keepPoll keeps what a form says.
func (p *Pages) keepPoll(ctx context.Context, who *events.Person, e *pollEdit, c polls.Choice, step polls.Step) (err error) {
	switch e.do {
	case makePoll:
		poll := events.Poll{}
		e.form.words(&poll)
		e.id, err = p.made.Make(ctx, who, poll, c)
	case changeWords:
		err = p.made.Change(ctx, who, e.id, func(poll *events.Poll) { e.form.words(poll) })
	case endVoting, goOnVoting:
		err = p.made.End(ctx, who, e.id, e.do == endVoting)
	case removePoll:
		err = p.made.Remove(ctx, who, e.id)
	default:
		err = p.made.Take(ctx, who, step)
	}
	return err
}
