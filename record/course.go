package record

import (
	"context"
	"time"

	"parcours/events"
)

// Course is how many answers were given over time.
type Course struct {
	Step  Step
	Spans []Span // from the first with an answer to the last, those without one too
}

// Span is a day, or a week or month that begins with it.
type Span struct {
	From           events.Day
	Yes, Maybe, No int // answers given in it, those that were taken back or changed later too
	Other          int // "sans objet", and withdrawn
}

// All is the number of answers of a span.
func (s Span) All() int { return s.Yes + s.Maybe + s.No + s.Other }

// Step is how long a span is.
type Step string

// The steps.
const (
	Daily   Step = "day"
	Weekly  Step = "week" // from Monday
	Monthly Step = "month"
)

// maxSpans is how many spans of a step are told apart; where there are more, the step is longer.
const maxSpans = 62

// Course tells how answers came over time to a session, to a group, or to all (""). It costs one reading of an index.
func (s *Service) Course(ctx context.Context, session string) (Course, error) {
	snap := s.events.Programme()
	var of []string
	if session != "" {
		of = ids(snap.Group(session))
	}
	var given []Given
	err := s.store.View(ctx, func(tx Tx) (err error) {
		given, err = tx.AnswerHours(of)
		return err
	})
	return course(given, snap.Loc), err
}

// course is pure. given is oldest first.
func course(given []Given, loc *time.Location) Course {
	c := Course{Step: Daily}
	if len(given) == 0 {
		return c
	}
	first, last := events.DayOf(given[0].Hour.In(loc)), events.DayOf(given[len(given)-1].Hour.In(loc))
	switch days := int(last.In(time.UTC).Sub(first.In(time.UTC)) / (24 * time.Hour)); {
	case days >= 7*maxSpans:
		c.Step = Monthly
	case days >= maxSpans:
		c.Step = Weekly
	}
	at := map[events.Day]int{}
	for day := c.Step.begin(first); !last.In(time.UTC).Before(day.In(time.UTC)); day = c.Step.next(day) {
		at[day] = len(c.Spans)
		c.Spans = append(c.Spans, Span{From: day})
	}
	for _, g := range given {
		span := &c.Spans[at[c.Step.begin(events.DayOf(g.Hour.In(loc)))]]
		switch g.Status {
		case events.Accepted:
			span.Yes += g.Number
		case events.Tentative:
			span.Maybe += g.Number
		case events.Declined:
			span.No += g.Number
		default:
			span.Other += g.Number
		}
	}
	return c
}

// begin is the first day of the span that a day is in.
func (s Step) begin(d events.Day) events.Day {
	switch s {
	case Weekly:
		return d.Add(-(int(d.In(time.UTC).Weekday()) + 6) % 7)
	case Monthly:
		d.Day = 1
	}
	return d
}

func (s Step) next(d events.Day) events.Day {
	switch s {
	case Weekly:
		return d.Add(7)
	case Monthly:
		return events.DayOf(d.In(time.UTC).AddDate(0, 1, 0))
	}
	return d.Add(1)
}
