package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"parcours/calendars"
	"parcours/events"
)

// object is one of an hour, on the 8th.
func object(name string, change int64) calendars.Object {
	return calendars.Object{Home: "rita", Collection: "calendar", Name: name, UID: "uid-" + name, Component: "VEVENT", Octets: []byte(name), Size: int64(len(name)),
		ETag: fmt.Sprint(change), First: day(8, 10), Last: day(8, 11), Created: change, CreatedAt: day(1, 0), Change: change, Modified: day(1, 1)}
}

func objectNames(t testing.TB, db *DB, q calendars.ObjectQuery) string {
	t.Helper()
	var names []string
	for _, o := range read(t, db, func(tx Tx) ([]calendars.Object, error) { return tx.Objects("rita", "calendar", q) }) {
		names = append(names, o.Name)
	}
	return strings.Join(names, " ")
}

func TestObjects(t *testing.T) {
	db := openStore(t)
	task := object("task", 6)
	task.Component = "VTODO"
	elsewhere := object("elsewhere", 7)
	elsewhere.Collection = "other"
	changed := object("a", 5)
	changed.Octets, changed.Size, changed.Created = []byte("changed"), 7, 1
	for _, o := range []calendars.Object{object("a", 1), object("b", 2), object("c", 3), changed, task, elsewhere} {
		write(t, db, func(tx Tx) error { return tx.SetObject(o) })
	}
	many := make([]string, 1300)
	for i := range many {
		many[i] = fmt.Sprint("unknown-", i)
	}
	many[1], many[700], many[1200], many[1201] = "task", "b", "a", "b"
	for _, c := range []struct {
		name string
		q    calendars.ObjectQuery
		want string
	}{
		{"all, by change", calendars.ObjectQuery{}, "b c a task"},
		{"one name", calendars.ObjectQuery{Names: []string{"c"}}, "c"},
		{"some names, one twice", calendars.ObjectQuery{Names: []string{"c", "none", "b", "c"}}, "b c"},
		{"hundreds of names", calendars.ObjectQuery{Names: many}, "b a task"},
		{"hundreds of names in a range", calendars.ObjectQuery{Names: many, From: day(1, 0), To: day(30, 0), Component: "VTODO"}, "task"},
		{"UID", calendars.ObjectQuery{UID: "uid-b"}, "b"},
		{"unknown UID", calendars.ObjectQuery{UID: "b"}, ""},
		{"component", calendars.ObjectQuery{Component: "VTODO"}, "task"},
		{"since", calendars.ObjectQuery{Since: 3}, "a task"},
		{"since, a few", calendars.ObjectQuery{Since: 2, Limit: 2}, "c a"},
		{"a few names", calendars.ObjectQuery{Names: many, Limit: 2}, "b a"},
		{"a few of a range", calendars.ObjectQuery{From: day(8, 0), To: day(9, 0), Limit: 3}, "b c a"},
		{"all at once", calendars.ObjectQuery{Names: []string{"a", "b"}, UID: "uid-a", Component: "VEVENT", From: day(8, 0), To: day(9, 0), Since: 4, Limit: 9}, "a"},
	} {
		t.Run(c.name, func(t *testing.T) {
			same(t, "objects", objectNames(t, db, c.q), c.want)
		})
	}
	got := read(t, db, func(tx Tx) ([]calendars.Object, error) {
		return tx.Objects("rita", "calendar", calendars.ObjectQuery{Names: []string{"a"}, NoOctets: true})
	})
	changed.Octets = nil
	same(t, "without octets", got, []calendars.Object{changed})
}

func TestObjectsInRange(t *testing.T) {
	db := openStore(t)
	at := func(name string, first, last time.Time, open bool) {
		o := object(name, 1)
		o.First, o.Last, o.OpenEnded = first, last, open
		write(t, db, func(tx Tx) error { return tx.SetObject(o) })
	}
	year := func(y int) time.Time { return time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC) }
	var never time.Time
	at("hour", day(8, 10), day(8, 11), false)
	at("instant", day(8, 10), day(8, 10), false)
	at("backwards", day(8, 10), day(7, 10), false)
	at("month", day(8, 10), day(8, 10).Add(shortest), false)                   // the longest of the short
	at("moment-more", day(8, 10), day(8, 10).Add(shortest+time.Second), false) // the shortest of the long
	at("decade", year(2020), year(2030), false)
	at("weekly", day(8, 10), never, true)
	at("timeless", never, never, false)
	at("due", never, day(8, 10), false)
	for _, c := range []struct {
		name     string
		from, to time.Time
		want     string
	}{
		{"around", day(8, 0), day(9, 0), "backwards decade due hour instant moment-more month timeless weekly"},
		{"begins as it ends", day(8, 11), day(9, 0), "decade hour moment-more month timeless weekly"},
		{"ends as it begins", day(8, 0), day(8, 10), "backwards decade due hour instant moment-more month timeless weekly"},
		{"before", day(7, 0), day(8, 9), "decade due timeless"},
		{"just after", day(8, 12), day(8, 13), "decade moment-more month timeless weekly"},
		{"as the month ends", day(8, 10).Add(shortest), day(8, 10).Add(2 * shortest), "decade moment-more month timeless weekly"},
		{"a microsecond later", day(8, 10).Add(shortest + time.Microsecond), day(8, 10).Add(2 * shortest), "decade moment-more timeless weekly"},
		{"as the decade ends", year(2030), year(2031), "decade timeless weekly"},
		{"far later", year(2031), year(2032), "timeless weekly"},
		{"without start", never, year(2021), "decade due timeless"},
		{"without end", year(2025), never, "decade timeless weekly"},
		{"inside the hour", day(8, 10).Add(time.Minute), day(8, 10).Add(2 * time.Minute), "decade hour moment-more month timeless weekly"},
	} {
		t.Run(c.name, func(t *testing.T) {
			same(t, "objects", objectNames(t, db, calendars.ObjectQuery{From: c.from, To: c.to}), c.want)
		})
	}
}

