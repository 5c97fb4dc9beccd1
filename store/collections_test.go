package store

import (
	"context"
	"errors"
	"testing"

	"parcours/calendars"
	"parcours/events"
)

func TestCollections(t *testing.T) {
	db := openStore(t)
	for _, c := range []calendars.StoredCollection{
		{Home: "rita", Name: "b", Order: 1}, {Home: "rita", Name: "a", Order: 1}, {Home: "rita", Name: "c", Order: 0}, {Home: "tom", Name: "a"},
	} {
		write(t, db, func(tx Tx) error { return tx.SetCollection(c) })
	}
	var names []string
	for _, c := range read(t, db, func(tx Tx) ([]calendars.StoredCollection, error) { return tx.Collections("rita") }) {
		names = append(names, c.Name)
	}
	same(t, "by order, then name", names, []string{"c", "a", "b"})
	chosen := calendars.StoredCollection{Home: "rita", Name: "b", Components: []string{"VEVENT"}, Default: true}
	write(t, db, func(tx Tx) error { return tx.SetCollection(chosen) })
	same(t, "chosen", read(t, db, func(tx Tx) (calendars.StoredCollection, error) { return tx.Collection("rita", "b") }), chosen)
	wantError(t, db, events.ErrNotFound, func(tx Tx) error { _, err := tx.Collection("rita", "d"); return err })
	same(t, "of nobody", read(t, db, func(tx Tx) ([]calendars.StoredCollection, error) { return tx.Collections("nobody") }), nil)
}

// TestCollectionChange: its change number names the last change in it, by whatever way, and never goes down.
func TestCollectionChange(t *testing.T) {
	db := openStore(t)
	for _, step := range []struct {
		name string
		do   func(Tx) error
		want int64
	}{
		{"made", func(tx Tx) error {
			return tx.SetCollection(calendars.StoredCollection{Home: "rita", Name: "calendar", Created: 1, Change: 1})
		}, 1},
		{"an object", func(tx Tx) error { return tx.SetObject(object("a", 4)) }, 4},
		{"an object of another collection", func(tx Tx) error {
			o := object("a", 5)
			o.Collection = "other"
			return tx.SetObject(o)
		}, 4},
		{"an object with an earlier number", func(tx Tx) error { return tx.SetObject(object("b", 2)) }, 4},
		{"written as read before", func(tx Tx) error {
			return tx.SetCollection(calendars.StoredCollection{Home: "rita", Name: "calendar", Created: 1, Change: 3, Meta: 3})
		}, 4},
		{"an object removed", func(tx Tx) error { return tx.RemoveObject("rita", "calendar", "a", 6) }, 6},
		{"its own properties", func(tx Tx) error {
			return tx.SetCollection(calendars.StoredCollection{Home: "rita", Name: "calendar", Created: 1, Change: 7, Meta: 7})
		}, 7},
		{"a namesake", func(tx Tx) error {
			return errors.Join(tx.RemoveCollection("rita", "calendar", 8),
				tx.SetCollection(calendars.StoredCollection{Home: "rita", Name: "calendar", Created: 2, Change: 2}))
		}, 2},
	} {
		write(t, db, step.do)
		c := read(t, db, func(tx Tx) (calendars.StoredCollection, error) { return tx.Collection("rita", "calendar") })
		same(t, step.name, c.Change, step.want)
	}
}

