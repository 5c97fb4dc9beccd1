package ical

import (
	"errors"
	"strings"
	"testing"
	"time"
)

// inRange is the filter for a component in a time range.
func inRange(t testing.TB, component, start, end string) *CompFilter {
	return &CompFilter{Name: "VCALENDAR", Comps: []CompFilter{{Name: component, TimeRange: timeRange(t, start, end)}}}
}

func timeRange(t testing.TB, start, end string) *TimeRange {
	return &TimeRange{Start: moment(t, start), End: moment(t, end)}
}

// rangeTests are objects with time ranges that they overlap and that they do not, "start end" in the hours of March
// 2022 ("0109" is 20220301T090000Z), "-" for an open one.
var rangeTests = []struct{ name, body, yes, no string }{
	{"VEVENT with DTEND", "VEVENT DTSTART:20220301T090000Z DTEND:20220301T110000Z",
		"0108-0110 0109-0110 0110-0112 0101-0120 0109-0111 - -0110 0110-", "0107-0109 0111-0112 -0109 0111-"},
	{"VEVENT with DTEND = DTSTART", "VEVENT DTSTART:20220301T090000Z DTEND:20220301T090000Z",
		"0108-0110 0109-0110", "0108-0109 0110-0111"},
	{"VEVENT with DURATION", "VEVENT DTSTART:20220301T090000Z DURATION:PT2H",
		"0108-0110 0110-0112", "0107-0109 0111-0112"},
	{"VEVENT with DURATION of nothing", "VEVENT DTSTART:20220301T090000Z DURATION:PT0S",
		"0109-0110 0108-0110", "0108-0109 0110-0111"},
	{"VEVENT with a DURATION that ends in T", "VEVENT DTSTART:20220301T090000Z DURATION:P1DT",
		"0108-0110 0208-0210", "0107-0109 0209-0211"},
	{"VEVENT with a time alone", "VEVENT DTSTART:20220301T090000Z",
		"0109-0110 0108-0110 0109-", "0108-0109 0110-0111 -0109"},
	{"VEVENT with a date alone, in Paris", "VEVENT DTSTART;VALUE=DATE:20220302",
		"0123-0200 0122-0200 0222-0223 -0200", "0122-0123 0223-0300 -0123"},
	{"VEVENT of two dates", "VEVENT DTSTART;VALUE=DATE:20220302 DTEND;VALUE=DATE:20220304",
		"0322-0323 0123-0200", "0323-0400"},
	{"VEVENT floating, in Paris", "VEVENT DTSTART:20220301T090000 DTEND:20220301T100000",
		"0108-0109", "0109-0110"},
	{"VEVENT recurring", "VEVENT DTSTART:20220301T090000Z DURATION:PT1H RRULE:FREQ=DAILY;INTERVAL=2;COUNT=3",
		"0109-0110 0309-0310 0509-0510 0501-", "0209-0210 0709-0710 0510-"},
	{"VEVENT recurring with EXDATE", "VEVENT DTSTART:20220301T090000Z RRULE:FREQ=DAILY;COUNT=3 EXDATE:20220302T090000Z",
		"0109-0110 0309-0310", "0201-0220"},
	{"VEVENT that broke", "VEVENT SUMMARY:no", "", "0101-0120 -"},

	{"VTODO 1: DTSTART, DURATION", "VTODO DTSTART:20220301T090000Z DURATION:PT2H",
		"0108-0110 0111-0112 0109-0110 0110-", "0107-0109 0112-0113"},
	{"VTODO 1: no length", "VTODO DTSTART:20220301T090000Z DURATION:PT0S",
		"0108-0109 0109-0110 0108-0110", "0107-0108 0110-0111"},
	{"VTODO 2: DTSTART, DUE", "VTODO DTSTART:20220301T090000Z DUE:20220301T110000Z",
		"0108-0110 0110-0112", "0108-0109 0111-0112"},
	{"VTODO 2: DUE = DTSTART", "VTODO DTSTART:20220301T090000Z DUE:20220301T090000Z",
		"0108-0109 0109-0110", "0110-0111 0107-0108"},
	{"VTODO 3: DTSTART", "VTODO DTSTART:20220301T090000Z",
		"0109-0110 0108-0110", "0108-0109 0110-0111"},
	{"VTODO 4: DUE", "VTODO DUE:20220301T090000Z",
		"0108-0109 0108-0110", "0109-0110 0107-0108"},
	{"VTODO 5: COMPLETED, CREATED", "VTODO CREATED:20220301T090000Z COMPLETED:20220301T110000Z",
		"0108-0109 0109-0110 0110-0112 0111-0112", "0107-0108 0112-0113"},
	{"VTODO 6: COMPLETED", "VTODO COMPLETED:20220301T110000Z",
		"0110-0111 0111-0112", "0109-0110 0112-0113"},
	{"VTODO 7: CREATED", "VTODO CREATED:20220301T090000Z",
		"0109-0110 0120-0121 0108-", "0107-0108 0108-0109"},
	{"VTODO 8: nothing", "VTODO SUMMARY:undated", "0107-0108 - -0101", ""},
	{"VTODO recurring, DUE", "VTODO DTSTART:20220301T090000Z DUE:20220301T110000Z RRULE:FREQ=DAILY;COUNT=2",
		"0210-0212", "0112-0209 0310-0312"},
	{"VTODO recurring, DUE alone", "VTODO DUE:20220301T090000Z RRULE:FREQ=DAILY;COUNT=2",
		"0208-0209", "0308-0309"},

	{"VJOURNAL with a time", "VJOURNAL DTSTART:20220301T090000Z", "0109-0110", "0108-0109 0110-0111"},
	{"VJOURNAL with a date", "VJOURNAL DTSTART;VALUE=DATE:20220302", "0222-0223", "0223-0300"},
	{"VJOURNAL without", "VJOURNAL SUMMARY:notes", "", "0101-0120"},

	{"VFREEBUSY with DTSTART, DTEND", "VFREEBUSY DTSTART:20220301T090000Z DTEND:20220301T110000Z FREEBUSY:20220308T090000Z/PT1H",
		"0110-0112 0111-0112 0108-0110", "0108-0109 0112-0113 0809-0810"},
	{"VFREEBUSY with FREEBUSY", "VFREEBUSY DTSTART:20220301T090000Z DURATION:PT1H FREEBUSY;FBTYPE=FREE:20220301T090000Z/PT1H,20220302T090000Z/20220302T100000Z",
		"0109-0110 0209-0210", "0110-0111 0110-0209"},
	{"VFREEBUSY without", "VFREEBUSY SUMMARY:none", "", "0101-0120"},

	{"VALARM before the start", "VEVENT DTSTART:20220301T090000Z DTEND:20220301T110000Z ALARM TRIGGER:-PT2H",
		"0107-0108 0106-0108", "0106-0107 0108-0109 0109-0110"},
	{"VALARM after the end", "VEVENT DTSTART:20220301T090000Z DTEND:20220301T110000Z ALARM TRIGGER;RELATED=END:PT2H",
		"0113-0114", "0112-0113 0109-0110"},
	{"VALARM, absolute", "VEVENT DTSTART:20220301T090000Z ALARM TRIGGER;VALUE=DATE-TIME:20220308T090000Z",
		"0809-0810", "0808-0809 0810-0811 0109-0110"},
	{"VALARM, repeated", "VEVENT DTSTART:20220301T090000Z ALARM TRIGGER:PT0S REPEAT:2 DURATION:PT1H",
		"0109-0110 0110-0111 0111-0112", "0108-0109 0112-0113"},
	{"VALARM, repeated every day", "VEVENT DTSTART:20220301T090000Z ALARM TRIGGER:-P1D REPEAT:9 DURATION:P1D",
		"0509-0510 0909-0910 0909-", "0510-0608 0910- 1009-1010"},
	{"VALARM whose TRIGGER ends in T", "VEVENT DTSTART:20220302T090000Z ALARM TRIGGER:-P1DT",
		"0109-0110", "0108-0109 0209-0210"},
	{"VALARM of a recurring event", "VEVENT DTSTART:20220301T090000Z RRULE:FREQ=DAILY;COUNT=3 ALARM TRIGGER:-P7DT1H",
		"", "0109-0110 0301-"},
	{"VALARM long after a recurring event", "VEVENT DTSTART:20220301T090000Z RRULE:FREQ=DAILY;COUNT=3 ALARM TRIGGER:P7D",
		"0809-0810 1009-1010", "0109-0110 1109-"},
	{"VALARM of a to-do with DUE alone", "VTODO DUE:20220301T090000Z ALARM TRIGGER;RELATED=START:-PT10M",
		"0108-0109", "0109-0110"},
	{"VALARM of a date, in Paris", "VEVENT DTSTART;VALUE=DATE:20220302 ALARM TRIGGER:-PT1H",
		"0122-0123", "0123-0200"},
	{"VALARM that says nothing", "VEVENT DTSTART:20220301T090000Z ALARM TRIGGER:soon", "", "0109-0110 -"},
	{"VALARM without TRIGGER", "VEVENT DTSTART:20220301T090000Z ALARM ACTION:DISPLAY", "", "0109-0110 -"},
}

