package caldav

import (
	"encoding/xml"
	"strconv"
	"unicode/utf8"
)

// markup builds XML. Its prefixes are fixed: D (DAV:), C (CalDAV), CS (CalendarServer), A (Apple); the root element
// declares them.
type markup struct{ buf []byte }

const declarations = ` xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:CS="http://calendarserver.org/ns/" xmlns:A="http://apple.com/ns/ical/"`

const xmlHeader = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"

// raw adds markup as it is.
func (m *markup) raw(s string) { m.buf = append(m.buf, s...) }

// text adds character data.
func (m *markup) text(s string) { m.buf = appendText(m.buf, s) }

// tag adds an entity tag as it stands in a header field (RFC 9110 §8.8.3).
func (m *markup) tag(tag string) {
	m.raw(`"`)
	m.text(tag)
	m.raw(`"`)
}

// octets adds character data.
func (m *markup) octets(b []byte) { m.buf = appendText(m.buf, b) }

func (m *markup) number(n int64) { m.buf = strconv.AppendInt(m.buf, n, 10) }

// href adds a DAV:href with a path as resource.href writes it: nothing in it needs an escape.
func (m *markup) href(path string) {
	m.raw("<D:href>")
	m.text(path)
	m.raw("</D:href>")
}

// tags are an element's start, end and empty tag.
type tags struct{ start, end, empty string }

// tagsOf gives the tags of a name; one of a foreign namespace declares it.
func tagsOf(name xml.Name) tags {
	prefix := map[string]string{nsDAV: "D:", nsCalDAV: "C:", nsServer: "CS:", nsApple: "A:"}[name.Space]
	if prefix != "" {
		full := prefix + name.Local
		return tags{"<" + full + ">", "</" + full + ">", "<" + full + "/>"}
	}
	if name.Space == "" {
		return tags{"<" + name.Local + ">", "</" + name.Local + ">", "<" + name.Local + "/>"}
	}
	declared := "<X:" + name.Local + ` xmlns:X="` + string(appendAttr(nil, name.Space)) + `"`
	return tags{declared + ">", "</X:" + name.Local + ">", declared + "/>"}
}

// element adds an element around what inside adds; false takes it all back.
func (m *markup) element(t tags, inside func() bool) bool {
	mark := len(m.buf)
	m.raw(t.start)
	content := len(m.buf)
	if !inside() {
		m.buf = m.buf[:mark]
		return false
	}
	if len(m.buf) == content {
		m.buf = append(m.buf[:mark], t.empty...)
		return true
	}
	m.raw(t.end)
	return true
}

// appendText escapes character data. What XML cannot carry becomes U+FFFD, because one such character would make
// a whole multistatus unreadable. CR is written as a reference, else parsers would make it LF (XML 1.0 §2.11).
func appendText[T string | []byte](b []byte, s T) []byte {
	return appendEscaped(b, s, false)
}

// appendAttr escapes the value of an attribute in double quotes.
func appendAttr(b []byte, s string) []byte { return appendEscaped(b, s, true) }

func appendEscaped[T string | []byte](b []byte, s T, attr bool) []byte {
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if escape := escapeOf(c, attr); escape != "" {
				b = append(b, s[from:i]...)
				b = append(b, escape...)
				from = i + 1
			}
			i++
			continue
		}
		r, size := decodeRune(s[i:])
		if r == utf8.RuneError && size == 1 || r == 0xfffe || r == 0xffff {
			b = append(b, s[from:i]...)
			b = append(b, "\uFFFD"...)
			from = i + size
		}
		i += size
	}
	return append(b, s[from:]...)
}

func decodeRune[T string | []byte](s T) (rune, int) {
	if len(s) > utf8.UTFMax {
		s = s[:utf8.UTFMax]
	}
	return utf8.DecodeRuneInString(string(s))
}

func escapeOf(c byte, attr bool) string {
	switch c {
	case '&':
		return "&amp;"
	case '<':
		return "&lt;"
	case '>':
		return "&gt;"
	case '\r':
		return "&#13;"
	case '\n', '\t':
		if attr {
			return map[byte]string{'\n': "&#10;", '\t': "&#9;"}[c]
		}
		return ""
	case '"':
		if attr {
			return "&quot;"
		}
		return ""
	}
	if c < ' ' {
		return "\uFFFD"
	}
	return ""
}

// standalone writes an element that can be put anywhere: it declares all its namespaces. lang is the xml:lang in
// whose scope it stood, which belongs to the value of a property (RFC 4918 §4.3).
func standalone(e *element, lang string) string {
	m := &markup{}
	if e.lang() != "" {
		lang = ""
	}
	m.tree(e, "", lang)
	return string(m.buf)
}

// tree writes an element below one whose default namespace is space.
func (m *markup) tree(e *element, space, lang string) {
	m.raw("<" + e.name.Local)
	if e.name.Space != space {
		m.attribute("xmlns", e.name.Space)
	}
	if lang != "" {
		m.attribute("xml:lang", lang)
	}
	for i, a := range e.attrs {
		switch a.Name.Space {
		case "":
			m.attribute(a.Name.Local, a.Value)
		case nsXML:
			m.attribute("xml:"+a.Name.Local, a.Value)
		default:
			prefix := "a" + strconv.Itoa(i)
			m.attribute("xmlns:"+prefix, a.Name.Space)
			m.attribute(prefix+":"+a.Name.Local, a.Value)
		}
	}
	if len(e.nodes) == 0 {
		m.raw("/>")
		return
	}
	m.raw(">")
	for _, n := range e.nodes {
		if n.el != nil {
			m.tree(n.el, e.name.Space, "")
		} else {
			m.text(n.text)
		}
	}
	m.raw("</" + e.name.Local + ">")
}

func (m *markup) attribute(name, value string) {
	m.raw(" " + name + `="`)
	m.buf = appendAttr(m.buf, value)
	m.raw(`"`)
}
