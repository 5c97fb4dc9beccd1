package record

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"parcours/events"
)

// sheetProgramme has a session for all and a split one, and two delegations; of these answers only the last of each counts.
func sheetProgramme() (*events.Snapshot, []events.Answer) {
	room := func(category string) events.Session {
		x := open("pairs-"+category, 10, 0)
		x.Group, x.GroupTitle, x.Category, x.Asked = "pairs", "Entre pairs", category, []events.Audience{{Categories: []string{category}}}
		return x
	}
	person := func(id string, role events.Role, category string, territories ...string) events.Person {
		return events.Person{ID: id, Email: id + "@example.org", Role: role, Category: category, Territories: territories}
	}
	s := programme([]events.Session{room("elus"), room("techniciens"), open("agora", 11, 0)},
		person("rita", events.Referent, "techniciens", "faverges"), person("marc", events.Member, "elus", "faverges"), person("anne", events.Member, "techniciens", "annecy"))
	return s, []events.Answer{
		{For: events.Subject{Territory: "faverges"}, Session: "agora", Status: events.Accepted, By: "rita", Late: true},
		{For: events.Subject{Person: "marc"}, Session: "agora", Status: events.Declined, By: "marc"},
		{For: events.Subject{Person: "anne"}, Session: "pairs-techniciens", Status: events.Tentative, By: "anne"},
	}
}

