package caldav

import (
	"bytes"
	"container/list"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/gzip"
)

// rendition is a file as it is sent, plain and compressed.
type rendition struct {
	revision string // of what it was made from
	name     string
	tag      string    // of the plain octets; the compressed ones have it with gzipSuffix (RFC 9110 §8.8.3.3)
	modified time.Time // when these octets were first made here; whole seconds
	plain    []byte    // nil where only packed is kept
	packed   []byte    // gzip
	size     int       // of plain
}

// newRendition makes a rendition of octets that follow last (nil: none). While octets are equal, so are tag and time;
// octets that differ are later by a second at least, because that is what Last-Modified can tell.
func newRendition(revision, name string, octets []byte, last *rendition, now time.Time) *rendition {
	sum := sha256.Sum256(octets)
	made := &rendition{revision: revision, name: name, tag: hex.EncodeToString(sum[:16]), modified: now.UTC().Truncate(time.Second)}
	if last != nil {
		switch {
		case last.tag == made.tag:
			same := *last
			same.revision, same.name = revision, name
			return &same
		case !made.modified.After(last.modified):
			made.modified = last.modified.Add(time.Second)
		}
	}
	made.plain, made.size, made.packed = octets, len(octets), pack(octets)
	return made
}

func pack(octets []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write(octets) // a bytes.Buffer takes everything
	w.Close()
	return b.Bytes()
}

// packedOnly is the same without its plain octets, which take ten times the room.
func (m *rendition) packedOnly() *rendition {
	slim := *m
	slim.plain = nil
	return &slim
}

// octets are the plain ones.
func (m *rendition) octets() ([]byte, error) {
	if m.plain != nil {
		return m.plain, nil
	}
	r, err := gzip.NewReader(bytes.NewReader(m.packed))
	if err != nil {
		return nil, err
	}
	b := bytes.NewBuffer(make([]byte, 0, m.size))
	_, err = io.Copy(b, r)
	return b.Bytes(), err
}

// send answers a GET or HEAD, or 304 where the client has these octets (RFC 9110 §13.2.2). The Accept header is not
// looked at: Google sends none.
func (m *rendition) send(w http.ResponseWriter, r *http.Request, now time.Time) {
	zip, tag := acceptsGzip(r.Header), m.tag
	if zip {
		tag += gzipSuffix
	}
	h := w.Header()
	h.Set("ETag", quoted(tag))
	h.Set("Vary", "Accept-Encoding")
	if !m.modified.After(now) { // never later than Date (RFC 9110 §8.8.2.1)
		h.Set("Last-Modified", m.modified.Format(http.TimeFormat))
	}
	if unchanged(r.Header, m.tag, m.modified) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body, err := m.packed, error(nil)
	if zip {
		h.Set("Content-Encoding", "gzip")
	} else if body, err = m.octets(); err != nil {
		panic(http.ErrAbortHandler) // what was packed here unpacks; a cut connection makes clients keep what they have
	}
	h.Set("Content-Type", "text/calendar; charset=utf-8")
	if strings.HasSuffix(m.name, ".json") {
		h.Set("Content-Type", "application/json")
	} else {
		h.Set("Content-Disposition", mime.FormatMediaType("inline", map[string]string{"filename": m.name}))
	}
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		w.Write(body)
	}
}

// shelf keeps renditions by key while there is room for them: what was asked for last stays longest.
type shelf struct {
	room int // octets

	mu     sync.Mutex
	taken  int
	places map[string]*list.Element
	order  list.List // of *shelved, asked for last in front
}

type shelved struct {
	key string
	*rendition
}

// weight of a rendition with what keeps it.
func (k *shelved) weight() int { return len(k.key) + len(k.plain) + len(k.packed) + 512 }

func (s *shelf) get(key string) *rendition {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.places[key]
	if e == nil {
		return nil
	}
	s.order.MoveToFront(e)
	return e.Value.(*shelved).rendition
}

func (s *shelf) put(key string, m *rendition) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drop(s.places[key])
	k := &shelved{key, m}
	if s.places == nil {
		s.places = map[string]*list.Element{}
	}
	s.places[key] = s.order.PushFront(k)
	s.taken += k.weight()
	for s.taken > s.room && s.order.Len() > 0 {
		s.drop(s.order.Back())
	}
}

func (s *shelf) remove(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drop(s.places[key])
}

// drop takes a place out, nil is none. The caller holds mu.
func (s *shelf) drop(e *list.Element) {
	if e == nil {
		return
	}
	k := s.order.Remove(e).(*shelved)
	delete(s.places, k.key)
	s.taken -= k.weight()
}
