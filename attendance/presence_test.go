package attendance

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"parcours/accounts"
	"parcours/events"
	"parcours/office/officetest"
	"parcours/site"
)

// came are those who are recorded as present at a session.
func (d *desk) present(session string) (all []string) {
	d.t.Helper()
	list, err := d.Presences(d.t.Context(), session)
	d.Must(err)
	for _, one := range list {
		if one.Present {
			all = append(all, one.Person)
		}
	}
	slices.Sort(all)
	return all
}

func TestRecordPresence(t *testing.T) {
	d := openDesk(t)
	d.Clock = site.At("2022-03-10 10:00")
	orga := d.Enter("orga")
	const path = "/organise/presence/pairs"
	officetest.Has(t, d.Ask(orga, path, nil).Body.String(), []string{"Présences : Session entre pairs", "Techniciens 0 / 2", "Élus 0 / 3", "Marc Faverges Présence : Marc"}, "Présence : Emma")
	tap := url.Values{"room": {"pairs-elus"}, "person": {"marc"}, "present": {"yes"}}
	code := accounts.PresenceCode(d.Programme(), d.Person("rita"), d.Programme().Session("pairs-techniciens"), events.Day{Year: 2022, Month: 3, Day: 10})
	for _, person := range []string{"", "rita", "marc", "guy", "emma", "paul"} {
		for _, form := range []url.Values{nil, tap, {"code": {code}}} {
			if w := d.Ask(d.Enter(person), path+"?code="+code, form); w.Code != http.StatusNotFound {
				t.Errorf("%q: %d", person, w.Code)
			}
		}
	}
	if w := d.Ask(orga, path, tap); w.Code != http.StatusSeeOther || w.Header().Get("Location") != path+"#p-pairs-elus-marc" {
		t.Errorf("%d %s", w.Code, w.Header())
	}
	if got := d.present("pairs-elus"); !slices.Equal(got, []string{"marc"}) {
		t.Errorf("%v", got)
	}
	officetest.Has(t, d.Ask(orga, path, nil).Body.String(), []string{"1 présence", "Attestation de présence : Marc"})
	officetest.Has(t, d.Ask(orga, path+"?attestation=marc", nil).Body.String(), []string{"L'équipe atteste que Marc a participé à « Session entre pairs », jeudi 10 mars 2022, de 9 h à 12 h."})
	officetest.Has(t, d.Ask(orga, path+"?sheet", nil).Body.String(), []string{"Signature", "Rita Faverges"})
	if w := d.Ask(orga, path+"?attestation=rita", nil); w.Code != http.StatusNotFound {
		t.Errorf("attested to who was not there: %d", w.Code)
	}
	tap.Set("present", "no")
	d.Ask(orga, path, tap)
	if got := d.present("pairs-elus"); len(got) != 0 {
		t.Errorf("%v", got)
	}
	tap.Set("room", "agora")
	if w := d.Ask(orga, path, tap); w.Code != http.StatusNotFound {
		t.Errorf("another session's room: %d", w.Code)
	}
}

// The code of one's own page says who one is, at that session and on that day only, and a look at its address records nothing.
func TestPresenceByCode(t *testing.T) {
	d := openDesk(t)
	d.Clock = site.At("2022-03-10 09:30")
	orga, snap := d.Enter("orga"), d.Programme()
	today := events.Day{Year: 2022, Month: 3, Day: 10}
	code := accounts.PresenceCode(snap, d.Person("marc"), snap.Session("pairs-elus"), today)
	if len(code) != 6 {
		t.Fatal(code)
	}
	page := d.Ask(orga, "/organise/presence/pairs-elus?code="+code, nil).Body.String()
	officetest.Has(t, page, []string{"Ce code est celui de Marc.", "Oui, Marc est là"})
	if got := d.present("pairs-elus"); len(got) != 0 {
		t.Fatalf("recorded by a look: %v", got)
	}
	if w := d.Ask(orga, "/organise/presence/pairs-elus", url.Values{"code": {strings.ToLower(code[:3]) + " " + code[3:]}}); w.Header().Get("Location") != "/organise/presence/pairs-elus?saved=code&name=Marc" {
		t.Errorf("%d %s", w.Code, w.Header())
	}
	if got := d.present("pairs-elus"); !slices.Equal(got, []string{"marc"}) {
		t.Errorf("%v", got)
	}
	for path, code := range map[string]string{
		"/organise/presence/pairs-techniciens": code, "/organise/presence/agora": code, "/organise/presence/pairs-elus": "AAAAAA",
		"/organise/presence/pairs": accounts.PresenceCode(snap, d.Person("rita"), snap.Session("pairs-techniciens"), today.Add(1)),
	} {
		if w := d.Ask(orga, path, url.Values{"code": {code}}); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s with %s: %d", path, code, w.Code)
		}
	}
	d.Clock = site.At("2022-03-11 09:30")
	if w := d.Ask(d.Enter("orga"), "/organise/presence/pairs-elus", url.Values{"code": {code}}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("on the day after: %d", w.Code)
	}
}

