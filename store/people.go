package store

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"parcours/accounts"
	"parcours/events"
)

const personColumns = `p.id, p.email, p.name, p.function, p.language, p.role, p.territories, p.category, p.epoch,
	p.feed_token, p.in_file, p.removed, p.godparent, p.briefed`

func (t *tx) personFields(p *events.Person) []any {
	return []any{&p.ID, &p.Email, &p.Name, &p.Function, &p.Language, &p.Role, document{&p.Territories}, &p.Category,
		&p.Epoch, sealed{&p.FeedToken, "people.feed_token", t.seal}, &p.InFile, &p.Removed, &p.Godparent, &p.Briefed}
}

func (t *tx) scanPerson(row scanner) (p events.Person, err error) {
	return p, row.Scan(t.personFields(&p)...)
}

// fold is the form in which addresses are compared: they are the same in any letters.
func fold(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// People implements Tx: everybody by id, the removed too.
func (t *tx) People() ([]events.Person, error) {
	return list(t, t.scanPerson, "SELECT "+personColumns+" FROM people p ORDER BY p.id")
}

// Person implements Tx.
func (t *tx) Person(id string) (events.Person, error) {
	return one(t, t.scanPerson, "SELECT "+personColumns+" FROM people p WHERE p.id = $1", id)
}

const personByAddress = "SELECT " + personColumns + " FROM people p WHERE p.address = $1 ORDER BY p.removed, p.id LIMIT 1"

// PersonByEmail implements Tx. Of a removed person and another who has their address now, it is the latter.
func (t *tx) PersonByEmail(email string) (events.Person, error) {
	return one(t, t.scanPerson, personByAddress, fold(email))
}

// SetPerson implements Tx. An address or feed token of somebody else's is ErrExists; the address of a removed
// person is free.
func (t *tx) SetPerson(p events.Person) error {
	if err := t.addressFree(p); err != nil {
		return err
	}
	territories, err := encode(p.Territories)
	if err != nil {
		return err
	}
	err = t.write(`INSERT INTO people (id, email, address, name, function, language, role, territories, category, epoch,
			feed_token, in_file, removed, godparent, briefed)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
		ON CONFLICT (id) DO UPDATE SET email = excluded.email, address = excluded.address, name = excluded.name,
			function = excluded.function, language = excluded.language, role = excluded.role,
			territories = excluded.territories, category = excluded.category, epoch = excluded.epoch,
			feed_token = excluded.feed_token, in_file = excluded.in_file, removed = excluded.removed,
			godparent = excluded.godparent, briefed = excluded.briefed`,
		p.ID, p.Email, fold(p.Email), p.Name, p.Function, p.Language, string(p.Role), territories, p.Category, p.Epoch,
		t.seal.seal("people.feed_token", p.FeedToken), number(p.InFile), number(p.Removed), p.Godparent, number(p.Briefed))
	if err != nil || p.FeedToken == "" {
		return err
	}
	return t.addFeedToken(p)
}

func (t *tx) addressFree(p events.Person) error {
	if p.Removed {
		return nil
	}
	other, err := t.PersonByEmail(p.Email)
	if errors.Is(err, events.ErrNotFound) || err == nil && (other.ID == p.ID || other.Removed) {
		return nil
	}
	if err != nil {
		return err
	}
	return fmt.Errorf("store: %s is the address of %s: %w", p.Email, other.ID, events.ErrExists)
}

// addFeedToken keeps the token beside the person's earlier ones, which feed addresses in the world still name.
func (t *tx) addFeedToken(p events.Person) error {
	if err := t.write("INSERT INTO feed_tokens (token, person) VALUES ($1, $2) ON CONFLICT (token) DO NOTHING", hashed(feedToken, p.FeedToken), p.ID); err != nil {
		return err
	}
	owner, err := one(t, scanString, "SELECT person FROM feed_tokens WHERE token = $1", hashed(feedToken, p.FeedToken))
	if err == nil && owner != p.ID {
		return fmt.Errorf("store: the feed token of %s is that of another person: %w", p.ID, events.ErrExists)
	}
	return err
}

// PersonByFeedToken implements Tx.
func (t *tx) PersonByFeedToken(token string) (p events.Person, revoked bool, err error) {
	p, err = one(t, func(row scanner) (p events.Person, err error) {
		return p, row.Scan(append(t.personFields(&p), &revoked)...)
	}, "SELECT "+personColumns+", f.revoked_at IS NOT NULL FROM feed_tokens f JOIN people p ON p.id = f.person WHERE f.token = $1", hashed(feedToken, token))
	return p, revoked, err
}

// RevokeFeedToken implements Tx. A token that was revoked before keeps its first date.
func (t *tx) RevokeFeedToken(token string, at time.Time) error {
	n, err := t.exec("UPDATE feed_tokens SET revoked_at = COALESCE(revoked_at, $2) WHERE token = $1", hashed(feedToken, token), micros(at))
	if err == nil && n == 0 {
		return events.ErrNotFound
	}
	return err
}

// Credentials implements Tx: by date.
func (t *tx) Credentials(person string) ([]accounts.Credential, error) {
	return list(t, func(row scanner) (c accounts.Credential, err error) {
		return c, row.Scan(&c.Person, &c.Kind, &c.Hash, &c.Label, instant{&c.Created}, instant{&c.Used}, &c.Door)
	}, "SELECT person, kind, hash, label, created, used, door FROM credentials WHERE person = $1 ORDER BY created, kind, hash", person)
}

// AddCredential implements Tx.
func (t *tx) AddCredential(c accounts.Credential) error {
	return t.write("INSERT INTO credentials (person, kind, hash, label, created, used, door) VALUES ($1, $2, $3, $4, $5, $6, $7)",
		c.Person, string(c.Kind), c.Hash, c.Label, micros(c.Created), micros(c.Used), string(c.Door))
}

// RemoveCredentials implements Tx.
func (t *tx) RemoveCredentials(person string, kind accounts.CredentialKind) error {
	return t.write("DELETE FROM credentials WHERE person = $1 AND kind = $2", person, string(kind))
}

// UseCredential implements Tx. One that was removed meanwhile stays so.
func (t *tx) UseCredential(c accounts.Credential) error {
	return t.write("UPDATE credentials SET used = $4, door = $5 WHERE person = $1 AND kind = $2 AND hash = $3",
		c.Person, string(c.Kind), c.Hash, micros(c.Used), string(c.Door))
}

// RemoveCredential implements Tx.
func (t *tx) RemoveCredential(c accounts.Credential) error {
	n, err := t.exec("DELETE FROM credentials WHERE person = $1 AND kind = $2 AND hash = $3", c.Person, string(c.Kind), c.Hash)
	if err == nil && n == 0 {
		return events.ErrNotFound
	}
	return err
}
