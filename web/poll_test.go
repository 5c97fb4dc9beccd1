package web

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"

	"parcours/events"
)

// The page has each poll where the events of its options link to, with what delegations said and not who said it.
func TestPollsStandOnTheProgrammePage(t *testing.T) {
	s := exampleSite(t)
	poll := func(at, id string) string {
		t.Helper()
		s.setClock(at)
		found := parsePage(t, s.get("/", "fr").Body.String()).with("tbody", "id", "poll-"+id)
		if len(found) != 1 {
			t.Fatalf("%d polls %s", len(found), id)
		}
		return folded(found[0].text)
	}
	has := func(text string, want ...string) {
		t.Helper()
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("no %q in\n%s", w, text)
			}
		}
	}
	has(poll("2022-03-03 10:00", "approfondissement"), "Un oui : un ou plusieurs membres de la délégation pourraient venir.",
		"mardi 19 avril 2022, de 9 h à 17 h 8 territoires sur 10 en vacances scolaires 0 0 0 10")
	s.vote("gen-3-a", "", events.Declined, "vacances scolaires")
	s.vote("gen-3-b", "", events.Accepted, "")
	s.vote("gen-2", "", events.NotApplicable, "")
	text := poll("2022-03-03 10:02", "approfondissement")
	has(text, "mardi 19 avril 2022, de 9 h à 17 h 8 territoires sur 10 en vacances scolaires 0 0 1 9 0", "jeudi 21 avril 2022, de 9 h à 17 h",
		" 1 0 0 9 0", "vendredi 25 mars 2022, de 9 h à 17 h 0 0 0 9 1")
	for _, secret := range []string{"Faverges", "vacances scolaires de", "Camille"} {
		if strings.Contains(text, secret) {
			t.Errorf("%q in\n%s", secret, text)
		}
	}
	if err := s.service.Decide(t.Context(), s.person(events.Organiser, "", ""), "gen-3-b"); err != nil {
		t.Fatal(err)
	}
	text = poll("2022-03-03 10:04", "approfondissement")
	has(text, "jeudi 21 avril 2022, de 9 h à 17 h Date confirmée", " 1 0 0 9 0")
	if strings.Contains(text, "19 avril") {
		t.Errorf("the date that was not chosen stands in\n%s", text)
	}
	has(poll("2022-03-03 10:06", "cloture"), "lundi 12 septembre 2022 0 0 0 10 0", "vendredi 16 septembre 2022 0 0 0 10 0")
}

// Whoever leaves before the page is there does not leave it without its polls for those who come after.
func TestPollsStandAfterADroppedConnection(t *testing.T) {
	s := exampleSite(t)
	s.setClock("2022-03-03 10:00")
	gone, leave := context.WithCancel(t.Context())
	leave()
	s.serve(httptest.NewRequest("GET", "/", nil).WithContext(gone))
	if found := parsePage(t, s.get("/", "fr").Body.String()).with("tbody", "id", "poll-approfondissement"); len(found) != 1 {
		t.Errorf("%d polls", len(found))
	}
}