// drawn says a sheet in lines: a session, then its delegations.
func drawn(t Sheet) string {
	var b strings.Builder
	for _, row := range t.Rows {
		fmt.Fprintf(&b, "%s:", row.ID)
		for _, l := range row.Delegations {
			fmt.Fprintf(&b, " %s(", l.Territory)
			for _, c := range l.Cells {
				if c.Session == "" {
					b.WriteString("-")
					continue
				}
				fmt.Fprintf(&b, "%d:%d/%d/%d of %d", len(c.ForUs), c.Members.Accepted, c.Members.Tentative, c.Members.Declined, c.Members.Asked)
				b.WriteString(";")
			}
			b.WriteString(")")
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestSheet(t *testing.T) {
	s, answers := sheetProgramme()
	for _, c := range []struct {
		q    Query
		want string
	}{
		{Query{}, "pairs: annecy(0:0/1/0 of 1;0:0/0/0 of 0;) faverges(0:0/0/0 of 1;0:0/0/0 of 1;)\nagora: annecy(0:0/0/0 of 1;0:0/0/0 of 0;) faverges(1:0/0/0 of 1;1:0/0/1 of 1;)\n"},
		{Query{Territory: "annecy"}, "pairs: annecy(0:0/1/0 of 1;0:0/0/0 of 0;)\nagora: annecy(0:0/0/0 of 1;0:0/0/0 of 0;)\n"},
		{Query{Category: "elus", Session: "agora"}, "agora: annecy(0:0/0/0 of 0;) faverges(1:0/0/1 of 1;)\n"},
		{Query{Session: "pairs"}, "pairs: annecy(0:0/1/0 of 1;0:0/0/0 of 0;) faverges(0:0/0/0 of 1;0:0/0/0 of 1;)\n"},
		{Query{State: No}, "agora: faverges(1:0/0/0 of 1;1:0/0/1 of 1;)\n"},
		{Query{State: Maybe}, "pairs: annecy(0:0/1/0 of 1;0:0/0/0 of 0;)\n"},
		{Query{State: Late}, "agora: faverges(1:0/0/0 of 1;1:0/0/1 of 1;)\n"},
		{Query{State: Against}, "agora: faverges(1:0/0/0 of 1;1:0/0/1 of 1;)\n"},
		{Query{State: Silent, Session: "agora", Category: "elus"}, "agora: annecy(0:0/0/0 of 0;)\n"},
	} {
		got := sheet(s, c.q, answers, map[string]bool{"faverges agora": true})
		if drawn(got) != c.want {
			t.Errorf("%+v:\n%swant\n%s", c.q, drawn(got), c.want)
		}
	}
	whole := sheet(s, Query{}, answers, nil)
	want := []Counts{{"techniciens", Tally{Asked: 4, Tentative: 1, Blank: 3}}, {"elus", Tally{Asked: 2, Declined: 1, Blank: 1}}}
	if got := whole.ByCategory(); !slices.Equal(got, want) {
		t.Errorf("%+v", got)
	}
	for _, wrong := range []Query{{Territory: "x"}, {Category: "x"}, {Session: "x"}, {State: "x"}} {
		if wrong.check(s) == nil {
			t.Errorf("%+v is taken", wrong)
		}
	}
}

func TestRollLines(t *testing.T) {
	s, answers := sheetProgramme()
	last := map[events.Subject]map[string]*events.Answer{}
	for i := range answers {
		a := &answers[i]
		last[a.For] = map[string]*events.Answer{a.Session: a}
	}
	withdrawn := events.Answer{For: events.Subject{Person: "rita"}, Session: "agora", Status: events.NeedsAction}
	last[withdrawn.For] = map[string]*events.Answer{"agora": &withdrawn}
	for _, c := range []struct {
		q    Query
		want string
	}{
		{Query{Session: "agora"}, "annecy:- faverges:ACCEPTED anne:- marc:DECLINED rita:-(NEEDS-ACTION)"},
		{Query{Session: "agora", State: Silent}, "annecy:- anne:- rita:-(NEEDS-ACTION)"},
		{Query{Session: "agora", State: No}, "marc:DECLINED"},
		{Query{Session: "agora", State: Late}, "faverges:ACCEPTED"},
		{Query{Session: "agora", Territory: "annecy"}, "annecy:- anne:-"},
		{Query{Session: "pairs", Category: "techniciens"}, "annecy/techniciens:- faverges/techniciens:- anne:TENTATIVE rita:-"},
	} {
		var got []string
		for _, l := range rollOf(s, s.Group(c.q.Session), last, c.q) {
			who := l.For.Person + strings.TrimSuffix(l.For.Territory+"/"+l.For.Category, "/")
			switch {
			case l.Answer != nil:
				who += ":" + string(l.Answer.Status)
			case l.Before != nil:
				who += ":-(" + string(l.Before.Status) + ")"
			default:
				who += ":-"
			}
			got = append(got, who)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%+v: %s\nwant %s", c.q, strings.Join(got, " "), c.want)
		}
	}
}

func TestCourse(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	at := func(text string) time.Time {
		h, err := time.Parse("2006-01-02 15", text)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	given := []Given{{at("2022-03-01 10"), events.Accepted, 2}, {at("2022-03-01 23"), events.Declined, 1}, {at("2022-03-03 08"), events.Tentative, 1}, {at("2022-03-03 08"), events.NeedsAction, 1}}
	c := course(given, paris)
	want := []Span{{events.Day{Year: 2022, Month: 3, Day: 1}, 2, 0, 0, 0}, {events.Day{Year: 2022, Month: 3, Day: 2}, 0, 0, 1, 0}, {events.Day{Year: 2022, Month: 3, Day: 3}, 0, 1, 0, 1}}
	if c.Step != Daily || !slices.Equal(c.Spans, want) { // 23 h in UTC is the next day in Paris
		t.Errorf("%+v", c)
	}
	for last, want := range map[string]struct {
		step  Step
		first string
		n     int
	}{"2022-06-01 00": {Weekly, "2022-02-28", 14}, "2024-01-01 00": {Monthly, "2022-03-01", 23}} {
		c := course(append(slices.Clone(given), Given{at(last), events.Accepted, 5}), paris)
		sum := 0
		for _, s := range c.Spans {
			sum += s.All()
		}
		if c.Step != want.step || c.Spans[0].From.String() != want.first || len(c.Spans) != want.n || sum != 10 {
			t.Errorf("until %s: %s from %s, %d spans, %d answers", last, c.Step, c.Spans[0].From, len(c.Spans), sum)
		}
	}
	if c := course(nil, paris); len(c.Spans) != 0 {
		t.Errorf("%+v", c)
	}
}
