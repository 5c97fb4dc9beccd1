package events

import "slices"

// covers tells whether a rule covers a person.
func (a Audience) covers(p *Person) bool {
	if !slices.Contains(a.AskedRoles(), p.Role) {
		return false
	}
	if len(a.Categories) > 0 && !slices.Contains(a.Categories, p.Category) {
		return false
	}
	return len(a.Territories) == 0 || slices.ContainsFunc(p.Territories, func(t string) bool {
		return slices.Contains(a.Territories, t)
	})
}

// AskedRoles that a rule asks; without any, the members of delegations and their guests.
func (a Audience) AskedRoles() []Role {
	if len(a.Roles) == 0 {
		return []Role{Member, Referent, Guest}
	}
	return a.Roles
}

// Reaches tells whether a rule covers somebody of a delegation: of a territory ("" for any) and of a category
// ("" for any).
func (a Audience) Reaches(territory, category string) bool {
	if !slices.Contains(a.AskedRoles(), Member) && !slices.Contains(a.AskedRoles(), Referent) {
		return false
	}
	return (territory == "" || len(a.Territories) == 0 || slices.Contains(a.Territories, territory)) &&
		(category == "" || len(a.Categories) == 0 || slices.Contains(a.Categories, category))
}

// Asks tells whether a person is asked to the session.
func (s *Session) Asks(p *Person) bool {
	if slices.Contains(s.Excused, p.ID) {
		return false
	}
	return AnyCovers(s.Asked, p) || slices.Contains(s.Invited, p.ID)
}

// AsksDelegation tells whether a delegation is asked to the session, in the room's category where it is one.
func (s *Session) AsksDelegation(territory string) bool {
	return slices.ContainsFunc(s.Asked, func(a Audience) bool { return a.Reaches(territory, s.Category) })
}

// AsksCategory tells whether the ordinary members of a category, in a territory ("" for any), are asked.
func (s *Session) AsksCategory(territory, category string) bool {
	return slices.ContainsFunc(s.Asked, func(a Audience) bool {
		return slices.Contains(a.AskedRoles(), Member) && a.Reaches(territory, category)
	})
}

// AnyCovers tells whether one of the rules asks a person.
func AnyCovers(rules []Audience, p *Person) bool {
	return slices.ContainsFunc(rules, func(a Audience) bool { return a.covers(p) })
}

// resolve gives the rules by which a session asks people: its own, or those of the sessions that it names,
// narrowed by its own. plans are all of the programme, by id and by group.
func (p *Plan) resolve(plans map[string][]*Plan) []Audience { return p.resolveWithin(plans, 4) }

func (p *Plan) resolveWithin(plans map[string][]*Plan, depth int) []Audience {
	own := p.Audience
	if own.Nobody {
		return nil
	}
	if p.Category != "" && len(own.Categories) == 0 {
		own.Categories = []string{p.Category}
	}
	if len(own.AskedTo) == 0 || depth == 0 {
		return []Audience{own}
	}
	var all []Audience
	for _, name := range own.AskedTo {
		for _, other := range plans[name] {
			for _, rule := range other.resolveWithin(plans, depth-1) {
				if rule, ok := rule.narrowed(own); ok && !slices.ContainsFunc(all, rule.Equal) {
					all = append(all, rule)
				}
			}
		}
	}
	return all
}

// Following are the rules by which a session asks everyone who is asked to one of these: ids of sessions, or of split ones.
func (s *Snapshot) Following(names []string) (all []Audience) {
	for _, name := range names {
		for _, x := range s.Group(name) {
			for _, rule := range x.Asked {
				if x.Live() && !slices.ContainsFunc(all, rule.Equal) {
					all = append(all, rule)
				}
			}
		}
	}
	return all
}

// narrowed is the rule that covers whom both cover, by category, territory and role; false if that is nobody. A rule
// that narrows without roles lets all through.
func (a Audience) narrowed(by Audience) (Audience, bool) {
	var ok [3]bool
	n := Audience{}
	n.Categories, ok[0] = common(a.Categories, by.Categories)
	n.Territories, ok[1] = common(a.Territories, by.Territories)
	n.Roles, ok[2] = a.Roles, true
	if len(by.Roles) > 0 {
		n.Roles, ok[2] = common(a.AskedRoles(), by.Roles)
	}
	return n, ok[0] && ok[1] && ok[2]
}

// common is what two lists share; an empty list means any. It is false if they share nothing.
func common[T comparable](a, b []T) ([]T, bool) {
	if len(a) == 0 {
		return b, true
	}
	if len(b) == 0 {
		return a, true
	}
	var both []T
	for _, x := range a {
		if slices.Contains(b, x) {
			both = append(both, x)
		}
	}
	return both, len(both) > 0
}

// EqualRules tells whether two lists of rules are the same, in the same order.
func EqualRules(a, b []Audience) bool { return slices.EqualFunc(a, b, Audience.Equal) }
