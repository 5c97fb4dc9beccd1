package roster

import (
	"bytes"
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"parcours/accounts"
	"parcours/delivery"
	"parcours/events"
	"parcours/office/officetest"
	"parcours/table"
)

func TestPeopleAreOrganisersToChange(t *testing.T) {
	d := openDesk(t)
	fresh := url.Values{"name": {"Zoé"}, "email": {"zoe@example.org"}, "role": {"organiser"}}
	for _, person := range []string{"", "rita", "marc", "guy", "emma", "paul"} {
		cookie := d.Enter(person)
		for path, form := range map[string]url.Values{
			"/organise/people": fresh, "/organise/people/marc": {"do": {"remove"}}, "/organise/people/orga": {"do": {"link"}}, "/organise/people/rita": {"name": {"R"}, "email": {"r@example.org"}, "role": {"organiser"}},
		} {
			if w := d.Ask(cookie, path, form); w.Code != http.StatusNotFound {
				t.Errorf("%s by %q: %d", path, person, w.Code)
			}
		}
		if w := d.Ask(cookie, "/organise/people/marc", nil); w.Code != http.StatusNotFound || strings.Contains(w.Body.String(), "marc@") {
			t.Errorf("%q reads somebody: %d", person, w.Code)
		}
	}
	if d.Programme().ByAddress("zoe@example.org") != nil || d.Programme().Person("marc") == nil || d.Programme().Person("rita").Role != events.Referent {
		t.Error("changed")
	}
}

