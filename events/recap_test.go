package events

import (
	"fmt"
	"strings"
	"testing"
)

// lines says a recap in lines: the session, then one cell a category: who was said for by referents, and how many
// members of how many said what.
func lines(r Recap) string {
	var b strings.Builder
	for _, row := range r.Rows {
		fmt.Fprintf(&b, "%s:", row.ID)
		for _, c := range row.Cells {
			if c.Session == "" {
				b.WriteString(" -")
				continue
			}
			b.WriteString(" ")
			for _, said := range c.ForUs {
				fmt.Fprintf(&b, "%s=%s;", said.Territory, said.Status)
			}
			m := c.Members
			fmt.Fprintf(&b, "%d/%d/%d+%d of %d", m.Accepted, m.Tentative, m.Declined, m.Deleted, m.Asked)
			if m.Late > 0 {
				fmt.Fprintf(&b, " late %d", m.Late)
			}
			if got := m.Accepted + m.Tentative + m.Declined + m.Deleted + m.Blank; got != m.Asked {
				fmt.Fprintf(&b, " (%d counted)", got)
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestRecap(t *testing.T) {
	room := func(category string) Session {
		x := open("pairs-"+category, 10, 0)
		x.Group, x.GroupTitle, x.Category, x.Asked = "pairs", "Entre pairs", category, []Audience{{Categories: []string{category}}}
		return x
	}
	annecy, cancelled := open("annecy", 12, 0), open("annulee", 13, 0)
	annecy.Asked = []Audience{{Territories: []string{"annecy"}}}
	cancelled.Status = Cancelled
	person := func(id string, role Role, category string, territories ...string) Person {
		return Person{ID: id, Email: id + "@example.org", Role: role, Category: category, Territories: territories}
	}
	s := programme([]Session{room("elus"), open("agora", 11, 1), room("techniciens"), annecy, cancelled},
		person("rita", Referent, "techniciens", "faverges"), person("rene", Referent, "elus", "annecy"), person("marc", Member, "elus", "faverges"),
		person("anne", Member, "techniciens", "annecy"), person("guy", Guest, "elus", "faverges"), person("emma", Expert, "elus", "faverges"),
		person("deux", Member, "elus", "annecy", "faverges"))
	forSelf := func(person, session string, status Partstat, sequence int) Answer {
		return Answer{For: Subject{Person: person}, Session: session, Status: status, Sequence: sequence, By: person}
	}
	forUs := func(territory, category, session string, status Partstat, sequence int) Answer {
		return Answer{For: Subject{Territory: territory, Category: category}, Session: session, Status: status, Sequence: sequence, By: "rita"}
	}
	deleted, late := forSelf("guy", "agora", Declined, 1), forSelf("marc", "pairs-elus", Tentative, 0)
	deleted.Door, late.Late = DoorDeleted, true
	answers := []Answer{
		forSelf("marc", "agora", Accepted, 1), forSelf("rene", "agora", Accepted, 0), forSelf("deux", "agora", NeedsAction, 1), deleted, late,
		forSelf("emma", "agora", Accepted, 1), forUs("faverges", "", "agora", Accepted, 1), forUs("annecy", "", "agora", Declined, 0),
		forUs("faverges", "elus", "pairs-elus", NotApplicable, 0), forUs("annecy", "elus", "pairs-elus", Accepted, 0), forSelf("rita", "annulee", Accepted, 0),
	}
	for territory, want := range map[string]string{
		"": `pairs: 0/0/0+0 of 2 annecy=ACCEPTED;faverges=X-SANS-OBJET;0/1/0+0 of 4 late 1
agora: faverges=ACCEPTED;0/0/0+0 of 2 faverges=ACCEPTED;1/0/0+1 of 4
annecy: 0/0/0+0 of 1 0/0/0+0 of 2
`,
		"faverges": `pairs: 0/0/0+0 of 1 faverges=X-SANS-OBJET;0/1/0+0 of 3 late 1
agora: faverges=ACCEPTED;0/0/0+0 of 1 faverges=ACCEPTED;1/0/0+1 of 3
`,
		"annecy": `pairs: 0/0/0+0 of 1 annecy=ACCEPTED;0/0/0+0 of 2
agora: 0/0/0+0 of 1 0/0/0+0 of 2
annecy: 0/0/0+0 of 1 0/0/0+0 of 2
`,
	} {
		if got := lines(s.recap(territory, answers, nil)); got != want {
			t.Errorf("%q:\n%swant\n%s", territory, got, want)
		}
	}
	if r := s.recap("", answers, nil); r.Rows[0].Title != "Entre pairs" || len(r.Categories) != 2 {
		t.Errorf("%+v", r.Rows[0])
	}
	if got := lines(s.recap("", nil, nil)); strings.Contains(got, "=") || strings.Contains(got, "1/") {
		t.Errorf("nobody said anything:\n%s", got)
	}
}

// A column is where somebody is asked: what only referents are asked stands in their categories. A room that was moved
// has a row of its own.
func TestRecapColumnsAndMovedRooms(t *testing.T) {
	prep, first, moved := open("prep", 10, 0), open("pairs-elus", 11, 0), open("pairs-techniciens", 12, 0)
	prep.Asked = []Audience{{Roles: []Role{Referent}}}
	for x, category := range map[*Session]string{&first: "elus", &moved: "techniciens"} {
		x.Group, x.GroupTitle, x.Category, x.Asked = "pairs", "Entre pairs", category, []Audience{{Categories: []string{category}}}
	}
	person := func(id string, role Role, category string) Person {
		return Person{ID: id, Email: id + "@example.org", Role: role, Category: category, Territories: []string{"faverges"}}
	}
	yes := []Answer{{For: Subject{Territory: "faverges"}, Session: "prep", Status: Accepted, By: "rita"}}
	const rooms = "pairs: - 0/0/0+0 of 1\npairs: 0/0/0+0 of %s -\n"
	s := programme([]Session{prep, first, moved}, person("rita", Referent, "techniciens"), person("marc", Member, "elus"))
	for _, territory := range []string{"", "faverges"} {
		want := "prep: faverges=ACCEPTED;0/0/0+0 of 1 -\n" + fmt.Sprintf(rooms, "1")
		if got := lines(s.recap(territory, yes, nil)); got != want {
			t.Errorf("%q:\n%swant\n%s", territory, got, want)
		}
	}
	s = programme([]Session{prep, first, moved}, person("rita", Referent, ""), person("marc", Member, "elus"))
	want := "prep: faverges=ACCEPTED;0/0/0+0 of 0 faverges=ACCEPTED;0/0/0+0 of 0\n" + fmt.Sprintf(rooms, "0")
	if got := lines(s.recap("faverges", yes, nil)); got != want {
		t.Errorf("a referent without category:\n%swant\n%s", got, want)
	}
}
