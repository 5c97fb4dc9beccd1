package calendars_test

import (
	"errors"
	"maps"
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"parcours/calendars"
	"parcours/events"
	"parcours/site"
	"parcours/store"
)

// stored are the names and tags of a collection's objects, as the store has them.
func stored(s *site.Site, home, collection string) []string {
	var tags []string
	s.Must(s.DB.View(s.T.Context(), func(tx store.Tx) error {
		tags = nil
		objects, err := tx.Objects(home, collection, calendars.ObjectQuery{NoOctets: true})
		for i := range objects {
			tags = append(tags, objects[i].Name+" "+objects[i].ETag)
		}
		return err
	}))
	return tags
}

// A listing is what the store has, whatever was written since the last one, however little room there is to keep them.
func TestListingIsWhatIsStored(t *testing.T) {
	site.Small()
	rapid.Check(t, func(rt *rapid.T) {
		s := site.OpenSmallIn(rt, t.TempDir())
		s.Must(s.Calendars.ShareCollection(rt.Context(), s.Person("rita"), s.Collection("rita", "calendar"), "marc", calendars.ReadWrite))
		atMost := site.Draw(rt, "room", 1, 4, 1000)
		s.Calendars.KeepListings(atMost)
		happenings := quotaHappenings(s)
		for range rapid.IntRange(1, 20).Draw(rt, "steps") {
			kind := rapid.SampledFrom([]string{"put", "put", "copy", "move", "delete", "delete", "drop"}).Draw(rt, "kind")
			_, err := happenings[kind](rt)
			var taken *events.UIDConflict
			if !errors.Is(err, events.ErrNotFound) && !errors.Is(err, events.ErrExists) && !errors.As(err, &taken) {
				s.Must(err)
			}
			for _, name := range slices.Sorted(maps.Keys(listedOfMarc)) {
				if rapid.Bool().Draw(rt, "list "+name) {
					listsAsStored(s, name, listedOfMarc[name])
				}
			}
			if collections, kept := s.Calendars.ListingsKept(); collections+kept > atMost {
				rt.Fatalf("%d collections with %d items are kept, at most %d", collections, kept, atMost)
			}
		}
		s.Must(s.DB.Close())
	})
}

// listedOfMarc are stored collections in the home of marc, and where each is stored.
var listedOfMarc = map[string][2]string{
	"calendar": {"marc", "calendar"}, "more": {"marc", "more"}, "rita~calendar": {"rita", "calendar"},
	"faverges.agenda": {events.TerritoryHome("faverges"), "agenda"},
}

// listsAsStored compares what marc is told of a collection, both ways, with the store. One that is not there is passed over.
func listsAsStored(s *site.Site, name string, at [2]string) {
	marc, ctx := s.Person("marc"), s.T.Context()
	c, err := s.Calendars.Collection(ctx, marc, "marc", name)
	if errors.Is(err, events.ErrNotFound) && name == "more" {
		return
	}
	s.Must(err)
	items, err := s.Calendars.Items(ctx, marc, c, calendars.ItemQuery{NoOctets: true})
	s.Must(err)
	first, err := s.Calendars.Changes(ctx, marc, c, "", 0)
	s.Must(err)
	want := stored(s, at[0], at[1])
	if got := tags(items); !slices.Equal(got, want) {
		s.T.Fatalf("%s lists %v, the store has %v", name, got, want)
	}
	if got := tags(first.Changed); !slices.Equal(got, want) {
		s.T.Fatalf("the first sync of %s gives %v, the store has %v", name, got, want)
	}
}

func tags(items []calendars.Item) []string {
	var tags []string
	for i := range items {
		tags = append(tags, items[i].Name+" "+items[i].ETag)
	}
	return tags
}

// Who was told that a write is done finds it in each listing from then on, while others write and list.
func TestListingReadsYourWrites(t *testing.T) {
	s := site.OpenSmall(t)
	marc := s.Person("marc")
	c := s.Collection("marc", "calendar")
	var all sync.WaitGroup
	for _, writer := range []string{"a", "b", "c", "d"} {
		all.Go(func() {
			for i := range 40 {
				result, err := s.Calendars.PutItem(t.Context(), marc, c, writer+".ics", calendars.Preconditions{}, []byte(event(writer, i)))
				if err != nil {
					t.Error(err)
					return
				}
				items, err := s.Calendars.Items(t.Context(), marc, c, calendars.ItemQuery{NoOctets: true})
				if err != nil || !slices.Contains(tags(items), writer+".ics "+result.ETag) {
					t.Errorf("%s wrote %s and is told %v, %v", writer, result.ETag, tags(items), err)
				}
			}
		})
	}
	all.Wait()
}

// A transaction that began before a write is told what was there when it began, though a newer listing is kept.
func TestListingOfAnOlderTransaction(t *testing.T) {
	s := site.OpenSmall(t)
	marc := s.Person("marc")
	c := s.Collection("marc", "calendar")
	put := func(name string) {
		_, err := s.Calendars.PutItem(t.Context(), marc, c, name+".ics", calendars.Preconditions{}, []byte(event(name, 0)))
		s.Must(err)
		_, err = s.Calendars.Items(t.Context(), marc, c, calendars.ItemQuery{NoOctets: true})
		s.Must(err)
	}
	put("a")
	s.Must(s.DB.View(t.Context(), func(tx store.Tx) error {
		in, err := tx.Collection("marc", "calendar")
		s.Must(err)
		put("b")
		items, err := s.Calendars.Listed(tx, in)
		s.Must(err)
		if len(items) != 1 {
			t.Errorf("it is told %v", tags(items))
		}
		return nil
	}))
	if items, err := s.Calendars.Items(t.Context(), marc, c, calendars.ItemQuery{NoOctets: true}); err != nil || len(items) != 2 {
		t.Errorf("then %v, %v", tags(items), err)
	}
}
