package organise

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"parcours/events"
	"parcours/office"
)

// sessionForm is what the form of a session says, as somebody typed it. Its fields are named by the domain's words.
type sessionForm struct {
	Title, Kind, Description  string
	Start, StartTime          string // 2022-03-10 and 09:00; without hours whole days
	End, EndTime              string // the last day, "" for the first one
	Mode, Where, Link         string
	RoomLink, RoomDescription string
	Status                    string
	Optional                  bool
	Asked                     string // one of the words below
	Categories, Territories   []string
	Roles                     []string
	Follows                   []string // sessions, or split ones: whoever is asked to one of these
	Why                       string
	All                       bool     // all rooms of the split session
	Rooms                     []string // of a new one: categories with a room each
	Shown                     string   // the session and its rooms as the form showed them
}

// Whom a session asks, as the form says it.
const (
	askedNobody  = ""        // a draft
	askedAll     = "all"     // all delegations
	askedSome    = "some"    // those that are ticked
	askedFollows = "follows" // those who are asked to the sessions that are ticked
)

const maxSessionForm = 1 << 16 // octets

// readSessionForm reads what was sent.
func readSessionForm(form url.Values) sessionForm {
	line := func(name string) string { return strings.Join(strings.Fields(form.Get(name)), " ") }
	text := func(name string) string { return strings.TrimSpace(strings.ReplaceAll(form.Get(name), "\r\n", "\n")) }
	return sessionForm{
		Title: line("title"), Kind: line("kind"), Description: text("description"),
		Start: line("start"), StartTime: line("start-time"), End: line("end"), EndTime: line("end-time"),
		Mode: line("mode"), Where: line("where"), Link: line("link"), RoomLink: line("room-link"), RoomDescription: text("room-description"),
		Status: line("status"), Optional: form.Has("optional"), Asked: line("asked"),
		Categories: form["category"], Territories: form["territory"], Roles: form["role"], Follows: form["follow"],
		Why: text("why"), All: form.Get("scope") == "all", Rooms: form["room"], Shown: line("shown"),
	}
}

// formOf is the form of a session as it stands.
func formOf(snap *events.Snapshot, x *events.Session) sessionForm {
	p := x.AsWritten().Plan
	f := sessionForm{
		Title: p.Title, Kind: p.Kind, Description: p.Description, Mode: string(p.Place.Mode), Where: p.Place.Where, Link: p.Place.Link,
		RoomLink: p.Room.Link, RoomDescription: p.Room.Description, Status: string(p.Status), Optional: p.Optional,
		Territories: p.Audience.Territories, Categories: p.Audience.Categories, Follows: p.Audience.AskedTo, Shown: shownOf(snap, x),
	}
	for _, role := range p.Audience.Roles {
		f.Roles = append(f.Roles, string(role))
	}
	f.Start, f.End = p.When.Start.Format(time.DateOnly), p.When.End.AddDate(0, 0, -1).Format(time.DateOnly)
	if !p.When.AllDay {
		start, end := p.When.Start.In(snap.Loc), p.When.End.In(snap.Loc)
		f.Start, f.StartTime, f.End, f.EndTime = start.Format(time.DateOnly), start.Format("15:04"), end.Format(time.DateOnly), end.Format("15:04")
	}
	switch {
	case x.Draft() || len(x.Asked) == 0:
		f.Asked = askedNobody
	case len(p.Audience.AskedTo) > 0:
		f.Asked = askedFollows
	case len(f.Territories)+len(f.Categories)+len(f.Roles) == 0:
		f.Asked = askedAll
	default:
		f.Asked = askedSome
	}
	return f
}

// copyOf is the form of a new session like another one, or like a split one with all its rooms.
func copyOf(snap *events.Snapshot, x *events.Session, name string) sessionForm {
	f := formOf(snap, x)
	f.Shown, f.RoomLink, f.RoomDescription = "", "", ""
	if f.Status != string(events.Estimated) {
		f.Status = string(events.Fixed)
	}
	if name == x.Group {
		f.Title = x.GroupTitle
	}
	for _, room := range roomsOf(snap, x) {
		if (name == x.Group || room.ID == name) && !slices.Contains(f.Rooms, room.Category) {
			f.Rooms = append(f.Rooms, room.Category)
		}
	}
	return f
}

