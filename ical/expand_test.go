package ical

import (
	"errors"
	"strings"
	"testing"
)

// second is the second object of RFC 4791 appendix B, with another override and an alarm.
const second = `
	PRODID:-//example.org//test//EN
	BEGIN:VTIMEZONE
	TZID:US/Eastern
	BEGIN:STANDARD
	DTSTART:20001026T020000
	RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
	TZOFFSETFROM:-0400
	TZOFFSETTO:-0500
	END:STANDARD
	END:VTIMEZONE
	BEGIN:VEVENT
	DTSTAMP:20060206T001121Z
	DTSTART;TZID=US/Eastern:20060102T120000
	DURATION:PT1H
	RRULE:FREQ=DAILY;COUNT=5
	SUMMARY;LANGUAGE=en:Event #2
	UID:e2@example.org
	BEGIN:VALARM
	ACTION:DISPLAY
	TRIGGER:-PT10M
	END:VALARM
	END:VEVENT
	BEGIN:VEVENT
	DTSTAMP:20060206T001121Z
	DTSTART;TZID=US/Eastern:20060104T140000
	DURATION:PT1H
	RECURRENCE-ID;TZID=US/Eastern:20060104T120000
	SUMMARY:Event #2 bis
	UID:e2@example.org
	END:VEVENT
	BEGIN:VEVENT
	DTSTAMP:20060206T001121Z
	DTSTART;TZID=US/Eastern:20060106T140000
	DURATION:PT1H
	RECURRENCE-ID;TZID=US/Eastern:20060106T120000
	SUMMARY:Event #2 bis bis
	UID:e2@example.org
	END:VEVENT`

// components writes those of one name within an object, without line folds.
func components(obj *Component, name string) string {
	var b strings.Builder
	for _, c := range obj.Children(name) {
		b.Write(c.Bytes())
	}
	return strings.ReplaceAll(b.String(), "\r\n ", "")
}

// TestExpand has the request of RFC 4791 §7.8.3 and forms of dates that it lacks.
func TestExpand(t *testing.T) {
	tests := []struct{ name, body, component, from, to, want string }{
		{"RFC 4791 §7.8.3", second, "VEVENT", "20060103T000000Z", "20060105T000000Z", `
			BEGIN:VEVENT
			DTSTAMP:20060206T001121Z
			DTSTART:20060103T170000Z
			DURATION:PT1H
			SUMMARY;LANGUAGE=en:Event #2
			UID:e2@example.org
			RECURRENCE-ID:20060103T170000Z
			BEGIN:VALARM
			ACTION:DISPLAY
			TRIGGER:-PT10M
			END:VALARM
			END:VEVENT
			BEGIN:VEVENT
			DTSTAMP:20060206T001121Z
			DTSTART:20060104T190000Z
			DURATION:PT1H
			RECURRENCE-ID:20060104T170000Z
			SUMMARY:Event #2 bis
			UID:e2@example.org
			END:VEVENT`},
		{"not recurring: no RECURRENCE-ID", `
			BEGIN:VEVENT
			DTSTART;TZID=Europe/Paris:20220301T090000
			DTEND;TZID=Europe/Paris:20220301T100000
			X-THERE;TZID=Europe/Paris:20220301T093000
			X-NOWHERE;TZID=Nowhere:20220301T093000
			END:VEVENT`, "VEVENT", "20220301T000000Z", "20220302T000000Z", `
			BEGIN:VEVENT
			DTSTART:20220301T080000Z
			DTEND:20220301T090000Z
			X-THERE:20220301T083000Z
			X-NOWHERE:20220301T093000
			END:VEVENT`},
		{"dates stay dates", `
			BEGIN:VEVENT
			DTSTART;VALUE=DATE:20220326
			DTEND;VALUE=DATE:20220328
			RRULE:FREQ=WEEKLY
			EXDATE;VALUE=DATE:20220402
			END:VEVENT`, "VEVENT", "20220402T000000Z", "20220410T000000Z", `
			BEGIN:VEVENT
			DTSTART;VALUE=DATE:20220409
			DTEND;VALUE=DATE:20220411
			RECURRENCE-ID;VALUE=DATE:20220409
			END:VEVENT`},
		{"floating stays floating", `
			BEGIN:VEVENT
			DTSTART:20220326T090000
			DTEND:20220326T100000
			RRULE:FREQ=DAILY
			END:VEVENT`, "VEVENT", "20220327T000000Z", "20220328T000000Z", `
			BEGIN:VEVENT
			DTSTART:20220327T090000
			DTEND:20220327T100000
			RECURRENCE-ID:20220327T090000
			END:VEVENT`},
		{"a nominal day in the night of 23 hours", `
			BEGIN:VEVENT
			DTSTART;TZID=Europe/Paris:20220325T220000
			DURATION:P1D
			RRULE:FREQ=DAILY
			END:VEVENT`, "VEVENT", "20220327T000000Z", "20220327T200000Z", `
			BEGIN:VEVENT
			DTSTART:20220326T210000Z
			DURATION:PT23H
			RECURRENCE-ID:20220326T210000Z
			END:VEVENT`},
		{"a PERIOD with its own end", `
			BEGIN:VEVENT
			DTSTART:20220301T090000Z
			DURATION:PT1H
			RDATE;VALUE=PERIOD:20220302T090000Z/PT3H
			END:VEVENT`, "VEVENT", "20220302T000000Z", "20220303T000000Z", `
			BEGIN:VEVENT
			DTSTART:20220302T090000Z
			DTEND:20220302T120000Z
			RECURRENCE-ID:20220302T090000Z
			END:VEVENT`},
		{"to-dos, with DTSTART or without", `
			BEGIN:VTODO
			UID:t1@example.org
			DTSTART;TZID=Europe/Paris:20220301T090000
			DUE;TZID=Europe/Paris:20220302T090000
			RRULE:FREQ=WEEKLY
			END:VTODO
			BEGIN:VTODO
			UID:t2@example.org
			DUE;TZID=Europe/Paris:20220309T180000
			END:VTODO
			BEGIN:VTODO
			UID:t3@example.org
			SUMMARY:some day
			END:VTODO`, "VTODO", "20220308T000000Z", "20220310T000000Z", `
			BEGIN:VTODO
			UID:t3@example.org
			SUMMARY:some day
			END:VTODO
			BEGIN:VTODO
			UID:t1@example.org
			DTSTART:20220308T080000Z
			DUE:20220309T080000Z
			RECURRENCE-ID:20220308T080000Z
			END:VTODO
			BEGIN:VTODO
			UID:t2@example.org
			DUE:20220309T170000Z
			END:VTODO`},
	}
	for _, test := range tests {
		obj := calendarOf(t, test.body)
		before := string(obj.Bytes())
		got, err := Expand(obj, moment(t, test.from), moment(t, test.to), zone(t, "Europe/Paris"))
		if err != nil {
			t.Fatalf("%s: %v", test.name, err)
		}
		if text := components(got, test.component); text != string(lines(test.want)) {
			t.Errorf("%s:\n got %s\nwant %s", test.name, text, lines(test.want))
		}
		if len(got.Children("VTIMEZONE")) > 0 || got.Value("VERSION") != "2.0" {
			t.Errorf("%s: with a time zone or without VERSION:\n%s", test.name, got.Bytes())
		}
		if string(obj.Bytes()) != before {
			t.Errorf("%s: the object was changed", test.name)
		}
	}
}

