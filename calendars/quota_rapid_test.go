package calendars_test

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"parcours/calendars"
	"parcours/events"
	"parcours/site"
	"parcours/store"
)

// homesOfQuota are two people's homes and a delegation's, which has rules and public copies of its own making.
var homesOfQuota = []string{"marc", "rita", events.TerritoryHome("faverges")}

// sum adds up the octets of all objects of a home, one by one.
func sum(s *site.Site, home string) (octets, counted int64) {
	s.Must(s.DB.View(s.T.Context(), func(tx store.Tx) error {
		octets = 0
		for _, name := range []string{"calendar", "tasks", "more", "agenda", "accompagnement", "public", "inbox"} {
			objects, err := tx.Objects(home, name, calendars.ObjectQuery{})
			if err != nil {
				return err
			}
			for _, o := range objects {
				octets += int64(len(o.Octets))
			}
		}
		var err error
		counted, err = tx.Used(home)
		return err
	}))
	return octets, counted
}

// Whatever is written, moved and removed, the counter of a home is the sum of its objects, and no write that adds to
// it leaves it above the quota.
func TestUsedIsTheSumOfAllObjects(t *testing.T) {
	site.Small()
	rapid.Check(t, func(rt *rapid.T) {
		s := site.OpenSmallIn(rt, t.TempDir())
		s.Must(s.Calendars.ShareCollection(rt.Context(), s.Person("rita"), s.Collection("rita", "calendar"), "marc", calendars.ReadWrite))
		limit := site.Draw[int64](rt, "quota", 700, 1500, 1<<20)
		s.Must(s.Calendars.SetHomeSize(rt.Context(), limit))
		happenings := quotaHappenings(s)
		for range rapid.IntRange(1, 20).Draw(rt, "steps") {
			before := map[string]int64{}
			for _, home := range homesOfQuota {
				before[home], _ = sum(s, home)
			}
			if rapid.IntRange(0, 9).Draw(rt, "another quota") == 0 {
				limit = site.Draw[int64](rt, "quota", 700, 1500)
				s.Must(s.Calendars.SetHomeSize(rt.Context(), limit))
			}
			kind := rapid.SampledFrom([]string{"put", "put", "put", "copy", "move", "move", "delete", "drop"}).Draw(rt, "kind")
			grows, err := happenings[kind](rt)
			for _, home := range homesOfQuota {
				octets, counted := sum(s, home)
				if octets != counted {
					rt.Fatalf("%s: %d octets, %d counted", home, octets, counted)
				}
				if err != nil && octets != before[home] {
					rt.Fatalf("%s: refused (%v), and %d octets became %d", home, err, before[home], octets)
				}
				if octets > before[home] && octets > limit {
					rt.Fatalf("%s: %d octets became %d, the quota is %d", home, before[home], octets, limit)
				}
			}
			var taken *events.UIDConflict
			if !errors.Is(err, events.ErrNotFound) && !errors.Is(err, events.ErrQuota) && !errors.Is(err, events.ErrExists) && !errors.As(err, &taken) {
				s.Must(err)
			}
			if !grows && errors.Is(err, events.ErrQuota) {
				rt.Fatal("what adds nothing is refused")
			}
		}
		s.Must(s.DB.Close())
	})
}

// quotaHappenings change what homes hold. Each tells whether it may add octets to a home by itself.
func quotaHappenings(s *site.Site) map[string]func(*rapid.T) (grows bool, err error) {
	ctx := s.T.Context()
	marc := s.Person("marc")
	find := func(rt *rapid.T, label string) *calendars.Collection {
		name := site.Draw(rt, label, "calendar", "more", "rita~calendar", "faverges.agenda")
		c, err := s.Calendars.Collection(ctx, marc, "marc", name)
		if errors.Is(err, events.ErrNotFound) && name == "more" {
			s.Must(s.Calendars.CreateCollection(ctx, marc, "marc", calendars.StoredCollection{Name: name}))
			return s.Collection("marc", name)
		}
		s.Must(err)
		return c
	}
	name := func(rt *rapid.T, label string) string { return site.Draw(rt, label, "a.ics", "b.ics", "c.ics") }
	transfer := func(rt *rapid.T, move bool) (bool, error) {
		from, to := find(rt, "from"), find(rt, "to")
		t := calendars.Transfer{Overwrite: true, Move: move, Name: name(rt, "name"), NewName: name(rt, "new name")}
		if from.Name == to.Name && t.Name == t.NewName {
			return false, nil
		}
		_, err := s.Calendars.TransferItem(ctx, from, to, t)
		return !move || from.Owner != to.Owner, err
	}
	return map[string]func(*rapid.T) (bool, error){
		"put": func(rt *rapid.T) (bool, error) {
			c, n := find(rt, "in"), name(rt, "name")
			text := event(site.Draw(rt, "uid", "a", "b", "c"), 1)
			text = strings.Replace(text, "SUMMARY:", "SUMMARY:"+strings.Repeat("x", rapid.IntRange(0, 400).Draw(rt, "more")), 1)
			if rapid.Bool().Draw(rt, "public") {
				text = strings.Replace(text, "DTSTAMP", "CLASS:PUBLIC\r\nDTSTAMP", 1)
			}
			items, err := s.Calendars.Items(ctx, marc, c, calendars.ItemQuery{Names: []string{n}})
			s.Must(err)
			_, err = s.Calendars.PutItem(ctx, marc, c, n, calendars.Preconditions{}, []byte(text))
			return len(items) == 0 || len(text) > len(items[0].Octets) || c.Name == "faverges.agenda", err // where it may be made public
		},
		"copy": func(rt *rapid.T) (bool, error) { return transfer(rt, false) },
		"move": func(rt *rapid.T) (bool, error) { return transfer(rt, true) },
		"delete": func(rt *rapid.T) (bool, error) {
			return false, s.Calendars.DeleteItem(ctx, marc, find(rt, "in"), name(rt, "name"), calendars.Preconditions{})
		},
		"drop": func(*rapid.T) (bool, error) {
			c, err := s.Calendars.Collection(ctx, marc, "marc", "more")
			if err == nil {
				err = s.Calendars.DeleteCollection(ctx, marc, c, calendars.Preconditions{})
			}
			return false, err
		},
	}
}