// when reads the time.
func (f *sessionForm) when(loc *time.Location) (w events.When, wrong []office.WrongField) {
	last := f.End
	if last == "" {
		last = f.Start
	}
	if f.StartTime == "" && f.EndTime == "" {
		first, err := events.ParseDay(f.Start)
		end, bad := events.ParseDay(last)
		switch {
		case err != nil:
			wrong = append(wrong, office.WrongField{Field: "start", Key: "day"})
		case bad != nil:
			wrong = append(wrong, office.WrongField{Field: "end", Key: "day"})
		case end.Before(first):
			wrong = append(wrong, office.WrongField{Field: "end", Key: "order"})
		}
		return events.When{Start: first.In(time.UTC), End: end.Add(1).In(time.UTC), AllDay: true}, wrong
	}
	start, ok := wallTime(f.Start, f.StartTime, loc)
	end, also := wallTime(last, f.EndTime, loc)
	switch {
	case f.StartTime == "":
		wrong = append(wrong, office.WrongField{Field: "start-time", Key: "hours"})
	case f.EndTime == "":
		wrong = append(wrong, office.WrongField{Field: "end-time", Key: "hours"})
	case !ok:
		wrong = append(wrong, office.WrongField{Field: "start", Key: "moment"})
	case !also:
		wrong = append(wrong, office.WrongField{Field: "end", Key: "moment"})
	case !end.After(start):
		wrong = append(wrong, office.WrongField{Field: "end-time", Key: "order"})
	}
	return events.When{Start: start, End: end}, wrong
}

// wallTime reads a day and an hour; false for one that is not on the clock on the wall, as when summer begins.
func wallTime(day, hour string, loc *time.Location) (time.Time, bool) {
	text := day + " " + hour
	at, err := time.ParseInLocation("2006-01-02 15:04", text, loc)
	return at, err == nil && at.Format("2006-01-02 15:04") == text
}

// check tells what is wrong, of what the domain cannot tell from a plan.
func (f *sessionForm) check(snap *events.Snapshot) (wrong []office.WrongField) {
	if f.Title == "" {
		wrong = append(wrong, office.WrongField{Field: "title", Key: "title"})
	}
	_, times := f.when(snap.Loc)
	wrong = append(wrong, times...)
	for field, link := range map[string]string{"link": f.Link, "room-link": f.RoomLink} {
		if u, err := url.Parse(link); link != "" && (err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http") {
			wrong = append(wrong, office.WrongField{Field: field, Key: "link"})
		}
	}
	unknown := func(ids []string, known func(string) bool) bool {
		return slices.ContainsFunc(ids, func(id string) bool { return !known(id) })
	}
	category := func(id string) bool { return snap.Category(id) != nil }
	if unknown(f.Follows, func(name string) bool { return followable(snap, name) }) || unknown(f.Categories, category) || unknown(f.Rooms, category) || unknown(f.Territories, func(id string) bool { return snap.Territory(id) != nil }) ||
		unknown(f.Roles, func(role string) bool { return slices.Contains(events.Roles, events.Role(role)) }) {
		wrong = append(wrong, office.WrongField{Field: "asked", Key: "unknown"})
	}
	if f.Asked == askedFollows && len(f.Follows) == 0 {
		wrong = append(wrong, office.WrongField{Field: "asked", Key: "some"})
	}
	if f.Asked == askedSome && len(f.Categories)+len(f.Territories)+len(f.Roles) == 0 {
		wrong = append(wrong, office.WrongField{Field: "asked", Key: "some"})
	}
	return wrong
}

// audience is the rule that the form says.
func (f *sessionForm) audience(snap *events.Snapshot) (a events.Audience) {
	if f.Asked == askedFollows {
		a.AskedTo = f.Follows
	}
	if f.Asked != askedSome {
		return a
	}
	for _, c := range snap.Categories {
		if slices.Contains(f.Categories, c.ID) {
			a.Categories = append(a.Categories, c.ID)
		}
	}
	for _, t := range snap.Territories {
		if slices.Contains(f.Territories, t.ID) {
			a.Territories = append(a.Territories, t.ID)
		}
	}
	for _, role := range events.Roles {
		if slices.Contains(f.Roles, string(role)) {
			a.Roles = append(a.Roles, role)
		}
	}
	return a
}

// followable tells whether a session may ask whoever is asked to this one, or to all rooms of this split one: it stands, and asks
// people by itself.
func followable(snap *events.Snapshot, name string) bool {
	return slices.ContainsFunc(snap.Group(name), func(x *events.Session) bool {
		return x.Live() && x.Listed() && !x.Draft() && len(x.Audience.AskedTo) == 0
	})
}
