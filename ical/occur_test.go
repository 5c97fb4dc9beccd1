package ical

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

const utcForm = "20060102T150405Z"

// calendarOf makes a VCALENDAR with one VEVENT of these lines, or with the components written out.
func calendarOf(t testing.TB, body string) *Component {
	t.Helper()
	if !strings.Contains(body, "BEGIN:") {
		body = "BEGIN:VEVENT\nUID:e1@example.org\n" + strings.TrimSpace(body) + "\nEND:VEVENT"
	}
	return parsed(t, "BEGIN:VCALENDAR\nVERSION:2.0\n"+strings.TrimSpace(body)+"\nEND:VCALENDAR")
}

// shown writes occurrences as "start/end id summary", one a line.
func shown(all []Occurrence) []string {
	var list []string
	for _, o := range all {
		s := o.Start.Format(utcForm) + "/" + o.End.Format(utcForm)
		if !o.RecurrenceID.IsZero() && !o.RecurrenceID.Equal(o.Start) {
			s += " was " + o.RecurrenceID.Format(utcForm)
		}
		if o.AllDay {
			s += " all day"
		}
		if text := o.Component.Text("SUMMARY"); text != "" {
			s += " " + text
		}
		list = append(list, s)
	}
	return list
}

func TestOccurrences(t *testing.T) {
	tests := []struct{ name, body, from, to, want string }{
		{"across the change of the clocks", `
			DTSTART;TZID=Europe/Paris:20220325T090000
			DTEND;TZID=Europe/Paris:20220325T100000
			RRULE:FREQ=DAILY;COUNT=4`, "", "", `
			20220325T080000Z/20220325T090000Z
			20220326T080000Z/20220326T090000Z
			20220327T070000Z/20220327T080000Z
			20220328T070000Z/20220328T080000Z`},
		{"in the gap: the offset before it", `
			DTSTART;TZID=Europe/Paris:20220326T023000
			DURATION:PT30M
			RRULE:FREQ=DAILY;COUNT=3`, "", "", `
			20220326T013000Z/20220326T020000Z
			20220327T013000Z/20220327T020000Z
			20220328T003000Z/20220328T010000Z`},
		{"in the fold: the first", `
			DTSTART;TZID=Europe/Paris:20221029T023000
			DURATION:PT30M
			RRULE:FREQ=DAILY;COUNT=3`, "", "", `
			20221029T003000Z/20221029T010000Z
			20221030T003000Z/20221030T010000Z
			20221031T013000Z/20221031T020000Z`},
		{"DTEND fixes the exact length", `
			DTSTART;TZID=Europe/Paris:20220325T220000
			DTEND;TZID=Europe/Paris:20220326T220000
			RRULE:FREQ=DAILY;COUNT=2`, "", "", `
			20220325T210000Z/20220326T210000Z
			20220326T210000Z/20220327T210000Z`},
		{"DURATION in days is nominal", `
			DTSTART;TZID=Europe/Paris:20220325T220000
			DURATION:P1D
			RRULE:FREQ=DAILY;COUNT=2`, "", "", `
			20220325T210000Z/20220326T210000Z
			20220326T210000Z/20220327T200000Z`},
		{"EXDATE does not lengthen COUNT", `
			DTSTART:20220301T090000Z
			RRULE:FREQ=DAILY;COUNT=4
			EXDATE:20220302T090000Z,20220303T090000Z`, "", "", `
			20220301T090000Z/20220301T090000Z
			20220304T090000Z/20220304T090000Z`},
		{"EXDATE in another zone, floating, and as a date", `
			DTSTART;TZID=Europe/Paris:20220301T090000
			RRULE:FREQ=DAILY;COUNT=5
			EXDATE;TZID=America/New_York:20220302T030000
			EXDATE:20220303T090000
			EXDATE;VALUE=DATE:20220304`, "", "", `
			20220301T080000Z/20220301T080000Z
			20220305T080000Z/20220305T080000Z`},
		{"EXDATE of DTSTART", `
			DTSTART:20220301T090000Z
			RRULE:FREQ=WEEKLY;COUNT=2
			EXDATE:20220301T090000Z`, "", "", `
			20220308T090000Z/20220308T090000Z`},
		{"RDATE in all its forms, doubles once", `
			DTSTART;TZID=Europe/Paris:20220301T090000
			DURATION:PT1H
			RDATE;TZID=Europe/Paris:20220302T090000,20220301T090000
			RDATE:20220303T090000Z
			RDATE;VALUE=PERIOD:20220304T090000Z/PT3H,20220305T090000Z/20220305T093000Z
			RDATE;VALUE=DATE:20220306`, "", "", `
			20220301T080000Z/20220301T090000Z
			20220302T080000Z/20220302T090000Z
			20220303T090000Z/20220303T100000Z
			20220304T090000Z/20220304T120000Z
			20220305T090000Z/20220305T093000Z
			20220306T080000Z/20220306T090000Z`},
		{"several rules with RDATE", `
			DTSTART:20220301T090000Z
			RRULE:FREQ=DAILY;INTERVAL=2;COUNT=3
			RRULE:FREQ=DAILY;INTERVAL=4;COUNT=3
			RDATE:20220304T090000Z,20220305T090000Z`, "", "", `
			20220301T090000Z/20220301T090000Z
			20220303T090000Z/20220303T090000Z
			20220304T090000Z/20220304T090000Z
			20220305T090000Z/20220305T090000Z
			20220309T090000Z/20220309T090000Z`},
		{"all-day, on the calendar of the zone", `
			DTSTART;VALUE=DATE:20220326
			RRULE:FREQ=DAILY;COUNT=3`, "", "", `
			20220325T230000Z/20220326T230000Z all day
			20220326T230000Z/20220327T220000Z all day
			20220327T220000Z/20220328T220000Z all day`},
		{"all-day, of two days, EXDATE and RDATE as date-times", `
			DTSTART;VALUE=DATE:20220301
			DTEND;VALUE=DATE:20220303
			RRULE:FREQ=WEEKLY;COUNT=3
			EXDATE:20220308T000000Z
			RDATE:20220310T100000Z`, "", "", `
			20220228T230000Z/20220302T230000Z all day
			20220309T230000Z/20220311T230000Z all day
			20220314T230000Z/20220316T230000Z all day`},
		{"all-day, DTEND on the same day", `
			DTSTART;VALUE=DATE:20220301
			DTEND;VALUE=DATE:20220301`, "", "", `
			20220228T230000Z/20220301T230000Z all day`},
		{"floating", `
			DTSTART:20220326T090000
			DTEND:20220326T100000
			RRULE:FREQ=DAILY;COUNT=2`, "", "", `
			20220326T080000Z/20220326T090000Z
			20220327T070000Z/20220327T080000Z`},
		{"TZID=UTC with Z", `
			DTSTART;TZID=UTC;VALUE=DATE-TIME:20220327T070000Z
			DTEND;TZID=UTC;VALUE=DATE-TIME:20220327T080000Z`, "", "", `
			20220327T070000Z/20220327T080000Z`},
		{"UNTIL in UTC, on the clock of DTSTART", `
			DTSTART;TZID=Europe/Paris:20220326T000000
			RRULE:FREQ=DAILY;UNTIL=20220327T220000Z`, "", "", `
			20220325T230000Z/20220325T230000Z
			20220326T230000Z/20220326T230000Z
			20220327T220000Z/20220327T220000Z`},
		{"all-day UNTIL as the midnight of the zone", `
			DTSTART;VALUE=DATE:20220701
			RRULE:FREQ=DAILY;UNTIL=20220702T220000Z`, "", "", `
			20220630T220000Z/20220701T220000Z all day
			20220701T220000Z/20220702T220000Z all day
			20220702T220000Z/20220703T220000Z all day`},
		{"end before start", `
			DTSTART:20220301T090000Z
			DTEND:20220301T080000Z`, "", "", `
			20220301T090000Z/20220301T090000Z`},
		{"range: the end is excluded, what lasts into it counts", `
			DTSTART:20220301T090000Z
			DURATION:PT2H
			RRULE:FREQ=DAILY`, "20220310T100000Z", "20220312T090000Z", `
			20220310T090000Z/20220310T110000Z
			20220311T090000Z/20220311T110000Z`},
		{"long ones that began before the range", `
			DTSTART:20220101T000000Z
			DURATION:P40D
			RRULE:FREQ=MONTHLY`, "20220405T000000Z", "20220405T010000Z", `
			20220301T000000Z/20220410T000000Z
			20220401T000000Z/20220511T000000Z`},
		{"a week in 2026 of a rule from 1990", `
			DTSTART;TZID=Europe/Paris:19900101T090000
			RRULE:FREQ=DAILY;INTERVAL=5`, "20260706T000000Z", "20260713T000000Z", `
			20260706T070000Z/20260706T070000Z
			20260711T070000Z/20260711T070000Z`},
		{"EXRULE, as RFC 2445 had it", `
			DTSTART:20220301T090000Z
			RRULE:FREQ=DAILY;COUNT=5
			EXRULE:FREQ=DAILY;INTERVAL=2;UNTIL=20220304T000000Z`, "", "", `
			20220301T090000Z/20220301T090000Z
			20220302T090000Z/20220302T090000Z
			20220304T090000Z/20220304T090000Z
			20220305T090000Z/20220305T090000Z`},
		{"no DTSTART", `
			SUMMARY:never`, "", "", ``},
		{"a date that never comes", `
			DTSTART:20220301T090000Z
			RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30
			RRULE:FREQ=DAILY;BYMONTH=4;BYMONTHDAY=31`, "20230101T000000Z", "", ``},
	}
	for _, test := range tests {
		all, err := Occurrences(calendarOf(t, test.body), moment(t, test.from), moment(t, test.to), zone(t, "Europe/Paris"))
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
		if got, want := strings.Join(shown(all), "\n"), strings.TrimSpace(strings.ReplaceAll(test.want, "\t", "")); got != want {
			t.Errorf("%s:\n got %s\nwant %s", test.name, got, want)
		}
	}
}

