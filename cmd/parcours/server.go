package main

import (
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/mux"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"parcours/attendance"
	"parcours/caldav"
	"parcours/config"
	"parcours/desks"
	"parcours/house"
	"parcours/ical"
	"parcours/letters"
	"parcours/mail"
	"parcours/openid"
	"parcours/organise"
	"parcours/pages"
	"parcours/roster"
	"parcours/signin"
	"parcours/web"
)

// newServer puts the doors behind one address.
func newServer(s *house.House, settings config.Server, openID signin.Other, log *slog.Logger) *http.Server {
	w := newWatch(log, settings.TrustedProxies)
	render := ical.NewRenderer(settings.PublicURL)
	rooms := caldav.Rooms{Events: s.Service, Calendars: s.Calendars, Accounts: s.Accounts}
	dav := caldav.New(rooms, render, caldav.Options{MaxResourceSize: settings.MaxResourceSize, Logger: log, PublicURL: settings.PublicURL, Origins: settings.Origins, Client: w.network})
	r := mux.NewRouter().SkipClean(true).UseEncodedPath()
	dav.Register(r)
	r.PathPrefix("/feeds/").Handler(caldav.NewFeeds(rooms, render, settings.PublicURL, log))
	r.Path("/healthz").Methods(http.MethodGet, http.MethodHead).HandlerFunc(func(w http.ResponseWriter, r *http.Request) { health(w, s.Writable(r.Context())) })
	r.Path("/metrics").Methods(http.MethodGet).Handler(w.metrics())
	shared := pages.New(s.Service, s.Accounts, pages.Options{PublicURL: settings.PublicURL, Logger: log})
	web.New(web.Rooms{Events: s.Service, Accounts: s.Accounts, Calendars: s.Calendars, Delivery: s.Delivery, Record: s.Record, Files: s.Files, Personal: s.Personal}, shared).Register(r)
	organisers := organise.New(organise.Rooms{Events: s.Service, Accounts: s.Accounts, Calendars: s.Calendars, Delivery: s.Delivery, Record: s.Record, Busy: dav.BusyBeside}, shared)
	organisers.Register(r)
	roster.New(roster.Rooms{Events: s.Service, Accounts: s.Accounts, Delivery: s.Delivery}, shared).Register(r)
	attendance.New(attendance.Rooms{Events: s.Service}, shared).Register(r)
	letters.New(letters.Rooms{Events: s.Service, Delivery: s.Delivery, Letter: mail.NewWriter(mailSender(settings.PublicURL, settings.Mail), render, time.Now).Text}, shared).Register(r)
	signin.New(s.Service, s.Accounts, shared, signin.Options{Mail: settings.Mail.Enabled, Client: w.network, OpenID: openID}).Register(r)
	desks.New(desks.Rooms{Events: s.Service, Calendars: s.Calendars, Delegation: s.Delegation}, shared).Register(r)
	r.NotFoundHandler = http.HandlerFunc(shared.Outside)
	server := &http.Server{
		Handler:           w.watched(r),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       2 * time.Minute,
		WriteTimeout:      5 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	server.RegisterOnShutdown(organisers.EndStreams) // it would wait for them
	return server
}

// otherService is the service by which people sign in as well, as configured.
func otherService(c config.OpenID) (signin.Other, error) {
	if c.Issuer == "" {
		return signin.Other{}, nil
	}
	secret, err := os.ReadFile(c.SecretFile)
	if err != nil {
		return signin.Other{}, fmt.Errorf("the secret of %s: %w", c.Label, err)
	}
	return signin.Other{Label: c.Label, Config: openid.Config{
		Issuer: c.Issuer, ClientID: c.ClientID, Secret: strings.TrimSpace(string(secret)), PKCE: c.PKCE, TrustEmail: c.TrustEmail,
	}}, nil
}

// health says whether the server can do its work.
func health(w http.ResponseWriter, problem error) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if problem != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		io.WriteString(w, "not writable\n")
		return
	}
	io.WriteString(w, "ok\n")
}

