package site

import (
	"parcours/events"
)

// Decision is where a delegation stands with an arbitrage.
func (s *Site) Decision(territory string, number int) events.DecisionState {
	s.T.Helper()
	all, err := s.DecisionStates(s.T.Context(), territory)
	s.Must(err)
	for _, st := range all {
		if st.Decision.Number == number {
			return st
		}
	}
	s.T.Fatalf("no decision %d", number)
	return events.DecisionState{}
}

func Writes(number int, text string, done bool) func(*Site) {
	return func(s *Site) {
		s.Later()
		s.Must(s.AnswerDecision(s.T.Context(), events.DecisionResponse{Decision: number, Territory: "faverges", By: "rita", Text: &text, Done: &done, Door: events.DoorWeb}))
	}
}

func Marks(number int, done bool) func(*Site) {
	return func(s *Site) {
		s.Later()
		s.Must(s.AnswerDecision(s.T.Context(), events.DecisionResponse{Decision: number, Territory: "faverges", By: "rita", Done: &done, Door: events.DoorCalDAV}))
	}
}

func Votes(session string, status events.Partstat) func(*Site) {
	return func(s *Site) {
		s.Later()
		s.Vote("rita", "faverges", session, status)
	}
}