// rangeObject makes the object of a range test and the name of the component whose range is tested.
func rangeObject(t testing.TB, body string) (obj *Component, outer string, alarm bool) {
	name, properties, _ := strings.Cut(body, " ")
	properties, inner, alarm := strings.Cut(properties, "ALARM ")
	text := "BEGIN:" + name + " " + strings.TrimSpace(properties)
	if alarm {
		text += " BEGIN:VALARM " + inner + " END:VALARM"
	}
	return calendarOf(t, strings.ReplaceAll(text+" END:"+name, " ", "\n")), name, alarm
}

func rangeFilter(t testing.TB, hours, component string, alarm bool) *CompFilter {
	start, end, _ := strings.Cut(hours, "-")
	at := func(s string) string {
		if s == "" {
			return ""
		}
		return "202203" + s[:2] + "T" + s[2:] + "0000Z"
	}
	f := inRange(t, component, at(start), at(end))
	if alarm {
		f.Comps[0] = CompFilter{Name: component, Comps: []CompFilter{{Name: "VALARM", TimeRange: f.Comps[0].TimeRange}}}
	}
	return f
}

// TestTimeRange has the tables of RFC 4791 §9.9. What matches must also be found by the index: within the span.
func TestTimeRange(t *testing.T) {
	paris := zone(t, "Europe/Paris")
	for _, test := range rangeTests {
		obj, name, alarm := rangeObject(t, test.body)
		first, last, _, err := Span(obj, paris)
		if err != nil {
			t.Fatal(err)
		}
		for i, list := range []string{test.yes, test.no} {
			for hours := range strings.FieldsSeq(list) {
				f := rangeFilter(t, hours, name, alarm)
				got, err := f.Match(obj, paris)
				if err != nil || got != (i == 0) {
					t.Errorf("%s, %s: %v, %v", test.name, hours, got, err)
				}
				of, start, end, ok := TimeRangeOf(f)
				outside := !end.IsZero() && first.After(end) || !start.IsZero() && last.Before(start) || first.IsZero() && last.IsZero()
				if !ok || of != name || got && outside {
					t.Errorf("%s, %s: the index looks for %s from %v to %v, %v, and has %v to %v", test.name, hours, of, start, end, ok, first, last)
				}
			}
		}
	}
}

