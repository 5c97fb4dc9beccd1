package events

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func ids(all []*Session) (list []string) {
	for _, x := range all {
		list = append(list, x.ID)
	}
	return list
}

// span draws a time in a week of March: hours, an instant, or whole days.
func span(t *rapid.T) When {
	start := rapid.IntRange(0, 7*24).Draw(t, "start")
	if rapid.Bool().Draw(t, "whole days") {
		first := time.Date(2022, 3, 1+start/24, 0, 0, 0, 0, time.UTC)
		return When{Start: first, End: first.AddDate(0, 0, rapid.IntRange(1, 4).Draw(t, "days")), AllDay: true}
	}
	at := time.Date(2022, 3, 1, start, 0, 0, 0, time.UTC)
	return When{Start: at, End: at.Add(time.Duration(rapid.SampledFrom([]int{0, 1, 3, 50}).Draw(t, "hours")) * time.Hour)}
}

func drawSession(t *rapid.T, id int, change int64) Session {
	return Session{Plan: Plan{ID: fmt.Sprintf("s%d", id), When: span(t), Category: rapid.SampledFrom([]string{"", "elus", "techniciens"}).Draw(t, "category")}, Change: change}
}

// Between finds what a look at every session finds, in the same order.
func TestBetweenLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []Session
		for i := range rapid.IntRange(0, 12).Draw(t, "sessions") {
			all = append(all, drawSession(t, i, int64(i+1)))
		}
		s := programme(all)
		bound := func(name string) time.Time {
			if hour := rapid.IntRange(-1, 8*24).Draw(t, name); hour >= 0 {
				return time.Date(2022, 3, 1, hour, 0, 0, 0, time.UTC)
			}
			return time.Time{}
		}
		from, to := bound("from"), bound("to")
		var want []string
		for _, x := range s.All() {
			start, end := x.When.Span(s.Loc)
			touches := end.After(from) || start.Equal(end) && !start.Before(from)
			if touches && (to.IsZero() || start.Before(to)) {
				want = append(want, x.ID)
			}
		}
		if got := ids(s.Between(from, to)); !slices.Equal(got, want) {
			t.Fatalf("[%s, %s): %v, want %v", from, to, got, want)
		}
	})
}

// A snapshot with changes is the one that is built anew from all sessions; the one before stays as it was.
func TestWithLaw(t *testing.T) {
	look := func(s *Snapshot) string {
		var since []string
		s.Since(2, func(x *Session) bool { since = append(since, x.ID); return true })
		text := fmt.Sprint(s.Change, ids(s.All()), since, s.until)
		for i := range 12 {
			if x := s.Session(fmt.Sprintf("s%d", i)); x != nil {
				text += fmt.Sprint(" ", x.ID, x.Change, x.When)
			}
		}
		return text
	}
	rapid.Check(t, func(t *rapid.T) {
		latest := map[int]Session{}
		change := int64(0)
		some := func(n int) (drawn []Session) {
			for _, id := range rapid.SliceOfNDistinct(rapid.IntRange(0, 9), 0, n, rapid.ID[int]).Draw(t, "ids") {
				change++
				x := drawSession(t, id, change)
				latest[id] = x
				drawn = append(drawn, x)
			}
			return drawn
		}
		everything := func() *Snapshot {
			var all []Session
			for _, x := range latest {
				all = append(all, x)
			}
			s := programme(all)
			s.Change = change
			return s
		}
		s := programme(some(6))
		s.Change = change
		for range rapid.IntRange(1, 4).Draw(t, "changes") {
			before := look(s)
			next := s.with(change, some(4))
			next.Change = change
			if got := look(s); got != before {
				t.Fatalf("the snapshot before changed:\n%s\n%s", got, before)
			}
			if got, want := look(next), look(everything()); got != want {
				t.Fatalf("\n%s, built anew\n%s", got, want)
			}
			s = next
		}
	})
}

// Two snapshots may follow the same one: neither sees the other's sessions.
func TestWithTwice(t *testing.T) {
	s := programme([]Session{open("a", 1, 0)})
	one, two := s.with(2, []Session{open("b", 2, 0)}), s.with(2, []Session{open("c", 2, 0)})
	for _, c := range []struct {
		s     *Snapshot
		there string
		not   []string
	}{{s, "a", []string{"b", "c"}}, {one, "b", []string{"c"}}, {two, "c", []string{"b"}}} {
		if x := c.s.Session(c.there); x == nil || x.ID != c.there {
			t.Errorf("%s is missing", c.there)
		}
		for _, id := range c.not {
			if c.s.Session(id) != nil {
				t.Errorf("%s is in another's snapshot", id)
			}
		}
	}
}

func TestSnapshotLooksUp(t *testing.T) {
	room := func(id, category string) Session {
		x := open(id, 10, 0)
		x.Group, x.Category = "pairs", category
		return x
	}
	s := programme([]Session{room("pairs-elus", "elus"), open("agora", 9, 0), room("pairs-techniciens", "techniciens")},
		Person{ID: "rita", Email: "Rita@Example.org", Name: "Rita", Role: Referent, Territories: []string{"faverges"}},
		Person{ID: "anne", Email: "anne@example.org", Name: "Anne", Role: Member, Territories: []string{"faverges", "annecy"}},
		Person{ID: "zoe", Email: "zoe@example.org", Name: "Ana", Role: Member, Territories: []string{"faverges"}},
		Person{ID: "guy", Email: "guy@example.org", Name: "Aguy", Role: Guest, Territories: []string{"faverges"}},
		Person{ID: "emma", Email: "emma@example.org", Name: "Emma", Role: Expert, Territories: []string{"faverges"}},
		Person{ID: "gone", Email: "gone@example.org", Role: Referent, Territories: []string{"faverges"}, Removed: true})
	if got := ids(s.Group("pairs")); !slices.Equal(got, []string{"pairs-techniciens", "pairs-elus"}) {
		t.Errorf("rooms %v: they come in the order of the categories", got)
	}
	if got := ids(s.Group("agora")); !slices.Equal(got, []string{"agora"}) {
		t.Errorf("one session %v", got)
	}
	if s.Group("rien") != nil || s.Session("rien") != nil || s.Person("gone") != nil || s.byEmail["gone@example.org"] != nil {
		t.Error("what is not there is found")
	}
	if s.byEmail["rita@example.org"] != s.Person("rita") {
		t.Error("addresses are the same in any letters")
	}
	var people []string
	for _, p := range s.Delegation("faverges") {
		people = append(people, p.ID)
	}
	if !slices.Equal(people, []string{"rita", "zoe", "anne", "guy"}) {
		t.Errorf("delegation %v: referents, then members, then guests, each by name", people)
	}
	if s.Category("ddt") != nil || s.Territory("lune") != nil || s.Category("elus").Label != "Élus" || s.Territory("annecy").Name != "Annecy" {
		t.Error("categories and territories")
	}
}
