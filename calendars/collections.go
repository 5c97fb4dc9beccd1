package calendars

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"parcours/events"
	"parcours/synced"
)

// Names of the collections that a home has beside the stored ones. A stored collection's name has no dot.
const (
	InboxName        = "inbox"
	OutboxName       = "outbox"
	InvitedName      = "parcours"
	delegationSuffix = ".delegation"
)

var reservedNames = []string{InboxName, OutboxName, InvitedName, string(KindProgramme)}

// Collections gives the collections of a person's home, in the order in which clients should show them.
// ErrNotFound for a home that the viewer may not know.
func (s *Service) Collections(ctx context.Context, viewer *events.Person, home string) ([]Collection, error) {
	if home != viewer.ID {
		return nil, events.ErrNotFound
	}
	if err := s.open(ctx, viewer); err != nil {
		return nil, err
	}
	var all []Collection
	err := s.store.View(ctx, func(tx Tx) error {
		all = nil
		snap := s.events.Programme()
		add := func(c *Collection, err error) error {
			if err == nil {
				all = append(all, *c)
			}
			return err
		}
		for _, name := range derivedNames(snap, viewer) {
			if err := add(s.derived(tx, snap, viewer, name)); err != nil {
				return err
			}
		}
		stored, err := tx.Collections(home)
		if err != nil {
			return err
		}
		for i := range stored {
			if stored[i].Name == InboxName {
				continue
			}
			if err := add(s.storedCollection(tx, snap, viewer, stored[i].Name, &stored[i], ReadWrite)); err != nil {
				return err
			}
		}
		of, err := s.territoryCollections(tx, snap, viewer)
		if err != nil {
			return err
		}
		all = append(all, of...)
		shared, err := s.sharedWith(tx, snap, viewer)
		if err != nil {
			return err
		}
		all = append(all, shared...)
		for _, name := range []string{InboxName, OutboxName} {
			if err := add(s.derived(tx, snap, viewer, name)); err != nil {
				return err
			}
		}
		return nil
	})
	slices.SortStableFunc(all, func(a, b Collection) int { return cmp.Compare(a.Order, b.Order) })
	return all, err
}

// Collection gives one collection of a person's home. ErrNotFound for one that the viewer may not know.
func (s *Service) Collection(ctx context.Context, viewer *events.Person, home, name string) (*Collection, error) {
	if home != viewer.ID {
		return nil, events.ErrNotFound
	}
	if err := s.open(ctx, viewer); err != nil {
		return nil, err
	}
	var c *Collection
	err := s.store.View(ctx, func(tx Tx) (err error) {
		c, err = s.collection(tx, s.events.Programme(), viewer, name)
		return err
	})
	return c, err
}

// collection resolves a name in the viewer's own home.
func (s *Service) collection(tx Tx, snap *events.Snapshot, viewer *events.Person, name string) (*Collection, error) {
	if c, err := s.derived(tx, snap, viewer, name); !errors.Is(err, events.ErrNotFound) {
		return c, err
	}
	if territory, calendar, ok := territoryCalendar(snap, name); ok {
		return s.territoryCollection(tx, snap, viewer, territory, calendar)
	}
	if strings.Contains(name, sharedMark) {
		return s.sharedCollection(tx, snap, viewer, name)
	}
	stored, err := tx.Collection(viewer.ID, name)
	if err != nil {
		return nil, err
	}
	return s.storedCollection(tx, snap, viewer, name, &stored, ReadWrite)
}

// derivedNames are the names of the derived collections of a person's home.
func derivedNames(s *events.Snapshot, p *events.Person) []string {
	var names []string
	if p.Role != "" && len(s.Sessions) > 0 {
		if p.Role != events.Organiser {
			names = append(names, InvitedName)
		}
		if p.Role == events.Organiser {
			names = append(names, string(KindProgramme))
		}
	}
	if p.Role == events.Organiser && len(s.Territories) > 0 {
		names = append(names, agendasTogether, expertDaysTogether)
	}
	for _, t := range p.Territories {
		if p.ReferentOf(t) && s.Territory(t) != nil {
			names = append(names, t+delegationSuffix)
			if len(s.Decisions) > 0 {
				names = append(names, t+decisionsSuffix)
			}
		}
	}
	if len(s.Decisions) > 0 && (p.Role == events.Organiser || receives(s, p)) {
		names = append(names, organisersDecisions)
	}
	return names
}

