package office_test

import (
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"parcours/attendance"
	"parcours/letters"
	"parcours/office/officetest"
	"parcours/organise"
	"parcours/questions"
	"parcours/roster"
	"parcours/signin"
)

// openAll has all pages of organisers that have forms, and those by which people enter.
func openAll(t *testing.T) *officetest.Desk {
	t.Helper()
	d := officetest.Open(t)
	organise.New(organise.Rooms{Events: d.Service, Accounts: d.Accounts, Calendars: d.Calendars, Delivery: d.Delivery, Record: d.Record, Busy: d.Busy}, d.Shared).Register(d.Router)
	roster.New(roster.Rooms{Events: d.Service, Accounts: d.Accounts, Delivery: d.Delivery, Record: d.Record, Personal: d.Personal}, d.Shared).Register(d.Router)
	attendance.New(attendance.Rooms{Events: d.Service}, d.Shared).Register(d.Router)
	letters.New(letters.Rooms{Events: d.Service, Delivery: d.Delivery, Record: d.Record, Own: d.Correspondence, Letter: d.Letter}, d.Shared).Register(d.Router)
	questions.New(questions.Rooms{Events: d.Service, Record: d.Record}, d.Shared).Register(d.Router)
	signin.New(d.Service, d.Accounts, d.Shared, signin.Options{}).Register(d.Router)
	return d
}

// withForms are organisers' pages with forms.
var withForms = []string{
	"/organise/answers/agora", "/organise/arbitrages/faverges", "/organise/arbitrages/edit/new", "/organise/arbitrages/edit/1", "/organise/polls?new", "/organise/polls/dates/edit",
	"/organise/sessions?new", "/organise/sessions/agora", "/organise/people", "/organise/people/marc", "/organise/people/marc/erase", "/organise/presence/agora", "/organise/mail",
}

// field is a field of a form as a page has it.
type field struct{ tag, name, kind, value string }

var (
	aForm  = regexp.MustCompile(`(?s)<form ([^>]*)>(.*?)</form>`)
	aField = regexp.MustCompile(`(?s)<(input|textarea|select|button)([^>]*)>([^<]*)`)
	anAttr = regexp.MustCompile(`([a-z-]+)="([^"]*)"`)
	option = regexp.MustCompile(`<option([^>]*)>`)
)

func attrsOf(tag string) map[string]string {
	all := map[string]string{}
	for _, a := range anAttr.FindAllStringSubmatch(tag, -1) {
		all[a[1]] = html.UnescapeString(a[2])
	}
	return all
}

// posted are the forms of a page that send something: where to, and their text.
func posted(page string) (all [][2]string) {
	for _, f := range aForm.FindAllStringSubmatch(page, -1) {
		if a := attrsOf(f[1]); a["method"] == "post" && a["action"] != "/sign-out" {
			all = append(all, [2]string{a["action"], f[2]})
		}
	}
	return all
}

// fieldsOf are the fields of a form; of a list what is chosen, of boxes those that are ticked.
func fieldsOf(form string) (all []field) {
	for _, found := range aField.FindAllStringSubmatch(form, -1) {
		a := attrsOf(found[2])
		one := field{found[1], a["name"], a["type"], a["value"]}
		switch {
		case one.name == "":
			continue
		case one.kind == "checkbox" || one.kind == "radio":
			if a["checked"] == "" {
				continue
			}
			if _, says := a["value"]; !says {
				one.value = "on"
			}
		case one.tag == "textarea":
			one.value = strings.TrimPrefix(html.UnescapeString(found[3]), "\n")
		case one.tag == "select":
			_, rest, _ := strings.Cut(form, found[0])
			rest, _, _ = strings.Cut(rest, "</select>")
			for _, o := range option.FindAllStringSubmatch(rest, -1) {
				if o := attrsOf(o[1]); o["selected"] != "" {
					one.value = o["value"]
				}
			}
		}
		all = append(all, one)
	}
	return all
}