func TestRemoveCollection(t *testing.T) {
	db := openStore(t)
	fill(t, db)
	beside := lunch
	beside.Collection = "calendar-two"
	write(t, db, func(tx Tx) error {
		return errors.Join(tx.SetObject(beside), tx.RemoveObject("rita", "calendar", "weekly", 4),
			tx.SetProperty("", "calendars/rita/calendar/lunch.ics", color),
			tx.SetProperty("", "calendars/rita/calendar-two", color),
			tx.RemoveCollection("rita", "calendar", 5))
	})
	wantError(t, db, events.ErrNotFound, func(tx Tx) error { _, err := tx.Collection("rita", "calendar"); return err })
	view(t, db, func(tx Tx) error {
		objects, err1 := tx.Objects("rita", "calendar", calendars.ObjectQuery{})
		gone, err2 := tx.Gone("rita", "calendar", 0)
		own, err3 := tx.Properties("rita", "calendars/rita/calendar")
		below, err4 := tx.Properties("", "calendars/rita/calendar/lunch.ics")
		shares, err5 := tx.Shares("rita", "calendar")
		if n := len(objects) + len(gone) + len(own) + len(below) + len(shares); n > 0 {
			t.Errorf("left: %v %v %v %v %v", objects, gone, own, below, shares)
		}
		other, err6 := tx.Objects("rita", "calendar-two", calendars.ObjectQuery{})
		same(t, "objects beside it", other, []calendars.Object{beside})
		properties, err7 := tx.Properties("", "calendars/rita/calendar-two")
		same(t, "properties beside it", properties, []calendars.Property{color})
		removed, err8 := tx.Gone("rita", "", 2)
		same(t, "tombstone in the home", removed, []calendars.Tombstone{{Name: "calendar", Change: 5}})
		return errors.Join(err1, err2, err3, err4, err5, err6, err7, err8)
	})
	write(t, db, func(tx Tx) error { return tx.SetCollection(calendar) })
	same(t, "not there now", read(t, db, func(tx Tx) ([]calendars.Tombstone, error) { return tx.Gone("rita", "", 2) }), nil)
	err := db.Update(context.Background(), func(tx Tx) error { return tx.RemoveCollection("rita", "unknown", 6) })
	if !errors.Is(err, events.ErrNotFound) {
		t.Errorf("unknown collection removed: %v", err)
	}
}

func TestProperties(t *testing.T) {
	db := openStore(t)
	order := calendars.Property{Name: calendars.PropertyName{Space: "http://apple.com/ns/ical/", Local: "calendar-order"}, XML: "<o>1</o>"}
	plain := calendars.Property{Name: calendars.PropertyName{Local: "note"}, XML: "<note/>"}
	mine := color
	mine.XML = "<x>#00FF00</x>"
	write(t, db, func(tx Tx) error {
		return errors.Join(tx.SetProperty("", "a/b", order), tx.SetProperty("", "a/b/", color), tx.SetProperty("", "/a/b", plain),
			tx.SetProperty("rita", "a/b", color), tx.SetProperty("rita", "a/b", mine), tx.SetProperty("", "a", color))
	})
	of := func(person, resource string) []calendars.Property {
		return read(t, db, func(tx Tx) ([]calendars.Property, error) { return tx.Properties(person, resource) })
	}
	same(t, "what all see, by name", of("", "a/b"), []calendars.Property{plain, color, order})
	same(t, "a person's own", of("rita", "a/b/"), []calendars.Property{mine})
	same(t, "another resource", of("", "a"), []calendars.Property{color})
	write(t, db, func(tx Tx) error {
		return errors.Join(tx.RemoveProperty("", "a/b/", color.Name), tx.RemoveProperty("", "a/b", color.Name))
	})
	same(t, "removed", of("", "a/b"), []calendars.Property{plain, order})
	same(t, "a person's own stays", of("rita", "a/b"), []calendars.Property{mine})
}

func TestShares(t *testing.T) {
	db := openStore(t)
	with := func(collection, principal string, access calendars.Access) calendars.Share {
		s := calendars.Share{Home: "rita", Collection: collection, Principal: principal, Access: access}
		write(t, db, func(tx Tx) error { return tx.SetShare(s) })
		return s
	}
	tom := with("calendar", "tom", calendars.ReadOnly)
	elus := with("calendar", calendars.CategoryPrincipal("elus"), calendars.ReadWrite)
	tasks := with("tasks", "tom", calendars.ReadWrite)
	shares := func() []calendars.Share {
		return read(t, db, func(tx Tx) ([]calendars.Share, error) { return tx.Shares("rita", "calendar") })
	}
	sharedWith := func(principals ...string) []calendars.Share {
		return read(t, db, func(tx Tx) ([]calendars.Share, error) { return tx.SharedWith(principals) })
	}
	same(t, "Shares", shares(), []calendars.Share{elus, tom})
	same(t, "SharedWith", sharedWith("tom", "category:elus", "nobody"), []calendars.Share{elus, tom, tasks})
	same(t, "SharedWith nobody", sharedWith(), nil)
	tom = with("calendar", "tom", calendars.ReadWrite)
	same(t, "widened", shares(), []calendars.Share{elus, tom})
	with("calendar", "tom", calendars.NoAccess)
	with("calendar", "nobody", calendars.NoAccess)
	same(t, "taken back", shares(), []calendars.Share{elus})
	same(t, "SharedWith after it", sharedWith("tom"), []calendars.Share{tasks})
}
