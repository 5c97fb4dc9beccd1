package store

import (
	"context"
	"errors"
	"testing"

	"parcours/events"
)

func TestCollections(t *testing.T) {
	db := openStore(t)
	for _, c := range []events.StoredCollection{
		{Home: "rita", Name: "b", Order: 1}, {Home: "rita", Name: "a", Order: 1}, {Home: "rita", Name: "c", Order: 0}, {Home: "tom", Name: "a"},
	} {
		write(t, db, func(tx events.Tx) error { return tx.SetCollection(c) })
	}
	var names []string
	for _, c := range read(t, db, func(tx events.Tx) ([]events.StoredCollection, error) { return tx.Collections("rita") }) {
		names = append(names, c.Name)
	}
	same(t, "by order, then name", names, []string{"c", "a", "b"})
	wantError(t, db, events.ErrNotFound, func(tx events.Tx) error { _, err := tx.Collection("rita", "d"); return err })
	same(t, "of nobody", read(t, db, func(tx events.Tx) ([]events.StoredCollection, error) { return tx.Collections("nobody") }), nil)
}

// TestCollectionChange: its change number names the last change in it, by whatever way, and never goes down.
func TestCollectionChange(t *testing.T) {
	db := openStore(t)
	for _, step := range []struct {
		name string
		do   func(events.Tx) error
		want int64
	}{
		{"made", func(tx events.Tx) error {
			return tx.SetCollection(events.StoredCollection{Home: "rita", Name: "calendar", Created: 1, Change: 1})
		}, 1},
		{"an object", func(tx events.Tx) error { return tx.SetObject(object("a", 4)) }, 4},
		{"an object of another collection", func(tx events.Tx) error {
			o := object("a", 5)
			o.Collection = "other"
			return tx.SetObject(o)
		}, 4},
		{"an object with an earlier number", func(tx events.Tx) error { return tx.SetObject(object("b", 2)) }, 4},
		{"written as read before", func(tx events.Tx) error {
			return tx.SetCollection(events.StoredCollection{Home: "rita", Name: "calendar", Created: 1, Change: 3, Meta: 3})
		}, 4},
		{"an object removed", func(tx events.Tx) error { return tx.RemoveObject("rita", "calendar", "a", 6) }, 6},
		{"its own properties", func(tx events.Tx) error {
			return tx.SetCollection(events.StoredCollection{Home: "rita", Name: "calendar", Created: 1, Change: 7, Meta: 7})
		}, 7},
		{"a namesake", func(tx events.Tx) error {
			return errors.Join(tx.RemoveCollection("rita", "calendar", 8),
				tx.SetCollection(events.StoredCollection{Home: "rita", Name: "calendar", Created: 2, Change: 2}))
		}, 2},
	} {
		write(t, db, step.do)
		c := read(t, db, func(tx events.Tx) (events.StoredCollection, error) { return tx.Collection("rita", "calendar") })
		same(t, step.name, c.Change, step.want)
	}
}

func TestRemoveCollection(t *testing.T) {
	db := openStore(t)
	fill(t, db)
	beside := lunch
	beside.Collection = "calendar-two"
	write(t, db, func(tx events.Tx) error {
		return errors.Join(tx.SetObject(beside), tx.RemoveObject("rita", "calendar", "weekly", 4),
			tx.SetProperty("", "calendars/rita/calendar/lunch.ics", color),
			tx.SetProperty("", "calendars/rita/calendar-two", color),
			tx.RemoveCollection("rita", "calendar", 5))
	})
	wantError(t, db, events.ErrNotFound, func(tx events.Tx) error { _, err := tx.Collection("rita", "calendar"); return err })
	view(t, db, func(tx events.Tx) error {
		objects, err1 := tx.Objects("rita", "calendar", events.ObjectQuery{})
		gone, err2 := tx.Gone("rita", "calendar", 0)
		own, err3 := tx.Properties("rita", "calendars/rita/calendar")
		below, err4 := tx.Properties("", "calendars/rita/calendar/lunch.ics")
		shares, err5 := tx.Shares("rita", "calendar")
		if n := len(objects) + len(gone) + len(own) + len(below) + len(shares); n > 0 {
			t.Errorf("left: %v %v %v %v %v", objects, gone, own, below, shares)
		}
		other, err6 := tx.Objects("rita", "calendar-two", events.ObjectQuery{})
		same(t, "objects beside it", other, []events.Object{beside})
		properties, err7 := tx.Properties("", "calendars/rita/calendar-two")
		same(t, "properties beside it", properties, []events.Property{color})
		removed, err8 := tx.Gone("rita", "", 2)
		same(t, "tombstone in the home", removed, []events.Tombstone{{Name: "calendar", Change: 5}})
		return errors.Join(err1, err2, err3, err4, err5, err6, err7, err8)
	})
	write(t, db, func(tx events.Tx) error { return tx.SetCollection(calendar) })
	same(t, "not there now", read(t, db, func(tx events.Tx) ([]events.Tombstone, error) { return tx.Gone("rita", "", 2) }), nil)
	err := db.Update(context.Background(), func(tx events.Tx) error { return tx.RemoveCollection("rita", "unknown", 6) })
	if !errors.Is(err, events.ErrNotFound) {
		t.Errorf("unknown collection removed: %v", err)
	}
}

