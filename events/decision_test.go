package events_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"parcours/events"
)

// decision is where a delegation stands with an arbitrage.
func (s *site) decision(territory string, number int) events.DecisionState {
	s.t.Helper()
	all, err := s.DecisionStates(s.t.Context(), territory)
	s.must(err)
	for _, st := range all {
		if st.Decision.Number == number {
			return st
		}
	}
	s.t.Fatalf("no decision %d", number)
	return events.DecisionState{}
}

// brief says a state in a few words: done, early, open; what is missing; the organisers' reply.
func brief(st events.DecisionState) string {
	word := "open"
	switch {
	case st.Done && st.TooEarly:
		word = "done and too early"
	case st.Done:
		word = "done"
	case st.TooEarly:
		word = "too early"
	}
	for _, m := range st.Missing {
		word += ", " + m.Session
		if m.Session == "" {
			word += "text"
		}
	}
	if st.Reply != "" {
		word += "; " + st.Reply
	}
	return word
}

// A step changes something; then the state of decision number in Faverges is what it says.
type step struct {
	does func(*site)
	want string
}

func writes(number int, text string, done bool) func(*site) {
	return func(s *site) {
		s.later()
		s.must(s.AnswerDecision(s.t.Context(), events.DecisionResponse{Decision: number, Territory: "faverges", By: "rita", Text: &text, Done: &done, Door: events.DoorWeb}))
	}
}

func marks(number int, done bool) func(*site) {
	return func(s *site) {
		s.later()
		s.must(s.AnswerDecision(s.t.Context(), events.DecisionResponse{Decision: number, Territory: "faverges", By: "rita", Done: &done, Door: events.DoorCalDAV}))
	}
}

func replies(number int, text string) func(*site) {
	return func(s *site) {
		s.later()
		s.must(s.AnswerDecision(s.t.Context(), events.DecisionResponse{Decision: number, Territory: "faverges", By: "orga", Text: &text, Reply: true, Door: events.DoorWeb}))
	}
}

func votes(session string, status events.Partstat) func(*site) {
	return func(s *site) {
		s.later()
		s.vote("rita", "faverges", session, status)
	}
}

func organiser(does func(s *site, orga *events.Person) error) func(*site) {
	return func(s *site) {
		s.later()
		s.must(does(s, s.person("orga")))
	}
}

func moves(session string, day string) func(*site) {
	return organiser(func(s *site, orga *events.Person) error {
		return s.Reschedule(s.t.Context(), orga, session, func(p *events.Plan) { p.When = hours(day, "09:00", "12:00") })
	})
}

func cancels(session string) func(*site) {
	return organiser(func(s *site, orga *events.Person) error { return s.CancelSession(s.t.Context(), orga, session) })
}

func nothing(*site) {}

