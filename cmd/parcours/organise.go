package main

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"

	"parcours/events"
)

// changeOption runs a use case on an option of a poll.
func changeOption(env *environment, data string, by byFlag, option string, change func(*events.Service, context.Context, *events.Person, string) error) error {
	return onData(env, data, func(env *environment, s *events.Service) error {
		who, err := by.organiser(s.Programme())
		if err != nil {
			return err
		}
		if err := change(s, env, who, option); err != nil {
			return err
		}
		x := s.Programme().Session(option)
		_, err = fmt.Fprintf(env.out, "%s: %s (%s)\n", x.ID, x.Title, x.Status)
		return err
	})
}

type decisionsCommand struct {
	dataFlag
	Delegation string `placeholder:"T" help:"Id of a territory; all of them by default."`
	Themes     bool   `help:"The answers in words grouped by theme, for the arbitrages that the file marks by_theme."`
	Format     string `enum:"text,csv,json" default:"text" help:"text, csv or json."`
}

func (c *decisionsCommand) Help() string {
	return "Each arbitrage of each delegation: done, answered or silent, when it is due, the answer, and what is missing."
}

// decided is a delegation's state as the command shows it.
type decided struct {
	Theme     string   `json:"theme,omitempty"` // with --themes
	Number    int      `json:"number"`
	Territory string   `json:"territory"`
	Title     string   `json:"title"`
	State     string   `json:"state"` // done, answered, silent, optional
	Due       string   `json:"due"`
	Answer    string   `json:"answer"`
	By        string   `json:"by"`
	Missing   []string `json:"missing"`
	Reply     string   `json:"reply"`
	Question  bool     `json:"question"` // the answer asks something back
}

func (c *decisionsCommand) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *events.Service) error {
		states, err := s.DecisionStates(env, c.Delegation)
		if err != nil {
			return err
		}
		if c.Themes {
			return c.themes(env, s.Programme(), states)
		}
		all := make([]decided, 0, len(states))
		rows := [][]string{{"Arbitrage", "Territoire", "État", "Échéance", "Réponse", "Par", "Manque"}}
		for i := range states {
			d := decidedOf(&states[i], s.Programme())
			all = append(all, d)
			rows = append(rows, []string{strconv.Itoa(d.Number), d.Territory, d.State, d.Due, oneLine(d.Answer), d.By, strings.Join(d.Missing, "; ")})
		}
		return writeAs(env, c.Format, all, rows)
	})
}

// otherThemes is the heading of answers that speak of none of the programme's themes.
const otherThemes = "Autres"

func (c *decisionsCommand) themes(env *environment, snap *events.Snapshot, states []events.DecisionState) error {
	all := []decided{}
	rows := [][]string{{"Thème", "Arbitrage", "Territoire", "Réponse", "Par"}}
	for _, g := range snap.ByTheme(states) {
		for i := range g.States {
			d := decidedOf(&g.States[i], snap)
			d.Theme = cmp.Or(g.Theme, otherThemes)
			all = append(all, d)
			rows = append(rows, []string{d.Theme, strconv.Itoa(d.Number), d.Territory, oneLine(d.Answer), d.By})
		}
	}
	return writeAs(env, c.Format, all, rows)
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

func decidedOf(st *events.DecisionState, snap *events.Snapshot) decided {
	d := decided{
		Number: st.Decision.Number, Territory: st.Territory.ID, Title: st.Decision.Title, Due: st.Due.String(),
		Answer: st.Answer, By: st.By, Reply: st.Reply, Question: st.Asks(), State: "silent", Missing: []string{},
	}
	switch {
	case st.Done:
		d.State = "done"
	case st.Answered():
		d.State = "answered"
	case st.Decision.Optional:
		d.State = "optional"
	}
	for _, m := range st.Missing {
		if m.Session == "" {
			d.Missing = append(d.Missing, "réponse")
			continue
		}
		words := m.Title + " " + dateOf(m.When, snap.Loc)
		if c := snap.Category(m.Category); c != nil {
			words += " " + c.Label
		}
		d.Missing = append(d.Missing, words)
	}
	return d
}

type replyCommand struct {
	dataFlag
	byFlag
	Delegation string `required:"" placeholder:"T" help:"Id of the territory."`
	Decision   int    `required:"" help:"Number of the arbitrage."`
	Text       string `arg:"" help:"What the organisers answer; the task opens again with it."`
}

func (c *replyCommand) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *events.Service) error {
		who, err := c.organiser(s.Programme())
		if err != nil {
			return err
		}
		return s.AnswerDecision(env, events.DecisionResponse{
			Decision: c.Decision, Territory: c.Delegation, By: who.ID, Text: &c.Text, Reply: true, Door: events.DoorCommand,
		})
	})
}

type ledgerCommands struct {
	Show    ledgerShow    `cmd:"" default:"withargs" help:"Show the balance of expert days."`
	Approve ledgerApprove `cmd:"" help:"Confirm a day that goes over the budget, with a reason."`
}

type ledgerShow struct {
	dataFlag
	Delegation string `placeholder:"T" help:"Id of a territory; all of them by default."`
	Format     string `enum:"text,json" default:"text" help:"text or json."`
}

func (c *ledgerShow) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *events.Service) error {
		all, err := s.Ledgers(env, c.Delegation)
		if err != nil {
			return err
		}
		if c.Format == "json" {
			return writeJSON(env.out, all)
		}
		snap := s.Programme()
		rows := [][]string{}
		for _, l := range all {
			rows = append(rows, []string{l.Territory, l.String()})
			for _, e := range l.Entries {
				state := "compté"
				if e.Held {
					state = "à valider"
				} else if e.Cancelled {
					state = "annulé"
				}
				rows = append(rows, []string{"  " + dateOf(e.When, snap.Loc), e.Title, state, e.UID})
			}
		}
		return writeTable(env, rows)
	})
}

type ledgerApprove struct {
	dataFlag
	byFlag
	Delegation string `required:"" placeholder:"T" help:"Id of the territory."`
	UID        string `arg:"" help:"UID of the day; parcours ledger shows it."`
	Reason     string `required:"" help:"Why it is granted."`
}

func (c *ledgerApprove) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *events.Service) error {
		who, err := c.organiser(s.Programme())
		if err != nil {
			return err
		}
		return s.ApproveDay(env, who, c.Delegation, c.UID, c.Reason)
	})
}
