package main

import (
	"errors"
	"fmt"

	"parcours/events"
	"parcours/house"
	"parcours/report"
)

type peopleFactor struct {
	dataFlag
	langFlag
	Who    string `arg:"" help:"Id or address."`
	Remove bool   `help:"Remove it: the telephone is lost. Their sign-ins end, and the history keeps it."`
}

func (c *peopleFactor) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *house.House) error {
		p, err := personCalled(s.Programme(), c.Who)
		if err != nil {
			return err
		}
		words := c.words(s)
		if c.Remove {
			err := s.Accounts.Factors.Reset(env, p.ID, "", events.DoorOrganiser)
			if errors.Is(err, events.ErrNotFound) {
				return errors.New(words.T("command.people.factor_none", "Name", p.Name))
			}
			if err == nil {
				_, err = fmt.Fprintln(env.out, words.T("command.people.factor_removed", "Name", p.Name))
			}
			return err
		}
		state, err := s.Accounts.Factors.State(env, p.ID)
		if err != nil {
			return err
		}
		said := words.T("command.people.factor_none", "Name", p.Name)
		if state.On {
			said = words.T("command.people.factor_on", "Name", p.Name, "At", report.Moment(words, s.Programme(), state.Made), "Left", state.Left)
		}
		_, err = fmt.Fprintln(env.out, said)
		return err
	})
}