func TestDecisionStates(t *testing.T) {
	for _, c := range []struct {
		name   string
		number int
		steps  []step
	}{
		{"a matrix completes with its cells", 1, []step{
			{nothing, "open, pairs-techniciens, pairs-elus"},
			{votes("pairs-elus", events.NotApplicable), "open, pairs-techniciens"},
			{votes("pairs-techniciens", events.Declined), "done"},
			{votes("pairs-techniciens", events.NeedsAction), "open, pairs-techniciens"},
			{votes("pairs-techniciens", events.Tentative), "done"},
			{moves("pairs-elus", "2022-03-11"), "open, pairs-elus"},
			{votes("pairs-elus", events.Accepted), "done"},
			{cancels("pairs-elus"), "done"},
			{cancels("pairs-techniciens"), "open"},
		}},
		{"a matrix that is marked too early", 1, []step{
			{votes("pairs-elus", events.Accepted), "open, pairs-techniciens"},
			{marks(1, true), "too early, pairs-techniciens"},
			{marks(1, false), "open, pairs-techniciens"},
			{marks(1, true), "too early, pairs-techniciens"},
			{votes("pairs-techniciens", events.Accepted), "done"},
			{moves("pairs-elus", "2022-03-11"), "too early, pairs-elus"},
		}},
		{"a matrix to which the organisers reply", 1, []step{
			{votes("pairs-elus", events.Accepted), "open, pairs-techniciens"},
			{votes("pairs-techniciens", events.Accepted), "done"},
			{replies(1, "Sûrs ?"), "open; Sûrs ?"},
			{marks(1, true), "done"},
			{replies(1, "Vraiment ?"), "open; Vraiment ?"},
			{writes(1, "Oui.", false), "done"},
		}},
		{"a poll completes with votes on all options", 2, []step{
			{nothing, "open, seule, jour-a, jour-b"},
			{votes("jour-a", events.Accepted), "open, seule, jour-b"},
			{votes("jour-b", events.Declined), "open, seule"},
			{votes("seule", events.Tentative), "done"},
			{organiser(func(s *site, orga *events.Person) error { return s.Decide(s.t.Context(), orga, "jour-b") }), "done"},
			{organiser(func(s *site, orga *events.Person) error { return s.Reopen(s.t.Context(), orga, "jour-b") }), "done"},
			{votes("jour-a", events.NeedsAction), "open, jour-a"},
			{organiser(func(s *site, orga *events.Person) error { return s.Decide(s.t.Context(), orga, "jour-b") }), "done"},
			{moves("jour-b", "2022-09-20"), "open, jour-b"},
		}},
		{"a text is done when it is there and marked", 3, []step{
			{nothing, "open, text"},
			{marks(3, true), "too early, text"},
			{writes(3, "  ", true), "too early, text"},
			{writes(3, "Le compost.", false), "open"},
			{marks(3, true), "done"},
			{replies(3, "Lequel ?"), "open; Lequel ?"},
			{marks(3, true), "done"},
			{replies(3, "Et où ?"), "open; Et où ?"},
			{writes(3, "Le compost, à Faverges.", false), "open"},
			{marks(3, true), "done"},
			{writes(3, "", true), "too early, text"},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := openSmall(t)
			for i, step := range c.steps {
				step.does(s)
				if got := brief(s.decision("faverges", c.number)); got != step.want {
					t.Errorf("step %d: %q, want %q", i+1, got, step.want)
				}
			}
			if other := s.decision("annecy", c.number); other.Answered() || other.Done || other.TooEarly || other.Reply != "" {
				t.Errorf("the other delegation: %q", brief(other))
			}
		})
	}
}

func TestAnswerDecisionRefused(t *testing.T) {
	text, long, empty, yes := "Le compost.", strings.Repeat("x", 64<<10+1), " ", true
	for _, c := range []struct {
		name string
		r    events.DecisionResponse
		want error // nil: an *events.Invalid
	}{
		{"no such decision", events.DecisionResponse{Decision: 9, Territory: "faverges", By: "rita", Text: &text}, events.ErrNotFound},
		{"no such territory", events.DecisionResponse{Decision: 3, Territory: "lune", By: "orga", Text: &text}, events.ErrNotFound},
		{"nobody", events.DecisionResponse{Decision: 3, Territory: "faverges", By: "personne", Text: &text}, events.ErrNotFound},
		{"another delegation's referent", events.DecisionResponse{Decision: 3, Territory: "faverges", By: "rene", Text: &text}, events.ErrNotFound},
		{"nobody of the programme", events.DecisionResponse{Decision: 3, Territory: "faverges", By: "paul", Text: &text}, events.ErrNotFound},
		{"another delegation's referent replies", events.DecisionResponse{Decision: 3, Territory: "faverges", By: "rene", Text: &text, Reply: true}, events.ErrNotFound},
		{"a member", events.DecisionResponse{Decision: 3, Territory: "faverges", By: "marc", Text: &text}, events.ErrForbidden},
		{"a guest", events.DecisionResponse{Decision: 3, Territory: "faverges", By: "guy", Done: &yes}, events.ErrForbidden},
		{"the expert", events.DecisionResponse{Decision: 3, Territory: "faverges", By: "emma", Text: &text}, events.ErrForbidden},
		{"a referent replies", events.DecisionResponse{Decision: 3, Territory: "faverges", By: "rita", Text: &text, Reply: true}, events.ErrForbidden},
		{"too long", events.DecisionResponse{Decision: 3, Territory: "faverges", By: "rita", Text: &long}, nil},
		{"an empty reply", events.DecisionResponse{Decision: 3, Territory: "faverges", By: "orga", Text: &empty, Reply: true}, nil},
		{"a reply without text", events.DecisionResponse{Decision: 3, Territory: "faverges", By: "orga", Reply: true}, nil},
	} {
		s := openSmall(t)
		before := s.collection("rita", "faverges.arbitrages").Token
		err := s.AnswerDecision(t.Context(), c.r)
		var wrong *events.Invalid
		if c.want == nil && !errors.As(err, &wrong) || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
		if after := s.collection("rita", "faverges.arbitrages").Token; after != before {
			t.Errorf("%s: something was kept", c.name)
		}
	}
	s := openSmall(t)
	if _, err := s.DecisionStates(t.Context(), "lune"); err == nil {
		t.Error("the state of an unknown territory")
	}
}

