package main

import (
	"fmt"

	"parcours/events"
)

type presenceCommands struct {
	Record presenceRecord `cmd:"" help:"Record who was at a session."`
	Absent presenceAbsent `cmd:"" help:"Show who is asked to a session and came to none of those that it follows."`
	Narrow presenceNarrow `cmd:"" help:"Stop asking these people."`
}

type presenceRecord struct {
	dataFlag
	byFlag
	Absent  bool     `help:"They were not there."`
	Session string   `arg:"" help:"Id of the session or room, such as pairs-1-elus."`
	People  []string `arg:"" help:"Ids or addresses."`
}

func (c *presenceRecord) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *events.Service) error {
		who, err := c.organiser(s.Programme())
		if err != nil {
			return err
		}
		for _, name := range c.People {
			p := find(s.Programme().People(), name)
			if p == nil {
				return fmt.Errorf("%s: no such person; parcours people list shows them", name)
			}
			if err := s.RecordPresence(env, who, c.Session, p.ID, !c.Absent); err != nil {
				return err
			}
		}
		return nil
	})
}

type presenceAbsent struct {
	dataFlag
	Session string `arg:"" help:"Id of the session, such as agora."`
}

func (c *presenceAbsent) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *events.Service) error {
		people, err := s.Absent(env, c.Session)
		if err != nil {
			return err
		}
		return writePeople(env, people)
	})
}

func writePeople(env *environment, people []*events.Person) error {
	rows := [][]string{}
	for _, p := range people {
		rows = append(rows, []string{p.ID, p.Email, p.Name})
	}
	return writeTable(env, rows)
}

type presenceNarrow struct {
	dataFlag
	byFlag
	Session string `arg:"" help:"Id of the session, such as agora."`
}

func (c *presenceNarrow) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *events.Service) error {
		who, err := c.organiser(s.Programme())
		if err != nil {
			return err
		}
		people, err := s.Narrow(env, who, c.Session)
		if err != nil {
			return err
		}
		fmt.Fprintf(env.out, "no longer asked to %s:\n", c.Session)
		return writePeople(env, people)
	})
}

type guestCommands struct {
	Bring guestBring `cmd:"" help:"Add a guest of a delegation."`
	Brief guestBrief `cmd:"" help:"Confirm that a guest was briefed: rooms' links are shown to them."`
}

type guestBring struct {
	dataFlag
	By       string `required:"" placeholder:"PERSON" help:"Id or address of the member who brings the guest."`
	ID       string `required:"" help:"Of the guest: lower-case letters, digits and hyphens."`
	Email    string `required:"" help:"The guest's address."`
	Name     string `required:"" help:"The guest's name."`
	Category string `required:"" help:"Id of the actor category whose room they join."`
}

func (c *guestBring) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *events.Service) error {
		by := find(s.Programme().People(), c.By)
		if by == nil {
			return fmt.Errorf("--by %s: no such person; parcours people list shows them", c.By)
		}
		guest := events.Person{ID: c.ID, Email: c.Email, Name: c.Name, Category: c.Category}
		if err := s.BringGuest(env, by, guest); err != nil {
			return err
		}
		return showPassword(env, s, guest)
	})
}

type guestBrief struct {
	dataFlag
	By    string `required:"" placeholder:"PERSON" help:"Id or address of the godparent, a referent or an organiser."`
	Guest string `arg:"" help:"Id of the guest."`
}

func (c *guestBrief) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *events.Service) error {
		by := find(s.Programme().People(), c.By)
		if by == nil {
			return fmt.Errorf("--by %s: no such person; parcours people list shows them", c.By)
		}
		return s.ConfirmBriefing(env, by, c.Guest)
	})
}
