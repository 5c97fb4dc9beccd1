package store

import (
	"errors"
	"time"

	"parcours/calendars"
	"parcours/events"
)

// The classes of spans (column reach). A time range [from, to] is answered from the index (home, collection, reach,
// first, last), one search a class:
//
//   - shortSpan, at most shortest long: those that touch the range begin between from - shortest and to. What lies
//     before and after is never looked at, so a week costs the same in a calendar of a hundred events and of ten
//     thousand.
//   - longSpan: those that begin before to and end after from. Long ones that ended are looked at (in the index
//     only): they are closed recurrences and long journeys, of which a calendar has few.
//   - openSpan: without end, or without any time: all that begin before to touch the range.
//
// The class is stored, so shortest can only change together with a migration that classes the rows again.
const (
	shortSpan = 0
	longSpan  = 1
	openSpan  = 2

	shortest = 32 * 24 * time.Hour
)

// reach is the class of an object's span. A Last before First is an instant, at First.
func reach(o *calendars.Object) int {
	switch {
	case o.OpenEnded, o.First.IsZero() && o.Last.IsZero():
		return openSpan
	case o.First.IsZero(), o.Last.Sub(o.First) > shortest:
		return longSpan
	}
	return shortSpan
}

// Scheduled implements Tx.
func (t *tx) Scheduled(q calendars.ScheduledQuery) ([]calendars.Object, error) {
	if q.UID == "" {
		return list(t, scanObject(false), objectColumns+" FROM objects WHERE asks_groups <> 0 AND (open_ended <> 0 OR last >= $1) ORDER BY home, collection, name", micros(q.Ahead))
	}
	return list(t, scanObject(false), objectColumns+" FROM objects WHERE schedule_tag <> '' AND uid = $1 AND "+outsideInbox+" ORDER BY home, collection, name", q.UID)
}

// SetObject implements Tx. The UID of another object of the collection is a *events.UIDConflict, but in a
// scheduling inbox (RFC 6638 §2.2).
func (t *tx) SetObject(o calendars.Object) error {
	if err := t.uidFree(&o); err != nil {
		return err
	}
	octets := o.Octets
	if octets == nil {
		octets = []byte{}
	}
	err := t.write(`INSERT INTO objects (home, collection, name, uid, component, etag, schedule_tag, reach, first, last,
			open_ended, created, created_at, change, modified, size, octets, asks_groups)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
		ON CONFLICT (home, collection, name) DO UPDATE SET uid = excluded.uid, component = excluded.component,
			etag = excluded.etag, schedule_tag = excluded.schedule_tag, reach = excluded.reach, first = excluded.first,
			last = excluded.last, open_ended = excluded.open_ended, created = excluded.created,
			created_at = excluded.created_at, change = excluded.change, modified = excluded.modified, size = excluded.size,
			octets = excluded.octets, asks_groups = excluded.asks_groups`,
		o.Home, o.Collection, o.Name, o.UID, o.Component, o.ETag, o.ScheduleTag, reach(&o), micros(o.First), micros(o.Last),
		number(o.OpenEnded), o.Created, micros(o.CreatedAt), o.Change, micros(o.Modified), len(octets), octets, number(o.AsksGroups))
	if err != nil {
		return err
	}
	return t.raise(o.Home, o.Collection, o.Change)
}

func (t *tx) uidFree(o *calendars.Object) error {
	if o.Collection == calendars.InboxName {
		return nil
	}
	b := from("SELECT name FROM objects").and("home = ?", o.Home).and("collection = ?", o.Collection)
	b.and(outsideInbox).and("uid = ?", o.UID).and("name <> ?", o.Name)
	name, err := one(t, scanString, b.text.String(), b.args...)
	if errors.Is(err, events.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return &events.UIDConflict{Collection: o.Collection, Name: name}
}

// RemoveObject implements Tx. Its properties go with it (RFC 4918 §9.6).
func (t *tx) RemoveObject(home, collection, name string, change int64) error {
	n, err := t.exec("DELETE FROM objects WHERE home = $1 AND collection = $2 AND name = $3", home, collection, name)
	if err != nil {
		return err
	}
	if n == 0 {
		return events.ErrNotFound
	}
	if err := t.removePropertiesBelow(collectionPath(home, collection) + "/" + name); err != nil {
		return err
	}
	if err := t.bury(home, collection, name, change); err != nil {
		return err
	}
	return t.raise(home, collection, change)
}
