package polls_test

import (
	"errors"
	"testing"

	"parcours/events"
	"parcours/polls"
	"parcours/site"
)

// A poll is made with its dates in one transaction: it never stands without them.
func TestMakeIsOneTransaction(t *testing.T) {
	s := site.OpenSmall(t)
	made := polls.New(s.Service, s.Record)
	c := polls.Choice{Plan: events.Plan{Title: "La fête", Status: events.Candidate}, Asked: []events.Audience{{}}, Dates: []polls.Date{{When: site.Hours("2022-07-01", "09:00", "17:00")}, {When: site.Hours("2022-07-02", "09:00", "17:00")}}}
	writes := s.DB.Writes()
	id, err := made.Make(t.Context(), s.Person("orga"), events.Poll{Title: "La fête"}, c)
	if err != nil || s.DB.Writes() != writes+1 {
		t.Fatalf("%q %v, %d transactions", id, err, s.DB.Writes()-writes)
	}
	names := polls.Choices(s.Programme(), id)
	if len(names) != 1 || len(polls.Dates(s.Programme(), id, names[0])) != 2 {
		t.Errorf("%v", names)
	}
	c.Dates = append(c.Dates, c.Dates[0])
	var bad *events.Invalid
	if _, err := made.Make(t.Context(), s.Person("orga"), events.Poll{Title: "Autre"}, c); !errors.As(err, &bad) || len(s.Programme().Polls) != 2 {
		t.Errorf("%v, %d polls", err, len(s.Programme().Polls))
	}
	if _, err := made.Make(t.Context(), s.Person("rita"), events.Poll{Title: "Autre"}, polls.Choice{Plan: c.Plan, Dates: c.Dates[:1]}); !errors.Is(err, events.ErrForbidden) || len(s.Programme().Polls) != 2 {
		t.Errorf("%v", err)
	}
}
