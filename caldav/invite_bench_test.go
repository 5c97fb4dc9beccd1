package caldav

import (
	"fmt"
	"strings"
	"testing"

	"parcours/events"
)

// invitedProgramme has n members of a territory, who know each other.
func invitedProgramme(n int) events.Programme {
	p := testProgramme()
	for i := range n {
		id := fmt.Sprintf("p%d", i)
		p.People = append(p.People, events.Person{ID: id, Email: id + "@example.org", Name: "P " + id, Role: events.Member, Category: "elus", Territories: []string{"faverges"}})
	}
	return p
}

// BenchmarkInvitation: an event that asks n people of the server, until the last copy stands; and the answer of one of them, until the
// organiser's object shows it (and, up to 50, everybody else's copy).
func BenchmarkInvitation(b *testing.B) {
	for _, n := range []int{10, 50, 100, 1000} {
		s := newSite(b, invitedProgramme(n))
		var lines []string
		for i := range n {
			lines = append(lines, fmt.Sprintf("ATTENDEE;CN=P;RSVP=TRUE:mailto:p%d@example.org", i))
		}
		count := 0
		b.Run(fmt.Sprintf("put/%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				count++
				uid := fmt.Sprintf("m%d", count)
				s.do("olga", "PUT", olgas+uid+".ics", meeting(uid, lines...), calendarType).want(b, 201)
			}
		})
		s.do("olga", "PUT", olgas+"a.ics", meeting("a", lines...), calendarType).want(b, 201)
		s.t = b
		path, text := s.copyOf("p7", "a")
		b.Run(fmt.Sprintf("answer/%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				count++
				status := []string{"ACCEPTED", "TENTATIVE"}[count%2]
				s.do("p7", "PUT", path, strings.Replace(text, "RSVP=TRUE:mailto:p7@", "RSVP=TRUE;PARTSTAT="+status+":mailto:p7@", 1), calendarType).want(b, 204)
			}
		})
	}
}
