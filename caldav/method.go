package caldav

import (
	"net/http"
	"slices"
	"strings"
)

// davClasses is the DAV header (RFC 4918 §10.1, RFC 3744 §7.2, RFC 4791 §5.1, RFC 6638 §2, RFC 7953 §7.2.1, RFC 8607 §3.1, RFC 5689 §3). Its first
// token must be "1": Thunderbird drops the first one unread.
const davClasses = "1, 3, access-control, calendar-access, calendar-auto-schedule, calendar-availability, calendar-managed-attachments, extended-mkcol"

// methodsOf says which methods a kind of resource has. There are no locks: class 2 is not claimed.
func methodsOf(k kind) []string {
	switch k {
	case kindRoot:
		return []string{"OPTIONS", "GET", "HEAD", "PROPFIND"}
	case kindPrincipal, kindHome:
		return []string{"OPTIONS", "PROPFIND", "PROPPATCH", "REPORT"}
	case kindCalendar:
		return []string{"OPTIONS", "GET", "HEAD", "POST", "DELETE", "COPY", "MOVE", "MKCALENDAR", "MKCOL", "ACL", "PROPFIND", "PROPPATCH", "REPORT"}
	case kindPublished:
		return []string{"OPTIONS", "GET", "HEAD", "PROPFIND", "PROPPATCH", "REPORT"}
	case kindInbox:
		return []string{"OPTIONS", "PROPFIND", "PROPPATCH", "REPORT"}
	case kindOutbox:
		return []string{"OPTIONS", "POST", "PROPFIND", "PROPPATCH", "REPORT"}
	case kindAttachment:
		return []string{"OPTIONS", "GET", "HEAD"}
	case kindObject:
		return []string{"OPTIONS", "GET", "HEAD", "POST", "PUT", "DELETE", "COPY", "MOVE", "PROPFIND", "PROPPATCH", "REPORT"}
	case kindPublishedObject:
		return []string{"OPTIONS", "GET", "HEAD", "PUT", "DELETE", "COPY", "MOVE", "PROPFIND", "PROPPATCH", "REPORT"}
	}
	return []string{"OPTIONS", "PROPFIND", "REPORT"}
}

// options answers with and without credentials, for resources that exist and others: clients ask before they sign
// in, and an error there leaves Thunderbird's calendar empty.
func (x *exchange) options() {
	k := kindDAVRoot
	if res, err := parsePath(x.r.URL.EscapedPath()); err == nil {
		k = res.kind
	}
	x.w.Header().Set("Allow", strings.Join(methodsOf(k), ", "))
	x.w.Header().Set("Content-Length", "0")
	x.w.WriteHeader(http.StatusOK)
}

// dispatch sends the request to its method.
func (x *exchange) dispatch() error {
	res, err := parsePath(x.r.URL.EscapedPath())
	if err != nil && (x.r.Method == "MKCALENDAR" || x.r.Method == "MKCOL") && belowCalendar(x.r.URL.EscapedPath()) {
		return errNoPlace
	}
	if err != nil {
		return err
	}
	if !slices.Contains(methodsOf(res.kind), x.r.Method) {
		return x.notAllowed(res)
	}
	switch x.r.Method {
	case "PROPPATCH", "ACL", "MKCALENDAR", "MKCOL": // the other writes judge them with what they write
		if _, err := x.preconditions(res); err != nil {
			return err
		}
	}
	switch x.r.Method {
	case "PROPFIND":
		return x.propfind(res)
	case "PROPPATCH":
		return x.proppatch(res)
	case "REPORT":
		return x.report(res)
	case "GET", "HEAD":
		return x.get(res)
	case "PUT":
		return x.put(res)
	case "DELETE":
		return x.delete(res)
	case "COPY", "MOVE":
		return x.transfer(res)
	case "MKCALENDAR", "MKCOL":
		return x.makeCalendar(res)
	case "ACL":
		return x.acl(res)
	case "POST":
		return x.post(res)
	}
	return x.notAllowed(res)
}

// errNoPlace refuses a calendar in a calendar (RFC 4791 §5.3.1.1). The path alone decides: it is the same in every home,
// whether there is something or not.
var errNoPlace = refuse(http.StatusForbidden, "<C:calendar-collection-location-ok/>", "calendars are made in one's own home: /dav/calendars/{id}/{name}/")

// belowCalendar tells whether a path with a slash at its end is that of a collection in a calendar, which nothing is.
func belowCalendar(escaped string) bool {
	path, slash := strings.CutSuffix(escaped, "/")
	res, err := parsePath(path)
	return slash && err == nil && res.kind&objectKinds != 0
}

// notAllowed answers 405. MKCALENDAR where no calendar can be made says so by its precondition.
func (x *exchange) notAllowed(res resource) error {
	if x.r.Method == "MKCALENDAR" && res.kind&objectKinds != 0 {
		return errNoPlace
	}
	x.w.Header().Set("Allow", strings.Join(methodsOf(res.kind), ", "))
	return errMethod
}
