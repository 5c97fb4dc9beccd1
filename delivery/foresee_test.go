package delivery_test

import (
	"slices"
	"testing"
	"time"

	"parcours/delivery"
	"parcours/events"
	"parcours/site"
)

// What is foreseen of a change is what leaves after it: to whom, of what kind, and when.
func TestForesee(t *testing.T) {
	const room = "pairs-elus"
	move := func(day string) func(*events.Plan, *[]events.Audience) {
		return func(p *events.Plan, _ *[]events.Audience) { p.When = site.Hours(day, "09:00", "12:00") }
	}
	faverges := func(p *events.Plan, asked *[]events.Audience) {
		*asked = []events.Audience{{Categories: []string{"elus"}, Territories: []string{"faverges"}}}
	}
	for name, changes := range map[string][]func(*events.Plan, *[]events.Audience){
		"moved": {move("2022-03-11")}, "moved back": {move("2022-03-11"), move("2022-03-10")}, "moved twice": {move("2022-03-11"), move("2022-03-12")},
		"cancelled": {func(p *events.Plan, _ *[]events.Audience) { events.Cancel(p) }}, "other words": {func(p *events.Plan, _ *[]events.Audience) { p.Title = "Entre nous" }},
		"fewer": {faverges}, "fewer and moved": {faverges, move("2022-03-11")}, "a reason alone": {func(p *events.Plan, _ *[]events.Audience) { p.Why = "ainsi" }},
	} {
		t.Run(name, func(t *testing.T) {
			s := site.OpenSmall(t)
			settleAll(t, s)
			orga := s.Person("orga")
			var f delivery.Foreseen
			for _, change := range changes {
				planned, err := s.Programme().Changes([]string{room}, s.Clock, change)
				s.Must(err)
				if f, err = s.Delivery.Foresee(t.Context(), planned); err != nil {
					t.Fatal(err)
				}
				s.Must(s.Replan(t.Context(), orga, []string{room}, change))
				s.Clock = s.Clock.Add(2 * time.Minute)
			}
			foreseen := map[time.Time]bool{}
			for _, m := range f.Mails {
				foreseen[m.Next] = true
			}
			s.Clock = s.Clock.Add(-2 * time.Minute * time.Duration(len(changes))).Add(10 * time.Minute) // the end of the first one's hold
			got := leaving(t, s)
			if want := lines(f.Mails); !slices.Equal(got, want) {
				t.Errorf("left %v, foreseen %v", got, want)
			}
			if f.Back != (name == "moved back") {
				t.Errorf("back: %v", f.Back)
			}
			if len(foreseen) > 1 {
				t.Errorf("several times: %v", foreseen)
			}
		})
	}
}

// Whom a draft asks once it is published, long after it was made, is told.
func TestPublishedLater(t *testing.T) {
	s := site.OpenSmall(t)
	settleAll(t, s)
	s.Must(s.MakeSession(t.Context(), "x.ics", events.Edit{UID: "x@y", Title: "Une visite", When: site.Hours("2022-04-15", "09:00", "12:00"), Sequence: -1}, func(events.Tx) error { return nil }))
	s.Clock = s.Clock.Add(time.Hour)
	if got := leaving(t, s); len(got) > 0 {
		t.Fatalf("told of a draft: %v", got)
	}
	s.Must(s.Replan(t.Context(), s.Person("orga"), []string{"made-1"}, func(p *events.Plan, asked *[]events.Audience) {
		p.Audience = events.Audience{Categories: []string{"elus"}}
		*asked = []events.Audience{p.Audience}
	}))
	s.Clock = s.Clock.Add(11 * time.Minute)
	if got := leaving(t, s); len(got) != 3 {
		t.Errorf("%v", got)
	}
}

func settleAll(t *testing.T, s *site.Site) {
	t.Helper()
	s.Clock = s.Clock.Add(11 * time.Minute)
	leaving(t, s)
	all, err := s.Delivery.Mails(t.Context(), delivery.MailQuery{State: delivery.MailQueued})
	s.Must(err)
	for _, m := range all {
		s.Must(s.Delivery.Settle(t.Context(), m, delivery.MailOutcome{}))
	}
}

// leaving tells what is due, and gives the mails that wait then.
func leaving(t *testing.T, s *site.Site) []string {
	t.Helper()
	for more := true; more; {
		var err error
		more, err = s.Delivery.ExpandNotices(t.Context())
		s.Must(err)
	}
	all, err := s.Delivery.Mails(t.Context(), delivery.MailQuery{State: delivery.MailQueued})
	s.Must(err)
	return lines(all)
}

func lines(mails []delivery.Mail) (all []string) {
	for _, m := range mails {
		all = append(all, string(m.Kind)+" "+m.Person+" "+m.Session)
	}
	slices.Sort(all)
	return all
}
