package web

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"parcours/accounts"
	"parcours/events"
)

// everyPage gives the pages in all their states, by name.
func everyPage(t *testing.T, lang string) map[string]string {
	t.Helper()
	s := exampleSite(t)
	referent := s.person(events.Referent, "faverges", "elus")
	own := s.ownLink(referent, "pairs-1-elus")
	forAll := s.delegationLink(referent, "pairs-1-techniciens", "faverges", "techniciens")
	poll := s.delegationLink(referent, "gen-3-a", "faverges", "")
	agora := s.ownLink(referent, "agora")
	pages := map[string]string{}
	keep := func(name string, path string) { pages[name] = s.get(path, lang).Body.String() }
	in := func(path string) string { return path + "?lang=" + lang }

	keep("programme", "/")
	keep("programme of some", "/?category=elus&territory=faverges")
	keep("programme of nobody known", "/?category=nobody")
	keep("programme as a month", "/?view=month&month=2022-04")
	keep("programme as a timeline", "/?view=timeline")
	keep("timeline of nobody", "/?view=timeline&category=elus&territory=vimy")
	keep("programme in a month without sessions", "/?view=month&month=2023-05&category=elus")
	for _, program := range programs {
		keep("programme, "+program, "/?calendar="+program)
	}
	pages["programme, signed in"] = s.as(s.signIn(referent), "/?calendar=apple&lang="+lang, nil).Body.String()
	keep("own, unanswered", in(own))
	keep("option for a delegation", in(poll))
	keep("wrong token", in("/a/wrong"))
	keep("sign in", in("/sign-in")+"&ended")
	keep("sign in, link sent", in("/sign-in")+"&sent")
	pages["no address"] = s.post(in("/sign-in/link"), url.Values{"address": {"<b>"}}).Body.String()
	keep("lost link", in("/lost"))
	pages["lost link, no address"] = s.post(in("/lost"), url.Values{"address": {"\"x"}}).Body.String()
	keep("no link to enter", in("/enter/wrong"))
	link, err := s.service.Accounts.SignInLink(t.Context(), referent.ID, accounts.LinkFor)
	if err != nil {
		t.Fatal(err)
	}
	keep("enter", in("/enter/"+link))
	access := s.signIn(referent)
	pages["access, a new device"] = s.as(access, in("/me/access"), url.Values{"device": {"<b>téléphone</b>"}}).Body.String()
	pages["access"] = s.as(access, in("/me/access")+"&renewed", nil).Body.String()
	pages["access, no name"] = s.as(access, in("/me/access"), url.Values{"device": {strings.Repeat("é", 61)}}).Body.String()
	s.post(own, url.Values{"answer": {"yes"}, "comment": {"<b>À 9 h 30</b> & après"}})
	s.post(forAll, url.Values{"answer": {"none"}})
	cookie := s.signIn(referent)
	pages["desk"] = s.as(cookie, in("/d/faverges")+"&kept=1", nil).Body.String()
	pages["desk, refused"] = s.as(cookie, in("/d/faverges"), url.Values{"answer.agora": {""}, "comment.agora": {"<b>"}}).Body.String()
	pages["desk, read"] = s.as(s.signIn(s.person(events.Organiser, "", "")), in("/d/faverges"), nil).Body.String()
	keep("own, saved", in(own)+"&saved")
	keep("own page by link", in(s.pageLink(referent))+"&saved=pairs-1-elus")
	member := s.person(events.Member, "faverges", "")
	pages["own page, comment too long"] = s.post(in(s.pageLink(member)), url.Values{"session": {"agora"}, "answer": {"no"}, "comment": {strings.Repeat("é", 2001)}}).Body.String()
	s.as(cookie, "/me", url.Values{"decision": {"4"}, "territory": {"faverges"}, "text": {"en présentiel ou en visio ?"}, "done": {"yes"}})
	pages["own page"] = s.as(cookie, in("/me")+"&territory=faverges&decision=4", nil).Body.String()
	keep("delegation, not concerned", in(forAll))
	pages["no answer chosen"] = s.post(in(own), url.Values{"comment": {"\"typed\""}}).Body.String()
	pages["comment too long"] = s.post(in(own), url.Values{"answer": {"no"}, "comment": {strings.Repeat("é", 2001)}}).Body.String()
	pages["foreign form"] = s.foreign(in(own), "cross-site").Body.String()
	s.post(agora, url.Values{"answer": {"maybe"}})
	s.apply(func(p *events.Programme) {
		x := plan(t, p, "agora")
		x.When = x.When.Shift(7, s.now.Location())
		plan(t, p, "pairs-1-elus").Status = events.Cancelled
	})
	keep("moved", in(agora))
	keep("cancelled", in(own))
	organiser := s.person(events.Organiser, "", "")
	if err := s.service.Decide(t.Context(), organiser, "gen-3-b"); err != nil {
		t.Fatal(err)
	}
	keep("not chosen", in(poll))
	keep("programme after changes", "/")
	s.setClock("2022-12-01 10:00")
	keep("late", in(agora))
	keep("programme that is over", "/")
	keep("own page, all over", in(s.pageLink(referent)))
	s.store.Close()
	keep("database away", in(agora))
	keep("own page, database away", in(s.pageLink(referent)))

	empty := openSite(t, "2022-03-03 10:00", events.Programme{})
	pages["welcome"] = empty.get("/", lang).Body.String()
	bare := openSite(t, "2022-03-03 10:00", events.Programme{ID: "bare.example.org", Title: "Un titre", TimeZone: "Europe/Paris", Language: "fr"})
	pages["programme without sessions"] = bare.get("/", lang).Body.String()
	return pages
}

