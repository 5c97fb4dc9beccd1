package caldav

import (
	"net/http"
	"strings"

	"parcours/calendars"
	"parcours/events"
)

// sharesOf are the accesses that a calendar's owner gave to others; nobody else is told.
func (x *exchange) sharesOf(t *target) ([]calendars.Share, error) {
	if t.kind != kindCalendar {
		return nil, nil
	}
	return x.calendars.SharesOf(x.ctx, x.viewer, t.collection)
}

// sharePrincipal is the principal resource that a share is given to.
func sharePrincipal(principal string) resource {
	if id, ok := strings.CutPrefix(principal, calendars.CategoryPrincipal("")); ok {
		return resource{kind: kindGroup, id: id}
	}
	if id, ok := strings.CutPrefix(principal, calendars.TerritoryPrincipal("")); ok {
		return resource{kind: kindGroup, id: id, territory: true}
	}
	return resource{kind: kindPrincipal, id: principal}
}

// principalOf is the name of a principal resource in a share.
func principalOf(res resource) string {
	switch {
	case res.kind == kindPrincipal:
		return res.id
	case res.territory:
		return calendars.TerritoryPrincipal(res.id)
	}
	return calendars.CategoryPrincipal(res.id)
}

// accessPrivileges are what a share grants.
var accessPrivileges = map[calendars.Access][]string{
	calendars.ReadOnly:  {"D:read", "D:read-current-user-privilege-set", "C:read-free-busy"},
	calendars.ReadWrite: {"D:read", "D:read-current-user-privilege-set", "C:read-free-busy", "D:write"},
}

// aclValue is DAV:acl (RFC 3744 §5.5): the viewer's own rights, protected, and the shares of an owner's calendar.
func aclValue(m *markup, x *exchange, t *target) bool {
	m.raw("<D:ace><D:principal>")
	m.href(x.principal().href())
	m.raw("</D:principal><D:grant>")
	m.privileges(privilegesOf(t))
	m.raw("</D:grant><D:protected/></D:ace>")
	shares, err := x.sharesOf(t)
	if err != nil {
		x.log.Error("shares not read", "path", t.address(), "error", err)
		return false
	}
	for _, sh := range shares {
		m.raw("<D:ace><D:principal>")
		m.href(sharePrincipal(sh.Principal).href())
		m.raw("</D:principal><D:grant>")
		m.privileges(accessPrivileges[sh.Access])
		m.raw("</D:grant></D:ace>")
	}
	return true
}

// acl is the ACL method (RFC 3744 §8.1): it replaces who may read or write a calendar of the viewer's own.
func (x *exchange) acl(res resource) error {
	body, err := x.readXML()
	if err != nil {
		return err
	}
	if body == nil || body.name != dav("acl") {
		return badRequest("the body of ACL is a DAV:acl")
	}
	t, err := x.find(res)
	if err != nil {
		return err
	}
	if !t.collection.Rights.Share {
		return events.ErrForbidden
	}
	var shares []calendars.Share
	for _, ace := range body.all(dav("ace")) {
		sh, err := x.share(ace)
		if err != nil {
			return err
		}
		if sh != nil {
			shares = append(shares, *sh)
		}
	}
	err = x.calendars.SetShares(x.ctx, x.viewer, t.collection, func([]calendars.Share) []calendars.Share { return shares })
	if err != nil {
		return err
	}
	x.w.WriteHeader(http.StatusOK)
	return nil
}

// share reads an ACE: a grant to one principal, by its href. The owner's own and protected ones, which clients send
// back, say nothing new.
func (x *exchange) share(ace *element) (*calendars.Share, error) {
	if ace.child(dav("protected")) != nil || ace.child(dav("inherited")) != nil {
		return nil, nil
	}
	if ace.child(dav("deny")) != nil {
		return nil, refuse(http.StatusForbidden, "<D:grant-only/>", "access can be given, not denied")
	}
	if ace.child(dav("invert")) != nil {
		return nil, refuse(http.StatusForbidden, "<D:no-invert/>", "access is given to one principal at a time")
	}
	res, _, err := parseHref(ace.child(dav("principal")).child(dav("href")).text())
	if err != nil || res.kind&principalKinds == 0 {
		return nil, refuse(http.StatusForbidden, "<D:recognized-principal/>", "name a principal by its href")
	}
	if res == x.principal() {
		return nil, nil
	}
	sh := &calendars.Share{Principal: principalOf(res), Access: calendars.ReadOnly}
	granted := ace.child(dav("grant")).all(dav("privilege"))
	if len(granted) == 0 {
		return nil, badRequest("an ace grants at least one privilege")
	}
	for _, p := range granted {
		for _, privilege := range p.children() {
			switch privilege.name {
			case dav("all"), dav("write"), dav("write-content"), dav("bind"), dav("unbind"):
				sh.Access = calendars.ReadWrite
			case dav("read"), dav("read-current-user-privilege-set"), cal("read-free-busy"), dav("write-properties"):
			default:
				return nil, refuse(http.StatusForbidden, "<D:not-supported-privilege/>", "read and write can be given")
			}
		}
	}
	return sh, nil
}
