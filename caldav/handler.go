package caldav

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gorilla/mux"

	"parcours/accounts"
	"parcours/attachments"
	"parcours/budget"
	"parcours/calendars"
	"parcours/events"
	"parcours/feeds"
	"parcours/files"
	"parcours/ical"
)

// Rooms are what the DAV face asks: calendars for everything in them, accounts for who it is, the programme for its words.
type Rooms struct {
	Events      *events.Service
	Calendars   *calendars.Service
	Feeds       *feeds.Service // what NewFeeds serves
	Accounts    *accounts.Service
	Files       *files.Service
	Attachments *attachments.Service
}

// Options of a Handler; zero fields take the defaults.
type Options struct {
	MaxResourceSize int64                      // octets of the largest calendar object resource; 10 MiB
	Logger          *slog.Logger               // slog.Default()
	PublicURL       string                     // what clients may give as authority of a Destination beside the request's own Host
	Client          func(*http.Request) string // address of who asks; that of the connection without it
	Budget          *budget.Budget             // what requests may take; budget.Usual without
	Origins         []string                   // of sites whose pages may use /dav/: "https://calendar.example.org"
}

// Handler serves everything below /dav/, /.well-known/caldav, and PROPFIND and OPTIONS on "/". The path must reach
// it as it was sent: a router must neither clean nor decode it.
type Handler struct {
	events      *events.Service
	calendars   *calendars.Service
	accounts    *accounts.Service
	files       *files.Service
	attachments *attachments.Service
	publicURL   string
	render      *ical.Renderer
	log         *slog.Logger
	maxSize     int64
	host        string // of PublicURL
	origins     origins
	budget      *budget.Budget
	client      func(*http.Request) string
}

const defaultMaxResourceSize = 10 << 20

// Realm is the protection space of all DAV paths (RFC 7617 §2).
const Realm = "Parcours"

// New makes the DAV face of a service.
func New(rooms Rooms, render *ical.Renderer, opts Options) *Handler {
	h := &Handler{events: rooms.Events, calendars: rooms.Calendars, accounts: rooms.Accounts, files: rooms.Files, attachments: rooms.Attachments, publicURL: strings.TrimRight(opts.PublicURL, "/"), render: render, log: opts.Logger, maxSize: opts.MaxResourceSize, client: opts.Client}
	h.origins = newOrigins(opts.PublicURL, opts.Origins)
	if h.client == nil {
		h.client = func(r *http.Request) string {
			host, _, _ := net.SplitHostPort(r.RemoteAddr)
			return host
		}
	}
	if h.budget = opts.Budget; h.budget == nil {
		h.budget = budget.New(budget.Limits{})
	}
	if h.log == nil {
		h.log = slog.Default()
	}
	if h.maxSize <= 0 {
		h.maxSize = defaultMaxResourceSize
	}
	if u, err := url.Parse(opts.PublicURL); err == nil {
		h.host = u.Host
	}
	return h
}

// Register puts the handler's paths on a router that keeps paths as they were sent (mux: SkipClean, UseEncodedPath).
// GET and HEAD on "/" stay the pages'.
func (h *Handler) Register(r *mux.Router) {
	r.PathPrefix("/dav/").Handler(h)
	r.Path("/dav").Handler(h)
	r.Path("/.well-known/caldav{slash:/?}").HandlerFunc(wellKnown)
	r.Path("/").Methods("PROPFIND", "OPTIONS").Handler(h) // clients that were given a host only look there (RFC 6764 §6)
}

// wellKnown redirects to the DAV root, whatever the method (RFC 6764 §5): clients send PROPFIND there.
func wellKnown(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Location", "/dav/")
	w.Header().Set("Cache-Control", "max-age=3600")
	w.WriteHeader(http.StatusMovedPermanently)
}

