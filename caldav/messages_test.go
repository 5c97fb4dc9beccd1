package caldav

import (
	"strings"
	"testing"
	"time"
)

const (
	toTom  = "ATTENDEE:mailto:tom@example.org"
	toRene = "ATTENDEE:mailto:rene@example.org"
)

// emptyInbox throws somebody's messages away.
func (s *site) emptyInbox(who string) {
	s.t.Helper()
	list := s.do(who, "PROPFIND", "/dav/calendars/"+who+"/inbox/", prop("D:getetag"), "Depth: 1")
	for _, m := range hrefs.FindAllStringSubmatch(list.body, -1) {
		s.do(who, "DELETE", m[1], "").want(s.t, 204)
	}
}

// byMethod are somebody's messages that ask, and those that call off.
func (s *site) byMethod(who string) (requests, cancels string) {
	for _, text := range s.inbox(who) {
		if strings.Contains(text, "METHOD:CANCEL") {
			cancels += text
		} else {
			requests += text
		}
	}
	return requests, cancels
}

// Who is asked by somebody's client is asked nothing by the server, and an agent that nobody knows is none (RFC 6638 §7.1). Whom the
// server asked until then has it called off (§3.2.1.2). Copies and messages do not tell who schedules.
func TestScheduleAgents(t *testing.T) {
	s := testSite(t)
	by := func(agent, of string) string {
		return strings.Replace(of, "ATTENDEE", "ATTENDEE;SCHEDULE-AGENT="+agent, 1)
	}
	s.do("olga", "PUT", olgas+"m.ics", meeting("m", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:olga@example.org", toTom, by("X-BIRDS", toRene)), calendarType).want(t, 201)
	if got := s.inbox("olga"); len(got) > 0 {
		t.Errorf("olga invited herself: %s", got)
	}
	if path, _ := s.copyOf("rene", "m"); path != "" {
		t.Error("rene was asked by birds, and has a copy")
	}
	_, text := s.copyOf("olga", "m")
	says(t, "olga's", text, []string{"SCHEDULE-STATUS=1.2:mailto:tom@", "ATTENDEE;SCHEDULE-AGENT=X-BIRDS:mailto:rene@", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:olga@"})
	_, text = s.copyOf("tom", "m")
	says(t, "tom's", text, []string{"mailto:rene@"}, "SCHEDULE-AGENT")
	says(t, "tom's inbox", strings.Join(s.inbox("tom"), ""), []string{"METHOD:REQUEST"}, "SCHEDULE-AGENT")
	for _, agent := range []string{"CLIENT", "NONE"} {
		s.do("olga", "PUT", olgas+"m.ics", meeting("m", toTom, by("SERVER", toRene)), calendarType).want(t, 204)
		_, text = s.copyOf("rene", "m")
		says(t, "rene's, asked by the server", text, []string{"Atelier"}, "STATUS:CANCELLED")
		s.emptyInbox("rene")
		s.do("olga", "PUT", olgas+"m.ics", meeting("m", toTom, by(agent, toRene)), calendarType).want(t, 204)
		_, text = s.copyOf("rene", "m")
		says(t, "rene's, by "+agent, text, []string{"STATUS:CANCELLED"})
		says(t, "rene's inbox", strings.Join(s.inbox("rene"), ""), []string{"METHOD:CANCEL"})
		_, text = s.copyOf("olga", "m")
		says(t, "olga's, by "+agent, text, []string{"SCHEDULE-AGENT=" + agent + ";SCHEDULE-STATUS=1.2:mailto:rene@"})
		_, text = s.copyOf("tom", "m")
		says(t, "tom's", text, nil, "STATUS:CANCELLED")
	}
}

// A message is sent again for who asks for it (SCHEDULE-FORCE-SEND, RFC 6638 §7.2). The wish is not kept, and one that nobody knows is said to
// be passed over.
func TestForcedMessages(t *testing.T) {
	s := testSite(t)
	s.do("olga", "PUT", olgas+"m.ics", meeting("m", toTom, toRene), calendarType).want(t, 201)
	s.emptyInbox("tom")
	s.emptyInbox("rene")
	s.do("olga", "PUT", olgas+"m.ics", meeting("m", "ATTENDEE;SCHEDULE-FORCE-SEND=REQUEST:mailto:tom@example.org", toRene), calendarType).want(t, 204)
	says(t, "tom's inbox", strings.Join(s.inbox("tom"), ""), []string{"METHOD:REQUEST"}, "FORCE")
	if got := s.inbox("rene"); len(got) > 0 {
		t.Errorf("rene was told nothing new: %s", got)
	}
	s.do("olga", "PUT", olgas+"m.ics", meeting("m", "ATTENDEE;SCHEDULE-FORCE-SEND=PIGEON:mailto:tom@example.org", toRene), calendarType).want(t, 204)
	_, text := s.copyOf("olga", "m")
	says(t, "olga's", text, []string{"ATTENDEE;SCHEDULE-STATUS=2.3:mailto:tom@", "ATTENDEE;SCHEDULE-STATUS=1.2:mailto:rene@"}, "FORCE")

	path, text := s.copyOf("tom", "m")
	s.do("tom", "PUT", path, strings.Replace(text, "ATTENDEE:mailto:tom", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:tom", 1), calendarType).want(t, 204)
	s.emptyInbox("olga")
	_, text = s.copyOf("tom", "m")
	s.do("tom", "PUT", path, text, calendarType).want(t, 204)
	if got := s.inbox("olga"); len(got) > 0 {
		t.Errorf("tom said nothing new: %s", got)
	}
	s.do("tom", "PUT", path, strings.Replace(text, "ORGANIZER;", "ORGANIZER;SCHEDULE-FORCE-SEND=REPLY;", 1), calendarType).want(t, 204)
	says(t, "olga's inbox", strings.Join(s.inbox("olga"), ""), []string{"METHOD:REPLY", "PARTSTAT=ACCEPTED"}, "FORCE", "mailto:rene@")
	_, text = s.copyOf("tom", "m")
	says(t, "tom's", text, []string{"SCHEDULE-STATUS=1.2:mailto:olga@"}, "FORCE")
}

// How an answer left stands on the ORGANIZER of who answered, and of nobody else (RFC 6638 §7.3); a new revision leaves it there.
func TestStatusOfReplies(t *testing.T) {
	s := testSite(t)
	s.do("olga", "PUT", olgas+"m.ics", meeting("m", "ATTENDEE;RSVP=TRUE:mailto:tom@example.org", toRene), calendarType).want(t, 201)
	path, text := s.copyOf("tom", "m")
	s.do("tom", "PUT", path, strings.Replace(text, "SUMMARY", "TRANSP:TRANSPARENT\r\nSUMMARY", 1), calendarType).want(t, 204)
	_, text = s.copyOf("tom", "m")
	says(t, "tom's, who answered nothing", text, []string{"TRANSP"}, "SCHEDULE-STATUS")
	s.do("tom", "PUT", path, strings.Replace(text, "ATTENDEE;", "ATTENDEE;PARTSTAT=ACCEPTED;", 1), calendarType).want(t, 204)
	_, text = s.copyOf("tom", "m")
	says(t, "tom's, who answered", text, []string{"SCHEDULE-STATUS=1.2:mailto:olga@"})
	_, organised := s.copyOf("olga", "m")
	says(t, "olga's", organised, []string{"SCHEDULE-STATUS=2.0;PARTSTAT=ACCEPTED:mailto:tom@"}, "RSVP")
	s.do("olga", "PUT", olgas+"m.ics", strings.Replace(organised, "Atelier", "Forum", 1), calendarType).want(t, 204)
	_, text = s.copyOf("tom", "m")
	says(t, "tom's of the next revision", text, []string{"SUMMARY:Forum", "TRANSP:TRANSPARENT", "SCHEDULE-STATUS=1.2:mailto:olga@"})
	_, text = s.copyOf("rene", "m")
	says(t, "rene's", text, []string{"SUMMARY:Forum"}, "SCHEDULE-STATUS")
	s.do("olga", "PUT", olgas+"m.ics", strings.Replace(organised, "T090000Z", "T093000Z", 1), calendarType).want(t, 204)
	_, text = s.copyOf("tom", "m")
	says(t, "tom's, asked again", text, []string{"PARTSTAT=NEEDS-ACTION", "RSVP=TRUE:mailto:tom@"})
}

// Messages are written when they are (RFC 6638 §3.2.5), an organiser's that says that it is off is a CANCEL and no REQUEST has what is off
// (RFC 5546 §3.2.2), and a REPLY has what asks who answers.
func TestMessagesAreITIP(t *testing.T) {
	s := testSite(t)
	s.now.Store(time.Date(2022, 2, 16, 10, 11, 12, 0, time.UTC).Unix())
	const stamp, date = "DTSTAMP:20220216T101112Z", "RECURRENCE-ID:20220317T080000Z\r\n"
	series := meeting("m", "RRULE:FREQ=WEEKLY;COUNT=4", toTom, toRene)
	second := strings.NewReplacer("RRULE:FREQ=WEEKLY;COUNT=4\r\n", date, "20220310T0", "20220317T0").Replace(series)
	both := func(edit ...string) string {
		text := strings.NewReplacer(edit...).Replace(second)
		return strings.Replace(series, "END:VCALENDAR", text[strings.Index(text, "BEGIN:VEVENT"):], 1)
	}
	s.do("olga", "PUT", olgas+"m.ics", both(toRene+"\r\n", ""), calendarType).want(t, 201)
	says(t, "tom's inbox", strings.Join(s.inbox("tom"), ""), []string{stamp, date, "METHOD:REQUEST"}, "DTSTAMP:20220201")
	path, text := s.copyOf("rene", "m")
	s.do("rene", "PUT", path, strings.Replace(text, "ATTENDEE:mailto:rene", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:rene", 1), calendarType).want(t, 204)
	says(t, "olga's inbox", strings.Join(s.inbox("olga"), ""), []string{"METHOD:REPLY", stamp, "mailto:rene@"}, date, "mailto:tom@")

	s.do("olga", "PUT", olgas+"m.ics", both(toRene+"\r\n", "", "SUMMARY", "STATUS:CANCELLED\r\nSUMMARY"), calendarType).want(t, 204)
	requests, cancels := s.byMethod("tom")
	says(t, "tom's inbox, a date off", requests, []string{"METHOD:REQUEST", "EXDATE:20220317T080000Z"}, "STATUS:CANCELLED", date)
	says(t, "tom's inbox, a date off", cancels, []string{"METHOD:CANCEL", date, "STATUS:CANCELLED", "SEQUENCE:1", stamp}, "RRULE")
	s.emptyInbox("tom")
	s.do("olga", "PUT", olgas+"m.ics", strings.Replace(both(toRene+"\r\n", "", "SUMMARY", "STATUS:CANCELLED\r\nSUMMARY"), "RRULE", "EXDATE:20220324T080000Z\r\nRRULE", 1), calendarType).want(t, 204)
	_, cancels = s.byMethod("tom")
	says(t, "tom's inbox, another date off", cancels, []string{"RECURRENCE-ID:20220324T080000Z", "STATUS:CANCELLED"}, date)
	_, text = s.copyOf("tom", "m")
	says(t, "tom's, a date off", text, []string{date, "STATUS:CANCELLED", "SEQUENCE:1"})
	s.emptyInbox("tom")
	s.do("olga", "PUT", olgas+"m.ics", strings.Replace(series, "SUMMARY", "STATUS:CANCELLED\r\nSUMMARY", 1), calendarType).want(t, 204)
	says(t, "tom's inbox, all off", strings.Join(s.inbox("tom"), ""), []string{"METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:"}, "METHOD:REQUEST")
}

// What may be done with an inbox and an outbox is told there, in the tree of RFC 6638 §6.3.
func TestSchedulingPrivileges(t *testing.T) {
	s := testSite(t)
	for box, names := range map[string][]string{
		"inbox":  {"schedule-deliver", "schedule-deliver-invite", "schedule-deliver-reply", "schedule-query-freebusy"},
		"outbox": {"schedule-send", "schedule-send-invite", "schedule-send-reply", "schedule-send-freebusy"},
	} {
		got := s.do("tom", "PROPFIND", "/dav/calendars/tom/"+box+"/", prop("D:current-user-privilege-set", "D:supported-privilege-set"), "Depth: 0").want(t, 207)
		for i, name := range names {
			got.has(t, "<D:privilege><C:"+name+"/></D:privilege>", "<D:supported-privilege><D:privilege><C:"+name+"/></D:privilege>")
			if whole := strings.Index(got.body, "<D:supported-privilege><D:privilege><C:"+names[0]+"/>"); i > 0 && strings.Index(got.body, "<D:supported-privilege><D:privilege><C:"+name+"/>") < whole {
				t.Errorf("%s is no part of %s", name, names[0])
			}
		}
		got.lacks(t, "abstract")
	}
}

// Who is asked to single dates declines one by leaving it out, and has it back when it is asked anew.
func TestSingleDatesLeftOut(t *testing.T) {
	s := testSite(t)
	series := meeting("m", "RRULE:FREQ=WEEKLY;COUNT=4", toRene)
	body := series
	for _, day := range []string{"17", "24"} {
		single := strings.NewReplacer("RRULE:FREQ=WEEKLY;COUNT=4", "RECURRENCE-ID:202203"+day+"T080000Z", "20220310T", "202203"+day+"T", toRene, toTom+"\r\n"+toRene).Replace(series)
		body = strings.Replace(body, "END:VCALENDAR", single[strings.Index(single, "BEGIN:VEVENT"):], 1)
	}
	s.do("olga", "PUT", olgas+"m.ics", body, calendarType).want(t, 201)
	path, text := s.copyOf("tom", "m")
	second := text[:strings.Index(text, "BEGIN:VEVENT")] + text[strings.LastIndex(text, "BEGIN:VEVENT"):]
	says(t, "tom's two dates", text, []string{"RECURRENCE-ID:20220317T", "RECURRENCE-ID:20220324T"}, "RRULE")
	s.do("tom", "PUT", path, second, calendarType).want(t, 204)
	_, organised := s.copyOf("olga", "m")
	says(t, "olga's", organised, []string{"SCHEDULE-STATUS=2.0;PARTSTAT=DECLINED:mailto:tom@"})
	s.otherAnswers(path)
	if n := strings.Count(organised, "DECLINED"); n != 1 {
		t.Errorf("%d dates are declined:\n%s", n, organised)
	}
	s.do("olga", "PUT", olgas+"m.ics", strings.ReplaceAll(organised, "Atelier", "Forum"), calendarType).want(t, 204)
	_, text = s.copyOf("tom", "m")
	says(t, "tom's other date", text, []string{"RECURRENCE-ID:20220324T", "SUMMARY:Forum"}, "RECURRENCE-ID:20220317T")
	s.do("olga", "PUT", olgas+"m.ics", strings.ReplaceAll(organised, "DTEND:20220317T090000Z", "DTEND:20220317T091500Z"), calendarType).want(t, 204)
	_, text = s.copyOf("tom", "m")
	says(t, "tom's, asked anew", text, []string{"DTEND:20220317T091500Z", "RECURRENCE-ID:20220324T"})
}

// A task without a start is asked again where it is due at another time, and due when its organiser says.
func TestTaskIsDue(t *testing.T) {
	s := testSite(t)
	const due = "DTEND:20220310T090000Z\r\n"
	task := func(lines string) string {
		return strings.NewReplacer("VEVENT", "VTODO", "DTSTART:20220310T080000Z\r\n", "", due, lines).Replace(meeting("m", toTom))
	}
	s.do("olga", "PUT", "/dav/calendars/olga/tasks/m.ics", task(""), calendarType).want(t, 201)
	path, text := s.copyOf("tom", "m")
	s.do("tom", "PUT", path, strings.Replace(text, "ATTENDEE:", "ATTENDEE;PARTSTAT=ACCEPTED:", 1), calendarType).want(t, 204)
	s.do("olga", "PUT", "/dav/calendars/olga/tasks/m.ics", task("LOCATION:Lyon\r\n"), calendarType).want(t, 204)
	_, text = s.copyOf("tom", "m")
	says(t, "tom's", text, []string{"PARTSTAT=ACCEPTED", "LOCATION:Lyon"})
	s.do("olga", "PUT", "/dav/calendars/olga/tasks/m.ics", task("DUE:20220310T090000Z\r\n"), calendarType).want(t, 204)
	_, text = s.copyOf("tom", "m")
	says(t, "tom's, due", text, []string{"RSVP=TRUE:mailto:tom@", "DUE:20220310T090000Z", "SEQUENCE:1"}, "ACCEPTED")
	s.do("tom", "PUT", path, strings.Replace(text, "DUE:20220310T09", "DUE:20220310T10", 1), calendarType).want(t, 403).has(t, "<C:allowed-attendee-scheduling-object-change/>")
	s.do("tom", "PUT", path, strings.Replace(text, "DUE:20220310T090000Z", "DUE;TZID=Europe/Paris:20220310T100000", 1), calendarType).want(t, 204)
}

// otherAnswers lets rene answer: in tom's copy that is no news, whatever tom took out of it (RFC 6638 §3.2.10).
func (s *site) otherAnswers(toms string) {
	s.t.Helper()
	s.emptyInbox("tom")
	tag := s.do("tom", "GET", toms, "").Header.Get("Schedule-Tag")
	path, text := s.copyOf("rene", "m")
	s.do("rene", "PUT", path, strings.ReplaceAll(text, "ATTENDEE:mailto:rene", "ATTENDEE;PARTSTAT=TENTATIVE:mailto:rene"), calendarType).want(s.t, 204)
	got := s.do("tom", "GET", toms, "").has(s.t, "TENTATIVE")
	if now := got.Header.Get("Schedule-Tag"); now != tag || len(s.inbox("tom")) > 0 {
		s.t.Errorf("rene's answer is news to tom: Schedule-Tag %s, before %s; inbox %s", now, tag, s.inbox("tom"))
	}
}

// What somebody took out of a series is no news with each answer of others.
func TestOthersAnswersAreNoNews(t *testing.T) {
	s := testSite(t)
	s.do("olga", "PUT", olgas+"m.ics", meeting("m", "RRULE:FREQ=WEEKLY;COUNT=4", toTom, toRene), calendarType).want(t, 201)
	path, text := s.copyOf("tom", "m")
	s.do("tom", "PUT", path, strings.Replace(text, "RRULE", "EXDATE:20220317T080000Z\r\nRRULE", 1), calendarType).want(t, 204)
	s.otherAnswers(path)
}

// That somebody did a task stays in their copy when its organiser changes it.
func TestTaskDoneByOne(t *testing.T) {
	s := testSite(t)
	task := strings.NewReplacer("VEVENT", "VTODO", "DTEND", "DUE").Replace(meeting("m", "STATUS:NEEDS-ACTION", toTom, toRene))
	s.do("olga", "PUT", "/dav/calendars/olga/tasks/m.ics", task, calendarType).want(t, 201)
	path, text := s.copyOf("tom", "m")
	done := strings.NewReplacer("STATUS:NEEDS-ACTION", "STATUS:COMPLETED\r\nPERCENT-COMPLETE:100\r\nCOMPLETED:20220215T090000Z", "ATTENDEE:mailto:tom", "ATTENDEE;PARTSTAT=COMPLETED:mailto:tom").Replace(text)
	s.do("tom", "PUT", path, done, calendarType).want(t, 204)
	_, organised := s.copyOf("olga", "m")
	says(t, "olga's", organised, []string{"PARTSTAT=COMPLETED:mailto:tom@", "STATUS:NEEDS-ACTION"})
	s.emptyInbox("tom")
	s.do("olga", "PUT", "/dav/calendars/olga/tasks/m.ics", strings.Replace(organised, "Atelier", "Forum", 1), calendarType).want(t, 204)
	_, text = s.copyOf("tom", "m")
	says(t, "tom's", text, []string{"SUMMARY:Forum", "STATUS:COMPLETED", "PERCENT-COMPLETE:100", "COMPLETED:20220215T090000Z"}, "NEEDS-ACTION\r\n")
	_, text = s.copyOf("rene", "m")
	says(t, "rene's", text, []string{"STATUS:NEEDS-ACTION"}, "PERCENT-COMPLETE")
	s.do("olga", "DELETE", "/dav/calendars/olga/tasks/m.ics", "").want(t, 204)
	_, text = s.copyOf("tom", "m")
	says(t, "tom's of what is off", text, []string{"STATUS:CANCELLED"})
}

// A calendar that goes takes its invitations with it (RFC 6638 §3.2.3.2): what its owner organised is off, what they were asked to is declined.
func TestCalendarsGoWithInvitations(t *testing.T) {
	s := testSite(t)
	for _, who := range []string{"olga", "tom"} {
		s.do(who, "MKCALENDAR", "/dav/calendars/"+who+"/b/", "").want(t, 201)
	}
	s.do("olga", "PUT", "/dav/calendars/olga/b/m.ics", meeting("m", toTom, toRene), calendarType).want(t, 201)
	s.do("olga", "PUT", olgas+"n.ics", meeting("n", toTom, toRene), calendarType).want(t, 201)
	for _, uid := range []string{"m", "n"} {
		path, _ := s.copyOf("tom", uid)
		s.do("tom", "MOVE", path, "", "Destination: /dav/calendars/tom/b/"+uid+".ics").want(t, 201)
	}
	s.do("olga", "DELETE", "/dav/calendars/olga/b/", "").want(t, 204)
	for _, who := range []string{"/dav/calendars/tom/b/m.ics", "rene"} {
		text := ""
		if who == "rene" {
			_, text = s.copyOf(who, "m")
		} else {
			text = unfold(s.do("tom", "GET", who, "").want(t, 200).body)
		}
		says(t, who+" of a calendar that went", text, []string{"STATUS:CANCELLED"})
	}
	s.do("tom", "DELETE", "/dav/calendars/tom/b/", "").want(t, 204)
	_, text := s.copyOf("olga", "n")
	says(t, "olga's after tom's calendar went", text, []string{"SCHEDULE-STATUS=2.0;PARTSTAT=DECLINED:mailto:tom@"})
	_, text = s.copyOf("rene", "n")
	says(t, "rene's", text, []string{"PARTSTAT=DECLINED:mailto:tom@"}, "STATUS:CANCELLED")
}
