package events

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
)

// settingFiled is what the file last said of the lists that organisers may change beside it: JSON of a Programme that has these alone.
const settingFiled = "programme-filed"

// Revise changes the polls, arbitrages and resources of the programme, as they were written, as an organiser says. What the file says
// of them meanwhile meets it when the file is applied. Sessions that are made with it (see AddSessions) are kept in the same transaction; change is nil
// where there is nothing else. An *Invalid keeps nothing.
func (s *Service) Revise(ctx context.Context, by *Person, change func(*Programme) error, with ...Session) error {
	if by.Role != Organiser {
		return ErrForbidden
	}
	s.changing.Lock()
	defer s.changing.Unlock()
	snap := s.Programme()
	if err := whole(snap, with); err != nil {
		return err
	}
	err := s.store.Update(ctx, func(tx Tx) error {
		before, err := tx.Programme()
		if err != nil || change == nil {
			return cmp.Or(err, s.makeThem(tx, snap, with))
		}
		a := &application{Service: s, tx: tx, report: &ApplyReport{}, now: s.now()}
		filed, err := a.filed(&before)
		if err != nil {
			return err
		}
		next := before
		next.Polls, next.Decisions, next.Resources = slices.Clone(before.Polls), slices.Clone(before.Decisions), slices.Clone(before.Resources)
		if err := change(&next); err != nil {
			return err
		}
		return cmp.Or(a.file(filed), a.keep(before, next), s.makeThem(tx, snap, with), s.showAnew(tx, snap, &before, &next))
	})
	return cmp.Or(err, s.Reload(ctx))
}

// showAnew lets sessions show the resources that a programme has now, where it had others before.
func (s *Service) showAnew(tx Tx, snap *Snapshot, before, p *Programme) error {
	var ids []string
	for _, x := range snap.All() {
		if x.Listed() && !sameJSON(before.ResourcesAt(&x.Plan), p.ResourcesAt(&x.Plan)) {
			ids = append(ids, x.ID)
		}
	}
	changes, err := snap.Changes(ids, s.now(), func(x *Plan, _ *[]Audience) { x.Resources = p.ResourcesAt(x) })
	return cmp.Or(err, s.writeChanges(tx, changes))
}

// revisable are the lists of a programme that organisers may change beside the file.
func (p *Programme) revisable() *Programme {
	return &Programme{Polls: p.Polls, Decisions: p.Decisions, Resources: p.Resources}
}

// filed is what the file last said of them: all that stands where nothing was ever changed beside it.
func (a *application) filed(before *Programme) (*Programme, error) {
	text, err := a.tx.Setting(settingFiled)
	if err != nil || text == "" {
		return before.revisable(), err
	}
	var p Programme
	err = json.Unmarshal([]byte(text), &p)
	return &p, err
}

func (a *application) file(p *Programme) error {
	text, err := json.Marshal(p.revisable())
	if err != nil {
		return err
	}
	return a.tx.SetSetting(settingFiled, string(text))
}

// meet gives the programme of the file with what organisers made and changed beside it.
func (a *application) meet(p Programme) (Programme, error) {
	now, err := a.tx.Programme()
	if err != nil {
		return p, err
	}
	filed, err := a.filed(&now)
	if err != nil {
		return p, err
	}
	settled := &Programme{}
	poll, resource := func(x Poll) string { return "poll " + x.ID }, func(x Resource) string { return "resource " + x.ID }
	arbitrage := func(x Decision) string { return "decision " + decisionName(x) }
	p.Polls, settled.Polls = meet(a, p.Polls, filed.Polls, now.Polls, poll)
	p.Decisions, settled.Decisions = meet(a, p.Decisions, filed.Decisions, now.Decisions, arbitrage)
	p.Resources, settled.Resources = meet(a, p.Resources, filed.Resources, now.Resources, resource)
	p.Sessions = slices.Clone(p.Sessions)
	for i := range p.Sessions { // they show what organisers made of the resources
		p.Sessions[i].Resources = p.ResourcesAt(&p.Sessions[i])
	}
	return p, a.file(settled)
}

// meet brings together, by name, what the file says, what it said when it was last applied, and what stands: what it changed since
// moves, and what was made or changed beside it stays. Where both changed, what stands goes on standing, with a warning, unless
// Preference says otherwise; settled is what to note as the file's word.
func meet[T any](a *application, file, filed, now []T, name func(T) string) (next, settled []T) {
	find := func(all []T, id string) *T {
		if i := slices.IndexFunc(all, func(x T) bool { return name(x) == id }); i >= 0 {
			return &all[i]
		}
		return nil
	}
	for _, x := range file {
		base, here := find(filed, name(x)), find(now, name(x))
		moved := base == nil || !sameJSON(x, *base)
		untouched := base == nil && here == nil || base != nil && here != nil && sameJSON(*base, *here)
		if untouched || moved && a.prefer == PreferFile {
			next, settled = append(next, x), append(settled, x)
			continue
		}
		if here != nil {
			next = append(next, *here)
		}
		if moved && a.prefer == PreferNeither && (here == nil || !sameJSON(x, *here)) {
			a.report.Warnings = append(a.report.Warnings, fmt.Sprintf("%s: the file and an organiser both changed it; what the organiser made of it stands", name(x)))
			if base != nil {
				settled = append(settled, *base)
			}
			continue
		}
		settled = append(settled, x)
	}
	for _, x := range now { // made beside the file
		if find(file, name(x)) == nil && find(filed, name(x)) == nil {
			next = append(next, x)
		}
	}
	return next, settled
}
