package organise

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/gorilla/mux"

	"parcours/events"
	"parcours/messages"
	"parcours/office"
	"parcours/pages"
	"parcours/report"
)

// planPage is one session with its form, or the form of a new one.
type planPage struct {
	office.Frame
	New, Draft, Live, Polled, Room bool
	URL, Name                      string
	Status                         pages.Chip
	When, Asked                    string
	Count                          int // people asked
	Rooms                          []sessionRoom
	Form                           sessionForm
	Categories, Territories, Roles []office.Option
	Follows                        []office.Option // sessions whose people it may ask
	RoomFor                        []office.Option
	Saved, Problem                 string
	Problems                       []office.Problem
	Changed                        []difference // what somebody else changed since the form was shown
}

// Wrong is what is wrong with a field, "" if nothing.
func (page *planPage) Wrong(field string) string {
	for _, x := range page.Problems {
		if x.Field == field {
			return x.Words
		}
	}
	return ""
}

// sessionForm answers GET /organise/sessions/{session}.
func (p *Pages) sessionForm(w http.ResponseWriter, r *http.Request, who *events.Person) {
	x, all := office.SessionNamed(p.events.Programme(), mux.Vars(r)["session"])
	if x == nil {
		p.NotFound(w, r)
		return
	}
	e := &sessionEdit{x: x, form: formOf(p.events.Programme(), x)}
	e.form.All = all
	p.showPlan(w, r, who, http.StatusOK, e)
}

// showPlan shows a session with a form as it was typed.
func (p *Pages) showPlan(w http.ResponseWriter, r *http.Request, who *events.Person, status int, e *sessionEdit) {
	words, snap := p.WordsFor(r, who.Language), p.events.Programme()
	page := &planPage{New: e.x == nil, Form: e.form, Problems: office.Problems(words, "sessions", e.wrong)}
	title := words.T("sessions.new")
	if e.x != nil {
		title = e.x.Title
		p.describeSession(words, page, e.x)
	}
	page.Frame = p.Frame(words, "/organise/sessions", title)
	page.OtherURL = r.URL.Path + otherLang(r, page.Other)
	fillChoices(words, snap, page)
	fillFollows(words, snap, page)
	if len(e.wrong) > 0 {
		page.Problem = words.T("sessions.refused", "Count", len(e.wrong))
	}
	if status == http.StatusConflict {
		page.Problem = words.T("sessions.outdated")
		for _, x := range e.outdated(snap) {
			changed, err := p.changedSince(r, words, e, x)
			if err != nil {
				p.Failed(w, r, err)
				return
			}
			page.Changed = append(page.Changed, changed...)
		}
		page.Form.Shown = shownOf(snap, snap.Session(e.x.ID)) // sent again, it has been seen
	}
	if saved := r.URL.Query().Get("saved"); r.Method != http.MethodPost && slices.Contains([]string{"edit", "draft", cancelSession, reinstateSession}, saved) {
		page.Saved = words.T("sessions.saved." + saved)
	}
	p.Send(w, status, words.Lang(), templates, "session_edit", page)
}

// describeSession says what stands of a session.
func (p *Pages) describeSession(words *messages.Printer, page *planPage, x *events.Session) {
	snap := p.events.Programme()
	row := p.sessionRow(words, x)
	page.Name, page.URL, page.Status, page.When, page.Asked = x.ID, row.URL, row.Status, row.When, row.Asked
	page.Draft, page.Live, page.Polled, page.Room = x.Draft(), x.Live(), x.Poll != "", x.Category != ""
	for _, q := range snap.People() {
		if x.Asks(q) {
			page.Count++
		}
	}
	for _, room := range roomsOf(snap, x) {
		page.Rooms = append(page.Rooms, sessionRoom{"/organise/sessions/" + room.ID, snap.Category(room.Category).Label, room.ID == x.ID})
	}
}

