package ical

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	ics "github.com/arran4/golang-ical"
)

// Encode writes a calendar that was built with golang-ical. Its model is as good as ours for building; its writer is
// not used, as it lets line breaks of a text through, escapes parameters with backslashes and escapes the commas of
// CATEGORIES.
//
// Values of type TEXT are taken as people write them and escaped here; all other values are taken as they are, by
// the VALUE parameter or the property's name (see Property.ValueType). In CATEGORIES and RESOURCES a comma separates
// entries, in REQUEST-STATUS a semicolon: one that belongs to an entry comes with a backslash, as Escape gives it.
// The VALUE that RFC 7986 demands on CONFERENCE, IMAGE, REFRESH-INTERVAL and SOURCE is added. Properties keep their
// order, parameters are sorted by name: the same calendar gives the same octets.
func Encode(cal *ics.Calendar) []byte {
	e := encoder{}
	e.out = make([]byte, 0, 512+512*len(cal.Components))
	e.begin("VCALENDAR")
	for i := range cal.CalendarProperties {
		e.property(&cal.CalendarProperties[i].BaseProperty)
	}
	for _, c := range cal.Components {
		e.component(c)
	}
	e.end("VCALENDAR")
	return e.out
}

type encoder struct {
	lineWriter
	names []string // parameter names of the line being written
}

func (e *encoder) begin(name string) {
	e.start("BEGIN")
	e.finish(name)
}

func (e *encoder) end(name string) {
	e.start("END")
	e.finish(name)
}

func (e *encoder) component(c ics.Component) {
	name := cleanName(modelName(c))
	if name == "" {
		return
	}
	e.begin(name)
	properties := c.UnknownPropertiesIANAProperties()
	for i := range properties {
		e.property(&properties[i].BaseProperty)
	}
	for _, sub := range c.SubComponents() {
		e.component(sub)
	}
	e.end(name)
}

// modelName is the name of a component of golang-ical's model. A type that is not its own is asked for its BEGIN line.
func modelName(c ics.Component) string {
	switch c := c.(type) {
	case *ics.VEvent:
		return "VEVENT"
	case *ics.VTodo:
		return "VTODO"
	case *ics.VJournal:
		return "VJOURNAL"
	case *ics.VBusy:
		return "VFREEBUSY"
	case *ics.VTimezone:
		return "VTIMEZONE"
	case *ics.Standard:
		return "STANDARD"
	case *ics.Daylight:
		return "DAYLIGHT"
	case *ics.VAlarm:
		return "VALARM"
	case *ics.GeneralComponent:
		return c.Token
	}
	var b bytes.Buffer
	if c.SerializeTo(&b, &ics.SerializationConfiguration{MaxLength: foldAt, NewLine: "\n"}) != nil {
		return ""
	}
	first, _, _ := strings.Cut(b.String(), "\n")
	name, _ := strings.CutPrefix(first, "BEGIN:")
	return name
}

func (e *encoder) property(p *ics.BaseProperty) {
	name, extra, _ := strings.Cut(p.IANAToken, ";") // the model's PropertyRefreshInterval has its VALUE in its name
	name = cleanName(name)
	if name == "" || name == "BEGIN" || name == "END" {
		return
	}
	given, add := "", neededType(name)
	for key, values := range p.ICalParameters {
		if strings.EqualFold(key, "VALUE") && len(values) > 0 {
			given, add = strings.ToUpper(values[0]), ""
		}
	}
	if value, ok := strings.CutPrefix(extra, "VALUE="); ok && given == "" {
		add = strings.ToUpper(value)
	}
	e.start(name)
	e.params(p.ICalParameters, add)
	e.finish(modelValue(name, cmp.Or(given, add, defaultType(name)), p.Value))
}

// params adds the parameters in the order of their names, and VALUE=kind when kind is not "".
func (e *encoder) params(params map[string][]string, kind string) {
	e.names = e.names[:0]
	for name := range params {
		e.names = append(e.names, name)
	}
	if kind != "" {
		e.names = append(e.names, "VALUE")
	}
	slices.Sort(e.names)
	for _, name := range e.names {
		if name == "VALUE" && kind != "" {
			e.param(name, []string{kind})
			continue
		}
		e.param(name, params[name])
	}
}

// neededType is the VALUE that a property must carry though it has but one type (RFC 7986 §5.7, §5.8, §5.10, §5.11),
// "" for all others.
func neededType(name string) string {
	switch name {
	case "CONFERENCE", "IMAGE", "SOURCE":
		return "URI"
	case "REFRESH-INTERVAL":
		return "DURATION"
	}
	return ""
}

// modelValue is a value of golang-ical's model as on the wire.
func modelValue(name, kind, value string) string {
	switch {
	case kind != "TEXT":
		return wireValue(value, false)
	case name == "CATEGORIES" || name == "RESOURCES":
		return modelList(value, ',')
	case name == "REQUEST-STATUS":
		return modelList(value, ';')
	}
	return Escape(value)
}

// modelList escapes each entry of a list.
func modelList(value string, separator byte) string {
	parts := splitEscaped(value, separator)
	for i, part := range parts {
		parts[i] = Unescape(part)
	}
	return escapeList(parts, string(separator))
}
