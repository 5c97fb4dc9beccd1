package main

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"parcours/accounts"
	"parcours/contacts"
	"parcours/events"
	"parcours/house"
	"parcours/messages"
	"parcours/report"
)

type peopleCommands struct {
	Add      peopleAdd      `cmd:"" help:"Add a person, or change one: what is not said stays, the password too."`
	Import   peopleImport   `cmd:"" help:"Add or change people from a table of contacts (CSV)."`
	Password peoplePassword `cmd:"" help:"Give a person a new password, or a link to choose one."`
	Link     peopleLink     `cmd:"" help:"Show a link that signs a person in once."`
	Factor   peopleFactor   `cmd:"" help:"Show whether a person has a second factor, or remove it when their telephone is lost."`
	Remove   peopleRemove   `cmd:"" help:"Take a person out; what they answered stays."`
	Erase    peopleErase    `cmd:"" help:"Erase all that tells who a person is, at their wish; what they answered counts on. With --yes."`
	Export   peopleExport   `cmd:"" help:"Write all that is kept of a person to an archive, for them."`
	List     peopleList     `cmd:"" help:"List people."`
}

type peopleAdd struct {
	dataFlag
	langFlag
	accessFlags
	ID            string   `required:"" help:"Lower-case letters, digits and hyphens; never changes."`
	Email         string   `help:"The address; it is also the login. Needed for somebody new."`
	Name          string   `help:"The name that others see. Needed for somebody new."`
	Function      string   `help:"What they do, in words."`
	Role          string   `help:"organiser, referent, member, expert or guest; nothing for a plain calendar user."`
	Territory     []string `sep:"none" help:"Id or name of a territory; can be repeated."`
	Category      string   `help:"Id or label of an actor category."`
	Language      string   `enum:"fr,en," default:"" help:"fr or en; the programme's by default."`
	PasswordStdin bool     `xor:"access" help:"Read the password from standard input."`
}

func (c *peopleAdd) Help() string {
	return "Somebody new gets a password, which is shown once. Somebody who is there keeps theirs, and what no option says stays as it was."
}

// accessFlags say what is given to people to enter with.
type accessFlags struct {
	NewPassword bool `xor:"access" help:"Make a new password, in place of the one that was made before, and show it once."`
	Link        bool `xor:"access" help:"Show a link by which the person chooses a password; it holds for seven days and works once."`
}

func (c *peopleAdd) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *house.House) error {
		p, err := c.person(s.Programme())
		if err != nil {
			return err
		}
		password := ""
		if c.PasswordStdin {
			if password, err = readPassword(env.in); err == nil {
				err = accounts.CheckPassword(&p, password)
			}
			if err != nil {
				return err
			}
		}
		known := s.Programme().Person(p.ID) != nil
		if err := s.AddPeople(env, []events.Person{p}); err != nil {
			return err
		}
		warnUnplaced(env, s, c.words(s), p.ID)
		if !c.PasswordStdin {
			return c.give(env, s, c.words(s), p)
		}
		if err := s.Accounts.SetPassword(env, p.ID, password); err != nil {
			return err
		}
		what := "command.people.added"
		if known {
			what = "command.people.changed"
		}
		_, err = fmt.Fprintln(env.out, c.words(s).T(what, "Email", p.Email))
		return err
	})
}

// warnUnplaced says what is allowed and probably not meant: somebody of a delegation who has no territory is asked to
// all that is common, and without category to no session between peers.
func warnUnplaced(env *environment, s *house.House, words *messages.Printer, id string) {
	p := s.Programme().Person(id)
	if p == nil || p.Role != events.Member && p.Role != events.Referent {
		return
	}
	if len(p.Territories) == 0 {
		fmt.Fprintln(env.errs, words.T("command.people.no_territory", "Name", p.Name))
	}
	if p.Category == "" && len(s.Programme().Categories) > 0 {
		fmt.Fprintln(env.errs, words.T("command.people.no_category", "Name", p.Name))
	}
}

// person is whom the options say: of somebody who is there, what they do not say stays.
func (c *peopleAdd) person(snap *events.Snapshot) (events.Person, error) {
	p := events.Person{ID: c.ID}
	if old := snap.Person(c.ID); old != nil {
		p = *old
	}
	p.Email, p.Name, p.Function = cmp.Or(c.Email, p.Email), cmp.Or(c.Name, p.Name), cmp.Or(c.Function, p.Function)
	p.Role, p.Language = events.Role(cmp.Or(c.Role, string(p.Role))), cmp.Or(c.Language, p.Language)
	if len(c.Territory) > 0 {
		p.Territories = nil
		for _, name := range c.Territory {
			id, err := contacts.TerritoryID(snap, name)
			if err != nil {
				return p, err
			}
			p.Territories = append(p.Territories, id)
		}
	}
	category, err := contacts.CategoryID(snap, c.Category)
	p.Category = cmp.Or(category, p.Category)
	return p, err
}

// give hands out what a person enters with. Who has a password keeps it unless another is asked for.
func (f accessFlags) give(env *environment, s *house.House, words *messages.Printer, p events.Person) error {
	if f.Link {
		return showPasswordLink(env, s, p)
	}
	has, err := s.Accounts.HasPassword(env, p.ID)
	if err != nil {
		return err
	}
	if !has || f.NewPassword {
		return showPassword(env, s, p)
	}
	_, err = fmt.Fprintln(env.out, words.T("command.people.kept", "Email", p.Email))
	return err
}

