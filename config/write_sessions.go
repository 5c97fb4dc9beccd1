package config

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"parcours/events"
)

func (w *fileWriter) sessions() {
	w.section("Sessions", `A session has start and end; or date, and until if it has several days; or date and halves, the parts of one day. status: fixed (usual), estimated, candidate (usual with options) or cancelled. place.mode: visio or on_site. why: the reason of the last change. Without an audience all delegations are asked; nobody = true: a draft, which organisers alone see.
A session between peers has a [[session.room]] a category, whose link and description only that category sees; one whose date is asked for has a [[session.option]] a date, and a poll. What one of them says itself stands in place of the session's: its time, title, status, place, audience, kind, why, optional, and session_description.`)
	seen := map[string]bool{}
	for i := range w.p.Sessions {
		s := &w.p.Sessions[i]
		switch {
		case s.Group == "":
			w.session(s.ID, []*events.Plan{s})
		case !seen[s.Group]:
			seen[s.Group] = true
			w.session(s.Group, w.group(s.Group))
		}
	}
}

// group are the rooms of a session in their order, or its dates by their number.
func (w *fileWriter) group(id string) (all []*events.Plan) {
	for i := range w.p.Sessions {
		if s := &w.p.Sessions[i]; s.Group == id {
			all = append(all, s)
		}
	}
	slices.SortStableFunc(all, func(a, b *events.Plan) int { return order(a) - order(b) })
	return all
}

// order is that of dates; rooms stand as they do.
func order(s *events.Plan) int {
	if s.Category != "" {
		return 0
	}
	return s.Option
}

// saying is one thing that a session says, or a part of it in its place.
type saying struct {
	key, partKey string                    // as the session has it, as a part has it
	usual        string                    // what need not be written, as TOML; of a part, what takes the session's word back
	of           func(*events.Plan) string // as TOML
}

// sayings are those that are written alike.
func (w *fileWriter) sayings(isOption bool) []saying {
	usualStatus := events.Fixed
	if isOption {
		usualStatus = events.Candidate
	}
	return []saying{
		{"kind", "kind", `""`, func(s *events.Plan) string { return textOf(s.Kind) }},
		{"status", "status", quoted(string(usualStatus)), func(s *events.Plan) string { return quoted(string(s.Status)) }},
		{"place", "place", "{}", placeOf},
		{"audience", "audience", "{}", audienceOf},
		{"optional", "optional", "false", func(s *events.Plan) string { return fmt.Sprint(s.Optional) }},
		{"why", "why", `""`, func(s *events.Plan) string { return textOf(s.Why) }},
		{"description", "session_description", `""`, func(s *events.Plan) string {
			own, _ := w.ownWords(s.Description, s.ID, s.Group)
			return textOf(own)
		}},
		{"described", "described", "true", func(s *events.Plan) string {
			_, whole := w.ownWords(s.Description, s.ID, s.Group)
			return fmt.Sprint(!whole)
		}},
	}
}

// session writes a session, with its parts where it has any: it says itself what most of them say.
func (w *fileWriter) session(id string, parts []*events.Plan) {
	first, grouped := parts[0], parts[0].Group != ""
	isOption := grouped && first.Category == ""
	title := first.Title
	if grouped {
		title = mostSaid(parts, func(s *events.Plan) string { return s.GroupTitle })
	}
	w.open("[[session]]")
	w.put("id", quoted(id))
	w.put("title", textOf(title))
	when := mostSaid(parts, w.when)
	if !isOption {
		w.WriteString(when)
	}
	w.text("poll", first.Poll)
	sayings := w.sayings(isOption)
	said := make([]string, len(sayings))
	for i, x := range sayings {
		said[i] = x.usual
		if x.key != "status" || !isOption {
			said[i] = mostSaid(parts, x.of)
		}
		if said[i] != x.usual {
			w.put(x.key, said[i])
		}
	}
	if !grouped {
		return
	}
	for _, s := range parts {
		w.part(id, s, isOption)
		if s.GroupTitle != title {
			w.put("session_title", textOf(s.GroupTitle))
		}
		if s.Title != title {
			w.put("title", textOf(s.Title))
		}
		if own := w.when(s); isOption || own != when {
			w.WriteString(own)
		}
		for i, x := range sayings {
			if own := x.of(s); own != said[i] {
				w.put(x.partKey, own)
			}
		}
	}
}

// part begins a room or an option, with what it is known by.
func (w *fileWriter) part(session string, s *events.Plan, isOption bool) {
	if isOption {
		w.open("[[session.option]]")
		if own, ok := strings.CutPrefix(s.ID, session+"-"); ok && own != "" {
			w.put("id", quoted(own))
		} else {
			w.put("session_id", quoted(s.ID))
		}
		return
	}
	w.open("[[session.room]]")
	w.put("category", quoted(s.Category))
	if s.ID != session+"-"+s.Category {
		w.put("session_id", quoted(s.ID))
	}
	w.text("link", s.Room.Link)
	w.text("description", s.Room.Description)
}

// mostSaid is what most of the parts say; of several, what is said first.
func mostSaid(parts []*events.Plan, of func(*events.Plan) string) string {
	times, best := map[string]int{}, ""
	for _, s := range parts {
		times[of(s)]++
	}
	for i, s := range parts {
		if word := of(s); i == 0 || times[word] > times[best] {
			best = word
		}
	}
	return best
}

// when are the lines that say the time.
func (w *fileWriter) when(s *events.Plan) string {
	var b writer
	before := s.Parts
	switch day := events.DayOf(s.When.Start.In(w.loc)); {
	case s.When.AllDay:
		first, last := events.DayOf(s.When.Start.UTC()), events.DayOf(s.When.End.UTC()).Add(-1)
		b.put("date", first.String())
		if first.Before(last) {
			b.put("until", last.String())
		}
	case s.Hours(w.loc) != nil:
		b.put("date", day.String())
		b.put("halves", halvesOf(s.Parts))
		before = nil
	default:
		b.put("start", momentOf(s.When.Start, w.loc))
		b.put("end", momentOf(s.When.End, w.loc))
	}
	if before != nil {
		b.put("halves_before", halvesOf(before))
	}
	return b.String()
}

// momentOf is an hour of the clock on the wall; of one that comes twice the second says its offset.
func momentOf(at time.Time, loc *time.Location) string {
	at = at.In(loc).Truncate(time.Second)
	if !firstHour(at).Equal(at) {
		return at.Format("2006-01-02T15:04:05-07:00")
	}
	return at.Format("2006-01-02T15:04:05")
}

func halvesOf(parts []events.Part) string {
	var all []string
	for _, p := range parts {
		all = append(all, fmt.Sprintf("[%q, %q]", clock(p.From), clock(p.To)))
	}
	return "[" + strings.Join(all, ", ") + "]"
}

func placeOf(s *events.Plan) string {
	var p pairs
	p.text("mode", string(s.Place.Mode))
	p.text("where", s.Place.Where)
	p.text("link", s.Place.Link)
	return p.String()
}

func audienceOf(s *events.Plan) string {
	var p pairs
	p.texts("categories", s.Audience.Categories)
	p.texts("territories", s.Audience.Territories)
	p.texts("roles", wordsOf(s.Audience.Roles))
	p.texts("asked_to", s.Audience.AskedTo)
	if s.Audience.Nobody {
		p.add("nobody", "true")
	}
	return p.String()
}
