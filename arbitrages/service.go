package arbitrages

import (
	"context"
	"slices"
	"strings"

	"parcours/events"
	"parcours/record"
)

// Service is the use cases of making arbitrages.
type Service struct {
	events *events.Service
	record *record.Service
}

// New opens the arbitrages of a programme.
func New(programme *events.Service, of *record.Service) *Service { return &Service{programme, of} }

// Written is an arbitrage as it was written: texts that say dates of sessions hold their names still. ErrNotFound without it.
func (s *Service) Written(ctx context.Context, number int) (events.Decision, error) {
	all, err := s.record.Written(ctx)
	if err != nil {
		return events.Decision{}, err
	}
	for _, d := range all.Decisions {
		if d.Number == number {
			return d, nil
		}
	}
	return events.Decision{}, events.ErrNotFound
}

// Next is the number of the next arbitrage.
func Next(snap *events.Snapshot) int {
	next := 1
	for _, d := range snap.Decisions {
		next = max(next, d.Number+1)
	}
	return next
}

// Make puts a new arbitrage to the delegations. Its number is nobody else's; the poll that it asks for answers it. ErrForbidden to who
// is no organiser; an *Invalid names the field and keeps nothing.
func (s *Service) Make(ctx context.Context, by *events.Person, d events.Decision) error {
	return s.events.Revise(ctx, by, func(all *events.Programme) error {
		if slices.ContainsFunc(all.Decisions, func(x events.Decision) bool { return x.Number == d.Number }) {
			return events.Invalidf("number", "there is an arbitrage %d already", d.Number)
		}
		all.Decisions = append(all.Decisions, d)
		slices.SortStableFunc(all.Decisions, func(a, b events.Decision) int { return a.Number - b.Number })
		return s.settle(all, &d)
	})
}

// Change changes an arbitrage; its number stays, and so does what was answered. ErrNotFound without it.
func (s *Service) Change(ctx context.Context, by *events.Person, number int, d events.Decision) error {
	return s.events.Revise(ctx, by, func(all *events.Programme) error {
		i := slices.IndexFunc(all.Decisions, func(x events.Decision) bool { return x.Number == number })
		if i < 0 {
			return events.ErrNotFound
		}
		d.Number = number
		all.Decisions[i] = d
		return s.settle(all, &d)
	})
}

// Remove takes an arbitrage away to which no delegation has said anything of its own, and the organisers neither.
func (s *Service) Remove(ctx context.Context, by *events.Person, number int) error {
	states, err := s.events.DecisionStates(ctx, "")
	if err != nil {
		return err
	}
	return s.events.Revise(ctx, by, func(all *events.Programme) error {
		i := slices.IndexFunc(all.Decisions, func(x events.Decision) bool { return x.Number == number })
		if i < 0 {
			return events.ErrNotFound
		}
		for _, st := range states {
			if st.Decision.Number == number && (strings.TrimSpace(st.Answer) != "" || st.Reply != "") {
				return events.Invalidf("answered", "%s answered arbitrage %d already: change it instead", st.Territory.Name, number)
			}
		}
		all.Decisions = slices.Delete(all.Decisions, i, i+1)
		return s.settle(all, nil)
	})
}

// settle checks an arbitrage that changed among the others, and notes with each poll which one it answers.
func (s *Service) settle(all *events.Programme, d *events.Decision) error {
	if d != nil {
		if err := Check(s.events.Programme(), d); err != nil {
			return err
		}
	}
	for i := range all.Polls {
		p := &all.Polls[i]
		p.Decision = 0
		for _, x := range all.Decisions {
			if x.Poll != p.ID {
				continue
			}
			if p.Decision != 0 {
				return events.Invalidf("poll", "arbitrage %d asks for this poll already", p.Decision)
			}
			p.Decision = x.Number
		}
	}
	return nil
}

// forms of an answer that there are.
var forms = []events.Form{events.FormYesNo, events.FormMatrix, events.FormText, events.FormPoll, events.FormDocument}

// Check tells what is wrong with an arbitrage by itself, nil if nothing: an *Invalid that names the field.
func Check(snap *events.Snapshot, d *events.Decision) error {
	has := func(f events.Form) bool { return slices.Contains(d.Form, f) }
	switch {
	case d.Number < 1 || d.Number > 9999:
		return events.Invalidf("number", "%d: give a number from 1 to 9999", d.Number)
	case strings.TrimSpace(d.Title) == "":
		return events.Invalidf("title", "an arbitrage needs a title")
	case strings.TrimSpace(d.Question) == "":
		return events.Invalidf("question", "say what is asked")
	case len(d.Form) == 0 || slices.ContainsFunc(d.Form, func(f events.Form) bool { return !slices.Contains(forms, f) }):
		return events.Invalidf("form", "say how it is answered")
	case slices.ContainsFunc(d.Sessions, func(name string) bool { return len(snap.Group(name)) == 0 }):
		return events.Invalidf("sessions", "one of these is no session")
	case has(events.FormMatrix) && len(d.Sessions) == 0:
		return events.Invalidf("sessions", "a table needs the sessions that are its lines")
	case has(events.FormPoll) != (d.Poll != ""), d.Poll != "" && snap.Poll(d.Poll) == nil:
		return events.Invalidf("poll", "an arbitrage that is answered by a poll names one, and no other does")
	case d.Who != events.Referent && d.Who != events.Member:
		return events.Invalidf("who", "%q: referents answer, or everybody of the delegation", d.Who)
	case d.To != "" && snap.Person(d.To) == nil:
		return events.Invalidf("to", "%q is nobody of the programme", d.To)
	case !d.Due.IsZero() && (d.Due.Year < 1970 || d.Due.Year > 2100):
		return events.Invalidf("due", "%d: give a year between 1970 and 2100", d.Due.Year)
	}
	return nil
}
