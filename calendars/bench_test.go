package calendars_test

import (
	"context"
	"fmt"
	"testing"

	"parcours/calendars"
	"parcours/site"
)

// week asks for a week's items, as a client's calendar view does.
func week(s *site.Site) []calendars.Item {
	items, err := s.Calendars.Items(context.Background(), s.Person("marc"), s.Collection("marc", "parcours"),
		calendars.ItemQuery{From: site.At("2022-03-07 00:00"), To: site.At("2022-03-14 00:00")})
	s.Must(err)
	return items
}

// after gives what sync tells of one answer.
func after(s *site.Site, token string) calendars.Changes {
	changes, err := s.Calendars.Changes(context.Background(), s.Person("marc"), s.Collection("marc", "parcours"), token, 0)
	s.Must(err)
	return changes
}

func BenchmarkItemsWeek(b *testing.B) {
	for _, n := range site.Sizes {
		b.Run(fmt.Sprint("sessions=", n), func(b *testing.B) {
			s := site.OpenMany(b, n)
			b.ReportAllocs()
			for b.Loop() {
				if items := week(s); len(items) != 21 {
					b.Fatalf("%d items", len(items))
				}
			}
		})
	}
}

func BenchmarkChangesAfterOne(b *testing.B) {
	for _, n := range site.Sizes {
		b.Run(fmt.Sprint("sessions=", n), func(b *testing.B) {
			s := site.OpenMany(b, n)
			token := s.Collection("marc", "parcours").Token
			s.Turn(0)
			b.ReportAllocs()
			for b.Loop() {
				if c := after(s, token); len(c.Changed) != 1 {
					b.Fatalf("%+v", c)
				}
			}
		})
	}
}

func BenchmarkFeed(b *testing.B) {
	for _, n := range site.Sizes {
		b.Run(fmt.Sprint("sessions=", n), func(b *testing.B) {
			s := site.OpenMany(b, n)
			b.ReportAllocs()
			for b.Loop() {
				if f := s.Feed("all"); len(f.Invitations) != n {
					b.Fatalf("%d invitations", len(f.Invitations))
				}
			}
		})
	}
}

// What a request costs does not depend on how much there is beside what it concerns, but on what it concerns: counted
// in allocations, since times are not the same twice.
func TestCostsDoNotGrow(t *testing.T) {
	few, lots := site.OpenMany(t, 100), site.OpenMany(t, 2_000)
	token := map[*site.Site]string{}
	for _, s := range []*site.Site{few, lots} {
		token[s] = s.Collection("marc", "parcours").Token
		s.Turn(0)
	}
	fewVoters, manyVoters := site.OpenVoted(t, 10), site.OpenVoted(t, 1_000)
	turn := 0
	for _, c := range []struct {
		name         string
		small, large func()
	}{
		{"an answer", func() { turn++; few.Turn(turn) }, func() { turn++; lots.Turn(turn) }},
		{"a week's items", func() { week(few) }, func() { week(lots) }},
		{"changes after one answer", func() { after(few, token[few]) }, func() { after(lots, token[lots]) }},
		{"a vote", func() { turn++; fewVoters.VoteTurn(turn) }, func() { turn++; manyVoters.VoteTurn(turn) }},
	} {
		small, large := testing.AllocsPerRun(20, c.small), testing.AllocsPerRun(20, c.large)
		if large > 1.3*small+20 {
			t.Errorf("%s: %.0f allocations, %.0f where there is more", c.name, small, large)
		}
	}
}
