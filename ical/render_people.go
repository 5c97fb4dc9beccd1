package ical

import (
	"bytes"
	"strings"

	ics "github.com/arran4/golang-ical"

	"parcours/events"
)

// The server's own properties. They come back with an attendee's PUT and say what that client had been served.
const (
	// servedProperty has Invitation.Revision.
	servedProperty = "X-PARCOURS-SERVED"
	// transpProperty has the TRANSP that the server would give, if that is not OPAQUE.
	transpProperty = "X-PARCOURS-TRANSP"
	// answerProperty has an answer that PARTSTAT cannot say.
	answerProperty = "X-PARCOURS-ANSWER"
)

// people adds who organises and, in a view that can be answered, the one ATTENDEE: the viewer with their own login
// address, because by it clients decide who "I" am. Its CN says for whom the answer stands.
func (w *eventWriter) people(e *ics.VEvent, inv *events.Invitation) {
	if inv.View == events.ViewOrganiser { // no ORGANIZER, no ATTENDEE: with them Apple and Android lock the event
		e.AddProperty(servedProperty, inv.Revision)
	}
	answerable := inv.View == events.ViewInvited || inv.View == events.ViewDelegation
	if !answerable || inv.Viewer == nil {
		return
	}
	addOrganizer(e, inv.Programme.Organiser)
	name, status := inv.Viewer.Name, inv.Status
	if inv.View == events.ViewDelegation && inv.Label != "" {
		name = inv.Label
	}
	switch status {
	case events.NotApplicable:
		status = events.Declined
	case "":
		status = events.NeedsAction
	}
	role := ics.ParticipationRoleReqParticipant
	if inv.Session.Optional {
		role = ics.ParticipationRoleOptParticipant
	}
	params := []ics.PropertyParameter{
		ics.WithCN(name), ics.CalendarUserTypeIndividual, role, ics.ParticipationStatus(status),
	}
	if status == events.NeedsAction {
		params = append(params, &ics.KeyValues{Key: "RSVP", Value: []string{"TRUE"}})
	}
	e.AddProperty(ics.ComponentPropertyAttendee, "mailto:"+inv.Viewer.Email, params...)
	if inv.Comment != "" {
		e.AddProperty(ics.ComponentPropertyComment, inv.Comment)
	}
	e.AddProperty(servedProperty, inv.Revision)
	if transparency := transparencyOf(inv); transparency != ics.TransparencyOpaque {
		e.AddProperty(transpProperty, string(transparency))
	}
	if inv.Status == events.NotApplicable {
		e.AddProperty(answerProperty, string(inv.Status))
	}
}

// addOrganizer names who organises the programme; without an address there is no ORGANIZER (RFC 5545 §3.8.4.3).
func addOrganizer(e *ics.VEvent, o events.Organisation) {
	if o.Email == "" {
		return
	}
	var params []ics.PropertyParameter
	if o.Name != "" {
		params = append(params, ics.WithCN(o.Name))
	}
	e.AddProperty(ics.ComponentPropertyOrganizer, "mailto:"+o.Email, params...)
}

// withOverlay puts the lines that the viewer's client keeps of its own at the end of the last VEVENT of octets.
// TRANSP, which comes first in an overlay, stands among the event's properties already.
func withOverlay(octets []byte, overlay string) []byte {
	_, own := cutTransparency(overlay)
	if own == "" {
		return octets
	}
	at := bytes.LastIndex(octets, []byte("END:VEVENT\r\n"))
	out := make([]byte, 0, len(octets)+len(own))
	out = append(append(out, octets[:at]...), own...)
	return append(out, octets[at:]...)
}

// cutTransparency takes the TRANSP off an overlay, "" without one.
func cutTransparency(overlay string) (transparency, rest string) {
	line, rest, _ := strings.Cut(overlay, "\r\n")
	if transparency, ok := strings.CutPrefix(line, "TRANSP:"); ok {
		return transparency, rest
	}
	return "", overlay
}
