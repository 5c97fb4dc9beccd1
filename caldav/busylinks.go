package caldav

import (
	"errors"
	"net/http"
	"time"

	"parcours/busylinks"
	"parcours/events"
	"parcours/ical"
)

// usualBusySpan is what is told of who asks for no range.
const usualBusySpan = 42 * 24 * time.Hour

// ServeBusy answers GET of a free-busy read URL (CalConnect CD 0903): a VFREEBUSY, which says when somebody is busy and nothing else.
// start, end and period may say of which time; without them it is the six weeks from today. An address that was revoked is gone.
func (h *Handler) ServeBusy(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		refuseFeed(w, http.StatusMethodNotAllowed)
		return
	}
	w.Header().Set("Cache-Control", "private, no-cache")
	w.Header().Set("X-Robots-Tag", "noindex")
	who, err := h.accounts.BusyOf(r.Context(), busylinks.Token(r.URL.Path))
	switch {
	case errors.Is(err, events.ErrNotFound):
		refuseFeed(w, http.StatusNotFound)
		return
	case errors.Is(err, events.ErrGone):
		refuseFeed(w, http.StatusGone)
		return
	}
	from, to, readable := h.busyRange(r)
	if err == nil && !readable {
		refuseFeed(w, http.StatusBadRequest)
		return
	}
	x := &exchange{Handler: h, ctx: r.Context(), r: r, viewer: who}
	var busy *ical.Component
	if err == nil {
		x.takes, err = h.budget.Enter(r.Context(), who.ID)
	}
	if err == nil {
		defer x.takes.Leave()
		busy, err = x.busyOfAll([]*events.Person{who}, &busyRequest{from: from, to: to})
	}
	if err != nil { // 404 is the one status at which clients keep what they have
		if r.Context().Err() == nil {
			h.log.Error("busy times: the store is away", "error", err)
		}
		w.Header().Set("Retry-After", "120")
		refuseFeed(w, http.StatusNotFound)
		return
	}
	newRendition("", "busy.ifb", published(busy, who, from), nil, h.events.Now()).send(w, r, h.events.Now())
}

// published puts a VFREEBUSY into an object that is published (RFC 5546 §3.3.1). Its stamp is the start of what it tells of, so that
// its octets change only when what they say does.
func published(busy *ical.Component, who *events.Person, from time.Time) []byte {
	stamp := from.UTC().Format("20060102T150405Z")
	busy.Add(ical.NewValue("DTSTAMP", stamp), ical.NewText("UID", "busy-"+stamp+"-"+who.ID), ical.NewValue("ORGANIZER", "mailto:"+who.Email))
	c := ical.New("VCALENDAR")
	c.Add(ical.NewValue("VERSION", "2.0"), ical.NewText("PRODID", prodID), ical.NewValue("METHOD", "PUBLISH"))
	c.AddComponent(busy)
	return c.Bytes()
}

// busyRange reads of which time busy times are asked: instants as RFC 3339 or RFC 5545 write them, a period as RFC 5545 does.
func (h *Handler) busyRange(r *http.Request) (from, to time.Time, ok bool) {
	loc := h.events.Programme().Loc
	today := h.events.Now().In(loc)
	from = time.Date(today.Year(), today.Month(), today.Day(), 0, 0, 0, 0, loc)
	q := r.URL.Query()
	if q.Has("start") {
		if from, ok = busyInstant(q.Get("start"), loc); !ok {
			return from, to, false
		}
	}
	to = from.Add(usualBusySpan)
	switch {
	case q.Has("end"):
		if to, ok = busyInstant(q.Get("end"), loc); !ok {
			return from, to, false
		}
	case q.Has("period"):
		length, err := ical.ParseDuration(q.Get("period"))
		if err != nil {
			return from, to, false
		}
		to = from.AddDate(0, 0, length.Days).Add(length.Time)
	}
	return from, to, to.After(from) && to.Sub(from) <= maxBusySpan
}

func busyInstant(text string, loc *time.Location) (time.Time, bool) {
	for _, form := range []string{time.RFC3339, "20060102T150405Z", "2006-01-02", "20060102"} {
		if at, err := time.ParseInLocation(form, text, loc); err == nil {
			return at, true
		}
	}
	return time.Time{}, false
}
