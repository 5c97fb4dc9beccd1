package events

import "context"

// MoveItem gives an object of a stored collection another name, in another stored collection or in its own
// (RFC 4918 §9.9). It is one transaction: nobody sees the object twice, or not at all. pre is about the object as it
// stands; without overwrite nothing may have the new name. What a PUT of it there would refuse is refused, and its
// octets and ETag stay, but for what the rules of its new calendar say in it. In its own collection it also stays in
// the order in which it was entered. Errors: ErrNotFound, ErrDerived, ErrForbidden (also for its own name again,
// RFC 4918 §9.9.4), ErrPrecondition, ErrComponent, *UIDConflict, and those of Text.
func (s *Service) MoveItem(ctx context.Context, viewer *Person, from *Collection, name string, to *Collection, newName string, pre Preconditions, overwrite bool) (PutResult, error) {
	switch {
	case !from.Rights.Read || !to.Rights.Read:
		return PutResult{}, ErrNotFound
	case from.Derived() || to.Derived():
		return PutResult{}, ErrDerived
	case !from.Rights.Write || !to.Rights.Write, from.sameStored(to) && name == newName:
		return PutResult{}, ErrForbidden
	}
	var there Preconditions
	if !overwrite {
		there.IfNoneMatch = []string{"*"}
	}
	var result PutResult
	err := s.store.Update(ctx, func(tx Tx) error {
		o, err := takeObject(tx, from, name, pre)
		if err != nil {
			return err
		}
		index, err := s.text.Object(o.Octets, s.zone(to))
		if err != nil {
			return err
		}
		moved := index.object(newName, o.Octets)
		if from.sameStored(to) {
			moved.Created = o.Created
		} else if _, err := s.rule(tx, *from.stored); err != nil {
			return err
		}
		result, err = s.putObject(tx, to, moved, there)
		return err
	})
	return result, err
}

// sameStored tells whether two views show the same stored collection.
func (c *Collection) sameStored(other *Collection) bool {
	return c.stored.Home == other.stored.Home && c.stored.Name == other.stored.Name
}
