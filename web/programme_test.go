package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"parcours/events"
)

func TestProgrammePageTellsTheProgramme(t *testing.T) {
	s := exampleSite(t)
	words(t, s.get("/", "fr").Body.String(), []string{
		"Parcours Territoires Pilotes", "APFDT – La Fabrique des Transitions", "À venir",
		"jeudi 10 mars 2022, de 9 h à 12 h", "Date confirmée", "Techniciens", "Élus", "Partenaires", "DDT",
		"vendredi 18 mars 2022, de 9 h à 12 h, puis de 14 h à 17 h", "Date à confirmer", "En visioconférence",
		"mardi 19 avril 2022, de 9 h à 12 h, puis de 14 h à 17 h", "jeudi 21 avril 2022, de 9 h à 12 h, puis de 14 h à 17 h", "Dates proposées",
		"La journée AGORA", "Paris (lieu à préciser)", "jeudi 28 avril 2022, de 9 h 30 à 17 h 30",
		"Passée", "Référentes et référents des délégations",
		"Dates et horaires des journées en sous-groupes de pairs", "À rendre pour le mercredi 9 mars 2022",
		"Cette date est dans la note d’arbitrage.", "Cette date est déduite du calendrier.", "Sans date limite", "Facultatif",
		"Calendrier prévisionnel (framagenda)", "Listing des entreprises ESS (Faverges)",
		"valorisation-embellissement des espaces délaissés.", "Point d’appui pour la journée de dialogue : le mois de juin dit « Environne'mois »",
		"8 jours d’expert par territoire, dont 4 sur place", "Au plus tard le jeudi 30 juin 2022",
		"Il n'est pas demandé par l'APFDT à ce que les délégations se réunissent entre ces sessions",
		"Les heures sont celles du fuseau Europe/Paris.",
	})
	words(t, s.get("/?lang=en", "fr").Body.String(), []string{
		"Coming next", "Thursday 10 March 2022, 9:00 to 12:00", "Date confirmed", "Date to be confirmed", "Dates proposed",
		"March 2022", "Première session entre pairs", "Due on Wednesday 9 March 2022", "8 expert days for each territory, 4 of them on site",
	}, "Date confirmée")
}

// What comes stands first; what is past is folded after it.
func TestSessionsStandByMonth(t *testing.T) {
	s := exampleSite(t)
	for lang, want := range map[string][]string{
		"fr": {"mars 2022: 4", "avril 2022: 4", "juin 2022: 1", "septembre 2022: 1", "janvier 2022: 2"},
		"en": {"March 2022: 4", "April 2022: 4", "June 2022: 1", "September 2022: 1", "January 2022: 2"},
	} {
		var got []string
		for _, month := range parsePage(t, s.get("/", lang).Body.String()).with("div", "class", "months") {
			got = append(got, fmt.Sprintf("%s: %d", month.all("h3")[0].text, len(month.all("ul")[0].inside)))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", lang, got, want)
		}
	}
}

// What comes next and what is past follow the clock; nothing changes its status by it.
func TestStatusInWordsByTheClock(t *testing.T) {
	for _, c := range []struct{ at, card, want string }{
		{"2022-03-10 08:59", "pairs-1-techniciens", "Date confirmée"},
		{"2022-03-10 09:00", "pairs-1-techniciens", "En cours"},
		{"2022-03-10 12:00", "pairs-1-techniciens", "Passée"},
		{"2022-06-23 10:00", "prep-cloture", "Date à confirmer"},
		{"2022-06-23 23:59", "prep-cloture", "Date à confirmer"},
		{"2022-06-24 00:00", "prep-cloture", "Passée"},
		{"2022-04-20 10:00", "gen-3-a", "Dates proposées"},
		{"2022-04-22 10:00", "gen-3-a", "Passée"},
	} {
		s := openSite(t, c.at, exampleProgramme(t))
		page := parsePage(t, s.get("/", "fr").Body.String())
		cards := page.with("li", "id", c.card)
		if len(cards) != 1 {
			t.Fatalf("%d cards %s", len(cards), c.card)
		}
		chips := cards[0].all("span")
		got := ""
		for _, chip := range chips {
			if strings.HasPrefix(chip.attrs["class"], "chip") {
				got = chip.text // the last one is the card's own
			}
		}
		if got != c.want {
			t.Errorf("%s at %s: %q, want %q", c.card, c.at, got, c.want)
		}
	}
}

