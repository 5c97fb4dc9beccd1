package caldav

import (
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"

	"parcours/events"
)

const own = "/dav/calendars/mia/calendar/"

func TestPutGetDeleteObject(t *testing.T) {
	s := testSite(t)
	text := strings.ReplaceAll(event("a", "A\\, B", "20220301T080000Z", "20220301T090000Z", "X-ODD;P=\"x:y\":kept", "DESCRIPTION:lang\r\n e Zeile"), "VERSION:2.0\r\n", "version:2.0\n")
	a := s.do("mia", "PUT", own+"a.ics", text, calendarType, "If-None-Match: *").want(t, 201)
	tag := a.Header.Get("ETag")
	if len(tag) < 10 || tag[0] != '"' {
		t.Errorf("ETag %q", tag)
	}
	got := s.do("mia", "GET", own+"a.ics", "").want(t, 200)
	if got.body != text {
		t.Errorf("not byte for byte:\n%q\n%q", got.body, text)
	}
	for name, want := range map[string]string{"ETag": tag, "Content-Type": "text/calendar; charset=utf-8; component=VEVENT", "Last-Modified": "Tue, 15 Feb 2022 09:00:00 GMT"} {
		if got.Header.Get(name) != want {
			t.Errorf("%s: %q, want %q", name, got.Header.Get(name), want)
		}
	}
	if h := s.do("mia", "HEAD", own+"a.ics", "").want(t, 200); h.body != "" || h.Header.Get("Content-Length") != got.Header.Get("Content-Length") {
		t.Errorf("HEAD: %q %v", h.body, h.Header)
	}
	s.do("mia", "PUT", own+"a.ics", text, calendarType, "If-None-Match: *").want(t, 412)
	s.do("mia", "PUT", own+"a.ics", text, calendarType, `If-Match: "other"`).want(t, 412)
	s.do("mia", "PUT", own+"b.ics", text, calendarType, `If-Match: *`).want(t, 412)
	s.do("mia", "PUT", own+"a.ics", text, calendarType, `If-Match: "other", `+tag).want(t, 204)
	s.do("mia", "DELETE", own+"a.ics", "", `If-Match: "other"`).want(t, 412)
	s.do("mia", "DELETE", own+"a.ics", "", "If-Match: "+tag).want(t, 204)
	s.do("mia", "DELETE", own+"a.ics", "").want(t, 404)
	s.do("mia", "GET", own+"a.ics", "").want(t, 404)
}

func TestConditionalHeaders(t *testing.T) {
	s := testSite(t)
	text := event("a", "A", "20220301T080000Z", "20220301T090000Z")
	tag := s.do("mia", "PUT", own+"a.ics", text).want(t, 201).Header.Get("ETag")
	for name, test := range map[string]struct {
		method, header string
		status         int
	}{
		"none match":               {"GET", "If-None-Match: " + tag, 304},
		"none match weak":          {"GET", "If-None-Match: W/" + tag, 304},
		"none match in list":       {"GET", `If-None-Match: "x", W/"y",` + tag, 304},
		"none match any":           {"GET", "If-None-Match: *", 304},
		"none match other":         {"GET", `If-None-Match: "x"`, 200},
		"none match wins":          {"GET", "If-None-Match: \"x\"\x00If-Modified-Since: Tue, 15 Feb 2022 09:00:00 GMT", 200},
		"modified since":           {"GET", "If-Modified-Since: Tue, 15 Feb 2022 09:00:00 GMT", 304},
		"modified since before":    {"GET", "If-Modified-Since: Tue, 15 Feb 2022 08:59:59 GMT", 200},
		"modified since nonsense":  {"GET", "If-Modified-Since: yesterday", 200},
		"head none match":          {"HEAD", "If-None-Match: " + tag, 304},
		"match weak, of a proxy":   {"PUT", "If-Match: W/" + tag, 204},
		"match weak, of another":   {"PUT", `If-Match: W/"x"`, 412},
		"match":                    {"PUT", "If-Match: " + tag, 204},
		"match without quotes":     {"PUT", "If-Match: " + strings.Trim(tag, `"`), 204},
		"match empty":              {"PUT", "If-Match: ", 412},
		"none match on write":      {"PUT", "If-None-Match: " + tag, 412},
		"none match other, write":  {"PUT", `If-None-Match: "x"`, 204},
		"if etag":                  {"PUT", `If: ([` + tag + `])`, 204},
		"if wrong etag":            {"PUT", `If: (["x"])`, 412},
		"if one of two":            {"PUT", `If: (["x"]) ([` + tag + `])`, 204},
		"if both of one":           {"PUT", `If: ([` + tag + `] ["x"])`, 412},
		"if not":                   {"PUT", `If: (Not ["x"])`, 204},
		"if no lock":               {"PUT", `If: (Not <DAV:no-lock>)`, 204},
		"if a lock":                {"PUT", `If: (<opaquelocktoken:1>)`, 412},
		"if lock or etag":          {"PUT", `If: (<opaquelocktoken:1>) ([` + tag + `])`, 204},
		"if tagged":                {"PUT", `If: </dav/calendars/mia/calendar/a.ics> ([` + tag + `])`, 204},
		"if tagged absolute":       {"PUT", `If: <http://parcours.example.org/dav/calendars/mia/calendar/a.ics> ([` + tag + `])`, 204},
		"if tagged another":        {"PUT", `If: </dav/calendars/mia/calendar/b.ics> ([` + tag + `])`, 412},
		"if weak":                  {"PUT", `If: ([W/` + tag + `])`, 204},
		"if weak, of another":      {"PUT", `If: ([W/"x"])`, 412},
		"if nonsense":              {"PUT", `If: hello`, 400},
		"if open":                  {"PUT", `If: (["x"`, 400},
		"if empty":                 {"PUT", `If: ()`, 400},
		"schedule tag":             {"PUT", `If-Schedule-Tag-Match: "x"`, 412},
		"if deletes nothing":       {"DELETE", `If: (["x"])`, 412},
		"match any":                {"PUT", "If-Match: *", 204},
		"thunderbird's empty line": {"PUT", "If-Match: nothing", 412},
	} {
		t.Run(name, func(t *testing.T) {
			s.do("mia", test.method, own+"a.ics", text, strings.Split(test.header, "\x00")...).want(t, test.status)
		})
	}
}

