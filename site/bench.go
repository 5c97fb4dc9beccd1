package site

import (
	"context"
	"fmt"
	"testing"
	"time"

	"parcours/events"
	"parcours/store"
)

// Sizes are how many sessions a programme has in the benchmarks.
var Sizes = []int{100, 1_000, 10_000}

// Many is a programme with so many sessions, three a working day, which ask everybody: marc is one of them.
func Many(sessions int) events.Programme {
	p := SmallProgramme()
	p.Sessions, p.Decisions = nil, nil
	for i := range sessions {
		start := At("2022-03-01 08:00").AddDate(0, 0, i/3).Add(time.Duration(i%3*3) * time.Hour)
		p.Sessions = append(p.Sessions, events.Plan{
			ID: fmt.Sprintf("seance-%d", i), Title: fmt.Sprintf("Séance %d", i), Status: events.Fixed, When: events.When{Start: start, End: start.Add(2 * time.Hour)},
		})
	}
	return p
}

func OpenMany(t testing.TB, sessions int) *Site {
	t.Helper()
	s := Open(t)
	s.Take(Many(sessions))
	return s
}

// Wide is a programme with so many territories, each with a referent and a member, and so many sessions: t0 has r0 and m0.
func Wide(territories, sessions int) events.Programme {
	p := Many(sessions)
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

// Crowded is a programme of a few sessions with so many people more in one territory: p0 is one of them.
func Crowded(people, sessions int) events.Programme {
	p := Many(sessions)
	for i := range people {
		id := fmt.Sprintf("p%d", i)
		p.People = append(p.People, events.Person{ID: id, Email: id + "@example.org", Name: "Personne " + id, Role: events.Member, Territories: []string{"annecy"}, Category: "elus"})
	}
	return p
}

// Turn changes marc's mind.
func (s *Site) Turn(i int) {
	status := events.Accepted
	if i%2 == 1 {
		status = events.Declined
	}
	_, err := s.Respond(context.Background(), events.Response{Session: "seance-7", For: ForOneself("marc"), By: "marc", Status: status, Door: events.DoorWeb, Sequence: -1})
	s.Must(err)
}

// Said appends answers, one a subject and session, in one transaction.
func (s *Site) Said(answers []events.Answer) {
	s.T.Helper()
	s.Must(s.DB.Update(context.Background(), func(tx store.Tx) error {
		for _, a := range answers {
			n, err := tx.NextChange(a.For.Home())
			if err != nil {
				return err
			}
			a.Number, a.At, a.Status = n, s.Clock, events.Accepted
			if err := tx.AddAnswer(a); err != nil {
				return err
			}
		}
		return nil
	}))
}

// OpenVoted is a poll of one date to which so many people have said yes; marc is one more.
func OpenVoted(t testing.TB, voters int) *Site {
	t.Helper()
	s := Open(t)
	p := SmallProgramme()
	p.Sessions = []events.Plan{*Plan(&p, "seule")}
	p.Decisions = nil
	var answers []events.Answer
	for i := range voters {
		id := fmt.Sprintf("v%d", i)
		p.People = append(p.People, events.Person{ID: id, Email: id + "@example.org", Name: id, Role: events.Member, Territories: []string{"annecy"}, Category: "elus"})
		answers = append(answers, events.Answer{Session: "seule", For: ForOneself(id), By: id})
	}
	s.Take(p)
	s.Said(answers)
	return s
}

func (s *Site) VoteTurn(i int) {
	_, err := s.Respond(context.Background(), events.Response{Session: "seule", For: ForOneself("marc"), By: "marc",
		Status: []events.Partstat{events.Accepted, events.Declined}[i%2], Door: events.DoorWeb, Sequence: -1})
	s.Must(err)
}

// Season is a wide programme as it is in its middle: a referent and three members a delegation (r0, m0, a0, b0), arbitrages and a poll of
// three dates; rooms ask elected people or technicians only.
func Season(territories, sessions int) events.Programme {
	p := Wide(territories, sessions)
	small := SmallProgramme()
	p.Decisions = small.Decisions
	p.Decisions[0].Sessions = []string{"seance-3"}
	for i := range territories {
		for k, letter := range []string{"a", "b"} {
			id := letter + fmt.Sprint(i)
			p.People = append(p.People, events.Person{ID: id, Email: id + "@example.org", Name: letter, Role: events.Member, Territories: []string{fmt.Sprintf("t%d", i)}, Category: []string{"elus", "techniciens"}[k]})
		}
	}
	for i := range 3 {
		p.Sessions[i].Status, p.Sessions[i].Poll, p.Sessions[i].Group, p.Sessions[i].GroupTitle = events.Candidate, "dates", "jour", "Le jour"
		p.Sessions[i].Option, p.Sessions[i].Options = i+1, 3
	}
	return p
}

// Spoken are answers to two of three sessions of a wide programme, by everybody for themselves and of each delegation.
func Spoken(p *events.Programme) (answers []events.Answer) {
	for i, x := range p.Sessions {
		for k, who := range p.People {
			if len(who.Territories) == 0 || (i+k)%3 == 0 {
				continue
			}
			answers = append(answers, events.Answer{Session: x.ID, For: ForOneself(who.ID), By: who.ID})
			if who.Role == events.Referent {
				answers = append(answers, events.Answer{Session: x.ID, For: events.Subject{Territory: who.Territories[0]}, By: who.ID})
			}
		}
	}
	return answers
}
