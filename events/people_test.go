package events_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"parcours/events"
	"parcours/record"
	"parcours/site"
)

func TestCheckPerson(t *testing.T) {
	s := site.OpenSmall(t)
	good := events.Person{ID: "lea", Email: "lea@example.org", Name: "Léa", Role: events.Referent, Territories: []string{"annecy", "faverges"}, Category: "elus"}
	if err := s.Programme().CheckPerson(good); err != nil {
		t.Errorf("%v", err)
	}
	for field, change := range map[string][]func(*events.Person){
		"id": {func(p *events.Person) { p.ID = "" }, func(p *events.Person) { p.ID = "Léa" }, func(p *events.Person) { p.ID = "lea.m" }, func(p *events.Person) { p.ID = "../lea" }},
		"email": {func(p *events.Person) { p.Email = "" }, func(p *events.Person) { p.Email = "lea" }, func(p *events.Person) { p.Email = "Léa <lea@example.org>" },
			func(p *events.Person) { p.Email = "lea@example.org, leo@example.org" }, func(p *events.Person) { p.Email = " lea@example.org" }},
		"name":      {func(p *events.Person) { p.Name = "" }},
		"role":      {func(p *events.Person) { p.Role = "chef" }},
		"territory": {func(p *events.Person) { p.Territories = []string{"lune"} }, func(p *events.Person) { p.Territories = nil }},
		"category":  {func(p *events.Person) { p.Category = "ddt" }},
	} {
		for _, f := range change {
			p := good
			f(&p)
			var wrong *events.Invalid
			if err := s.Programme().CheckPerson(p); !errors.As(err, &wrong) || wrong.Field != field {
				t.Errorf("%+v: %v, want something about %s", p, err, field)
			}
		}
	}
}

// All of them or none: whatever is wrong with one, nobody is added and nobody changes.
func TestAddPeopleAllOrNone(t *testing.T) {
	good := events.Person{ID: "lea", Email: "lea@example.org", Name: "Léa"}
	changed := events.Person{ID: "marc", Email: "marc@example.org", Name: "Marc Nouveau", Role: events.Member, Territories: []string{"faverges"}, Category: "elus"}
	for name, bad := range map[string]events.Person{
		"a taken address":          {ID: "leo", Email: "RITA@example.org", Name: "Léo"},
		"an address in the batch":  {ID: "leo", Email: "Lea@example.org", Name: "Léo"},
		"an address that is moved": {ID: "anne", Email: "marc@example.org", Name: "Anne"},
		"a category":               {ID: "leo", Email: "leo@example.org", Name: "Léo", Category: "ddt"},
		"an id":                    {ID: "l.eo", Email: "leo@example.org", Name: "Léo"},
	} {
		s := site.OpenSmall(t)
		before := s.Programme().People()
		err := s.AddPeople(t.Context(), []events.Person{good, changed, bad})
		var wrong *events.Invalid
		if !errors.As(err, &wrong) {
			t.Errorf("%s: %v", name, err)
		}
		if name == "a taken address" && !strings.Contains(err.Error(), "rita") {
			t.Errorf("%s: %v does not say whose", name, err)
		}
		s.Restart()
		if after := s.Programme().People(); !reflect.DeepEqual(after, before) {
			t.Errorf("%s: somebody was added or changed", name)
		}
	}
}

func TestAddPeople(t *testing.T) {
	s := site.OpenSmall(t)
	s.Must(s.AddPeople(t.Context(), []events.Person{
		{ID: "lea", Email: "Lea@example.org", Name: "Léa", Language: "en"},
		{ID: "leo", Email: "leo@example.org", Name: "Léo", Territories: []string{"annecy"}},
	}))
	if lea := s.Person("lea"); lea.Role != "" || lea.Epoch != 1 || lea.InFile || lea.FeedToken == "" {
		t.Errorf("%+v", lea)
	}
	if leo := s.Person("leo"); leo.Role != events.Member {
		t.Errorf("somebody of a territory is a %q", leo.Role)
	}
	for name, title := range map[string]string{"calendar": "My calendar", "tasks": "My tasks"} {
		if c := s.Collection("lea", name); c.DisplayName != title {
			t.Errorf("%s is called %q", name, c.DisplayName)
		}
	}
	token, epoch := s.Person("marc").FeedToken, s.Person("marc").Epoch
	marc := *s.Person("marc")
	s.Must(s.AddPeople(t.Context(), []events.Person{marc}))
	if s.Person("marc").Epoch != epoch {
		t.Error("nothing changed, and the epoch grew")
	}
	marc.Name, marc.FeedToken, marc.Epoch, marc.InFile = "Marc M.", "", 0, false
	s.Must(s.AddPeople(t.Context(), []events.Person{marc}))
	if p := s.Person("marc"); p.Epoch != epoch+1 || p.FeedToken != token || !p.InFile || p.Name != "Marc M." {
		t.Errorf("%+v", p)
	}
	if report := s.Take(s.File); len(report.Changed)+len(report.Warnings) > 0 || s.Person("marc").Name != "Marc M." {
		t.Errorf("the file that did not change took it back: %+v", report)
	}
	s.Change(func(p *events.Programme) { p.People = p.People[:1] })
	s.Must(s.AddPeople(t.Context(), []events.Person{{ID: "marcel", Email: "marc@example.org", Name: "Marcel"}}))
	if p := s.Person("marcel"); p.Email != "marc@example.org" {
		t.Errorf("the address of somebody who left: %+v", p)
	}
}

// A delegation's recap is read from its own answers, and tells all of them and nobody else's.
func TestRecapOfADelegation(t *testing.T) {
	s := site.OpenSmall(t)
	s.Answer("marc", "agora", events.Accepted)
	s.Answer("guy", "agora", events.Tentative)
	s.Answer("rene", "agora", events.Declined)
	s.Vote("rita", "faverges", "agora", events.Accepted)
	s.Vote("rene", "annecy", "agora", events.Declined)
	for territory, want := range map[string]string{"": "annecy faverges 1 1 1", "faverges": "faverges 1 1 0", "annecy": "annecy 0 0 1"} {
		recap, err := s.Record.Recap(t.Context(), territory)
		s.Must(err)
		row := recap.Rows[slices.IndexFunc(recap.Rows, func(r record.RecapRow) bool { return r.ID == "agora" })]
		elected := row.Cells[1]
		var words []string
		for _, said := range elected.ForUs {
			words = append(words, said.Territory)
		}
		got := fmt.Sprint(strings.Join(words, " "), " ", elected.Members.Accepted, " ", elected.Members.Tentative, " ", elected.Members.Declined)
		if got != want {
			t.Errorf("%q: %q, want %q", territory, got, want)
		}
	}
	if _, err := s.Record.Recap(t.Context(), "lune"); err == nil {
		t.Error("the recap of an unknown territory")
	}
	all, err := s.Record.History(t.Context(), "faverges")
	if err != nil || len(all) != 3 {
		t.Errorf("history: %+v, %v", all, err)
	}
}
