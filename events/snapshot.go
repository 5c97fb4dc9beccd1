package events

import (
	"cmp"
	"slices"
	"time"
)

// Snapshot is the programme at one change number: immutable, shared by all requests. A session's change costs a
// copy of three index slices; reading by time or by change costs what is found, not what is there.
type Snapshot struct {
	Programme         // without Sessions and People: see the methods
	Change     int64  // programme change number
	Epoch      string // of the programme row: everybody's views change with it
	Generation string // of the store
	Identity   string // of the store in all its lives: no other server has it, and it stays when the store is restored
	Loc        *time.Location
	Modified   time.Time // when the programme row last changed
	Links                // signs links

	version string          // of what renders views
	say     DateWords       // in texts; nil: they stand as they are written
	told    map[string]bool // names of sessions and groups whose dates others' texts say

	scopes   map[string]string // every feed scope that ever was, with its title
	places   map[string]int    // session id -> index in sessions; shared between snapshots, which only append
	Sessions []*Session        // never reordered
	byStart  []*Session        // by start of span
	until    []time.Time       // the latest end of byStart[:i+1]
	byChange []*Session        // by Change
	people   map[string]*Person
	byID     []*Person
	byEmail  map[string]*Person
}

// Session gives a session by id, nil without it.
func (s *Snapshot) Session(id string) *Session {
	if i, ok := s.places[id]; ok && i < len(s.Sessions) {
		return s.Sessions[i]
	}
	return nil
}

// All gives every session by start, cancelled and removed ones too. The slice must not be changed.
func (s *Snapshot) All() []*Session { return s.byStart }

// Group gives the sessions of a split session or of a poll's choice, by start, then category order of the
// programme; or the one session with that id.
func (s *Snapshot) Group(id string) []*Session {
	if one := s.Session(id); one != nil {
		return []*Session{one}
	}
	var all []*Session
	for _, x := range s.byStart {
		if x.Group == id {
			all = append(all, x)
		}
	}
	return all
}

// Between gives the sessions whose span touches [from, to), by start; a zero time is no bound.
func (s *Snapshot) Between(from, to time.Time) []*Session {
	last := len(s.byStart)
	if !to.IsZero() {
		last, _ = slices.BinarySearchFunc(s.byStart, to, func(x *Session, t time.Time) int {
			start, _ := x.When.Span(s.Loc)
			if start.Before(t) {
				return -1
			}
			return 1
		})
	}
	first := last
	for first > 0 && s.until[first-1].After(from) {
		first--
	}
	var found []*Session
	for _, x := range s.byStart[first:last] {
		start, end := x.When.Span(s.Loc)
		if end.After(from) || (end.Equal(start) && !start.Before(from)) {
			found = append(found, x)
		}
	}
	return found
}

// Since gives the sessions with a Change above since, latest change first, to f, until it returns false.
func (s *Snapshot) Since(since int64, f func(*Session) bool) {
	for i := len(s.byChange) - 1; i >= 0 && s.byChange[i].Change > since; i-- {
		if !f(s.byChange[i]) {
			return
		}
	}
}

// Person gives a person by id, nil without it or when it was removed.
func (s *Snapshot) Person(id string) *Person { return s.people[id] }

// ByAddress gives the person with a mail address in any case, nil without one.
func (s *Snapshot) ByAddress(address string) *Person { return s.byEmail[FoldAddress(address)] }

// People gives everybody but the removed, by id.
func (s *Snapshot) People() []*Person {
	return slices.Clone(s.byID)
}

// Category gives a category by id, nil without it.
func (s *Snapshot) Category(id string) *Category {
	for i := range s.Categories {
		if s.Categories[i].ID == id {
			return &s.Categories[i]
		}
	}
	return nil
}

// Territory gives a territory by id, nil without it.
func (s *Snapshot) Territory(id string) *Territory {
	for i := range s.Territories {
		if s.Territories[i].ID == id {
			return &s.Territories[i]
		}
	}
	return nil
}

// NewSnapshot builds all indexes.
func NewSnapshot(p Programme, generation, epoch string, change int64, sessions []Session, people []Person) *Snapshot {
	p.Sessions, p.People = nil, nil
	s := &Snapshot{Programme: p, Change: change, Epoch: epoch, Generation: generation, Loc: p.location(), places: map[string]int{}}
	for i := range sessions {
		x := s.local(&sessions[i])
		s.places[x.ID] = i
		s.Sessions = append(s.Sessions, x)
	}
	s.byStart = slices.Clone(s.Sessions)
	s.byChange = slices.Clone(s.Sessions)
	slices.SortFunc(s.byStart, s.compareStart)
	slices.SortFunc(s.byChange, func(a, b *Session) int { return cmp.Compare(a.Change, b.Change) })
	s.measure(0)
	s.setPeople(people)
	return s
}

