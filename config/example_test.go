package config

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"parcours/events"

	"github.com/google/go-cmp/cmp"
)

// example is the programme of 2022 that comes with the server.
func example(t *testing.T) *File {
	t.Helper()
	text, err := os.ReadFile("../config.example.toml")
	if err != nil {
		t.Fatal(err)
	}
	file, problems := Load(text)
	for _, p := range problems {
		t.Error(p.In("config.example.toml"))
	}
	return file
}

func planOf(t *testing.T, p events.Programme, id string) events.Plan {
	t.Helper()
	i := slices.IndexFunc(p.Sessions, func(s events.Plan) bool { return s.ID == id })
	if i < 0 {
		t.Fatalf("no session %q", id)
	}
	return p.Sessions[i]
}

func TestExampleServer(t *testing.T) {
	file := example(t)
	want := Server{
		PublicURL: "http://127.0.0.1:8080", Listen: "127.0.0.1:8080", Data: "parcours-data", MaxResourceSize: 10 << 20, HomeSize: 1 << 30, FilesSize: 200 << 20,
		Mail: Mail{Port: 587, StartTLS: true, PlusAddressing: true, QuietFrom: 20, QuietTo: 8, DailyCap: 3, OutsideDaily: 50, HoldMinutes: 10},
	}
	if diff := cmp.Diff(want, file.Server); diff != "" {
		t.Errorf("server (-want +got):\n%s", diff)
	}
	p := file.Programme
	if !file.HasProgramme || p.ID != "territoires-pilotes-2022.example.org" || p.Language != "fr" || p.TimeZone != "Europe/Paris" {
		t.Errorf("programme %q %q %q", p.ID, p.Language, p.TimeZone)
	}
}

// The dates of the note, as people read them on the wall in Paris.
func TestExampleDates(t *testing.T) {
	const hours = "2006-01-02 15:04"
	want := [][4]string{ // id, start, end (of whole days: the first and the day after the last), status
		{"break-1", "2022-01-20", "2022-01-21", "fixed"},
		{"break-2", "2022-01-21", "2022-01-22", "fixed"},
		{"pairs-1-techniciens", "2022-03-10 09:00", "2022-03-10 12:00", "fixed"},
		{"pairs-1-elus", "2022-03-10 09:00", "2022-03-10 12:00", "fixed"},
		{"pairs-1-partenaires", "2022-03-10 09:00", "2022-03-10 12:00", "fixed"},
		{"pairs-1-ddt", "2022-03-10 09:00", "2022-03-10 12:00", "fixed"},
		{"pairs-2-techniciens", "2022-03-24 14:00", "2022-03-24 17:00", "fixed"},
		{"pairs-2-elus", "2022-03-24 14:00", "2022-03-24 17:00", "fixed"},
		{"pairs-2-partenaires", "2022-03-24 14:00", "2022-03-24 17:00", "fixed"},
		{"pairs-2-ddt", "2022-03-24 14:00", "2022-03-24 17:00", "fixed"},
		{"pairs-3-techniciens", "2022-04-07 09:00", "2022-04-07 12:00", "fixed"},
		{"pairs-3-elus", "2022-04-07 09:00", "2022-04-07 12:00", "fixed"},
		{"pairs-3-partenaires", "2022-04-07 09:00", "2022-04-07 12:00", "fixed"},
		{"pairs-3-ddt", "2022-04-07 09:00", "2022-04-07 12:00", "fixed"},
		{"agora", "2022-04-28 09:30", "2022-04-28 17:30", "fixed"},
		{"gen-1", "2022-03-18 09:00", "2022-03-18 17:00", "estimated"},
		{"gen-2", "2022-03-25 09:00", "2022-03-25 17:00", "estimated"},
		{"them-1", "2022-04-04", "2022-04-05", "estimated"},
		{"gen-3-a", "2022-04-19 09:00", "2022-04-19 17:00", "candidate"},
		{"gen-3-b", "2022-04-21 09:00", "2022-04-21 17:00", "candidate"},
		{"prep-cloture", "2022-06-23", "2022-06-24", "estimated"},
		{"cloture-a", "2022-09-12", "2022-09-13", "candidate"},
		{"cloture-b", "2022-09-13", "2022-09-14", "candidate"},
		{"cloture-c", "2022-09-14", "2022-09-15", "candidate"},
		{"cloture-d", "2022-09-15", "2022-09-16", "candidate"},
		{"cloture-e", "2022-09-16", "2022-09-17", "candidate"},
	}
	var got [][4]string
	for _, s := range example(t).Programme.Sessions {
		layout := hours
		if s.When.AllDay {
			layout = time.DateOnly
		}
		got = append(got, [4]string{s.ID, s.When.Start.Format(layout), s.When.End.Format(layout), string(s.Status)})
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("sessions (-want +got):\n%s", diff)
	}
}

func TestExampleKindsAndRooms(t *testing.T) {
	kinds, links := map[string]int{}, map[string]bool{}
	for _, s := range example(t).Programme.Sessions {
		kinds[s.Kind]++
		if s.Category == "" {
			continue
		}
		links[s.Room.Link] = true
		if s.Room.Description == "" || s.GroupTitle != s.Title || s.ID != s.Group+"-"+s.Category {
			t.Errorf("room %+v", s)
		}
	}
	want := map[string]int{"Break & Inspiration": 2, "Session entre pairs": 12, "Journée AGORA": 1, "Approfondissement générique": 4,
		"Approfondissement thématique": 1, "Préparation de la clôture": 1, "Session de clôture": 5}
	if diff := cmp.Diff(want, kinds); diff != "" {
		t.Errorf("kinds (-want +got):\n%s", diff)
	}
	if len(links) != 12 {
		t.Errorf("%d links for 12 rooms", len(links))
	}
}

