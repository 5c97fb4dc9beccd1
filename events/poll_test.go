package events_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"parcours/events"
	"parcours/record"
	"parcours/site"
)

// optionOf is where an option of the poll "dates" stands, with its choice.
func optionOf(s *site.Site, id string) (record.Choice, record.OptionStanding) {
	s.T.Helper()
	standing, err := s.Record.Standing(s.T.Context(), "dates")
	s.Must(err)
	for _, c := range standing.Choices {
		for _, o := range c.Options {
			if o.Session.ID == id {
				return c, o
			}
		}
	}
	s.T.Fatalf("%s is no option: %+v", id, standing)
	return record.Choice{}, record.OptionStanding{}
}

func decide(s *site.Site, option string) {
	s.T.Helper()
	s.Later()
	s.Must(s.Decide(s.T.Context(), s.Person("orga"), option))
	s.Later()
}

func reopenPoll(s *site.Site, option string) {
	s.T.Helper()
	s.Later()
	s.Must(s.Reopen(s.T.Context(), s.Person("orga"), option))
	s.Later()
}

// Blank, yes, maybe, no and "sans objet" are counted apart; delegations and members too. A tie is shown as it is.
func TestStanding(t *testing.T) {
	s := site.OpenSmall(t)
	c, o := optionOf(s, "jour-a")
	if c.ID != "jour" || c.Title != "La clôture" || c.Decided != "" || o.Delegations != (record.Votes{Blank: 2}) || o.Members != (record.Votes{Blank: 5}) ||
		!slices.Equal(o.Silent, []string{"annecy", "faverges"}) {
		t.Errorf("at first: %+v", c)
	}
	s.Vote("rita", "faverges", "jour-a", events.Accepted)
	s.Vote("rene", "annecy", "jour-b", events.Accepted)
	s.Vote("rene", "annecy", "jour-a", events.NotApplicable)
	s.Answer("marc", "jour-a", events.Tentative)
	s.Answer("anne", "jour-a", events.Declined)
	s.Answer("guy", "jour-a", events.Accepted)
	s.Answer("guy", "jour-a", events.NeedsAction)
	_, err := s.Respond(t.Context(), events.Response{Session: "jour-b", For: forUs("faverges"), By: "rita", Status: events.Accepted, Comment: "pas le matin", Sequence: -1})
	s.Must(err)
	_, a := optionOf(s, "jour-a")
	if a.Delegations != (record.Votes{Yes: 1, NotApplicable: 1}) || a.Members != (record.Votes{Maybe: 1, No: 1, Blank: 3}) || a.Silent != nil || a.Constraints != nil || a.Late != 0 {
		t.Errorf("jour-a: %+v", a)
	}
	c, b := optionOf(s, "jour-b")
	if b.Delegations != (record.Votes{Yes: 2}) || b.Members != (record.Votes{Blank: 5}) || len(b.Constraints) != 1 || b.Constraints[0].Comment != "pas le matin" || b.Constraints[0].Territory != "faverges" {
		t.Errorf("jour-b: %+v", b)
	}
	s.Vote("rene", "annecy", "jour-a", events.Accepted)
	if _, a = optionOf(s, "jour-a"); a.Delegations != b.Delegations || c.Decided != "" {
		t.Errorf("a tie is decided: %+v, %+v", c, a)
	}
	if c, o := optionOf(s, "seule"); c.ID != "seule" || len(c.Options) != 1 || o.Delegations != (record.Votes{Blank: 2}) {
		t.Errorf("a single date: %+v", c)
	}
}

