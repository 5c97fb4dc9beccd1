package organise

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"parcours/events"
	"parcours/messages"
	"parcours/record"
)

// streams keep open tables of answers up to date (server-sent events, HTML §9.2). The table is read once for all of them when
// something was written; each stream gets the cells that changed, in its language, and nothing else.
type streams struct {
	every  time.Duration // between two looks at whether something was written
	beat   time.Duration // between two signs of life, with which it is asked whether the sign-in holds
	linger time.Duration // for how long the table is known after the last stream ended
	most   int           // streams at once, of all
	each   int           // of one person

	mu      sync.Mutex
	open    map[*stream]bool
	stop    context.CancelFunc // of the loop; nil while none runs
	batches []batch            // the last ones, oldest first
	base    uint64             // what batches begin after
	said    map[string]string  // the table as it was last read: cells in all languages, by language and id
}

// stream is one open page.
type stream struct {
	person, lang string
	since        uint64
	wake         chan struct{} // a batch is there, or the streams end; holds one
	ended        bool
}

// batch is what changed with one reading of the table.
type batch struct {
	version uint64
	events  map[string][]byte // by language
}

// keptBatches is how many batches are kept for a page that was loaded, or lost its stream, a moment ago.
const keptBatches = 128

func newStreams() *streams {
	return &streams{every: 500 * time.Millisecond, beat: 5 * time.Second, linger: time.Minute, most: 2000, each: 20, open: map[*stream]bool{}}
}

// changedCell is a cell as the stream carries it.
type changedCell struct {
	ID      string `json:"id"`
	ForUs   string `json:"for_us"`
	Members string `json:"members"`
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
	s := &stream{person: who.ID, lang: p.WordsFor(r, who.Language).Lang(), since: since, wake: make(chan struct{}, 1)}
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
	own := 0
	for other := range l.open {
		if other.person == s.person {
			own++
		}
	}
	if len(l.open) >= l.most || own >= l.each {
		return false
	}
	l.open[s] = true
	s.rouse() // what changed since its page was made
	return true
}

func (l *streams) leave(s *stream) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.open, s)
}

// news are the events that a stream has not had. Where they are not known any more, the page is to load again.
func (l *streams) news(s *stream) (octets []byte, ended bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if s.since < l.base {
		s.since = l.base
		return fmt.Appendf(nil, "id: %d\nevent: again\ndata: \n\n", l.base), s.ended
	}
	for _, b := range l.batches {
		if b.version > s.since {
			octets, s.since = append(octets, b.events[s.lang]...), b.version
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
	said, err := p.cellsNow(ctx)
	if err != nil {
		return err
	}
	l.base, l.batches, l.said = version, nil, said
	loop, stop := context.WithCancel(context.Background())
	l.stop = stop
	go p.look(loop, version)
	return nil
}

// look reads the table whenever something was written, at most every so often and for a quarter of the time, until nobody has
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
		said, err := p.cellsNow(ctx)
		if err != nil {
			p.Log.Warn("open tables of answers are not kept up to date for a moment", "error", err)
			continue
		}
		version = now
		l.tell(version, said)
		wait = max(l.every, 3*time.Since(begun))
	}
}

func (l *streams) rest() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.stop, l.said, l.batches = nil, nil, nil
}

// tell keeps what changed, and rouses the streams.
func (l *streams) tell(version uint64, said map[string]string) {
	changed := map[string][]changedCell{}
	l.mu.Lock()
	defer l.mu.Unlock()
	for key, text := range said {
		if l.said[key] != text {
			lang, cell := readCell(key, text)
			changed[lang] = append(changed[lang], cell)
		}
	}
	l.said = said
	if len(changed) == 0 {
		return
	}
	b := batch{version: version, events: map[string][]byte{}}
	for lang, cells := range changed {
		slices.SortFunc(cells, func(a, b changedCell) int { return bytes.Compare([]byte(a.ID), []byte(b.ID)) })
		text, err := json.Marshal(cells)
		if err == nil {
			b.events[lang] = fmt.Appendf(nil, "id: %d\ndata: %s\n\n", version, text)
		}
	}
	l.batches = append(l.batches, b)
	if len(l.batches) > keptBatches {
		l.base, l.batches = l.batches[0].version, slices.Clone(l.batches[1:])
	}
	for s := range l.open {
		s.rouse()
	}
}

// cellsNow reads the table in all languages: by language and id what a cell says.
func (p *Pages) cellsNow(ctx context.Context) (map[string]string, error) {
	table, err := p.record.Sheet(ctx, record.Query{})
	if err != nil {
		return nil, err
	}
	said := map[string]string{}
	for _, lang := range messages.Languages {
		v := p.voice(messages.For(lang))
		add := func(cell answersCell) {
			if cell.URL != "" {
				said[lang+cell.ID] = cell.ForUs + "\x00" + cell.Members
			}
		}
		for i := range table.Rows {
			row := &table.Rows[i]
			for k := range row.Cells {
				add(v.cell(table.Categories[k], &row.RecapRow, &row.Cells[k], ""))
			}
			for _, line := range row.Delegations {
				for k := range line.Cells {
					add(v.cell(table.Categories[k], &row.RecapRow, &line.Cells[k], line.Territory))
				}
			}
		}
	}
	return said, nil
}

func readCell(key, text string) (lang string, c changedCell) {
	forUs, members, _ := bytes.Cut([]byte(text), []byte{0})
	return key[:2], changedCell{key[2:], string(forUs), string(members)}
}
