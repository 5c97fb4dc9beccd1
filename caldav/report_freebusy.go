package caldav

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"parcours/calendars"
	"parcours/events"
	"parcours/ical"
)

// freeBusyQuery is CALDAV:free-busy-query (RFC 4791 §7.10): the busy times of a calendar, or those of the calendars in a
// home that count, as they are told to others.
func (x *exchange) freeBusyQuery(t *target, body *element) error {
	el := body.child(cal("time-range"))
	if el == nil {
		return badRequest("free-busy-query needs a time-range")
	}
	span, err := boundedRange(el)
	if err != nil {
		return err
	}
	busy, err := x.busyIn(t, span)
	if err != nil {
		return err
	}
	octets := x.freeBusyObject(busy)
	x.w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	x.w.Header().Set("Content-Length", strconv.Itoa(len(octets)))
	x.w.WriteHeader(http.StatusOK)
	_, err = x.w.Write(octets)
	return err
}

// busyIn is the busy time in a calendar, or in the viewer's home.
func (x *exchange) busyIn(t *target, span *ical.TimeRange) (*ical.Component, error) {
	if t.kind == kindHome {
		if d, err := depthOf(x.r.Header); err != nil || d == depthZero {
			return ical.FreeBusy(span.Start, span.End), err
		}
		return x.busyTime(x.viewer, span.Start, span.End, countedKinds...)
	}
	objects, err := x.busyObjects(x.viewer, t.collection, span)
	return ical.FreeBusy(span.Start, span.End, objects), err
}

// countedKinds are the calendars that count in what others are told: one's own, an expert's days, and the sessions that one is asked to.
var countedKinds = []calendars.CollectionKind{calendars.KindInvited, calendars.KindDays, calendars.KindStored}

// busyObjects are the objects of a collection that may take a person's time in a range. What the person declined
// does not.
func (x *exchange) busyObjects(who *events.Person, c *calendars.Collection, span *ical.TimeRange) (ical.BusyObjects, error) {
	from, to := widened(c, zoneOf(c), span.Start, span.End)
	busy := ical.BusyObjects{Floating: zoneOf(c), Own: []string{"mailto:" + who.Email, resource{kind: kindPrincipal, id: who.ID}.href()}}
	var octets int64
	in := &exchange{Handler: x.Handler, ctx: x.ctx, viewer: who, takes: x.takes}
	err := in.items(&target{collection: c}, calendars.ItemQuery{From: from, To: to}, true, func(it *calendars.Item) error {
		if err := x.looked(); err != nil {
			return err
		}
		if inv := it.Invitation; inv != nil && (inv.Status == events.Declined || inv.Status == events.NotApplicable) {
			return nil
		}
		object, err := ical.Parse(x.render.Item(*it))
		if err != nil {
			return nil
		}
		busy.Objects = append(busy.Objects, object)
		if octets += it.Size; octets > pieceOctets && !x.masked { // what they say is kept in their place
			busy.Objects, octets = []*ical.Component{periodsOf(ical.FreeBusy(span.Start, span.End, busy))}, 0
		}
		return nil
	})
	return busy, err
}

// periodsOf is a calendar that holds busy times alone.
func periodsOf(busy *ical.Component) *ical.Component {
	c := ical.New("VCALENDAR")
	c.AddComponent(busy)
	return c
}

// freeBusyObject puts a VFREEBUSY into a VCALENDAR, with the properties that are the answer's own.
func (x *exchange) freeBusyObject(busy *ical.Component, properties ...*ical.Property) []byte {
	now := x.events.Now().UTC()
	busy.Add(ical.NewValue("DTSTAMP", now.Format("20060102T150405Z")))
	if busy.Property("UID") == nil && len(properties) == 0 {
		busy.Add(ical.NewText("UID", "freebusy-"+strconv.FormatInt(now.UnixNano(), 36)+"-"+x.viewer.ID))
	}
	for _, p := range properties {
		busy.Add(p)
	}
	c := ical.New("VCALENDAR")
	c.Add(ical.NewValue("VERSION", "2.0"), ical.NewText("PRODID", prodID))
	if len(properties) > 0 {
		c.Add(ical.NewValue("METHOD", "REPLY"))
	}
	c.AddComponent(busy)
	return c.Bytes()
}

// BusyBeside tells whether a person is busy by their own calendars, the sessions of the programme left out.
func (h *Handler) BusyBeside(ctx context.Context, who *events.Person, from, to time.Time) (bool, error) {
	x := &exchange{Handler: h, ctx: ctx, viewer: who}
	busy, err := x.busyTime(who, from, to, calendars.KindStored, calendars.KindDays)
	return err == nil && busy.Property("FREEBUSY") != nil, err
}

// busyTime is a person's busy time over all their calendars of these kinds that count (RFC 6638 §9.1): of those that are
// stored, those of their own.
func (x *exchange) busyTime(who *events.Person, from, to time.Time, kinds ...calendars.CollectionKind) (*ical.Component, error) {
	busy, err := x.busyCalendars(who, from, to, kinds...)
	return ical.FreeBusy(from, to, busy...), err
}

// busyCalendars are the objects that may take a person's time, by their calendars.
func (x *exchange) busyCalendars(who *events.Person, from, to time.Time, kinds ...calendars.CollectionKind) ([]ical.BusyObjects, error) {
	span := &ical.TimeRange{Start: from, End: to}
	all, err := x.calendars.Collections(x.ctx, who, who.ID)
	if err != nil {
		return nil, err
	}
	said, err := x.availabilityOf(who)
	if err != nil {
		return nil, err
	}
	busy := []ical.BusyObjects{said}
	for i := range all {
		c := &all[i]
		if !slices.Contains(kinds, c.Kind) || c.Kind == calendars.KindStored && c.Owner != who.ID {
			continue
		}
		free, err := x.transparentFor(who, c)
		if err != nil {
			return nil, err
		}
		if free {
			continue
		}
		some, err := x.busyObjects(who, c, span)
		if err != nil {
			return nil, err
		}
		busy = append(busy, some)
	}
	return busy, nil
}

// transparentFor tells whether a calendar does not count in a person's busy time: as it is, or as they set it.
func (x *exchange) transparentFor(who *events.Person, c *calendars.Collection) (bool, error) {
	kept, err := x.calendars.Properties(x.ctx, who, collectionNamed(c.Home, c.Name).key())
	if err != nil {
		return false, err
	}
	t := &target{kept: kept}
	own := t.keptProperty(cal("schedule-calendar-transp"))
	if own == nil {
		return c.Transparent, nil
	}
	el, err := parseXMLString(own.XML)
	return el.child(cal("transparent")) != nil, err
}
