package calendars_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"parcours/calendars"
	"parcours/events"
	"parcours/site"
	"parcours/store"
)

// move gives an object of a person another name, as a client does.
func move(s *site.Site, person, from, name, to, newName string) (calendars.PutResult, error) {
	s.T.Helper()
	return s.Calendars.TransferItem(s.T.Context(), s.Collection(person, from), s.Collection(person, to), calendars.Transfer{Move: true, Name: name, NewName: newName, Overwrite: true})
}

// standing gives what is in a calendar: "name=UID ...".
func standing(s *site.Site, person, name string) string {
	s.T.Helper()
	items := s.Items(person, name)
	var all []string
	for _, n := range slices.Sorted(maps.Keys(items)) {
		all = append(all, n+"="+items[n].UID)
	}
	return strings.Join(all, " ")
}

// moving is marc with a.ics and b.ics in his calendar, and a copy of a, and c, in another one.
func moving(t *testing.T) *site.Site {
	t.Helper()
	s := site.OpenSmall(t)
	s.Must(s.Calendars.CreateCollection(t.Context(), s.Person("marc"), "marc", calendars.StoredCollection{Name: "jardin"}))
	for _, o := range []struct{ in, name, uid string }{
		{"calendar", "a.ics", "a"}, {"calendar", "b.ics", "b"}, {"jardin", "copy.ics", "a"}, {"jardin", "c.ics", "c"},
	} {
		_, err := s.Put("marc", o.in, o.name, event(o.uid, 1))
		s.Must(err)
	}
	return s
}

const (
	calendarBefore = "a.ics=a b.ics=b"
	jardinBefore   = "c.ics=c copy.ics=a"
)

func TestMove(t *testing.T) {
	for _, c := range []struct {
		name, from, object, to, newName string
		keep                            bool // Overwrite: F
		created                         bool
		calendar, jardin                string // what is there then
		tells                           [2]string
	}{
		{"a rename", "calendar", "a.ics", "calendar", "z.ics", false, true, "b.ics=b z.ics=a", jardinBefore, [2]string{"z.ics -a.ics", ""}},
		{"a rename over nothing", "calendar", "a.ics", "calendar", "z.ics", true, true, "b.ics=b z.ics=a", jardinBefore, [2]string{"z.ics -a.ics", ""}},
		{"to another calendar", "calendar", "b.ics", "jardin", "b.ics", true, true, "a.ics=a", "b.ics=b c.ics=c copy.ics=a", [2]string{" -b.ics", "b.ics"}},
		{"to another calendar and name", "jardin", "c.ics", "calendar", "z.ics", false, true, "a.ics=a b.ics=b z.ics=c", "copy.ics=a", [2]string{"z.ics", " -c.ics"}},
		{"over its copy", "calendar", "a.ics", "jardin", "copy.ics", false, false, "b.ics=b", jardinBefore, [2]string{" -a.ics", "copy.ics"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := moving(t)
			from, to := s.Collection("marc", c.from), s.Collection("marc", c.to)
			before := s.Items("marc", c.from)[c.object]
			tokens := [2]string{s.Collection("marc", "calendar").Token, s.Collection("marc", "jardin").Token}
			result, err := s.Calendars.TransferItem(t.Context(), from, to, calendars.Transfer{
				Move: true, Name: c.object, NewName: c.newName, Source: calendars.Preconditions{IfMatch: []string{before.ETag}}, Overwrite: !c.keep,
			})
			if want := (calendars.PutResult{Created: c.created, ETag: before.ETag}); err != nil || result != want {
				t.Errorf("%+v, %v, want %+v", result, err, want)
			}
			s.Restart()
			if got := standing(s, "marc", "calendar"); got != c.calendar {
				t.Errorf("calendar: %s", got)
			}
			if got := standing(s, "marc", "jardin"); got != c.jardin {
				t.Errorf("jardin: %s", got)
			}
			if after := s.Items("marc", c.to)[c.newName]; after.ETag != before.ETag || string(after.Octets) != string(before.Octets) {
				t.Errorf("%s is %s:\n%s", c.newName, after.ETag, after.Octets)
			}
			for i, name := range []string{"calendar", "jardin"} {
				changed, gone := delta(s, "marc", name, tokens[i])
				if gone != "" {
					changed += " -" + gone
				}
				if changed != c.tells[i] {
					t.Errorf("%s tells %q, want %q", name, changed, c.tells[i])
				}
				if moved := s.Collection("marc", name).Token != tokens[i]; moved != (c.tells[i] != "") {
					t.Errorf("%s: its token moved: %v", name, moved)
				}
			}
		})
	}
}