func TestAddChangeRemove(t *testing.T) {
	d := openDesk(t)
	orga := d.Enter("orga")
	form := url.Values{"name": {"Zoé d'Œuf"}, "email": {"zoe@example.org"}, "role": {"referent"}, "territory": {"annecy"}, "category": {"elus"}, "language": {"en"}, "function": {"Maire"}}
	if w := d.Ask(orga, "/organise/people", form); w.Header().Get("Location") != "/organise/people?saved=added" {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	zoe := d.Programme().ByAddress("zoe@example.org")
	if zoe == nil || zoe.ID != "zoe-d-oeuf" || !zoe.ReferentOf("annecy") || zoe.Category != "elus" || zoe.Language != "en" || zoe.Function != "Maire" {
		t.Fatalf("%+v", zoe)
	}
	for _, c := range []struct{ name, value, want string }{
		{"email", "rita@example.org", "qui n’est celle de personne d’autre"}, {"email", "no address", "Donnez une adresse"}, {"name", " ", "Donnez le nom"}, {"role", "king", "Ce rôle n’existe pas"},
		{"territory", "", "cochez la sienne"}, {"category", "nowhere", "Cette catégorie n’est pas du programme"},
	} {
		wrong := url.Values{"name": {"Yann"}, "email": {"yann@example.org"}, "role": {"referent"}, "territory": {"annecy"}}
		if wrong.Set(c.name, c.value); c.value == "" {
			wrong.Del(c.name)
		}
		w := d.Ask(orga, "/organise/people", wrong)
		if w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s=%q: %d", c.name, c.value, w.Code)
		}
		officetest.Has(t, w.Body.String(), []string{c.want})
	}
	form.Set("name", "Zoé Œuf")
	form["territory"] = []string{"annecy", "faverges"}
	if w := d.Ask(orga, "/organise/people/zoe-d-oeuf", form); w.Header().Get("Location") != "/organise/people/zoe-d-oeuf?saved=changed" {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if zoe = d.Programme().Person("zoe-d-oeuf"); zoe.Name != "Zoé Œuf" || len(zoe.Territories) != 2 {
		t.Errorf("%+v", zoe)
	}
	officetest.Has(t, d.Ask(orga, "/organise/people", nil).Body.String(), []string{"Zoé Œuf zoe@example.org Référente ou référent Annecy et Faverges · Élus Jamais venue", "Olga orga@example.org Équipe d’organisation page : mardi 1er février 2022"})
	if w := d.Ask(orga, "/organise/people/zoe-d-oeuf", url.Values{"do": {"remove"}}); w.Header().Get("Location") != "/organise/people?saved=removed" || d.Programme().Person("zoe-d-oeuf") != nil {
		t.Errorf("%d", w.Code)
	}
	if w := d.Ask(orga, "/organise/people/zoe-d-oeuf", nil); w.Code != http.StatusNotFound {
		t.Errorf("%d", w.Code)
	}
}

var shownLink = regexp.MustCompile(`https://parcours\.example\.org/enter/([^"]+)"`)

// A link is shown once and signs in once; whose access ends has no way in any more.
func TestLinksAndRevocation(t *testing.T) {
	d := openDesk(t)
	orga := d.Enter("orga")
	link := func() string {
		found := shownLink.FindStringSubmatch(d.Ask(orga, "/organise/people/marc", url.Values{"do": {"link"}}).Body.String())
		if found == nil {
			t.Fatal("no link")
		}
		return found[1]
	}
	entry, err := d.Accounts.SignInByLink(t.Context(), link(), accounts.From{Door: events.DoorWeb})
	d.Must(err)
	second, marc := link(), d.Enter("marc")
	device, err := d.Accounts.AddDevice(t.Context(), "marc", "Téléphone")
	d.Must(err)
	feed, page := d.Programme().Person("marc").FeedToken, d.Programme().PageToken(d.Programme().Person("marc"))
	if w := d.Ask(orga, "/organise/people/marc", url.Values{"do": {"mail"}}); w.Code != http.StatusSeeOther {
		t.Errorf("%d", w.Code)
	}
	if w := d.Ask(orga, "/organise/people/marc", url.Values{"do": {"revoke"}}); w.Header().Get("Location") != "/organise/people/marc?saved=revoked" {
		t.Fatalf("%d", w.Code)
	}
	for what, err := range map[string]error{
		"sign-in by link": errorOf(d.Accounts.SignedIn(t.Context(), entry.Secret)), "sign-in": errorOf(d.Accounts.SignedIn(t.Context(), marc.Value)),
		"link": errorOf(d.Accounts.SignInLinkOf(t.Context(), second)), "feed": errorOf(d.Accounts.FeedReader(t.Context(), feed)), "page": errorOf(d.Programme().PageOf(page)),
		"device":   errorOf(d.Accounts.Authenticate(t.Context(), "marc@example.org", device, accounts.From{Door: events.DoorCalDAV})),
		"password": errorOf(d.Accounts.Authenticate(t.Context(), "marc@example.org", "un mot de passe assez long", accounts.From{Door: events.DoorWeb})),
	} {
		if err == nil {
			t.Errorf("%s still opens", what)
		}
	}
	if d.Programme().Person("marc") == nil {
		t.Error("he is gone")
	}
	if w := d.Ask(orga, "/organise/people", nil); w.Code != http.StatusOK {
		t.Errorf("who ended it is out too: %d", w.Code)
	}
}

func errorOf[T any](_ T, err error) error { return err }

// A table of contacts is shown line by line before anything of it is taken; with a line that cannot be read nothing is.
func TestImportContacts(t *testing.T) {
	d := openDesk(t)
	orga := d.Enter("orga")
	send := func(table string) *httptest.ResponseRecorder {
		var b bytes.Buffer
		m := multipart.NewWriter(&b)
		part, err := m.CreateFormFile("file", "contacts.csv")
		d.Must(err)
		_, _ = part.Write([]byte(table))
		d.Must(m.Close())
		r := httptest.NewRequest(http.MethodPost, "/organise/people", &b)
		r.Header.Set("Content-Type", m.FormDataContentType())
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		r.Header.Set("Accept-Language", "fr")
		r.AddCookie(orga)
		w := httptest.NewRecorder()
		d.Router.ServeHTTP(w, r)
		return w
	}
	const table = "nom;pr\xe9nom;courriel;territoire;cat\xe9gorie\r\nDupont;Jos\xe9;jose@example.org;Annecy;\xc9lus\r\n;Marc;marc@example.org;Faverges;Techniciens\r\n;Anne;anne@example.org;Annecy;Techniciens\r\n"
	w := send(table)
	officetest.Has(t, w.Body.String(), []string{"2 lignes ajoutent ou changent quelqu’un", "José Dupont jose@example.org Membre Annecy · Élus Nouvelle personne", "Marc marc@example.org Membre Faverges · Techniciens Modifiée", "Anne anne@example.org Membre Annecy · Techniciens Inchangée"})
	if d.Programme().ByAddress("jose@example.org") != nil {
		t.Fatal("taken by a look")
	}
	if w := d.Ask(orga, "/organise/people", officetest.FormIn(t, w.Body.String(), `name="table"`)); w.Header().Get("Location") != "/organise/people?saved=imported" {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if jose := d.Programme().ByAddress("jose@example.org"); jose == nil || jose.Name != "José Dupont" || jose.Category != "elus" || d.Programme().Person("marc").Category != "techniciens" {
		t.Errorf("%+v", jose)
	}
	wrong := send("nom;courriel\nAda;ada@example.org\nBob;pas une adresse\n")
	if wrong.Code != http.StatusUnprocessableEntity || d.Programme().ByAddress("ada@example.org") != nil {
		t.Errorf("%d", wrong.Code)
	}
	officetest.Has(t, wrong.Body.String(), []string{"rien n’a été pris", "Ligne 3: « pas une adresse »"})
	if w := send(""); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("empty: %d", w.Code)
	}
}

// Whom nothing reaches is named: no door was used, and the mails fail.
func TestUnreached(t *testing.T) {
	d := openDesk(t)
	orga := d.Enter("orga")
	d.Queued()
	all, err := d.Delivery.Mails(t.Context(), delivery.MailQuery{Person: "anne"})
	d.Must(err)
	d.Must(d.Delivery.Settle(t.Context(), all[0], delivery.MailOutcome{Err: events.ErrGone, Permanent: true}))
	officetest.Has(t, d.Ask(orga, "/organise/people?unreached", nil).Body.String(), []string{"Anne", "mails en échec"}, "Marc")
}

// The list of everybody costs as many reads of the store for ten people as for hundreds.
func TestPeopleAreReadAtOnce(t *testing.T) {
	d := openDesk(t)
	cookie := d.Enter("orga")
	reads := func() uint64 {
		t.Helper()
		before := d.DB.Views()
		if w := d.Ask(cookie, "/organise/people", nil); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "mardi 1") {
			t.Fatalf("%d", w.Code)
		}
		return d.DB.Views() - before
	}
	few := reads()
	var more []events.Person
	for i := range 300 {
		id := fmt.Sprintf("p%d", i)
		more = append(more, events.Person{ID: id, Name: id, Email: id + "@example.org", Role: events.Member, Territories: []string{"annecy"}, Category: "elus"})
	}
	d.Must(d.AddPeople(t.Context(), more))
	if many := reads(); many != few || few == 0 || few > 8 {
		t.Errorf("%d reads for a few people, %d for 300 more", few, many)
	}
}

