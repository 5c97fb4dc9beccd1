package store

import (
	"context"
	"reflect"
	"strings"
	"testing"
	"time"

	"parcours/events"
)

func TestSettings(t *testing.T) {
	db := openStore(t)
	same(t, "unknown", read(t, db, func(tx Tx) (string, error) { return tx.Setting("secret") }), "")
	for _, value := range []string{"one", "two", ""} {
		write(t, db, func(tx Tx) error { return tx.SetSetting("secret", value) })
		same(t, "Setting", read(t, db, func(tx Tx) (string, error) { return tx.Setting("secret") }), value)
	}
}

func TestChangeNumbers(t *testing.T) {
	db := openStore(t)
	var got []int64
	write(t, db, func(tx Tx) error {
		for _, home := range []string{"rita", "rita", events.ProgrammeHome, "rita"} {
			n, err := tx.NextChange(home)
			if err != nil {
				return err
			}
			got = append(got, n)
		}
		return nil
	})
	same(t, "NextChange", got, []int64{1, 2, 1, 3})
	for home, want := range map[string]int64{"rita": 3, events.ProgrammeHome: 1, "nobody": 0} {
		same(t, home, read(t, db, func(tx Tx) (int64, error) { return tx.LastChange(home) }), want)
	}
}

func TestProgramme(t *testing.T) {
	db := openStore(t)
	same(t, "at first", read(t, db, Tx.Programme), events.Programme{})
	with := fullProgramme
	with.People = []events.Person{rita}
	write(t, db, func(tx Tx) error { return tx.SetProgramme(with) })
	same(t, "as given", read(t, db, Tx.Programme), with)
	write(t, db, func(tx Tx) error { return tx.SetProgramme(events.Programme{Title: "Autre"}) })
	same(t, "replaced", read(t, db, Tx.Programme), events.Programme{Title: "Autre"})
}

func TestSessionsSince(t *testing.T) {
	db := openStore(t)
	write(t, db, func(tx Tx) error {
		for _, s := range []events.Session{
			{Plan: events.Plan{ID: "c"}, Change: 1},
			{Plan: events.Plan{ID: "b"}, Change: 3},
			{Plan: events.Plan{ID: "a"}, Change: 3},
			{Plan: events.Plan{ID: "d"}, Change: 2, Removed: true},
			{Plan: events.Plan{ID: "c"}, Change: 4},
		} {
			if err := tx.SetSession(s, nil); err != nil {
				return err
			}
		}
		return nil
	})
	for since, want := range map[int64]string{0: "d a b c", 2: "a b c", 3: "c", 4: ""} {
		var ids []string
		for _, s := range read(t, db, func(tx Tx) ([]events.Session, error) { return tx.Sessions(since) }) {
			ids = append(ids, s.ID)
		}
		same(t, "Sessions", strings.Join(ids, " "), want)
	}
}

func TestSessionRevisions(t *testing.T) {
	db := openStore(t)
	titled := func(title string, sequence int, change int64) events.Session {
		return events.Session{Plan: events.Plan{ID: "agora", Title: title}, Sequence: sequence, Change: change}
	}
	set := func(s events.Session) {
		write(t, db, func(tx Tx) error { return tx.SetSession(s, nil) })
	}
	set(titled("first", 0, 1))
	set(titled("moved", 1, 2))
	set(titled("moved, corrected", 1, 2)) // within one change
	set(titled("moved, corrected", 1, 2)) // nothing new
	set(titled("moved again", 2, 3))
	for sequence, want := range []string{"first", "moved, corrected", "moved again"} {
		got := read(t, db, func(tx Tx) (events.Session, error) { return tx.SessionRevision("agora", sequence) })
		same(t, "SessionRevision", got.Title, want)
	}
	wantError(t, db, events.ErrNotFound, func(tx Tx) error { _, err := tx.SessionRevision("agora", 3); return err })
	wantError(t, db, events.ErrNotFound, func(tx Tx) error { _, err := tx.SessionRevision("other", 0); return err })
	var editions int
	if err := db.reading.QueryRow("SELECT COUNT(*) FROM session_revisions").Scan(&editions); err != nil {
		t.Fatal(err)
	}
	same(t, "editions", editions, 4)
}

