package caldav

import (
	"strings"
	"testing"
)

// A delegation organises what its agenda has with its address as ORGANIZER: whoever of it writes there, whom they may invite has a copy, and
// their answers come back to the agenda. Whatever else stands there invites nobody.
func TestDelegationOrganises(t *testing.T) {
	s := testSite(t)
	agenda := func(who string) string { return "/dav/calendars/" + who + "/faverges.agenda/r.ics" }
	of := func(organizer string, lines ...string) string {
		return event("r", "Réunion", morning, later, append([]string{"ORGANIZER;CN=Faverges:" + organizer}, lines...)...)
	}
	const tom, olga = "ATTENDEE:mailto:tom@example.org", "ATTENDEE:mailto:olga@example.org"

	// Of a member of it: whom they may invite.
	s.do("mia", "PUT", agenda("mia"), of("mailto:mia@example.org", tom, olga), calendarType).want(t, 201)
	s.do("mia", "PUT", agenda("mia"), of("mailto:elus.category@pilotes.example.org", tom, olga), calendarType).want(t, 204)
	for _, who := range []string{"tom", "olga"} {
		if path, _ := s.copyOf(who, "r"); path != "" {
			t.Errorf("%s was invited by what invites nobody", who)
		}
	}
	s.do("mia", "PUT", agenda("mia"), of(delegation, tom, olga), calendarType).want(t, 204)
	s.do("rene", "GET", agenda("rene"), "").unfolded().has(t, "SCHEDULE-STATUS=1.2:mailto:olga@", "SCHEDULE-STATUS=1.0:mailto:tom@")
	path, text := s.copyOf("olga", "r")
	says(t, "olga's", text, []string{"ORGANIZER;CN=Faverges:" + delegation, "olga@"})

	// Of a referent: anybody of the programme, who stays asked when a member changes it.
	s.do("rene", "PUT", agenda("rene"), of(delegation, tom, olga), calendarType).want(t, 204)
	toms, text := s.copyOf("tom", "r")
	says(t, "tom's", text, []string{delegation})
	s.do("tom", "PUT", toms, strings.Replace(text, tom, "ATTENDEE;PARTSTAT=ACCEPTED:mailto:tom@example.org", 1), calendarType).want(t, 204)
	now := s.do("mia", "GET", agenda("mia"), "").unfolded().has(t, "SCHEDULE-STATUS=2.0;PARTSTAT=ACCEPTED:mailto:tom@").body
	s.do("mia", "PUT", agenda("mia"), strings.Replace(now, "SUMMARY:Réunion", "SUMMARY:Atelier", 1), calendarType).want(t, 204)
	_, text = s.copyOf("tom", "r")
	says(t, "tom's after a member's change", text, []string{"SUMMARY:Atelier", "PARTSTAT=ACCEPTED:mailto:tom@"})
	_, text = s.copyOf("olga", "r")
	says(t, "olga's", text, []string{"SUMMARY:Atelier"})

	// Who is asked changes nothing of it, and who is not of the delegation does not write there.
	s.do("olga", "PUT", path, strings.Replace(text, later, "20220301T100000Z", 1), calendarType).want(t, 403).has(t, "<C:allowed-attendee-scheduling-object-change/>")
	s.do("tom", "PUT", "/dav/calendars/tom/calendar/forged.ics", strings.ReplaceAll(of(delegation, olga), "UID:r", "UID:forged"), calendarType).want(t, 201)
	if path, _ := s.copyOf("olga", "forged"); path != "" {
		t.Error("tom invited in the name of a delegation")
	}
	s.do("tom", "PUT", agenda("tom"), of(delegation, olga), calendarType).want(t, 409) // as into a calendar that is not there

	// Its own people are invited as a group, and who joins later.
	group := strings.ReplaceAll(of(delegation, "ATTENDEE:"+elusOfFaverges), "UID:r", "UID:g")
	s.do("mia", "PUT", "/dav/calendars/mia/faverges.agenda/g.ics", group, calendarType).want(t, 201)
	for _, who := range []string{"mia", "rene"} {
		if path, _ := s.copyOf(who, "g"); path == "" {
			t.Errorf("%s has no copy", who)
		}
	}

	// What leaves the agenda is organised by nobody any more.
	s.do("mia", "MOVE", "/dav/calendars/mia/faverges.agenda/g.ics", "", "Destination: /dav/calendars/mia/tasks/g.ics").want(t, 403)
	_, text = s.copyOf("rene", "g")
	says(t, "rene's after a move that was refused", text, nil, "STATUS:CANCELLED")
	s.do("mia", "MKCALENDAR", "/dav/calendars/mia/b/", "").want(t, 201)
	ours := s.do("mia", "PROPFIND", own, prop("D:getetag"), "Depth: 1").hrefs(t)[1]
	s.do("mia", "DELETE", ours, "", "Schedule-Reply: F").want(t, 204)
	s.do("mia", "MOVE", "/dav/calendars/mia/faverges.agenda/g.ics", "", "Destination: /dav/calendars/mia/b/g.ics").want(t, 201)
	_, text = s.copyOf("rene", "g")
	says(t, "rene's after it left the agenda", text, []string{"STATUS:CANCELLED"})

	s.do("mia", "DELETE", agenda("mia"), "").want(t, 204)
	for _, who := range []string{"tom", "olga"} {
		_, text = s.copyOf(who, "r")
		says(t, who+"'s of what was called off", text, []string{"STATUS:CANCELLED"})
	}
}
