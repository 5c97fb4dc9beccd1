//go:build e2e

package e2e

import (
	"encoding/xml"
	"strings"
	"testing"
)

// calendarData takes the iCalendar texts out of a multistatus body.
func calendarData(t *testing.T, body string) []string {
	t.Helper()
	var multistatus struct {
		Responses []struct {
			Data []string `xml:"propstat>prop>calendar-data"`
		} `xml:"response"`
	}
	if err := xml.Unmarshal([]byte(body), &multistatus); err != nil {
		t.Fatalf("%v\n%s", err, body)
	}
	var all []string
	for _, r := range multistatus.Responses {
		for _, data := range r.Data {
			if data != "" {
				all = append(all, data)
			}
		}
	}
	return all
}

// lines unfolds an iCalendar text (RFC 5545 §3.1). It is not the server's own reader.
func lines(text string) []string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	text = strings.NewReplacer("\n ", "", "\n\t", "").Replace(text)
	return strings.Split(strings.TrimSpace(text), "\n")
}

// property gives the value of the first property with this name in a component with this UID ("": in the whole
// text), "" if there is none.
func property(text, uid, name string) string {
	for _, component := range components(text) {
		value, own := "", uid == ""
		for _, line := range component {
			head, v, _ := strings.Cut(line, ":")
			head, _, _ = strings.Cut(head, ";")
			if head == name && value == "" {
				value = v
			}
			own = own || line == "UID:"+uid
		}
		if own && value != "" {
			return value
		}
	}
	return ""
}

// components gives the lines of each VEVENT and VTODO; of a text without any, all lines.
func components(text string) [][]string {
	var all [][]string
	var open []string
	inside := false
	for _, line := range lines(text) {
		switch line {
		case "BEGIN:VEVENT", "BEGIN:VTODO":
			open, inside = nil, true
		case "END:VEVENT", "END:VTODO":
			all, inside = append(all, open), false
		default:
			if inside {
				open = append(open, line)
			}
		}
	}
	return all
}

// partstat gives the PARTSTAT of an attendee, "" if they are not there.
func partstat(text, email string) string {
	for _, line := range lines(text) {
		if !strings.HasPrefix(line, "ATTENDEE") || !strings.HasSuffix(strings.ToLower(line), "mailto:"+email) {
			continue
		}
		if _, after, ok := strings.Cut(line, "PARTSTAT="); ok {
			return after[:strings.IndexAny(after, ";:")]
		}
		return "NEEDS-ACTION"
	}
	return ""
}