func TestExpandLimit(t *testing.T) {
	obj := calendarOf(t, "DTSTART:20220301T090000Z\nRRULE:FREQ=DAILY;BYHOUR=9,10")
	if got, err := Expand(obj, moment(t, "20220301T000000Z"), moment(t, "20400301T000000Z"), nil); !errors.Is(err, ErrTooMany) || got != nil {
		t.Errorf("%v", err)
	}
}

func TestLimitRecurrence(t *testing.T) {
	future := strings.Replace(second, "RECURRENCE-ID;TZID=US/Eastern:20060104", "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=US/Eastern:20060104", 1)
	tests := []struct{ name, body, from, to, want string }{
		{"RFC 4791 §7.8.2", second, "20060103T000000Z", "20060105T000000Z", "Event #2, Event #2 bis"},
		{"none in the range", second, "20060108T000000Z", "20060109T000000Z", "Event #2"},
		{"where it would have been", second, "20060106T170000Z", "20060106T173000Z", "Event #2, Event #2 bis bis"},
		{"where it is", second, "20060106T190000Z", "20060106T193000Z", "Event #2, Event #2 bis bis"},
		{"between the two", second, "20060106T180000Z", "20060106T190000Z", "Event #2"},
		{"later instances of this and future", future, "20060105T000000Z", "20060106T000000Z", "Event #2, Event #2 bis"},
		{"before this and future", future, "20060103T000000Z", "20060104T000000Z", "Event #2"},
	}
	for _, test := range tests {
		obj := calendarOf(t, test.body)
		before := string(obj.Bytes())
		got, err := LimitRecurrence(obj, moment(t, test.from), moment(t, test.to), nil)
		if err != nil {
			t.Fatal(err)
		}
		var kept []string
		for _, c := range got.Children("VEVENT") {
			kept = append(kept, c.Text("SUMMARY"))
		}
		if list := strings.Join(kept, ", "); list != test.want || len(got.Children("VTIMEZONE")) != 1 {
			t.Errorf("%s: %s, want %s", test.name, list, test.want)
		}
		if string(obj.Bytes()) != before {
			t.Errorf("%s: the object was changed", test.name)
		}
	}
	whole, err := LimitRecurrence(calendarOf(t, second), moment(t, "20060101T000000Z"), moment(t, "20070101T000000Z"), nil)
	if err != nil || string(whole.Bytes()) != string(calendarOf(t, second).Bytes()) {
		t.Errorf("what is kept whole is written otherwise: %v\n%s", err, whole.Bytes())
	}
}

