package store

import (
	"cmp"
	"slices"

	"parcours/calendars"
)

// Objects implements Tx: by change number, then name. A range counts an object that only touches it at either
// end as well: whether that matters depends on the component (RFC 4791 §9.9) and is for the caller to say.
func (t *tx) Objects(home, collection string, q calendars.ObjectQuery) ([]calendars.Object, error) {
	var all []calendars.Object
	for _, part := range objectQueries(home, collection, q) {
		some, err := list(t, scanObject(!q.NoOctets), part.text.String(), part.args...)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	slices.SortFunc(all, func(a, b calendars.Object) int {
		return cmp.Or(cmp.Compare(a.Change, b.Change), cmp.Compare(a.Name, b.Name))
	})
	if q.Limit > 0 && len(all) > q.Limit {
		all = all[:q.Limit:q.Limit]
	}
	return all, nil
}

func scanObject(octets bool) func(scanner) (calendars.Object, error) {
	return func(row scanner) (o calendars.Object, err error) {
		fields := []any{&o.Home, &o.Collection, &o.Name, &o.UID, &o.Component, &o.ETag, &o.ScheduleTag, instant{&o.First},
			instant{&o.Last}, &o.OpenEnded, &o.Created, instant{&o.CreatedAt}, &o.Change, instant{&o.Modified}, &o.AsksGroups, &o.Size}
		if octets {
			fields = append(fields, &o.Octets)
		}
		return o, row.Scan(fields...)
	}
}

// objectQueries are the statements that together answer a query: one for each class of spans where a time range is
// asked for, and for each chunk of names.
func objectQueries(home, collection string, q calendars.ObjectQuery) []*query {
	var parts []*query
	for _, names := range chunks(q.Names) {
		for _, class := range classes(q) {
			parts = append(parts, objectQuery(home, collection, q, names, class))
		}
	}
	return parts
}

const anySpan = -1

func classes(q calendars.ObjectQuery) []int {
	if q.From.IsZero() && q.To.IsZero() {
		return []int{anySpan}
	}
	return []int{shortSpan, longSpan, openSpan}
}

const (
	objectColumns = `SELECT home, collection, name, uid, component, etag, schedule_tag, first, last, open_ended, created,
	created_at, change, modified, asks_groups, size`

	// outsideInbox and inInbox, said in so many words, let the partial indexes by UID be used.
	outsideInbox = "collection <> 'inbox'"
	inInbox      = "collection = 'inbox'"
)

func objectQuery(home, collection string, q calendars.ObjectQuery, names []string, class int) *query {
	columns := objectColumns
	if !q.NoOctets {
		columns += ", octets"
	}
	b := from(columns+" FROM objects").and("home = ?", home).and("collection = ?", collection)
	if names != nil {
		b.in("name", names)
	}
	if q.UID != "" {
		where := outsideInbox
		if collection == calendars.InboxName {
			where = inInbox
		}
		b.and(where).and("uid = ?", q.UID)
	}
	if q.Component != "" {
		b.and("component = ?", q.Component)
	}
	if q.Since != 0 {
		b.and("change > ?", q.Since)
	}
	if class != anySpan {
		return b.touches(q, class)
	}
	if names == nil && q.UID == "" {
		b.add(" ORDER BY change, name")
		if q.Limit > 0 {
			b.add(" LIMIT ?", q.Limit)
		}
	}
	return b
}

// touches adds that a span of a class touches the time range; see shortSpan.
func (q *query) touches(range_ calendars.ObjectQuery, class int) *query {
	q.and("reach = ?", class)
	if !range_.To.IsZero() {
		q.and("first <= ?", micros(range_.To))
	}
	if range_.From.IsZero() || class == openSpan {
		return q
	}
	start := micros(range_.From)
	if class == longSpan {
		return q.and("last >= ?", start)
	}
	return q.and("first >= ?", start-shortest.Microseconds()).and("(last >= ? OR first >= ?)", start, start)
}
