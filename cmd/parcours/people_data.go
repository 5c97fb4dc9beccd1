package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"

	"parcours/events"
	"parcours/house"
	"parcours/personal"
)

type peopleErase struct {
	dataFlag
	langFlag
	Who     string `arg:"" help:"Id or address, of somebody removed too."`
	Yes     bool   `xor:"what" help:"Do it. Without it, what would go is shown, and nothing changes."`
	LetBack bool   `xor:"what" help:"Somebody erased wishes to come back: let this id or address be added again. What was erased does not come back."`
}

func (c *peopleErase) Help() string {
	return "Name, address, function, comments, links, mails, passwords, sign-ins and calendars of their own go for good; what they answered stays, counted as nobody's. " +
		"A configuration file that names them does not bring them back: apply and serve say so until they are taken out of it. Copies that were made before still hold them."
}

func (c *peopleErase) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *house.House) error {
		words := c.words(s)
		if c.LetBack {
			err := s.Personal.Forgive(env, c.Who)
			if errors.Is(err, events.ErrNotFound) {
				return fmt.Errorf("%s: nobody with this id or address was erased", c.Who)
			}
			if err == nil {
				fmt.Fprintln(env.out, words.T("command.people.let_back", "Who", c.Who))
			}
			return err
		}
		p, err := personKept(env, s, c.Who)
		if err != nil {
			return err
		}
		would, err := s.Personal.Prospect(env, p.ID)
		if err != nil {
			return err
		}
		if !c.Yes {
			fmt.Fprintln(env.out, words.T("command.people.would_erase", "Name", p.Name, "Email", p.Email, "Answers", would.Answers, "Calendars", would.Calendars, "Entries", would.Entries))
			c.warn(env, s, p, would)
			_, err := fmt.Fprintln(env.out, words.T("command.people.erase_yes"))
			return err
		}
		err = s.Personal.Erase(env, nil, p.ID)
		if errors.Is(err, personal.ErrTraces) {
			fmt.Fprintf(env.errs, "parcours: %s\n", err)
			err = nil
		}
		if err != nil {
			return err
		}
		fmt.Fprintln(env.out, words.T("command.people.erased", "Who", c.Who))
		c.warn(env, s, p, would)
		return nil
	})
}

// warn says what an erasure leaves to be done by hand.
func (c *peopleErase) warn(env *environment, s *house.House, p *events.Person, would personal.Prospect) {
	if len(would.LastReferent) > 0 {
		var names []string
		for _, id := range would.LastReferent {
			names = append(names, s.Programme().Territory(id).Name)
		}
		fmt.Fprintln(env.out, c.words(s).T("command.people.last_referent", "Territories", strings.Join(names, ", ")))
	}
	if would.InFile {
		fmt.Fprintln(env.out, c.words(s).T("command.people.erased_in_file", "ID", p.ID))
	}
}

// personKept is somebody of the programme, or who was removed.
func personKept(env *environment, s *house.House, who string) (*events.Person, error) {
	p, wrong := personCalled(s.Programme(), who)
	if wrong == nil {
		return p, nil
	}
	removed, err := s.RemovedPeople(env)
	if err != nil {
		return nil, err
	}
	for i := range removed {
		if p := &removed[i]; !p.Erased() && (p.ID == who || events.FoldAddress(p.Email) == events.FoldAddress(who)) {
			return p, nil
		}
	}
	return nil, wrong
}

type peopleExport struct {
	dataFlag
	langFlag
	Who  string `arg:"" help:"Id or address, of somebody removed too."`
	File string `arg:"" help:"The archive to write, such as camille.zip; one that is there is not overwritten."`
}

func (c *peopleExport) Help() string {
	return "The archive holds data.json (who they are, answers with those before, comments, guests, presence, mails, sign-ins without secrets) and each entry of their own calendars as .ics."
}

func (c *peopleExport) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *house.House) error {
		p, err := personKept(env, s, c.Who)
		if err != nil {
			return err
		}
		e, err := s.Personal.Export(env, p.ID)
		if err != nil {
			return err
		}
		var archive bytes.Buffer
		if err := e.WriteZip(&archive); err != nil {
			return err
		}
		f, err := os.OpenFile(env.path(c.File), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		_, err = f.Write(archive.Bytes())
		return errors.Join(err, f.Close())
	})
}
