package caldav

import (
	"slices"
	"strings"
	"testing"

	"parcours/events"
)

const (
	elusOfFaverges = "mailto:elus.faverges.territory@pilotes.example.org"
	delegation     = "mailto:faverges.territory@pilotes.example.org"
)

// asking is an event by which somebody asks these addresses.
func asking(who, uid string, addresses ...string) string {
	lines := []string{"ORGANIZER:mailto:" + who + "@example.org", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:" + who + "@example.org"}
	for _, a := range addresses {
		lines = append(lines, "ATTENDEE;RSVP=TRUE:"+a)
	}
	return event(uid, "Réunion", morning, later, lines...)
}

// unfolded takes the folding of lines off (RFC 5545 §3.1).
func (a answer) unfolded() answer {
	a.body = strings.ReplaceAll(a.body, "\r\n ", "")
	return a
}

func (s *site) people(t *testing.T, change func(p *events.Person)) {
	t.Helper()
	for _, p := range s.service.Programme().People() {
		was, now := *p, *p
		now.Territories = slices.Clone(p.Territories)
		if change(&now); now.Name == was.Name && now.Category == was.Category && slices.Equal(now.Territories, was.Territories) && now.Role == was.Role {
			continue
		}
		if err := s.service.AddPeople(t.Context(), []events.Person{now}); err != nil {
			t.Fatal(err)
		}
	}
}

// Who invites a delegation by its address asks each of its people, who have the group's line and their own (RFC 5545 §3.2.11), and do not
// see who else is asked as one of it.
func TestGroupInvited(t *testing.T) {
	s := testSite(t)
	const copied = "/dav/calendars/%/calendar/"
	at := func(who string) []string {
		return s.do(who, "PROPFIND", strings.Replace(copied, "%", who, 1), prop("D:getetag"), "Depth: 1").hrefs(t)[1:]
	}
	put := s.do("olga", "PUT", "/dav/calendars/olga/calendar/g.ics", asking("olga", "g", delegation, "mailto:tom@example.org"), calendarType).want(t, 201)
	if put.Header.Get("ETag") != "" || put.Header.Get("Schedule-Tag") == "" {
		t.Errorf("headers %v", put.Header)
	}
	s.do("olga", "GET", "/dav/calendars/olga/calendar/g.ics", "").unfolded().has(t,
		"CUTYPE=GROUP;SCHEDULE-STATUS=1.2:"+delegation, `CN=Mia Membre;CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=TRUE;MEMBER="`+delegation+`";SCHEDULE-STATUS=1.2:mailto:mia@example.org`,
		":mailto:rene@example.org", ":mailto:tom@example.org").lacks(t, "gus@", "eva@")
	for _, who := range []string{"mia", "rene"} {
		mine := at(who)
		if len(mine) != 1 {
			t.Fatalf("%s has %v", who, mine)
		}
		s.do(who, "GET", mine[0], "").unfolded().has(t, ":"+delegation, `MEMBER="`+delegation+`":mailto:`+who+"@example.org", "mailto:tom@").
			lacks(t, map[string]string{"mia": "rene@", "rene": "mia@"}[who])
	}
	s.do("tom", "GET", at("tom")[0], "").unfolded().has(t, ":"+delegation).lacks(t, "mia@", "rene@", "MEMBER")
	for _, who := range []string{"gus", "eva", "paul"} {
		if got := at(who); len(got) != 0 {
			t.Errorf("%s has %v", who, got)
		}
	}

	// A member answers, and a client that leaves out the members' lines takes nobody's answer away.
	mine := at("mia")[0]
	accepted := strings.Replace(s.do("mia", "GET", mine, "").unfolded().body, "PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=TRUE;MEMBER", "PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT;RSVP=TRUE;MEMBER", 1)
	s.do("mia", "PUT", mine, accepted, calendarType).want(t, 204)
	tag := s.do("olga", "GET", "/dav/calendars/olga/calendar/g.ics", "").unfolded().has(t, "CN=Mia Membre;CUTYPE=INDIVIDUAL;PARTSTAT=ACCEPTED").Header.Get("ETag")
	renamed := strings.Replace(asking("olga", "g", delegation, "mailto:tom@example.org"), "Réunion", "Atelier", 1)
	s.do("olga", "PUT", "/dav/calendars/olga/calendar/g.ics", renamed, calendarType, "If-Match: "+tag).want(t, 204)
	s.do("olga", "GET", "/dav/calendars/olga/calendar/g.ics", "").unfolded().has(t, "CN=Mia Membre;CUTYPE=INDIVIDUAL;PARTSTAT=ACCEPTED", "SUMMARY:Atelier")
	s.do("rene", "GET", at("rene")[0], "").has(t, "SUMMARY:Atelier")

	// Without the group's line its members are asked no more.
	s.do("olga", "PUT", "/dav/calendars/olga/calendar/g.ics", asking("olga", "g", "mailto:tom@example.org"), calendarType).want(t, 204)
	s.do("olga", "GET", "/dav/calendars/olga/calendar/g.ics", "").unfolded().lacks(t, "mia@", "rene@", "MEMBER")
	s.do("mia", "GET", mine, "").has(t, "STATUS:CANCELLED")
	s.do("tom", "GET", at("tom")[0], "").lacks(t, "STATUS:CANCELLED")
}

// Membership is followed while the event lies ahead: who joins is invited, who leaves has it cancelled; each by a transaction of its own,
// which changes nothing when it is done again.
func TestGroupsFollowed(t *testing.T) {
	s := testSite(t)
	follow := func() {
		t.Helper()
		if err := s.service.Calendars.FollowGroups(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	const organised = "/dav/calendars/rene/calendar/g.ics"
	objects := func(who string) []string {
		return s.do(who, "PROPFIND", "/dav/calendars/"+who+"/calendar/", prop("D:getetag"), "Depth: 1").hrefs(t)[1:]
	}
	s.do("rene", "PUT", organised, asking("rene", "g", elusOfFaverges), calendarType).want(t, 201)
	s.do("rene", "PUT", "/dav/calendars/rene/calendar/past.ics", strings.NewReplacer("20220301", "20220201").Replace(asking("rene", "past", elusOfFaverges)), calendarType).want(t, 201)
	if got := objects("mia"); len(got) != 2 {
		t.Fatalf("mia has %v", got)
	}
	before := s.do("rene", "GET", organised, "").Header.Get("ETag")
	follow()
	if now := s.do("rene", "GET", organised, "").Header.Get("ETag"); now != before {
		t.Error("it was written though nobody came or went")
	}

	s.people(t, func(p *events.Person) {
		switch p.ID {
		case "tom":
			p.Category, p.Territories = "elus", []string{"argentan", "faverges"}
		case "mia":
			p.Territories = []string{"argentan"}
		}
	})
	follow()
	s.do("rene", "GET", organised, "").unfolded().has(t, "mailto:tom@example.org").lacks(t, "mia@")
	joined := objects("tom")
	if len(joined) != 1 {
		t.Fatalf("tom has %v", joined)
	}
	s.do("tom", "GET", joined[0], "").unfolded().has(t, "UID:g", `MEMBER="`+elusOfFaverges+`":mailto:tom@example.org`)
	cancelled := 0
	for _, href := range objects("mia") {
		if a := s.do("mia", "GET", href, ""); strings.Contains(a.body, "STATUS:CANCELLED") {
			a.has(t, "UID:g")
			cancelled++
		}
	}
	if cancelled != 1 {
		t.Errorf("%d of mia's are cancelled: of what is over nobody is released", cancelled)
	}
	s.do("mia", "PROPFIND", "/dav/calendars/mia/inbox/", prop("D:getetag"), "Depth: 1").want(t, 207).has(t, ".ics")

	// What their organiser throws away is followed no more.
	s.do("rene", "DELETE", organised, "").want(t, 204)
	s.people(t, func(p *events.Person) {
		if p.ID == "mia" {
			p.Territories = []string{"faverges"}
		}
	})
	follow()
	s.do("tom", "GET", joined[0], "").has(t, "STATUS:CANCELLED")
}

// A group is invited by organisers and referents, and a territory's by those of it; for others it is as nobody, and it has no address.
func TestWhoInvitesGroups(t *testing.T) {
	s := testSite(t)
	found := func(who, text string) []string {
		return s.do(who, "REPORT", "/dav/principals/", `<D:principal-property-search`+declarations+`><D:property-search><D:prop><C:calendar-user-address-set/></D:prop><D:match>`+text+
			`</D:match></D:property-search><D:prop><D:displayname/></D:prop></D:principal-property-search>`, "Depth: 0").want(t, 207).hrefs(t)
	}
	elus, faverges, both := "/dav/principals/elus.category/", "/dav/principals/faverges.territory/", "/dav/principals/elus.faverges.territory/"
	for who, want := range map[string][]string{
		"olga": {elus, faverges, both}, "rene": {elus, faverges, both}, "mia": {faverges, both}, "gus": {faverges, both}, "tom": nil, "eva": nil, "paul": nil,
	} {
		var got []string
		for _, group := range []string{elus, faverges, both} {
			asks := s.do(who, "PROPFIND", group, prop("C:calendar-user-address-set", "C:calendar-user-type"), "Depth: 0").want(t, 207).has(t, "GROUP")
			if strings.Contains(asks.body, "<C:calendar-user-address-set><D:href>mailto:") {
				got = append(got, group)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s may invite %v, want %v", who, got, want)
		}
		for _, group := range append(found(who, "elus."), found(who, "faverges.")...) {
			if !slices.Contains(want, group) {
				t.Errorf("%s finds %s", who, group)
			}
		}
		path := "/dav/calendars/" + who + "/calendar/g.ics"
		status := "5.3"
		if slices.Contains(want, both) {
			status = "1.2"
		}
		s.do(who, "PUT", path, asking(who, "by-"+who, "/dav/principals/elus.faverges.territory/", "mailto:nobody.territory@pilotes.example.org"), calendarType).want(t, 201)
		a := s.do(who, "GET", path, "").unfolded().has(t, "SCHEDULE-STATUS="+status+":/dav/principals/elus.faverges.territory/", "SCHEDULE-STATUS=5.3:mailto:nobody.territory@")
		if status == "5.3" {
			a.lacks(t, "rene@", "MEMBER")
		}
	}
	s.do("mia", "PROPFIND", "/dav/principals/none.faverges.territory/", prop("D:displayname"), "Depth: 0").want(t, 404)
	s.do("mia", "PROPFIND", "/dav/principals/.faverges.territory/", prop("D:displayname"), "Depth: 0").want(t, 404)

	// The busy times of a group are those of its people as one, for whom may invite it.
	s.do("rene", "PUT", "/dav/calendars/rene/calendar/b.ics", event("b", "Geheim", "20220310T180000Z", "20220310T190000Z"), calendarType).want(t, 201)
	ask := func(who string) answer {
		return s.do(who, "POST", "/dav/calendars/"+who+"/outbox/", freeBusyRequest("mailto:"+who+"@example.org", "20220310T170000Z", "20220310T200000Z", delegation), calendarType).want(t, 200)
	}
	ask("mia").has(t, "2.0;Success", "20220310T180000Z/20220310T190000Z").lacks(t, "Geheim")
	ask("tom").has(t, "<C:request-status>5.3;").lacks(t, "FREEBUSY")
}

// More people than an event may ask are refused, those of groups counted.
func TestGroupTooLarge(t *testing.T) {
	s := testSite(t)
	var lines []string
	for i := range maxAttendees - 2 {
		lines = append(lines, "mailto:x"+strings.Repeat("y", i%50)+string(rune('a'+i/50))+"@elsewhere.example.org")
	}
	s.do("olga", "PUT", "/dav/calendars/olga/calendar/g.ics", asking("olga", "g", append(lines, delegation)...), calendarType).want(t, 403).has(t, "<C:max-attendees-per-instance/>")
	if got := s.do("mia", "PROPFIND", "/dav/calendars/mia/calendar/", prop("D:getetag"), "Depth: 1").hrefs(t); len(got) != 1 {
		t.Errorf("mia has %v", got)
	}
}
