package ical

import (
	"errors"
	"fmt"
	"strings"
)

// SyntaxError says where and why octets could not be read as iCalendar (RFC 5545 §3.1 and §3.4).
type SyntaxError struct {
	Line int // line in the stream as an editor counts it, from 1
	Msg  string
}

// Error is the text of the mistake with its line.
func (e *SyntaxError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Msg) }

// ErrSeveralCalendars is what Parse answers to a stream that holds a second VCALENDAR: ParseAll reads it.
var ErrSeveralCalendars = errors.New("ical: more than one VCALENDAR")

// Limits bounds what a stream may ask of memory. A zero field takes its value from DefaultLimits.
type Limits struct {
	Octets     int // of the whole stream
	Lines      int // content lines, folds not counted
	LineOctets int // of one content line, folds included: an ATTACH may carry a document
	Depth      int // components inside one another, VCALENDAR counts as 1
}

// DefaultLimits fits an import of some ten thousand events. A server that takes single objects sets less.
var DefaultLimits = Limits{Octets: 64 << 20, Lines: 1_000_000, LineOctets: 16 << 20, Depth: 16}

// Parse reads a stream of exactly one VCALENDAR under DefaultLimits.
//
// What is not changed in the tree is written back by Bytes octet for octet: folds, line ends, blank lines, the
// case of names, a byte order mark. Read generously: bare LF, folds with a tab, names in any case, blank lines,
// parameters without quotes where they need them. The error is a *SyntaxError.
func Parse(octets []byte) (*Component, error) { return Limits{}.Parse(octets) }

// ParseAll reads a stream of one or more VCALENDARs, as imports and old exports have them. Written one after the
// other they give the stream again.
func ParseAll(octets []byte) ([]*Component, error) { return Limits{}.ParseAll(octets) }

// Parse is the function Parse with these limits.
func (l Limits) Parse(octets []byte) (*Component, error) {
	all, err := l.read(octets, 1)
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// ParseAll is the function ParseAll with these limits.
func (l Limits) ParseAll(octets []byte) ([]*Component, error) { return l.read(octets, 0) }

func (l Limits) withDefaults() Limits {
	fill := func(n *int, d int) {
		if *n <= 0 {
			*n = d
		}
	}
	fill(&l.Octets, DefaultLimits.Octets)
	fill(&l.Lines, DefaultLimits.Lines)
	fill(&l.LineOctets, DefaultLimits.LineOctets)
	fill(&l.Depth, DefaultLimits.Depth)
	return l
}

// read gives all calendars of the stream; more than most is an error, most 0 is no bound.
func (l Limits) read(octets []byte, most int) ([]*Component, error) {
	l = l.withDefaults()
	if len(octets) > l.Octets {
		return nil, &SyntaxError{1, fmt.Sprintf("%d octets, more than the %d allowed", len(octets), l.Octets)}
	}
	b := &builder{limits: l, most: most}
	s := newScanner(string(octets))
	for {
		line, ok := s.next()
		if !ok {
			break
		}
		if err := b.add(line); err != nil {
			return nil, err
		}
	}
	return b.finish(s)
}

// builder turns content lines into trees.
type builder struct {
	limits Limits
	most   int
	lines  int
	all    []*Component
	open   []*frame
}

// frame is a component whose END has not come yet.
type frame struct {
	c    *Component
	line int // of its BEGIN
	pos  int // of its latest property or component
}

func (b *builder) add(l line) error {
	b.lines++
	switch {
	case b.lines > b.limits.Lines:
		return l.fail("more than %d content lines", b.limits.Lines)
	case len(l.raw) > b.limits.LineOctets:
		return l.fail("a content line of %d octets, more than the %d allowed", len(l.raw), b.limits.LineOctets)
	case strings.IndexByte(l.raw, 0) >= 0:
		return l.fail("a NUL octet: this is no text")
	}
	p := &Property{lead: l.lead, raw: l.raw}
	if err := decodeLine(p, l.unfold()); err != nil {
		if len(b.open) == 0 {
			return l.fail("expected BEGIN:VCALENDAR, found %s", quote(l.raw))
		}
		return l.fail("%s", err)
	}
	switch p.Name {
	case "BEGIN":
		return b.begin(l, p)
	case "END":
		return b.end(l, p)
	}
	if len(b.open) == 0 {
		return l.fail("expected BEGIN:VCALENDAR, found %s", quote(l.raw))
	}
	f := b.open[len(b.open)-1]
	f.pos++
	p.in, p.pos, p.sum = f.c, f.pos, p.fingerprint()
	f.c.Properties = append(f.c.Properties, p)
	return nil
}

func (b *builder) begin(l line, p *Property) error {
	name := componentName(p)
	switch {
	case name == "":
		return l.fail("BEGIN without the name of a component")
	case len(b.open) == 0 && name != "VCALENDAR":
		return l.fail("expected BEGIN:VCALENDAR, found %s", quote(l.raw))
	case len(b.open) > 0 && name == "VCALENDAR":
		return l.fail("a VCALENDAR inside the VCALENDAR of line %d", b.open[0].line)
	case len(b.open) >= b.limits.Depth:
		return l.fail("components nested deeper than %d", b.limits.Depth)
	case len(b.open) == 0 && b.most > 0 && len(b.all) >= b.most:
		return fmt.Errorf("%w: %w", ErrSeveralCalendars, l.fail("another VCALENDAR begins"))
	}
	c := &Component{Name: name, begin: l.lead + l.raw, read: name}
	if n := len(b.open); n > 0 {
		f := b.open[n-1]
		f.pos++
		c.in, c.pos = f.c, f.pos
		f.c.Components = append(f.c.Components, c)
	}
	b.open = append(b.open, &frame{c: c, line: l.number})
	return nil
}

func (b *builder) end(l line, p *Property) error {
	name, n := componentName(p), len(b.open)
	if n == 0 {
		return l.fail("%s without its BEGIN", quote(l.raw))
	}
	f := b.open[n-1]
	if name != f.c.Name {
		return l.fail("%s where %s, begun at line %d, is still open", quote(l.raw), f.c.Name, f.line)
	}
	f.c.end = l.lead + l.raw
	b.open = b.open[:n-1]
	if n == 1 {
		b.all = append(b.all, f.c)
	}
	return nil
}

// finish closes the reading: nothing may be open, and the blank lines that remain belong to the last calendar.
func (b *builder) finish(s *scanner) ([]*Component, error) {
	if n := len(b.open); n > 0 {
		f := b.open[n-1]
		return nil, &SyntaxError{s.number, fmt.Sprintf("the stream ends inside the %s begun at line %d", f.c.Name, f.line)}
	}
	if len(b.all) == 0 {
		return nil, &SyntaxError{max(s.number, 1), "no VCALENDAR: the stream is empty"}
	}
	last := b.all[len(b.all)-1]
	last.end += s.rest()
	return b.all, nil
}

// componentName is the name that a BEGIN or END line gives, upper case, "" when it is none.
func componentName(p *Property) string {
	name := strings.ToUpper(strings.TrimSpace(p.Value))
	if len(name) > maxName {
		return ""
	}
	for i := range len(name) {
		if !nameChar(name[i]) {
			return ""
		}
	}
	return name
}
