package events_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"parcours/events"
)

// option is where an option of the poll "dates" stands, with its choice.
func (s *site) option(id string) (events.Choice, events.OptionStanding) {
	s.t.Helper()
	standing, err := s.Standing(s.t.Context(), "dates")
	s.must(err)
	for _, c := range standing.Choices {
		for _, o := range c.Options {
			if o.Session.ID == id {
				return c, o
			}
		}
	}
	s.t.Fatalf("%s is no option: %+v", id, standing)
	return events.Choice{}, events.OptionStanding{}
}

// later lets a minute pass: what was said before a decision is told from what was said after by the clock.
func (s *site) later() { s.now = s.now.Add(time.Minute) }

func (s *site) decide(option string) {
	s.t.Helper()
	s.later()
	s.must(s.Decide(s.t.Context(), s.person("orga"), option))
	s.later()
}

func (s *site) reopenPoll(option string) {
	s.t.Helper()
	s.later()
	s.must(s.Reopen(s.t.Context(), s.person("orga"), option))
	s.later()
}

// Blank, yes, maybe, no and "sans objet" are counted apart; delegations and members too. A tie is shown as it is.
func TestStanding(t *testing.T) {
	s := openSmall(t)
	c, o := s.option("jour-a")
	if c.ID != "jour" || c.Title != "La clôture" || c.Decided != "" || o.Delegations != (events.Votes{Blank: 2}) || o.Members != (events.Votes{Blank: 5}) ||
		!slices.Equal(o.Silent, []string{"annecy", "faverges"}) {
		t.Errorf("at first: %+v", c)
	}
	s.vote("rita", "faverges", "jour-a", events.Accepted)
	s.vote("rene", "annecy", "jour-b", events.Accepted)
	s.vote("rene", "annecy", "jour-a", events.NotApplicable)
	s.answer("marc", "jour-a", events.Tentative)
	s.answer("anne", "jour-a", events.Declined)
	s.answer("guy", "jour-a", events.Accepted)
	s.answer("guy", "jour-a", events.NeedsAction)
	_, err := s.Respond(t.Context(), events.Response{Session: "jour-b", For: forUs("faverges"), By: "rita", Status: events.Accepted, Comment: "pas le matin", Sequence: -1})
	s.must(err)
	_, a := s.option("jour-a")
	if a.Delegations != (events.Votes{Yes: 1, NotApplicable: 1}) || a.Members != (events.Votes{Maybe: 1, No: 1, Blank: 3}) || a.Silent != nil || a.Constraints != nil || a.Late != 0 {
		t.Errorf("jour-a: %+v", a)
	}
	c, b := s.option("jour-b")
	if b.Delegations != (events.Votes{Yes: 2}) || b.Members != (events.Votes{Blank: 5}) || len(b.Constraints) != 1 || b.Constraints[0].Comment != "pas le matin" || b.Constraints[0].Territory != "faverges" {
		t.Errorf("jour-b: %+v", b)
	}
	s.vote("rene", "annecy", "jour-a", events.Accepted)
	if _, a = s.option("jour-a"); a.Delegations != b.Delegations || c.Decided != "" {
		t.Errorf("a tie is decided: %+v, %+v", c, a)
	}
	if c, o := s.option("seule"); c.ID != "seule" || len(c.Options) != 1 || o.Delegations != (events.Votes{Blank: 2}) {
		t.Errorf("a single date: %+v", c)
	}
}

func TestDecide(t *testing.T) {
	s := openSmall(t)
	s.answer("marc", "jour-b", events.Accepted)
	s.answer("anne", "jour-b", events.Tentative)
	s.answer("rene", "jour-b", events.Declined)
	s.vote("rita", "faverges", "jour-b", events.Accepted)
	rows := len(s.history())
	s.decide("jour-b")

	won, lost := s.session("jour-b"), s.session("jour-a")
	if won.UID != "jour-b@programme.example.org" || won.Status != events.Fixed || won.Sequence != 1 || won.AskedAt != 1 || won.VotedAt != 0 || won.Decided.IsZero() || won.Lost {
		t.Errorf("won: %+v", won)
	}
	if lost.UID != "jour-a@programme.example.org" || lost.Status != events.Cancelled || lost.Sequence != 1 || !lost.Lost || lost.Cancelled.IsZero() || !lost.Decided.IsZero() {
		t.Errorf("lost: %+v", lost)
	}
	if c, _ := s.option("seule"); c.Decided != "" || c.Options[0].Session.Status != events.Estimated {
		t.Errorf("another choice of the poll: %+v", c)
	}
	for person, want := range map[string]events.Partstat{"marc": events.Accepted, "anne": events.NeedsAction, "rene": events.NeedsAction, "rita": events.NeedsAction, "guy": events.NeedsAction} {
		items := s.items(person, "parcours")
		if got := items["jour-b.ics"].Invitation.Status; got != want {
			t.Errorf("%s is shown %s, want %s", person, got, want)
		}
		if _, listed := items["jour-a.ics"]; listed {
			t.Errorf("%s still has the option that was not chosen", person)
		}
	}
	if it := s.items("rita", "faverges.delegation")["jour-b.ics"]; it.Invitation.Status != events.NeedsAction {
		t.Errorf("the delegation's vote became its answer: %s", it.Invitation.Status)
	}
	if f := s.feed("all"); sessionsOf(f) != "pairs-techniciens pairs-elus seule agora appui prepa jour-a jour-b" {
		t.Errorf("feed %q", sessionsOf(f))
	}
	if len(s.history()) != rows {
		t.Error("a decision wrote answers")
	}
	recap, err := s.Recap(t.Context(), "")
	s.must(err)
	row := recap.Rows[slices.IndexFunc(recap.Rows, func(r events.RecapRow) bool { return r.ID == "jour-b" })]
	if m := row.Cells[1].Members; m.Accepted != 1 || m.Blank != 2 || row.Cells[0].ForUs != nil {
		t.Errorf("recap: %+v", row)
	}
}

