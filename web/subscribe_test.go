package web

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"rsc.io/qr"

	"parcours/events"
	"parcours/pages"
)

func TestWaysToSubscribe(t *testing.T) {
	s := exampleSite(t)
	page := parsePage(t, s.get("/", "fr").Body.String())
	for _, want := range []string{
		"webcal://parcours.example.org/feeds/c/elus/Parcours-Elus.ics",
		"https://parcours.example.org/feeds/c/elus/Parcours-Elus.ics",
		"https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2Fparcours.example.org%2Ffeeds%2Fc%2Felus%2FParcours-Elus.ics",
		"https://outlook.live.com/calendar/0/addfromweb?url=https%3A%2F%2Fparcours.example.org%2Ffeeds%2Fc%2Felus%2FParcours-Elus.ics&name=Parcours+Territoires+Pilotes+%C2%B7+%C3%89lus",
		"https://outlook.office.com/calendar/0/addfromweb?url=https%3A%2F%2Fparcours.example.org%2Ffeeds%2Fc%2Felus%2FParcours-Elus.ics&name=Parcours+Territoires+Pilotes+%C2%B7+%C3%89lus",
	} {
		if len(page.with("a", "href", want)) != 1 {
			t.Errorf("no link to %s", want)
		}
	}
	copied := page.with("input", "value", "https://parcours.example.org/feeds/c/elus/Parcours-Elus.ics")
	if len(copied) != 1 || copied[0].attrs["readonly"] == "" {
		t.Error("no address to copy")
	}
	if len(page.with("img", "src", "/qr/c/elus.svg")) != 1 {
		t.Error("no QR code")
	}
}

func TestEveryFeedIsOffered(t *testing.T) {
	s := exampleSite(t)
	page := parsePage(t, s.get("/", "fr").Body.String())
	feeds := s.service.Programme().Feeds()
	if len(feeds) != 1+4+10+40 {
		t.Fatalf("%d feeds", len(feeds))
	}
	for _, f := range feeds {
		if len(page.with("a", "href", "webcal://parcours.example.org"+f.Path)) != 1 || len(page.with("a", "href", publicURL+f.Path)) != 1 {
			t.Errorf("%s is not offered once", f.Scope)
		}
		w := s.get("/qr/"+f.Scope+".svg", "")
		if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "image/svg+xml" {
			t.Errorf("QR code of %s: %d %s", f.Scope, w.Code, w.Header().Get("Content-Type"))
		}
	}
	for _, unknown := range []string{"/qr/c/nobody.svg", "/qr/p/secret.svg", "/qr/c/elus"} {
		if w := s.get(unknown, ""); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", unknown, w.Code)
		}
	}
}

