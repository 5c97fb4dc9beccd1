package imports

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/sync/errgroup"

	"parcours/calendars"
	"parcours/events"
	"parcours/ical"
)

// File brings the objects of an iCalendar file into a home: into the collection that is named, which is made if it is not
// there, or without a name tasks into the tasks, all else into the calendar. name is what the file is called where something
// is told of it. It gives how many objects could not be taken, each of which was told with its line; an error is for
// what cannot be imported at all.
func File(ctx context.Context, into Home, name string, octets []byte, collection string) (left int, err error) {
	i := fileImport{Context: ctx, home: into, file: name, into: collection, seen: map[string]int{}, collections: map[string]*calendars.Collection{}}
	if err := i.prepare(); err != nil {
		return 0, err
	}
	err = i.run(string(inUTF8(octets, "")))
	return i.tally[refused], err
}

// fileImport is the import of one file.
type fileImport struct {
	context.Context
	home Home
	file string
	into string // collection for everything, "" for the default ones

	tally       tally
	collections map[string]*calendars.Collection // those written to, by name
	seen        map[string]int                   // lines of the objects taken so far, by collection and UID
}

// prepare makes the collection if it was named and is not there.
func (i *fileImport) prepare() error {
	if i.into == "" {
		return nil
	}
	c, err := i.home.Calendars.Collection(i, i.home.Person, i.home.Person.ID, i.into)
	if errors.Is(err, events.ErrNotFound) {
		return i.home.Calendars.CreateCollection(i, i.home.Person, i.home.Person.ID, calendars.StoredCollection{Name: i.into, DisplayName: i.into})
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

func (i *fileImport) run(text string) error {
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
			fmt.Fprintf(i.home.Tell, "%s: %d of %d\n", i.file, n, len(all))
		}
	}
	fmt.Fprintf(i.home.Tell, "%s: %s\n", i.file, &i.tally)
	return nil
}

// writers is how many objects are written at a time: those that wait together are committed together.
const writers = 16

// takeAll stores objects and tells in their order which could not be taken.
func (i *fileImport) takeAll(batch []object) error {
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

func (i *fileImport) refuse(line int, reason string) {
	i.tally[refused]++
	fmt.Fprintf(i.home.Tell, "%s:%d: %s\n", i.file, line, reason)
}

// objects cuts a calendar into its objects. One of which a part could not be read is left out whole.
func (i *fileImport) objects(c scanned) []object {
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
func (i *fileImport) take(o object, c *calendars.Collection) (outcome, error) {
	octets := o.Bytes()
	old, err := i.home.itemWith(i, c, calendars.ItemQuery{UID: o.uid})
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
		done, _, err := i.home.put(i, c, old.Name, old, octets)
		return done, err
	}
	var done outcome
	for _, name := range namesFor(o.uid) {
		if done, _, err = i.home.put(i, c, name, nil, octets); !errors.Is(err, events.ErrPrecondition) {
			break // else the name is that of an object with another UID
		}
	}
	return done, err
}

// errAgain is an object without UID that says what an earlier one says.
var errAgain = errors.New("the same as an earlier one")

// collectionFor is where an object goes. One that has the UID of an earlier one goes nowhere.
func (i *fileImport) collectionFor(o object) (*calendars.Collection, error) {
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
	c, err := i.home.Calendars.Collection(i, i.home.Person, i.home.Person.ID, name)
	if err == nil {
		i.collections[name] = c
	}
	return c, err
}
