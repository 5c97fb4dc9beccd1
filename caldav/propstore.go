package caldav

import (
	"encoding/xml"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"parcours/calendars"
	"parcours/ical"
)

// storeFunc reads the value of a property and says what it makes of a stored collection; a nil value removes the
// property. Its error is a *failure.
type storeFunc func(value *element) (func(*calendars.StoredCollection), error)

// fits refuses a value that is longer than is kept (RFC 4918 §9.2.1).
func fits(text string, most int) error {
	if len(text) > most {
		return refuse(http.StatusInsufficientStorage, "", "at most "+strconv.Itoa(most)+" octets are kept")
	}
	return nil
}

func storeDisplayName(value *element) (func(*calendars.StoredCollection), error) {
	name := strings.TrimSpace(value.text())
	return func(c *calendars.StoredCollection) { c.DisplayName = name }, fits(name, maxName)
}

func storeDescription(value *element) (func(*calendars.StoredCollection), error) {
	text := value.text()
	return func(c *calendars.StoredCollection) { c.Description = text }, fits(text, maxText)
}

// storeTimeZone takes an iCalendar object with one VTIMEZONE (RFC 4791 §5.2.2).
func storeTimeZone(value *element) (func(*calendars.StoredCollection), error) {
	text := strings.TrimSpace(value.text())
	if value != nil && text != "" && !isTimeZone(text) {
		return nil, refuse(http.StatusForbidden, "<C:valid-calendar-data/>", "calendar-timezone is a VCALENDAR with one VTIMEZONE and nothing else")
	}
	if text != "" {
		text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\n", "\r\n") + "\r\n"
	}
	return func(c *calendars.StoredCollection) { c.TimeZone = text }, fits(text, maxText)
}

// storeTimeZoneID takes the name of a zone (RFC 7809 §5.2).
func storeTimeZoneID(value *element) (func(*calendars.StoredCollection), error) {
	name := strings.TrimSpace(value.text())
	text := timeZoneText(name)
	if name != "" && text == "" {
		return nil, refuse(http.StatusForbidden, "<C:valid-timezone/>", "this time zone is not known")
	}
	return func(c *calendars.StoredCollection) { c.TimeZone = text }, nil
}

// storeTransparency takes CALDAV:opaque or CALDAV:transparent (RFC 6638 §9.1); opaque is what a calendar without it is.
func storeTransparency(value *element) (func(*calendars.StoredCollection), error) {
	transparent := value.child(cal("transparent")) != nil
	if value != nil && !transparent && value.child(cal("opaque")) == nil {
		return nil, refuse(http.StatusConflict, "", "schedule-calendar-transp is opaque or transparent")
	}
	return func(c *calendars.StoredCollection) { c.Transparent = transparent }, nil
}

func storeColor(value *element) (func(*calendars.StoredCollection), error) {
	color := strings.TrimSpace(value.text())
	return func(c *calendars.StoredCollection) { c.Color = color }, fits(color, maxName)
}

func storeOrder(value *element) (func(*calendars.StoredCollection), error) {
	order, err := strconv.ParseInt(strings.TrimSpace(value.text()), 10, 32)
	if value != nil && err != nil {
		return nil, refuse(http.StatusConflict, "", "calendar-order is a number")
	}
	return func(c *calendars.StoredCollection) { c.Order = int(order) }, nil
}

// storableComponents are the kinds of objects that a calendar can be made for.
var storableComponents = []string{"VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VAVAILABILITY"}

// storeComponents takes a list of CALDAV:comp (RFC 4791 §5.2.3), which can only be given when a calendar is made.
func storeComponents(value *element) (func(*calendars.StoredCollection), error) {
	var names []string
	for _, comp := range value.all(cal("comp")) {
		name := strings.ToUpper(comp.attr("name"))
		if name == "VTIMEZONE" || slices.Contains(names, name) {
			continue
		}
		if !slices.Contains(storableComponents, name) {
			return nil, refuse(http.StatusForbidden, "<C:supported-calendar-component/>", "calendars hold "+strings.Join(storableComponents, ", "))
		}
		names = append(names, name)
	}
	return func(c *calendars.StoredCollection) { c.Components = names }, nil
}

// timeZoneText is the iCalendar text of an IANA time zone, "" for one that is not known.
func timeZoneText(name string) string {
	loc := zoneNamed(name)
	if loc == nil {
		return ""
	}
	c := ical.New("VCALENDAR")
	c.Add(ical.NewValue("VERSION", "2.0"), ical.NewText("PRODID", prodID))
	c.AddComponent(zoneComponent(loc))
	return string(c.Bytes())
}

// timeZoneID is the TZID of a calendar-timezone property, "" for a text without one.
func timeZoneID(text string) string {
	c, err := ical.Parse([]byte(text))
	if err != nil {
		return ""
	}
	for _, zone := range c.Children("VTIMEZONE") {
		return zone.Text("TZID")
	}
	return ""
}

func (t *target) keptProperty(name xml.Name) *calendars.Property {
	for i := range t.kept {
		if t.kept[i].Name == (calendars.PropertyName{Space: name.Space, Local: name.Local}) {
			return &t.kept[i]
		}
	}
	return nil
}

// keptOctets are those of what clients keep on a resource.
func (t *target) keptOctets() (n int) {
	for i := range t.kept {
		n += len(t.kept[i].XML)
	}
	return n
}

// keptProperties adds the dead properties (RFC 4918 §4.2) that the table does not know.
func keptProperties(m *markup, t *target, q *propQuery) {
	for i := range t.kept {
		name := xml.Name{Space: t.kept[i].Name.Space, Local: t.kept[i].Name.Local}
		if properties[name] != nil {
			continue
		}
		if q.names {
			m.raw(tagsOf(name).empty)
		} else {
			m.raw(t.kept[i].XML)
		}
	}
}
