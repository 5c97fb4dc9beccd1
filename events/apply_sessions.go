package events

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"slices"
	"time"
)

func (a *application) sessions(p Programme) error {
	filed, err := a.tx.Filed()
	if err != nil {
		return err
	}
	all, err := a.tx.Sessions(0)
	if err != nil {
		return err
	}
	known := map[string]*Session{}
	for i := range all {
		all[i].Audience.Nobody = all[i].Draft()
		known[all[i].ID] = &all[i]
	}
	next := a.merge(p, filed, known)
	byName := map[string][]*Plan{}
	for i := range next {
		byName[next[i].ID] = append(byName[next[i].ID], &next[i])
		if g := next[i].Group; g != "" {
			byName[g] = append(byName[g], &next[i])
		}
	}
	inFile := map[string]*Plan{}
	for i := range p.Sessions {
		inFile[p.Sessions[i].ID] = &p.Sessions[i]
	}
	for i := range next {
		plan := &next[i]
		if err := a.session(plan, plan.resolve(byName), known[plan.ID], p, a.filing(plan, inFile[plan.ID], filed), byName[plan.choice()]); err != nil {
			return err
		}
		delete(known, plan.ID)
	}
	return a.remove(known, filed)
}

// filing is what to note of the file's word: the file's plan unless the database stands against it.
func (a *application) filing(next, file *Plan, filed map[string]Plan) *Plan {
	if file == nil {
		return nil
	}
	base, ok := filed[file.ID]
	if ok && a.prefer == PreferNeither && !samePlan(next, file) && !samePlan(&base, file) {
		return nil // unsettled: both changed
	}
	return file
}

// merge gives the plan that each session of the file gets, three ways: file, file as last applied, database.
func (a *application) merge(p Programme, filed map[string]Plan, known map[string]*Session) []Plan {
	next := make([]Plan, 0, len(p.Sessions))
	loc := p.location()
	for i := range p.Sessions {
		file := &p.Sessions[i]
		x, base := known[file.ID], filed[file.ID]
		switch {
		case x != nil && x.Removed && x.Stood != "" && samePlan(file, &base): // it comes back as it was
			back := x.Plan
			back.Status = x.Stood
			next = append(next, back)
		case x == nil || x.Removed || samePlan(&x.Plan, &base),
			a.prefer == PreferFile && !samePlan(file, &base):
			next = append(next, *file)
		default:
			stands := x.Plan
			stands.Resources, base.Resources = file.Resources, file.Resources // they are the programme's, whoever changed the session
			if a.prefer == PreferNeither && !samePlan(file, &base) && !samePlan(file, &stands) {
				a.report.Warnings = append(a.report.Warnings, fmt.Sprintf("%s: the file says %s, the calendar %s; the calendar's stands", file.ID, file.brief(loc), x.Plan.brief(loc)))
			}
			next = append(next, stands)
		}
	}
	return next
}

// brief says a plan in a few words, for warnings, with its wall time in loc.
func (p *Plan) brief(loc *time.Location) string {
	day := p.When.Start.In(loc).Format("2006-01-02 15:04")
	if p.When.AllDay {
		day = DayOf(p.When.Start.UTC()).String()
	}
	return fmt.Sprintf("%q %s (%s)", p.Title, day, p.Status)
}

// samePlan compares all that the organisers say.
func samePlan(a, b *Plan) bool {
	x, y := *a, *b
	if !x.When.Equal(y.When) {
		return false
	}
	x.When, y.When = When{}, When{}
	return reflect.DeepEqual(x, y) || sameJSON(x, y)
}

// session writes one session if it is new or changed.
func (a *application) session(plan *Plan, asked []Audience, old *Session, p Programme, filed *Plan, choice []*Plan) error {
	if old != nil && !old.Removed && samePlan(&old.Plan, plan) && EqualRules(old.Asked, asked) {
		if filed == nil {
			return nil
		}
		same := *old
		same.Planned = filed.When.Start
		return a.tx.SetSession(same, filed)
	}
	n, err := a.tx.NextChange(ProgrammeHome)
	if err != nil {
		return err
	}
	if old == nil {
		x := Session{Plan: *plan, UID: p.UIDOf(plan.ID), Asked: asked, Created: a.now, Modified: a.now, Born: n, Change: n, Planned: plan.When.Start}
		if plan.Status == Cancelled {
			x.Cancelled = a.now
		}
		x.choose(Candidate, choice, a.now)
		a.report.Added = append(a.report.Added, plan.ID)
		return a.write(nil, x, filed)
	}
	x := old.changed(*plan, asked, n, a.now)
	x.choose(old.Status, choice, a.now)
	if filed != nil {
		x.Planned = filed.When.Start
	}
	a.report.Changed = append(a.report.Changed, plan.ID)
	return a.write(old, x, filed)
}

