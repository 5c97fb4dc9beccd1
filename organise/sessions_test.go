package organise

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"parcours/calendars"
	"parcours/events"
	"parcours/office/officetest"
	"parcours/site"
	"parcours/splits"
)

const (
	editButton   = "Vérifier avant d’enregistrer"
	cancelButton = `value="cancel"`
	returnButton = `value="reinstate"`
)

// Who is no organiser changes no session, and learns of none.
func TestSessionsAreOrganisersToChange(t *testing.T) {
	d := openDesk(t)
	before := *d.Programme().Session("agora")
	form := url.Values{"step": {"save"}, "do": {"cancel"}, "shown": {shownOf(d.Programme(), d.Programme().Session("agora"))}}
	fresh := url.Values{"step": {"save"}, "title": {"À nous"}, "start": {"2022-05-01"}, "asked": {"all"}, "status": {"fixed"}}
	for _, person := range []string{"", "rita", "marc", "guy", "emma", "paul"} {
		cookie := d.Enter(person)
		for path, f := range map[string]url.Values{"/organise/sessions/agora": form, "/organise/sessions": fresh} {
			if w := d.Ask(cookie, path, f); w.Code != http.StatusNotFound {
				t.Errorf("%s by %q: %d", path, person, w.Code)
			}
		}
		if w := d.Ask(cookie, "/organise/sessions/agora", nil); w.Code != http.StatusNotFound || strings.Contains(w.Body.String(), "AGORA") {
			t.Errorf("%q reads the session: %d", person, w.Code)
		}
	}
	if now := d.Programme().Session("agora"); now.Change != before.Change || len(d.Programme().All()) != 8 {
		t.Errorf("changed: %+v, %d sessions", now, len(d.Programme().All()))
	}
}

func TestSessionsListed(t *testing.T) {
	d := openDesk(t)
	orga := d.Enter("orga")
	page := d.Ask(orga, "/organise/sessions", nil).Body.String()
	officetest.Has(t, page, []string{"À venir Session entre pairs jeudi 10 mars 2022, de 9 h à 12 h Date confirmée Techniciens Élus", "La journée AGORA"}, "session annulée")
	d.Keep(orga, "/organise/sessions/agora", cancelButton, map[string]string{"why": "Grève"})
	d.Clock = site.At("2022-03-11 08:00")
	officetest.Has(t, d.Ask(d.Enter("orga"), "/organise/sessions", nil).Body.String(), []string{"1 session passée", "1 session annulée La journée AGORA"})
}

// A draft is seen by organisers only; published, it asks whom it says, and they are told after the hold.
func TestCreateASession(t *testing.T) {
	d := openDesk(t)
	orga := d.Enter("orga")
	d.Letters()
	draft := map[string]string{
		"title": "Une visite à l'usine", "start": "2022-04-15", "start-time": "09:00", "end-time": "11:30", "mode": "on_site", "where": "Ugine", "asked": "", "description": "Un.\r\nDeux.",
		"link": "https://visio.example.org/usine",
	}
	preview, location := d.Keep(orga, "/organise/sessions?new", editButton, draft)
	officetest.Has(t, preview, []string{"Personne n'est prévenu."})
	x := d.Programme().Session("une-visite-a-l-usine")
	if location != "/organise/sessions/une-visite-a-l-usine?saved=draft" || x == nil || !x.Draft() || x.Place != (events.Place{Mode: events.OnSite, Where: "Ugine", Link: draft["link"]}) ||
		x.Description != "Un.\nDeux." || !x.When.Equal(site.Hours("2022-04-15", "09:00", "11:30")) {
		t.Fatalf("%s: %+v", location, x)
	}
	if mails := d.Queued(); len(mails) > 0 {
		t.Errorf("told of a draft: %v", mails)
	}
	for _, p := range d.Programme().People() {
		if x.Asks(p) {
			t.Errorf("%s is asked to a draft", p.ID)
		}
	}
	officetest.Has(t, d.Ask(orga, location, nil).Body.String(), []string{"C’est un brouillon", "À publier", "personne encore"})
	form := officetest.FormIn(t, d.Ask(orga, location, nil).Body.String(), editButton)
	form.Set("asked", "some")
	form["category"], form["step"] = []string{"elus"}, []string{"preview"}
	officetest.Has(t, d.Ask(orga, "/organise/sessions/une-visite-a-l-usine", form).Body.String(), []string{"3 personnes reçoivent l’invitation à jour – mardi 1er février 2022, à 8 h 32", "Guy, Marc, René"})
	form.Set("step", "save")
	if w := d.Ask(orga, "/organise/sessions/une-visite-a-l-usine", form); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if mails := d.Queued(); !slices.Equal(mails, []string{"request guy une-visite-a-l-usine", "request marc une-visite-a-l-usine", "request rene une-visite-a-l-usine"}) {
		t.Errorf("%v", mails)
	}
}

