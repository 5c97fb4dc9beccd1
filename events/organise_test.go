package events_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"parcours/events"
)

// organiserWrites takes a session as an organiser is served it, edits the text and writes it back.
func (s *site) organiserWrites(session string, edit func(string) string) error {
	s.t.Helper()
	_, err := s.put("orga", "programme", session+".ics", edit(unfold(s.text(s.items("orga", "programme")[session+".ics"]))))
	return err
}

func swap(old, with string) func(string) string {
	return func(text string) string { return strings.Replace(text, old, with, 1) }
}

// Each case: an organiser's edit in a calendar client, and the session then.
func TestOrganiserEdits(t *testing.T) {
	for _, c := range []struct {
		name, session string
		edit          func(string) string
		check         func(*events.Session) bool
		sequence      int
	}{
		{"as served", "agora", swap("", ""), func(x *events.Session) bool { return x.Title == "La journée AGORA" && x.Status == events.Fixed }, 0},
		{"moved", "agora", func(text string) string {
			return swap("20220428T173000", "20220429T173000")(swap("20220428T093000", "20220429T093000")(text))
		},
			func(x *events.Session) bool {
				return x.When.Equal(hours("2022-04-29", "09:30", "17:30")) && x.AskedAt == 1
			}, 1},
		{"renamed", "agora", swap("SUMMARY:La journée AGORA", "SUMMARY:AGORA"), func(x *events.Session) bool { return x.Title == "AGORA" && x.AskedAt == 0 }, 1},
		{"another place", "agora", swap("LOCATION:Visio", "LOCATION:Paris"), func(x *events.Session) bool { return x.Place.Where == "Paris" }, 1},
		{"cancelled", "agora", swap("STATUS:CONFIRMED", "STATUS:CANCELLED"), func(x *events.Session) bool { return x.Status == events.Cancelled }, 1},
		{"estimated", "agora", swap("STATUS:CONFIRMED", "STATUS:TENTATIVE"), func(x *events.Session) bool { return x.Status == events.Estimated }, 1},
		{"an estimated one is fixed", "prepa", swap("STATUS:TENTATIVE", "STATUS:CONFIRMED"), func(x *events.Session) bool {
			return x.Status == events.Fixed && x.Title == "Préparation de la clôture"
		}, 1},
		{"a confirmed option decides", "jour-a", swap("STATUS:TENTATIVE", "STATUS:CONFIRMED"),
			func(x *events.Session) bool {
				return x.Status == events.Fixed && !x.Decided.IsZero() && x.Title == "La clôture"
			}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := openSmall(t)
			s.must(s.organiserWrites(c.session, c.edit))
			if x := s.session(c.session); !c.check(x) || x.Sequence != c.sequence {
				t.Errorf("%+v", x)
			}
		})
	}
}

// Only what an organiser changed is taken: the echo of an older text leaves another's change as it is.
func TestOrganiserEchoes(t *testing.T) {
	s := openSmall(t)
	served := unfold(s.text(s.items("orga", "programme")["agora.ics"]))
	s.now = s.now.Add(time.Hour)
	s.must(s.Reschedule(t.Context(), s.person("orga"), "agora", func(p *events.Plan) { p.When = hours("2022-05-05", "10:00", "17:00") }))
	_, err := s.put("orga", "programme", "agora.ics", strings.Replace(served, "SUMMARY:La journée AGORA", "SUMMARY:AGORA", 1))
	s.must(err)
	if x := s.session("agora"); x.Title != "AGORA" || !x.When.Equal(hours("2022-05-05", "10:00", "17:00")) || x.Sequence != 2 {
		t.Errorf("%+v", x)
	}
}

