package caldav

import (
	"slices"
	"strings"
	"testing"
)

const home = "/dav/calendars/mia/"

// homeSite has events of mia in two calendars, one of which does not count, a calendar that tom shares with her, and one
// that he keeps for himself.
func homeSite(t *testing.T) (s *site, shared string) {
	s = testSite(t)
	s.do("mia", "MKCALENDAR", home+"free/", "").want(t, 201)
	s.do("mia", "PROPPATCH", home+"free/", update1("<C:schedule-calendar-transp><C:transparent/></C:schedule-calendar-transp>", "")).want(t, 207)
	s.do("mia", "PUT", own+"a.ics", event("a", "A", "20220310T180000Z", "20220310T190000Z")).want(t, 201)
	s.do("mia", "PUT", own+"later.ics", event("later", "L", "20220510T180000Z", "20220510T190000Z")).want(t, 201)
	s.do("mia", "PUT", home+"free/b.ics", event("b", "B", "20220310T200000Z", "20220310T210000Z")).want(t, 201)
	for _, name := range []string{"team", "secret"} {
		s.do("tom", "MKCALENDAR", "/dav/calendars/tom/"+name+"/", "").want(t, 201)
		s.do("tom", "PUT", "/dav/calendars/tom/"+name+"/"+name+".ics", event(name, "T", "20220310T220000Z", "20220310T230000Z")).want(t, 201)
	}
	s.do("tom", "ACL", "/dav/calendars/tom/team/", `<D:acl xmlns:D="DAV:"><D:ace><D:principal><D:href>/dav/principals/mia/</D:href></D:principal>`+
		`<D:grant><D:privilege><D:read/></D:privilege></D:grant></D:ace></D:acl>`).want(t, 200)
	for _, href := range s.do("mia", "PROPFIND", home, prop("D:displayname"), "Depth: 1").hrefs(t) {
		if strings.Contains(href, "team") {
			shared = href
		}
	}
	if shared == "" {
		t.Fatal("the shared calendar is not in the home")
	}
	return s, shared
}

func TestQueryOfHome(t *testing.T) {
	s, shared := homeSite(t)
	day := query(inEvent(`<C:time-range start="20220310T000000Z" end="20220311T000000Z"/>`))
	want := []string{own + "a.ics", home + "free/b.ics", home + "parcours/agora.ics", shared + "team.ics"}
	slices.Sort(want)
	for depth, want := range map[string][]string{"infinity": want, "": want, "1": want, "0": nil} {
		var headers []string
		if depth != "" {
			headers = []string{"Depth: " + depth}
		}
		got := s.do("mia", "REPORT", home, day, headers...).want(t, 207).hrefs(t)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("Depth %q: got %v, want %v", depth, got, want)
		}
	}
	if got := s.do("mia", "REPORT", home, query(inCalendar(comp("VTODO", propWith("UID", `<C:text-match>own</C:text-match>`)))), "Depth: infinity").hrefs(t); !slices.Equal(got, []string{home + "tasks/own.ics"}) {
		t.Errorf("tasks: %v", got)
	}
	s.do("mia", "REPORT", home, query(comp("VEVENT", "")), "Depth: 1").want(t, 403).has(t, "<C:valid-filter/>")
	for _, other := range []string{"/dav/calendars/tom/", "/dav/calendars/nobody/"} {
		s.do("mia", "REPORT", other, day, "Depth: infinity").want(t, 404)
		s.do("mia", "REPORT", other, multiget(other+"calendar/a.ics")).want(t, 404)
	}
	s.do("mia", "REPORT", "/dav/calendars/", day, "Depth: infinity").want(t, 403).has(t, "<D:supported-report/>")
	s.do("mia", "PROPFIND", home, prop("D:supported-report-set"), "Depth: 0").has(t, "<C:calendar-query/>", "<C:calendar-multiget/>", "<C:free-busy-query/>", "<D:sync-collection/>")
	s.do("mia", "PROPFIND", "/dav/calendars/", prop("D:supported-report-set"), "Depth: 0").lacks(t, "<C:")
}

// TestQueryOfHomeInZones: floating times are taken in the zone of the query, else in that of each calendar.
func TestQueryOfHomeInZones(t *testing.T) {
	s := testSite(t)
	floating := strings.NewReplacer("Z\r\nDTEND", "\r\nDTEND", "Z\r\nSUMMARY", "\r\nSUMMARY").Replace(event("f", "F", "20220310T100000Z", "20220310T110000Z"))
	for name, zone := range map[string]string{"tokyo": "Asia/Tokyo", "lima": "America/Lima"} {
		s.do("mia", "MKCALENDAR", home+name+"/", "").want(t, 201)
		s.do("mia", "PROPPATCH", home+name+"/", update1("<C:calendar-timezone-id>"+zone+"</C:calendar-timezone-id>", "")).want(t, 207).lacks(t, "403")
		s.do("mia", "PUT", home+name+"/f.ics", floating).want(t, 201)
	}
	at := func(hour string) string {
		return query(inEvent(`<C:time-range start="20220310T`+hour+`1000Z" end="20220310T`+hour+`2000Z"/>`+propWith("UID", `<C:text-match collation="i;octet">f</C:text-match>`)),
			`<C:calendar-data><C:expand start="20220310T000000Z" end="20220311T000000Z"/></C:calendar-data>`)
	}
	for hour, want := range map[string][]string{"01": {home + "tokyo/f.ics"}, "15": {home + "lima/f.ics"}, "10": nil} {
		if got := s.do("mia", "REPORT", home, at(hour), "Depth: infinity").hrefs(t); !slices.Equal(got, want) {
			t.Errorf("%s: %v", hour, got)
		}
	}
	utc := strings.Replace(at("10"), "</C:calendar-query>", "<C:timezone-id>Etc/UTC</C:timezone-id></C:calendar-query>", 1)
	if got := s.do("mia", "REPORT", home, utc, "Depth: infinity").hrefs(t); len(got) != 2 {
		t.Errorf("in UTC: %v", got)
	}
}

