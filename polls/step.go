package polls

import (
	"context"
	"fmt"
	"slices"
	"time"

	"parcours/events"
	"parcours/record"
)

// Step is a change of a poll's dates: it can be looked at before it is taken.
type Step struct {
	made   []events.Session
	moved  []string // sessions that are there and change
	change func(*events.Plan, *[]events.Audience)
}

// Changes is what the step makes of sessions at a moment. Nothing is kept.
func (st Step) Changes(snap *events.Snapshot, at time.Time) ([]events.Change, error) {
	all, err := snap.Changes(st.moved, at, st.change)
	for _, x := range st.made {
		all = append(all, events.Change{To: x})
	}
	return all, err
}

// Take takes a step.
func (s *Service) Take(ctx context.Context, by *events.Person, st Step) error {
	if len(st.moved) > 0 {
		if err := s.events.Replan(ctx, by, st.moved, st.change); err != nil {
			return err
		}
	}
	if len(st.made) == 0 {
		return nil
	}
	_, err := s.events.AddSessions(ctx, by, st.made)
	return err
}

// Ask is the step that adds a choice to a poll.
func Ask(snap *events.Snapshot, poll string, c Choice) (st Step, err error) {
	if len(c.Dates) == 0 {
		return st, events.Invalidf("dates", "give a date to vote on")
	}
	name := snap.FreeName(c.Plan.Title)
	for i, d := range c.Dates {
		x := events.Session{Plan: c.Plan, Asked: c.Asked, Made: true}
		x.Poll, x.When, x.Parts = poll, d.When, d.Parts
		x.ID, x.Option, x.Options, x.Status = name, 1, 1, events.Estimated
		if len(c.Dates) > 1 {
			x.ID, x.Group, x.GroupTitle = snap.FreeName(name, fmt.Sprint(i+1)), name, c.Plan.Title
			x.Option, x.Options, x.Status = i+1, len(c.Dates), events.Candidate
		}
		st.made = append(st.made, x)
	}
	return st, checkDates(st.made)
}

// Add is the step that adds dates to a choice, which asks and says what its first date does.
func Add(snap *events.Snapshot, poll, choice string, dates []Date) (st Step, err error) {
	old := Dates(snap, poll, choice)
	if len(old) == 0 {
		return st, events.ErrNotFound
	}
	if len(dates) == 0 {
		return st, events.Invalidf("dates", "give a date to vote on")
	}
	if decided(old) {
		return st, events.Invalidf("dates", "it is decided: open it again first")
	}
	like := old[0].AsWritten()
	group, title := old[0].Group, old[0].GroupTitle
	if group == "" {
		group, title = snap.FreeName(like.Title, "dates"), like.Title
	}
	all := len(old) + len(dates)
	at := st.renumber(old)
	st.change = func(p *events.Plan, _ *[]events.Audience) {
		p.Option, p.Options, p.Status, p.Group, p.GroupTitle = at[p.ID], all, events.Candidate, group, title
	}
	for i, d := range dates {
		x := events.Session{Plan: like.Plan, Asked: like.Asked, Made: true}
		x.ID, x.Group, x.GroupTitle, x.Status, x.Why = snap.FreeName(group, fmt.Sprint(len(old)+i+1)), group, title, events.Candidate, ""
		x.When, x.Parts, x.Option, x.Options = d.When, d.Parts, len(old)+i+1, all
		st.made = append(st.made, x)
	}
	var stand []events.Session
	for _, x := range old {
		stand = append(stand, *x)
	}
	return st, checkDates(append(stand, st.made...))
}

// Withdraw is the step that takes a date out for which nobody has voted.
func Withdraw(snap *events.Snapshot, st record.Standing, option string) (step Step, err error) {
	x := snap.Session(option)
	if x == nil || x.Poll != st.Poll.ID || !standsIn(x, x.Poll) {
		return step, events.ErrNotFound
	}
	dates := Dates(snap, x.Poll, choiceOf(x))
	if decided(dates) {
		return step, events.Invalidf("option", "it is decided: open it again first")
	}
	if n := Votes(st, option); n > 0 {
		return step, events.Invalidf("option", "%d have voted for it: decide on another date, or cancel the session", n)
	}
	left := slices.DeleteFunc(slices.Clone(dates), func(o *events.Session) bool { return o.ID == option })
	at := step.renumber(left)
	step.moved = append(step.moved, option)
	step.change = func(p *events.Plan, _ *[]events.Audience) {
		if p.ID == option {
			events.Cancel(p)
			return
		}
		if p.Option, p.Options = at[p.ID], len(left); len(left) == 1 {
			p.Status = events.Estimated
		}
	}
	return step, nil
}

// Publish is the step that says who votes for the dates of a choice.
func Publish(snap *events.Snapshot, poll, choice string, who events.Audience, asked []events.Audience) (st Step, err error) {
	dates := Dates(snap, poll, choice)
	if len(dates) == 0 {
		return st, events.ErrNotFound
	}
	st.renumber(dates)
	st.change = func(p *events.Plan, rules *[]events.Audience) { p.Audience, *rules = who, asked }
	return st, nil
}

// Dates are those of a choice of a poll, drafts too, in the order of their numbers.
func Dates(snap *events.Snapshot, poll, choice string) (all []*events.Session) {
	for _, x := range snap.All() {
		if standsIn(x, poll) && choiceOf(x) == choice {
			all = append(all, x)
		}
	}
	slices.SortStableFunc(all, func(a, b *events.Session) int { return a.Option - b.Option })
	return all
}

// Choices name what a poll decides, drafts too, in the order of their dates.
func Choices(snap *events.Snapshot, poll string) (all []string) {
	for _, x := range snap.All() {
		if name := choiceOf(x); standsIn(x, poll) && !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	return all
}

func choiceOf(x *events.Session) string {
	if x.Group != "" {
		return x.Group
	}
	return x.ID
}

// renumber notes that sessions change, and gives the number of each.
func (st *Step) renumber(dates []*events.Session) map[string]int {
	at := map[string]int{}
	for i, x := range dates {
		st.moved = append(st.moved, x.ID)
		at[x.ID] = i + 1
	}
	return at
}

func decided(dates []*events.Session) bool {
	return slices.ContainsFunc(dates, func(x *events.Session) bool { return !x.Decided.IsZero() })
}

// Votes are how many delegations and people said something of a date.
func Votes(st record.Standing, option string) int {
	for _, c := range st.Choices {
		for _, o := range c.Options {
			if o.Session.ID == option {
				said := func(v record.Votes) int { return v.Yes + v.Maybe + v.No + v.NotApplicable }
				return said(o.Delegations) + said(o.Members) + o.Late
			}
		}
	}
	return 0
}

// checkDates tells what is wrong with dates to vote on, nil if nothing.
func checkDates(all []events.Session) error {
	for i := range all {
		if err := all[i].Check(); err != nil {
			return err
		}
		for k := range i {
			if all[k].When.Equal(all[i].When) {
				return events.Invalidf("dates", "a date stands there twice")
			}
		}
	}
	return nil
}
