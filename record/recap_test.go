package record

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"parcours/events"
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
	room := func(category string) events.Session {
		x := open("pairs-"+category, 10, 0)
		x.Group, x.GroupTitle, x.Category, x.Asked = "pairs", "Entre pairs", category, []events.Audience{{Categories: []string{category}}}
		return x
	}
	annecy, cancelled := open("annecy", 12, 0), open("annulee", 13, 0)
	annecy.Asked = []events.Audience{{Territories: []string{"annecy"}}}
	cancelled.Status = events.Cancelled
	person := func(id string, role events.Role, category string, territories ...string) events.Person {
		return events.Person{ID: id, Email: id + "@example.org", Role: role, Category: category, Territories: territories}
	}
	s := programme([]events.Session{room("elus"), open("agora", 11, 1), room("techniciens"), annecy, cancelled},
		person("rita", events.Referent, "techniciens", "faverges"), person("rene", events.Referent, "elus", "annecy"), person("marc", events.Member, "elus", "faverges"),
		person("anne", events.Member, "techniciens", "annecy"), person("guy", events.Guest, "elus", "faverges"), person("emma", events.Expert, "elus", "faverges"),
		person("deux", events.Member, "elus", "annecy", "faverges"))
	forSelf := func(person, session string, status events.Partstat, sequence int) events.Answer {
		return events.Answer{For: events.Subject{Person: person}, Session: session, Status: status, Sequence: sequence, By: person}
	}
	forUs := func(territory, category, session string, status events.Partstat, sequence int) events.Answer {
		return events.Answer{For: events.Subject{Territory: territory, Category: category}, Session: session, Status: status, Sequence: sequence, By: "rita"}
	}
	deleted, late := forSelf("guy", "agora", events.Declined, 1), forSelf("marc", "pairs-elus", events.Tentative, 0)
	deleted.Door, late.Late = events.DoorDeleted, true
	answers := []events.Answer{
		forSelf("marc", "agora", events.Accepted, 1), forSelf("rene", "agora", events.Accepted, 0), forSelf("deux", "agora", events.NeedsAction, 1), deleted, late,
		forSelf("emma", "agora", events.Accepted, 1), forUs("faverges", "", "agora", events.Accepted, 1), forUs("annecy", "", "agora", events.Declined, 0),
		forUs("faverges", "elus", "pairs-elus", events.NotApplicable, 0), forUs("annecy", "elus", "pairs-elus", events.Accepted, 0), forSelf("rita", "annulee", events.Accepted, 0),
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
		if got := lines(recapFor(s, territory, answers)); got != want {
			t.Errorf("%q:\n%swant\n%s", territory, got, want)
		}
	}
	if r := recapFor(s, "", answers); r.Rows[0].Title != "Entre pairs" || len(r.Categories) != 2 {
		t.Errorf("%+v", r.Rows[0])
	}
	if got := lines(recapFor(s, "", nil)); strings.Contains(got, "=") || strings.Contains(got, "1/") {
		t.Errorf("nobody said anything:\n%s", got)
	}
}

// A column is where somebody is asked: what only referents are asked stands in their categories. A room that was moved
// has a row of its own.
func TestRecapColumnsAndMovedRooms(t *testing.T) {
	prep, first, moved := open("prep", 10, 0), open("pairs-elus", 11, 0), open("pairs-techniciens", 12, 0)
	prep.Asked = []events.Audience{{Roles: []events.Role{events.Referent}}}
	for x, category := range map[*events.Session]string{&first: "elus", &moved: "techniciens"} {
		x.Group, x.GroupTitle, x.Category, x.Asked = "pairs", "Entre pairs", category, []events.Audience{{Categories: []string{category}}}
	}
	person := func(id string, role events.Role, category string) events.Person {
		return events.Person{ID: id, Email: id + "@example.org", Role: role, Category: category, Territories: []string{"faverges"}}
	}
	yes := []events.Answer{{For: events.Subject{Territory: "faverges"}, Session: "prep", Status: events.Accepted, By: "rita"}}
	const rooms = "pairs: - 0/0/0+0 of 1\npairs: 0/0/0+0 of %s -\n"
	s := programme([]events.Session{prep, first, moved}, person("rita", events.Referent, "techniciens"), person("marc", events.Member, "elus"))
	for _, territory := range []string{"", "faverges"} {
		want := "prep: faverges=ACCEPTED;0/0/0+0 of 1 -\n" + fmt.Sprintf(rooms, "1")
		if got := lines(recapFor(s, territory, yes)); got != want {
			t.Errorf("%q:\n%swant\n%s", territory, got, want)
		}
	}
	s = programme([]events.Session{prep, first, moved}, person("rita", events.Referent, ""), person("marc", events.Member, "elus"))
	want := "prep: faverges=ACCEPTED;0/0/0+0 of 0 faverges=ACCEPTED;0/0/0+0 of 0\n" + fmt.Sprintf(rooms, "0")
	if got := lines(recapFor(s, "faverges", yes)); got != want {
		t.Errorf("a referent without category:\n%swant\n%s", got, want)
	}
}

// recapFor is the recap of all sessions, for a delegation or for all.
func recapFor(s *events.Snapshot, territory string, answers []events.Answer) Recap {
	people := s.People()
	if territory != "" {
		people = s.Delegation(territory)
	}
	return recap(s, territory, people, s.All(), heardOf(answers), nil)
}

func programme(sessions []events.Session, people ...events.Person) *events.Snapshot {
	p := events.Programme{
		ID: "programme.example.org", TimeZone: "Europe/Paris", Language: "fr",
		Categories:  []events.Category{{ID: "techniciens", Label: "Techniciens"}, {ID: "elus", Label: "Élus"}},
		Territories: []events.Territory{{ID: "annecy", Name: "Annecy"}, {ID: "faverges", Name: "Faverges"}},
	}
	return events.NewSnapshot(p, "generation", "epoch", int64(len(sessions)), sessions, people)
}

// open is a session at noon of a day in March 2022 that asks everybody, and whose time was last changed with this SEQUENCE.
func open(id string, day, askedAt int) events.Session {
	noon := time.Date(2022, 3, day, 12, 0, 0, 0, time.UTC)
	return events.Session{
		Plan: events.Plan{ID: id, Title: id, Status: events.Fixed, When: events.When{Start: noon, End: noon.Add(time.Hour)}},
		UID:  id + "@programme.example.org", Asked: []events.Audience{{}}, Sequence: askedAt, AskedAt: askedAt, Change: int64(day), Born: 1,
	}
}
