package events_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"parcours/events"
)

// sizes are how many sessions a programme has in the benchmarks.
var sizes = []int{100, 1_000, 10_000}

// many is a programme with so many sessions, three a working day, which ask everybody: marc is one of them.
func many(sessions int) events.Programme {
	p := smallProgramme()
	p.Sessions, p.Decisions = nil, nil
	for i := range sessions {
		start := at("2022-03-01 08:00").AddDate(0, 0, i/3).Add(time.Duration(i%3*3) * time.Hour)
		p.Sessions = append(p.Sessions, events.Plan{
			ID: fmt.Sprintf("seance-%d", i), Title: fmt.Sprintf("Séance %d", i), Status: events.Fixed, When: events.When{Start: start, End: start.Add(2 * time.Hour)},
		})
	}
	return p
}

func openMany(t testing.TB, sessions int) *site {
	t.Helper()
	s := open(t)
	s.apply(many(sessions))
	return s
}

// week asks for a week's items, as a client's calendar view does.
func (s *site) week() []events.Item {
	items, err := s.Items(context.Background(), s.person("marc"), s.collection("marc", "parcours"),
		events.ItemQuery{From: at("2022-03-07 00:00"), To: at("2022-03-14 00:00")})
	s.must(err)
	return items
}

// turn changes marc's mind.
func (s *site) turn(i int) {
	status := events.Accepted
	if i%2 == 1 {
		status = events.Declined
	}
	_, err := s.Respond(context.Background(), events.Response{Session: "seance-7", For: forOneself("marc"), By: "marc", Status: status, Door: events.DoorWeb, Sequence: -1})
	s.must(err)
}

// after gives what sync tells of one answer.
func (s *site) after(token string) events.Changes {
	changes, err := s.Changes(context.Background(), s.person("marc"), s.collection("marc", "parcours"), token, 0)
	s.must(err)
	return changes
}

func BenchmarkRespond(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint("sessions=", n), func(b *testing.B) {
			s := openMany(b, n)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				s.turn(i)
			}
		})
	}
}

func BenchmarkItemsWeek(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint("sessions=", n), func(b *testing.B) {
			s := openMany(b, n)
			b.ReportAllocs()
			for b.Loop() {
				if items := s.week(); len(items) != 21 {
					b.Fatalf("%d items", len(items))
				}
			}
		})
	}
}

func BenchmarkChangesAfterOne(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint("sessions=", n), func(b *testing.B) {
			s := openMany(b, n)
			token := s.collection("marc", "parcours").Token
			s.turn(0)
			b.ReportAllocs()
			for b.Loop() {
				if c := s.after(token); len(c.Changed) != 1 {
					b.Fatalf("%+v", c)
				}
			}
		})
	}
}

// A session moves: what the organiser waits for, snapshot included.
func BenchmarkReschedule(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint("sessions=", n), func(b *testing.B) {
			s := openMany(b, n)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				s.must(s.Reschedule(context.Background(), s.person("orga"), "seance-7", func(p *events.Plan) { p.When = hours("2022-03-10", "09:00", fmt.Sprint(10+i%2, ":00")) }))
			}
		})
	}
}

func BenchmarkFeed(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint("sessions=", n), func(b *testing.B) {
			s := openMany(b, n)
			b.ReportAllocs()
			for b.Loop() {
				if f := s.feed("all"); len(f.Invitations) != n {
					b.Fatalf("%d invitations", len(f.Invitations))
				}
			}
		})
	}
}

// wide is a programme with so many territories, each with a referent and a member, and so many sessions.
func wide(territories, sessions int) events.Programme {
	p := many(sessions)
	p.People, p.Territories = p.People[:1], nil
	for i := range territories {
		id := fmt.Sprintf("t%d", i)
		p.Territories = append(p.Territories, events.Territory{ID: id, Name: "Territoire " + id})
		for role, letter := range map[events.Role]string{events.Referent: "r", events.Member: "m"} {
			p.People = append(p.People, events.Person{ID: letter + fmt.Sprint(i), Email: letter + fmt.Sprint(i) + "@example.org", Name: letter, Role: role, Territories: []string{id}, Category: "elus"})
		}
	}
	return p
}