const meeting = `
	BEGIN:VTIMEZONE
	TZID:Europe/Paris
	BEGIN:STANDARD
	DTSTART:19700101T000000
	TZOFFSETFROM:+0100
	TZOFFSETTO:+0100
	END:STANDARD
	END:VTIMEZONE
	BEGIN:VEVENT
	UID:m1@example.org
	DTSTAMP:20220101T100000Z
	LAST-MODIFIED:20220110T100000Z
	DTSTART;TZID=Europe/Paris:20220301T090000
	DURATION:PT2H
	RRULE:FREQ=DAILY;COUNT=3
	SUMMARY:Réunion\, atelier Énergie
	DESCRIPTION:première ligne\nseconde ligne
	CATEGORIES:Élus,Techniciens
	STATUS:TENTATIVE
	ORGANIZER;CN="Équipe, centrale":mailto:equipe@example.org
	ATTENDEE;PARTSTAT=ACCEPTED;CN=Ada:mailto:ada@example.org
	ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:Bob@example.org
	X-EMPTY:
	BEGIN:VALARM
	ACTION:DISPLAY
	TRIGGER:-PT15M
	END:VALARM
	END:VEVENT
	BEGIN:VEVENT
	UID:m1@example.org
	RECURRENCE-ID;TZID=Europe/Paris:20220302T090000
	DTSTART;TZID=Europe/Paris:20220308T140000
	DTEND;TZID=Europe/Paris:20220308T150000
	SUMMARY:Séance déplacée
	END:VEVENT`

