package caldav

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"time"

	"parcours/calendars"
	"parcours/ical"
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
	items, err := x.calendars.Items(x.ctx, x.viewer, c, calendars.ItemQuery{})
	if err != nil {
		return err
	}
	body, err := x.merged(c, items)
	if err != nil {
		return err
	}
	h.Set("Content-Type", "text/calendar; charset=utf-8")
	out := newOutput(x.w, x.r, http.StatusOK)
	if out.zip && len(body) >= worthGzip {
		h.Set("ETag", quoted(tag+gzipSuffix))
	}
	if x.r.Method == http.MethodHead {
		x.w.WriteHeader(http.StatusOK)
		return nil
	}
	if _, err := out.Write(body); err != nil {
		return err
	}
	return out.Close()
}

// calendarTag is the entity tag of a calendar as one stream: another token, name or colour is another stream.
func calendarTag(c *calendars.Collection) string {
	sum := sha256.Sum256([]byte(c.Token + "\x00" + c.DisplayName + "\x00" + c.Color))
	return hex.EncodeToString(sum[:16])
}

// merged joins objects into one VCALENDAR: each time zone once, then the components as they were written.
func (x *exchange) merged(c *calendars.Collection, items []calendars.Item) ([]byte, error) {
	var zones, rest []byte
	seen := map[string]bool{}
	for i := range items {
		object, err := ical.Parse(x.render.Item(items[i]))
		if err != nil {
			return nil, err
		}
		for _, part := range object.Components {
			if part.Name != "VTIMEZONE" {
				rest = append(rest, part.Bytes()...)
				continue
			}
			if id := part.Text("TZID"); !seen[id] {
				seen[id] = true
				zones = append(zones, part.Bytes()...)
			}
		}
	}
	head := ical.New("VCALENDAR")
	head.Add(ical.NewValue("VERSION", "2.0"), ical.NewText("PRODID", prodID))
	if c.DisplayName != "" {
		head.Add(ical.NewText("NAME", c.DisplayName), ical.NewText("X-WR-CALNAME", c.DisplayName))
	}
	frame := head.Bytes()
	end := len(frame) - len("END:VCALENDAR\r\n")
	body := make([]byte, 0, len(frame)+len(zones)+len(rest))
	body = append(body, frame[:end]...)
	body = append(body, zones...)
	body = append(body, rest...)
	return append(body, frame[end:]...), nil
}
