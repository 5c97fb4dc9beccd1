package caldav

import (
	"net/http"
	"strconv"
	"strings"

	"parcours/ical"
	"parcours/scheduling"
)

// Limits of a calendar object resource (RFC 4791 §5.2.6 to §5.2.9), which are told as properties and enforced.
const (
	minDateTime  = "16000101T000000Z"
	maxDateTime  = "99991231T235959Z"
	minYear      = 1600
	maxInstances = 10_000
	maxAttendees = scheduling.MaxAsked
	maxLines     = 100_000 // unfolded; each takes more memory than its octets
)

// checkLimits looks for what is beyond the limits, by content lines: the text is not understood here.
func checkLimits(octets []byte) *failure {
	attendees, lines, zone := 0, 0, false
	for line := range ical.ContentLines(octets) {
		if lines++; lines > maxLines {
			return beyond("<C:max-resource-size/>", "at most "+strconv.Itoa(maxLines)+" lines are kept")
		}
		name := line[:min(len(line), 16)]
		if i := strings.IndexAny(name, ":;"); i >= 0 {
			name = name[:i]
		}
		switch strings.ToUpper(name) {
		case "BEGIN":
			attendees = 0
			zone = zone || isLine(line, "BEGIN:VTIMEZONE")
		case "END":
			zone = zone && !isLine(line, "END:VTIMEZONE")
		case "ATTENDEE":
			if attendees++; attendees > maxAttendees {
				return beyond("<C:max-attendees-per-instance/>", "at most "+strconv.Itoa(maxAttendees)+" attendees are kept")
			}
		case "DTSTART", "DTEND", "DUE", "RECURRENCE-ID":
			if year := yearOf(line); !zone && year >= 0 && year < minYear {
				return beyond("<C:min-date-time/>", "dates start in the year "+strconv.Itoa(minYear))
			}
		}
	}
	return nil
}

func beyond(condition, message string) *failure {
	return &failure{http.StatusForbidden, condition, message}
}

func isLine(line, text string) bool {
	return strings.EqualFold(strings.TrimSpace(line), text)
}

// yearOf is the year of the value of a date property's line, -1 if it has none.
func yearOf(line string) int {
	value := strings.TrimSpace(line[strings.LastIndexByte(line, ':')+1:])
	if len(value) < 8 {
		return -1
	}
	year, err := strconv.Atoi(value[:4])
	if err != nil {
		return -1
	}
	return year
}
