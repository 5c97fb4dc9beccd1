package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/mux"

	"parcours/events"
	fixture "parcours/site"
)

// What changed of the territories, of the programme's title or of the categories stands on the page at once, though the part is kept;
// so does a session that moved.
func TestKeptTerritoriesAreNeverOld(t *testing.T) {
	s := exampleSite(t)
	for _, lang := range []string{"fr", "en"} {
		words(t, s.get("/", lang).Body.String(), []string{"Faverges"}, "Faverges-la-Neuve")
	}
	s.apply(func(p *events.Programme) {
		p.Territories = append([]events.Territory(nil), p.Territories...)
		for i := range p.Territories {
			if p.Territories[i].ID == "faverges" {
				p.Territories[i].Name, p.Territories[i].Orientation = "Faverges-la-Neuve", "Une orientation nouvelle"
			}
		}
		p.Title = "Le parcours renommé"
		plan(t, p, "agora").Title = "La journée déplacée"
	})
	for _, lang := range []string{"fr", "en"} {
		page := s.get("/", lang).Body.String()
		words(t, page, []string{"Faverges-la-Neuve", "Une orientation nouvelle", "La journée déplacée"}, string(theTerritories))
		if !strings.Contains(page, "renomm") || strings.Contains(page, "Parcours Territoires Pilotes · ") {
			t.Errorf("%s: the calendars have the old title", lang)
		}
	}
}

// wideAllocs counts the allocations of the page put together anew, among so many delegations.
func wideAllocs(t *testing.T, delegations int) float64 {
	t.Helper()
	s := fixture.Open(t)
	s.Take(fixture.Wide(delegations, 10))
	r := mux.NewRouter().SkipClean(true).UseEncodedPath()
	New(roomsOf(s.House), sharedBy(s.House, publicURL)).Register(r)
	get := func() {
		w := httptest.NewRecorder()
		if r.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil)); w.Code != http.StatusOK || strings.Count(w.Body.String(), `id="t-t`) != delegations {
			t.Fatalf("%d", w.Code)
		}
	}
	get()
	return testing.AllocsPerRun(5, func() {
		s.Clock = s.Clock.Add(time.Minute)
		get()
	})
}

// The work of the page put together anew does not grow with the delegations, but by little (a line of the filter each, and of what is
// compared); it was 800 allocations each.
func TestProgrammePageAnewCostsLittle(t *testing.T) {
	few, many := wideAllocs(t, 20), wideAllocs(t, 220)
	t.Logf("%.0f allocations with 20 delegations, %.0f with 220", few, many)
	if each := (many - few) / 200; each > 80 {
		t.Errorf("%.0f allocations a delegation", each)
	}
}
