package caldav

import (
	"errors"
	"slices"
	"strings"

	"parcours/calendars"
	"parcours/events"
	"parcours/scheduling"
)

// kind of a resource. Kinds are bits, so that tables can name several.
type kind uint32

// The kinds. A path alone tells all of them but kindPerson from kindPrincipal: find does that.
const (
	kindRoot            kind = 1 << iota // "/", which belongs to the pages but for PROPFIND and OPTIONS
	kindDAVRoot                          // /dav/
	kindPrincipals                       // /dav/principals/
	kindPrincipal                        // /dav/principals/{id}/
	kindGroup                            // /dav/principals/{id}.category/ and {id}.territory/
	kindCalendars                        // /dav/calendars/, where the homes are
	kindHome                             // /dav/calendars/{id}/
	kindCalendar                         // /dav/calendars/{id}/{name}/
	kindInbox                            // /dav/calendars/{id}/inbox/
	kindOutbox                           // /dav/calendars/{id}/outbox/
	kindObject                           // /dav/calendars/{id}/{name}/{object}
	kindPublishedRoot                    // /dav/programme/
	kindPublished                        // /dav/programme/{category}/
	kindPublishedObject                  // /dav/programme/{category}/{object}
	kindPerson                           // /dav/principals/{id}/ of somebody else, whom the viewer may invite
	kindAttachment                       // /dav/attachments/{id}/{name}
)

const (
	principalKinds  = kindPrincipal | kindGroup
	calendarKinds   = kindCalendar | kindPublished
	collectionKinds = calendarKinds | kindInbox | kindOutbox
	objectKinds     = kindObject | kindPublishedObject
	anyKind         = kind(1<<32 - 1)
)

// resource is what a path names; whether it is there is another question.
type resource struct {
	kind       kind
	id         string // person of a principal or home; category or territory of a group, "category.territory" for what both have in common; category of a published calendar
	territory  bool   // of a group: a territory's people, else a category's
	collection string // name of a collection in a home
	name       string // of an object
}

// Suffixes of the groups' names: people's ids have no dot.
const (
	categorySuffix  = ".category"
	territorySuffix = ".territory"
)

// errBadPath is a path that no client writes in good faith: dot segments, control characters, an escaped slash in
// another place than the name of an object.
var errBadPath = errors.New("this path cannot name a resource")

// parsePath resolves an escaped path. The errors are errBadPath and events.ErrNotFound.
func parsePath(escaped string) (resource, error) {
	if escaped == "/" || escaped == "" {
		return resource{kind: kindRoot}, nil
	}
	rest, ok := strings.CutPrefix(escaped, "/")
	if !ok {
		return resource{}, errBadPath
	}
	segments := strings.Split(rest, "/")
	slash := segments[len(segments)-1] == ""
	if slash {
		segments = segments[:len(segments)-1]
	}
	for i, s := range segments {
		decoded, err := decodeSegment(s)
		if err != nil {
			return resource{}, err
		}
		segments[i] = decoded
	}
	if len(segments) > 0 && segments[0] != "dav" && hasSlash(segments) {
		return resource{}, errBadPath
	}
	if len(segments) == 0 || segments[0] != "dav" || slices.Contains(segments, "") {
		return resource{}, events.ErrNotFound
	}
	res, ok := named(segments[1:])
	if res.kind&objectKinds == 0 && hasSlash(segments) || hasSlash(segments[:len(segments)-1]) {
		return resource{}, errBadPath
	}
	if !ok || slash && res.kind&objectKinds != 0 {
		return resource{}, events.ErrNotFound
	}
	return res, nil
}

// hasSlash tells whether a decoded segment has a slash of any direction. One that was escaped is a letter of its segment
// (RFC 3986 §2.2). Only the names of objects have it, which clients make of UIDs.
func hasSlash(segments []string) bool {
	return slices.ContainsFunc(segments, func(s string) bool { return strings.ContainsAny(s, `/\\`) })
}

