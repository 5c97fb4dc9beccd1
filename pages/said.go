package pages

import (
	"strings"
	"time"
	"unicode"

	"parcours/events"
	"parcours/messages"
)

// Chip is a state in words; Class only colours it.
type Chip struct{ Class, Words string }

// StatusOf says where a session stands: its status, that it has ended, or that it is held now.
func StatusOf(words *messages.Printer, x *events.Session, now time.Time, loc *time.Location) Chip {
	class := string(x.Status)
	start, _ := x.When.Span(loc)
	switch {
	case x.Status == events.Cancelled:
	case x.Past(now, loc):
		class = "past"
	case x.Status == events.Fixed && !start.After(now):
		class = "now"
	}
	return Chip{class, words.T("web.status." + class)}
}

// MachineTime is the value of a <time> element.
func MachineTime(w events.When) string {
	if w.AllDay {
		return w.Start.Format(time.DateOnly)
	}
	return w.Start.Format("2006-01-02T15:04-07:00")
}

// Clean is the comment with line feeds only, valid UTF-8, without control characters and blank ends.
func Clean(text string) string {
	text = strings.ToValidUTF8(strings.ReplaceAll(text, "\r\n", "\n"), "\uFFFD")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, text))
}
