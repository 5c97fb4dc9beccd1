package events

import (
	"cmp"
	"context"
	"errors"
	"net/mail"
	"regexp"
	"slices"
	"time"
)

// idPattern is the form of every id that stands in a path: no dot, immutable, never reused.
var idPattern = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$`)

// ValidID tells whether a text may be the id of a person, category, territory or session.
func ValidID(id string) bool { return idPattern.MatchString(id) }

// CheckPerson tells what is wrong with a person, nil if nothing. Territories and categories are those of the
// programme.
func (s *Snapshot) CheckPerson(p Person) error {
	if !ValidID(p.ID) {
		return Invalidf("id", "%q: use lower-case letters, digits and hyphens", p.ID)
	}
	if a, err := mail.ParseAddress(p.Email); err != nil || a.Address != p.Email {
		return Invalidf("email", "%q is not an e-mail address such as name@example.org", p.Email)
	}
	if p.Name == "" {
		return Invalidf("name", "give the person's name")
	}
	if p.Role != "" && !slices.Contains(Roles, p.Role) {
		return Invalidf("role", "%q: use organiser, referent, member, expert or guest", p.Role)
	}
	for _, t := range p.Territories {
		if s.Territory(t) == nil {
			return Invalidf("territory", "%q is not a territory of the programme", t)
		}
	}
	if p.Category != "" && s.Category(p.Category) == nil {
		return Invalidf("category", "%q is not a category of the programme", p.Category)
	}
	if p.Role == Referent && len(p.Territories) == 0 {
		return Invalidf("territory", "a referent answers for a delegation: give its territory")
	}
	return nil
}

// AddPeople adds people, or changes those whose id is known; all or none. It gives the address of whoever
// another person has already in the error.
func (s *Service) AddPeople(ctx context.Context, people []Person) error {
	snap, people := s.Programme(), slices.Clone(people)
	for i := range people {
		if people[i].Role == "" && (len(people[i].Territories) > 0 || people[i].Category != "") {
			people[i].Role = Member
		}
		if err := snap.CheckPerson(people[i]); err != nil {
			return err
		}
	}
	err := s.store.Update(ctx, func(tx Tx) error {
		for _, p := range people {
			if err := s.setPerson(tx, p); err != nil {
				return err
			}
		}
		return nil
	})
	return cmp.Or(err, s.Reload(ctx))
}

// setPerson writes a person; their epoch grows if what they may see changes.
func (s *Service) setPerson(tx Tx, p Person) error {
	other, err := tx.PersonByEmail(p.Email)
	if err == nil && other.ID != p.ID && !other.Removed {
		return Invalidf("email", "%s is the address of %s", p.Email, other.ID)
	}
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	old, err := tx.Person(p.ID)
	if errors.Is(err, ErrNotFound) {
		if err := s.notErased(tx, p); err != nil {
			return err
		}
		p.Epoch, p.FeedToken = 1, s.newID()
		if err := cmp.Or(tx.SetPerson(p), s.note(tx, nil, p)); err != nil || p.Role == "" {
			return err
		}
		return s.Notify(tx, Notice{Kind: NoticeLetter, Person: p.ID})
	}
	if err != nil {
		return err
	}
	p.Epoch, p.FeedToken = old.Epoch, old.FeedToken
	p.InFile = p.InFile || old.InFile
	if p.Role == Guest {
		p.Godparent, p.Briefed = cmp.Or(p.Godparent, old.Godparent), p.Briefed || old.Briefed
	}
	if !samePerson(old, p) {
		p.Epoch++
	}
	return cmp.Or(tx.SetPerson(p), s.note(tx, &old, p))
}

// note keeps for the history what became of somebody: was is nil for who is new.
func (s *Service) note(tx Tx, was *Person, now Person) error {
	if was != nil && samePerson(*was, now) {
		return nil
	}
	n := Notice{Kind: NoticePerson, Person: now.ID, Now: now.said(), Done: true}
	if was != nil {
		n.Was = was.said()
	}
	return s.Notify(tx, n)
}

// said is what is known of a person, without secrets and without who brought them.
func (p Person) said() *Person {
	p.FeedToken, p.Godparent, p.Epoch = "", "", 0
	return &p
}

// RemovePerson takes somebody out of the programme: they lose their rights, feeds and links, and are asked and mailed no
// more. What they answered stays, as of somebody who was removed. Whoever is added again later, with the same id, comes
// back as they were.
func (s *Service) RemovePerson(ctx context.Context, person string) error {
	if s.Programme().Person(person) == nil {
		return ErrNotFound
	}
	err := s.store.Update(ctx, func(tx Tx) error { return s.removePerson(tx, person) })
	return cmp.Or(err, s.Reload(ctx))
}

// RemovedPeople gives those who were removed, by id: their ids are never somebody else's.
func (s *Service) RemovedPeople(ctx context.Context) (removed []Person, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		all, err := tx.People()
		removed = slices.DeleteFunc(all, func(p Person) bool { return !p.Removed })
		return err
	})
	return removed, err
}

// removePerson keeps the row: an id is never used again for somebody else, and answers name it.
func (s *Service) removePerson(tx Tx, id string) error {
	p, err := tx.Person(id)
	if err != nil {
		return err
	}
	was := p
	p.Removed = true
	p.Epoch++
	return cmp.Or(tx.RemoveSignIns(id, time.Time{}), tx.SetPerson(p), s.note(tx, &was, p))
}

// samePerson compares all that a view of the programme can show or depend on.
func samePerson(a, b Person) bool {
	return a.Email == b.Email && a.Name == b.Name && a.Function == b.Function && a.Language == b.Language && a.Role == b.Role &&
		a.Category == b.Category && a.Removed == b.Removed && slices.Equal(a.Territories, b.Territories)
}

// Delegation gives the people of a territory, referents first, then by name.
func (s *Snapshot) Delegation(territory string) []*Person {
	var all []*Person
	for _, p := range s.people {
		if slices.Contains(p.Territories, territory) && (p.Role == Referent || p.Role == Member || p.Role == Guest) {
			all = append(all, p)
		}
	}
	slices.SortFunc(all, func(a, b *Person) int {
		return cmp.Or(cmp.Compare(rankRole(a.Role), rankRole(b.Role)), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return all
}

func rankRole(r Role) int { return slices.Index([]Role{Referent, Member, Guest}, r) }

// Knows tells whether a person may learn of another that they have an account and when they are busy: an organiser of
// everybody, members of one territory of each other, and plain calendar users of each other.
func (p *Person) Knows(other *Person) bool {
	return p.ID == other.ID || p.Role == Organiser || p.Role == "" && other.Role == "" ||
		slices.ContainsFunc(p.Territories, func(t string) bool { return slices.Contains(other.Territories, t) })
}

// MayInvite tells whether a person may invite another to an event of their own: whom they know, the organisers, and, as an
// organiser or referent, everybody of the programme.
func (p *Person) MayInvite(other *Person) bool {
	return p.Knows(other) || other.Role == Organiser && p.Role != "" || p.Role == Referent && other.Role != ""
}
