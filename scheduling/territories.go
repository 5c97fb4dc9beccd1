package scheduling

import (
	"strings"

	"parcours/events"
)

// A delegation organises what its agenda has with its own address as ORGANIZER: its people write there, the invitations leave in its name, and
// the answers come back there. Whatever else stands in its agenda invites nobody, and a delegation is asked to nothing: its people are.

// Owner is who organises what is in a home: a person, or for a delegation's home somebody who stands for it, who may invite whom the writer
// may. Without a writer that is whom any of its people may invite. It is nil for a home of nobody's.
func (r *Rules) Owner(home string, writer *events.Person) *events.Person {
	snap := r.Events.Programme()
	territory, ours := strings.CutPrefix(home, events.TerritoryHome(""))
	if !ours {
		return snap.Person(home)
	}
	t := snap.Territory(territory)
	if t == nil {
		return nil
	}
	g := Group{Territory: territory}
	stands := &events.Person{ID: home, Name: t.Name, Email: snap.UIDOf(g.Name()), Role: events.Member, Territories: []string{territory}}
	if writer != nil && writer.ReferentOf(territory) {
		stands.Role = events.Referent
	}
	return stands
}

// isDelegation tells whether somebody stands for a delegation.
func isDelegation(p *events.Person) bool { return strings.HasPrefix(p.ID, events.TerritoryHome("")) }

// isHere tells whether an address is a person's of this server, or a delegation's.
func (r *Rules) isHere(address string) bool {
	if r.personOf(address) != nil {
		return true
	}
	g, is := GroupOf(r.Events.Programme(), address)
	return is && g.Category == ""
}

// partOf is the part that an object gives to its owner. A delegation only organises.
func (r *Rules) partOf(octets []byte, owner *events.Person) (Part, error) {
	part, err := r.Text.Part(octets, addressesOf(owner))
	if isDelegation(owner) && part.Role != Organises {
		return Part{}, nil //nolint:nilerr // whatever it is, it is an ordinary object there
	}
	return part, err
}
