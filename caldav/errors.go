package caldav

import (
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	"parcours/budget"
	"parcours/calendars"
	"parcours/events"
	"parcours/ical"
	"parcours/scheduling"
)

// failure is an answer that refuses, with the precondition that did not hold (RFC 4918 §16).
type failure struct {
	status     int
	conditions string // elements of the DAV:error, with the fixed prefixes
	message    string // for people; it never shows internals
}

func (f *failure) Error() string { return f.message }

// refuse makes a failure with conditions; the message is for people.
func refuse(status int, conditions, message string) error {
	return &failure{status, conditions, message}
}

// badRequest is a request that cannot be understood.
func badRequest(message string) error {
	return &failure{status: http.StatusBadRequest, message: message}
}

// errMethod is a method that the resource does not have; Allow says which it has.
var errMethod = errors.New("method not allowed")

// failureOf says how an error is answered. What it does not know is a server error, whose text stays in the log.
func (x *exchange) failureOf(err error) *failure {
	var f *failure
	var invalid *events.Invalid
	if errors.As(err, &f) {
		return f
	}
	switch {
	case errors.Is(err, errBadPath):
		return &failure{http.StatusBadRequest, "", errBadPath.Error()}
	case errors.Is(err, errTooLarge):
		return &failure{http.StatusRequestEntityTooLarge, "", errTooLarge.Error()}
	case errors.Is(err, budget.ErrBusy):
		x.w.Header().Set("Retry-After", "10")
		return &failure{http.StatusServiceUnavailable, "", err.Error()}
	case errors.Is(err, budget.ErrMuch): // RFC 4791 §7.8, RFC 6578 §3.2
		return &failure{http.StatusForbidden, "<D:number-of-matches-within-limits/>", err.Error()}
	case errors.Is(err, errMethod):
		return &failure{http.StatusMethodNotAllowed, "", errMethod.Error()}
	case errors.Is(err, events.ErrNotFound):
		return &failure{http.StatusNotFound, "", "not found"}
	case errors.Is(err, events.ErrGone):
		return &failure{http.StatusGone, "", "gone"}
	case errors.Is(err, events.ErrForbidden), errors.Is(err, events.ErrDerived):
		return &failure{http.StatusForbidden, x.needPrivileges(), err.Error()}
	case errors.Is(err, events.ErrPrecondition):
		return &failure{http.StatusPreconditionFailed, "", err.Error()}
	case errors.Is(err, events.ErrToken): // RFC 6578 §3.2
		return &failure{http.StatusForbidden, "<D:valid-sync-token/>", err.Error()}
	case errors.Is(err, calendars.ErrShares): // RFC 3744 §8.1.1
		return &failure{http.StatusForbidden, "<D:limited-number-of-aces/>", err.Error()}
	case errors.Is(err, events.ErrPrincipal): // RFC 3744 §8.1.1
		return &failure{http.StatusForbidden, "<D:recognized-principal/>", err.Error()}
	case errors.Is(err, events.ErrQuota): // RFC 4331 §6
		return &failure{http.StatusInsufficientStorage, "<D:quota-not-exceeded/>", err.Error()}
	case errors.Is(err, events.ErrFull): // RFC 4918 §11.5
		x.log.Error("no room on the disk", "method", x.r.Method, "path", x.r.URL.Path, "error", err)
		return &failure{http.StatusInsufficientStorage, "", events.ErrFull.Error()}
	case errors.Is(err, events.ErrExists):
		return &failure{http.StatusForbidden, "<D:resource-must-be-null/>", err.Error()}
	}
	if f := x.contentFailure(err); f != nil {
		return f
	}
	if errors.As(err, &invalid) {
		return &failure{http.StatusForbidden, x.unmet("<C:valid-calendar-data/>"), invalid.Error()}
	}
	return nil
}

// unmet is the precondition of a write that did not hold, alone as strict clients want it; for DAVx5 with need-privileges
// beside it: only where it sees that does it give a change up and go on syncing. It is known by its library too, under
// whatever name it is sold.
func (x *exchange) unmet(condition string) string {
	agent := x.r.UserAgent()
	if strings.Contains(agent, "DAVx5") || strings.Contains(agent, "DAVx⁵") || strings.Contains(agent, "dav4jvm") {
		condition += x.needPrivileges()
	}
	return condition
}

// needPrivileges says which privilege the request lacked (RFC 3744 §7.1.1).
func (x *exchange) needPrivileges() string {
	privilege := map[string]string{
		"PUT": "write-content", "DELETE": "unbind", "PROPPATCH": "write-properties", "MKCALENDAR": "bind", "MKCOL": "bind",
		"COPY": "bind", "MOVE": "unbind", "POST": "bind", "ACL": "write-acl",
	}[x.r.Method]
	if privilege == "" {
		privilege = "read"
	}
	return "<D:need-privileges><D:resource><D:href>" + string(appendText(nil, x.r.URL.EscapedPath())) + "</D:href>" +
		"<D:privilege><D:" + privilege + "/></D:privilege></D:resource></D:need-privileges>"
}

