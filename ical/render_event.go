package ical

import (
	"slices"
	"strconv"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"parcours/events"
)

// invitation is the VEVENT of a session as one viewer sees it (RFC 5545 §3.6.1).
func (w *eventWriter) invitation(inv *events.Invitation, title string) *ics.VEvent {
	x, loc := inv.Session, inv.Programme.Loc
	e := newEvent(inv.UID, inv.Modified, x.Created)
	e.AddProperty(ics.ComponentPropertySequence, strconv.Itoa(x.Sequence))
	addTimes(e, x.When, loc)
	e.AddProperty(ics.ComponentPropertySummary, title)
	if text := w.description(inv); text != "" {
		e.AddProperty(ics.ComponentPropertyDescription, text)
	}
	if where := w.where(x); where != "" {
		e.AddProperty(ics.ComponentPropertyLocation, where)
	}
	e.AddProperty(ics.ComponentPropertyUrl, w.page(inv))
	e.AddProperty(ics.ComponentPropertyStatus, string(statusOf(x)))
	transparency, _ := cutTransparency(inv.Overlay)
	if transparency == "" {
		transparency = string(transparencyOf(inv))
	}
	e.AddProperty(ics.ComponentPropertyTransp, transparency)
	e.AddProperty(ics.ComponentPropertyClass, string(classOf(inv)))
	if all := w.categoriesOf(inv); len(all) > 0 { // in one line: some readers keep only one
		e.AddProperty(ics.ComponentPropertyCategories, escapeList(all, ","))
	}
	if c := inv.Programme.Category(x.Category); c != nil {
		if name := colorName(c.Color); name != "" {
			e.AddProperty(ics.ComponentPropertyColor, name)
		}
	}
	for _, link := range links(inv) {
		e.AddProperty("CONFERENCE", link, ics.WithValue("URI"), &ics.KeyValues{Key: "FEATURE", Value: []string{"VIDEO"}})
	}
	w.people(e, inv)
	return e
}

// newEvent begins a VEVENT. DTSTAMP is the last change: these objects say when the information was written, not when
// it was fetched, so that the octets stay the same (RFC 5545 §3.8.7.2).
func newEvent(uid string, modified, created time.Time) *ics.VEvent {
	e := &ics.VEvent{}
	e.AddProperty(ics.ComponentPropertyUniqueId, uid)
	e.AddProperty(ics.ComponentPropertyDtstamp, utcText(modified))
	if !created.IsZero() {
		e.AddProperty(ics.ComponentPropertyCreated, utcText(created))
	}
	e.AddProperty(ics.ComponentPropertyLastModified, utcText(modified))
	return e
}

func utcText(t time.Time) string { return t.UTC().Format("20060102T150405Z") }

// addTimes adds DTSTART and DTEND: wall times with the TZID of the programme, in UTC where that is its zone, or dates.
func addTimes(e *ics.VEvent, when events.When, loc *time.Location) {
	for _, end := range []struct {
		property ics.ComponentProperty
		at       time.Time
	}{{ics.ComponentPropertyDtStart, when.Start}, {ics.ComponentPropertyDtEnd, when.End}} {
		switch {
		case !when.End.After(when.Start) && end.property == ics.ComponentPropertyDtEnd: // DTEND must be later (§3.8.2.2)
		case when.AllDay:
			e.AddProperty(end.property, end.at.Format("20060102"), ics.WithValue("DATE"))
		case loc == time.UTC || loc.String() == "UTC":
			e.AddProperty(end.property, utcText(end.at))
		default:
			e.AddProperty(end.property, end.at.In(loc).Format("20060102T150405"), ics.WithTZID(loc.String()))
		}
	}
}

// page is where the viewer answers, else the session's own place on the programme's page.
func (w *eventWriter) page(inv *events.Invitation) string {
	if inv.AnswerURL != "" {
		return w.publicURL + inv.AnswerURL
	}
	return w.publicURL + "/#" + inv.Session.ID
}

func statusOf(x *events.Session) ics.ObjectStatus {
	switch x.Status {
	case events.Estimated, events.Candidate:
		return ics.ObjectStatusTentative
	case events.Cancelled:
		return ics.ObjectStatusCancelled
	}
	return ics.ObjectStatusConfirmed
}

// transparencyOf tells whether the event takes the viewer's time before they say otherwise (RFC 5545 §3.8.2.7): one
// candidate among several does not, nor what only the delegation is asked, nor what is cancelled or, in a feed, where
// nobody reads PARTSTAT, what was declined.
func transparencyOf(inv *events.Invitation) ics.TimeTransparency {
	declined := inv.Status == events.Declined || inv.Status == events.NotApplicable
	switch {
	case inv.Session.Status == events.Candidate, inv.Session.Status == events.Cancelled,
		inv.View == events.ViewDelegation, inv.View == events.ViewPersonal && declined:
		return ics.TransparencyTransparent
	}
	return ics.TransparencyOpaque
}

// classOf keeps what carries links and answers of one person out of calendars that they share (RFC 5545 §3.8.1.3).
func classOf(inv *events.Invitation) ics.Classification {
	if inv.View == events.ViewPublic {
		return ics.ClassificationPublic
	}
	return ics.ClassificationPrivate
}

// categoriesOf gives the labels of the actor categories that are asked, none where all are, and the kind of session.
func (w *eventWriter) categoriesOf(inv *events.Invitation) []string {
	var all []string
	for i := range inv.Programme.Categories {
		c := &inv.Programme.Categories[i]
		named := slices.ContainsFunc(inv.Session.Asked, func(a events.Audience) bool { return slices.Contains(a.Categories, c.ID) })
		if c.ID == inv.Session.Category || inv.Session.Category == "" && named {
			all = append(all, c.Label)
		}
	}
	if len(all) == len(inv.Programme.Categories) {
		all = nil
	}
	if inv.View == events.ViewOrganiser && inv.Session.Made {
		all = w.audienceOf(inv)
	}
	if inv.Session.Kind != "" {
		all = append(all, inv.Session.Kind)
	}
	return all
}

// audienceOf says in an organiser's calendar whom a session asks that they made there, in the words by which they say it.
func (w *eventWriter) audienceOf(inv *events.Invitation) []string {
	x, all := inv.Session, []string(nil)
	for i := range inv.Programme.Categories {
		if c := &inv.Programme.Categories[i]; slices.Contains(x.Audience.Categories, c.ID) {
			all = append(all, c.Label)
		}
	}
	for i := range inv.Programme.Territories {
		if t := &inv.Programme.Territories[i]; slices.Contains(x.Audience.Territories, t.ID) {
			all = append(all, t.Name)
		}
	}
	if len(all) == 0 && !x.Draft() {
		return []string{w.T("ical.everybody")}
	}
	return all
}

// links are the conference links that the viewer may see: the room's for its own people, the place's for whoever is
// asked; none in public.
func links(inv *events.Invitation) []string {
	if inv.View == events.ViewPublic {
		return nil
	}
	var all []string
	if inv.Full && inv.Session.Room.Link != "" {
		all = append(all, inv.Session.Room.Link)
	}
	if link := inv.Session.Place.Link; link != "" && inv.Full && !slices.Contains(all, link) {
		all = append(all, link)
	}
	return all
}

// where is the LOCATION.
func (w *eventWriter) where(x *events.Session) string {
	switch where := strings.TrimSpace(x.Place.Where); {
	case where != "":
		return where
	case x.Place.Mode == events.Online:
		return w.T("ical.place.visio")
	}
	return ""
}
