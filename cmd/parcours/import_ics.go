package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"golang.org/x/sync/errgroup"

	"parcours/calendars"
	"parcours/events"
	"parcours/house"
	"parcours/ical"
)

type importICS struct {
	dataFlag
	personFlag
	File       string `arg:"" help:"An iCalendar file with any number of calendars; - reads standard input."`
	Collection string `placeholder:"NAME" help:"The collection to put everything into; made if it is not there. By default tasks go to tasks, all else to calendar."`
}

func (c *importICS) Help() string {
	return `Each event or task, with all that has its UID, becomes one calendar object; one without UID gets one that is made of
what it says. It can be run again: what has changed in the file is changed (without UID: comes beside the old), what is
the same stays, nothing is removed. A text that is not UTF-8 is read as UTF-16 where it begins with a byte order mark,
else as Windows-1252. What cannot be taken is told with its line, and all else is taken; the exit status is then 1.`
}

func (c *importICS) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *house.House) error {
		p, err := c.personFlag.find(s)
		if err != nil {
			return err
		}
		text, err := c.read(env)
		if err != nil {
			return err
		}
		i := icsImport{environment: env, service: s, person: p, file: c.File, into: c.Collection, seen: map[string]int{}, collections: map[string]*calendars.Collection{}}
		if err := i.prepare(); err != nil {
			return err
		}
		return i.run(string(inUTF8(text, "")))
	})
}

func (c *importICS) read(env *environment) ([]byte, error) {
	if c.File == "-" {
		return io.ReadAll(env.in)
	}
	return os.ReadFile(env.path(c.File))
}

// icsImport is the import of one file.
type icsImport struct {
	*environment
	service *house.House
	person  *events.Person
	file    string
	into    string // collection for everything, "" for the default ones

	tally       tally
	collections map[string]*calendars.Collection // those written to, by name
	seen        map[string]int                   // lines of the objects taken so far, by collection and UID
}

// prepare makes the collection if it was named and is not there.
func (i *icsImport) prepare() error {
	if i.into == "" {
		return nil
	}
	c, err := i.service.Calendars.Collection(i, i.person, i.person.ID, i.into)
	if errors.Is(err, events.ErrNotFound) {
		return i.service.Calendars.CreateCollection(i, i.person, i.person.ID, calendars.StoredCollection{Name: i.into, DisplayName: i.into})
	}
	if err != nil {
		return err
	}
	return writable(c)
}

// object is one calendar object of the file.
type object struct {
	*ical.Component
	line           int
	uid, component string
	made           bool // the UID: the file has none
}

func (i *icsImport) run(text string) error {
	calendars, faults := scan(text)
	if len(calendars) == 0 {
		return fmt.Errorf("%s: no iCalendar file: there is no BEGIN:VCALENDAR in it", i.file)
	}
	for _, f := range faults {
		i.refuse(f.line, f.text)
	}
	var all []object
	for _, c := range calendars {
		all = append(all, i.objects(c)...)
	}
	for batch := range slices.Chunk(all, progressEvery) {
		if err := i.takeAll(batch); err != nil {
			return err
		}
		if n := i.tally.total() - len(faults); n < len(all) {
			fmt.Fprintf(i.errs, "%s: %d of %d\n", i.file, n, len(all))
		}
	}
	fmt.Fprintf(i.errs, "%s: %s\n", i.file, &i.tally)
	if i.tally[refused] > 0 {
		return exit(1)
	}
	return nil
}

// writers is how many objects are written at a time: those that wait together are committed together.
const writers = 16

// takeAll stores objects and tells in their order which could not be taken.
func (i *icsImport) takeAll(batch []object) error {
	done, errs := make([]outcome, len(batch)), make([]error, len(batch))
	var group errgroup.Group
	group.SetLimit(writers)
	for n, o := range batch {
		c, err := i.collectionFor(o)
		if errors.Is(err, errAgain) {
			done[n] = unchanged
			continue
		}
		if err != nil {
			errs[n] = err
			continue
		}
		group.Go(func() error {
			done[n], errs[n] = i.take(o, c)
			return nil
		})
	}
	group.Wait()
	if i.Err() != nil {
		return i.Err()
	}
	for n, o := range batch {
		if errs[n] != nil {
			i.refuse(o.line, errs[n].Error())
			continue
		}
		i.tally[done[n]]++
	}
	return nil
}

func (i *icsImport) refuse(line int, reason string) {
	i.tally[refused]++
	fmt.Fprintf(i.errs, "%s:%d: %s\n", i.file, line, reason)
}

// objects cuts a calendar into its objects. One of which a part could not be read is left out whole.
func (i *icsImport) objects(c scanned) []object {
	var all []object
	for _, cut := range ical.Split(c.Component) {
		o := object{Component: cut.Clone()}
		ical.Normalize(o.Component, importer)
		for n, k := range o.Components {
			if k.Name != "VTIMEZONE" {
				o.line, o.uid, o.component = c.lines[cut.Components[n]], k.Text("UID"), k.Name
				if o.uid == "" {
					o.uid, o.made = contentUID(k), true
					k.Set(ical.NewText("UID", o.uid))
				}
				break
			}
		}
		if lost, ok := c.lost[o.uid]; ok {
			i.refuse(o.line, fmt.Sprintf("left out, as the %s of line %d has the same UID and cannot be read", o.component, lost))
			continue
		}
		all = append(all, o)
	}
	return all
}

// contentUID makes the UID of a component that has none, as in calendars that some publish: the same at every run, as
// long as the component says the same. When it was written and fetched does not count.
func contentUID(k *ical.Component) string {
	said := k.Clone()
	for _, name := range []string{"UID", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE"} {
		said.Remove(name)
	}
	sum := sha256.Sum256(said.Bytes())
	return "import-" + hex.EncodeToString(sum[:16])
}

// take stores an object in a collection.
func (i *icsImport) take(o object, c *calendars.Collection) (outcome, error) {
	octets := o.Bytes()
	old, err := itemWith(i, i.service, i.person, c, calendars.ItemQuery{UID: o.uid})
	if err != nil {
		return refused, err
	}
	if old != nil {
		if old.Component != o.component {
			return refused, fmt.Errorf("its UID is that of a %s in %s", old.Component, c.Name)
		}
		if o.made {
			return unchanged, nil // all that it says is in its UID
		}
		done, _, err := put(i, i.service, i.person, c, old.Name, old, octets)
		return done, err
	}
	var done outcome
	for _, name := range namesFor(o.uid) {
		if done, _, err = put(i, i.service, i.person, c, name, nil, octets); !errors.Is(err, events.ErrPrecondition) {
			break // else the name is that of an object with another UID
		}
	}
	return done, err
}

// errAgain is an object without UID that says what an earlier one says.
var errAgain = errors.New("the same as an earlier one")

// collectionFor is where an object goes. One that has the UID of an earlier one goes nowhere.
func (i *icsImport) collectionFor(o object) (*calendars.Collection, error) {
	name := i.into
	switch {
	case name != "":
	case o.component == "VTODO":
		name = calendars.DefaultTasks
	default:
		name = calendars.DefaultCalendar
	}
	key := name + " " + o.uid
	if other, twice := i.seen[key]; twice {
		if o.made {
			return nil, errAgain
		}
		return nil, fmt.Errorf("its UID is that of line %d", other)
	}
	i.seen[key] = o.line
	if c := i.collections[name]; c != nil {
		return c, nil
	}
	c, err := i.service.Calendars.Collection(i, i.person, i.person.ID, name)
	if err == nil {
		i.collections[name] = c
	}
	return c, err
}
