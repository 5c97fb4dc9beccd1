package config

import (
	"regexp"
	"time"

	"parcours/events"
)

var (
	languages = []string{"fr", "en"}
	states    = []string{"to_qualify", "diagnosis_missing", "oriented", "open_question", "either_or"}
	zones     = []string{"A", "B", "C"}
	hostName  = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$`)
	colour    = regexp.MustCompile(`^(#[0-9A-Fa-f]{6}|[a-z]+)$`)
)

// programme reads everything but the server's settings. What others refer to comes first.
func (l *loader) programme() {
	t, p := l.root, &l.file.Programme
	l.file.HasProgramme = t.has("programme")
	if heading := t.table("programme"); !heading.absent {
		l.heading(heading)
	}
	for _, c := range t.tables("category") {
		p.Categories = append(p.Categories, l.category(c))
	}
	for _, place := range t.tables("territory") {
		p.Territories = append(p.Territories, l.territory(place))
	}
	l.people()
	polls := l.polls()
	l.sessions()
	l.decisions()
	l.themes()
	l.votable(polls)
	l.resources()
	p.Dialogue = l.dialogue(t.table("dialogue"))
	p.Budget = l.budget(t.table("budget"))
	p.Holidays = l.holidays(t.table("holidays"))
	l.noteParts()
	l.withoutProgramme()
	l.nobodyAsked()
}

// withoutProgramme reports parts of a programme that is not there.
func (l *loader) withoutProgramme() {
	if l.file.HasProgramme {
		return
	}
	for _, key := range []string{"category", "territory", "session", "poll", "decision", "theme", "resource", "dialogue", "budget", "holidays"} {
		if l.root.has(key) {
			l.add(l.root.at(key), "Add [programme] with id, title, time_zone and organiser.", "%q is part of a programme, and there is no [programme]", key)
			return
		}
	}
}

func (l *loader) heading(t *table) {
	p := &l.file.Programme
	id := t.need("id")
	if p.ID = id.text; p.ID != "" && !hostName.MatchString(p.ID) {
		t.add(id.at, `Write it like a host name: id = "territoires-2022.example.org".`, "id %q is no host name", p.ID)
	}
	p.Title = t.need("title").text
	p.Description = t.text("description").text
	p.Language = t.one("language", languages, "fr").text
	p.TimeZone = l.zone(t)
	p.Organiser = l.organiser(t)
	note := t.table("note")
	p.Note = events.Note{Title: note.text("title").text, Context: note.text("context").text, Object: note.text("object").text}
	l.parts = note.tables("part")
	note.close()
	l.file.Moved = t.flag("moved")
	for _, rule := range t.texts("rules") {
		p.Rules = append(p.Rules, rule.text)
	}
	t.close()
}

func (l *loader) zone(t *table) string {
	name := t.need("time_zone")
	loc, err := time.LoadLocation(name.text)
	switch {
	case name.text == "":
	case err != nil || name.text == "Local":
		t.add(name.at, `Write an IANA name: time_zone = "Europe/Paris".`, "unknown time zone %q", name.text)
	default:
		l.loc = loc
	}
	return name.text
}

func (l *loader) organiser(t *table) events.Organisation {
	if !t.has("organiser") {
		t.missing("organiser", `organiser = { id = "...", name = "...", email = "..." }`)
		return events.Organisation{}
	}
	o := t.table("organiser")
	if o.absent {
		return events.Organisation{}
	}
	defer o.close()
	o.need("email")
	return events.Organisation{ID: l.identify(o, "organiser"), Name: o.need("name").text, Email: o.address("email")}
}

func (l *loader) category(t *table) events.Category {
	c := events.Category{ID: l.identify(t, "category"), Label: t.need("label").text}
	color := t.text("color")
	if c.Color = color.text; color.given() && !colour.MatchString(c.Color) {
		t.add(color.at, `Write a CSS name or six hexadecimal digits: color = "#1f6f8b".`, "%q is no colour: %q", "color", c.Color)
	}
	t.close()
	return c
}

func (l *loader) territory(t *table) events.Territory {
	defer t.close()
	return events.Territory{
		ID:          l.identify(t, "territory"),
		Name:        t.need("name").text,
		Orientation: t.text("orientation").text,
		State:       t.one("state", states, states[0]).text,
		SchoolZone:  l.schoolZone(t),
		Dialogue:    t.text("dialogue").text,
	}
}

func (l *loader) resources() {
	p := &l.file.Programme
	for _, t := range l.root.tables("resource") {
		r := events.Resource{
			ID:        l.identify(t, "resource"),
			Title:     t.need("title").text,
			URL:       t.link("url"),
			Territory: l.refer(t, "territory", t.text("territory")),
			Sessions:  l.referAll(t, "session", t.texts("sessions")),
			Decisions: l.decisionsOf(t),
			Words:     t.text("words").text,
		}
		if !t.has("url") {
			t.missing("url", `url = "https://..."`)
		}
		t.close()
		p.Resources = append(p.Resources, r)
	}
	for i := range p.Sessions {
		p.Sessions[i].Resources = p.ResourcesAt(&p.Sessions[i])
	}
}

func (l *loader) dialogue(t *table) events.Dialogue {
	defer t.close()
	l.describesItself(t, "dialogue")
	return events.Dialogue{
		Title:       t.text("title").text,
		Description: t.text("description").text,
		Before:      t.day("before").Day,
		Pilot:       l.refer(t, "person", t.text("pilot")),
		Words:       plain(t.texts("words")),
		Preparation: plain(t.texts("preparation")),
		ByTitle:     t.flag("by_title"),
		Sheet:       t.text("sheet").text,
	}
}

// plain are the texts of a list.
func plain(words []word) []string {
	var all []string
	for _, w := range words {
		all = append(all, w.text)
	}
	return all
}

func (l *loader) budget(t *table) events.Budget {
	l.describesItself(t, "budget")
	b := events.Budget{
		Title:       t.text("title").text,
		Description: t.text("description").text,
		Days:        int(t.number("days", 0, 366, 0)),
		OnSite:      int(t.number("on_site", 0, 366, 0)),
		StabiliseBy: t.day("stabilise_by").Day,
	}
	if b.OnSite > b.Days && (b.Days > 0 || !t.has("days")) {
		t.add(t.at("on_site"), "Write how many of the days are on site.", "%q is more than the days of the budget: %d of %d", "on_site", b.OnSite, b.Days)
	}
	t.close()
	return b
}
