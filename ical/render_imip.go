package ical

import (
	"slices"
	"strings"

	ics "github.com/arran4/golang-ical"

	"parcours/events"
)

// Imip gives the calendar part of a mail (RFC 6047): the VEVENT as the person sees it by CalDAV, with METHOD (REQUEST,
// CANCEL or DECLINECOUNTER, RFC 5546 §3.2), themselves as the only ATTENDEE, and as ORGANIZER the address that their
// answer goes to, since calendars answer the ORGANIZER whatever Reply-To says.
func (r *Renderer) Imip(inv events.Invitation, method, organizer string) []byte {
	w := r.writer(inv.Programme, inv.Viewer)
	inv.View, inv.Overlay, inv.Comment = events.ViewInvited, "", ""
	if method == string(ics.MethodCancel) && inv.Session.Live() { // for this person it is
		x := *inv.Session
		x.Status = events.Cancelled
		inv.Session = &x
	}
	cal := newCalendar()
	cal.SetMethod(ics.Method(method))
	addZone(cal, inv.Programme.Loc, inv.Session.When)
	e := w.invitation(&inv, w.title(&inv, labelled(&inv)))
	e.Properties = slices.DeleteFunc(e.Properties, func(p ics.IANAProperty) bool {
		return p.IANAToken == string(ics.ComponentPropertyOrganizer) || strings.HasPrefix(p.IANAToken, "X-PARCOURS-")
	})
	addOrganizer(e, events.Organisation{Name: inv.Programme.Organiser.Name, Email: organizer})
	for i := range e.Properties {
		if p := &e.Properties[i]; p.IANAToken == string(ics.ComponentPropertyAttendee) && method == string(ics.MethodRequest) {
			p.ICalParameters["RSVP"] = []string{"TRUE"}
		}
	}
	cal.AddVEvent(e)
	return Encode(cal)
}