// What cannot be stored is refused by the precondition that does not hold, and by nothing beside it but for DAVx5, which
// stops synchronising where it does not see need-privileges.
func TestPutRefusals(t *testing.T) {
	s := testSite(t)
	good := event("a", "A", "20220301T080000Z", "20220301T090000Z")
	s.do("mia", "PUT", own+"taken.ics", event("taken", "A", "20220301T080000Z", "20220301T090000Z")).want(t, 201)
	many := strings.Repeat("ATTENDEE:mailto:x@example.org\r\n", maxAttendees+1)
	folded := strings.ReplaceAll(many, "ATTENDEE", "ATT\r\n ENDEE")
	for name, test := range map[string]struct {
		path, body, kind string
		status           int
		condition        string
	}{
		"no calendar":       {own + "a.ics", "hello", "text/calendar", 403, "<C:valid-calendar-data/>"},
		"empty":             {own + "a.ics", "", "text/calendar", 403, "<C:valid-calendar-data/>"},
		"cut off":           {own + "a.ics", good[:len(good)-20], "text/calendar", 403, "<C:valid-calendar-data/>"},
		"two calendars":     {own + "a.ics", good + good, "text/calendar", 403, "<C:valid-calendar-data/>"},
		"an EXDATE no date": {own + "a.ics", event("a", "A", "20220301T080000Z", "20220301T090000Z", "EXDATE:0"), "text/calendar", 403, "<C:valid-calendar-data/>"},
		"an RRULE no rule":  {own + "a.ics", event("a", "A", "20220301T080000Z", "20220301T090000Z", "RRULE:FREQ=NEVER"), "text/calendar", 403, "<C:valid-calendar-data/>"},
		"an RDATE no date":  {own + "a.ics", event("a", "A", "20220301T080000Z", "20220301T090000Z", "RDATE:soon"), "text/calendar", 403, "<C:valid-calendar-data/>"},
		"a date that is no": {own + "a.ics", event("a", "A", "20220231T080000Z", "20220301T090000Z"), "text/calendar", 403, "<C:valid-calendar-data/>"},
		"method":            {own + "a.ics", strings.Replace(good, "VERSION", "METHOD:REQUEST\r\nVERSION", 1), "text/calendar", 403, "<C:valid-calendar-object-resource/>"},
		"two uids":          {own + "a.ics", strings.Replace(good, "END:VCALENDAR", "BEGIN:VEVENT\r\nUID:b\r\nDTSTART:20220301\r\nEND:VEVENT\r\nEND:VCALENDAR", 1), "text/calendar", 403, "<C:valid-calendar-"},
		"no uid":            {own + "a.ics", strings.Replace(good, "UID:a\r\n", "", 1), "text/calendar", 403, "<C:valid-calendar-object-resource/>"},
		"nothing in it":     {own + "a.ics", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n", "text/calendar", 403, "<C:valid-calendar-object-resource/>"},
		"a task here":       {own + "a.ics", todo("t", "T"), "text/calendar", 403, "<C:supported-calendar-component/>"},
		"an odd component":  {own + "a.ics", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VPOLL\r\nUID:p\r\nEND:VPOLL\r\nEND:VCALENDAR\r\n", "text/calendar", 403, "<C:supported-calendar-component/>"},
		"uid of another":    {own + "a.ics", event("taken", "A", "20220301T080000Z", "20220301T090000Z"), "text/calendar", 403, "<C:no-uid-conflict><D:href>/dav/calendars/mia/calendar/taken.ics</D:href></C:no-uid-conflict>"},
		"another uid":       {own + "taken.ics", good, "text/calendar", 403, "<C:no-uid-conflict><D:href>/dav/calendars/mia/calendar/taken.ics</D:href></C:no-uid-conflict>"},
		"too many people":   {own + "a.ics", event("a", "A", "20220301T080000Z", "20220301T090000Z", strings.TrimSuffix(many, "\r\n")), "text/calendar", 403, "<C:max-attendees-per-instance/>"},
		"too many, folded":  {own + "a.ics", event("a", "A", "20220301T080000Z", "20220301T090000Z", strings.TrimSuffix(folded, "\r\n")), "text/calendar", 403, "<C:max-attendees-per-instance/>"},
		"long ago, folded":  {own + "a.ics", event("a", "A", "15000301T0\r\n 80000Z", "15000301T090000Z"), "text/calendar", 403, "<C:min-date-time/>"},
		"too long ago":      {own + "a.ics", event("a", "A", "15000301T080000Z", "15000301T090000Z"), "text/calendar", 403, "<C:min-date-time/>"},
		"too large":         {own + "a.ics", event("a", strings.Repeat("A", 100<<10), "20220301T080000Z", "20220301T090000Z"), "text/calendar", 413, "<C:max-resource-size/>"},
		"another type":      {own + "a.ics", good, "text/html", 403, "<C:supported-calendar-data/>"},
		"json calendar":     {own + "a.ics", good, "application/calendar+json", 403, "<C:supported-calendar-data/>"},
		"read only":         {"/dav/programme/elus/agora.ics", good, "text/calendar", 403, "<D:need-privileges>"},
		"inbox":             {"/dav/calendars/mia/inbox/a.ics", good, "text/calendar", 403, "<D:need-privileges>"},
		"no calendar there": {"/dav/calendars/mia/nothing/a.ics", good, "text/calendar", 409, ""},
		"someone else's":    {"/dav/calendars/tom/calendar/a.ics", good, "text/calendar", 404, ""},
		"a calendar":        {own, good, "text/calendar", 405, ""},
		"a home":            {"/dav/calendars/mia/", good, "text/calendar", 405, ""},
	} {
		t.Run(name, func(t *testing.T) {
			a := s.do("mia", "PUT", test.path, test.body, "Content-Type: "+test.kind).want(t, test.status).has(t, test.condition)
			if body, err := parseXMLString(a.body); test.condition != "" && (err != nil || body.name != dav("error") || len(body.children()) != 1) {
				t.Errorf("not one element in DAV:error (%v): %s", err, a.body)
			}
			davx5 := s.do("mia", "PUT", test.path, test.body, "Content-Type: "+test.kind, "User-Agent: DAVx5/4.4 (dav4jvm; okhttp/4.12.0) Android/14")
			if test.status == 403 {
				davx5.want(t, 403).has(t, test.condition, "<D:need-privileges><D:resource><D:href>"+test.path+"</D:href>")
			}
			if a.Header.Get("ETag") != "" {
				t.Error("a refusal has an ETag")
			}
		})
	}
	s.do("mia", "PUT", own+"ok.ics", good).want(t, 201)
	s.do("mia", "PUT", own+"ok.ics", good, "Content-Type: TEXT/Calendar ; charset=utf-8; component=vevent; =").want(t, 204)
	s.do("mia", "PUT", own+"ok.ics", good, "Content-Encoding: gzip").want(t, 415)
	s.do("mia", "PUT", own+"ok.ics", good, "Content-Range: bytes 0-3/10").want(t, 400)
}

// What clients write beyond the RFCs is stored.
func TestPutIsGenerous(t *testing.T) {
	s := testSite(t)
	for name, text := range map[string]string{
		"bare LF":           strings.ReplaceAll(event("lf", "A", "20220301T080000Z", "20220301T090000Z"), "\r\n", "\n"),
		"byte order mark":   "\ufeff" + event("bom", "A", "20220301T080000Z", "20220301T090000Z"),
		"no DTEND":          strings.Replace(event("noend", "A", "20220301T080000Z", "20220301T090000Z"), "DTEND:20220301T090000Z\r\n", "", 1),
		"every six hours":   event("pills", "A", "20220301T080000Z", "20220301T080500Z", "RRULE:FREQ=HOURLY;INTERVAL=6;COUNT=8"),
		"every second":      event("often", "A", "20220301T080000Z", "20220301T080000Z", "RRULE:FREQ=SECONDLY"),
		"for 270 years":     event("long", "A", "20220301T080000Z", "20220301T090000Z", "RRULE:FREQ=DAILY;COUNT=99999"),
		"ends too early":    event("early", "A", "20220301T080000Z", "20220301T070000Z"),
		"zone and Z":        event("z", "A", "20220301T080000Z", "20220301T090000Z", "X-A:b"),
		"vtimezone of 1601": strings.Replace(event("tz", "A", "20220301T080000Z", "20220301T090000Z"), "BEGIN:VEVENT", "BEGIN:VTIMEZONE\r\nTZID:Odd\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT", 1),
	} {
		t.Run(name, func(t *testing.T) {
			path := own + strings.ReplaceAll(name, " ", "-") + ".ics"
			s.do("mia", "PUT", path, text, calendarType).want(t, 201)
			if got := s.do("mia", "GET", path, "").want(t, 200).body; got != text {
				t.Errorf("%q", got)
			}
		})
	}
}

// Names are compared decoded and written as encodeURIComponent does; a plus stays a plus.
func TestNamesOfObjects(t *testing.T) {
	s := testSite(t)
	for i, test := range []struct{ path, href string }{
		{"a%40b.ics", "a%40b.ics"},
		{"c@d.ics", "c%40d.ics"},
		{"e+f.ics", "e%2Bf.ics"},
		{"g%20h.ics", "g%20h.ics"},
		{"%C3%A9t%C3%A9.ics", "%C3%A9t%C3%A9.ics"},
		{"a%26b%3Cc%3E.ics", "a%26b%3Cc%3E.ics"},
		{"(x)!~*'.ics", "(x)!~*'.ics"},
		{"semi;colon=1.ics", "semi%3Bcolon%3D1.ics"},
		{"no-extension", "no-extension"},
		{"%25%32%35.ics", "%2525.ics"},
	} {
		uid := strings.Repeat("u", i+1)
		s.do("mia", "PUT", own+test.path, event(uid, "A", "20220301T080000Z", "20220301T090000Z")).want(t, 201)
		s.do("mia", "GET", own+test.path, "").want(t, 200).has(t, "UID:"+uid+"\r\n")
		s.do("mia", "GET", own+test.href, "").want(t, 200).has(t, "UID:"+uid+"\r\n")
		multiget := `<C:calendar-multiget` + declarations + `><D:prop><D:getetag/></D:prop><D:href>http://parcours.example.org` + own + test.path + `</D:href></C:calendar-multiget>`
		if strings.ContainsAny(test.path, "&<") {
			continue
		}
		if got := s.do("mia", "REPORT", own, multiget).hrefs(t); len(got) != 1 || got[0] != own+test.href {
			t.Errorf("%s: %v", test.path, got)
		}
	}
	s.do("mia", "GET", own+"e%20f.ics", "").want(t, 404)
	s.do("mia", "GET", own+"e+f.ics", "").want(t, 200)
}

// A new object PUT into a derived calendar is refused plainly, and is nowhere else.
func TestPutIntoDerivedIsRefused(t *testing.T) {
	s := testSite(t)
	mine := event("mine", "Mine", "20220301T080000Z", "20220301T090000Z")
	a := s.do("mia", "PUT", "/dav/calendars/mia/parcours/mine.ics", mine, "If-None-Match: *").want(t, 403).has(t, "<D:need-privileges>")
	if got := a.Header.Get("Location"); got != "" {
		t.Errorf("Location %q", got)
	}
	s.do("mia", "GET", own+"mine.ics", "").want(t, 404)
	s.do("mia", "GET", "/dav/calendars/mia/parcours/mine.ics", "").want(t, 404)
	s.do("mia", "PUT", "/dav/calendars/mia/parcours/agora.ics", mine).want(t, 403).
		has(t, "<C:no-uid-conflict><D:href>/dav/calendars/mia/parcours/agora.ics</D:href></C:no-uid-conflict>")
}

// A new object PUT into programme/ is a draft at that very address.
func TestPutIntoProgrammeIsADraft(t *testing.T) {
	s := testSite(t)
	const path = "/dav/calendars/olga/programme/5F0A%20b.ics"
	s.do("olga", "PUT", path, event("5F0A", "Atelier", "20220301T080000Z", "20220301T090000Z"), "If-None-Match: *").want(t, 201)
	s.do("olga", "GET", path, "").want(t, 200).has(t, "UID:5F0A", "SUMMARY:À publier · Atelier")
	s.do("olga", "PUT", path, event("5F0A", "Atelier", "20220301T080000Z", "20220301T090000Z"), "If-None-Match: *").want(t, 412)
	s.do("olga", "PROPFIND", "/dav/calendars/olga/programme/", prop("D:getetag"), "Depth: 1").has(t, "<D:href>"+path+"</D:href>")
	s.do("olga", "DELETE", path, "").want(t, 204)
	s.do("olga", "GET", path, "").want(t, 404)
}

func TestGetWholeCalendar(t *testing.T) {
	s := testSite(t)
	const path = "/dav/calendars/mia/parcours/"
	a := s.do("mia", "GET", path, "").want(t, 200)
	a.has(t, "X-WR-CALNAME:Territoires pilotes\r\n", "SUMMARY:Agora\r\n", "SUMMARY:Clôture\r\n")
	if n := strings.Count(a.body, "BEGIN:VCALENDAR"); n != 1 {
		t.Errorf("%d calendars", n)
	}
	if n := strings.Count(a.body, "BEGIN:VTIMEZONE"); n != 1 {
		t.Errorf("%d time zones", n)
	}
	if n := strings.Count(a.body, "BEGIN:VEVENT"); n != 4 {
		t.Errorf("%d events", n)
	}
	tag := a.Header.Get("ETag")
	s.do("mia", "GET", path, "", "If-None-Match: "+tag).want(t, 304)
	zipped := s.do("mia", "GET", path, "", "Accept-Encoding: gzip").want(t, 200)
	if zipped.Header.Get("Content-Encoding") != "gzip" || zipped.Header.Get("ETag") == tag || zipped.Header.Get("Vary") == "" {
		t.Errorf("%v", zipped.Header)
	}
	r, err := gzip.NewReader(strings.NewReader(zipped.body))
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := io.ReadAll(r); err != nil || string(plain) != a.body {
		t.Errorf("%v, %d octets of %d", err, len(plain), len(a.body))
	}
	s.do("mia", "GET", path, "", "If-None-Match: "+zipped.Header.Get("ETag")).want(t, 304)
	if h := s.do("mia", "HEAD", path, "").want(t, 200); h.body != "" || h.Header.Get("ETag") != tag {
		t.Errorf("HEAD: %v", h.Header)
	}
	s.do("mia", "DELETE", path+"agora.ics", "").want(t, 204)
	s.do("mia", "GET", path, "", "If-None-Match: "+tag).want(t, 200).lacks(t, "SUMMARY:Agora")
	empty := s.do("paul", "GET", "/dav/calendars/paul/calendar/", "").want(t, 200)
	if !strings.HasPrefix(empty.body, "BEGIN:VCALENDAR\r\n") || !strings.HasSuffix(empty.body, "END:VCALENDAR\r\n") {
		t.Errorf("%q", empty.body)
	}
	s.do("mia", "GET", "/dav/calendars/mia/", "").want(t, 405)
}

func TestAddMember(t *testing.T) {
	s := testSite(t)
	text := event("a", "A", "20220301T080000Z", "20220301T090000Z")
	a := s.do("mia", "POST", own+"?add-member", text, calendarType).want(t, 201)
	location := a.Header.Get("Location")
	if !strings.HasPrefix(location, own) || a.Header.Get("ETag") == "" {
		t.Fatalf("%v", a.Header)
	}
	s.do("mia", "GET", location, "").want(t, 200)
	s.do("mia", "POST", own+"?add-member", text, calendarType).want(t, 403).has(t, "<C:no-uid-conflict><D:href>"+location+"</D:href>")
	s.do("mia", "POST", own, text, calendarType).want(t, 405)
	s.do("mia", "POST", "/dav/calendars/mia/parcours/?add-member", text, calendarType).want(t, 403).has(t, "need-privileges")
	s.do("mia", "POST", "/dav/calendars/tom/calendar/?add-member", text, calendarType).want(t, 404)
}

func TestMakeCalendar(t *testing.T) {
	s := testSite(t)
	mkcol := func(types, props string) string {
		return `<D:mkcol` + declarations + `><D:set><D:prop><D:resourcetype>` + types + `</D:resourcetype>` + props + `</D:prop></D:set></D:mkcol>`
	}
	mkcalendar := func(props string) string {
		return `<C:mkcalendar` + declarations + `><D:set><D:prop>` + props + `</D:prop></D:set></C:mkcalendar>`
	}
	const home = "/dav/calendars/mia/"
	for _, test := range []struct {
		name, method, path, body string
		status                   int
		has                      string
	}{
		{"plain", "MKCALENDAR", home + "one/", "", 201, ""},
		{"without slash", "MKCALENDAR", home + "two", mkcalendar(`<D:displayname>Deux</D:displayname>`), 201, ""},
		{"tasks", "MKCOL", home + "three/", mkcol(`<D:collection/><C:calendar/>`, `<C:supported-calendar-component-set><C:comp name="vtodo"/></C:supported-calendar-component-set>`), 201, ""},
		{"again", "MKCALENDAR", home + "one/", "", 403, "<D:resource-must-be-null/>"},
		{"again by MKCOL", "MKCOL", home + "one/", mkcol(`<D:collection/><C:calendar/>`, ""), 405, ""},
		{"over a derived one", "MKCALENDAR", home + "parcours/", "", 403, "<D:resource-must-be-null/>"},
		{"reserved", "MKCALENDAR", home + "programme/", "", 403, "<C:calendar-collection-location-ok/>"},
		{"with a dot", "MKCALENDAR", home + "a.b/", "", 403, "<C:calendar-collection-location-ok/>"},
		{"in a calendar", "MKCALENDAR", home + "one/inner", "", 403, "<C:calendar-collection-location-ok/>"},
		{"in another's home", "MKCALENDAR", "/dav/calendars/tom/x/", "", 404, ""},
		{"in nobody's home", "MKCALENDAR", "/dav/calendars/nobody/x/", "", 404, ""},
		{"home itself", "MKCALENDAR", home, "", 405, ""},
		{"plain folder", "MKCOL", home + "folder/", "", 403, "<D:valid-resourcetype/>"},
		{"folder", "MKCOL", home + "folder/", mkcol(`<D:collection/>`, ""), 403, "<D:valid-resourcetype/>"},
		{"address book", "MKCOL", home + "book/", mkcol(`<D:collection/><addressbook xmlns="urn:ietf:params:xml:ns:carddav"/>`, ""), 403, "<D:valid-resourcetype/>"},
		{"another body", "MKCALENDAR", home + "x/", `<D:propfind xmlns:D="DAV:"/>`, 415, ""},
		{"protected property", "MKCALENDAR", home + "x/", mkcalendar(`<D:displayname>X</D:displayname><D:getetag>1</D:getetag>`), 207, "<D:getetag/></D:prop><D:status>HTTP/1.1 403 Forbidden</D:status>"},
		{"protected property by MKCOL", "MKCOL", home + "x/", mkcol(`<D:collection/><C:calendar/>`, `<D:sync-token/>`), 403, "<D:mkcol-response"},
		{"unknown component", "MKCALENDAR", home + "x/", mkcalendar(`<C:supported-calendar-component-set><C:comp name="VPOLL"/></C:supported-calendar-component-set>`), 207, "<C:supported-calendar-component/>"},
		{"bad zone", "MKCALENDAR", home + "x/", mkcalendar(`<C:calendar-timezone>nowhere</C:calendar-timezone>`), 207, "<C:valid-calendar-data/>"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s.do("mia", test.method, test.path, test.body).want(t, test.status).has(t, test.has)
		})
	}
	s.do("mia", "PROPFIND", home+"x/", prop("D:displayname"), "Depth: 0").want(t, 404) // nothing of a refused one is kept
	s.do("mia", "PROPFIND", home+"two/", prop("D:displayname"), "Depth: 0").has(t, "Deux")
	s.do("mia", "PROPFIND", home+"three/", prop("C:supported-calendar-component-set"), "Depth: 0").has(t, `<C:comp name="VTODO"/>`).lacks(t, "VEVENT")
	s.do("mia", "PUT", home+"one/a.ics", event("a", "A", "20220301T080000Z", "20220301T090000Z")).want(t, 201)
	s.do("mia", "PUT", home+"one/t.ics", todo("t", "T")).want(t, 201)
	s.do("mia", "DELETE", home+"one/", "").want(t, 204)
	s.do("mia", "GET", home+"one/a.ics", "").want(t, 404)
	s.do("mia", "PROPFIND", home+"one/", prop("D:displayname"), "Depth: 0").want(t, 404)
	for _, kept := range []string{"tasks", "parcours", "faverges.agenda"} {
		s.do("mia", "DELETE", home+kept+"/", "").want(t, 403).has(t, "<D:unbind/>")
	}
	s.do("mia", "DELETE", home+"calendar/", "").want(t, 403).has(t, "<C:default-calendar-needed/>")
	s.do("mia", "DELETE", home+"inbox/", "").want(t, 405)
	s.do("mia", "DELETE", home, "").want(t, 405)
}

func TestCopyAndMove(t *testing.T) {
	s := testSite(t)
	const home = "/dav/calendars/mia/"
	const there = "Destination: http://parcours.example.org" + home
	s.do("mia", "MKCALENDAR", home+"b/", "").want(t, 201)
	text := event("a", "A", "20220301T080000Z", "20220301T090000Z")
	tag := s.do("mia", "PUT", own+"a.ics", text).want(t, 201).Header.Get("ETag")
	other := event("other", "O", "20220301T080000Z", "20220301T090000Z")
	s.do("mia", "PUT", home+"b/other.ics", other).want(t, 201)
	s.do("mia", "PUT", own+"lone.ics", event("lone", "L", "20220301T080000Z", "20220301T090000Z")).want(t, 201)
	for _, test := range []struct {
		name, method, path string
		headers            []string
		status             int
		has                string
	}{
		{"no destination", "COPY", own + "a.ics", nil, 400, ""},
		{"another server", "COPY", own + "a.ics", []string{"Destination: https://elsewhere.example.org/dav/calendars/mia/b/a.ics"}, 502, ""},
		{"no such calendar", "COPY", own + "a.ics", []string{there + "nothing/a.ics"}, 409, ""},
		{"someone else's", "COPY", own + "a.ics", []string{"Destination: /dav/calendars/tom/calendar/a.ics"}, 409, ""},
		{"nobody's", "COPY", own + "a.ics", []string{"Destination: /dav/calendars/nobody/calendar/a.ics"}, 409, ""},
		{"outside of DAV", "COPY", own + "a.ics", []string{"Destination: /index.html"}, 409, ""},
		{"onto a calendar", "COPY", own + "a.ics", []string{there + "b/"}, 403, ""},
		{"onto itself", "COPY", own + "a.ics", []string{there + "calendar/a.ics"}, 403, ""},
		{"twice the UID", "COPY", own + "a.ics", []string{there + "calendar/c.ics"}, 403, "<C:no-uid-conflict><D:href>" + own + "a.ics</D:href>"},
		{"into a derived one", "COPY", own + "a.ics", []string{there + "parcours/a.ics"}, 403, "need-privileges"},
		{"out of a derived one", "COPY", home + "parcours/agora.ics", []string{there + "b/agora.ics"}, 403, "need-privileges"},
		{"published", "COPY", "/dav/programme/elus/agora.ics", []string{there + "b/agora.ics"}, 403, "need-privileges"},
		{"what is not there", "MOVE", own + "nothing.ics", []string{there + "b/a.ics"}, 404, ""},
		{"wrong tag", "MOVE", own + "a.ics", []string{there + "b/a.ics", `If-Match: "x"`}, 412, ""},
		{"a calendar", "MOVE", home + "b/", []string{there + "c/"}, 403, "need-privileges"},
		{"a component that it does not take", "MOVE", own + "a.ics", []string{there + "tasks/a.ics"}, 403, "<C:supported-calendar-component/>"},
		{"copy", "COPY", own + "a.ics", []string{there + "b/a.ics", "If-Match: " + tag}, 201, ""},
		{"copy not over", "COPY", own + "a.ics", []string{there + "b/a.ics", "Overwrite: F"}, 412, ""},
		{"copy over", "COPY", own + "a.ics", []string{there + "b/a.ics", "Overwrite: T"}, 204, ""},
		{"copy over another", "COPY", own + "a.ics", []string{there + "b/other.ics"}, 403, "<C:no-uid-conflict><D:href>" + home + "b/a.ics</D:href>"},
		{"rename", "MOVE", home + "b/a.ics", []string{there + "b/renamed.ics"}, 201, ""},
		{"rename not over", "MOVE", home + "b/renamed.ics", []string{there + "b/other.ics", "Overwrite: F"}, 412, ""},
		{"rename onto another UID", "MOVE", home + "b/renamed.ics", []string{there + "b/other.ics"}, 403, "<C:no-uid-conflict><D:href>" + home + "b/other.ics</D:href>"},
		{"away from where its UID is", "MOVE", own + "a.ics", []string{there + "b/a.ics"}, 403, "<C:no-uid-conflict><D:href>" + home + "b/renamed.ics</D:href>"},
		{"move onto another UID", "MOVE", own + "lone.ics", []string{there + "b/other.ics"}, 403, "<C:no-uid-conflict><D:href>" + home + "b/other.ics</D:href>"},
		{"copy onto another UID", "COPY", own + "lone.ics", []string{there + "b/other.ics"}, 403, "<C:no-uid-conflict><D:href>" + home + "b/other.ics</D:href>"},
		{"move not over", "MOVE", own + "a.ics", []string{there + "b/renamed.ics", "Overwrite: F"}, 412, ""},
		{"move over the same UID", "MOVE", own + "a.ics", []string{there + "b/renamed.ics"}, 204, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			s.do("mia", test.method, test.path, "", test.headers...).want(t, test.status).has(t, test.has)
		})
	}
	if got := s.do("mia", "GET", home+"b/renamed.ics", "").want(t, 200); got.body != text || got.Header.Get("ETag") != tag {
		t.Errorf("%q", got.body)
	}
	if got := s.do("mia", "GET", home+"b/other.ics", "").want(t, 200); got.body != other {
		t.Errorf("what was in the way is %q", got.body)
	}
	s.do("mia", "GET", own+"lone.ics", "").want(t, 200)
	for _, gone := range []string{own + "a.ics", home + "b/a.ics"} {
		s.do("mia", "GET", gone, "").want(t, 404)
	}
}

