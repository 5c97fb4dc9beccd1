package calendars

import (
	"slices"
	"sync"
)

// listings keeps what is in stored collections, without octets, so that whoever lists one of them reads from the store
// only what changed since somebody did. It never says more or less than the transaction it is asked in: where that knows
// a newer state, the change log brings the listing forward; where it knows an older one, the store is read.
type listings struct {
	mu     sync.Mutex
	kept   map[listingKey]*listing
	items  int   // in all that is kept
	asked  int64 // how often anything was asked for
	atMost int   // how many items are kept together
}

// listingKey is one collection: another one of the same name was made at another change, or another time.
type listingKey struct {
	home, name    string
	created, made int64
}

// listing is a collection at one change number. Its items are nobody's to change.
type listing struct {
	change int64
	items  []Item // by change number, then name
	asked  int64  // when it was asked for last, in listings.asked
}

// listedAtMost bounds the memory of listings: an item takes about 350 octets.
const listedAtMost = 100_000

// listed gives all items of a collection as the transaction has them, by change number, then name. They are shared: whoever
// gets them reads only. The transaction must be one of a View, since what an Update has may never come to be.
func (s *Service) listed(tx Tx, in StoredCollection) ([]Item, error) {
	key := listingKey{in.Home, in.Name, in.Created, in.CreatedAt.UnixMicro()}
	was, found := s.listings.get(key)
	if found && was.change == in.Change {
		return was.items, nil
	}
	if found && was.change > in.Change {
		found = false
		was = listing{}
	}
	objects, err := tx.Objects(in.Home, in.Name, ObjectQuery{Since: was.change, NoOctets: true})
	if err != nil {
		return nil, err
	}
	now := listing{change: in.Change}
	if !found {
		now.items = appendItems(make([]Item, 0, len(objects)), objects)
	} else {
		gone, err := tx.Gone(in.Home, in.Name, was.change)
		if err != nil {
			return nil, err
		}
		now.items = was.forward(objects, gone)
	}
	s.listings.put(key, now)
	return now.items, nil
}

// forward gives the items after a change: those that are as they were, then those that are not, in another array.
func (l *listing) forward(changed []Object, gone []Tombstone) []Item {
	other := make(map[string]bool, len(changed)+len(gone))
	for i := range changed {
		other[changed[i].Name] = true
	}
	for _, t := range gone {
		other[t.Name] = true
	}
	items := make([]Item, 0, len(l.items)+len(changed))
	for i := range l.items {
		if !other[l.items[i].Name] {
			items = append(items, l.items[i])
		}
	}
	return appendItems(items, changed)
}

func appendItems(items []Item, objects []Object) []Item {
	for i := range objects {
		items = append(items, objects[i].item())
	}
	return items
}

func (l *listings) get(key listingKey) (listing, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	found := l.kept[key]
	if found == nil {
		return listing{}, false
	}
	l.asked++
	found.asked = l.asked
	return *found, true
}

// put keeps a listing, unless a newer one is kept or it is too long; those that nobody asked for longest make room.
func (l *listings) put(key listingKey, now listing) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if was := l.kept[key]; was != nil {
		if was.change > now.change {
			return
		}
		l.drop(key)
	}
	if len(now.items) > l.atMost/2 {
		return
	}
	if l.kept == nil {
		l.kept = map[listingKey]*listing{}
	}
	l.asked++
	now.asked = l.asked
	l.kept[key] = &now
	l.items += now.weight()
	for l.items > l.atMost {
		l.drop(l.oldest())
	}
}

// weight counts a listing itself as well, so that empty ones are bounded too.
func (l *listing) weight() int { return len(l.items) + 1 }

func (l *listings) drop(key listingKey) {
	l.items -= l.kept[key].weight()
	delete(l.kept, key)
}

func (l *listings) oldest() listingKey {
	var oldest listingKey
	var asked int64
	for key, kept := range l.kept {
		if asked == 0 || kept.asked < asked {
			oldest, asked = key, kept.asked
		}
	}
	return oldest
}

// ofComponent are the items of a component, all of them for "".
func ofComponent(items []Item, component string) []Item {
	if component == "" || !slices.ContainsFunc(items, func(it Item) bool { return it.Component != component }) {
		return items
	}
	return slices.DeleteFunc(slices.Clone(items), func(it Item) bool { return it.Component != component })
}

// all tells whether a query asks for everything that is in a collection, but for octets and other components.
func (q *ItemQuery) all() bool {
	return q.NoOctets && q.Names == nil && q.UID == "" && q.From.IsZero() && q.To.IsZero()
}