// writeSession stores a session with the notice of its change. Both may be a snapshot's: they are kept and compared as they
// were written.
func (s *Service) writeSession(tx Tx, old *Session, x Session, filed *Plan) error {
	x = x.AsWritten()
	if old != nil {
		written := old.AsWritten()
		old = &written
	}
	if err := tx.SetSession(x, filed); err != nil {
		return err
	}
	return s.notifySession(tx, old, &x)
}

func (a *application) write(old *Session, x Session, filed *Plan) error {
	return a.writeSession(a.tx, old, x, filed)
}

// changed gives the session with a new plan and audience: SEQUENCE rises with what people see (RFC 5546 §2.1.4),
// answers are asked again when the time moves. A session that comes back, or comes back to an earlier time, has the
// answers again that were given to it.
func (s *Session) changed(plan Plan, asked []Audience, change int64, now time.Time) Session {
	x := *s
	x.Was = slices.Clone(s.Was)
	x.Change = change
	if !EqualRules(s.Asked, asked) {
		x.Was = append(x.Was, PastAudience{Asked: s.Asked, Until: change})
		x.Asked = asked
	}
	seen, before := plan, s.Plan
	seen.Audience, before.Audience = Audience{}, Audience{}
	seen.Why, before.Why = "", ""
	if !samePlan(&seen, &before) || s.Removed {
		x.Sequence++
		x.Modified = now
	}
	back := s.Status == Cancelled && plan.Status != Cancelled
	if !plan.When.Equal(s.When) {
		x.Before = append(slices.Clone(s.Before), AskedBefore{When: s.When, From: s.AskedAt, Until: x.Sequence})
		x.Before = x.Before[max(0, len(x.Before)-keptTimes):]
		x.AskedAt = x.Sequence
		if !x.Decided.IsZero() { // it stays chosen; the votes were for another time
			x.VotedAt = x.Sequence
		}
	}
	if plan.Status == Cancelled && s.Status != Cancelled {
		x.Cancelled = now
	}
	if back {
		x.Cancelled, x.Dropped, x.Lost = time.Time{}, false, false
		if !s.Removed && plan.Status != Fixed {
			x.Decided, x.VotedAt = time.Time{}, 0
		}
	}
	x.Plan, x.Removed, x.Stood = plan, false, ""
	switch {
	case plan.Status != Cancelled:
	case s.Status == Cancelled:
		x.Stood = s.Stood
	default:
		x.Stood = s.Status
	}
	return x
}

// remove cancels the sessions that the file no longer has.
func (a *application) remove(gone map[string]*Session, filed map[string]Plan) error {
	ids := make([]string, 0, len(gone))
	for id, x := range gone {
		if _, was := filed[id]; !x.Removed && x.Opened == "" && (!x.Made || was) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	for _, id := range ids {
		n, err := a.tx.NextChange(ProgrammeHome)
		if err != nil {
			return err
		}
		plan := gone[id].Plan
		plan.Status = Cancelled
		x := gone[id].changed(plan, gone[id].Asked, n, a.now)
		x.Removed, x.Stood = true, gone[id].Status
		if err := a.write(gone[id], x, nil); err != nil {
			return err
		}
		a.report.Removed = append(a.report.Removed, id)
	}
	return nil
}

// keepCancelled is how long a cancelled session stays in feeds and calendars.
const keepCancelled = 60 * 24 * time.Hour

// DropCancelled takes out of feeds and calendars what was cancelled 60 days ago. A job runs it daily: nothing
// happens because time passes alone.
func (s *Service) DropCancelled(ctx context.Context) error {
	s.changing.Lock()
	defer s.changing.Unlock()
	due := func(x *Session) bool {
		return !x.Dropped && !x.Cancelled.IsZero() && s.now().Sub(x.Cancelled) > keepCancelled
	}
	if !slices.ContainsFunc(s.Programme().All(), due) {
		return nil
	}
	err := s.store.Update(ctx, func(tx Tx) error {
		all, err := tx.Sessions(0)
		if err != nil {
			return err
		}
		for _, x := range all {
			if !due(&x) {
				continue
			}
			if x.Change, err = tx.NextChange(ProgrammeHome); err != nil {
				return err
			}
			x.Dropped = true
			if err := tx.SetSession(x, nil); err != nil {
				return err
			}
		}
		return nil
	})
	return cmp.Or(err, s.refresh(ctx))
}
