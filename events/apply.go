package events

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"time"
)

// ApplyReport says what an applied programme changed: ids of sessions and people.
type ApplyReport struct {
	Added, Changed, Removed []string
	Warnings                []string // what the file says and the database's value stands against
}

// Apply brings in what the programme's file says. Only what changed in the file since it was last applied moves;
// where the database changed too, its value stands and a warning names both. A session that the file no longer
// has is cancelled.
func (s *Service) Apply(ctx context.Context, p Programme) (ApplyReport, error) {
	return s.ApplyPreferring(ctx, p, PreferNeither)
}

// Preference says what stands where both the file and the database changed a session.
type Preference string

// The preferences. PreferNeither leaves it open: the database's value stands, and each Apply warns.
const (
	PreferNeither  Preference = ""
	PreferFile     Preference = "file"
	PreferDatabase Preference = "database"
)

// ApplyPreferring is Apply with a word on what both sides changed.
func (s *Service) ApplyPreferring(ctx context.Context, p Programme, prefer Preference) (ApplyReport, error) {
	s.changing.Lock()
	defer s.changing.Unlock()
	var report ApplyReport
	err := s.store.Update(ctx, func(tx Tx) error {
		report = ApplyReport{}
		a := &application{Service: s, tx: tx, report: &report, now: s.now(), prefer: prefer}
		if err := a.programme(p); err != nil {
			return err
		}
		return a.sessions(p)
	})
	if err != nil {
		return report, err
	}
	return report, s.reload(ctx)
}

// application is one Apply in its transaction.
type application struct {
	*Service
	tx     Tx
	report *ApplyReport
	now    time.Time
	prefer Preference
}

// Settings that Apply keeps.
const (
	settingModified = "programme-modified" // when the programme row last changed, RFC 3339
	settingScopes   = "feed-scopes"        // JSON: every feed scope that ever was, with its title
	settingDemo     = "demo-weeks"
	settingAddress  = "public-url"
)

func (a *application) programme(p Programme) error {
	old, err := a.tx.Programme()
	if err != nil {
		return err
	}
	row, before := p, old
	row.Sessions, before.Sessions = nil, nil
	if row.People, err = a.people(before.People, row.People); err != nil {
		return err
	}
	if sameJSON(row, before) {
		return nil
	}
	if err := a.tx.SetProgramme(row); err != nil {
		return err
	}
	if err := a.keepScopes(row); err != nil {
		return err
	}
	for _, t := range row.Territories {
		if err := addTerritoryCalendars(a.tx, t, a.now); err != nil {
			return err
		}
	}
	row.People, before.People = nil, nil
	if sameJSON(row, before) {
		return nil
	}
	if err := a.tx.SetSetting(settingModified, a.now.UTC().Format(time.RFC3339)); err != nil {
		return err
	}
	return a.tx.SetSetting(settingEpoch, a.newID())
}

// sameJSON compares as the store keeps: nil and empty, and an instant in two zones, are told apart there only.
func sameJSON(a, b any) bool {
	x, _ := json.Marshal(a)
	y, _ := json.Marshal(b)
	return string(x) == string(y)
}

// people brings in those of the file that changed in it. It gives them as the file now stands for: of whoever could
// not be brought in what it said before, so that the next time tries again.
func (a *application) people(before, after []Person) (settled []Person, err error) {
	was := map[string]Person{}
	for _, p := range before {
		was[p.ID] = p
	}
	for _, p := range after {
		old, known := was[p.ID]
		delete(was, p.ID)
		if known && sameJSON(old, p) {
			settled = append(settled, p)
			continue
		}
		inFile := p
		inFile.InFile = true
		var wrong *Invalid
		switch err := a.setPerson(a.tx, inFile); {
		case errors.As(err, &wrong):
			a.report.Warnings = append(a.report.Warnings, fmt.Sprintf("%s: %s; the person stays as they were", p.ID, wrong.Problem))
			if known {
				settled = append(settled, old)
			}
			continue
		case err != nil:
			return nil, err
		case known:
			a.report.Changed = append(a.report.Changed, p.ID)
		default:
			a.report.Added = append(a.report.Added, p.ID)
		}
		settled = append(settled, p)
	}
	return settled, a.removePeople(slices.Sorted(maps.Keys(was)))
}

func (a *application) removePeople(ids []string) error {
	for _, id := range ids {
		p, err := a.tx.Person(id)
		if err != nil {
			return err
		}
		p.Removed = true
		p.Epoch++
		if err := a.tx.SetPerson(p); err != nil {
			return err
		}
		a.report.Removed = append(a.report.Removed, id)
	}
	return nil
}

