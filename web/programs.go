package web

import (
	"encoding/base64"
	"html/template"

	"parcours/events"
	"parcours/messages"
	"parcours/pages"
)

// programs are the calendars that people use, as the address names them.
var programs = []string{"google", "outlook", "apple", "thunderbird", "android", "another"}

// subscribing asks one thing, which calendar somebody uses, and then tells the steps for that one.
type subscribing struct {
	Programs []choice
	Program  string // "" until they chose
	Label    string // of the program
	Steps    []string
	Public   *way
	Own      *way   // of whoever signed in
	Other    string // address at which another one is chosen
}

// way is a calendar and how the chosen program subscribes to it.
type way struct {
	subscription
	Program string
	Picture template.URL // QR code
}

// subscribing says how to subscribe to what is looked at, and to one's own feed.
func (p *Pages) subscribing(l look, snap *events.Snapshot, words *messages.Printer, who *events.Person) subscribing {
	s := subscribing{Program: l.Program, Other: l.with("").address("calendars")}
	for _, program := range programs {
		one := choice{ID: program, Label: words.T("web.program." + program), Address: l.with(program).address("calendars"), Chosen: program == l.Program}
		s.Programs = append(s.Programs, one)
		if one.Chosen {
			s.Label = one.Label
		}
	}
	feed, known := snap.FeedOf(l.scope())
	if l.Program == "" || !known {
		return s
	}
	for _, step := range []string{"first", "second", "third"} {
		s.Steps = append(s.Steps, words.T("web.steps."+l.Program+"."+step))
	}
	s.Public = &way{p.subscription(feed), l.Program, template.URL("/qr/" + feed.Scope + ".svg")} // a feed's scope
	s.Public.ID, s.Public.Label = "to-subscribe", words.T("web.all_sessions")
	if title := l.as("").title(snap, words); title != "" {
		s.Public.Label = title
	}
	if who != nil && who.FeedToken != "" {
		s.Own = p.ownWay(l.Program, who, words)
	}
	return s
}

// ownWay is the feed of whoever signed in. Its address is a secret: the QR code is drawn into the page.
func (p *Pages) ownWay(program string, who *events.Person, words *messages.Printer) *way {
	title := words.T("web.own.feed")
	own := &way{p.subscription(events.NewFeedInfo("p/"+who.FeedToken, title, "Mon-Parcours.ics", "")), program, ""}
	own.ID, own.Label = "own-feed", title
	if drawing, err := pages.DrawQR(webcalAddress(own.Address)); err == nil {
		own.Picture = template.URL("data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString(drawing)) // drawn here
	}
	return own
}
