package events

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// FeedInfo names a published calendar.
type FeedInfo struct {
	Scope string // "all", "c/elus", "t/faverges", "t/faverges/elus"; "p/{token}" for a person's
	Title string
	Name  string // file name, which Thunderbird shows: "Parcours-Elus.ics"
	Path  string // "/feeds/c/elus/Parcours-Elus.ics"
	Color string
}

// Feed is what a published calendar holds.
type Feed struct {
	FeedInfo
	Description string
	Programme   *Snapshot
	Reader      *Person // of a personal feed
	Invitations []Invitation
	Tasks       []Task
	Modified    time.Time // of what last changed in it
	Revision    string    // equal revisions have equal octets
}

// feedInfo completes a scope.
func feedInfo(scope, title, name, color string) FeedInfo {
	return FeedInfo{Scope: scope, Title: title, Name: name, Path: "/feeds/" + scope + "/" + name, Color: color}
}

// feeds lists the public feeds of a programme.
func (p *Programme) feeds() []FeedInfo {
	if p.Title == "" && len(p.Categories) == 0 {
		return nil
	}
	all := []FeedInfo{feedInfo("all", p.Title, "Parcours.ics", "")}
	for _, c := range p.Categories {
		all = append(all, feedInfo("c/"+c.ID, p.Title+" · "+c.Label, "Parcours-"+fileWord(c.Label)+".ics", c.Color))
	}
	for _, t := range p.Territories {
		all = append(all, feedInfo("t/"+t.ID, p.Title+" · "+t.Name, "Parcours-"+fileWord(t.Name)+".ics", ""))
	}
	for _, t := range p.Territories {
		for _, c := range p.Categories {
			all = append(all, feedInfo("t/"+t.ID+"/"+c.ID, p.Title+" · "+t.Name+" · "+c.Label,
				"Parcours-"+fileWord(t.Name)+"-"+fileWord(c.Label)+".ics", c.Color))
		}
	}
	return all
}

var plainLetters = strings.NewReplacer("à", "a", "â", "a", "ä", "a", "ç", "c", "é", "e", "è", "e", "ê", "e", "ë", "e", "î", "i", "ï", "i",
	"ô", "o", "ö", "o", "ù", "u", "û", "u", "ü", "u", "œ", "oe", "À", "A", "Â", "A", "Ç", "C", "É", "E", "È", "E", "Ê", "E", "Î", "I", "Ô", "O", "Œ", "OE")

