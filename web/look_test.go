package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"parcours/events"
)

// shown are the sessions that a page has as cards, in its order.
func shown(t *testing.T, page *element) []string {
	t.Helper()
	var ids []string
	for _, list := range page.with("ul", "class", "cards") {
		for _, card := range list.inside {
			ids = append(ids, card.attrs["id"])
		}
	}
	return ids
}

func TestFiltersAreThePagesAddress(t *testing.T) {
	p := exampleProgramme(t)
	plan(t, &p, "prep-cloture").Audience.Territories = []string{"vimy"}
	s := openSite(t, "2022-03-03 10:00", p)
	for _, c := range []struct {
		path, title   string
		has, lacks    []string
		chosen, count string
	}{
		{"/?lang=fr", "Parcours Territoires Pilotes", []string{"pairs-1-techniciens", "agora", "prep-cloture"}, nil, "", ""},
		{"/?category=elus&lang=fr", "Élus – Parcours Territoires Pilotes", []string{"pairs-1-elus", "agora"}, []string{"pairs-1-techniciens", "prep-cloture"}, "elus", "sessions pour ce choix"},
		{"/?category=elus&territory=faverges&lang=fr", "Élus · Faverges – Parcours Territoires Pilotes", []string{"pairs-1-elus", "agora"}, []string{"pairs-1-ddt", "prep-cloture"}, "faverges", "sessions pour ce choix"},
		{"/?territory=vimy&lang=fr", "Vimy – Parcours Territoires Pilotes", []string{"prep-cloture", "agora"}, nil, "vimy", "sessions pour ce choix"},
		{"/?territory=nowhere&category=<b>&lang=fr", "Parcours Territoires Pilotes", []string{"agora", "prep-cloture"}, nil, "", "qui n’existe pas ici"},
	} {
		body := s.get(c.path, "").Body.String()
		page := parsePage(t, body)
		ids := shown(t, page)
		for _, id := range c.has {
			if !slices.Contains(ids, id) {
				t.Errorf("%s lacks %s", c.path, id)
			}
		}
		for _, id := range c.lacks {
			if slices.Contains(ids, id) {
				t.Errorf("%s has %s", c.path, id)
			}
		}
		if got := page.all("title")[0].text; got != c.title {
			t.Errorf("%s: title %q, want %q", c.path, got, c.title)
		}
		words(t, body, []string{c.count})
		var chosen []string
		for _, o := range page.with("option", "selected", "selected") {
			chosen = append(chosen, o.attrs["value"])
		}
		if c.chosen != "" && !slices.Contains(chosen, c.chosen) || c.chosen == "" && len(chosen) > 0 {
			t.Errorf("%s: chosen in the form: %v", c.path, chosen)
		}
	}
}

// What somebody chose stays when they choose something else.
func TestLinksKeepWhatWasChosen(t *testing.T) {
	s := exampleSite(t)
	const path = "/?calendar=google&category=elus&lang=en&month=2022-04&view=month"
	page := parsePage(t, s.get(path, "fr").Body.String())
	for _, want := range []string{
		"/?calendar=google&category=elus&lang=en#sessions", "/?calendar=google&category=elus&lang=en&month=2022-03&view=month#sessions",
		"/?calendar=google&category=elus&lang=en&month=2022-05&view=month#sessions", "/?calendar=google&category=elus&lang=fr&month=2022-04&view=month",
		"/?category=elus&lang=en&month=2022-04&view=month#calendars", "/?calendar=google&lang=en&month=2022-04&view=month#sessions",
		"/?calendar=google&category=elus&lang=en#pairs-1-elus",
	} {
		if len(page.with("a", "href", want)) == 0 {
			t.Errorf("no link %s", want)
		}
	}
	kept := url.Values{}
	for _, field := range page.with("input", "type", "hidden") {
		kept.Set(field.attrs["name"], field.attrs["value"])
	}
	if want := "calendar=google&lang=en&month=2022-04&view=month"; kept.Encode() != want {
		t.Errorf("the form keeps %s, want %s", kept.Encode(), want)
	}
	if canonical := page.with("link", "rel", "canonical"); len(canonical) != 1 || canonical[0].attrs["href"] != publicURL+"/" {
		t.Errorf("canonical: %+v", canonical)
	}
}

