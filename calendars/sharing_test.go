package calendars_test

import (
	"errors"
	"testing"

	"parcours/calendars"
	"parcours/events"
	"parcours/site"
)

// Each case: to whom marc shares his calendar, and who may then read or write it under the name "marc~calendar".
func TestSharing(t *testing.T) {
	type grant struct {
		principal string
		access    calendars.Access
	}
	for name, c := range map[string]struct {
		grants []grant
		want   map[string]string // person: rights
	}{
		"nobody":                      {nil, nil},
		"a person, to read":           {[]grant{{"anne", calendars.ReadOnly}}, map[string]string{"anne": "r"}},
		"a person, to write":          {[]grant{{"anne", calendars.ReadWrite}}, map[string]string{"anne": "rw"}},
		"a category":                  {[]grant{{calendars.CategoryPrincipal("elus"), calendars.ReadOnly}}, map[string]string{"guy": "r", "rene": "r"}},
		"a territory":                 {[]grant{{calendars.TerritoryPrincipal("faverges"), calendars.ReadWrite}}, map[string]string{"rita": "rw", "guy": "rw", "emma": "rw"}},
		"the widest of two counts":    {[]grant{{"rita", calendars.ReadOnly}, {calendars.TerritoryPrincipal("faverges"), calendars.ReadWrite}}, map[string]string{"rita": "rw", "guy": "rw", "emma": "rw"}},
		"given and taken back":        {[]grant{{"anne", calendars.ReadWrite}, {"anne", calendars.NoAccess}}, nil},
		"narrowed":                    {[]grant{{"anne", calendars.ReadWrite}, {"anne", calendars.ReadOnly}}, map[string]string{"anne": "r"}},
		"nobody of the programme too": {[]grant{{"paul", calendars.ReadOnly}}, map[string]string{"paul": "r"}},
	} {
		s := site.OpenSmall(t)
		marc := s.Person("marc")
		for _, g := range c.grants {
			s.Must(s.Calendars.ShareCollection(t.Context(), marc, s.Collection("marc", "calendar"), g.principal, g.access))
		}
		_, err := s.Put("marc", "calendar", "lunch.ics", lunch)
		s.Must(err)
		for _, p := range s.Programme().People() {
			if p.ID == "marc" {
				continue
			}
			shared, err := s.Calendars.Collection(t.Context(), p, p.ID, "marc~calendar")
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
			if items := s.Items(p.ID, "marc~calendar"); string(items["lunch.ics"].Octets) != lunch {
				t.Errorf("%s: %s sees %+v", name, p.ID, items)
			}
			_, err = s.Put(p.ID, "marc~calendar", p.ID+".ics", event(p.ID, 1))
			if may := c.want[p.ID] == "rw"; may != (err == nil) || !may && !errors.Is(err, events.ErrForbidden) {
				t.Errorf("%s: %s writes: %v", name, p.ID, err)
			}
			if _, wrote := s.Items("marc", "calendar")[p.ID+".ics"]; wrote != (c.want[p.ID] == "rw") {
				t.Errorf("%s: what %s wrote is there: %v", name, p.ID, wrote)
			}
			if err := s.Calendars.ShareCollection(t.Context(), p, shared, "orga", calendars.ReadWrite); !errors.Is(err, events.ErrForbidden) {
				t.Errorf("%s: %s shares it on: %v", name, p.ID, err)
			}
			if err := s.Calendars.DeleteCollection(t.Context(), p, shared, calendars.Preconditions{}); !errors.Is(err, events.ErrForbidden) {
				t.Errorf("%s: %s deletes it: %v", name, p.ID, err)
			}
		}
	}
}

