package imports

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/emersion/go-webdav"
	"github.com/emersion/go-webdav/caldav"
	"golang.org/x/sync/errgroup"

	"parcours/calendars"
)

// Bring brings the calendars of an account into a home, those with these names or without names all of them: each becomes a
// collection that is known again, and only what has changed there is fetched. It gives how many objects could not be taken,
// each of which was told; an error is for what makes going on useless.
func (s *Account) Bring(ctx context.Context, into Home, names []string) (left int, err error) {
	all, err := s.client.FindCalendars(ctx, s.home)
	if err != nil {
		return 0, fmt.Errorf("the calendars of %s: %w", s.http.user, err)
	}
	if all, err = chosen(all, names); err != nil {
		return 0, err
	}
	for _, c := range all {
		m := &mirror{Context: ctx, home: into, from: s, calendar: c}
		if err := m.run(); err != nil {
			return left, fmt.Errorf("%s: %w", titleOf(c), err)
		}
		left += m.tally[refused]
	}
	return left, nil
}

// chosen are the calendars with these names, all of them without names.
func chosen(calendars []caldav.Calendar, names []string) ([]caldav.Calendar, error) {
	if len(names) == 0 {
		return calendars, nil
	}
	var all []caldav.Calendar
	for _, name := range names {
		i := slices.IndexFunc(calendars, func(c caldav.Calendar) bool {
			return name == path.Base(c.Path) || strings.EqualFold(name, titleOf(c))
		})
		if i < 0 {
			var there []string
			for _, c := range calendars {
				there = append(there, fmt.Sprintf("%s (%s)", titleOf(c), path.Base(c.Path)))
			}
			return nil, fmt.Errorf("--calendar %s: no such calendar there; there are: %s", name, strings.Join(there, ", "))
		}
		all = append(all, calendars[i])
	}
	return all, nil
}

// titleOf is the name that people see.
func titleOf(c caldav.Calendar) string {
	if name := strings.TrimSpace(c.Name); name != "" {
		return name
	}
	return path.Base(c.Path)
}

// mirror brings one calendar over.
type mirror struct {
	context.Context
	home     Home
	from     *Account
	calendar caldav.Calendar
	into     *calendars.Collection

	mu    sync.Mutex // guards what follows, and what is printed
	tally tally
	total int
}

// fetches is how many objects are asked for at a time.
const fetches = 4

func (m *mirror) run() error {
	var err error
	if m.into, err = m.collection(); err != nil {
		return err
	}
	listed, err := m.from.list(m, m.calendar.Path)
	if err != nil {
		if len(listed) == 0 {
			return fmt.Errorf("the list of its objects: %w", err)
		}
		m.refuse("in the list of its objects", err)
	}
	m.total = len(listed)
	group, ctx := errgroup.WithContext(m.Context)
	group.SetLimit(fetches)
	m.Context = ctx
	for _, f := range listed {
		group.Go(func() error { return m.object(f) })
	}
	if err := group.Wait(); err != nil {
		return err
	}
	fmt.Fprintf(m.home.Tell, "%s (%s): %s\n", titleOf(m.calendar), m.into.Name, &m.tally)
	return nil
}

func (m *mirror) refuse(what string, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.tally[refused]++
	fmt.Fprintf(m.home.Tell, "%s: %s: %s\n", titleOf(m.calendar), what, strings.Join(strings.Fields(err.Error()), " "))
}

// object brings one object over. Only what makes going on useless is an error.
func (m *mirror) object(f webdav.FileInfo) error {
	if err := m.Err(); err != nil {
		return err
	}
	done, err := m.take(f)
	switch {
	case m.Err() != nil:
		return m.Err()
	case errors.As(err, new(fatal)):
		return err
	case err != nil:
		m.refuse(path.Base(f.Path), err)
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.tally[done]++
	m.tally.progress(m.home.Tell, titleOf(m.calendar), m.total)
	return nil
}

var errBothChanged = errors.New("changed here and there: it stays as it is here")

// take fetches an object if it is another than the one that was taken last, and stores it.
func (m *mirror) take(f webdav.FileInfo) (outcome, error) {
	name := nameHere(f.Path)
	old, err := m.home.itemWith(m, m.into, calendars.ItemQuery{Names: []string{name}})
	if err != nil {
		return refused, err
	}
	known, err := m.recall(name)
	if err != nil {
		return refused, err
	}
	if old != nil && f.ETag != "" && known.ETag == f.ETag {
		return unchanged, nil
	}
	octets, err := m.from.object(m, f.Path)
	if err != nil {
		return refused, err
	}
	if old != nil && old.ETag != known.Kept && string(old.Octets) != string(octets) {
		return refused, errBothChanged
	}
	done, result, err := m.home.put(m, m.into, name, old, octets)
	if err != nil {
		return refused, err
	}
	if result.ETag == "" { // what is kept is not what came
		kept, err := m.home.itemWith(m, m.into, calendars.ItemQuery{Names: []string{name}, NoOctets: true})
		if err != nil || kept == nil {
			return done, err
		}
		result.ETag = kept.ETag
	}
	return done, m.remember(name, origin{Href: m.from.address(f.Path), ETag: f.ETag, Kept: result.ETag})
}

// nameHere is the name of an object of the source: its own, if it can be one here.
func nameHere(address string) string {
	name := path.Base(address)
	bad := strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\\' || r == '/' })
	if bad || name == "." || name == ".." || len(name) > 255 || !utf8.ValidString(name) {
		return hashedName(address)
	}
	return name
}
