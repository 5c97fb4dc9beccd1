package web

import (
	"context"

	"parcours/events"
	"parcours/holidays"
	"parcours/messages"
)

// poll is where a poll for dates stands: of each date how many delegations said what, never which.
type poll struct {
	ID, Title, Meaning string
	Choices            []pollChoice
}

// pollChoice is one thing to decide: its dates, or the one that was chosen.
type pollChoice struct {
	Title   string
	Decided bool
	Dates   []pollDate
}

type pollDate struct {
	When, Start string
	Votes       []string
	Holidays    []string // what should be known of the day
}

// polls are the standings of all polls. Without the store the page goes without them.
func (p *Pages) polls(ctx context.Context, snap *events.Snapshot, words *messages.Printer) []poll {
	var all []poll
	for _, one := range snap.Polls {
		st, err := p.events.Standing(ctx, one.ID)
		if err != nil {
			p.log.Warn("the programme page goes without a poll", "poll", one.ID, "error", err)
			continue
		}
		all = append(all, describePoll(snap, words, st))
	}
	return all
}

func describePoll(snap *events.Snapshot, words *messages.Printer, st events.Standing) poll {
	one := poll{ID: st.Poll.ID, Title: st.Poll.Title, Meaning: st.Poll.Meaning}
	for _, c := range st.Choices {
		choice := pollChoice{Title: c.Title, Decided: c.Decided != ""}
		for _, o := range c.Options {
			if choice.Decided && o.Session.ID != c.Decided {
				continue
			}
			start, end := o.Session.When.Span(snap.Loc)
			choice.Dates = append(choice.Dates, pollDate{
				When: words.When(start, end, o.Session.When.AllDay), Start: machineTime(o.Session.When),
				Votes: votesInWords(words, o.Delegations), Holidays: daysOff(snap, words, o.Session.When),
			})
		}
		one.Choices = append(one.Choices, choice)
	}
	return one
}

// votesInWords counts yes, maybe, no and silence always, so that dates can be compared; the rest where there is some.
func votesInWords(words *messages.Printer, v events.Votes) []string {
	all := []string{
		words.T("web.votes.yes", "Number", v.Yes), words.T("web.votes.maybe", "Number", v.Maybe),
		words.T("web.votes.no", "Number", v.No), words.T("web.votes.blank", "Number", v.Blank),
	}
	if v.NotApplicable > 0 {
		all = append(all, words.T("web.votes.none", "Number", v.NotApplicable))
	}
	return all
}

func daysOff(snap *events.Snapshot, words *messages.Printer, when events.When) []string {
	var all []string
	start, _ := when.Span(snap.Loc)
	note := holidays.On(&snap.Programme, events.DayOf(start.In(snap.Loc)))
	if note.PublicHoliday != "" {
		all = append(all, words.T("web.public_holiday", "Name", note.PublicHoliday))
	}
	if note.Weekday {
		all = append(all, words.T("web.weekday_off"))
	}
	if note.Off > 0 {
		all = append(all, words.T("web.school_holidays", "Count", note.Off, "Total", note.Total))
	}
	if note.Unknown > 0 {
		all = append(all, words.T("web.school_unknown"))
	}
	return all
}
