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
	q := AnswerQuery{All: true}
	for _, x := range asking {
		q.Sessions = append(q.Sessions, x.ID)
	}
	var said map[Subject]map[string]*Answer
	err := s.store.View(ctx, func(tx Tx) (err error) {
		said, err = LatestBySubject(tx, snap, q)
		return err
	})
	silent := slices.DeleteFunc(snap.People(), func(p *Person) bool {
		return !slices.ContainsFunc(asking, func(x *Session) bool {
			a := said[Subject{Person: p.ID}][x.ID]
			return x.Asks(p) && (a == nil || !a.CountsFor(x))
		})
	})
	slices.SortStableFunc(silent, func(a, b *Person) int {
		return cmp.Or(cmp.Compare(strings.Join(a.Territories, " "), strings.Join(b.Territories, " ")), cmp.Compare(a.Name, b.Name))
	})
	return silent, err
}
