package caldav

import (
	"crypto/sha256"
	"fmt"
	"net/http"

	"parcours/calendars"
)

// webdavProperties are those of RFC 4918 §15, RFC 3253 §3.1, RFC 4331, RFC 5397, RFC 5842, RFC 5995 and RFC 6578. What
// the server does not keep is not there: locks, and the time of creation of what it makes itself.
var webdavProperties = []*property{
	{name: dav("resourcetype"), on: anyKind, all: true, value: resourceType},
	{name: dav("displayname"), on: anyKind &^ objectKinds, all: true, perViewer: true, store: storeDisplayName, value: displayName},
	{name: dav("getetag"), on: objectKinds, all: true, value: func(m *markup, _ *exchange, t *target) bool {
		m.tag(t.item.ETag)
		return true
	}},
	{name: dav("getcontenttype"), on: objectKinds, all: true, value: func(m *markup, _ *exchange, t *target) bool {
		m.text(contentType(t.item.Component))
		return true
	}},
	{name: dav("getcontentlength"), on: objectKinds, all: true, octets: true, value: func(m *markup, x *exchange, t *target) bool {
		m.number(int64(len(x.content(t))))
		return true
	}},
	{name: dav("getlastmodified"), on: objectKinds, all: true, value: func(m *markup, _ *exchange, t *target) bool {
		m.text(t.item.Modified.UTC().Format(http.TimeFormat))
		return !t.item.Modified.IsZero()
	}},
	{name: dav("creationdate"), on: kindCalendar | kindObject, all: true, value: func(m *markup, _ *exchange, t *target) bool {
		created := t.collection.Created
		if t.item != nil {
			created = t.item.Created
		}
		m.text(created.UTC().Format("2006-01-02T15:04:05Z"))
		return !created.IsZero()
	}},
	quota("quota-used-bytes", func(u calendars.Usage) int64 { return u.Used }),
	quota("quota-available-bytes", func(u calendars.Usage) int64 { return u.Available }),
	linking(dav("current-user-principal"), anyKind, func(x *exchange, _ *target) ([]resource, bool) { return one(x.principal()) }),
	textual(dav("sync-token"), calendarKinds|kindInbox|kindHome, tokenOf),
	{name: dav("supported-report-set"), on: anyKind, value: supportedReports},
	{name: dav("add-member"), on: kindCalendar, value: func(m *markup, _ *exchange, t *target) bool {
		m.href(t.address() + addMemberQuery)
		return t.collection.Rights.Write
	}},
	{name: dav("resource-id"), on: kindPrincipal | kindHome | collectionKinds, value: func(m *markup, x *exchange, t *target) bool {
		identity := t.address()
		if t.collection != nil {
			identity = t.collection.Identity()
		}
		m.raw("<D:href>" + resourceID(x.events.Programme().Identity+identity) + "</D:href>")
		return true
	}},
}

// quota is a property of RFC 4331 §3 and §4: of the viewer's home, and of the calendars that it keeps, which share its
// room. Others who may write there are not told.
func quota(name string, octets func(calendars.Usage) int64) *property {
	return &property{name: dav(name), on: kindHome | kindCalendar, value: func(m *markup, x *exchange, t *target) bool {
		c := t.collection
		if c != nil && (c.Kind != calendars.KindStored || c.Owner != x.viewer.ID) {
			return false
		}
		u, err := x.homeUsage()
		if err != nil {
			x.log.Error("use of a home not read", "path", t.address(), "error", err)
			return false
		}
		m.number(octets(u))
		return true
	}}
}

// homeUsage is how full the viewer's home is, read once a request.
func (x *exchange) homeUsage() (calendars.Usage, error) {
	if x.usage != nil {
		return *x.usage, nil
	}
	u, err := x.calendars.Usage(x.ctx, x.viewer)
	if err == nil {
		x.usage = &u
	}
	return u, err
}

// contentType is the media type of an object (RFC 4791 §5.3.4).
func contentType(component string) string {
	return "text/calendar; charset=utf-8; component=" + component
}

func resourceType(m *markup, _ *exchange, t *target) bool {
	if t.kind&objectKinds != 0 {
		return true
	}
	m.raw("<D:collection/>")
	switch t.kind {
	case kindPrincipal, kindPerson, kindGroup:
		m.raw("<D:principal/>")
	case kindCalendar, kindPublished:
		m.raw("<C:calendar/>")
	case kindInbox:
		m.raw("<C:schedule-inbox/>")
	case kindOutbox:
		m.raw("<C:schedule-outbox/>")
	}
	return true
}

func displayName(m *markup, x *exchange, t *target) bool {
	name := ""
	snap := x.events.Programme()
	switch {
	case t.collection != nil:
		name = t.collection.DisplayName
	case t.kind&(kindPrincipal|kindPerson|kindHome) != 0:
		name = x.user(t).Name
	case t.kind == kindGroup:
		name = t.group().Title(snap)
	case t.kind&(kindRoot|kindDAVRoot|kindPublishedRoot) != 0:
		name = snap.Title
	}
	m.text(name)
	return name != ""
}

// resourceID is an URN that stays for the life of a resource (RFC 5842 §3.1), as a UUID of version 8.
func resourceID(text string) string {
	b := sha256.Sum256([]byte(text))
	b[6], b[8] = b[6]&0x0f|0x80, b[8]&0x3f|0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:16])
}

// tokenOf is the sync token, which is also the ctag: it names the last change.
func tokenOf(x *exchange, t *target) string {
	if t.collection != nil {
		return t.collection.Token
	}
	all, err := x.calendars.Collections(x.ctx, x.viewer, t.id)
	if err != nil {
		x.log.Error("home not read", "path", t.address(), "error", err)
		return ""
	}
	return calendars.HomeToken(all)
}