func TestDecide(t *testing.T) {
	s := site.OpenSmall(t)
	s.Answer("marc", "jour-b", events.Accepted)
	s.Answer("anne", "jour-b", events.Tentative)
	s.Answer("rene", "jour-b", events.Declined)
	s.Vote("rita", "faverges", "jour-b", events.Accepted)
	rows := len(s.AllAnswers())
	decide(s, "jour-b")

	won, lost := s.Session("jour-b"), s.Session("jour-a")
	if won.UID != "jour-b@programme.example.org" || won.Status != events.Fixed || won.Sequence != 1 || won.AskedAt != 1 || won.VotedAt != 0 || won.Decided.IsZero() || won.Lost {
		t.Errorf("won: %+v", won)
	}
	if lost.UID != "jour-a@programme.example.org" || lost.Status != events.Cancelled || lost.Sequence != 1 || !lost.Lost || lost.Cancelled.IsZero() || !lost.Decided.IsZero() {
		t.Errorf("lost: %+v", lost)
	}
	if c, _ := optionOf(s, "seule"); c.Decided != "" || c.Options[0].Session.Status != events.Estimated {
		t.Errorf("another choice of the poll: %+v", c)
	}
	for person, want := range map[string]events.Partstat{"marc": events.Accepted, "anne": events.NeedsAction, "rene": events.NeedsAction, "rita": events.NeedsAction, "guy": events.NeedsAction} {
		items := s.Items(person, "parcours")
		if got := items["jour-b.ics"].Invitation.Status; got != want {
			t.Errorf("%s is shown %s, want %s", person, got, want)
		}
		if _, listed := items["jour-a.ics"]; listed {
			t.Errorf("%s still has the option that was not chosen", person)
		}
	}
	if it := s.Items("rita", "faverges.delegation")["jour-b.ics"]; it.Invitation.Status != events.NeedsAction {
		t.Errorf("the delegation's vote became its answer: %s", it.Invitation.Status)
	}
	if f := s.Feed("all"); site.SessionsOf(f) != "pairs-techniciens pairs-elus seule agora appui prepa jour-a jour-b" {
		t.Errorf("feed %q", site.SessionsOf(f))
	}
	if len(s.AllAnswers()) != rows {
		t.Error("a decision wrote answers")
	}
	recap, err := s.Record.Recap(t.Context(), "")
	s.Must(err)
	row := recap.Rows[slices.IndexFunc(recap.Rows, func(r record.RecapRow) bool { return r.ID == "jour-b" })]
	if m := row.Cells[1].Members; m.Accepted != 1 || m.Blank != 2 || row.Cells[0].ForUs != nil {
		t.Errorf("recap: %+v", row)
	}
}

// Votes after the decision are kept and not counted; opened again, all count.
func TestDecideAndReopen(t *testing.T) {
	s := site.OpenSmall(t)
	s.Vote("rita", "faverges", "jour-a", events.Accepted)
	s.Answer("marc", "jour-a", events.Accepted)
	s.Vote("rene", "annecy", "jour-b", events.Tentative)
	decide(s, "jour-a")
	s.Vote("rene", "annecy", "jour-a", events.Declined)
	s.Answer("anne", "jour-a", events.Declined)
	c, o := optionOf(s, "jour-a")
	if c.Decided != "jour-a" || o.Delegations != (record.Votes{Yes: 1, Blank: 1}) || o.Members != (record.Votes{Yes: 1, Blank: 4}) || o.Late != 2 || !slices.Equal(o.Silent, []string{"annecy"}) {
		t.Errorf("decided: %+v", o)
	}
	reopenPoll(s, "jour-b")
	c, a := optionOf(s, "jour-a")
	_, b := optionOf(s, "jour-b")
	if c.Decided != "" || a.Delegations != (record.Votes{Yes: 1, No: 1}) || a.Members != (record.Votes{Yes: 1, No: 1, Blank: 3}) || a.Late != 0 || b.Delegations != (record.Votes{Maybe: 1, Blank: 1}) {
		t.Errorf("open again: %+v", c)
	}
	for _, id := range []string{"jour-a", "jour-b"} {
		if x := s.Session(id); x.Status != events.Candidate || x.Lost || !x.Decided.IsZero() || !x.Cancelled.IsZero() || x.Sequence != 2 {
			t.Errorf("%s: %+v", id, x)
		}
	}
	if it := s.Items("marc", "parcours")["jour-a.ics"]; it.Invitation.Status != events.Accepted {
		t.Errorf("marc's vote is shown %s", it.Invitation.Status)
	}
	s.Change(func(p *events.Programme) { site.Plan(p, "jour-a").Title = "La fête" })
	if s.Session("jour-a").Title != "La fête" {
		t.Error("open again, the file does not govern")
	}
}

