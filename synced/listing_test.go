package synced

import (
	"errors"
	"maps"
	"testing"

	"pgregory.net/rapid"

	"parcours/events"
)

// A client that is told of a few names at a time ends with the list that is there, told of each once.
func TestListingCatchesUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lists := rapid.MapOf(rapid.StringN(1, 3, -1), rapid.SampledFrom([]string{"", "1", "2", "a=/b"}))
		known, now := Listing(lists.Draw(t, "known")), Listing(lists.Draw(t, "now"))
		limit := rapid.IntRange(0, 3).Draw(t, "limit")
		told := map[string]bool{}
		for more := true; more; {
			var changed, gone []string
			changed, gone, more = known.CatchUp(now, limit)
			if n := len(changed) + len(gone); limit > 0 && n > limit || more && n != limit {
				t.Fatalf("%d names, limit %d, more %v", n, limit, more)
			}
			for _, name := range append(changed, gone...) {
				if told[name] {
					t.Fatalf("%q is told twice", name)
				}
				told[name] = true
			}
			token := known.Token("data:,x")
			again, err := ParseListing("data:,x", token)
			if err != nil || !maps.Equal(again, known) {
				t.Fatalf("%q comes back as %v, %v; want %v", token, again, err, known)
			}
			known = again
		}
		if !maps.Equal(known, now) {
			t.Errorf("the client knows %v, there is %v", known, now)
		}
	})
}

func TestParseListing(t *testing.T) {
	for _, token := range []string{"data:,y/a=1", "data:,xa=1", "data:,x/a", "data:,x/a=%zz", "data:,x/%zz=1", "x"} {
		if l, err := ParseListing("data:,x", token); !errors.Is(err, events.ErrToken) {
			t.Errorf("%q: %v, %v", token, l, err)
		}
	}
}
