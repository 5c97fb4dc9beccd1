package config

import (
	"parcours/events"
)

var (
	statuses = wordsOf([]events.Status{events.Fixed, events.Estimated, events.Candidate, events.Cancelled})
	modes    = wordsOf([]events.Mode{events.Online, events.OnSite})
)

// sessions reads every [[session]] and expands those with rooms or options.
func (l *loader) sessions() {
	for _, t := range l.root.tables("session") {
		l.file.Programme.Sessions = append(l.file.Programme.Sessions, l.session(t)...)
	}
	for _, a := range l.asked {
		l.refer(a.in, "session", a.name)
	}
}

func (l *loader) session(t *table) []events.Plan {
	rooms, options := t.tables("room"), t.tables("option")
	plan := events.Plan{
		ID:          l.identify(t, "session"),
		Title:       t.need("title").text,
		Kind:        t.text("kind").text,
		Description: t.text("description").text,
		Status:      events.Status(t.one("status", statuses, usualStatus(options)).text),
		Place:       place(t.table("place")),
		Optional:    t.flag("optional"),
		Why:         t.text("why").text,
		Poll:        l.refer(t, "poll", t.text("poll")),
	}
	plan.Audience = l.audience(t.table("audience"), plan.ID)
	l.describesItself(t, plan.ID)
	defer t.close()
	t.consistent(plan, len(rooms), len(options))
	if len(options) > 0 {
		return l.options(t, plan, options)
	}
	plan.When, plan.Parts = l.timed(t, nil)
	if plan.Poll != "" {
		plan.Option, plan.Options = 1, 1
	}
	if len(rooms) > 0 {
		return l.rooms(t, plan, rooms)
	}
	return []events.Plan{plan}
}

func usualStatus(options []*table) string {
	if len(options) > 0 {
		return string(events.Candidate)
	}
	return string(events.Fixed)
}

// consistent checks what only some sessions can have.
func (t *table) consistent(plan events.Plan, rooms, options int) {
	settled := plan.Status == events.Fixed || plan.Status == events.Estimated
	switch {
	case rooms > 0 && options > 0:
		t.add(t.at("option"), "Keep the rooms, or ask for the date first.", "%s has rooms and options", t.name)
	case options > 0 && !t.has("poll"):
		t.add(t.at("option"), `Add poll = "...", and the [[poll]] if it is not there.`, "%s has options and is in no poll", t.name)
	case options > 0 && settled:
		t.add(t.at("status"), "Remove status, or the options.", "%s is %s and has options", t.name, plan.Status)
	case options == 0 && plan.Status == events.Candidate:
		t.add(t.at("status"), `Add [[session.option]] with the dates, or write status = "estimated" for a single one.`, "%s is a candidate without options", t.name)
	}
}

// options makes one plan a candidate date.
func (l *loader) options(t *table, base events.Plan, options []*table) []events.Plan {
	halves := t.halves("halves")
	for _, key := range []string{"start", "end", "date", "until"} {
		t.get(key)
		if t.has(key) {
			t.add(t.at(key), "Move it into the [[session.option]]s.", "%s has options and a %q of its own", t.name, key)
		}
	}
	var plans []events.Plan
	for i, o := range options {
		plan := base
		plan.ID = l.part(o, base.ID, "id")
		plan.Group, plan.GroupTitle = base.ID, base.Title
		plan.Option, plan.Options = i+1, len(options)
		l.own(o, &plan)
		plan.When, plan.Parts = l.timed(o, halves)
		o.close()
		plans = append(plans, plan)
	}
	return plans
}

// rooms makes one plan a category.
func (l *loader) rooms(t *table, base events.Plan, rooms []*table) []events.Plan {
	var plans []events.Plan
	for _, r := range rooms {
		plan := base
		category := r.need("category")
		plan.Category = l.refer(r, "category", category)
		if _, known := l.ids["category"][plan.Category]; known || plan.Category == "" || r.has("session_id") {
			plan.ID = l.part(r, base.ID, "category")
		}
		plan.Group, plan.GroupTitle = base.ID, base.Title
		plan.Room = events.Room{Link: r.link("link"), Description: r.text("description").text}
		l.own(r, &plan)
		for _, key := range []string{"start", "end", "date", "until", "halves", "halves_before"} {
			r.get(key)
		}
		if r.has("start") || r.has("end") || r.has("date") || r.has("until") || r.has("halves") {
			plan.When, plan.Parts = l.timed(r, nil)
		}
		if plan.Status == events.Candidate {
			r.add(r.at("status"), `Write "fixed", "estimated" or "cancelled".`, "%s is a candidate without options", r.name)
		}
		r.close()
		plans = append(plans, plan)
	}
	return plans
}

// own reads what a room or an option says in place of its session: whatever it does not say is the session's.
func (l *loader) own(t *table, p *events.Plan) {
	if title := t.text("title"); title.given() {
		p.Title = t.need("title").text
	}
	for key, to := range map[string]*string{"kind": &p.Kind, "session_title": &p.GroupTitle, "session_description": &p.Description, "why": &p.Why} {
		if w := t.text(key); w.given() {
			*to = w.text
		}
	}
	p.Status = events.Status(t.one("status", statuses, string(p.Status)).text)
	p.Optional = t.flagOr("optional", p.Optional)
	if where := t.table("place"); !where.absent {
		p.Place = place(where)
	}
	if rule := t.table("audience"); !rule.absent {
		p.Audience = l.audience(rule, p.ID)
	}
	if l.whole[p.Group] {
		l.whole[p.ID] = true
	}
	if t.get("described"); t.has("described") {
		l.whole[p.ID] = !t.flag("described")
	}
}

// part is the id of a room or an option: the session's, "-" and what one of its keys says; or another one that it gives whole.
func (l *loader) part(t *table, session, key string) string {
	id := t.text("session_id")
	if !id.given() {
		own := t.need(key)
		id = word{session + "-" + own.text, own.at}
		if session == "" || own.text == "" {
			id.text = ""
		}
	}
	t.get(key)
	if id.text == "" {
		l.holes["session"] = true
		return ""
	}
	l.learn(t, "session", id)
	return id.text
}

// partsOf are the parts of a day that has several.
func partsOf(halves []half) []events.Part {
	if len(halves) < 2 {
		return nil
	}
	var parts []events.Part
	for _, h := range halves {
		parts = append(parts, events.Part{From: h.from, To: h.to})
	}
	return parts
}

func place(t *table) events.Place {
	defer t.close()
	return events.Place{
		Mode:  events.Mode(t.one("mode", modes, string(events.PlaceUnknown)).text),
		Where: t.text("where").text,
		Link:  t.link("link"),
	}
}

func (l *loader) audience(t *table, session string) events.Audience {
	defer t.close()
	a := events.Audience{
		Categories:  l.referAll(t, "category", t.texts("categories")),
		Territories: l.referAll(t, "territory", t.texts("territories")),
	}
	if a.Nobody = t.flag("nobody"); a.Nobody && len(t.node.keys) > 1 {
		t.add(t.at("nobody"), "Remove nobody, or what else is said of whom it asks.", "%s asks nobody, and somebody", t.name)
	}
	for _, w := range t.texts("roles") {
		t.check(w, "role", roles)
		a.Roles = append(a.Roles, events.Role(w.text))
	}
	for _, w := range t.texts("asked_to") {
		if w.text == session {
			t.add(w.at, "Name other sessions.", "session %q asks whom it asks itself", session)
			continue
		}
		l.asked = append(l.asked, askedTo{t, w})
		a.AskedTo = append(a.AskedTo, w.text)
	}
	return a
}
