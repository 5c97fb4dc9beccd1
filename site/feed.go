package site

import (
	"strings"

	"parcours/feeds"
)

func (s *Site) Feed(scope string) *feeds.Feed {
	s.T.Helper()
	f, err := s.Feeds.Feed(scope)
	if err != nil {
		s.T.Fatalf("%s: %v", scope, err)
	}
	return f
}

// SessionsOf names the sessions of a feed, in its order.
func SessionsOf(f *feeds.Feed) string {
	var ids []string
	for i := range f.Invitations {
		ids = append(ids, f.Invitations[i].Session.ID)
	}
	return strings.Join(ids, " ")
}
