package events_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"parcours/events"
)

// told tells whether a feed has an event with this text.
func (s *site) told(scope, uid string) bool {
	s.t.Helper()
	f, err := s.Feed(scope)
	s.must(err)
	return slices.ContainsFunc(f.Invitations, func(inv events.Invitation) bool { return inv.UID == uid })
}

// A new event in an organiser's programme is a draft under its own name, for organisers alone, until its categories say
// whom it asks.
func TestOrganiserMakes(t *testing.T) {
	s := openSmall(t)
	result, err := s.put("orga", "programme", "5F-0A.ics", lunch)
	if err != nil || !result.Created || result.ETag != "" {
		t.Fatalf("%+v, %v", result, err)
	}
	text := unfold(s.text(s.items("orga", "programme")["5F-0A.ics"]))
	if !strings.Contains(text, "SUMMARY:À publier · Déjeuner\r\n") || !strings.Contains(text, "UID:lunch\r\n") {
		t.Errorf("served:\n%s", text)
	}
	x := s.session("made-1")
	for _, p := range s.Programme().People() {
		if x.Asks(p) {
			t.Errorf("%s is asked to a draft", p.ID)
		}
	}
	if s.told("all", "lunch") {
		t.Error("a public feed tells of a draft")
	}
	if r := s.change(func(*events.Programme) {}); len(r.Removed) > 0 || !s.session("made-1").Live() {
		t.Errorf("the file took it away: %+v", r)
	}
	token := s.collection("orga", "programme").Token
	s.must(putText(s, "5F-0A.ics", strings.Replace(text, "STATUS:", "CATEGORIES:Jardinage\r\nSTATUS:", 1)))
	if x := s.session("made-1"); !x.Draft() || x.Kind != "Jardinage" {
		t.Errorf("a word that names nobody: %+v", x)
	}
	label := s.Programme().Categories[0].Label
	text = unfold(s.text(s.items("orga", "programme")["5F-0A.ics"]))
	s.must(putText(s, "5F-0A.ics", strings.Replace(text, "CATEGORIES:", "CATEGORIES:"+strings.ToUpper(label)+",", 1)))
	x = s.session("made-1")
	if x.Draft() || x.Title != "Déjeuner" || !slices.Equal(x.Audience.Categories, []string{s.Programme().Categories[0].ID}) || !s.told("all", "lunch") {
		t.Errorf("published: %+v", x)
	}
	text = unfold(s.text(s.items("orga", "programme")["5F-0A.ics"]))
	s.must(putText(s, "5F-0A.ics", text))
	if now := s.session("made-1"); now.Change != x.Change {
		t.Errorf("an echo changed it: %+v", now)
	}
	changes, err := s.Changes(t.Context(), s.person("orga"), s.collection("orga", "programme"), token, 0)
	if err != nil || len(changes.Changed) != 1 || changes.Changed[0].Name != "5F-0A.ics" || len(changes.Gone) != 0 {
		t.Errorf("%+v, %v", changes, err)
	}
	s.must(putText(s, "5F-0A.ics", strings.Replace(text, "CATEGORIES:"+label, "CATEGORIES:Tous", 1)))
	if x := s.session("made-1"); len(x.Asked) != 1 || !x.Asked[0].Equal(events.Audience{}) {
		t.Errorf("for everybody: %+v", x.Asked)
	}
}

func putText(s *site, name, text string) error {
	_, err := s.put("orga", "programme", name, text)
	return err
}

// A draft that is deleted was never there: nobody had been told.
func TestOrganiserDeletesADraft(t *testing.T) {
	s := openSmall(t)
	s.must(putText(s, "a.ics", lunch))
	c := s.collection("orga", "programme")
	s.must(s.DeleteItem(t.Context(), s.person("orga"), c, "a.ics", events.Preconditions{}))
	if _, there := s.items("orga", "programme")["a.ics"]; there {
		t.Error("it is still there")
	}
	changes, err := s.Changes(t.Context(), s.person("orga"), s.collection("orga", "programme"), c.Token, 0)
	if err != nil || !slices.Equal(changes.Gone, []string{"a.ics"}) {
		t.Errorf("%+v, %v", changes, err)
	}
	s.must(putText(s, "b.ics", lunch))
	if x := s.session("made-1"); !x.Live() || x.Title != "Déjeuner" {
		t.Errorf("undone: %+v", x)
	}
}

// A deletion in programme/ is undone by a PUT of the session's UID, whatever the client calls it, or by its status.
func TestOrganiserUndoes(t *testing.T) {
	for name, undo := range map[string]func(s *site, before, now string) (string, error){
		"under another name": func(s *site, before, _ string) (string, error) { return "undo.ics", putText(s, "undo.ics", before) },
		"as a new one": func(s *site, before, _ string) (string, error) {
			_, err := s.PutItem(s.t.Context(), s.person("orga"), s.collection("orga", "programme"), "agora.ics", events.Preconditions{IfNoneMatch: []string{"*"}}, []byte(before))
			return "agora.ics", err
		},
		"by its status": func(s *site, _, now string) (string, error) {
			return "agora.ics", putText(s, "agora.ics", strings.Replace(now, "STATUS:CANCELLED", "STATUS:CONFIRMED", 1))
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := openSmall(t)
			s.answer("marc", "agora", events.Accepted)
			before := unfold(s.text(s.items("orga", "programme")["agora.ics"]))
			c := s.collection("orga", "programme")
			s.must(s.DeleteItem(t.Context(), s.person("orga"), c, "agora.ics", events.Preconditions{}))
			at, err := undo(s, before, unfold(s.text(s.items("orga", "programme")["agora.ics"])))
			s.must(err)
			if x := s.session("agora"); x.Status != events.Fixed || x.Title != "La journée AGORA" || x.Cancelled != (events.Session{}).Cancelled {
				t.Errorf("%+v", x)
			}
			all := s.items("orga", "programme")
			if _, there := all["agora.ics"]; all[at].UID == "" || there != (at == "agora.ics") {
				t.Errorf("at %s: %v, agora.ics: %v", at, all[at].UID, there)
			}
			if got := s.items("marc", "parcours")["agora.ics"].Invitation.Status; got != events.Accepted {
				t.Errorf("marc's answer: %s", got)
			}
			changes, err := s.Changes(t.Context(), s.person("orga"), s.collection("orga", "programme"), c.Token, 0)
			if err != nil || len(changes.Changed) != 1 || changes.Changed[0].Name != at || slices.Contains(changes.Gone, "agora.ics") == (at == "agora.ics") {
				t.Errorf("%+v, %v", changes, err)
			}
		})
	}
}

// The UID of a session that stands is in use (RFC 4791 §5.3.2.1).
func TestOrganiserMakesNoSecondOne(t *testing.T) {
	s := openSmall(t)
	var conflict *events.UIDConflict
	err := putText(s, "other.ics", unfold(s.text(s.items("orga", "programme")["agora.ics"])))
	if !errors.As(err, &conflict) || conflict.Name != "agora.ics" {
		t.Errorf("%v", err)
	}
}