// watch logs and counts requests.
type watch struct {
	log      *slog.Logger
	proxies  []netip.Prefix
	registry *prometheus.Registry
	seconds  *prometheus.HistogramVec
}

func newWatch(log *slog.Logger, proxies []netip.Prefix) *watch {
	w := &watch{log: log, proxies: proxies, registry: prometheus.NewRegistry(), seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name:    "parcours_request_seconds",
		Help:    "Time to answer requests, by door, method and status.",
		Buckets: prometheus.ExponentialBuckets(0.0005, 4, 8),
	}, []string{"door", "method", "status"})}
	w.registry.MustRegister(w.seconds, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return w
}

// metrics are for this machine alone: what comes through a proxy does not find them.
func (w *watch) metrics() http.Handler {
	all := promhttp.HandlerFor(w.registry, promhttp.HandlerOpts{})
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		proxied := slices.ContainsFunc([]string{"X-Forwarded-For", "Forwarded", "Via", "X-Real-Ip", "X-Forwarded-Proto", "X-Forwarded-Host"},
			func(name string) bool { return r.Header.Values(name) != nil })
		if !isLoopback(r.RemoteAddr) || proxied {
			http.NotFound(rw, r)
			return
		}
		all.ServeHTTP(rw, r)
	})
}

// knownMethods keep what a stranger sends from becoming a metric of its own.
var knownMethods = map[string]bool{
	"GET": true, "HEAD": true, "OPTIONS": true, "POST": true, "PUT": true, "DELETE": true, "PROPFIND": true, "PROPPATCH": true,
	"REPORT": true, "MKCALENDAR": true, "MKCOL": true, "COPY": true, "MOVE": true,
}

func (w *watch) watched(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		start := time.Now()
		seen := &statusWriter{ResponseWriter: rw, status: http.StatusOK}
		next.ServeHTTP(seen, r)
		took := time.Since(start)
		method := r.Method
		if !knownMethods[method] {
			method = "other"
		}
		door, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
		if door != "dav" && door != "feeds" && door != "a" {
			door = "page"
		}
		w.seconds.WithLabelValues(door, method, strconv.Itoa(seen.status)).Observe(took.Seconds())
		w.log.Info("request", "method", r.Method, "path", discreet(r.URL), "status", seen.status, "bytes", seen.bytes,
			"ms", took.Milliseconds(), "from", w.client(r), "agent", r.UserAgent())
	})
}

// secret parts of paths: feed, answer, page, sign-in and password tokens.
var secret = regexp.MustCompile(`^/(a|m|enter|password|alias|newcomer|unsubscribe|reply|feeds/p)/[^/]+`)

// discreet hides what gives access from the log, however its path is escaped.
func discreet(u *url.URL) string {
	if secret.MatchString(u.Path) {
		return secret.ReplaceAllString(u.Path, "/$1/***")
	}
	return u.EscapedPath()
}

// network is what wrong passwords are counted for: the client's address, and of IPv6 the network that one house has.
func (w *watch) network(r *http.Request) string {
	client := w.client(r)
	addr, err := netip.ParseAddr(client)
	if err != nil {
		return client
	}
	if addr = addr.Unmap(); addr.Is4() {
		return addr.String()
	}
	house, err := addr.WithZone("").Prefix(64)
	if err != nil {
		return client
	}
	return house.String()
}

// client is who asks: the last address in X-Forwarded-For that is no trusted proxy.
func (w *watch) client(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",") // lines of one field are one list (RFC 9110 §5.3)
	for i := len(hops) - 1; i >= 0 && w.trusts(host); i-- {
		if hop := strings.TrimSpace(hops[i]); hop != "" {
			host = hop
		}
	}
	return host
}

func (w *watch) trusts(host string) bool {
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	for _, p := range w.proxies {
		if p.Contains(addr.Unmap()) {
			return true
		}
	}
	return false
}

// statusWriter notes what was answered.
type statusWriter struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusWriter) Write(b []byte) (int, error) {
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
