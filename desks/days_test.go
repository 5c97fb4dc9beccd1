package desks

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"parcours/calendars"
	"parcours/delegation"
	"parcours/events"
	"parcours/rules"
	"parcours/site"
)

// enters lets somebody enter an expert day in Faverges, and gives its UID.
func (d *desk) enters(person, title string, when events.When) string {
	d.t.Helper()
	d.Must(d.Delegation.Enter(d.t.Context(), d.Person(person), "faverges", delegation.Draft{Kind: delegation.ExpertDay, Title: title, When: when}))
	for _, e := range d.ledger().Entries {
		if e.Title == title {
			return e.UID
		}
	}
	d.t.Fatal("the day is not there")
	return ""
}

func (d *desk) ledger() rules.Ledger {
	d.t.Helper()
	all, err := d.Calendars.Ledgers(d.t.Context(), "faverges")
	d.Must(err)
	return all[0]
}

func answer(uid, status string) url.Values {
	return url.Values{"territory": {"faverges"}, "day": {uid}, "answer": {status}}
}

// An expert sees the days of their territories on one page, accepts and declines in place, and proposes one; the referent answers
// on the delegation's page.
func TestExpertsDays(t *testing.T) {
	d := openDesk(t)
	uid := d.enters("rita", "Atelier de mars", site.Hours("2022-03-15", "09:00", "17:00"))
	emma := d.enter("emma")
	d.has(d.get(emma, "/me/days"), http.StatusOK, "<h2 id=\"days-faverges\">Faverges</h2>", "Atelier de mars", "Proposé par Rita", "1 jour attend votre réponse.", "Utilisés : 1 jour sur 4, reste 3.")
	page := d.goes(emma, d.post(emma, "/me/days", answer(uid, "yes")), "Votre réponse est enregistrée.")
	d.has(page, http.StatusOK, "Emma (accompagnement) : accepté.", "Aucun jour")
	if said := d.ledger().Entries[0].Day.Experts[0]; said.Status() != events.Accepted || said.Last.Door != events.DoorWeb {
		t.Errorf("%+v", said.Last)
	}
	no := answer(uid, "no")
	no.Set("comment", "Je suis à Vimy.")
	d.goes(emma, d.post(emma, "/me/days", no), "décliné. « Je suis à Vimy. »")
	if l := d.ledger(); l.UsedHalfDays != 0 {
		t.Errorf("a day that she declined is counted: %+v", l)
	}
	proposal := url.Values{"territory": {"faverges"}, "kind": {"expert"}, "title": {"Jour proposé"}, "date": {"2022-04-05"}, "from": {"09:00"}, "to": {"12:00"}, "where": {"Mairie"}}
	d.has(d.goes(emma, d.post(emma, "/me/days", proposal), "Le jour est proposé"), http.StatusOK, "À valider par la délégation", "Mairie")
	rita := d.enter("rita")
	d.has(d.get(rita, "/d/faverges/agenda"), http.StatusOK, "Jour proposé", "Proposé par Emma", "La délégation n'a pas encore répondu.")
	second := d.ledger().Entries[1].UID
	d.has(d.goes(rita, d.post(rita, "/d/faverges/agenda", answer(second, "yes")), "Votre réponse est enregistrée."), http.StatusOK, "La délégation accepte.", "Utilisés : 0,5 jour sur 4")
	d.has(d.get(emma, "/me/days"), http.StatusOK, "La délégation accepte.")
}

// An expert takes a proposal back by its button, until the delegation accepts it; nobody else does.
func TestExpertWithdraws(t *testing.T) {
	d := openDesk(t)
	first := d.enters("emma", "Jour proposé", site.Hours("2022-04-05", "09:00", "12:00"))
	asked := d.enters("rita", "Jour de la délégation", site.Hours("2022-04-06", "09:00", "12:00"))
	withdraw := func(uid string) url.Values { return url.Values{"territory": {"faverges"}, "withdraw": {uid}} }
	for _, person := range d.everybody() {
		cookie := d.enter(person)
		if page := d.get(cookie, "/me/days").Body.String(); strings.Contains(page, `name="withdraw" value="`+first+`"`) != (person == "emma") || strings.Contains(page, `name="withdraw" value="`+asked+`"`) {
			t.Errorf("%s has a button, or Emma has none", person)
		}
		if person == "emma" {
			continue
		}
		if w := d.post(cookie, "/me/days", withdraw(first)); w.Code != http.StatusNotFound && (person != "" || w.Code != http.StatusSeeOther) {
			t.Errorf("%s withdraws: %d", person, w.Code)
		}
	}
	emma, rita := d.enter("emma"), d.enter("rita")
	for _, uid := range []string{asked, "", "rien"} {
		if w := d.post(emma, "/me/days", withdraw(uid)); w.Code != http.StatusNotFound {
			t.Errorf("she withdraws %q: %d", uid, w.Code)
		}
	}
	if n := len(d.ledger().Entries); n != 2 {
		t.Fatalf("%d days", n)
	}
	d.goes(rita, d.post(rita, "/d/faverges/agenda", answer(first, "yes")), "Votre réponse est enregistrée.")
	d.has(d.post(emma, "/me/days", withdraw(first)), http.StatusUnprocessableEntity, "la délégation l'a accepté")
	if n := len(d.ledger().Entries); n != 2 {
		t.Fatalf("an accepted day was withdrawn: %d days", n)
	}
	d.goes(rita, d.post(rita, "/d/faverges/agenda", answer(first, "maybe")), "Votre réponse est enregistrée.")
	d.goes(emma, d.post(emma, "/me/days", withdraw(first)), "La proposition est retirée")
	if l := d.ledger(); len(l.Entries) != 1 || l.Entries[0].UID != asked {
		t.Errorf("%+v", l.Entries)
	}
	d.has(d.get(emma, "/me/days?lang=en&withdrawn"), http.StatusOK, "The proposal is withdrawn")
}

