package caldav

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"parcours/accounts"
	"parcours/events"
	"parcours/feeds"
	"parcours/ical"
)

// Feeds serves the published calendars below /feeds/: index.json, /feeds/all/{name}.ics, /feeds/c/{category}/,
// /feeds/t/{territory}/, /feeds/t/{territory}/{category}/ and people's own ones at /feeds/p/{token}/. Whatever name
// ending in .ics stands last is taken: clients show it.
//
// A feed never breaks. Thunderbird drops a feed's events on 401, 403, 500 and 503 until it is started again, so none
// of these is ever answered: credentials are ignored, and where the store is away the last good octets are given.
// Octets are rendered once per change and kept, plain and compressed; a 304 of a public feed costs no look into the
// store. They change only when what they say changes.
type Feeds struct {
	events   *events.Service
	feeds    *feeds.Service
	accounts *accounts.Service
	render   *ical.Renderer
	base     string // public address, without a slash at the end
	log      *slog.Logger

	mu     sync.Mutex
	public map[string]*publicFeed // by scope; only scopes that there are
	kept   shelf                  // people's own, by token
}

// publicFeed keeps what one scope shows.
type publicFeed struct {
	current atomic.Pointer[shownFeed]
	making  sync.Mutex // one rendering at a time
}

// shownFeed is what a scope shows while the programme is this one.
type shownFeed struct {
	programme *events.Snapshot
	*rendition
}

// NewFeeds makes the feeds of a service. publicURL is the server's address as people type it.
func NewFeeds(rooms Rooms, render *ical.Renderer, publicURL string, log *slog.Logger) *Feeds {
	if log == nil {
		log = slog.Default()
	}
	return &Feeds{
		events: rooms.Events, feeds: rooms.Feeds, accounts: rooms.Accounts, render: render, base: strings.TrimRight(publicURL, "/"), log: log,
		public: map[string]*publicFeed{}, kept: shelf{room: personalRoom},
	}
}

// personalRoom is how many octets of people's own feeds are kept, compressed: some thousand of them.
const personalRoom = 64 << 20

// storePatience is how long the store may take before the last good octets are given.
const storePatience = 10 * time.Second

const feedMethods = "GET, HEAD, OPTIONS"

// ServeHTTP answers GET and HEAD. Thunderbird probes a feed with PUT and PROPFIND: 405 tells it that this is a plain
// file to read; 409 or 412 would have it offer to write.
func (f *Feeds) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodGet, http.MethodHead:
	case http.MethodOptions:
		w.Header().Set("Allow", feedMethods)
		w.WriteHeader(http.StatusNoContent)
		return
	default:
		w.Header().Set("Allow", feedMethods)
		refuseFeed(w, http.StatusMethodNotAllowed)
		return
	}
	scope, name, personal := splitFeedPath(r.URL.Path)
	var made *rendition
	var err error
	switch {
	case scope == "" && name == indexName:
		made, err = f.published(indexName)
	case !strings.HasSuffix(strings.ToLower(name), ".ics"):
		err = events.ErrNotFound
	case personal:
		made, err = f.personal(r.Context(), strings.TrimPrefix(scope, "p/"))
	default:
		made, err = f.published(scope)
	}
	if err != nil {
		f.fail(w, r, err)
		return
	}
	caching := "public, max-age=60"
	if !personal {
		w.Header().Set("Access-Control-Allow-Origin", "*") // a calendar on another site may read what is public (Fetch §3.2)
	}
	if personal {
		caching = "private, no-cache"
		w.Header().Set("X-Robots-Tag", "noindex")
	}
	w.Header().Set("Cache-Control", caching)
	made.send(w, r, f.events.Now())
}

// splitFeedPath takes a path apart: "/feeds/t/faverges/elus/Parcours.ics" is the scope "t/faverges/elus".
func splitFeedPath(path string) (scope, name string, personal bool) {
	rest := strings.TrimPrefix(path, "/feeds/")
	at := strings.LastIndexByte(rest, '/')
	if at < 0 {
		return "", rest, false
	}
	scope, name = rest[:at], rest[at+1:]
	return scope, name, strings.HasPrefix(scope, "p/")
}

// fail answers without a feed. One that the store cannot give, and of which nothing is kept, is answered 404: the one
// status at which clients keep what they have.
func (f *Feeds) fail(w http.ResponseWriter, r *http.Request, err error) {
	w.Header().Set("Cache-Control", "no-store")
	switch {
	case errors.Is(err, events.ErrGone):
		refuseFeed(w, http.StatusGone)
		return
	case !errors.Is(err, events.ErrNotFound):
		if r.Context().Err() == nil { // else the client went away
			f.log.Error("feed: the store is away and nothing is kept", "error", err)
		}
		w.Header().Set("Retry-After", "120")
	}
	refuseFeed(w, http.StatusNotFound)
}

