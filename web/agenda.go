package web

import (
	"slices"
	"strconv"
	"time"

	"parcours/events"
	"parcours/messages"
	"parcours/pages"
	"parcours/views"
)

// month is a heading of the list and its sessions.
type month struct {
	Name  string
	Cards []*card
}

// card is what the public page says of a session: of all its rooms or options together where they are the same
// otherwise. Of a session between peers it has what all its rooms have in common, nothing of a room.
type card struct {
	ID         string // anchor
	Spoken     string // language of the programme's own words
	Title      string
	Kind       string
	Day, Month string // of the date block
	Many       bool   // Day names several days
	When       string // in words; "" for a card of options
	Start      string // machine-readable, for <time>
	Where      string
	For        string // who is asked, in words
	Status     pages.Chip
	Peers      []string // labels of the categories that have a room
	Options    []option
	Meaning    string // what a yes to an option means
	Text       []pages.Block
	Resources  []events.Resource
	Due        bool     // the date of an arbitrage, in the timeline
	Over       bool     // ended or cancelled
	Past       bool     // ended
	Link       string   // where on the pages it stands
	Places     []string // anchors of the other sessions on it
	Files      []choice // of each of its sessions the file for a calendar
	Clock      string   // when it begins, "" for whole days
	spans      []views.Span
	month      string
}

// option is one of the dates to choose from.
type option struct {
	When, Start string
	Status      pages.Chip
}

// agenda puts sessions into words.
type agenda struct {
	snap  *events.Snapshot
	words *messages.Printer
	now   time.Time
	scope string // of the public feed with the sessions that cards lists
}

// cards lists the sessions of the scope that still stand, by start. Dates that a poll did not choose are not among them.
func (a *agenda) cards() []*card {
	var asked []*events.Session
	for _, x := range a.snap.All() {
		if a.snap.InScope(a.scope, x) {
			asked = append(asked, x)
		}
	}
	all := a.cardsOf(asked)
	for _, c := range all {
		c.Link = "#" + c.ID
	}
	return all
}

// months puts cards under the month of their start; past ones, or those that are not.
func months(all []*card, past bool) []month {
	var found []month
	for _, c := range all {
		if c.Past != past {
			continue
		}
		if len(found) == 0 || found[len(found)-1].Name != c.month {
			found = append(found, month{Name: c.month})
		}
		last := &found[len(found)-1]
		last.Cards = append(last.Cards, c)
	}
	return found
}

// cardsOf are the cards of these sessions, those that still stand, in their order.
func (a *agenda) cardsOf(sessions []*events.Session) []*card {
	var all []*card
	for _, same := range a.grouped(sessions) {
		all = append(all, a.card(same))
	}
	return all
}

// grouped puts together the sessions that share a card, without those that do not stand any more.
func (a *agenda) grouped(sessions []*events.Session) [][]*events.Session {
	var order []string
	grouped := map[string][]*events.Session{}
	for _, x := range sessions {
		if x.Dropped || x.Lost || x.Draft() {
			continue
		}
		key := a.sameCard(x)
		if grouped[key] == nil {
			order = append(order, key)
		}
		grouped[key] = append(grouped[key], x)
	}
	var all [][]*events.Session
	for _, key := range order {
		all = append(all, grouped[key])
	}
	return all
}

// sameCard names the card on which a session stands: rooms at one time and options of one choice share it.
func (a *agenda) sameCard(x *events.Session) string {
	switch {
	case x.Group == "":
	case isOption(x):
		return "options/" + x.Group
	case x.Category != "":
		start, end := x.When.Span(a.snap.Loc)
		return "rooms/" + x.Group + "/" + string(x.Status) + start.String() + end.String()
	}
	return "one/" + x.ID
}

// isOption tells one of several dates of which none is chosen yet.
func isOption(x *events.Session) bool {
	return x.Options > 1 && (x.Status == events.Candidate || x.Status == events.Cancelled) && x.Decided.IsZero()
}

