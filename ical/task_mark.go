package ical

import (
	"bytes"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"unicode"

	"parcours/calendars"
	"parcours/events"
)

// The server's own properties in an event that a rule speaks in: by them Mark finds again what it wrote. Where a client
// dropped them, the rules' sentences are found by their letters.
const (
	// markProperty lists what was added: "title" for the prefix, and the sum of each line.
	markProperty = "X-PARCOURS-MARK"
	// heldProperty has the person's own STATUS while a rule holds the event, or noStatus.
	heldProperty = "X-PARCOURS-STATUS"
	noStatus     = "NONE"
)

// markEnd stands between a rule's lines and the person's own text.
const markEnd = "—"

// Mark writes what a rule says into the events of an object, master and overrides: a prefix before the title, lines
// above the description, the status. What an earlier rule wrote goes out, a person's own words stay. Only these
// properties change, and the HTML copies of a description that is rewritten, which would still say the old.
func (r *Renderer) Mark(octets []byte, m calendars.Mark) ([]byte, error) {
	cal, err := Parse(octets)
	if err != nil {
		return nil, err
	}
	for _, c := range cal.Children("VEVENT") {
		mark(c, m)
	}
	if marked := cal.Bytes(); !bytes.Equal(marked, octets) {
		return marked, nil
	}
	return octets, nil
}

func mark(c *Component, m calendars.Mark) {
	own := ownWords(c, m)
	var added []string
	title := own.title
	if _, there := cutMarkPrefix(title, m.Prefix); m.Prefix != "" && !there {
		title = m.Prefix + title
		if own.title == "" {
			title = strings.TrimRight(m.Prefix, " ·")
		}
		added = append(added, "title")
	}
	text := own.text
	if strings.TrimSpace(text) == "" && m.Fill != "" {
		text = m.Fill
	}
	lines := markLines(m)
	for _, line := range lines {
		added = append(added, lineSum(line))
	}
	if len(lines) > 0 {
		lines = append(lines, markEnd)
		if text != "" {
			lines = append(lines, text)
		}
		text = strings.Join(lines, "\n")
	}
	c.rewrite("SUMMARY", title)
	if c.rewrite("DESCRIPTION", text) {
		c.Remove("X-ALT-DESC")
		c.Remove("STYLED-DESCRIPTION") // RFC 9073 §6.5
	}
	c.keep(markProperty, strings.Join(added, " "))
	c.hold(own.status, m.Tentative && own.status != "CANCELLED")
}

// hold sets the status that a rule wants, and keeps the person's own beside it.
func (c *Component) hold(own string, held bool) {
	status, kept := own, ""
	if held {
		status, kept = "TENTATIVE", own
		if own == "" {
			kept = noStatus
		}
	}
	if statusText(c) != status {
		c.keep("STATUS", status)
	}
	c.keep(heldProperty, kept)
}

// keep sets a property to a value that needs no escapes; "" takes it out.
func (c *Component) keep(name, value string) {
	switch {
	case value == "":
		c.Remove(name)
	case c.Value(name) != value:
		c.Set(NewValue(name, value))
	}
}

// rewrite sets a text that people read, or takes out an empty one, and tells whether it was another.
func (c *Component) rewrite(name, text string) bool {
	p := c.Property(name)
	if readable(p) == text {
		return false
	}
	switch {
	case text == "":
		c.Remove(name)
	case p == nil:
		c.Add(NewText(name, text))
	default:
		p.SetValue(Escape(text))
		p.DelParam("ALTREP")
	}
	return true
}

// readable is a text as it can be written again: UTF-8, one kind of line break.
func readable(p *Property) string { return cleanText(toUTF8(p.Text()), "\n") }

// personsWords are the title, description and status of an event without what a rule wrote.
type personsWords struct{ title, text, status string }

