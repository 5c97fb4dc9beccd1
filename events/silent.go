package events

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// Silent gives those who are asked to a session, or to one of the rooms or dates of a group, and have no answer of their
// own that counts, by territory and name. What a referent said for the delegation is nobody's own answer.
func (s *Service) Silent(ctx context.Context, session string) ([]*Person, error) {
	snap := s.Programme()
	asking := slices.DeleteFunc(snap.Group(session), func(x *Session) bool { return !x.Live() || x.Draft() })
	if len(asking) == 0 {
		return nil, Invalidf("session", "%q is no session of the programme that asks anybody", session)
	}
	answered := map[string]bool{} // session and person
	err := s.store.View(ctx, func(tx Tx) error {
		for _, x := range asking {
			answers, err := tx.Answers(AnswerQuery{All: true, Session: x.ID, Latest: true})
			if err != nil {
				return err
			}
			for i := range answers {
				if a := &answers[i]; a.For.Person != "" && a.CountsFor(x) {
					answered[x.ID+" "+a.For.Person] = true
				}
			}
		}
		return nil
	})
	silent := slices.DeleteFunc(snap.People(), func(p *Person) bool {
		return !slices.ContainsFunc(asking, func(x *Session) bool { return x.Asks(p) && !answered[x.ID+" "+p.ID] })
	})
	slices.SortStableFunc(silent, func(a, b *Person) int {
		return cmp.Or(cmp.Compare(strings.Join(a.Territories, " "), strings.Join(b.Territories, " ")), cmp.Compare(a.Name, b.Name))
	})
	return silent, err
}
