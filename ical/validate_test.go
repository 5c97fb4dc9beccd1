package ical

import (
	"errors"
	"strings"
	"testing"
)

// stored wraps components, lines separated by "|", in a calendar.
func stored(components ...string) string {
	all := append([]string{"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example.org//FR"}, components...)
	return strings.ReplaceAll(strings.Join(append(all, "END:VCALENDAR", ""), "|"), "|", "\r\n")
}

func TestValidateObjectTakes(t *testing.T) {
	const zone = "BEGIN:VTIMEZONE|TZID:X|BEGIN:STANDARD|DTSTART:19700101T000000|TZOFFSETFROM:+0100|TZOFFSETTO:+0100|END:STANDARD|END:VTIMEZONE"
	tests := []struct {
		name, text string
		want       Object
	}{
		{"event", stored(zone, "BEGIN:VEVENT|UID:1|DTSTAMP:20220101T000000Z|DTSTART;TZID=X:20220310T090000|DTEND;TZID=X:20220310T100000|END:VEVENT"), Object{"1", "VEVENT"}},
		{"series with overrides", stored("BEGIN:VEVENT|UID:1|DTSTART:20220310T090000Z|RRULE:FREQ=DAILY|END:VEVENT",
			"BEGIN:VEVENT|UID:1|RECURRENCE-ID:20220311T090000Z|DTSTART:20220311T100000Z|END:VEVENT",
			"BEGIN:VEVENT|UID:1|RECURRENCE-ID:20220312T090000Z|DTSTART:20220312T100000Z|END:VEVENT"), Object{"1", "VEVENT"}},
		{"override only, as an attendee of one occurrence has it", stored("BEGIN:VEVENT|UID:1|RECURRENCE-ID:20220311T090000Z|DTSTART:20220311T100000Z|END:VEVENT"), Object{"1", "VEVENT"}},
		{"task with its UID only", stored("BEGIN:VTODO|UID:a\\,b|END:VTODO"), Object{"a,b", "VTODO"}},
		{"task with a date due", stored("BEGIN:VTODO|UID:1|DTSTART;VALUE=DATE:20220310|DUE;VALUE=DATE:20220310|END:VTODO"), Object{"1", "VTODO"}},
		{"journal", stored("BEGIN:VJOURNAL|UID:1|END:VJOURNAL"), Object{"1", "VJOURNAL"}},
		{"free-busy", stored("BEGIN:VFREEBUSY|UID:1|DTSTART:20220310T090000Z|END:VFREEBUSY"), Object{"1", "VFREEBUSY"}},
		{"availability", stored("BEGIN:VAVAILABILITY|UID:1|BEGIN:AVAILABLE|UID:2|DTSTART:20220310T090000Z|END:AVAILABLE|END:VAVAILABILITY"), Object{"1", "VAVAILABILITY"}},
		{"without VERSION and PRODID", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:20220310T090000\nEND:VEVENT\nEND:VCALENDAR\n", Object{"1", "VEVENT"}},
		{"TZID beside UTC", stored("BEGIN:VEVENT|UID:1|DTSTART;TZID=UTC;VALUE=DATE-TIME:20220310T090000Z|END:VEVENT"), Object{"1", "VEVENT"}},
		{"zone of no VTIMEZONE", stored("BEGIN:VEVENT|UID:1|DTSTART;TZID=Nowhere:20220310T090000|END:VEVENT"), Object{"1", "VEVENT"}},
		{"ends at its start", stored("BEGIN:VEVENT|UID:1|DTSTART:20220310T090000Z|DTEND:20220310T090000Z|END:VEVENT"), Object{"1", "VEVENT"}},
		{"ends before it starts", stored("BEGIN:VEVENT|UID:1|DTSTART:20220310T100000Z|DTEND:20220310T095959Z|END:VEVENT"), Object{"1", "VEVENT"}},
		{"ends the day before", stored("BEGIN:VEVENT|UID:1|DTSTART;VALUE=DATE:20220310|DTEND;VALUE=DATE:20220309|END:VEVENT"), Object{"1", "VEVENT"}},
		{"due before it starts", stored("BEGIN:VTODO|UID:1|DTSTART:20220310T100000|DUE:20220310T090000|END:VTODO"), Object{"1", "VTODO"}},
		{"lasts less than nothing", stored("BEGIN:VEVENT|UID:1|DTSTART:20220310T100000Z|DURATION:-P1D|END:VEVENT"), Object{"1", "VEVENT"}},
		{"flight to the west", stored("BEGIN:VEVENT|UID:1|DTSTART;TZID=Europe/Paris:20220310T100000|DTEND;TZID=America/New_York:20220310T093000|END:VEVENT"), Object{"1", "VEVENT"}},
		{"floating end", stored("BEGIN:VEVENT|UID:1|DTSTART:20220310T100000Z|DTEND:20220310T093000|END:VEVENT"), Object{"1", "VEVENT"}},
		{"date beside date-time", stored("BEGIN:VEVENT|UID:1|DTSTART:20220310T100000Z|DTEND;VALUE=DATE:20220310|END:VEVENT"), Object{"1", "VEVENT"}},
		{"duration", stored("BEGIN:VEVENT|UID:1|DTSTART:20220310T100000Z|DURATION:PT0S|END:VEVENT"), Object{"1", "VEVENT"}},
		{"duration that ends in T", stored("BEGIN:VEVENT|UID:1|DTSTART:20220310T100000Z|DURATION:P1DT|END:VEVENT"), Object{"1", "VEVENT"}},
		{"rule by the hour", stored("BEGIN:VEVENT|UID:1|DTSTART:20220310T100000Z|RRULE:FREQ=HOURLY|END:VEVENT"), Object{"1", "VEVENT"}},
		{"other components beside", stored("BEGIN:X-ROOM|END:X-ROOM", "BEGIN:VEVENT|UID:1|DTSTART:20220310T100000Z|END:VEVENT"), Object{"1", "VEVENT"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got, err := ValidateObject(mustParse(t, test.text)); err != nil || got != test.want {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
}

func TestValidateObjectRefuses(t *testing.T) {
	event := func(lines string) string { return stored("BEGIN:VEVENT|UID:1|" + lines + "|END:VEVENT") }
	const one = "BEGIN:VEVENT|UID:1|DTSTART:20220310T100000Z|END:VEVENT"
	tests := []struct {
		name, text string
		kind       error
		want       string // after the kind's own words
	}{
		{"message", stored("METHOD:REQUEST", one), ErrNotObjectResource, `METHOD "REQUEST", which only messages have`},
		{"vCalendar", strings.Replace(stored(one), "VERSION:2.0", "VERSION:1.0", 1), ErrNotCalendarData, "VERSION:1.0 is vCalendar, not iCalendar"},
		{"nothing", stored(), ErrNotObjectResource, "no event, task or other component in it"},
		{"zone only", stored("BEGIN:VTIMEZONE|TZID:X|END:VTIMEZONE"), ErrNotObjectResource, "no event, task or other component in it"},
		{"unknown component", stored("BEGIN:X-ROOM|UID:1|END:X-ROOM"), ErrUnsupportedComponent, "X-ROOM"},
		{"two types", stored(one, "BEGIN:VTODO|UID:1|END:VTODO"), ErrNotObjectResource, "both VEVENT and VTODO"},
		{"two UIDs", stored(one, "BEGIN:VEVENT|UID:2|DTSTART:20220310T100000Z|END:VEVENT"), ErrNotObjectResource, `two UIDs, "1" and "2"`},
		{"no UID", stored("BEGIN:VEVENT|DTSTART:20220310T100000Z|END:VEVENT"), ErrNotObjectResource, "VEVENT without UID"},
		{"empty UID", stored("BEGIN:VTODO|UID:|END:VTODO"), ErrNotObjectResource, "VTODO without UID"},
		{"UID twice", event("UID:1|DTSTART:20220310T100000Z"), ErrNotCalendarData, "VEVENT with more than one UID"},
		{"two masters", stored(one, one), ErrNotObjectResource, `two VEVENT without RECURRENCE-ID and the same UID "1"`},
		{"an occurrence twice", stored("BEGIN:VTODO|UID:1|RECURRENCE-ID:20220310|END:VTODO", "BEGIN:VTODO|UID:1|RECURRENCE-ID:20220310|END:VTODO"), ErrNotObjectResource, `two VTODO with RECURRENCE-ID "20220310"`},
		{"no start", event("SUMMARY:x"), ErrNotCalendarData, `VEVENT with UID "1": no DTSTART`},
		{"no date", event("DTSTART:demain"), ErrNotCalendarData, `VEVENT with UID "1": DTSTART "demain" is neither a date nor a date-time`},
		{"month 13", event("DTSTART:20221310T100000Z"), ErrNotCalendarData, `VEVENT with UID "1": DTSTART "20221310T100000Z" is neither a date nor a date-time`},
		{"occurrence of no date", event("RECURRENCE-ID:x|DTSTART:20220310"), ErrNotCalendarData, `VEVENT with UID "1": RECURRENCE-ID "x" is neither a date nor a date-time`},
		{"end and duration", event("DTSTART:20220310T100000Z|DTEND:20220310T110000Z|DURATION:PT1H"), ErrNotCalendarData, `VEVENT with UID "1": both DTEND and DURATION: only one of them can be right`},
		{"no duration", event("DTSTART:20220310T100000Z|DURATION:1H"), ErrNotCalendarData, `VEVENT with UID "1": DURATION "1H" is no duration`},
		{"rule without FREQ", event("DTSTART:20220310T100000Z|RRULE:COUNT=2"), ErrNotCalendarData, `VEVENT with UID "1": RRULE "COUNT=2" has no FREQ`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := ValidateObject(mustParse(t, test.text))
			if !errors.Is(err, test.kind) {
				t.Fatalf("got %v, want %v", err, test.kind)
			}
			if want := test.kind.Error() + ": " + test.want; err.Error() != want {
				t.Errorf("got  %s\nwant %s", err, want)
			}
		})
	}
	if _, err := ValidateObject(New("VEVENT")); !errors.Is(err, ErrNotCalendarData) {
		t.Errorf("a lone VEVENT: %v", err)
	}
}
