package organise

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"parcours/events"
	"parcours/site"
)

// happened lets one thing of each kind happen, a minute after the other.
func (d *desk) happened() {
	d.t.Helper()
	d.Later()
	d.Answer("marc", "agora", events.Accepted)
	d.Later()
	d.Answer("marc", "agora", events.Declined)
	site.Writes(3, "Peut-on venir ?", false)(d.Site)
	d.Later()
	text := "Oui."
	d.Must(d.AnswerDecision(d.t.Context(), events.DecisionResponse{Decision: 3, Territory: "faverges", By: "orga", Text: &text, Reply: true, Door: events.DoorWeb}))
	d.Later()
	d.Change(func(p *events.Programme) {
		x := site.Plan(p, "agora")
		x.When = site.Hours("2022-04-29", "09:30", "17:30")
	})
	d.Later()
	d.Must(d.RecordPresence(d.t.Context(), d.Person("orga"), "agora", "anne", true))
}

func TestHistoryNamesWhatHappened(t *testing.T) {
	d := openDesk(t)
	d.happened()
	page := d.page("/organise/history")
	for _, c := range []string{
		"Anne – ", "présence", "par Olga", // who was there
		"<del>La journée AGORA, jeudi 28 avril 2022, de 9 h 30 à 17 h 30 (date fixée)</del> → <ins>La journée AGORA, vendredi 29 avril 2022",
		"Arbitrage 3", "<ins>Oui.</ins>", "<ins>Peut-on venir ?</ins>", "<del>oui</del> → <ins>non</ins>", "par la page",
	} {
		d.has(page, c)
	}
	first, last := strings.Index(page, "présence</ins>"), strings.Index(page, "<ins>oui</ins>")
	if first < 0 || last < first {
		t.Errorf("the latest is not first: %d, %d", first, last)
	}
	for query, c := range map[string]struct{ has, hasNot string }{
		"?who=marc":                      {"<ins>non</ins>", "Arbitrage 3"},
		"?who=orga":                      {"<ins>Oui.</ins>", "<ins>non</ins>"},
		"?session=agora&kind=session":    {"vendredi 29 avril", "<ins>non</ins>"},
		"?session=pairs":                 {"Entre élus", "vendredi 29 avril 2022, de"},
		"?from=2022-02-02":               {"Rien ne correspond", "<ins>non</ins>"},
		"?to=2022-01-31":                 {"Rien ne correspond", "<ins>non</ins>"},
		"?from=2022-02-01&to=2022-02-01": {"<ins>non</ins>", "Rien ne correspond"},
		"?kind=reply":                    {"<ins>Oui.</ins>", "Peut-on venir"},
	} {
		page := d.page("/organise/history" + query)
		d.has(page, c.has)
		d.hasNot(page, c.hasNot)
	}
	for query, says := range map[string]string{"?who=personne": "Personne ne porte ce nom", "?session=nowhere": "n’existe pas", "?from=demain": "comme 2022-03-10"} {
		if w := d.Ask(d.Enter("orga"), "/organise/history"+query, nil); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), says) {
			t.Errorf("%s: %d", query, w.Code)
		}
		if w := d.Ask(d.Enter("orga"), "/organise/history.csv"+query, nil); w.Code != http.StatusBadRequest {
			t.Errorf("csv of %s: %d", query, w.Code)
		}
	}
}

// The history is paged, and its files have all of it.
func TestHistoryIsPagedAndExported(t *testing.T) {
	d := openDesk(t)
	for i := range 120 {
		d.Later()
		d.Answer("marc", "agora", []events.Partstat{events.Accepted, events.Declined}[i%2])
	}
	first, second := d.page("/organise/history?who=marc&kind=answer"), d.page("/organise/history?who=marc&kind=answer&page=2")
	if strings.Count(first, "<ins>") != 100 || strings.Count(second, "<ins>") != 20 {
		t.Errorf("%d and %d on the pages", strings.Count(first, "<ins>"), strings.Count(second, "<ins>"))
	}
	d.has(first, "Page 1", `href="/organise/history?kind=answer&amp;page=2&amp;who=marc"`, `href="/organise/history.csv?kind=answer&amp;who=marc"`)
	cookie := d.Enter("orga")
	rows, err := csv.NewReader(bytes.NewReader(d.Ask(cookie, "/organise/history.csv?who=marc&kind=answer", nil).Body.Bytes())).ReadAll()
	d.Must(err)
	want := []string{"2022-02-01 10:00", "Réponse", "agora", "La journée AGORA", "Marc", "oui", "non", "", "Marc", "par la page"}
	if len(rows) != 121 || !slices.Equal(rows[1], want) {
		t.Errorf("%d rows, %q\nwant %q", len(rows), rows[1], want)
	}
	var list []entryView
	d.Must(json.Unmarshal(d.Ask(cookie, "/organise/history.json?who=marc&kind=answer", nil).Body.Bytes(), &list))
	if len(list) != 120 || list[0].Session != "agora" || list[0].After != "non" {
		t.Errorf("%d %+v", len(list), list[0])
	}
	for _, p := range append(d.Programme().People(), &events.Person{}) {
		for _, path := range []string{"/organise/history", "/organise/history.csv", "/organise/history.json"} {
			if w := d.Ask(d.Enter(p.ID), path, nil); (w.Code == http.StatusOK) != (p.Role == events.Organiser) {
				t.Errorf("%s for %q: %d", path, p.ID, w.Code)
			}
		}
	}
}

// A file of many entries says what was before each, as the page does of few.
func TestHistoryOfManySaysWhatWasBefore(t *testing.T) {
	d := openDesk(t)
	d.Answer("anne", "agora", events.Declined)
	d.Later()
	d.Said(slices.Repeat([]events.Answer{{Session: "agora", For: site.ForOneself("marc"), By: "marc"}}, 520))
	var list []entryView
	d.Must(json.Unmarshal(d.Ask(d.Enter("orga"), "/organise/history.json?session=agora&kind=answer", nil).Body.Bytes(), &list))
	if len(list) != 521 || list[0].Before != "oui" || list[518].Before != "oui" || list[519].Before != "" || list[520].Before != "" || list[520].After != "non" {
		t.Errorf("%d: %+v ... %+v", len(list), list[0], list[len(list)-2:])
	}
	d.has(d.page("/organise/history?session=agora&kind=answer&page=6"), "Page 6", "<ins>non</ins>")
}