const weekly = `
	BEGIN:VEVENT
	UID:e1@example.org
	DTSTART;TZID=Europe/Paris:20220304T100000
	DTEND;TZID=Europe/Paris:20220304T110000
	RRULE:FREQ=WEEKLY;COUNT=5
	SUMMARY:as always
	END:VEVENT
	`

func TestOverrides(t *testing.T) {
	override := func(lines string) string {
		return "BEGIN:VEVENT\nUID:e1@example.org\n" + strings.TrimSpace(lines) + "\nEND:VEVENT\n"
	}
	tests := []struct{ name, body, from, to, want string }{
		{"moved, its id in UTC", weekly + override(`
			RECURRENCE-ID:20220311T090000Z
			DTSTART;TZID=Europe/Paris:20220312T150000
			DTEND;TZID=Europe/Paris:20220312T160000
			SUMMARY:on Saturday`), "20220305T000000Z", "20220320T000000Z", `
			20220312T140000Z/20220312T150000Z was 20220311T090000Z on Saturday
			20220318T090000Z/20220318T100000Z as always`},
		{"moved out of the range", weekly + override(`
			RECURRENCE-ID;TZID=Europe/Paris:20220311T100000
			DTSTART;TZID=Europe/Paris:20220411T100000
			DURATION:PT1H`), "20220311T000000Z", "20220312T000000Z", ``},
		{"moved into the range", weekly + override(`
			RECURRENCE-ID;TZID=Europe/Paris:20220311T100000
			DTSTART;TZID=Europe/Paris:20220411T100000
			DURATION:PT1H`), "20220411T000000Z", "20220412T000000Z", `
			20220411T080000Z/20220411T090000Z was 20220311T090000Z`},
		{"id without zone and as a date", weekly + override(`
			RECURRENCE-ID:20220311T100000
			DTSTART:20220311T120000Z
			DTEND:20220311T130000Z`) + override(`
			RECURRENCE-ID;VALUE=DATE:20220318
			DTSTART:20220318T120000Z
			DTEND:20220318T130000Z`), "20220305T000000Z", "20220320T000000Z", `
			20220311T120000Z/20220311T130000Z was 20220311T090000Z
			20220318T120000Z/20220318T130000Z was 20220317T230000Z`},
		{"two for one instance: the higher SEQUENCE", weekly + override(`
			RECURRENCE-ID;TZID=Europe/Paris:20220311T100000
			DTSTART:20220311T120000Z
			SEQUENCE:2
			SUMMARY:second`) + override(`
			RECURRENCE-ID;TZID=Europe/Paris:20220311T100000
			DTSTART:20220311T140000Z
			SEQUENCE:1
			SUMMARY:first`), "20220311T000000Z", "20220312T000000Z", `
			20220311T120000Z/20220311T120000Z was 20220311T090000Z second`},
		{"without master", override(`
			RECURRENCE-ID;TZID=Europe/Paris:20220311T100000
			DTSTART;TZID=Europe/Paris:20220311T113000
			DURATION:PT1H
			SUMMARY:only this one`), "", "", `
			20220311T103000Z/20220311T113000Z was 20220311T090000Z only this one`},
		{"before its master in the file", override(`
			RECURRENCE-ID;TZID=Europe/Paris:20220304T100000
			DTSTART:20220304T120000Z
			SUMMARY:later`) + weekly, "20220301T000000Z", "20220312T000000Z", `
			20220304T120000Z/20220304T120000Z was 20220304T090000Z later
			20220311T090000Z/20220311T100000Z as always`},
		{"for no instance of the rule: one more", weekly + override(`
			RECURRENCE-ID:20220309T090000Z
			DTSTART:20220309T120000Z
			SUMMARY:one more`), "20220305T000000Z", "20220312T000000Z", `
			20220309T120000Z/20220309T120000Z was 20220309T090000Z one more
			20220311T090000Z/20220311T100000Z as always`},
		{"without its own start", weekly + override(`
			RECURRENCE-ID;TZID=Europe/Paris:20220311T100000
			SUMMARY:no start`), "20220305T000000Z", "20220312T000000Z", `
			20220311T090000Z/20220311T090000Z no start`},
		{"this and future", weekly + override(`
			RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Paris:20220318T100000
			DTSTART;TZID=Europe/Paris:20220319T140000
			DURATION:PT2H
			SUMMARY:new`) + override(`
			RECURRENCE-ID;TZID=Europe/Paris:20220325T100000
			DTSTART:20220325T180000Z
			SUMMARY:once`), "", "", `
			20220304T090000Z/20220304T100000Z as always
			20220311T090000Z/20220311T100000Z as always
			20220319T130000Z/20220319T150000Z was 20220318T090000Z new
			20220325T180000Z/20220325T180000Z was 20220325T090000Z once
			20220402T120000Z/20220402T140000Z was 20220401T080000Z new`},
		{"this and future, moved into the range from far", weekly + override(`
			RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Paris:20220318T100000
			DTSTART;TZID=Europe/Paris:20230318T100000
			SUMMARY:a year on`), "20230320T000000Z", "20230326T000000Z", `
			20230325T090000Z/20230325T090000Z was 20220325T090000Z a year on`},
		{"all-day", `
			BEGIN:VEVENT
			UID:e2@example.org
			DTSTART;VALUE=DATE:20220301
			RRULE:FREQ=DAILY;COUNT=3
			END:VEVENT
			BEGIN:VEVENT
			UID:e2@example.org
			RECURRENCE-ID;VALUE=DATE:20220302
			DTSTART;VALUE=DATE:20220310
			SUMMARY:moved
			END:VEVENT`, "", "", `
			20220228T230000Z/20220301T230000Z all day
			20220302T230000Z/20220303T230000Z all day
			20220309T230000Z/20220310T230000Z was 20220301T230000Z all day moved`},
		{"another UID is another series", weekly + strings.ReplaceAll(override(`
			RECURRENCE-ID;TZID=Europe/Paris:20220311T100000
			DTSTART:20220311T120000Z
			SUMMARY:of another`), "e1@", "e9@"), "20220305T000000Z", "20220312T000000Z", `
			20220311T090000Z/20220311T100000Z as always
			20220311T120000Z/20220311T120000Z was 20220311T090000Z of another`},
	}
	for _, test := range tests {
		all, err := Occurrences(calendarOf(t, test.body), moment(t, test.from), moment(t, test.to), zone(t, "Europe/Paris"))
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
		if got, want := strings.Join(shown(all), "\n"), strings.TrimSpace(strings.ReplaceAll(test.want, "\t", "")); got != want {
			t.Errorf("%s:\n got %s\nwant %s", test.name, got, want)
		}
	}
}

