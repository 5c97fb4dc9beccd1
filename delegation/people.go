package delegation

import (
	"context"
	"errors"
	"slices"
	"strings"

	"parcours/events"
)

// Step is what becomes of one person of a list, before anything of it is kept.
type Step struct {
	Person  events.Person
	Kind    StepKind
	Changes []string // fields that change of somebody who is there: "name", "email", "function", "category", "language", "role"
	Why     Refusal
	Field   string // of RefusedInvalid: which is wrong
}

// StepKind is what becomes of a person.
type StepKind string

// The kinds.
const (
	StepNew     StepKind = "new"
	StepBack    StepKind = "back" // was taken out, and is there again with their answers
	StepChanged StepKind = "changed"
	StepSame    StepKind = "same"
	StepRefused StepKind = "refused"
)

// Refusal is why a step is refused.
type Refusal string

// The reasons. What a referent may not know of people elsewhere is one reason.
const (
	RefusedElsewhere Refusal = "elsewhere" // somebody of another delegation, or another delegation's line
	RefusedRole      Refusal = "role"      // more than a member: an organiser does that
	RefusedAddress   Refusal = "address"   // the address is a login: who holds another one would be them
	RefusedInvalid   Refusal = "invalid"   // see Field
)

// mayChange tells whether somebody changes the people of a delegation: its referents and organisers. Its members may read them
// (ErrForbidden); to others it is not there.
func (s *Service) mayChange(by *events.Person, territory string) error {
	if err := s.desk(by, territory); err != nil {
		return err
	}
	if by.Role != events.Organiser && !by.ReferentOf(territory) {
		return events.ErrForbidden
	}
	return nil
}

// Plan tells what would become of people whom somebody adds to a delegation or changes, and keeps nothing. Who names no
// territory is of this one, who has no role is a member.
func (s *Service) Plan(ctx context.Context, by *events.Person, territory string, people []events.Person) ([]Step, error) {
	if err := s.mayChange(by, territory); err != nil {
		return nil, err
	}
	removed, err := s.events.RemovedPeople(ctx)
	if err != nil {
		return nil, err
	}
	steps := make([]Step, len(people))
	for i, p := range people {
		steps[i] = s.step(by, territory, p, removed)
	}
	return steps, nil
}

func (s *Service) step(by *events.Person, territory string, p events.Person, removed []events.Person) Step {
	snap := s.events.Programme()
	if len(p.Territories) == 0 {
		p.Territories = []string{territory}
	}
	if p.Role == "" {
		p.Role = events.Member
	}
	st := Step{Person: p, Kind: StepNew}
	old := snap.Person(p.ID)
	if i := slices.IndexFunc(removed, func(r events.Person) bool { return r.ID == p.ID }); i >= 0 && old == nil {
		st.Kind, old = StepBack, &removed[i]
	} else if old != nil {
		st.Kind, st.Changes = StepChanged, changes(old, &p)
		if len(st.Changes) == 0 {
			st.Kind = StepSame
		}
	}
	var bad *events.Invalid
	switch {
	case s.isElsewhere(by, territory, old, &p):
		st.Why = RefusedElsewhere
	case by.Role != events.Organiser && beyondMember(by, old, &p):
		st.Why = RefusedRole
	case by.Role != events.Organiser && old != nil && slices.Contains(changes(old, &p), "email"): // of who was taken out as well: all that is theirs comes back with them
		st.Why = RefusedAddress
	case errors.As(snap.CheckPerson(p), &bad):
		st.Why, st.Field = RefusedInvalid, bad.Field
	}
	if st.Why != "" {
		st.Kind = StepRefused
	}
	return st
}

