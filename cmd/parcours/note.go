package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"

	"parcours/house"
	"parcours/web"
)

type noteCommand struct {
	dataFlag
	Delegation string `required:"" placeholder:"T" help:"Id or name of the territory."`
	Format     string `enum:"html,text" default:"html" help:"html (one page to read or print) or text."`
	ODT        string `name:"odt" placeholder:"FILE" help:"Write a document for LibreOffice or Word to this file, which does not exist yet."`
}

func (c *noteCommand) Help() string {
	return `The note is written from the programme as it stands now, with the delegation's answers filled in:

  ` + called + ` note --data parcours-data --delegation faverges > note.html
  ` + called + ` note --data parcours-data --delegation faverges --odt note.odt`
}

func (c *noteCommand) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *house.House) error {
		delegation, err := delegationFlag(s.Programme(), c.Delegation)
		if err != nil {
			return err
		}
		if c.ODT != "" {
			return c.write(env, s, delegation)
		}
		return web.WriteNote(env, env.out, s.Service, delegation, c.Format)
	})
}

// write writes the document. A file that is there may have been written on, and stays.
func (c *noteCommand) write(env *environment, s *house.House, delegation string) (err error) {
	var document bytes.Buffer
	if err := web.WriteNote(env, &document, s.Service, delegation, "odt"); err != nil {
		return err
	}
	f, err := os.OpenFile(env.path(c.ODT), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if errors.Is(err, os.ErrExist) {
		return fmt.Errorf("--odt %s: this file is there already; name another, or remove it first", c.ODT)
	}
	if err != nil {
		return err
	}
	_, err = document.WriteTo(f)
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	_, err = fmt.Fprintln(env.out, "written:", c.ODT)
	return err
}
