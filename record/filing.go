package record

import (
	"cmp"
	"context"
	"reflect"
	"slices"

	"parcours/events"
)

// Filing is what a file can say of the programme: as it stands now, and as the file said when it was last applied. Texts are as they
// were written, sessions in the order in which they came, people in that of the file, then by id.
type Filing struct{ Now, Said events.Programme }

// Filing reads both. Sessions that delegations opened, and what people answered, are no file's.
func (s *Service) Filing(ctx context.Context) (f Filing, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		f, err = filing(tx)
		return err
	})
	return f, err
}

func filing(tx Tx) (f Filing, err error) {
	if f.Said, err = tx.Programme(); err != nil {
		return f, err
	}
	f.Now = f.Said
	f.Now.Sessions, f.Now.People, f.Said.Sessions = nil, nil, nil
	sessions, err := tx.Sessions(0)
	if err != nil {
		return f, err
	}
	filed, err := tx.Filed()
	if err != nil {
		return f, err
	}
	slices.SortFunc(sessions, func(a, b events.Session) int { return cmp.Or(cmp.Compare(a.Born, b.Born), cmp.Compare(a.ID, b.ID)) })
	for i := range sessions {
		x := &sessions[i]
		said, was := filed[x.ID]
		if x.Removed || x.Opened != "" || !was && x.Draft() && !x.Live() {
			continue
		}
		plan := x.Plan
		plan.Audience.Nobody = x.Draft()
		f.Now.Sessions = append(f.Now.Sessions, plan)
		if was {
			f.Said.Sessions = append(f.Said.Sessions, said)
		}
	}
	people, err := tx.People()
	f.Now.People = peopleNow(&f.Now, people, f.Said.People)
	return f, err
}

// peopleNow are those of the programme, those of the file first; what they had of a place or category that is gone is gone.
func peopleNow(p *events.Programme, people, filed []events.Person) (all []events.Person) {
	slices.SortFunc(people, func(a, b events.Person) int {
		return cmp.Or(cmp.Compare(filedAt(filed, a.ID), filedAt(filed, b.ID)), cmp.Compare(a.ID, b.ID))
	})
	people = slices.DeleteFunc(people, func(x events.Person) bool { return x.Removed })
	for _, x := range people {
		x.Epoch, x.FeedToken, x.InFile = 0, "", true
		x.Territories = slices.DeleteFunc(slices.Clone(x.Territories), func(id string) bool {
			return !slices.ContainsFunc(p.Territories, func(t events.Territory) bool { return t.ID == id })
		})
		if !slices.ContainsFunc(p.Categories, func(c events.Category) bool { return c.ID == x.Category }) {
			x.Category = ""
		}
		if known := slices.ContainsFunc(people, func(o events.Person) bool { return o.ID == x.Godparent }); x.Role != events.Guest || !known {
			x.Godparent = ""
		}
		x.Briefed = x.Briefed && x.Role == events.Guest
		all = append(all, x)
	}
	return all
}

// filedAt is where the file names somebody; after all for whom it does not.
func filedAt(filed []events.Person, id string) int {
	if i := slices.IndexFunc(filed, func(p events.Person) bool { return p.ID == id }); i >= 0 {
		return i
	}
	return len(filed)
}

// Drift is a session or a person of which the file says another thing than stands now: Said is nil for what was made here, Now for
// what was taken out.
type Drift[T any] struct{ Said, Now *T }

// Sessions are those that were changed, made or taken out since the file said what they are.
func (f *Filing) Sessions() []Drift[events.Plan] {
	return drifts(f.Said.Sessions, f.Now.Sessions, func(p *events.Plan) string { return p.ID }, func(a, b events.Plan) bool {
		same := a.When.Equal(b.When)
		a.When, b.When, a.Resources, b.Resources = events.When{}, events.When{}, nil, nil
		return same && reflect.DeepEqual(emptied(a), emptied(b))
	})
}

// People are those who were changed, added or taken out since.
func (f *Filing) People() []Drift[events.Person] {
	return drifts(f.Said.People, f.Now.People, func(p *events.Person) string { return p.ID }, func(a, b events.Person) bool {
		a.InFile = b.InFile
		return reflect.DeepEqual(emptied(a), emptied(b))
	})
}

// drifts gives what differs between two lists, in the order of the second; what is in the first alone comes last.
func drifts[T any](said, now []T, id func(*T) string, same func(a, b T) bool) (all []Drift[T]) {
	for i := range now {
		at := slices.IndexFunc(said, func(x T) bool { return id(&x) == id(&now[i]) })
		switch {
		case at < 0:
			all = append(all, Drift[T]{nil, &now[i]})
		case !same(said[at], now[i]):
			all = append(all, Drift[T]{&said[at], &now[i]})
		}
	}
	for i := range said {
		if !slices.ContainsFunc(now, func(x T) bool { return id(&x) == id(&said[i]) }) {
			all = append(all, Drift[T]{&said[i], nil})
		}
	}
	return all
}

// emptied gives a value whose empty lists are nil, as JSON does not keep which they were.
func emptied[T any](x T) T {
	empty(reflect.ValueOf(&x).Elem())
	return x
}

func empty(v reflect.Value) {
	switch v.Kind() {
	case reflect.Slice:
		if v.Len() == 0 && v.CanSet() {
			v.SetZero()
		}
	case reflect.Struct:
		for i := range v.NumField() {
			empty(v.Field(i))
		}
	}
}
