package calendars

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

// listings keeps what is in stored collections, so that whoever reads one of them reads from the store only what changed
// since somebody did. It never says more or less than the transaction it is asked in: where that knows a newer state, the
// change log brings the listing forward; where it knows an older one, the store is read.
type listings struct {
	mu     sync.Mutex
	kept   map[listingKey]*listing
	taken  int   // octets that all of them take, about
	asked  int64 // how often anything was asked for
	atMost int   // octets that they may take together
}

// listingKey is one collection: another one of the same name was made at another change, or another time.
type listingKey struct {
	home, name    string
	created, made int64
}

// listing is a collection at one change number.
type listing struct {
	mu     sync.Mutex
	change int64
	byName map[string]*listedObject
	order  []*listedObject // by change number, then name; some of them replaced meanwhile
	items  []Item          // of order, nobody's to change; nil until asked for
	taken  int             // octets

	counted int   // taken, as listings counts it: under its lock
	asked   int64 // when it was asked for last, in listings.asked
}

// listedObject is an object of a listing.
type listedObject struct {
	Item                  // Octets are there once they were read, unless they are long
	first, last time.Time // as of the Object
	open        bool
	replaced    bool // by a newer one, or removed
}

const (
	listingsTake = 64 << 20 // octets that listings take together, at most
	objectTakes  = 700      // octets that an object takes beside its text, about
	longText     = 64 << 10 // octets of a text that is not kept
)

func listedOf(o *Object) *listedObject {
	l := &listedObject{Item: o.item(), first: o.First, last: o.Last, open: o.OpenEnded}
	l.Octets = nil
	return l
}

// touches tells whether an object's span touches a range, as Tx.Objects does; zero bounds are open.
func (o *listedObject) touches(from, to time.Time) bool {
	if !to.IsZero() && o.first.After(to) {
		return false
	}
	return from.IsZero() || o.open || o.first.IsZero() && o.last.IsZero() || !o.last.Before(from) || !o.first.Before(from)
}

// fromListing answers a query of a stored collection from its listing, if that is kept or the query is one that makes it
// (everything that is there), and if the transaction has the collection as the listing can be. The transaction must be one
// of a View, since what an Update has may never come to be. Items by change number, then name; those of a query for
// everything without texts are shared: whoever gets them reads only.
func (s *Service) fromListing(tx Tx, in StoredCollection, q ItemQuery) (items []Item, ok bool, err error) {
	key := listingKey{in.Home, in.Name, in.Created, in.CreatedAt.UnixMicro()}
	l := s.listings.get(key, q.everything())
	if l == nil {
		return nil, false, nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	before := l.taken
	defer func() { s.listings.grown(key, l, l.taken-before) }()
	if ok, err := l.bring(tx, in); !ok || err != nil {
		return nil, false, err
	}
	if q.everything() && q.NoOctets && q.Component == "" {
		return l.all(), true, nil
	}
	found := l.find(q)
	if !q.NoOctets {
		if err := l.read(tx, in, found); err != nil {
			return nil, false, err
		}
	}
	return found, true, nil
}

// everything tells whether a query asks for all that is in a collection, or all of a component.
func (q *ItemQuery) everything() bool {
	return q.Names == nil && q.UID == "" && q.From.IsZero() && q.To.IsZero()
}

// bring brings a listing to the state of a transaction; false where it is beyond that.
func (l *listing) bring(tx Tx, in StoredCollection) (bool, error) {
	if l.change >= in.Change && l.byName != nil {
		return l.change == in.Change, nil
	}
	objects, err := tx.Objects(in.Home, in.Name, ObjectQuery{Since: l.change, NoOctets: true})
	if err != nil {
		return false, err
	}
	if l.byName == nil {
		l.byName = make(map[string]*listedObject, len(objects))
	} else {
		gone, err := tx.Gone(in.Home, in.Name, l.change)
		if err != nil {
			return false, err
		}
		for _, t := range gone {
			l.remove(t.Name)
		}
	}
	for i := range objects {
		l.remove(objects[i].Name)
		o := listedOf(&objects[i])
		l.byName[o.Name] = o
		l.order = append(l.order, o)
		l.taken += o.takes()
	}
	l.change = in.Change
	return true, nil
}

func (l *listing) remove(name string) {
	l.items = nil
	if o := l.byName[name]; o != nil {
		o.replaced = true
		l.taken -= o.takes()
		delete(l.byName, name)
	}
}

func (o *listedObject) takes() int { return objectTakes + len(o.Octets) }

// all are the items, without texts.
func (l *listing) all() []Item {
	if l.items == nil {
		l.compact()
		l.items = make([]Item, len(l.order))
		for i, o := range l.order {
			l.items[i] = o.Item
			l.items[i].Octets = nil
		}
	}
	return l.items
}

// compact forgets what was replaced.
func (l *listing) compact() {
	if len(l.order) > len(l.byName) {
		l.order = slices.DeleteFunc(l.order, func(o *listedObject) bool { return o.replaced })
	}
}

// find gives the items of a query, with the texts that are kept if it asks for texts.
func (l *listing) find(q ItemQuery) []Item {
	var found []Item
	take := func(o *listedObject) {
		if q.UID != "" && o.UID != q.UID || q.Component != "" && o.Component != q.Component || !o.touches(q.From, q.To) {
			return
		}
		found = append(found, o.Item)
		if q.NoOctets {
			found[len(found)-1].Octets = nil
		}
	}
	if q.Names == nil {
		if l.compact(); q.everything() {
			found = make([]Item, 0, len(l.order))
		}
		for _, o := range l.order {
			take(o)
		}
		return found
	}
	for _, name := range q.Names {
		if o := l.byName[name]; o != nil {
			take(o)
		}
	}
	slices.SortFunc(found, func(a, b Item) int { return cmp.Or(cmp.Compare(a.Change, b.Change), strings.Compare(a.Name, b.Name)) })
	return slices.CompactFunc(found, func(a, b Item) bool { return a.Name == b.Name })
}

// read reads the texts that are not kept, and keeps those that are not long.
func (l *listing) read(tx Tx, in StoredCollection, items []Item) error {
	missing := map[string]*Item{}
	for i := range items {
		if items[i].Octets == nil {
			missing[items[i].Name] = &items[i]
		}
	}
	if len(missing) == 0 {
		return nil
	}
	q := ObjectQuery{}
	if len(missing) < len(l.byName) {
		q.Names = slices.Collect(maps.Keys(missing))
	}
	objects, err := tx.Objects(in.Home, in.Name, q)
	for i := range objects {
		it := missing[objects[i].Name]
		if it == nil {
			continue
		}
		it.Octets = objects[i].Octets
		if o := l.byName[it.Name]; len(it.Octets) <= longText {
			l.taken += len(it.Octets)
			o.Octets = it.Octets
		}
	}
	return err
}

// get gives the listing of a collection, a new one where there is none and make says so.
func (l *listings) get(key listingKey, make bool) *listing {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.asked++
	found := l.kept[key]
	if found == nil && make {
		if l.kept == nil {
			l.kept = map[listingKey]*listing{}
		}
		found = &listing{}
		l.kept[key] = found
	}
	if found != nil {
		found.asked = l.asked
	}
	return found
}

// grown counts what a listing takes more, and lets go of those that nobody asked for longest until there is room.
func (l *listings) grown(key listingKey, of *listing, by int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.kept[key] != of { // let go meanwhile
		return
	}
	of.counted += by
	l.taken += by
	for l.taken > l.atMost {
		l.drop(l.oldest())
	}
}

func (l *listings) drop(key listingKey) {
	l.taken -= l.kept[key].counted
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