func TestOrganiserRefused(t *testing.T) {
	s := openSmall(t)
	var conflict *events.UIDConflict
	var wrong *events.Invalid
	for name, c := range map[string]struct {
		edit func(string) string
		want any
	}{
		"attendees":    {swap("END:VEVENT", "ATTENDEE:mailto:marc@example.org\r\nEND:VEVENT"), events.ErrOrganiserChange},
		"a recurrence": {swap("END:VEVENT", "RRULE:FREQ=WEEKLY;COUNT=3\r\nEND:VEVENT"), events.ErrOrganiserChange},
		"another UID":  {swap("UID:agora", "UID:autre"), &conflict},
	} {
		err := s.organiserWrites("agora", c.edit)
		if target, is := c.want.(error); is && !errors.Is(err, target) || !is && !errors.As(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := s.PutItem(t.Context(), s.person("orga"), s.collection("orga", "programme"), "agora.ics", events.Preconditions{IfMatch: []string{"old"}}, []byte(s.text(s.items("orga", "programme")["agora.ics"])))
	if !errors.Is(err, events.ErrPrecondition) {
		t.Errorf("an old ETag: %v", err)
	}
	for _, person := range []string{"rita", "marc", "emma", "paul"} {
		if err := s.Reschedule(t.Context(), s.person(person), "agora", func(p *events.Plan) { p.Title = "Autre" }); !errors.Is(err, events.ErrForbidden) {
			t.Errorf("%s: %v", person, err)
		}
	}
	if err := s.Reschedule(t.Context(), s.person("orga"), "agora", func(p *events.Plan) { p.Title = " " }); !errors.As(err, &wrong) {
		t.Errorf("no title: %v", err)
	}
	if err := s.Reschedule(t.Context(), s.person("orga"), "agora", func(p *events.Plan) { p.When.End = p.When.Start.Add(-time.Hour) }); !errors.As(err, &wrong) {
		t.Errorf("an early end: %v", err)
	}
	if err := s.Reschedule(t.Context(), s.person("orga"), "rien", func(*events.Plan) {}); !errors.Is(err, events.ErrNotFound) {
		t.Errorf("no session: %v", err)
	}
	if x := s.session("agora"); x.Sequence != 0 {
		t.Errorf("%+v", x)
	}
}

func TestOrganiserDeletes(t *testing.T) {
	s := openSmall(t)
	c := s.collection("orga", "programme")
	if err := s.DeleteItem(t.Context(), s.person("orga"), c, "agora.ics", events.Preconditions{IfMatch: []string{"old"}}); !errors.Is(err, events.ErrPrecondition) {
		t.Errorf("an old ETag: %v", err)
	}
	s.must(s.DeleteItem(t.Context(), s.person("orga"), c, "agora.ics", events.Preconditions{}))
	if x := s.session("agora"); x.Status != events.Cancelled || x.Sequence != 1 {
		t.Errorf("%+v", x)
	}
	if err := s.DeleteItem(t.Context(), s.person("orga"), c, "rien.ics", events.Preconditions{}); !errors.Is(err, events.ErrNotFound) {
		t.Errorf("nothing: %v", err)
	}
}

// A task takes its own text only, and is nobody's to delete.
func TestPutTaskRefused(t *testing.T) {
	s := openSmall(t)
	items := s.items("rita", "faverges.arbitrages")
	var conflict *events.UIDConflict
	if _, err := s.put("rita", "faverges.arbitrages", "arbitrage-3.ics", s.text(items["arbitrage-1.ics"])); !errors.As(err, &conflict) {
		t.Errorf("another task's text: %v", err)
	}
	if _, err := s.PutItem(t.Context(), s.person("rita"), s.collection("rita", "faverges.arbitrages"), "arbitrage-3.ics",
		events.Preconditions{IfMatch: []string{"old"}}, []byte(s.text(items["arbitrage-3.ics"]))); !errors.Is(err, events.ErrPrecondition) {
		t.Errorf("an old ETag: %v", err)
	}
	if err := s.DeleteItem(t.Context(), s.person("rita"), s.collection("rita", "faverges.arbitrages"), "arbitrage-3.ics", events.Preconditions{}); !errors.Is(err, events.ErrForbidden) {
		t.Errorf("deleted: %v", err)
	}
	if st := s.decision("faverges", 3); st.Answered() {
		t.Errorf("%+v", st)
	}
}