// readPassword reads one line.
func readPassword(in io.Reader) (string, error) {
	line, err := bufio.NewReader(in).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	line = strings.TrimRight(line, "\r\n")
	if line == "" {
		return "", fmt.Errorf("no password on standard input: echo PASSWORD | %s people ... --password-stdin", called)
	}
	return line, nil
}

// showPassword makes an app password and prints it, the only time that it can be read.
func showPassword(env *environment, s *house.House, p events.Person) error {
	password, err := s.Accounts.NewAppPassword(env, p.ID, "")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(env.out, "%s  %s\n", p.Email, password)
	return err
}

// addressKnown is the address of the server, which links begin with.
func addressKnown(env *environment, s *house.House) (string, error) {
	address, err := s.Address(env)
	if err == nil && address == "" {
		err = errors.New("the address of the server is not known yet: start serve once, then ask for the link again")
	}
	return address, err
}

// showPasswordLink prints the address at which a person chooses a password.
func showPasswordLink(env *environment, s *house.House, p events.Person) error {
	address, err := addressKnown(env, s)
	if err != nil {
		return err
	}
	token, err := s.Accounts.PasswordLink(env, p.ID)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(env.out, "%s  %s/password/%s\n", p.Email, address, token)
	return err
}

type peoplePassword struct {
	dataFlag
	langFlag
	Who           string `arg:"" help:"Id or address."`
	PasswordStdin bool   `xor:"how" help:"Read it from standard input; else one is made and shown once."`
	Link          bool   `xor:"how" help:"Change nothing, and show a link by which the person chooses one; it holds for seven days and works once."`
}

func (c *peoplePassword) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *house.House) error {
		p, err := personCalled(s.Programme(), c.Who)
		switch {
		case err != nil:
			return err
		case c.Link:
			return showPasswordLink(env, s, *p)
		case !c.PasswordStdin:
			return showPassword(env, s, *p)
		}
		password, err := readPassword(env.in)
		if err != nil {
			return err
		}
		if err := s.Accounts.SetPassword(env, p.ID, password); err != nil {
			return err
		}
		_, err = fmt.Fprintln(env.out, c.words(s).T("command.people.password", "Email", p.Email))
		return err
	})
}

type peopleLink struct {
	dataFlag
	langFlag
	Who string        `arg:"" help:"Id or address."`
	For time.Duration `default:"15m" help:"For how long it holds: 15m, 24h; seven days (168h) at most."`
}

func (c *peopleLink) Help() string {
	return `For somebody whom no mail reaches: read the address out, or send it by another way. It opens a page with one button, which signs in; it works once. Whoever has it enters as that person.

  parcours people link camille.roux@example.org
  parcours people link --for 24h camille-roux`
}

func (c *peopleLink) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *house.House) error {
		p, err := personCalled(s.Programme(), c.Who)
		if err != nil {
			return err
		}
		address, err := addressKnown(env, s)
		if err != nil {
			return err
		}
		token, err := s.Accounts.SignInLink(env, p.ID, c.For)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(env.out, "%s  %s/enter/%s\n", p.Email, address, token)
		return err
	})
}

type peopleRemove struct {
	dataFlag
	langFlag
	Who string `arg:"" help:"Id or address."`
}

func (c *peopleRemove) Help() string {
	return "They can no longer enter, their links and feeds end, and no mail goes to them. What they answered stays, as of a removed person."
}

func (c *peopleRemove) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *house.House) error {
		p, err := personCalled(s.Programme(), c.Who)
		if err != nil {
			return err
		}
		if err := s.RemovePerson(env, p.ID); err != nil {
			return err
		}
		fmt.Fprintln(env.out, c.words(s).T("command.people.removed", "Name", p.Name, "Email", p.Email))
		if p.InFile {
			fmt.Fprintln(env.out, c.words(s).T("command.people.in_file", "ID", p.ID))
		}
		return nil
	})
}

type peopleList struct {
	dataFlag
	langFlag
	Links  bool   `help:"Show each person's secret feed address too: whoever has it reads their calendar."`
	Format string `enum:"text,json" default:"text" help:"text or json."`
}

// listed is a person as the list shows them.
type listed struct {
	ID, Email, Name, Role, Category string
	Territories                     []string
	Feed                            string `json:",omitempty"`
}

func (c *peopleList) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *house.House) error {
		address, err := s.Address(env)
		if err != nil {
			return err
		}
		var all []listed
		for _, p := range s.Programme().People() {
			l := listed{ID: p.ID, Email: p.Email, Name: p.Name, Role: string(p.Role), Category: p.Category, Territories: p.Territories}
			if c.Links {
				l.Feed = address + "/feeds/p/" + p.FeedToken + "/Mon-Parcours.ics"
			}
			all = append(all, l)
		}
		if c.Format == "json" {
			return writeJSON(env.out, all)
		}
		words := c.words(s)
		rows := [][]string{{words.T("command.head.key"), words.T("command.head.email"), words.T("command.head.name"), words.T("command.head.role"),
			words.T("command.head.territory"), words.T("command.head.category")}}
		if c.Links {
			rows[0] = append(rows[0], words.T("command.head.feed"))
		}
		for _, l := range all {
			row := []string{l.ID, l.Email, l.Name, roleWord(words, l.Role), words.List(report.Territories(s.Programme(), l.Territories)), report.Category(s.Programme(), l.Category)}
			if c.Links {
				row = append(row, l.Feed)
			}
			rows = append(rows, row)
		}
		return writeTable(env, rows)
	})
}

func roleWord(words *messages.Printer, role string) string {
	if role == "" {
		return ""
	}
	return words.T("command.role." + role)
}
