package record

import (
	"context"
	"time"

	"parcours/events"
)

// Sending is how far what one thing tells has come: a change of a session, a letter to many, or the first letters of people who were
// added together.
type Sending struct {
	Notice  events.Notice // of several alike the latest
	Notices int           // how many of one kind to one person each; 1 of what goes to many
	Counts  Became
	Expands bool      // mails are still being made of it, at Due the first
	Due     time.Time // when mails are made of it
	Next    time.Time // when the next that waits leaves; zero where none waits
}

// Became is what became of mails.
type Became struct{ Waiting, Sent, Failed, Dropped int }

// All is how many there are.
func (c Became) All() int { return c.Waiting + c.Sent + c.Failed + c.Dropped }

// Sendings are those that are not at their end, and those of which a mail was made since a moment; the latest first.
func (s *Service) Sendings(ctx context.Context, since time.Time) (all []Sending, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		each, err := tx.Sendings(since)
		all = together(each)
		return err
	})
	return all, err
}

// together puts what goes to one person each under its kind.
func together(each []Sending) (all []Sending) {
	at := map[events.NoticeKind]int{}
	for _, one := range each {
		one.Notices, one.Expands, one.Due = 1, !one.Notice.Done, one.Notice.Due
		i, known := at[one.Notice.Kind]
		if one.Notice.Person == "" || !known {
			if one.Notice.Person != "" {
				at[one.Notice.Kind] = len(all)
			}
			all = append(all, one)
			continue
		}
		sum := &all[i]
		sum.Notices++
		sum.Counts.Waiting += one.Counts.Waiting
		sum.Counts.Sent += one.Counts.Sent
		sum.Counts.Failed += one.Counts.Failed
		sum.Counts.Dropped += one.Counts.Dropped
		sum.Expands = sum.Expands || one.Expands
		sum.Next = sooner(sum.Next, one.Next)
		if one.Expands {
			sum.Due = sooner(sum.Due, one.Due)
		}
	}
	return all
}

// sooner is the first of two moments; the zero time is none.
func sooner(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