// What cannot be kept is said beside what was typed, and nothing changes.
func TestExpertsDayRefused(t *testing.T) {
	d := openDesk(t)
	uid := d.enters("rita", "Atelier", site.Hours("2022-03-15", "09:00", "17:00"))
	emma := d.enter("emma")
	moved, long, unknown := answer(uid, "yes"), answer(uid, "yes"), answer(uid, "perhaps")
	moved.Set("start", "2022-03-14T08:00:00Z")
	long.Set("comment", strings.Repeat("é", events.MaxComment+1))
	d.has(d.post(emma, "/me/days", moved), http.StatusUnprocessableEntity, "Ce jour a été déplacé entre-temps")
	d.has(d.post(emma, "/me/days", long), http.StatusUnprocessableEntity, "2 000 caractères au plus")
	d.has(d.post(emma, "/me/days", unknown), http.StatusUnprocessableEntity, "rien n'a été enregistré")
	for field, words := range map[string]string{"title": "Donnez un titre", "date": "Donnez un jour", "to": "Donnez un jour"} {
		form := url.Values{"territory": {"faverges"}, "kind": {"expert"}, "title": {"Un titre à garder"}, "date": {"2022-04-05"}, "from": {"09:00"}, "to": {"12:00"}}
		form.Set(field, "")
		if field != "title" {
			d.has(d.post(emma, "/me/days", form), http.StatusUnprocessableEntity, words, `value="Un titre à garder"`)
			continue
		}
		d.has(d.post(emma, "/me/days", form), http.StatusUnprocessableEntity, words, `value="2022-04-05"`)
	}
	if l := d.ledger(); len(l.Entries) != 1 || l.Entries[0].Day.Experts[0].Last != nil {
		t.Errorf("something was kept: %+v", l)
	}
}

// For another expert, other people and a stranger there is nothing by any of the forms.
func TestExpertsDayOfOthers(t *testing.T) {
	d := openDesk(t)
	uid := d.enters("rita", "Atelier", site.Hours("2022-03-15", "09:00", "17:00"))
	nowhere := d.get(nil, "/nowhere").Body.String()
	for _, person := range d.everybody() {
		cookie := d.enter(person)
		page, sent := d.get(cookie, "/me/days"), d.post(cookie, "/me/days", answer(uid, "no"))
		proposed := d.post(cookie, "/me/days", url.Values{"territory": {"faverges"}, "kind": {"expert"}, "title": {"Glissé"}, "date": {"2022-04-05"}})
		switch person {
		case "emma":
			continue
		case "":
			if page.Code != http.StatusSeeOther || sent.Code != http.StatusSeeOther || page.Header().Get("Location") != "/sign-in?ended" {
				t.Errorf("a stranger: %d, %d", page.Code, sent.Code)
			}
		case "elsa":
			if page.Code != http.StatusOK || strings.Contains(page.Body.String(), "Faverges") || sent.Code != http.StatusNotFound || proposed.Code != http.StatusNotFound {
				t.Errorf("another expert: %d, %d, %d", page.Code, sent.Code, proposed.Code)
			}
		default:
			if page.Code != http.StatusNotFound || sent.Code != http.StatusNotFound || proposed.Code != http.StatusNotFound {
				t.Errorf("%s: %d, %d, %d", person, page.Code, sent.Code, proposed.Code)
			}
		}
		if strings.Contains(nowhere, "Atelier") {
			t.Fatal("the page for what is not there shows the day")
		}
	}
	l := d.ledger()
	for _, e := range l.Entries {
		if e.Title == "Glissé" && e.Day.Proposed.By != "emma" {
			t.Errorf("%s entered a day", e.Day.Proposed.By)
		}
	}
	if said := l.Entries[0].Day; said.Delegation.Answer() != events.Accepted || said.Experts[0].Status() != events.Declined {
		t.Errorf("the day: %+v", said)
	}
}

// The page and the client are one answer: what is accepted in the calendar stands on the page.
func TestExpertsClientAndPage(t *testing.T) {
	d := openDesk(t)
	d.enters("rita", "Atelier", site.Hours("2022-03-15", "09:00", "17:00"))
	c := d.Collection("emma", "faverges.accompagnement")
	items, err := d.Calendars.Items(t.Context(), d.Person("emma"), c, calendars.ItemQuery{})
	d.Must(err)
	text := strings.Replace(site.Unfold(string(items[0].Octets)), "PARTSTAT=NEEDS-ACTION", "PARTSTAT=DECLINED", 1)
	_, err = d.Calendars.PutItem(t.Context(), d.Person("emma"), c, items[0].Name, calendars.Preconditions{}, []byte(text))
	d.Must(err)
	d.has(d.get(d.enter("emma"), "/me/days"), http.StatusOK, "Emma (accompagnement) : décliné.", "Décliné")
	d.has(d.get(d.enter("rita"), "/d/faverges/agenda"), http.StatusOK, "Emma (accompagnement) : décliné.")
}
