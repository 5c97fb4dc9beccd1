package events_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"parcours/events"
	"parcours/site"
)

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
	does func(*site.Site)
	want string
}

func replies(number int, text string) func(*site.Site) {
	return func(s *site.Site) {
		s.Later()
		s.Must(s.AnswerDecision(s.T.Context(), events.DecisionResponse{Decision: number, Territory: "faverges", By: "orga", Text: &text, Reply: true, Door: events.DoorWeb}))
	}
}

func organiser(does func(s *site.Site, orga *events.Person) error) func(*site.Site) {
	return func(s *site.Site) {
		s.Later()
		s.Must(does(s, s.Person("orga")))
	}
}

func moves(session string, day string) func(*site.Site) {
	return organiser(func(s *site.Site, orga *events.Person) error {
		return s.Reschedule(s.T.Context(), orga, session, func(p *events.Plan) { p.When = site.Hours(day, "09:00", "12:00") })
	})
}

func cancels(session string) func(*site.Site) {
	return organiser(func(s *site.Site, orga *events.Person) error {
		return s.Reschedule(s.T.Context(), orga, session, events.Cancel)
	})
}

func nothing(*site.Site) {}

func TestDecisionStates(t *testing.T) {
	for _, c := range []struct {
		name   string
		number int
		steps  []step
	}{
		{"a matrix completes with its cells", 1, []step{
			{nothing, "open, pairs-techniciens, pairs-elus"},
			{site.Votes("pairs-elus", events.NotApplicable), "open, pairs-techniciens"},
			{site.Votes("pairs-techniciens", events.Declined), "done"},
			{site.Votes("pairs-techniciens", events.NeedsAction), "open, pairs-techniciens"},
			{site.Votes("pairs-techniciens", events.Tentative), "done"},
			{moves("pairs-elus", "2022-03-11"), "open, pairs-elus"},
			{site.Votes("pairs-elus", events.Accepted), "done"},
			{cancels("pairs-elus"), "done"},
			{cancels("pairs-techniciens"), "open"},
		}},
		{"a matrix that is marked too early", 1, []step{
			{site.Votes("pairs-elus", events.Accepted), "open, pairs-techniciens"},
			{site.Marks(1, true), "too early, pairs-techniciens"},
			{site.Marks(1, false), "open, pairs-techniciens"},
			{site.Marks(1, true), "too early, pairs-techniciens"},
			{site.Votes("pairs-techniciens", events.Accepted), "done"},
			{moves("pairs-elus", "2022-03-11"), "too early, pairs-elus"},
		}},
		{"a matrix to which the organisers reply", 1, []step{
			{site.Votes("pairs-elus", events.Accepted), "open, pairs-techniciens"},
			{site.Votes("pairs-techniciens", events.Accepted), "done"},
			{replies(1, "Bien noté."), "done; Bien noté."},
			{replies(1, "Sûrs ?"), "open; Sûrs ?"},
			{site.Marks(1, true), "done"},
			{replies(1, "Vraiment ?"), "open; Vraiment ?"},
			{site.Writes(1, "Oui.", false), "done"},
		}},
		{"a poll completes with votes on all options", 2, []step{
			{nothing, "open, seule, jour-a, jour-b"},
			{site.Votes("jour-a", events.Accepted), "open, seule, jour-b"},
			{site.Votes("jour-b", events.Declined), "open, seule"},
			{site.Votes("seule", events.Tentative), "done"},
			{organiser(func(s *site.Site, orga *events.Person) error { return s.Decide(s.T.Context(), orga, "jour-b") }), "done"},
			{organiser(func(s *site.Site, orga *events.Person) error { return s.Reopen(s.T.Context(), orga, "jour-b") }), "done"},
			{site.Votes("jour-a", events.NeedsAction), "open, jour-a"},
			{organiser(func(s *site.Site, orga *events.Person) error { return s.Decide(s.T.Context(), orga, "jour-b") }), "done"},
			{moves("jour-b", "2022-09-20"), "open, jour-b"},
		}},
		{"a text is done when it is there and marked", 3, []step{
			{nothing, "open, text"},
			{site.Marks(3, true), "too early, text"},
			{site.Writes(3, "  ", true), "too early, text"},
			{site.Writes(3, "Le compost.", false), "open"},
			{site.Marks(3, true), "done"},
			{replies(3, "Merci."), "done; Merci."},
			{replies(3, "Lequel ?"), "open; Lequel ?"},
			{replies(3, "Nous avons trouvé."), "done; Nous avons trouvé."},
			{replies(3, "Lequel, alors ?"), "open; Lequel, alors ?"},
			{site.Marks(3, true), "done"},
			{replies(3, "Et où ?"), "open; Et où ?"},
			{site.Writes(3, "Le compost, à Faverges.", false), "open"},
			{site.Marks(3, true), "done"},
			{site.Writes(3, "", true), "too early, text"},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := site.OpenSmall(t)
			for i, step := range c.steps {
				step.does(s)
				if got := brief(s.Decision("faverges", c.number)); got != step.want {
					t.Errorf("step %d: %q, want %q", i+1, got, step.want)
				}
			}
			if other := s.Decision("annecy", c.number); other.Answered() || other.Done || other.TooEarly || other.Reply != "" {
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
		s := site.OpenSmall(t)
		before := s.Collection("rita", "faverges.arbitrages").Token
		err := s.AnswerDecision(t.Context(), c.r)
		var wrong *events.Invalid
		if c.want == nil && !errors.As(err, &wrong) || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
		if after := s.Collection("rita", "faverges.arbitrages").Token; after != before {
			t.Errorf("%s: something was kept", c.name)
		}
	}
	s := site.OpenSmall(t)
	if _, err := s.DecisionStates(t.Context(), "lune"); err == nil {
		t.Error("the state of an unknown territory")
	}
}

// Saying again what stands keeps nothing; every other word is a revision, and the last one stands with who said it.
func TestDecisionRevisions(t *testing.T) {
	s := site.OpenSmall(t)
	seen := map[string]bool{}
	for i, f := range []func(*site.Site){site.Writes(3, "Le compost.", false), site.Writes(3, "Les haies.", false), site.Marks(3, true), replies(3, "Bien."), site.Writes(3, "Les haies.", true)} {
		f(s)
		once := s.Collection("rita", "faverges.arbitrages").Token
		if seen[once] {
			t.Errorf("step %d is no revision", i+1)
		}
		seen[once] = true
		if i == 3 {
			continue // a reply may be said twice
		}
		f(s)
		if twice := s.Collection("rita", "faverges.arbitrages").Token; twice != once {
			t.Errorf("step %d, said again, is kept", i+1)
		}
	}
	text := "Les haies, dit l'organisation."
	s.Later()
	s.Must(s.AnswerDecision(t.Context(), events.DecisionResponse{Decision: 3, Territory: "faverges", By: "orga", Text: &text}))
	if st := s.Decision("faverges", 3); st.Answer != text || st.By != "orga" || !st.At.Equal(s.Clock) || !st.Answered() {
		t.Errorf("%+v", st)
	}
}

// A due date that was derived from a session moves with it; one that the note states stays.
func TestDecisionDue(t *testing.T) {
	s := site.OpenSmall(t)
	due := func() string {
		return fmt.Sprint(s.Decision("faverges", 1).Due, " ", s.Decision("faverges", 2).Due, " ", s.Decision("faverges", 3).Due)
	}
	if got := due(); got != "2022-03-09 2022-04-01 2022-03-01" {
		t.Errorf("at first %s", got)
	}
	moves("pairs-techniciens", "2022-03-17")(s)
	moves("pairs-elus", "2022-03-17")(s)
	if got := due(); got != "2022-03-16 2022-04-01 2022-03-01" {
		t.Errorf("a week later %s", got)
	}
	s.Restart()
	s.Take(s.File)
	if got := due(); got != "2022-03-16 2022-04-01 2022-03-01" {
		t.Errorf("after the file was applied again %s", got)
	}
	s.Change(func(p *events.Programme) {
		for _, id := range []string{"pairs-techniciens", "pairs-elus"} {
			site.Plan(p, id).When = site.Hours("2022-03-17", "09:00", "12:00")
		}
		p.Decisions = slices.Clone(p.Decisions)
		p.Decisions[0].Due = events.Day{Year: 2022, Month: 3, Day: 15}
	})
	if got := due(); got != "2022-03-15 2022-04-01 2022-03-01" {
		t.Errorf("after the file says both anew %s", got)
	}
}
