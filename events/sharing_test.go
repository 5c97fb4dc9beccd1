package events_test

import (
	"errors"
	"testing"

	"parcours/events"
)

// Each case: to whom marc shares his calendar, and who may then read or write it under the name "marc~calendar".
func TestSharing(t *testing.T) {
	type grant struct {
		principal string
		access    events.Access
	}
	for name, c := range map[string]struct {
		grants []grant
		want   map[string]string // person: rights
	}{
		"nobody":                      {nil, nil},
		"a person, to read":           {[]grant{{"anne", events.ReadOnly}}, map[string]string{"anne": "r"}},
		"a person, to write":          {[]grant{{"anne", events.ReadWrite}}, map[string]string{"anne": "rw"}},
		"a category":                  {[]grant{{events.CategoryPrincipal("techniciens"), events.ReadOnly}}, map[string]string{"anne": "r", "rita": "r"}},
		"a territory":                 {[]grant{{events.TerritoryPrincipal("faverges"), events.ReadWrite}}, map[string]string{"rita": "rw", "guy": "rw", "emma": "rw"}},
		"the widest of two counts":    {[]grant{{"rita", events.ReadOnly}, {events.TerritoryPrincipal("faverges"), events.ReadWrite}}, map[string]string{"rita": "rw", "guy": "rw", "emma": "rw"}},
		"given and taken back":        {[]grant{{"anne", events.ReadWrite}, {"anne", events.NoAccess}}, nil},
		"narrowed":                    {[]grant{{"anne", events.ReadWrite}, {"anne", events.ReadOnly}}, map[string]string{"anne": "r"}},
		"nobody of the programme too": {[]grant{{"paul", events.ReadOnly}}, map[string]string{"paul": "r"}},
	} {
		s := openSmall(t)
		marc := s.person("marc")
		for _, g := range c.grants {
			s.must(s.ShareCollection(t.Context(), marc, s.collection("marc", "calendar"), g.principal, g.access))
		}
		_, err := s.put("marc", "calendar", "lunch.ics", lunch)
		s.must(err)
		for _, p := range s.Programme().People() {
			if p.ID == "marc" {
				continue
			}
			shared, err := s.Collection(t.Context(), p, p.ID, "marc~calendar")
			if c.want[p.ID] == "" {
				if !errors.Is(err, events.ErrNotFound) {
					t.Errorf("%s: %s finds it: %v", name, p.ID, err)
				}
				continue
			}
			if err != nil || rights(shared) != c.want[p.ID] || shared.Owner != "marc" || shared.DisplayName != "Mon agenda (Marc)" {
				t.Errorf("%s: %s has %q: %+v, %v", name, p.ID, rights(shared), shared, err)
				continue
			}
			if items := s.items(p.ID, "marc~calendar"); string(items["lunch.ics"].Octets) != lunch {
				t.Errorf("%s: %s sees %+v", name, p.ID, items)
			}
			_, err = s.put(p.ID, "marc~calendar", p.ID+".ics", event(p.ID, 1))
			if may := c.want[p.ID] == "rw"; may != (err == nil) || !may && !errors.Is(err, events.ErrForbidden) {
				t.Errorf("%s: %s writes: %v", name, p.ID, err)
			}
			if _, wrote := s.items("marc", "calendar")[p.ID+".ics"]; wrote != (c.want[p.ID] == "rw") {
				t.Errorf("%s: what %s wrote is there: %v", name, p.ID, wrote)
			}
			if err := s.ShareCollection(t.Context(), p, shared, "orga", events.ReadWrite); !errors.Is(err, events.ErrForbidden) {
				t.Errorf("%s: %s shares it on: %v", name, p.ID, err)
			}
			if err := s.DeleteCollection(t.Context(), p, shared, events.Preconditions{}); !errors.Is(err, events.ErrForbidden) {
				t.Errorf("%s: %s deletes it: %v", name, p.ID, err)
			}
		}
	}
}

