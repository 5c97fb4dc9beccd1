package organise

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"parcours/events"
	"parcours/record"
)

// streams keep open tables of answers up to date (server-sent events, HTML §9.2). The table is read once for all of them when
// something was written; each stream gets the cells that changed of the part that its page shows, in its language, and nothing else:
// they are written once for all pages of one kind.
type streams struct {
	every  time.Duration // between two looks at whether something was written
	beat   time.Duration // between two signs of life, with which it is asked whether the sign-in holds
	linger time.Duration // for how long the table is known after the last stream ended
	most   int           // streams at once, of all
	each   int           // of one person

	mu      sync.Mutex
	open    map[*stream]bool
	own     map[string]int     // open streams by person
	stop    context.CancelFunc // of the loop; nil while none runs
	batches []batch            // the last ones, oldest first
	base    uint64             // what batches begin after
	table   *record.Sheet      // as it was last read; nil while no loop runs
}

// stream is one open page.
type stream struct {
	person string
	kind   kind
	since  uint64
	wake   chan struct{} // a batch is there, or the streams end; holds one
	ended  bool
}

// batch is what changed with one reading of the table.
type batch struct {
	version uint64
	cells   []liveCell
	events  map[kind][]byte // made when the first page of a kind asks
}

// keptBatches is how many batches are kept for a page that was loaded, or lost its stream, a moment ago.
const keptBatches = 128

func newStreams() *streams {
	return &streams{every: 500 * time.Millisecond, beat: 5 * time.Second, linger: time.Minute, most: 2000, each: 20, open: map[*stream]bool{}, own: map[string]int{}}
}

// EndStreams ends all streams, and waits for none: a server that stops is not kept.
func (p *Pages) EndStreams() {
	p.live.mu.Lock()
	defer p.live.mu.Unlock()
	if p.live.stop != nil {
		p.live.stop()
	}
	for s := range p.live.open {
		s.ended = true
		s.rouse()
	}
}

func (s *stream) rouse() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// stream answers GET /organise/live?since=VERSION: what changes on the table of answers from then on. It ends with the sign-in.
func (p *Pages) stream(w http.ResponseWriter, r *http.Request, who *events.Person) {
	since, err := strconv.ParseUint(r.URL.Query().Get("since"), 10, 64)
	if last, err := strconv.ParseUint(r.Header.Get("Last-Event-ID"), 10, 64); err == nil {
		since = last
	}
	if err != nil {
		p.NotFound(w, r)
		return
	}
	kind := p.kindOf(lookOf(r), p.WordsFor(r, who.Language).Lang())
	s := &stream{person: who.ID, kind: kind, since: since, wake: make(chan struct{}, 1)}
	if !p.live.enter(s) {
		w.Header().Set("Retry-After", "60")
		http.Error(w, "too many open pages: this one is up to date after a reload", http.StatusServiceUnavailable)
		return
	}
	defer p.live.leave(s)
	if err := p.watch(r.Context()); err != nil {
		p.Failed(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no") // nginx would keep what is short
	p.follow(w, r, s)
}

// follow writes to a stream until the browser, the sign-in or the server ends it.
func (p *Pages) follow(w http.ResponseWriter, r *http.Request, s *stream) {
	out, beat := http.NewResponseController(w), time.NewTicker(p.live.beat)
	defer beat.Stop()
	_ = out.SetReadDeadline(time.Time{}) // that of a request would end it
	checked := time.Now()
	octets := []byte("retry: 3000\n\n")
	for {
		_ = out.SetWriteDeadline(time.Now().Add(30 * time.Second)) // longer than the server's own for a whole answer
		if _, err := w.Write(octets); err != nil || out.Flush() != nil {
			return
		}
		octets = nil
		select {
		case <-r.Context().Done():
			return
		case <-beat.C:
			octets = []byte(": here\n\n")
		case <-s.wake:
		}
		if time.Since(checked) > time.Second || octets != nil {
			who, err := p.accounts.SignedIn(r.Context(), p.SecretOf(r))
			if err != nil || who == nil || who.Role != events.Organiser {
				return
			}
			checked = time.Now()
		}
		news, ended := p.live.news(s)
		if ended {
			return
		}
		octets = append(octets, news...)
	}
}

// enter takes a stream in, false where there are too many.
func (l *streams) enter(s *stream) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.open) >= l.most || l.own[s.person] >= l.each {
		return false
	}
	l.open[s] = true
	l.own[s.person]++
	s.rouse() // what changed since its page was made
	return true
}

func (l *streams) leave(s *stream) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.open, s)
	if l.own[s.person]--; l.own[s.person] == 0 {
		delete(l.own, s.person)
	}
}

// news are the events that a stream has not had. Where they are not known any more, the page is to load again.
func (l *streams) news(s *stream) (octets []byte, ended bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if s.since < l.base {
		s.since = l.base
		return fmt.Appendf(nil, "id: %d\nevent: again\ndata: \n\n", l.base), s.ended
	}
	for i := range l.batches {
		if b := &l.batches[i]; b.version > s.since {
			octets, s.since = append(octets, b.event(s.kind)...), b.version
		}
	}
	return octets, s.ended
}

// watch begins to look at the table, where nobody does.
func (p *Pages) watch(ctx context.Context) error {
	l := p.live
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.stop != nil {
		return nil
	}
	version := p.record.Writes()
	table, err := p.record.Sheet(ctx, record.Query{})
	if err != nil {
		return err
	}
	l.base, l.batches, l.table = version, nil, &table
	loop, stop := context.WithCancel(context.Background())
	l.stop = stop
	go p.look(loop, version)
	return nil
}

// look reads the table whenever something was written, at most every so often and for half of the time, until nobody has
// followed for a while.
func (p *Pages) look(ctx context.Context, version uint64) {
	l := p.live
	last, wait := time.Now(), l.every
	for {
		select {
		case <-ctx.Done():
			l.rest()
			return
		case <-time.After(wait):
		}
		l.mu.Lock()
		if len(l.open) > 0 {
			last = time.Now()
		}
		idle := time.Since(last) > l.linger
		l.mu.Unlock()
		if idle {
			l.rest()
			return
		}
		now := p.record.Writes()
		if now == version {
			continue
		}
		begun := time.Now()
		table, err := p.record.Sheet(ctx, record.Query{})
		if err != nil {
			p.Log.Warn("open tables of answers are not kept up to date for a moment", "error", err)
			continue
		}
		version = now
		p.tell(version, &table)
		wait = max(l.every, time.Since(begun))
	}
}

func (l *streams) rest() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.stop, l.table, l.batches = nil, nil, nil
}

// tell keeps what changed, and rouses the streams.
func (p *Pages) tell(version uint64, table *record.Sheet) {
	l := p.live
	l.mu.Lock()
	before := l.table
	l.mu.Unlock()
	if before == nil {
		return
	}
	cells := p.changed(before, table)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.table = table
	if len(cells) == 0 {
		return
	}
	l.batches = append(l.batches, batch{version, cells, map[kind][]byte{}})
	if len(l.batches) > keptBatches {
		l.base, l.batches = l.batches[0].version, slices.Clone(l.batches[1:])
	}
	for s := range l.open {
		s.rouse()
	}
}