func TestFiled(t *testing.T) {
	db := openStore(t)
	same(t, "at first", read(t, db, Tx.Filed), map[string]events.Plan{})
	plan := events.Plan{ID: "agora", Title: "said by the file"}
	write(t, db, func(tx Tx) error { return tx.SetSession(allDay, &plan) })
	write(t, db, func(tx Tx) error { return tx.SetSession(fullSession, nil) })
	changed := allDay
	changed.Title = "said by an organiser"
	write(t, db, func(tx Tx) error { return tx.SetSession(changed, nil) })
	same(t, "left as it was", read(t, db, Tx.Filed), map[string]events.Plan{"agora": plan})
	plan.Title = "said anew"
	write(t, db, func(tx Tx) error { return tx.SetSession(changed, &plan) })
	same(t, "replaced", read(t, db, Tx.Filed), map[string]events.Plan{"agora": plan})
}

// TestSessionTimesAreUTC sets every time of a session, of whatever name, in another zone.
func TestSessionTimesAreUTC(t *testing.T) {
	db := openStore(t)
	s := fullSession
	instants := times(reflect.ValueOf(&s).Elem())
	if len(instants) < 6 {
		t.Fatalf("%d times in a session", len(instants))
	}
	for i, at := range instants {
		*at = time.Date(2022, 7, i+1, 12, 0, 0, 123, paris)
	}
	write(t, db, func(tx Tx) error { return tx.SetSession(s, &s.Plan) })
	got := read(t, db, func(tx Tx) ([]events.Session, error) { return tx.Sessions(0) })[0]
	filed := read(t, db, Tx.Filed)[s.ID]
	for i, at := range append(times(reflect.ValueOf(&got).Elem()), times(reflect.ValueOf(&filed).Elem())...) {
		want := time.Date(2022, 7, i%len(instants)+1, 11, 0, 0, 123, time.UTC)
		if *at != want {
			t.Errorf("time %d is %v, want %v", i, *at, want)
		}
	}
	if s.When.Start.Location() != paris {
		t.Error("the caller's session was changed")
	}
}

// times finds every time.Time within a value.
func times(v reflect.Value) []*time.Time {
	if v.Type() == reflect.TypeFor[time.Time]() {
		return []*time.Time{v.Addr().Interface().(*time.Time)}
	}
	var all []*time.Time
	if v.Kind() == reflect.Struct {
		for i := range v.NumField() {
			all = append(all, times(v.Field(i))...)
		}
	}
	return all
}

// TestTimeBeyondJSON has a year that RFC 3339 cannot say: an error, and nothing written.
func TestTimeBeyondJSON(t *testing.T) {
	db := openStore(t)
	far := allDay
	far.When.End = far.When.End.AddDate(9000, 0, 0)
	err := db.Update(context.Background(), func(tx Tx) error { return tx.SetSession(far, nil) })
	if err == nil || !strings.Contains(err.Error(), "year") {
		t.Errorf("error %v", err)
	}
	if n := len(read(t, db, func(tx Tx) ([]events.Session, error) { return tx.Sessions(0) })); n != 0 {
		t.Errorf("%d sessions", n)
	}
}

// TestDamagedBody reads a body that is no JSON: an error that says so, no panic.
func TestDamagedBody(t *testing.T) {
	dir := t.TempDir()
	db := openIn(t, dir)
	fill(t, db)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	alter(t, dir, "UPDATE sessions SET body = '{' WHERE id = 'agora'")
	db = openIn(t, dir)
	err := db.View(context.Background(), func(tx Tx) error { _, err := tx.Sessions(0); return err })
	if err == nil || !strings.Contains(err.Error(), "unexpected end of JSON") {
		t.Errorf("error %v", err)
	}
}
