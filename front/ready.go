package front

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync/atomic"
	"time"
)

// readyWithin is how long the store may take to say that it works.
const readyWithin = 5 * time.Second

// Readiness tells whether the server can do its work, which is another question than whether it lives.
type Readiness struct {
	Store    func(context.Context) error // an error where it can not be read or written
	Full     error                       // what such an error is where the disk has no room
	stopping atomic.Bool
}

// Stop says from now on that the server ends.
func (r *Readiness) Stop() { r.stopping.Store(true) }

// problem is why the server is not ready, in a word for whoever watches it; "" if it is.
func (r *Readiness) problem(ctx context.Context) string {
	if r.stopping.Load() {
		return "stopping"
	}
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	switch err := r.Store(ctx); {
	case err == nil:
		return ""
	case errors.Is(err, r.Full):
		return "disk full"
	default:
		return "store not usable"
	}
}

// Ready answers /readyz: 200, or 503 and why not.
func (r *Readiness) Ready(w http.ResponseWriter, req *http.Request) {
	if problem := r.problem(req.Context()); problem != "" {
		say(w, http.StatusServiceUnavailable, problem)
		return
	}
	say(w, http.StatusOK, "ok")
}

// Alive answers /healthz: 200 as long as requests are answered at all. Whoever restarts what is not alive must not do so
// because a disk is full.
func (r *Readiness) Alive(w http.ResponseWriter, _ *http.Request) { say(w, http.StatusOK, "ok") }

func say(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	io.WriteString(w, text+"\n")
}
