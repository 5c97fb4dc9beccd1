package web

import (
	"context"
	"slices"

	"parcours/events"
	"parcours/messages"
	"parcours/pages"
	"parcours/record"
	"parcours/report"
)

// poll is where a poll for dates stands: of each date how many delegations said what, never which.
type poll struct {
	ID, Title, Meaning string
	Until              string // the last day of voting, in words; "" without one, or once all is decided
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
	Votes       record.Votes
	Bar         []bar
	All         int      // votes and silence
	Holidays    []string // what should be known of the day
}

// bar is one part of the drawing of a date's votes: how many, after how many others.
type bar struct {
	Class    string
	From, Of int
}

// notConcerned tells whether a delegation answered that a date does not concern it.
func (p poll) notConcerned() bool {
	for _, c := range p.Choices {
		for _, d := range c.Dates {
			if d.Votes.NotApplicable > 0 {
				return true
			}
		}
	}
	return false
}

// polls are the standings of all polls. Without the store the page goes without them.
func (p *Pages) polls(ctx context.Context, snap *events.Snapshot, words *messages.Printer) []poll {
	var all []poll
	for _, one := range snap.Polls {
		st, err := p.record.Standing(ctx, one.ID)
		if err != nil {
			p.Log.Warn("the programme page goes without a poll", "poll", one.ID, "error", err)
			continue
		}
		if len(st.Choices) > 0 {
			described := describePoll(snap, words, st)
			if slices.ContainsFunc(described.Choices, func(c pollChoice) bool { return !c.Decided }) {
				_, described.Until = report.Voted(words, snap, &st.Poll, p.events.Now())
			}
			all = append(all, described)
		}
	}
	return all
}

func describePoll(snap *events.Snapshot, words *messages.Printer, st record.Standing) poll {
	one := poll{ID: st.Poll.ID, Title: st.Poll.Title, Meaning: st.Poll.Meaning}
	for _, c := range st.Choices {
		choice := pollChoice{Title: c.Title, Decided: c.Decided != ""}
		for _, o := range c.Options {
			if choice.Decided && o.Session.ID != c.Decided {
				continue
			}
			start, end := o.Session.When.Span(snap.Loc)
			choice.Dates = append(choice.Dates, pollDate{
				When: words.When(start, end, o.Session.When.AllDay), Start: pages.MachineTime(o.Session.When),
				Votes: o.Delegations, Holidays: pages.DaysOff(snap, words, o.Session.When),
			})
			last := &choice.Dates[len(choice.Dates)-1]
			last.Bar, last.All = bars(o.Delegations)
		}
		one.Choices = append(one.Choices, choice)
	}
	return one
}

// bars draws votes in the order of the table's columns.
func bars(v record.Votes) (all []bar, sum int) {
	for _, part := range []struct {
		class string
		n     int
	}{{"yes", v.Yes}, {"maybe", v.Maybe}, {"no", v.No}, {"blank", v.Blank}, {"none", v.NotApplicable}} {
		if part.n > 0 {
			all = append(all, bar{part.class, sum, part.n})
			sum += part.n
		}
	}
	return all, sum
}
