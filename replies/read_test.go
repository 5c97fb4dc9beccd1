package replies

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"

	"parcours/asks"
	"parcours/delivery"
	"parcours/events"
	"parcours/site"
)

// reply is one of the corpus, with what it must become.
type reply struct {
	From, About, Text string
	Want              []string
	Rest              int
}

func corpus(t testing.TB) []reply {
	t.Helper()
	text, err := os.ReadFile("testdata/replies.toml")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Reply []reply }
	if err := toml.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Reply) < 60 {
		t.Fatalf("%d replies", len(file.Reply))
	}
	return file.Reply
}

var people = map[string]string{"": "ines-charvoz", "ines": "ines-charvoz", "camille": "camille-roux", "gerard": "gerard-delcroze"}

func deskOf(t testing.TB, s *site.Site, who string) *asks.Desk {
	t.Helper()
	d, err := s.Asked.Desk(t.Context(), s.Person(people[who]))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// aboutOf reads "agora" and "faverges/2".
func aboutOf(text string) About {
	territory, number, ok := strings.Cut(text, "/")
	if !ok {
		return About{Session: text}
	}
	n, _ := strconv.Atoi(number)
	return About{Territory: territory, Decision: n}
}

var shown = map[events.Partstat]string{events.Accepted: "yes", events.Declined: "no", events.Tentative: "maybe"}

func described(u delivery.Understood) (all []string) {
	for _, p := range u.Proposals {
		if p.Decision > 0 {
			all = append(all, fmt.Sprintf("arbitrage %d: %s", p.Decision, p.Text))
			continue
		}
		all = append(all, strings.TrimSpace(p.Session+" "+shown[p.Status]+" "+p.For.Territory))
	}
	return all
}

func TestEveryReplyBecomesWhatItMust(t *testing.T) {
	s := site.OpenExample(t)
	for _, r := range corpus(t) {
		u := Read(r.Text, deskOf(t, s, r.From), aboutOf(r.About), s.Clock)
		if got := described(u); strings.Join(got, "\n") != strings.Join(r.Want, "\n") && !sameSet(got, r.Want) {
			t.Errorf("%s, about %q: %q\n got %q\nwant %q (rest %q)", r.From, r.About, r.Text, got, r.Want, u.Rest)
		}
		if len(u.Rest) != r.Rest && (r.Rest != 1 || len(u.Rest) == 0) {
			t.Errorf("%q: rest %q, want %d", r.Text, u.Rest, r.Rest)
		}
	}
}

func sameSet(a, b []string) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}

// Whatever a text is, it ends, it names only what is asked of its person and of those for whom they answer, and says nothing
// of one session twice.
func FuzzRead(f *testing.F) {
	s := site.OpenExample(f)
	desks := map[string]*asks.Desk{"ines": deskOf(f, s, "ines"), "camille": deskOf(f, s, "camille")}
	for _, r := range corpus(f) {
		f.Add(r.Text, r.About, r.From == "camille")
	}
	f.Fuzz(func(t *testing.T, text, about string, referent bool) {
		who := "ines"
		if referent {
			who = "camille"
		}
		u := Read(text, desks[who], aboutOf(about), s.Clock)
		seen := map[string]bool{}
		for _, p := range u.Proposals {
			key := fmt.Sprint(p.Session, p.For, p.Decision, p.Territory)
			switch {
			case seen[key]:
				t.Errorf("%q says of %s twice", text, key)
			case p.Decision > 0 && (!referent || p.Territory != "faverges" || strings.TrimSpace(p.Text) == "" || !strings.Contains(text, strings.Split(p.Text, "\n")[0])):
				t.Errorf("%q: %+v", text, p)
			case p.Decision == 0 && shown[p.Status] == "":
				t.Errorf("%q: %+v", text, p)
			case p.Decision == 0 && p.For.Person != people[who] && (!referent || p.For.Territory != "faverges"):
				t.Errorf("%q answers for %+v", text, p.For)
			}
			seen[key] = true
		}
	})
}

// What is asked no more is not understood: a past session, one that is cancelled.
func TestOnlyWhatIsAskedIsUnderstood(t *testing.T) {
	s := site.OpenExample(t)
	if u := Read("ok pour le 10", deskOf(t, s, "ines"), About{}, site.At("2022-03-11 09:00")); len(u.Proposals) != 0 || len(u.Rest) != 1 {
		t.Errorf("after it: %+v", u)
	}
	s.Change(func(p *events.Programme) { site.Plan(p, "pairs-1-partenaires").Status = events.Cancelled })
	if u := Read("ok pour le 10", deskOf(t, s, "ines"), About{}, s.Clock); len(u.Proposals) != 0 {
		t.Errorf("cancelled: %+v", u)
	}
}

// Two sessions on one day are told apart by their names, and not by the date alone.
func TestTwoSessionsOnOneDay(t *testing.T) {
	s := site.OpenExample(t)
	s.Change(func(p *events.Programme) {
		x := site.Plan(p, "agora")
		x.When = events.When{Start: site.At("2022-03-24 09:30"), End: site.At("2022-03-24 12:30")}
	})
	for text, want := range map[string]string{
		"ok pour le 24":                      "",
		"ok pour l'agora du 24":              "agora yes",
		"non pour l'AGORA le 24 mars":        "agora no",
		"oui pour la deuxième session le 24": "pairs-2-partenaires yes",
		"ok pour l'agora du 28 avril":        "",
	} {
		if got := strings.Join(described(Read(text, deskOf(t, s, "ines"), About{}, s.Clock)), " "); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if got := described(Read("ok pour le 24", deskOf(t, s, "ines"), About{Session: "agora"}, s.Clock)); strings.Join(got, "") != "agora yes" {
		t.Errorf("a reply to the mail of one of them: %q", got)
	}
}

// A phrase does one thing, whatever the order in which the lists are read.
func TestAPhraseHasOneKind(t *testing.T) {
	for range 20 {
		for phrase, k := range listed(lists) {
			if phrases[phrase] != k {
				t.Fatalf("%q is %s and %s", phrase, k, phrases[phrase])
			}
		}
	}
}
