package caldav

import (
	"strings"
	"time"

	"parcours/calendars"
	"parcours/events"
	"parcours/ical"
)

// calendarQuery is CALDAV:calendar-query (RFC 4791 §7.8). Whatever Depth says, the objects of a calendar are looked at:
// there is nothing below them, and nothing to find in the calendar itself. For a home see calendarsIn.
func (x *exchange) calendarQuery(t *target, body *element) error {
	q, err := parsePropQuery(body, preferencesOf(x.r.Header).minimal)
	if err != nil {
		return err
	}
	filter, err := parseFilter(body.child(cal("filter")))
	if err != nil {
		return err
	}
	asked, err := zoneAsked(body)
	if err != nil {
		return err
	}
	x.preferenceApplied(q)
	ms := newMultistatus(x.w, x.r)
	err = x.calendarsIn(t, func(c *target) error {
		floating := asked
		if floating == nil {
			floating = zoneOf(c.collection)
		}
		return x.respondMatching(ms, c, q, filter, floating)
	})
	if err != nil {
		return ms.tooMuch(t, err)
	}
	return ms.close()
}

// calendarsIn gives what a report looks into to f: the resource itself, or the calendars of a home, unless Depth is 0.
// By the letter of RFC 4791 §7 Depth 1 reaches no calendar object there; who asks so wants those of all calendars.
func (x *exchange) calendarsIn(t *target, f func(*target) error) error {
	if t.kind != kindHome {
		return f(t)
	}
	if d, err := depthOf(x.r.Header); err != nil || d == depthZero {
		return err
	}
	return x.collectionsOf(t, func(c *target) error {
		if c.kind&calendarKinds == 0 || !c.collection.Rights.Read {
			return nil
		}
		return f(c)
	})
}

// respondMatching adds the responses of the objects in a calendar, or of the one object, that match.
func (x *exchange) respondMatching(ms *multistatus, t *target, q *propQuery, filter *ical.CompFilter, floating *time.Location) error {
	q.in(floating)
	asked, whole := candidates(t, filter, floating, q.octets)
	return x.items(t, asked, whole, func(it *calendars.Item) error {
		if err := x.looked(); err != nil {
			return err
		}
		m := t.within().object(it)
		if matches, err := x.matches(m, filter, floating); err != nil || !matches {
			return err
		}
		return x.respond(ms, m, q)
	})
}

// in sets the zone of floating times for expansion.
func (q *propQuery) in(floating *time.Location) {
	if q.data != nil {
		q.data.floating = floating
	}
}

// within is the collection of an object, or the collection itself.
func (t *target) within() *target {
	if t.kind&objectKinds == 0 {
		return t
	}
	return &target{resource: t.parent(), collection: t.collection}
}

// candidates asks for the objects among which the matches are, by the filter's component and time range; whole where filter or
// answer needs their texts.
func candidates(t *target, filter *ical.CompFilter, floating *time.Location, octets bool) (q calendars.ItemQuery, whole bool) {
	if t.kind&objectKinds != 0 {
		q.Names = []string{t.name}
	}
	if one := componentOnly(filter); one != nil {
		q.Component = *one
	} else if component, from, to, ok := ical.TimeRangeOf(filter); ok && !(t.collection.Derived() && mentions(filter, "VALARM")) {
		q.Component = component
		q.From, q.To = widened(t.collection, floating, from, to)
	}
	return q, octets || componentOnly(filter) == nil
}

// widened is a range in which the index finds all objects that a range may match: an end that is touched is left to
// the match, and so is where floating times are, if the index has them in another zone. Zero bounds stay open.
func widened(c *calendars.Collection, floating *time.Location, from, to time.Time) (time.Time, time.Time) {
	margin := time.Second
	if floating.String() != c.Zone {
		margin = 27 * time.Hour // zones are from 12 hours behind UTC to 14 hours ahead
	}
	if !from.IsZero() {
		from = from.Add(-margin)
	}
	if !to.IsZero() {
		to = to.Add(margin)
	}
	return from, to
}

// componentOnly is the component of a filter that asks for nothing else ("" for any), nil for another filter.
func componentOnly(f *ical.CompFilter) *string {
	bare := func(f *ical.CompFilter) bool { return !f.IsNotDefined && f.TimeRange == nil && len(f.Props) == 0 }
	if !bare(f) || len(f.Comps) > 1 {
		return nil
	}
	if len(f.Comps) == 0 {
		return new(string)
	}
	name := strings.ToUpper(f.Comps[0].Name)
	if !bare(&f.Comps[0]) || len(f.Comps[0].Comps) > 0 || name == "VTIMEZONE" {
		return nil
	}
	return &name
}

// mentions tells whether a filter says anything of a component.
func mentions(f *ical.CompFilter, component string) bool {
	for i := range f.Comps {
		if strings.EqualFold(f.Comps[i].Name, component) || mentions(&f.Comps[i], component) {
			return true
		}
	}
	return false
}

// matches evaluates the filter. An object that cannot be evaluated within the limits counts as a match where the
// index found it: a client can show it, and would lose it else.
func (x *exchange) matches(t *target, filter *ical.CompFilter, floating *time.Location) (bool, error) {
	if one := componentOnly(filter); one != nil {
		return *one == "" || *one == t.item.Component, nil
	}
	if inv := t.item.Invitation; inv != nil {
		if matches, ok := sessionMatches(filter, inv.Session.When, floating); ok {
			return matches, nil
		}
	}
	object, err := ical.Parse(x.content(t))
	if err != nil {
		return false, nil
	}
	matches, err := filter.Match(object, floating)
	if err != nil {
		x.log.Warn("object not evaluated", "path", t.address(), "error", err)
		return true, nil
	}
	return matches, nil
}

// sessionMatches decides without the text whether a session, which never recurs, is in the range of a filter that asks
// for events in it and nothing else (RFC 4791 §9.9). ok is false for another filter.
func sessionMatches(f *ical.CompFilter, w events.When, floating *time.Location) (matches, ok bool) {
	if f.TimeRange != nil || len(f.Props) > 0 || len(f.Comps) != 1 {
		return false, false
	}
	e := &f.Comps[0]
	start, end := w.Span(floating)
	if !strings.EqualFold(e.Name, "VEVENT") || e.TimeRange == nil || len(e.Props)+len(e.Comps) > 0 || !end.After(start) {
		return false, false
	}
	from, to := e.TimeRange.Start, e.TimeRange.End
	return (from.IsZero() || from.Before(end)) && (to.IsZero() || to.After(start)), true
}
