package main

import (
	"fmt"
	"io"
	"os"

	"parcours/events"
	"parcours/house"
	"parcours/imports"
)

type importCommands struct {
	ICS    importICS    `cmd:"" name:"ics" help:"Import an iCalendar file into a person's calendars."`
	CalDAV importCalDAV `cmd:"" name:"caldav" help:"Import the calendars of an account of another CalDAV server, such as Nextcloud."`
}

// personFlag is the person in whose home things are put.
type personFlag struct {
	Person string `required:"" placeholder:"PERSON" help:"Id or address of the person whose calendars they become."`
}

func (f personFlag) find(s *house.House) (*events.Person, error) {
	p, err := personCalled(s.Programme(), f.Person)
	if err != nil {
		return nil, fmt.Errorf("--person %w", err)
	}
	return p, nil
}

// notTaken is the end of an import: of what was left out each piece was told already.
func notTaken(left int, err error) error {
	if err == nil && left > 0 {
		return exit(1)
	}
	return err
}

type importICS struct {
	dataFlag
	personFlag
	File       string `arg:"" help:"An iCalendar file with any number of calendars; - reads standard input."`
	Collection string `placeholder:"NAME" help:"The collection to put everything into; made if it is not there. By default tasks go to tasks, all else to calendar."`
}

func (c *importICS) Help() string {
	return `Each event or task, with all that has its UID, becomes one calendar object; one without UID gets one that is made of
what it says. It can be run again: what has changed in the file is changed (without UID: comes beside the old), what is
the same stays, nothing is removed. A text that is not UTF-8 is read as UTF-16 where it begins with a byte order mark,
else as Windows-1252. What cannot be taken is told with its line, and all else is taken; the exit status is then 1.`
}

func (c *importICS) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *house.House) error {
		p, err := c.personFlag.find(s)
		if err != nil {
			return err
		}
		text, err := c.read(env)
		if err != nil {
			return err
		}
		left, err := imports.File(env, imports.Home{Calendars: s.Calendars, Person: p, Tell: env.errs}, c.File, text, c.Collection)
		return notTaken(left, err)
	})
}

func (c *importICS) read(env *environment) ([]byte, error) {
	if c.File == "-" {
		return io.ReadAll(env.in)
	}
	return os.ReadFile(env.path(c.File))
}

type importCalDAV struct {
	dataFlag
	personFlag
	URL           string   `arg:"" help:"Address of the server, such as https://cloud.example.org, or of the account or a calendar in it."`
	User          string   `required:"" help:"The login there."`
	PasswordStdin bool     `required:"" help:"Read the password there from standard input."`
	Calendar      []string `sep:"none" placeholder:"NAME" help:"Import only this calendar, by its name or the last part of its address; can be repeated."`
}

func (c *importCalDAV) Help() string {
	return `Each calendar there becomes a collection of the person here, with its name, description and colour; its objects
come octet for octet, but in UTF-8. It can be run again until all have moved: only what has changed there is fetched. An object that
was changed here and there stays as it is here; one that was deleted here comes again, one that was deleted there
stays. What cannot be taken is named with the reason, and all else is taken; the exit status is then 1.`
}

func (c *importCalDAV) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *house.House) error {
		p, err := c.personFlag.find(s)
		if err != nil {
			return err
		}
		password, err := readPassword(env.in)
		if err != nil {
			return err
		}
		from, err := imports.OpenAccount(env, c.URL, c.User, password)
		if err != nil {
			return err
		}
		left, err := from.Bring(env, imports.Home{Calendars: s.Calendars, Person: p, Tell: env.errs}, c.Calendar)
		return notTaken(left, err)
	})
}
