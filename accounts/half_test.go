package accounts_test

import (
	"errors"
	"testing"
	"time"

	"parcours/accounts"
	"parcours/events"
	"parcours/factors"
	"parcours/site"
	"parcours/store"
)

const olgas = "quatre mots pour olga"

// withFactor is a small programme whose organiser has a chosen password and a second factor.
func withFactor(t *testing.T) (*site.Site, *site.Telephone, []string) {
	t.Helper()
	s := site.OpenSmall(t)
	s.Must(s.Accounts.SetPassword(t.Context(), "orga", olgas))
	phone, codes := s.WithFactor("orga")
	if len(codes) != 10 {
		t.Fatalf("recovery codes: %v", codes)
	}
	return s, phone, codes
}

var onPages, inCalendars = accounts.From{Door: events.DoorWeb, Address: "192.0.2.1"}, accounts.From{Door: events.DoorCalDAV, Address: "192.0.2.1"}

// half signs in by password as far as that goes.
func half(s *site.Site) *accounts.Half {
	s.T.Helper()
	e, err := s.Accounts.SignIn(s.T.Context(), "orga", olgas, onPages)
	s.Must(err)
	if e.Half == "" || e.Secret != "" || e.Browser != "" {
		s.T.Fatalf("a password alone gives %+v", e)
	}
	if _, err := s.Accounts.SignedIn(s.T.Context(), e.Half); !errors.Is(err, events.ErrNotFound) {
		s.T.Fatalf("the half of a sign-in is one: %v", err)
	}
	h, err := s.Accounts.Half(s.T.Context(), e.Half)
	s.Must(err)
	return h
}

func refused(t *testing.T, what string, err error) {
	t.Helper()
	if !errors.Is(err, factors.ErrCode) {
		t.Errorf("%s: %v", what, err)
	}
}

// Whichever way somebody with a second factor comes by, its code is asked; each is taken once, a step early or late.
func TestSecondFactorIsAsked(t *testing.T) {
	s, phone, _ := withFactor(t)
	ctx := t.Context()
	link, err := s.Accounts.SignInLink(ctx, "orga", accounts.LinkFor)
	s.Must(err)
	ways := map[string]func() (accounts.Entry, error){
		"password":        func() (accounts.Entry, error) { return s.Accounts.SignIn(ctx, "orga", olgas, onPages) },
		"link":            func() (accounts.Entry, error) { return s.Accounts.SignInByLink(ctx, link, onPages) },
		"another service": func() (accounts.Entry, error) { return s.Accounts.SignInAs(ctx, "orga@example.org", onPages) },
	}
	for way, enter := range ways {
		s.Clock = s.Clock.Add(2 * time.Minute)
		e, err := enter()
		if err != nil || e.Secret != "" || e.Half == "" {
			t.Fatalf("%s: %+v, %v", way, e, err)
		}
		h, err := s.Accounts.Half(ctx, e.Half)
		s.Must(err)
		_, err = h.Enter(ctx, "000000", onPages)
		refused(t, way+", a wrong code", err)
		got, err := h.Enter(ctx, phone.Code(0), onPages)
		s.Must(err)
		if p, err := s.Accounts.SignedIn(ctx, got.Secret); err != nil || p.ID != "orga" || got.Browser == "" {
			t.Errorf("%s: %+v, %v", way, p, err)
		}
		if _, err := s.Accounts.Half(ctx, e.Half); !errors.Is(err, events.ErrNotFound) {
			t.Errorf("%s: the half is good again: %v", way, err)
		}
		_, err = half(s).Enter(ctx, phone.Code(0), onPages)
		refused(t, way+", the same code again", err)
		_, err = half(s).Enter(ctx, phone.Code(-30*time.Second), onPages)
		refused(t, way+", an earlier code than the last", err)
	}
	for drift, good := range map[time.Duration]bool{-60 * time.Second: false, -30 * time.Second: true, 30 * time.Second: true, 60 * time.Second: false} {
		s.Clock = s.Clock.Add(10 * time.Minute)
		if _, err := half(s).Enter(ctx, phone.Code(drift), onPages); (err == nil) != good {
			t.Errorf("%v: %v", drift, err)
		}
	}
	if e, err := s.Accounts.SignInLink(ctx, "marc", accounts.LinkFor); err != nil || e == "" {
		t.Error(err)
	}
}

