package pages

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"net/http"
)

//go:embed static
var staticFiles embed.FS

var staticTypes = map[string]string{"style.css": "text/css; charset=utf-8", "favicon.svg": "image/svg+xml", "draft.js": "text/javascript; charset=utf-8", "live.js": "text/javascript; charset=utf-8"}

// StyleAddress changes with the stylesheet, so that it may be kept for ever.
var StyleAddress = "/static/style.css?v=" + digest(staticFile("style.css"))

// draftAddress is that of the script that keeps drafts.
var draftAddress = "/static/draft.js?v=" + digest(staticFile("draft.js"))

// liveAddress is that of the script that keeps an open table up to date.
var liveAddress = "/static/live.js?v=" + digest(staticFile("live.js"))

func staticFile(name string) []byte {
	octets, err := staticFiles.ReadFile("static/" + name)
	if err != nil {
		panic(err) // names are constants; read at start
	}
	return octets
}

func digest(octets []byte) string {
	sum := sha256.Sum256(octets)
	return base64.RawURLEncoding.EncodeToString(sum[:9])
}

// Static answers with a file of the static folder.
func Static(name string) http.HandlerFunc {
	octets := staticFile(name)
	file, kind, current := Keep(octets), staticTypes[name], "v="+digest(octets)
	return func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Type", kind)
		h.Set("Cache-Control", "public, max-age=86400")
		if r.URL.RawQuery == current {
			h.Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		file.Send(w, r)
	}
}