// Votes after the decision are kept and not counted; opened again, all count.
func TestDecideAndReopen(t *testing.T) {
	s := openSmall(t)
	s.vote("rita", "faverges", "jour-a", events.Accepted)
	s.answer("marc", "jour-a", events.Accepted)
	s.vote("rene", "annecy", "jour-b", events.Tentative)
	s.decide("jour-a")
	s.vote("rene", "annecy", "jour-a", events.Declined)
	s.answer("anne", "jour-a", events.Declined)
	c, o := s.option("jour-a")
	if c.Decided != "jour-a" || o.Delegations != (events.Votes{Yes: 1, Blank: 1}) || o.Members != (events.Votes{Yes: 1, Blank: 4}) || o.Late != 2 || !slices.Equal(o.Silent, []string{"annecy"}) {
		t.Errorf("decided: %+v", o)
	}
	s.reopenPoll("jour-b")
	c, a := s.option("jour-a")
	_, b := s.option("jour-b")
	if c.Decided != "" || a.Delegations != (events.Votes{Yes: 1, No: 1}) || a.Members != (events.Votes{Yes: 1, No: 1, Blank: 3}) || a.Late != 0 || b.Delegations != (events.Votes{Maybe: 1, Blank: 1}) {
		t.Errorf("open again: %+v", c)
	}
	for _, id := range []string{"jour-a", "jour-b"} {
		if x := s.session(id); x.Status != events.Candidate || x.Lost || !x.Decided.IsZero() || !x.Cancelled.IsZero() || x.Sequence != 2 {
			t.Errorf("%s: %+v", id, x)
		}
	}
	if it := s.items("marc", "parcours")["jour-a.ics"]; it.Invitation.Status != events.Accepted {
		t.Errorf("marc's vote is shown %s", it.Invitation.Status)
	}
	s.change(func(p *events.Programme) { plan(p, "jour-a").Title = "La fête" })
	if s.session("jour-a").Title != "La fête" {
		t.Error("open again, the file does not govern")
	}
}

// Organisers may think better of it: the other option is chosen, as if it had been from the start.
func TestDecideOtherwise(t *testing.T) {
	s := openSmall(t)
	s.answer("marc", "jour-a", events.Accepted)
	s.answer("anne", "jour-b", events.Accepted)
	for _, chosen := range []string{"jour-a", "jour-b", "jour-b", "jour-a", "jour-b"} {
		s.decide(chosen)
		c, a := s.option("jour-a")
		_, b := s.option("jour-b")
		if c.Decided != chosen || a.Members.Yes != 1 || b.Members.Yes != 1 {
			t.Errorf("%s: %+v", chosen, c)
		}
		for _, o := range c.Options {
			x := o.Session
			if won := x.ID == chosen; x.Lost == won || x.Decided.IsZero() == won || (x.Status == events.Fixed) != won {
				t.Errorf("%s chosen: %+v", chosen, x)
			}
		}
	}
	if got := s.items("anne", "parcours")["jour-b.ics"].Invitation.Status; got != events.Accepted {
		t.Errorf("anne's yes is shown %s", got)
	}
}

// A chosen option that is moved stays chosen; everybody is asked again.
func TestDecidedIsMoved(t *testing.T) {
	s := openSmall(t)
	s.answer("marc", "jour-a", events.Accepted)
	s.decide("jour-a")
	s.must(s.Reschedule(t.Context(), s.person("orga"), "jour-a", func(p *events.Plan) { p.When = allDay("2022-09-20") }))
	if c, o := s.option("jour-a"); c.Decided != "jour-a" || o.Members.Yes != 0 || o.Session.AskedAt != 2 {
		t.Errorf("%+v", c)
	}
	if got := s.items("marc", "parcours")["jour-a.ics"].Invitation.Status; got != events.NeedsAction {
		t.Errorf("marc's yes to another day is shown %s", got)
	}
	s.reopenPoll("jour-a")
	if c, o := s.option("jour-a"); c.Decided != "" || o.Members.Yes != 0 {
		t.Errorf("open again: %+v", c)
	}
}