// exchange is one request and its answer.
type exchange struct {
	*Handler
	w      *sender
	r      *http.Request
	ctx    context.Context
	viewer *events.Person
	takes  *budget.Request // of what all share; nil for nobody's

	writing    resource         // the object of a PUT or DELETE, for what a refusal shows of it
	usage      *calendars.Usage // of the viewer's home, once asked
	masked     bool             // busy times are asked without an event: what each object says is not put together
	transcoded bool             // the body came in another charset than UTF-8
}

// sender knows whether an answer has begun, and says for how long it waited for its client.
type sender struct {
	http.ResponseWriter
	sent   bool
	waited func(since time.Time)
}

// Write implements http.ResponseWriter.
func (s *sender) Write(p []byte) (int, error) {
	if s.waited != nil {
		defer s.waited(time.Now())
	}
	return s.ResponseWriter.Write(p)
}

// WriteHeader implements http.ResponseWriter.
func (s *sender) WriteHeader(status int) {
	s.sent = true
	s.ResponseWriter.WriteHeader(status)
}

// ServeHTTP answers one request below /dav/, or on "/".
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := &exchange{Handler: h, w: &sender{ResponseWriter: w}, r: r, ctx: r.Context()}
	defer x.recover()
	w.Header().Set("DAV", davClasses)
	h.origins.allow(w, r)
	if r.Method == http.MethodOptions {
		x.options()
		return
	}
	viewer, err := x.authenticate()
	if x.refused(err) {
		return
	}
	if err == nil {
		x.viewer = viewer
		if x.takes, err = h.budget.Enter(x.ctx, viewer.ID); err != nil {
			x.fail(err)
			return
		}
		defer x.takes.Leave()
		x.w.waited = x.takes.Waited
		if err := x.accounts.Touch(x.ctx, viewer, events.DoorCalDAV); err != nil { // who syncs is mailed no calendar parts
			x.log.Warn("not noted that a person syncs", "person", viewer.ID, "error", err)
		}
		if err = x.refuseForeign(); err == nil {
			err = x.dispatch()
		}
	}
	if err != nil {
		x.fail(err)
	}
}

// authenticate reads Basic credentials (RFC 7617). Without any it gives events.ErrLogin: a DAV path never answers
// an anonymous request, whether it exists or not.
func (x *exchange) authenticate() (*events.Person, error) {
	login, password, ok := x.r.BasicAuth()
	if !ok {
		return nil, accounts.ErrLogin
	}
	return x.accounts.Authenticate(x.ctx, login, password, accounts.From{Door: events.DoorCalDAV, Address: x.client(x.r), Agent: x.r.UserAgent()})
}

// refused answers whoever may not enter; false where that is not why.
func (x *exchange) refused(err error) bool {
	f := &failure{status: http.StatusUnauthorized, message: "sign in with your e-mail address and your password"}
	var tries *accounts.TriesError
	switch {
	case errors.Is(err, accounts.ErrLogin):
		x.w.Header().Set("WWW-Authenticate", `Basic realm="`+Realm+`", charset="UTF-8"`)
	case errors.As(err, &tries): // RFC 6585 §4: a program that is told 401 asks its person for another password
		x.log.Warn("too many wrong passwords", "account", tries.Account, "door", events.DoorCalDAV, "from", x.client(x.r))
		x.w.Header().Set("Retry-After", "60")
		f = &failure{status: http.StatusTooManyRequests, message: "too many wrong passwords: wait a minute, then try again"}
	case errors.Is(err, accounts.ErrBusy):
		x.w.Header().Set("Retry-After", "5")
		f = &failure{status: http.StatusServiceUnavailable, message: "too many passwords are being checked: try again in a moment"}
	default:
		return false
	}
	x.drain()
	f.send(x.w, x.r)
	return true
}

// recover answers a panic with 500 and logs where it was.
func (x *exchange) recover() {
	switch cause := recover(); cause {
	case nil:
	case http.ErrAbortHandler:
		panic(cause)
	default:
		x.log.Error("panic", "method", x.r.Method, "path", x.r.URL.Path, "cause", cause, "stack", string(debug.Stack()))
		x.fail(errPanic)
	}
}

var errPanic = errors.New("panic")