// TestSpanReturns gives back every kind of span as it was.
func TestSpanReturns(t *testing.T) {
	db := openStore(t)
	offset := time.FixedZone("", 7200)
	for name, span := range map[string][2]time.Time{
		"none": {}, "due": {{}, day(1, 1)}, "start": {day(1, 1), {}}, "ancient": {time.Date(1, 1, 2, 0, 0, 0, 0, time.UTC), time.Date(1969, 12, 31, 23, 59, 59, 999999000, time.UTC)},
		"far": {day(1, 1), time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)}, "offset": {time.Date(2022, 7, 1, 12, 0, 0, 0, offset), time.Date(2022, 7, 1, 13, 0, 0, 0, offset)},
	} {
		o := object(name, 1)
		o.First, o.Last = span[0], span[1]
		write(t, db, func(tx Tx) error { return tx.SetObject(o) })
		got := read(t, db, func(tx Tx) ([]calendars.Object, error) {
			return tx.Objects("rita", "calendar", calendars.ObjectQuery{Names: []string{name}})
		})
		o.First, o.Last = o.First.UTC(), o.Last.UTC()
		same(t, name, got, []calendars.Object{o})
		if got[0].First.Location() != time.UTC || got[0].First.IsZero() != span[0].IsZero() {
			t.Errorf("%s: first is %v", name, got[0].First)
		}
	}
}

func TestUIDConflict(t *testing.T) {
	db := openStore(t)
	namesake := object("b", 2)
	namesake.UID = "uid-a"
	write(t, db, func(tx Tx) error { return tx.SetObject(object("a", 1)) })
	err := db.Update(context.Background(), func(tx Tx) error { return tx.SetObject(namesake) })
	var conflict *events.UIDConflict
	if !errors.As(err, &conflict) || conflict.Name != "a" {
		t.Errorf("error %v, want a conflict with a", err)
	}
	err = db.Update(context.Background(), func(x Tx) error {
		return x.(*tx).write(`INSERT INTO objects SELECT home, collection, 'b', uid, component, etag, schedule_tag, reach, first, last,
			open_ended, created, created_at, change, modified, size, octets, asks_groups FROM objects`)
	})
	if err == nil || !strings.Contains(err.Error(), "UNIQUE") {
		t.Errorf("error %v: the database itself should refuse", err)
	}
	namesake.Collection = "other"
	write(t, db, func(tx Tx) error { return tx.SetObject(namesake) })

	// RFC 6638 §2.2: a scheduling inbox may hold several messages of one UID.
	for _, name := range []string{"first", "second"} {
		message := object(name, 3)
		message.Collection, message.UID = calendars.InboxName, "meeting"
		write(t, db, func(tx Tx) error { return tx.SetObject(message) })
	}
	got := read(t, db, func(tx Tx) ([]calendars.Object, error) {
		return tx.Objects("rita", calendars.InboxName, calendars.ObjectQuery{UID: "meeting", NoOctets: true})
	})
	same(t, "messages", len(got), 2)
}

func TestGone(t *testing.T) {
	db := openStore(t)
	write(t, db, func(tx Tx) error {
		return errors.Join(tx.SetObject(object("a", 1)), tx.SetObject(object("b", 2)), tx.SetObject(object("c", 3)),
			tx.SetProperty("", "calendars/rita/calendar/b", color),
			tx.RemoveObject("rita", "calendar", "b", 4), tx.RemoveObject("rita", "calendar", "a", 5),
			tx.RemoveObject("rita", "calendar", "c", 6), tx.SetObject(object("c", 7)))
	})
	gone := func(since int64) []calendars.Tombstone {
		return read(t, db, func(tx Tx) ([]calendars.Tombstone, error) { return tx.Gone("rita", "calendar", since) })
	}
	same(t, "gone, by change", gone(0), []calendars.Tombstone{{Name: "b", Change: 4}, {Name: "a", Change: 5}})
	same(t, "since", gone(4), []calendars.Tombstone{{Name: "a", Change: 5}})
	same(t, "objects", objectNames(t, db, calendars.ObjectQuery{}), "c")
	same(t, "properties go with it", read(t, db, func(tx Tx) ([]calendars.Property, error) {
		return tx.Properties("", "calendars/rita/calendar/b")
	}), nil)
	write(t, db, func(tx Tx) error { return tx.RemoveObject("rita", "calendar", "c", 8) })
	same(t, "removed again", gone(5), []calendars.Tombstone{{Name: "c", Change: 8}})
	err := db.Update(context.Background(), func(tx Tx) error { return tx.RemoveObject("rita", "calendar", "c", 9) })
	if !errors.Is(err, events.ErrNotFound) {
		t.Errorf("removed twice: %v", err)
	}
}
