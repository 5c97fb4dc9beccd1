package main

import (
	"io"

	"github.com/alecthomas/kong"

	"parcours/manual"
)

type manualCommand struct{}

// Run prints the page of the manual, made of what --help says.
func (manualCommand) Run(env *environment) error {
	model, err := modelOf()
	if err != nil {
		return err
	}
	_, err = io.WriteString(env.out, manual.Page(model, shortVersion()))
	return err
}

type completionCommand struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"bash, zsh or fish."`
}

func (c *completionCommand) Help() string {
	return `For bash: parcours completion bash > /etc/bash_completion.d/parcours; the Debian package brings all three.`
}

// Run prints what a shell needs to complete commands and flags.
func (c *completionCommand) Run(env *environment) error {
	model, err := modelOf()
	if err != nil {
		return err
	}
	_, err = io.WriteString(env.out, manual.Completion(model, c.Shell))
	return err
}

// modelOf is the command line as kong knows it.
func modelOf() (*kong.Application, error) {
	called = "parcours" // a manual is not of one machine
	parser, err := kong.New(&commands{}, kong.Name("parcours"), kong.Description(descriptionText))
	if err != nil {
		return nil, err
	}
	return parser.Model, nil
}
