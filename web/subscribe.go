package web

import (
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"github.com/gorilla/mux"

	"parcours/events"
	"parcours/messages"
	"parcours/pages"
)

// subscription is a published calendar and the ways to subscribe to it.
type subscription struct {
	ID      string // anchor
	Label   string
	Title   string // with the programme's name, for those who hear the page
	Color   string
	Address string // https://...
	Webcal  template.URL
	Google  string
	Outlook string
	Office  string
	QR      string
}

// subscriptions of the programme: for all, by category, by territory and by territory and category.
type subscriptions struct {
	Public      []subscription // all, then each category
	ByTerritory map[string][]subscription
}

// publicCalendars are those of all and of each category.
func (p *Pages) publicCalendars(snap *events.Snapshot, words *messages.Printer) (all []subscription) {
	few := snap.Programme
	few.Territories = nil
	for _, f := range (&events.Snapshot{Programme: few}).Feeds() {
		one := p.subscription(f)
		if one.Label = words.T("web.all_sessions"); f.Scope != "all" {
			one.Label = snap.Category(strings.TrimPrefix(f.Scope, "c/")).Label
		}
		all = append(all, one)
	}
	return all
}

func (p *Pages) subscriptions(snap *events.Snapshot, words *messages.Printer) subscriptions {
	s := subscriptions{ByTerritory: map[string][]subscription{}}
	for _, f := range p.events.Programme().Feeds() {
		one := p.subscription(f)
		switch parts := strings.Split(f.Scope, "/"); {
		case f.Scope == "all":
			one.Label = words.T("web.all_sessions")
			s.Public = append(s.Public, one)
		case parts[0] == "c" && len(parts) == 2:
			if c := snap.Category(parts[1]); c != nil {
				one.Label = c.Label
				s.Public = append(s.Public, one)
			}
		case parts[0] == "t" && len(parts) > 1:
			one.Label = words.T("web.all_categories")
			if c := snap.Category(parts[len(parts)-1]); len(parts) == 3 && c != nil {
				one.Label = c.Label
			}
			s.ByTerritory[parts[1]] = append(s.ByTerritory[parts[1]], one)
		}
	}
	return s
}

func (p *Pages) subscription(f events.FeedInfo) subscription {
	address := p.PublicURL + f.Path
	webcal := webcalAddress(address)
	outlook := "/calendar/0/addfromweb?url=" + url.QueryEscape(address) + "&name=" + url.QueryEscape(f.Title)
	return subscription{
		ID: "s-" + strings.ReplaceAll(f.Scope, "/", "-"), Title: f.Title, Color: f.Color,
		Address: address,
		Webcal:  template.URL(webcal), // built of the operator's address and a feed's path
		Google:  "https://calendar.google.com/calendar/r?cid=" + url.QueryEscape(webcal),
		Outlook: "https://outlook.live.com" + outlook,
		Office:  "https://outlook.office.com" + outlook,
		QR:      "/qr/" + f.Scope + ".svg",
	}
}

// webcalAddress is the address that opens a calendar program.
func webcalAddress(address string) string {
	_, rest, _ := strings.Cut(address, "://")
	return "webcal://" + rest
}

// qr draws the address of a public calendar for a telephone's camera.
func (p *Pages) qr(w http.ResponseWriter, r *http.Request) {
	scope := mux.Vars(r)["scope"]
	for _, f := range p.events.Programme().Feeds() {
		if f.Scope != scope {
			continue
		}
		drawing, err := pages.DrawQR(webcalAddress(p.PublicURL + f.Path))
		if err != nil {
			p.Failed(w, r, err)
			return
		}
		w.Header().Set("Content-Type", "image/svg+xml")
		w.Header().Set("Cache-Control", "public, max-age=3600")
		_, _ = w.Write(drawing)
		return
	}
	p.NotFound(w, r)
}
