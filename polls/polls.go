package polls

import (
	"context"
	"slices"
	"strings"
	"time"

	"parcours/events"
	"parcours/record"
)

// Service is the use cases of making polls.
type Service struct {
	events *events.Service
	record *record.Service
}

// New opens the polls of a programme.
func New(programme *events.Service, of *record.Service) *Service { return &Service{programme, of} }

// Date is a time that can be voted for. Parts are those of its day, for one that has several.
type Date struct {
	When  events.When
	Parts []events.Part
}

// Choice is one thing to decide: a session, and the dates that it may have. With one date people vote on that one.
type Choice struct {
	Plan  events.Plan       // of each date, but for what tells them apart
	Asked []events.Audience // who votes; nobody for a draft
	Dates []Date
}

// Written is a poll as it was written: texts that say dates of sessions hold their names still. ErrNotFound without it.
func (s *Service) Written(ctx context.Context, id string) (p events.Poll, err error) {
	all, err := s.record.Written(ctx)
	if err != nil {
		return p, err
	}
	for _, p := range all.Polls {
		if p.ID == id {
			return p, nil
		}
	}
	return p, events.ErrNotFound
}

// Make makes a poll with its first choice, and gives its id: both or neither.
func (s *Service) Make(ctx context.Context, by *events.Person, p events.Poll, c Choice) (string, error) {
	snap := s.events.Programme()
	p.ID, p.PerTerritory = freeID(snap, p.Title), true
	step, err := Ask(snap, p.ID, c)
	if err != nil {
		return "", err
	}
	err = s.events.Revise(ctx, by, func(all *events.Programme) error {
		all.Polls = append(all.Polls, p)
		return Check(snap, &p)
	}, step.made...)
	if err != nil {
		return "", err
	}
	return p.ID, nil
}

// freeID is an id that no poll has, of its title.
func freeID(snap *events.Snapshot, title string) string {
	id := snap.FreeName(title)
	for snap.Poll(id) != nil {
		id += "-poll"
	}
	return id
}

// Check tells what is wrong with a poll's own words, nil if nothing.
func Check(snap *events.Snapshot, p *events.Poll) error {
	switch {
	case strings.TrimSpace(p.Title) == "":
		return events.Invalidf("title", "a poll needs a title")
	case p.Quorum < 0 || p.Quorum > len(snap.Territories):
		return events.Invalidf("quorum", "%d: give a number of delegations, %d at most", p.Quorum, len(snap.Territories))
	case !p.Until.IsZero() && (p.Until.Year < 1970 || p.Until.Year > 2100):
		return events.Invalidf("until", "%d: give a year between 1970 and 2100", p.Until.Year)
	}
	return nil
}

// Change changes a poll's own words. ErrNotFound without it.
func (s *Service) Change(ctx context.Context, by *events.Person, id string, change func(*events.Poll)) error {
	return s.events.Revise(ctx, by, func(all *events.Programme) error {
		i := slices.IndexFunc(all.Polls, func(p events.Poll) bool { return p.ID == id })
		if i < 0 {
			return events.ErrNotFound
		}
		change(&all.Polls[i])
		return Check(s.events.Programme(), &all.Polls[i])
	})
}

// End ends the voting of a poll, or lets it go on: what was said after an end counts then too, if it was the organisers' own.
func (s *Service) End(ctx context.Context, by *events.Person, id string, over bool) error {
	return s.Change(ctx, by, id, func(p *events.Poll) {
		if p.Closed = s.events.Now().UTC().Truncate(time.Second); !over {
			p.Closed = time.Time{}
			if !p.Until.IsZero() && !record.Ends(p, s.events.Programme().Loc).After(s.events.Now()) {
				p.Until = events.Day{}
			}
		}
	})
}

// Remove takes a poll away that has no date any more.
func (s *Service) Remove(ctx context.Context, by *events.Person, id string) error {
	snap := s.events.Programme()
	return s.events.Revise(ctx, by, func(all *events.Programme) error {
		i := slices.IndexFunc(all.Polls, func(p events.Poll) bool { return p.ID == id })
		if i < 0 {
			return events.ErrNotFound
		}
		if slices.ContainsFunc(snap.All(), func(x *events.Session) bool { return standsIn(x, id) }) {
			return events.Invalidf("poll", "%q has dates: take them out first", id)
		}
		all.Polls = slices.Delete(all.Polls, i, i+1)
		for k := range all.Decisions {
			if all.Decisions[k].Poll == id {
				return events.Invalidf("poll", "arbitrage %d asks for it", all.Decisions[k].Number)
			}
		}
		return nil
	})
}

// standsIn tells whether a session is a date of a poll, drafts too.
func standsIn(x *events.Session, poll string) bool {
	return x.Poll == poll && !x.Removed && (x.Live() || x.Lost)
}