// The rooms of a split session are made together, and another one is made like it.
func TestCreateRoomsAndCopy(t *testing.T) {
	d := openDesk(t)
	orga := d.Enter("orga")
	form := url.Values{"step": {"save"}, "title": {"Seconde session entre pairs"}, "start": {"2022-05-10"}, "start-time": {"09:00"}, "end-time": {"12:00"}, "status": {"estimated"},
		"asked": {"all"}, "room": {"techniciens", "elus"}, "mode": {"visio"}, "kind": {"Session entre pairs"}}
	w := d.Ask(orga, "/organise/sessions", form)
	if w.Header().Get("Location") != "/organise/sessions/seconde-session-entre-pairs?saved=edit" {
		t.Fatalf("%d %s\n%s", w.Code, w.Header(), w.Body)
	}
	var made []string
	for _, x := range splits.Rooms(d.Programme(), "seconde-session-entre-pairs") {
		made = append(made, x.Category+" "+string(x.Status)+" "+x.Kind)
		for person, asked := range map[string]bool{"rita": x.Category == "techniciens", "marc": x.Category == "elus", "emma": false} {
			if x.Asks(d.Person(person)) != asked {
				t.Errorf("%s: %s", x.Category, person)
			}
		}
	}
	if !slices.Equal(made, []string{"techniciens estimated Session entre pairs", "elus estimated Session entre pairs"}) {
		t.Errorf("%v", made)
	}
	page := d.Ask(orga, "/organise/sessions?copy=pairs", nil).Body.String()
	same := officetest.FormIn(t, page, editButton)
	if same.Get("title") != "Session entre pairs" || !slices.Equal(same["room"], []string{"techniciens", "elus"}) || same.Get("start") != "2022-03-10" {
		t.Errorf("%v", same)
	}
	for _, name := range []string{"nowhere", ""} {
		if w := d.Ask(orga, "/organise/sessions?copy="+name, nil); w.Code != http.StatusNotFound {
			t.Errorf("copy of %q: %d", name, w.Code)
		}
	}
}

// A session asks whoever is asked to others: of a split one to all rooms. Those change when it says other sessions, and not before.
func TestSessionFollowsOthers(t *testing.T) {
	d := openDesk(t)
	orga := d.Enter("orga")
	form := map[string]string{"title": "Le bilan", "start": "2022-05-20", "asked": "follows"}
	f := officetest.FormIn(t, d.Ask(orga, "/organise/sessions?new", nil).Body.String(), editButton)
	for key, value := range form {
		f.Set(key, value)
	}
	f.Set("step", "save")
	w := d.Ask(orga, "/organise/sessions", f)
	officetest.Has(t, w.Body.String(), []string{"cochez au moins une case"})
	for name, refused := range map[string]bool{"nowhere": true, "agora": true, "pairs": false} {
		f["follow"] = []string{name}
		if w = d.Ask(orga, "/organise/sessions", f); (w.Code == http.StatusUnprocessableEntity) != refused {
			t.Errorf("%s: %d", name, w.Code)
		}
	}
	x := d.Programme().Session("le-bilan")
	if x == nil || !slices.Equal(x.Audience.AskedTo, []string{"pairs"}) {
		t.Fatalf("%+v", x)
	}
	agora := d.Programme().Session("agora")
	for _, q := range d.Programme().People() {
		if x.Asks(q) != agora.Asks(q) {
			t.Errorf("%s: asked %t", q.ID, x.Asks(q))
		}
	}
	page := d.Ask(orga, "/organise/sessions/le-bilan", nil).Body.String()
	same := officetest.FormIn(t, page, editButton)
	if same.Get("asked") != "follows" || !slices.Equal(same["follow"], []string{"pairs"}) {
		t.Errorf("%v", same)
	}
	same.Set("title", "Le grand bilan")
	same.Set("step", "save")
	d.Ask(orga, "/organise/sessions/le-bilan", same)
	if now := d.Programme().Session("le-bilan"); now.Title != "Le grand bilan" || !events.EqualRules(now.Asked, x.Asked) || !slices.Equal(now.Audience.AskedTo, x.Audience.AskedTo) {
		t.Errorf("%+v", now)
	}
	d.Must(d.RecordPresence(t.Context(), d.Person("orga"), "pairs-elus", "emma", true))
	if !d.Programme().Session("le-bilan").Asks(d.Person("emma")) {
		t.Error("who came without being asked is not asked to what follows")
	}
}

