package ical

import (
	"hash/maphash"
	"math"
	"strings"
	"unicode/utf8"
)

// foldAt is how many octets a line may have, its line end not counted (RFC 5545 §3.1).
const foldAt = 75

// Bytes writes the component. Lines that were read and not changed come out as they were read; all others
// strictly: CRLF, folded at 75 octets between characters, parameters quoted where they must be and encoded after
// RFC 6868, no control character in any place.
func (c *Component) Bytes() []byte {
	var w lineWriter
	w.component(c)
	return w.out
}

// AppendTo appends what Bytes writes to out and gives the longer slice.
func (c *Component) AppendTo(out []byte) []byte {
	w := lineWriter{out: out}
	w.component(c)
	return w.out
}

// Line is the property as Bytes writes it, line end included.
func (p *Property) Line() string {
	var w lineWriter
	w.property(p)
	return string(w.out)
}

// lineWriter appends content lines to out.
type lineWriter struct {
	out  []byte
	line []byte // the line being built, before folding
}

func (w *lineWriter) component(c *Component) {
	asRead := c.begin != "" && c.end != "" && c.Name == c.read
	name := cleanName(c.Name)
	switch {
	case asRead:
		w.out = append(w.out, c.begin...)
	case name == "":
		return
	default:
		w.start("BEGIN")
		w.finish(name)
	}
	w.contents(c)
	if asRead {
		w.out = append(w.out, c.end...)
		return
	}
	w.start("END")
	w.finish(name)
}

// contents writes properties and components, each list in its order, and the two mixed as they were read: a new
// property follows the one before it, a new component stands after all properties or before the next one read.
func (w *lineWriter) contents(c *Component) {
	i, propertyAt, place := 0, 0, places{c: c}
	for k, sub := range c.Components {
		for at := place.of(k); i < len(c.Properties); i++ {
			p := c.Properties[i]
			if p.in == c {
				propertyAt = p.pos
			}
			if propertyAt > at {
				break
			}
			w.property(p)
		}
		w.component(sub)
	}
	for ; i < len(c.Properties); i++ {
		w.property(c.Properties[i])
	}
}

// places finds where the components of c stand among its properties; asked for each in turn.
type places struct {
	c    *Component
	next int // index of the first component, from the one asked for last, that was read here
}

// of is the place of the k-th component: its own when it was read here, else that of the next one that was, else
// after all.
func (l *places) of(k int) int {
	l.next = max(l.next, k)
	for ; l.next < len(l.c.Components); l.next++ {
		if sub := l.c.Components[l.next]; sub.in == l.c {
			return sub.pos
		}
	}
	return math.MaxInt
}

func (w *lineWriter) property(p *Property) {
	if p.raw != "" && p.sum == p.fingerprint() {
		w.out = append(append(w.out, p.lead...), p.raw...)
		return
	}
	name := cleanName(p.Name)
	if name == "" || name == "BEGIN" || name == "END" {
		return // no such property: written, it would open or close a component
	}
	w.out = append(w.out, p.lead...)
	w.start(name)
	for _, q := range p.Params {
		w.param(q.Name, q.Values)
	}
	w.finish(wireValue(p.Value, p.ValueType() == "TEXT"))
}

// start begins a line with a name that is clean.
func (w *lineWriter) start(name string) { w.line = append(w.line[:0], name...) }

// param adds a parameter to the line.
func (w *lineWriter) param(name string, values []string) {
	if name = cleanName(name); name == "" {
		return
	}
	w.line = append(append(w.line, ';'), name...)
	w.line = append(w.line, '=')
	for i, v := range values {
		if i > 0 {
			w.line = append(w.line, ',')
		}
		w.line = appendParamValue(w.line, v)
	}
}

// finish adds the value, which must be clean, and puts the line out.
func (w *lineWriter) finish(value string) {
	w.line = append(append(w.line, ':'), value...)
	w.fold(w.line)
}

