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

// said is one thing that a file says of a session or of a person: the key of its name, and its words.
type said struct{ key, words string }

// differing are the things of two lists alike that are not the same.
func (v voice) differing(file, here []said) (all []saidView) {
	for i := range here {
		if file[i].words != here[i].words {
			all = append(all, saidView{v.words.T("filing.field." + here[i].key), v.shown(file[i].words), v.shown(here[i].words)})
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
	switch {
	case d.Said == nil:
		view.State = v.words.T("filing.made")
	case d.Now == nil:
		view.State = v.words.T("filing.gone")
	default:
		view.Said = v.differing(v.ofSession(d.Said), v.ofSession(d.Now))
	}
	return view
}

// ofSession is all that a file says of a session.
func (v voice) ofSession(p *events.Plan) []said {
	yes := map[bool]string{true: v.words.T("command.yes")}
	return []said{
		{"title", p.Title}, {"session_title", p.GroupTitle}, {"when", report.When(v.words, v.snap, p.When)}, {"status", v.words.T("command.session." + string(p.Status))},
		{"kind", p.Kind}, {"place", pages.PlaceOf(v.words, p.Place)}, {"link", p.Place.Link}, {"asks", v.asks(p)}, {"optional", yes[p.Optional]}, {"text", p.Description},
		{"room_link", p.Room.Link}, {"room_description", p.Room.Description}, {"why", p.Why},
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
	switch {
	case d.Said == nil:
		view.State = v.words.T("filing.added")
	case d.Now == nil:
		view.State = v.words.T("filing.removed")
	default:
		view.Said = v.differing(v.ofPerson(d.Said), v.ofPerson(d.Now))
	}
	return view
}

// ofPerson is all that a file says of somebody.
func (v voice) ofPerson(p *events.Person) []said {
	var places []string
	for _, id := range p.Territories {
		places = append(places, report.Territory(v.snap, id))
	}
	role, briefed := "", map[bool]string{true: v.words.T("command.yes")}
	if p.Role != "" {
		role = v.words.T("people.role." + string(p.Role))
	}
	return []said{
		{"name", p.Name}, {"email", p.Email}, {"function", p.Function}, {"role", role}, {"territories", v.words.List(places)}, {"category", report.Category(v.snap, p.Category)},
		{"language", p.Language}, {"godparent", report.Person(v.words, v.snap, p.Godparent)}, {"briefed", briefed[p.Briefed]},
	}
}