func (a *agenda) card(sessions []*events.Session) *card {
	x := sessions[0]
	start, _ := x.When.Span(a.snap.Loc)
	c := &card{
		ID: x.ID, Spoken: a.snap.LanguageFor(nil), Title: x.Title, Kind: x.Kind, For: pages.AudienceOf(a.words, a.snap, x), Status: a.status(sessions),
		Day: strconv.Itoa(start.Day()), Month: a.words.MonthName(start),
		When: a.when(x), Start: pages.MachineTime(x.When),
	}
	c.month = a.words.Month(start)
	if !x.When.AllDay {
		c.Clock = a.words.Clock(start)
	}
	a.addPlaces(c, sessions)
	c.Over = c.Status.Class == "past" || c.Status.Class == "cancelled"
	if x.Group != "" && x.GroupTitle != "" && (isOption(x) || x.Category != "") {
		c.Title = x.GroupTitle
	}
	if x.Category != "" {
		for _, room := range sessions {
			if category := a.snap.Category(room.Category); category != nil {
				c.Peers = append(c.Peers, category.Label)
			}
		}
		a.addShared(c, x)
		return c
	}
	c.Where = pages.PlaceOf(a.words, x.Place)
	c.Text, c.Resources = pages.Blocks(x.Description), x.Resources
	c.Meaning = meaning(a.snap, x)
	if isOption(x) {
		a.addOptions(c, sessions)
	}
	return c
}

// addPlaces says where on the page and on which days each session of a card is, and where its file is.
func (a *agenda) addPlaces(c *card, sessions []*events.Session) {
	c.Past = true
	for _, x := range sessions {
		c.Past = c.Past && x.Past(a.now, a.snap.Loc)
		if x.ID != c.ID {
			c.Places = append(c.Places, x.ID)
		}
		file := choice{ID: x.ID, Address: "/s/" + x.ID + ".ics"}
		start, end := x.When.Span(a.snap.Loc)
		if room := a.snap.Category(x.Category); room != nil {
			file.Label = room.Label
		} else if len(sessions) > 1 {
			file.Label = a.words.DayMonth(start)
		}
		c.Files = append(c.Files, file)
		if span := views.SpanOf(start.In(a.snap.Loc), end); !slices.Contains(c.spans, span) {
			c.spans = append(c.spans, span)
		}
	}
}

// addShared says of a session between peers what all its rooms have in common. What only some rooms have is for those
// who are asked there.
func (a *agenda) addShared(c *card, x *events.Session) {
	sameText, samePlace := true, true
	for _, room := range a.snap.Group(x.Group) {
		sameText = sameText && room.Description == x.Description
		samePlace = samePlace && room.Place.Mode == x.Place.Mode && room.Place.Where == x.Place.Where
	}
	if sameText {
		c.Text = pages.Blocks(x.Description)
	}
	if samePlace {
		c.Where = pages.PlaceOf(a.words, x.Place)
	}
}

// when is the time of a session in words, each part of its day.
func (a *agenda) when(x *events.Session) string {
	start, end := x.When.Span(a.snap.Loc)
	return a.words.WhenInParts(start, end, x.When.AllDay, x.Hours(a.snap.Loc))
}

// meaning is what a yes to an option of a poll means, "" for a session that is none.
func meaning(snap *events.Snapshot, x *events.Session) string {
	if poll := snap.Poll(x.Poll); poll != nil && x.Live() && x.Status != events.Fixed {
		return poll.Meaning
	}
	return ""
}

func (a *agenda) addOptions(c *card, sessions []*events.Session) {
	c.When = ""
	for _, x := range sessions {
		o := option{When: a.when(x), Start: pages.MachineTime(x.When)}
		if x.Status != events.Candidate || x.Past(a.now, a.snap.Loc) {
			o.Status = a.status([]*events.Session{x})
		}
		c.Options = append(c.Options, o)
	}
	first, _ := sessions[0].When.Span(a.snap.Loc)
	last, _ := sessions[len(sessions)-1].When.Span(a.snap.Loc)
	if len(sessions) > 1 && first.Month() == last.Month() && first.Day() != last.Day() {
		between := " · "
		if len(sessions) > 2 {
			between = "–"
		}
		c.Many, c.Day = true, c.Day+between+strconv.Itoa(last.Day())
	}
}

// status of sessions that share a card. Each carries the words, since colour alone tells some people nothing.
func (a *agenda) status(sessions []*events.Session) pages.Chip {
	x := sessions[len(sessions)-1]
	for _, other := range sessions {
		if other.Live() {
			x = other
		}
	}
	return pages.StatusOf(a.words, x, a.now, a.snap.Loc)
}

// coming gives the next sessions that are neither over nor cancelled, at most n.
func coming(all []*card, n int) []*card {
	var next []*card
	for _, c := range all {
		if !c.Over && len(next) < n {
			next = append(next, c)
		}
	}
	return next
}