func (a *application) keepScopes(row Programme) error {
	text, err := a.tx.Setting(settingScopes)
	if err != nil {
		return err
	}
	scopes := map[string]string{}
	if text != "" {
		if err := json.Unmarshal([]byte(text), &scopes); err != nil {
			return err
		}
	}
	for _, f := range row.feeds() {
		scopes[f.Scope] = f.Title
	}
	kept, err := json.Marshal(scopes)
	if err != nil {
		return err
	}
	return a.tx.SetSetting(settingScopes, string(kept))
}

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
		if err := a.session(plan, plan.resolve(byName), known[plan.ID], p, a.filing(plan, inFile[plan.ID], filed)); err != nil {
			return err
		}
		delete(known, plan.ID)
	}
	return a.remove(known)
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
		case x == nil || x.Removed || samePlan(&x.Plan, &base),
			a.prefer == PreferFile && !samePlan(file, &base):
			next = append(next, *file)
		default:
			if a.prefer == PreferNeither && !samePlan(file, &base) && !samePlan(file, &x.Plan) {
				a.report.Warnings = append(a.report.Warnings, fmt.Sprintf("%s: the file says %s, the calendar %s; the calendar's stands", file.ID, file.brief(loc), x.Plan.brief(loc)))
			}
			next = append(next, x.Plan)
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
func (a *application) session(plan *Plan, asked []Audience, old *Session, p Programme, filed *Plan) error {
	if old != nil && !old.Removed && samePlan(&old.Plan, plan) && equalRules(old.Asked, asked) {
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
		a.report.Added = append(a.report.Added, plan.ID)
		return a.write(nil, x, filed)
	}
	x := old.changed(*plan, asked, n, a.now)
	if filed != nil {
		x.Planned = filed.When.Start
	}
	a.report.Changed = append(a.report.Changed, plan.ID)
	return a.write(old, x, filed)
}

// writeSession stores a session with the notice of its change.
func (s *Service) writeSession(tx Tx, old *Session, x Session, filed *Plan) error {
	if err := tx.SetSession(x, filed); err != nil {
		return err
	}
	return s.notifySession(tx, old, &x)
}

func (a *application) write(old *Session, x Session, filed *Plan) error {
	return a.writeSession(a.tx, old, x, filed)
}

// changed gives the session with a new plan and audience: SEQUENCE rises with what people see (RFC 5546 §2.1.4),
// answers are asked again when the time moves or a cancelled session comes back.
func (s *Session) changed(plan Plan, asked []Audience, change int64, now time.Time) Session {
	x := *s
	x.Was = slices.Clone(s.Was)
	x.Change = change
	if !equalRules(s.Asked, asked) {
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
	if !plan.When.Equal(s.When) || back {
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
		x.Decided, x.VotedAt = time.Time{}, 0
	}
	x.Plan, x.Removed = plan, false
	return x
}

// remove cancels the sessions that the file no longer has.
func (a *application) remove(gone map[string]*Session) error {
	ids := make([]string, 0, len(gone))
	for id, x := range gone {
		if !x.Removed && x.Opened == "" {
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
		x.Removed = true
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

// DemoOffset is by how many weeks the programme was moved when this store was first served; set is false if it
// never was.
func (s *Service) DemoOffset(ctx context.Context) (weeks int, set bool, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		text, err := tx.Setting(settingDemo)
		if err != nil || text == "" {
			return err
		}
		weeks, err = strconv.Atoi(text)
		set = err == nil
		return err
	})
	return weeks, set, err
}

// SetDemoOffset keeps the offset, once.
func (s *Service) SetDemoOffset(ctx context.Context, weeks int) error {
	return s.store.Update(ctx, func(tx Tx) error {
		text, err := tx.Setting(settingDemo)
		if err != nil {
			return err
		}
		if text != "" && text != strconv.Itoa(weeks) {
			return invalid("demo-from", "this data folder was moved by %s weeks before; use another folder for another date", text)
		}
		return tx.SetSetting(settingDemo, strconv.Itoa(weeks))
	})
}

// SetAddress keeps the address under which people reach the server, for commands that print links.
func (s *Service) SetAddress(ctx context.Context, publicURL string) error {
	return s.store.Update(ctx, func(tx Tx) error { return tx.SetSetting(settingAddress, publicURL) })
}

// Address is the address under which the server was last reached, without final slash; "" if it never served.
func (s *Service) Address(ctx context.Context) (address string, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		address, err = tx.Setting(settingAddress)
		return err
	})
	return address, err
}
