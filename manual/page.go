package manual

import (
	"fmt"
	"strings"

	"github.com/alecthomas/kong"
)

// Page is the page of the manual of a program of this version, in the language of man(7).
func Page(model *kong.Application, version string) string {
	var b strings.Builder
	summary, rest, _ := strings.Cut(model.Help, "\n\n")
	about, examples, _ := strings.Cut(rest, "\n\n")
	name, what, _ := strings.Cut(summary, ": ")
	fmt.Fprintf(&b, ".TH PARCOURS 1 \"\" \"parcours %s\" \"User commands\"\n", Roff(version))
	fmt.Fprintf(&b, ".SH NAME\n%s \\- %s\n", Roff(strings.ToLower(name)), Roff(strings.TrimSuffix(what, ".")))
	fmt.Fprintf(&b, ".SH SYNOPSIS\n.B parcours\n.I command\n[\\fIargument\\fR ...]\n.SH DESCRIPTION\n%s\n.SH EXAMPLES\n.nf\n%s\n.fi\n.SH COMMANDS\n", Roff(about), Roff(examples))
	for _, c := range model.Leaves(true) {
		writeCommand(&b, c)
	}
	b.WriteString(".SH FILES\n.TP\n.I /etc/parcours/parcours.toml\nThe configuration file of the Debian package.\n.TP\n.I /var/lib/parcours\nIts data folder.\n")
	b.WriteString(".SH EXIT STATUS\n0 if all went well, 1 if something is wrong.\n")
	return b.String()
}

// writeCommand writes of one command what its --help says.
func writeCommand(b *strings.Builder, c *kong.Node) {
	fmt.Fprintf(b, ".SS %s\n%s\n", Roff(UsageOf(c)), Roff(c.Help))
	if detail := strings.TrimSpace(c.Detail); detail != "" {
		fmt.Fprintf(b, ".PP\n.nf\n%s\n.fi\n", Roff(detail))
	}
	for _, p := range c.Positional {
		fmt.Fprintf(b, ".TP\n.I %s\n%s\n", Roff(p.Summary()), Roff(p.Help))
	}
	for _, f := range FlagsOf(c) {
		fmt.Fprintf(b, ".TP\n.B %s\n%s\n", Roff(f.String()), Roff(f.Help))
	}
}

// UsageOf is a command with its arguments: "people link <person>".
func UsageOf(c *kong.Node) string {
	words := []string{}
	for n := c; n.Parent != nil; n = n.Parent {
		words = append([]string{n.Name}, words...)
	}
	for _, p := range c.Positional {
		words = append(words, p.Summary())
	}
	return strings.Join(words, " ")
}

// FlagsOf are the flags of a command and of those that it belongs to, but --help.
func FlagsOf(c *kong.Node) (all []*kong.Flag) {
	for _, group := range c.AllFlags(true) {
		for _, f := range group {
			if f.Name != "help" {
				all = append(all, f)
			}
		}
	}
	return all
}

// Roff is a text as man(7) shows it: its own signs escaped, no line a request.
func Roff(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(text)
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
			lines[i] = `\&` + line
		}
	}
	return strings.Join(lines, "\n")
}