// What is refused changes nothing.
func TestMoveRefused(t *testing.T) {
	s := moving(t)
	marc := s.Person("marc")
	_, err := s.Put("marc", "tasks", "t.ics", strings.ReplaceAll(strings.Replace(event("t", 1), "DTEND:20220301T120000Z\r\n", "", 1), "VEVENT", "VTODO"))
	s.Must(err)
	_, err = s.Put("marc", "faverges.agenda", "foire.ics", strings.Replace(event("foire", 1), "END:VEVENT", "CLASS:PUBLIC\r\nEND:VEVENT", 1))
	s.Must(err)
	for collection, access := range map[string]calendars.Access{"calendar": calendars.ReadOnly, "jardin": calendars.ReadWrite} {
		s.Must(s.Calendars.ShareCollection(t.Context(), marc, s.Collection("marc", collection), "anne", access))
	}
	s.Must(s.Calendars.CreateCollection(t.Context(), marc, "marc", calendars.StoredCollection{Name: "brief"}))
	gone := s.Collection("marc", "brief")
	s.Must(s.Calendars.DeleteCollection(t.Context(), marc, gone, calendars.Preconditions{}))
	tag := s.Items("marc", "calendar")["a.ics"].ETag
	in := func(person, name string) *calendars.Collection { return s.Collection(person, name) }
	calendar, jardin := in("marc", "calendar"), in("marc", "jardin")
	unreadable := *jardin
	unreadable.Rights.Read = false
	for _, c := range []struct {
		name    string
		from    *calendars.Collection
		object  string
		to      *calendars.Collection
		newName string
		pre     calendars.Preconditions
		keep    bool // Overwrite: F
		want    error
	}{
		{name: "nothing there", from: calendar, object: "z.ics", to: jardin, newName: "z.ics", want: events.ErrNotFound},
		{name: "from where one does not read", from: &unreadable, object: "c.ics", to: calendar, newName: "c.ics", want: events.ErrNotFound},
		{name: "to where one does not read", from: calendar, object: "a.ics", to: &unreadable, newName: "copy.ics", want: events.ErrNotFound},
		{name: "to a calendar that is no more", from: calendar, object: "b.ics", to: gone, newName: "b.ics", want: events.ErrNotFound},
		{name: "from a calendar that is no more", from: gone, object: "b.ics", to: jardin, newName: "b.ics", want: events.ErrNotFound},
		{name: "an invitation", from: in("marc", "parcours"), object: "agora.ics", to: jardin, newName: "agora.ics", want: events.ErrDerived},
		{name: "to the invitations", from: calendar, object: "a.ics", to: in("marc", "parcours"), newName: "a.ics", want: events.ErrDerived},
		{name: "to the inbox", from: calendar, object: "a.ics", to: in("marc", "inbox"), newName: "a.ics", want: events.ErrDerived},
		{name: "out of what one only reads", from: in("anne", "marc~calendar"), object: "b.ics", to: in("anne", "calendar"), newName: "b.ics", want: events.ErrForbidden},
		{name: "into what one only reads", from: in("anne", "marc~jardin"), object: "c.ics", to: in("anne", "marc~calendar"), newName: "c.ics", want: events.ErrForbidden},
		{name: "another delegation's", from: in("rene", "faverges.agenda"), object: "foire.ics", to: in("rene", "calendar"), newName: "foire.ics", want: events.ErrForbidden},
		{name: "onto itself", from: calendar, object: "a.ics", to: calendar, newName: "a.ics", want: events.ErrForbidden},
		{name: "another tag", from: calendar, object: "a.ics", to: calendar, newName: "z.ics", pre: calendars.Preconditions{IfMatch: []string{"old"}}, want: events.ErrPrecondition},
		{name: "its tag, not wanted", from: calendar, object: "a.ics", to: calendar, newName: "z.ics", pre: calendars.Preconditions{IfNoneMatch: []string{tag}}, want: events.ErrPrecondition},
		{name: "a schedule tag", from: calendar, object: "a.ics", to: calendar, newName: "z.ics", pre: calendars.Preconditions{IfScheduleTagMatch: "old"}, want: events.ErrPrecondition},
		{name: "not over its copy", from: calendar, object: "a.ics", to: jardin, newName: "copy.ics", keep: true, want: events.ErrPrecondition},
		{name: "not over another", from: calendar, object: "a.ics", to: calendar, newName: "b.ics", keep: true, want: events.ErrPrecondition},
		{name: "a task among events", from: in("marc", "tasks"), object: "t.ics", to: calendar, newName: "t.ics", want: events.ErrComponent},
		{name: "over another UID", from: calendar, object: "b.ics", to: jardin, newName: "c.ics", want: &events.UIDConflict{Collection: "jardin", Name: "c.ics"}},
		{name: "over another UID of the same calendar", from: calendar, object: "a.ics", to: calendar, newName: "b.ics", want: &events.UIDConflict{Collection: "calendar", Name: "b.ics"}},
		{name: "beside its copy", from: calendar, object: "a.ics", to: jardin, newName: "a.ics", want: &events.UIDConflict{Collection: "jardin", Name: "copy.ics"}},
		{name: "over another UID, beside its copy", from: calendar, object: "a.ics", to: jardin, newName: "c.ics", want: &events.UIDConflict{Collection: "jardin", Name: "copy.ics"}},
		{name: "in what another shares", from: in("anne", "marc~jardin"), object: "copy.ics", to: in("anne", "marc~jardin"), newName: "c.ics", want: &events.UIDConflict{Collection: "marc~jardin", Name: "c.ics"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := s.Calendars.TransferItem(t.Context(), c.from, c.to, calendars.Transfer{Move: true, Name: c.object, NewName: c.newName, Source: c.pre, Overwrite: !c.keep})
			var conflict, wanted *events.UIDConflict
			if errors.As(c.want, &wanted) && errors.As(err, &conflict) {
				if *conflict != *wanted {
					t.Errorf("%+v, want %+v", conflict, wanted)
				}
			} else if !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
			if a, b := standing(s, "marc", "calendar"), standing(s, "marc", "jardin"); a != calendarBefore || b != jardinBefore {
				t.Errorf("calendar %s, jardin %s", a, b)
			}
			for _, was := range []*calendars.Collection{calendar, jardin} {
				if now := s.Collection("marc", was.Name).Token; now != was.Token {
					t.Errorf("the token of %s moved", was.Name)
				}
			}
		})
	}
}

