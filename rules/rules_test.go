package rules

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"parcours/events"
)

// wall is a time in Paris: "2022-03-10 09:00".
func wall(text string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", text, paris)
	if err != nil {
		panic(err)
	}
	return t
}

func TestHalfDays(t *testing.T) {
	s := programme()
	days := func(first, last string) events.When {
		a, _ := events.ParseDay(first)
		b, _ := events.ParseDay(last)
		return events.When{Start: a.In(time.UTC), End: b.In(time.UTC), AllDay: true}
	}
	for _, c := range []struct {
		name string
		when events.When
		want int
	}{
		{"a morning", events.When{Start: wall("2022-03-10 09:00"), End: wall("2022-03-10 12:00")}, 1},
		{"five hours", events.When{Start: wall("2022-03-10 09:00"), End: wall("2022-03-10 14:00")}, 1},
		{"a little more", events.When{Start: wall("2022-03-10 09:00"), End: wall("2022-03-10 14:01")}, 2},
		{"a day", events.When{Start: wall("2022-03-10 09:00"), End: wall("2022-03-10 17:00")}, 2},
		{"a moment", events.When{Start: wall("2022-03-10 09:00"), End: wall("2022-03-10 09:00")}, 1},
		{"an evening beyond midnight", events.When{Start: wall("2022-03-10 20:00"), End: wall("2022-03-11 01:00")}, 2},
		{"until midnight", events.When{Start: wall("2022-03-10 20:00"), End: wall("2022-03-11 00:00")}, 1},
		{"a day and a morning", events.When{Start: wall("2022-03-10 09:00"), End: wall("2022-03-11 12:00")}, 4},
		{"in another zone", events.When{Start: wall("2022-03-10 09:00").UTC(), End: wall("2022-03-10 12:00").UTC()}, 1},
		{"the night when the clocks go forward", events.When{Start: wall("2022-03-26 22:00"), End: wall("2022-03-27 06:00")}, 2},
		{"an end before its start", events.When{Start: wall("2022-03-10 12:00"), End: wall("2022-03-09 09:00")}, 1},
		{"a whole day", days("2022-03-10", "2022-03-11"), 2},
		{"three whole days", days("2022-03-26", "2022-03-29"), 6},
		{"a whole day without end", days("2022-03-10", "2022-03-10"), 2},
	} {
		if got := halfDays(s, c.when); got != c.want {
			t.Errorf("%s: %d", c.name, got)
		}
	}
}

// day is an expert's day of so many halves.
func day(uid string, halves int) *Entry {
	start := wall("2022-03-10 09:00")
	if halves%2 == 1 {
		return &Entry{Facts: Facts{UID: uid, When: events.When{Start: start, End: start.Add(time.Duration(halves/2*24+3) * time.Hour)}}}
	}
	first := events.Day{Year: 2022, Month: 3, Day: 10}.In(time.UTC)
	return &Entry{Facts: Facts{UID: uid, When: events.When{Start: first, End: first.AddDate(0, 0, halves/2), AllDay: true}}}
}

