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
		if strings.HasSuffix(c.Name, ".agenda") || strings.HasSuffix(c.Name, ".accompagnement") {
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

// An organiser changes, deletes and enters expert days in one calendar of all: each stands in its delegation's own, under
// its rules, without what tells them apart; a new one is of the delegation that its title names, and keeps its name and UID.
func TestExpertDaysTogether(t *testing.T) {
	s := site.OpenSmall(t)
	const together = "programme.accompagnements"
	text := func(person, in, name string) string { return site.Unfold(string(s.Items(person, in)[name].Octets)) }
	has := func(text string, want ...string) {
		t.Helper()
		for _, w := range want {
			if !strings.Contains(text, w+"\r\n") {
				t.Errorf("no %q in\n%s", w, text)
			}
		}
	}
	_, err := s.Put("rita", "faverges.accompagnement", "a.ics", expertDay("a", 2, 1))
	s.Must(err)
	served := text("orga", together, "faverges.a.ics")
	has(served, "UID:a+faverges", "SUMMARY:Faverges · Appui")
	result, err := s.Put("orga", together, "faverges.a.ics", strings.Replace(served, "Appui", "Diagnostic", 1))
	if err != nil || result.Created || result.ETag != "" {
		t.Errorf("%+v, %v", result, err)
	}
	has(text("rita", "faverges.accompagnement", "a.ics"), "UID:a", "SUMMARY:Diagnostic")
	has(text("orga", together, "faverges.a.ics"), "SUMMARY:Faverges · Diagnostic")
	if _, err := s.Calendars.PutItem(t.Context(), s.Person("orga"), s.Collection("orga", together), "faverges.a.ics",
		calendars.Preconditions{IfMatch: []string{"old"}}, []byte(served)); !errors.Is(err, events.ErrPrecondition) {
		t.Errorf("over a newer one: %v", err)
	}

	token := s.Collection("orga", together).Token
	var wrong *events.Invalid
	if _, err := s.Put("orga", together, "5F0A.ics", expertDay("b", 9, 1)); !errors.As(err, &wrong) || !strings.Contains(err.Error(), "Annecy · Appui") {
		t.Errorf("a title that names no delegation: %v", err)
	}
	if changed, gone := delta(s, "orga", together, token); changed+gone != "" {
		t.Errorf("refused, it told %q %q", changed, gone)
	}
	result, err = s.Put("orga", together, "5F0A.ics", strings.Replace(expertDay("b", 9, 4), "Appui", "Annecy : Appui", 1))
	if err != nil || !result.Created {
		t.Errorf("new: %+v, %v", result, err)
	}
	has(text("orga", together, "5F0A.ics"), "UID:b", "SUMMARY:Annecy · Appui")
	has(text("rene", "annecy.accompagnement", "5F0A~annecy.ics"), "UID:b", "SUMMARY:Appui")
	if changed, gone := delta(s, "orga", together, token); changed != "5F0A.ics" || gone != "" {
		t.Errorf("new, it told %q, gone %q", changed, gone)
	}
	_, err = s.Put("orga", together, "c.ics", strings.Replace(expertDay("c", 16, 1), "Appui", "Annecy · Appui", 1))
	s.Must(err)
	has(text("orga", together, "c.ics"), "SUMMARY:Annecy · À valider · Appui")

	token = s.Collection("orga", together).Token
	for _, name := range []string{"5F0A.ics", "faverges.a.ics"} {
		s.Must(s.Calendars.DeleteItem(t.Context(), s.Person("orga"), s.Collection("orga", together), name, calendars.Preconditions{}))
	}
	if changed, gone := delta(s, "orga", together, token); changed != "c.ics" || gone != "5F0A.ics faverges.a.ics" {
		t.Errorf("deleted, it told %q, gone %q", changed, gone)
	}
	has(text("rene", "annecy.accompagnement", "c~annecy.ics"), "SUMMARY:Appui") // the held one has room now
	if err := s.Calendars.DeleteItem(t.Context(), s.Person("orga"), s.Collection("orga", together), "x.ics", calendars.Preconditions{}); !errors.Is(err, events.ErrNotFound) {
		t.Errorf("nothing is deleted: %v", err)
	}
}
