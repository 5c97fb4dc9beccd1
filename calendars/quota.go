package calendars

import (
	"cmp"
	"context"
	"errors"
	"strconv"

	"parcours/events"
)

// UsualHomeSize is how many octets a home keeps unless the configuration says otherwise: 1 GiB.
const UsualHomeSize = 1 << 30

const settingHomeSize = "home-size"

// SetHomeSize says how many octets the objects of a home may have together, 0 for UsualHomeSize. It is kept for
// commands that write without the configuration. A home that has more already keeps it all.
func (s *Service) SetHomeSize(ctx context.Context, octets int64) error {
	octets = cmp.Or(octets, UsualHomeSize)
	if octets < 0 {
		return events.Invalidf("home_size", "%d octets; write a number above 0", octets)
	}
	err := s.store.Update(ctx, func(tx Tx) error { return tx.SetSetting(settingHomeSize, strconv.FormatInt(octets, 10)) })
	if err == nil {
		s.homeSize.Store(octets)
	}
	return err
}

// readHomeSize reads what SetHomeSize last kept.
func (s *Service) readHomeSize(tx Tx) error {
	text, err := tx.Setting(settingHomeSize)
	if err != nil {
		return err
	}
	s.homeSize.Store(UsualHomeSize)
	if text == "" {
		return nil
	}
	octets, err := strconv.ParseInt(text, 10, 64)
	if err == nil {
		s.homeSize.Store(octets)
	}
	return err
}

// withinQuota makes a change, and refuses it where it leaves a home fuller than it was and than it may be: the
// transaction takes it back.
func (s *Service) withinQuota(tx Tx, home string, change func() error) error {
	before, err := tx.Used(home)
	if err != nil {
		return err
	}
	if err := change(); err != nil {
		return err
	}
	used, err := tx.Used(home)
	if err == nil && used > before && used > s.homeSize.Load() {
		err = events.ErrQuota
	}
	return err
}

// MaxCalendars is how many calendars a home keeps, those that it has from the beginning among them.
const MaxCalendars = 100

// MaxShares is to how many people and groups a calendar is shared (RFC 3744 §8.1.1).
const MaxShares = 200

// ErrShares: a calendar would be shared with more (DAV:limited-number-of-aces).
var ErrShares = errors.New("a calendar is shared with at most " + strconv.Itoa(MaxShares) + " people and groups")

// setProperties keeps properties of a person, whose home they fill.
func (s *Service) setProperties(tx Tx, viewer *events.Person, resource string, set []Property) error {
	return s.withinQuota(tx, viewer.ID, func() error {
		for _, p := range set {
			if err := tx.SetProperty(viewer.ID, resource, p); err != nil {
				return err
			}
		}
		return nil
	})
}

// Usage is how full a home is, in octets of the objects in it and of the properties that its person keeps (RFC 4331 §3 and §4).
type Usage struct{ Used, Available int64 }

// Usage is how full the viewer's own home is: nobody is told of others' homes.
func (s *Service) Usage(ctx context.Context, viewer *events.Person) (Usage, error) {
	var u Usage
	err := s.store.View(ctx, func(tx Tx) (err error) {
		u.Used, err = tx.Used(viewer.ID)
		return err
	})
	u.Available = max(0, s.homeSize.Load()-u.Used)
	return u, err
}
