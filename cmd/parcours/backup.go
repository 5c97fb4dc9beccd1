package main

import (
	"fmt"

	"parcours/house"
)

type backupCommand struct {
	dataFlag
	File string `arg:"" help:"A file that does not exist yet."`
}

func (c *backupCommand) Help() string {
	return "The copy is a whole store: put it into an empty folder as parcours.db to serve it."
}

func (c *backupCommand) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *house.House) error {
		if err := s.Backup(env, env.path(c.File)); err != nil {
			return err
		}
		_, err := fmt.Fprintln(env.out, "written:", c.File)
		return err
	})
}