// With another's calendar that one may write, and a delegation's, an object goes to and fro.
func TestMoveBetweenOwners(t *testing.T) {
	s := moving(t)
	s.Must(s.Calendars.ShareCollection(t.Context(), s.Person("marc"), s.Collection("marc", "jardin"), "rita", calendars.ReadWrite))
	for _, step := range [][2]string{{"marc~jardin", "calendar"}, {"calendar", "faverges.agenda"}, {"faverges.agenda", "marc~jardin"}} {
		if _, err := move(s, "rita", step[0], "c.ics", step[1], "c.ics"); err != nil {
			t.Errorf("%s: %v", step, err)
		}
		if got := s.Items("rita", step[1])["c.ics"].UID + s.Items("rita", step[0])["c.ics"].UID; got != "c" {
			t.Errorf("%s: %q", step, got)
		}
	}
}

// A rename in a calendar with rules tells of that object only: a day keeps its place in the order of entry, and a
// dialogue day what it prepares.
func TestRenameUnderRules(t *testing.T) {
	s := site.OpenSmall(t)
	for _, day := range []struct {
		name        string
		first, days int
	}{{"a", 2, 3}, {"b", 9, 2}} {
		_, err := s.Put("rita", "faverges.accompagnement", day.name+".ics", expertDay(day.name, day.first, day.days))
		s.Must(err)
	}
	token := s.Collection("rita", "faverges.accompagnement").Token
	before := s.Items("rita", "faverges.accompagnement")["a.ics"]
	result, err := move(s, "rita", "faverges.accompagnement", "a.ics", "faverges.accompagnement", "c.ics")
	if err != nil || result != (calendars.PutResult{Created: true, ETag: before.ETag}) {
		t.Errorf("%+v, %v", result, err)
	}
	if got := titlesOf(s); got != "À valider · Appui, Appui" { // b, c
		t.Errorf("titles %s", got)
	}
	if changed, gone := delta(s, "rita", "faverges.accompagnement", token); changed != "c.ics" || gone != "a.ics" {
		t.Errorf("sync tells %q, %q", changed, gone)
	}
	_, err = move(s, "rita", "faverges.accompagnement", "c.ics", "calendar", "c.ics") // the other one counts now
	s.Must(err)
	if got := titlesOf(s); got != "Appui" {
		t.Errorf("titles %s", got)
	}
	result, err = move(s, "rita", "calendar", "c.ics", "faverges.accompagnement", "c.ics") // entered anew
	if got := titlesOf(s); err != nil || result.ETag != "" || got != "Appui, À valider · Appui" {
		t.Errorf("titles %s, %+v, %v", got, result, err)
	}
}

