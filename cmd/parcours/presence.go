package main

import (
	"fmt"

	"parcours/contacts"
	"parcours/events"
	"parcours/house"
	"parcours/messages"
	"parcours/report"
)

type presenceCommands struct {
	Record presenceRecord `cmd:"" help:"Record who was at a session."`
	Absent presenceAbsent `cmd:"" help:"Show who is asked to a session and came to none of those that it follows."`
	Narrow presenceNarrow `cmd:"" help:"Show whom a session would no longer ask, those absent; with --yes stop asking them."`
}

type presenceRecord struct {
	dataFlag
	byFlag
	Absent  bool     `help:"They were not there."`
	Session string   `arg:"" help:"Id of the session or room, such as pairs-1-elus."`
	People  []string `arg:"" help:"Ids or addresses."`
}

func (c *presenceRecord) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *house.House) error {
		snap := s.Programme()
		who, err := c.organiser(snap)
		if err != nil {
			return err
		}
		x, err := roomCalled(snap, c.Session, func(*events.Session) bool { return true })
		if err != nil {
			return err
		}
		var people []*events.Person
		for _, name := range c.People {
			p, err := personCalled(snap, name)
			if err != nil {
				return err
			}
			people = append(people, p)
		}
		for _, p := range people {
			if err := s.RecordPresence(env, who, x.ID, p.ID, !c.Absent); err != nil {
				return err
			}
		}
		return nil
	})
}

type presenceAbsent struct {
	dataFlag
	langFlag
	Session string `arg:"" help:"Id of the session, such as agora."`
}

func (c *presenceAbsent) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *house.House) error {
		people, err := absent(env, s, c.Session)
		if err != nil {
			return err
		}
		return writePeople(env, c.words(s), s.Programme(), people)
	})
}

func writePeople(env *environment, words *messages.Printer, snap *events.Snapshot, people []*events.Person) error {
	rows := [][]string{{words.T("command.head.key"), words.T("command.head.name"), words.T("command.head.territory"), words.T("command.head.category"), words.T("command.head.email")}}
	for _, p := range people {
		rows = append(rows, []string{p.ID, p.Name, words.List(report.Territories(snap, p.Territories)), report.Category(snap, p.Category), p.Email})
	}
	return writeTable(env, rows)
}

type presenceNarrow struct {
	dataFlag
	langFlag
	byFlag
	Session string `arg:"" help:"Id of the session, such as agora."`
	Yes     bool   `help:"Do it. Without it, who would no longer be asked is shown, and nothing changes."`
}

func (c *presenceNarrow) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *house.House) error {
		snap, words := s.Programme(), c.words(s)
		who, err := c.organiser(snap)
		if err != nil {
			return err
		}
		people, err := absent(env, s, c.Session)
		said := "command.would_narrow"
		if err == nil && c.Yes {
			said = "command.narrowed"
			people, err = s.Narrow(env, who, c.Session)
		}
		if err != nil {
			return err
		}
		fmt.Fprintln(env.out, words.T(said, "Session", report.SessionTitle(snap, c.Session), "Count", len(people)))
		if err := writePeople(env, words, snap, people); err != nil || c.Yes {
			return err
		}
		_, err = fmt.Fprintln(env.out, words.T("command.not_narrowed"))
		return err
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
	Category string `required:"" help:"Id or label of the actor category whose room they join."`
}

func (c *guestBring) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *house.House) error {
		by, err := personCalled(s.Programme(), c.By)
		if err != nil {
			return fmt.Errorf("--by %w", err)
		}
		category, err := contacts.CategoryID(s.Programme(), c.Category)
		if err != nil {
			return fmt.Errorf("--category: %w", err)
		}
		guest := events.Person{ID: c.ID, Email: c.Email, Name: c.Name, Category: category}
		if err := s.BringGuest(env, by, guest); err != nil {
			return err
		}
		return showPassword(env, s, guest)
	})
}

type guestBrief struct {
	dataFlag
	By    string `required:"" placeholder:"PERSON" help:"Id or address of the godparent, a referent or an organiser."`
	Guest string `arg:"" help:"Id, address or name of the guest."`
}

func (c *guestBrief) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *house.House) error {
		by, err := personCalled(s.Programme(), c.By)
		if err != nil {
			return fmt.Errorf("--by %w", err)
		}
		guest, err := personCalled(s.Programme(), c.Guest)
		if err != nil {
			return err
		}
		return s.ConfirmBriefing(env, by, guest.ID)
	})
}

// absent are those asked to a session who came to none that it follows.
func absent(env *environment, s *house.House, session string) ([]*events.Person, error) {
	all, err := s.Presences(env, "")
	if err != nil {
		return nil, err
	}
	return s.Programme().Absent(session, all)
}
