package caldav

import (
	"slices"
	"strings"

	"parcours/calendars"
	"parcours/events"
	"parcours/scheduling"
)

// target is a resource that is there, and that the viewer may know.
type target struct {
	resource
	collection *calendars.Collection // of a calendar, inbox, outbox or object
	person     *events.Person        // of somebody else's principal
	item       *calendars.Item       // of an object
	octets     []byte                // of an object, once asked
	kept       []calendars.Property  // properties that clients keep on it, where the query needs them
	path       string                // href, once asked
	base       string                // of an object: href of its collection, where that is known
}

// address is the href of the target.
func (t *target) address() string {
	if t.path == "" {
		if t.path = t.href(); t.base != "" {
			t.path = t.base + encodeSegment(t.name)
		}
	}
	return t.path
}

// targetHref adds the DAV:href of a target. Paths are long lists' larger part: none is made that is only written.
func (m *markup) targetHref(t *target) {
	if t.path != "" || t.base == "" {
		m.href(t.address())
		return
	}
	m.raw("<D:href>")
	m.raw(t.base)
	m.buf = appendSegment(m.buf, t.name)
	m.raw("</D:href>")
}

// find resolves a resource for the viewer. events.ErrNotFound stands for what is not there and for what the
// viewer must not know of alike.
func (x *exchange) find(res resource) (*target, error) {
	t := &target{resource: res}
	switch res.kind {
	case kindHome:
		if res.id != x.viewer.ID {
			return nil, events.ErrNotFound
		}
	case kindPrincipal:
		if res.id == x.viewer.ID {
			return t, nil
		}
		if t.person = x.events.Programme().Person(res.id); t.person == nil || !x.viewer.MayInvite(t.person) {
			return nil, events.ErrNotFound
		}
		t.kind = kindPerson
	case kindGroup:
		if !res.group().In(x.events.Programme()) {
			return nil, events.ErrNotFound
		}
	case kindCalendar, kindInbox, kindOutbox, kindPublished:
		return x.findCollection(res)
	case kindObject, kindPublishedObject:
		return x.findObject(res, calendars.ItemQuery{})
	}
	return t, nil
}

func (x *exchange) findCollection(res resource) (*target, error) {
	var c *calendars.Collection
	var err error
	if res.kind == kindPublished {
		c, err = x.calendars.PublishedCollection(x.viewer, res.id)
	} else {
		c, err = x.calendars.Collection(x.ctx, x.viewer, res.id, res.collection)
	}
	if err != nil {
		return nil, err
	}
	if !c.Rights.Read {
		return nil, events.ErrNotFound
	}
	return &target{resource: res, collection: c}, nil
}

// findObject resolves an object; q may ask for names and tags only.
func (x *exchange) findObject(res resource, q calendars.ItemQuery) (*target, error) {
	t, err := x.findCollection(res.parent())
	if err != nil {
		return nil, err
	}
	if q.Names = []string{res.name}; !q.NoOctets && !t.collection.Derived() {
		if err := x.roomFor(t, res.name); err != nil {
			return nil, err
		}
	}
	items, err := x.calendars.Items(x.ctx, x.viewer, t.collection, q)
	if err != nil {
		return nil, err
	}
	if len(items) == 0 {
		return nil, events.ErrNotFound
	}
	return t.object(&items[0]), nil
}

// object is the target of an item in a collection.
func (t *target) object(it *calendars.Item) *target {
	m := &target{}
	t.show(m, it)
	return m
}

// show makes m the target of an item in a collection, whatever it was before.
func (t *target) show(m *target, it *calendars.Item) {
	*m = target{resource: t.member(it.Name), collection: t.collection, item: it, base: t.address()}
}

// content is the text of an object as its viewer sees it.
func (x *exchange) content(t *target) []byte {
	if t.octets == nil {
		t.octets = x.render.Item(*t.item)
	}
	return t.octets
}

