package caldav

import (
	"slices"
	"strings"
	"testing"
)

const march = `<C:time-range start="20220301T000000Z" end="20220401T000000Z"/>`

func comp(name, inner string) string {
	return `<C:comp-filter name="` + name + `">` + inner + `</C:comp-filter>`
}

func propWith(name, inner string) string {
	return `<C:prop-filter name="` + name + `">` + inner + `</C:prop-filter>`
}

// TestValidFilter: a filter that cannot match by its form is refused (RFC 4791 §7.8, §9.7); one that asks for what no
// RFC names is answered.
func TestValidFilter(t *testing.T) {
	s := testSite(t)
	s.do("mia", "PUT", own+"a.ics", event("a", "A", "20220301T080000Z", "20220301T090000Z", "X-WHEN:20220302T000000Z")).want(t, 201)
	const text, undefined = `<C:text-match>A</C:text-match>`, `<C:is-not-defined/>`
	for name, filter := range map[string]string{
		"event in an event":            inEvent(comp("VEVENT", "")),
		"event in an alarm":            inEvent(comp("VALARM", comp("VEVENT", ""))),
		"alarm in the calendar":        inCalendar(comp("VALARM", "")),
		"calendar in the calendar":     inCalendar(comp("VCALENDAR", "")),
		"rules outside their zone":     inCalendar(comp("STANDARD", "")),
		"component without a name":     inCalendar(`<C:comp-filter/>`),
		"two calendars":                inCalendar("") + inCalendar(""),
		"property first":               propWith("UID", "") + inCalendar(""),
		"range of a zone":              inCalendar(comp("VTIMEZONE", march)),
		"range of a zone's rules":      inCalendar(comp("VTIMEZONE", comp("STANDARD", march))),
		"range of what nobody knows":   inEvent(comp("VALARM", comp("X-COMP", march))),
		"range of a text":              inEvent(propWith("SUMMARY", march)),
		"range of a rule":              inEvent(propWith("RRULE", march)),
		"range and text":               inEvent(propWith("DTSTART", march+text)),
		"two ranges":                   inEvent(march + march),
		"two texts":                    inEvent(propWith("SUMMARY", text+text)),
		"floating range":               inEvent(`<C:time-range start="20220301T000000"/>`),
		"dates for a range":            inEvent(`<C:time-range start="20220301" end="20220302"/>`),
		"range with an offset":         inEvent(`<C:time-range start="20220301T000000+0100"/>`),
		"range of nothing":             inEvent(`<C:time-range start="20220301T000000Z" end="20220301T000000Z"/>`),
		"property's range backwards":   inEvent(propWith("DTSTAMP", `<C:time-range start="20220302T000000Z" end="20220301T000000Z"/>`)),
		"undefined beside a range":     inEvent(undefined + march),
		"undefined beside a property":  inEvent(undefined + propWith("UID", "")),
		"undefined beside a component": inEvent(undefined + comp("VALARM", "")),
		"undefined beside a text":      inEvent(propWith("UID", undefined+text)),
		"undefined beside a parameter": inEvent(propWith("ATTENDEE", undefined+`<C:param-filter name="CN"/>`)),
		"undefined parameter's text":   inEvent(propWith("ATTENDEE", `<C:param-filter name="CN">`+undefined+text+`</C:param-filter>`)),
		"text of a component":          inEvent(text),
		"parameter of a component":     inEvent(`<C:param-filter name="CN"/>`),
		"component in a property":      inEvent(propWith("SUMMARY", comp("VALARM", ""))),
		"range of a parameter":         inEvent(propWith("DTSTART", `<C:param-filter name="TZID">`+march+`</C:param-filter>`)),
		"property without a name":      inEvent(`<C:prop-filter>` + text + `</C:prop-filter>`),
		"parameter without a name":     inEvent(propWith("ATTENDEE", `<C:param-filter/>`)),
		"too many components":          inEvent(strings.Repeat(comp("VALARM", ""), maxConditions)),
		"too many properties":          inEvent(strings.Repeat(propWith("SUMMARY", ""), maxConditions)),
		"too many parameters":          inEvent(propWith("ATTENDEE", strings.Repeat(`<C:param-filter name="CN"/>`, maxConditions))),
	} {
		t.Run(name, func(t *testing.T) {
			s.do("mia", "REPORT", own, query(filter), "Depth: 1").want(t, 403).has(t, "<C:valid-filter/>")
		})
	}
	for name, test := range map[string]struct {
		filter string
		want   []string
	}{
		"range of the calendar":         {inCalendar(march), []string{"a.ics"}}, // python-caldav, when it looks for anything
		"unknown component":             {inCalendar(comp("X-ROOM", undefined)), []string{"a.ics"}},
		"unknown component in an event": {inEvent(comp("VALARM", comp("X-COMP", ""))), []string{}},
		"component of later RFCs":       {inEvent(comp("PARTICIPANT", "")), []string{}},
		"unknown property":              {inEvent(propWith("X-WHEN", "")), []string{"a.ics"}},
		"range of an unknown property":  {inEvent(propWith("X-WHEN", march)), []string{"a.ics"}},
		"property of the calendar":      {inCalendar(propWith("VERSION", `<C:text-match>2.0</C:text-match>`)), []string{"a.ics"}},
		"zone":                          {inCalendar(comp("VTIMEZONE", "")), []string{}},
		"range of the time of creation": {inEvent(propWith("DTSTAMP", `<C:time-range start="20220201T080000Z"/>`)), []string{"a.ics"}},
		"many conditions":               {inEvent(strings.Repeat(propWith("DTSTAMP", ""), maxConditions-2)), []string{"a.ics"}},
		"what no filter has":            {inEvent(`<C:is-defined/><x xmlns="urn:x"/>` + march), []string{"a.ics"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := base(s.do("mia", "REPORT", own, query(test.filter), "Depth: 1").hrefs(t)); !slices.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

// TestValidTimeZone: a zone is given as a VCALENDAR with one VTIMEZONE (RFC 4791 §5.2.2, §9.8).
func TestValidTimeZone(t *testing.T) {
	s := testSite(t)
	paris := timeZoneText("Europe/Paris")
	beside := func(lines string) string { return strings.Replace(paris, "END:VCALENDAR", lines+"END:VCALENDAR", 1) }
	zone := paris[strings.Index(paris, "BEGIN:VTIMEZONE"):strings.Index(paris, "END:VCALENDAR")]
	for name, test := range map[string]struct {
		text  string
		valid bool
	}{
		"one zone":               {paris, true},
		"lines before":           {"\n\n" + paris, true},
		"bare line feeds":        {strings.ReplaceAll(paris, "\r\n", "\n"), true},
		"no VERSION, no PRODID":  {"BEGIN:VCALENDAR\n" + zone + "END:VCALENDAR\n", true},
		"an event beside it":     {beside("BEGIN:VEVENT\r\nUID:x\r\nDTSTART:20220301T000000Z\r\nEND:VEVENT\r\n"), false},
		"an event alone":         {event("x", "X", "20220301T080000Z", "20220301T090000Z"), false},
		"two zones":              {beside(strings.ReplaceAll(zone, "Paris", "Berlin")), false},
		"no zone":                {"BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n", false},
		"a zone without TZID":    {"BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nEND:VTIMEZONE\nEND:VCALENDAR\n", false},
		"a zone in no calendar":  {zone, false},
		"the name of a zone":     {"Europe/Paris", false},
		"an unknown thing there": {beside("BEGIN:X-ROOM\r\nEND:X-ROOM\r\n"), false},
	} {
		t.Run(name, func(t *testing.T) {
			body := strings.Replace(query(inEvent(march)), "</C:calendar-query>", "<C:timezone>"+test.text+"</C:timezone></C:calendar-query>", 1)
			asked := s.do("mia", "REPORT", own, body)
			set := s.do("mia", "PROPPATCH", own, update1("<C:calendar-timezone>"+test.text+"</C:calendar-timezone>", "")).want(t, 207)
			if test.valid {
				asked.want(t, 207)
				set.lacks(t, "403")
			} else {
				asked.want(t, 403).has(t, "<C:valid-calendar-data/>")
				set.has(t, "403", "<C:valid-calendar-data/>")
			}
		})
	}
}