func TestDecideSingleDate(t *testing.T) {
	for name, s := range map[string]*site{"seule": openSmall(t), "gen-1": openExample(t)} {
		if s.Programme().Person("orga") == nil {
			s.must(s.AddPeople(t.Context(), []events.Person{{ID: "orga", Email: "orga@example.org", Name: "Olga", Role: events.Organiser}}))
		}
		s.decide(name)
		if x := s.session(name); x.Status != events.Fixed || x.Decided.IsZero() {
			t.Errorf("%s: %+v", name, x)
		}
		s.reopenPoll(name)
		if x := s.session(name); x.Status != events.Estimated || !x.Decided.IsZero() {
			t.Errorf("%s, open again: %s", name, x.Status)
		}
	}
}

func TestDecideRefused(t *testing.T) {
	s := openSmall(t)
	var wrong *events.Invalid
	for _, f := range []func(by *events.Person, option string) error{
		func(by *events.Person, option string) error { return s.Decide(t.Context(), by, option) },
		func(by *events.Person, option string) error { return s.Reopen(t.Context(), by, option) },
	} {
		for _, person := range []string{"rita", "marc", "guy", "emma", "paul"} {
			if err := f(s.person(person), "jour-a"); !errors.Is(err, events.ErrForbidden) {
				t.Errorf("%s: %v", person, err)
			}
		}
		for _, option := range []string{"agora", "rien", "jour", ""} {
			if err := f(s.person("orga"), option); !errors.As(err, &wrong) {
				t.Errorf("%q: %v", option, err)
			}
		}
	}
	s.must(s.CancelSession(t.Context(), s.person("orga"), "jour-a"))
	if err := s.Decide(t.Context(), s.person("orga"), "jour-a"); !errors.As(err, &wrong) {
		t.Errorf("a cancelled option: %v", err)
	}
	if _, err := s.Standing(t.Context(), "rien"); !errors.As(err, &wrong) {
		t.Errorf("no such poll: %v", err)
	}
	if c, _ := s.option("jour-b"); len(c.Options) != 1 || c.Decided != "" {
		t.Errorf("%+v", c)
	}
}

// After any votes, decisions and second thoughts, an option has the last votes up to the decision, and at most one is
// chosen, which alone is fixed while the others have left.
func TestPollLaws(t *testing.T) {
	small()
	rapid.Check(t, func(rt *rapid.T) {
		s := openSmallIn(rt, t.TempDir())
		type vote struct {
			option  string
			subject events.Subject
			status  events.Partstat
			at      time.Time
		}
		var votes []vote
		var decided string
		var closed time.Time
		for range rapid.IntRange(1, 20).Draw(rt, "steps") {
			s.later()
			option := draw(rt, "option", "jour-a", "jour-b")
			switch draw(rt, "what", "vote", "vote", "vote", "decide", "reopen") {
			case "decide":
				if decided != option {
					decided, closed = option, s.now
				}
				s.must(s.Decide(s.t.Context(), s.person("orga"), option))
			case "reopen":
				decided, closed = "", time.Time{}
				s.must(s.Reopen(s.t.Context(), s.person("orga"), option))
			default:
				v := vote{option, draw(rt, "subject", forUs("annecy"), forUs("faverges"), forOneself("marc")), draw(rt, "status", events.Accepted, events.Declined, events.NeedsAction), s.now}
				by := map[events.Subject]string{forUs("annecy"): "rene", forUs("faverges"): "rita", forOneself("marc"): "marc"}[v.subject]
				before := len(s.history())
				_, err := s.Respond(s.t.Context(), events.Response{Session: option, For: v.subject, By: by, Status: v.status, Sequence: -1})
				if s.session(option).Lost != errors.Is(err, events.ErrNotFound) {
					rt.Fatalf("a vote for %s: %v", option, err)
				}
				if err == nil && len(s.history()) > before {
					votes = append(votes, v)
				}
			}
			for _, id := range []string{"jour-a", "jour-b"} {
				last := map[events.Subject]events.Partstat{}
				for _, v := range votes {
					if v.option == id && (closed.IsZero() || !v.at.After(closed)) {
						last[v.subject] = v.status
					}
				}
				want := events.Votes{}
				for _, t := range []string{"annecy", "faverges"} {
					switch last[forUs(t)] {
					case events.Accepted:
						want.Yes++
					case events.Declined:
						want.No++
					default:
						want.Blank++
					}
				}
				c, o := s.option(id)
				if o.Delegations != want || (o.Members.Yes == 1) != (last[forOneself("marc")] == events.Accepted) {
					rt.Fatalf("%s: %+v, want %+v; votes %v", id, o, want, votes)
				}
				x := o.Session
				if c.Decided != decided || x.Lost != (decided != "" && id != decided) || (x.Status == events.Fixed) != (id == decided) {
					rt.Fatalf("%s: chosen %q, want %q, %s", id, c.Decided, decided, fmt.Sprintf("%+v", x))
				}
			}
		}
		s.must(s.db.Close())
	})
}
