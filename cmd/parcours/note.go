package main

import (
	"parcours/house"
	"parcours/web"
)

type noteCommand struct {
	dataFlag
	Delegation string `required:"" placeholder:"T" help:"Id or name of the territory."`
	Format     string `enum:"html,text" default:"html" help:"html (one page to read or print) or text."`
}

func (c *noteCommand) Help() string {
	return `The note is written from the programme as it stands now, with the delegation's answers filled in:

  ` + called + ` note --data parcours-data --delegation faverges > note.html`
}

func (c *noteCommand) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *house.House) error {
		delegation, err := delegationFlag(s.Programme(), c.Delegation)
		if err != nil {
			return err
		}
		return web.WriteNote(env, env.out, s.Service, delegation, c.Format)
	})
}