func TestComingNext(t *testing.T) {
	for _, c := range []struct {
		at   string
		want []string
	}{
		{"2022-03-03 10:00", []string{"#pairs-1-techniciens", "#gen-1", "#pairs-2-techniciens"}},
		{"2022-03-10 11:00", []string{"#pairs-1-techniciens", "#gen-1", "#pairs-2-techniciens"}},
		{"2022-04-20 10:00", []string{"#gen-3-a", "#agora", "#prep-cloture"}}, // one of two dates is past
		{"2022-09-13 10:00", []string{"#cloture-a"}},
		{"2022-10-01 10:00", nil},
	} {
		s := openSite(t, c.at, exampleProgramme(t))
		page := parsePage(t, s.get("/", "fr").Body.String())
		var got []string
		for _, list := range page.with("ul", "class", "next") {
			for _, link := range list.all("a") {
				got = append(got, link.attrs["href"])
			}
		}
		if strings.Join(got, " ") != strings.Join(c.want, " ") {
			t.Errorf("at %s: %v, want %v", c.at, got, c.want)
		}
		if over := strings.Contains(page.text, "Toutes les sessions annoncées sont passées."); over != (c.want == nil) {
			t.Errorf("at %s: says that all is over: %v", c.at, over)
		}
	}
}

// The public page has of a session between peers what its rooms have in common, and of no session a link to meet.
func TestPublicPageKeepsRoomsSecret(t *testing.T) {
	p := exampleProgramme(t)
	rooms := 0
	for i := range p.Sessions {
		x := &p.Sessions[i]
		if x.Category != "" {
			rooms++
			x.Description = "Objet du groupe " + x.ID
			x.Place.Where = "Salle de " + x.ID
		}
	}
	s := openSite(t, "2022-03-03 10:00", p)
	for _, lang := range []string{"fr", "en"} {
		page := s.get("/?lang="+lang, "").Body.String()
		for _, x := range p.Sessions {
			for _, secret := range []string{x.Room.Link, x.Room.Description, x.Place.Link} {
				if secret != "" && strings.Contains(page, secret) {
					t.Errorf("%s: the page has %q of %s", lang, secret, x.ID)
				}
			}
		}
		words(t, page, []string{"Première session entre pairs"}, "visio.example.org", "Objet du groupe", "Salle de")
	}
	if rooms != 12 {
		t.Errorf("%d rooms in the example, want 12", rooms)
	}
}

