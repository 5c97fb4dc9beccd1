package caldav

import (
	"errors"
	"net/http"
	"strings"

	"parcours/calendars"
	"parcours/events"
)

// calendarMultiget is CALDAV:calendar-multiget (RFC 4791 §7.9): the objects named by hrefs, in their order, each once.
// An href may be an absolute URI and be encoded in any way; the answer has it as this server writes it. A home answers
// for the objects of all its collections.
func (x *exchange) calendarMultiget(t *target, body *element) error {
	q, err := parsePropQuery(body, preferencesOf(x.r.Header).minimal)
	if err != nil {
		return err
	}
	hrefs := body.all(dav("href"))
	if len(hrefs) == 0 {
		return badRequest("calendar-multiget names its objects by DAV:href")
	}
	x.preferenceApplied(q)
	ms := newMultistatus(x.w, x.r)
	within := x.holders(t)
	all := asksFor(t, hrefs)
	for len(all) > 0 {
		n := min(len(all), pieceObjects)
		if err := x.respondNamed(ms, within, all[:n], q); err != nil {
			return ms.tooMuch(t, err)
		}
		all = all[n:]
	}
	return ms.close()
}

// asked is an object that a request names.
type asked struct {
	href   string   // as the client wrote it
	object resource // zero for what is not below the request's resource
}

// asksFor reads the hrefs, each object once.
func asksFor(t *target, hrefs []*element) []asked {
	seen := map[asked]bool{}
	all := make([]asked, 0, len(hrefs))
	for _, el := range hrefs {
		a := asked{href: strings.TrimSpace(el.text())}
		res, _, err := parseHref(a.href)
		if err == nil && res.kind&objectKinds != 0 && (res.parent() == t.within().resource || t.kind == kindHome && res.kind == kindObject && res.id == t.id) {
			a.object = res
		}
		key := asked{object: a.object}
		if a.object.kind == 0 {
			key = a
		}
		if !seen[key] {
			seen[key] = true
			all = append(all, a)
		}
	}
	return all
}

// holders finds the collections in which a multiget looks for objects, each once; nil for one that is not there or that
// the viewer may not read.
func (x *exchange) holders(t *target) func(resource) (*target, error) {
	known := map[resource]*target{}
	if t.kind != kindHome {
		known[t.within().resource] = t.within()
	}
	return func(res resource) (*target, error) {
		if c, found := known[res]; found {
			return c, nil
		}
		c, err := x.findCollection(res)
		if err != nil && !errors.Is(err, events.ErrNotFound) {
			return nil, err
		}
		known[res] = c
		return c, nil
	}
}

func (x *exchange) respondNamed(ms *multistatus, holder func(resource) (*target, error), all []asked, q *propQuery) error {
	there, err := x.objectsNamed(holder, all, !q.octets)
	if err != nil {
		return err
	}
	var in *calendars.Collection
	left := 0 // of the objects whose texts were read
	for i, a := range all {
		if err := x.looked(); err != nil {
			return err
		}
		if left--; q.octets && left < 0 {
			if left, err = x.fill(there, all[i:]); err != nil {
				return err
			}
		}
		switch object := there[a.object]; {
		case object != nil:
			if object.collection != in {
				in = object.collection
				q.in(zoneOf(in))
			}
			err = x.respond(ms, object, q)
		case a.object.kind != 0:
			err = ms.bare(a.object.href(), http.StatusNotFound, "")
		default:
			err = ms.bare(a.href, http.StatusNotFound, "")
		}
		if err != nil {
			return err
		}
		delete(there, a.object) // and its text
	}
	x.release()
	return nil
}

// fill reads the texts of the first of these objects, of as many as make a piece; it tells how many more than one that is.
func (x *exchange) fill(there map[resource]*target, all []asked) (more int, err error) {
	x.release()
	var octets int64
	n := 0
	names := map[*calendars.Collection][]string{}
	of := map[*calendars.Collection]*target{}
	for _, a := range all {
		object := there[a.object]
		if object != nil && n > 0 && octets+object.item.Size > pieceOctets {
			break
		}
		if n++; object != nil && !object.collection.Derived() {
			octets += object.item.Size
			of[object.collection] = object.within()
			names[object.collection] = append(names[object.collection], object.item.Name)
		}
	}
	if err := x.hold(octets, inFlight); err != nil {
		return 0, err
	}
	for c, some := range names {
		whole, err := x.itemsNamed(of[c], some, false)
		if err != nil {
			return 0, err
		}
		for _, name := range some {
			res := of[c].member(name)
			if it := whole[name]; it != nil {
				there[res] = of[c].object(it)
			} else {
				delete(there, res)
			}
		}
	}
	return n - 1, nil
}

// objectsNamed reads the objects that are there, one collection at a time; those that are stored without their texts.
func (x *exchange) objectsNamed(holder func(resource) (*target, error), all []asked, short bool) (map[resource]*target, error) {
	names := map[resource][]string{}
	for _, a := range all {
		if a.object.kind != 0 {
			names[a.object.parent()] = append(names[a.object.parent()], a.object.name)
		}
	}
	there := make(map[resource]*target, len(all))
	for parent, some := range names {
		c, err := holder(parent)
		if err != nil {
			return nil, err
		}
		if c == nil {
			continue
		}
		items, err := x.itemsNamed(c, some, short || !c.collection.Derived())
		if err != nil {
			return nil, err
		}
		for _, it := range items {
			object := c.object(it)
			there[object.resource] = object
		}
	}
	return there, nil
}

func (x *exchange) itemsNamed(t *target, names []string, short bool) (map[string]*calendars.Item, error) {
	byName := make(map[string]*calendars.Item, len(names))
	if len(names) == 0 {
		return byName, nil
	}
	items, err := x.calendars.Items(x.ctx, x.viewer, t.collection, calendars.ItemQuery{Names: names, NoOctets: short})
	for i := range items {
		byName[items[i].Name] = &items[i]
	}
	return byName, err
}