func TestLocksAreNotOffered(t *testing.T) {
	s := testSite(t)
	for _, method := range []string{"LOCK", "UNLOCK", "VERSION-CONTROL", "TRACE", "X-ODD"} {
		a := s.do("mia", method, own, "").want(t, http.StatusMethodNotAllowed)
		if allow := a.Header.Get("Allow"); allow == "" || strings.Contains(allow, "LOCK") {
			t.Errorf("%s: Allow %q", method, allow)
		}
	}
}

// RFC 6578 §5: a write that is for a calendar as it was when it was last synchronised.
func TestSyncTokenInIfHeader(t *testing.T) {
	s := testSite(t)
	home := "/dav/calendars/mia/"
	s.do("mia", "MKCALENDAR", home+"jardin/", "").want(t, 201)
	token := func(path string) string {
		return tokenIn(s.do("mia", "REPORT", path, syncBody("", "1", 0)).want(t, 207))
	}
	text := event("a", "A", "20220301T080000Z", "20220301T090000Z")
	old := token(home + "jardin/")
	tagged := func(token string) string { return "If: <" + home + "jardin/> (<" + token + ">)" }
	s.do("mia", "PUT", home+"jardin/a.ics", text, tagged(token(own))).want(t, 412)
	s.do("mia", "PUT", home+"jardin/a.ics", text, tagged(old)).want(t, 201)
	now := token(home + "jardin/")
	for name, r := range map[string][3]string{
		"put":        {"PUT", "jardin/b.ics", strings.ReplaceAll(text, "UID:a", "UID:b")},
		"delete":     {"DELETE", "jardin/a.ics", ""},
		"proppatch":  {"PROPPATCH", "jardin/", "<D:propertyupdate" + declarations + "><D:set><D:prop><D:displayname>x</D:displayname></D:prop></D:set></D:propertyupdate>"},
		"post":       {"POST", "jardin/?add-member", strings.ReplaceAll(text, "UID:a", "UID:c")},
		"mkcalendar": {"MKCALENDAR", "potager/", ""},
		"move":       {"MOVE", "jardin/a.ics", ""},
		"calendar":   {"DELETE", "jardin/", ""},
	} {
		a := s.do("mia", r[0], home+r[1], r[2], tagged(old), "Destination: "+own+"a.ics")
		if a.StatusCode != 412 || token(home+"jardin/") != now {
			t.Errorf("%s: %d %s", name, a.StatusCode, a.body)
		}
	}
	s.do("mia", "PROPPATCH", home+"jardin/", "<D:propertyupdate"+declarations+"><D:set><D:prop><D:displayname>x</D:displayname></D:prop></D:set></D:propertyupdate>", "If: (<"+now+">)").want(t, 207)
	now = token(home + "jardin/")
	s.do("mia", "POST", home+"jardin/?add-member", strings.ReplaceAll(text, "UID:a", "UID:c"), "If: (<"+now+">)").want(t, 201)
	s.do("mia", "DELETE", home+"jardin/", "", "If: (<"+now+">)").want(t, 412)
	s.do("mia", "DELETE", home+"jardin/", "", `If-Match: "x"`).want(t, 412)
	tag := s.do("mia", "GET", home+"jardin/", "").want(t, 200).Header.Get("ETag")
	s.do("mia", "DELETE", home+"jardin/", "", "If-Match: "+tag, "If: (<"+token(home+"jardin/")+">)").want(t, 204)
}

// RFC 6638 §8.1: a client may delete an invitation without a reply.
func TestScheduleReply(t *testing.T) {
	for header, want := range map[string]events.Partstat{"Schedule-Reply: F": "", "Schedule-Reply: f": "", "Schedule-Reply: T": events.Declined, "X-None: 1": events.Declined} {
		s := testSite(t)
		s.do("mia", "DELETE", "/dav/calendars/mia/parcours/agora.ics", "", header).want(t, 204)
		s.do("mia", "GET", "/dav/calendars/mia/parcours/agora.ics", "").want(t, 404)
		all, err := s.service.Record.History(t.Context(), "")
		if err != nil || want == "" && len(all) != 0 || want != "" && (len(all) != 1 || all[0].Status != want) {
			t.Errorf("%s: %+v, %v", header, all, err)
		}
	}
}
