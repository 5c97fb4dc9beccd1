package scheduling_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"parcours/calendars"
	"parcours/events"
	"parcours/ical"
	"parcours/scheduling"
	"parcours/site"
)

// Whoever comes into a group and leaves it, whatever its organiser changes meanwhile, and wherever the server stops between a change of
// people and the job that follows it: who is in the group has the event, who is not has none that takes place, and nobody's answer is lost.
func TestGroupsAreFollowed(t *testing.T) {
	group := scheduling.Group{Territory: "faverges"}
	rapid.Check(t, func(rt *rapid.T) {
		s := site.OpenSmallIn(rt, t.TempDir())
		var boss string
		var people []string
		for _, p := range s.Programme().People() {
			if p.Role == events.Organiser && boss == "" {
				boss = p.ID
			} else if p.Role == events.Member || p.Role == events.Referent {
				people = append(people, p.ID)
			}
		}
		elsewhere := s.Programme().Territories[slices.IndexFunc(s.Programme().Territories, func(t events.Territory) bool { return t.ID != "faverges" })].ID
		address := group.Addresses(s.Programme())[0]
		text := func(title string) string {
			return strings.Join([]string{"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VEVENT", "UID:" + uid, "DTSTAMP:20220201T080000Z", "DTSTART:20220310T080000Z", "DTEND:20220310T090000Z",
				"SUMMARY:" + title, "ORGANIZER:mailto:" + s.Person(boss).Email, "ATTENDEE:" + address, "END:VEVENT", "END:VCALENDAR", ""}, "\r\n")
		}
		put := func(title string) { _, err := s.Put(boss, "calendar", "t.ics", text(title)); s.Must(err) }
		copyOf := func(person string) (calendars.Item, *ical.Property) {
			for _, it := range s.Items(person, "calendar") {
				if it.UID != uid {
					continue
				}
				cal, err := ical.Parse(it.Octets)
				s.Must(err)
				if c := cal.Children("VEVENT")[0]; !strings.EqualFold(c.Value("STATUS"), "CANCELLED") {
					return it, c.Attendee("mailto:" + s.Person(person).Email)
				}
			}
			return calendars.Item{}, nil
		}
		answered := map[string]bool{}
		check := func(after string) {
			s.Must(s.Calendars.FollowGroups(s.T.Context()))
			for _, person := range people {
				in := group.Has(s.Person(person))
				it, line := copyOf(person)
				if (line != nil) != in {
					rt.Fatalf("after %s: %s is in the group: %v, and has\n%s", after, person, in, it.Octets)
				}
				if answered[person] = answered[person] && in; answered[person] && line.Param("PARTSTAT") != "ACCEPTED" {
					rt.Fatalf("after %s: %s's answer is lost:\n%s", after, person, it.Octets)
				}
				if in && strings.Count(site.Unfold(string(it.Octets)), "MEMBER=") != 1 {
					rt.Fatalf("after %s: %s sees who else is in the group:\n%s", after, person, it.Octets)
				}
			}
		}
		put("Atelier")
		check("the invitation")
		for range rapid.IntRange(1, 8).Draw(rt, "steps") {
			who := rapid.SampledFrom(people).Draw(rt, "who")
			step := rapid.SampledFrom([]string{"comes or goes", "is renamed", "accepts", "stops"}).Draw(rt, "step")
			switch step {
			case "comes or goes":
				p := *s.Person(who)
				if p.Territories = []string{"faverges"}; group.Has(s.Person(who)) {
					p.Territories = []string{elsewhere}
				}
				s.Must(s.AddPeople(s.T.Context(), []events.Person{p}))
			case "is renamed":
				put(rapid.SampledFrom([]string{"Forum", "Salon"}).Draw(rt, "title"))
			case "accepts":
				it, line := copyOf(who)
				if line == nil || !group.Has(s.Person(who)) {
					continue
				}
				octets, err := ical.Edit(it.Octets, func(cal *ical.Component) error {
					cal.SetPartstat("mailto:"+s.Person(who).Email, "ACCEPTED")
					return nil
				})
				s.Must(err)
				_, err = s.Put(who, "calendar", it.Name, string(octets))
				s.Must(err)
				answered[who] = true
			case "stops":
				s.Restart()
			}
			if rapid.Bool().Draw(rt, "followed") {
				check(step)
			}
		}
		check("all")
	})
}
