package main

import (
	"fmt"
	"strconv"
	"strings"

	"parcours/events"
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
		if p := find(snap.People(), b.By); p != nil {
			return p, nil
		}
		return nil, fmt.Errorf("--by %s: no such person; parcours people list shows them", b.By)
	}
	for _, p := range snap.People() {
		if p.Role == events.Organiser {
			return p, nil
		}
	}
	return nil, fmt.Errorf("nobody is an organiser yet: parcours people add --role organiser")
}

type pollList struct{ dataFlag }

func (c *pollList) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *events.Service) error {
		rows := [][]string{{"Poll", "Title", "Choices", "Open"}}
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
	Poll   string `arg:"" help:"Id of the poll."`
	Format string `enum:"text,json" default:"text" help:"text or json."`
}

func (c *pollShow) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *events.Service) error {
		st, err := s.Standing(env, c.Poll)
		if err != nil {
			return err
		}
		if c.Format == "json" {
			return writeJSON(env.out, st)
		}
		snap := s.Programme()
		rows := [][]string{{"Option", "Date", "Délégations", "Membres", "Vacances", "Sans vote"}}
		for _, choice := range st.Choices {
			rows = append(rows, []string{choice.Title + decidedMark(choice)})
			for _, o := range choice.Options {
				rows = append(rows, []string{"  " + o.Session.ID, dateOf(o.Session.When, snap.Loc), votesText(o.Delegations), votesText(o.Members),
					holidayText(snap.DayNote(events.DayOf(o.Session.When.Start))), strings.Join(o.Silent, " ")})
				for _, said := range o.Constraints {
					rows = append(rows, []string{"    " + said.Territory + " : " + said.Comment})
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

func votesText(v events.Votes) string {
	return fmt.Sprintf("%d oui, %d si besoin, %d non, %d sans réponse", v.Yes, v.Maybe, v.No, v.Blank)
}

// holidayText says what should be known of a day, "" where nothing is.
func holidayText(n events.DayNote) string {
	var words []string
	if n.PublicHoliday != "" {
		words = append(words, "férié : "+n.PublicHoliday)
	}
	if n.Off > 0 {
		territories := "territoires"
		if n.Off == 1 {
			territories = "territoire"
		}
		words = append(words, fmt.Sprintf("%d %s sur %d en vacances scolaires", n.Off, territories, n.Total))
	}
	if n.Unknown > 0 {
		words = append(words, "vacances scolaires inconnues")
	}
	return strings.Join(words, ", ")
}

type pollDecide struct {
	dataFlag
	byFlag
	Option string `arg:"" help:"Id of the option, such as gen-3-a."`
}

func (c *pollDecide) Run(env *environment) error {
	return changeOption(env, c.Data, c.byFlag, c.Option, (*events.Service).Decide)
}

type pollReopen struct {
	dataFlag
	byFlag
	Option string `arg:"" help:"Id of an option of the choice."`
}

func (c *pollReopen) Run(env *environment) error {
	return changeOption(env, c.Data, c.byFlag, c.Option, (*events.Service).Reopen)
}
