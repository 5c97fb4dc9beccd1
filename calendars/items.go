package calendars

import (
	"context"
	"errors"
	"slices"
	"strings"

	"parcours/events"
)

// Items gives items of a collection: those of the query, a superset where it asks for a time range. Derived ones
// come by start, stored ones by change, then name. They may be shared, and so may their octets: whoever gets them reads only.
func (s *Service) Items(ctx context.Context, viewer *events.Person, c *Collection, q ItemQuery) ([]Item, error) {
	var items []Item
	err := s.store.View(ctx, func(tx Tx) (err error) {
		if c.stored != nil && !c.Derived() {
			items, err = s.storedItems(tx, c, q)
			return err
		}
		items, err = s.items(tx, s.events.Programme(), viewer, c, q)
		return err
	})
	return items, err
}

// storedItems are those of a stored collection in a transaction that only reads; none where it is gone meanwhile.
func (s *Service) storedItems(tx Tx, c *Collection, q ItemQuery) ([]Item, error) {
	in, err := tx.Collection(c.stored.Home, c.stored.Name)
	if errors.Is(err, events.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	items, ok, err := s.fromListing(tx, in, q)
	if ok || err != nil {
		return items, err
	}
	return objectItems(tx, in, q)
}

func (s *Service) items(tx Tx, snap *events.Snapshot, viewer *events.Person, c *Collection, q ItemQuery) ([]Item, error) {
	if c.Kind == KindDecisions {
		return s.taskItems(tx, snap, viewer, c, q)
	}
	if c.Kind == KindDays {
		return s.dayItems(tx, snap, viewer, c, q)
	}
	if c.Kind == KindTogether {
		return s.togetherItems(tx, snap, viewer, c, q)
	}
	if c.Derived() {
		return s.derivedItems(tx, snap, viewer, c, q)
	}
	if c.stored == nil {
		return nil, nil // inbox and outbox: nothing is kept in them
	}
	return objectItems(tx, *c.stored, q)
}

func objectItems(tx Tx, in StoredCollection, q ItemQuery) ([]Item, error) {
	objects, err := tx.Objects(in.Home, in.Name, ObjectQuery{
		Names: q.Names, UID: q.UID, Component: q.Component, From: q.From, To: q.To, NoOctets: q.NoOctets,
	})
	items := make([]Item, len(objects))
	for i := range objects {
		items[i] = objects[i].item()
	}
	return items, err
}

func (o *Object) item() Item {
	return Item{
		Name: o.Name, UID: o.UID, Component: o.Component, ETag: o.ETag, ScheduleTag: o.ScheduleTag,
		Created: o.CreatedAt, Modified: o.Modified, Change: o.Change, Size: o.Size, Octets: o.Octets,
	}
}

// shows tells whether rules put a session into a derived collection.
func (c *Collection) shows(rules []events.Audience, x *events.Session, viewer *events.Person) bool {
	switch c.Kind {
	case KindInvited:
		return events.AnyCovers(rules, viewer)
	case KindDelegation:
		return slices.ContainsFunc(rules, func(a events.Audience) bool { return a.Reaches(c.Territory, x.Category) })
	case KindPublished:
		return slices.ContainsFunc(rules, func(a events.Audience) bool {
			return slices.Contains(a.AskedRoles(), events.Member) && a.Reaches("", c.Category)
		})
	case KindProgramme:
		return true
	}
	return false
}

// had tells whether a client that knew of all changes up to a number had a session, unless it was hidden or had left.
func (c *Collection) had(x *events.Session, viewer *events.Person, change int64) bool {
	if change < x.Born {
		return false
	}
	byName := c.Kind == KindInvited && slices.Contains(x.Invited, viewer.ID)
	return byName || c.shows(rulesAt(x, change), x, viewer)
}

// rulesAt gives the rules by which a session asked people at a change number, not before the session was made.
func rulesAt(x *events.Session, change int64) []events.Audience {
	for _, was := range x.Was {
		if change < was.Until {
			return was.Asked
		}
	}
	return x.Asked
}

// has tells whether a session is in a derived collection now. Whom sessions ask by name, beside their rules, is not
// in shows: it comes and goes with the person's epoch.
func (c *Collection) has(x *events.Session, viewer *events.Person) bool {
	if c.Kind == KindInvited {
		return x.Asks(viewer)
	}
	return c.shows(x.Asked, x, viewer)
}

// everShows tells whether a session is or once was in a derived collection.
func (c *Collection) everShows(x *events.Session, viewer *events.Person) bool {
	return c.has(x, viewer) || slices.ContainsFunc(x.Was, func(was events.PastAudience) bool {
		return c.shows(was.Asked, x, viewer)
	})
}

// subject is whom an answer in this collection stands for.
func (c *Collection) subject(x *events.Session, viewer *events.Person) events.Subject {
	switch c.Kind {
	case KindInvited:
		return events.Subject{Person: viewer.ID}
	case KindDelegation:
		return x.SubjectOf(c.Territory)
	}
	return events.Subject{}
}

// view is the way in which this collection shows sessions.
func (c *Collection) view() events.View {
	return map[CollectionKind]events.View{
		KindInvited: events.ViewInvited, KindDelegation: events.ViewDelegation, KindProgramme: events.ViewOrganiser, KindPublished: events.ViewPublic,
	}[c.Kind]
}

// candidates are the sessions among which the query's items are.
func candidates(s *events.Snapshot, c *Collection, q ItemQuery) []*events.Session {
	switch {
	case q.Component != "" && q.Component != "VEVENT":
		return nil
	case q.Names != nil:
		var found []*events.Session
		for _, name := range q.Names {
			if x := named(s, c, name); x != nil {
				found = append(found, x)
			}
		}
		return found
	case q.From.IsZero() && q.To.IsZero():
		return s.All()
	}
	return s.Between(q.From, q.To)
}

func (s *Service) derivedItems(tx Tx, snap *events.Snapshot, viewer *events.Person, c *Collection, q ItemQuery) ([]Item, error) {
	var shown []*events.Session
	for _, x := range candidates(snap, c, q) {
		if x.Listed() && c.has(x, viewer) {
			shown = append(shown, x)
		}
	}
	answers, overlays, err := said(tx, snap, c, viewer, shown)
	if err != nil {
		return nil, err
	}
	epoch := snap.EpochOf(c.reader(viewer))
	items := make([]Item, 0, len(shown))
	for _, x := range shown {
		answer, overlay := answers[c.subject(x, viewer)][x.ID], overlays[x.ID]
		if overlay.Hides(x) && !q.hidden {
			continue
		}
		it := s.derivedItem(snap, viewer, c, x, answer, overlay, epoch, q.NoOctets)
		it.hidden = overlay.Hides(x)
		if q.UID == "" || q.UID == it.UID {
			items = append(items, it)
		}
	}
	return items, nil
}

// reader is on whose data the texts of a derived collection depend; nil where all see the same.
func (c *Collection) reader(viewer *events.Person) *events.Person {
	if c.Kind == KindPublished {
		return nil
	}
	return viewer
}

func (s *Service) derivedItem(snap *events.Snapshot, viewer *events.Person, c *Collection, x *events.Session, answer *events.Answer, overlay *events.Overlay, epoch string, short bool) Item {
	r := events.Revision{Session: x.Change}
	if answer != nil {
		r.Answer = answer.Number
	}
	if overlay != nil {
		r.Overlay = overlay.Number
	}
	it := Item{Name: c.nameOf(x), UID: x.UID, Component: "VEVENT", ETag: epoch + "-" + r.String(), Modified: x.Modified, Change: x.Change}
	if answer != nil {
		it.Modified = events.Latest(x.Modified, answer.At)
	}
	if c.Rights.Answer {
		it.ScheduleTag = it.ETag
	}
	if subject := c.subject(x, viewer); subject.Territory != "" {
		it.UID = events.UIDFor(x, subject)
	}
	if !short {
		it.Invitation = snap.Invite(x, c.view(), c.reader(viewer), c.subject(x, viewer), answer, overlay)
	}
	return it
}

// fewSessions is up to how many sessions answers are looked up by session.
const fewSessions = 200

// said gives the latest answers of a collection's subjects and the viewer's latest overlays, by session.
func said(tx Tx, snap *events.Snapshot, c *Collection, viewer *events.Person, shown []*events.Session) (map[events.Subject]map[string]*events.Answer, map[string]*events.Overlay, error) {
	answers, overlays := map[events.Subject]map[string]*events.Answer{}, map[string]*events.Overlay{}
	if !c.personal() || len(shown) == 0 {
		return answers, overlays, nil
	}
	var q events.AnswerQuery
	if c.Kind == KindDelegation {
		q.Territory = c.Territory
	} else {
		q.Person = viewer.ID
	}
	if len(shown) <= fewSessions {
		for _, x := range shown {
			q.Sessions = append(q.Sessions, x.ID)
		}
	}
	answers, err := events.LatestBySubject(tx, snap, q)
	if err != nil {
		return nil, nil, err
	}
	kept, err := tx.Overlays(viewer.ID, "", 0, 0)
	if err != nil {
		return nil, nil, err
	}
	for i := range kept {
		if strings.HasPrefix(kept[i].Item, c.Name+"/") {
			overlays[kept[i].Session] = &kept[i]
		}
	}
	return answers, overlays, nil
}