// Who came without being listed is brought and recorded; the session that follows asks those who came, once somebody has seen whom not.
func TestGuestAndNarrow(t *testing.T) {
	d := openDesk(t)
	d.Clock = site.At("2022-03-10 10:00")
	orga := d.Enter("orga")
	guest := url.Values{"name": {"Nina"}, "email": {"nina@example.org"}, "territory": {"faverges"}, "category": {"elus"}}
	if w := d.Ask(orga, "/organise/presence/pairs", guest); w.Header().Get("Location") != "/organise/presence/pairs?saved=guest&name=Nina" {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	nina := d.Programme().ByAddress("nina@example.org")
	if nina == nil || nina.Role != events.Guest || nina.Godparent != "orga" || !slices.Equal(d.present("pairs-elus"), []string{nina.ID}) {
		t.Fatalf("%+v, %v", nina, d.present("pairs-elus"))
	}
	for field, want := range map[string]string{"email": "Donnez une adresse", "name": "Donnez le nom", "territory": "cochez la sienne"} {
		wrong := url.Values{"name": {"Omar"}, "email": {"omar@example.org"}, "territory": {"faverges"}}
		wrong.Set(field, "")
		w := d.Ask(orga, "/organise/presence/pairs", wrong)
		if w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", field, w.Code)
		}
		officetest.Has(t, w.Body.String(), []string{want})
	}
	d.Ask(orga, "/organise/presence/pairs", url.Values{"room": {"pairs-techniciens"}, "person": {"rita"}, "present": {"yes"}})
	page := d.Ask(orga, "/organise/presence/agora", nil).Body.String()
	officetest.Has(t, page, []string{"invite qui était invité à Session entre pairs", "4 personnes ne seraient plus invitées Anne, Guy, Marc, René"})
	if !d.Programme().Session("agora").Asks(d.Person("marc")) {
		t.Fatal("narrowed by a look")
	}
	if w := d.Ask(orga, "/organise/presence/agora", url.Values{"do": {"narrow"}}); w.Code != http.StatusSeeOther {
		t.Fatalf("%d", w.Code)
	}
	for person, asked := range map[string]bool{"marc": false, "rita": true, nina.ID: true} {
		if d.Programme().Session("agora").Asks(d.Person(person)) != asked {
			t.Errorf("%s", person)
		}
	}
}

// Somebody of the programme whom nobody asked is found by name, and recorded in a room.
func TestSomebodyWhoWasNotAsked(t *testing.T) {
	d := openDesk(t)
	orga := d.Enter("orga")
	page := d.Ask(orga, "/organise/presence/pairs", nil).Body.String()
	if !strings.Contains(page, `<option value="emma">`) || strings.Contains(page, `<option value="marc">`) {
		t.Errorf("to choose from:\n%s", page)
	}
	d.Ask(orga, "/organise/presence/pairs", url.Values{"person": {"emma"}, "room": {"pairs-elus"}, "present": {"yes"}})
	page = d.Ask(orga, "/organise/presence/pairs", nil).Body.String()
	if !strings.Contains(page, `<li id="p-pairs-elus-emma" class="came">`) || !d.Programme().Session("agora").Asks(d.Person("emma")) {
		t.Errorf("recorded:\n%s", page)
	}
}
