package caldav

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"time"

	"parcours/budget"
	"parcours/calendars"
)

// A piece is what is read of objects' texts at once: an answer that is longer is read and sent piece by piece, so that what a slow
// reader keeps is one piece.
const (
	pieceObjects = 500
	pieceOctets  = 1 << 20
)

// inFlight is how many octets a request holds for each octet of text: the text itself, its lines while it is looked at, and the answer.
const inFlight = 4

// xmlInFlight is the same for a request's body in XML, whose elements are larger than what stands for them.
const xmlInFlight = 8

// hold waits until the server, and the viewer's share of it, has room for a text of so many octets.
func (x *exchange) hold(octets, each int64) error {
	if x.takes == nil { // nobody's request: the server's own
		return x.ctx.Err()
	}
	return x.takes.Hold(octets * each)
}

// release gives back what was held for texts that were sent.
func (x *exchange) release() {
	if x.takes != nil {
		x.takes.Release()
	}
}

// looked is said before each object that is looked at.
func (x *exchange) looked() error {
	if x.takes == nil {
		return x.ctx.Err()
	}
	return x.takes.Object()
}

// readBody reads at most so many octets of the body, and one more where it is larger. It holds them until the request ends.
func (x *exchange) readBody(most, each int64) ([]byte, error) {
	expected := most
	if x.r.ContentLength >= 0 {
		expected = min(x.r.ContentLength, most)
	}
	if err := x.hold(expected, each); err != nil {
		return nil, err
	}
	if x.takes != nil {
		defer x.takes.Waited(time.Now())
	}
	var body bytes.Buffer
	body.Grow(int(min(expected, 64<<10)) + bytes.MinRead)
	if _, err := io.Copy(&body, io.LimitReader(x.r.Body, most+1)); err != nil {
		return nil, badRequest("the body did not arrive whole")
	}
	return body.Bytes(), nil
}

// eachWhole gives objects with their texts to f, in their order: those of a derived calendar as they come, since they are made from
// the programme that is in memory; others piece by piece. What was removed meanwhile is left out: the next sync says so.
func (x *exchange) eachWhole(t *target, items []calendars.Item, f func(*calendars.Item) error) error {
	for len(items) > 0 {
		n, octets := pieceOf(items)
		part := items[:n]
		items = items[n:]
		if err := x.hold(octets, inFlight); err != nil {
			return err
		}
		names := make([]string, n)
		for i := range part {
			names[i] = part[i].Name
		}
		whole, err := x.itemsNamed(t, names, false)
		if err != nil {
			return err
		}
		for _, name := range names {
			it, there := whole[name]
			if !there {
				continue
			}
			delete(whole, name)
			if err := f(it); err != nil {
				return err
			}
		}
		x.release()
	}
	return nil
}

// roomFor waits until there is room for the text of an object.
func (x *exchange) roomFor(t *target, name string) error {
	all, err := x.itemsNamed(t, []string{name}, true)
	if err != nil || all[name] == nil {
		return err
	}
	return x.hold(all[name].Size, inFlight)
}

// pieceOf is how many of these objects are read at once, one at least, and their octets.
func pieceOf(items []calendars.Item) (n int, octets int64) {
	for n < len(items) && n < pieceObjects && (n == 0 || octets+items[n].Size <= pieceOctets) {
		octets += items[n].Size
		n++
	}
	return n, octets
}

// items gives the objects of a query to f; whole says that it needs their texts.
func (x *exchange) items(t *target, q calendars.ItemQuery, whole bool, f func(*calendars.Item) error) error {
	q.NoOctets = !whole || !t.collection.Derived()
	found, err := x.calendars.Items(x.ctx, x.viewer, t.collection, q)
	if err != nil {
		return err
	}
	if whole && q.NoOctets {
		return x.eachWhole(t, found, f)
	}
	for i := range found {
		if err := f(&found[i]); err != nil {
			return err
		}
	}
	return nil
}

// tooMuch ends an answer that came to more than a request may take: what it has stands, and the resource itself is said to be cut
// off (as RFC 6578 §3.6 does). Any other error stays.
func (ms *multistatus) tooMuch(t *target, err error) error {
	if !errors.Is(err, budget.ErrMuch) {
		return err
	}
	if err := ms.bare(t.address(), http.StatusInsufficientStorage, "<D:number-of-matches-within-limits/>"); err != nil {
		return err
	}
	return ms.close()
}