func TestProperties(t *testing.T) {
	db := openStore(t)
	order := events.Property{Name: events.PropertyName{Space: "http://apple.com/ns/ical/", Local: "calendar-order"}, XML: "<o>1</o>"}
	plain := events.Property{Name: events.PropertyName{Local: "note"}, XML: "<note/>"}
	mine := color
	mine.XML = "<x>#00FF00</x>"
	write(t, db, func(tx events.Tx) error {
		return errors.Join(tx.SetProperty("", "a/b", order), tx.SetProperty("", "a/b/", color), tx.SetProperty("", "/a/b", plain),
			tx.SetProperty("rita", "a/b", color), tx.SetProperty("rita", "a/b", mine), tx.SetProperty("", "a", color))
	})
	of := func(person, resource string) []events.Property {
		return read(t, db, func(tx events.Tx) ([]events.Property, error) { return tx.Properties(person, resource) })
	}
	same(t, "what all see, by name", of("", "a/b"), []events.Property{plain, color, order})
	same(t, "a person's own", of("rita", "a/b/"), []events.Property{mine})
	same(t, "another resource", of("", "a"), []events.Property{color})
	write(t, db, func(tx events.Tx) error {
		return errors.Join(tx.RemoveProperty("", "a/b/", color.Name), tx.RemoveProperty("", "a/b", color.Name))
	})
	same(t, "removed", of("", "a/b"), []events.Property{plain, order})
	same(t, "a person's own stays", of("rita", "a/b"), []events.Property{mine})
}

func TestShares(t *testing.T) {
	db := openStore(t)
	with := func(collection, principal string, access events.Access) events.Share {
		s := events.Share{Home: "rita", Collection: collection, Principal: principal, Access: access}
		write(t, db, func(tx events.Tx) error { return tx.SetShare(s) })
		return s
	}
	tom := with("calendar", "tom", events.ReadOnly)
	elus := with("calendar", events.CategoryPrincipal("elus"), events.ReadWrite)
	tasks := with("tasks", "tom", events.ReadWrite)
	shares := func() []events.Share {
		return read(t, db, func(tx events.Tx) ([]events.Share, error) { return tx.Shares("rita", "calendar") })
	}
	sharedWith := func(principals ...string) []events.Share {
		return read(t, db, func(tx events.Tx) ([]events.Share, error) { return tx.SharedWith(principals) })
	}
	same(t, "Shares", shares(), []events.Share{elus, tom})
	same(t, "SharedWith", sharedWith("tom", "category:elus", "nobody"), []events.Share{elus, tom, tasks})
	same(t, "SharedWith nobody", sharedWith(), nil)
	tom = with("calendar", "tom", events.ReadWrite)
	same(t, "widened", shares(), []events.Share{elus, tom})
	with("calendar", "tom", events.NoAccess)
	with("calendar", "nobody", events.NoAccess)
	same(t, "taken back", shares(), []events.Share{elus})
	same(t, "SharedWith after it", sharedWith("tom"), []events.Share{tasks})
}
