package main

import (
	"fmt"
	"strconv"
	"strings"

	"parcours/events"
	"parcours/holidays"
	"parcours/house"
	"parcours/record"
	"parcours/report"
)

type pollCommands struct {
	List   pollList   `cmd:"" help:"List the polls."`
	Show   pollShow   `cmd:"" help:"Show where a poll stands."`
	Decide pollDecide `cmd:"" help:"Choose an option: it becomes the date, the others leave people's calendars."`
	Reopen pollReopen `cmd:"" help:"Open a choice again; votes given before count."`
}

// byFlag names who acts, of those who may.
type byFlag struct {
	By string `placeholder:"PERSON" help:"Id or address of the organiser who acts; the first organiser by default."`
}

// organiser is who acts.
func (b byFlag) organiser(snap *events.Snapshot) (*events.Person, error) {
	if b.By != "" {
		p, err := personCalled(snap, b.By)
		if err != nil {
			return nil, fmt.Errorf("--by %w", err)
		}
		return p, nil
	}
	for _, p := range snap.People() {
		if p.Role == events.Organiser {
			return p, nil
		}
	}
	return nil, fmt.Errorf("nobody is an organiser yet: %s people add --role organiser", called)
}

type pollList struct {
	dataFlag
	langFlag
}

func (c *pollList) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *house.House) error {
		words := c.words(s)
		rows := [][]string{{words.T("command.head.poll"), words.T("command.head.title"), words.T("command.head.choices"), words.T("command.head.open")}}
		for _, p := range s.Programme().Polls {
			st, err := s.Record.Standing(env, p.ID)
			if err != nil {
				return err
			}
			open := 0
			for _, choice := range st.Choices {
				if choice.Decided == "" {
					open++
				}
			}
			rows = append(rows, []string{p.ID, p.Title, strconv.Itoa(len(st.Choices)), strconv.Itoa(open)})
		}
		return writeTable(env, rows)
	})
}

type pollShow struct {
	dataFlag
	langFlag
	Poll   string `arg:"" help:"Id of the poll."`
	Format string `enum:"text,json" default:"text" help:"text or json."`
}

func (c *pollShow) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *house.House) error {
		snap, words := s.Programme(), c.words(s)
		if snap.Poll(c.Poll) == nil {
			return fmt.Errorf("%s: no such poll; there is: %s", c.Poll, pollNames(snap))
		}
		st, err := s.Record.Standing(env, c.Poll)
		if err != nil {
			return err
		}
		if c.Format == "json" {
			return writeJSON(env.out, st)
		}
		rows := [][]string{{words.T("command.head.option"), words.T("command.head.date"), words.T("command.head.delegations"), words.T("command.head.members"),
			words.T("command.head.holidays"), words.T("command.head.silent")}}
		for _, choice := range st.Choices {
			rows = append(rows, []string{choice.Title + decidedMark(choice)})
			for _, o := range choice.Options {
				rows = append(rows, []string{"  " + o.Session.ID, report.Date(o.Session.When, snap.Loc), report.Votes(words, o.Delegations), report.Votes(words, o.Members),
					strings.Join(holidays.On(&snap.Programme, events.DayOf(o.Session.When.Start)).Said(words), ", "), strings.Join(report.Territories(snap, o.Silent), ", ")})
				for _, said := range o.Constraints {
					rows = append(rows, []string{"    " + words.T("command.said", "Who", report.Territory(snap, said.Territory), "Text", report.OneLine(said.Comment))})
				}
			}
		}
		return writeTable(env, rows)
	})
}

func decidedMark(c record.Choice) string {
	if c.Decided == "" {
		return ""
	}
	return " → " + c.Decided
}

func pollNames(snap *events.Snapshot) string {
	var names []string
	for _, p := range snap.Polls {
		names = append(names, p.ID)
	}
	return strings.Join(names, ", ")
}

type pollDecide struct {
	dataFlag
	byFlag
	Option string `arg:"" help:"Id of the option, such as gen-3-a."`
}

func (c *pollDecide) Run(env *environment) error {
	return changeOption(env, c.Data, c.byFlag, c.Option, (*house.House).Decide)
}

type pollReopen struct {
	dataFlag
	byFlag
	Option string `arg:"" help:"Id of an option of the choice."`
}

func (c *pollReopen) Run(env *environment) error {
	return changeOption(env, c.Data, c.byFlag, c.Option, (*house.House).Reopen)
}
