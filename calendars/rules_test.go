package calendars_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"parcours/calendars"
	"parcours/events"
	"parcours/rules"
	"parcours/site"
)

// expertDay is an event of whole days, from a day in May 2022 on.
func expertDay(uid string, first, days int) string {
	return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//example.org//test//FR\r\nBEGIN:VEVENT\r\nUID:" + uid + "\r\nDTSTAMP:20220201T080000Z\r\n" +
		fmt.Sprintf("DTSTART;VALUE=DATE:202205%02d\r\nDTEND;VALUE=DATE:202205%02d\r\n", first, first+days) + "SUMMARY:Appui\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
}

func ledger(s *site.Site) rules.Ledger {
	s.T.Helper()
	all, err := s.Calendars.Ledgers(s.T.Context(), "faverges")
	s.Must(err)
	return all[0]
}

// titlesOf gives the SUMMARY of each item of the expert days.
func titlesOf(s *site.Site) string {
	s.T.Helper()
	var all []string
	items := s.Items("rita", "faverges.accompagnement")
	for _, name := range []string{"a.ics", "b.ics", "c.ics"} {
		if it, there := items[name]; there {
			_, title, _ := strings.Cut(site.Unfold(string(it.Octets)), "SUMMARY:")
			title, _, _ = strings.Cut(title, "\r\n")
			all = append(all, title)
		}
	}
	return strings.Join(all, ", ")
}

// A fifth day is taken, says that it waits, and is not counted until an organiser grants it or another one goes.
func TestExpertDays(t *testing.T) {
	s := site.OpenSmall(t)
	write := func(name string, first, days int) calendars.PutResult {
		t.Helper()
		result, err := s.Put("rita", "faverges.accompagnement", name+".ics", expertDay(name, first, days))
		s.Must(err)
		return result
	}
	check := func(when string, used int, titles string) {
		t.Helper()
		if l := ledger(s); l.UsedHalfDays != used || titlesOf(s) != titles {
			t.Errorf("%s: %d halves of %+v, titles %q", when, l.UsedHalfDays, l, titlesOf(s))
		}
	}
	if result := write("a", 2, 3); !result.Created || result.ETag != "" {
		t.Errorf("what the server rewrote has an ETag: %+v", result)
	}
	check("three days", 6, "Appui")
	write("b", 9, 2)
	check("two more", 6, "Appui, À valider · Appui")
	if text := string(s.Items("marc", "faverges.accompagnement")["b.ics"].Octets); !strings.Contains(text, "STATUS:TENTATIVE") || !strings.Contains(site.Unfold(text), "dépasse les 4 jours") {
		t.Errorf("it does not say why:\n%s", text)
	}
	token := s.Collection("marc", "faverges.accompagnement").Token
	s.Must(s.Calendars.ApproveDay(t.Context(), s.Person("orga"), "faverges", "b", "La foire des circuits courts."))
	check("granted", 10, "Appui, Appui")
	if changed, gone := delta(s, "marc", "faverges.accompagnement", token); changed != "a.ics b.ics" || gone != "" {
		t.Errorf("sync tells %q, %q", changed, gone)
	}
	if text := site.Unfold(string(s.Items("marc", "faverges.accompagnement")["b.ics"].Octets)); !strings.Contains(text, "La foire des circuits courts.") || strings.Contains(text, "STATUS:TENTATIVE") {
		t.Errorf("the reason is not said:\n%s", text)
	}
	write("c", 16, 1)
	check("a sixth", 10, "Appui, Appui, À valider · Appui")
	s.Must(s.Calendars.DeleteItem(t.Context(), s.Person("rita"), s.Collection("rita", "faverges.accompagnement"), "b.ics", calendars.Preconditions{}))
	check("deleted", 8, "Appui, Appui")
	write("a", 2, 4)
	check("longer: what was entered first counts first", 8, "Appui, À valider · Appui")
	if all, err := s.Calendars.Ledgers(t.Context(), ""); err != nil || len(all) != 2 || all[0].Territory != "annecy" || all[0].UsedHalfDays != 0 {
		t.Errorf("%+v, %v", all, err)
	}
}