// Organisers may think better of it: the other option is chosen, as if it had been from the start.
func TestDecideOtherwise(t *testing.T) {
	s := site.OpenSmall(t)
	s.Answer("marc", "jour-a", events.Accepted)
	s.Answer("anne", "jour-b", events.Accepted)
	for _, chosen := range []string{"jour-a", "jour-b", "jour-b", "jour-a", "jour-b"} {
		decide(s, chosen)
		c, a := optionOf(s, "jour-a")
		_, b := optionOf(s, "jour-b")
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
	if got := s.Items("anne", "parcours")["jour-b.ics"].Invitation.Status; got != events.Accepted {
		t.Errorf("anne's yes is shown %s", got)
	}
}

// A chosen option that is moved stays chosen; everybody is asked again.
func TestDecidedIsMoved(t *testing.T) {
	s := site.OpenSmall(t)
	s.Answer("marc", "jour-a", events.Accepted)
	decide(s, "jour-a")
	s.Must(s.Reschedule(t.Context(), s.Person("orga"), "jour-a", func(p *events.Plan) { p.When = site.AllDay("2022-09-20") }))
	if c, o := optionOf(s, "jour-a"); c.Decided != "jour-a" || o.Members.Yes != 0 || o.Session.AskedAt != 2 {
		t.Errorf("%+v", c)
	}
	if got := s.Items("marc", "parcours")["jour-a.ics"].Invitation.Status; got != events.NeedsAction {
		t.Errorf("marc's yes to another day is shown %s", got)
	}
	reopenPoll(s, "jour-a")
	if c, o := optionOf(s, "jour-a"); c.Decided != "" || o.Members.Yes != 0 {
		t.Errorf("open again: %+v", c)
	}
}

func TestDecideSingleDate(t *testing.T) {
	for name, s := range map[string]*site.Site{"seule": site.OpenSmall(t), "gen-1": site.OpenExample(t)} {
		if s.Programme().Person("orga") == nil {
			s.Must(s.AddPeople(t.Context(), []events.Person{{ID: "orga", Email: "orga@example.org", Name: "Olga", Role: events.Organiser}}))
		}
		decide(s, name)
		if x := s.Session(name); x.Status != events.Fixed || x.Decided.IsZero() {
			t.Errorf("%s: %+v", name, x)
		}
		reopenPoll(s, name)
		if x := s.Session(name); x.Status != events.Estimated || !x.Decided.IsZero() {
			t.Errorf("%s, open again: %s", name, x.Status)
		}
	}
}

func TestDecideRefused(t *testing.T) {
	s := site.OpenSmall(t)
	var wrong *events.Invalid
	for _, f := range []func(by *events.Person, option string) error{
		func(by *events.Person, option string) error { return s.Decide(t.Context(), by, option) },
		func(by *events.Person, option string) error { return s.Reopen(t.Context(), by, option) },
	} {
		for _, person := range []string{"rita", "marc", "guy", "emma", "paul"} {
			if err := f(s.Person(person), "jour-a"); !errors.Is(err, events.ErrForbidden) {
				t.Errorf("%s: %v", person, err)
			}
		}
		for _, option := range []string{"agora", "rien", "jour", ""} {
			if err := f(s.Person("orga"), option); !errors.As(err, &wrong) {
				t.Errorf("%q: %v", option, err)
			}
		}
	}
	s.Must(s.Reschedule(t.Context(), s.Person("orga"), "jour-a", events.Cancel))
	if err := s.Decide(t.Context(), s.Person("orga"), "jour-a"); !errors.As(err, &wrong) {
		t.Errorf("a cancelled option: %v", err)
	}
	if _, err := s.Record.Standing(t.Context(), "rien"); !errors.As(err, &wrong) {
		t.Errorf("no such poll: %v", err)
	}
	if c, _ := optionOf(s, "jour-b"); len(c.Options) != 1 || c.Decided != "" {
		t.Errorf("%+v", c)
	}
}

// After any votes, decisions and second thoughts, an option has the last votes up to the decision, and at most one is
// chosen, which alone is fixed while the others have left.
func TestPollLaws(t *testing.T) {
	site.Small()
	rapid.Check(t, func(rt *rapid.T) {
		s := site.OpenSmallIn(rt, t.TempDir())
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
			s.Later()
			option := site.Draw(rt, "option", "jour-a", "jour-b")
			switch site.Draw(rt, "what", "vote", "vote", "vote", "decide", "reopen") {
			case "decide":
				if decided != option {
					decided, closed = option, s.Clock
				}
				s.Must(s.Decide(s.T.Context(), s.Person("orga"), option))
			case "reopen":
				decided, closed = "", time.Time{}
				s.Must(s.Reopen(s.T.Context(), s.Person("orga"), option))
			default:
				v := vote{option, site.Draw(rt, "subject", forUs("annecy"), forUs("faverges"), site.ForOneself("marc")), site.Draw(rt, "status", events.Accepted, events.Declined, events.NeedsAction), s.Clock}
				by := map[events.Subject]string{forUs("annecy"): "rene", forUs("faverges"): "rita", site.ForOneself("marc"): "marc"}[v.subject]
				before := len(s.AllAnswers())
				_, err := s.Respond(s.T.Context(), events.Response{Session: option, For: v.subject, By: by, Status: v.status, Sequence: -1})
				if s.Session(option).Lost != errors.Is(err, events.ErrNotFound) {
					rt.Fatalf("a vote for %s: %v", option, err)
				}
				if err == nil && len(s.AllAnswers()) > before {
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
				want := record.Votes{}
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
				c, o := optionOf(s, id)
				if o.Delegations != want || (o.Members.Yes == 1) != (last[site.ForOneself("marc")] == events.Accepted) {
					rt.Fatalf("%s: %+v, want %+v; votes %v", id, o, want, votes)
				}
				x := o.Session
				if c.Decided != decided || x.Lost != (decided != "" && id != decided) || (x.Status == events.Fixed) != (id == decided) {
					rt.Fatalf("%s: chosen %q, want %q, %s", id, c.Decided, decided, fmt.Sprintf("%+v", x))
				}
			}
		}
		s.Must(s.DB.Close())
	})
}
