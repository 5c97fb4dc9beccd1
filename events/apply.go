package events

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"
)

// ApplyReport says what an applied programme changed: ids of sessions and people.
type ApplyReport struct {
	Added, Changed, Removed []string
	Texts                   bool     // something of the programme itself: its heading, note, territories, arbitrages
	Warnings                []string // what the file says and the database's value stands against
	Loss                    *Loss    // more than a few that it took away, by force; nil without
}

// ApplyOptions are words of whoever applies a file.
type ApplyOptions struct {
	Prefer  Preference // what stands where both the file and the database changed a session
	Force   bool       // whatever the file takes away
	Preview bool       // change nothing: only report what would change, losses too
}

// Preference says what stands where both the file and the database changed a session.
type Preference string

// The preferences. PreferNeither leaves it open: the database's value stands, and each Apply warns.
const (
	PreferNeither  Preference = ""
	PreferFile     Preference = "file"
	PreferDatabase Preference = "database"
)

// Apply brings in what the programme's file says. Only what changed in the file since it was last applied moves;
// where the database changed too, its value stands and a warning names both. A session that the file no longer
// has is cancelled. A file that would take away more than a few people or sessions changes nothing: the error is a
// *Loss then, and Apply takes it when somebody says so.
func (s *Service) Apply(ctx context.Context, p Programme, o ApplyOptions) (ApplyReport, error) {
	s.changing.Lock()
	defer s.changing.Unlock()
	var report ApplyReport
	err := s.store.Update(ctx, func(tx Tx) error {
		report = ApplyReport{}
		a := &application{Service: s, tx: tx, report: &report, now: s.now(), prefer: o.Prefer}
		next, err := a.meet(p)
		if err != nil {
			return err
		}
		loss, err := a.wouldLose(&next)
		if err != nil {
			return err
		}
		if loss != nil && !o.Force && !o.Preview {
			return loss
		}
		report.Loss = loss
		if err := a.programme(next); err != nil {
			return err
		}
		if err := a.sessions(next); err != nil || !o.Preview {
			return err
		}
		return errPreview
	})
	if errors.Is(err, errPreview) {
		return report, nil
	}
	if err != nil {
		return report, err
	}
	return report, s.Reload(ctx)
}

// application is one Apply in its transaction.
type application struct {
	*Service
	tx     Tx
	report *ApplyReport
	now    time.Time
	prefer Preference
}

// wouldLose tells what the file takes away, nil where that is a few or nothing.
func (a *application) wouldLose(p *Programme) (*Loss, error) {
	before, err := a.tx.Programme()
	if err != nil {
		return nil, err
	}
	all, err := a.tx.Sessions(0)
	if err != nil {
		return nil, err
	}
	known := map[string]*Session{}
	for i := range all {
		known[all[i].ID] = &all[i]
	}
	filed, err := a.tx.Filed()
	if err != nil {
		return nil, err
	}
	for id, x := range known { // a session of the organisers' own is the file's once it was in it
		if _, was := filed[id]; x.Made && !was {
			delete(known, id)
		}
	}
	people, err := a.tx.People()
	removed := func(p Person) bool {
		i := slices.IndexFunc(people, func(x Person) bool { return x.ID == p.ID })
		return i >= 0 && people[i].Removed
	}
	return a.loses(&before, p, slices.DeleteFunc(slices.Clone(before.People), removed), known), err
}

// Settings that Apply keeps.
const (
	settingModified = "programme-modified" // when the programme row last changed, RFC 3339
	settingScopes   = "feed-scopes"        // JSON: every feed scope that ever was, with its title
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
	return a.keep(before, row)
}

// keep keeps what the programme is beside its sessions.
func (a *application) keep(before, row Programme) error {
	if sameJSON(row, before) {
		return nil
	}
	if err := a.tx.SetProgramme(row); err != nil {
		return err
	}
	if err := a.keepScopes(row); err != nil {
		return err
	}
	row.People, before.People = nil, nil
	if sameJSON(row, before) {
		return nil
	}
	a.report.Texts = true
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
		same, err := a.asItIs(p)
		if err != nil {
			return nil, err
		}
		if same {
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

// asItIs tells whether somebody is already what the file newly says of them, as when it says what a page changed.
func (a *application) asItIs(p Person) (bool, error) {
	now, err := a.tx.Person(p.ID)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	same := samePerson(now, p) && (p.Role != Guest || (p.Godparent == "" || now.Godparent == p.Godparent) && (now.Briefed || !p.Briefed))
	if err != nil || !same || now.InFile {
		return same, err
	}
	now.InFile = true
	return same, a.tx.SetPerson(now)
}

func (a *application) removePeople(ids []string) error {
	for _, id := range ids {
		if p, err := a.tx.Person(id); err == nil && p.Removed {
			continue
		}
		if err := a.removePerson(a.tx, id); err != nil {
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
