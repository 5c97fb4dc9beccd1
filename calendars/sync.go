package calendars

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"parcours/events"
	"parcours/synced"
)

// Changes gives what happened in a collection after a sync token (RFC 6578 §3.2); "" for everything that is there.
// At most limit items if that is not 0. It returns ErrToken for a token to start over from.
func (s *Service) Changes(ctx context.Context, viewer *events.Person, c *Collection, since string, limit int) (Changes, error) {
	var changes Changes
	err := s.store.View(ctx, func(tx Tx) error {
		var from synced.Token
		var err error
		if c.Kind == KindDecisions {
			changes, err = s.taskChanges(tx, s.events.Programme(), viewer, c, since, limit)
			return err
		}
		if c.Kind == KindDays {
			changes, err = s.dayChanges(tx, s.events.Programme(), viewer, c, since, limit)
			return err
		}
		if c.Kind == KindTogether {
			changes, err = s.togetherChanges(tx, s.events.Programme(), viewer, c, since, limit)
			return err
		}
		if since != "" {
			if from, err = synced.ParseToken(since); err != nil {
				return err
			}
		}
		switch {
		case c.Derived():
			changes, err = s.derivedChanges(tx, s.events.Programme(), viewer, c, from, since == "", limit)
		case c.stored != nil:
			changes, err = s.storedChanges(tx, c, from, since == "", limit)
		default:
			changes = Changes{Token: c.Token}
		}
		return err
	})
	return changes, err
}

// lastVisible is the change number of the last session change that touches a derived collection.
func (s *Service) lastVisible(snap *events.Snapshot, viewer *events.Person, c *Collection) int64 {
	var last int64
	snap.Since(0, func(x *events.Session) bool {
		if c.everShows(x, viewer) {
			last = x.Change
		}
		return last == 0
	})
	return last
}

// derivedToken is the token of a derived collection now.
func (s *Service) derivedToken(tx Tx, snap *events.Snapshot, viewer *events.Person, c *Collection) (synced.Token, error) {
	t := synced.Token{Epoch: snap.EpochOf(c.reader(viewer)), Programme: s.lastVisible(snap, viewer, c)}
	if !c.personal() {
		return t, nil
	}
	var err error
	if c.Kind == KindDelegation {
		if t.Answers, err = tx.LastChange(events.TerritoryHome(c.Territory)); err != nil {
			return t, err
		}
	}
	t.Own, err = tx.LastChange(events.AnswersHome(viewer.ID))
	return t, err
}

// personal tells whether the viewer keeps something of their own in a derived collection: answers, or reminders.
func (c *Collection) personal() bool { return c.Rights.Answer || c.Kind == KindProgramme }

// touch is one change in a derived collection: of a session, or of what was said of it.
type touch struct {
	session string
	token   synced.Token // that a client has once it knows of this change and those before
}

func (s *Service) derivedChanges(tx Tx, snap *events.Snapshot, viewer *events.Person, c *Collection, from synced.Token, initial bool, limit int) (Changes, error) {
	now, err := s.derivedToken(tx, snap, viewer, c)
	if err != nil {
		return Changes{}, err
	}
	if initial {
		from = synced.Token{Epoch: now.Epoch, Answers: now.Answers, Own: now.Own}
	} else if !from.Within(now) {
		return Changes{}, events.ErrToken
	}
	touches, err := s.touches(tx, snap, viewer, c, from)
	if err != nil {
		return Changes{}, err
	}
	out := Changes{Token: now.String()}
	if limit > 0 && len(touches) > limit {
		touches = touches[:limit]
		out.Token, out.More = touches[limit-1].token.String(), true
	}
	var names []string
	seen := map[string]bool{}
	for _, t := range touches {
		if !seen[t.session] {
			seen[t.session] = true
			names = append(names, c.nameOf(snap.Session(t.session)))
		}
	}
	if len(names) == 0 {
		return out, nil
	}
	if out.Changed, err = s.derivedItems(tx, snap, viewer, c, ItemQuery{Names: names, NoOctets: true}); err != nil || initial {
		return out, err
	}
	out.Gone = c.gone(snap, viewer, slices.Collect(maps.Keys(seen)), out.Changed, from.Programme)
	return out, nil
}

// gone are the names that a client had and that no item has now, of sessions that changed since.
func (c *Collection) gone(snap *events.Snapshot, viewer *events.Person, sessions []string, now []Item, since int64) []string {
	there := map[string]bool{}
	for _, it := range now {
		there[it.Name] = true
	}
	var gone []string
	for _, id := range sessions {
		x := snap.Session(id)
		names := []string{c.nameOf(x)}
		if c.Kind == KindProgramme {
			names = append(names, x.Names...)
		}
		for _, name := range names {
			if !there[name] && c.had(x, viewer, since) && !slices.Contains(gone, name) {
				gone = append(gone, name)
			}
		}
	}
	slices.Sort(gone)
	return gone
}