// named gives what the decoded segments below /dav/ name.
func named(s []string) (resource, bool) {
	if len(s) == 0 {
		return resource{kind: kindDAVRoot}, true
	}
	switch s[0] {
	case "principals":
		switch len(s) {
		case 1:
			return resource{kind: kindPrincipals}, true
		case 2:
			return principalNamed(s[1]), true
		}
	case "calendars":
		switch len(s) {
		case 1:
			return resource{kind: kindCalendars}, true
		case 2:
			return resource{kind: kindHome, id: s[1]}, true
		case 3:
			return collectionNamed(s[1], s[2]), true
		case 4:
			return resource{kind: kindObject, id: s[1], collection: s[2], name: s[3]}, true
		}
	case "attachments":
		return resource{kind: kindAttachment, id: s[min(1, len(s)-1)], name: s[len(s)-1]}, len(s) == 3
	case "programme":
		switch len(s) {
		case 1:
			return resource{kind: kindPublishedRoot}, true
		case 2:
			return resource{kind: kindPublished, id: s[1]}, true
		case 3:
			return resource{kind: kindPublishedObject, id: s[1], name: s[2]}, true
		}
	}
	return resource{}, false
}

func principalNamed(name string) resource {
	if id, ok := strings.CutSuffix(name, categorySuffix); ok {
		return resource{kind: kindGroup, id: id}
	}
	if id, ok := strings.CutSuffix(name, territorySuffix); ok {
		return resource{kind: kindGroup, id: id, territory: true}
	}
	return resource{kind: kindPrincipal, id: name}
}

func collectionNamed(home, name string) resource {
	res := resource{kind: kindCalendar, id: home, collection: name}
	switch name {
	case calendars.InboxName:
		res.kind = kindInbox
	case calendars.OutboxName:
		res.kind = kindOutbox
	}
	return res
}

// group is whom a group's principal stands for.
func (res resource) group() scheduling.Group {
	if !res.territory {
		return scheduling.Group{Category: res.id}
	}
	g, _ := scheduling.GroupNamed(res.id + territorySuffix)
	return g
}

// parent is the collection of an object.
func (res resource) parent() resource {
	switch res.kind {
	case kindObject:
		return collectionNamed(res.id, res.collection)
	case kindPublishedObject:
		return resource{kind: kindPublished, id: res.id}
	}
	return res
}

// member is the object with this name in a calendar.
func (res resource) member(name string) resource {
	res.name = name
	if res.kind == kindPublished {
		res.kind = kindPublishedObject
	} else {
		res.kind = kindObject
	}
	return res
}

// href is the path as this server writes it, always the same for the same resource.
func (res resource) href() string {
	switch res.kind {
	case kindRoot:
		return "/"
	case kindDAVRoot:
		return "/dav/"
	case kindPrincipals:
		return "/dav/principals/"
	case kindPrincipal, kindPerson:
		return "/dav/principals/" + encodeSegment(res.id) + "/"
	case kindGroup:
		if res.territory {
			return "/dav/principals/" + encodeSegment(res.id+territorySuffix) + "/"
		}
		return "/dav/principals/" + encodeSegment(res.id+categorySuffix) + "/"
	case kindCalendars:
		return "/dav/calendars/"
	case kindHome:
		return "/dav/calendars/" + encodeSegment(res.id) + "/"
	case kindPublishedRoot:
		return "/dav/programme/"
	case kindPublished, kindPublishedObject:
		return "/dav/programme/" + encodeSegment(res.id) + "/" + encodeSegment(res.name)
	default:
		return "/dav/calendars/" + encodeSegment(res.id) + "/" + encodeSegment(res.collection) + "/" + encodeSegment(res.name)
	}
}

// key is the name under which the properties of a resource are kept: its decoded path below /dav/.
func (res resource) key() string {
	switch res.kind {
	case kindPrincipal:
		return "principals/" + res.id + "/"
	case kindHome:
		return "calendars/" + res.id + "/"
	case kindCalendar, kindInbox, kindOutbox:
		return "calendars/" + res.id + "/" + res.collection + "/"
	case kindPublished:
		return "programme/" + res.id + "/"
	}
	return ""
}

// parseHref resolves an href of a request body or of the Destination header: an absolute path, or a URI whose
// authority is given back to be judged by the caller.
func parseHref(href string) (res resource, authority string, err error) {
	href = strings.TrimSpace(href)
	if scheme, rest, ok := strings.Cut(href, "://"); ok && !strings.Contains(scheme, "/") {
		slash := strings.IndexByte(rest, '/')
		if slash < 0 {
			rest, slash = rest+"/", len(rest)
		}
		authority, href = rest[:slash], rest[slash:]
	}
	href, _, _ = strings.Cut(href, "#")
	href, _, _ = strings.Cut(href, "?")
	res, err = parsePath(href)
	return res, authority, err
}

// isOurs tells whether the authority of an href is this server's; without one it is.
func (x *exchange) isOurs(authority string) bool {
	return authority == "" || strings.EqualFold(authority, x.r.Host) || strings.EqualFold(authority, x.host)
}
