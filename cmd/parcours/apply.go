package main

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"

	"parcours/accounts"
	"parcours/contacts"
	"parcours/events"
	"parcours/house"
	"parcours/messages"
	"parcours/report"
)

type applyCommand struct {
	dataFlag
	File   string `arg:"" optional:"" help:"The configuration file."`
	Config string `placeholder:"FILE" help:"The same, as serve has it."`
	Prefer string `enum:",file,database" default:"" help:"What stands where both changed a session: file or database."`
	Force  bool   `help:"Apply it, whatever it takes away."`
}

func (c *applyCommand) Help() string {
	return `Shows what the file would change, and changes nothing: ` + called + ` apply FILE

The server applies the file by itself, at start and on SIGHUP. It leaves everything as it was where the file would take away more than a few people or sessions, as one that was emptied or cut does; --force takes it. Where the file and the calendar both changed a session, it warns and leaves the calendar's value; --prefer settles it.`
}

func (c *applyCommand) Run(env *environment) error {
	name := cmp.Or(c.File, c.Config)
	if name == "" {
		return fmt.Errorf("which file? %s apply config.example.toml --data parcours-data", called)
	}
	return onData(env, c.Data, func(env *environment, s *house.House) error {
		file, wrong, err := load(env, env.path(name))
		if err != nil {
			return err
		}
		if wrong {
			return exit(1)
		}
		demo, _, err := demoOf(env, s)
		if err != nil {
			return err
		}
		file.Move(demo)
		o := events.ApplyOptions{Prefer: events.Preference(c.Prefer), Force: c.Force, Preview: c.Prefer == "" && !c.Force}
		report, err := s.Apply(accounts.Acting(env, "", accounts.DoorFile), file.Programme, o)
		var loss *events.Loss
		if errors.As(err, &loss) {
			return fmt.Errorf("%w; nothing was changed. --force takes it", err)
		}
		if err != nil {
			return err
		}
		return tellApplied(env, report, o.Preview)
	})
}

// nothingToChange is said where a file says what stands already.
const nothingToChange = "nothing to change: the file says what stands"

// tellApplied says what the file changed, or would change.
func tellApplied(env *environment, report events.ApplyReport, preview bool) error {
	if changesNothing(report) {
		_, err := fmt.Fprintln(env.out, nothingToChange)
		return err
	}
	for _, w := range report.Warnings {
		fmt.Fprintln(env.errs, w)
	}
	for _, part := range []struct {
		what  string
		names []string
	}{{"added", report.Added}, {"changed", report.Changed}, {"removed", report.Removed}} {
		fmt.Fprintf(env.out, "%-8s %d %s\n", part.what, len(part.names), strings.Join(part.names, " "))
	}
	if report.Texts {
		fmt.Fprintln(env.out, "changed  the programme itself: its heading, note, territories, arbitrages or rules")
	}
	if !preview {
		_, err := fmt.Fprintln(env.out, "applied")
		return err
	}
	if report.Loss != nil {
		fmt.Fprintln(env.out, report.Loss.Error())
	}
	_, err := fmt.Fprintln(env.out, "nothing was changed: --force applies it")
	return err
}

// changesNothing tells whether a file says what stands.
func changesNothing(r events.ApplyReport) bool {
	return len(r.Added)+len(r.Changed)+len(r.Removed)+len(r.Warnings) == 0 && !r.Texts && r.Loss == nil
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
	return onData(env, c.Data, func(env *environment, s *house.House) error {
		snap := s.Programme()
		by, err := personCalled(snap, c.By)
		if err != nil {
			return fmt.Errorf("--by %w", err)
		}
		if c.Delegation, err = delegationFlag(snap, c.Delegation); err != nil {
			return err
		}
		for i := range c.Invite {
			if c.Invite[i], err = contacts.TerritoryID(snap, c.Invite[i]); err != nil {
				return fmt.Errorf("--invite: %w", err)
			}
		}
		plan := events.Plan{Title: c.Title, Description: c.Description, Place: events.Place{Mode: events.Online, Link: c.Link}}
		if plan.When.Start, err = localTime(c.Start, snap.Loc); err != nil {
			return err
		}
		if plan.When.End, err = localTime(c.End, snap.Loc); err != nil {
			return err
		}
		words := messages.For(snap.LanguageFor(nil))
		plan.Kind = words.T("command.opened_kind")
		plan.Description = cmp.Or(strings.TrimSpace(plan.Description), words.T("command.opened_by", "Name", report.Territory(snap, c.Delegation)))
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
