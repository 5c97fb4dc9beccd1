package web

import (
	"mime"
	"net/http"

	"github.com/gorilla/mux"

	"parcours/feeds"
	"parcours/pages"
)

// sessionFile answers GET /s/{session}.ics: one session, as everybody may see it.
func (p *Pages) sessionFile(w http.ResponseWriter, r *http.Request) {
	feed, err := feeds.FeedOfSession(p.events.Programme(), mux.Vars(r)["session"])
	if err != nil {
		p.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": feed.Name}))
	w.Header().Set("Cache-Control", "public, max-age=60")
	pages.Keep(p.text.Feed(feed)).Send(w, r)
}
