package caldav

import (
	"regexp"
	"strings"
	"testing"
)

// A meeting of olga's, who organises and knows everybody.
const olgas = "/dav/calendars/olga/calendar/"

func meeting(uid string, lines ...string) string {
	return event(uid, "Atelier", "20220310T080000Z", "20220310T090000Z", append([]string{"ORGANIZER;CN=Olga:mailto:olga@example.org"}, lines...)...)
}

var hrefs = regexp.MustCompile(`<D:href>([^<]+\.ics)</D:href>`)

// copyOf gives the path and the text of somebody's copy of an event, "" without one.
func (s *site) copyOf(who, uid string) (path, text string) {
	s.t.Helper()
	for _, collection := range []string{"calendar", "tasks"} {
		list := s.do(who, "PROPFIND", "/dav/calendars/"+who+"/"+collection+"/", prop("D:getetag"), "Depth: 1")
		for _, m := range hrefs.FindAllStringSubmatch(list.body, -1) {
			if got := s.do(who, "GET", m[1], ""); strings.Contains(got.body, "UID:"+uid+"\r\n") {
				return m[1], unfold(got.body)
			}
		}
	}
	return "", ""
}

// inbox gives the texts of somebody's messages.
func (s *site) inbox(who string) (all []string) {
	s.t.Helper()
	list := s.do(who, "PROPFIND", "/dav/calendars/"+who+"/inbox/", prop("D:getetag"), "Depth: 1")
	for _, m := range hrefs.FindAllStringSubmatch(list.body, -1) {
		all = append(all, unfold(s.do(who, "GET", m[1], "").body))
	}
	return all
}

func unfold(text string) string { return strings.ReplaceAll(text, "\r\n ", "") }

// says checks that a text has and lacks parts.
func says(t *testing.T, what, text string, has []string, lacks ...string) {
	t.Helper()
	for _, part := range has {
		if !strings.Contains(text, part) {
			t.Errorf("%s: no %q in\n%s", what, part, text)
		}
	}
	for _, part := range lacks {
		if strings.Contains(text, part) {
			t.Errorf("%s: %q in\n%s", what, part, text)
		}
	}
}