// What an agenda has public moves with it for those who read only that.
func TestMovePublicEvent(t *testing.T) {
	s := site.OpenSmall(t)
	public := func(uid string) string {
		return strings.Replace(event(uid, 1), "END:VEVENT", "CLASS:PUBLIC\r\nEND:VEVENT", 1)
	}
	for _, uid := range []string{"a", "b"} {
		_, err := s.Put("marc", "faverges.agenda", uid+".ics", public(uid))
		s.Must(err)
	}
	token := s.Collection("rene", "faverges.agenda").Token
	_, err := move(s, "marc", "faverges.agenda", "a.ics", "faverges.agenda", "z.ics")
	s.Must(err)
	_, err = move(s, "marc", "faverges.agenda", "b.ics", "calendar", "b.ics")
	s.Must(err)
	if changed, gone := delta(s, "rene", "faverges.agenda", token); changed != "z.ics" || gone != "a.ics b.ics" {
		t.Errorf("sync tells %q, %q", changed, gone)
	}
}

// Who reads while an object moves finds it once, in one calendar or in the other.
func TestMoveIsSeenWhole(t *testing.T) {
	s := moving(t)
	stop := make(chan struct{})
	var reading sync.WaitGroup
	reading.Go(func() {
		for looks := 0; ; looks++ {
			select {
			case <-stop:
				return
			default:
			}
			var found []string
			err := s.DB.View(t.Context(), func(tx store.Tx) error {
				for _, collection := range []string{"calendar", "jardin"} {
					all, err := tx.Objects("marc", collection, calendars.ObjectQuery{UID: "b", NoOctets: true})
					if err != nil {
						return err
					}
					for _, o := range all {
						found = append(found, collection+"/"+o.Name)
					}
				}
				return nil
			})
			if err != nil || len(found) != 1 {
				t.Errorf("look %d: %q, %v", looks, found, err)
				return
			}
		}
	})
	at := [2]string{"calendar", "b.ics"}
	for i := range 30 {
		to := [2]string{[]string{"calendar", "jardin"}[i/2%2], fmt.Sprintf("b%d.ics", i)}
		if _, err := move(s, "marc", at[0], at[1], to[0], to[1]); err != nil {
			t.Errorf("%s to %s: %v", at, to, err)
		}
		at = to
	}
	close(stop)
	reading.Wait()
}

// A copy needs the right to read its source, and leaves it.
func TestCopy(t *testing.T) {
	s := site.OpenSmall(t)
	s.Must(s.Calendars.ShareCollection(t.Context(), s.Person("rita"), s.Collection("rita", "calendar"), "marc", calendars.ReadOnly))
	_, err := s.Put("marc", "calendar", "a.ics", event("a", 1))
	s.Must(err)
	_, err = s.Put("rita", "calendar", "r.ics", event("r", 1))
	s.Must(err)
	for _, c := range []struct {
		name, from, to string
		t              calendars.Transfer
		want           error
	}{
		{"out of a derived one", "parcours", "calendar", calendars.Transfer{Overwrite: true, Name: "agora.ics", NewName: "b.ics"}, events.ErrDerived},
		{"into a derived one", "calendar", "parcours", calendars.Transfer{Overwrite: true, Name: "a.ics", NewName: "b.ics"}, events.ErrDerived},
		{"into what is only read", "calendar", "rita~calendar", calendars.Transfer{Overwrite: true, Name: "a.ics", NewName: "b.ics"}, events.ErrForbidden},
		{"another tag", "calendar", "faverges.agenda", calendars.Transfer{Overwrite: true, Name: "a.ics", NewName: "b.ics", Source: calendars.Preconditions{IfMatch: []string{"x"}}}, events.ErrPrecondition},
		{"a copy of what is only read", "rita~calendar", "calendar", calendars.Transfer{Overwrite: true, Name: "r.ics", NewName: "b.ics"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := s.Calendars.TransferItem(t.Context(), s.Collection("marc", c.from), s.Collection("marc", c.to), c.t); !errors.Is(err, c.want) {
				t.Errorf("error %v, want %v", err, c.want)
			}
			if _, there := s.Items("marc", "calendar")["a.ics"]; !there {
				t.Error("the source is gone")
			}
		})
	}
}
