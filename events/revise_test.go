package events_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"parcours/events"
	"parcours/site"
)

// titled are the polls of the programme, as "id title".
func titled(s *site.Site) (all []string) {
	for _, p := range s.Programme().Polls {
		all = append(all, p.ID+" "+p.Title)
	}
	return all
}

func rename(title string) func(*events.Programme) error {
	return func(p *events.Programme) error {
		p.Polls[0].Title = title
		return nil
	}
}

// What organisers make and change beside the file stays when the file is applied again; what the file changes moves.
func TestRevise(t *testing.T) {
	s := site.OpenSmall(t)
	orga := s.Person("orga")
	s.Must(s.Revise(t.Context(), orga, func(p *events.Programme) error {
		p.Polls = append(p.Polls, events.Poll{ID: "fete", Title: "La fête"})
		p.Decisions = append(p.Decisions, events.Decision{Number: 9, Title: "Neuf", Question: "Et ?", Form: []events.Form{events.FormText}, Who: events.Referent})
		p.Resources = append(p.Resources, events.Resource{ID: "guide", Title: "Guide", URL: "https://example.org/guide"})
		return nil
	}))
	before := state(s)
	if report := s.Take(site.SmallProgramme()); report.Warnings != nil || report.Loss != nil {
		t.Errorf("%+v", report)
	}
	if moved := differences(before, state(s)); len(moved) > 0 {
		t.Errorf("the same file moved %v", moved)
	}
	if snap := s.Programme(); !slices.Equal(titled(s), []string{"dates Les dates", "fete La fête"}) || snap.Decision(9) == nil || len(snap.Resources) != 1 {
		t.Errorf("%v %+v", titled(s), snap.Decisions)
	}
	s.Change(func(p *events.Programme) { p.Polls[0].Title = "Les jours" })
	if got := titled(s); !slices.Equal(got, []string{"dates Les jours", "fete La fête"}) {
		t.Errorf("the file's change: %v", got)
	}
	s.Must(s.Revise(t.Context(), orga, func(p *events.Programme) error { p.Polls = p.Polls[:1]; return rename("Nos jours")(p) }))
	s.Take(site.SmallProgramme()) // as it was at first: the file changed too
	if got := titled(s); !slices.Equal(got, []string{"dates Nos jours"}) {
		t.Errorf("both changed: %v", got)
	}
}

// Where both changed, the organisers' word stands and each Apply warns, until somebody says which.
func TestReviseAgainstTheFile(t *testing.T) {
	for prefer, want := range map[events.Preference]string{events.PreferNeither: "dates Nos jours", events.PreferDatabase: "dates Nos jours", events.PreferFile: "dates Les jours"} {
		s := site.OpenSmall(t)
		s.Must(s.Revise(t.Context(), s.Person("orga"), rename("Nos jours")))
		next := site.SmallProgramme()
		next.Polls[0].Title = "Les jours"
		for range 2 {
			report, err := s.Apply(t.Context(), next, events.ApplyOptions{Prefer: prefer})
			s.Must(err)
			if warned := len(report.Warnings) == 1 && strings.HasPrefix(report.Warnings[0], "poll dates: "); warned != (prefer == events.PreferNeither) {
				t.Errorf("%q: %v", prefer, report.Warnings)
			}
			if got := titled(s); !slices.Equal(got, []string{want}) {
				t.Errorf("%q: %v, want %s", prefer, got, want)
			}
		}
	}
}

func TestReviseRefuses(t *testing.T) {
	s := site.OpenSmall(t)
	for _, p := range s.Programme().People() {
		if err := s.Revise(t.Context(), p, rename("Non")); p.Role != events.Organiser && !errors.Is(err, events.ErrForbidden) {
			t.Errorf("%s: %v", p.ID, err)
		}
	}
	s.Must(s.Revise(t.Context(), s.Person("orga"), rename("Les dates")))
	wrong := events.Invalidf("title", "no")
	if err := s.Revise(t.Context(), s.Person("orga"), func(p *events.Programme) error { p.Polls[0].Title = "Non"; return wrong }); !errors.Is(err, wrong) {
		t.Error(err)
	}
	if got := titled(s); !slices.Equal(got, []string{"dates Les dates"}) {
		t.Errorf("%v", got)
	}
}

// What is revised and the sessions that are made with it are kept together, or neither is.
func TestReviseWithSessions(t *testing.T) {
	s := site.OpenSmall(t)
	orga := s.Person("orga")
	fete := func(p *events.Programme) error {
		p.Polls = append(p.Polls, events.Poll{ID: "fete", Title: "La fête"})
		return nil
	}
	date := func(id string) events.Session {
		return events.Session{Plan: events.Plan{ID: id, Title: "La fête", Status: events.Estimated, Poll: "fete", Option: 1, Options: 1, When: site.Hours("2022-07-01", "09:00", "17:00")}}
	}
	before := state(s)
	for name, err := range map[string]error{
		"a session that is there": s.Revise(t.Context(), orga, fete, date("la-fete"), date("agora")),
		"a session twice":         s.Revise(t.Context(), orga, fete, date("la-fete"), date("la-fete")),
		"a refused change": s.Revise(t.Context(), orga, func(p *events.Programme) error {
			return errors.Join(fete(p), events.Invalidf("title", "no"))
		}, date("la-fete")),
		"nobody who may": s.Revise(t.Context(), s.Person("rita"), fete, date("la-fete")),
	} {
		if moved := differences(before, state(s)); err == nil || len(moved) > 0 || s.Programme().Session("la-fete") != nil || s.Programme().Poll("fete") != nil {
			t.Errorf("%s: %v %v", name, err, moved)
		}
	}
	writes := s.DB.Writes()
	s.Must(s.Revise(t.Context(), orga, fete, date("la-fete")))
	if x := s.Programme().Session("la-fete"); s.DB.Writes() != writes+1 || x == nil || !x.Draft() || s.Programme().Poll("fete") == nil {
		t.Errorf("%d transactions, %+v", s.DB.Writes()-writes, x)
	}
}