func TestLimitFreeBusy(t *testing.T) {
	obj := calendarOf(t, `
		BEGIN:VFREEBUSY
		UID:f1@example.org
		DTSTART:20060101T100000Z
		DTEND:20060108T100000Z
		FREEBUSY:20050531T230000Z/20050601T010000Z
		FREEBUSY;FBTYPE=BUSY-TENTATIVE:20060102T100000Z/20060102T120000Z
		FREEBUSY:20060103T100000Z/20060103T120000Z,20060102T230000Z/PT2H
		FREEBUSY:20060104T100000Z/20060104T120000Z
		END:VFREEBUSY`)
	before := string(obj.Bytes())
	got, err := LimitFreeBusy(obj, moment(t, "20060102T000000Z"), moment(t, "20060103T000000Z"), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := string(lines(`
		BEGIN:VFREEBUSY
		UID:f1@example.org
		DTSTART:20060101T100000Z
		DTEND:20060108T100000Z
		FREEBUSY;FBTYPE=BUSY-TENTATIVE:20060102T100000Z/20060102T120000Z
		FREEBUSY:20060102T230000Z/PT2H
		END:VFREEBUSY`))
	if text := components(got, "VFREEBUSY"); text != want {
		t.Errorf("got %s\nwant %s", text, want)
	}
	if string(obj.Bytes()) != before {
		t.Error("the object was changed")
	}
	if _, err := LimitFreeBusy(calendarOf(t, "BEGIN:VFREEBUSY\nFREEBUSY:soon\nEND:VFREEBUSY"), moment(t, "20060102T000000Z"), moment(t, "20060103T000000Z"), nil); err == nil {
		t.Error("a period that cannot be read gives no error")
	}
}

func TestPartial(t *testing.T) {
	props := func(names ...string) (list []PropRequest) {
		for _, name := range names {
			list = append(list, PropRequest{Name: name})
		}
		return list
	}
	obj := calendarOf(t, strings.Replace(second, "BEGIN:VTIMEZONE", "X-WR-CALNAME:work\nBEGIN:VTIMEZONE", 1))
	whole := string(obj.Bytes())
	tests := []struct {
		name string
		want CompRequest
		text string // "" for all
	}{
		{"nothing asked: all", CompRequest{Name: "VCALENDAR"}, ""},
		{"all asked", CompRequest{Name: "VCALENDAR", AllProps: true, AllComps: true}, ""},
		{"another component", CompRequest{Name: "VCARD", Props: props("FN")}, ""},
		{"properties only", CompRequest{Name: "vcalendar", Props: props("version")}, "BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR"},
		{"without values", CompRequest{Name: "VCALENDAR", Comps: []CompRequest{{Name: "VEVENT", Props: []PropRequest{{Name: "UID"}, {"SUMMARY", true}}}}}, `
			BEGIN:VCALENDAR
			BEGIN:VEVENT
			SUMMARY;LANGUAGE=en:
			UID:e2@example.org
			END:VEVENT
			BEGIN:VEVENT
			SUMMARY:
			UID:e2@example.org
			END:VEVENT
			BEGIN:VEVENT
			SUMMARY:
			UID:e2@example.org
			END:VEVENT
			END:VCALENDAR`},
		{"all properties, no components", CompRequest{Name: "VCALENDAR", AllProps: true}, `
			BEGIN:VCALENDAR
			VERSION:2.0
			PRODID:-//example.org//test//EN
			X-WR-CALNAME:work
			END:VCALENDAR`},
		{"all components, those named in part", CompRequest{Name: "VCALENDAR", AllComps: true, Comps: []CompRequest{{Name: "VEVENT", Props: props("RRULE"), Comps: []CompRequest{{Name: "VALARM", Props: props("TRIGGER")}}}}}, `
			BEGIN:VCALENDAR
			BEGIN:VTIMEZONE
			TZID:US/Eastern
			BEGIN:STANDARD
			DTSTART:20001026T020000
			RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
			TZOFFSETFROM:-0400
			TZOFFSETTO:-0500
			END:STANDARD
			END:VTIMEZONE
			BEGIN:VEVENT
			RRULE:FREQ=DAILY;COUNT=5
			BEGIN:VALARM
			TRIGGER:-PT10M
			END:VALARM
			END:VEVENT
			BEGIN:VEVENT
			END:VEVENT
			BEGIN:VEVENT
			END:VEVENT
			END:VCALENDAR`},
	}
	for _, test := range tests {
		want := whole
		if test.text != "" {
			want = string(lines(test.text))
		}
		if got := string(Partial(obj, &test.want).Bytes()); got != want {
			t.Errorf("%s:\n got %s\nwant %s", test.name, got, want)
		}
		if string(obj.Bytes()) != whole {
			t.Errorf("%s: the object was changed", test.name)
		}
	}
}
