package web

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"parcours/events"
	"parcours/messages"
	"parcours/views"
)

// look is how somebody looks at the programme's page: all of it stands in the address, so that it can be kept and passed on.
type look struct {
	Category  string // id of the only one whose sessions are shown, "" for all
	Territory string // the same
	View      string // "month", "timeline" or, as a list, ""
	Month     time.Time
	Program   string // the calendar that they use, one of programs
	Lang      string // chosen in the address, "" otherwise
	Unknown   bool   // the address names what there is not
}

// The views beside the list.
const viewMonth, viewTimeline = "month", "timeline"

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
	switch view := asked.Get("view"); view {
	case viewTimeline:
		l.View = view
	case viewMonth:
		l.View = view
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
	for _, field := range l.view() {
		asked.Set(field[0], field[1])
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
	l.View, l.Month = viewMonth, month
	return l
}

// as is the programme looked at as a list (""), or by another view than the month.
func (l look) as(view string) look {
	l.View, l.Month = view, time.Time{}
	return l
}

// view are the fields of the address that choose it; the list has none.
func (l look) view() (fields [][2]string) {
	if l.View != "" {
		fields = append(fields, [2]string{"view", l.View})
	}
	if l.View == viewMonth && !l.Month.IsZero() {
		fields = append(fields, [2]string{"month", l.Month.Format("2006-01")})
	}
	return fields
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

// views are the ways to look at the same sessions.
func (l look) views(words *messages.Printer) []choice {
	return []choice{
		{Label: words.T("web.look.list"), Address: l.as("").address("sessions"), Chosen: l.View == ""},
		{Label: words.T("web.look.month"), Address: l.inMonth(l.Month).address("sessions"), Chosen: l.View == viewMonth},
		{Label: words.T("web.look.timeline"), Address: l.as(viewTimeline).address("sessions"), Chosen: l.View == viewTimeline},
	}
}

// title says which part of the programme is shown, "" for all of it.
func (l look) title(snap *events.Snapshot, words *messages.Printer) string {
	var said []string
	switch l.View {
	case viewMonth:
		said = append(said, words.Month(l.Month))
	case viewTimeline:
		said = append(said, words.T("web.look.timeline"))
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
	f := filter{Unknown: l.Unknown, Kept: l.view()}
	for _, c := range snap.Categories {
		f.Categories = append(f.Categories, choice{ID: c.ID, Label: c.Label, Chosen: c.ID == l.Category})
	}
	for _, t := range snap.Territories {
		f.Territories = append(f.Territories, choice{ID: t.ID, Label: t.Name, Chosen: t.ID == l.Territory})
	}
	if l.scope() != "all" {
		f.All, f.Count = l.of("", "").address("sessions"), words.T("web.look.count", "Count", shown)
	}
	for _, field := range [][2]string{{"calendar", l.Program}, {"lang", l.Lang}} {
		if field[1] != "" {
			f.Kept = append(f.Kept, field)
		}
	}
	return f
}

// itemsOf are cards with their days, as they are laid out by time.
func itemsOf(all []*card) []views.Item[*card] {
	items := make([]views.Item[*card], 0, len(all))
	for _, c := range all {
		items = append(items, views.Item[*card]{Of: c, Spans: c.spans})
	}
	return items
}

// monthView is the month that is looked at, with links to those beside; nil where the programme has nothing more.
type monthView struct {
	views.Month[*card]
	Before, After *choice
}

func (l look) month(words *messages.Printer, all []*card, now time.Time) *monthView {
	m := &monthView{Month: views.MonthOf(l.Month, itemsOf(all), words, now)}
	beside := func(to time.Time) *choice {
		if to.IsZero() {
			return nil
		}
		return &choice{Label: words.Month(to), Address: l.inMonth(to).address("sessions")}
	}
	m.Before, m.After = beside(m.Previous), beside(m.Follow)
	return m
}

// firstMonth is the month that is shown where the address names none: that of the next session, else that of the last one.
func firstMonth(all []*card, now time.Time) time.Time {
	at := now
	for _, c := range all {
		if at = c.spans[0].First.In(now.Location()); !c.Past {
			break
		}
	}
	return time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, now.Location())
}

// within are the cards that have a day in this month.
func within(all []*card, month time.Time) (found []*card) {
	for _, item := range itemsOf(all) {
		if item.In(month) {
			found = append(found, item.Of)
		}
	}
	return found
}