// members gives what is directly below a resource to f, in a stable order; f keeps none of it. octets says whether the
// objects' texts are needed.
func (x *exchange) members(t *target, octets bool, f func(*target) error) error {
	switch {
	case t.kind == kindHome:
		return x.collectionsOf(t, f)
	case t.kind&collectionKinds != 0:
		var m target
		return x.items(t, calendars.ItemQuery{}, octets, func(it *calendars.Item) error {
			if err := x.looked(); err != nil {
				return err
			}
			t.show(&m, it)
			return f(&m)
		})
	case t.kind == kindPublishedRoot:
		all := x.calendars.PublishedCollections(x.viewer)
		for i := range all {
			if err := f(&target{resource: resource{kind: kindPublished, id: all[i].Name}, collection: &all[i]}); err != nil {
				return err
			}
		}
		return nil
	}
	for _, res := range x.fixedMembers(t.kind) {
		if err := f(&target{resource: res}); err != nil {
			return err
		}
	}
	return nil
}

func (x *exchange) collectionsOf(t *target, f func(*target) error) error {
	all, err := x.calendars.Collections(x.ctx, x.viewer, t.id)
	if err != nil {
		return err
	}
	for i := range all {
		if err := f(&target{resource: collectionNamed(t.id, all[i].Name), collection: &all[i]}); err != nil {
			return err
		}
	}
	return nil
}

// fixedMembers are the members of the folders that hold no calendar.
func (x *exchange) fixedMembers(k kind) []resource {
	switch k {
	case kindRoot:
		return []resource{{kind: kindDAVRoot}}
	case kindDAVRoot:
		return []resource{{kind: kindPrincipals}, {kind: kindCalendars}, {kind: kindPublishedRoot}}
	case kindCalendars:
		return []resource{x.home()}
	case kindPrincipals:
		return append([]resource{x.principal()}, x.groups()...)
	}
	return nil
}

func (x *exchange) principal() resource { return resource{kind: kindPrincipal, id: x.viewer.ID} }
func (x *exchange) home() resource      { return resource{kind: kindHome, id: x.viewer.ID} }

// user is whose principal a target is.
func (x *exchange) user(t *target) *events.Person {
	if t.person != nil {
		return t.person
	}
	return x.viewer
}

// groups are the principals of the programme's categories and territories. That they exist is public.
func (x *exchange) groups() []resource {
	snap := x.events.Programme()
	var all []resource
	for _, c := range snap.Categories {
		all = append(all, resource{kind: kindGroup, id: c.ID})
	}
	for _, t := range snap.Territories {
		all = append(all, resource{kind: kindGroup, id: t.ID, territory: true})
	}
	return all
}

// crossings are the groups of a delegation's people of a category that the viewer may invite: found by who searches for them only.
func (x *exchange) crossings() []resource {
	var all []resource
	for _, g := range scheduling.Groups(x.events.Programme()) {
		if g.Category != "" && g.Territory != "" && g.Invitable(x.viewer) {
			all = append(all, principalNamed(g.Name()))
		}
	}
	return all
}

// memberships are the groups that the viewer belongs to (RFC 3744 §4.4).
func (x *exchange) memberships() []resource {
	return slices.DeleteFunc(x.groups(), func(g resource) bool { return !x.belongsTo(g) })
}

func (x *exchange) belongsTo(g resource) bool {
	group := g.group()
	return (group.Territory == "" || slices.Contains(x.viewer.Territories, group.Territory)) && (group.Category == "" || x.viewer.Category == group.Category)
}

// ownerOf is the principal that owns a collection, false for one of the programme.
func (x *exchange) ownerOf(c *calendars.Collection) (resource, bool) {
	if territory, ok := strings.CutPrefix(c.Owner, calendars.TerritoryPrincipal("")); ok {
		return resource{kind: kindGroup, id: territory, territory: true}, true
	}
	return resource{kind: kindPrincipal, id: c.Owner}, c.Owner != ""
}
