package events_test

import (
	"errors"
	"strings"
	"testing"

	"parcours/events"
	"parcours/site"
)

var doors = []events.Door{events.DoorCalDAV, events.DoorMail, events.DoorWeb, events.DoorCommand, events.DoorOrganiser}

func forUs(territory string) events.Subject { return events.Subject{Territory: territory} }

// said is what matters of an answer here.
type said struct {
	Status   events.Partstat
	Comment  string
	By       string
	Sequence int
	Late     bool
}

func what(a events.Answer) said { return said{a.Status, a.Comment, a.By, a.Sequence, a.Late} }

// Each case: what was there before, what somebody says, what stands after, and how many answers there are then.
func TestRespond(t *testing.T) {
	yes := events.Response{Session: "agora", For: site.ForOneself("marc"), By: "marc", Status: events.Accepted, Sequence: -1}
	but := func(change func(*events.Response)) events.Response {
		r := yes
		change(&r)
		return r
	}
	move := func(s *site.Site) {
		s.Must(s.Reschedule(s.T.Context(), s.Person("orga"), "agora", func(p *events.Plan) { p.When = site.Hours("2022-04-29", "09:30", "17:30") }))
	}
	say := func(r events.Response) func(*site.Site) {
		return func(s *site.Site) {
			_, err := s.Respond(s.T.Context(), r)
			s.Must(err)
		}
	}
	for _, c := range []struct {
		name   string
		before []func(*site.Site)
		say    events.Response
		want   said
		rows   int
	}{
		{"the first yes", nil, yes, said{events.Accepted, "", "marc", 0, false}, 1},
		{"maybe", nil, but(func(r *events.Response) { r.Status = events.Tentative }), said{events.Tentative, "", "marc", 0, false}, 1},
		{"no, with a reason", nil, but(func(r *events.Response) { r.Status, r.Comment = events.Declined, "Un deuil" }),
			said{events.Declined, "Un deuil", "marc", 0, false}, 1},
		{"the same again", []func(*site.Site){say(yes)}, yes, said{events.Accepted, "", "marc", 0, false}, 1},
		{"another mind", []func(*site.Site){say(yes)}, but(func(r *events.Response) { r.Status = events.Declined }), said{events.Declined, "", "marc", 0, false}, 2},
		{"back and forth", []func(*site.Site){say(yes), say(but(func(r *events.Response) { r.Status = events.Declined }))}, yes,
			said{events.Accepted, "", "marc", 0, false}, 3},
		{"another comment", []func(*site.Site){say(yes)}, but(func(r *events.Response) { r.Comment = "en train" }), said{events.Accepted, "en train", "marc", 0, false}, 2},
		{"a door without comments keeps it", []func(*site.Site){say(but(func(r *events.Response) { r.Comment = "en train" }))},
			but(func(r *events.Response) { r.Status, r.KeepComment = events.Tentative, true }), said{events.Tentative, "en train", "marc", 0, false}, 2},
		{"the same through such a door", []func(*site.Site){say(but(func(r *events.Response) { r.Comment = "en train" }))},
			but(func(r *events.Response) { r.KeepComment = true }), said{events.Accepted, "en train", "marc", 0, false}, 1},
		{"an empty comment takes it back", []func(*site.Site){say(but(func(r *events.Response) { r.Comment = "en train" }))}, yes,
			said{events.Accepted, "", "marc", 0, false}, 2},
		{"withdrawn", []func(*site.Site){say(yes)}, but(func(r *events.Response) { r.Status = events.NeedsAction }), said{events.NeedsAction, "", "marc", 0, false}, 2},
		{"withdrawn twice", []func(*site.Site){say(yes), say(but(func(r *events.Response) { r.Status = events.NeedsAction }))},
			but(func(r *events.Response) { r.Status = events.NeedsAction }), said{events.NeedsAction, "", "marc", 0, false}, 2},
		{"an organiser for somebody", nil, but(func(r *events.Response) { r.By = "orga" }), said{events.Accepted, "", "orga", 0, false}, 1},
		{"oneself what an organiser said", []func(*site.Site){say(but(func(r *events.Response) { r.By = "orga" }))}, yes, said{events.Accepted, "", "marc", 0, false}, 2},
		{"after a move, the same is said anew", []func(*site.Site){say(yes), move}, yes, said{events.Accepted, "", "marc", 1, false}, 2},
		{"after a move, a comment is not carried over", []func(*site.Site){say(but(func(r *events.Response) { r.Comment = "en train" })), move},
			but(func(r *events.Response) { r.KeepComment = true }), said{events.Accepted, "", "marc", 1, false}, 2},
		{"to the time before the move", []func(*site.Site){move}, but(func(r *events.Response) { r.Sequence = 0 }), said{events.Accepted, "", "marc", 0, false}, 1},
		{"the echo of a yes to the time before", []func(*site.Site){say(yes), move}, but(func(r *events.Response) { r.Sequence = 0 }),
			said{events.Accepted, "", "marc", 0, false}, 1},
		{"to a time that is not yet", nil, but(func(r *events.Response) { r.Sequence = 7 }), said{events.Accepted, "", "marc", 0, false}, 1},
		{"during the session", []func(*site.Site){site.Clock("2022-04-28 17:29")}, yes, said{events.Accepted, "", "marc", 0, false}, 1},
		{"late", []func(*site.Site){site.Clock("2022-04-28 17:30")}, yes, said{events.Accepted, "", "marc", 0, true}, 1},
		{"said in time, echoed late", []func(*site.Site){say(yes), site.Clock("2022-05-28 17:30")}, yes, said{events.Accepted, "", "marc", 0, false}, 1},
		{"for the delegation", nil, but(func(r *events.Response) { r.For, r.By = forUs("faverges"), "rita" }), said{events.Accepted, "", "rita", 0, false}, 1},
		{"for the delegation, in a room", nil,
			but(func(r *events.Response) {
				r.Session, r.For, r.By = "pairs-elus", site.ForUsIn("faverges", "elus"), "rita"
			}), said{events.Accepted, "", "rita", 0, false}, 1},
		{"sans objet", nil, but(func(r *events.Response) {
			r.Session, r.For, r.By, r.Status = "pairs-elus", site.ForUsIn("faverges", "elus"), "rita", events.NotApplicable
		}), said{events.NotApplicable, "", "rita", 0, false}, 1},
		{"an organiser for a delegation", nil, but(func(r *events.Response) { r.For, r.By = forUs("annecy"), "orga" }), said{events.Accepted, "", "orga", 0, false}, 1},
		{"a guest", nil, but(func(r *events.Response) { r.For, r.By = site.ForOneself("guy"), "guy" }), said{events.Accepted, "", "guy", 0, false}, 1},
		{"to a cancelled session", []func(*site.Site){func(s *site.Site) { s.Must(s.Reschedule(s.T.Context(), s.Person("orga"), "agora", events.Cancel)) }}, yes,
			said{events.Accepted, "", "marc", 1, false}, 1},
		{"two thousand letters", nil, but(func(r *events.Response) { r.Comment = strings.Repeat("é", 2000) }),
			said{events.Accepted, strings.Repeat("é", 2000), "marc", 0, false}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, door := range doors {
				s := site.OpenSmall(t)
				for _, f := range c.before {
					f(s)
				}
				r := c.say
				r.Door = door
				got, err := s.Respond(t.Context(), r)
				if err != nil || what(got) != c.want {
					t.Errorf("%s: %+v, %v; want %+v", door, what(got), err, c.want)
				}
				all := s.AllAnswers()
				if len(all) != c.rows {
					t.Errorf("%s: %d answers, want %d: %+v", door, len(all), c.rows, all)
				}
				if last := all[len(all)-1]; what(last) != c.want {
					t.Errorf("%s: kept %+v", door, what(last))
				}
			}
		})
	}
}

