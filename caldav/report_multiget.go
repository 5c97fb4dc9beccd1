package caldav

import (
	"net/http"
	"strings"

	"parcours/events"
)

// chunk is how many objects are read at once.
const chunk = 500

// calendarMultiget is CALDAV:calendar-multiget (RFC 4791 §7.9): the objects named by hrefs, in their order, each once.
// An href may be an absolute URI and be encoded in any way; the answer has it as this server writes it.
func (x *exchange) calendarMultiget(t *target, body *element) error {
	q, err := parsePropQuery(body, preferencesOf(x.r.Header).minimal)
	if err != nil {
		return err
	}
	hrefs := body.all(dav("href"))
	if len(hrefs) == 0 {
		return badRequest("calendar-multiget names its objects by DAV:href")
	}
	q.in(zoneOf(t.collection))
	x.preferenceApplied(q)
	ms := newMultistatus(x.w, x.r)
	names := x.named(t, hrefs)
	for len(names) > 0 {
		n := min(len(names), chunk)
		if err := x.respondNamed(ms, t.within(), names[:n], q); err != nil {
			return err
		}
		names = names[n:]
	}
	return ms.close()
}

// asked is an object that a request names.
type asked struct {
	href string // as the client wrote it
	name string // "" for one that is not of this collection
}

// named reads the hrefs, each object once.
func (x *exchange) named(t *target, hrefs []*element) []asked {
	seen := map[asked]bool{}
	all := make([]asked, 0, len(hrefs))
	for _, el := range hrefs {
		a := asked{href: strings.TrimSpace(el.text())}
		res, _, err := parseHref(a.href)
		if err == nil && res.kind&objectKinds != 0 && res.parent() == t.within().resource {
			a.name = res.name
		}
		key := asked{name: a.name}
		if a.name == "" {
			key = a
		}
		if !seen[key] {
			seen[key] = true
			all = append(all, a)
		}
	}
	return all
}

func (x *exchange) respondNamed(ms *multistatus, t *target, all []asked, q *propQuery) error {
	var names []string
	for _, a := range all {
		if a.name != "" {
			names = append(names, a.name)
		}
	}
	byName, err := x.itemsNamed(t, names, !q.octets)
	if err != nil {
		return err
	}
	for _, a := range all {
		it, there := byName[a.name]
		switch {
		case there:
			err = x.respond(ms, t.object(it), q)
		case a.name != "":
			err = ms.bare(t.member(a.name).href(), http.StatusNotFound, "")
		default:
			err = ms.bare(a.href, http.StatusNotFound, "")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (x *exchange) itemsNamed(t *target, names []string, short bool) (map[string]*events.Item, error) {
	byName := make(map[string]*events.Item, len(names))
	if len(names) == 0 {
		return byName, nil
	}
	items, err := x.service.Items(x.ctx, x.viewer, t.collection, events.ItemQuery{Names: names, NoOctets: short})
	for i := range items {
		byName[items[i].Name] = &items[i]
	}
	return byName, err
}
