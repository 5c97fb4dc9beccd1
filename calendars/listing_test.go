package calendars_test

import (
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"parcours/calendars"
	"parcours/events"
	"parcours/site"
	"parcours/store"
)

// A listing is what the store has, whatever was written since the last one, however little room there is to keep them.
func TestListingIsWhatIsStored(t *testing.T) {
	site.Small()
	rapid.Check(t, func(rt *rapid.T) {
		s := site.OpenSmallIn(rt, t.TempDir())
		s.Must(s.Calendars.ShareCollection(rt.Context(), s.Person("rita"), s.Collection("rita", "calendar"), "marc", calendars.ReadWrite))
		atMost := site.Draw(rt, "room", 1, 3000, 1<<20)
		s.Calendars.KeepListings(atMost)
		happenings := quotaHappenings(s)
		happenings["put"] = func(rt *rapid.T) (bool, error) {
			c := s.Collection("marc", site.Draw(rt, "in", "calendar", "rita~calendar", "faverges.agenda"))
			uid := site.Draw(rt, "uid", "a", "b", "c")
			text := strings.Replace(event(uid, 1), "20220301T110000Z\r\nDTEND:20220301T120000Z", site.Draw(rt, "when", spans...), 1)
			_, err := s.Calendars.PutItem(rt.Context(), s.Person("marc"), c, uid+".ics", calendars.Preconditions{}, []byte(text))
			return true, err
		}
		for range rapid.IntRange(1, 20).Draw(rt, "steps") {
			kind := rapid.SampledFrom([]string{"put", "put", "copy", "move", "delete", "delete", "drop"}).Draw(rt, "kind")
			_, err := happenings[kind](rt)
			var taken *events.UIDConflict
			if !errors.Is(err, events.ErrNotFound) && !errors.Is(err, events.ErrExists) && !errors.As(err, &taken) {
				s.Must(err)
			}
			for _, name := range slices.Sorted(maps.Keys(listedOfMarc)) {
				if rapid.Bool().Draw(rt, "list "+name) {
					listsAsStored(s, rt, name, listedOfMarc[name])
				}
			}
			if counted, taken := s.Calendars.ListingsTake(); counted != taken || taken > atMost {
				rt.Fatalf("listings take %d octets, %d are counted, %d are to be had", taken, counted, atMost)
			}
		}
		s.Must(s.DB.Close())
	})
}

// spans of an event: short, an instant, long, many times, without end, without an hour.
var spans = []string{
	"20220301T110000Z\r\nDTEND:20220301T120000Z", "20220301T120000Z", "20220201T120000Z\r\nDTEND:20220401T120000Z",
	"20220201T110000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=WEEKLY;COUNT=3", "20220201T130000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=WEEKLY",
	"20220301T090000\r\nDURATION:PT1H", "20220301T140000Z\r\nDURATION:PT1H",
}

// listedOfMarc are stored collections in the home of marc, and where each is stored.
var listedOfMarc = map[string][2]string{
	"calendar": {"marc", "calendar"}, "more": {"marc", "more"}, "rita~calendar": {"rita", "calendar"},
	"faverges.agenda": {events.TerritoryHome("faverges"), "agenda"},
}

// listsAsStored compares what marc is told of a collection with what the store has. One that is not there is passed over.
func listsAsStored(s *site.Site, rt *rapid.T, name string, at [2]string) {
	marc, ctx := s.Person("marc"), s.T.Context()
	c, err := s.Calendars.Collection(ctx, marc, "marc", name)
	if errors.Is(err, events.ErrNotFound) && name == "more" {
		return
	}
	s.Must(err)
	for _, ask := range []string{"all", "names", "a uid", "a range"} {
		asAsked(s, c, at, queryOf(rt, ask))
	}
	first, err := s.Calendars.Changes(ctx, marc, c, "", 0)
	s.Must(err)
	if all := inStore(s, at, calendars.ItemQuery{NoOctets: true}); !same(first.Changed, all) {
		s.T.Fatalf("the first sync of %s gives %v, the store has %v", name, first.Changed, all)
	}
}

func queryOf(rt *rapid.T, ask string) calendars.ItemQuery {
	q := calendars.ItemQuery{NoOctets: rapid.Bool().Draw(rt, "no octets"), Component: site.Draw(rt, "component", "", "", "VEVENT", "VTODO")}
	switch ask {
	case "names":
		q.Names = rapid.SliceOfN(rapid.SampledFrom([]string{"a.ics", "b.ics", "c.ics", "d.ics"}), 1, 4).Draw(rt, "names")
	case "a uid":
		q.UID = site.Draw(rt, "uid", "a", "b", "c")
	case "a range":
		q.From = time.Date(2022, 3, 1, 11+rapid.IntRange(-3, 4).Draw(rt, "from"), 0, 0, 0, time.UTC)
		q.To = q.From.Add(time.Duration(rapid.IntRange(0, 3).Draw(rt, "hours")) * time.Hour)
	}
	return q
}

func asAsked(s *site.Site, c *calendars.Collection, at [2]string, q calendars.ItemQuery) {
	items, err := s.Calendars.Items(s.T.Context(), s.Person("marc"), c, q)
	s.Must(err)
	if want := inStore(s, at, q); !same(items, want) {
		s.T.Fatalf("%s, asked %+v: %v, the store has %v", c.Name, q, items, want)
	}
}

func inStore(s *site.Site, at [2]string, q calendars.ItemQuery) (items []calendars.Item) {
	s.Must(s.DB.View(s.T.Context(), func(tx store.Tx) error {
		in, err := tx.Collection(at[0], at[1])
		s.Must(err)
		items, err = calendars.FromStore(tx, in, q)
		return err
	}))
	return items
}

// same tells whether two answers are equal; of nothing there are two kinds.
func same(a, b []calendars.Item) bool { return len(a)+len(b) == 0 || reflect.DeepEqual(a, b) }

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

// A transaction that began before a write is not told what is there since: it reads the store.
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
		items, told, err := s.Calendars.FromListing(tx, in, calendars.ItemQuery{NoOctets: true})
		s.Must(err)
		if told {
			t.Errorf("it is told %v", tags(items))
		}
		return nil
	}))
	if items, err := s.Calendars.Items(t.Context(), marc, c, calendars.ItemQuery{NoOctets: true}); err != nil || len(items) != 2 {
		t.Errorf("then %v, %v", tags(items), err)
	}
}