// fillChoices are the boxes of whom a session asks.
func fillChoices(words *messages.Printer, snap *events.Snapshot, page *planPage) {
	for _, c := range snap.Categories {
		page.Categories = append(page.Categories, office.Option{ID: c.ID, Label: c.Label, On: slices.Contains(page.Form.Categories, c.ID)})
		page.RoomFor = append(page.RoomFor, office.Option{ID: c.ID, Label: c.Label, On: slices.Contains(page.Form.Rooms, c.ID)})
	}
	for _, t := range snap.Territories {
		page.Territories = append(page.Territories, office.Option{ID: t.ID, Label: t.Name, On: slices.Contains(page.Form.Territories, t.ID)})
	}
	for _, role := range events.Roles {
		page.Roles = append(page.Roles, office.Option{ID: string(role), Label: words.T("sessions.role." + string(role)), On: slices.Contains(page.Form.Roles, string(role))})
	}
}

// fillFollows are the boxes of the sessions whose people it may ask, a split one once.
func fillFollows(words *messages.Printer, snap *events.Snapshot, page *planPage) {
	for _, x := range snap.All() {
		name, title := x.ID, x.Title
		if x.Category != "" && x.Group != "" {
			name, title = x.Group, x.GroupTitle
		}
		listed := slices.ContainsFunc(page.Follows, func(o office.Option) bool { return o.ID == name })
		own := page.Name == x.ID || page.Name != "" && snap.Session(page.Name).Group == name
		on := slices.Contains(page.Form.Follows, name)
		if !listed && !own && (on || x.Poll == "" && followable(snap, name)) {
			page.Follows = append(page.Follows, office.Option{ID: name, Label: words.T("sessions.follow", "Title", title, "When", report.When(words, snap, x.When)), On: on})
		}
	}
}

// otherLang is the query of a page with another language.
func otherLang(r *http.Request, lang string) string {
	q := r.URL.Query()
	q.Set("lang", lang)
	q.Del("saved")
	return "?" + q.Encode()
}

// difference is what is another now, in words.
type difference struct{ What, Before, After string }

// changedSince is what somebody changed of a session since a form showed it.
func (p *Pages) changedSince(r *http.Request, words *messages.Printer, e *sessionEdit, x *events.Session) ([]difference, error) {
	sequence, change, ok := shownRevision(e.form.Shown, x.ID)
	if !ok {
		return nil, nil
	}
	now := p.events.Programme().Session(x.ID)
	was, err := p.record.Revision(r.Context(), x.ID, sequence)
	if errors.Is(err, events.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	was.Asked = now.Asked
	for i := len(now.Was) - 1; i >= 0 && now.Was[i].Until > change; i-- {
		was.Asked = now.Was[i].Asked
	}
	return p.differences(words, was, now), nil
}

// differences are those of two states of a session, or what a new one says (from is nil).
func (p *Pages) differences(words *messages.Printer, from, to *events.Session) (all []difference) {
	snap := p.events.Programme()
	label := ""
	if c := snap.Category(to.Category); c != nil {
		label = c.Label + " – "
	}
	blank := from == nil
	if blank {
		from = &events.Session{}
	}
	say := func(key, before, after string) {
		if blank {
			before = ""
		}
		if before != after {
			all = append(all, difference{label + words.T("sessions.field."+key), before, after})
		}
	}
	yesNo := map[bool]string{true: words.T("command.yes"), false: words.T("command.no")}
	status := func(x *events.Session) string { return words.T("web.status." + string(x.Status)) }
	say("title", from.Title, to.Title)
	say("kind", from.Kind, to.Kind)
	say("start", report.When(words, snap, from.When), report.When(words, snap, to.When))
	if from.Status != to.Status {
		say("status", status(from), status(to))
	}
	say("where", pages.PlaceOf(words, from.Place), pages.PlaceOf(words, to.Place))
	say("link", from.Place.Link, to.Place.Link)
	say("room-link", from.Room.Link, to.Room.Link)
	say("text", shorter(from.Description), shorter(to.Description))
	say("room-description", shorter(from.Room.Description), shorter(to.Room.Description))
	if !events.EqualRules(from.Asked, to.Asked) {
		say("asked", pages.AskedOf(words, snap, from), pages.AskedOf(words, snap, to))
	}
	if from.Optional != to.Optional {
		say("optional", yesNo[from.Optional], yesNo[to.Optional])
	}
	return all
}

// shorter is a long text as it stands beside another one.
func shorter(text string) string { return pages.Shortened(strings.TrimSpace(text), 300) }
