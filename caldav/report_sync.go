package caldav

import (
	"net/http"
	"strconv"
	"strings"

	"parcours/calendars"
)

// syncCollection is DAV:sync-collection (RFC 6578 §3.2): what changed in a calendar since a token, or in a home.
func (x *exchange) syncCollection(t *target, body *element) error {
	q, err := parsePropQuery(body, preferencesOf(x.r.Header).minimal)
	if err != nil {
		return err
	}
	limit, err := x.syncLimit(t, body)
	if err != nil {
		return err
	}
	since := strings.TrimSpace(body.child(dav("sync-token")).text())
	if t.kind == kindHome {
		return x.syncHome(t, q, since, limit)
	}
	changes, err := x.calendars.Changes(x.ctx, x.viewer, t.collection, since, limit)
	if err != nil {
		return err
	}
	q.in(zoneOf(t.collection))
	x.preferenceApplied(q)
	ms := newMultistatus(x.w, x.r)
	if err := x.respondChanged(ms, t, changes.Changed, q); err != nil {
		return err
	}
	for _, name := range changes.Gone { // §3.5.2: the status is the response's, not a property's
		if err := ms.bare(t.member(name).href(), http.StatusNotFound, ""); err != nil {
			return err
		}
	}
	return ms.endSync(t, changes.Token, changes.More)
}

// endSync ends the answer with the token to go on from, and says where it is not the last one (§3.6).
func (ms *multistatus) endSync(t *target, token string, more bool) error {
	if more {
		if err := ms.bare(t.address(), http.StatusInsufficientStorage, "<D:number-of-matches-within-limits/>"); err != nil {
			return err
		}
	}
	ms.token(token)
	return ms.close()
}

// syncLimit reads sync-level and the limit, 0 for none. The level is 1 on a home; a calendar holds no collections, so
// infinite is the same there. Depth counts only where there is no sync-level (RFC 6578 appendix A).
func (x *exchange) syncLimit(t *target, body *element) (int, error) {
	level := strings.TrimSpace(body.child(dav("sync-level")).text())
	if d, err := depthOf(x.r.Header); level == "" && err == nil && d == depthInfinity {
		level = "infinite"
	}
	switch level {
	case "", "1":
	case "infinite", "infinity":
		if t.kind == kindHome {
			return 0, refuse(http.StatusForbidden, "<D:sync-traversal-supported/>", "ask with sync-level 1")
		}
	default:
		return 0, badRequest("sync-level is 1 or infinite")
	}
	results := body.child(dav("limit")).child(dav("nresults"))
	if results == nil {
		return 0, nil
	}
	limit, err := strconv.Atoi(strings.TrimSpace(results.text()))
	if err != nil || limit < 1 {
		return 0, badRequest("nresults is a positive number")
	}
	return limit, nil
}

// respondChanged answers for changed items, whose texts are read in pieces where they are asked for.
func (x *exchange) respondChanged(ms *multistatus, t *target, changed []calendars.Item, q *propQuery) error {
	var m target
	answer := func(it *calendars.Item) error {
		t.show(&m, it)
		return x.respond(ms, &m, q)
	}
	if q.octets {
		return x.eachWhole(t, changed, answer)
	}
	for i := range changed {
		if err := answer(&changed[i]); err != nil {
			return err
		}
	}
	return nil
}

// syncHome answers for the collections of a home.
func (x *exchange) syncHome(t *target, q *propQuery, since string, limit int) error {
	changes, err := x.calendars.HomeChanges(x.ctx, x.viewer, t.id, since, limit)
	if err != nil {
		return err
	}
	x.preferenceApplied(q)
	ms := newMultistatus(x.w, x.r)
	for i := range changes.Changed {
		c := &changes.Changed[i]
		m := &target{resource: collectionNamed(t.id, c.Name), collection: c}
		if err := x.respond(ms, m, q); err != nil {
			return err
		}
	}
	for _, name := range changes.Gone {
		if err := ms.bare(collectionNamed(t.id, name).href(), http.StatusNotFound, ""); err != nil {
			return err
		}
	}
	return ms.endSync(t, changes.Token, changes.More)
}

func (m *markup) token(token string) {
	m.raw("<D:sync-token>")
	m.text(token)
	m.raw("</D:sync-token>\n")
}