func TestMonthView(t *testing.T) {
	s := exampleSite(t)
	page := parsePage(t, s.get("/?view=month&month=2022-04", "fr").Body.String())
	tables := page.with("table", "class", "grid-month")
	if len(tables) != 1 {
		t.Fatalf("%d tables", len(tables))
	}
	var days []string
	for _, cell := range tables[0].all("td") {
		if links := cell.all("a"); len(links) > 0 {
			day := cell.all("time")[0].attrs["datetime"]
			for _, l := range links {
				day += " " + l.attrs["href"]
			}
			days = append(days, day)
		}
	}
	want := []string{"2022-04-04 #them-1", "2022-04-07 #pairs-3-techniciens", "2022-04-19 #gen-3-a", "2022-04-21 #gen-3-a", "2022-04-28 #agora"}
	if !slices.Equal(days, want) {
		t.Errorf("%q, want %q", days, want)
	}
	rows := tables[0].all("tbody")[0].all("tr")
	if head := folded(tables[0].all("thead")[0].text); len(rows) != 5 || !strings.HasPrefix(strings.ReplaceAll(head, " ", ""), "lundimardi") || folded(rows[0].text) != "1 2 3" {
		t.Errorf("%d weeks, %s, first %q", len(rows), head, rows[0].text)
	}
	for path, want := range map[string][2]string{
		"/?view=month&month=2022-03": {"2022-02", "2022-04"},
		"/?view=month&month=2022-01": {"", "2022-02"},
		"/?view=month&month=2022-09": {"2022-08", ""},
		"/?view=month&month=2031-01": {"2022-09", ""},
		"/?view=month&month=1990-01": {"", "2022-01"},
		"/?view=month":               {"2022-02", "2022-04"}, // that of the next session
		"/?view=month&month=never":   {"2022-02", "2022-04"},
	} {
		page := parsePage(t, s.get(path, "fr").Body.String())
		for i, rel := range []string{"prev", "next"} {
			got := ""
			for _, l := range page.with("a", "rel", rel) {
				address, err := url.Parse(l.attrs["href"])
				if err != nil {
					t.Fatal(err)
				}
				got = address.Query().Get("month")
			}
			if got != want[i] {
				t.Errorf("%s: %s is %q, want %q", path, rel, got, want[i])
			}
		}
	}
	words(t, s.get("/?view=month&month=2022-04&lang=en", "").Body.String(), []string{"April 2022", "Previous month: March 2022", "Mon day Tue sday"})
}

