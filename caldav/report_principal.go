package caldav

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"parcours/events"
)

// principalMatch is DAV:principal-match (RFC 3744 §9.3): the viewer's own principals, or the resources below the
// request's whose property names one of them.
func (x *exchange) principalMatch(t *target, body *element) error {
	q, err := parsePropQuery(body, preferencesOf(x.r.Header).minimal)
	if err != nil {
		return err
	}
	own := append([]resource{x.principal()}, x.memberships()...)
	ms := newMultistatus(x.w, x.r)
	if body.child(dav("self")) != nil {
		for _, res := range own {
			if !below(t.address(), res) {
				continue
			}
			if err := x.respond(ms, &target{resource: res}, q); err != nil {
				return err
			}
		}
		return ms.close()
	}
	names := body.child(dav("principal-property")).children()
	if len(names) == 0 {
		return badRequest("principal-match holds self or principal-property")
	}
	def := properties[names[0].name]
	err = x.members(t, false, func(m *target) error {
		if def == nil || def.hrefs == nil || def.on&m.kind == 0 {
			return nil
		}
		hrefs, _ := def.hrefs(x, m)
		for _, res := range hrefs {
			if res == own[0] {
				return x.respond(ms, m, q)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return ms.close()
}

// needDepthZero refuses a report on principals with a Depth other than 0 (RFC 3744 §9.2 to §9.5); one without is taken.
// Clients that know current-user-principal, which everything here has, send no other.
func (x *exchange) needDepthZero() error {
	if d, err := depthOf(x.r.Header); err != nil || d == depthZero || d == depthAbsent {
		return err
	}
	return badRequest("the Depth of this report is 0")
}

func below(path string, res resource) bool { return strings.HasPrefix(res.href(), path) }

// principalSearch is DAV:principal-property-search (RFC 3744 §9.4) over the principals that the viewer may know: their
// own, the programme's groups, and, where something is searched for, whom they may invite, at most maxPeopleFound of these. One without
// a search, with which python-caldav lists principals, finds the others.
func (x *exchange) principalSearch(body *element) error {
	q, err := parsePropQuery(body, preferencesOf(x.r.Header).minimal)
	if err != nil {
		return err
	}
	q.wantBeside(body)
	searches := body.all(dav("property-search"))
	anyOf := strings.EqualFold(body.attr("test"), "anyof") && len(searches) > 0
	limit := -1
	if results := body.child(dav("limit")).child(dav("nresults")); results != nil {
		if limit, err = strconv.Atoi(strings.TrimSpace(results.text())); err != nil || limit < 0 {
			return badRequest("nresults is a number")
		}
	}
	ms := newMultistatus(x.w, x.r)
	fixed := append([]resource{x.principal()}, x.groups()...)
	if len(searches) > 0 {
		fixed = append(fixed, x.crossings()...)
	}
	for _, res := range fixed {
		t := &target{resource: res}
		if limit == 0 || !x.found(t, searches, anyOf) {
			continue
		}
		limit--
		if err := x.respond(ms, t, q); err != nil {
			return err
		}
	}
	if limit < 0 || limit > maxPeopleFound {
		limit = maxPeopleFound
	}
	for _, p := range x.events.Programme().People() {
		if limit == 0 || len(searches) == 0 {
			break
		}
		t := &target{resource: resource{kind: kindPerson, id: p.ID}, person: p}
		if p.ID == x.viewer.ID || !x.viewer.MayInvite(p) || !x.found(t, searches, anyOf) {
			continue
		}
		limit--
		if err := x.respond(ms, t, q); err != nil {
			return err
		}
	}
	return ms.close()
}

// maxPeopleFound is how many people one search finds: a client that completes a name shows fewer.
const maxPeopleFound = 100

// wantBeside adds the properties that stand beside an empty DAV:prop, where python-caldav (3.2) writes those that it wants.
func (q *propQuery) wantBeside(body *element) {
	if prop := body.child(dav("prop")); prop == nil || len(prop.children()) > 0 {
		return
	}
	for _, el := range body.children() {
		if properties[el.name] != nil && !slices.ContainsFunc(q.wanted, func(w wanted) bool { return w.name == el.name }) {
			q.want(el.name)
		}
	}
}

// found tells whether a principal has the searched texts in its properties.
func (x *exchange) found(t *target, searches []*element, anyOf bool) bool {
	for _, s := range searches {
		hit := len(s.child(dav("prop")).children()) > 0
		for _, p := range s.child(dav("prop")).children() {
			hit = hit && contains(x.searchText(t, p), s.child(dav("match")))
		}
		if hit == anyOf {
			return anyOf
		}
	}
	return !anyOf
}

// searchText is what a property of a principal says, without markup.
func (x *exchange) searchText(t *target, p *element) string {
	def := properties[p.name]
	if def == nil || def.on&t.kind == 0 {
		return ""
	}
	m := &markup{}
	m.element(tags{"<v" + declarations + ">", "</v>", ""}, func() bool { return def.value(m, x, t) })
	el, err := parseXMLString(string(m.buf))
	if err != nil || el == nil {
		return ""
	}
	return el.allText()
}

// allText is the text in an element and all elements below it.
func (e *element) allText() string {
	var b strings.Builder
	for _, n := range e.nodes {
		if n.el != nil {
			b.WriteString(n.el.allText() + "\n")
		}
		b.WriteString(n.text)
	}
	return b.String()
}

// contains is the caseless match of RFC 3744 §9.4, with the match-type that Apple's clients send.
func contains(text string, match *element) bool {
	if match == nil || text == "" {
		return false
	}
	text, part := strings.ToLower(strings.TrimSpace(text)), strings.ToLower(strings.TrimSpace(match.text()))
	switch match.attr("match-type") {
	case "starts-with":
		return strings.HasPrefix(text, part)
	case "equals":
		return text == part
	case "ends-with":
		return strings.HasSuffix(text, part)
	}
	return strings.Contains(text, part)
}

// searchableProperties is DAV:principal-search-property-set (RFC 3744 §9.5).
func (x *exchange) searchableProperties() error {
	m := &markup{}
	m.raw(xmlHeader + "<D:principal-search-property-set" + declarations + ">")
	for _, p := range []struct{ element, description string }{
		{"D:displayname", "Name"}, {"C:calendar-user-address-set", "Calendar address"},
		{"CS:email-address-set", "E-mail address"}, {"C:calendar-user-type", "Kind of calendar user"},
	} {
		m.raw("<D:principal-search-property><D:prop><" + p.element + `/></D:prop><D:description xml:lang="en">` +
			p.description + "</D:description></D:principal-search-property>")
	}
	m.raw("</D:principal-search-property-set>\n")
	x.w.Header().Set("Content-Type", "application/xml; charset=utf-8")
	out := newOutput(x.w, x.r, http.StatusOK)
	if _, err := out.Write(m.buf); err != nil {
		return err
	}
	return out.Close()
}

// aclPrincipals is DAV:acl-principal-prop-set (RFC 3744 §9.2): the properties of the principals that DAV:acl names.
func (x *exchange) aclPrincipals(t *target, body *element) error {
	q, err := parsePropQuery(body, preferencesOf(x.r.Header).minimal)
	if err != nil {
		return err
	}
	shares, err := x.sharesOf(t)
	if err != nil {
		return err
	}
	all := []resource{x.principal()}
	for _, sh := range shares {
		all = append(all, sharePrincipal(sh.Principal))
	}
	ms := newMultistatus(x.w, x.r)
	for _, res := range all {
		named, err := x.find(res)
		switch {
		case errors.Is(err, events.ErrNotFound):
			err = ms.bare(res.href(), http.StatusNotFound, "")
		case err == nil:
			err = x.respond(ms, named, q)
		}
		if err != nil {
			return err
		}
	}
	return ms.close()
}