// A move says why, asks answers again, and moved back within the hold nobody is told. What the preview says leaves.
func TestMoveASession(t *testing.T) {
	d := openDesk(t)
	orga := d.Enter("orga")
	d.Letters()
	own, err := d.Calendars.Collection(t.Context(), d.Person("anne"), "anne", "calendar")
	d.Must(err)
	_, err = d.Calendars.PutItem(t.Context(), d.Person("anne"), own, "train.ics", calendars.Preconditions{},
		[]byte("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\nBEGIN:VEVENT\r\nUID:train\r\nDTSTAMP:20220101T000000Z\r\nDTSTART:20220318T100000Z\r\nDTEND:20220318T110000Z\r\nSUMMARY:Secret\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"))
	d.Must(err)
	there := map[string]string{"start": "2022-03-18", "end": "2022-03-18", "why": "Salle prise", "scope": "all"}
	preview, location := d.Keep(orga, "/organise/sessions/pairs", editButton, there)
	officetest.Has(t, preview, []string{
		"Techniciens – Date jeudi 10 mars 2022, de 9 h à 12 h vendredi 18 mars 2022, de 9 h à 12 h", "5 personnes reçoivent l’invitation à jour", "les réponses sont demandées à nouveau",
		"5 personnes sont aussi invitées à Une journée générique", "1 personne sur 5 est prise à cette heure",
	}, "Secret")
	if location != "/organise/sessions/pairs?saved=edit" {
		t.Error(location)
	}
	for _, id := range []string{"pairs-techniciens", "pairs-elus"} {
		if x := d.Programme().Session(id); !x.When.Equal(site.Hours("2022-03-18", "09:00", "12:00")) || x.Why != "Salle prise" || x.Room.Link == "" {
			t.Errorf("%s: %+v", id, x.Plan)
		}
	}
	preview, _ = d.Keep(orga, "/organise/sessions/pairs", editButton, map[string]string{"start": "2022-03-10", "end": "2022-03-10", "scope": "all"})
	officetest.Has(t, preview, []string{"revient à ce qui était annoncé : personne n’est prévenu"}, "reçoivent")
	if mails := d.Queued(); len(mails) > 0 {
		t.Errorf("moved back, told: %v", mails)
	}
	d.Keep(orga, "/organise/sessions/pairs-elus", editButton, map[string]string{"start": "2022-03-11", "end": "2022-03-11", "scope": "room"})
	if mails := d.Queued(); !slices.Equal(mails, []string{"request guy pairs-elus", "request marc pairs-elus", "request rene pairs-elus"}) {
		t.Errorf("one room: %v", mails)
	}
	if x := d.Programme().Session("pairs-techniciens"); !x.When.Equal(site.Hours("2022-03-10", "09:00", "12:00")) {
		t.Errorf("the other room moved: %v", x.When)
	}
}

func TestCancelAndReinstate(t *testing.T) {
	d := openDesk(t)
	orga := d.Enter("orga")
	d.Letters()
	preview, _ := d.Keep(orga, "/organise/sessions/agora", cancelButton, map[string]string{"why": "Grève"})
	officetest.Has(t, preview, []string{"5 personnes apprennent l’annulation", "État de la date Date confirmée Annulée"})
	if x := d.Programme().Session("agora"); x.Live() || x.Why != "Grève" {
		t.Errorf("%+v", x.Plan)
	}
	if mails := d.Queued(); len(mails) != 5 || mails[0] != "cancel anne agora" {
		t.Errorf("%v", mails)
	}
	page := d.Ask(orga, "/organise/sessions/agora", nil).Body.String()
	officetest.Has(t, page, []string{"Rétablir la session"}, "Vérifier avant d’annuler", "Vérifier avant d’enregistrer")
	d.Keep(orga, "/organise/sessions/agora", returnButton, nil)
	if x := d.Programme().Session("agora"); x.Status != events.Fixed {
		t.Errorf("%+v", x.Plan)
	}
}

