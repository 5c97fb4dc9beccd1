package events

import (
	"context"
	"slices"
	"strings"
)

// Items gives items of a collection: those of the query, a superset where it asks for a time range. Derived ones
// come by start, stored ones by change.
func (s *Service) Items(ctx context.Context, viewer *Person, c *Collection, q ItemQuery) ([]Item, error) {
	var items []Item
	err := s.store.View(ctx, func(tx Tx) (err error) {
		items, err = s.items(tx, s.Programme(), viewer, c, q)
		return err
	})
	return items, err
}

func (s *Service) items(tx Tx, snap *Snapshot, viewer *Person, c *Collection, q ItemQuery) ([]Item, error) {
	if c.Kind == KindDecisions {
		return s.taskItems(tx, snap, viewer, c, q)
	}
	if c.Derived() {
		return s.derivedItems(tx, snap, viewer, c, q)
	}
	if c.stored == nil {
		return nil, nil // inbox and outbox: nothing is kept in them
	}
	objects, err := tx.Objects(c.stored.Home, c.stored.Name, ObjectQuery{
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
		Created: o.CreatedAt, Modified: o.Modified, Change: o.Change, Octets: o.Octets,
	}
}

// shows tells whether rules put a session into a derived collection.
func (c *Collection) shows(rules []Audience, x *Session, viewer *Person) bool {
	switch c.Kind {
	case KindInvited:
		return anyCovers(rules, viewer)
	case KindDelegation:
		return slices.ContainsFunc(rules, func(a Audience) bool { return a.reaches(c.Territory, x.Category) })
	case KindPublished:
		return slices.ContainsFunc(rules, func(a Audience) bool {
			return slices.Contains(a.roles(), Member) && a.reaches("", c.Category)
		})
	case KindProgramme:
		return true
	}
	return false
}

// had tells whether a client that knew of all changes up to a number had a session, unless it was hidden or had left.
func (c *Collection) had(x *Session, viewer *Person, change int64) bool {
	if change < x.Born {
		return false
	}
	byName := c.Kind == KindInvited && slices.Contains(x.Invited, viewer.ID)
	return byName || c.shows(x.rulesAt(change), x, viewer)
}

// has tells whether a session is in a derived collection now. Whom sessions ask by name, beside their rules, is not
// in shows: it comes and goes with the person's epoch.
func (c *Collection) has(x *Session, viewer *Person) bool {
	if c.Kind == KindInvited {
		return x.Asks(viewer)
	}
	return c.shows(x.Asked, x, viewer)
}

// everShows tells whether a session is or once was in a derived collection.
func (c *Collection) everShows(x *Session, viewer *Person) bool {
	return c.has(x, viewer) || slices.ContainsFunc(x.Was, func(was PastAudience) bool {
		return c.shows(was.Asked, x, viewer)
	})
}

// subject is whom an answer in this collection stands for.
func (c *Collection) subject(x *Session, viewer *Person) Subject {
	switch c.Kind {
	case KindInvited:
		return Subject{Person: viewer.ID}
	case KindDelegation:
		return x.subjectOf(c.Territory)
	}
	return Subject{}
}

// view is the way in which this collection shows sessions.
func (c *Collection) view() View {
	return map[CollectionKind]View{
		KindInvited: ViewInvited, KindDelegation: ViewDelegation, KindProgramme: ViewOrganiser, KindPublished: ViewPublic,
	}[c.Kind]
}

// candidates are the sessions among which the query's items are.
func (s *Snapshot) candidates(c *Collection, q ItemQuery) []*Session {
	switch {
	case q.Component != "" && q.Component != "VEVENT":
		return nil
	case q.Names != nil:
		var found []*Session
		for _, name := range q.Names {
			if x := s.named(c, name); x != nil {
				found = append(found, x)
			}
		}
		return found
	case q.From.IsZero() && q.To.IsZero():
		return s.All()
	}
	return s.Between(q.From, q.To)
}

func (s *Service) derivedItems(tx Tx, snap *Snapshot, viewer *Person, c *Collection, q ItemQuery) ([]Item, error) {
	var shown []*Session
	for _, x := range snap.candidates(c, q) {
		if x.listed() && c.has(x, viewer) {
			shown = append(shown, x)
		}
	}
	answers, overlays, err := said(tx, c, viewer, shown)
	if err != nil {
		return nil, err
	}
	epoch := s.epoch(snap, c.reader(viewer))
	items := make([]Item, 0, len(shown))
	for _, x := range shown {
		answer, overlay := answers[c.subject(x, viewer)][x.ID], overlays[x.ID]
		if overlay.hides(x) && !q.hidden {
			continue
		}
		it := s.derivedItem(snap, viewer, c, x, answer, overlay, epoch, q.NoOctets)
		it.hidden = overlay.hides(x)
		if q.UID == "" || q.UID == it.UID {
			items = append(items, it)
		}
	}
	return items, nil
}

// reader is on whose data the texts of a derived collection depend; nil where all see the same.
func (c *Collection) reader(viewer *Person) *Person {
	if c.Kind == KindPublished {
		return nil
	}
	return viewer
}

func (s *Service) derivedItem(snap *Snapshot, viewer *Person, c *Collection, x *Session, answer *Answer, overlay *Overlay, epoch string, short bool) Item {
	r := revision{session: x.Change}
	if answer != nil {
		r.answer = answer.Number
	}
	if overlay != nil {
		r.overlay = overlay.Number
	}
	it := Item{Name: c.nameOf(x), UID: x.UID, Component: "VEVENT", ETag: epoch + "-" + r.String(), Modified: x.Modified, Change: x.Change}
	if answer != nil {
		it.Modified = latest(x.Modified, answer.At)
	}
	if c.Rights.Answer {
		it.ScheduleTag = it.ETag
	}
	if subject := c.subject(x, viewer); subject.Territory != "" {
		it.UID = uidFor(x, subject)
	}
	if !short {
		it.Invitation = s.invite(snap, x, c.view(), c.reader(viewer), c.subject(x, viewer), answer, overlay)
	}
	return it
}

// fewSessions is up to how many sessions answers are looked up by session.
const fewSessions = 200

// said gives the latest answers of a collection's subjects and the viewer's latest overlays, by session.
func said(tx Tx, c *Collection, viewer *Person, shown []*Session) (map[Subject]map[string]*Answer, map[string]*Overlay, error) {
	answers, overlays := map[Subject]map[string]*Answer{}, map[string]*Overlay{}
	if !c.Rights.Answer || len(shown) == 0 {
		return answers, overlays, nil
	}
	q := AnswerQuery{Latest: true}
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
	all, err := tx.Answers(q)
	if err != nil {
		return nil, nil, err
	}
	for i := range all {
		a := &all[i]
		if answers[a.For] == nil {
			answers[a.For] = map[string]*Answer{}
		}
		answers[a.For][a.Session] = a
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