// said appends answers, one a subject and session, in one transaction.
func (s *site) said(answers []events.Answer) {
	s.t.Helper()
	s.must(s.db.Update(context.Background(), func(tx events.Tx) error {
		for _, a := range answers {
			n, err := tx.NextChange(a.For.Home())
			if err != nil {
				return err
			}
			a.Number, a.At, a.Status = n, s.now, events.Accepted
			if err := tx.AddAnswer(a); err != nil {
				return err
			}
		}
		return nil
	}))
}

func BenchmarkRecap(b *testing.B) {
	const territories, sessions = 1_000, 40
	s := open(b)
	p := wide(territories, sessions)
	s.apply(p)
	var answers []events.Answer
	for _, t := range p.Territories {
		for _, x := range p.Sessions {
			answers = append(answers, events.Answer{Session: x.ID, For: forUs(t.ID), By: "r" + t.ID[1:]})
		}
	}
	s.said(answers)
	for name, territory := range map[string]string{"all": "", "one": "t7"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r, err := s.Recap(context.Background(), territory)
				s.must(err)
				want := map[string]int{"": territories, "t7": 1}[territory]
				if len(r.Rows) != sessions || len(r.Rows[0].Cells[1].ForUs) != want {
					b.Fatalf("%d rows", len(r.Rows))
				}
			}
		})
	}
}

// openVoted is a poll of one date to which so many people have said yes; marc is one more.
func openVoted(t testing.TB, voters int) *site {
	t.Helper()
	s := open(t)
	p := smallProgramme()
	p.Sessions = []events.Plan{*plan(&p, "seule")}
	p.Decisions = nil
	var answers []events.Answer
	for i := range voters {
		id := fmt.Sprintf("v%d", i)
		p.People = append(p.People, events.Person{ID: id, Email: id + "@example.org", Name: id, Role: events.Member, Territories: []string{"annecy"}, Category: "elus"})
		answers = append(answers, events.Answer{Session: "seule", For: forOneself(id), By: id})
	}
	s.apply(p)
	s.said(answers)
	return s
}

func (s *site) voteTurn(i int) {
	_, err := s.Respond(context.Background(), events.Response{Session: "seule", For: forOneself("marc"), By: "marc",
		Status: []events.Partstat{events.Accepted, events.Declined}[i%2], Door: events.DoorWeb, Sequence: -1})
	s.must(err)
}

func BenchmarkStanding(b *testing.B) {
	for _, n := range []int{10, 10_000} {
		s := openVoted(b, n)
		b.Run(fmt.Sprint("voters=", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				st, err := s.Standing(context.Background(), "dates")
				s.must(err)
				if got := st.Choices[0].Options[0].Members.Yes; got < n || got > n+1 {
					b.Fatalf("%d votes", got)
				}
			}
		})
		b.Run(fmt.Sprint("vote/voters=", n), func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				s.voteTurn(i)
			}
		})
	}
}

// What a request costs does not depend on how much there is beside what it concerns, but on what it concerns: counted
// in allocations, since times are not the same twice.
func TestCostsDoNotGrow(t *testing.T) {
	few, lots := openMany(t, 100), openMany(t, 2_000)
	token := map[*site]string{}
	for _, s := range []*site{few, lots} {
		token[s] = s.collection("marc", "parcours").Token
		s.turn(0)
	}
	fewVoters, manyVoters := openVoted(t, 10), openVoted(t, 1_000)
	turn := 0
	for _, c := range []struct {
		name         string
		small, large func()
	}{
		{"an answer", func() { turn++; few.turn(turn) }, func() { turn++; lots.turn(turn) }},
		{"a week's items", func() { few.week() }, func() { lots.week() }},
		{"changes after one answer", func() { few.after(token[few]) }, func() { lots.after(token[lots]) }},
		{"a vote", func() { turn++; fewVoters.voteTurn(turn) }, func() { turn++; manyVoters.voteTurn(turn) }},
	} {
		small, large := testing.AllocsPerRun(20, c.small), testing.AllocsPerRun(20, c.large)
		if large > 1.3*small+20 {
			t.Errorf("%s: %.0f allocations, %.0f where there is more", c.name, small, large)
		}
	}
}