func TestApproveDayRefused(t *testing.T) {
	s := site.OpenSmall(t)
	_, err := s.Put("rita", "faverges.accompagnement", "a.ics", expertDay("a", 2, 5))
	s.Must(err)
	var wrong *events.Invalid
	for _, person := range []string{"rita", "marc", "emma", "paul"} {
		if err := s.Calendars.ApproveDay(t.Context(), s.Person(person), "faverges", "a", "raison"); !errors.Is(err, events.ErrForbidden) {
			t.Errorf("%s: %v", person, err)
		}
	}
	for _, c := range [][3]string{{"faverges", "a", " "}, {"lune", "a", "raison"}, {"faverges", "rien", "raison"}, {"annecy", "a", "raison"}} {
		if err := s.Calendars.ApproveDay(t.Context(), s.Person("orga"), c[0], c[1], c[2]); !errors.As(err, &wrong) {
			t.Errorf("%v: %v", c, err)
		}
	}
	if l := ledger(s); l.UsedHalfDays != 0 || !l.Entries[0].Held {
		t.Errorf("%+v", l)
	}
	if _, err := s.Put("marc", "faverges.accompagnement", "b.ics", expertDay("b", 2, 1)); !errors.Is(err, events.ErrForbidden) {
		t.Errorf("a member enters an expert day: %v", err)
	}
}

// A dialogue day that is late says so as long as nothing later in the agenda depends on it.
func TestAgenda(t *testing.T) {
	s := site.OpenSmall(t)
	write := func(name, title, day string) {
		t.Helper()
		text := strings.NewReplacer("20220301T110000Z", day+"T110000Z", "20220301T120000Z", day+"T120000Z", "UID:lunch", "UID:"+name, "Déjeuner", title).Replace(lunch)
		_, err := s.Put("marc", "faverges.agenda", name+".ics", text)
		s.Must(err)
	}
	dialogue := func() string { return site.Unfold(string(s.Items("rita", "faverges.agenda")["dialogue.ics"].Octets)) }
	write("dialogue", "Dialogue\\, avant la foire", "20220901")
	if text := dialogue(); !strings.Contains(text, "SUMMARY:À valider · Dialogue") || !strings.Contains(text, "Il manque") {
		t.Errorf("late and not prepared:\n%s", text)
	}
	write("preparation", "Préparation du dialogue", "20220501")
	write("foire", "La foire", "20220910")
	if text := dialogue(); !strings.Contains(text, "SUMMARY:Dialogue") || strings.Contains(text, "Il manque") || strings.Contains(text, "À valider") {
		t.Errorf("prepared, and before a later event:\n%s", text)
	}
	if text := site.Unfold(string(s.Items("rita", "faverges.agenda")["foire.ics"].Octets)); !strings.Contains(text, "Fiche projet-événement") {
		t.Errorf("no project sheet:\n%s", text)
	}
	s.Must(s.Calendars.DeleteItem(t.Context(), s.Person("marc"), s.Collection("marc", "faverges.agenda"), "foire.ics", calendars.Preconditions{}))
	if text := dialogue(); !strings.Contains(text, "SUMMARY:À valider · Dialogue") {
		t.Errorf("the later event is gone:\n%s", text)
	}
	if _, err := s.Put("orga", "faverges.agenda", "x.ics", lunch); !errors.Is(err, events.ErrForbidden) {
		t.Errorf("an organiser writes in an agenda: %v", err)
	}
}

// A grant takes nothing from what was counted already, and is for the day as it was then.
func TestGrantLeavesTheOthers(t *testing.T) {
	s := site.OpenSmall(t)
	write := func(name string, first, days int) {
		t.Helper()
		_, err := s.Put("rita", "faverges.accompagnement", name+".ics", expertDay(name, first, days))
		s.Must(err)
	}
	check := func(when string, used int, titles string) {
		t.Helper()
		if l := ledger(s); l.UsedHalfDays != used || titlesOf(s) != titles {
			t.Errorf("%s: %d halves of %+v, titles %q", when, l.UsedHalfDays, l, titlesOf(s))
		}
	}
	write("a", 2, 3)
	write("b", 9, 2)
	write("c", 16, 1)
	check("the third fits, the second does not", 8, "Appui, À valider · Appui, Appui")
	s.Must(s.Calendars.ApproveDay(t.Context(), s.Person("orga"), "faverges", "b", "La foire."))
	check("granted", 12, "Appui, Appui, Appui")
	write("b", 9, 3)
	check("longer than was granted", 8, "Appui, À valider · Appui, Appui")
	s.Must(s.Calendars.ApproveDay(t.Context(), s.Person("orga"), "faverges", "b", "Elle dure."))
	check("granted again", 14, "Appui, Appui, Appui")
}
