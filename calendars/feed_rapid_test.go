package calendars_test

import (
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"parcours/feeds"
	"parcours/site"
)

// Whatever happens, a feed with the same revision has the same octets, and a personal feed's revision alone is the one
// that the feed has.
func TestFeedRevisions(t *testing.T) {
	site.Small()
	rapid.Check(t, func(rt *rapid.T) {
		s := site.OpenSmallIn(rt, t.TempDir())
		octets := map[string]string{} // scope and revision -> text
		look := func(name string, f *feeds.Feed) {
			key, text := name+" "+f.Revision, string(s.Render.Feed(f))
			if before, seen := octets[key]; seen && before != text {
				rt.Fatalf("%s:\n%s\nand then\n%s", key, before, text)
			}
			octets[key] = text
		}
		lookAtAll := func() {
			for _, f := range s.Programme().Feeds() {
				look(f.Scope, s.Feed(f.Scope))
			}
			for _, p := range s.Programme().People() {
				f, err := s.PersonalFeed(p.FeedToken)
				s.Must(err)
				revision, err := s.PersonalFeedRevision(p.FeedToken)
				s.Must(err)
				if revision != f.Revision {
					rt.Fatalf("%s: revision %s, the feed's %s", p.ID, revision, f.Revision)
				}
				look(p.ID, f)
			}
		}
		happenings := happenings(s)
		kinds := slices.Sorted(maps.Keys(happenings))
		lookAtAll()
		for range rapid.IntRange(1, 5).Draw(rt, "steps") {
			happenings[rapid.SampledFrom(kinds).Draw(rt, "happens")](rt)
			lookAtAll()
		}
		s.Must(s.DB.Close())
	})
}