func TestSharingRefused(t *testing.T) {
	s := site.OpenSmall(t)
	marc := s.Person("marc")
	for _, principal := range []string{"No One", "no.one", "", calendars.CategoryPrincipal("techniciens"), calendars.TerritoryPrincipal("annecy"), calendars.CategoryPrincipal("ddt"), calendars.TerritoryPrincipal("lune"), "role:member"} {
		if err := s.Calendars.ShareCollection(t.Context(), marc, s.Collection("marc", "calendar"), principal, calendars.ReadOnly); !errors.Is(err, events.ErrPrincipal) {
			t.Errorf("%q: %v", principal, err)
		}
	}
	s.Must(s.Calendars.ShareCollection(t.Context(), s.Person("orga"), s.Collection("orga", "calendar"), calendars.CategoryPrincipal("techniciens"), calendars.ReadOnly))
	for _, name := range []string{"parcours", "faverges.agenda", "inbox"} {
		if err := s.Calendars.ShareCollection(t.Context(), marc, s.Collection("marc", name), "anne", calendars.ReadWrite); !errors.Is(err, events.ErrForbidden) {
			t.Errorf("%s: %v", name, err)
		}
	}
	both := func([]calendars.Share) []calendars.Share {
		return []calendars.Share{{Principal: "anne", Access: calendars.ReadOnly}, {Principal: "no.one", Access: calendars.ReadOnly}}
	}
	if err := s.Calendars.SetShares(t.Context(), marc, s.Collection("marc", "calendar"), both); !errors.Is(err, events.ErrPrincipal) {
		t.Errorf("one of two: %v", err)
	}
	if shares, err := s.Calendars.SharesOf(t.Context(), marc, s.Collection("marc", "calendar")); err != nil || len(shares) != 0 {
		t.Errorf("kept %+v, %v", shares, err)
	}
}

// A calendar that is deleted is shared no more, nor is a namesake made later; whoever leaves takes theirs along.
func TestSharingEnds(t *testing.T) {
	s := site.OpenSmall(t)
	marc := s.Person("marc")
	create := func() {
		s.Must(s.Calendars.CreateCollection(t.Context(), marc, "marc", calendars.StoredCollection{Name: "jardin", DisplayName: "Jardin"}))
	}
	seen := func(name string) bool {
		_, err := s.Calendars.Collection(t.Context(), s.Person("anne"), "anne", name)
		if err != nil && !errors.Is(err, events.ErrNotFound) {
			t.Fatal(err)
		}
		return err == nil
	}
	create()
	s.Must(s.Calendars.ShareCollection(t.Context(), marc, s.Collection("marc", "jardin"), "anne", calendars.ReadOnly))
	s.Must(s.Calendars.ShareCollection(t.Context(), marc, s.Collection("marc", "calendar"), "anne", calendars.ReadOnly))
	if !seen("marc~jardin") || !seen("marc~calendar") {
		t.Error("not shared")
	}
	s.Must(s.Calendars.DeleteCollection(t.Context(), marc, s.Collection("marc", "jardin"), calendars.Preconditions{}))
	if seen("marc~jardin") {
		t.Error("a deleted calendar is shared")
	}
	create()
	if seen("marc~jardin") {
		t.Error("a namesake is shared")
	}
	s.Change(func(p *events.Programme) { p.People = append(p.People[:3:3], p.People[4:]...) })
	if seen("marc~calendar") {
		t.Error("the calendar of somebody who left is shared")
	}
}

func TestCreateCollectionRefused(t *testing.T) {
	s := site.OpenSmall(t)
	var wrong *events.Invalid
	for _, name := range []string{"", "a.b", "a/b", `a\b`, "a~b", "a\nb", "parcours", "programme", "inbox", "outbox"} {
		if err := s.Calendars.CreateCollection(t.Context(), s.Person("marc"), "marc", calendars.StoredCollection{Name: name}); !errors.As(err, &wrong) {
			t.Errorf("%q: %v", name, err)
		}
	}
	if err := s.Calendars.CreateCollection(t.Context(), s.Person("marc"), "marc", calendars.StoredCollection{Name: "calendar"}); !errors.Is(err, events.ErrExists) {
		t.Errorf("twice: %v", err)
	}
	if err := s.Calendars.CreateCollection(t.Context(), s.Person("marc"), "anne", calendars.StoredCollection{Name: "jardin"}); !errors.Is(err, events.ErrNotFound) {
		t.Errorf("in another's home: %v", err)
	}
	for _, name := range []string{"calendar", "tasks", "parcours", "faverges.agenda"} {
		if err := s.Calendars.DeleteCollection(t.Context(), s.Person("marc"), s.Collection("marc", name), calendars.Preconditions{}); !errors.Is(err, events.ErrForbidden) && !(name == "calendar" && errors.Is(err, calendars.ErrDefault)) {
			t.Errorf("%s is deleted: %v", name, err)
		}
	}
}