// The drawing is read back module by module.
func TestDrawQR(t *testing.T) {
	const text = "webcal://parcours.example.org/feeds/c/elus/Parcours-Elus.ics"
	drawing, err := pages.DrawQR(text)
	if err != nil {
		t.Fatal(err)
	}
	var svg struct {
		ViewBox string `xml:"viewBox,attr"`
		Paths   []struct {
			Fill string `xml:"fill,attr"`
			D    string `xml:"d,attr"`
		} `xml:"path"`
	}
	if err := xml.Unmarshal(drawing, &svg); err != nil {
		t.Fatal(err)
	}
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		t.Fatal(err)
	}
	side := code.Size + 8
	if want := fmt.Sprintf("0 0 %d %d", side, side); svg.ViewBox != want || len(svg.Paths) != 2 || svg.Paths[1].Fill != "#000" {
		t.Fatalf("%+v", svg)
	}
	black := map[[2]int]bool{}
	for _, run := range regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1h-(\d+)z`).FindAllStringSubmatch(svg.Paths[1].D, -1) {
		x, y, n := number(t, run[1]), number(t, run[2]), number(t, run[3])
		for i := range n {
			black[[2]int{x + i, y}] = true
		}
	}
	for y := range side {
		for x := range side {
			if black[[2]int{x, y}] != code.Black(x-4, y-4) {
				t.Fatalf("module %d, %d is wrong", x, y)
			}
		}
	}
	if _, err := pages.DrawQR(strings.Repeat("x", 5000)); err == nil {
		t.Error("a text that fits no code is drawn")
	}
}

func number(t *testing.T, text string) int {
	t.Helper()
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// The page asks which calendar somebody uses, and then tells the steps of that one only.
func TestSubscribingStepByStep(t *testing.T) {
	s := exampleSite(t)
	page := parsePage(t, s.get("/?category=elus", "fr").Body.String())
	for _, program := range programs {
		if len(page.with("a", "href", "/?calendar="+program+"&category=elus#calendars")) != 1 {
			t.Errorf("%s is not asked for", program)
		}
	}
	const feed = "parcours.example.org/feeds/c/elus/Parcours-Elus.ics"
	for program, want := range map[string]struct {
		step  string
		links int // beside those of the list of all calendars
		field bool
	}{
		"google":      {"Confirmez par « Ajouter ».", 1, false},
		"outlook":     {"Outlook.com pour un compte personnel", 2, true},
		"apple":       {"lisez le code QR avec son appareil photo", 1, true},
		"thunderbird": {"« Sur le réseau »", 0, true},
		"android":     {"installez l’application ICSx⁵", 1, true},
		"another":     {"« iCal »", 2, true},
	} {
		body := s.get("/?calendar="+program+"&category=elus", "fr").Body.String()
		words(t, body, []string{"Vous utilisez :", want.step, "Ce calendrier : Élus"}, "Quel agenda utilisez-vous ?")
		how := parsePage(t, body).with("div", "class", "box how")
		if len(how) != 1 || len(how[0].all("li")) != 3 || len(how[0].all("a")) != want.links {
			t.Fatalf("%s: %+v", program, how)
		}
		for _, l := range how[0].all("a") {
			if at, err := url.QueryUnescape(l.attrs["href"]); err != nil || !strings.Contains(at, feed) {
				t.Errorf("%s: a link to %s", program, at)
			}
		}
		if got := len(how[0].with("input", "value", "https://"+feed)) == 1; got != want.field {
			t.Errorf("%s: an address to copy: %v", program, got)
		}
	}
	words(t, s.get("/?calendar=lotus", "fr").Body.String(), []string{"Quel agenda utilisez-vous ?"})
}

// Whoever signed in gets their own feed, and reads that an account needs none; nobody else gets that page.
func TestOwnFeedStepByStep(t *testing.T) {
	s := exampleSite(t)
	const path, alone = "/?calendar=apple", "n’avez besoin d’aucun abonnement"
	one, other := s.person(events.Referent, "faverges", ""), s.person(events.Member, "", "")
	w := s.as(s.signIn(one), path, nil)
	words(t, w.Body.String(), []string{alone, "Ne la transmettez pas"})
	if w.Header().Get("Cache-Control") != "no-store" || !strings.Contains(w.Body.String(), "/feeds/p/"+one.FeedToken+"/") {
		t.Errorf("the own feed is not there, or kept: %v", w.Header())
	}
	if pictures := parsePage(t, w.Body.String()).with("div", "class", "box how")[0].all("img"); len(pictures) != 2 || !strings.HasPrefix(pictures[0].attrs["src"], "data:image/svg+xml;base64,") {
		t.Errorf("QR codes: %+v", pictures)
	}
	for name, page := range map[string]string{"a stranger": s.get(path, "fr").Body.String(), "somebody else": s.as(s.signIn(other), path, nil).Body.String()} {
		if strings.Contains(page, one.FeedToken) {
			t.Errorf("%s gets the feed of another", name)
		}
	}
	words(t, s.get(path, "fr").Body.String(), nil, alone, "/feeds/p/")
}
