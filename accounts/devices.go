package accounts

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"parcours/events"
)

// Bounds of the passwords of devices.
const (
	MaxDeviceName = 60 // characters
	maxDevices    = 30 // of one person
)

// Why a device gets no password, in Invalid.Field.
const (
	DeviceUnnamed = "device-unnamed"
	DeviceLong    = "device-long"
	DevicesMany   = "devices-many"
)

// AddDevice makes a password for one device of a person, and returns it: it is shown once and kept as a hash only. It opens
// calendars, and no page.
func (s *Service) AddDevice(ctx context.Context, person, name string) (string, error) {
	name = strings.Join(strings.Fields(name), " ")
	switch {
	case name == "":
		return "", events.Invalidf(DeviceUnnamed, "give the device a name, by which you know it again")
	case utf8.RuneCountInString(name) > MaxDeviceName:
		return "", events.Invalidf(DeviceLong, "give the device a name of %d characters at most", MaxDeviceName)
	}
	password := readable(s.newID())
	err := s.store.Update(ctx, func(tx Tx) error {
		if _, err := tx.Person(person); err != nil {
			return err
		}
		all, err := tx.Credentials(person)
		if err != nil {
			return err
		}
		if len(all) >= maxDevices {
			return events.Invalidf(DevicesMany, "you have %d passwords: revoke one that is not used any more", len(all))
		}
		return tx.AddCredential(Credential{Person: person, Kind: Device, Hash: hashRandom(password), Label: name, Created: s.now()})
	})
	return password, err
}

// Devices are the passwords that the server made for a person, the latest first.
func (s *Service) Devices(ctx context.Context, person string) (all []Credential, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		all, err = tx.Credentials(person)
		return err
	})
	all = slices.DeleteFunc(all, func(c Credential) bool { return !c.Kind.random() })
	slices.Reverse(all)
	return all, err
}

// RevokeDevice ends one of a person's own passwords that the server made, by its hash.
func (s *Service) RevokeDevice(ctx context.Context, person, hash string) error {
	defer s.verified.forget(person)
	return s.store.Update(ctx, func(tx Tx) error {
		all, err := tx.Credentials(person)
		if err != nil {
			return err
		}
		for _, c := range all {
			if c.Kind.random() && c.Hash == hash {
				return tx.RemoveCredential(c)
			}
		}
		return events.ErrNotFound
	})
}