// with gives a snapshot in which these sessions, new or changed, stand in their latest form.
func (s *Snapshot) with(change int64, changed []Session) *Snapshot {
	n := *s
	n.Change = change
	n.Sessions = slices.Clone(s.Sessions)
	replaced := make(map[*Session]bool, len(changed))
	fresh := make([]*Session, 0, len(changed))
	for i := range changed {
		x := s.Localised(&changed[i])
		fresh = append(fresh, x)
		if at, ok := s.places[x.ID]; ok && at < len(n.Sessions) {
			replaced[n.Sessions[at]] = true
			n.Sessions[at] = x
			continue
		}
		n.places = copyPlaces(n.places, s)
		n.places[x.ID] = len(n.Sessions)
		n.Sessions = append(n.Sessions, x)
	}
	slices.SortFunc(fresh, func(a, b *Session) int { return cmp.Compare(a.Change, b.Change) })
	n.byChange = append(without(s.byChange, replaced, len(fresh)), fresh...)
	slices.SortFunc(fresh, n.compareStart)
	n.byStart = merge(without(s.byStart, replaced, 0), fresh, n.compareStart)
	n.measure(0)
	return &n
}

// Localised gives a session its times in the programme's zone, and its texts the dates that they say.
func (s *Snapshot) Localised(x *Session) *Session {
	x = s.local(x)
	if s.say != nil {
		s.tellSession(x)
	}
	return x
}

func (s *Snapshot) local(x *Session) *Session {
	x.When = x.When.Shift(0, s.Loc)
	if x.When.AllDay {
		x.When.Start, x.When.End = x.When.Start.UTC(), x.When.End.UTC()
	}
	return x
}

// copyPlaces copies the map once a snapshot: the first time it is still the old one's.
func copyPlaces(places map[string]int, old *Snapshot) map[string]int {
	if len(places) != len(old.places) {
		return places
	}
	c := make(map[string]int, len(places)+1)
	for k, v := range places {
		c[k] = v
	}
	return c
}

func without(all []*Session, gone map[*Session]bool, room int) []*Session {
	kept := make([]*Session, 0, len(all)+room)
	for _, x := range all {
		if !gone[x] {
			kept = append(kept, x)
		}
	}
	return kept
}

func merge(a, b []*Session, compare func(x, y *Session) int) []*Session {
	all := make([]*Session, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if compare(a[0], b[0]) <= 0 {
			all, a = append(all, a[0]), a[1:]
		} else {
			all, b = append(all, b[0]), b[1:]
		}
	}
	return append(append(all, a...), b...)
}

func (s *Snapshot) compareStart(a, b *Session) int {
	x, _ := a.When.Span(s.Loc)
	y, _ := b.When.Span(s.Loc)
	return cmp.Or(x.Compare(y), cmp.Compare(s.rank(a.Category), s.rank(b.Category)), cmp.Compare(a.ID, b.ID))
}

func (s *Snapshot) rank(category string) int {
	return slices.IndexFunc(s.Categories, func(c Category) bool { return c.ID == category })
}

// measure fills until from an index on.
func (s *Snapshot) measure(from int) {
	s.until = make([]time.Time, len(s.byStart))
	var latest time.Time
	for i, x := range s.byStart[from:] {
		start, end := x.When.Span(s.Loc)
		if !end.After(start) {
			end = start.Add(time.Nanosecond)
		}
		if end.After(latest) {
			latest = end
		}
		s.until[i] = latest
	}
}

func (s *Snapshot) setPeople(people []Person) {
	s.people, s.byEmail, s.byID = make(map[string]*Person, len(people)), make(map[string]*Person, len(people)), nil
	for i := range people {
		if p := &people[i]; !p.Removed {
			s.people[p.ID] = p
			s.byID = append(s.byID, p)
			s.byEmail[FoldAddress(p.Email)] = p
		}
	}
	slices.SortFunc(s.byID, func(a, b *Person) int { return cmp.Compare(a.ID, b.ID) })
}
