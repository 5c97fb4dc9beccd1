package caldav

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
)

// output sends a body whose length is not known at first: a short one whole, with its length; a long one in
// pieces, compressed where the client takes gzip. The status and headers leave with the first piece, so that an
// error before it can still be answered.
type output struct {
	w       http.ResponseWriter
	status  int
	zip     bool // the client takes gzip
	writer  io.Writer
	gz      *gzip.Writer
	pending []byte
}

const (
	pieceSize   = 32 << 10 // octets kept back until one writes
	worthGzip   = 1 << 10  // octets from which compression is worth its while
	gzipQuality = 4
)

var gzipWriters = sync.Pool{New: func() any {
	gz, err := gzip.NewWriterLevel(io.Discard, gzipQuality)
	if err != nil {
		panic(err) // the level is a constant
	}
	return gz
}}

func newOutput(w http.ResponseWriter, r *http.Request, status int) *output {
	w.Header().Add("Vary", "Accept-Encoding")
	return &output{w: w, status: status, zip: acceptsGzip(r.Header)}
}

// Write takes a piece of the body. A long one is not copied.
func (o *output) Write(p []byte) (int, error) {
	if len(p) >= pieceSize {
		if err := o.flush(); err != nil {
			return 0, err
		}
		return o.writer.Write(p)
	}
	o.pending = append(o.pending, p...)
	if len(o.pending) < pieceSize {
		return len(p), nil
	}
	return len(p), o.flush()
}

func (o *output) flush() error {
	if o.writer == nil {
		o.start()
	}
	if len(o.pending) == 0 {
		return nil
	}
	_, err := o.writer.Write(o.pending)
	o.pending = o.pending[:0]
	return err
}

func (o *output) start() {
	o.writer = o.w
	if o.zip && len(o.pending) >= worthGzip {
		o.w.Header().Set("Content-Encoding", "gzip")
		o.gz = gzipWriters.Get().(*gzip.Writer)
		o.gz.Reset(o.w)
		o.writer = o.gz
	}
	o.w.WriteHeader(o.status)
}

// Close sends what remains.
func (o *output) Close() error {
	if o.writer == nil && (!o.zip || len(o.pending) < worthGzip) {
		o.w.Header().Set("Content-Length", strconv.Itoa(len(o.pending)))
	}
	if err := o.flush(); err != nil {
		return err
	}
	if o.gz == nil {
		return nil
	}
	err := o.gz.Close()
	gzipWriters.Put(o.gz)
	o.gz = nil
	return err
}

// acceptsGzip reads Accept-Encoding (RFC 9110 §12.5.3).
func acceptsGzip(h http.Header) bool {
	accepted := false
	for part := range strings.SplitSeq(strings.Join(h.Values("Accept-Encoding"), ","), ",") {
		coding, params, _ := strings.Cut(part, ";")
		coding = strings.ToLower(strings.TrimSpace(coding))
		if coding != "gzip" && coding != "x-gzip" && coding != "*" {
			continue
		}
		q, found := strings.CutPrefix(strings.ReplaceAll(strings.ToLower(params), " ", ""), "q=")
		weight, err := strconv.ParseFloat(q, 64)
		accepted = !found || err == nil && weight > 0
		if coding != "*" {
			return accepted
		}
	}
	return accepted
}

// multistatus streams a 207 answer (RFC 4918 §13).
type multistatus struct {
	markup
	out *output
}

func newMultistatus(w http.ResponseWriter, r *http.Request) *multistatus {
	w.Header().Set("Content-Type", "application/xml; charset=utf-8")
	ms := &multistatus{out: newOutput(w, r, http.StatusMultiStatus)}
	ms.raw(xmlHeader + "<D:multistatus" + declarations + ">\n")
	return ms
}

// done hands on what was added since; it is called after each response.
func (ms *multistatus) done() error {
	ms.raw("\n")
	_, err := ms.out.Write(ms.buf)
	if ms.buf = ms.buf[:0]; cap(ms.buf) > 2*pieceOctets {
		ms.buf = nil
	}
	return err
}

// close ends the answer.
func (ms *multistatus) close() error {
	ms.raw("</D:multistatus>\n")
	if _, err := ms.out.Write(ms.buf); err != nil {
		return err
	}
	return ms.out.Close()
}

// statusOf adds a DAV:status.
func (m *markup) status(code int) {
	m.raw("<D:status>HTTP/1.1 ")
	m.number(int64(code))
	m.raw(" ")
	m.raw(http.StatusText(code))
	m.raw("</D:status>")
}

// bare adds a response without properties: a status for the whole resource.
func (ms *multistatus) bare(path string, code int, condition string) error {
	ms.raw("<D:response>")
	ms.href(path)
	ms.status(code)
	if condition != "" {
		ms.raw("<D:error>" + condition + "</D:error>")
	}
	ms.raw("</D:response>")
	return ms.done()
}
