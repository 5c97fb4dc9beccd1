package ical

import (
	"errors"
	"fmt"
	"iter"
	"strings"
)

const byteOrderMark = "\ufeff"

// scanner cuts a stream into content lines (RFC 5545 §3.1).
type scanner struct {
	text   string
	at     int // octets consumed
	number int // physical lines consumed
	start  int // where what no line has taken yet begins: a byte order mark, blank lines
}

// line is one content line as read.
type line struct {
	lead   string // byte order mark and blank lines before it
	raw    string // with its folds and line end
	number int    // of its first physical line, from 1
	folded bool
}

func newScanner(text string) *scanner {
	s := &scanner{text: text}
	if strings.HasPrefix(text, byteOrderMark) {
		s.at = len(byteOrderMark)
	}
	return s
}

// next gives the next content line, false at the end of the stream.
func (s *scanner) next() (line, bool) {
	s.skipBlank()
	if s.at == len(s.text) {
		return line{}, false
	}
	l := line{lead: s.text[s.start:s.at], number: s.number + 1}
	from := s.at
	s.physical()
	for s.continues() {
		l.folded = true
		s.physical()
	}
	l.raw = s.text[from:s.at]
	s.start = s.at
	return l, true
}

// ContentLines gives the content lines of a stream (RFC 5545 §3.1), without folds and line ends.
func ContentLines(octets []byte) iter.Seq[string] {
	return func(yield func(string) bool) {
		s := newScanner(string(octets))
		for l, ok := s.next(); ok && yield(l.unfold()); l, ok = s.next() {
		}
	}
}

// rest is what remains after the last content line: blank lines.
func (s *scanner) rest() string { return s.text[s.start:] }

// physical consumes one physical line with its line end and gives it.
func (s *scanner) physical() string {
	from := s.at
	if i := strings.IndexByte(s.text[from:], '\n'); i >= 0 {
		s.at = from + i + 1
	} else {
		s.at = len(s.text)
	}
	s.number++
	return s.text[from:s.at]
}

// skipBlank consumes lines that have no octet but their line end.
func (s *scanner) skipBlank() {
	for s.at < len(s.text) {
		at, number := s.at, s.number
		if trimLineEnd(s.physical()) != "" {
			s.at, s.number = at, number
			return
		}
	}
}

// continues tells whether the next physical line belongs to the one before: it begins with a space or a tab.
// Blank lines between the two are part of the fold: some exporters double every line end inside a text.
func (s *scanner) continues() bool {
	at, number := s.at, s.number
	s.skipBlank()
	if s.at < len(s.text) && (s.text[s.at] == ' ' || s.text[s.at] == '\t') {
		return true
	}
	s.at, s.number = at, number
	return false
}

// unfold gives the line without its folds and line end.
func (l line) unfold() string {
	if !l.folded {
		return trimLineEnd(l.raw)
	}
	var b strings.Builder
	b.Grow(len(l.raw))
	for rest, first := l.raw, true; rest != ""; first = false {
		part := rest
		if i := strings.IndexByte(rest, '\n'); i >= 0 {
			part = rest[:i+1]
		}
		rest = rest[len(part):]
		part = trimLineEnd(part)
		if !first && part != "" {
			part = part[1:]
		}
		b.WriteString(part)
	}
	return b.String()
}

func (l line) fail(format string, args ...any) *SyntaxError {
	return &SyntaxError{l.number, fmt.Sprintf(format, args...)}
}

// trimLineEnd takes off LF, CRLF and the CR CR LF that text-mode copies make.
func trimLineEnd(s string) string { return strings.TrimRight(strings.TrimSuffix(s, "\n"), "\r") }

// quote is the beginning of a text for an error message.
func quote(s string) string {
	const most = 40
	s = trimLineEnd(s)
	if len(s) > most {
		return fmt.Sprintf("%q ...", strings.ToValidUTF8(s[:most], ""))
	}
	return fmt.Sprintf("%q", s)
}

// nameChar tells whether an octet may stand in the name of a component, property or parameter. RFC 5545 has
// letters, digits and "-"; other printable ASCII that delimits nothing is met in X- names.
func nameChar(c byte) bool {
	return c > ' ' && c < 0x7f && c != ':' && c != ';' && c != '=' && c != ',' && c != '"'
}

// decodeLine reads an unfolded content line (RFC 5545 §3.1) into p.
func decodeLine(p *Property, text string) error {
	i := 0
	for i < len(text) && nameChar(text[i]) {
		i++
	}
	name := text[:i]
	for i < len(text) && (text[i] == ' ' || text[i] == '\t') {
		i++
	}
	switch {
	case i == len(text):
		return fmt.Errorf("no colon in %s", quote(text))
	case text[i] != ':' && text[i] != ';':
		return fmt.Errorf("%s does not begin with a property name", quote(text))
	case name == "" || len(name) > maxName:
		return fmt.Errorf("no property name in %s", quote(text))
	}
	p.Name = strings.ToUpper(name)
	rest := text[i:]
	for strings.HasPrefix(rest, ";") {
		if len(p.Params) == maxParams {
			return fmt.Errorf("more than %d parameters on %s", maxParams, p.Name)
		}
		var q Param
		var err error
		if q, rest, err = decodeParam(rest[1:]); err != nil {
			return fmt.Errorf("%s: %w", p.Name, err)
		}
		if q.Name != "" {
			p.Params = append(p.Params, q)
		}
	}
	if rest == "" {
		return fmt.Errorf("no colon in %s", quote(text))
	}
	p.Value = rest[1:]
	return nil
}

// Bounds of one line, far above what any client writes.
const (
	maxName   = 255 // octets in the name of a component, property or parameter
	maxParams = 1_000
	maxValues = 10_000 // of one parameter: MEMBER, DELEGATED-TO
)

var errNoColon = errors.New("no colon after the parameters")