// What a person may not know of is not found; what they see and may not do is forbidden. Nothing is kept of either.
func TestRespondRefused(t *testing.T) {
	long := strings.Repeat("é", 2001)
	for _, c := range []struct {
		name string
		r    events.Response
		want error // nil: an *events.Invalid
	}{
		{"no such session", events.Response{Session: "rien", For: site.ForOneself("marc"), By: "marc", Status: events.Accepted}, events.ErrNotFound},
		{"nobody says it", events.Response{Session: "agora", For: site.ForOneself("marc"), By: "personne", Status: events.Accepted}, events.ErrNotFound},
		{"for nobody", events.Response{Session: "agora", For: site.ForOneself("personne"), By: "orga", Status: events.Accepted}, events.ErrNotFound},
		{"for no one at all", events.Response{Session: "agora", By: "orga", Status: events.Accepted}, events.ErrNotFound},
		{"not asked", events.Response{Session: "pairs-techniciens", For: site.ForOneself("marc"), By: "marc", Status: events.Accepted}, events.ErrNotFound},
		{"not asked, by an organiser", events.Response{Session: "prepa", For: site.ForOneself("marc"), By: "orga", Status: events.Accepted}, events.ErrNotFound},
		{"for somebody of one's delegation", events.Response{Session: "agora", For: site.ForOneself("marc"), By: "rita", Status: events.Accepted}, events.ErrForbidden},
		{"for somebody of another delegation", events.Response{Session: "agora", For: site.ForOneself("marc"), By: "rene", Status: events.Accepted}, events.ErrNotFound},
		{"for anybody, by nobody of the programme", events.Response{Session: "agora", For: site.ForOneself("marc"), By: "paul", Status: events.Accepted}, events.ErrNotFound},
		{"for a delegation, by its member", events.Response{Session: "agora", For: forUs("faverges"), By: "marc", Status: events.Accepted}, events.ErrForbidden},
		{"for a delegation, by its guest", events.Response{Session: "agora", For: forUs("faverges"), By: "guy", Status: events.Accepted}, events.ErrForbidden},
		{"for another delegation", events.Response{Session: "agora", For: forUs("annecy"), By: "rita", Status: events.Accepted}, events.ErrNotFound},
		{"for a delegation, by nobody of the programme", events.Response{Session: "agora", For: forUs("annecy"), By: "paul", Status: events.Accepted}, events.ErrNotFound},
		{"for an unknown delegation", events.Response{Session: "agora", For: forUs("lune"), By: "orga", Status: events.Accepted}, events.ErrNotFound},
		{"for a delegation without the room's category", events.Response{Session: "pairs-elus", For: forUs("faverges"), By: "rita", Status: events.Accepted}, events.ErrNotFound},
		{"in a category that has no room", events.Response{Session: "agora", For: site.ForUsIn("faverges", "elus"), By: "rita", Status: events.Accepted}, events.ErrNotFound},
		{"for a delegation that is not asked", events.Response{Session: "appui", For: forUs("faverges"), By: "rita", Status: events.Accepted}, events.ErrNotFound},
		{"sans objet for oneself", events.Response{Session: "agora", For: site.ForOneself("marc"), By: "marc", Status: events.NotApplicable}, nil},
		{"no status", events.Response{Session: "agora", For: site.ForOneself("marc"), By: "marc"}, nil},
		{"a status of other objects", events.Response{Session: "agora", For: site.ForOneself("marc"), By: "marc", Status: "COMPLETED"}, nil},
		{"too long", events.Response{Session: "agora", For: site.ForOneself("marc"), By: "marc", Status: events.Accepted, Comment: long}, nil},
		{"not UTF-8", events.Response{Session: "agora", For: site.ForOneself("marc"), By: "marc", Status: events.Accepted, Comment: "caf\xe9"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := site.OpenSmall(t)
			for _, door := range doors {
				c.r.Door, c.r.Sequence = door, -1
				_, err := s.Respond(t.Context(), c.r)
				var wrong *events.Invalid
				if c.want == nil && !errors.As(err, &wrong) || c.want != nil && !errors.Is(err, c.want) {
					t.Errorf("%s: %v, want %v", door, err, c.want)
				}
			}
			if all := s.AllAnswers(); len(all) != 0 {
				t.Errorf("kept %+v", all)
			}
		})
	}
}

