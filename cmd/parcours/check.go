package main

import (
	"fmt"
	"os"

	"parcours/config"
)

type checkCommand struct {
	File string `arg:"" help:"The configuration file, such as config.example.toml."`
}

func (c *checkCommand) Help() string {
	return "Every mistake is told in one run, with its line and column and how to mend it. The exit status is 1 if there is one; warnings do not count."
}

func (c *checkCommand) Run(env *environment) error {
	file, wrong, err := load(env, c.File)
	if err != nil {
		return err
	}
	if wrong {
		return exit(1)
	}
	p := file.Programme
	fmt.Fprintf(env.out, "%s: right: %d sessions, %d territories, %d decisions, %d people\n", c.File, len(p.Sessions), len(p.Territories), len(p.Decisions), len(p.People))
	return nil
}

// load reads a file and tells its problems; wrong where one of them is no warning.
func load(env *environment, name string) (file *config.File, wrong bool, err error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, false, fmt.Errorf("the configuration file: %w", err)
	}
	file, problems := config.Load(text)
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