// missingText finds a key that stands where its text should.
var missingText = regexp.MustCompile(`\b(web|date|desk|list)\.[a-z_]+`)

func TestEveryPageIsSound(t *testing.T) {
	for _, lang := range []string{"fr", "en"} {
		for name, page := range everyPage(t, lang) {
			t.Run(lang+"/"+name, func(t *testing.T) {
				if !strings.HasPrefix(page, "<!DOCTYPE html>\n") {
					t.Fatalf("no page: %.200s", page)
				}
				for _, trace := range []string{"ZgotmplZ", "<no value>", "%!"} {
					if strings.Contains(page, trace) {
						t.Errorf("the page has %q", trace)
					}
				}
				if key := missingText.FindString(parsePage(t, page).text); key != "" {
					t.Errorf("no text for %q", key)
				}
				checkStructure(t, parsePage(t, page), lang)
				checkReferences(t, parsePage(t, page))
			})
		}
	}
}

func checkStructure(t *testing.T, page *element, lang string) {
	t.Helper()
	if got := page.all("html")[0].attrs["lang"]; got != lang {
		t.Errorf("<html lang=%q>, want %q", got, lang)
	}
	for _, name := range []string{"h1", "main", "title", "header", "footer"} {
		if found := page.all(name); len(found) != 1 || folded(found[0].text) == "" {
			t.Errorf("%d <%s>, want one with text", len(found), name)
		}
	}
	level := 1
	for _, e := range page.all("") {
		if len(e.name) == 2 && e.name[0] == 'h' && e.name[1] >= '1' && e.name[1] <= '6' {
			if now := int(e.name[1] - '0'); now > level+1 {
				t.Errorf("<%s>%s follows a heading of level %d", e.name, folded(e.text), level)
			} else {
				level = now
			}
			if folded(e.text) == "" {
				t.Errorf("an empty <%s>", e.name)
			}
		}
		for attr := range e.attrs {
			if strings.HasPrefix(attr, "on") || attr == "style" || e.name == "script" && !strings.HasPrefix(e.attrs["src"], "/static/") || e.name == "style" {
				t.Errorf("<%s %s>: the policy allows no script and no style but of files of this site", e.name, attr)
			}
		}
		switch {
		case e.name == "img" && e.attrs["alt"] == "":
			t.Error("an image without words")
		case (e.name == "button" || e.name == "a" || e.name == "summary") && folded(e.text) == "":
			t.Errorf("a <%s> without words", e.name)
		case e.name == "details" && (len(e.inside) == 0 || e.inside[0].name != "summary"):
			t.Error("<details> without <summary>")
		case (e.name == "ul" || e.name == "ol") && len(e.inside) == 0:
			t.Errorf("an empty <%s class=%q>", e.name, e.attrs["class"])
		}
	}
}

// checkReferences checks that ids are unique, and that what names an id names one that is there.
func checkReferences(t *testing.T, page *element) {
	t.Helper()
	ids := map[string]bool{}
	for _, e := range page.all("") {
		if id, ok := e.attrs["id"]; ok {
			if ids[id] || id == "" {
				t.Errorf("id %q twice, or empty", id)
			}
			ids[id] = true
		}
	}
	for _, e := range page.all("") {
		for _, attr := range []string{"for", "aria-labelledby", "aria-describedby"} {
			for id := range strings.FieldsSeq(e.attrs[attr]) { // a list of them but for "for"
				if ids[id] {
					continue
				}
				t.Errorf("<%s %s=%q>: no such id", e.name, attr, id)
			}
		}
		if id, ok := strings.CutPrefix(e.attrs["href"], "#"); ok && !ids[id] {
			t.Errorf("a link to #%s, which is not there", id)
		}
		field := e.name == "textarea" || e.name == "select" || e.name == "input" && e.attrs["type"] != "hidden"
		if field && len(page.with("label", "for", e.attrs["id"])) != 1 {
			t.Errorf("<%s id=%q> without a label", e.name, e.attrs["id"])
		}
	}
}
