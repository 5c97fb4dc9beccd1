package events

import "slices"

// NotePart is a part of a chapter of the note: its title, text, dates, table and arbitrage stand in this order.
type NotePart struct {
	Title        string // "" where the chapter before goes on
	Sub          bool   // a chapter within the one before
	Text         string
	Describes    []string // ids of sessions or groups, "dialogue", "budget": their descriptions have Text already
	Dates        []string // ids of sessions or groups whose dates are listed
	Orientations bool     // the table of the territories
	Decision     int      // number of the arbitrage asked here, 0 for none
}

// ResourcesAt gives the resources that a session shows.
func (p *Programme) ResourcesAt(x *Plan) (all []Resource) {
	for _, r := range p.Resources {
		if slices.Contains(r.Sessions, x.ID) || x.Group != "" && slices.Contains(r.Sessions, x.Group) {
			all = append(all, r)
		}
	}
	return all
}

// ResourcesOf gives the resources that name an arbitrage.
func (p *Programme) ResourcesOf(decision int) []Resource {
	var all []Resource
	for _, r := range p.Resources {
		if slices.Contains(r.Decisions, decision) {
			all = append(all, r)
		}
	}
	return all
}