// A table is read as a spreadsheet saves it: XLSX, ODS and CSV, with the same preview; what the organisers' own table of people says
// changes nothing when it comes back.
func TestImportSpreadsheets(t *testing.T) {
	d := openDesk(t)
	orga := d.Enter("orga")
	send := func(octets []byte) string {
		t.Helper()
		var body bytes.Buffer
		w := multipart.NewWriter(&body)
		part, err := w.CreateFormFile("file", "contacts")
		d.Must(err)
		_, err = part.Write(octets)
		d.Must(errors.Join(err, w.Close()))
		r := httptest.NewRequest(http.MethodPost, "/organise/people", &body)
		r.Header.Set("Content-Type", w.FormDataContentType())
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		r.Header.Set("Accept-Language", "fr")
		r.AddCookie(orga)
		res := httptest.NewRecorder()
		d.Router.ServeHTTP(res, r)
		return res.Body.String()
	}
	for i, format := range []string{"xlsx", "ods", "csv"} {
		id := []string{"xena", "olga-d", "carl"}[i]
		sheet := table.Sheet{Name: "Contacts", Head: []string{"Prénom", "Nom", "Courriel", "Territoire", "Catégorie", "Rôle"}, Rows: slices.Values([][]any{
			{id, "=Œuf", id + "@example.org", "Annecy", "Élus", "Référente ou référent"}, {nil, nil, nil, nil, nil, nil}, {"Marc", nil, "marc@example.org", "Faverges", "Élus", "Membre"},
		})}
		var octets bytes.Buffer
		d.Must(table.WriteFile(&octets, format, sheet))
		preview := send(octets.Bytes())
		officetest.Has(t, preview, []string{"1 ligne ajoute ou change quelqu’un", id + " =Œuf " + id + "@example.org Référente ou référent Annecy · Élus Nouvelle personne", "Marc marc@example.org Membre Faverges · Élus Inchangée"})
		form := officetest.FormIn(t, preview, `name="table"`)
		if w := d.Ask(orga, "/organise/people", form); w.Header().Get("Location") != "/organise/people?saved=imported" {
			t.Fatalf("%s: %d %s", format, w.Code, w.Body)
		}
		if p := d.Programme().ByAddress(id + "@example.org"); p == nil || p.Name != id+" =Œuf" || !p.ReferentOf("annecy") {
			t.Errorf("%s: %+v", format, p)
		}
		sheet.Rows = slices.Values([][]any{{"A", "B", "no address", "Atlantis", nil, nil}, {nil}, {"C", "D", "c@example.org", nil, nil, "roi"}})
		octets.Reset()
		d.Must(table.WriteFile(&octets, format, sheet))
		officetest.Has(t, send(octets.Bytes()), []string{"Ligne 2", "Atlantis", "Ligne 4", "roi"}, "Prendre ces lignes")
	}
	officetest.Has(t, send([]byte("\xd0\xcf\x11\xe0 an old one")), []string{"d’avant 2007"})
	officetest.Has(t, send([]byte("PK\x03\x04 broken")), []string{"ne peut pas être lu"})
}