// The month's script may add styles by the nonce of its answer, and no other page's may.
func TestMonthViewHasItsScript(t *testing.T) {
	s := exampleSite(t)
	nonces := map[string]bool{}
	for range 3 {
		w := s.get("/?view=month&month=2022-04", "fr")
		page := parsePage(t, w.Body.String())
		said := page.with("meta", "name", "csp-nonce")
		if len(said) != 1 || len(said[0].attrs["content"]) < 26 {
			t.Fatalf("nonce: %+v", said)
		}
		nonce := said[0].attrs["content"]
		nonces[nonce] = true
		want := "default-src 'none'; script-src 'self'; font-src data:; style-src 'self' 'nonce-" + nonce + "'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; connect-src 'self'"
		if got := w.Header().Get("Content-Security-Policy"); got != want {
			t.Errorf("%s, want %s", got, want)
		}
		if w.Header().Get("ETag") != "" || w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%v", w.Header())
		}
		scripts := page.all("script")
		if len(scripts) != 1 || !strings.HasPrefix(scripts[0].attrs["src"], "/static/month.js?v=") {
			t.Fatalf("%+v", scripts)
		}
		parts := strings.Fields(scripts[0].attrs["data-parts"])
		for _, path := range append(parts, scripts[0].attrs["src"]) {
			w := s.get(path, "")
			if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "text/javascript; charset=utf-8" || !strings.HasSuffix(w.Header().Get("Cache-Control"), "immutable") {
				t.Errorf("%s: %d %v", path, w.Code, w.Header())
			}
		}
		if len(parts) != 3 {
			t.Errorf("%d parts", len(parts))
		}
	}
	if len(nonces) != 3 {
		t.Errorf("%d nonces in three answers", len(nonces))
	}
	if zip := s.asked("/?view=month&month=2022-04", "Accept-Encoding", "gzip"); zip.Header().Get("Content-Encoding") != "gzip" {
		t.Error("not compressed")
	}
	for _, path := range []string{"/", "/?view=timeline"} {
		if body := s.get(path, "fr").Body.String(); strings.Contains(body, "<script") || strings.Contains(body, "csp-nonce") {
			t.Errorf("%s has a script", path)
		}
	}
	if w := s.get("/static/fullcalendar/licence.txt", ""); !strings.Contains(w.Body.String(), "Adam Shaw") || !strings.Contains(w.Body.String(), "Jason Miller") {
		t.Error("the licence is not there")
	}
}

