package caldav

import (
	"errors"
	"net/http"
	"strings"

	"parcours/calendars"
	"parcours/events"
)

// preferences are what a request wishes of the form of its answer (RFC 7240, RFC 8144).
type preferences struct {
	minimal        bool // return=minimal, or its older form Brief: t
	representation bool // return=representation
	noRoot         bool // depth-noroot
}

// preferencesOf reads the Prefer header. The first of two that exclude each other counts (RFC 7240 §2).
func preferencesOf(h http.Header) preferences {
	var p preferences
	for part := range strings.SplitSeq(strings.Join(h.Values("Prefer"), ","), ",") {
		name, _, _ := strings.Cut(part, ";")
		switch strings.ToLower(strings.NewReplacer(" ", "", "\t", "", `"`, "").Replace(name)) {
		case "return=minimal", "return-minimal":
			p.minimal = !p.representation
		case "return=representation", "return-representation":
			p.representation = !p.minimal
		case "depth-noroot":
			p.noRoot = true
		}
	}
	if strings.EqualFold(strings.TrimSpace(h.Get("Brief")), "t") && !p.representation {
		p.minimal = true
	}
	return p
}

// applied tells that a preference was followed (RFC 7240 §3). Who sent Brief is told nothing.
func (x *exchange) applied(preference string) {
	if x.r.Header.Get("Prefer") != "" {
		x.w.Header().Add("Preference-Applied", preference)
	}
}

// wrote answers for an object that was written, with it where that is preferred (RFC 8144 §3.1): then the entity
// tag is always told, because the client sees what it stands for. What is gone again by now was written all the same.
func (x *exchange) wrote(res resource, result calendars.PutResult) error {
	if preferencesOf(x.r.Header).representation {
		if t, err := x.findObject(res, calendars.ItemQuery{}); err == nil {
			status := http.StatusOK
			if result.Created {
				status = http.StatusCreated
			}
			return x.represent(t, status)
		}
	}
	x.stored(result)
	x.created(result.Created)
	return nil
}

// represent answers with an object as it is now.
func (x *exchange) represent(t *target, status int) error {
	x.applied("return=representation")
	x.w.Header().Set("Content-Location", t.address())
	x.describe(t)
	return x.sendObject(t, status)
}

// failWithObject answers a condition that did not hold with the object as it is, where that is preferred
// (RFC 8144 §3.2): a client need not ask for it to solve the conflict. False if it is not, or there is none.
func (x *exchange) failWithObject(err error) bool {
	if !errors.Is(err, events.ErrPrecondition) || x.writing.kind&objectKinds == 0 || !preferencesOf(x.r.Header).representation {
		return false
	}
	t, err := x.findObject(x.writing, calendars.ItemQuery{})
	return err == nil && x.represent(t, http.StatusPreconditionFailed) == nil
}