// touches lists what changed after a token in the order in which a cut list can be continued: sessions by change
// number, then answers, then the viewer's own. A session is touched by each change of its audience, since a list that
// is cut after one of these goes on from there, and by its last change.
func (s *Service) touches(tx Tx, snap *events.Snapshot, viewer *events.Person, c *Collection, from synced.Token) ([]touch, error) {
	var all []touch
	at := from
	snap.Since(from.Programme, func(x *events.Session) bool {
		if !c.everShows(x, viewer) {
			return true
		}
		for _, was := range x.Was {
			if was.Until > from.Programme && was.Until < x.Change {
				all = append(all, touch{x.ID, synced.Token{Epoch: from.Epoch, Programme: was.Until, Answers: from.Answers, Own: from.Own}})
			}
		}
		all = append(all, touch{x.ID, synced.Token{Epoch: from.Epoch, Programme: x.Change, Answers: from.Answers, Own: from.Own}})
		return true
	})
	slices.SortFunc(all, func(a, b touch) int { return cmp.Compare(a.token.Programme, b.token.Programme) })
	if len(all) > 0 {
		at = all[len(all)-1].token
	}
	if !c.personal() {
		return all, nil
	}
	if c.Kind == KindDelegation {
		answers, err := tx.Answers(events.AnswerQuery{Territory: c.Territory, Since: from.Answers})
		if err != nil {
			return nil, err
		}
		for _, a := range answers {
			at.Answers = a.Number
			all = append(all, touch{a.Session, at})
		}
	}
	own, err := ownTouches(tx, viewer, c, from.Own)
	for _, t := range own {
		at.Own = t.number
		all = append(all, touch{t.session, at})
	}
	return slices.DeleteFunc(all, func(t touch) bool { return snap.Session(t.session) == nil }), err
}

// ownTouch is a change in the home of the viewer's own answers and overlays.
type ownTouch struct {
	session string
	number  int64
}

func ownTouches(tx Tx, viewer *events.Person, c *Collection, since int64) ([]ownTouch, error) {
	var all []ownTouch
	if c.Kind == KindInvited {
		answers, err := tx.Answers(events.AnswerQuery{Person: viewer.ID, Since: since})
		if err != nil {
			return nil, err
		}
		for _, a := range answers {
			all = append(all, ownTouch{a.Session, a.Number})
		}
	}
	overlays, err := tx.Overlays(viewer.ID, "", since, 0)
	for _, o := range overlays {
		if strings.HasPrefix(o.Item, c.Name+"/") {
			all = append(all, ownTouch{o.Session, o.Number})
		}
	}
	slices.SortFunc(all, func(a, b ownTouch) int { return cmp.Compare(a.number, b.number) })
	return all, err
}

// storedChanges reads the change log of a stored collection. A token from before it was made is of a namesake.
func (s *Service) storedChanges(tx Tx, c *Collection, from synced.Token, initial bool, limit int) (Changes, error) {
	current, err := tx.Collection(c.stored.Home, c.stored.Name)
	if err != nil {
		return Changes{}, err
	}
	now := synced.Token{Epoch: s.events.Programme().Generation, Own: current.Change}
	if !initial && (!from.Within(now) || from.Own < current.Created) {
		return Changes{}, events.ErrToken
	}
	if initial && limit == 0 {
		items, ok, err := s.fromListing(tx, current, ItemQuery{NoOctets: true})
		if ok || err != nil {
			return Changes{Changed: items, Token: now.String()}, err
		}
	}
	q := ObjectQuery{Since: from.Own, NoOctets: true}
	if limit > 0 {
		q.Limit = limit + 1
	}
	objects, err := tx.Objects(current.Home, current.Name, q)
	if err != nil {
		return Changes{}, err
	}
	var gone []Tombstone
	if !initial {
		if gone, err = tx.Gone(current.Home, current.Name, from.Own); err != nil {
			return Changes{}, err
		}
	}
	out := Changes{Token: now.String()}
	numbers := make([]int64, 0, len(objects)+len(gone))
	for i := range objects {
		numbers = append(numbers, objects[i].Change)
	}
	for _, t := range gone {
		numbers = append(numbers, t.Change)
	}
	last := synced.CutAt(numbers, limit)
	if last > 0 {
		out.More = true
		out.Token = synced.Token{Epoch: now.Epoch, Own: last}.String()
	}
	for i := range objects {
		if last == 0 || objects[i].Change <= last {
			out.Changed = append(out.Changed, objects[i].item())
		}
	}
	for _, t := range gone {
		if last == 0 || t.Change <= last {
			out.Gone = append(out.Gone, t.Name)
		}
	}
	return out, nil
}