// fileWord is a label as part of a file name: letters, digits and hyphens only.
func fileWord(label string) string {
	return strings.Join(strings.FieldsFunc(plainLetters.Replace(label), func(r rune) bool {
		return !(r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z')
	}), "-")
}

// Feeds lists the public feeds.
func (s *Service) Feeds() []FeedInfo { p := s.Programme().Programme; return p.feeds() }

// Feed gives a public feed. It does not touch the store. A scope that the programme no longer has is empty, for
// its subscribers; ErrNotFound if it never was.
func (s *Service) Feed(scope string) (*Feed, error) {
	snap := s.Programme()
	info, ok := snap.feedInfo(scope)
	if !ok {
		return nil, ErrNotFound
	}
	f := &Feed{FeedInfo: info, Programme: snap, Description: snap.Description, Modified: snap.Modified}
	var last int64
	for _, x := range snap.All() {
		if !snap.inScope(scope, x) {
			last = max(last, snap.leftScope(scope, x))
			continue
		}
		last = max(last, x.Change)
		if x.published() {
			f.Invitations = append(f.Invitations, *s.invite(snap, x, ViewPublic, nil, Subject{}, nil, nil))
			f.Modified = latest(f.Modified, x.Modified)
		}
	}
	f.Revision = fmt.Sprintf("%s-%d", s.epoch(snap, nil), last)
	return f, nil
}

func (s *Snapshot) feedInfo(scope string) (FeedInfo, bool) {
	for _, f := range s.feeds() {
		if f.Scope == scope {
			return f, true
		}
	}
	title, ok := s.scopes[scope]
	return feedInfo(scope, title, "Parcours.ics", ""), ok
}

// inScope tells whether a public feed tells of a session.
func (s *Snapshot) inScope(scope string, x *Session) bool {
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

// leftScope is the change number at which a public feed last stopped telling of a session, 0 if it never told of it.
func (s *Snapshot) leftScope(scope string, x *Session) int64 {
	for _, was := range slices.Backward(x.Was) {
		if before := (&Session{Plan: Plan{Category: x.Category}, Asked: was.Asked}); s.inScope(scope, before) {
			return was.Until
		}
	}
	return 0
}

// PersonalFeedRevision is cheap: it tells whether a personal feed is the one with this Feed.Revision. ErrNotFound
// for an unknown token, ErrGone for a revoked one.
func (s *Service) PersonalFeedRevision(ctx context.Context, token string) (string, error) {
	var revision string
	err := s.store.View(ctx, func(tx Tx) error {
		p, err := feedReader(tx, token)
		if err != nil {
			return err
		}
		revision, err = s.feedRevision(tx, s.Programme(), &p)
		return err
	})
	return revision, err
}

func feedReader(tx Tx, token string) (Person, error) {
	p, revoked, err := tx.PersonByFeedToken(token)
	switch {
	case err != nil:
		return p, err
	case revoked || p.Removed:
		return p, ErrGone
	}
	return p, nil
}

func (s *Service) feedRevision(tx Tx, snap *Snapshot, p *Person) (string, error) {
	own, err := tx.LastChange(AnswersHome(p.ID))
	if err != nil {
		return "", err
	}
	revision := fmt.Sprintf("%s-%d-%d", s.epoch(snap, p), snap.Change, own)
	for _, t := range p.Territories {
		n, err := tx.LastChange(TerritoryHome(t))
		if err != nil {
			return "", err
		}
		revision += fmt.Sprintf("-%d", n)
	}
	return revision, nil
}

// PersonalFeed gives a person's own feed by its secret token: what they are asked to, with answer links; for a
// referent the delegation's answer links and the due dates of the arbitrages too; for an organiser everything.
func (s *Service) PersonalFeed(ctx context.Context, token string) (*Feed, error) {
	var f *Feed
	err := s.store.View(ctx, func(tx Tx) error {
		found, err := feedReader(tx, token)
		if err != nil {
			return err
		}
		snap := s.Programme()
		p := snap.Person(found.ID)
		if p == nil {
			return ErrNotFound
		}
		f = &Feed{
			FeedInfo:  feedInfo("p/"+token, snap.Title+" · "+p.Name, "Mon-Parcours.ics", ""),
			Programme: snap, Reader: p, Description: snap.Description, Modified: snap.Modified,
		}
		if f.Revision, err = s.feedRevision(tx, snap, p); err != nil {
			return err
		}
		f.Tasks = snap.tasksFor(p)
		f.Invitations, err = s.personalInvitations(tx, snap, p)
		for i := range f.Invitations {
			f.Modified = latest(f.Modified, f.Invitations[i].Modified)
		}
		return err
	})
	return f, err
}

func (s *Service) personalInvitations(tx Tx, snap *Snapshot, p *Person) ([]Invitation, error) {
	own, err := tx.Answers(AnswerQuery{Person: p.ID, Latest: true})
	if err != nil {
		return nil, err
	}
	answers := map[string]*Answer{}
	for i := range own {
		answers[own[i].Session] = &own[i]
	}
	said := map[Subject]map[string]*Answer{}
	for _, t := range p.Territories {
		if !p.ReferentOf(t) {
			continue
		}
		forUs, err := tx.Answers(AnswerQuery{Territory: t, Latest: true})
		if err != nil {
			return nil, err
		}
		for i := range forUs {
			a := &forUs[i]
			if said[a.For] == nil {
				said[a.For] = map[string]*Answer{}
			}
			said[a.For][a.Session] = a
		}
	}
	var all []Invitation
	for _, x := range snap.All() {
		if !x.published() || !x.Asks(p) && p.Role != Organiser {
			continue
		}
		subject := Subject{Person: p.ID}
		if !x.Asks(p) {
			subject = Subject{}
		}
		inv := s.invite(snap, x, ViewPersonal, p, subject, answers[x.ID], nil)
		inv.Delegations = s.forDelegations(snap, x, p, said)
		for _, d := range inv.Delegations {
			inv.Modified = latest(inv.Modified, d.Answered)
		}
		all = append(all, *inv)
	}
	return all, nil
}

// forDelegations gives a referent the answers of the delegation to a session and to its other rooms.
func (s *Service) forDelegations(snap *Snapshot, x *Session, p *Person, said map[Subject]map[string]*Answer) []DelegationLink {
	rooms := []*Session{x}
	if x.Category != "" {
		rooms = snap.Group(x.Group)
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
			subject := room.subjectOf(t)
			inv := s.invite(snap, room, ViewDelegation, p, subject, said[subject][room.ID], nil)
			all = append(all, DelegationLink{Label: inv.Label, Status: inv.Status, URL: inv.AnswerURL, Answered: inv.Answered})
		}
	}
	return all
}

// tasksFor gives the due dates of the arbitrages to a referent, by date.
func (s *Snapshot) tasksFor(p *Person) []Task {
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
				Decision: d, Territory: territory, Programme: s, Reader: p, Modified: s.Modified, Due: s.dueOf(d), URL: "/",
				UID: s.DecisionUID(d.Number, t),
			})
		}
	}
	slices.SortStableFunc(all, func(a, b Task) int { return cmp.Compare(a.Due.String(), b.Due.String()) })
	return all
}