func TestRuleLedger(t *testing.T) {
	s := programme() // 8 days, 4 of them on site
	cancelled := day("c", 2)
	cancelled.Facts.Cancelled = true
	for _, c := range []struct {
		name     string
		days     []*Entry
		approved []Approval
		used     int
		held     string
		balance  Balance
	}{
		{"nothing", nil, nil, 0, "", Balance{UsedHalfDays: 0, GrantedHalfDays: 0, OnSite: 4, Days: 8}},
		{"a half", []*Entry{day("a", 1)}, nil, 1, "", Balance{UsedHalfDays: 1, GrantedHalfDays: 0, OnSite: 4, Days: 8}},
		{"three halves", []*Entry{day("a", 1), day("b", 2)}, nil, 3, "", Balance{UsedHalfDays: 3, GrantedHalfDays: 0, OnSite: 4, Days: 8}},
		{"all", []*Entry{day("a", 4), day("b", 4)}, nil, 8, "", Balance{UsedHalfDays: 8, GrantedHalfDays: 0, OnSite: 4, Days: 8}},
		{"a fifth day", []*Entry{day("a", 8), day("b", 2)}, nil, 8, "b", Balance{UsedHalfDays: 8, GrantedHalfDays: 0, OnSite: 4, Days: 8}},
		{"a fifth day that was granted", []*Entry{day("a", 8), day("b", 2)}, []Approval{{UID: "b", Reason: "La foire."}}, 10, "",
			Balance{UsedHalfDays: 10, GrantedHalfDays: 2, OnSite: 4, Days: 8}},
		{"after a granted one, the next is held", []*Entry{day("a", 8), day("b", 2), day("d", 1)}, []Approval{{UID: "b"}}, 10, "d",
			Balance{UsedHalfDays: 10, GrantedHalfDays: 2, OnSite: 4, Days: 8}},
		{"a grant leaves what was counted before it its room", []*Entry{day("a", 6), day("b", 4), day("d", 2)}, []Approval{{UID: "b", HalfDays: 4, Over: 4}}, 12, "",
			Balance{UsedHalfDays: 12, GrantedHalfDays: 4, OnSite: 4, Days: 8}},
		{"a grant gives no room to others", []*Entry{day("a", 6), day("b", 4), day("d", 2), day("e", 1)}, []Approval{{UID: "b", HalfDays: 4, Over: 4}}, 12, "e",
			Balance{UsedHalfDays: 12, GrantedHalfDays: 4, OnSite: 4, Days: 8}},
		{"a day that grew after its grant", []*Entry{day("a", 8), day("b", 4)}, []Approval{{UID: "b", HalfDays: 2, Over: 2}}, 8, "b",
			Balance{UsedHalfDays: 8, GrantedHalfDays: 0, OnSite: 4, Days: 8}},
		{"a granted day that was cancelled", []*Entry{day("a", 8), cancelled, day("d", 2)}, []Approval{{UID: "c", HalfDays: 2, Over: 2}}, 8, "d",
			Balance{UsedHalfDays: 8, GrantedHalfDays: 0, OnSite: 4, Days: 8}},
		{"what still fits counts", []*Entry{day("a", 6), day("b", 4), day("d", 2)}, nil, 8, "b", Balance{UsedHalfDays: 8, GrantedHalfDays: 0, OnSite: 4, Days: 8}},
		{"a cancelled day gives its room back", []*Entry{day("a", 6), cancelled, day("d", 2)}, nil, 8, "", Balance{UsedHalfDays: 8, GrantedHalfDays: 0, OnSite: 4, Days: 8}},
		{"a grant for a cancelled day", []*Entry{cancelled}, []Approval{{UID: "c"}}, 0, "", Balance{UsedHalfDays: 0, GrantedHalfDays: 0, OnSite: 4, Days: 8}},
	} {
		l := OfDays(s, c.days, c.approved)
		var held []string
		for i, e := range l.Entries {
			if e.Held {
				held = append(held, e.UID)
			}
			v := c.days[i].Says
			if last := v.Findings[len(v.Findings)-1]; v.Held != e.Held || v.Tentative != e.Held || last != (Finding{Kind: FoundBalance, Balance: c.balance}) {
				t.Errorf("%s: of %s is said %+v", c.name, e.UID, v)
			}
			if said := v.Findings[0]; e.Approved != nil && (said.Kind != FoundGranted || said.Reason != e.Approved.Reason) {
				t.Errorf("%s: the reason is not said in %+v", c.name, v)
			}
		}
		if l.UsedHalfDays != c.used || strings.Join(held, " ") != c.held || l.Balance() != c.balance {
			t.Errorf("%s: %d halves, held %q, %+v", c.name, l.UsedHalfDays, held, l)
		}
	}
}

// The budget is never overdrawn unseen: what is counted beyond it was granted, what is not counted says so, and every
// entry is counted, held or cancelled.
func TestLedgerLaw(t *testing.T) {
	s := programme()
	rapid.Check(t, func(t *rapid.T) {
		var all []*Entry
		var approved []Approval
		for i := range rapid.IntRange(0, 9).Draw(t, "days") {
			r := day(fmt.Sprint(i), rapid.IntRange(1, 6).Draw(t, "halves"))
			r.Facts.Cancelled = rapid.Bool().Draw(t, "cancelled")
			all = append(all, r)
			if rapid.IntRange(0, 3).Draw(t, "granted") == 0 {
				a := Approval{UID: r.Facts.UID, Reason: "accordé"}
				if rapid.Bool().Draw(t, "measured") {
					a.HalfDays = halfDays(s, r.Facts.When)
					a.Over = rapid.IntRange(0, a.HalfDays).Draw(t, "over")
				}
				approved = append(approved, a)
			}
		}
		l := OfDays(s, all, approved)
		used, ungranted, budget := 0, 0, 2*l.OnSite
		for i, e := range l.Entries {
			if one := map[bool]int{true: 1}; one[e.Counted]+one[e.Held]+one[e.Cancelled] != 1 {
				t.Fatalf("%+v is not one of counted, held and cancelled", e)
			}
			if e.Approved != nil && !e.Cancelled {
				budget += e.Approved.Over
			}
			if e.Counted {
				if e.Approved == nil {
					ungranted += e.HalfDays
					if used+e.HalfDays > budget {
						t.Fatalf("%+v goes over the budget and was not granted", e)
					}
				}
				used += e.HalfDays
			}
			if e.Held && (used+e.HalfDays <= budget || e.Approved != nil) {
				t.Fatalf("%+v is held without need", e)
			}
			if all[i].Says.Held != e.Held {
				t.Fatalf("%+v says %+v", e, all[i].Says)
			}
		}
		if used != l.UsedHalfDays || ungranted > 2*l.OnSite {
			t.Fatalf("%d halves, said to be %d; %d not granted", used, l.UsedHalfDays, ungranted)
		}
		again := OfDays(s, all, approved)
		if again.Balance() != l.Balance() {
			t.Fatalf("ruled again: %+v, %+v", l, again)
		}
	})
}

