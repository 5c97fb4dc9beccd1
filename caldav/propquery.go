package caldav

import (
	"bytes"
	"encoding/xml"
	"net/http"
	"strconv"

	"parcours/calendars"
)

// propQuery is which properties a request asks of each resource (RFC 4918 §9.1), resolved against the table once.
type propQuery struct {
	all     bool     // allprop: also what clients keep
	names   bool     // propname: names without values
	wanted  []wanted // named ones, or all that can be there
	minimal bool     // leave out what is not there
	octets  bool     // a property needs the text of objects
	kept    bool     // a property may be one that clients keep
	data    *dataQuery
}

// maxNames is how many properties a request may name. Each stands in the answer of each resource, there or not; clients
// name some sixty.
const maxNames = 500

var errTooManyNames = badRequest("ask for at most " + strconv.Itoa(maxNames) + " properties at once")

// dataName is no property, but is asked among them (RFC 4791 §9.6).
var dataName = cal("calendar-data")

// wanted is one property of a query.
type wanted struct {
	name xml.Name
	tags tags
	def  *property // nil for a name that the table does not know
}

func (q *propQuery) want(name xml.Name) {
	w := wanted{name: name, tags: tagsOf(name), def: properties[name]}
	if w.def == nil || w.def.perViewer {
		q.kept = true
	}
	if w.def != nil && w.def.octets {
		q.octets = true
	}
	q.wanted = append(q.wanted, w)
}

// parsePropQuery reads the children of a DAV:propfind or of a report. A body without any of prop, allprop and
// propname asks nothing but the existence of the resource.
func parsePropQuery(body *element, minimal bool) (*propQuery, error) {
	q := &propQuery{minimal: minimal}
	modes := 0
	for _, el := range body.children() {
		switch el.name {
		case dav("prop"):
			modes++
			if err := q.named(el); err != nil {
				return nil, err
			}
		case dav("allprop"):
			modes++
			q.all = true
			q.addAll(func(p *property) bool { return p.all })
		case dav("propname"):
			modes++
			q.names = true
			q.addAll(func(*property) bool { return true })
		}
	}
	if include := body.child(dav("include")); include != nil {
		if !q.all {
			return nil, badRequest("include stands beside allprop only")
		}
		if err := q.named(include); err != nil {
			return nil, err
		}
	}
	if modes > 1 {
		return nil, badRequest("ask for one of prop, allprop and propname")
	}
	return q, nil
}

// named adds the properties named in an element, each once.
func (q *propQuery) named(el *element) error {
	seen := map[xml.Name]bool{}
	for _, w := range q.wanted {
		seen[w.name] = true
	}
	for _, p := range el.children() {
		if seen[p.name] {
			continue
		}
		seen[p.name] = true
		if len(seen) > maxNames {
			return errTooManyNames
		}
		if p.name == dataName {
			data, err := parseDataQuery(p)
			if err != nil {
				return err
			}
			q.data, q.octets = data, true
		}
		q.want(p.name)
	}
	return nil
}

// addAll adds from the table; their absence is not told.
func (q *propQuery) addAll(which func(*property) bool) {
	for _, p := range propertyTable {
		if which(p) {
			q.want(p.name)
		}
	}
	q.kept, q.minimal = true, true
}

// propfind is the PROPFIND method (RFC 4918 §9.1). A missing Depth stands for infinity, which is refused on
// collections: no client that is known here leaves it out.
func (x *exchange) propfind(res resource) error {
	d, err := depthOf(x.r.Header)
	if err != nil {
		return err
	}
	if (d == depthInfinity || d == depthAbsent) && res.kind&objectKinds == 0 {
		return refuse(http.StatusForbidden, "<D:propfind-finite-depth/>", "ask with Depth 0 or 1")
	}
	q, err := x.readPropfind()
	if err != nil {
		return err
	}
	t, err := x.findFor(res, q)
	if err != nil {
		return err
	}
	x.preferenceApplied(q)
	members := d == depthOne
	withRoot := !members || !preferencesOf(x.r.Header).noRoot
	if !withRoot {
		x.applied("depth-noroot")
	}
	ms := newMultistatus(x.w, x.r)
	if withRoot {
		if err := x.respond(ms, t, q); err != nil {
			return err
		}
	}
	if members {
		if err := x.members(t, q.octets, func(m *target) error { return x.respond(ms, m, q) }); err != nil {
			return ms.tooMuch(t, err)
		}
	}
	return ms.close()
}

