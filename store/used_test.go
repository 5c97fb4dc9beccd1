package store

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"parcours/calendars"
	"parcours/events"
)

func used(t *testing.T, db *DB, home string) int64 {
	t.Helper()
	return read(t, db, func(tx Tx) (int64, error) { return tx.Used(home) })
}

// TestUsed counts the octets of a home through everything that happens to its objects.
func TestUsed(t *testing.T) {
	db := openStore(t)
	sized := func(home, collection, name string, octets int) calendars.Object {
		o := object(name, 1)
		o.Home, o.Collection, o.Octets = home, collection, make([]byte, octets)
		return o
	}
	failed := errors.New("failed")
	for _, c := range []struct {
		name       string
		f          func(tx Tx) error
		want       error
		rita, marc int64
	}{
		{"nothing", func(Tx) error { return nil }, nil, 0, 0},
		{"an object", func(tx Tx) error { return tx.SetObject(sized("rita", "calendar", "a", 100)) }, nil, 100, 0},
		{"a second", func(tx Tx) error { return tx.SetObject(sized("rita", "work", "a", 50)) }, nil, 150, 0},
		{"of another home", func(tx Tx) error { return tx.SetObject(sized("marc", "calendar", "a", 7)) }, nil, 150, 7},
		{"a larger one", func(tx Tx) error { return tx.SetObject(sized("rita", "calendar", "a", 120)) }, nil, 170, 7},
		{"a smaller one", func(tx Tx) error { return tx.SetObject(sized("rita", "calendar", "a", 90)) }, nil, 140, 7},
		{"an empty one", func(tx Tx) error { return tx.SetObject(sized("rita", "calendar", "none", 0)) }, nil, 140, 7},
		{"taken back", func(tx Tx) error {
			return errors.Join(tx.SetObject(sized("rita", "calendar", "b", 1000)), failed)
		}, failed, 140, 7},
		{"properties of hers", func(tx Tx) error {
			return errors.Join(tx.SetProperty("rita", "calendars/rita/calendar", color), tx.SetProperty("rita", "principals/rita", color), tx.SetProperty("marc", "calendars/rita/calendar", color),
				tx.SetProperty("rita", "calendars/ritas/calendar", color))
		}, nil, 140 + 2*int64(len(color.XML)), 7},
		{"none any more", func(tx Tx) error {
			return errors.Join(tx.RemoveProperty("rita", "calendars/rita/calendar", color.Name), tx.RemoveProperty("rita", "principals/rita", color.Name))
		}, nil, 140, 7},
		{"removed", func(tx Tx) error { return tx.RemoveObject("rita", "calendar", "a", 2) }, nil, 50, 7},
		{"what is not there", func(tx Tx) error { return tx.RemoveObject("rita", "calendar", "a", 3) }, events.ErrNotFound, 50, 7},
		{"its calendar removed", func(tx Tx) error {
			return errors.Join(tx.SetCollection(calendars.StoredCollection{Home: "rita", Name: "work"}), tx.RemoveCollection("rita", "work", 4))
		}, nil, 0, 7},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := db.Update(context.Background(), c.f); !errors.Is(err, c.want) {
				t.Errorf("error %v, want %v", err, c.want)
			}
			same(t, "rita", used(t, db, "rita"), c.rita)
			same(t, "marc", used(t, db, "marc"), c.marc)
		})
	}
	same(t, "change numbers are another matter", read(t, db, func(tx Tx) (int64, error) { return tx.LastChange("marc") }), 0)
}

// TestUsedOfOlderObjects: the migration counts what was there, also in a home without a change number.
func TestUsedOfOlderObjects(t *testing.T) {
	frozen, err := os.ReadFile("testdata/first.sql")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	alter(t, dir, string(frozen)+`INSERT INTO objects SELECT 'marc', collection, name, uid, component, etag, schedule_tag, reach, first, last, open_ended,
		created, change, modified, octets FROM objects WHERE name = 'weekly';`)
	db := openIn(t, dir)
	const kept = 14 // a property of hers
	same(t, "rita", used(t, db, "rita"), 35+kept)
	same(t, "marc", used(t, db, "marc"), 1)
	same(t, "a home without objects", used(t, db, "territory:faverges"), 0)
	same(t, "change number", read(t, db, func(tx Tx) (int64, error) { return tx.LastChange("rita") }), 3)
	write(t, db, func(tx Tx) error { return tx.RemoveObject("rita", "calendar", "lunch.ics", 4) })
	same(t, "afterwards", used(t, db, "rita"), 1+kept)
}

// TestTimesOfCreation: they come back as they were written, with and without octets, and of none where none is known.
func TestTimesOfCreation(t *testing.T) {
	db := openStore(t)
	for _, at := range []time.Time{day(3, 7), {}} {
		o, c := object("a", 1), calendar
		o.CreatedAt, c.CreatedAt = at, at
		write(t, db, func(tx Tx) error { return errors.Join(tx.SetObject(o), tx.SetCollection(c)) })
		for _, q := range []calendars.ObjectQuery{{}, {NoOctets: true}} {
			got := read(t, db, func(tx Tx) ([]calendars.Object, error) { return tx.Objects("rita", "calendar", q) })
			same(t, "object", got[0].CreatedAt, at)
			same(t, "unknown", got[0].CreatedAt.IsZero(), at.IsZero())
		}
		same(t, "calendar", read(t, db, func(tx Tx) (calendars.StoredCollection, error) { return tx.Collection("rita", "calendar") }), c)
	}
}
