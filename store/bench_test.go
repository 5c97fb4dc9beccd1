package store

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"parcours/calendars"
	"parcours/events"
)

// BenchmarkUpdate answers an invitation: a change number and an answer, on disk. One writer pays one fsync each,
// sixteen share them.
func BenchmarkUpdate(b *testing.B) {
	for _, writers := range []int{1, 16} {
		b.Run(fmt.Sprint("parallel=", writers), func(b *testing.B) {
			db := openStore(b)
			var next atomic.Int64
			done := make(chan error, writers)
			b.ResetTimer()
			for range writers {
				go func() {
					for next.Add(1) <= int64(b.N) {
						if err := answer(db, "rita"); err != nil {
							done <- err
							return
						}
					}
					done <- nil
				}()
			}
			for range writers {
				if err := <-done; err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func answer(db *DB, person string) error {
	return db.Update(context.Background(), func(tx Tx) error {
		n, err := tx.NextChange(events.AnswersHome(person))
		if err != nil {
			return err
		}
		return tx.AddAnswer(events.Answer{Number: n, Session: "agora", For: events.Subject{Person: person}, Status: events.Accepted})
	})
}

// BenchmarkObjectsWeek reads the seven events of a week out of a calendar with one event a day: what lies outside of
// the week should not matter.
func BenchmarkObjectsWeek(b *testing.B) {
	for _, n := range []int{100, 1000, 10000} {
		b.Run(fmt.Sprint("objects=", n), func(b *testing.B) {
			db := openStore(b)
			start := day(1, 9)
			write(b, db, func(tx Tx) error {
				for i := range n {
					o := object(fmt.Sprint("event-", i, ".ics"), int64(i+1))
					o.First = start.AddDate(0, 0, i)
					o.Last = o.First.Add(time.Hour)
					o.Octets = make([]byte, 600)
					if err := tx.SetObject(o); err != nil {
						return err
					}
				}
				return nil
			})
			from := start.AddDate(0, 0, n/2).Truncate(24 * time.Hour)
			q := calendars.ObjectQuery{From: from, To: from.AddDate(0, 0, 7)}
			b.ReportAllocs()
			b.ResetTimer()
			for range b.N {
				found := read(b, db, func(tx Tx) ([]calendars.Object, error) { return tx.Objects("rita", "calendar", q) })
				if len(found) != 7 {
					b.Fatalf("%d events", len(found))
				}
			}
		})
	}
}
