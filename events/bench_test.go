package events_test

import (
	"context"
	"fmt"
	"testing"

	"parcours/events"
	"parcours/site"
)

func BenchmarkRespond(b *testing.B) {
	for _, n := range site.Sizes {
		b.Run(fmt.Sprint("sessions=", n), func(b *testing.B) {
			s := site.OpenMany(b, n)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				s.Turn(i)
			}
		})
	}
}

// A session moves: what the organiser waits for, snapshot included.
func BenchmarkReschedule(b *testing.B) {
	for _, n := range site.Sizes {
		b.Run(fmt.Sprint("sessions=", n), func(b *testing.B) {
			s := site.OpenMany(b, n)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				s.Must(s.Reschedule(context.Background(), s.Person("orga"), "seance-7", func(p *events.Plan) { p.When = site.Hours("2022-03-10", "09:00", fmt.Sprint(10+i%2, ":00")) }))
			}
		})
	}
}

func BenchmarkRecap(b *testing.B) {
	const territories, sessions = 1_000, 40
	s := site.Open(b)
	p := site.Wide(territories, sessions)
	s.Take(p)
	var answers []events.Answer
	for _, t := range p.Territories {
		for _, x := range p.Sessions {
			answers = append(answers, events.Answer{Session: x.ID, For: forUs(t.ID), By: "r" + t.ID[1:]})
		}
	}
	s.Said(answers)
	for name, territory := range map[string]string{"all": "", "one": "t7"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r, err := s.Record.Recap(context.Background(), territory)
				s.Must(err)
				want := map[string]int{"": territories, "t7": 1}[territory]
				if len(r.Rows) != sessions || len(r.Rows[0].Cells[1].ForUs) != want {
					b.Fatalf("%d rows", len(r.Rows))
				}
			}
		})
	}
}

func BenchmarkStanding(b *testing.B) {
	for _, n := range []int{10, 10_000} {
		s := site.OpenVoted(b, n)
		b.Run(fmt.Sprint("voters=", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				st, err := s.Record.Standing(context.Background(), "dates")
				s.Must(err)
				if got := st.Choices[0].Options[0].Members.Yes; got < n || got > n+1 {
					b.Fatalf("%d votes", got)
				}
			}
		})
		b.Run(fmt.Sprint("vote/voters=", n), func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				s.VoteTurn(i)
			}
		})
	}
}
