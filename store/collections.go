package store

import (
	"parcours/calendars"
	"parcours/events"
)

const collectionColumns = `home, name, display_name, description, color, position, components, time_zone, transparent,
	created, created_at, change, meta, takes_invitations`

func scanCollection(row scanner) (c calendars.StoredCollection, err error) {
	return c, row.Scan(&c.Home, &c.Name, &c.DisplayName, &c.Description, &c.Color, &c.Order, document{&c.Components},
		&c.TimeZone, &c.Transparent, &c.Created, instant{&c.CreatedAt}, &c.Change, &c.Meta, &c.Default)
}

// Collections implements Tx.
func (t *tx) Collections(home string) ([]calendars.StoredCollection, error) {
	return list(t, scanCollection, "SELECT "+collectionColumns+" FROM collections WHERE home = $1 ORDER BY position, name", home)
}

// Collection implements Tx.
func (t *tx) Collection(home, name string) (calendars.StoredCollection, error) {
	return one(t, scanCollection, "SELECT "+collectionColumns+" FROM collections WHERE home = $1 AND name = $2", home, name)
}

// SetCollection implements Tx. Its change number never goes down: an object may have raised it since c was
// read.
func (t *tx) SetCollection(c calendars.StoredCollection) error {
	components, err := encode(c.Components)
	if err != nil {
		return err
	}
	return t.write(`INSERT INTO collections (`+collectionColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
		ON CONFLICT (home, name) DO UPDATE SET display_name = excluded.display_name, description = excluded.description,
			color = excluded.color, position = excluded.position, components = excluded.components,
			time_zone = excluded.time_zone, transparent = excluded.transparent, created = excluded.created,
			created_at = excluded.created_at,
			change = CASE WHEN excluded.change > collections.change THEN excluded.change ELSE collections.change END,
			meta = excluded.meta, takes_invitations = excluded.takes_invitations`,
		c.Home, c.Name, c.DisplayName, c.Description, c.Color, c.Order, components, c.TimeZone, number(c.Transparent),
		c.Created, micros(c.CreatedAt), c.Change, c.Meta, number(c.Default))
}

// raise notes the last change in a collection.
func (t *tx) raise(home, collection string, change int64) error {
	return t.write("UPDATE collections SET change = $3 WHERE home = $1 AND name = $2 AND change < $3", home, collection, change)
}

// RemoveCollection implements Tx. The tombstone is found with Gone(home, "", since). The objects' own
// tombstones go: tokens from before are of an older namesake.
func (t *tx) RemoveCollection(home, name string, change int64) error {
	n, err := t.exec("DELETE FROM collections WHERE home = $1 AND name = $2", home, name)
	if err != nil {
		return err
	}
	if n == 0 {
		return events.ErrNotFound
	}
	for _, table := range []string{"objects", "tombstones", "shares"} {
		if err := t.write("DELETE FROM "+table+" WHERE home = $1 AND collection = $2", home, name); err != nil {
			return err
		}
	}
	if err := t.removePropertiesBelow(collectionPath(home, name)); err != nil {
		return err
	}
	return t.bury(home, "", name, change)
}

// bury leaves a tombstone.
func (t *tx) bury(home, collection, name string, change int64) error {
	return t.write(`INSERT INTO tombstones (home, collection, name, change) VALUES ($1, $2, $3, $4)
		ON CONFLICT (home, collection, name) DO UPDATE SET change = excluded.change`, home, collection, name, change)
}

const (
	goneObjects = `SELECT t.name, t.change FROM tombstones t WHERE t.home = $1 AND t.collection = $2 AND t.change > $3
		AND NOT EXISTS (SELECT 1 FROM objects o WHERE o.home = t.home AND o.collection = t.collection AND o.name = t.name)
		ORDER BY t.change, t.name`
	goneCollections = `SELECT t.name, t.change FROM tombstones t WHERE t.home = $1 AND t.collection = $2 AND t.change > $3
		AND NOT EXISTS (SELECT 1 FROM collections c WHERE c.home = t.home AND c.name = t.name)
		ORDER BY t.change, t.name`
)

// Gone implements Tx: by change number. Without a collection it gives the collections removed from the home.
func (t *tx) Gone(home, collection string, since int64) ([]calendars.Tombstone, error) {
	text := goneObjects
	if collection == "" {
		text = goneCollections
	}
	return list(t, func(row scanner) (g calendars.Tombstone, err error) { return g, row.Scan(&g.Name, &g.Change) },
		text, home, collection, since)
}
