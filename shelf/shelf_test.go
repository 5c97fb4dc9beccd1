package shelf

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"parcours/events"
	"parcours/office/officetest"
	"parcours/site"
)

func openDesk(t *testing.T) *officetest.Desk {
	t.Helper()
	d := officetest.Open(t)
	New(Rooms{Events: d.Service, Record: d.Record}, d.Shared).Register(d.Router)
	return d
}

func TestResourcesAreOrganisersToChange(t *testing.T) {
	d := openDesk(t)
	nowhere := d.Ask(nil, "/organise/nowhere", nil).Body.String()
	for _, p := range append(d.Programme().People(), &events.Person{}) {
		if p.Role == events.Organiser {
			continue
		}
		cookie := d.Enter(p.ID)
		for _, form := range []url.Values{nil, {"title": {"Guide"}, "url": {"https://example.org/"}}} {
			if w := d.Ask(cookie, address, form); w.Code != http.StatusNotFound || p.ID == "" && w.Body.String() != nowhere {
				t.Errorf("%q: %d", p.ID, w.Code)
			}
		}
	}
	if len(d.Programme().Resources) != 0 {
		t.Error("made")
	}
}

// A resource is made, shown by the sessions that it names, changed and taken away; the file, applied again, keeps it.
func TestMakeChangeRemove(t *testing.T) {
	d := openDesk(t)
	orga := d.Enter("orga")
	shown := func(session string) (titles []string) {
		for _, r := range d.Programme().Session(session).Resources {
			titles = append(titles, r.Title)
		}
		return titles
	}
	for _, c := range []struct{ field, value, want string }{{"title", " ", "Donnez un titre"}, {"url", "javascript:alert(1)", "commence par https"}, {"territory", "lune", "n’est pas du programme"}, {"session", "lune", "n’existe plus"}, {"decision", "77", "n’existe plus"}} {
		form := url.Values{"title": {"Guide"}, "url": {"https://example.org/guide"}}
		form.Set(c.field, c.value)
		w := d.Ask(orga, address, form)
		officetest.Has(t, w.Body.String(), []string{c.want})
		if w.Code != http.StatusUnprocessableEntity || len(d.Programme().Resources) != 0 {
			t.Errorf("%s: %d", c.field, w.Code)
		}
	}
	form := url.Values{"title": {"Guide d’été"}, "url": {"https://example.org/guide"}, "session": {"agora", "pairs"}, "decision": {"3"}}
	if w := d.Ask(orga, address, form); w.Header().Get("Location") != address+"?saved=made" {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	id := d.Programme().Resources[0].ID
	for _, session := range []string{"agora", "pairs-elus", "pairs-techniciens"} {
		if got := shown(session); !slices.Equal(got, []string{"Guide d’été"}) {
			t.Errorf("%s shows %q", session, got)
		}
	}
	d.Take(site.SmallProgramme())
	if got := shown("agora"); len(got) != 1 || len(d.Programme().Resources) != 1 {
		t.Errorf("after the file: %q", got)
	}
	page := d.Ask(orga, address+"?change="+id, nil).Body.String()
	officetest.Has(t, page, []string{"Guide d’été Tout le programme, La journée AGORA", "Modifier cette ressource"})
	if !strings.Contains(page, `value="agora" checked="checked"`) || !strings.Contains(page, `value="https://example.org/guide"`) {
		t.Error("the form does not say what it is")
	}
	form = url.Values{"id": {id}, "title": {"Guide"}, "url": {"https://example.org/guide"}, "territory": {"annecy"}, "session": {"agora"}}
	if w := d.Ask(orga, address, form); w.Header().Get("Location") != address+"?saved=changed" || !slices.Equal(shown("agora"), []string{"Guide"}) || shown("pairs-elus") != nil {
		t.Errorf("%d %q %q", w.Code, shown("agora"), shown("pairs-elus"))
	}
	if w := d.Ask(orga, address, url.Values{"id": {id}, "do": {"remove"}}); w.Header().Get("Location") != address+"?saved=removed" || len(d.Programme().Resources) != 0 || shown("agora") != nil {
		t.Errorf("%d %q", w.Code, shown("agora"))
	}
	for _, form := range []url.Values{{"id": {id}, "do": {"remove"}}, {"id": {"lune"}, "title": {"x"}, "url": {"https://example.org/"}}} {
		if w := d.Ask(orga, address, form); w.Code != http.StatusNotFound {
			t.Errorf("%v: %d", form, w.Code)
		}
	}
	if w := d.Ask(orga, address+"?change=lune", nil); w.Code != http.StatusNotFound {
		t.Errorf("%d", w.Code)
	}
}
