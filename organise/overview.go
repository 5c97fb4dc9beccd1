package organise

import (
	"net/http"

	"parcours/events"
)

// overviewPage is what needs an organiser now.
type overviewPage struct {
	frame
	Waiting int    // messages that somebody has to settle
	Next    string // title and time of the next session, "" without one
	When    string
}

// overview answers GET /organise.
func (p *Pages) overview(w http.ResponseWriter, r *http.Request, who *events.Person) {
	words := p.WordsFor(r, who.Language)
	waiting, err := p.delivery.Waiting(r.Context())
	if err != nil {
		p.Failed(w, r, err)
		return
	}
	page := &overviewPage{frame: p.frame(words, "/organise", words.T("organise.overview")), Waiting: len(waiting)}
	now := p.events.Now()
	for _, x := range p.events.Programme().All() {
		if x.Live() && !x.Draft() && x.When.Start.After(now) {
			page.Next, page.When = x.Title, words.When(x.When.Start, x.When.End, x.When.AllDay)
			break
		}
	}
	p.Send(w, http.StatusOK, words.Lang(), templates, "overview", page)
}
