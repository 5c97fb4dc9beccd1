package roster

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"parcours/events"
	"parcours/office/officetest"
)

func TestErasureIsOrganisersToAskFor(t *testing.T) {
	d := openDesk(t)
	nowhere := d.Ask(nil, "/organise/nowhere", nil).Body.String()
	for _, person := range []string{"", "rita", "marc", "guy", "emma", "paul"} {
		cookie := d.Enter(person)
		for _, form := range []url.Values{nil, {"confirm": {"anne@example.org"}}} {
			if w := d.Ask(cookie, "/organise/people/anne/erase", form); w.Code != http.StatusNotFound || person == "" && w.Body.String() != nowhere {
				t.Errorf("by %q: %d", person, w.Code)
			}
		}
	}
	if d.Programme().Person("anne") == nil {
		t.Error("erased")
	}
}

// What would go is told before, nothing goes without the address, and then all of it does; the act is recorded.
func TestErasePerson(t *testing.T) {
	d := openDesk(t)
	orga := d.Enter("orga")
	d.Answer("anne", "agora", events.Declined)
	const path = "/organise/people/anne/erase"
	if page := d.Ask(orga, "/organise/people/anne", nil).Body.String(); !strings.Contains(page, `href="`+path+`"`) {
		t.Error("no way to the page")
	}
	w := d.Ask(orga, path, nil)
	officetest.Has(t, w.Body.String(), []string{"Effacer les données de Anne", "anne@example.org", "1 réponse restera, comptée sans nom", "Le fichier de configuration la nomme aussi", "écrivez son adresse : anne@example.org"}, "la dernière personne")
	for _, typed := range []string{"", "Anne", "marc@example.org"} {
		w := d.Ask(orga, path, url.Values{"confirm": {typed}})
		officetest.Has(t, w.Body.String(), []string{"Rien n’est effacé"})
		if w.Code != http.StatusUnprocessableEntity || d.Programme().Person("anne") == nil {
			t.Fatalf("%q: %d", typed, w.Code)
		}
	}
	if w := d.Ask(orga, path, url.Values{"confirm": {" Anne@Example.org "}}); w.Header().Get("Location") != "/organise/people?saved=erased" {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	all, err := d.Personal.Erasures(t.Context())
	if err != nil || len(all) != 1 || all[0].By != "orga" {
		t.Errorf("%+v %v", all, err)
	}
	list := d.Ask(orga, "/organise/people?saved=erased", nil).Body.String()
	officetest.Has(t, list, []string{"C’est effacé"}, "anne@example.org")
	if w := d.Ask(orga, path, nil); w.Code != http.StatusNotFound {
		t.Errorf("somebody erased: %d", w.Code)
	}
	answers, err := d.Record.History(t.Context(), "")
	if err != nil || len(answers) != 1 || answers[0].For.Person == "anne" || answers[0].Status != events.Declined {
		t.Errorf("%+v %v", answers, err)
	}
}

// Who was removed is still kept, and can be erased; organisers erase themselves on their own page, and never the last one.
func TestEraseWhoWasRemovedAndOrganisers(t *testing.T) {
	d := openDesk(t)
	orga := d.Enter("orga")
	d.Must(d.RemovePerson(t.Context(), "marc"))
	page := d.Ask(orga, "/organise/people", nil).Body.String()
	officetest.Has(t, page, []string{"1 personne retirée", "Marc"})
	officetest.Has(t, d.Ask(orga, "/organise/people/marc/erase", nil).Body.String(), []string{"Marc, marc@example.org (ne participe plus)"})
	if w := d.Ask(orga, "/organise/people/marc/erase", url.Values{"confirm": {"marc@example.org"}}); w.Code != http.StatusSeeOther {
		t.Errorf("%d", w.Code)
	}
	officetest.Has(t, d.Ask(orga, "/organise/people", nil).Body.String(), nil, "Marc", "retirée")
	for _, form := range []url.Values{nil, {"confirm": {"orga@example.org"}}} {
		if w := d.Ask(orga, "/organise/people/orga/erase", form); w.Header().Get("Location") != "/me/data" || d.Programme().Person("orga") == nil {
			t.Errorf("%d %v", w.Code, w.Header())
		}
	}
	for _, c := range []struct{ person, want string }{{"rita", "au nom de la délégation : Faverges"}, {"paul", "Ce qui reste"}} {
		officetest.Has(t, d.Ask(orga, "/organise/people/"+c.person+"/erase", nil).Body.String(), []string{c.want})
	}
}
