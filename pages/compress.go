package pages

import (
	"bytes"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
)

// Kept is what is sent again and again, plain and compressed.
type Kept struct {
	tag           string // of the plain octets; the compressed ones have it with "-gzip" (RFC 9110 §8.8.3.3)
	plain, packed []byte
}

// Keep compresses octets once.
func Keep(octets []byte) *Kept {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write(octets) // a bytes.Buffer takes everything
	_ = w.Close()
	return &Kept{digest(octets), octets, b.Bytes()}
}

// Send answers with the octets, or with 304 where the browser has them (RFC 9110 §13.1.2). The other headers are set.
func (k *Kept) Send(w http.ResponseWriter, r *http.Request) {
	h, tag, body := w.Header(), k.tag, k.plain
	h.Add("Vary", "Accept-Encoding")
	if acceptsGzip(r.Header) {
		tag, body = tag+"-gzip", k.packed
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("ETag", `"`+tag+`"`)
	for known := range strings.SplitSeq(strings.Join(r.Header.Values("If-None-Match"), ","), ",") {
		switch strings.Trim(strings.TrimPrefix(strings.TrimSpace(known), "W/"), `"`) {
		case k.tag, k.tag + "-gzip":
			h.Del("Content-Encoding")
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body) // the browser went away: nobody to tell
}

// acceptsGzip reads Accept-Encoding (RFC 9110 §12.5.3).
func acceptsGzip(h http.Header) bool {
	accepted := false
	for part := range strings.SplitSeq(strings.ToLower(strings.Join(h.Values("Accept-Encoding"), ",")), ",") {
		coding, weight, weighed := strings.Cut(strings.ReplaceAll(part, " ", ""), ";q=")
		if coding != "gzip" && coding != "*" {
			continue
		}
		q, err := strconv.ParseFloat(weight, 64)
		accepted = !weighed || err == nil && q > 0
		if coding == "gzip" {
			return accepted
		}
	}
	return accepted
}

// bySecret finds the pages whose address is a secret that stands on the page too. They are small, and sent as they are: from the
// length of what is compressed a listener could guess a secret beside what others wrote (the BREACH attack).
var bySecret = regexp.MustCompile(`^/(a|m|enter|password|alias|newcomer|unsubscribe|letterbox)/`)

// packed compresses the pages that are made for one request.
func packed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if bySecret.MatchString(r.URL.Path) {
			next.ServeHTTP(w, r)
			return
		}
		p := &packer{ResponseWriter: w, zip: acceptsGzip(r.Header)}
		next.ServeHTTP(p, r)
		if p.gz != nil {
			_ = p.gz.Close() // the browser went away: nobody to tell
			packers.Put(p.gz)
		}
	})
}

var packers = sync.Pool{New: func() any { return gzip.NewWriter(nil) }}

// packer compresses HTML that is not compressed yet.
type packer struct {
	http.ResponseWriter
	zip, begun bool
	gz         *gzip.Writer
}

func (p *packer) WriteHeader(status int) {
	h := p.Header()
	if !p.begun && strings.HasPrefix(h.Get("Content-Type"), "text/html") && h.Get("ETag") == "" {
		h.Add("Vary", "Accept-Encoding")
		if p.zip && status != http.StatusNotModified {
			h.Set("Content-Encoding", "gzip")
			h.Del("Content-Length")
			p.gz = packers.Get().(*gzip.Writer)
			p.gz.Reset(p.ResponseWriter)
		}
	}
	p.begun = true
	p.ResponseWriter.WriteHeader(status)
}

func (p *packer) Write(octets []byte) (int, error) {
	if !p.begun {
		p.WriteHeader(http.StatusOK)
	}
	if p.gz != nil {
		return p.gz.Write(octets)
	}
	return p.ResponseWriter.Write(octets)
}

// Unwrap lets http.ResponseController reach the connection.
func (p *packer) Unwrap() http.ResponseWriter { return p.ResponseWriter }