// ownWords finds them. now is what a rule says at present.
func ownWords(c *Component, now calendars.Mark) personsWords {
	memory := strings.Fields(c.Value(markProperty))
	title, text, status := readable(c.Property("SUMMARY")), readable(c.Property("DESCRIPTION")), statusText(c)
	text, found := cutMarkLines(text, memory, now)
	prefixed := false
	if slices.Contains(memory, "title") || len(memory) == 0 && found {
		for _, prefix := range append([]string{now.Prefix}, heldPrefixes...) {
			if rest, ok := cutMarkPrefix(title, prefix); ok {
				title, prefixed = rest, true
				break
			}
		}
	}
	if status == "TENTATIVE" {
		switch kept := c.Value(heldProperty); {
		case kept == noStatus, kept == "" && len(memory) == 0 && prefixed && now.Tentative:
			status = ""
		case kept != "":
			status = strings.ToUpper(strings.TrimSpace(kept))
		}
	}
	return personsWords{title, text, status}
}

// cutMarkPrefix takes a rule's prefix off a title, whatever became of its case, spaces and separator.
func cutMarkPrefix(title, prefix string) (rest string, ok bool) {
	letters := events.Letters(prefix)
	if letters == "" {
		return title, false
	}
	if rest, ok := strings.CutPrefix(title, prefix); ok {
		return rest, true
	}
	for i, r := range title {
		letter := events.Letters(string(r))
		switch {
		case letters == "" && letter == "" && !unicode.IsMark(r):
			rest, ok = cutSeparator(title[i:])
			if !ok {
				return title, false // words that go on: not a prefix
			}
			return rest, true
		case !strings.HasPrefix(letters, letter):
			return title, false
		}
		letters = letters[len(letter):]
	}
	return "", letters == ""
}

// cutSeparator takes off what stands between a prefix and the title; false where words follow without any.
func cutSeparator(s string) (rest string, ok bool) {
	s = strings.TrimLeftFunc(s, unicode.IsSpace)
	rest = strings.TrimLeft(s, "·•∙.:-–—|/")
	return strings.TrimLeftFunc(rest, unicode.IsSpace), s == "" || rest != s
}

// markLines are the lines of a mark, each in one line and with something to say.
func markLines(m calendars.Mark) []string {
	var lines []string
	for _, line := range m.Lines {
		line = strings.Join(strings.Fields(cleanText(line, " ")), " ")
		if line != "" && !isMarkEnd(line) {
			lines = append(lines, line)
		}
	}
	return lines
}

// lineSum names a line by its letters, so that a client's other case, spaces and punctuation make no difference.
func lineSum(line string) string {
	key := events.Letters(line)
	if key == "" {
		key = strings.Join(strings.Fields(line), " ")
	}
	h := fnv.New32a()
	h.Write([]byte(key))
	return fmt.Sprintf("%08x", h.Sum32())
}

func isMarkEnd(line string) bool {
	line = strings.TrimSpace(line)
	return line != "" && strings.Trim(line, "—–-‒―─_") == ""
}

// cutMarkLines takes a rule's lines and the line below them out of a description. What a person wrote among them, or
// into one of them, stays.
func cutMarkLines(text string, memory []string, now calendars.Mark) (rest string, found bool) {
	lines := strings.Split(text, "\n")
	rule := func(line string) bool {
		return line != "" && (len(memory) > 0 && slices.Contains(memory, lineSum(line)) || isRuleLine(line))
	}
	if len(memory) == 0 && slices.ContainsFunc(lines, isRuleLine) {
		for _, line := range markLines(now) {
			memory = append(memory, lineSum(line))
		}
	}
	end := -1
	for i, line := range lines {
		if rule(line) {
			found = true
		} else if found && isMarkEnd(line) {
			end = i
			break
		}
	}
	if !found {
		if len(memory) > 0 && isMarkEnd(lines[0]) { // the lines were deleted, the one below them was not
			return strings.Join(lines[1:], "\n"), true
		}
		return text, false
	}
	above := lines
	if end >= 0 {
		above = lines[:end]
	}
	kept := trimBlankLines(slices.DeleteFunc(slices.Clone(above), rule))
	if end >= 0 {
		kept = append(kept, lines[end+1:]...)
	}
	return strings.Join(kept, "\n"), true
}

func trimBlankLines(lines []string) []string {
	blank := func(line string) bool { return strings.TrimSpace(line) == "" }
	for len(lines) > 0 && blank(lines[0]) {
		lines = lines[1:]
	}
	for len(lines) > 0 && blank(lines[len(lines)-1]) {
		lines = lines[:len(lines)-1]
	}
	return lines
}