// Halves end: after ten minutes, with another password, and with everything.
func TestHalfEnds(t *testing.T) {
	s, phone, _ := withFactor(t)
	late := half(s)
	s.Clock = s.Clock.Add(accounts.HalfFor)
	if _, err := late.Enter(t.Context(), phone.Code(0), onPages); !errors.Is(err, events.ErrNotFound) {
		t.Errorf("ten minutes later: %v", err)
	}
	other := half(s)
	s.Must(s.Accounts.SetPassword(t.Context(), "orga", olgas))
	if _, err := other.Enter(t.Context(), phone.Code(0), onPages); !errors.Is(err, events.ErrNotFound) {
		t.Errorf("after another password: %v", err)
	}
	all := half(s)
	s.Must(s.Accounts.RevokeAll(t.Context(), "orga"))
	if _, err := all.Enter(t.Context(), phone.Code(0), onPages); !errors.Is(err, events.ErrNotFound) {
		t.Errorf("after the end of all: %v", err)
	}
	if state, err := s.Accounts.Factors.State(t.Context(), "orga"); err != nil || !state.On {
		t.Errorf("the end of all access takes the second factor away: %+v, %v", state, err)
	}
}

// A recovery code opens once; others are given for a code, and the old ones are none then.
func TestRecoveryCodes(t *testing.T) {
	s, phone, codes := withFactor(t)
	ctx := t.Context()
	_, err := half(s).Enter(ctx, codes[3], onPages)
	s.Must(err)
	_, err = half(s).Enter(ctx, codes[3], onPages)
	refused(t, "again", err)
	s.Must(s.DB.View(ctx, func(tx store.Tx) error {
		acts, err := tx.AccessActs()
		if len(acts) != 2 || acts[1].What != string(factors.Used) || acts[1].Person != "orga" {
			t.Errorf("%+v", acts)
		}
		return err
	}))
	if state, err := s.Accounts.Factors.State(ctx, "orga"); err != nil || state.Left != 9 {
		t.Errorf("%+v, %v", state, err)
	}
	s.Clock = s.Clock.Add(time.Minute)
	fresh, err := s.Accounts.Factors.Renew(ctx, "orga", phone.Code(0))
	s.Must(err)
	_, err = half(s).Enter(ctx, codes[4], onPages)
	refused(t, "one of before", err)
	_, err = half(s).Enter(ctx, fresh[0], onPages)
	s.Must(err)
}

// Codes are tried five times a minute and thirty times an hour, whoever tries; others are not kept out by it.
func TestCodesAreThrottled(t *testing.T) {
	s, phone, _ := withFactor(t)
	tried := 0
	for range 60 {
		h := half(s)
		for range 6 {
			if _, err := h.Enter(t.Context(), "000000", onPages); !errors.Is(err, accounts.ErrTries) {
				refused(t, "a wrong code", err)
				tried++
			}
		}
		s.Clock = s.Clock.Add(time.Minute - time.Second)
		if tried == 5 {
			if _, err := h.Enter(t.Context(), phone.Code(0), onPages); !errors.Is(err, accounts.ErrTries) {
				t.Errorf("the right one, while it waits: %v", err)
			}
		}
		s.Clock = s.Clock.Add(time.Second)
		if tried == 30 {
			break
		}
	}
	if tried != 30 {
		t.Errorf("%d codes were tried", tried)
	}
	if _, err := half(s).Enter(t.Context(), phone.Code(0), onPages); !errors.Is(err, accounts.ErrTries) {
		t.Errorf("after thirty: %v", err)
	}
	if err := s.Accounts.Factors.End(t.Context(), "orga", phone.Code(0)); !errors.Is(err, accounts.ErrTries) {
		t.Errorf("another way to try: %v", err)
	}
	s.Clock = s.Clock.Add(time.Hour)
	_, err := half(s).Enter(t.Context(), phone.Code(0), onPages)
	s.Must(err)
}

// The chosen password alone opens no calendars, however lately it was right; passwords of devices do.
func TestCalendarsWithASecondFactor(t *testing.T) {
	s := site.OpenSmall(t)
	ctx := t.Context()
	s.Must(s.Accounts.SetPassword(ctx, "orga", olgas))
	device, err := s.Accounts.AddDevice(ctx, "orga", "téléphone")
	s.Must(err)
	opens := func(password string, want bool) {
		t.Helper()
		if _, err := s.Accounts.Authenticate(ctx, "orga", password, inCalendars); (err == nil) != want {
			t.Errorf("%v, want %t", err, want)
		}
	}
	opens(olgas, true)
	d := s.Accounts.Factors.Begin(s.Person("orga"))
	phone := &site.Telephone{Site: s, Secret: d.Secret}
	_, err = s.Accounts.Factors.Confirm(ctx, s.Person("orga"), d.Token, phone.Code(0))
	s.Must(err)
	opens(olgas, false)
	opens(device, true)
	_, err = s.Accounts.SignIn(ctx, "orga", olgas, onPages) // and is remembered
	s.Must(err)
	opens(olgas, false)
	s.Clock = s.Clock.Add(time.Minute)
	s.Must(s.Accounts.Factors.End(ctx, "orga", phone.Code(0)))
	opens(olgas, true)
}

