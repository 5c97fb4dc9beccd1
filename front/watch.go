package front

import (
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Watch logs and counts requests.
type Watch struct {
	*Readiness
	log      *slog.Logger
	proxies  []netip.Prefix
	registry *prometheus.Registry
	seconds  *prometheus.HistogramVec
	probes   probes
	mails    *prometheus.CounterVec
	mailbox  prometheus.Gauge
}

// NewWatch gives one that believes what these proxies write.
func NewWatch(log *slog.Logger, proxies []netip.Prefix, ready *Readiness) *Watch {
	w := &Watch{Readiness: ready, mails: newMails(), mailbox: newMailbox(), log: log, proxies: proxies, registry: prometheus.NewRegistry(), seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name:    "parcours_request_seconds",
		Help:    "Time to answer requests, by door, method and status.",
		Buckets: prometheus.ExponentialBuckets(0.0005, 4, 8),
	}, []string{"door", "method", "status"})}
	w.registry.MustRegister(w.seconds, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	w.gauges()
	return w
}

// Metrics are what was counted, for Prometheus. Whoever reaches them may read them: they belong on a listener of their own.
func (w *Watch) Metrics() http.Handler {
	return promhttp.HandlerFor(w.registry, promhttp.HandlerOpts{})
}

// knownMethods keep what a stranger sends from becoming a metric of its own.
var knownMethods = map[string]bool{
	"GET": true, "HEAD": true, "OPTIONS": true, "POST": true, "PUT": true, "DELETE": true, "PROPFIND": true, "PROPPATCH": true,
	"REPORT": true, "MKCALENDAR": true, "MKCOL": true, "COPY": true, "MOVE": true,
}

// Watched counts and logs what a handler answers.
func (w *Watch) Watched(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		start := time.Now()
		seen := &statusWriter{ResponseWriter: rw, status: http.StatusOK}
		w.probed(r)
		if w.secure(r) {
			rw.Header().Set("Strict-Transport-Security", strict)
		}
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
			"ms", took.Milliseconds(), "from", w.Client(r), "agent", r.UserAgent())
	})
}

// secret parts of paths: feed, busy times, answer, page, sign-in and password tokens.
var secret = regexp.MustCompile(`^/(a|m|enter|password|alias|newcomer|unsubscribe|reply|letterbox|feeds/p|busy)/[^/]+`)

// discreet hides what gives access from the log, however its path is escaped.
func discreet(u *url.URL) string {
	if secret.MatchString(u.Path) {
		return secret.ReplaceAllString(u.Path, "/$1/***")
	}
	return u.EscapedPath()
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
