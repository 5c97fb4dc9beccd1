package record_test

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"parcours/events"
	"parcours/record"
	"parcours/site"
)

// watched counts the answers that are read from a store.
type watched struct {
	record.Store
	answers int
}

func (w *watched) View(ctx context.Context, f func(record.Tx) error) error {
	return w.Store.View(ctx, func(tx record.Tx) error { return f(&watchedTx{tx, w}) })
}

type watchedTx struct {
	record.Tx
	of *watched
}

func (t *watchedTx) Answers(q events.AnswerQuery) ([]events.Answer, error) {
	all, err := t.Tx.Answers(q)
	t.of.answers += len(all)
	return all, err
}

// The table is read once: then what those say who say something, and nothing where nobody does. What it shows is what a reading of all
// shows.
func TestTableCostsWhatWasSaid(t *testing.T) {
	for _, delegations := range []int{10, 100} {
		s := site.Open(t)
		p := site.Wide(delegations, 8)
		s.Take(p)
		s.Said(site.Spoken(&p))
		store := &watched{Store: s.DB.Record()}
		kept := record.New(s.Service, store)
		read := func() int {
			t.Helper()
			before := store.answers
			for _, q := range []record.Query{{}, {State: record.Silent}, {Category: "elus"}, {Territory: "t3"}, {Session: "seance-2"}} {
				same(t, s, kept, q)
			}
			return store.answers - before
		}
		if n := read(); n < 8*delegations {
			t.Errorf("%d delegations: %d answers are read at first", delegations, n)
		}
		if n := read(); n != 0 {
			t.Errorf("%d delegations: %d answers are read though nobody said anything", delegations, n)
		}
		s.Answer("m3", "seance-2", events.Declined)
		if n := read(); n < 5 || n > 7 { // what m3 said of the sessions
			t.Errorf("%d delegations: after an answer %d are read", delegations, n)
		}
		s.Vote("r4", "t4", "seance-5", events.Tentative)
		if n := read(); n > 2*8 { // what t4 said, once for the lines and once for the arbitrages
			t.Errorf("%d delegations: after an answer for a delegation %d are read", delegations, n)
		}
		s.Must(s.Reschedule(t.Context(), s.Person("orga"), "seance-5", func(p *events.Plan) { p.When = site.Hours("2022-03-10", "09:00", "11:00") }))
		if n := read(); n > 3*8*delegations {
			t.Errorf("%d delegations: after a move %d are read", delegations, n)
		}
	}
}

// same checks that a service that knew the table before says what one says that reads it for the first time.
func same(t testing.TB, s *site.Site, kept *record.Service, q record.Query) {
	t.Helper()
	got, err := kept.Sheet(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	want, err := record.New(s.Service, s.DB.Record()).Sheet(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("%+v:\n%s", q, diff)
	}
}

// Whatever is said, by whom, and whatever becomes of the programme between: what is kept says what the store does.
func TestKeptTableIsTheTable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		folder, err := os.MkdirTemp("", "book")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.RemoveAll(folder) })
		s := site.OpenSmallIn(t, folder)
		s.Clock = site.At("2022-02-01 08:00")
		kept := s.Record
		look := func() {
			check(t, s, kept)
		}
		look()
		for range rapid.IntRange(1, 4).Draw(t, "rounds") {
			for range rapid.IntRange(1, 3).Draw(t, "steps") {
				step(t, s)
			}
			look()
		}
	})
}

func check(t *rapid.T, s *site.Site, kept *record.Service) {
	fresh := record.New(s.Service, s.DB.Record())
	for _, q := range []record.Query{{}, {Territory: "faverges"}} {
		got, err := kept.Sheet(t.Context(), q)
		want, wrong := fresh.Sheet(t.Context(), q)
		if err != nil || wrong != nil {
			t.Fatal(err, wrong)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%+v:\n%s", q, diff)
		}
	}
	seen, err := kept.Overview(t.Context(), record.Outside{})
	new, wrong := fresh.Overview(t.Context(), record.Outside{})
	if diff := cmp.Diff(new, seen); diff != "" || err != nil || wrong != nil {
		t.Fatalf("the overview: %v %v\n%s", err, wrong, diff)
	}
}

// step does something that the table may tell.
func step(t *rapid.T, s *site.Site) {
	s.Clock = s.Clock.Add(time.Hour)
	ctx, orga := t.Context(), s.Person("orga")
	sessions := []string{"agora", "pairs-techniciens", "pairs-elus", "jour-a", "jour-b", "seule", "prepa"}
	session := rapid.SampledFrom(sessions).Draw(t, "session")
	switch what := rapid.SampledFrom([]string{"own", "own", "for us", "for us", "words", "move", "cancel", "decide", "erase", "person", "category"}).Draw(t, "what"); what {
	case "own", "for us":
		f := site.ForOneself(rapid.SampledFrom([]string{"rita", "rene", "marc", "anne", "guy"}).Draw(t, "who"))
		if what == "for us" {
			f = events.Subject{Territory: rapid.SampledFrom([]string{"annecy", "faverges"}).Draw(t, "delegation"), Category: s.Programme().Session(session).Category}
		}
		status := rapid.SampledFrom([]events.Partstat{events.Accepted, events.Tentative, events.Declined, events.NeedsAction}).Draw(t, "status")
		_, _ = s.Respond(ctx, events.Response{Session: session, For: f, By: "orga", Status: status, Door: events.DoorOrganiser, Sequence: rapid.IntRange(-1, 1).Draw(t, "sequence")})
	case "words":
		who, of := "rita", "faverges"
		if rapid.Bool().Draw(t, "annecy") {
			who, of = "rene", "annecy"
		}
		text := rapid.SampledFrom([]string{"oui", "non", "quand ?"}).Draw(t, "text")
		_ = s.AnswerDecision(ctx, events.DecisionResponse{Decision: rapid.IntRange(1, 3).Draw(t, "number"), Territory: of, By: who, Text: &text, Door: events.DoorWeb})
	case "move":
		_ = s.Reschedule(ctx, orga, session, func(p *events.Plan) {
			p.When = p.When.Shift(rapid.IntRange(-1, 1).Draw(t, "days"), site.Paris)
		})
	case "cancel":
		_ = s.Reschedule(ctx, orga, session, func(p *events.Plan) { p.Status = events.Cancelled })
	case "decide":
		_ = s.Decide(ctx, orga, "jour-a")
	case "erase":
		_ = s.Personal.Erase(ctx, nil, rapid.SampledFrom([]string{"marc", "anne", "guy"}).Draw(t, "erased"))
	case "person":
		s.Change(func(p *events.Programme) {
			for i := range p.People {
				if p.People[i].ID == "anne" {
					p.People[i].Category = rapid.SampledFrom([]string{"elus", "techniciens", ""}).Draw(t, "category")
				}
			}
		})
	case "category":
		s.Change(func(p *events.Programme) { p.Categories[0].Label += "s" })
	}
}
