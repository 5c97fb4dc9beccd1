package main

import (
	"fmt"
	"strings"
	"time"

	"parcours/config"
	"parcours/events"
)

type applyCommand struct {
	dataFlag
	Config string `required:"" placeholder:"FILE" help:"The configuration file."`
	Prefer string `required:"" enum:"file,database" help:"What stands where both changed a session: file or database."`
}

func (c *applyCommand) Help() string {
	return "The server applies the file by itself, at start and on SIGHUP. Where the file and the calendar both changed a session, it warns and leaves the calendar's value; this settles it."
}

func (c *applyCommand) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *events.Service) error {
		file, wrong, err := load(env, env.path(c.Config))
		if err != nil {
			return err
		}
		if wrong {
			return exit(1)
		}
		weeks, _, err := s.DemoOffset(env)
		if err != nil {
			return err
		}
		config.Shift(&file.Programme, weeks)
		report, err := s.ApplyPreferring(env, file.Programme, events.Preference(c.Prefer))
		if err != nil {
			return err
		}
		for _, w := range report.Warnings {
			fmt.Fprintln(env.errs, w)
		}
		_, err = fmt.Fprintf(env.out, "applied: %d added, changed: %s\n", len(report.Added), strings.Join(report.Changed, " "))
		return err
	})
}

type openCommand struct {
	dataFlag
	By          string   `required:"" placeholder:"PERSON" help:"Id or address of a referent of the delegation, or of an organiser."`
	Delegation  string   `required:"" placeholder:"T" help:"Id of the territory that proposes it."`
	Title       string   `required:"" help:"What it is about."`
	Description string   `help:"In a few words."`
	Start       string   `required:"" placeholder:"TIME" help:"Local time of the programme: 2022-05-12T14:00."`
	End         string   `required:"" placeholder:"TIME" help:"Local time: 2022-05-12T17:00."`
	Link        string   `help:"Of the conference."`
	Invite      []string `sep:"none" placeholder:"T" help:"Id of a territory whose delegation is asked too; can be repeated."`
}

func (c *openCommand) Help() string {
	return "A session that delegations build together (arbitrage 4): it stands in the calendars of the delegations named, optional, and is answered as any other."
}

func (c *openCommand) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *events.Service) error {
		snap := s.Programme()
		by := find(snap.People(), c.By)
		if by == nil {
			return fmt.Errorf("--by %s: no such person; parcours people list shows them", c.By)
		}
		plan := events.Plan{Title: c.Title, Description: c.Description, Place: events.Place{Mode: events.Online, Link: c.Link}}
		var err error
		if plan.When.Start, err = localTime(c.Start, snap.Loc); err != nil {
			return err
		}
		if plan.When.End, err = localTime(c.End, snap.Loc); err != nil {
			return err
		}
		id, err := s.OpenSession(env, by, c.Delegation, plan, c.Invite)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(env.out, id)
		return err
	})
}

func localTime(text string, loc *time.Location) (time.Time, error) {
	at, err := time.ParseInLocation("2006-01-02T15:04", text, loc)
	if err != nil {
		return at, fmt.Errorf("%s: write a time such as 2022-05-12T14:00", text)
	}
	return at, nil
}
