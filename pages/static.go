package pages

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"net/http"
	"path"

	"github.com/gorilla/mux"
)

//go:embed static
var staticFiles embed.FS

var staticTypes = map[string]string{".css": "text/css; charset=utf-8", ".svg": "image/svg+xml", ".js": "text/javascript; charset=utf-8", ".txt": "text/plain; charset=utf-8"}

// staticNames are the files that are served below /static/.
var staticNames = []string{"style.css", "favicon.svg", "draft.js", "live.js", "month.js", "fullcalendar/core.js", "fullcalendar/daygrid.js", "fullcalendar/fr.js", "fullcalendar/licence.txt"}

// StyleAddress changes with the stylesheet, so that it may be kept for ever.
var StyleAddress = staticAddress("style.css")

// draftAddress is that of the script that keeps drafts.
var draftAddress = staticAddress("draft.js")

// liveAddress is that of the script that keeps an open table up to date.
var liveAddress = staticAddress("live.js")

// monthScript is that of the script that shows a month with FullCalendar, and calendarParts those of FullCalendar, in their order.
var (
	monthScript   = staticAddress("month.js")
	calendarParts = staticAddress("fullcalendar/core.js") + " " + staticAddress("fullcalendar/daygrid.js") + " " + staticAddress("fullcalendar/fr.js")
)

func staticAddress(name string) string { return "/static/" + name + "?v=" + digest(staticFile(name)) }

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
	file, kind, current := Keep(octets), staticTypes[path.Ext(name)], "v="+digest(octets)
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

// Statics answers for all of them, by the variable "name" of the route.
func (p *Site) Statics() http.HandlerFunc {
	all := map[string]http.HandlerFunc{}
	for _, name := range staticNames {
		all[name] = Static(name)
	}
	return func(w http.ResponseWriter, r *http.Request) {
		if file := all[mux.Vars(r)["name"]]; file != nil {
			file(w, r)
			return
		}
		p.NotFound(w, r)
	}
}
