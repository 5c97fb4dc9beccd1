package ical

import (
	"strings"
	"testing"
)

// What an attendee keeps of one date alone, an alarm or that it takes no time, outlives what the organiser changes; a date that is
// no longer one is gone with it.
func TestCopiesKeepWhatIsOfOneDate(t *testing.T) {
	r := NewRenderer("")
	weekly := with(gathering(boss, anne), "SEQUENCE:1", "RRULE:FREQ=WEEKLY;COUNT=4")
	alarm := "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:Vite\r\nTRIGGER:-PT5M\r\nEND:VALARM"
	date := func(lines ...string) string {
		return with(weekly, "END:VEVENT\r\nEND:VCALENDAR", instead(append([]string{"RECURRENCE-ID:20220308T090000Z", "DTSTART:20220308T090000Z", "DTEND:20220308T100000Z", boss, anne}, lines...)...))
	}
	for name, test := range map[string]struct{ mine, now, has, lacks string }{
		"an alarm":           {date(alarm), with(weekly, "Réunion", "Autre"), "DTSTART;TZID=Europe/Paris:20220308T100000\r\n|SUMMARY:Autre\r\n|TRIGGER:-PT5M\r\n", "Réunion"},
		"takes no time":      {date("TRANSP:TRANSPARENT"), with(weekly, "Réunion", "Autre"), "RECURRENCE-ID;TZID=Europe/Paris:20220308T100000\r\n|TRANSP:TRANSPARENT\r\n", "Réunion"},
		"nothing of its own": {date(), with(weekly, "Réunion", "Autre"), "", "RECURRENCE-ID"},
		"as all dates":       {with(date(alarm), "RRULE", alarm+"\r\nRRULE"), with(weekly, "Réunion", "Autre"), "TRIGGER:-PT5M\r\n", "RECURRENCE-ID"},
		"no longer a date":   {date(alarm), with(weekly, "COUNT=4", "COUNT=1"), "", "RECURRENCE-ID"},
		"taken out":          {date(alarm), with(weekly, "DTEND", "EXDATE:20220308T090000Z\r\nDTEND"), "", "RECURRENCE-ID"},
	} {
		copies, err := r.Copies([]byte(test.now), []byte(weekly))
		if err != nil {
			t.Fatal(err)
		}
		got, _, err := copies.Of([]byte(test.mine), asAnne)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for want := range strings.SplitSeq(test.has, "|") {
			if !strings.Contains(string(got), want) {
				t.Errorf("%s: no %q in\n%s", name, want, got)
			}
		}
		if test.lacks != "" && strings.Contains(string(got), test.lacks) {
			t.Errorf("%s: %q in\n%s", name, test.lacks, got)
		}
	}
}
