package organise

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"parcours/accounts"
	"parcours/events"
	"parcours/messages"
	"parcours/record"
)

// What became of people stands in the history: who was added, changed, removed, came back, was erased; links and the end of access; by whom, and by
// which door. It is searched by person, door, word, date and kind; the files follow.
func TestHistoryOfPeople(t *testing.T) {
	d := openDesk(t)
	orga := d.Enter("orga")
	post := func(path string, form url.Values) {
		t.Helper()
		d.Later()
		if w := d.Ask(orga, path, form); w.Code >= 400 {
			t.Fatalf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	zoe := url.Values{"name": {"Zoé"}, "email": {"zoe@example.org"}, "role": {"member"}, "territory": {"annecy"}, "category": {"elus"}}
	post("/organise/people", zoe)
	zoe.Set("role", "referent")
	zoe.Set("function", "Maire")
	post("/organise/people/zoe", zoe)
	for _, do := range []string{"link", "mail", "revoke", "remove"} {
		post("/organise/people/zoe", url.Values{"do": {do}})
	}
	d.Later()
	d.Must(d.AddPeople(accounts.Acting(t.Context(), "", events.DoorCommand), []events.Person{{ID: "zoe", Email: "zoe@example.org", Name: "Zoé", Role: events.Member, Territories: []string{"annecy"}, Category: "elus"}}))
	post("/organise/people/anne/erase", url.Values{"confirm": {"anne@example.org"}})
	page := d.page("/organise/history")
	for _, c := range []string{
		"<ins>ajout (Nom : Zoé", "<del>Fonction : rien", "Rôle : Membre", "<ins>Fonction : Maire", "Rôle : Référente ou référent", "un lien de connexion a été montré", "un lien de connexion est parti par mail", "tous ses accès ont pris fin",
		"retrait du programme", "<ins>de retour (Nom : Zoé", "par une commande", "les données d’une personne ont été effacées", "par Olga, par la page",
	} {
		d.has(page, c)
	}
	d.hasNot(page, "anne@example.org")
	for query, c := range map[string]struct{ has, hasNot string }{
		"?kind=access":                  {"tous ses accès", "retrait du programme"},
		"?kind=person&door=command":     {"de retour", "retrait du programme"},
		"?kind=erased":                  {"effacées", "Zoé"},
		"?who=zoe":                      {"Référente ou référent", "effacées"},
		"?word=REFERENTE":               {"Référente ou référent", "tous ses accès"},
		"?word=maire&kind=person":       {"Fonction : Maire", "retrait du programme"},
		"?word=xyzzy":                   {"Rien ne correspond", "Zoé"},
		"?door=web&kind=person":         {"ajout", "de retour"},
		"?from=2022-02-02&kind=access":  {"Rien ne correspond", "tous ses accès"},
		"?session=agora&kind=person":    {"Rien ne correspond", "retrait"},
		"?word=1er+février&kind=access": {"tous ses accès", "retrait"},
	} {
		shown := d.page("/organise/history" + query)
		d.has(shown, c.has)
		d.hasNot(shown, c.hasNot)
		rows, err := csv.NewReader(bytes.NewReader(d.Ask(d.Enter("orga"), "/organise/history.csv"+query, nil).Body.Bytes())).ReadAll()
		if err != nil || len(rows)-1 != strings.Count(shown, `<p class="facts"><time`) {
			t.Errorf("%s: %d rows, %v", query, len(rows), err)
		}
	}
	d.Must(d.RemovePerson(t.Context(), "zoe"))
	d.has(d.page("/organise/history?who=zoe%40example.org"), "retrait du programme") // who is gone is found
	for _, format := range []string{"csv", "xlsx", "ods", "json"} {
		for _, p := range append(d.Programme().People(), &events.Person{}) {
			if w := d.Ask(d.Enter(p.ID), "/organise/history."+format, nil); (w.Code == http.StatusOK) != (p.Role == events.Organiser) {
				t.Errorf("%s for %q: %d", format, p.ID, w.Code)
			}
		}
	}
}

// Who is erased stands in the history of nobody, as what they did to others does: it is nobody's.
func TestHistoryForgetsWhoWasErased(t *testing.T) {
	d := openDesk(t)
	d.Must(d.AddPeople(t.Context(), []events.Person{{ID: "olaf", Email: "olaf@example.org", Name: "Olaf", Role: events.Organiser}}))
	olaf := d.Enter("olaf")
	d.Ask(olaf, "/organise/people/marc", url.Values{"do": {"revoke"}})
	d.has(d.page("/organise/history?kind=access"), "par Olaf")
	d.Must(d.Personal.Erase(t.Context(), d.Person("orga"), "olaf"))
	page := d.page("/organise/history")
	d.hasNot(page, "Olaf")
	d.has(page, "tous ses accès ont pris fin", "personne retirée")
}

// A word is found on whichever page it stands, and the pages of what is found are as long as any.
func TestHistoryOfAWordIsPaged(t *testing.T) {
	d := openDesk(t)
	for i := range 250 {
		d.Later()
		d.Answer("marc", "agora", []events.Partstat{events.Accepted, events.Declined}[i%2])
	}
	first, third := d.page("/organise/history?word=marc&kind=answer"), d.page("/organise/history?word=marc&kind=answer&page=3")
	if a, b := strings.Count(first, "<ins>"), strings.Count(third, "<ins>"); a != 100 || b != 50 {
		t.Errorf("%d and %d", a, b)
	}
	d.has(first, `href="/organise/history?kind=answer&amp;page=2&amp;word=marc"`)
	d.hasNot(third, "page=4")
}

// What is put together of a text's key and a word of the domain has its text, in both languages.
func TestWordsOfTheHistory(t *testing.T) {
	keys := []string{"history.access.mailed", "history.access.page", "history.access.shown", "history.access.revoked"}
	for _, kind := range record.EntryKinds {
		keys = append(keys, "history.kind."+string(kind))
	}
	for _, door := range historyDoors {
		keys = append(keys, "history.through."+string(door))
	}
	for _, lang := range messages.Languages {
		for _, key := range keys {
			if messages.For(lang).T(key) == key {
				t.Errorf("no text %s in %s", key, lang)
			}
		}
	}
}