// Saying again what stands keeps nothing; every other word is a revision, and the last one stands with who said it.
func TestDecisionRevisions(t *testing.T) {
	s := openSmall(t)
	seen := map[string]bool{}
	for i, f := range []func(*site){writes(3, "Le compost.", false), writes(3, "Les haies.", false), marks(3, true), replies(3, "Bien."), writes(3, "Les haies.", true)} {
		f(s)
		once := s.collection("rita", "faverges.arbitrages").Token
		if seen[once] {
			t.Errorf("step %d is no revision", i+1)
		}
		seen[once] = true
		if i == 3 {
			continue // a reply may be said twice
		}
		f(s)
		if twice := s.collection("rita", "faverges.arbitrages").Token; twice != once {
			t.Errorf("step %d, said again, is kept", i+1)
		}
	}
	text := "Les haies, dit l'organisation."
	s.later()
	s.must(s.AnswerDecision(t.Context(), events.DecisionResponse{Decision: 3, Territory: "faverges", By: "orga", Text: &text}))
	if st := s.decision("faverges", 3); st.Answer != text || st.By != "orga" || !st.At.Equal(s.now) || !st.Answered() {
		t.Errorf("%+v", st)
	}
}

// A due date that was derived from a session moves with it; one that the note states stays.
func TestDecisionDue(t *testing.T) {
	s := openSmall(t)
	due := func() string {
		return fmt.Sprint(s.decision("faverges", 1).Due, " ", s.decision("faverges", 2).Due, " ", s.decision("faverges", 3).Due)
	}
	if got := due(); got != "2022-03-09 2022-04-01 2022-03-01" {
		t.Errorf("at first %s", got)
	}
	moves("pairs-techniciens", "2022-03-17")(s)
	moves("pairs-elus", "2022-03-17")(s)
	if got := due(); got != "2022-03-16 2022-04-01 2022-03-01" {
		t.Errorf("a week later %s", got)
	}
	s.reopen()
	s.apply(s.programme)
	if got := due(); got != "2022-03-16 2022-04-01 2022-03-01" {
		t.Errorf("after the file was applied again %s", got)
	}
	s.change(func(p *events.Programme) {
		for _, id := range []string{"pairs-techniciens", "pairs-elus"} {
			plan(p, id).When = hours("2022-03-17", "09:00", "12:00")
		}
		p.Decisions = slices.Clone(p.Decisions)
		p.Decisions[0].Due = events.Day{Year: 2022, Month: 3, Day: 15}
	})
	if got := due(); got != "2022-03-15 2022-04-01 2022-03-01" {
		t.Errorf("after the file says both anew %s", got)
	}
}