// An invitation stands in the calendars of those it asks, an answer in that of who asked, and what is taken away is off.
func TestPeopleInvitePeople(t *testing.T) {
	s := testSite(t)
	const tom, rene = toTom, toRene
	alarm := "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:x\r\nTRIGGER:-PT5M\r\nEND:VALARM"
	s.do("olga", "PUT", olgas+"m.ics", meeting("m", "RRULE:FREQ=WEEKLY;COUNT=4", tom, rene, alarm), calendarType).want(t, 201)
	path, text := s.copyOf("tom", "m")
	says(t, "tom's copy", text, []string{"SUMMARY:Atelier", "ATTENDEE:mailto:tom@", "ATTENDEE:mailto:rene@"}, "VALARM", "METHOD", "SCHEDULE-STATUS")
	says(t, "tom's inbox", strings.Join(s.inbox("tom"), ""), []string{"METHOD:REQUEST", "UID:m"})
	_, organised := s.copyOf("olga", "m")
	says(t, "olga's", organised, []string{"ATTENDEE;SCHEDULE-STATUS=1.2:mailto:tom@", "VALARM"})
	tag := s.do("tom", "GET", path, "").Header.Get("Schedule-Tag")

	// tom comes, but for the second week: he takes that out.
	answer := strings.Replace(text, "ATTENDEE:mailto:tom", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:tom", 1)
	answer = strings.Replace(answer, "RRULE", "EXDATE:20220317T080000Z\r\nRRULE", 1)
	s.do("tom", "PUT", path, answer, calendarType, "If-Schedule-Tag-Match: "+tag).want(t, 204)
	before := s.do("olga", "GET", olgas+"m.ics", "")
	says(t, "olga's after tom's answer", unfold(before.body), []string{
		"SCHEDULE-STATUS=2.0;PARTSTAT=ACCEPTED:mailto:tom@", "RECURRENCE-ID:20220317T080000Z", "SCHEDULE-STATUS=2.0;PARTSTAT=DECLINED:mailto:tom@",
	})
	says(t, "olga's inbox", strings.Join(s.inbox("olga"), ""), []string{"METHOD:REPLY", "mailto:tom@"}, "mailto:rene@")
	renes, text := s.copyOf("rene", "m")
	says(t, "rene's copy", text, []string{"PARTSTAT=ACCEPTED:mailto:tom@", "RECURRENCE-ID:20220317T080000Z"})

	// What rene keeps of his own stays when olga renames the series; tom's exception and his yes too.
	s.do("rene", "PUT", renes, strings.Replace(text, "RRULE", "TRANSP:TRANSPARENT\r\n"+"RRULE", 1), calendarType).want(t, 204)
	renamed := strings.ReplaceAll(unfold(before.body), "SUMMARY:Atelier", "SUMMARY:Forum")
	s.do("olga", "PUT", olgas+"m.ics", renamed, calendarType).want(t, 204)
	_, text = s.copyOf("tom", "m")
	says(t, "tom's copy of the renamed", text, []string{"SUMMARY:Forum", "EXDATE:20220317T080000Z", "PARTSTAT=ACCEPTED"}, "Atelier", "RECURRENCE-ID")
	_, text = s.copyOf("rene", "m")
	says(t, "rene's copy of the renamed", text, []string{"SUMMARY:Forum", "TRANSP:TRANSPARENT"})

	// A move asks again.
	_, organised = s.copyOf("olga", "m")
	s.do("olga", "PUT", olgas+"m.ics", strings.ReplaceAll(organised, "DTEND:20220310T090000Z", "DTEND:20220310T093000Z"), calendarType).want(t, 204)
	_, text = s.copyOf("tom", "m")
	says(t, "tom's copy of the moved", text, []string{"DTEND:20220310T093000Z", "PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:tom@", "SEQUENCE:1"})

	// rene is asked no more; tom throws it away; olga calls the rest off.
	_, organised = s.copyOf("olga", "m")
	s.do("olga", "PUT", olgas+"m.ics", regexp.MustCompile(`ATTENDEE[^\r]*rene@example.org\r\n`).ReplaceAllString(organised, ""), calendarType).want(t, 204)
	_, text = s.copyOf("rene", "m")
	says(t, "rene's copy of what he is not asked to", text, []string{"STATUS:CANCELLED"})
	says(t, "rene's inbox", strings.Join(s.inbox("rene"), ""), []string{"METHOD:CANCEL"})
	path, _ = s.copyOf("tom", "m")
	s.do("tom", "DELETE", path, "").want(t, 204)
	_, organised = s.copyOf("olga", "m")
	says(t, "olga's after tom threw it away", organised, []string{"SCHEDULE-STATUS=2.0;PARTSTAT=DECLINED:mailto:tom@"}, "NEEDS-ACTION")
	s.do("olga", "PUT", olgas+"m.ics", strings.ReplaceAll(organised, "Forum", "Salon"), calendarType).want(t, 204)
	if path, _ := s.copyOf("tom", "m"); path != "" {
		t.Error("what tom threw away is back without a new question")
	}
	s.do("olga", "PUT", olgas+"n.ics", meeting("n", tom), calendarType).want(t, 201)
	s.do("olga", "DELETE", olgas+"n.ics", "").want(t, 204)
	_, text = s.copyOf("tom", "n")
	says(t, "tom's copy of what was called off", text, []string{"STATUS:CANCELLED"})
}

// Who is asked to one date has that date alone; who is not asked to one has it as an exception.
func TestInvitedToSomeDates(t *testing.T) {
	s := testSite(t)
	const tom, rene = "ATTENDEE:mailto:tom@example.org", "ATTENDEE:mailto:rene@example.org"
	series := meeting("m", "RRULE:FREQ=WEEKLY;COUNT=4", tom)
	second := strings.NewReplacer("RRULE:FREQ=WEEKLY;COUNT=4\r\n", "", tom, "RECURRENCE-ID:20220317T080000Z\r\n"+rene, "20220310T0", "20220317T0").Replace(series)
	body := strings.Replace(series, "END:VCALENDAR", second[strings.Index(second, "BEGIN:VEVENT"):], 1)
	s.do("olga", "PUT", olgas+"m.ics", body, calendarType).want(t, 201)
	_, text := s.copyOf("tom", "m")
	says(t, "tom's", text, []string{"RRULE", "EXDATE:20220317T080000Z"}, "rene@")
	_, text = s.copyOf("rene", "m")
	says(t, "rene's", text, []string{"RECURRENCE-ID:20220317T080000Z", "rene@"}, "RRULE", "tom@")
}

// Nobody's other event is overwritten by an invitation of its UID, nobody answers for another, and whom one may not invite is as
// unknown as a stranger.
func TestInvitationsTakeNothing(t *testing.T) {
	s := testSite(t)
	s.do("tom", "PUT", "/dav/calendars/tom/calendar/own.ics", event("u", "Dentiste", "20220310T080000Z", "20220310T090000Z"), calendarType).want(t, 201)
	s.do("olga", "PUT", olgas+"u.ics", meeting("u", "ATTENDEE:mailto:tom@example.org", "ATTENDEE:mailto:nobody@example.org", "ATTENDEE:urn:uuid:1"), calendarType).want(t, 201)
	_, text := s.copyOf("tom", "u")
	says(t, "tom's own", text, []string{"Dentiste"}, "ORGANIZER")
	_, text = s.copyOf("olga", "u")
	says(t, "olga's", text, []string{"SCHEDULE-STATUS=1.2:mailto:tom@", "SCHEDULE-STATUS=1.0:mailto:nobody@", "SCHEDULE-STATUS=3.7:urn:uuid:1"})
	// What tom has is his to know: to olga it is delivered as to anybody, and it is: in his inbox.
	if got := s.inbox("tom"); len(got) != 1 || !strings.Contains(got[0], "METHOD:REQUEST") {
		t.Errorf("in tom's inbox: %s", got)
	}
	mias := strings.ReplaceAll(meeting("v", "ATTENDEE:mailto:tom@example.org"), "olga@", "mia@")
	s.do("mia", "PUT", own+"v.ics", mias, calendarType).want(t, 201)
	if path, _ := s.copyOf("tom", "v"); path != "" {
		t.Error("mia, who has nothing to do with tom, invited him")
	}
	// rene's object of the same UID that says that olga organises changes nothing at olga's, whom it does not ask.
	s.do("olga", "PUT", olgas+"w.ics", meeting("w", "ATTENDEE:mailto:tom@example.org"), calendarType).want(t, 201)
	s.do("rene", "PUT", "/dav/calendars/rene/calendar/w.ics", meeting("w", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:rene@example.org", "ATTENDEE;PARTSTAT=DECLINED:mailto:tom@example.org"), calendarType).want(t, 201)
	_, text = s.copyOf("olga", "w")
	says(t, "olga's", text, nil, "rene@", "PARTSTAT=DECLINED")
	// Who organises another event of a UID that tom is asked to reaches neither his copy nor his inbox, and reads what they read of anybody.
	s.emptyInbox("tom")
	s.do("rene", "DELETE", "/dav/calendars/rene/calendar/w.ics", "").want(t, 204)
	s.do("rene", "PUT", "/dav/calendars/rene/calendar/forged.ics", strings.ReplaceAll(strings.ReplaceAll(meeting("w", toTom), "olga@", "rene@"), "Atelier", "Autre"), calendarType).want(t, 201)
	_, text = s.copyOf("tom", "w")
	says(t, "tom's", text, []string{"Atelier", "mailto:olga@"}, "rene@")
	if got := s.inbox("tom"); len(got) > 0 {
		t.Errorf("what rene forged is in tom's inbox: %s", got)
	}
	_, text = s.copyOf("rene", "w")
	says(t, "rene's", text, []string{"SCHEDULE-STATUS=1.2:mailto:tom@"})
	s.do("olga", "PUT", olgas+"p.ics", meeting("agora@pilotes.example.org", "ATTENDEE:mailto:tom@example.org"), calendarType).want(t, 201)
	_, text = s.copyOf("olga", "agora@pilotes.example.org")
	says(t, "olga's, with the UID of a session", text, []string{"SCHEDULE-STATUS=5.1:mailto:tom@"})
	if w := s.do("olga", "PUT", "/dav/calendars/olga/inbox/x.ics", meeting("x", "ATTENDEE:mailto:tom@example.org"), calendarType); w.StatusCode/100 == 2 {
		t.Errorf("PUT into an inbox: %d", w.StatusCode)
	}
	s.do("tom", "PROPFIND", "/dav/calendars/olga/inbox/", prop("D:getetag"), "Depth: 1").want(t, 404)
}

// What somebody has not answered may be taken, what they declined is free, and who organises is busy.
func TestBusyByAnswer(t *testing.T) {
	s := testSite(t)
	const period = "20220311T080000Z/20220311T090000Z"
	asked := strings.ReplaceAll(meeting("m", "ATTENDEE:mailto:tom@example.org"), "20220310T", "20220311T")
	s.do("olga", "PUT", olgas+"m.ics", asked, calendarType).want(t, 201)
	ask := func(who string) string {
		return unfold(s.do("olga", "POST", "/dav/calendars/olga/outbox/", freeBusyRequest("mailto:olga@example.org", "20220311T000000Z", "20220312T000000Z", "mailto:"+who+"@example.org"), calendarType).want(t, 200).body)
	}
	says(t, "unanswered", ask("tom"), []string{"FBTYPE=BUSY-TENTATIVE:" + period})
	says(t, "organised", ask("olga"), []string{"FBTYPE=BUSY:" + period})
	for uid, busy := range map[string]bool{"m": false, "n": true} { // of an event that is being edited
		request := strings.Replace(freeBusyRequest("mailto:olga@example.org", "20220311T000000Z", "20220312T000000Z", "mailto:tom@example.org"), "DTSTART", "X-CALENDARSERVER-MASK-UID:"+uid+"\r\nDTSTART", 1)
		if got := s.do("olga", "POST", "/dav/calendars/olga/outbox/", request, calendarType).want(t, 200).body; strings.Contains(unfold(got), period) != busy {
			t.Errorf("without %s:\n%s", uid, got)
		}
	}
	path, text := s.copyOf("tom", "m")
	s.do("tom", "PUT", path, strings.Replace(text, "ATTENDEE:", "ATTENDEE;PARTSTAT=DECLINED:", 1), calendarType).want(t, 204)
	says(t, "declined", ask("tom"), []string{"METHOD:REPLY"}, period)
}

// Messages are read and thrown away, and counted in sync.
func TestInbox(t *testing.T) {
	s := testSite(t)
	const box = "/dav/calendars/tom/inbox/"
	token := regexp.MustCompile(`<D:sync-token>([^<]+)</D:sync-token>`)
	first := token.FindStringSubmatch(s.do("tom", "PROPFIND", box, prop("D:sync-token"), "Depth: 0").want(t, 207).body)
	s.do("olga", "PUT", olgas+"m.ics", meeting("m", "ATTENDEE:mailto:tom@example.org"), calendarType).want(t, 201)
	after := token.FindStringSubmatch(s.do("tom", "PROPFIND", box, prop("D:sync-token"), "Depth: 0").want(t, 207).body)
	if len(first) != 2 || len(after) != 2 || first[1] == after[1] {
		t.Fatalf("tokens %v, %v", first, after)
	}
	message := hrefs.FindStringSubmatch(s.do("tom", "PROPFIND", box, prop("D:getetag"), "Depth: 1").body)
	if message == nil {
		t.Fatal("no message")
	}
	s.do("tom", "DELETE", message[1], "").want(t, 204)
	report := `<D:sync-collection xmlns:D="DAV:"><D:sync-token>` + after[1] + `</D:sync-token><D:sync-level>1</D:sync-level><D:prop><D:getetag/></D:prop></D:sync-collection>`
	s.do("tom", "REPORT", box, report).want(t, 207).has(t, message[1], "404")
	if path, _ := s.copyOf("tom", "m"); path == "" {
		t.Error("the event went with its message")
	}
}