// typed is what somebody types into a form: something else in each field of text, the first box of each name, the last of each list.
func typed(form string, n int) (values url.Values, wrote []field) {
	values = url.Values{}
	button := false
	for i, found := range aField.FindAllStringSubmatch(form, -1) {
		a := attrsOf(found[2])
		one := field{found[1], a["name"], a["type"], a["value"]}
		switch {
		case one.name == "" || one.kind == "file":
			continue
		case one.tag == "button":
			if !button {
				button = true
				values.Add(one.name, one.value)
			}
			continue
		case one.kind == "hidden":
			values.Add(one.name, one.value)
			continue
		case one.kind == "checkbox" || one.kind == "radio":
			if values.Has(one.name) {
				continue
			}
			if _, says := a["value"]; !says {
				one.value = "on"
			}
		case one.kind == "date":
			one.value = fmt.Sprintf("2022-05-%02d", 1+i%28)
		case one.kind == "time":
			one.value = fmt.Sprintf("10:%02d", i%60)
		case one.kind == "number":
			one.value = fmt.Sprint(3 + i)
		case one.tag == "select":
			_, rest, _ := strings.Cut(form, found[0])
			rest, _, _ = strings.Cut(rest, "</select>")
			options := option.FindAllStringSubmatch(rest, -1)
			one.value = attrsOf(options[len(options)-1][1])["value"]
		default:
			one.value = fmt.Sprintf("Brouillon <b>%d</b> « %d » & \"plus\"", n, i)
		}
		values.Add(one.name, one.value)
		wrote = append(wrote, one)
	}
	return values, wrote
}

// hiddenIn are the hidden fields of a form.
func hiddenIn(form string) url.Values {
	all := url.Values{}
	for _, f := range fieldsOf(form) {
		if f.kind == "hidden" {
			all.Add(f.name, f.value)
		}
	}
	return all
}

// resume finds where a page leads that carries a form, and what it carries.
func resume(t *testing.T, w *httptest.ResponseRecorder) (string, url.Values) {
	t.Helper()
	for _, f := range posted(w.Body.String()) {
		if hidden := hiddenIn(f[1]); hidden.Has("draft") {
			return f[0], hidden
		}
	}
	t.Fatalf("no form is carried: %d\n%s", w.Code, w.Body)
	return "", nil
}

// Each form of organisers that is sent after the session ended stands filled in after signing in again; nothing of it is kept before it
// is sent once more.
func TestOrganisersFormsOutliveASignIn(t *testing.T) {
	d := openAll(t)
	forms := 0
	for _, path := range withForms {
		fresh := d.Enter("orga")
		before := d.Ask(fresh, path, nil)
		if before.Code != http.StatusOK {
			t.Fatalf("%s: %d", path, before.Code)
		}
		for n, f := range posted(before.Body.String()) {
			values, wrote := typed(f[1], n)
			if len(wrote) == 0 {
				continue
			}
			forms++
			action := f[0]
			if action == "" {
				action = path
			}
			stale := fresh
			fresh = d.Enter("orga") // ends what was open
			snap := d.Service.Programme()
			w := d.Ask(stale, action, values)
			if w.Code != http.StatusForbidden || w.Header().Get("Cache-Control") != "no-store" {
				t.Fatalf("%s: %d %v", path, w.Code, w.Header())
			}
			to, carried := resume(t, w)
			back := d.Ask(fresh, to, carried)
			if back.Code != http.StatusOK {
				t.Fatalf("%s: %s: %d", path, to, back.Code)
			}
			officetest.Has(t, back.Body.String(), []string{"Pas encore enregistré : relisez ce que vous aviez écrit, puis enregistrez."})
			again := posted(back.Body.String())
			if len(again) <= n {
				t.Fatalf("%s: %d forms", path, len(again))
			}
			stands := fieldsOf(again[n][1])
			for _, one := range wrote {
				if !slices.ContainsFunc(stands, func(x field) bool { return x.name == one.name && x.value == one.value }) {
					t.Errorf("%s, form %d: %s is lost: %q\n%v", path, n, one.name, one.value, stands)
				}
			}
			if strings.Contains(back.Body.String(), "Brouillon <b>") {
				t.Errorf("%s: what was typed is markup", path)
			}
			if d.Service.Programme() != snap || d.Ask(fresh, path, nil).Body.String() != before.Body.String() {
				t.Errorf("%s, form %d: something was kept", path, n)
			}
		}
	}
	if forms < 12 {
		t.Errorf("%d forms: the test looks at too little", forms)
	}
}