// isElsewhere tells whether a line is about somebody, or a delegation, that is not the writer's to change here.
func (s *Service) isElsewhere(by *events.Person, territory string, old, p *events.Person) bool {
	taken := slices.ContainsFunc(s.events.Programme().People(), func(o *events.Person) bool {
		return o.ID != p.ID && events.FoldAddress(o.Email) == events.FoldAddress(p.Email)
	})
	only := []string{territory}
	switch {
	case taken:
		return true
	case by.Role == events.Organiser:
		return !slices.Contains(p.Territories, territory)
	case old != nil && old.ID == by.ID:
		return !slices.Equal(p.Territories, old.Territories)
	}
	return !slices.Equal(p.Territories, only) || old != nil && !slices.Equal(old.Territories, only)
}

// beyondMember tells whether a line is about more than a member or a guest, but for the writer themselves as they are.
func beyondMember(by, old, p *events.Person) bool {
	plain := func(r events.Role) bool { return r == events.Member || r == events.Guest }
	if old != nil && old.ID == by.ID {
		return p.Role != old.Role
	}
	if old == nil {
		return p.Role != events.Member // a guest is brought by somebody, who briefs them
	}
	return !plain(old.Role) || !plain(p.Role)
}

// changes are the fields in which two states of a person differ.
func changes(old, now *events.Person) (fields []string) {
	for _, f := range []struct{ name, was, is string }{
		{"name", old.Name, now.Name}, {"email", events.FoldAddress(old.Email), events.FoldAddress(now.Email)}, {"function", old.Function, now.Function},
		{"category", old.Category, now.Category}, {"language", old.Language, now.Language}, {"role", string(old.Role), string(now.Role)},
		{"territory", strings.Join(old.Territories, " "), strings.Join(now.Territories, " ")},
	} {
		if f.was != f.is {
			fields = append(fields, f.name)
		}
	}
	return fields
}

// Keep adds people to a delegation or changes them: all or none, as Plan tells it. Invalid "people" where a line is refused.
func (s *Service) Keep(ctx context.Context, by *events.Person, territory string, people []events.Person) ([]Step, error) {
	steps, err := s.Plan(ctx, by, territory, people)
	if err != nil {
		return nil, err
	}
	var kept []events.Person
	for _, st := range steps {
		switch st.Kind {
		case StepRefused:
			return steps, events.Invalidf("people", "nothing is kept: %s, %s", st.Person.Name, st.Why)
		case StepSame:
		default:
			kept = append(kept, st.Person)
		}
	}
	if len(kept) == 0 {
		return steps, nil
	}
	return steps, s.events.AddPeople(ctx, kept)
}

// Removes tells whether somebody may take a person out of a delegation: a referent its members and guests, an organiser anybody
// but themselves.
func Removes(by *events.Person, territory string, p *events.Person) bool {
	switch {
	case p.ID == by.ID || !slices.Contains(p.Territories, territory):
		return false
	case by.Role == events.Organiser:
		return true
	}
	return by.ReferentOf(territory) && (p.Role == events.Member || p.Role == events.Guest)
}

// Changes tells whether somebody may change what is written of a person of a delegation.
func Changes(by *events.Person, territory string, p *events.Person) bool {
	if by.Role == events.Organiser || p.ID == by.ID && by.ReferentOf(territory) {
		return slices.Contains(p.Territories, territory)
	}
	return Removes(by, territory, p) && len(p.Territories) == 1
}

// Remove takes a person out of a delegation. What they answered stays. Who belongs to another one as well stays there.
func (s *Service) Remove(ctx context.Context, by *events.Person, territory, id string) error {
	if err := s.mayChange(by, territory); err != nil {
		return err
	}
	p := s.events.Programme().Person(id)
	switch {
	case p == nil || !slices.Contains(p.Territories, territory):
		return events.ErrNotFound
	case !Removes(by, territory, p):
		return events.ErrForbidden
	case len(p.Territories) == 1:
		return s.events.RemovePerson(ctx, p.ID)
	}
	stays := *p
	stays.Territories = slices.DeleteFunc(slices.Clone(p.Territories), func(t string) bool { return t == territory })
	return s.events.AddPeople(ctx, []events.Person{stays})
}
