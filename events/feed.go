package events

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// FeedInfo names a published calendar.
type FeedInfo struct {
	Scope string // "all", "c/elus", "t/faverges", "t/faverges/elus"; "p/{token}" for a person's
	Title string
	Name  string // file name, which Thunderbird shows: "Parcours-Elus.ics"
	Path  string // "/feeds/c/elus/Parcours-Elus.ics"
	Color string
}

// NewFeedInfo completes a scope.
func NewFeedInfo(scope, title, name, color string) FeedInfo {
	return FeedInfo{Scope: scope, Title: title, Name: name, Path: "/feeds/" + scope + "/" + name, Color: color}
}

// feeds lists the public feeds of a programme.
func (p *Programme) feeds() []FeedInfo {
	if p.Title == "" && len(p.Categories) == 0 {
		return nil
	}
	all := []FeedInfo{NewFeedInfo("all", p.Title, "Parcours.ics", "")}
	for _, c := range p.Categories {
		all = append(all, NewFeedInfo("c/"+c.ID, p.Title+" · "+c.Label, "Parcours-"+fileWord(c.Label)+".ics", c.Color))
	}
	for _, t := range p.Territories {
		all = append(all, NewFeedInfo("t/"+t.ID, p.Title+" · "+t.Name, "Parcours-"+fileWord(t.Name)+".ics", ""))
	}
	for _, t := range p.Territories {
		for _, c := range p.Categories {
			all = append(all, NewFeedInfo("t/"+t.ID+"/"+c.ID, p.Title+" · "+t.Name+" · "+c.Label,
				"Parcours-"+fileWord(t.Name)+"-"+fileWord(c.Label)+".ics", c.Color))
		}
	}
	return all
}

var plainLetters = strings.NewReplacer("à", "a", "â", "a", "ä", "a", "ç", "c", "é", "e", "è", "e", "ê", "e", "ë", "e", "î", "i", "ï", "i",
	"ô", "o", "ö", "o", "ù", "u", "û", "u", "ü", "u", "œ", "oe", "À", "A", "Â", "A", "Ç", "C", "É", "E", "È", "E", "Ê", "E", "Î", "I", "Ô", "O", "Œ", "OE")

// NameID is a name as part of an id: small letters, digits and hyphens only.
func NameID(name string) string { return strings.ToLower(fileWord(name)) }

// fileWord is a label as part of a file name: letters, digits and hyphens only.
func fileWord(label string) string {
	return strings.Join(strings.FieldsFunc(plainLetters.Replace(label), func(r rune) bool {
		return !(r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z')
	}), "-")
}

// Feeds lists the public feeds.
func (s *Snapshot) Feeds() []FeedInfo { return s.Programme.feeds() }

// FeedOf names the public feed with a scope; false if there never was one.
func (s *Snapshot) FeedOf(scope string) (FeedInfo, bool) {
	for _, f := range s.feeds() {
		if f.Scope == scope {
			return f, true
		}
	}
	title, ok := s.scopes[scope]
	return NewFeedInfo(scope, title, "Parcours.ics", ""), ok
}

// InScope tells whether a public feed tells of a session.
func (s *Snapshot) InScope(scope string, x *Session) bool {
	parts := strings.Split(scope, "/")
	switch {
	case scope == "all":
		return !x.Draft()
	case parts[0] == "c" && len(parts) == 2:
		return s.Category(parts[1]) != nil && x.AsksCategory("", parts[1])
	case parts[0] == "t" && s.Territory(parts[1]) == nil:
		return false
	case parts[0] == "t" && len(parts) == 2:
		return x.AsksDelegation(parts[1])
	case parts[0] == "t" && len(parts) == 3:
		return s.Category(parts[2]) != nil && x.AsksCategory(parts[1], parts[2])
	}
	return false
}

// PersonalInvitations are what a person's own feed and letters hold: the sessions that they are asked to, for an organiser all,
// for a referent with the answers of the delegation; by start.
func PersonalInvitations(tx Tx, snap *Snapshot, p *Person) ([]Invitation, error) {
	said, err := LatestBySubject(tx, snap, AnswerQuery{Person: p.ID})
	if err != nil {
		return nil, err
	}
	for _, t := range p.Territories {
		if !p.ReferentOf(t) {
			continue
		}
		forUs, err := LatestBySubject(tx, snap, AnswerQuery{Territory: t})
		if err != nil {
			return nil, err
		}
		maps.Copy(said, forUs)
	}
	var all []Invitation
	for _, x := range snap.All() {
		if !x.Published() || !x.Asks(p) && p.Role != Organiser {
			continue
		}
		subject := Subject{Person: p.ID}
		if !x.Asks(p) {
			subject = Subject{}
		}
		inv := snap.Invite(x, ViewPersonal, p, subject, said[Subject{Person: p.ID}][x.ID], nil)
		inv.Delegations = snap.forDelegations(x, p, said)
		for _, d := range inv.Delegations {
			inv.Modified = Latest(inv.Modified, d.Answered)
		}
		all = append(all, *inv)
	}
	return all, nil
}

// forDelegations gives a referent the answers of the delegation to a session and to its other rooms.
func (s *Snapshot) forDelegations(x *Session, p *Person, said map[Subject]map[string]*Answer) []DelegationLink {
	rooms := []*Session{x}
	if x.Category != "" {
		rooms = s.Group(x.Group)
	}
	var all []DelegationLink
	for _, t := range p.Territories {
		if !p.ReferentOf(t) {
			continue
		}
		for _, room := range rooms {
			if !room.AsksDelegation(t) {
				continue
			}
			subject := room.SubjectOf(t)
			inv := s.Invite(room, ViewDelegation, p, subject, said[subject][room.ID], nil)
			all = append(all, DelegationLink{Label: inv.Label, Status: inv.Status, URL: inv.AnswerURL, Answered: inv.Answered})
		}
	}
	return all
}

// TasksFor gives the due dates of the arbitrages to a referent, by date.
func (s *Snapshot) TasksFor(p *Person) []Task {
	var all []Task
	for _, t := range p.Territories {
		territory := s.Territory(t)
		if territory == nil || !p.ReferentOf(t) {
			continue
		}
		for i := range s.Decisions {
			d := &s.Decisions[i]
			if d.Due.IsZero() {
				continue
			}
			all = append(all, Task{
				Decision: d, Territory: territory, Programme: s, Reader: p, Modified: s.Modified, Due: s.DueOf(d), URL: "/",
				UID: s.DecisionUID(d.Number, t),
			})
		}
	}
	slices.SortStableFunc(all, func(a, b Task) int { return cmp.Compare(a.Due.String(), b.Due.String()) })
	return all
}