func TestSharingRefused(t *testing.T) {
	s := openSmall(t)
	marc := s.person("marc")
	for _, principal := range []string{"personne", "", events.CategoryPrincipal("ddt"), events.TerritoryPrincipal("lune"), "role:member"} {
		if err := s.ShareCollection(t.Context(), marc, s.collection("marc", "calendar"), principal, events.ReadOnly); !errors.Is(err, events.ErrPrincipal) {
			t.Errorf("%q: %v", principal, err)
		}
	}
	for _, name := range []string{"parcours", "faverges.agenda", "inbox"} {
		if err := s.ShareCollection(t.Context(), marc, s.collection("marc", name), "anne", events.ReadWrite); !errors.Is(err, events.ErrForbidden) {
			t.Errorf("%s: %v", name, err)
		}
	}
	both := func([]events.Share) []events.Share {
		return []events.Share{{Principal: "anne", Access: events.ReadOnly}, {Principal: "personne", Access: events.ReadOnly}}
	}
	if err := s.SetShares(t.Context(), marc, s.collection("marc", "calendar"), both); !errors.Is(err, events.ErrPrincipal) {
		t.Errorf("one of two: %v", err)
	}
	if shares, err := s.SharesOf(t.Context(), marc, s.collection("marc", "calendar")); err != nil || len(shares) != 0 {
		t.Errorf("kept %+v, %v", shares, err)
	}
}

// A calendar that is deleted is shared no more, nor is a namesake made later; whoever leaves takes theirs along.
func TestSharingEnds(t *testing.T) {
	s := openSmall(t)
	marc := s.person("marc")
	create := func() {
		s.must(s.CreateCollection(t.Context(), marc, "marc", events.StoredCollection{Name: "jardin", DisplayName: "Jardin"}))
	}
	seen := func(name string) bool {
		_, err := s.Collection(t.Context(), s.person("anne"), "anne", name)
		if err != nil && !errors.Is(err, events.ErrNotFound) {
			t.Fatal(err)
		}
		return err == nil
	}
	create()
	s.must(s.ShareCollection(t.Context(), marc, s.collection("marc", "jardin"), "anne", events.ReadOnly))
	s.must(s.ShareCollection(t.Context(), marc, s.collection("marc", "calendar"), "anne", events.ReadOnly))
	if !seen("marc~jardin") || !seen("marc~calendar") {
		t.Error("not shared")
	}
	s.must(s.DeleteCollection(t.Context(), marc, s.collection("marc", "jardin"), events.Preconditions{}))
	if seen("marc~jardin") {
		t.Error("a deleted calendar is shared")
	}
	create()
	if seen("marc~jardin") {
		t.Error("a namesake is shared")
	}
	s.change(func(p *events.Programme) { p.People = append(p.People[:3:3], p.People[4:]...) })
	if seen("marc~calendar") {
		t.Error("the calendar of somebody who left is shared")
	}
}

func TestCreateCollectionRefused(t *testing.T) {
	s := openSmall(t)
	var wrong *events.Invalid
	for _, name := range []string{"", "a.b", "a/b", `a\b`, "a~b", "a\nb", "parcours", "programme", "inbox", "outbox"} {
		if err := s.CreateCollection(t.Context(), s.person("marc"), "marc", events.StoredCollection{Name: name}); !errors.As(err, &wrong) {
			t.Errorf("%q: %v", name, err)
		}
	}
	if err := s.CreateCollection(t.Context(), s.person("marc"), "marc", events.StoredCollection{Name: "calendar"}); !errors.Is(err, events.ErrExists) {
		t.Errorf("twice: %v", err)
	}
	if err := s.CreateCollection(t.Context(), s.person("marc"), "anne", events.StoredCollection{Name: "jardin"}); !errors.Is(err, events.ErrNotFound) {
		t.Errorf("in another's home: %v", err)
	}
	for _, name := range []string{"calendar", "tasks", "parcours", "faverges.agenda"} {
		if err := s.DeleteCollection(t.Context(), s.person("marc"), s.collection("marc", name), events.Preconditions{}); !errors.Is(err, events.ErrForbidden) {
			t.Errorf("%s is deleted: %v", name, err)
		}
	}
}