// Where organisers must have one, who has none sets it up before entering; sign-ins of before end; others are not asked.
func TestRequired(t *testing.T) {
	s := site.OpenSmall(t)
	ctx := t.Context()
	for _, who := range []string{"orga", "marc"} {
		s.Must(s.Accounts.SetPassword(ctx, who, olgas))
	}
	before, err := s.Accounts.SignIn(ctx, "orga", olgas, onPages)
	s.Must(err)
	if _, err := s.Accounts.Authenticate(ctx, "orga", olgas, inCalendars); err != nil {
		t.Error(err)
	}
	s.Must(s.Accounts.Factors.Require(ctx, true))
	if _, err := s.Accounts.SignedIn(ctx, before.Secret); !errors.Is(err, events.ErrNotFound) {
		t.Errorf("a sign-in of before: %v", err)
	}
	h := half(s)
	if h.Need != factors.NeedSetUp {
		t.Fatalf("asked: %q", h.Need)
	}
	if _, err := h.Enter(ctx, "000000", onPages); !errors.Is(err, events.ErrNotFound) {
		t.Errorf("a code without a factor: %v", err)
	}
	d := s.Accounts.Factors.Begin(h.Person)
	phone := &site.Telephone{Site: s, Secret: d.Secret}
	_, _, err = h.SetUp(ctx, d.Token, "000000", onPages)
	refused(t, "a wrong first code", err)
	_, _, err = h.SetUp(ctx, s.Accounts.Factors.Begin(s.Person("marc")).Token, phone.Code(0), onPages)
	if !errors.Is(err, events.ErrNotFound) {
		t.Errorf("another's token: %v", err)
	}
	e, codes, err := h.SetUp(ctx, d.Token, phone.Code(0), onPages)
	s.Must(err)
	if p, err := s.Accounts.SignedIn(ctx, e.Secret); err != nil || p.ID != "orga" || len(codes) != 10 {
		t.Errorf("%+v, %v, %v", p, err, codes)
	}
	if e, err := s.Accounts.SignIn(ctx, "marc", olgas, onPages); err != nil || e.Secret == "" {
		t.Errorf("a member: %+v, %v", e, err)
	}
	if _, err := s.Accounts.Authenticate(ctx, "marc", olgas, inCalendars); err != nil {
		t.Errorf("a member's calendars: %v", err)
	}
	s.Must(s.Accounts.Factors.Require(ctx, false))
	if half(s).Need != factors.NeedCode {
		t.Error("who has one is asked")
	}
}

// Another organiser, or a command, removes the second factor of a telephone that is lost; oneself needs a code. It is kept who did it.
func TestTelephoneIsLost(t *testing.T) {
	s, _, _ := withFactor(t)
	ctx := t.Context()
	refused(t, "without a code", s.Accounts.Factors.End(ctx, "orga", ""))
	if err := s.Accounts.Factors.Reset(ctx, "orga", "orga", events.DoorWeb); !errors.Is(err, events.ErrForbidden) {
		t.Errorf("oneself: %v", err)
	}
	if err := s.Accounts.Factors.Reset(ctx, "marc", "orga", events.DoorWeb); !errors.Is(err, events.ErrNotFound) {
		t.Errorf("of somebody without: %v", err)
	}
	h := half(s)
	s.Must(s.Accounts.Factors.Reset(ctx, "orga", "rita", events.DoorWeb))
	if _, err := h.Enter(ctx, "000000", onPages); !errors.Is(err, events.ErrNotFound) {
		t.Errorf("a half of before: %v", err)
	}
	e, err := s.Accounts.SignIn(ctx, "orga", olgas, onPages)
	if err != nil || e.Secret == "" {
		t.Errorf("%+v, %v", e, err)
	}
	s.Must(s.DB.View(ctx, func(tx store.Tx) error {
		acts, err := tx.AccessActs()
		if len(acts) != 2 || acts[0].What != string(factors.SetUp) || acts[1].What != string(factors.Reset) || acts[1].By != "rita" || acts[1].Door != events.DoorWeb {
			t.Errorf("%+v", acts)
		}
		return err
	}))
}
