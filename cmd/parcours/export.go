package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"parcours/config"
	"parcours/events"
	"parcours/house"
)

type exportCommands struct {
	Config exportConfig `cmd:"" help:"Write the programme, as it stands now, as a configuration file."`
}

type exportConfig struct {
	dataFlag
	Out     string `placeholder:"FILE" help:"Write it to this file, which does not exist yet, in place of standard output."`
	Replace bool   `help:"Let the file be one that exists: what it was is kept beside it, with .before at the end of its name."`
}

func (c *exportConfig) Help() string {
	return `What pages and calendars changed since the file was written is in the new one, so that the file and the programme say the same; "` + called + ` apply FILE" then has nothing to change:

  ` + called + ` export config --data parcours-data > programme.toml
  ` + called + ` export config --data parcours-data --out programme.toml --replace

The file has the settings of the server as the file before said them; the programme and its note; categories, territories, resources; every session, with each room and date that says something itself, drafts, and what is cancelled; the polls and what was decided; arbitrages; everybody, guests with who brought them.

It has not, and they stay in the data folder: answers, votes, presence, expert days and those granted, files, calendars; mails and messages that wait; passwords, links, sign-ins and addresses of feeds; the history; sessions that a delegation opened, and whom one asks by name beside its rule; who was removed. The file's own comments are gone too: keep the old one for those.`
}

func (c *exportConfig) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *house.House) error {
		text, file, err := exported(env, s)
		if err != nil {
			return err
		}
		if c.Out == "" {
			if _, err := env.out.Write(text); err != nil {
				return err
			}
			return tellExported(env, env.errs, s, file)
		}
		if err := c.keep(env, text); err != nil {
			return err
		}
		fmt.Fprintln(env.out, "written:", c.Out)
		return tellExported(env, env.out, s, file)
	})
}

// keep writes the file: a new one, or in place of one that is kept beside it.
func (c *exportConfig) keep(env *environment, text []byte) error {
	name := env.path(c.Out)
	if c.Replace {
		if err := os.Rename(name, name+".before"); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("--replace: %w", err)
		}
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) // it has addresses of people and of closed rooms
	if errors.Is(err, os.ErrExist) {
		return fmt.Errorf("--out %s: this file is there already; name another, or add --replace", c.Out)
	}
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	return errors.Join(err, f.Close())
}

// exported is the programme of a house as a file, and as that file reads again.
func exported(ctx context.Context, s *house.House) ([]byte, *config.File, error) {
	settings, err := s.Server(ctx)
	if err != nil {
		return nil, nil, err
	}
	file, _ := config.Load([]byte(settings))
	filing, err := s.Record.Filing(ctx)
	if err != nil {
		return nil, nil, err
	}
	demo, _, err := demoOf(ctx, s)
	if err != nil {
		return nil, nil, err
	}
	file.Programme = filing.Now
	file.HasProgramme = file.Programme.ID != ""
	file.Moved = demo.Weeks != 0 || len(demo.Skipped) > 0
	var text bytes.Buffer
	if err := config.Write(&text, file); err != nil {
		return nil, nil, err
	}
	back, problems := config.Load(text.Bytes())
	for _, p := range problems {
		if !p.Warning {
			return nil, nil, fmt.Errorf("the programme cannot be said in a file as it stands, and none was written: %s", p)
		}
	}
	return text.Bytes(), back, nil
}

// tellExported says what the file that was written would change, which should be nothing.
func tellExported(env *environment, to io.Writer, s *house.House, file *config.File) error {
	if settings, err := s.Server(env); err == nil && settings == "" {
		fmt.Fprintln(env.errs, "the settings of the server are not known here, and stand as usual: serve keeps them")
	}
	would, err := s.Apply(env, file.Programme, events.ApplyOptions{Preview: true})
	if err != nil {
		return err
	}
	at := *env
	at.out = to
	return tellApplied(&at, would, true)
}