func TestRoomsShareACardWhereTheySayTheSame(t *testing.T) {
	s := exampleSite(t)
	card := func(id string) string {
		found := parsePage(t, s.get("/", "fr").Body.String()).with("li", "id", id)
		if len(found) != 1 {
			t.Fatalf("%d cards %s", len(found), id)
		}
		return folded(found[0].text)
	}
	if got, want := card("pairs-1-techniciens"), "10 mars Première session entre pairs jeudi 10 mars 2022, de 9 h à 12 h Date confirmée En visioconférence Techniciens Élus Partenaires DDT En savoir plus"; !strings.HasPrefix(got, want) || !strings.Contains(got, "muscler le jeu coopératif") {
		t.Errorf("%q, want %q", got, want)
	}
	s.apply(func(p *events.Programme) {
		x := plan(t, p, "pairs-1-elus")
		x.When = x.When.Shift(1, s.now.Location())
		plan(t, p, "pairs-1-ddt").Status = events.Cancelled
	})
	for id, want := range map[string]string{
		"pairs-1-techniciens": "10 mars Première session entre pairs jeudi 10 mars 2022, de 9 h à 12 h Date confirmée En visioconférence Techniciens Partenaires En savoir plus",
		"pairs-1-elus":        "11 mars Première session entre pairs vendredi 11 mars 2022, de 9 h à 12 h Date confirmée En visioconférence Élus En savoir plus",
		"pairs-1-ddt":         "10 mars Première session entre pairs jeudi 10 mars 2022, de 9 h à 12 h Annulée En visioconférence DDT En savoir plus",
	} {
		if got := card(id); !strings.HasPrefix(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestDecidedPollShowsTheChosenDateOnly(t *testing.T) {
	s := exampleSite(t)
	if err := s.service.Decide(t.Context(), s.person(events.Organiser, "", ""), "gen-3-b"); err != nil {
		t.Fatal(err)
	}
	page := parsePage(t, s.get("/", "fr").Body.String())
	if len(page.with("li", "id", "gen-3-a")) != 0 {
		t.Error("the date that was not chosen has a card")
	}
	chosen := page.with("li", "id", "gen-3-b")
	if len(chosen) != 1 || !strings.Contains(folded(chosen[0].text), "jeudi 21 avril 2022, de 9 h à 12 h, puis de 14 h à 17 h Date confirmée") {
		t.Errorf("the chosen date: %v", chosen)
	}
}

// A due date that is derived from a session moves with it.
func TestDueDateFollowsItsSession(t *testing.T) {
	s := exampleSite(t)
	words(t, s.get("/", "fr").Body.String(), []string{"À rendre pour le jeudi 14 avril 2022"})
	err := s.service.Reschedule(t.Context(), s.person(events.Organiser, "", ""), "agora", func(p *events.Plan) {
		p.When = p.When.Shift(7, s.now.Location())
	})
	if err != nil {
		t.Fatal(err)
	}
	words(t, s.get("/", "fr").Body.String(), []string{"À rendre pour le jeudi 21 avril 2022", "jeudi 5 mai 2022, de 9 h 30 à 17 h 30"})
}

func TestEmptyProgrammeWelcomes(t *testing.T) {
	s := openSite(t, "2022-03-03 10:00", events.Programme{})
	w := s.get("/", "en")
	if w.Code != http.StatusOK {
		t.Fatal(w.Code)
	}
	words(t, w.Body.String(), []string{"This calendar server is ready", "Address of the CalDAV server"}, "Subscribe to")
	if found := parsePage(t, w.Body.String()).with("input", "value", publicURL+"/dav/"); len(found) != 1 {
		t.Error("the CalDAV address is not there")
	}
}

func TestLanguage(t *testing.T) {
	s := exampleSite(t)
	english := exampleProgramme(t)
	english.Language = "en"
	e := openSite(t, "2022-03-03 10:00", english)
	for _, c := range []struct {
		site           *site
		path, accepted string
		want           string
	}{
		{s, "/", "", "fr"},
		{s, "/", "en-GB,en;q=0.9,fr;q=0.5", "en"},
		{s, "/", "fr;q=0.5,en;q=0.9", "en"},
		{s, "/", "de,fr-CA;q=0.7,en;q=0.3", "fr"},
		{s, "/", "de", "fr"},
		{s, "/", "nonsense;;q=x", "fr"},
		{s, "/", strings.Repeat("en,", 400), "fr"},
		{s, "/?lang=en", "fr", "en"},
		{s, "/?lang=de", "en", "en"},
		{e, "/", "", "en"},
		{e, "/", "de", "en"},
		{e, "/", "fr", "fr"},
		{e, "/?lang=fr", "en", "fr"},
		{s, "/a/wrong", "en", "en"},
	} {
		w := c.site.get(c.path, c.accepted)
		if got := parsePage(t, w.Body.String()).all("html")[0].attrs["lang"]; got != c.want || w.Header().Get("Content-Language") != c.want {
			t.Errorf("%s, %q: %q, want %q", c.path, c.accepted, got, c.want)
		}
	}
}

// A person who chose a language reads their own page in it, whatever the browser asks for.
func TestLanguageOfAPerson(t *testing.T) {
	s := exampleSite(t)
	p := *s.person(events.Referent, "faverges", "elus")
	p.Language = "en"
	if err := s.service.AddPeople(t.Context(), []events.Person{p}); err != nil {
		t.Fatal(err)
	}
	link := s.ownLink(&p, "agora")
	words(t, s.get(link, "fr").Body.String(), []string{"You have not answered yet."})
	words(t, s.get(link+"?lang=fr", "fr").Body.String(), []string{"Vous n’avez pas encore répondu."})
}

// The page is rendered once a minute and change, and does not need the store for it.
func TestProgrammePageWithoutTheStore(t *testing.T) {
	s := exampleSite(t)
	first := s.get("/", "fr").Body.String()
	s.apply(func(p *events.Programme) { plan(t, p, "agora").Title = "Agora, le grand jour" })
	changed := s.get("/", "fr").Body.String()
	if first == changed || !strings.Contains(changed, "Agora, le grand jour") {
		t.Error("the page does not follow a change")
	}
	s.store.Close()
	if again := s.get("/", "fr"); again.Code != http.StatusOK || again.Body.String() != changed {
		t.Errorf("without the store: %d", again.Code)
	}
	s.setClock("2022-03-10 10:00")
	if later := s.get("/", "fr"); later.Code != http.StatusOK || !strings.Contains(later.Body.String(), "En cours") {
		t.Errorf("later, without the store: %d", later.Code)
	}
}

func TestHead(t *testing.T) {
	s := exampleSite(t)
	w := s.serve(httptest.NewRequest(http.MethodHead, "/", nil))
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "text/html; charset=utf-8" {
		t.Error(w.Code, w.Header())
	}
}
