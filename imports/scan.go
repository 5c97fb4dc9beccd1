package imports

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"parcours/ical"
)

// scanned is a calendar of a file: its own properties and the components that could be read.
type scanned struct {
	*ical.Component
	lines map[*ical.Component]int // in the file, of the components' BEGIN
	lost  map[string]int          // UIDs of components that could not be read, with their line
}

// fault is what is wrong at a line of a file.
type fault struct {
	line int
	text string
}

// scan reads all calendars of a file, component by component, so that a broken one is told and the others are taken.
func scan(text string) (calendars []scanned, faults []fault) {
	s := scanner{rest: text, line: 1}
	for s.next() {
		switch {
		case s.is("BEGIN:VCALENDAR"):
			c, f := s.calendar()
			calendars, faults = append(calendars, c), append(faults, f...)
		case strings.TrimSpace(s.content) != "":
			faults = append(faults, fault{s.at, "outside of any VCALENDAR: " + quoted(s.content)})
			s.until("BEGIN:VCALENDAR")
		}
	}
	return calendars, faults
}

// scanner goes through a text content line by content line (RFC 5545 §3.1).
type scanner struct {
	rest string
	line int // number of the first line of rest

	at      int    // number of the content line's first line
	raw     string // as it stands, with folds and line end
	content string // unfolded
	held    bool   // next gives the same content line again
}

func (s *scanner) next() bool {
	if s.held {
		s.held = false
		return true
	}
	if s.rest == "" {
		return false
	}
	s.at = s.line
	end := 0
	var content strings.Builder
	for first := true; first || end < len(s.rest) && (s.rest[end] == ' ' || s.rest[end] == '\t'); first = false {
		length := strings.IndexByte(s.rest[end:], '\n') + 1
		if length == 0 {
			length = len(s.rest) - end
		}
		piece := strings.TrimRight(s.rest[end:end+length], "\r\n")
		if !first {
			piece = piece[1:]
		}
		content.WriteString(piece)
		end += length
		s.line++
	}
	s.content = content.String()
	s.raw, s.rest = s.rest[:end], s.rest[end:]
	return true
}

// is tells whether the content line says this, as BEGIN:VEVENT.
func (s *scanner) is(text string) bool {
	word, name, _ := strings.Cut(text, ":")
	return s.named(word) == name
}

// named is the component that a BEGIN or END line names, "" for any other line.
func (s *scanner) named(word string) string {
	before, name, _ := strings.Cut(strings.TrimPrefix(s.content, "\ufeff"), ":")
	if !strings.EqualFold(before, word) {
		return ""
	}
	return strings.ToUpper(strings.TrimSpace(name))
}

// until goes on to a line that says this, which the next call of next gives.
func (s *scanner) until(text string) {
	for s.next() {
		if s.is(text) {
			s.held = true
			return
		}
	}
}

// calendar reads from behind BEGIN:VCALENDAR to its END.
func (s *scanner) calendar() (scanned, []fault) {
	begin := s.at
	c := scanned{ical.New("VCALENDAR"), map[*ical.Component]int{}, map[string]int{}}
	var faults []fault
	head := ""
	ended := false
	for !ended && s.next() {
		switch {
		case s.is("END:VCALENDAR"):
			ended = true
		case s.is("BEGIN:VCALENDAR"):
			s.held = true
			return c, append(faults, fault{begin, fmt.Sprintf("this VCALENDAR does not end before the next one begins at line %d", s.at)})
		case s.named("BEGIN") != "":
			line := s.at
			name := s.named("BEGIN")
			text, ended := s.component()
			if !ended {
				faults = append(faults, fault{line, "this " + name + " does not end"})
				c.lost[uidIn(text)] = line
				continue
			}
			k, err := parseComponent(text, 2)
			if err != nil {
				_, err = parseComponent(text, line)
				faults = append(faults, faultOf(err, line))
				c.lost[uidIn(text)] = line
				continue
			}
			c.lines[k] = line
			c.Components = append(c.Components, k)
		case s.named("END") != "":
			faults = append(faults, fault{s.at, quoted(s.content) + " without its BEGIN"})
		default:
			head += s.raw
		}
	}
	if !ended {
		faults = append(faults, fault{begin, "this VCALENDAR does not end"})
	}
	var err error
	if c.Properties, err = parseHead(head); err != nil {
		faults = append(faults, fault{begin, "the calendar's own properties: " + faultOf(err, begin).text})
	}
	return c, faults
}

// whole are components that stand in no other: where one of them begins, the one before is over.
var whole = []string{"VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VAVAILABILITY", "VTIMEZONE"}

// component gives the text of the component whose BEGIN is the current line, up to its END or, without one, to where
// it must have ended.
func (s *scanner) component() (text string, ended bool) {
	open := []string{s.named("BEGIN")}
	var all strings.Builder
	all.WriteString(s.raw)
	for s.next() {
		begin, end := s.named("BEGIN"), s.named("END")
		if end == "VCALENDAR" || begin == "VCALENDAR" || slices.Contains(whole, begin) && slices.Contains(whole, open[0]) {
			s.held = true
			return all.String(), false
		}
		all.WriteString(s.raw)
		switch {
		case begin != "":
			open = append(open, begin)
		case end == open[0]:
			return all.String(), true
		case end == open[len(open)-1]:
			open = open[:len(open)-1]
		}
	}
	return all.String(), false
}

// closed is a text whose last line ends.
func closed(text string) string {
	if text != "" && !strings.HasSuffix(text, "\n") {
		text += "\r\n"
	}
	return text
}

// parseComponent reads a component as if it began at that line, which is the second one at least: a VCALENDAR is put
// around it. Errors name lines so.
func parseComponent(text string, line int) (*ical.Component, error) {
	c, err := ical.Parse([]byte(strings.Repeat("\n", line-2) + "BEGIN:VCALENDAR\n" + closed(text) + "END:VCALENDAR\n"))
	if err != nil {
		return nil, err
	}
	return c.Components[0], nil
}

// parseHead reads the properties of a calendar itself.
func parseHead(text string) ([]*ical.Property, error) {
	c, err := ical.Parse([]byte("BEGIN:VCALENDAR\r\n" + closed(text) + "END:VCALENDAR\r\n"))
	if err != nil {
		return nil, err
	}
	return c.Properties, nil
}

// faultOf is an error of the parser; what it cannot place is at this line.
func faultOf(err error, line int) fault {
	var syntax *ical.SyntaxError
	if errors.As(err, &syntax) {
		return fault{syntax.Line, syntax.Msg}
	}
	return fault{line, err.Error()}
}

// uidIn finds the UID of a component that cannot be read, "" if not even that.
func uidIn(text string) string {
	s := scanner{rest: text}
	for s.next() {
		if before, uid, _ := strings.Cut(s.content, ":"); strings.EqualFold(before, "UID") {
			return ical.Unescape(uid)
		}
	}
	return ""
}

// quoted shows the beginning of what a file says.
func quoted(text string) string {
	if r := []rune(text); len(r) > 60 {
		text = string(r[:60]) + "…"
	}
	return fmt.Sprintf("%q", text)
}
