package filing

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"parcours/config"
	"parcours/events"
	"parcours/messages"
	"parcours/office/officetest"
	"parcours/site"
)

func openDesk(t *testing.T, broken error) *officetest.Desk {
	t.Helper()
	d := officetest.Open(t)
	New(Rooms{Events: d.Service, Record: d.Record, File: func(ctx context.Context) ([]byte, error) {
		f, err := d.Record.Filing(ctx)
		if err != nil || broken != nil {
			return nil, errors.Join(err, broken)
		}
		var text bytes.Buffer
		err = config.Write(&text, &config.File{Programme: f.Now, HasProgramme: true})
		return text.Bytes(), err
	}}, d.Shared).Register(d.Router)
	return d
}

func TestTheFileIsOrganisersToSee(t *testing.T) {
	d := openDesk(t, nil)
	for _, person := range []string{"", "rita", "marc", "guy", "emma", "paul"} {
		for _, path := range []string{"/organise/file", "/organise/export/config.toml"} {
			if w := d.Ask(d.Enter(person), path, nil); w.Code != http.StatusNotFound {
				t.Errorf("%s by %q: %d", path, person, w.Code)
			}
		}
	}
}

// What was changed here stands beside what the file said; nothing of the rest does.
func TestFileBesideWhatStands(t *testing.T) {
	d := openDesk(t, nil)
	orga := d.Enter("orga")
	page := func() string {
		t.Helper()
		w := d.Ask(orga, "/organise/file", nil)
		if w.Code != http.StatusOK {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		return w.Body.String()
	}
	officetest.Has(t, page(), []string{"Le fichier dit ce qui est"}, "<table")
	d.Must(d.Replan(t.Context(), d.Person("orga"), []string{"pairs-elus"}, func(p *events.Plan, asked *[]events.Audience) {
		p.When, p.Why = site.Hours("2022-04-07", "14:00", "17:00"), "La salle est prise."
		p.Audience = events.Audience{Territories: []string{"annecy"}}
		*asked = []events.Audience{p.Audience}
	}))
	when := site.Hours("2022-05-12", "09:30", "12:00")
	d.Must(d.MakeSession(t.Context(), "x.ics", events.Edit{UID: "u", Title: "Visite", When: when, Sequence: -1}, func(events.Tx) error { return nil }))
	d.Must(d.AddPeople(t.Context(), []events.Person{{ID: "zoe", Email: "zoe@example.org", Name: "Zoé"}, {ID: "marc", Email: "marc.new@example.org", Name: "Marc", Role: events.Member, Territories: []string{"faverges"}, Category: "techniciens"}}))
	d.Must(d.RemovePerson(t.Context(), "guy"))
	shown := page()
	officetest.Has(t, shown, []string{
		"Le fichier jeudi 10 mars 2022, de 9 h à 12 h Ici jeudi 7 avril 2022, de 14 h à 17 h", "Le fichier rien Ici La salle est prise.", "Ici Annecy",
		"Visite créée ici", "Le fichier marc@example.org Ici marc.new@example.org", "Zoé ajout fait ici", "Guy retrait fait ici",
	}, "Le fichier dit ce qui est", "AGORA", "rita@example.org")
	for _, link := range []string{"/organise/sessions/pairs-elus", "/organise/people/marc", "/organise/export/config.toml"} {
		if !strings.Contains(shown, `href="`+link+`"`) {
			t.Errorf("no way to %s", link)
		}
	}
	w := d.Ask(orga, "/organise/export/config.toml", nil)
	if w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Disposition"), `attachment; filename="config-2022-`) || !strings.HasPrefix(w.Header().Get("Content-Type"), "application/toml") {
		t.Fatalf("%d %v", w.Code, w.Header())
	}
	if text := w.Body.String(); !strings.Contains(text, "\nstart = 2022-04-07T14:00:00\n") || !strings.Contains(text, "marc.new@example.org") || strings.Contains(text, `id = "guy"`) {
		t.Errorf("%s", text)
	}
}

// A programme that no file can say is said to be one, in place of the link.
func TestNoFile(t *testing.T) {
	d := openDesk(t, errors.New("41:3: unknown territory"))
	orga := d.Enter("orga")
	officetest.Has(t, d.Ask(orga, "/organise/file", nil).Body.String(), []string{"41:3: unknown territory"}, "/organise/export/config.toml")
	if w := d.Ask(orga, "/organise/export/config.toml", nil); w.Code != http.StatusServiceUnavailable {
		t.Errorf("%d", w.Code)
	}
}

// What is put together of a text's key and a name has its text, in both languages.
func TestWordsOfTheFile(t *testing.T) {
	v := voice{openDesk(t, nil).Programme(), messages.For("fr")}
	for _, said := range append(v.ofSession(&events.Plan{Status: events.Fixed}), v.ofPerson(&events.Person{Role: events.Guest})...) {
		for _, lang := range messages.Languages {
			if key := "filing.field." + said.Key; messages.For(lang).T(key) == key {
				t.Errorf("no text %s in %s", key, lang)
			}
		}
	}
}
