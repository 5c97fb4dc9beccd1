package caldav

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"time"

	"parcours/calendars"
)

// get is GET and HEAD: an object as it is, a calendar as one iCalendar stream.
func (x *exchange) get(res resource) error {
	if res.kind == kindRoot { // GET on "/" is the pages'
		return x.notAllowed(res)
	}
	if res.kind == kindAttachment {
		return x.getAttachment(res)
	}
	if res.kind&objectKinds != 0 {
		return x.getObject(res)
	}
	return x.getCalendar(res)
}

// getObject answers with an object's octets, never compressed: its entity tag names one sequence of octets, which
// is also the property DAV:getetag.
func (x *exchange) getObject(res resource) error {
	t, err := x.findObject(res, calendars.ItemQuery{})
	if err != nil {
		return err
	}
	x.describe(t)
	if unchanged(x.r.Header, t.item.ETag, t.item.Modified) {
		x.w.WriteHeader(http.StatusNotModified)
		return nil
	}
	return x.sendObject(t, http.StatusOK)
}

// describe sets the header fields that tell one state of an object from another.
func (x *exchange) describe(t *target) {
	h := x.w.Header()
	h.Set("ETag", quoted(t.item.ETag))
	h.Set("Cache-Control", "private, no-cache")
	if t.item.ScheduleTag != "" {
		h.Set("Schedule-Tag", quoted(t.item.ScheduleTag))
	}
	if !t.item.Modified.IsZero() {
		h.Set("Last-Modified", t.item.Modified.UTC().Format(http.TimeFormat))
	}
}

func (x *exchange) sendObject(t *target, status int) error {
	body := x.content(t)
	h := x.w.Header()
	h.Set("Content-Type", contentType(t.item.Component))
	h.Set("Content-Length", strconv.Itoa(len(body)))
	x.w.WriteHeader(status)
	if x.r.Method == http.MethodHead {
		return nil
	}
	_, err := x.w.Write(body)
	return err
}

// getCalendar answers with the whole calendar. Its entity tag comes from the collection's token: an unchanged
// calendar is answered 304 without being read.
func (x *exchange) getCalendar(res resource) error {
	t, err := x.find(res)
	if err != nil {
		return err
	}
	c := t.collection
	tag := calendarTag(c)
	h := x.w.Header()
	h.Set("Cache-Control", "private, no-cache")
	h.Set("ETag", quoted(tag))
	if unchanged(x.r.Header, tag, time.Time{}) {
		h.Set("Vary", "Accept-Encoding")
		x.w.WriteHeader(http.StatusNotModified)
		return nil
	}
	h.Set("Content-Type", "text/calendar; charset=utf-8")
	return x.sendCalendar(t, tag)
}

// sendCalendar sends a calendar as one stream, which a calendar that is larger than a piece is read twice for: its time zones stand first.
func (x *exchange) sendCalendar(t *target, tag string) error {
	items, err := x.calendars.Items(x.ctx, x.viewer, t.collection, calendars.ItemQuery{NoOctets: !t.collection.Derived()})
	if err != nil {
		return err
	}
	out := newOutput(x.w, x.r, http.StatusOK)
	s := &stream{x: x, t: t, items: items, seen: map[string]bool{}}
	zones, rest, err := s.begin()
	if err != nil {
		return err
	}
	frame := frameOf(t.collection)
	end := len(frame) - len("END:VCALENDAR\r\n")
	if out.zip && (!s.whole || len(frame)+len(zones)+len(rest) >= worthGzip) {
		x.w.Header().Set("ETag", quoted(tag+gzipSuffix))
	}
	if x.r.Method == http.MethodHead {
		x.w.WriteHeader(http.StatusOK)
		return nil
	}
	for _, part := range [][]byte{frame[:end], zones, rest} {
		if _, err := out.Write(part); err != nil {
			return err
		}
	}
	if err := s.send(out); err != nil {
		return err
	}
	if _, err := out.Write(frame[end:]); err != nil {
		return err
	}
	return out.Close()
}

// calendarTag is the entity tag of a calendar as one stream: another token, name or colour is another stream.
func calendarTag(c *calendars.Collection) string {
	sum := sha256.Sum256([]byte(c.Token + "\x00" + c.DisplayName + "\x00" + c.Color))
	return hex.EncodeToString(sum[:16])
}
