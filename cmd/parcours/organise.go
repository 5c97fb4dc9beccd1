package main

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"

	"parcours/contacts"
	"parcours/events"
	"parcours/house"
	"parcours/ical"
	"parcours/messages"
	"parcours/report"
	"parcours/rules"
)

// changeOption runs a use case on an option of a poll.
func changeOption(env *environment, data string, by byFlag, option string, change func(*house.House, context.Context, *events.Person, string) error) error {
	return onData(env, data, func(env *environment, s *house.House) error {
		who, err := by.organiser(s.Programme())
		if err != nil {
			return err
		}
		if x := s.Programme().Session(option); x == nil || x.Poll == "" {
			return fmt.Errorf("%s: no option of a poll; there is: %s", option, optionNames(s.Programme()))
		}
		if err := change(s, env, who, option); err != nil {
			return err
		}
		x := s.Programme().Session(option)
		_, err = fmt.Fprintf(env.out, "%s: %s (%s)\n", x.ID, x.Title, langFlag{}.words(s).T("command.session."+string(x.Status)))
		return err
	})
}

// optionNames lists the options of all polls by their ids.
func optionNames(snap *events.Snapshot) string {
	var options []*events.Session
	for _, x := range snap.All() {
		if x.Poll != "" {
			options = append(options, x)
		}
	}
	return contacts.SessionNames(options, false)
}

type decisionsCommand struct {
	dataFlag
	langFlag
	Delegation string `placeholder:"T" help:"Id or name of a territory; all of them by default."`
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
	return onData(env, c.Data, func(env *environment, s *house.House) error {
		snap, words := s.Programme(), c.words(s)
		delegation, err := delegationFlag(snap, c.Delegation)
		if err != nil {
			return err
		}
		states, err := s.DecisionStates(env, delegation)
		if err != nil {
			return err
		}
		if c.Themes {
			return c.themes(env, words, snap, states)
		}
		all := make([]decided, 0, len(states))
		rows := [][]string{{words.T("command.head.decision"), words.T("command.head.territory"), words.T("command.head.state"), words.T("command.head.due"),
			words.T("command.head.answer"), words.T("command.head.by"), words.T("command.head.missing")}}
		for i := range states {
			st := &states[i]
			d := decidedOf(words, st, snap)
			all = append(all, d)
			rows = append(rows, []string{strconv.Itoa(d.Number), st.Territory.Name, words.T("command.decided." + d.State), d.Due, report.Said(words, st),
				report.Person(words, snap, d.By), report.Missing(words, st, snap)})
		}
		return writeAs(env, c.Format, all, rows)
	})
}

func (c *decisionsCommand) themes(env *environment, words *messages.Printer, snap *events.Snapshot, states []events.DecisionState) error {
	all := []decided{}
	rows := [][]string{{words.T("command.head.theme"), words.T("command.head.decision"), words.T("command.head.territory"), words.T("command.head.answer"),
		words.T("command.head.by")}}
	for _, g := range report.ByTheme(snap, states) {
		for i := range g.States {
			d := decidedOf(words, &g.States[i], snap)
			d.Theme = cmp.Or(g.Label, words.T("command.other_themes"))
			all = append(all, d)
			rows = append(rows, []string{d.Theme, strconv.Itoa(d.Number), report.Territory(snap, d.Territory), report.OneLine(d.Answer), report.Person(words, snap, d.By)})
		}
	}
	return writeAs(env, c.Format, all, rows)
}

func decidedOf(words *messages.Printer, st *events.DecisionState, snap *events.Snapshot) decided {
	d := decided{
		Number: st.Decision.Number, Territory: st.Territory.ID, Title: st.Decision.Title, Due: st.Due.String(),
		Answer: st.Answer, By: st.By, Reply: st.Reply, Question: st.Asks(), State: report.State(st), Missing: []string{},
	}
	for _, m := range st.Missing {
		if m.Session == "" {
			d.Missing = append(d.Missing, words.T("command.missing_answer"))
			continue
		}
		lacks := m.Title + " " + report.Date(m.When, snap.Loc)
		if c := snap.Category(m.Category); c != nil {
			lacks += " " + c.Label
		}
		if m.Against != "" {
			lacks = words.T("command.contradiction", "Session", lacks, "Answer", report.Status(words, m.Against))
		}
		d.Missing = append(d.Missing, lacks)
	}
	return d
}

type replyCommand struct {
	dataFlag
	byFlag
	Delegation string `required:"" placeholder:"T" help:"Id or name of the territory."`
	Decision   int    `required:"" help:"Number of the arbitrage."`
	Text       string `arg:"" help:"What the organisers answer. Where it asks something (it has a ?) the task opens again."`
}

func (c *replyCommand) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *house.House) error {
		who, err := c.organiser(s.Programme())
		if err != nil {
			return err
		}
		delegation, err := delegationFlag(s.Programme(), c.Delegation)
		if err != nil {
			return err
		}
		if s.Programme().Decision(c.Decision) == nil {
			return fmt.Errorf("--decision %d: no such arbitrage; there is: %s", c.Decision, decisionNumbers(s.Programme()))
		}
		return s.AnswerDecision(env, events.DecisionResponse{
			Decision: c.Decision, Territory: delegation, By: who.ID, Text: &c.Text, Reply: true, Door: events.DoorCommand,
		})
	})
}

func decisionNumbers(snap *events.Snapshot) string {
	var numbers []string
	for _, d := range snap.Decisions {
		numbers = append(numbers, strconv.Itoa(d.Number))
	}
	return strings.Join(numbers, ", ")
}

type ledgerCommands struct {
	Show    ledgerShow    `cmd:"" default:"withargs" help:"Show the balance of expert days."`
	Approve ledgerApprove `cmd:"" help:"Confirm a day that goes over the budget, with a reason."`
}

type ledgerShow struct {
	dataFlag
	langFlag
	Delegation string `placeholder:"T" help:"Id or name of a territory; all of them by default."`
	Format     string `enum:"text,json" default:"text" help:"text or json."`
}

func (c *ledgerShow) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *house.House) error {
		delegation, err := delegationFlag(s.Programme(), c.Delegation)
		if err != nil {
			return err
		}
		all, err := s.Calendars.Ledgers(env, delegation)
		if err != nil {
			return err
		}
		if c.Format == "json" {
			return writeJSON(env.out, all)
		}
		snap, words := s.Programme(), c.words(s)
		rows := [][]string{}
		for _, l := range all {
			rows = append(rows, []string{report.Territory(snap, l.Territory), ical.Phrase(words.Lang(), rules.Finding{Kind: rules.FoundBalance, Balance: l.Balance()})})
			for _, e := range l.Entries {
				state := "counted"
				if e.Held {
					state = "held"
				} else if e.Cancelled {
					state = "cancelled"
				}
				rows = append(rows, []string{"  " + report.Date(e.When, snap.Loc), e.Title, words.T("command.day." + state), e.UID})
			}
		}
		return writeTable(env, rows)
	})
}

type ledgerApprove struct {
	dataFlag
	byFlag
	Delegation string `required:"" placeholder:"T" help:"Id or name of the territory."`
	UID        string `arg:"" help:"UID of the day; parcours ledger shows it."`
	Reason     string `required:"" help:"Why it is granted."`
}

func (c *ledgerApprove) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *house.House) error {
		who, err := c.organiser(s.Programme())
		if err != nil {
			return err
		}
		delegation, err := delegationFlag(s.Programme(), c.Delegation)
		if err != nil {
			return err
		}
		return s.Calendars.ApproveDay(env, who, delegation, c.UID, c.Reason)
	})
}
