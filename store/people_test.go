package store

import (
	"context"
	"errors"
	"testing"
	"time"

	"parcours/accounts"
	"parcours/events"
)

func TestPeople(t *testing.T) {
	db := openStore(t)
	fill(t, db)
	same(t, "by id", read(t, db, func(tx Tx) (events.Person, error) { return tx.Person("rita") }), rita)
	for _, email := range []string{"Rita.Moreau@example.org", "RITA.MOREAU@EXAMPLE.ORG", " rita.moreau@example.org "} {
		same(t, email, read(t, db, func(tx Tx) (events.Person, error) { return tx.PersonByEmail(email) }), rita)
	}
	wantError(t, db, events.ErrNotFound, func(tx Tx) error { _, err := tx.Person("nobody"); return err })
	wantError(t, db, events.ErrNotFound, func(tx Tx) error { _, err := tx.PersonByEmail("nobody@example.org"); return err })
	changed := events.Person{ID: "rita", Email: "rita@example.org", Name: "Rita", Epoch: 8, Godparent: "old", Briefed: true}
	write(t, db, func(tx Tx) error { return tx.SetPerson(changed) })
	same(t, "People", read(t, db, Tx.People), []events.Person{old, changed})
	wantError(t, db, events.ErrNotFound, func(tx Tx) error { _, err := tx.PersonByEmail(rita.Email); return err })
}

func TestAddressesAreTheirOwners(t *testing.T) {
	db := openStore(t)
	fill(t, db)
	for name, p := range map[string]events.Person{
		"address":    {ID: "other", Email: "RITA.moreau@example.org"},
		"feed token": {ID: "other", Email: "other@example.org", FeedToken: rita.FeedToken},
	} {
		err := db.Update(context.Background(), func(tx Tx) error { return tx.SetPerson(p) })
		if !errors.Is(err, events.ErrExists) {
			t.Errorf("%s: error %v, want ErrExists", name, err)
		}
	}
	same(t, "People", read(t, db, Tx.People), []events.Person{old, rita})

	heir := events.Person{ID: "zoe", Email: old.Email}
	write(t, db, func(tx Tx) error { return tx.SetPerson(heir) })
	same(t, "of a removed person", read(t, db, func(tx Tx) (events.Person, error) { return tx.PersonByEmail(old.Email) }), heir)
	back := old
	back.Removed = false
	err := db.Update(context.Background(), func(tx Tx) error { return tx.SetPerson(back) })
	if !errors.Is(err, events.ErrExists) {
		t.Errorf("back with an address that is taken: error %v", err)
	}
}

func TestFeedTokens(t *testing.T) {
	db := openStore(t)
	fill(t, db)
	renewed := rita
	renewed.FeedToken = "jeton-neuf"
	write(t, db, func(tx Tx) error {
		if err := tx.RevokeFeedToken(rita.FeedToken, day(9, 9)); err != nil {
			return err
		}
		return tx.SetPerson(renewed)
	})
	for token, wantRevoked := range map[string]bool{"jeton-rita": true, "jeton-neuf": false} {
		view(t, db, func(tx Tx) error {
			p, revoked, err := tx.PersonByFeedToken(token)
			same(t, token, p, renewed)
			same(t, token+" revoked", revoked, wantRevoked)
			return err
		})
	}
	write(t, db, func(tx Tx) error { return tx.RevokeFeedToken(rita.FeedToken, day(10, 9)) })
	var at int64
	if err := db.reading.QueryRow("SELECT revoked_at FROM feed_tokens WHERE token = $1", hashed(feedToken, "jeton-rita")).Scan(&at); err != nil {
		t.Fatal(err)
	}
	same(t, "first date of revocation", at, micros(day(9, 9)))
	for _, token := range []string{"", "unknown"} {
		wantError(t, db, events.ErrNotFound, func(tx Tx) error { _, _, err := tx.PersonByFeedToken(token); return err })
	}
	err := db.Update(context.Background(), func(tx Tx) error { return tx.RevokeFeedToken("unknown", day(1, 1)) })
	if !errors.Is(err, events.ErrNotFound) {
		t.Errorf("unknown token revoked: %v", err)
	}
}

