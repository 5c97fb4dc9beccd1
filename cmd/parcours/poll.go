package main

import (
	"fmt"
	"strconv"
	"strings"

	"parcours/events"
	"parcours/holidays"
	"parcours/house"
	"parcours/messages"
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
			st, err := s.Standing(env, p.ID)
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
		st, err := s.Standing(env, c.Poll)
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
				rows = append(rows, []string{"  " + o.Session.ID, dateOf(o.Session.When, snap.Loc), votesText(words, o.Delegations), votesText(words, o.Members),
					holidayText(words, holidays.On(&snap.Programme, events.DayOf(o.Session.When.Start))), strings.Join(territoryNames(snap, o.Silent), ", ")})
				for _, said := range o.Constraints {
					rows = append(rows, []string{"    " + words.T("command.said", "Who", territoryName(snap, said.Territory), "Text", oneLine(said.Comment))})
				}
			}
		}
		return writeTable(env, rows)
	})
}

func decidedMark(c events.Choice) string {
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

// votesText counts every kind of vote, zeros too: they are compared between options.
func votesText(words *messages.Printer, v events.Votes) string {
	said := []string{
		words.T("command.count.ACCEPTED", "Number", v.Yes), words.T("command.count.TENTATIVE", "Number", v.Maybe),
		words.T("command.count.DECLINED", "Number", v.No), words.T("command.count.blank", "Number", v.Blank),
	}
	return strings.Join(append(said, counted(words, v.NotApplicable, "X-SANS-OBJET")...), ", ")
}

// holidayText says what should be known of a day, "" where nothing is.
func holidayText(printer *messages.Printer, n holidays.Note) string {
	var words []string
	if n.PublicHoliday != "" {
		words = append(words, printer.T("command.public_holiday", "Name", n.PublicHoliday))
	}
	if n.Weekday {
		words = append(words, printer.T("command.weekday_off"))
	}
	if n.Off > 0 {
		words = append(words, printer.T("web.school_holidays", "Count", n.Off, "Total", n.Total))
	}
	if n.Unknown > 0 {
		words = append(words, printer.T("command.school_unknown"))
	}
	return strings.Join(words, ", ")
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