// derived resolves the name of a collection that the server makes.
func (s *Service) derived(tx Tx, snap *events.Snapshot, viewer *events.Person, name string) (*Collection, error) {
	c := &Collection{Home: viewer.ID, Owner: viewer.ID, Name: name, Zone: snap.Loc.String(), Components: []string{"VEVENT"}}
	switch {
	case name == InboxName || name == OutboxName:
		c.Kind, c.DisplayName, c.Order = CollectionKind(name), snap.Word(viewer, name), 90
		c.Rights = Rights{Read: true}
		c.Components = inboxComponents
		c.Token = synced.Token{Epoch: snap.EpochOf(viewer)}.String()
		if name == InboxName {
			return s.inbox(tx, snap, viewer, c)
		}
		return c, nil
	case !slices.Contains(derivedNames(snap, viewer), name):
		return nil, events.ErrNotFound
	case strings.HasSuffix(name, decisionsSuffix):
		return s.decisionsCollection(tx, snap, viewer, c)
	case name == agendasTogether || name == expertDaysTogether:
		return s.togetherCollection(tx, snap, viewer, c)
	case name == InvitedName:
		c.Kind, c.DisplayName, c.Color = KindInvited, snap.Title, "#1B5E9E"
		c.Rights = Rights{Read: true, Answer: true}
	case name == string(KindProgramme):
		c.Kind, c.DisplayName, c.Color = KindProgramme, snap.Word(viewer, "programme"), "#5B3A8C"
		c.Rights = Rights{Read: true, Organise: true}
	default:
		c.Kind, c.Territory, c.Color = KindDelegation, strings.TrimSuffix(name, delegationSuffix), "#2E7D4F"
		c.DisplayName = snap.DelegationTitle(viewer, snap.Territory(c.Territory))
		c.Rights = Rights{Read: true, Answer: true}
		c.Transparent = true
	}
	t, err := s.derivedToken(tx, snap, viewer, c)
	c.Token = t.String()
	return c, err
}

// storedCollection is the view of a stored one. It stands in the viewer's home under the given name.
func (s *Service) storedCollection(tx Tx, snap *events.Snapshot, viewer *events.Person, name string, stored *StoredCollection, access Access) (*Collection, error) {
	own := stored.Home == viewer.ID
	c := &Collection{
		Kind: KindStored, Home: viewer.ID, Name: name, Owner: stored.Home, DisplayName: stored.DisplayName,
		Description: stored.Description, Color: cmp.Or(stored.Color, usualColor(stored)), Order: 10 + stored.Order, Components: stored.Components,
		TimeZone: stored.TimeZone, Zone: snap.Loc.String(), Transparent: stored.Transparent, Created: stored.CreatedAt, stored: stored,
		Rights: Rights{Read: true, Write: access == ReadWrite, Properties: own, Share: own},
	}
	c.Rights.Delete = own && name != DefaultCalendar && name != DefaultTasks
	if !own && snap.Person(stored.Home) != nil {
		c.DisplayName += " (" + snap.Person(stored.Home).Name + ")"
	}
	c.Token = synced.Token{Epoch: snap.Generation, Own: max(stored.Change, stored.Created)}.String()
	return c, nil
}

// usualColors are those of calendars that nobody gave another: each kind has its own, and none that of a derived one.
var usualColors = map[string]string{
	DefaultCalendar: "#3C7A89", DefaultTasks: "#8A6D1B", AgendaName: "#B3541E", AccompagnementName: "#8E3B63", publicName: "#B3541E",
}

func usualColor(stored *StoredCollection) string {
	territory := strings.HasPrefix(stored.Home, events.TerritoryHome(""))
	if kind := stored.Name; territory != (kind == DefaultCalendar || kind == DefaultTasks) {
		return usualColors[kind]
	}
	return ""
}

// PublishedCollections are the categories' collections below /dav/programme/, for everybody with an account.
func (s *Service) PublishedCollections(viewer *events.Person) []Collection {
	snap := s.events.Programme()
	var all []Collection
	for i := range snap.Categories {
		all = append(all, *s.published(snap, viewer, &snap.Categories[i]))
	}
	return all
}

// PublishedCollection is one of them; ErrNotFound for an unknown category.
func (s *Service) PublishedCollection(viewer *events.Person, category string) (*Collection, error) {
	snap := s.events.Programme()
	c := snap.Category(category)
	if c == nil {
		return nil, events.ErrNotFound
	}
	return s.published(snap, viewer, c), nil
}

func (s *Service) published(snap *events.Snapshot, viewer *events.Person, category *events.Category) *Collection {
	c := &Collection{
		Kind: KindPublished, Name: category.ID, Owner: "", Category: category.ID, Color: category.Color,
		DisplayName: snap.Title + " · " + category.Label, Components: []string{"VEVENT"}, Zone: snap.Loc.String(),
		Rights: Rights{Read: true}, Transparent: true,
	}
	c.Token = synced.Token{Epoch: snap.EpochOf(nil), Programme: s.lastVisible(snap, viewer, c)}.String()
	return c
}
