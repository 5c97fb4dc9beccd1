package record

import (
	"context"
	"slices"

	"parcours/events"
)

// History gives every answer ever given, oldest first: of the people of a delegation, those who were removed too, and
// in its name, or all ("").
func (s *Service) History(ctx context.Context, territory string) ([]events.Answer, error) {
	snap := s.events.Programme()
	if territory != "" && snap.Territory(territory) == nil {
		return nil, events.Invalidf("delegation", "%q is not a territory of the programme", territory)
	}
	var all []events.Answer
	members := map[string]bool{}
	err := s.store.View(ctx, func(tx Tx) error {
		people, err := tx.People()
		if err != nil {
			return err
		}
		for _, p := range people {
			members[p.ID] = slices.Contains(p.Territories, territory) && slices.Contains([]events.Role{events.Referent, events.Member, events.Guest}, p.Role)
		}
		all, err = tx.Answers(events.AnswerQuery{All: true})
		return err
	})
	if territory != "" {
		all = slices.DeleteFunc(all, func(a events.Answer) bool { return a.For.Territory != territory && !members[a.For.Person] })
	}
	slices.SortStableFunc(all, func(a, b events.Answer) int { return a.At.Compare(b.At) })
	return all, err
}
