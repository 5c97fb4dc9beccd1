// Command parcours is a calendar server for programmes that many people in many places go through together.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"github.com/alecthomas/kong"

	"parcours/accounts"
	"parcours/events"
	"parcours/table"
)

// commands is the whole command line.
type commands struct {
	Serve      serveCommand      `cmd:"" help:"Serve the programme: pages, feeds and CalDAV."`
	Check      checkCommand      `cmd:"" help:"Find every mistake of a configuration file."`
	People     peopleCommands    `cmd:"" help:"Add and list people, and give them passwords."`
	Answers    answersCommands   `cmd:"" help:"Show who answered what, or enter an answer."`
	Decisions  decisionsCommand  `cmd:"" help:"Show where delegations stand with the arbitrages."`
	Reply      replyCommand      `cmd:"" help:"Answer a delegation's question about an arbitrage."`
	Poll       pollCommands      `cmd:"" help:"Show and decide the polls for dates."`
	Note       noteCommand       `cmd:"" help:"Write a delegation's note d'arbitrage with its answers."`
	Ledger     ledgerCommands    `cmd:"" help:"Show and grant expert days."`
	Presence   presenceCommands  `cmd:"" help:"Record who came, and narrow an audience."`
	Guest      guestCommands     `cmd:"" help:"Bring guests, and confirm that they were briefed."`
	Mail       mailCommands      `cmd:"" help:"Show mails to people and answers from them, and write to many."`
	Import     importCommands    `cmd:"" help:"Bring calendars from a file or from another CalDAV server."`
	Open       openCommand       `cmd:"" help:"Open a session that delegations build together."`
	Move       moveCommand       `cmd:"" help:"Move a session, or all rooms of a split one at once."`
	Apply      applyCommand      `cmd:"" help:"Show what the file would change; take what it removes; settle what both changed."`
	Export     exportCommands    `cmd:"" help:"Write the programme as a configuration file again."`
	Share      shareCommand      `cmd:"" help:"Share a calendar of a person's own with others."`
	Backup     backupCommand     `cmd:"" help:"Write a copy of everything to a new file, while the server runs."`
	Key        keyCommand        `cmd:"" help:"Show where the key of the secrets in the database is, or take another in place of one that is lost."`
	Doctor     doctorCommand     `cmd:"" help:"Look at a server: configuration, network, mail, database, machine; say how to mend what is wrong."`
	Completion completionCommand `cmd:"" help:"Print what a shell needs to complete commands."`
	Manual     manualCommand     `cmd:"" hidden:"" help:"Print the page of the manual."`
	Version    versionCommand    `cmd:"" help:"Print the version."`
}

// description is what --help says first; its examples are as the program was called.
func description() string {
	return strings.ReplaceAll(descriptionText, "\n  parcours ", "\n  "+called+" ")
}

const descriptionText = `Parcours: a calendar server for programmes that many people in many places go through together.

People subscribe to feeds, sync by CalDAV and answer where they are; organisers see who answered what.

  parcours check config.example.toml                      is the file right?
  parcours serve --config config.example.toml             serve it on http://127.0.0.1:8080
  parcours answers --data parcours-data                   who answered what

Commands that take --data work while the server runs.`

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

// exit is an error that was told already and only sets the exit status.
type exit int

func (e exit) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

// run parses a command line and runs it; it returns the exit status.
func run(args []string, in io.Reader, out, errs io.Writer) int {
	command, err := parse(args, out, errs)
	if err == nil && command == nil {
		return 0 // --help
	}
	if err == nil {
		var dir string
		if dir, err = os.Getwd(); err == nil {
			err = command.Run(&environment{Context: accounts.Acting(context.Background(), "", events.DoorCommand), in: in, out: out, errs: errs, args: args, dir: dir, width: table.Width(out)})
		}
	}
	return status(err, errs)
}

// status tells an error to the person, and gives the exit status.
func status(err error, errs io.Writer) int {
	var told exit
	switch {
	case err == nil:
		return 0
	case errors.As(err, &told):
		return int(told)
	}
	fmt.Fprintf(errs, "parcours: %s\n", err)
	return 1
}

// runner is a command with its arguments.
type runner interface{ Run(*environment) error }

// parse gives the command that arguments name; nil where help was printed.
func parse(args []string, out, errs io.Writer) (runner, error) {
	var all commands
	helped := false
	parser, err := kong.New(&all, kong.Name("parcours"), kong.Description(description()), kong.Writers(out, errs),
		kong.Exit(func(int) { helped = true }), kong.UsageOnError())
	if err != nil {
		return nil, err
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	ctx, err := parser.Parse(args)
	if helped {
		return nil, nil
	}
	if err != nil {
		return nil, withHelp(err)
	}
	target, ok := ctx.Selected().Target.Addr().Interface().(runner)
	if !ok {
		return nil, fmt.Errorf("%s: choose one of its commands; --help lists them", ctx.Command())
	}
	return target, nil
}

// withHelp says after a mistake in a command line where its command is explained.
func withHelp(err error) error {
	var wrong *kong.ParseError
	if !errors.As(err, &wrong) || wrong.Context == nil {
		return err
	}
	path, _, _ := strings.Cut(wrong.Context.Command(), " <")
	return fmt.Errorf("%w; %s --help shows how", err, strings.TrimSpace(called+" "+path))
}

// environment is what a command runs in.
type environment struct {
	context.Context
	in        io.Reader
	out, errs io.Writer
	args      []string
	dir       string // in which relative paths begin
	width     int    // of the terminal, in characters; 0: no bound
}

// path is a file's name as the person meant it.
func (e *environment) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(e.dir, name)
}

type versionCommand struct{}

func (versionCommand) Run(env *environment) error {
	_, err := fmt.Fprintln(env.out, "parcours", version())
	return err
}

// release is what deploy/build calls it; "" otherwise.
var release string

// shortVersion is the version alone.
func shortVersion() string {
	v, _, _ := strings.Cut(version(), " (")
	return v
}

// version is that of the running program.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if ok && release != "" {
		return release + " (" + info.GoVersion + ")"
	}
	if !ok {
		return "unknown"
	}
	return versionOf(info)
}

// versionOf is that of a build: the module's, or the commit that it was built from, with a word where files were changed
// since. "go run" keeps neither.
func versionOf(info *debug.BuildInfo) string {
	v, changed := info.Main.Version, ""
	known := v != "" && v != "(devel)"
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision" && !known:
			v, known = s.Value, true
		case s.Key == "vcs.modified" && s.Value == "true" && !strings.HasSuffix(v, "+dirty"):
			changed = ", changed since"
		}
	}
	if !known {
		v, changed = "from source", ""
	}
	return v + changed + " (" + info.GoVersion + ")"
}