// readPropfind reads the body of a PROPFIND; none asks for all properties.
func (x *exchange) readPropfind() (*propQuery, error) {
	body, err := x.readXML()
	if err != nil {
		return nil, err
	}
	if body == nil {
		body = &element{name: dav("propfind"), nodes: []node{{el: &element{name: dav("allprop")}}}}
	}
	if body.name != dav("propfind") {
		return nil, badRequest("the body of PROPFIND is a DAV:propfind")
	}
	q, err := parsePropQuery(body, preferencesOf(x.r.Header).minimal)
	if err == nil && !q.all && !q.names && body.child(dav("prop")) == nil {
		err = badRequest("DAV:propfind holds one of prop, allprop and propname")
	}
	return q, err
}

// findFor resolves a resource with no more of an object than the query needs.
func (x *exchange) findFor(res resource, q *propQuery) (*target, error) {
	if res.kind&objectKinds != 0 {
		return x.findObject(res, calendars.ItemQuery{NoOctets: !q.octets})
	}
	return x.find(res)
}

func (x *exchange) preferenceApplied(q *propQuery) {
	if q.minimal {
		x.applied("return=minimal")
	}
}

// readXML reads the body; what is no XML is answered 400.
func (x *exchange) readXML() (*element, error) {
	if coding := x.r.Header.Get("Content-Encoding"); coding != "" && coding != "identity" {
		return nil, refuse(http.StatusUnsupportedMediaType, "", "send the body without a content coding")
	}
	octets, err := x.readBody(maxXML, xmlInFlight)
	if err != nil {
		return nil, err
	}
	el, err := parseXML(bytes.NewReader(octets))
	x.release()
	if err != nil && err != errTooLarge {
		return nil, badRequest("the body is not readable as XML: " + err.Error())
	}
	return el, err
}

// respond adds the response of one resource, unless the client went away meanwhile.
func (x *exchange) respond(ms *multistatus, t *target, q *propQuery) error {
	if err := x.ctx.Err(); err != nil {
		return err
	}
	if q.kept {
		if err := x.loadKept(t); err != nil {
			return err
		}
	}
	ms.raw("<D:response>")
	ms.targetHref(t)
	x.propstats(&ms.markup, t, q)
	ms.raw("</D:response>")
	return ms.done()
}

// loadKept reads the properties that clients keep on a resource. Objects have none.
func (x *exchange) loadKept(t *target) (err error) {
	if key := t.key(); key != "" && t.kept == nil {
		t.kept, err = x.calendars.Properties(x.ctx, x.viewer, key)
	}
	return err
}

// propstats adds what is there with status 200, and what is not with 404.
func (x *exchange) propstats(m *markup, t *target, q *propQuery) {
	var missing []int
	mark := len(m.buf)
	m.raw("<D:propstat><D:prop>")
	empty := len(m.buf)
	for i := range q.wanted {
		if !x.property(m, t, q, &q.wanted[i]) {
			missing = append(missing, i)
		}
	}
	if q.all || q.names {
		keptProperties(m, t, q)
	}
	if len(m.buf) == empty && len(missing) > 0 && !q.minimal {
		m.buf = m.buf[:mark]
	} else {
		m.raw("</D:prop>")
		m.status(http.StatusOK)
		m.raw("</D:propstat>")
	}
	if len(missing) == 0 || q.minimal {
		return
	}
	m.raw("<D:propstat><D:prop>")
	for _, i := range missing {
		m.raw(q.wanted[i].tags.empty)
	}
	m.raw("</D:prop>")
	m.status(http.StatusNotFound)
	m.raw("</D:propstat>")
}

// property adds one property, false if the resource does not have it.
func (x *exchange) property(m *markup, t *target, q *propQuery, w *wanted) bool {
	if w.name == dataName {
		return x.calendarData(m, t, q.data)
	}
	if w.def == nil || w.def.perViewer {
		if own := t.keptProperty(w.name); own != nil {
			if q.names {
				m.raw(w.tags.empty)
			} else {
				m.raw(own.XML)
			}
			return true
		}
	}
	if w.def == nil || w.def.on&t.kind == 0 {
		return false
	}
	mark := len(m.buf)
	there := m.element(w.tags, func() bool { return w.def.value(m, x, t) })
	if there && q.names {
		m.buf = append(m.buf[:mark], w.tags.empty...)
	}
	return there
}
