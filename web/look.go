package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"parcours/events"
	"parcours/messages"
)

// look is how somebody looks at the programme's page: all of it stands in the address, so that it can be kept and passed on.
type look struct {
	Category  string // id of the only one whose sessions are shown, "" for all
	Territory string // the same
	Month     time.Time
	ByMonth   bool   // as the table of Month; else as a list
	Program   string // the calendar that they use, one of programs
	Lang      string // chosen in the address, "" otherwise
	Unknown   bool   // the address names what there is not
}

// lookOf reads an address. What it names and is not there counts as not said.
func lookOf(snap *events.Snapshot, asked url.Values) look {
	l := look{Category: asked.Get("category"), Territory: asked.Get("territory"), Program: asked.Get("calendar"), Lang: asked.Get("lang")}
	if l.Category != "" && snap.Category(l.Category) == nil {
		l.Category, l.Unknown = "", true
	}
	if l.Territory != "" && snap.Territory(l.Territory) == nil {
		l.Territory, l.Unknown = "", true
	}
	if !slices.Contains(programs, l.Program) {
		l.Program = ""
	}
	if !slices.Contains(messages.Languages, l.Lang) {
		l.Lang = ""
	}
	if l.ByMonth = asked.Get("view") == "month"; l.ByMonth {
		if month, err := time.ParseInLocation("2006-01", asked.Get("month"), snap.Loc); err == nil && month.Year() > 1 {
			l.Month = month
		}
	}
	return l
}

// scope is that of the public feed that has the same sessions.
func (l look) scope() string {
	switch {
	case l.Category != "" && l.Territory != "":
		return "t/" + l.Territory + "/" + l.Category
	case l.Territory != "":
		return "t/" + l.Territory
	case l.Category != "":
		return "c/" + l.Category
	}
	return "all"
}

// address of the page looked at so, at a place of it; "" for its top.
func (l look) address(place string) string {
	asked := url.Values{}
	for name, value := range map[string]string{"category": l.Category, "territory": l.Territory, "calendar": l.Program, "lang": l.Lang} {
		if value != "" {
			asked.Set(name, value)
		}
	}
	if l.ByMonth {
		asked.Set("view", "month")
		if !l.Month.IsZero() {
			asked.Set("month", l.Month.Format("2006-01"))
		}
	}
	address := "/"
	if len(asked) > 0 {
		address += "?" + asked.Encode()
	}
	if place != "" {
		address += "#" + place
	}
	return address
}

func (l look) inMonth(month time.Time) look {
	l.ByMonth, l.Month = true, month
	return l
}

func (l look) asList() look {
	l.ByMonth, l.Month = false, time.Time{}
	return l
}

func (l look) of(territory, category string) look {
	l.Territory, l.Category = territory, category
	return l
}

func (l look) inLanguage(lang string) look {
	l.Lang = lang
	return l
}

func (l look) with(program string) look {
	l.Program = program
	return l
}

// title says which part of the programme is shown, "" for all of it.
func (l look) title(snap *events.Snapshot, words *messages.Printer) string {
	var said []string
	if l.ByMonth {
		said = append(said, words.Month(l.Month))
	}
	if c := snap.Category(l.Category); c != nil {
		said = append(said, c.Label)
	}
	if t := snap.Territory(l.Territory); t != nil {
		said = append(said, t.Name)
	}
	return strings.Join(said, " · ")
}

// filter is the form that chooses whose sessions are shown.
type filter struct {
	Categories, Territories []choice
	Kept                    [][2]string // fields of the address that stay
	All                     string      // address without a filter, "" if there is none
	Unknown                 bool
	Count                   string // how many sessions are shown, in words; "" without a filter
}

// choice is one of several, each with an address of its own where it is a link.
type choice struct {
	ID, Label, Address string
	Chosen             bool
}

func (l look) filter(snap *events.Snapshot, words *messages.Printer, shown int) filter {
	f := filter{Unknown: l.Unknown}
	for _, c := range snap.Categories {
		f.Categories = append(f.Categories, choice{ID: c.ID, Label: c.Label, Chosen: c.ID == l.Category})
	}
	for _, t := range snap.Territories {
		f.Territories = append(f.Territories, choice{ID: t.ID, Label: t.Name, Chosen: t.ID == l.Territory})
	}
	if l.scope() != "all" {
		f.All, f.Count = l.of("", "").address("sessions"), words.T("web.look.count", "Count", shown)
	}
	if l.ByMonth {
		f.Kept = append(f.Kept, [2]string{"view", "month"}, [2]string{"month", l.Month.Format("2006-01")})
	}
	for _, field := range [][2]string{{"calendar", l.Program}, {"lang", l.Lang}} {
		if field[1] != "" {
			f.Kept = append(f.Kept, field)
		}
	}
	return f
}

// grid is a month as a table of its days.
type grid struct {
	Name             string
	Previous, Follow *choice     // the months beside, nil where the programme has nothing more
	Weekdays         [][2]string // three letters, and the rest of the word
	Weeks            [][]gridDay
}

type gridDay struct {
	Number   string // "" for a day of another month
	Start    string // machine-readable
	Today    bool
	Sessions []*card
}

// firstMonth is the month that is shown where the address names none: that of the next session, else that of the last one.
func firstMonth(all []*card, now time.Time) time.Time {
	at := now
	for _, c := range all {
		if at = c.days[0].In(now.Location()); !c.Past {
			break
		}
	}
	return time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, now.Location())
}

// grid gives the month that is looked at, weeks from Monday on (ISO 8601).
func (l look) grid(words *messages.Printer, all []*card, now time.Time) grid {
	g := grid{Name: words.Month(l.Month)}
	on := map[events.Day][]*card{}
	var first, last time.Time
	for _, c := range all {
		for _, d := range c.days {
			on[d] = append(on[d], c)
			month := d.In(l.Month.Location()).AddDate(0, 0, 1-d.In(l.Month.Location()).Day())
			if first.IsZero() || month.Before(first) {
				first = month
			}
			if month.After(last) {
				last = month
			}
		}
	}
	beside := func(to time.Time) *choice {
		return &choice{Label: words.Month(to), Address: l.inMonth(to).address("sessions")}
	}
	if l.Month.After(first) && !first.IsZero() {
		g.Previous = beside(earlier(l.Month.AddDate(0, -1, 0), last))
	}
	if l.Month.Before(last) {
		g.Follow = beside(later(l.Month.AddDate(0, 1, 0), first))
	}
	day := l.Month.AddDate(0, 0, -(int(l.Month.Weekday())+6)%7)
	for i := range 7 {
		name := []rune(words.Weekday(day.AddDate(0, 0, i)))
		g.Weekdays = append(g.Weekdays, [2]string{string(name[:3]), string(name[3:])})
	}
	for end := l.Month.AddDate(0, 1, 0); day.Before(end); {
		var week []gridDay
		for range 7 {
			one := gridDay{}
			if day.Month() == l.Month.Month() {
				d := events.DayOf(day)
				one = gridDay{Number: strconv.Itoa(day.Day()), Start: d.String(), Today: d == events.DayOf(now), Sessions: on[d]}
			}
			week, day = append(week, one), day.AddDate(0, 0, 1)
		}
		g.Weeks = append(g.Weeks, week)
	}
	return g
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// within are the cards that have a day in this month.
func within(all []*card, month time.Time) []*card {
	var found []*card
	for _, c := range all {
		if slices.ContainsFunc(c.days, func(d events.Day) bool {
			at := d.In(month.Location())
			return at.Year() == month.Year() && at.Month() == month.Month()
		}) {
			found = append(found, c)
		}
	}
	return found
}