func refuseFeed(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	w.Write([]byte(http.StatusText(status) + "\n"))
}

// published gives what all may read: a public feed, or the list of them. While the programme is the same it is the
// same octets; the store is never asked.
func (f *Feeds) published(scope string) (*rendition, error) {
	programme := f.events.Programme()
	p, err := f.publicFeed(scope)
	if err != nil {
		return nil, err
	}
	if shown := p.current.Load(); shown != nil && shown.programme == programme {
		return shown.rendition, nil
	}
	p.making.Lock()
	defer p.making.Unlock()
	programme = f.events.Programme()
	shown := p.current.Load()
	if shown != nil && shown.programme == programme {
		return shown.rendition, nil
	}
	var last *rendition
	if shown != nil {
		last = shown.rendition
	}
	made, err := f.publish(scope, last)
	switch {
	case err != nil && last != nil:
		f.log.Error("feed: the last good one is given", "scope", scope, "error", err)
		return last, nil
	case err != nil:
		return nil, err
	}
	p.current.Store(&shownFeed{programme, made})
	return made, nil
}

// publicFeed gives the place of a scope that there is.
func (f *Feeds) publicFeed(scope string) (*publicFeed, error) {
	f.mu.Lock()
	p := f.public[scope]
	f.mu.Unlock()
	if p != nil {
		return p, nil
	}
	if scope != indexName {
		if _, err := f.feeds.Feed(scope); err != nil {
			return nil, err
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.public[scope] == nil {
		f.public[scope] = &publicFeed{}
	}
	return f.public[scope], nil
}

// publish renders a scope anew, if its revision is another than the last one's.
func (f *Feeds) publish(scope string, last *rendition) (*rendition, error) {
	if scope == indexName {
		octets, err := f.index()
		if err != nil {
			return nil, err
		}
		return newRendition("", indexName, octets, last, f.events.Now()), nil
	}
	feed, err := f.feeds.Feed(scope)
	if err != nil {
		return nil, err
	}
	if last != nil && last.revision == feed.Revision {
		return last, nil
	}
	return newRendition(feed.Revision, feed.Name, f.render.Feed(feed), last, f.events.Now()), nil
}

// indexName is the path of the list of public feeds.
const indexName = "index.json"

// listedFeed is one entry of that list.
type listedFeed struct {
	Scope string `json:"scope"`
	Title string `json:"title"`
	URL   string `json:"url"`
	Color string `json:"color,omitempty"`
}

func (f *Feeds) index() ([]byte, error) {
	list := []listedFeed{}
	for _, info := range f.events.Programme().Feeds() {
		list = append(list, listedFeed{info.Scope, info.Title, f.base + info.Path, info.Color})
	}
	octets, err := json.MarshalIndent(list, "", "  ")
	return append(octets, '\n'), err
}

// personal gives a person's own feed: the one kept while the store says that its revision still holds, and also when
// the store does not answer.
func (f *Feeds) personal(ctx context.Context, token string) (*rendition, error) {
	kept := f.kept.get(token)
	made, err := f.fresh(ctx, token, kept)
	switch {
	case err == nil:
		return made, nil
	case errors.Is(err, events.ErrGone), errors.Is(err, events.ErrNotFound):
		f.kept.remove(token)
		return nil, err
	case kept != nil:
		f.log.Warn("feed: the last good one is given", "error", err)
		return kept, nil
	}
	return nil, err
}

func (f *Feeds) fresh(ctx context.Context, token string, kept *rendition) (*rendition, error) {
	ctx, cancel := context.WithTimeout(ctx, storePatience)
	defer cancel()
	reader, err := f.accounts.FeedReader(ctx, token)
	if err != nil {
		return nil, err
	}
	if err := f.accounts.Touch(ctx, reader, events.DoorFeed); err != nil { // a feed is read on a full disk too
		f.log.Warn("last use not noted", "person", reader.ID, "error", err)
	}
	revision, err := f.feeds.PersonalFeedRevision(ctx, reader)
	if err != nil {
		return nil, err
	}
	if kept != nil && kept.revision == revision {
		return kept, nil
	}
	feed, err := f.feeds.PersonalFeed(ctx, reader)
	if err != nil {
		return nil, err
	}
	made := newRendition(feed.Revision, feed.Name, f.render.Feed(feed), kept, f.events.Now()).packedOnly()
	f.kept.put(token, made)
	return made, nil
}
