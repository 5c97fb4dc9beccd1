package caldav

import (
	"strconv"

	"parcours/attachments"
	"parcours/files"
)

// calendarProperties are those of RFC 4791 §5.2, §6.2 and §7.5.1 and of RFC 7809 §5.2.
var calendarProperties = []*property{
	linking(cal("calendar-home-set"), kindPrincipal, func(x *exchange, _ *target) ([]resource, bool) { return one(x.home()) }),
	{name: cal("calendar-description"), on: calendarKinds, perViewer: true, store: storeDescription,
		value: func(m *markup, _ *exchange, t *target) bool {
			m.text(t.collection.Description)
			return t.collection.Description != ""
		}},
	{name: cal("calendar-timezone"), on: calendarKinds, perViewer: true, store: storeTimeZone,
		value: func(m *markup, _ *exchange, t *target) bool {
			text := t.collection.TimeZone
			if text == "" {
				text = timeZoneText(t.collection.Zone)
			}
			m.text(text)
			return text != ""
		}},
	{name: cal("calendar-timezone-id"), on: calendarKinds, perViewer: true, store: storeTimeZoneID,
		value: func(m *markup, _ *exchange, t *target) bool {
			id := t.collection.Zone
			if t.collection.TimeZone != "" {
				id = timeZoneID(t.collection.TimeZone)
			}
			m.text(id)
			return id != ""
		}},
	{name: cal("supported-calendar-component-set"), on: calendarKinds, atCreation: true, store: storeComponents,
		value: func(m *markup, _ *exchange, t *target) bool {
			for _, c := range t.collection.Components {
				m.raw(`<C:comp name="`)
				m.buf = appendAttr(m.buf, c)
				m.raw(`"/>`)
			}
			return true
		}},
	constant(cal("supported-calendar-data"), collectionKinds, `<C:calendar-data content-type="text/calendar" version="2.0"/>`),
	constant(cal("supported-collation-set"), anyKind, "<C:supported-collation>i;ascii-casemap</C:supported-collation>"+
		"<C:supported-collation>i;octet</C:supported-collation><C:supported-collation>i;unicode-casemap</C:supported-collation>"),
	textual(cal("max-resource-size"), collectionKinds, func(x *exchange, _ *target) string { return strconv.FormatInt(x.maxSize, 10) }),
	constant(cal("min-date-time"), collectionKinds, minDateTime),
	constant(cal("max-date-time"), collectionKinds, maxDateTime),
	constant(cal("max-instances"), collectionKinds, strconv.Itoa(maxInstances)),
	constant(cal("max-attachment-size"), collectionKinds, strconv.Itoa(files.MaxSize)),
	constant(cal("max-attachments-per-resource"), collectionKinds, strconv.Itoa(attachments.MaxOf)),
	{name: cal("managed-attachments-server-URL"), on: kindHome, value: func(m *markup, x *exchange, _ *target) bool {
		m.href(x.base())
		return true
	}},
	constant(cal("max-attendees-per-instance"), collectionKinds, strconv.Itoa(maxAttendees)),
}
