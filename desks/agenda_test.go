package desks

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"parcours/site"
)

func event(kind, title, date string) url.Values {
	return url.Values{"kind": {kind}, "title": {title}, "date": {date}, "from": {"14:00"}, "to": {"16:00"}, "where": {"Salle des fêtes"}}
}

// The agenda is read by the delegation and the organisers; each enters what their calendars would take.
func TestAgendaIsForItsDelegation(t *testing.T) {
	d := openDesk(t)
	for _, person := range d.everybody() {
		cookie := d.enter(person)
		reads := strings.Contains(" rita marc orga ", " "+person+" ")
		if w := d.get(cookie, "/d/faverges/agenda"); (w.Code == http.StatusOK) != reads || !reads && w.Code != http.StatusNotFound {
			t.Errorf("%s reads: %d", person, w.Code)
		}
		for kind, may := range map[string]string{"event": " rita marc ", "expert": " rita orga "} {
			want := http.StatusNotFound
			if person != "" && strings.Contains(may, " "+person+" ") {
				want = http.StatusSeeOther
			}
			if w := d.post(cookie, "/d/faverges/agenda", event(kind, "Par "+person, "2022-05-10")); w.Code != want {
				t.Errorf("%s enters %s: %d, want %d", person, kind, w.Code, want)
			}
		}
	}
}

// What is entered on the page stands in the delegation's calendar, and its rules speak in it.
func TestAgendaByPage(t *testing.T) {
	d := openDesk(t)
	marc := d.enter("marc")
	d.has(d.goes(marc, d.post(marc, "/d/faverges/agenda", event("event", "Foire & marché", "2022-05-10")), "C'est ajouté à l'agenda."), http.StatusOK, "Foire &amp; marché", "Salle des fêtes", "de 14 h à 16 h")
	d.goes(marc, d.post(marc, "/d/faverges/agenda", event("dialogue", "Rencontre des élus", "2022-06-15")), "Il manque : un temps de préparation")
	d.goes(marc, d.post(marc, "/d/faverges/agenda", event("dialogue", "Rencontre tardive", "2022-06-20")), "Plusieurs journées sont proposées")
	var late string
	for name, it := range d.Items("rita", "faverges.agenda") {
		text := site.Unfold(string(it.Octets))
		if strings.Contains(text, "Rencontre tardive") {
			late = name
		}
		if strings.Contains(text, "Foire") && (!strings.Contains(text, "DTSTART;TZID=Europe/Paris:20220510T140000") || !strings.Contains(text, "LOCATION:Salle des fêtes") || !strings.Contains(text, "Fiche projet")) {
			t.Errorf("in the calendar:\n%s", text)
		}
	}
	page := d.goes(marc, d.post(marc, "/d/faverges/agenda", url.Values{"choose": {late}}), "Cette journée est retenue")
	if strings.Contains(page.Body.String(), "Rencontre des élus") || !strings.Contains(page.Body.String(), "Rencontre tardive") {
		t.Errorf("the other day is still there\n%s", page.Body)
	}
	d.goes(marc, d.post(marc, "/d/faverges/agenda", url.Values{"remove": {late}, "etag": {d.etagOn(page, late)}}), "retiré de l'agenda")
	if n := len(d.Items("rita", "faverges.agenda")); n != 1 {
		t.Errorf("%d events", n)
	}
	if w := d.post(marc, "/d/faverges/agenda", url.Values{"choose": {"rien.ics"}}); w.Code != http.StatusNotFound {
		t.Errorf("what is not there is chosen: %d", w.Code)
	}
	if w := d.post(d.enter("orga"), "/d/faverges/agenda", url.Values{"remove": {"rien.ics"}}); w.Code != http.StatusNotFound {
		t.Errorf("an organiser takes out of an agenda: %d", w.Code)
	}
	d.has(d.post(marc, "/d/faverges/agenda", event("feast", "Fête", "2022-05-10")), http.StatusUnprocessableEntity, "rien n'a été enregistré")
}

// What was carried through signing in stands in the forms again, and nothing of it is kept.
func TestDraftsAreShown(t *testing.T) {
	d := openDesk(t)
	rita, emma := d.enter("rita"), d.enter("emma")
	draft := func(form url.Values) url.Values { form.Set("draft", "1"); return form }
	const here = "Pas encore enregistré"
	d.has(d.post(rita, "/d/faverges/agenda", draft(event("dialogue", "À garder", "2022-05-10"))), http.StatusOK, here, `value="À garder"`, `value="2022-05-10"`, `<option value="dialogue" selected="selected">`)
	d.has(d.post(rita, people, draft(url.Values{"email": {"lea@example.org"}, "name": {"Léa à garder"}})), http.StatusOK, here, `value="Léa à garder"`)
	d.has(d.post(rita, people, draft(url.Values{"id": {"marc"}, "email": {"marc@example.org"}, "name": {"Marc à garder"}})), http.StatusOK, here, `value="Marc à garder"`)
	d.has(d.post(rita, people, draft(url.Values{"table": {"nom;courriel"}, "keep": {"yes"}})), http.StatusOK, here, "nom;courriel</textarea>")
	proposal := event("expert", "Jour à garder", "2022-05-11")
	proposal.Set("territory", "faverges")
	d.has(d.post(emma, "/me/days", draft(proposal)), http.StatusOK, here, `value="Jour à garder"`)
	if len(d.Items("rita", "faverges.agenda")) != 0 || len(d.ledger().Entries) != 0 || d.Person("marc").Name != "Marc" || d.Programme().Person("lea-a-garder") != nil {
		t.Error("a draft was kept")
	}
}
