package calendars_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"parcours/events"
	"parcours/site"
)

const (
	ownDate    = "Le {weekday:agora} {date:agora}, nous nous retrouvons."
	othersDate = "Avant la journée de {month:agora} (le {date:agora}) et les {date:jour-a,jour-b}."
)

// telling opens a programme whose texts say the dates of sessions.
func telling(t *testing.T) *site.Site {
	s := site.OpenSmall(t)
	s.Change(func(p *events.Programme) {
		for i := range p.Sessions {
			switch x := &p.Sessions[i]; x.ID {
			case "agora":
				x.Description = ownDate
			case "prepa":
				x.Description = othersDate
			}
		}
		p.Decisions = append(p.Decisions, events.Decision{Number: 99, Title: "Le {date:agora} et après", Question: "Le {date:agora} vous convient-il ?",
			Form: []events.Form{events.FormText}, Who: events.Referent, Due: events.Day{Year: 2022, Month: 4, Day: 14}, DueWhy: "Avant le {date:agora}."})
	})
	return s
}

func described(s *site.Site, person, name string) string {
	return site.Unfold(s.Text(s.Items(person, "parcours")[name+".ics"]))
}

// A text that says the date of a session says the one that it has now, in every view, whoever moved it; what was written stays.
func TestTextsTellDates(t *testing.T) {
	s := telling(t)
	check := func(agora, month string) {
		t.Helper()
		for text, want := range map[string]string{
			described(s, "rita", "agora"):              "Le jeudi " + agora + "\\, nous nous retrouvons.",
			described(s, "rita", "prepa"):              "Avant la journée " + month + " (le " + agora + ") et les 12 et 13 septembre.",
			s.Programme().Decision(99).Title:           "Le " + agora + " et après",
			s.Programme().Decision(99).Question:        "Le " + agora + " vous convient-il ?",
			s.Programme().Decision(99).DueWhy:          "Avant le " + agora + ".",
			s.Programme().Session("prepa").Description: "(le " + agora + ")",
		} {
			if strings.Contains(text, "{") || !strings.Contains(text, want) {
				t.Errorf("no %q in\n%s", want, text)
			}
		}
	}
	check("28 avril", "d’avril")
	before := s.Items("rita", "parcours")
	token, sequence := s.Collection("rita", "parcours").Token, s.Session("prepa").Sequence

	s.Must(s.Reschedule(t.Context(), s.Person("orga"), "agora", func(p *events.Plan) { p.When = p.When.Shift(7, site.Paris) }))
	check("5 mai", "de mai")
	after := s.Items("rita", "parcours")
	if before["prepa.ics"].ETag == after["prepa.ics"].ETag {
		t.Error("another text has the same ETag")
	}
	if s.Collection("rita", "parcours").Token == token {
		t.Error("nothing tells clients to look again")
	}
	if x := s.Session("prepa"); x.Sequence != sequence {
		t.Errorf("a date in its text made SEQUENCE %d", x.Sequence)
	}
	for id, want := range map[string]string{"agora": ownDate, "prepa": othersDate} {
		if x := s.Session(id).AsWritten(); x.Description != want {
			t.Errorf("%s is kept as %q", id, x.Description)
		}
	}
	if report := s.Take(s.File); len(report.Changed)+len(report.Warnings) > 1 { // that of the move
		t.Errorf("the same file again: %+v", report)
	}
	check("5 mai", "de mai")
	s.Restart()
	check("5 mai", "de mai")
}

// What an organiser's client sends back of a text leaves it written as it is; who moves the session moves the date in it.
func TestOrganiserSendsToldDatesBack(t *testing.T) {
	s := telling(t)
	s.Must(organiserWrites(s, "agora", line("LOCATION:", "Lyon")))
	s.Must(organiserWrites(s, "agora", func(text string) string { return strings.ReplaceAll(text, "20220428T", "20220505T") }))
	x := s.Session("agora")
	if x.AsWritten().Description != ownDate || !strings.Contains(x.Description, "jeudi 5 mai") || x.Place.Where != "Lyon" {
		t.Errorf("%q, %q at %q", x.AsWritten().Description, x.Description, x.Place.Where)
	}
	s.Must(organiserWrites(s, "agora", swap("nous nous retrouvons", "nous y sommes")))
	if x := s.Session("agora"); x.Description != "Le jeudi 5 mai, nous y sommes." {
		t.Errorf("%q", x.Description)
	}
}

// Where nothing says the date of another session, moving one changes nothing of the others.
func TestOtherTextsStay(t *testing.T) {
	s := telling(t)
	etags := func() map[string]string {
		all := map[string]string{}
		for name, it := range s.Items("rita", "parcours") {
			all[name] = it.ETag
		}
		return all
	}
	before := etags()
	s.Must(s.Reschedule(t.Context(), s.Person("orga"), "seule", func(p *events.Plan) { p.When = p.When.Shift(7, site.Paris) }))
	after := etags()
	for _, name := range slices.Sorted(maps.Keys(before)) {
		if changed := before[name] != after[name]; changed != (name == "seule.ics") {
			t.Errorf("%s changed: %v", name, changed)
		}
	}
}
