package main

import (
	"cmp"
	"context"
	"log/slog"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"

	"parcours/doctor"
	"parcours/front"
	"parcours/store"
)

// running is what serves, until it is stopped.
type running struct {
	watch   *front.Watch
	doors   *http.Server
	metrics *http.Server
	posts   []func() // stop sending and receiving mail, and wait until that has ended
	log     *slog.Logger
	within  time.Duration // for what is under way when it stops; 0 for stopWithin
}

// serve begins; what it gives has the error of a listener that broke.
func (r *running) serve(l front.Listeners) <-chan error {
	failed := make(chan error, 2)
	go func() {
		if r.doors.TLSConfig != nil {
			failed <- r.doors.ServeTLS(l.Doors, "", "")
			return
		}
		failed <- r.doors.Serve(l.Doors)
	}()
	if l.Metrics != nil {
		go func() { failed <- r.metrics.Serve(l.Metrics) }()
	}
	return failed
}

// measured adds the figures of the data folder to the metrics.
func measured(w *front.Watch, dir string) {
	w.Gauge("parcours_disk_free_bytes", "Octets that are left on the disk of the data folder.", func() float64 {
		room, err := doctor.RoomOf(dir)
		if err != nil {
			return math.NaN()
		}
		return float64(room.Free)
	})
	w.Gauge("parcours_store_bytes", "Octets of the database and its write-ahead log.", func() (sum float64) {
		for _, name := range []string{store.FileName, store.FileName + "-wal"} {
			if info, err := os.Stat(filepath.Join(dir, name)); err == nil {
				sum += float64(info.Size())
			}
		}
		return sum
	})
}

// tell says to systemd how it stands (sd_notify(3)); without one it does nothing.
func (r *running) tell(state string) {
	if _, err := daemon.SdNotify(false, state); err != nil {
		r.log.Warn("systemd was not told", "state", state, "error", err)
	}
}

// stopWithin is how long requests and mails under way are waited for. With what the store needs to close, the server ends
// within 20 seconds, whatever others do.
const stopWithin = 15 * time.Second

// leaveAfter is how long, beyond that, what was broken off may take to notice.
const leaveAfter = time.Second

// stop ends everything at once: no new requests, those under way are let to their end, mails under way are broken off. What
// has not ended in time is left behind.
func (r *running) stop() error {
	r.tell(daemon.SdNotifyStopping)
	r.watch.Stop()
	within := cmp.Or(r.within, stopWithin)
	ctx, cancel := context.WithTimeout(context.Background(), within)
	defer cancel()
	var ending sync.WaitGroup
	for _, stop := range r.posts {
		ending.Go(stop)
	}
	ending.Go(func() {
		if err := r.doors.Shutdown(ctx); err != nil {
			r.log.Warn("requests were broken off", "after", within, "error", err)
			r.doors.Close()
		}
	})
	ended := make(chan struct{})
	go func() { ending.Wait(); close(ended) }()
	select {
	case <-ended:
	case <-time.After(within + leaveAfter):
		r.log.Warn("mail was left behind", "after", within)
	}
	return r.metrics.Close()
}
