package caldav

import (
	"net/http"

	"parcours/calendars"
	"parcours/events"
	"parcours/ical"
)

// defaultCalendar is the calendar that invitations go into (RFC 6638 §9.2); its owner chooses it by PROPPATCH.
var defaultCalendar = linking(cal("schedule-default-calendar-URL"), kindInbox, func(x *exchange, t *target) ([]resource, bool) {
	return one(collectionNamed(x.viewer.ID, t.collection.Default))
})

// schedulingProperties are those of RFC 6638 §2 and §9, and email-address-set, by which Apple's clients know the
// address of a person.
var schedulingProperties = []*property{
	// Exactly one mailto:, the login, and first: clients decide by it who "I" am; the principal's path is an alias.
	{name: cal("calendar-user-address-set"), on: principalKinds | kindPerson, value: func(m *markup, x *exchange, t *target) bool {
		if t.kind == kindGroup { // a group has addresses for whom may invite it
			if t.group().Invitable(x.viewer) {
				for _, address := range t.group().Addresses(x.events.Programme()) {
					m.href(address)
				}
			}
			return true
		}
		m.href("mailto:" + x.user(t).Email)
		m.href(t.address())
		return true
	}},
	{name: cal("calendar-user-type"), on: principalKinds | kindPerson, value: func(m *markup, _ *exchange, t *target) bool {
		if t.kind == kindGroup {
			m.raw("GROUP")
		} else {
			m.raw("INDIVIDUAL")
		}
		return true
	}},
	linking(cal("schedule-inbox-URL"), kindPrincipal, func(x *exchange, _ *target) ([]resource, bool) {
		return one(collectionNamed(x.viewer.ID, calendars.InboxName))
	}),
	linking(cal("schedule-outbox-URL"), kindPrincipal, func(x *exchange, _ *target) ([]resource, bool) {
		return one(collectionNamed(x.viewer.ID, calendars.OutboxName))
	}),
	defaultCalendar,
	{name: cal("schedule-calendar-transp"), on: calendarKinds, perViewer: true, store: storeTransparency,
		value: func(m *markup, _ *exchange, t *target) bool {
			if t.collection.Transparent {
				m.raw("<C:transparent/>")
			} else {
				m.raw("<C:opaque/>")
			}
			return true
		}},
	{name: availabilityName, on: kindInbox, perViewer: true, store: storeAvailability,
		value: func(*markup, *exchange, *target) bool { return false }},
	{name: cal("schedule-tag"), on: kindObject, value: func(m *markup, _ *exchange, t *target) bool {
		m.tag(t.item.ScheduleTag)
		return t.item.ScheduleTag != ""
	}},
	{name: server("email-address-set"), on: kindPrincipal | kindPerson, value: func(m *markup, x *exchange, t *target) bool {
		m.raw("<CS:email-address>")
		m.text(x.user(t).Email)
		m.raw("</CS:email-address>")
		return true
	}},
}

// availabilityName is the property that says when its owner can be had (RFC 7953 §7.2.4).
var availabilityName = cal("calendar-availability")

// storeAvailability takes a VCALENDAR with one VAVAILABILITY. It is kept as it was sent.
func storeAvailability(value *element) (func(*calendars.StoredCollection), error) {
	if value != nil && !ical.IsAvailability(value.text()) {
		return nil, refuse(http.StatusForbidden, "<C:valid-calendar-data/>", "calendar-availability is a VCALENDAR with one VAVAILABILITY")
	}
	return func(*calendars.StoredCollection) {}, nil
}

// availabilityOf is when a person can be had, as they said on their inbox; without objects where they said nothing.
func (x *exchange) availabilityOf(who *events.Person) (ical.BusyObjects, error) {
	said := ical.BusyObjects{Floating: x.events.Programme().Loc}
	kept, err := x.calendars.Properties(x.ctx, who, collectionNamed(who.ID, calendars.InboxName).key())
	if err != nil {
		return said, err
	}
	own := (&target{kept: kept}).keptProperty(availabilityName)
	if own == nil {
		return said, nil
	}
	el, err := parseXMLString(own.XML)
	if err != nil {
		return said, err
	}
	if object, err := ical.Parse([]byte(el.text())); err == nil {
		said.Objects = append(said.Objects, object)
	}
	return said, nil
}

// chooseDefault reads the calendar of the viewer's that invitations are to go into.
func (x *exchange) chooseDefault(set *changeSet, value *element) verdict {
	if value == nil {
		return verdict{http.StatusForbidden, "<C:default-calendar-needed/>"}
	}
	res, authority, err := parseHref(value.child(dav("href")).text())
	if err == nil && res.kind == kindCalendar && res.id == x.viewer.ID && x.isOurs(authority) {
		if t, err := x.findCollection(res); err == nil && t.collection.TakesInvitations() {
			set.kept.Default = res.collection
			return verdict{}
		}
	}
	return verdict{http.StatusForbidden, "<C:valid-schedule-default-calendar-URL/>"}
}
