package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"parcours/delivery"
	"parcours/ical"
	"parcours/store"
)

// keyFile is where the key of a data folder is: where PARCOURS_KEY_FILE says, else among the credentials that systemd hands over
// (LoadCredential=parcours.key:...), else in the folder, as a file or as a link to one elsewhere.
func keyFile(dir string) string {
	if named := os.Getenv("PARCOURS_KEY_FILE"); named != "" {
		return named
	}
	if handed := os.Getenv("CREDENTIALS_DIRECTORY"); handed != "" {
		file := filepath.Join(handed, store.KeyName)
		if _, err := os.Stat(file); err == nil {
			return file
		}
	}
	return filepath.Join(dir, store.KeyName)
}

type keyCommand struct {
	dataFlag
	Lost bool `help:"Take another key in place of one that is lost for good. The server must be stopped."`
}

func (c *keyCommand) Help() string {
	return `Feed addresses, the addresses that answers to mails come to, second factors and the secret that signs links stand in the database
sealed, with a key that is in none of its backups. PARCOURS_KEY_FILE says where the key is; without it, a credential of systemd named
parcours.key, or parcours.key in the data folder, which may be a symbolic link.

With --lost, who they are, answers, calendars and passwords stay as they are. Everybody has another feed address, links in mails of
before end, addresses of busy times end, answers to mails of before are not recognised, and second factors are to be set up anew.`
}

func (c *keyCommand) Run(env *environment) error {
	dir := env.path(c.Data)
	if _, err := os.Stat(filepath.Join(dir, store.FileName)); err != nil {
		return fmt.Errorf("--data %s: there is no %s in it", c.Data, store.FileName)
	}
	place := keyFile(dir)
	e, err := store.Examine(env, dir, store.KeyFile(place))
	if err != nil {
		return err
	}
	if !c.Lost {
		_, err := fmt.Fprintln(env.out, place+": "+keyStates[e.Key])
		if e.Key == store.KeyFits || err != nil {
			return err
		}
		return exit(1)
	}
	if e.Key != store.KeyMissing && e.Key != store.KeyOther {
		return fmt.Errorf("%s %s: nothing is to be given up", place, keyStates[e.Key])
	}
	o, err := openWith(env, dir, ical.NewRenderer(""), delivery.UsualMailPolicy, store.LostKey())
	if err != nil {
		return err
	}
	o.tellDoubt(env.errs)
	_, err = fmt.Fprintf(env.out, "%s is the key now: keep a copy of it apart from the backups.\nEverybody has another feed address, and links of before end: let people have their letter again.\n", place)
	return errors.Join(err, o.Close())
}

// keyStates says how a key and a database go together.
var keyStates = map[store.KeyState]string{
	store.KeyFits: "is the key of this database", store.KeyNone: "the database is not sealed yet, serve seals it", store.KeyMissing: "is not there, and the database was sealed with a key",
	store.KeyOther: "is not the key with which the database was sealed", store.KeyUnread: "cannot be read, or holds no key",
}
