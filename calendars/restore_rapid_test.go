package calendars_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"parcours/site"
	"parcours/store"
)

// Whatever happens, with copies that are made and put back in between, clients that sync by token end with what the
// server holds, and no tag of before a restore is taken for another text.
func TestRestoreConverges(t *testing.T) {
	site.Small()
	rapid.Check(t, func(rt *rapid.T) {
		s := site.OpenSmallIn(rt, t.TempDir())
		var followers []*follower
		for _, path := range [][2]string{{"marc", "parcours"}, {"rita", "faverges.delegation"}, {"rita", "faverges.arbitrages"}, {"orga", "programme"}, {"marc", "calendar"}, {"orga", "programme.agendas"}, {"orga", "programme.accompagnements"}, {"marc", "faverges.agenda"}} {
			followers = append(followers, &follower{person: path[0], name: path[1], has: map[string]string{}, texts: map[string]string{}})
		}
		syncAll := func() {
			for _, f := range followers {
				for f.sync(s, 0) {
				}
			}
		}
		happenings := happenings(s)
		kinds := slices.Sorted(maps.Keys(happenings))
		some := func(label string) {
			for range rapid.IntRange(0, 6).Draw(rt, label) {
				happenings[rapid.SampledFrom(kinds).Draw(rt, "happens")](rt)
				if rapid.Bool().Draw(rt, "syncs") {
					rapid.SampledFrom(followers).Draw(rt, "who").sync(s, 0)
				}
			}
		}
		some("before")
		file := filepath.Join(t.TempDir(), "copy.db")
		s.Must(s.Backup(s.T.Context(), file))
		some("after the copy")
		syncAll()
		restore(s, file, rapid.SampledFrom([]string{"into an empty folder", "beside the old marks", "over the old file"}).Draw(rt, "how"))
		some("after the restore")
		syncAll()
		for _, f := range followers {
			f.check(s)
		}
		s.Must(s.DB.Close())
	})
}

// restore puts a copy in the place of the store, as people do.
func restore(s *site.Site, file, how string) {
	generation := s.DB.Generation()
	s.Must(s.DB.Close())
	octets, err := os.ReadFile(file)
	s.Must(err)
	place, keyFile := filepath.Join(s.Folder, store.FileName), filepath.Join(s.Folder, store.KeyName)
	key, err := os.ReadFile(keyFile)
	s.Must(err)
	switch how {
	case "into an empty folder":
		s.Must(os.RemoveAll(s.Folder))
		s.Must(os.MkdirAll(s.Folder, 0o700))
		s.Must(os.WriteFile(keyFile, key, 0o600))
	case "beside the old marks":
		s.Must(os.Remove(place))
	}
	s.Must(os.WriteFile(place, octets, 0o600)) // into the same file where it is there
	s.Must(s.Serve())
	if s.DB.Generation() == generation {
		s.T.Fatalf("%s: the same generation", how)
	}
}
