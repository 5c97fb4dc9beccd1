package ical

import (
	"slices"
	"strings"

	ics "github.com/arran4/golang-ical"
)

// maxOverlay is how many octets of lines a client may keep of its own on an invitation.
const maxOverlay = 16 << 10

// overlayOf collects what a client keeps of its own on an invitation: TRANSP where it is not the server's own, X-
// properties and alarms. It is normalised, so that equal overlays are equal texts: TRANSP first, then the properties,
// then the alarms, each kind sorted, lines as our writer folds them. What goes beyond maxOverlay is left out.
func overlayOf(c *Component) string {
	var properties, alarms []string
	for _, p := range c.Properties {
		if strings.HasPrefix(p.Name, "X-") && !ignored(p.Name) {
			properties = append(properties, p.Line())
		}
	}
	for _, a := range c.Children("VALARM") {
		plain := Component{Name: a.Name, Properties: a.Properties}
		alarms = append(alarms, string(plain.Bytes()))
	}
	slices.Sort(properties)
	slices.Sort(alarms)
	transparency := ownTransparency(c)
	room := maxOverlay - len(transparency)
	kept := fitting(slices.Compact(alarms), &room) // alarms before properties: somebody waits for them
	return transparency + fitting(slices.Compact(properties), &room) + kept
}

func fitting(parts []string, room *int) string {
	var b strings.Builder
	for _, part := range parts {
		if len(part) <= *room {
			*room -= len(part)
			b.WriteString(part)
		}
	}
	return b.String()
}

// ownTransparency is the TRANSP line of a client that set another than the server would give, "" of one that did not.
// What was served says which that was; without it no TRANSP of a kind of event that often comes TRANSPARENT counts.
func ownTransparency(c *Component) string {
	served := ics.TransparencyOpaque
	if c.Value(transpProperty) == string(ics.TransparencyTransparent) {
		served = ics.TransparencyTransparent
	} else if c.Property(servedProperty) == nil && mayBeTransparent(c) {
		return ""
	}
	transparency := ics.TransparencyOpaque // RFC 5545 §3.8.2.7: the default
	if strings.EqualFold(strings.TrimSpace(c.Value("TRANSP")), string(ics.TransparencyTransparent)) {
		transparency = ics.TransparencyTransparent
	}
	if transparency == served {
		return ""
	}
	return "TRANSP:" + string(transparency) + "\r\n"
}

// mayBeTransparent knows the events that the server may have given as TRANSPARENT: see transparencyOf. A delegation's
// UID has a plus sign.
func mayBeTransparent(c *Component) bool {
	switch ics.ObjectStatus(c.Value("STATUS")) {
	case ics.ObjectStatusTentative, ics.ObjectStatusCancelled:
		return true
	}
	return strings.Contains(c.Text("UID"), "+")
}

// ignored tells which X- properties are not the client's own to keep: the server's, counters that change with every
// write, traces of errors, and copies of the organiser's time, place and text, which would outlive a change of those.
// X-MOZ-LASTACK and X-MOZ-SNOOZE-TIME stay: they are the state of alarms.
func ignored(name string) bool {
	for _, prefix := range []string{"X-PARCOURS-", "X-LIC-", "X-CALENDARSERVER-", "X-EVOLUTION-CALDAV-", "X-MS-OLK-"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	switch name {
	case "X-MOZ-GENERATION", "X-MOZ-FAKED-MASTER", "X-MOZ-INVITED-ATTENDEE", "X-MOZ-RECEIVED-SEQUENCE",
		"X-MOZ-RECEIVED-DTSTAMP", "X-MOZ-SEND-INVITATIONS", "X-MOZ-SEND-INVITATIONS-UNDISCLOSED", "X-MOZ-LOCATIONPATH",
		"X-ALT-DESC", "X-APPLE-STRUCTURED-LOCATION", "X-MICROSOFT-CDO-ALLDAYEVENT", "X-MICROSOFT-CDO-APPT-SEQUENCE",
		"X-MICROSOFT-CDO-ATTENDEE-CRITICAL-CHANGE", "X-MICROSOFT-CDO-OWNER-CRITICAL-CHANGE", "X-MICROSOFT-CDO-OWNERAPPTID":
		return true
	}
	return false
}
