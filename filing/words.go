package filing

import (
	"cmp"

	"parcours/events"
	"parcours/messages"
	"parcours/pages"
	"parcours/record"
	"parcours/report"
)

// voice puts what a file says into words.
type voice struct {
	snap  *events.Snapshot
	words *messages.Printer
}

// longest is how much of a text is shown, in characters.
const longest = 300

// differing are the things of two lists alike that are not the same.
func (v voice) differing(file, here []report.Fact) (all []saidView) {
	for i := range here {
		if file[i].Words != here[i].Words {
			all = append(all, saidView{v.words.T("filing.field." + here[i].Key), v.shown(file[i].Words), v.shown(here[i].Words)})
		}
	}
	return all
}

func (v voice) shown(text string) string {
	return cmp.Or(pages.Shortened(text, longest), v.words.T("filing.nothing"))
}

// session is a session that drifted, in words.
func (v voice) session(d record.Drift[events.Plan]) driftView {
	one := cmp.Or(d.Now, d.Said)
	view := driftView{ID: one.ID, Title: one.Title}
	if one.Category != "" {
		view.Title += " (" + report.Category(v.snap, one.Category) + ")"
	}
	if x := v.snap.Session(one.ID); x != nil && x.Listed() {
		view.URL = "/organise/sessions/" + one.ID
	}
	return drifted(v, d, view, v.words.T("filing.made"), v.words.T("filing.gone"), v.ofSession)
}

// drifted says in a view what became of a session or of a person since the file said what it is: made here, gone, or what differs.
func drifted[T any](v voice, d record.Drift[T], view driftView, made, gone string, facts func(*T) []report.Fact) driftView {
	switch {
	case d.Said == nil:
		view.State = made
	case d.Now == nil:
		view.State = gone
	default:
		view.Said = v.differing(facts(d.Said), facts(d.Now))
	}
	return view
}

// ofSession is all that a file says of a session.
func (v voice) ofSession(p *events.Plan) []report.Fact {
	yes := map[bool]string{true: v.words.T("command.yes")}
	return []report.Fact{
		{Key: "title", Words: p.Title}, {Key: "session_title", Words: p.GroupTitle}, {Key: "when", Words: report.When(v.words, v.snap, p.When)}, {Key: "status", Words: v.words.T("command.session." + string(p.Status))},
		{Key: "kind", Words: p.Kind}, {Key: "place", Words: pages.PlaceOf(v.words, p.Place)}, {Key: "link", Words: p.Place.Link}, {Key: "asks", Words: v.asks(p)}, {Key: "optional", Words: yes[p.Optional]}, {Key: "text", Words: p.Description},
		{Key: "room_link", Words: p.Room.Link}, {Key: "room_description", Words: p.Room.Description}, {Key: "why", Words: p.Why},
	}
}

// asks is whom a session asks by its rule.
func (v voice) asks(p *events.Plan) string {
	a := p.Audience
	if a.Nobody {
		return v.words.T("sessions.asks_nobody")
	}
	var names []string
	for _, id := range a.Categories {
		names = append(names, report.Category(v.snap, id))
	}
	for _, id := range a.Territories {
		names = append(names, report.Territory(v.snap, id))
	}
	for _, role := range a.Roles {
		names = append(names, v.words.T("sessions.role."+string(role)))
	}
	if a.AskedTo != nil {
		names = append(names, v.words.T("filing.asked_to", "Sessions", v.words.List(report.Titles(v.snap, a.AskedTo))))
	}
	if names == nil {
		return v.words.T("web.for_all")
	}
	return v.words.List(names)
}

// person is somebody who drifted, in words.
func (v voice) person(d record.Drift[events.Person]) driftView {
	one := cmp.Or(d.Now, d.Said)
	view := driftView{ID: one.ID, Title: one.Name}
	if v.snap.Person(one.ID) != nil {
		view.URL = "/organise/people/" + one.ID
	}
	return drifted(v, d, view, v.words.T("filing.added"), v.words.T("filing.removed"), v.ofPerson)
}

// ofPerson is all that a file says of somebody.
func (v voice) ofPerson(p *events.Person) []report.Fact { return report.Profile(v.words, v.snap, p) }
