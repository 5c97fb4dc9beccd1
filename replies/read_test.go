package replies

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"

	"parcours/calendars"
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

func deskOf(t testing.TB, s *site.Site, who string) *calendars.Desk {
	t.Helper()
	d, err := s.Calendars.Desk(t.Context(), s.Person(people[who]))
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
