package calendars_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"parcours/calendars"
	"parcours/events"
	"parcours/site"
)

// An organiser has one calendar of all agendas: each title says whose it is, no UID stands in it twice, nothing is written
// there, and it tells of what changes in each. The agendas themselves are where they were, and not listed.
func TestAgendasTogether(t *testing.T) {
	s := site.OpenSmall(t)
	const together = "programme.agendas"
	read := func() string {
		var all []string
		for name, it := range s.Items("orga", together) {
			text := site.Unfold(string(it.Octets))
			_, title, _ := strings.Cut(text, "SUMMARY:")
			title, _, _ = strings.Cut(title, "\r\n")
			if !strings.Contains(text, "UID:"+it.UID+"\r\n") {
				t.Errorf("%s: UID %s in\n%s", name, it.UID, text)
			}
			all = append(all, name+" "+it.UID+" "+title)
		}
		slices.Sort(all)
		return strings.Join(all, ", ")
	}
	token := s.Collection("orga", together).Token
	for person, in := range map[string]string{"marc": "faverges.agenda", "anne": "annecy.agenda"} {
		_, err := s.Put(person, in, "lunch.ics", lunch)
		s.Must(err)
	}
	if got, want := read(), "annecy.lunch.ics lunch+annecy Annecy · Déjeuner, faverges.lunch.ics lunch+faverges Faverges · Déjeuner"; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	if changed, gone := delta(s, "orga", together, token); changed != "annecy.lunch.ics faverges.lunch.ics" || gone != "" {
		t.Errorf("told %q, gone %q", changed, gone)
	}
	orga := s.Person("orga")
	found, err := s.Calendars.Items(t.Context(), orga, s.Collection("orga", together), calendars.ItemQuery{UID: "lunch+annecy"})
	if err != nil || len(found) != 1 || found[0].Name != "annecy.lunch.ics" {
		t.Errorf("by UID: %v, %v", found, err)
	}
	for _, name := range []string{"annecy.lunch.ics", "x.ics"} {
		if _, err := s.Put("orga", together, name, lunch); !errors.Is(err, events.ErrForbidden) {
			t.Errorf("written: %v", err)
		}
		if err := s.Calendars.DeleteItem(t.Context(), orga, s.Collection("orga", together), name, calendars.Preconditions{}); !errors.Is(err, events.ErrForbidden) {
			t.Errorf("deleted: %v", err)
		}
	}
	token = s.Collection("orga", together).Token
	s.Must(s.Calendars.DeleteItem(t.Context(), s.Person("anne"), s.Collection("anne", "annecy.agenda"), "lunch.ics", calendars.Preconditions{}))
	if changed, gone := delta(s, "orga", together, token); changed != "" || gone != "annecy.lunch.ics" {
		t.Errorf("deleted: told %q, gone %q", changed, gone)
	}
	all, err := s.Calendars.Collections(t.Context(), orga, "orga")
	s.Must(err)
	for _, c := range all {
		if strings.HasSuffix(c.Name, ".agenda") {
			t.Errorf("%s is listed", c.Name)
		}
	}
	if got := s.Items("orga", "faverges.agenda"); len(got) != 1 {
		t.Errorf("an agenda itself holds %v", got)
	}
	if _, err := s.Calendars.Changes(t.Context(), orga, s.Collection("orga", together), "data:,together/faverges=x-1", 0); !errors.Is(err, events.ErrToken) {
		t.Errorf("a token of another epoch: %v", err)
	}
	s.Change(func(p *events.Programme) { p.Territories[0].Name = "Le grand Annecy" })
	if _, err := s.Calendars.Changes(t.Context(), orga, s.Collection("orga", together), token, 0); !errors.Is(err, events.ErrToken) {
		t.Errorf("renamed, its titles are told nobody: %v", err)
	}
	for _, person := range []string{"marc", "rita", "emma", "paul"} {
		if _, err := s.Calendars.Collection(t.Context(), s.Person(person), person, together); !errors.Is(err, events.ErrNotFound) {
			t.Errorf("%s: %v", person, err)
		}
	}
}
