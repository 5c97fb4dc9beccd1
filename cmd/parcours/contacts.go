package main

import (
	"fmt"
	"os"

	"parcours/contacts"
	"parcours/house"
)

type peopleImport struct {
	dataFlag
	langFlag
	accessFlags
	File string `arg:"" help:"A table from LibreOffice or Excel (ODS, XLSX: the first sheet), or saved as CSV."`
}

func (c *peopleImport) Help() string {
	return `The first line has the heads, in any order: id, email, name, role, territories, category, language, function; or in French identifiant, courriel, nom, prénom, rôle, territoire, catégorie, langue, fonction. Only the address and the name are needed: who has no id gets one from the name.

A spreadsheet is read as it is. In CSV: comma, semicolon or tabulator; UTF-8, UTF-16 or Windows-1252; ids or labels; several territories stand with commas or slashes between them.

Every line that cannot be read is named, and with one such line nothing of the file is taken. Somebody new gets a password, which is shown once. Somebody who is there (by id, or by address) keeps theirs, and whatever the table has no column for.`
}

func (c *peopleImport) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *house.House) error {
		octets, err := os.ReadFile(env.path(c.File))
		if err != nil {
			return err
		}
		removed, err := s.RemovedPeople(env)
		if err != nil {
			return err
		}
		words := c.words(s)
		people, wrong := contacts.Read(octets, s.Programme(), removed, words)
		if len(wrong) > 0 {
			for _, w := range wrong {
				fmt.Fprintf(env.errs, "%s:%s\n", c.File, w)
			}
			fmt.Fprintln(env.errs, words.T("command.contacts.nothing", "Count", len(wrong)))
			return exit(1)
		}
		if err := s.AddPeople(env, people); err != nil {
			return err
		}
		for _, p := range people {
			warnUnplaced(env, s, words, p.ID)
			if err := c.give(env, s, words, p); err != nil {
				return err
			}
		}
		return nil
	})
}
