package ical

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"parcours/calendars"
	"parcours/edits"
	"parcours/events"
	"parcours/rules"
)

// typed undoes messages.Typeset: testdata/task was written by clients that had been served the plain text.
var typed = strings.NewReplacer("\u202f", " ", "\u00a0", " ", "’", "'")

// What clients write back of the tasks in testdata/task.
func TestTasksOfRealClients(t *testing.T) {
	const agora = "arbitrage-2@territoires.example.org+faverges"
	for name, want := range map[string]edits.Todo{
		"thunderbird-completes": {UID: agora, HasDescription: true, Done: true,
			Description: typed.Replace(renderer.TaskDescription(*renderedTasks(t)["fresh"])), Served: "3.false.k2j9"},
		"thunderbird-writes": {UID: "arbitrage-7@territoires.example.org+faverges", HasDescription: true,
			Description: "1. Présentation\n\n— Réponse —\nLes espaces délaissés,\nà embellir ; voir le dossier."},
		"apple-reminders": {UID: agora, HasDescription: true, Done: true,
			Description: "Merci de nous confirmer qu’une solution en présentiel à cette date vous convient.\n\n- RÉPONSE -\nNon, pas ce jour-là"},
		"apple-empties": {UID: agora},
		"tasks-org":     {UID: agora, HasDescription: true, Done: true, Description: "— Réponse —\noui"},
		"evolution":     {UID: agora, HasDescription: true, Comment: "Nous attendons le conseil municipal"},
		"percent-only":  {UID: agora, Done: true},
	} {
		octets, err := os.ReadFile(filepath.Join("testdata", "task", "put-"+name+".ics"))
		if err != nil {
			t.Fatal(err)
		}
		got, err := renderer.Todo(octets)
		if err != nil || got != want {
			t.Errorf("%s: %v\n got %#v\nwant %#v", name, err, got, want)
		}
	}
}

// The echo of what was served says what was served: a task that is not done never comes back as done.
func TestEchoesOfTasks(t *testing.T) {
	for name, task := range renderedTasks(t) {
		got, err := renderer.Todo(renderer.Item(calendars.Item{Task: task}))
		done := progressOf(task).status == todoCompleted
		want := edits.Todo{UID: task.UID, HasDescription: true, Done: done, Description: renderer.TaskDescription(*task), Served: task.Served}
		if err != nil || got != want {
			t.Errorf("%s: %v\n got %#v\nwant %#v", name, err, got, want)
		}
	}
}

func TestEditOfAnOrganiser(t *testing.T) {
	snap := sampleProgramme(t)
	inv := viewOf(snap, "agora", events.ViewOrganiser, organiser)
	served := string(renderer.Item(calendars.Item{Invitation: inv}))
	echo := events.Edit{
		UID: inv.UID, Title: "La journée AGORA", Where: "Paris (lieu à préciser)", When: inv.Session.When, Status: "CONFIRMED", Sequence: 2, Served: "7.0.0", HasWhere: true, HasDescription: true,
		Description: mustParse(t, served).Children("VEVENT")[0].Text("DESCRIPTION"), Categories: []string{"Journée AGORA"},
	}
	for _, c := range []struct {
		name     string
		from, to string
		change   func(*events.Edit)
	}{
		{"echo", "", "", func(*events.Edit) {}},
		{"title", "SUMMARY:La journée AGORA", "SUMMARY:AGORA\\, la journée", func(e *events.Edit) { e.Title = "AGORA, la journée" }},
		{"time", "DTSTART;TZID=Europe/Paris:20220428T093000", "DTSTART:20220428T070000Z", func(e *events.Edit) {
			e.When.Start = parisTime(snap, 4, 28, 9, 0)
		}},
		{"status", "STATUS:CONFIRMED", "STATUS:cancelled", func(e *events.Edit) { e.Status = "CANCELLED" }},
		{"no status", "STATUS:CONFIRMED\r\n", "", func(e *events.Edit) { e.Status = "" }},
		{"place", "LOCATION:Paris (lieu à préciser)", "LOCATION:Lyon", func(e *events.Edit) { e.Where = "Lyon" }},
		{"served revision", "X-PARCOURS-SERVED:7.0.0", "X-PARCOURS-SERVED:5.0.0", func(e *events.Edit) { e.Served = "5.0.0" }},
		{"attendee", "SEQUENCE:2", "SEQUENCE:2\r\nATTENDEE:mailto:a@example.org", func(e *events.Edit) { e.Invites = true }},
		{"organizer", "SEQUENCE:2", "SEQUENCE:2\r\nORGANIZER:mailto:a@example.org", func(e *events.Edit) { e.Invites = true }},
		{"rule", "SEQUENCE:2", "SEQUENCE:2\r\nRRULE:FREQ=DAILY;COUNT=2", func(e *events.Edit) { e.Recurs = true }},
		{"override", "END:VEVENT\r\n", "END:VEVENT\r\nBEGIN:VEVENT\r\nUID:x\r\nRECURRENCE-ID:20220429T073000Z\r\nEND:VEVENT\r\n", func(e *events.Edit) { e.Recurs = true }},
		{"categories", "CATEGORIES:Journée AGORA", "CATEGORIES:Élus,Faverges\r\nCATEGORIES:tous", func(e *events.Edit) { e.Categories = []string{"Élus", "Faverges", "tous"} }},
		{"override alone", "SEQUENCE:2", "SEQUENCE:2\r\nRECURRENCE-ID:20220428T073000Z", func(e *events.Edit) { e.Recurs = true }},
	} {
		if c.from != "" && !strings.Contains(served, c.from) {
			t.Fatalf("%s: no %q in\n%s", c.name, c.from, served)
		}
		got, err := renderer.Edit([]byte(strings.Replace(served, c.from, c.to, 1)))
		want := echo
		c.change(&want)
		if !got.When.Equal(want.When) {
			t.Errorf("%s: %v, want %v", c.name, got.When, want.When)
		}
		got.When = want.When
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v\n got %#v\nwant %#v", c.name, err, got, want)
		}
	}
}

