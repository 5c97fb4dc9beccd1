package caldav

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
)

// Limits of a calendar object resource (RFC 4791 §5.2.6 to §5.2.9), which are told as properties and enforced.
const (
	minDateTime  = "16000101T000000Z"
	maxDateTime  = "99991231T235959Z"
	minYear      = 1600
	maxInstances = 10_000
	maxAttendees = 1000
)

// checkLimits looks for what is beyond the limits, line by line: the text is not understood here.
func checkLimits(octets []byte) *failure {
	attendees, zone := 0, false
	for line := range bytes.Lines(octets) {
		name := string(line[:min(len(line), 16)])
		if i := strings.IndexAny(name, ":;\r\n"); i >= 0 {
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
		case "RRULE":
			if !zone && countOf(line) > maxInstances {
				return beyond("<C:max-instances/>", "at most "+strconv.Itoa(maxInstances)+" instances are kept")
			}
		}
	}
	return nil
}

func beyond(condition, message string) *failure {
	return &failure{http.StatusForbidden, condition, message}
}

func isLine(line []byte, text string) bool {
	return strings.EqualFold(string(bytes.TrimSpace(line)), text)
}

// yearOf is the year of the value of a date property's line, -1 if it has none.
func yearOf(line []byte) int {
	value := bytes.TrimSpace(line[bytes.LastIndexByte(line, ':')+1:])
	if len(value) < 8 {
		return -1
	}
	year, err := strconv.Atoi(string(value[:4]))
	if err != nil {
		return -1
	}
	return year
}

// countOf is the COUNT of a recurrence rule's line, 0 if it has none.
func countOf(line []byte) int {
	_, after, found := strings.Cut(strings.ToUpper(string(line)), "COUNT=")
	if !found {
		return 0
	}
	end := 0
	for end < len(after) && after[end] >= '0' && after[end] <= '9' {
		end++
	}
	n, err := strconv.Atoi(after[:end])
	if err != nil && end > 0 {
		return maxInstances + 1
	}
	return n
}
