package ical

import (
	"strings"
	"testing"
	"time"

	"parcours/calendars"
	"parcours/events"
)

// The halves of a day are said where DTSTART and DTEND cannot, and no longer after its hours changed; an arbitrage's
// resources stand by its question.
func TestHalvesAndResourcesAreSaid(t *testing.T) {
	snap := sampleProgramme(t)
	renderer := NewRenderer("https://parcours.example.org")
	description := func(change func(*events.Session)) string {
		inv := viewOf(snap, "vision", events.ViewInvited, referent)
		inv.Session.Parts = []events.Part{{From: 9 * time.Hour, To: 12 * time.Hour}, {From: 14 * time.Hour, To: 17 * time.Hour}}
		change(inv.Session)
		cal, err := Parse(renderer.Item(calendars.Item{Invitation: inv}))
		if err != nil {
			t.Fatal(err)
		}
		return strings.NewReplacer("\u202f", " ", "\u00a0", " ").Replace(cal.Children("VEVENT")[0].Text("DESCRIPTION"))
	}
	const halves = "de 9 h à 12 h, puis de 14 h à 17 h."
	if text := description(func(*events.Session) {}); !strings.Contains(text, halves) {
		t.Errorf("no halves in %q", text)
	}
	if text := description(func(x *events.Session) { x.When.End = x.When.End.Add(time.Hour) }); strings.Contains(text, halves) {
		t.Errorf("hours of before in %q", text)
	}
	snap.Resources = []events.Resource{{ID: "r", Title: "Framadate", URL: "https://ressources.example.org/f", Decisions: []int{5}}}
	for number, want := range map[int]bool{5: true, 2: false} {
		text := renderer.TaskDescription(*taskOf(snap, number, func(*events.DecisionState) {}))
		if strings.Contains(text, "https://ressources.example.org/f") != want {
			t.Errorf("arbitrage %d: %q", number, text)
		}
	}
}
