package caldav

import (
	"strconv"
)

// vendorProperties are what clients ask beyond the RFCs: CalendarServer's ctag, Apple's colour and order.
var vendorProperties = []*property{
	textual(server("getctag"), calendarKinds|kindInbox|kindHome, tokenOf),
	{name: apple("calendar-color"), on: calendarKinds, perViewer: true, atCreation: true, store: storeColor,
		value: func(m *markup, _ *exchange, t *target) bool {
			m.text(t.collection.Color)
			return t.collection.Color != ""
		}},
	{name: apple("calendar-order"), on: calendarKinds, perViewer: true, atCreation: true, store: storeOrder,
		value: func(m *markup, _ *exchange, t *target) bool {
			m.text(strconv.Itoa(t.collection.Order))
			return true
		}},
	// The kinds of calendar that can be made in a home: one of events, one of tasks, or of any mixture.
	constant(cal("supported-calendar-component-sets"), kindHome,
		`<C:supported-calendar-component-set><C:comp name="VEVENT"/></C:supported-calendar-component-set>`+
			`<C:supported-calendar-component-set><C:comp name="VTODO"/></C:supported-calendar-component-set>`+
			`<C:supported-calendar-component-set><C:comp name="VEVENT"/><C:comp name="VTODO"/></C:supported-calendar-component-set>`),
}
