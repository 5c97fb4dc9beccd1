package caldav

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"parcours/ical"
)

// dataQuery is a CALDAV:calendar-data element of a request (RFC 4791 §9.6): what to return of an object.
type dataQuery struct {
	part       *ical.CompRequest
	expand     *ical.TimeRange
	recurrence *ical.TimeRange // limit-recurrence-set
	freebusy   *ical.TimeRange // limit-freebusy-set
	floating   *time.Location  // given by the report
}

// whole tells that objects are returned as they are.
func (d *dataQuery) whole() bool {
	return d.part == nil && d.expand == nil && d.recurrence == nil && d.freebusy == nil
}

// parseDataQuery reads the element. Another media type or version is refused (CALDAV:supported-calendar-data).
func parseDataQuery(el *element) (*dataQuery, error) {
	media, version := el.attr("content-type"), el.attr("version")
	if media != "" && !strings.EqualFold(media, "text/calendar") || version != "" && version != "2.0" {
		return nil, refuse(http.StatusForbidden, "<C:supported-calendar-data/>", "only text/calendar 2.0 is given")
	}
	d := &dataQuery{}
	for _, c := range el.children() {
		var err error
		switch c.name {
		case cal("comp"):
			part := compRequest(c)
			d.part = &part
		case cal("expand"):
			d.expand, err = boundedRange(c)
		case cal("limit-recurrence-set"):
			d.recurrence, err = boundedRange(c)
		case cal("limit-freebusy-set"):
			d.freebusy, err = boundedRange(c)
		}
		if err != nil {
			return nil, err
		}
	}
	if d.expand != nil && d.recurrence != nil {
		return nil, badRequest("ask for expand or limit-recurrence-set, not both")
	}
	return d, nil
}

func compRequest(el *element) ical.CompRequest {
	r := ical.CompRequest{
		Name: el.attr("name"), AllProps: el.child(cal("allprop")) != nil, AllComps: el.child(cal("allcomp")) != nil,
	}
	for _, p := range el.all(cal("prop")) {
		r.Props = append(r.Props, ical.PropRequest{Name: p.attr("name"), NoValue: strings.EqualFold(p.attr("novalue"), "yes")})
	}
	for _, c := range el.all(cal("comp")) {
		r.Comps = append(r.Comps, compRequest(c))
	}
	return r
}

// boundedRange reads start and end, both of which are needed.
func boundedRange(el *element) (*ical.TimeRange, error) {
	r, err := timeRange(el)
	if err != nil {
		return nil, err
	}
	if r.Start.IsZero() || r.End.IsZero() || !r.End.After(r.Start) {
		return nil, badRequest(el.name.Local + " needs a start and a later end in UTC")
	}
	return r, nil
}

// timeRange reads the attributes start and end, UTC date-times either of which may be missing (RFC 4791 §9.9).
func timeRange(el *element) (*ical.TimeRange, error) {
	r := &ical.TimeRange{}
	for name, to := range map[string]*time.Time{"start": &r.Start, "end": &r.End} {
		text, given := el.attribute(name)
		if !given {
			continue
		}
		t, err := time.Parse("20060102T150405Z", strings.TrimSpace(text))
		if err != nil {
			return nil, badRequest("a time range has UTC date-times such as 20260101T000000Z")
		}
		*to = t
	}
	return r, nil
}

// calendarData adds an object's text, or the asked part of it. What cannot be expanded within the limits is given as
// it is: the client sees the rule.
func (x *exchange) calendarData(m *markup, t *target, d *dataQuery) bool {
	if t.item == nil {
		return false
	}
	octets := x.content(t)
	if !d.whole() {
		octets = d.cut(octets)
	}
	m.buf = slices.Grow(m.buf, len(octets)+len(octets)/16+1000)
	m.raw("<C:calendar-data>")
	m.octets(octets)
	m.raw("</C:calendar-data>")
	return true
}

// cut gives what the query asks of an object.
func (d *dataQuery) cut(octets []byte) []byte {
	object, err := ical.Parse(octets)
	if err != nil {
		return octets
	}
	steps := []struct {
		span *ical.TimeRange
		do   func(*ical.Component, time.Time, time.Time, *time.Location) (*ical.Component, error)
	}{{d.expand, ical.Expand}, {d.recurrence, ical.LimitRecurrence}, {d.freebusy, ical.LimitFreeBusy}}
	for _, step := range steps {
		if step.span == nil {
			continue
		}
		if changed, err := step.do(object, step.span.Start, step.span.End, d.floating); err == nil {
			object = changed
		}
	}
	if d.part != nil {
		object = ical.Partial(object, d.part)
	}
	return object.Bytes()
}