// A withdrawal of what was never said is no answer.
func TestRespondWithdrawsNothing(t *testing.T) {
	s := site.OpenSmall(t)
	if a := s.Answer("marc", "agora", events.NeedsAction); a.Status != events.NeedsAction || a.Number != 0 {
		t.Errorf("stands: %+v", a)
	}
	if all := s.AllAnswers(); len(all) != 0 {
		t.Errorf("kept %+v", all)
	}
}

// Whoever must not know of a session cannot tell it from one that does not exist, once it has left the calendars too.
func TestRespondToWhatLeft(t *testing.T) {
	s := site.OpenSmall(t)
	s.Must(s.Decide(t.Context(), s.Person("orga"), "jour-a"))
	_, err := s.Respond(t.Context(), events.Response{Session: "jour-b", For: site.ForOneself("marc"), By: "marc", Status: events.Accepted, Sequence: -1})
	if !errors.Is(err, events.ErrNotFound) {
		t.Errorf("an option that was not chosen: %v", err)
	}
	s.Must(s.Reschedule(t.Context(), s.Person("orga"), "agora", events.Cancel))
	s.Clock = s.Clock.AddDate(0, 0, 61)
	s.Must(s.DropCancelled(t.Context()))
	_, err = s.Respond(t.Context(), events.Response{Session: "agora", For: site.ForOneself("marc"), By: "marc", Status: events.Accepted, Sequence: -1})
	if !errors.Is(err, events.ErrNotFound) {
		t.Errorf("cancelled long ago: %v", err)
	}
}