func TestFacts(t *testing.T) {
	octets := eventWith("SUMMARY:a valider - Journée de dialogue", "DTSTART;VALUE=DATE:20220914", "STATUS:TENTATIVE", "X-PARCOURS-STATUS:CONFIRMED",
		"X-PARCOURS-MARK:title 01234567", "CLASS:public", "RELATED-TO:festival@example.org", "RELATED-TO;RELTYPE=SIBLING:autre", "RELATED-TO:",
		"CATEGORIES:Dialogue,Économie\\, locale", "CATEGORIES:ESS")
	got, err := renderer.Facts(octets)
	want := rules.Facts{
		UID: "x", Title: "Journée de dialogue", When: sampleDays(9, 14, 14),
		Related: []string{"festival@example.org", "autre"}, Category: []string{"Dialogue", "Économie, locale", "ESS"},
	}
	if err != nil || !got.When.Equal(want.When) {
		t.Errorf("%v %v", got.When, err)
	}
	got.When = want.When
	if !reflect.DeepEqual(got, want) {
		t.Errorf("\n got %#v\nwant %#v", got, want)
	}
	for status, want := range map[string]rules.Facts{"CANCELLED": {Cancelled: true}, "tentative": {Tentative: true}, "CONFIRMED": {}} {
		got, err := renderer.Facts(eventWith("DTSTART:20220914T080000Z", "STATUS:"+status))
		if err != nil || got.Cancelled != want.Cancelled || got.Tentative != want.Tentative {
			t.Errorf("%s: %#v %v", status, got, err)
		}
	}
}

// The master is read, wherever it stands.
func TestFactsOfASeries(t *testing.T) {
	got, err := renderer.Facts([]byte("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:x\nRECURRENCE-ID:20220302T080000Z\nDTSTART:20220303T080000Z\nSUMMARY:Autre\nEND:VEVENT\n" +
		"BEGIN:VEVENT\nUID:x\nDTSTART:20220301T080000Z\nDURATION:PT2H\nRRULE:FREQ=DAILY\nSUMMARY:Série\nEND:VEVENT\nEND:VCALENDAR\n"))
	if err != nil || got.Title != "Série" || got.When.End.Sub(got.When.Start).Hours() != 2 {
		t.Errorf("%#v %v", got, err)
	}
}

func TestOctetsThatAreNoTaskOrEvent(t *testing.T) {
	todo := []byte("BEGIN:VCALENDAR\nBEGIN:VTODO\nUID:x\nEND:VTODO\nEND:VCALENDAR\n")
	if _, err := renderer.Todo(eventWith("SUMMARY:x")); !errors.Is(err, ErrNotObjectResource) {
		t.Error(err)
	}
	if _, err := renderer.Edit(todo); !errors.Is(err, ErrNotObjectResource) {
		t.Error(err)
	}
	if _, err := renderer.Facts(todo); !errors.Is(err, ErrNotObjectResource) {
		t.Error(err)
	}
	for _, octets := range []string{"", "hello", "BEGIN:VCALENDAR\n"} {
		if _, err := renderer.Todo([]byte(octets)); !errors.Is(err, ErrNotCalendarData) {
			t.Errorf("%q: %v", octets, err)
		}
	}
	if _, err := renderer.Edit(eventWith("DTSTART:soon")); !errors.Is(err, ErrNotCalendarData) {
		t.Error(err)
	}
}