// A form that shows what has changed meanwhile changes nothing, and says what changed.
func TestOutdatedForm(t *testing.T) {
	d := openDesk(t)
	orga := d.Enter("orga")
	page := d.Ask(orga, "/organise/sessions/agora", nil).Body.String()
	d.Must(d.Reschedule(t.Context(), d.Person("orga"), "agora", func(p *events.Plan) { p.When = site.Hours("2022-04-29", "09:30", "17:30") }))
	for _, step := range []string{"preview", "save"} {
		body, code, _ := d.Step(orga, "/organise/sessions/agora", page, editButton, step, map[string]string{"title": "La grande AGORA"})
		if code != http.StatusConflict {
			t.Fatalf("%s: %d", step, code)
		}
		officetest.Has(t, body, []string{"rien n’a été enregistré", "Date jeudi 28 avril 2022, de 9 h 30 à 17 h 30 vendredi 29 avril 2022, de 9 h 30 à 17 h 30"})
		if form := officetest.FormIn(t, body, editButton); form.Get("title") != "La grande AGORA" {
			t.Errorf("what was typed is gone: %v", form)
		}
	}
	if x := d.Programme().Session("agora"); x.Title != "La journée AGORA" {
		t.Errorf("%+v", x.Plan)
	}
	page = d.Ask(orga, "/organise/sessions/agora", nil).Body.String()
	d.Must(d.Replan(t.Context(), d.Person("orga"), []string{"agora"}, func(p *events.Plan, asked *[]events.Audience) {
		p.Audience = events.Audience{Territories: []string{"faverges"}}
		*asked = []events.Audience{p.Audience}
	}))
	body, code, _ := d.Step(orga, "/organise/sessions/agora", page, editButton, "save", map[string]string{"title": "La grande AGORA"})
	if code != http.StatusConflict {
		t.Fatal(code)
	}
	officetest.Has(t, body, []string{"Qui est invité"})
}

// What cannot be taken is said beside the field, and changes nothing; what was not touched stays as it was written.
func TestSessionFormRefused(t *testing.T) {
	d := openDesk(t)
	orga := d.Enter("orga")
	for _, c := range []struct{ field, value, want string }{
		{"title", " ", "donnez un titre"}, {"start", "2022-02-30", "Date : "}, {"start", "hier", "Date : "}, {"start-time", "", "donnez l’heure de début et l’heure de fin"},
		{"end-time", "08:00", "la fin vient avant le début"}, {"link", "javascript:alert(1)", "donnez une adresse complète"}, {"asked", "some", "cochez au moins une case"},
		{"start", "2022-03-27", ""}, {"start", "1850-01-01", "donnez une année"},
	} {
		form := officetest.FormIn(t, d.Ask(orga, "/organise/sessions/agora", nil).Body.String(), editButton)
		form.Set(c.field, c.value)
		form.Set("end", form.Get("start"))
		form.Set("step", "save")
		if c.want == "" { // the hour that clocks skip
			form.Set("start-time", "02:30")
			c.want = "cette heure n’existe pas ce jour-là"
		}
		w := d.Ask(orga, "/organise/sessions/agora", form)
		if w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s=%s: %d", c.field, c.value, w.Code)
			continue
		}
		officetest.Has(t, w.Body.String(), []string{c.want})
	}
	before := d.Programme().Session("agora")
	d.Keep(orga, "/organise/sessions/agora", editButton, nil)
	if now := d.Programme().Session("agora"); now.Change != before.Change {
		t.Errorf("a form that changes nothing changed %+v", now.Plan)
	}
	d.Keep(orga, "/organise/sessions/jour-a", editButton, map[string]string{"where": "Annecy"})
	if x := d.Programme().Session("jour-a"); x.Status != events.Candidate || x.Place.Where != "Annecy" || !x.When.AllDay {
		t.Errorf("%+v", x.Plan)
	}
}