func TestSignIns(t *testing.T) {
	db := openStore(t)
	fill(t, db)
	later := accounts.SignIn{Hash: "h2", Person: "rita", Made: day(4, 7), Used: day(4, 7)}
	signIns := func() []accounts.SignIn {
		return read(t, db, func(tx Tx) ([]accounts.SignIn, error) { return tx.SignIns("rita") })
	}
	write(t, db, func(tx Tx) error { return errors.Join(tx.SetSignIn(signIn), tx.SetSignIn(later)) })
	same(t, "latest first", signIns(), []accounts.SignIn{later, signIn})
	later.Used = day(5, 7)
	write(t, db, func(tx Tx) error { return tx.SetSignIn(later) })
	same(t, "used", read(t, db, func(tx Tx) (accounts.SignIn, error) { return tx.SignIn("h2") }), later)
	write(t, db, func(tx Tx) error { return tx.RemoveSignIns("rita", day(3, 7)) })
	same(t, "the old one ended", signIns(), []accounts.SignIn{later})
	wantError(t, db, events.ErrNotFound, func(tx Tx) error { _, err := tx.SignIn("h1"); return err })
	write(t, db, func(tx Tx) error { return errors.Join(tx.SetSignIn(signIn), tx.RemoveSignIn("h2")) })
	same(t, "one ended", signIns(), []accounts.SignIn{signIn})
	write(t, db, func(tx Tx) error { return tx.RemoveSignIns("rita", time.Time{}) })
	same(t, "all ended", len(signIns()), 0)
}

// Links and known browsers end with all sign-ins, and not with the old ones.
func TestPasses(t *testing.T) {
	db := openStore(t)
	fill(t, db)
	later := linkPass
	later.Hash, later.Made, later.Until = "p2", day(3, 7), day(3, 8)
	browser := accounts.Pass{Hash: "p3", Kind: accounts.PassBrowser, Person: "rita", Made: day(3, 7), Until: day(9, 7)}
	write(t, db, func(tx Tx) error { return errors.Join(tx.SetPass(linkPass), tx.SetPass(later), tx.SetPass(browser)) })
	passes := func(kind accounts.PassKind) []accounts.Pass {
		return read(t, db, func(tx Tx) ([]accounts.Pass, error) { return tx.Passes("rita", kind) })
	}
	same(t, "latest first", passes(accounts.PassLink), []accounts.Pass{later, linkPass})
	same(t, "one", read(t, db, func(tx Tx) (accounts.Pass, error) { return tx.Pass("p3") }), browser)
	browser.Made, browser.Until = day(4, 7), day(10, 7)
	write(t, db, func(tx Tx) error { return errors.Join(tx.SetPass(browser), tx.RemovePass("p1")) })
	same(t, "met again", passes(accounts.PassBrowser), []accounts.Pass{browser})
	wantError(t, db, events.ErrNotFound, func(tx Tx) error { _, err := tx.Pass("p1"); return err })
	write(t, db, func(tx Tx) error { return tx.RemoveSignIns("rita", day(20, 7)) })
	same(t, "after old sign-ins ended", len(passes(accounts.PassLink)), 1)
	write(t, db, func(tx Tx) error { return tx.RemoveSignIns("rita", time.Time{}) })
	same(t, "after all ended", len(passes(accounts.PassLink))+len(passes(accounts.PassBrowser)), 0)
}

func TestCredentials(t *testing.T) {
	db := openStore(t)
	fill(t, db)
	chosen := accounts.Credential{Person: "rita", Kind: accounts.Chosen, Hash: "argon", Created: day(1, 6)}
	second := accounts.Credential{Person: "rita", Kind: accounts.AppPassword, Hash: "other", Created: day(1, 8)}
	write(t, db, func(tx Tx) error { return errors.Join(tx.AddCredential(second), tx.AddCredential(chosen)) })
	credentials := func() []accounts.Credential {
		return read(t, db, func(tx Tx) ([]accounts.Credential, error) { return tx.Credentials("rita") })
	}
	same(t, "by date", credentials(), []accounts.Credential{chosen, password, second})
	used := password
	used.Used, used.Door = day(2, 9), events.DoorCalDAV
	write(t, db, func(tx Tx) error {
		return errors.Join(tx.UseCredential(used), tx.UseCredential(accounts.Credential{Person: "rita", Kind: accounts.AppPassword, Hash: "gone"}))
	})
	same(t, "used", credentials(), []accounts.Credential{chosen, used, second})
	write(t, db, func(tx Tx) error { return tx.RemoveCredential(second) })
	same(t, "one removed", credentials(), []accounts.Credential{chosen, used})
	if err := db.Update(context.Background(), func(tx Tx) error { return tx.RemoveCredential(second) }); !errors.Is(err, events.ErrNotFound) {
		t.Errorf("removed twice: %v", err)
	}
	write(t, db, func(tx Tx) error { return tx.RemoveCredentials("rita", accounts.AppPassword) })
	same(t, "without app passwords", credentials(), []accounts.Credential{chosen})
	write(t, db, func(tx Tx) error { return tx.RemoveCredentials("rita", accounts.AppPassword) })
	err := db.Update(context.Background(), func(tx Tx) error { return tx.AddCredential(accounts.Credential{Person: "nobody"}) })
	if err == nil {
		t.Error("a credential of nobody was kept")
	}
}
