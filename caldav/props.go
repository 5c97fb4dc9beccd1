package caldav

import (
	"encoding/xml"
	"slices"
)

// property is a row of the table of live properties: everything that the server knows of one stands here.
type property struct {
	name      xml.Name
	on        kind // who has it
	all       bool // it comes with allprop: RFC 4918's own do, the others do not (RFC 4791 §5.2)
	perViewer bool // a viewer may keep a value of their own, which wins
	octets    bool // it needs the text of an object

	// value adds the content of the property; false if the resource does not have it.
	value func(m *markup, x *exchange, t *target) bool
	// hrefs are the resources that the value names, where it is a list of hrefs (for DAV:expand-property).
	hrefs func(x *exchange, t *target) ([]resource, bool)
	// store changes the collection for everybody: by PROPPATCH of its owner, atCreation only by MKCALENDAR. A
	// property with neither store nor perViewer is protected.
	store      storeFunc
	atCreation bool
}

// propertyTable are all live properties, in the order in which allprop and propname give them.
var propertyTable = slices.Concat(webdavProperties, aclProperties, calendarProperties, schedulingProperties, vendorProperties)

// properties is the table by name.
var properties = func() map[xml.Name]*property {
	byName := make(map[xml.Name]*property, len(propertyTable))
	for _, p := range propertyTable {
		byName[p.name] = p
	}
	return byName
}()

// constant is a property with the same content everywhere.
func constant(name xml.Name, on kind, content string) *property {
	return &property{name: name, on: on, value: func(m *markup, _ *exchange, _ *target) bool {
		m.raw(content)
		return true
	}}
}

// textual is a property whose value is a text; a resource without one does not have it.
func textual(name xml.Name, on kind, text func(x *exchange, t *target) string) *property {
	return &property{name: name, on: on, value: func(m *markup, x *exchange, t *target) bool {
		s := text(x, t)
		m.text(s)
		return s != ""
	}}
}

// linking is a property whose value is a list of hrefs; false if the resource does not have it.
func linking(name xml.Name, on kind, hrefs func(x *exchange, t *target) ([]resource, bool)) *property {
	return &property{name: name, on: on, hrefs: hrefs, value: func(m *markup, x *exchange, t *target) bool {
		all, ok := hrefs(x, t)
		for _, res := range all {
			m.href(res.href())
		}
		return ok
	}}
}

// one is the list of a single resource.
func one(res resource) ([]resource, bool) { return []resource{res}, true }