// fail answers an error.
func (x *exchange) fail(err error) {
	if !x.w.sent && x.failWithObject(err) {
		return
	}
	f := x.failureOf(err)
	if x.w.sent { // too late to say so: break off, lest a part be taken for the whole
		x.log.Info("answer broken off", "method", x.r.Method, "path", x.r.URL.Path, "error", err)
		panic(http.ErrAbortHandler)
	}
	if f == nil && x.ctx.Err() != nil { // the client went away
		panic(http.ErrAbortHandler)
	}
	if f == nil {
		x.log.Error("request failed", "method", x.r.Method, "path", x.r.URL.Path, "error", err)
		f = &failure{http.StatusInternalServerError, "", "the server could not do this; please try again later"}
	}
	x.drain()
	f.send(x.w, x.r)
}

// maxDrain is how many octets of a body are read though the answer is known.
const maxDrain = 64 << 20

// drain reads what is left of a request's body, up to a bound: a client that sends all of it before it reads would see a
// broken connection instead of the answer. What is beyond that ends the connection. A stranger's is read up to the
// size of an object. One who waits to be told to go on (RFC 9110 §10.1.1) is answered at once.
func (x *exchange) drain() {
	bound := int64(maxDrain)
	if x.viewer == nil {
		bound = x.maxSize
	}
	if x.r.Header.Get("Expect") != "" || x.r.ContentLength > bound {
		return
	}
	if _, err := io.CopyN(io.Discard, x.r.Body, bound); err == nil {
		x.w.Header().Set("Connection", "close")
	}
}

// send writes the answer: a DAV:error with its conditions and nothing else for a program to read, or a line of plain text.
// What people should know is a comment, which is no element. An empty DAV:error is never
// written, because Thunderbird takes it for a rate limit.
func (f *failure) send(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	for _, name := range []string{"ETag", "Schedule-Tag", "Last-Modified", "Content-Encoding", "Location", "Content-Location"} {
		h.Del(name)
	}
	body := []byte(f.message + "\n")
	h.Set("Content-Type", "text/plain; charset=utf-8")
	if f.conditions != "" {
		m := &markup{}
		m.raw(xmlHeader + "<D:error" + declarations + ">" + f.conditions + "<!-- ")
		m.text(strings.ReplaceAll(f.message, "--", "- -"))
		m.raw(" --></D:error>\n")
		body = m.buf
		h.Set("Content-Type", "application/xml; charset=utf-8")
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(f.status)
	if r.Method != http.MethodHead {
		w.Write(body) // an error: the client is gone, and there is nobody to tell
	}
}

// contentFailure says how an error about what was written is answered: by the precondition of RFC 4791 §5.3.2.1
// or RFC 6638 §3.2.4 that did not hold. nil for other errors.
func (x *exchange) contentFailure(err error) *failure {
	var conflict *events.UIDConflict
	var twice *scheduling.Twice
	condition := ""
	switch {
	case errors.As(err, &twice):
		condition = "<C:unique-scheduling-object-resource/>"
		if twice.Name != "" {
			there := collectionNamed(x.viewer.ID, twice.Collection).member(twice.Name)
			condition = "<C:unique-scheduling-object-resource><D:href>" + there.href() + "</D:href></C:unique-scheduling-object-resource>"
		}
	case errors.Is(err, calendars.ErrDefault):
		condition = "<C:default-calendar-needed/>"
	case errors.Is(err, scheduling.ErrSeveralOrganisers):
		condition = "<C:same-organizer-in-all-components/>"
	case errors.As(err, &conflict):
		condition = "<C:no-uid-conflict><D:href>" + x.conflicting(conflict).href() + "</D:href></C:no-uid-conflict>"
	case errors.Is(err, events.ErrComponent), errors.Is(err, ical.ErrUnsupportedComponent):
		condition = "<C:supported-calendar-component/>"
	case errors.Is(err, events.ErrAttendeeChange):
		condition = "<C:allowed-attendee-scheduling-object-change/>"
	case errors.Is(err, events.ErrOrganiserChange), errors.Is(err, scheduling.ErrOtherOrganiser):
		condition = "<C:allowed-organizer-scheduling-object-change/>"
	case errors.Is(err, ical.ErrNotObjectResource):
		condition = "<C:valid-calendar-object-resource/>"
	case errors.Is(err, ical.ErrNotCalendarData), errors.Is(err, ical.ErrSeveralCalendars):
		condition = "<C:valid-calendar-data/>"
	case errors.Is(err, scheduling.ErrManyAsked):
		condition = "<C:max-attendees-per-instance/>"
	case errors.Is(err, ical.ErrTooMany):
		condition = "<C:max-instances/>"
	default:
		if condition = attachmentCondition(err); condition == "" {
			return nil
		}
	}
	return &failure{http.StatusForbidden, x.unmet(condition), err.Error()}
}

// conflicting is the object that has the UID already, or has the name with another UID.
func (x *exchange) conflicting(conflict *events.UIDConflict) resource {
	return collectionNamed(x.viewer.ID, conflict.Collection).member(conflict.Name)
}