// of is the filter for a VEVENT with these conditions on its properties.
func of(props ...PropFilter) *CompFilter {
	return &CompFilter{Name: "VCALENDAR", Comps: []CompFilter{{Name: "VEVENT", Props: props}}}
}

func text(name, value string) PropFilter {
	return PropFilter{Name: name, TextMatch: &TextMatch{Text: value}}
}

func collated(name, value, collation string) PropFilter {
	return PropFilter{Name: name, TextMatch: &TextMatch{Text: value, Collation: collation}}
}

func not(name, value string) PropFilter {
	return PropFilter{Name: name, TextMatch: &TextMatch{Text: value, Negate: true}}
}

func dated(t testing.TB, name, start, end string) PropFilter {
	return PropFilter{Name: name, TimeRange: timeRange(t, start, end)}
}

func TestMatch(t *testing.T) {
	calendar := func(comps ...CompFilter) *CompFilter { return &CompFilter{Name: "VCALENDAR", Comps: comps} }
	attendee := func(who, partstat string) PropFilter {
		return PropFilter{Name: "ATTENDEE", TextMatch: &TextMatch{Text: who}, Params: []ParamFilter{{Name: "PARTSTAT", TextMatch: &TextMatch{Text: partstat}}}}
	}
	on := func(start, end string, props ...PropFilter) *CompFilter {
		f := of(props...)
		f.Comps[0].TimeRange = timeRange(t, start, end)
		return f
	}
	tests := []struct {
		name string
		f    *CompFilter
		want bool
	}{
		{"any calendar", calendar(), true},
		{"names in any case", &CompFilter{Name: "vcalendar", Comps: []CompFilter{{Name: "vevent", Props: []PropFilter{text("summary", "atelier")}}}}, true},
		{"another object", &CompFilter{Name: "VCARD"}, false},
		{"a component", calendar(CompFilter{Name: "VEVENT"}), true},
		{"a component that is not there", calendar(CompFilter{Name: "VTODO"}), false},
		{"is-not-defined", calendar(CompFilter{Name: "VTODO", IsNotDefined: true}), true},
		{"is-not-defined but is", calendar(CompFilter{Name: "VEVENT", IsNotDefined: true}), false},
		{"a property of the calendar", &CompFilter{Name: "VCALENDAR", Props: []PropFilter{text("VERSION", "2.0")}}, true},
		{"all of two components", calendar(CompFilter{Name: "VEVENT"}, CompFilter{Name: "VTODO"}), false},
		{"a component within", calendar(CompFilter{Name: "VEVENT", Comps: []CompFilter{{Name: "VALARM", Props: []PropFilter{text("ACTION", "display")}}}}), true},
		{"a component within, not there", calendar(CompFilter{Name: "VEVENT", Comps: []CompFilter{{Name: "VALARM", Props: []PropFilter{text("ACTION", "audio")}}}}), false},
		{"no alarm in one of the events", calendar(CompFilter{Name: "VEVENT", Comps: []CompFilter{{Name: "VALARM", IsNotDefined: true}}}), true},
		{"alarm and time of the same event", calendar(CompFilter{Name: "VEVENT", TimeRange: timeRange(t, "20220301T000000Z", "20220302T000000Z"), Comps: []CompFilter{{Name: "VALARM", TimeRange: timeRange(t, "20220301T074500Z", "20220301T074501Z")}}}), true},
		{"alarm of the event that was moved", calendar(CompFilter{Name: "VEVENT", Comps: []CompFilter{{Name: "VALARM", TimeRange: timeRange(t, "20220302T000000Z", "20220303T000000Z")}}}), false},

		{"property exists", of(PropFilter{Name: "CATEGORIES"}), true},
		{"property exists without a value", of(PropFilter{Name: "X-EMPTY"}), true},
		{"property does not exist", of(PropFilter{Name: "LOCATION"}), false},
		{"property is not defined", of(PropFilter{Name: "LOCATION", IsNotDefined: true}), true},
		{"property is not defined in either event", of(PropFilter{Name: "SUMMARY", IsNotDefined: true}), false},
		{"text within", of(text("SUMMARY", "atelier")), true},
		{"text is unescaped", of(text("SUMMARY", "Réunion, at")), true},
		{"text over lines", of(text("DESCRIPTION", "ligne\nseconde")), true},
		{"text as on the wire", of(text("SUMMARY", `\,`)), false},
		{"empty text", of(text("SUMMARY", "")), true},
		{"text of the other event", of(text("SUMMARY", "déplacée")), true},
		{"texts of two events", of(text("SUMMARY", "déplacée"), text("CATEGORIES", "Élus")), false},
		{"ascii-casemap folds letters", of(text("SUMMARY", "ATELIER")), true},
		{"ascii-casemap folds no accents", of(text("SUMMARY", "ATELIER éNERGIE")), false},
		{"octet", of(collated("SUMMARY", "atelier", "i;octet")), true},
		{"octet folds nothing", of(collated("SUMMARY", "Atelier", "i;octet")), false},
		{"unicode-casemap folds accents", of(collated("SUMMARY", "RÉUNION, ATELIER éNERGIE", "i;unicode-casemap")), true},
		{"unicode-casemap decomposes", of(collated("SUMMARY", "re\u0301union", "i;unicode-casemap")), true},
		{"unicode-casemap keeps accents apart", of(collated("SUMMARY", "reunion,", "i;unicode-casemap")), false},
		{"collation in any case", of(collated("SUMMARY", "ATELIER", "I;ASCII-CaseMap")), true},
		{"status not cancelled", of(not("STATUS", "CANCELLED")), true},
		{"status not tentative", of(not("STATUS", "tentative")), false},
		{"not, of what is not there", of(not("LOCATION", "x")), false},
		{"address in any case", of(text("ATTENDEE", "mailto:BOB@example.org")), true},
		{"some attendee is not Ada", of(not("ATTENDEE", "ada")), true},

		{"PARTSTAT of the same attendee", of(attendee("ada", "ACCEPTED")), true},
		{"PARTSTAT of another attendee", of(attendee("bob", "ACCEPTED")), false},
		{"parameter exists", of(PropFilter{Name: "ATTENDEE", Params: []ParamFilter{{Name: "cn"}}}), true},
		{"parameter does not exist", of(PropFilter{Name: "ATTENDEE", Params: []ParamFilter{{Name: "ROLE"}}}), false},
		{"parameter is not defined", of(PropFilter{Name: "ATTENDEE", TextMatch: &TextMatch{Text: "bob"}, Params: []ParamFilter{{Name: "CN", IsNotDefined: true}}}), true},
		{"parameter is not defined but is", of(PropFilter{Name: "ATTENDEE", TextMatch: &TextMatch{Text: "ada"}, Params: []ParamFilter{{Name: "CN", IsNotDefined: true}}}), false},
		{"quoted parameter", of(PropFilter{Name: "ORGANIZER", Params: []ParamFilter{{Name: "CN", TextMatch: &TextMatch{Text: "Équipe, c"}}}}), true},
		{"parameter, negated", of(PropFilter{Name: "ORGANIZER", Params: []ParamFilter{{Name: "CN", TextMatch: &TextMatch{Text: "x", Negate: true}}}}), true},

		{"time and text of the same event", on("20220308T000000Z", "20220309T000000Z", text("SUMMARY", "déplacée")), true},
		{"time of one, text of the other", on("20220308T000000Z", "20220309T000000Z", text("SUMMARY", "atelier")), false},
		{"time that was moved away", on("20220302T000000Z", "20220303T000000Z"), false},
		{"second instance by the rule", on("20220303T000000Z", "20220304T000000Z", text("SUMMARY", "atelier")), true},

		{"DTSTAMP", of(dated(t, "DTSTAMP", "20220101T000000Z", "20220102T000000Z")), true},
		{"DTSTAMP, end excluded", of(dated(t, "DTSTAMP", "20220101T000000Z", "20220101T100000Z")), false},
		{"LAST-MODIFIED, open", of(dated(t, "LAST-MODIFIED", "20220110T100000Z", "")), true},
		{"COMPLETED is not there", of(dated(t, "COMPLETED", "20220110T100000Z", "")), false},
		{"DTSTART of an instance", of(dated(t, "DTSTART", "20220303T080000Z", "20220303T080001Z")), true},
		{"DTSTART of an instance that was moved", of(dated(t, "DTSTART", "20220302T080000Z", "20220302T080001Z")), false},
		{"DTSTART of the override", of(dated(t, "DTSTART", "20220308T130000Z", "20220308T130001Z")), true},
		{"DTEND by DURATION", of(dated(t, "DTEND", "20220303T100000Z", "20220303T100001Z")), true},
		{"DTEND of the override", of(dated(t, "DTEND", "20220308T140000Z", "20220308T140001Z")), true},
		{"DUE of an event", of(dated(t, "DUE", "20220301T000000Z", "20220309T000000Z")), false},
		{"a text in a time range", of(dated(t, "SUMMARY", "20220301T000000Z", "20220309T000000Z")), false},
		{"date with a parameter", of(PropFilter{Name: "DTSTART", TimeRange: timeRange(t, "20220301T000000Z", ""), Params: []ParamFilter{{Name: "TZID", TextMatch: &TextMatch{Text: "europe"}}}}), true},
		{"time range of the calendar", &CompFilter{Name: "VCALENDAR", TimeRange: timeRange(t, "20220308T000000Z", "20220309T000000Z")}, true},
		{"time range of a time zone", calendar(CompFilter{Name: "VTIMEZONE", TimeRange: timeRange(t, "20220308T000000Z", "")}), false},
	}
	obj := calendarOf(t, meeting)
	before := string(obj.Bytes())
	for _, test := range tests {
		if got, err := test.f.Match(obj, nil); err != nil || got != test.want {
			t.Errorf("%s: %v, %v", test.name, got, err)
		}
	}
	if string(obj.Bytes()) != before {
		t.Error("the object was changed")
	}
}

