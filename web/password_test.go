package web

import (
	"context"
	"net/url"
	"testing"

	"parcours/events"
)

// plainPasswords keeps chosen passwords readable: what becomes of them is asked here, not how they are hashed.
type plainPasswords struct{}

func (plainPasswords) Hash(password string) string { return "plain:" + password }
func (plainPasswords) Verify(_ context.Context, hash, password string) (bool, error) {
	return hash == "plain:"+password, nil
}

// Whoever was removed is named no more, and what they said stays.
func TestAnswersOfARemovedPerson(t *testing.T) {
	s := exampleSite(t)
	p := s.person(events.Referent, "faverges", "")
	var other *events.Person
	for _, q := range s.service.Programme().People() {
		if q.Role == events.Organiser {
			other = q
		}
	}
	path := s.delegationLink(p, "agora", "faverges", "")
	s.post(path, url.Values{"answer": {"yes"}})
	link := s.delegationLink(other, "agora", "faverges", "")
	words(t, s.get(link+"?lang=fr", "").Body.String(), []string{"Oui, par " + p.Name})
	if err := s.service.RemovePerson(t.Context(), p.ID); err != nil {
		t.Fatal(err)
	}
	words(t, s.get(link+"?lang=fr", "").Body.String(), []string{"Oui, par une personne retirée"}, p.Name)
	words(t, s.get(link+"?lang=en", "").Body.String(), []string{"Yes, by a removed person"})
}