func TestExampleAudiencesAndPolls(t *testing.T) {
	p := example(t).Programme
	agora, prep, gen, last := planOf(t, p, "agora"), planOf(t, p, "prep-cloture"), planOf(t, p, "gen-1"), planOf(t, p, "cloture-e")
	if diff := cmp.Diff([]string{"pairs-1", "pairs-2", "pairs-3"}, agora.Audience.AskedTo); diff != "" {
		t.Errorf("agora asks (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]events.Role{events.Referent}, prep.Audience.Roles); diff != "" || prep.Place != (events.Place{}) {
		t.Errorf("prep-cloture asks (-want +got):\n%s place %v", diff, prep.Place)
	}
	if gen.Option != 1 || gen.Options != 1 || !gen.Optional || gen.Poll != "approfondissement" || len(gen.Parts) != 2 {
		t.Errorf("gen-1: %+v", gen)
	}
	if last.Option != 5 || last.Options != 5 || last.Place != (events.Place{Mode: events.OnSite, Where: "Paris (lieu à préciser)"}) {
		t.Errorf("cloture-e: %+v", last)
	}
	options := map[string]int{}
	for _, s := range p.Sessions {
		options[s.Poll]++
	}
	if options["approfondissement"] != 5 || options["cloture"] != 5 || p.Polls[0].Decision != 5 || p.Polls[1].Decision != 8 {
		t.Errorf("polls %+v with %v", p.Polls, options)
	}
	if shown := planOf(t, p, "gen-3-b").Resources; len(shown) != 1 || shown[0].ID != "framadate-approfondissement" {
		t.Errorf("gen-3-b shows %v", shown)
	}
}

func TestExampleDecisions(t *testing.T) {
	want := [][4]string{ // due, stated, form, who
		{"2022-03-09", "derived", "matrix", "member"},
		{"2022-04-14", "derived", "yes_no", "member"},
		{"2022-03-21", "derived", "text", "member"},
		{"", "derived", "text", "member"},
		{"2022-03-11", "derived", "poll", "referent"},
		{"2022-06-30", "derived", "text", "member"},
		{"2022-03-10", "stated", "document", "member"},
		{"2022-06-22", "derived", "yes_no poll", "referent"},
	}
	var got [][4]string
	for i, d := range example(t).Programme.Decisions {
		stated := map[bool]string{true: "stated", false: "derived"}[d.DueStated]
		got = append(got, [4]string{d.Due.String(), stated, strings.Join(wordsOf(d.Form), " "), string(d.Who)})
		if d.Number != i+1 || d.Question == "" || d.Due.IsZero() != (d.DueWhy == "") || d.Optional != (d.Number == 4) {
			t.Errorf("decision %+v", d)
		}
		if d.Number == 6 && d.To != "pilote-dialogue" {
			t.Errorf("arbitrage 6 goes to %q", d.To)
		}
		if d.Number == 7 && strings.Count(d.Question, "?") != 6 {
			t.Errorf("arbitrage 7 asks %d questions", strings.Count(d.Question, "?"))
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("decisions (-want +got):\n%s", diff)
	}
}

func TestExampleDelegations(t *testing.T) {
	p := example(t).Programme
	referents, categories := map[string]int{}, map[string]map[string]bool{}
	for _, person := range p.People {
		if person.Role == events.Expert {
			continue // of no delegation
		}
		for _, place := range person.Territories {
			if categories[place] == nil {
				categories[place] = map[string]bool{}
			}
			categories[place][person.Category] = true
			if person.Role == events.Referent {
				referents[place]++
			}
		}
	}
	want := map[string]int{"annecy": 1, "arras": 1, "beauvais": 1, "faverges": 2, "lomme": 1, "albigeois": 1, "reugny": 1, "rodez": 1,
		"saint-jean-de-braye": 1, "vimy": 1}
	if diff := cmp.Diff(want, referents); diff != "" {
		t.Errorf("referents (-want +got):\n%s", diff)
	}
	for place, all := range categories {
		if len(all) != 4 {
			t.Errorf("%s has the categories %v only", place, slices.Sorted(maps.Keys(all)))
		}
	}
	ddt := slices.IndexFunc(p.People, func(x events.Person) bool { return len(x.Territories) == 2 && x.Role != events.Expert })
	if ddt < 0 || p.People[ddt].Category != "ddt" {
		t.Error("nobody of the DDT belongs to two territories")
	}
	if !slices.ContainsFunc(p.People, func(x events.Person) bool { return x.Role == events.Expert && len(x.Territories) == 2 }) {
		t.Error("no expert has territories: their expert days reach nobody")
	}
	if b := p.Budget; b.Days != 8 || b.OnSite != 4 || b.StabiliseBy != day("2022-03-10") || p.Dialogue.Before != day("2022-06-30") {
		t.Errorf("budget %+v, dialogue before %s", b, p.Dialogue.Before)
	}
}

func TestExampleNamesNobody(t *testing.T) {
	text, err := os.ReadFile("../config.example.toml")
	if err != nil {
		t.Fatal(err)
	}
	addresses := regexp.MustCompile(`[\w.+-]+@[\w.-]+`).FindAllString(string(text), -1)
	if len(addresses) < 40 {
		t.Fatalf("only %d addresses found", len(addresses))
	}
	hosts := regexp.MustCompile(`https?://[^/"\s]+`).FindAllString(string(text), -1)
	for _, found := range append(addresses, hosts...) {
		if !strings.HasSuffix(found, "example.org") && found != "http://127.0.0.1:8080" {
			t.Errorf("%s is outside example.org", found)
		}
	}
}