// The way through the page that signs in: the password, then the page that goes on.
func TestOrganiserSignsInAgain(t *testing.T) {
	d := openAll(t)
	stale := d.Enter("orga")
	d.Enter("orga")
	w := d.Ask(stale, "/organise/arbitrages/faverges", url.Values{"decision": {"3"}, "reply": {"Merci beaucoup"}})
	login := url.Values{"login": {"orga@example.org"}, "password": {"un mot de passe assez long"}}
	for _, f := range posted(w.Body.String()) {
		if strings.Contains(f[1], `name="password"`) {
			for name, values := range hiddenIn(f[1]) {
				login[name] = values
			}
		}
	}
	in := d.Ask(nil, "/sign-in", login)
	if in.Code != http.StatusOK {
		t.Fatalf("%d %s", in.Code, in.Body)
	}
	officetest.Has(t, in.Body.String(), []string{"Ce que vous aviez écrit n’est pas encore enregistré."})
	to, carried := resume(t, in)
	if to != "/organise/arbitrages/faverges?draft" || carried.Get("reply") != "Merci beaucoup" {
		t.Fatal(to, carried)
	}
	// who signs in as another finds no organisers' page
	other := d.Enter("rita")
	if back, nowhere := d.Ask(other, to, carried), d.Ask(other, "/organise/nowhere", nil); back.Code != http.StatusNotFound || back.Body.String() != nowhere.Body.String() {
		t.Errorf("%d %s", back.Code, back.Body)
	}
}

// What finds no field any more stands above the form: it is not lost.
func TestWhatHasNoFieldIsShown(t *testing.T) {
	d := openAll(t)
	w := d.Ask(d.Enter("orga"), "/organise/people?draft", url.Values{"draft": {"yes"}, "do": {"add"}, "name": {"Zoé"}, "gone": {"une <i>phrase</i> entière"}})
	officetest.Has(t, w.Body.String(), []string{"n’y a plus de champ", "une <i>phrase</i> entière"})
	if w.Code != http.StatusOK || strings.Contains(w.Body.String(), "<i>phrase") || !strings.Contains(w.Body.String(), `value="Zoé"`) || len(d.Service.Programme().People()) != 8 {
		t.Errorf("%d\n%s", w.Code, w.Body)
	}
}

// A stranger, and whoever is no organiser, gets for a GET and for a form the page that an address has which is not there; a form of a
// browser whose sign-in ended tells nothing of what there is.
func TestDraftsTellStrangersNothing(t *testing.T) {
	d := openAll(t)
	asOf := func(w *httptest.ResponseRecorder, path string) string {
		return strings.ReplaceAll(w.Body.String(), path, "HERE")
	}
	for _, who := range []string{"", "marc", "rita", "guy", "emma", "paul"} {
		cookie := d.Enter(who)
		nowhere := d.Ask(cookie, "/organise/nowhere/at/all", nil)
		for _, path := range withForms {
			path, _, _ := strings.Cut(path, "?")
			for _, form := range []url.Values{nil, {"name": {"x"}}, {"draft": {"yes"}, "name": {"x"}}} {
				for _, address := range []string{path, path + "?draft"} {
					w := d.Ask(cookie, address, form)
					if w.Code != http.StatusNotFound || asOf(w, path) != asOf(nowhere, "/organise/nowhere/at/all") {
						t.Errorf("%q, %s, %v: %d\n%s", who, address, form, w.Code, w.Body)
					}
				}
			}
		}
	}
	stale := d.Enter("orga")
	d.Enter("orga")
	form := url.Values{"title": {"x"}}
	there, gone := d.Ask(stale, "/organise/sessions/agora", form), d.Ask(stale, "/organise/sessions/never", form)
	if there.Code != http.StatusForbidden || there.Code != gone.Code || strings.ReplaceAll(there.Body.String(), "agora", "never") != gone.Body.String() {
		t.Error("a form tells which sessions there are")
	}
	if w := d.Ask(stale, "/organise/sessions/agora", nil); w.Code != http.StatusNotFound {
		t.Errorf("a GET: %d", w.Code)
	}
}
