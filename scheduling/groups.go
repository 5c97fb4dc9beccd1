package scheduling

import (
	"slices"
	"strings"

	"parcours/events"
)

// Group is who is invited by one address: the people of a category, a delegation, or those of a delegation that are of a category. Guests
// and experts are of none: they are invited by their own.
type Group struct{ Category, Territory string }

// Ends of groups' names: ids have no dot.
const (
	ofCategory  = ".category"
	ofTerritory = ".territory"
)

// GroupNamed reads the name of a group's principal: "elus.category", "faverges.territory", "elus.faverges.territory". Not every name is
// that of a group of the programme: see In.
func GroupNamed(name string) (Group, bool) {
	if id, ok := strings.CutSuffix(name, ofCategory); ok {
		return Group{Category: id}, id != "" // others are not In any programme
	}
	id, ok := strings.CutSuffix(name, ofTerritory)
	category, territory, both := strings.Cut(id, ".")
	switch {
	case !ok || category == "" || both && territory == "":
		return Group{}, false
	case both:
		return Group{category, territory}, true
	}
	return Group{Territory: id}, true
}

// Name is the name of a group's principal.
func (g Group) Name() string {
	if g.Territory == "" {
		return g.Category + ofCategory
	}
	return strings.TrimPrefix(g.Category+"."+g.Territory, ".") + ofTerritory
}

// Addresses are the calendar user addresses of a group (RFC 6638 §2.4.1): one to be shown, and the principal's path.
func (g Group) Addresses(s *events.Snapshot) []string {
	return []string{"mailto:" + s.UIDOf(g.Name()), "/dav/principals/" + g.Name() + "/"}
}

// In tells whether the programme has the group.
func (g Group) In(s *events.Snapshot) bool {
	return (g.Category != "" || g.Territory != "") && (g.Category == "" || s.Category(g.Category) != nil) && (g.Territory == "" || s.Territory(g.Territory) != nil)
}

// Title is what a group is called.
func (g Group) Title(s *events.Snapshot) string {
	var words []string
	if c := s.Category(g.Category); c != nil {
		words = append(words, c.Label)
	}
	if t := s.Territory(g.Territory); t != nil {
		words = append(words, t.Name)
	}
	return strings.Join(words, " · ")
}

// Has tells whether somebody is in the group.
func (g Group) Has(p *events.Person) bool {
	return (p.Role == events.Referent || p.Role == events.Member) && (g.Category == "" || p.Category == g.Category) &&
		(g.Territory == "" || slices.Contains(p.Territories, g.Territory))
}

// Members are the people of a group, by id.
func (g Group) Members(s *events.Snapshot) []*events.Person {
	return slices.DeleteFunc(s.People(), func(p *events.Person) bool { return !g.Has(p) })
}

// Invitable tells whether somebody may invite the group: organisers and referents any, who belong to a territory those of it. So nobody
// invites whom they may not invite by their own address.
func (g Group) Invitable(by *events.Person) bool {
	return by.Role == events.Organiser || by.Role == events.Referent || by.Role != "" && g.Territory != "" && slices.Contains(by.Territories, g.Territory)
}

// Groups are all groups of a programme: its categories, its delegations, and what both have in common where that is somebody.
func Groups(s *events.Snapshot) []Group {
	var all []Group
	for _, c := range s.Categories {
		all = append(all, Group{Category: c.ID})
	}
	for _, t := range s.Territories {
		all = append(all, Group{Territory: t.ID})
	}
	for _, t := range s.Territories {
		for _, c := range s.Categories {
			if g := (Group{c.ID, t.ID}); slices.ContainsFunc(s.Delegation(t.ID), g.Has) {
				all = append(all, g)
			}
		}
	}
	return all
}

// GroupOf is the group of the programme that has an address.
func GroupOf(s *events.Snapshot, address string) (Group, bool) {
	name, ok := strings.CutPrefix(strings.TrimSuffix(address, "/"), "/dav/principals/")
	if !ok {
		name, _, ok = strings.Cut(strings.TrimPrefix(address, "mailto:"), "@")
	}
	g, named := GroupNamed(name)
	if !ok || !named || !g.In(s) || !slices.ContainsFunc(g.Addresses(s), func(own string) bool { return strings.EqualFold(own, address) }) {
		return Group{}, false
	}
	return g, true
}

// AddressesOf are the calendar user addresses of a person (RFC 6638 §2.4.1).
func AddressesOf(p *events.Person) []string { return addressesOf(p) }

// Member is one of a group, as an object's line names them.
type Member struct{ Address, Name string }

// expand puts the members of the groups that an organiser's object asks beside the groups' lines (RFC 5545 §3.2.11). A group that its organiser
// may not invite is a line like any other. It tells whether the object asks groups.
func (r *Rules) expand(owner *events.Person, o *Object, old []byte) (err error) {
	snap := r.Events.Programme()
	members := func(address string) ([]Member, bool) {
		g, is := GroupOf(snap, address)
		if !is || !g.Invitable(owner) {
			return nil, false
		}
		all := []Member{}
		for _, p := range g.Members(snap) {
			if p.ID != owner.ID {
				all = append(all, Member{"mailto:" + p.Email, p.Name})
			}
		}
		return all, true
	}
	o.Octets, o.Groups, err = r.Text.Expanded(old, o.Octets, members)
	return err
}

// Follow brings an organiser's object to who is in its groups by now: who joined one is invited, who left is asked no more.
func (r *Rules) Follow(in Calendars, o *Object) error {
	owner := r.Owner(o.Home, nil)
	if owner == nil {
		return nil
	}
	if err := in.Load(o); err != nil {
		return err
	}
	if part, err := r.partOf(o.Octets, owner); err != nil || part.Role != Organises || part.Client {
		return nil //nolint:nilerr // kept from before the rules
	}
	now := *o
	if err := r.expand(owner, &now, o.Octets); err != nil || string(now.Octets) == string(o.Octets) {
		return err
	}
	all, err := in.Scheduled(o.UID)
	if err != nil {
		return err
	}
	if err := r.invite(in, owner, Write{Object: &now, Old: o}, all); err != nil {
		return err
	}
	return in.Keep(owner, &now, o, now.Octets, true)
}
