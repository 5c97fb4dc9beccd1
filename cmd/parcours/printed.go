package main

import (
	"cmp"
	"encoding/csv"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"

	"parcours/house"
	"parcours/messages"
	"parcours/table"
)

// langFlag is the language of what a command prints.
type langFlag struct {
	Lang string `enum:"fr,en," default:"" placeholder:"LANG" help:"Language of what is printed, fr or en; the programme's by default."`
}

func (l langFlag) words(s *house.House) *messages.Printer {
	return messages.For(cmp.Or(l.Lang, s.Programme().LanguageFor(nil)))
}

// writeTable writes rows as columns of text that fit the terminal.
func writeTable(env *environment, rows [][]string) error {
	return table.Write(env.out, rows, env.width)
}

// writeAs writes a value as json, or its table as csv or text.
func writeAs(env *environment, format string, value any, rows [][]string) error {
	switch format {
	case "json":
		return writeJSON(env.out, value)
	case "csv":
		for _, row := range rows {
			for i := range row {
				row[i] = table.Harmless(row[i])
			}
		}
		return csv.NewWriter(env.out).WriteAll(rows)
	}
	return writeTable(env, rows)
}

func writeJSON(out io.Writer, value any) error {
	e := json.NewEncoder(out)
	e.SetIndent("", "  ")
	return e.Encode(value)
}

// called is how the program was started, for hints: as it was typed.
var called = calledAs(os.Args, os.Executable)

// calledAs tells "go run ./cmd/parcours" from an installed program: the former is built into a folder of go's cache or
// of temporary files, below "exe".
func calledAs(args []string, executable func() (string, error)) string {
	path, err := executable()
	if err == nil && strings.Contains(path, "go-build") && filepath.Base(path) == "parcours" {
		return "go run ./cmd/parcours"
	}
	if len(args) > 0 && strings.Contains(args[0], "/") && !strings.Contains(args[0], "go-build") {
		return args[0]
	}
	return "parcours"
}
