package caldav

import (
	"errors"
	"net/http"
	"strings"

	"parcours/calendars"
	"parcours/events"
)

// makeCalendar is MKCALENDAR (RFC 4791 §5.3.1) and extended MKCOL (RFC 5689 §3): a calendar of one's own, with the
// properties that the body sets; all of it or nothing. A plain MKCOL is refused: a home holds calendars only.
func (x *exchange) makeCalendar(res resource) error {
	if res.id != x.viewer.ID {
		return events.ErrNotFound
	}
	changes, err := x.newCalendar()
	if err != nil {
		return err
	}
	if _, err := x.findCollection(res); err == nil {
		return x.taken()
	} else if !errors.Is(err, events.ErrNotFound) {
		return err
	}
	t := &target{resource: res}
	set := x.judge(t, changes, true)
	if set.failed {
		return x.notMade(res, changes, set)
	}
	c := calendars.StoredCollection{Home: res.id, Name: res.collection}
	for _, edit := range set.edits {
		edit(&c)
	}
	var invalid *events.Invalid
	err = x.calendars.CreateCollection(x.ctx, x.viewer, res.id, c)
	switch {
	case errors.Is(err, events.ErrExists):
		return x.taken()
	case errors.As(err, &invalid):
		return refuse(http.StatusForbidden, "<C:calendar-collection-location-ok/>", invalid.Error())
	case err != nil:
		return err
	}
	if len(set.kept.Set) > 0 {
		set.kept.Remove = nil
		if err := x.calendars.ChangeProperties(x.ctx, x.viewer, nil, res.key(), set.kept); err != nil {
			return err
		}
	}
	x.w.Header().Set("Cache-Control", "no-cache") // RFC 4791 §5.3.1
	x.created(true)
	return nil
}

// newCalendar reads the body. MKCOL must ask for a calendar.
func (x *exchange) newCalendar() ([]propChange, error) {
	body, err := x.readXML()
	if media := strings.ToLower(x.r.Header.Get("Content-Type")); err != nil && media != "" && !strings.Contains(media, "xml") {
		return nil, refuse(http.StatusUnsupportedMediaType, "", "send XML or no body") // RFC 4918 §9.3
	}
	if err != nil {
		return nil, err
	}
	if x.r.Method == "MKCALENDAR" {
		if body != nil && body.name != cal("mkcalendar") {
			return nil, refuse(http.StatusUnsupportedMediaType, "", "the body of MKCALENDAR is a CALDAV:mkcalendar")
		}
		return parseChanges(body), nil
	}
	if body != nil && body.name != dav("mkcol") {
		return nil, refuse(http.StatusUnsupportedMediaType, "", "the body of MKCOL is a DAV:mkcol")
	}
	var changes []propChange
	calendar := false
	for _, c := range parseChanges(body) {
		if c.name != dav("resourcetype") {
			changes = append(changes, c)
			continue
		}
		types := c.value.children()
		calendar = len(types) == 2 && c.value.child(dav("collection")) != nil && c.value.child(cal("calendar")) != nil
	}
	if !calendar {
		return nil, refuse(http.StatusForbidden, "<D:valid-resourcetype/>", "a home holds calendars: ask for D:collection and C:calendar")
	}
	return changes, nil
}

// taken answers for a name that is in use: each method has its own status for it.
func (x *exchange) taken() error {
	if x.r.Method == "MKCOL" { // RFC 4918 §9.3.1
		return &failure{http.StatusMethodNotAllowed, "", "there is something with this name already"}
	}
	return refuse(http.StatusForbidden, "<D:resource-must-be-null/>", "there is something with this name already")
}

// notMade says which properties could not be set: MKCALENDAR in a multistatus (RFC 4791 §5.3.1.1), MKCOL in an answer
// of its own (RFC 5689 §3.2).
func (x *exchange) notMade(res resource, changes []propChange, set *changeSet) error {
	x.w.Header().Set("Cache-Control", "no-cache") // RFC 4791 §5.3.1
	if x.r.Method == "MKCALENDAR" {
		ms := newMultistatus(x.w, x.r)
		ms.raw("<D:response>")
		ms.href(res.href())
		ms.verdicts(changes, set)
		ms.raw("</D:response>")
		if err := ms.done(); err != nil {
			return err
		}
		return ms.close()
	}
	m := &markup{}
	m.raw(xmlHeader + "<D:mkcol-response" + declarations + ">")
	m.verdicts(changes, set)
	m.raw("</D:mkcol-response>\n")
	x.w.Header().Set("Content-Type", "application/xml; charset=utf-8")
	out := newOutput(x.w, x.r, http.StatusForbidden)
	if _, err := out.Write(m.buf); err != nil {
		return err
	}
	return out.Close()
}
