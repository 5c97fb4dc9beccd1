package events

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Service is the use cases of the programme. Every door goes through it, and so do the rooms above.
type Service struct {
	store   Store[Tx]
	version string
	hold    time.Duration
	now     func() time.Time
	newID   func() string // random, URL-safe, no dot, 128 bits at least
	say     DateWords

	current    atomic.Pointer[Snapshot]
	changing   sync.Mutex // one change of the programme at a time, until its snapshot stands
	refreshing sync.Mutex // one reload at a time
	secret     []byte     // signs answer links
	identity   string     // of the store, in all its lives
}

// Parts are what a Service is made of.
type Parts struct {
	Store   Store[Tx]
	Version string        // of what renders views: another one is another epoch of every derived view
	Hold    time.Duration // between a change and its mails: moved back meanwhile, none leaves
	Now     func() time.Time
	NewID   func() string // random, URL-safe, no dot, 128 bits at least
	Say     DateWords     // in texts that say dates; nil: they stand as they are written
}

// New opens the programme on a store, as last applied.
func New(ctx context.Context, parts Parts) (*Service, error) {
	s := &Service{store: parts.Store, version: parts.Version, hold: parts.Hold, now: parts.Now, newID: parts.NewID, say: parts.Say}
	if err := s.found(ctx); err != nil {
		return nil, err
	}
	return s, s.Reload(ctx)
}

// found writes what a store needs once: the secret that signs links, and the epoch of the programme.
func (s *Service) found(ctx context.Context) error {
	return s.store.Update(ctx, func(tx Tx) error {
		for _, key := range []string{SettingSecret, settingEpoch, settingIdentity} {
			value, err := tx.Setting(key)
			if err != nil {
				return err
			}
			if value == "" {
				value = s.newID()
				if err := tx.SetSetting(key, value); err != nil {
					return err
				}
			}
			switch key {
			case SettingSecret:
				s.secret = []byte(value)
			case settingIdentity:
				s.identity = value
			}
		}
		return nil
	})
}

// Keys of Tx.Setting.
const (
	SettingSecret   = "secret"   // signs links: the store seals it
	settingEpoch    = "epoch"    // of the programme row
	settingIdentity = "identity" // of the store, in all its lives
)

// Programme is the programme now. It does not touch the store.
func (s *Service) Programme() *Snapshot { return s.current.Load() }

// Now is the domain's clock.
func (s *Service) Now() time.Time { return s.now() }

// Reload reads the whole programme.
func (s *Service) Reload(ctx context.Context) error {
	s.refreshing.Lock()
	defer s.refreshing.Unlock()
	return s.store.View(ctx, func(tx Tx) error {
		p, err := tx.Programme()
		if err != nil {
			return err
		}
		sessions, err := tx.Sessions(0)
		if err != nil {
			return err
		}
		people, err := tx.People()
		if err != nil {
			return err
		}
		change, err := tx.LastChange(ProgrammeHome)
		if err != nil {
			return err
		}
		epoch, err := tx.Setting(settingEpoch)
		if err != nil {
			return err
		}
		snap := NewSnapshot(p, s.store.Generation(), epoch, change, sessions, people)
		snap.Identity = s.identity
		snap.Links, snap.version = Links{s.secret}, s.version
		snap.tell(s.say)
		if err := snap.remember(tx); err != nil {
			return err
		}
		s.current.Store(snap)
		return nil
	})
}

// remember reads what Apply keeps beside the programme row.
func (s *Snapshot) remember(tx Tx) error {
	modified, err := tx.Setting(settingModified)
	if err != nil {
		return err
	}
	if modified != "" {
		if s.Modified, err = time.Parse(time.RFC3339, modified); err != nil {
			return err
		}
	}
	scopes, err := tx.Setting(settingScopes)
	if err != nil || scopes == "" {
		return err
	}
	return json.Unmarshal([]byte(scopes), &s.scopes)
}

// refresh brings in the sessions that changed since the snapshot. Where a text says the date of one, all is read again.
func (s *Service) refresh(ctx context.Context) error {
	again, err := s.bringIn(ctx)
	if err != nil || !again {
		return err
	}
	return s.Reload(ctx)
}

func (s *Service) bringIn(ctx context.Context) (again bool, err error) {
	s.refreshing.Lock()
	defer s.refreshing.Unlock()
	old := s.current.Load()
	err = s.store.View(ctx, func(tx Tx) error {
		changed, err := tx.Sessions(old.Change)
		if err != nil || len(changed) == 0 {
			return err
		}
		if again = slices.ContainsFunc(changed, func(x Session) bool { return old.told[x.ID] || old.told[x.Group] }); !again {
			s.current.Store(old.with(changed[len(changed)-1].Change, changed))
		}
		return nil
	})
	return again, err
}

// FoldAddress is a mail address as it is compared: without blanks around it, in lower case.
func FoldAddress(address string) string { return strings.ToLower(strings.TrimSpace(address)) }