func TestMatchTodos(t *testing.T) {
	pending := &CompFilter{Name: "VCALENDAR", Comps: []CompFilter{{Name: "VTODO", Props: []PropFilter{
		{Name: "COMPLETED", IsNotDefined: true}, not("STATUS", "CANCELLED")}}}} // RFC 4791 §7.8.9
	tests := []struct {
		body string
		want bool
	}{
		{"DUE:20220301T090000Z\nSTATUS:NEEDS-ACTION", true},
		{"DUE:20220301T090000Z\nSTATUS:COMPLETED\nCOMPLETED:20220228T090000Z", false},
		{"DUE:20220301T090000Z\nSTATUS:CANCELLED", false},
	}
	for _, test := range tests {
		if got, err := pending.Match(calendarOf(t, "BEGIN:VTODO\n"+test.body+"\nEND:VTODO"), nil); err != nil || got != test.want {
			t.Errorf("%q: %v, %v", test.body, got, err)
		}
	}
	due := &CompFilter{Name: "VCALENDAR", Comps: []CompFilter{{Name: "VTODO", Props: []PropFilter{dated(t, "DUE", "20220301T000000Z", "20220302T000000Z")}}}}
	for body, want := range map[string]bool{"DUE:20220301T090000Z": true, "DTSTART:20220228T090000Z\nDURATION:P1D": true, "DTSTART:20220301T090000Z": false} {
		if got, err := due.Match(calendarOf(t, "BEGIN:VTODO\n"+body+"\nEND:VTODO"), nil); err != nil || got != want {
			t.Errorf("%q: %v, %v", body, got, err)
		}
	}
}

