package calendars

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"parcours/events"
)

// object is an object that is not stored yet.
func (i ObjectIndex) object(name string, octets []byte) Object {
	return Object{
		Name: name, UID: i.UID, Component: i.Component, Octets: octets, ETag: etagOf(octets),
		First: i.First, Last: i.Last, OpenEnded: i.OpenEnded,
	}
}

func (s *Service) putWithinQuota(tx Tx, c *Collection, o Object, pre Preconditions) (result PutResult, err error) {
	err = s.withinQuota(tx, c.stored.Home, func() (err error) {
		result, err = s.putObject(tx, c, o, pre)
		return err
	})
	return result, err
}

// putObject stores an object where the preconditions hold for what has its name, and lets the rules of its calendar
// speak. One that is new there is entered and made now, unless it says when it was (Created, CreatedAt).
func (s *Service) putObject(tx Tx, c *Collection, o Object, pre Preconditions) (PutResult, error) {
	in, err := tx.Collection(c.stored.Home, c.stored.Name)
	if err != nil {
		return PutResult{}, err
	}
	old, err := objectNamed(tx, in, o.Name)
	if err != nil {
		return PutResult{}, err
	}
	if err := pre.check(old.ETag, old.ScheduleTag); err != nil {
		return PutResult{}, err
	}
	if !slices.Contains(in.Components, o.Component) {
		return PutResult{}, events.ErrComponent
	}
	if err := uidFree(tx, c, old, o); err != nil {
		return PutResult{}, err
	}
	sent := o.ETag
	o.Home, o.Collection = in.Home, in.Name
	if err := s.schedule(tx, c, &o, old, pre); err != nil {
		return PutResult{}, err
	}
	number, err := tx.NextChange(in.Home)
	if err != nil {
		return PutResult{}, err
	}
	o.Change, o.Modified = number, s.now()
	o.Created = cmp.Or(old.Created, o.Created, number)
	if o.CreatedAt.IsZero() {
		if o.CreatedAt = s.now(); old.Name != "" {
			o.CreatedAt = old.CreatedAt
		}
	}
	if err := tx.SetObject(o); err != nil {
		return PutResult{}, err
	}
	if err := s.entered(tx, c, &o, old.Name == ""); err != nil {
		return PutResult{}, err
	}
	ruled, err := s.rule(tx, in)
	result := PutResult{Created: old.Name == "", ETag: o.ETag, ScheduleTag: o.ScheduleTag}
	if ruled[o.Name] || o.ETag != sent {
		result.ETag = ""
	}
	return result, err
}

// uidFree tells whether an object may take the place of old, the zero one for none: no other one of the collection
// has its UID, and old has no other UID.
func uidFree(tx Tx, c *Collection, old, o Object) error {
	others, err := tx.Objects(c.stored.Home, c.stored.Name, ObjectQuery{UID: o.UID, NoOctets: true})
	if err != nil {
		return err
	}
	for _, other := range others {
		if other.Name != o.Name {
			return &events.UIDConflict{Collection: c.Name, Name: other.Name}
		}
	}
	if old.Name != "" && old.UID != o.UID {
		return &events.UIDConflict{Collection: c.Name, Name: old.Name}
	}
	return nil
}

// storedObject gives an object with its octets, for which the preconditions hold.
func storedObject(tx Tx, c *Collection, name string, pre Preconditions) (Object, error) {
	found, err := tx.Objects(c.stored.Home, c.stored.Name, ObjectQuery{Names: []string{name}})
	if err != nil {
		return Object{}, err
	}
	if len(found) == 0 {
		return Object{}, events.ErrNotFound
	}
	return found[0], pre.check(found[0].ETag, found[0].ScheduleTag)
}

// removeObject removes an object. The rules of its calendar have not spoken yet.
func removeObject(tx Tx, o *Object) error {
	number, err := tx.NextChange(o.Home)
	if err != nil {
		return err
	}
	return tx.RemoveObject(o.Home, o.Collection, o.Name, number)
}

// objectNamed gives an object, the zero one if there is none.
func objectNamed(tx Tx, in StoredCollection, name string) (Object, error) {
	found, err := tx.Objects(in.Home, in.Name, ObjectQuery{Names: []string{name}, NoOctets: true})
	if err != nil || len(found) == 0 {
		return Object{}, err
	}
	return found[0], nil
}

// RewriteIn gives an object other octets that mean the same events, with a new tag: clients fetch it again.
func RewriteIn(tx Tx, o Object, octets []byte, now time.Time) error {
	if bytes.Equal(octets, o.Octets) {
		return nil
	}
	number, err := tx.NextChange(o.Home)
	if err != nil {
		return err
	}
	o.Octets, o.ETag, o.Change, o.Modified = octets, etagOf(octets), number, now
	return tx.SetObject(o)
}

func etagOf(octets []byte) string {
	sum := sha256.Sum256(octets)
	return hex.EncodeToString(sum[:16])
}
