package site

import (
	"strings"

	"parcours/calendars"
)

func (s *Site) Feed(scope string) *calendars.Feed {
	s.T.Helper()
	f, err := s.Calendars.Feed(scope)
	if err != nil {
		s.T.Fatalf("%s: %v", scope, err)
	}
	return f
}

// SessionsOf names the sessions of a feed, in its order.
func SessionsOf(f *calendars.Feed) string {
	var ids []string
	for i := range f.Invitations {
		ids = append(ids, f.Invitations[i].Session.ID)
	}
	return strings.Join(ids, " ")
}