// The timeline has each session once, where the list has its place, and the dates of the arbitrages between them.
func TestTimelineView(t *testing.T) {
	s := exampleSite(t)
	for path, want := range map[string][]string{
		"/?view=timeline": {
			"/#break-1 past 1", "/#break-2 past 1", "#decision-1 due 1", "/#pairs-1-techniciens fixed 1", "#decision-7 due 1", "#decision-5 due 1", "/#gen-1 estimated 1", "#decision-3 due 1",
			"/#pairs-2-techniciens fixed 1", "/#gen-2 estimated 1", "/#them-1 estimated 1", "/#pairs-3-techniciens fixed 1", "#decision-2 due 1", "/#gen-3-a candidate 2", "/#agora fixed 1",
			"#decision-8 due 1", "/#prep-cloture estimated 1", "#decision-6 due 1", "/#cloture-a candidate 5",
		},
		"/?category=elus&view=timeline": {
			"/?category=elus#break-1 past 1", "/?category=elus#break-2 past 1", "/?category=elus#pairs-1-elus fixed 1", "/?category=elus#gen-1 estimated 1", "/?category=elus#pairs-2-elus fixed 1",
			"/?category=elus#gen-2 estimated 1", "/?category=elus#them-1 estimated 1", "/?category=elus#pairs-3-elus fixed 1", "/?category=elus#gen-3-a candidate 2", "/?category=elus#agora fixed 1", "/?category=elus#cloture-a candidate 5",
		},
	} {
		page := parsePage(t, s.get(path, "fr").Body.String())
		var got []string
		for _, list := range page.with("ol", "class", "course-rows") {
			for _, row := range list.inside {
				marks := len(row.all("circle")) + len(row.all("rect"))
				got = append(got, fmt.Sprint(row.all("a")[0].attrs["href"], " ", row.attrs["class"], " ", marks))
				if len(row.all("time")) == 0 || len(row.with("line", "class", "today")) != 1 {
					t.Errorf("%s: no time, or no today", folded(row.text))
				}
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s:\n%q, want\n%q", path, got, want)
		}
		for _, link := range got {
			if place, there := strings.CutPrefix(strings.Fields(link)[0], "#"); there && len(page.with("", "id", place)) != 1 {
				t.Errorf("%s is not on the page", place)
			}
		}
	}
	words(t, s.get("/?view=timeline&lang=en", "").Body.String(), []string{"From January 2022 to September 2022", "Timeline", "Due date"})
	if title := parsePage(t, s.get("/?view=timeline&category=elus", "fr").Body.String()).all("title")[0].text; title != "Frise · Élus – Parcours Territoires Pilotes" {
		t.Errorf("title %q", title)
	}
	if none := openSite(t, "2022-03-03 10:00", events.Programme{ID: "bare.example.org", Title: "Un titre", TimeZone: "Europe/Paris", Language: "fr"}); !strings.Contains(none.get("/?view=timeline", "fr").Body.String(), "Un titre") {
		t.Error("a programme without sessions has no page")
	}
}

// What is over several days stands on each of them; what is of today is said so.
func TestMonthViewDays(t *testing.T) {
	s := exampleSite(t)
	page := parsePage(t, s.get("/?view=month&month=2022-03", "fr").Body.String())
	if today := page.with("td", "class", "today"); len(today) != 1 || !strings.Contains(folded(today[0].text), "3 aujourd’hui") {
		t.Errorf("today: %v", today)
	}
	s.apply(func(p *events.Programme) {
		x := plan(t, p, "agora")
		x.When = events.When{Start: x.When.Start, End: x.When.End.AddDate(0, 0, 3)}
	})
	page = parsePage(t, s.get("/?view=month&month=2022-05", "fr").Body.String())
	if found := page.with("table", "class", "grid-month")[0].with("a", "href", "#agora"); len(found) != 1 {
		t.Errorf("%d days in May of a session from 28 April to 1 May", len(found))
	}
}

func TestEverySessionHasItsPlaceAndFile(t *testing.T) {
	s := exampleSite(t)
	page := parsePage(t, s.get("/", "fr").Body.String())
	for _, x := range s.service.Programme().All() {
		if len(page.with("", "id", x.ID)) != 1 {
			t.Errorf("%s has no place", x.ID)
		}
		if len(page.with("a", "href", "/s/"+x.ID+".ics")) != 1 {
			t.Errorf("no link to the file of %s", x.ID)
		}
		w := s.get("/s/"+x.ID+".ics", "")
		body := strings.ReplaceAll(w.Body.String(), "\r\n ", "")
		if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "text/calendar; charset=utf-8" ||
			w.Header().Get("Content-Disposition") != "attachment; filename="+x.ID+".ics" {
			t.Errorf("%s: %d %v", x.ID, w.Code, w.Header())
		}
		for _, want := range []string{"UID:" + x.UID, "CLASS:PUBLIC", "URL:" + publicURL + "/#" + x.ID} {
			if strings.Count(body, want+"\r\n") != 1 {
				t.Errorf("%s lacks %s:\n%s", x.ID, want, body)
			}
		}
		for _, secret := range []string{"ATTENDEE", "visio.example.org", "/a/"} {
			if strings.Contains(body, secret) {
				t.Errorf("%s has %s", x.ID, secret)
			}
		}
	}
	if err := s.service.Decide(t.Context(), s.person(events.Organiser, "", ""), "gen-3-b"); err != nil {
		t.Fatal(err)
	}
	words(t, s.get("/s/nothing.ics", "fr").Body.String(), []string{"Page introuvable"})
	for _, path := range []string{"/s/nothing.ics", "/s/agora", "/s/..%2fagora.ics"} {
		if w := s.get(path, ""); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

func TestPastIsFolded(t *testing.T) {
	s := openSite(t, "2022-03-20 10:00", exampleProgramme(t))
	folds := parsePage(t, s.get("/", "fr").Body.String()).with("details", "class", "gone")
	if len(folds) != 1 || !strings.HasPrefix(folded(folds[0].text), "Ce qui est passé : 4 sessions") {
		t.Fatalf("%+v", folds)
	}
	if got, want := shown(t, folds[0]), []string{"break-1", "break-2", "pairs-1-techniciens", "gen-1"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if again := openSite(t, "2022-01-01 10:00", exampleProgramme(t)).get("/", "fr").Body.String(); strings.Contains(again, `class="gone"`) {
		t.Error("nothing is past, and folded")
	}
}
