package ical

import (
	"strconv"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"parcours/events"
	"parcours/feeds"
)

// Feed gives the octets of a published calendar (METHOD:PUBLISH, RFC 5546 §3.2.1). One without sessions still has a
// component, its VTIMEZONE, because readers refuse a VCALENDAR without (RFC 5545 §3.6).
func (r *Renderer) Feed(f *feeds.Feed) []byte {
	w := r.writer(f.Programme, f.Reader)
	cal := newCalendar()
	cal.SetMethod(ics.MethodPublish)
	w.describe(cal, f)
	times := make([]events.When, 0, len(f.Invitations))
	for i := range f.Invitations {
		times = append(times, f.Invitations[i].Session.When)
	}
	for i := range f.Days {
		times = append(times, f.Days[i].Facts.When)
	}
	addZone(cal, f.Programme.Loc, times...)
	mixed := mixesRooms(f.Scope)
	for i := range f.Invitations {
		inv := &f.Invitations[i]
		e := w.invitation(inv, w.title(inv, mixed || labelled(inv)))
		addOrganizer(e, f.Programme.Organiser)
		cal.Components = append(cal.Components, e)
	}
	for i := range f.Tasks {
		cal.Components = append(cal.Components, w.task(&f.Tasks[i], f.Reader != nil && len(f.Reader.Territories) > 1))
	}
	for i := range f.Days {
		cal.Components = append(cal.Components, w.day(&f.Days[i], f.Programme))
	}
	if len(cal.Components) == 0 {
		cal.Components = append(cal.Components, zoneModel(f.Programme.Loc, f.Modified, f.Modified))
	}
	return Encode(cal)
}

// mixesRooms tells whether a public feed has the rooms of several categories.
func mixesRooms(scope string) bool {
	return scope == "all" || strings.HasPrefix(scope, "t/") && strings.Count(scope, "/") == 1
}

// refreshEvery is how often a reader may look for news. Most take it for a hint; Nextcloud would look weekly without.
const refreshEvery = "PT1H"

// describe adds what a calendar says of itself (RFC 7986 §5), in the RFC's words and in those that were there before.
func (w *eventWriter) describe(cal *ics.Calendar, f *feeds.Feed) {
	cal.SetName(f.Title)
	if text := strings.TrimSpace(f.Description); text != "" {
		cal.SetDescription(text)
		cal.SetXWRCalDesc(text)
	}
	cal.SetXWRTimezone(f.Programme.Loc.String())
	cal.SetRefreshInterval(refreshEvery)
	cal.SetXPublishedTTL(refreshEvery)
	addCalendarProperty(cal, "SOURCE", w.publicURL+f.Path)
	cal.SetUrl(w.publicURL + "/")
	if name := colorName(f.Color); name != "" {
		cal.SetColor(name)
		addCalendarProperty(cal, "X-APPLE-CALENDAR-COLOR", colorHex(f.Color))
	}
	if !f.Modified.IsZero() {
		addCalendarProperty(cal, string(ics.PropertyLastModified), utcText(f.Modified))
	}
}

// day is the VEVENT of an expert day for its expert. Its UID is another one than in their calendars: there it is answered.
func (w *eventWriter) day(d *feeds.FeedDay, snap *events.Snapshot) *ics.VEvent {
	e := newEvent(d.Facts.UID+"+"+d.Territory.ID, d.Modified, time.Time{})
	addTimes(e, d.Facts.When, snap.Loc)
	title, status, lang := d.Territory.Name+" · "+d.Facts.Title, ics.ObjectStatusConfirmed, w.Lang()
	switch {
	case d.Facts.Cancelled:
		status = ics.ObjectStatusCancelled
	case d.Says.Tentative || d.Facts.Tentative:
		status = ics.ObjectStatusTentative
	}
	if d.Says.Held {
		title = heldPrefix(lang) + title
	}
	e.AddProperty(ics.ComponentPropertySummary, title)
	var text paragraphs
	for _, f := range d.Says.Findings {
		text.add(Phrase(lang, f))
	}
	page := w.publicURL + "/me/days"
	text.add(w.T("ical.expert_day.page", "URL", page))
	e.AddProperty(ics.ComponentPropertyDescription, strings.Join(text, "\n\n"))
	if d.Facts.Where != "" {
		e.AddProperty(ics.ComponentPropertyLocation, d.Facts.Where)
	}
	e.AddProperty(ics.ComponentPropertyUrl, page)
	e.AddProperty(ics.ComponentPropertyStatus, string(status))
	e.AddProperty(ics.ComponentPropertyClass, string(ics.ClassificationPrivate))
	addOrganizer(e, snap.Organiser)
	return e
}

func addCalendarProperty(cal *ics.Calendar, name, value string) {
	cal.CalendarProperties = append(cal.CalendarProperties, ics.CalendarProperty{BaseProperty: ics.BaseProperty{IANAToken: name, Value: value}})
}

// task is the VEVENT of a due date: a whole day that takes no time. Many readers of feeds show no VTODO.
func (w *eventWriter) task(t *events.Task, sayTerritory bool) *ics.VEvent {
	d := t.Decision
	e := newEvent(t.UID, t.Modified, time.Time{})
	day := t.Due.In(time.UTC)
	addTimes(e, events.When{Start: day, End: day.AddDate(0, 0, 1), AllDay: true}, time.UTC)
	title := w.T("ical.title.task", "Number", d.Number, "Title", d.Title)
	if sayTerritory && t.Territory != nil {
		title = w.T("ical.title.task_for", "Number", d.Number, "Territory", t.Territory.Name, "Title", d.Title)
	}
	e.AddProperty(ics.ComponentPropertySummary, title)
	e.AddProperty(ics.ComponentPropertyDescription, w.taskText(t))
	e.AddProperty(ics.ComponentPropertyUrl, w.publicURL+t.URL)
	e.AddProperty(ics.ComponentPropertyStatus, string(ics.ObjectStatusConfirmed))
	e.AddProperty(ics.ComponentPropertyTransp, string(ics.TransparencyTransparent))
	e.AddProperty(ics.ComponentPropertyClass, string(ics.ClassificationPrivate))
	e.AddProperty(ics.ComponentPropertyCategories, Escape(w.T("ical.task.category", "Number", strconv.Itoa(d.Number))))
	addOrganizer(e, t.Programme.Organiser)
	return e
}

func (w *eventWriter) taskText(t *events.Task) string {
	d := t.Decision
	var text paragraphs
	if t.Territory != nil {
		text.add(w.T("ical.task.territory", "Territory", t.Territory.Name))
	}
	text.add(d.Question)
	text.add(w.decisionResources(t)...)
	if to := t.Programme.Person(d.To); to != nil {
		text.add(w.T("ical.task.to", "Name", to.Name))
	}
	due := w.T("ical.task.due_stated")
	if !d.DueStated {
		due = w.T("ical.task.due_derived", "Why", d.DueWhy)
	}
	optional := ""
	if d.Optional {
		optional = w.T("ical.task.optional")
	}
	text.add(due, optional)
	text.add(w.T("ical.task.page", "URL", w.publicURL+t.URL))
	return strings.Join(text, "\n\n")
}
