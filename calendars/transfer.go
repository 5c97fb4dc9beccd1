package calendars

import (
	"context"

	"parcours/events"
)

// Transfer says how an object goes from one stored collection to another, or to another name in its own.
type Transfer struct {
	Move          bool // the source goes; else it is a copy
	Name, NewName string
	Source        Preconditions // of the object as it stands
	Overwrite     bool          // what has the new name may go
}

// TransferItem copies or moves an object between stored collections (RFC 4918 §9.8 and §9.9). It is one transaction:
// nobody sees a moved object twice, or not at all. To those whom it asks nothing is said of a move (RFC 6638 §3.2.3.4), but where it goes
// to another's home, and so is another's: it is called off. What a PUT of it there would refuse is refused, and its octets and
// ETag stay, but for what the rules of its new calendar say in it. A moved one keeps its time of creation (§15.1), and
// in its own collection also its place in the order in which objects were entered. Errors: ErrNotFound, ErrDerived,
// ErrForbidden (also for its own name again, §9.9.4), ErrPrecondition, ErrComponent, ErrQuota, *UIDConflict, and those
// of Text.
func (s *Service) TransferItem(ctx context.Context, from, to *Collection, t Transfer) (PutResult, error) {
	switch {
	case !from.Rights.Read || !to.Rights.Read:
		return PutResult{}, events.ErrNotFound
	case from.stored == nil || to.stored == nil || from.Derived() || to.Derived():
		return PutResult{}, events.ErrDerived
	case !to.Rights.Write || t.Move && !from.Rights.Write, from.sameStored(to) && t.Name == t.NewName:
		return PutResult{}, events.ErrForbidden
	}
	var result PutResult
	err := s.store.Update(ctx, func(tx Tx) error {
		return s.withinQuota(tx, to.stored.Home, func() (err error) {
			result, err = s.transfer(tx, from, to, t)
			return err
		})
	})
	return result, err
}

func (s *Service) transfer(tx Tx, from, to *Collection, t Transfer) (PutResult, error) {
	if err := s.stands(tx, from, t.Source); err != nil {
		return PutResult{}, err
	}
	source, err := storedObject(tx, from, t.Name, t.Source)
	if err != nil {
		return PutResult{}, err
	}
	index, err := s.text.Object(source.Octets, s.zone(to))
	if err != nil {
		return PutResult{}, err
	}
	var there Preconditions
	o := index.object(t.NewName, index.kept(source.Octets))
	if t.Move {
		if err := removeObject(tx, &source); err != nil {
			return PutResult{}, err
		}
		o.CreatedAt = source.CreatedAt
		if there.moved = &source; from.stored.Home != to.stored.Home {
			there.moved = nil
			if err := s.scheduling.Gone(&delivery{Tx: tx, s: s}, source.scheduled(), true); err != nil {
				return PutResult{}, err
			}
		}
		if from.sameStored(to) {
			o.Created = source.Created
		} else if _, err := s.rule(tx, *from.stored); err != nil {
			return PutResult{}, err
		}
	}
	if !t.Overwrite {
		there.IfNoneMatch = []string{"*"}
	}
	return s.putObject(tx, to, o, there)
}

// sameStored tells whether two views show the same stored collection.
func (c *Collection) sameStored(other *Collection) bool {
	return c.stored.Home == other.stored.Home && c.stored.Name == other.stored.Name
}
