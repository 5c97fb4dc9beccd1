package caldav

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"parcours/calendars"
	"parcours/events"
	"parcours/ical"
)

func query(filter string, props ...string) string {
	if len(props) == 0 {
		props = []string{"<D:getetag/>"}
	}
	return `<C:calendar-query` + declarations + `><D:prop>` + strings.Join(props, "") + `</D:prop><C:filter>` + filter + `</C:filter></C:calendar-query>`
}

func inCalendar(inner string) string {
	return `<C:comp-filter name="VCALENDAR">` + inner + `</C:comp-filter>`
}

func inEvent(inner string) string {
	return inCalendar(`<C:comp-filter name="VEVENT">` + inner + `</C:comp-filter>`)
}

func base(hrefs []string) []string {
	all := []string{}
	for _, h := range hrefs {
		h = strings.TrimSuffix(h, "/")
		all = append(all, h[strings.LastIndexByte(h, '/')+1:])
	}
	slices.Sort(all)
	return all
}

func TestCalendarQuery(t *testing.T) {
	s := testSite(t)
	s.do("mia", "MKCALENDAR", "/dav/calendars/mia/all/", "").want(t, 201)
	const path = "/dav/calendars/mia/all/"
	for name, text := range map[string]string{
		"weekly":  event("weekly", "Équipe", "20220103T080000Z", "20220103T090000Z", "RRULE:FREQ=WEEKLY"),
		"alarmed": event("alarmed", "Alarme", "20220310T080000Z", "20220310T090000Z", "BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-P3D", "END:VALARM"),
		"floating": strings.NewReplacer("20220301T080000Z", "20220315T003000", "20220301T090000Z", "20220315T004500").
			Replace(event("floating", "Flottant", "20220301T080000Z", "20220301T090000Z", "CATEGORIES:rouge,vert")),
		"allday": "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:allday\r\nDTSTART;VALUE=DATE:20220320\r\nSUMMARY:Journée\r\nATTENDEE;PARTSTAT=DECLINED:mailto:mia@example.org\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
		"task":   strings.Replace(todo("task", "Tâche"), "SUMMARY", "DUE:20220312T120000Z\r\nSUMMARY", 1),
		"point":  strings.Replace(event("point", "Point", "20220401T000000Z", "x"), "DTEND:x\r\n", "", 1),
	} {
		s.do("mia", "PUT", path+name+".ics", text).want(t, 201)
	}
	span := func(from, to string) string {
		r := `<C:time-range`
		if from != "" {
			r += ` start="` + from + `"`
		}
		if to != "" {
			r += ` end="` + to + `"`
		}
		return r + `/>`
	}
	for name, test := range map[string]struct {
		filter string
		want   []string
	}{
		"everything":           {inCalendar(""), []string{"alarmed.ics", "allday.ics", "floating.ics", "point.ics", "task.ics", "weekly.ics"}},
		"events":               {inEvent(""), []string{"alarmed.ics", "allday.ics", "floating.ics", "point.ics", "weekly.ics"}},
		"tasks":                {inCalendar(`<C:comp-filter name="vtodo"/>`), []string{"task.ics"}},
		"no events":            {inCalendar(`<C:comp-filter name="VEVENT"><C:is-not-defined/></C:comp-filter>`), []string{"task.ics"}},
		"a week":               {inEvent(span("20220307T000000Z", "20220314T000000Z")), []string{"alarmed.ics", "weekly.ics"}},
		"long before":          {inEvent(span("20210101T000000Z", "20210201T000000Z")), []string{}},
		"far ahead":            {inEvent(span("20300101T000000Z", "20300108T000000Z")), []string{"weekly.ics"}},
		"open end":             {inEvent(span("20220401T000000Z", "")), []string{"point.ics", "weekly.ics"}},
		"open start":           {inEvent(span("", "20220104T000000Z")), []string{"weekly.ics"}},
		"just before a point":  {inEvent(span("20220331T000000Z", "20220401T000000Z")), []string{}},
		"from a point":         {inEvent(span("20220401T000000Z", "20220401T000001Z")), []string{"point.ics"}},
		"floating in Paris":    {inEvent(span("20220314T233000Z", "20220314T234000Z")), []string{"floating.ics"}},
		"task by its due date": {inCalendar(`<C:comp-filter name="VTODO">` + span("20220312T000000Z", "20220313T000000Z") + `</C:comp-filter>`), []string{"task.ics"}},
		"alarm":                {inEvent(`<C:comp-filter name="VALARM">` + span("20220307T000000Z", "20220308T000000Z") + `</C:comp-filter>`), []string{"alarmed.ics"}},
		"text":                 {inEvent(`<C:prop-filter name="SUMMARY"><C:text-match>ARM</C:text-match></C:prop-filter>`), []string{"alarmed.ics"}},
		"text by octets":       {inEvent(`<C:prop-filter name="SUMMARY"><C:text-match collation="i;octet">ARM</C:text-match></C:prop-filter>`), []string{}},
		"text in any script":   {inEvent(`<C:prop-filter name="SUMMARY"><C:text-match collation="i;unicode-casemap">éQUIPE</C:text-match></C:prop-filter>`), []string{"weekly.ics"}},
		"not the text":         {inEvent(`<C:prop-filter name="SUMMARY"><C:text-match negate-condition="yes">a</C:text-match></C:prop-filter>`), []string{"allday.ics", "point.ics", "weekly.ics"}},
		"parameter":            {inEvent(`<C:prop-filter name="ATTENDEE"><C:param-filter name="PARTSTAT"><C:text-match>DECLINED</C:text-match></C:param-filter></C:prop-filter>`), []string{"allday.ics"}},
		"no rule":              {inEvent(`<C:prop-filter name="RRULE"><C:is-not-defined/></C:prop-filter>` + span("20220301T000000Z", "20220331T000000Z")), []string{"alarmed.ics", "allday.ics", "floating.ics"}},
		"uid":                  {inEvent(`<C:prop-filter name="UID"><C:text-match collation="i;octet">point</C:text-match></C:prop-filter>`), []string{"point.ics"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := base(s.do("mia", "REPORT", path, query(test.filter), "Depth: 1").hrefs(t)); !slices.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
	for name, test := range map[string]struct{ body, condition string }{
		"no filter":         {`<C:calendar-query` + declarations + `><D:prop><D:getetag/></D:prop></C:calendar-query>`, "<C:valid-filter/>"},
		"not VCALENDAR":     {query(`<C:comp-filter name="VEVENT"/>`), "<C:valid-filter/>"},
		"local time":        {query(inEvent(span("20220307T000000", "20220314T000000Z"))), "<C:valid-filter/>"},
		"ends first":        {query(inEvent(span("20220314T000000Z", "20220307T000000Z"))), "<C:valid-filter/>"},
		"no bounds":         {query(inEvent(span("", ""))), "<C:valid-filter/>"},
		"unknown collation": {query(inEvent(`<C:prop-filter name="SUMMARY"><C:text-match collation="i;german">A</C:text-match></C:prop-filter>`)), "<C:supported-collation/>"},
		"another type":      {query(inEvent(""), `<C:calendar-data content-type="application/calendar+xml"/>`), "<C:supported-calendar-data/>"},
		"zone of nowhere":   {strings.Replace(query(inEvent("")), "</C:calendar-query>", "<C:timezone>x</C:timezone></C:calendar-query>", 1), "<C:valid-calendar-data/>"},
		"zone id":           {strings.Replace(query(inEvent("")), "</C:calendar-query>", "<C:timezone-id>Mars/Olympus</C:timezone-id></C:calendar-query>", 1), "<C:valid-timezone/>"},
		"unknown report":    {`<D:version-tree xmlns:D="DAV:"/>`, "<D:supported-report/>"},
	} {
		t.Run(name, func(t *testing.T) { s.do("mia", "REPORT", path, test.body).want(t, 403).has(t, test.condition) })
	}
	newYork := strings.Replace(query(inEvent(span("20220315T043000Z", "20220315T044000Z"))), "</C:calendar-query>", "<C:timezone-id>America/New_York</C:timezone-id></C:calendar-query>", 1)
	if got := base(s.do("mia", "REPORT", path, newYork).hrefs(t)); !slices.Equal(got, []string{"floating.ics"}) {
		t.Errorf("floating in New York: %v", got)
	}
	if got := base(s.do("mia", "REPORT", path+"weekly.ics", query(inEvent(""))).hrefs(t)); !slices.Equal(got, []string{"weekly.ics"}) {
		t.Errorf("query of an object: %v", got)
	}
	if got := s.do("mia", "REPORT", "/dav/calendars/mia/inbox/", query(inEvent(""))).hrefs(t); got != nil {
		t.Errorf("query of the inbox: %v", got)
	}
	if got := base(s.do("mia", "REPORT", "/dav/programme/techniciens/", query(inEvent(span("20220322T000000Z", "20220323T000000Z")))).hrefs(t)); !slices.Equal(got, []string{"pairs-1-techniciens.ics"}) {
		t.Errorf("query of a published calendar: %v", got)
	}
}

func TestCalendarData(t *testing.T) {
	s := testSite(t)
	text := event("w", "Hebdo", "20220307T080000Z", "20220307T090000Z", "RRULE:FREQ=WEEKLY;COUNT=10", "DESCRIPTION:lang")
	text = strings.Replace(text, "END:VCALENDAR", "BEGIN:VEVENT\r\nUID:w\r\nRECURRENCE-ID:20220404T080000Z\r\nDTSTART:20220404T100000Z\r\nDTEND:20220404T110000Z\r\nSUMMARY:Verschoben\r\nEND:VEVENT\r\nEND:VCALENDAR", 1)
	s.do("mia", "PUT", own+"w.ics", text).want(t, 201)
	ask := func(inner string) answer {
		return s.do("mia", "REPORT", own, query(inEvent(""), "<C:calendar-data>"+inner+"</C:calendar-data>"))
	}
	ask("").has(t, "RRULE:FREQ=WEEKLY;COUNT=10&#13;\n", "DESCRIPTION:lang&#13;\n")
	expanded := ask(`<C:expand start="20220401T000000Z" end="20220412T000000Z"/>`).lacks(t, "RRULE", "20220307T080000Z")
	expanded.has(t, "RECURRENCE-ID:20220404T080000Z", "DTSTART:20220404T100000Z", "RECURRENCE-ID:20220411T080000Z", "DTSTART:20220411T080000Z")
	ask(`<C:limit-recurrence-set start="20220501T000000Z" end="20220512T000000Z"/>`).has(t, "RRULE").lacks(t, "Verschoben")
	ask(`<C:comp name="VCALENDAR"><C:prop name="VERSION"/><C:comp name="VEVENT"><C:prop name="UID"/><C:prop name="SUMMARY" novalue="yes"/></C:comp></C:comp>`).
		has(t, "VERSION:2.0", "UID:w", "SUMMARY:&#13;").lacks(t, "PRODID", "DTSTART", "Hebdo")
	for _, bad := range []string{
		`<C:expand start="20220401T000000Z"/>`, `<C:expand start="20220401T000000Z" end="20220331T000000Z"/>`, `<C:expand start="x" end="y"/>`,
		`<C:expand start="20220401T000000Z" end="20220412T000000Z"/><C:limit-recurrence-set start="20220401T000000Z" end="20220412T000000Z"/>`,
	} {
		ask(bad).want(t, 400)
	}
}

func multiget(hrefs ...string) string {
	return `<C:calendar-multiget` + declarations + `><D:prop><D:getetag/><C:calendar-data/></D:prop><D:href>` + strings.Join(hrefs, "</D:href><D:href>") + `</D:href></C:calendar-multiget>`
}

func TestMultiget(t *testing.T) {
	s := testSite(t)
	for _, name := range []string{"a@b", "c", "d"} {
		s.do("mia", "PUT", own+name+".ics", event(name, name, "20220301T080000Z", "20220301T090000Z")).want(t, 201)
	}
	s.do("tom", "PUT", "/dav/calendars/tom/calendar/t.ics", event("t", "T", "20220301T080000Z", "20220301T090000Z")).want(t, 201)
	r := s.do("mia", "REPORT", own, multiget(
		own+"d.ics", "http://parcours.example.org"+own+"a@b.ics", own+"a%40b.ics", own+"nothing.ics", "/dav/calendars/tom/calendar/t.ics",
		own+"%2F", " "+own+"c.ics\n", own, "mailto:x@example.org", "/elsewhere/&lt;x&gt;"), "Depth: 0").responses(t)
	type row struct{ href, status string }
	var got []row
	for _, x := range r {
		got = append(got, row{x.href, x.status})
	}
	missing := "HTTP/1.1 404 Not Found"
	want := []row{
		{own + "d.ics", ""}, {own + "a%40b.ics", ""}, {own + "nothing.ics", missing}, {"/dav/calendars/tom/calendar/t.ics", missing},
		{own + "%2F", missing}, {own + "c.ics", ""}, {own, missing}, {"mailto:x@example.org", missing}, {"/elsewhere/<x>", missing},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	for _, x := range r {
		if x.status == "" && (len(x.props["200"]) != 2 || !strings.Contains(x.props["200"][dataName].text(), "BEGIN:VEVENT\r\n")) {
			t.Errorf("%s: %v", x.href, x.props)
		}
	}
	s.do("mia", "REPORT", own, `<C:calendar-multiget`+declarations+`><D:prop><D:getetag/></D:prop></C:calendar-multiget>`).want(t, 400)
	var hrefs []string
	for i := range 2*pieceObjects + 7 {
		s := own + "n" + strconv.Itoa(i) + ".ics"
		hrefs = append(hrefs, s)
	}
	if n := len(s.do("mia", "REPORT", own, multiget(append(hrefs, own+"c.ics")...)).hrefs(t)); n != 2*pieceObjects+8 {
		t.Errorf("%d responses", n)
	}
}

func syncBody(token, level string, limit int, props ...string) string {
	body := `<D:sync-collection` + declarations + `><D:sync-token>` + token + `</D:sync-token>`
	if level != "" {
		body += `<D:sync-level>` + level + `</D:sync-level>`
	}
	if limit > 0 {
		body += `<D:limit><D:nresults>` + strconv.Itoa(limit) + `</D:nresults></D:limit>`
	}
	return body + `<D:prop><D:getetag/>` + strings.Join(props, "") + `</D:prop></D:sync-collection>`
}

func tokenIn(a answer) string { return tokenPattern.FindStringSubmatch(a.body)[1] }

// A home, and the calendar of the arbitrages, are told in parts where the client sets a limit (RFC 6578 §3.6).
func TestSyncIsCutAtTheLimit(t *testing.T) {
	s := testSite(t)
	for path, all := range map[string]int{"/dav/calendars/rene/": 9, "/dav/calendars/rene/faverges.arbitrages/": 1, "/dav/calendars/rene/parcours/": 4} {
		whole := s.do("rene", "REPORT", path, syncBody("", "1", 0)).want(t, 207).hrefs(t)
		if len(whole) != all {
			t.Fatalf("%s: %v", path, whole)
		}
		var told []string
		token, last := "", false
		for range all {
			a := s.do("rene", "REPORT", path, syncBody(token, "1", 1)).want(t, 207)
			hrefs := a.hrefs(t)
			last = !strings.Contains(a.body, "507")
			if want := len(told) == all-1; last != want || len(hrefs) != 1 && last || len(hrefs) != 2 && !last {
				t.Fatalf("%s, after %d: %s", path, len(told), a.body)
			}
			told, token = append(told, hrefs[0]), tokenIn(a)
		}
		slices.Sort(whole)
		slices.Sort(told)
		if !slices.Equal(told, whole) || token != tokenIn(s.do("rene", "REPORT", path, syncBody("", "1", 0))) {
			t.Errorf("%s: %v, want %v; %s", path, told, whole, token)
		}
	}
}

func TestSyncCollection(t *testing.T) {
	s := testSite(t)
	put := func(name string) {
		s.do("mia", "PUT", own+name+".ics", event(name, name, "20220301T080000Z", "20220301T090000Z"))
	}
	empty := s.do("mia", "REPORT", own, syncBody("", "1", 0), "Depth: 1").want(t, 207)
	for _, name := range []string{"a", "b", "c"} {
		put(name)
	}
	first := s.do("mia", "REPORT", own, syncBody(tokenIn(empty), "1", 0)).want(t, 207)
	if got := base(first.hrefs(t)); !slices.Equal(got, []string{"a.ics", "b.ics", "c.ics"}) {
		t.Errorf("%v", got)
	}
	if got := s.do("mia", "REPORT", own, syncBody(tokenIn(first), "", 0), "Depth: 0").hrefs(t); got != nil {
		t.Errorf("nothing changed: %v", got)
	}
	put("d")
	s.do("mia", "DELETE", own+"a.ics", "").want(t, 204)
	put("e")
	s.do("mia", "DELETE", own+"e.ics", "").want(t, 204)
	second := s.do("mia", "REPORT", own, syncBody(tokenIn(first), "1", 0, "<C:calendar-data/>"))
	statuses := map[string]string{}
	for _, r := range second.responses(t) {
		statuses[base([]string{r.href})[0]] = r.status
	}
	if len(statuses) < 2 || statuses["a.ics"] != "HTTP/1.1 404 Not Found" || statuses["d.ics"] != "" {
		t.Errorf("%v", statuses)
	}
	second.has(t, "BEGIN:VEVENT").lacks(t, "<D:status>HTTP/1.1 404 Not Found</D:status></D:propstat>")

	// Cut lists are continued to the end, whatever the limit.
	var all []string
	token, pages := "", 0
	for {
		a := s.do("mia", "REPORT", own, syncBody(token, "1", 1))
		more := false
		for _, r := range a.responses(t) {
			if r.href == own {
				more = r.status == "HTTP/1.1 507 Insufficient Storage"
			} else if r.status == "" {
				all = append(all, r.href)
			}
		}
		token = tokenIn(a)
		if pages++; !more || pages > 20 {
			break
		}
		a.has(t, "<D:number-of-matches-within-limits/>")
	}
	if got := base(all); !slices.Equal(got, []string{"b.ics", "c.ics", "d.ics"}) {
		t.Errorf("in pages: %v", got)
	}

	for name, test := range map[string]struct {
		body      string
		status    int
		condition string
	}{
		"unknown token":       {syncBody("data:,nonsense", "1", 0), 403, "<D:valid-sync-token/>"},
		"token of the future": {syncBody(strings.Replace(tokenIn(second), "/0.0.", "/0.0.9", 1), "1", 0), 403, "<D:valid-sync-token/>"},
		"infinite":            {syncBody("", "infinite", 0), 207, own + "b.ics"},
		"odd level":           {syncBody("", "2", 0), 400, ""},
		"odd limit":           {strings.Replace(syncBody("", "1", 5), ">5<", ">many<", 1), 400, ""},
	} {
		t.Run(name, func(t *testing.T) { s.do("mia", "REPORT", own, test.body).want(t, test.status).has(t, test.condition) })
	}
}

func TestSyncOfHomeAndInbox(t *testing.T) {
	s := testSite(t)
	const home = "/dav/calendars/mia/"
	for depth, level := range map[string]string{"Depth: 1": "infinite", "Depth: infinity": ""} {
		s.do("mia", "REPORT", home, syncBody("", level, 0), depth).want(t, 403).has(t, "<D:sync-traversal-supported/>")
	}
	s.do("mia", "REPORT", home, syncBody("", "1", 0), "Depth: infinity").want(t, 207)
	first := s.do("mia", "REPORT", home, syncBody("", "1", 0, "<D:displayname/>")).has(t, "Mon agenda")
	s.do("mia", "MKCALENDAR", home+"neu/", "").want(t, 201)
	second := s.do("mia", "REPORT", home, syncBody(tokenIn(first), "1", 0))
	if got := second.hrefs(t); !slices.Equal(got, []string{home + "neu/"}) {
		t.Errorf("%v", got)
	}
	s.do("mia", "DELETE", home+"neu/", "").want(t, 204)
	s.do("mia", "REPORT", home, syncBody(tokenIn(second), "1", 0)).has(t, "<D:href>"+home+"neu/</D:href><D:status>HTTP/1.1 404 Not Found</D:status>")
	s.do("mia", "REPORT", home, syncBody("data:,x", "1", 0)).want(t, 403).has(t, "<D:valid-sync-token/>")
	s.do("mia", "PROPFIND", home, prop("D:sync-token", "CS:getctag"), "Depth: 0").lacks(t, "404")
	inbox := s.do("mia", "REPORT", home+"inbox/", syncBody("", "1", 0))
	if got := s.do("mia", "REPORT", home+"inbox/", syncBody(tokenIn(inbox), "1", 0)).hrefs(t); got != nil {
		t.Errorf("inbox: %v", got)
	}
}

// When what a person may see changes, their tokens are of another epoch.
func TestSyncStartsOverWhenRightsChange(t *testing.T) {
	p := testProgramme()
	s := newSite(t, p)
	first := s.do("mia", "REPORT", "/dav/calendars/mia/parcours/", syncBody("", "1", 0))
	p.People[2].Category = "techniciens"
	if _, err := s.service.Apply(t.Context(), p, events.ApplyOptions{}); err != nil {
		t.Fatal(err)
	}
	s.do("mia", "REPORT", "/dav/calendars/mia/parcours/", syncBody(tokenIn(first), "1", 0)).want(t, 403).has(t, "<D:valid-sync-token/>")
	s.do("mia", "REPORT", "/dav/calendars/mia/parcours/", syncBody("", "1", 0)).has(t, "pairs-1-techniciens").lacks(t, "pairs-1-elus")
}

func TestFreeBusyQuery(t *testing.T) {
	s := testSite(t)
	s.do("mia", "PUT", own+"a.ics", event("a", "A", "20220301T080000Z", "20220301T090000Z")).want(t, 201)
	s.do("mia", "PUT", own+"b.ics", event("b", "B", "20220301T083000Z", "20220301T100000Z")).want(t, 201)
	s.do("mia", "PUT", own+"c.ics", event("c", "C", "20220301T120000Z", "20220301T130000Z", "TRANSP:TRANSPARENT")).want(t, 201)
	s.do("mia", "PUT", own+"d.ics", event("d", "D", "20220301T140000Z", "20220301T150000Z", "STATUS:TENTATIVE")).want(t, 201)
	ask := func(span string) answer {
		return s.do("mia", "REPORT", own, `<C:free-busy-query`+declarations+`>`+span+`</C:free-busy-query>`, "Depth: 1")
	}
	a := ask(`<C:time-range start="20220301T000000Z" end="20220302T000000Z"/>`).want(t, 200)
	if got := a.Header.Get("Content-Type"); got != "text/calendar; charset=utf-8" {
		t.Error(got)
	}
	c, err := ical.Parse([]byte(a.body))
	if err != nil {
		t.Fatal(err)
	}
	fb := c.Children("VFREEBUSY")[0]
	var got []string
	for _, p := range fb.All("FREEBUSY") {
		got = append(got, p.Param("FBTYPE")+" "+p.Value)
	}
	if want := []string{"BUSY 20220301T080000Z/20220301T100000Z", "BUSY-TENTATIVE 20220301T140000Z/20220301T150000Z"}; !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
	if fb.Value("UID") == "" || fb.Value("DTSTAMP") == "" {
		t.Error("without UID or DTSTAMP")
	}
	ask("").want(t, 400)
	ask(`<C:time-range start="20220301T000000Z"/>`).want(t, 400)
	s.do("mia", "REPORT", "/dav/calendars/mia/inbox/", `<C:free-busy-query`+declarations+`/>`).want(t, 403).has(t, "<D:supported-report/>")
}

// A long multistatus goes out in pieces, compressed for those who take it.
func TestLongAnswersAreCompressed(t *testing.T) {
	s := testSite(t)
	for i := range 120 {
		name := "n" + strconv.Itoa(i)
		s.do("mia", "PUT", own+name+".ics", event(name, strings.Repeat("lang ", 100), "20220301T080000Z", "20220301T090000Z")).want(t, 201)
	}
	body := query(inEvent(""), "<D:getetag/>", "<C:calendar-data/>")
	plain := s.do("mia", "REPORT", own, body)
	if n := len(plain.responses(t)); n != 120 || plain.Header.Get("Content-Encoding") != "" {
		t.Errorf("%d responses, %v", n, plain.Header)
	}
	for header, zipped := range map[string]bool{
		"gzip, deflate, br, zstd": true, "*": true, "gzip;q=0": false, "identity": false, "gzip;q=0, *": false, "x-gzip;q=0.5": true, "br": false,
	} {
		a := s.do("mia", "REPORT", own, body, "Accept-Encoding: "+header)
		if got := a.Header.Get("Content-Encoding") == "gzip"; got != zipped || zipped && len(a.body) > len(plain.body)/4 {
			t.Errorf("%s: %v, %d octets of %d", header, got, len(a.body), len(plain.body))
		}
	}
	short := s.do("mia", "PROPFIND", own, prop("CS:getctag"), "Depth: 0", "Accept-Encoding: gzip").want(t, 207)
	if short.Header.Get("Content-Encoding") != "" || short.Header.Get("Content-Length") == "" {
		t.Errorf("short: %v", short.Header)
	}
}

// Whether a session is in a range is decided without its text as it would be from its text.
func TestSessionMatchesAsItsText(t *testing.T) {
	s := testSite(t)
	viewer := s.service.Programme().Person("mia")
	c, err := s.service.Calendars.Collection(t.Context(), viewer, "mia", "parcours")
	if err != nil {
		t.Fatal(err)
	}
	items, err := s.service.Calendars.Items(t.Context(), viewer, c, calendars.ItemQuery{})
	if err != nil {
		t.Fatal(err)
	}
	render := ical.NewRenderer("https://parcours.example.org")
	compared := 0
	for _, zone := range []string{"Europe/Paris", "America/New_York", "Pacific/Auckland"} {
		floating := zoneNamed(zone)
		for _, it := range items {
			object, err := ical.Parse(render.Item(it))
			if err != nil {
				t.Fatal(err)
			}
			start, end := it.Invitation.Session.When.Span(floating)
			for _, edge := range []time.Time{start, end} {
				for _, shift := range []time.Duration{-time.Hour, -time.Second, 0, time.Second, time.Hour} {
					at := edge.Add(shift).UTC()
					for _, span := range []ical.TimeRange{{Start: at}, {End: at}, {Start: at, End: at.Add(time.Minute)}, {Start: at.Add(-time.Minute), End: at}} {
						filter := &ical.CompFilter{Name: "VCALENDAR", Comps: []ical.CompFilter{{Name: "VEVENT", TimeRange: &span}}}
						want, err := filter.Match(object, floating)
						if err != nil {
							t.Fatal(err)
						}
						got, ok := sessionMatches(filter, it.Invitation.Session.When, floating)
						if !ok || got != want {
							t.Errorf("%s in %s, %v: %v, from the text %v", it.Name, zone, span, got, want)
						}
						compared++
					}
				}
			}
		}
	}
	if compared < 400 {
		t.Errorf("%d compared", compared)
	}
}
