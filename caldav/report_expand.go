package caldav

import (
	"encoding/xml"
	"errors"
	"net/http"
	"slices"
	"strings"

	"parcours/events"
)

// maxExpanded is how many responses an expand-property may come to.
const maxExpanded = 2000

// expandProperty is DAV:expand-property (RFC 3253 §3.8): properties that name resources come with the properties of
// those.
func (x *exchange) expandProperty(t *target, body *element) error {
	d, err := depthOf(x.r.Header)
	if err != nil {
		return err
	}
	if d == depthInfinity && t.kind&objectKinds == 0 {
		return refuse(http.StatusForbidden, "<D:propfind-finite-depth/>", "ask with Depth 0 or 1")
	}
	if asksTooMuch(body) {
		return errTooManyNames
	}
	e := &expansion{x: x, left: maxExpanded}
	ms := newMultistatus(x.w, x.r)
	add := func(m *target) error {
		ms.raw("<D:response>")
		ms.href(m.address())
		if err := e.properties(&ms.markup, m, body.all(dav("property"))); err != nil {
			return err
		}
		ms.raw("</D:response>")
		return ms.done()
	}
	if err := add(t); err != nil {
		return err
	}
	if d == depthOne {
		if err := x.members(t, false, add); err != nil {
			return err
		}
	}
	return ms.close()
}

// asksTooMuch tells whether a resource at any depth is asked for more properties than a request may name.
func asksTooMuch(asked *element) bool {
	all := asked.all(dav("property"))
	return len(all) > maxNames || slices.ContainsFunc(all, asksTooMuch)
}

type expansion struct {
	x    *exchange
	left int
}

// properties adds the propstats of a resource; asked are DAV:property elements with name and namespace.
func (e *expansion) properties(m *markup, t *target, asked []*element) error {
	q := &propQuery{}
	inner := map[xml.Name][]*element{}
	for _, p := range asked {
		name := xml.Name{Space: nsDAV, Local: p.attr("name")}
		if space, given := p.attribute("namespace"); given {
			name.Space = space
		}
		if !validName(name.Local) {
			return badRequest("DAV:property has the name of a property")
		}
		q.want(name)
		inner[name] = p.all(dav("property"))
	}
	if q.kept {
		if err := e.x.loadKept(t); err != nil {
			return err
		}
	}
	plain := *q
	plain.wanted = nil
	var expanded []linked
	for _, w := range q.wanted {
		if hrefs, ok := e.hrefs(t, &w); ok && len(inner[w.name]) > 0 {
			expanded = append(expanded, linked{w, hrefs})
		} else {
			plain.wanted = append(plain.wanted, w)
		}
	}
	if len(plain.wanted) > 0 || len(expanded) == 0 {
		e.x.propstats(m, t, &plain)
	}
	for _, w := range expanded {
		if err := e.property(m, w, inner[w.name]); err != nil {
			return err
		}
	}
	return nil
}

// linked is a property whose value names resources.
type linked struct {
	wanted
	hrefs []string
}

// hrefs are what the value of a property names, where it is a list of hrefs: of a property that the server knows, or of
// one that a client keeps, as it wrote them.
func (e *expansion) hrefs(t *target, w *wanted) ([]string, bool) {
	var all []string
	if own := t.keptProperty(w.name); own != nil && (w.def == nil || w.def.perViewer) {
		el, err := parseXMLString(own.XML)
		if err != nil {
			return nil, false
		}
		for _, child := range el.children() {
			if child.name != dav("href") {
				return nil, false
			}
			all = append(all, strings.TrimSpace(child.text()))
		}
		return all, len(all) > 0
	}
	if w.def == nil || w.def.hrefs == nil || w.def.on&t.kind == 0 {
		return nil, false
	}
	resources, _ := w.def.hrefs(e.x, t)
	for _, res := range resources {
		all = append(all, res.href())
	}
	return all, true
}

// property adds one property with a response for each resource that it names.
func (e *expansion) property(m *markup, w linked, asked []*element) error {
	m.raw("<D:propstat><D:prop>" + w.tags.start)
	for _, href := range w.hrefs {
		if e.left--; e.left < 0 {
			break
		}
		m.raw("<D:response>")
		named, err := e.named(href)
		switch {
		case err == nil:
			m.href(named.address())
			if err := e.properties(m, named, asked); err != nil {
				return err
			}
		case errors.Is(err, events.ErrNotFound):
			m.href(href)
			m.status(http.StatusNotFound)
		default:
			return err
		}
		m.raw("</D:response>")
	}
	m.raw(w.tags.end + "</D:prop>")
	m.status(http.StatusOK)
	m.raw("</D:propstat>")
	return nil
}

// named is the resource of an href; one of a collection may lack its slash. What is on another server, what cannot be a
// path and what the viewer must not know of are events.ErrNotFound alike.
func (e *expansion) named(href string) (*target, error) {
	res, authority, err := parseHref(href)
	if err != nil || !e.x.isOurs(authority) {
		return nil, events.ErrNotFound
	}
	return e.x.find(res)
}

// validName tells whether a text can be written as the name of an element.
func validName(s string) bool {
	for i, r := range s {
		letter := r == '_' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
		if !letter && (i == 0 || r != '-' && r != '.' && (r < '0' || r > '9')) {
			return false
		}
	}
	return s != ""
}