func TestFreeBusyOfHome(t *testing.T) {
	s, _ := homeSite(t)
	const body = `<C:free-busy-query` + declarations + `><C:time-range start="20220310T000000Z" end="20220311T000000Z"/></C:free-busy-query>`
	for _, headers := range [][]string{{"Depth: infinity"}, {"Depth: 1"}, nil} {
		a := s.do("mia", "REPORT", home, body, headers...).want(t, 200)
		a.has(t, "20220310T080000Z/20220310T160000Z", "20220310T180000Z/20220310T190000Z").lacks(t, "20220310T200000Z", "20220310T220000Z")
		if got := a.Header.Get("Content-Type"); got != "text/calendar; charset=utf-8" {
			t.Error(got)
		}
	}
	s.do("mia", "REPORT", home, body, "Depth: 0").want(t, 200).has(t, "BEGIN:VFREEBUSY").lacks(t, "FREEBUSY;", "FREEBUSY:")
	s.do("mia", "REPORT", home, `<C:free-busy-query`+declarations+`/>`).want(t, 400)
	s.do("mia", "REPORT", "/dav/calendars/tom/", body, "Depth: infinity").want(t, 404)
}

func TestMultigetOfHome(t *testing.T) {
	s, shared := homeSite(t)
	const missing = "HTTP/1.1 404 Not Found"
	type row struct{ href, status string }
	want := []row{
		{home + "free/b.ics", ""}, {own + "a.ics", ""}, {shared + "team.ics", ""}, {own + "nothing.ics", missing}, {home + "nothing/a.ics", missing},
		{"/dav/calendars/tom/secret/secret.ics", missing}, {"/dav/calendars/tom/team/team.ics", missing}, {own, missing}, {home, missing},
		{"/dav/programme/elus/agora.ics", missing}, {own + "later.ics", ""}, {home + "tasks/own.ics", ""},
	}
	var hrefs []string
	for _, w := range want {
		hrefs = append(hrefs, w.href)
	}
	a := s.do("mia", "REPORT", home, multiget(append(hrefs, own+"a.ics", "http://parcours.example.org"+own+"a%2Eics")...), "Depth: 1")
	var got []row
	for _, r := range a.responses(t) {
		got = append(got, row{r.href, r.status})
		if r.status == "" && !strings.Contains(r.props["200"][dataName].text(), "BEGIN:VCALENDAR") {
			t.Errorf("%s: %v", r.href, r.props)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

// TestDurationEndingInT: old calendars write P1DT; the octets are kept, and the day is busy.
func TestDurationEndingInT(t *testing.T) {
	s := testSite(t)
	text := strings.Replace(event("old", "Old", "20220310T100000Z", "x"), "DTEND:x", "DURATION:P1DT", 1)
	tag := s.do("mia", "PUT", own+"old.ics", text).want(t, 201).Header.Get("ETag")
	if got := s.do("mia", "GET", own+"old.ics", "").want(t, 200); got.body != text || tag == "" || got.Header.Get("ETag") != tag {
		t.Errorf("%q, %q", got.body, tag)
	}
	s.do("mia", "REPORT", own, query(inEvent(`<C:time-range start="20220311T090000Z" end="20220311T093000Z"/>`))).has(t, "old.ics")
	s.do("mia", "REPORT", own, query(inEvent(`<C:time-range start="20220311T100000Z" end="20220311T103000Z"/>`))).lacks(t, "old.ics")
	s.do("mia", "REPORT", own, `<C:free-busy-query`+declarations+`><C:time-range start="20220310T000000Z" end="20220312T000000Z"/></C:free-busy-query>`).
		want(t, 200).has(t, "20220310T100000Z/20220311T100000Z")
}

// Floating times are in each calendar's own zone (RFC 4791 §7.3), also where the busy times of several are one answer.
func TestFloatingBusyTimesOfHome(t *testing.T) {
	s := testSite(t)
	zone := "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VTIMEZONE\r\nTZID:America/New_York\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n" +
		"TZOFFSETFROM:-0500\r\nTZOFFSETTO:-0500\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nEND:VCALENDAR\r\n"
	s.do("mia", "MKCALENDAR", home+"voyage/", `<C:mkcalendar`+declarations+`><D:set><D:prop><C:calendar-timezone>`+zone+`</C:calendar-timezone></D:prop></D:set></C:mkcalendar>`).want(t, 201)
	s.do("mia", "PUT", home+"voyage/a.ics", event("a", "A", "20220110T080000", "20220110T090000")).want(t, 201)
	s.do("mia", "PUT", own+"b.ics", event("b", "B", "20220110T080000", "20220110T090000")).want(t, 201)
	const body = `<C:free-busy-query` + declarations + `><C:time-range start="20220110T000000Z" end="20220111T000000Z"/></C:free-busy-query>`
	s.do("mia", "REPORT", home, body).want(t, 200).has(t, "20220110T130000Z/20220110T140000Z", "20220110T070000Z/20220110T080000Z").lacks(t, "20220110T080000Z/")
}