func TestOccurrencesOtherComponents(t *testing.T) {
	obj := calendarOf(t, `
		BEGIN:VTODO
		UID:t1@example.org
		DUE;TZID=Europe/Paris:20220304T180000
		RRULE:FREQ=WEEKLY;COUNT=2
		SUMMARY:due
		END:VTODO
		BEGIN:VTODO
		UID:t2@example.org
		DTSTART:20220302T080000Z
		DUE:20220303T080000Z
		SUMMARY:from to
		END:VTODO
		BEGIN:VTODO
		UID:t3@example.org
		SUMMARY:some day
		END:VTODO
		BEGIN:VJOURNAL
		UID:j1@example.org
		DTSTART;VALUE=DATE:20220302
		SUMMARY:notes
		END:VJOURNAL
		BEGIN:VFREEBUSY
		UID:f1@example.org
		DTSTART:20220302T080000Z
		DTEND:20220303T080000Z
		END:VFREEBUSY`)
	all, err := Occurrences(obj, moment(t, "20220301T000000Z"), moment(t, "20220401T000000Z"), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"00010101T000000Z/00010101T000000Z some day",
		"20220302T000000Z/20220303T000000Z all day notes",
		"20220302T080000Z/20220303T080000Z from to",
		"20220304T170000Z/20220304T170000Z due",
		"20220311T170000Z/20220311T170000Z due",
	}
	if got := shown(all); !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

func TestOccurrencesLimits(t *testing.T) {
	all, err := Occurrences(calendarOf(t, "DTSTART:20220301T090000Z\nRRULE:FREQ=DAILY"), time.Time{}, time.Time{}, nil)
	if !errors.Is(err, ErrTooMany) || len(all) != maxOccurrences {
		t.Errorf("%d occurrences, %v", len(all), err)
	}
	rules := strings.Repeat("RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30\n", maxRules)
	if _, err = Occurrences(calendarOf(t, "DTSTART:16010101T090000Z\n"+strings.ReplaceAll(rules, "DAILY", "DAILY;COUNT=9")), moment(t, "20260101T000000Z"), time.Time{}, nil); !errors.Is(err, ErrTooMany) {
		t.Errorf("rules that never match: %v", err)
	}
	if _, err = Occurrences(calendarOf(t, "DTSTART:20220301T090000Z\n"+rules+"RRULE:FREQ=DAILY"), time.Time{}, time.Time{}, nil); !errors.Is(err, ErrTooMany) {
		t.Errorf("too many rules: %v", err)
	}
	if _, err = Occurrences(calendarOf(t, "DTSTART:20220301T090000Z\nRRULE:FREQ=HOURLY"), time.Time{}, time.Time{}, nil); !errors.Is(err, ErrSubDaily) {
		t.Errorf("hourly: %v", err)
	}
	for _, bad := range []string{"DTSTART:soon", "DTSTART:20220301\nDTEND:x", "DTSTART:20220301\nDURATION:long", "DTSTART:20220301\nRDATE:20220301,x",
		"DTSTART:20220301\nEXDATE:x", "DTSTART:20220301\nRRULE:x", "DTSTART:20220301\nRECURRENCE-ID:x"} {
		if all, err := Occurrences(calendarOf(t, bad), time.Time{}, time.Time{}, nil); err == nil || errors.Is(err, ErrTooMany) {
			t.Errorf("%q: %v, %v", bad, all, err)
		}
	}
}

func TestSpan(t *testing.T) {
	tests := []struct {
		name, body, first, last string
		open                    bool
	}{
		{"one event", "DTSTART:20220301T090000Z\nDTEND:20220301T100000Z", "20220301T090000Z", "20220301T100000Z", false},
		{"all-day in Paris", "DTSTART;VALUE=DATE:20220327", "20220326T230000Z", "20220327T220000Z", false},
		{"open rule", "DTSTART:20220301T090000Z\nRRULE:FREQ=DAILY", "20220301T090000Z", "99991231T235959Z", true},
		{"COUNT", "DTSTART:20220301T090000Z\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=3", "20220301T090000Z", "20220315T100000Z", false},
		{"UNTIL", "DTSTART:20220301T090000Z\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;UNTIL=20220315T090000Z", "20220301T090000Z", "20220315T100000Z", false},
		{"COUNT beyond 200 years", "DTSTART:20220301T090000Z\nRRULE:FREQ=DAILY;COUNT=100000", "20220301T090000Z", "22951214T090000Z", false},
		{"COUNT beyond all limits", "DTSTART:20220301T090000Z\nRRULE:FREQ=DAILY;COUNT=100000000", "20220301T090000Z", "99991231T235959Z", true},
		{"RDATE before and after", "DTSTART:20220301T090000Z\nDURATION:PT1H\nRDATE:20210101T090000Z\nRDATE;VALUE=PERIOD:20230101T090000Z/P1D", "20210101T090000Z", "20230102T090000Z", false},
		{"override far off", weekly + "BEGIN:VEVENT\nUID:e1@example.org\nRECURRENCE-ID:20220311T090000Z\nDTSTART:20250101T000000Z\nEND:VEVENT", "20220304T090000Z", "20250101T000000Z", false},
		{"alarms", "BEGIN:VEVENT\nDTSTART:20220301T090000Z\nDTEND:20220301T100000Z\nBEGIN:VALARM\nTRIGGER:-PT15M\nEND:VALARM\nBEGIN:VALARM\nTRIGGER;RELATED=END:PT1H\nREPEAT:2\nDURATION:PT10M\nEND:VALARM\nEND:VEVENT", "20220301T084500Z", "20220301T112000Z", false},
		{"absolute alarm", "BEGIN:VEVENT\nDTSTART:20220301T090000Z\nBEGIN:VALARM\nTRIGGER;VALUE=DATE-TIME:20210101T000000Z\nEND:VALARM\nEND:VEVENT", "20210101T000000Z", "20220301T090000Z", false},
		{"to-do with due", "BEGIN:VTODO\nDUE:20220301T090000Z\nEND:VTODO", "20220301T090000Z", "20220301T090000Z", false},
		{"to-do without dates", "BEGIN:VTODO\nSUMMARY:x\nEND:VTODO", "00010101T000000Z", "99991231T235959Z", true},
		{"to-do created", "BEGIN:VTODO\nCREATED:20220301T090000Z\nEND:VTODO", "20220301T090000Z", "99991231T235959Z", true},
		{"to-do completed", "BEGIN:VTODO\nCREATED:20220301T090000Z\nCOMPLETED:20220305T090000Z\nEND:VTODO", "20220301T090000Z", "20220305T090000Z", false},
		{"free-busy", "BEGIN:VFREEBUSY\nFREEBUSY:20220301T090000Z/PT1H,20220302T090000Z/PT1H\nEND:VFREEBUSY", "20220301T090000Z", "20220302T100000Z", false},
		{"journal without date", "BEGIN:VJOURNAL\nSUMMARY:x\nEND:VJOURNAL", "00010101T000000Z", "00010101T000000Z", false},
	}
	for _, test := range tests {
		first, last, open, err := Span(calendarOf(t, test.body), zone(t, "Europe/Paris"))
		if err != nil || first.Format(utcForm) != test.first || last.Format(utcForm) != test.last || open != test.open {
			t.Errorf("%s: %s to %s, %v, %v; want %+v", test.name, first.Format(utcForm), last.Format(utcForm), open, err, test)
		}
	}
	if _, _, _, err := Span(calendarOf(t, "DTSTART:20220301T090000Z\nRRULE:FREQ=MINUTELY"), nil); !errors.Is(err, ErrSubDaily) {
		t.Errorf("sub-daily: %v", err)
	}
}

func BenchmarkOccurrencesWeekOldRule(b *testing.B) {
	obj := calendarOf(b, "DTSTART;TZID=Europe/Paris:19900101T090000\nDTEND;TZID=Europe/Paris:19900101T100000\nRRULE:FREQ=DAILY")
	from, to, paris := moment(b, "20260706T000000Z"), moment(b, "20260713T000000Z"), zone(b, "Europe/Paris")
	b.ReportAllocs()
	for b.Loop() {
		if all, err := Occurrences(obj, from, to, paris); err != nil || len(all) != 7 {
			b.Fatal(len(all), err)
		}
	}
}
