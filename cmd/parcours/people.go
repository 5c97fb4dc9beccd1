package main

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"parcours/events"
)

type peopleCommands struct {
	Add      peopleAdd      `cmd:"" help:"Add a person, or change one."`
	Import   peopleImport   `cmd:"" help:"Add people from a table of contacts (CSV)."`
	Password peoplePassword `cmd:"" help:"Give a person a new password."`
	List     peopleList     `cmd:"" help:"List people."`
}

type peopleAdd struct {
	dataFlag
	ID            string   `required:"" help:"Lower-case letters, digits and hyphens; never changes."`
	Email         string   `required:"" help:"The address; it is also the login."`
	Name          string   `required:"" help:"The name that others see."`
	Role          string   `help:"organiser, referent, member, expert or guest; nothing for a plain calendar user."`
	Territory     []string `sep:"none" help:"Id of a territory; can be repeated."`
	Category      string   `help:"Id of an actor category."`
	Language      string   `help:"fr or en; the programme's by default."`
	PasswordStdin bool     `help:"Read the password from standard input; else one is made and shown once."`
}

func (c *peopleAdd) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *events.Service) error {
		password := ""
		if c.PasswordStdin {
			var err error
			if password, err = readPassword(env.in); err != nil {
				return err
			}
		}
		p := events.Person{
			ID: c.ID, Email: c.Email, Name: c.Name, Role: events.Role(c.Role), Territories: c.Territory,
			Category: c.Category, Language: c.Language,
		}
		if err := s.AddPeople(env, []events.Person{p}); err != nil {
			return err
		}
		if c.PasswordStdin {
			if err := s.SetPassword(env, c.ID, password); err != nil {
				return err
			}
			_, err := fmt.Fprintf(env.out, "%s added\n", c.Email)
			return err
		}
		return showPassword(env, s, p)
	})
}

// readPassword reads one line.
func readPassword(in io.Reader) (string, error) {
	line, err := bufio.NewReader(in).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	line = strings.TrimRight(line, "\r\n")
	if line == "" {
		return "", errors.New("no password on standard input: echo PASSWORD | parcours people ... --password-stdin")
	}
	return line, nil
}

// showPassword makes an app password and prints it, the only time that it can be read.
func showPassword(env *environment, s *events.Service, p events.Person) error {
	password, err := s.NewAppPassword(env, p.ID, "")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(env.out, "%s  %s\n", p.Email, password)
	return err
}

type peoplePassword struct {
	dataFlag
	Who           string `arg:"" help:"Id or address."`
	PasswordStdin bool   `help:"Read it from standard input; else one is made and shown once."`
}

func (c *peoplePassword) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *events.Service) error {
		p := find(s.Programme().People(), c.Who)
		if p == nil {
			return fmt.Errorf("%s: no such person; parcours people list shows them", c.Who)
		}
		if !c.PasswordStdin {
			return showPassword(env, s, *p)
		}
		password, err := readPassword(env.in)
		if err != nil {
			return err
		}
		if err := s.SetPassword(env, p.ID, password); err != nil {
			return err
		}
		_, err = fmt.Fprintf(env.out, "%s: password changed\n", p.Email)
		return err
	})
}

func find(people []*events.Person, who string) *events.Person {
	i := slices.IndexFunc(people, func(p *events.Person) bool { return p.ID == who || strings.EqualFold(p.Email, who) })
	if i < 0 {
		return nil
	}
	return people[i]
}

type peopleImport struct {
	dataFlag
	File string `arg:"" help:"CSV with a header: id,email,name,role,territories,category,language. Territories are separated by blanks."`
}

func (c *peopleImport) Help() string {
	return "Every bad row is named, and with one bad row nothing of the file is taken. An app password is made for each person, in place of an earlier one, and shown once."
}

func (c *peopleImport) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *events.Service) error {
		f, err := os.Open(env.path(c.File))
		if err != nil {
			return err
		}
		defer f.Close()
		people, wrong := readContacts(f, s.Programme())
		if len(wrong) > 0 {
			for _, w := range wrong {
				fmt.Fprintf(env.errs, "%s:%s\n", c.File, w)
			}
			fmt.Fprintf(env.errs, "nothing was taken: %d to mend\n", len(wrong))
			return exit(1)
		}
		if err := s.AddPeople(env, people); err != nil {
			return err
		}
		for _, p := range people {
			if err := showPassword(env, s, p); err != nil {
				return err
			}
		}
		return nil
	})
}

// contactColumns are those that a table of contacts may have.
var contactColumns = []string{"id", "email", "name", "role", "territories", "category", "language"}

// readContacts reads a table of contacts and tells all that is wrong, each with its line.
func readContacts(in io.Reader, snap *events.Snapshot) (people []events.Person, wrong []string) {
	r := csv.NewReader(in)
	r.FieldsPerRecord, r.TrimLeadingSpace = -1, true
	header, err := r.Read()
	if err != nil {
		return nil, []string{fmt.Sprintf("1: no header: %v", err)}
	}
	header[0] = strings.TrimPrefix(header[0], "\ufeff")
	for _, need := range contactColumns[:3] {
		if !slices.Contains(header, need) {
			wrong = append(wrong, fmt.Sprintf("1: the column %q is missing", need))
		}
	}
	for _, name := range header {
		if !slices.Contains(contactColumns, name) {
			wrong = append(wrong, fmt.Sprintf("1: unknown column %q; use %s", name, strings.Join(contactColumns, ",")))
		}
	}
	ids, addresses := map[string]int{}, map[string]int{}
	for len(wrong) == 0 || people != nil {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		line, _ := r.FieldPos(0)
		if err != nil {
			return people, append(wrong, fmt.Sprintf("%d: %v", line, err))
		}
		p := contact(header, row)
		for _, seen := range []struct {
			where map[string]int
			value string
		}{{ids, p.ID}, {addresses, strings.ToLower(p.Email)}} {
			if first, twice := seen.where[seen.value]; twice {
				wrong = append(wrong, fmt.Sprintf("%d: %s stands on line %d already", line, seen.value, first))
			}
			seen.where[seen.value] = line
		}
		if err := snap.CheckPerson(p); err != nil {
			wrong = append(wrong, fmt.Sprintf("%d: %v", line, err))
		}
		if other := find(snap.People(), p.Email); other != nil && other.ID != p.ID {
			wrong = append(wrong, fmt.Sprintf("%d: %s is the address of %s", line, p.Email, other.ID))
		}
		people = append(people, p)
	}
	return people, wrong
}

func contact(header, row []string) events.Person {
	at := func(name string) string {
		if i := slices.Index(header, name); i >= 0 && i < len(row) {
			return strings.TrimSpace(row[i])
		}
		return ""
	}
	return events.Person{
		ID: at("id"), Email: at("email"), Name: at("name"), Role: events.Role(at("role")),
		Territories: strings.Fields(at("territories")), Category: at("category"), Language: at("language"),
	}
}

type peopleList struct {
	dataFlag
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
	return onData(env, c.Data, func(env *environment, s *events.Service) error {
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
		w := tabwriter.NewWriter(env.out, 0, 4, 2, ' ', 0)
		for _, l := range all {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", l.ID, l.Email, l.Name, l.Role, strings.Join(l.Territories, " "), l.Category, l.Feed)
		}
		return w.Flush()
	})
}
