package caldav

import (
	"errors"
	"mime"
	"net/http"
	"slices"
	"strings"

	"parcours/calendars"
	"parcours/events"
)

// put is the PUT method on an object (RFC 4791 §5.3.2). The answer has an ETag only where what was sent is kept
// octet for octet (§5.3.4).
func (x *exchange) put(res resource) error {
	t, err := x.findParent(res)
	if err != nil {
		return err
	}
	if !writable(t.collection) {
		return events.ErrForbidden
	}
	octets, err := x.readCalendar()
	if err != nil {
		return err
	}
	x.writing = res
	pre, err := x.preconditions(res)
	if err != nil {
		return err
	}
	if err := x.checkManaged(octets); err != nil {
		return err
	}
	result, err := x.calendars.PutItem(x.ctx, x.viewer, t.collection, res.name, pre, octets)
	if err != nil {
		return err
	}
	if result.ScheduleTag == "" && t.collection.Rights.Answer {
		result.ScheduleTag = x.scheduleTagOf(res)
	}
	return x.wrote(res, result)
}

// writable tells whether the viewer may change objects of a collection, in one way or another.
func writable(c *calendars.Collection) bool {
	return c.Rights.Write || c.Rights.Answer || c.Rights.Organise
}

// stored says the tags of what was kept.
func (x *exchange) stored(result calendars.PutResult) {
	if result.ETag != "" && !x.transcoded {
		x.w.Header().Set("ETag", quoted(result.ETag))
	}
	if result.ScheduleTag != "" {
		x.w.Header().Set("Schedule-Tag", quoted(result.ScheduleTag))
	}
}

func (x *exchange) created(created bool) {
	x.w.Header().Set("Content-Length", "0")
	if created {
		x.w.WriteHeader(http.StatusCreated)
		return
	}
	x.w.Header().Del("Content-Length")
	x.w.WriteHeader(http.StatusNoContent)
}

// findParent finds the collection to write to. One that is missing in one's own home is a conflict (RFC 4918
// §9.7.1); in any other it is not found, whether it is there or not.
func (x *exchange) findParent(res resource) (*target, error) {
	t, err := x.findCollection(res.parent())
	if errors.Is(err, events.ErrNotFound) && res.kind == kindObject && res.id == x.viewer.ID {
		return nil, &failure{http.StatusConflict, "", "there is no such calendar: make it with MKCALENDAR first"}
	}
	return t, err
}

// readCalendar reads the body of a PUT or POST: iCalendar, or a body whose type is not said.
func (x *exchange) readCalendar() ([]byte, error) {
	if media := x.r.Header.Get("Content-Type"); media != "" {
		name, _, err := mime.ParseMediaType(media)
		if before, _, _ := strings.Cut(media, ";"); err != nil {
			name = strings.ToLower(strings.TrimSpace(before))
		}
		if name != "text/calendar" {
			return nil, refuse(http.StatusForbidden, x.unmet("<C:supported-calendar-data/>"), "send text/calendar")
		}
	}
	if coding := x.r.Header.Get("Content-Encoding"); coding != "" && coding != "identity" {
		return nil, refuse(http.StatusUnsupportedMediaType, "<C:supported-calendar-data/>", "send the body without a content coding")
	}
	if x.r.Header.Get("Content-Range") != "" {
		return nil, badRequest("a part of an object cannot be written") // RFC 9110 §14.5
	}
	tooLarge := refuse(http.StatusRequestEntityTooLarge, "<C:max-resource-size/>", "the object is larger than this server keeps")
	if x.r.ContentLength > x.maxSize {
		return nil, tooLarge
	}
	octets, err := x.readBody(x.maxSize, inFlight)
	if err != nil {
		return nil, err
	}
	if int64(len(octets)) > x.maxSize {
		return nil, tooLarge
	}
	if octets, err = x.inUTF8(octets); err != nil {
		return nil, err
	}
	if int64(len(octets)) > x.maxSize {
		return nil, tooLarge
	}
	if f := checkLimits(octets); f != nil {
		f.conditions = x.unmet(f.conditions)
		return nil, f
	}
	return octets, nil
}

// preconditions reads the conditional headers. An If header is judged here; the entity tag and the sync token of the
// calendar that it held for are handed on, so that the write is still refused if they change in between.
func (x *exchange) preconditions(res resource) (calendars.Preconditions, error) {
	pre := preconditionsOf(x.r.Header)
	value := x.r.Header.Get("If")
	if value == "" {
		return pre, nil
	}
	lists, err := parseIf(value)
	if err != nil {
		return pre, err
	}
	named := func(uri string) resource {
		if uri == "" {
			return res
		}
		other, _, err := parseHref(uri)
		if err != nil {
			return resource{}
		}
		return other
	}
	uri, held, ok := ifHolds(lists, func(uri string) state { return x.stateOf(named(uri)) })
	switch about := named(uri); {
	case !ok:
		return pre, events.ErrPrecondition
	case about == res.parent(): // of a calendar, it is the calendar itself
		pre.IfSyncToken = held.token
	case about == res && pre.IfMatch == nil && held.etag != "":
		pre.IfMatch = []string{held.etag}
	}
	return pre, nil
}

// stateOf is what the If header may ask of a resource: nothing of what is not there, or not for the viewer.
func (x *exchange) stateOf(res resource) state {
	if res.kind&collectionKinds == 0 {
		return state{etag: x.etagOf(res)}
	}
	t, err := x.findCollection(res)
	if err != nil {
		return state{}
	}
	return state{etag: calendarTag(t.collection), token: t.collection.Token}
}

// etagOf is the entity tag of an object now, "" for none.
func (x *exchange) etagOf(res resource) string {
	if res.kind&objectKinds == 0 {
		return ""
	}
	t, err := x.findObject(res, calendars.ItemQuery{NoOctets: true})
	if err != nil {
		return ""
	}
	return t.item.ETag
}

// scheduleTagOf is the schedule tag of an object now (RFC 6638 §3.2.10: an answer to a PUT says it), "" for none.
func (x *exchange) scheduleTagOf(res resource) string {
	t, err := x.findObject(res, calendars.ItemQuery{NoOctets: true})
	if err != nil {
		return ""
	}
	return t.item.ScheduleTag
}

// delete is the DELETE method: on an object, or on a calendar of one's own with all that is in it.
func (x *exchange) delete(res resource) error {
	t, err := x.findCollection(res.parent())
	if err != nil {
		return err
	}
	x.writing = res
	pre, err := x.preconditions(res)
	if err != nil {
		return err
	}
	if res.kind&objectKinds != 0 {
		remove := x.calendars.DeleteItem
		if strings.EqualFold(strings.TrimSpace(x.r.Header.Get("Schedule-Reply")), "F") { // RFC 6638 §8.1
			remove = x.calendars.DeleteQuietly
		}
		err = remove(x.ctx, x.viewer, t.collection, res.name, pre)
	} else {
		err = x.deleteCalendar(t.collection, pre)
	}
	if err != nil {
		return err
	}
	x.w.WriteHeader(http.StatusNoContent)
	return nil
}

// deleteCalendar deletes a calendar with all that is in it. Its entity tag is that of a GET, and says its token.
func (x *exchange) deleteCalendar(c *calendars.Collection, pre calendars.Preconditions) error {
	if pre.IfMatch != nil {
		if !slices.Contains(pre.IfMatch, "*") && !slices.Contains(pre.IfMatch, calendarTag(c)) {
			return events.ErrPrecondition
		}
		pre.IfSyncToken = c.Token
	}
	return x.calendars.DeleteCollection(x.ctx, x.viewer, c, pre)
}
