package events

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
)

// Draft tells whether the organisers have not said yet whom the session asks. Only organisers see it.
func (s *Session) Draft() bool { return len(s.Asked) == 0 && (s.Made || s.Audience.Nobody) }

// PlannedName is a session's name in programme/.
func (s *Session) PlannedName() string { return cmp.Or(s.Name, s.ID+".ics") }

// MakeSession makes a session of an event, or brings the one back whose UID it has, if check allows it.
func (s *Service) MakeSession(ctx context.Context, name string, edit Edit, check func(Tx) error) error {
	s.changing.Lock()
	defer s.changing.Unlock()
	next, old, err := s.fromEvent(s.Programme(), name, edit)
	if err != nil {
		return err
	}
	err = s.store.Update(ctx, func(tx Tx) error {
		if err := check(tx); err != nil {
			return err
		}
		n, err := tx.NextChange(ProgrammeHome)
		if err != nil {
			return err
		}
		return s.writeSession(tx, old, next(n), nil)
	})
	return cmp.Or(err, s.refresh(ctx))
}

// AddSessions makes sessions that an organiser says whole, all or none: each with its Plan and whom it asks, nobody for a draft. One without an id gets
// one of its title, or of its group. It gives their ids. An *Invalid keeps nothing.
func (s *Service) AddSessions(ctx context.Context, by *Person, sessions []Session) (ids []string, err error) {
	if err := s.Revise(ctx, by, nil, sessions...); err != nil {
		return nil, err
	}
	for _, x := range sessions {
		ids = append(ids, x.ID)
	}
	return ids, nil
}

// whole checks sessions that are to be made, and gives each its id.
func whole(snap *Snapshot, sessions []Session) error {
	ids := map[string]bool{}
	for i := range sessions {
		x := &sessions[i]
		x.Made = true
		if x.ID == "" {
			x.ID = snap.FreeName(cmp.Or(x.Group, x.Title), x.Category)
		}
		if err := x.Check(); err != nil {
			return err
		}
		if len(x.Asked) == 0 {
			x.Audience = Audience{Nobody: true}
		}
		if snap.Session(x.ID) != nil || ids[x.ID] {
			return Invalidf("id", "%q is a session already", x.ID)
		}
		ids[x.ID] = true
	}
	return nil
}

// makeThem writes sessions that are new.
func (s *Service) makeThem(tx Tx, snap *Snapshot, sessions []Session) error {
	for _, x := range sessions {
		n, err := tx.NextChange(ProgrammeHome)
		if err != nil {
			return err
		}
		x.UID, x.Created, x.Modified, x.Born, x.Change, x.Planned = snap.UIDOf(x.ID), s.now(), s.now(), n, n, x.When.Start
		if err := s.writeSession(tx, nil, x, nil); err != nil {
			return err
		}
	}
	return nil
}

// FreeName is an id that no session and no group has, of words: of the first, which may be long, not more than a part.
func (s *Snapshot) FreeName(words ...string) string {
	names := []string{NameID(words[0])}
	names[0] = strings.Trim(names[0][:min(len(names[0]), 40)], "-")
	for _, word := range words[1:] {
		names = append(names, NameID(word))
	}
	base := cmp.Or(strings.Trim(strings.Join(names, "-"), "-"), "session")
	id := base
	for n := 2; len(s.Group(id)) > 0; n++ {
		id = fmt.Sprintf("%s-%d", base, n)
	}
	return id
}

// fromEvent gives the session that an event under a new name is, by its change number, and the one that it was.
func (s *Service) fromEvent(snap *Snapshot, name string, edit Edit) (next func(int64) Session, old *Session, err error) {
	i := slices.IndexFunc(snap.byStart, func(x *Session) bool { return x.UID == edit.UID })
	if i < 0 {
		x, err := s.made(snap, name, edit)
		return func(n int64) Session { x.Born, x.Change = n, n; return x }, nil, err
	}
	old = snap.byStart[i]
	switch {
	case old.Lost:
		return nil, nil, Invalidf("UID", "this date was not chosen by its poll: decide the poll again instead")
	case old.Live() || edit.Status == "CANCELLED":
		return nil, nil, &UIDConflict{Name: old.PlannedName()}
	}
	plan := old.Plan
	plan.Why = Cut(edit.Why, MaxComment)
	plan.Status = old.Returning(edit)
	if !edit.When.Start.IsZero() {
		plan.When = edit.When
	}
	next = func(n int64) Session {
		x := old.changed(plan, old.Asked, n, s.now())
		if was := old.PlannedName(); was != name {
			x.Name, x.Names = name, append(slices.Clone(old.Names), was)
		}
		return x
	}
	return next, old, plan.Check()
}

// Returning is the status of a cancelled session that an organiser's client brings back: the one before, but for a
// date that they fix.
func (s *Session) Returning(edit Edit) Status {
	was := cmp.Or(s.Stood, Fixed)
	if s.Poll == "" && edit.Status == "CONFIRMED" {
		return Fixed
	}
	return was
}

// made is a session that an organiser made in their calendar.
func (s *Service) made(snap *Snapshot, name string, edit Edit) (Session, error) {
	plan := Plan{
		Title: strings.TrimSpace(edit.Title), Description: strings.TrimSpace(edit.Description), When: edit.When, Status: Fixed,
		Place: Place{Where: strings.TrimSpace(edit.Where)}, Why: Cut(edit.Why, MaxComment), Audience: Audience{Nobody: true},
	}
	switch edit.Status {
	case "TENTATIVE":
		plan.Status = Estimated
	case "CANCELLED":
		plan.Status = Cancelled
	}
	for i := 1; plan.ID == "" || snap.Session(plan.ID) != nil; i++ {
		plan.ID = fmt.Sprintf("made-%d", i)
	}
	x := Session{Plan: plan, UID: edit.UID, Name: name, Made: true, Created: s.now(), Modified: s.now(), Planned: plan.When.Start}
	if plan.Status == Cancelled {
		x.Cancelled = s.now()
	}
	snap.Publish(&x.Plan, &x.Asked, edit.Categories)
	return x, plan.Check()
}

// Publish reads whom the categories of an event name: categories and territories of the programme, or everybody. Where
// they name nobody, whoever is asked stays asked: nothing is taken back by accident. What is left is the kind of session.
func (s *Snapshot) Publish(p *Plan, asked *[]Audience, words []string) {
	var a Audience
	said, kind := false, ""
	for _, word := range words {
		c := slices.IndexFunc(s.Categories, func(c Category) bool { return sameName(word, c.ID, c.Label) })
		t := slices.IndexFunc(s.Territories, func(t Territory) bool { return sameName(word, t.ID, t.Name) })
		switch {
		case c >= 0:
			a.Categories = append(a.Categories, s.Categories[c].ID)
		case t >= 0:
			a.Territories = append(a.Territories, s.Territories[t].ID)
		case !sameName(word, everybody...):
			kind = cmp.Or(kind, strings.TrimSpace(word))
			continue
		}
		said = true
	}
	if said {
		p.Audience, *asked = a, []Audience{a}
	}
	p.Kind = kind
}

// everybody are the words by which an organiser asks all delegations.
var everybody = []string{"tous", "toutes", "toutes et tous", "tout le monde", "all", "everybody", "everyone"}

func sameName(word string, names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return Letters(name) != "" && Letters(name) == Letters(word) })
}
