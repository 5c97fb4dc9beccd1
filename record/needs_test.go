package record

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"parcours/events"
)

// told says what waits in words: the kind, what it is of, and how many of how many.
func told(needs []Need) string {
	var all []string
	for _, n := range needs {
		of := n.Territory + n.Session
		if n.Decision != 0 {
			of += fmt.Sprint(" ", n.Decision)
		}
		all = append(all, strings.TrimSpace(fmt.Sprintf("%s %s %d/%d", n.Kind, of, n.Count, n.Of)))
	}
	return strings.Join(all, "; ")
}

func TestOverview(t *testing.T) {
	s, answers := sheetProgramme() // peers on the 10th of March at noon, AGORA on the 11th
	at := func(text string) time.Time {
		when, err := time.ParseInLocation("2006-01-02 15:04", text, s.Loc)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	annecy, faverges := s.Territory("annecy"), s.Territory("faverges")
	third := &events.Decision{Number: 3}
	question := events.DecisionState{Decision: third, Territory: faverges, Answer: "Peut-on venir à trois ?"}
	replied, plain := question, question
	replied.Reply, plain.Answer = "Oui.", "Nous serons trois."
	option := func(day, yes, blank int, silent ...string) OptionStanding {
		x := open("jour", day, 0)
		x.Status = events.Candidate
		return OptionStanding{Session: &x, Delegations: Votes{Yes: yes, Blank: blank}, Silent: silent}
	}
	poll := func(decided string, options ...OptionStanding) []Standing {
		return []Standing{{Poll: events.Poll{ID: "dates"}, Choices: []Choice{{ID: "jour", Title: "La clôture", Decided: decided, Options: options}}}}
	}
	sessions := "session pairs 2/3; session agora 2/3"
	for _, c := range []struct {
		name    string
		now     string
		outside Outside
		states  []events.DecisionState
		polls   []Standing
		want    string
	}{
		{"long before", "2022-01-01 08:00", Outside{}, nil, nil, "delegation annecy 0/0"},
		{"soon", "2022-02-20 08:00", Outside{}, nil, nil, sessions + "; delegation annecy 0/0"},
		{"the first is over", "2022-03-10 14:00", Outside{}, nil, nil, "session agora 2/3; delegation annecy 0/0"},
		{"all is over", "2022-03-12 08:00", Outside{}, nil, nil, ""},
		{"other rooms", "2022-03-12 08:00", Outside{2, 3, []HeldDay{{"annecy", "u", "Jour", events.When{}}}}, nil, nil, "waiting  2/0; failed  3/0; day annecy 0/0"},
		{"a question", "2022-03-12 08:00", Outside{}, []events.DecisionState{question}, nil, "reply faverges 3 0/0"},
		{"replied to", "2022-03-12 08:00", Outside{}, []events.DecisionState{replied, plain}, nil, ""},
		{"an arbitrage answered is a word", "2022-01-01 08:00", Outside{}, []events.DecisionState{{Decision: third, Territory: annecy, Answer: "Oui."}}, nil, ""},
		{"all have voted", "2022-01-01 08:00", Outside{}, nil, poll("", option(20, 2, 0)), "poll jour 0/2; delegation annecy 0/0"},
		{"one has not, and it is far", "2022-01-01 08:00", Outside{}, nil, poll("", option(20, 1, 1, "annecy")), "delegation annecy 0/0"},
		{"one has not, and it is near", "2022-03-12 08:00", Outside{}, nil, poll("", option(20, 1, 1, "annecy")), "poll jour 1/2"},
		{"decided", "2022-03-12 08:00", Outside{}, nil, poll("jour", option(20, 2, 0)), ""},
		{"no choice is left", "2022-03-22 08:00", Outside{}, nil, poll("", option(20, 2, 0)), ""},
	} {
		table := sheet(s, Query{}, answers, nil)
		if got := told(overview(s, at(c.now), c.outside, &table, c.states, c.polls).Needs); got != c.want {
			t.Errorf("%s: %s\nwant %s", c.name, got, c.want)
		}
	}
	table := sheet(s, Query{}, answers, nil)
	n := overview(s, at("2022-03-11 12:30"), Outside{}, &table, nil, nil).Next // it is held now
	if n == nil || n.ID != "agora" || n.Tally != (Tally{Asked: 3, Declined: 1, Blank: 2}) || n.Delegations != 1 || n.Asked != 2 {
		t.Errorf("%+v", n)
	}
	if n := overview(s, at("2022-03-12 08:00"), Outside{}, &table, nil, nil).Next; n != nil {
		t.Errorf("%+v", n)
	}
}
