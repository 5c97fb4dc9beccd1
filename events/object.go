package events

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
)

// newObject is what a client wrote under a name, before it is anywhere.
func newObject(name string, octets []byte, index ObjectIndex) Object {
	return Object{
		Name: name, UID: index.UID, Component: index.Component, Octets: octets, Size: int64(len(octets)), ETag: etagOf(octets),
		First: index.First, Last: index.Last, OpenEnded: index.OpenEnded,
	}
}

// putObject stores an object in a collection, in the place of one with its name. One that was moved from elsewhere
// comes with its home and its time of creation (RFC 4918 §15.1), and adds nothing to that home.
func (s *Service) putObject(tx Tx, in StoredCollection, pre Preconditions, o Object) (PutResult, error) {
	old, err := objectNamed(tx, in, o.Name)
	if err != nil {
		return PutResult{}, err
	}
	if err := pre.check(old.ETag, old.ScheduleTag); err != nil {
		return PutResult{}, err
	}
	if err := fits(tx, in, &o, &old); err != nil {
		return PutResult{}, err
	}
	added := o.Size - old.Size
	if o.Home == in.Home {
		added = 0
	}
	number, err := tx.NextChange(in.Home)
	if err != nil {
		return PutResult{}, err
	}
	if o.Home == "" {
		o.CreatedAt = s.now()
		if old.Name != "" {
			o.CreatedAt = old.CreatedAt
		}
	}
	o.Home, o.Collection, o.Created, o.Change, o.Modified = in.Home, in.Name, old.Created, number, s.now()
	if old.Name == "" {
		o.Created = number
	}
	if err := tx.SetObject(o); err != nil {
		return PutResult{}, err
	}
	ruled, err := s.rule(tx, in)
	if err == nil && added > 0 {
		err = s.withinQuota(tx, in.Home)
	}
	result := PutResult{Created: old.Name == "", ETag: o.ETag}
	if ruled[o.Name] {
		result.ETag = ""
	}
	return result, err
}

// fits tells why an object cannot be in a collection: its component, its UID (RFC 4791 §5.3.2.1).
func fits(tx Tx, in StoredCollection, o, old *Object) error {
	if !slices.Contains(in.Components, o.Component) {
		return ErrComponent
	}
	others, err := tx.Objects(in.Home, in.Name, ObjectQuery{UID: o.UID, NoOctets: true})
	if err != nil {
		return err
	}
	for _, other := range others {
		if other.Name != o.Name {
			return &UIDConflict{other.Name}
		}
	}
	if old.Name != "" && old.UID != o.UID {
		return &UIDConflict{old.Name}
	}
	return nil
}

// objectNamed gives an object, the zero one if there is none.
func objectNamed(tx Tx, in StoredCollection, name string) (Object, error) {
	found, err := tx.Objects(in.Home, in.Name, ObjectQuery{Names: []string{name}, NoOctets: true})
	if err != nil || len(found) == 0 {
		return Object{}, err
	}
	return found[0], nil
}

func etagOf(octets []byte) string {
	sum := sha256.Sum256(octets)
	return hex.EncodeToString(sum[:16])
}

// Transfer says how an object goes from one stored collection to another.
type Transfer struct {
	Move          bool          // the source goes; else it is a copy, created now
	Source        Preconditions // of the object itself
	Destination   Preconditions // of what stands where it goes
	Name, NewName string
}

// TransferItem copies or moves an object between stored collections, or to another name in one (RFC 4918 §9.8 and
// §9.9). A move is one change: nobody sees both or neither, and the time of creation stays. Errors: ErrDerived,
// ErrForbidden, ErrNotFound, ErrPrecondition, ErrComponent, ErrQuota, *UIDConflict.
func (s *Service) TransferItem(ctx context.Context, from, to *Collection, t Transfer) (PutResult, error) {
	switch {
	case from.stored == nil || to.stored == nil:
		return PutResult{}, ErrDerived
	case !to.Rights.Write || t.Move && !from.Rights.Write:
		return PutResult{}, ErrForbidden
	}
	var result PutResult
	err := s.store.Update(ctx, func(tx Tx) (err error) {
		result, err = s.transfer(tx, *from.stored, *to.stored, t)
		return err
	})
	return result, err
}

func (s *Service) transfer(tx Tx, from, to StoredCollection, t Transfer) (PutResult, error) {
	found, err := tx.Objects(from.Home, from.Name, ObjectQuery{Names: []string{t.Name}})
	if err != nil {
		return PutResult{}, err
	}
	if len(found) == 0 {
		return PutResult{}, ErrNotFound
	}
	o := found[0]
	if err := t.Source.check(o.ETag, o.ScheduleTag); err != nil {
		return PutResult{}, err
	}
	if !t.Move {
		index := ObjectIndex{UID: o.UID, Component: o.Component, First: o.First, Last: o.Last, OpenEnded: o.OpenEnded}
		return s.putObject(tx, to, t.Destination, newObject(t.NewName, o.Octets, index))
	}
	if err := removeObject(tx, from, o.Name); err != nil {
		return PutResult{}, err
	}
	o.Name, o.ScheduleTag = t.NewName, ""
	result, err := s.putObject(tx, to, t.Destination, o)
	if err != nil || from.Home == to.Home && from.Name == to.Name {
		return result, err
	}
	_, err = s.rule(tx, from)
	return result, err
}

func removeObject(tx Tx, in StoredCollection, name string) error {
	number, err := tx.NextChange(in.Home)
	if err != nil {
		return err
	}
	return tx.RemoveObject(in.Home, in.Name, name, number)
}