// fold puts a line out, folded between characters, with its line end.
func (w *lineWriter) fold(line []byte) {
	for room := foldAt; len(line) > room; room = foldAt - 1 {
		n := room
		for n > room-utf8.UTFMax && !utf8.RuneStart(line[n]) {
			n--
		}
		w.out = append(append(w.out, line[:n]...), "\r\n "...)
		line = line[n:]
	}
	w.out = append(append(w.out, line...), "\r\n"...)
}

// cleanName is a name in upper case with only octets that may stand in one, and no more than are read again.
func cleanName(s string) string {
	for i := range len(s) {
		if !nameChar(s[i]) || 'a' <= s[i] && s[i] <= 'z' {
			s = strings.Map(func(r rune) rune {
				if r >= utf8.RuneSelf || !nameChar(byte(r)) {
					return -1
				}
				return r
			}, strings.ToUpper(s))
			break
		}
	}
	return s[:min(len(s), maxName)]
}

// appendParamValue adds one parameter value: RFC 6868 for what a quoted string cannot hold, quotation marks where
// a delimiter is inside (RFC 5545 §3.2) or a backslash, which some readers would take for an escape.
func appendParamValue(b []byte, v string) []byte {
	if !isClean(v) {
		v = cleanText(v, "\n")
	}
	quoted := strings.ContainsAny(v, `,;:\`)
	if quoted {
		b = append(b, '"')
	}
	if strings.ContainsAny(v, "^\"\n") {
		v = caretEncoder.Replace(v)
	}
	b = append(b, v...)
	if quoted {
		b = append(b, '"')
	}
	return b
}

var caretEncoder = strings.NewReplacer("^", "^^", "\n", "^n", `"`, "^'")

// wireValue makes a value fit for a line: line breaks become \n in a text and vanish elsewhere, other control
// characters vanish.
func wireValue(v string, text bool) string {
	switch {
	case isClean(v):
		return v
	case text:
		return cleanText(v, `\n`)
	}
	return cleanText(v, "")
}

// isClean tells whether a value can stand in a line as it is: valid UTF-8, no control character but the tab, no
// line break of any alphabet.
func isClean(s string) bool {
	for i := range len(s) {
		if c := s[i]; c >= utf8.RuneSelf {
			return cleanRunes(s[i:])
		} else if c < ' ' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return true
}

func cleanRunes(s string) bool {
	for i, r := range s {
		if r == utf8.RuneError && !strings.HasPrefix(s[i:], "\ufffd") || isBreak(r) || isControl(r) {
			return false
		}
	}
	return true
}

// cleanText makes s valid UTF-8 without control characters, with lineBreak for each line break.
func cleanText(s, lineBreak string) string {
	var b strings.Builder
	b.Grow(len(s) + 8)
	s = strings.ReplaceAll(s, "\r\n", "\n")
	for _, r := range s {
		switch {
		case isBreak(r):
			b.WriteString(lineBreak)
		case !isControl(r):
			b.WriteRune(r) // an octet that is no UTF-8 comes as U+FFFD
		}
	}
	return b.String()
}

// isBreak names what some reader takes for the end of a line: besides CR and LF those of Unicode.
func isBreak(r rune) bool {
	switch r {
	case '\r', '\n', '\v', '\f', 0x1c, 0x1d, 0x1e, 0x85, 0x2028, 0x2029:
		return true
	}
	return false
}

func isControl(r rune) bool { return r < ' ' && r != '\t' || r >= 0x7f && r < 0xa0 }

var seed = maphash.MakeSeed()

// fingerprint tells a property from any other with another name, value or parameters.
func (p *Property) fingerprint() uint64 {
	if len(p.Params) == 0 {
		return maphash.String(seed, p.Value) ^ maphash.String(seed, p.Name)<<1
	}
	var h maphash.Hash
	h.SetSeed(seed)
	put := func(s string) {
		h.WriteString(s)
		h.WriteByte(0)
	}
	put(p.Name)
	for _, q := range p.Params {
		h.WriteByte(1)
		put(q.Name)
		for _, v := range q.Values {
			put(v)
		}
	}
	h.WriteByte(2)
	h.WriteString(p.Value)
	return h.Sum64()
}