func TestFilterCheck(t *testing.T) {
	unknown := &TextMatch{Text: "x", Collation: "i;klingon"}
	bad := map[string]*CompFilter{
		"outermost":                inRange(t, "VEVENT", "20220301T000000Z", ""),
		"range without ends":       {Name: "VCALENDAR", Comps: []CompFilter{{Name: "VEVENT", TimeRange: &TimeRange{}}}},
		"range backwards":          inRange(t, "VEVENT", "20220302T000000Z", "20220301T000000Z"),
		"range of nothing":         inRange(t, "VEVENT", "20220302T000000Z", "20220302T000000Z"),
		"property range backwards": of(dated(t, "DTSTAMP", "20220302T000000Z", "20220301T000000Z")),
		"undefined and more":       {Name: "VCALENDAR", Comps: []CompFilter{{Name: "VEVENT", IsNotDefined: true, Props: []PropFilter{{Name: "UID"}}}}},
		"undefined property":       of(PropFilter{Name: "UID", IsNotDefined: true, TextMatch: &TextMatch{}}),
		"undefined parameter":      of(PropFilter{Name: "UID", Params: []ParamFilter{{Name: "X", IsNotDefined: true, TextMatch: &TextMatch{}}}}),
	}
	bad["outermost"].Name = "VEVENT"
	for name, f := range bad {
		if err := f.Check(); err == nil || errors.Is(err, ErrUnsupportedCollation) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, f := range []*CompFilter{
		of(PropFilter{Name: "SUMMARY", TextMatch: unknown}),
		of(PropFilter{Name: "DTSTART", Params: []ParamFilter{{Name: "TZID", TextMatch: unknown}}}),
	} {
		if err := f.Check(); !errors.Is(err, ErrUnsupportedCollation) {
			t.Errorf("unknown collation: %v", err)
		}
		if _, err := f.Match(calendarOf(t, meeting), nil); !errors.Is(err, ErrUnsupportedCollation) {
			t.Errorf("unknown collation matched: %v", err)
		}
	}
	for _, collation := range Collations {
		if err := of(collated("SUMMARY", "x", collation)).Check(); err != nil {
			t.Errorf("%s: %v", collation, err)
		}
	}
}

func TestMatchErrors(t *testing.T) {
	hourly := calendarOf(t, "DTSTART:20220301T090000Z\nRRULE:FREQ=HOURLY\nSUMMARY:often")
	if ok, err := inRange(t, "VEVENT", "20220301T000000Z", "").Match(hourly, nil); !ok || err != nil {
		t.Errorf("hourly rule: %v, %v", ok, err)
	}
	if ok, err := of(text("SUMMARY", "often")).Match(hourly, nil); !ok || err != nil {
		t.Errorf("hourly rule without a time range: %v, %v", ok, err)
	}
	bad := calendarOf(t, "BEGIN:VTODO\nCOMPLETED:soon\nEND:VTODO")
	if _, err := inRange(t, "VTODO", "20220301T000000Z", "").Match(bad, nil); err == nil {
		t.Error("a date that cannot be read gives no error")
	}
}

func TestTimeRangeOf(t *testing.T) {
	march := timeRange(t, "20220301T000000Z", "20220401T000000Z")
	none := []*CompFilter{
		{Name: "VCALENDAR"},
		{Name: "VCALENDAR", IsNotDefined: true},
		{Name: "VCALENDAR", TimeRange: march},
		{Name: "VCALENDAR", Comps: []CompFilter{{Name: "VEVENT"}}},
		{Name: "VCALENDAR", Comps: []CompFilter{{Name: "VEVENT", IsNotDefined: true}}},
		{Name: "VCALENDAR", Comps: []CompFilter{{Name: "VEVENT", Comps: []CompFilter{{Name: "VALARM", IsNotDefined: true}}}}},
		{Name: "VCALENDAR", Comps: []CompFilter{{Name: "VTIMEZONE", TimeRange: march}}},
		of(dated(t, "DTSTAMP", "20220301T000000Z", "")),
	}
	for i, f := range none {
		if name, start, end, ok := TimeRangeOf(f); ok {
			t.Errorf("%d: %s %v %v", i, name, start, end)
		}
	}
	f := &CompFilter{Name: "VCALENDAR", Comps: []CompFilter{{Name: "VTIMEZONE"}, {Name: "vtodo", TimeRange: march}}}
	if name, start, end, ok := TimeRangeOf(f); !ok || name != "VTODO" || !start.Equal(march.Start) || !end.Equal(march.End) {
		t.Errorf("%s %v %v %v", name, start, end, ok)
	}
}

func BenchmarkMatch(b *testing.B) {
	obj, paris := calendarOf(b, meeting), zone(b, "Europe/Paris")
	f := of(text("SUMMARY", "déplacée"))
	f.Comps[0].TimeRange = timeRange(b, "20220308T000000Z", "20220309T000000Z")
	b.ReportAllocs()
	for b.Loop() {
		if ok, err := f.Match(obj, paris); !ok || err != nil {
			b.Fatal(ok, err)
		}
	}
}

// FuzzFilterTimeRange asks of any event that a range it matches lies within its span, and that neither takes long.
func FuzzFilterTimeRange(f *testing.F) {
	for _, test := range rangeTests {
		obj, name, _ := rangeObject(f, test.body)
		f.Add(obj.Bytes(), name, int64(1646092800), int64(3600))
	}
	f.Add(calendarOf(f, weekly).Bytes(), "VEVENT", int64(1646092800), int64(86400))
	f.Add(calendarOf(f, meeting).Bytes(), "VEVENT", int64(1646092800), int64(86400))
	f.Add(calendarOf(f, "DTSTART:99990101\nRRULE:FREQ=DAILY\nDURATION:P70000D\nRDATE:00010101").Bytes(), "VEVENT", int64(253402300000), int64(1<<40))
	f.Fuzz(func(t *testing.T, octets []byte, component string, at, seconds int64) {
		obj, err := Limits{Octets: 10_000}.Parse(octets)
		if err != nil || seconds <= 0 || at < firstInstant || at > lastInstant || seconds > 1<<36 {
			return
		}
		filter := &CompFilter{Name: obj.Name, Comps: []CompFilter{{Name: component, TimeRange: &TimeRange{unixUTC(at), unixUTC(at + seconds)}}}}
		got, err := filter.Match(obj, time.UTC)
		first, last, _, spanErr := Span(obj, time.UTC)
		if err != nil || spanErr != nil || !got {
			return
		}
		if _, _, _, ok := TimeRangeOf(filter); ok && (first.Unix() > at+seconds || last.Unix() < at) {
			t.Fatalf("matches from %v to %v, its span is %v to %v:\n%s", unixUTC(at), unixUTC(at+seconds), first, last, octets)
		}
	})
}
