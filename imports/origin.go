package imports

import (
	"encoding/xml"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"parcours/calendars"
	"parcours/events"
	"parcours/ical"
)

// origin is where a collection or an object was imported from. It is kept as a property of the person's on it.
type origin struct {
	XMLName xml.Name `xml:"urn:parcours:import origin"`
	Href    string   `xml:",chardata"`
	ETag    string   `xml:"etag,attr,omitempty"` // that it had there
	Kept    string   `xml:"kept,attr,omitempty"` // that it got here
}

var originName = calendars.PropertyName{Space: "urn:parcours:import", Local: "origin"}

// resource is the path below /dav/ of an object of the collection, or of itself.
func (m *mirror) resource(collection, name string) string {
	return "calendars/" + m.home.Person.ID + "/" + collection + "/" + name
}

// recall gives the origin of an object, the zero one without.
func (m *mirror) recall(name string) (origin, error) {
	return m.originOf(m.resource(m.into.Name, name))
}

func (m *mirror) originOf(resource string) (origin, error) {
	var o origin
	all, err := m.home.Calendars.Properties(m, m.home.Person, resource)
	if err != nil {
		return o, err
	}
	if i := slices.IndexFunc(all, func(p calendars.Property) bool { return p.Name == originName }); i >= 0 {
		err = xml.Unmarshal([]byte(all[i].XML), &o)
	}
	return o, err
}

func (m *mirror) remember(name string, o origin) error {
	return m.setOrigin(m.resource(m.into.Name, name), o)
}

func (m *mirror) setOrigin(resource string, o origin) error {
	text, err := xml.Marshal(o)
	if err != nil {
		return err
	}
	change := calendars.PropertyChange{Set: []calendars.Property{{Name: originName, XML: string(text)}}}
	return m.home.Calendars.ChangeProperties(m, m.home.Person, nil, resource, change)
}

// collection finds the collection that the calendar was brought into before, or makes it.
func (m *mirror) collection() (*calendars.Collection, error) {
	all, err := m.home.Calendars.Collections(m, m.home.Person, m.home.Person.ID)
	if err != nil {
		return nil, err
	}
	address := m.from.address(m.calendar.Path)
	for i := range all {
		c := &all[i]
		if writable(c) != nil || c.Owner != m.home.Person.ID {
			continue
		}
		o, err := m.originOf(m.resource(c.Name, ""))
		if err != nil || o.Href == address {
			return c, err
		}
	}
	return m.newCollection(address)
}

func (m *mirror) newCollection(address string) (*calendars.Collection, error) {
	l, err := m.from.looks(m, m.calendar.Path)
	if err != nil {
		return nil, err
	}
	stored := calendars.StoredCollection{
		DisplayName: titleOf(m.calendar), Description: m.calendar.Description, Color: l.Color,
		Components: components(m.calendar.SupportedComponentSet), TimeZone: timeZone(l.TimeZone),
	}
	if stored.Name, err = m.create(stored); err != nil {
		return nil, err
	}
	if err := m.setOrigin(m.resource(stored.Name, ""), origin{Href: address}); err != nil {
		return nil, err
	}
	return m.home.Calendars.Collection(m, m.home.Person, m.home.Person.ID, stored.Name)
}

// create makes the collection under the first name that is free, and gives the name.
func (m *mirror) create(c calendars.StoredCollection) (string, error) {
	base := slug(c.DisplayName)
	for n := 1; ; n++ {
		c.Name = base
		if n > 1 {
			c.Name = fmt.Sprintf("%s-%d", base, n)
		}
		err := m.home.Calendars.CreateCollection(m, m.home.Person, m.home.Person.ID, c)
		var invalid *events.Invalid
		if taken := errors.Is(err, events.ErrExists) || errors.As(err, &invalid); !taken || n == 100 {
			return c.Name, err
		}
	}
}

// timeZone is a calendar-timezone property (RFC 4791 §5.2.2) as it is kept here, "" for one that cannot be read.
func timeZone(text string) string {
	c, err := ical.Parse([]byte(text))
	if err != nil || len(c.Children("VTIMEZONE")) != 1 {
		return ""
	}
	ical.Normalize(c, importer)
	return string(c.Bytes())
}

// components keeps those that a calendar here can hold.
func components(names []string) []string {
	var all []string
	for _, name := range names {
		name = strings.ToUpper(name)
		if slices.Contains([]string{"VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VAVAILABILITY"}, name) && !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	return all
}

// slug makes a name for a path of a name for people: "Équipe d'été" becomes "equipe-d-ete".
func slug(title string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(title)) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r):
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	text := strings.Trim(b.String(), "-")
	if len(text) > 60 {
		text = strings.Trim(text[:60], "-")
	}
	if text == "" {
		return "imported"
	}
	return text
}
