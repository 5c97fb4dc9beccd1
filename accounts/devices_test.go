package accounts_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"parcours/accounts"
	"parcours/events"
	"parcours/site"
)

// Each device has a password of its own: it opens calendars and no page, and is ended alone.
func TestDevices(t *testing.T) {
	s := site.OpenSmall(t)
	s.Must(s.Accounts.SetPassword(t.Context(), "marc", "quatre mots pour marc"))
	entry, err := s.Accounts.SignIn(t.Context(), "marc", "quatre mots pour marc", accounts.From{Door: events.DoorWeb})
	s.Must(err)
	phone, err := s.Accounts.AddDevice(t.Context(), "marc", "  Téléphone \n de Marc ")
	s.Must(err)
	s.Clock = s.Clock.Add(time.Minute)
	laptop, err := s.Accounts.AddDevice(t.Context(), "marc", "Ordinateur")
	s.Must(err)
	if phone == laptop || len(phone) != 24 {
		t.Errorf("%q, %q", phone, laptop)
	}
	opens := func(password string, door events.Door) bool {
		t.Helper()
		for range 2 { // the second time it is remembered
			_, err := s.Accounts.Authenticate(t.Context(), "marc@example.org", password, accounts.From{Door: door})
			if err != nil {
				if !errors.Is(err, accounts.ErrLogin) {
					t.Error(err)
				}
				return false
			}
		}
		return true
	}
	for _, password := range []string{phone, laptop, strings.ReplaceAll(phone, "-", ""), "quatre mots pour marc"} {
		if !opens(password, events.DoorCalDAV) {
			t.Errorf("%q does not open calendars", password)
		}
	}
	if opens(phone, events.DoorWeb) || !opens("quatre mots pour marc", events.DoorWeb) {
		t.Error("a device's password opens pages, or the chosen one does not")
	}
	if _, err := s.Accounts.SignedIn(t.Context(), entry.Secret); err != nil {
		t.Errorf("a new device ended a sign-in: %v", err)
	}
	all, err := s.Accounts.Devices(t.Context(), "marc")
	if err != nil || len(all) != 2 || all[0].Label != "Ordinateur" || all[1].Label != "Téléphone de Marc" || all[1].Door != events.DoorCalDAV || !all[1].Used.Equal(s.Clock) {
		t.Fatalf("%+v, %v", all, err)
	}
	if strings.Contains(all[0].Hash+all[1].Hash, phone) {
		t.Error("the store has the password itself")
	}
	if err := s.Accounts.RevokeDevice(t.Context(), "rita", all[1].Hash); !errors.Is(err, events.ErrNotFound) {
		t.Errorf("somebody else's: %v", err)
	}
	s.Must(s.Accounts.RevokeDevice(t.Context(), "marc", all[1].Hash))
	if opens(phone, events.DoorCalDAV) || !opens(laptop, events.DoorCalDAV) || !opens("quatre mots pour marc", events.DoorCalDAV) {
		t.Error("after one was ended")
	}
	s.Restart()
	if opens(phone, events.DoorCalDAV) || !opens(laptop, events.DoorCalDAV) {
		t.Error("after a restart")
	}
	s.Must(s.Accounts.SetPassword(t.Context(), "marc", "cinq mots pour ce marc"))
	if !opens(laptop, events.DoorCalDAV) {
		t.Error("another password ended a device")
	}
}

func TestDeviceRefused(t *testing.T) {
	s := site.OpenSmall(t)
	for name, why := range map[string]string{"": accounts.DeviceUnnamed, " \n": accounts.DeviceUnnamed, strings.Repeat("é", 61): accounts.DeviceLong} {
		var bad *events.Invalid
		if _, err := s.Accounts.AddDevice(t.Context(), "marc", name); !errors.As(err, &bad) || bad.Field != why {
			t.Errorf("%q: %v", name, err)
		}
	}
	if _, err := s.Accounts.AddDevice(t.Context(), "personne", "x"); !errors.Is(err, events.ErrNotFound) {
		t.Errorf("nobody's: %v", err)
	}
	var err error
	for range 31 {
		_, err = s.Accounts.AddDevice(t.Context(), "marc", "encore un")
	}
	var bad *events.Invalid
	if !errors.As(err, &bad) || bad.Field != accounts.DevicesMany {
		t.Errorf("very many: %v", err)
	}
}
