package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"parcours/config"
	"parcours/events"
	"parcours/holidays"
	"parcours/messages"
)

type checkCommand struct {
	File string `arg:"" help:"The configuration file, such as config.example.toml."`
	DNS  bool   `name:"dns" help:"Print the DNS records that mail and calendar clients need."`
}

func (c *checkCommand) Help() string {
	return `Every mistake is told in one run, with its line and column and how to mend it. The exit status is 1 if there is one;
warnings do not count, nor do notes: they name the sessions on public holidays and in school holidays.`
}

func (c *checkCommand) Run(env *environment) error {
	file, wrong, err := load(env, c.File)
	if err != nil {
		return err
	}
	if wrong {
		return exit(1)
	}
	if c.DNS {
		return writeDNS(env.out, file.Server)
	}
	p := file.Programme
	fmt.Fprintf(env.out, "%s: right: %d sessions, %d territories, %d decisions, %d people\n", c.File, len(p.Sessions), len(p.Territories), len(p.Decisions), len(p.People))
	for _, note := range dayNotes(&p) {
		fmt.Fprintf(env.out, "%s: note: %s\n", c.File, note)
	}
	return nil
}

// longestNoted is up to how many days of a session are looked up.
const longestNoted = 31

// dayNotes tell of each session the days that are holidays; rooms of one session on one day are told once.
func dayNotes(p *events.Programme) []string {
	loc, err := time.LoadLocation(p.TimeZone)
	if err != nil {
		loc = time.UTC
	}
	var notes []string
	for i := range p.Sessions {
		x := &p.Sessions[i]
		id := x.ID
		if x.Category != "" {
			id = x.Group
		}
		start, end := x.When.Span(loc)
		day := events.DayOf(start.In(loc))
		for n := 0; n < longestNoted && (n == 0 || day.In(loc).Before(end)); n++ {
			note := fmt.Sprintf("%s, %s: %s", id, day, strings.Join(holidays.On(p, day).Said(messages.For(p.Language)), ", "))
			if !strings.HasSuffix(note, ": ") && x.Status != events.Cancelled && !slices.Contains(notes, note) {
				notes = append(notes, note)
			}
			day = day.Add(1)
		}
	}
	return notes
}

// beside is a file as the configuration file names it: seen from its own folder.
func beside(file, other string) string {
	if filepath.IsAbs(other) {
		return other
	}
	return filepath.Join(filepath.Dir(file), other)
}

// load reads a file and tells its problems; wrong where one of them is no warning.
func load(env *environment, name string) (file *config.File, wrong bool, err error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, false, fmt.Errorf("the configuration file: %w", err)
	}
	file, problems := config.LoadFrom(text, func(other string) ([]byte, error) {
		return os.ReadFile(beside(name, other))
	})
	mistakes := 0
	for _, p := range problems {
		fmt.Fprintln(env.errs, p.In(name))
		if !p.Warning {
			mistakes++
		}
	}
	if mistakes > 0 {
		fmt.Fprintf(env.errs, "%s: %d to mend\n", name, mistakes)
	}
	return file, mistakes > 0, nil
}
