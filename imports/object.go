package imports

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"parcours/calendars"
	"parcours/events"
	"parcours/ical"
)

// Home is where calendars are brought.
type Home struct {
	Calendars *calendars.Service
	Person    *events.Person // whose calendars they become
	Tell      io.Writer      // gets a line for the progress, for all that cannot be taken, and for what was done
}

// maxImported is the largest calendar object resource that is imported, in octets: what a server takes from clients
// unless its configuration says otherwise.
const maxImported = 10 << 20

// importer is the PRODID of what is imported without one.
const importer = "-//Parcours//Import//FR"

// outcome of one object.
type outcome int

const (
	refused outcome = iota
	created
	updated
	unchanged
)

// tally counts outcomes.
type tally [unchanged + 1]int

func (t *tally) total() int { return t[refused] + t[created] + t[updated] + t[unchanged] }

func (t *tally) String() string {
	text := fmt.Sprintf("%d new, %d changed, %d unchanged", t[created], t[updated], t[unchanged])
	if t[refused] > 0 {
		text += fmt.Sprintf(", %d not taken", t[refused])
	}
	return text
}

// progressEvery is after how many objects the progress is told.
const progressEvery = 500

// progress tells how far an import has come.
func (t *tally) progress(to io.Writer, what string, of int) {
	if n := t.total(); n%progressEvery == 0 && n < of {
		fmt.Fprintf(to, "%s: %d of %d\n", what, n, of)
	}
}

// put writes an object into a collection under a name. old is what is there, nil for nothing: the write fails where
// that is no longer so. Same octets are not written.
func (h Home) put(ctx context.Context, c *calendars.Collection, name string, old *calendars.Item, octets []byte) (outcome, calendars.PutResult, error) {
	if len(octets) > maxImported {
		return refused, calendars.PutResult{}, fmt.Errorf("%d octets; at most %d are taken", len(octets), maxImported)
	}
	octets, _ = ical.Decode(octets)
	pre, done := calendars.Preconditions{IfNoneMatch: []string{"*"}, Quiet: true}, created
	if old != nil {
		if bytes.Equal(old.Octets, octets) {
			return unchanged, calendars.PutResult{ETag: old.ETag}, nil
		}
		pre, done = calendars.Preconditions{IfMatch: []string{old.ETag}, Quiet: true}, updated
	}
	result, err := h.Calendars.PutItem(ctx, h.Person, c, name, pre, octets)
	if errors.Is(err, events.ErrComponent) {
		err = fmt.Errorf("%s holds %s only", c.Name, strings.Join(c.Components, ", "))
	}
	if err != nil {
		return refused, result, err
	}
	return done, result, nil
}

// itemWith gives the item of a collection that a query finds, nil without one.
func (h Home) itemWith(ctx context.Context, c *calendars.Collection, q calendars.ItemQuery) (*calendars.Item, error) {
	items, err := h.Calendars.Items(ctx, h.Person, c, q)
	if err != nil || len(items) == 0 {
		return nil, err
	}
	return &items[0], nil
}

// writable refuses a collection into which nothing can be imported.
func writable(c *calendars.Collection) error {
	if c.Kind != calendars.KindStored || !c.Rights.Write {
		return fmt.Errorf("%s: nothing can be imported into this collection; choose another name", c.Name)
	}
	return nil
}

var plainUID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9@._-]{0,199}$`)

// namesFor are names for an object with this UID, the first one preferred.
func namesFor(uid string) []string {
	hashed := hashedName(uid)
	if plainUID.MatchString(uid) {
		return []string{uid + ".ics", hashed}
	}
	return []string{hashed}
}

func hashedName(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:16]) + ".ics"
}
