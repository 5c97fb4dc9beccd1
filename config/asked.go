package config

import (
	"parcours/events"
)

// nobodyAsked warns of sessions whose rule covers nobody that the file names. A file without people says nothing
// of who will be there; one with an unknown role or reference is not ready for this question.
func (l *loader) nobodyAsked() {
	p := &l.file.Programme
	if len(p.People) == 0 || l.unknown {
		return
	}
	plans := map[string][]*events.Plan{}
	for i := range p.Sessions {
		s := &p.Sessions[i]
		plans[s.ID] = append(plans[s.ID], s)
		if s.Group != "" {
			plans[s.Group] = append(plans[s.Group], s)
		}
	}
	for i := range p.Sessions {
		s := &p.Sessions[i]
		at, ok := l.ids["session"][s.ID]
		if ok && !s.Audience.Nobody && !asksAnybody(s, p.People, plans) {
			l.warn(at, "Widen the audience, or add the people.", "nobody is asked to session %q", s.ID)
		}
	}
}

func asksAnybody(s *events.Plan, people []events.Person, plans map[string][]*events.Plan) bool {
	for i := range people {
		if asks(s, &people[i], plans, nil, map[*events.Plan]bool{}) {
			return true
		}
	}
	return false
}

// asks tells whether a session's rule covers a person. roles are those of the session that named this one in its
// asked_to; seen are the sessions on the way, so that circles end.
func asks(s *events.Plan, p *events.Person, plans map[string][]*events.Plan, roles []events.Role, seen map[*events.Plan]bool) bool {
	rule := s.Audience
	if rule.Nobody {
		return false
	}
	if s.Category != "" && len(rule.Categories) == 0 {
		rule.Categories = []string{s.Category}
	}
	if len(rule.Roles) == 0 {
		rule.Roles = roles
	}
	if len(rule.AskedTo) == 0 {
		return covers(rule, p)
	}
	ofAnyRole := rule
	if len(rule.Roles) == 0 {
		ofAnyRole.Roles = events.Roles
	}
	if seen[s] || !covers(ofAnyRole, p) {
		return false
	}
	seen[s] = true
	for _, name := range rule.AskedTo {
		for _, other := range plans[name] {
			if asks(other, p, plans, rule.Roles, seen) {
				return true
			}
		}
	}
	return false
}

func covers(rule events.Audience, p *events.Person) bool {
	session := events.Session{Asked: []events.Audience{rule}}
	return session.Asks(p)
}
