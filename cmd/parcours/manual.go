package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/kong"
)

type manualCommand struct{}

// Run prints the page of the manual, made of what --help says.
func (manualCommand) Run(env *environment) error {
	model, err := modelOf()
	if err != nil {
		return err
	}
	_, err = io.WriteString(env.out, manual(model))
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

// manual is the page in the language of man(7).
func manual(model *kong.Application) string {
	var b strings.Builder
	summary, rest, _ := strings.Cut(model.Help, "\n\n")
	about, examples, _ := strings.Cut(rest, "\n\n")
	name, what, _ := strings.Cut(summary, ": ")
	fmt.Fprintf(&b, ".TH PARCOURS 1 \"\" \"parcours %s\" \"User commands\"\n", roff(shortVersion()))
	fmt.Fprintf(&b, ".SH NAME\n%s \\- %s\n", roff(strings.ToLower(name)), roff(strings.TrimSuffix(what, ".")))
	fmt.Fprintf(&b, ".SH SYNOPSIS\n.B parcours\n.I command\n[\\fIargument\\fR ...]\n.SH DESCRIPTION\n%s\n.SH EXAMPLES\n.nf\n%s\n.fi\n.SH COMMANDS\n", roff(about), roff(examples))
	for _, c := range model.Leaves(true) {
		manualOf(&b, c)
	}
	b.WriteString(".SH FILES\n.TP\n.I /etc/parcours/parcours.toml\nThe configuration file of the Debian package.\n.TP\n.I /var/lib/parcours\nIts data folder.\n")
	b.WriteString(".SH EXIT STATUS\n0 if all went well, 1 if something is wrong.\n")
	return b.String()
}

// manualOf writes of one command what its --help says.
func manualOf(b *strings.Builder, c *kong.Node) {
	fmt.Fprintf(b, ".SS %s\n%s\n", roff(usageOf(c)), roff(c.Help))
	if detail := strings.TrimSpace(c.Detail); detail != "" {
		fmt.Fprintf(b, ".PP\n.nf\n%s\n.fi\n", roff(detail))
	}
	for _, p := range c.Positional {
		fmt.Fprintf(b, ".TP\n.I %s\n%s\n", roff(p.Summary()), roff(p.Help))
	}
	for _, f := range flagsOf(c) {
		fmt.Fprintf(b, ".TP\n.B %s\n%s\n", roff(f.String()), roff(f.Help))
	}
}

// usageOf is a command with its arguments: "people link <person>".
func usageOf(c *kong.Node) string {
	words := []string{}
	for n := c; n.Parent != nil; n = n.Parent {
		words = append([]string{n.Name}, words...)
	}
	for _, p := range c.Positional {
		words = append(words, p.Summary())
	}
	return strings.Join(words, " ")
}

// flagsOf are the flags of a command and of those that it belongs to, but --help.
func flagsOf(c *kong.Node) (all []*kong.Flag) {
	for _, group := range c.AllFlags(true) {
		for _, f := range group {
			if f.Name != "help" {
				all = append(all, f)
			}
		}
	}
	return all
}

// roff is a text as man(7) shows it: its own signs escaped, no line a request.
func roff(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(text)
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
			lines[i] = `\&` + line
		}
	}
	return strings.Join(lines, "\n")
}
