package main

import (
	"fmt"

	"parcours/contacts"
	"parcours/delivery"
	"parcours/house"
	"parcours/messages"
	"parcours/report"
)

type mailWaiting struct {
	dataFlag
}

func (c *mailWaiting) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *house.House) error {
		all, err := s.Delivery.Waiting(env)
		if err != nil {
			return err
		}
		words := messages.For(s.Programme().LanguageFor(nil))
		for _, r := range all {
			fmt.Fprintf(env.out, "%s  %s  %s\n%s\n%s\n", r.ID[:min(len(r.ID), 8)], moment(s, r.At), report.OneLine(r.From), report.OneLine(r.Subject), report.OneLine(r.Reason))
			if text := r.Message.Text; text != "" {
				fmt.Fprintf(env.out, "\n%s\n", text)
			}
			fmt.Fprintln(env.out)
		}
		_, err = fmt.Fprintln(env.out, words.T("command.waiting", "Count", len(all)))
		return err
	})
}

type mailSettle struct {
	dataFlag
	byFlag
	ID         string `arg:"" help:"The message: its id, or the beginning that mail waiting shows."`
	AnswerOf   string `xor:"verdict" required:"" placeholder:"PERSON" help:"It is this person's answer or comment; the address is theirs from now on."`
	NewcomerOf string `xor:"verdict" required:"" placeholder:"PERSON" help:"A guest answered this person's invitation: the referents are told."`
	QuestionTo string `xor:"verdict" required:"" placeholder:"TERRITORY" help:"It is sent on to the referents of this delegation."`
	Nothing    bool   `xor:"verdict" required:"" help:"Nothing is to be done."`
}

func (c *mailSettle) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *house.House) error {
		snap := s.Programme()
		who, err := c.organiser(snap)
		if err != nil {
			return err
		}
		v := delivery.Verdict{Nothing: c.Nothing}
		for name, to := range map[string]*string{c.AnswerOf: &v.AnswerOf, c.NewcomerOf: &v.NewcomerOf} {
			if name == "" {
				continue
			}
			p, err := personCalled(snap, name)
			if err != nil {
				return err
			}
			*to = p.ID
		}
		if v.QuestionTo, err = contacts.TerritoryID(snap, c.QuestionTo); err != nil {
			return err
		}
		return s.Delivery.SettleWaiting(env, who, c.ID, v)
	})
}

type mailAliases struct {
	dataFlag
	Person string `placeholder:"PERSON" help:"Of this person only."`
	Forget string `placeholder:"ADDRESS" help:"Forget what was said of this address of the person."`
}

func (c *mailAliases) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *house.House) error {
		person := ""
		if c.Person != "" {
			p, err := personCalled(s.Programme(), c.Person)
			if err != nil {
				return err
			}
			person = p.ID
		}
		if c.Forget != "" {
			if person == "" {
				return fmt.Errorf("--forget %s: say whose with --person", c.Forget)
			}
			return s.Delivery.ForgetAlias(env, person, c.Forget)
		}
		all, err := s.Delivery.Aliases(env, person)
		if err != nil {
			return err
		}
		rows := [][]string{{"Person", "Address", "State", "When"}}
		for _, a := range all {
			rows = append(rows, []string{a.Person, a.Address, string(a.State), moment(s, a.At)})
		}
		return writeTable(env, rows)
	})
}