func TestRuleAgenda(t *testing.T) {
	s := programme() // the dialogue day is held by 30 June
	event := func(uid, title, date string) *Entry {
		d, _ := events.ParseDay(date)
		return &Entry{Facts: Facts{UID: uid, Title: title, When: events.When{Start: d.In(time.UTC), End: d.Add(1).In(time.UTC), AllDay: true}}}
	}
	prepared := event("p", "Préparation de la journée de dialogue", "2022-05-01")
	festival := event("f", "Festival des Courts-Circuits", "2022-09-20")
	related := event("d", "Journée de dialogue", "2022-09-01")
	related.Facts.Related = []string{"f"}
	byCategory := event("d", "Rencontre", "2022-06-15")
	byCategory.Facts.Category = []string{"DIALOGUE"}
	cancelled := event("d", "Journée de dialogue", "2022-09-01")
	cancelled.Facts.Cancelled = true
	const late, unprepared = "late", "unprepared"
	for _, c := range []struct {
		name string
		day  *Entry
		with []*Entry
		want string
	}{
		{"in time, prepared", event("d", "Journée de dialogue", "2022-06-30"), []*Entry{prepared}, ""},
		{"in time, not prepared", event("d", "Journée de dialogue", "2022-06-15"), nil, unprepared},
		{"prepared afterwards", event("d", "Dialogue", "2022-04-15"), []*Entry{prepared}, unprepared},
		{"prepared by a cancelled one", event("d", "Dialogue", "2022-09-15"), []*Entry{{Facts: Facts{Title: "Préparation du dialogue", When: prepared.Facts.When, Cancelled: true}}}, late + " " + unprepared},
		{"the day after the last", event("d", "Journée de dialogue", "2022-07-01"), []*Entry{prepared}, late},
		{"late, before an event that it names", event("d", "Dialogue : festival des courts circuits", "2022-09-01"), []*Entry{prepared, festival}, ""},
		{"late, before an event that it is related to", related, []*Entry{prepared, festival}, ""},
		{"late, after the event that it names", event("d", "Dialogue : Festival des Courts-Circuits", "2022-09-25"), []*Entry{prepared, festival}, late},
		{"late, beside an event that it does not name", event("d", "Journée de dialogue", "2022-09-01"), []*Entry{prepared, festival}, late},
		{"known by its category", byCategory, nil, unprepared},
		{"cancelled", cancelled, nil, ""},
	} {
		all := append([]*Entry{c.day}, c.with...)
		OfAgenda(s, all)
		var said []string
		for _, f := range c.day.Says.Findings {
			if f.Kind == FoundLate && f.Day != s.Dialogue.Before {
				t.Errorf("%s: the last day is %s", c.name, f.Day)
			}
			said = append(said, string(f.Kind))
		}
		if got := strings.Join(said, " "); got != c.want || c.day.Says.Held != strings.Contains(c.want, late) {
			t.Errorf("%s: %q, held %v", c.name, got, c.day.Says.Held)
		}
		if c.day.Says.Sheet != "" {
			t.Errorf("%s: the day of dialogue is given a sheet", c.name)
		}
	}
	OfAgenda(s, []*Entry{festival})
	if festival.Says.Sheet != s.Dialogue.Sheet || festival.Says.Findings != nil {
		t.Errorf("an event of the local economy: %+v", festival.Says)
	}
}

// A programme without such days has no rule for them, whatever a title says.
func TestNoDialogueNoRule(t *testing.T) {
	for _, d := range []events.Dialogue{
		{}, {Words: []string{"retreat"}, ByTitle: true},
		{Words: []string{"dialogue"}, Preparation: []string{"preparation"}, Before: events.Day{Year: 2022, Month: 6, Day: 30}}, // known by its category alone
	} {
		s := programme()
		s.Dialogue = d
		r := &Entry{Facts: Facts{UID: "d", Title: "Team meeting: a dialogue", When: events.When{Start: wall("2022-09-01 09:00"), End: wall("2022-09-01 10:00")}}}
		OfAgenda(s, []*Entry{r})
		if r.Says.Held || r.Says.Findings != nil || r.Says.Sheet != "" {
			t.Errorf("%+v: %+v", d, r.Says)
		}
	}
}

// Of several days of dialogue the first counts, and the others say so.
func TestFirstDialogueCounts(t *testing.T) {
	s := programme()
	event := func(uid, day string) *Entry {
		return &Entry{Facts: Facts{UID: uid, Title: "Rencontre", Category: []string{"Dialogue"}, When: events.When{Start: wall(day + " 09:00"), End: wall(day + " 17:00")}}}
	}
	late, early := event("late", "2022-09-01"), event("early", "2022-06-01")
	OfAgenda(s, []*Entry{late, early})
	if late.Says.Held || len(late.Says.Findings) != 1 || late.Says.Findings[0] != (Finding{Kind: FoundAnother, Day: events.Day{Year: 2022, Month: 6, Day: 1}}) {
		t.Errorf("the later one: %+v", late.Says)
	}
	if len(early.Says.Findings) != 1 || early.Says.Findings[0].Kind != FoundUnprepared {
		t.Errorf("the first: %+v", early.Says)
	}
}
