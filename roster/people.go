package roster

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"time"

	"parcours/delivery"
	"parcours/events"
	"parcours/messages"
	"parcours/office"
	"parcours/report"
)

// peoplePage lists everybody with the doors by which they were seen.
type peoplePage struct {
	office.Frame
	People    []personRow
	Unreached int
	Only      bool // those whom nothing reaches
	Form      events.Person
	Choices   personChoices
	Saved     string
	Problem   string
	Wrong     []string // of an import: each line that cannot be read
	Removed   []personRow
}

// personRow is somebody, and when they were last seen by each door.
type personRow struct {
	URL, Name, Email, Role, Place string
	Seen                          []seenBy
	Mail                          string // what became of the last mails, where something is wrong with them
	Unreached                     bool
}

type seenBy struct{ Door, When string }

// personChoices are what a form of a person offers.
type personChoices struct {
	Roles, Categories, Languages []office.Choice
	Territories                  []office.Option
}

// people answers GET /organise/people; ?unreached shows whom nothing reaches.
func (p *Pages) people(w http.ResponseWriter, r *http.Request, who *events.Person) {
	p.showPeople(w, r, who, http.StatusOK, events.Person{Role: events.Member}, func(words *messages.Printer, page *peoplePage) {
		if said := r.URL.Query().Get("saved"); slices.Contains([]string{"added", "removed", "imported", "erased"}, said) {
			page.Saved = words.T("people.saved." + said)
		}
	})
}

func (p *Pages) showPeople(w http.ResponseWriter, r *http.Request, who *events.Person, status int, form events.Person, change func(*messages.Printer, *peoplePage)) {
	words := p.WordsFor(r, who.Language)
	page := &peoplePage{Frame: p.Frame(words, "/organise/people", words.T("people.title")), Form: form, Choices: p.personChoices(words, &form), Only: r.URL.Query().Has("unreached")}
	lost, err := p.undelivered(r.Context(), words)
	if err != nil {
		p.Failed(w, r, err)
		return
	}
	seen, err := p.record.Seen(r.Context())
	if err != nil {
		p.Failed(w, r, err)
		return
	}
	for _, q := range office.ByName(p.events.Programme().People()) {
		row := p.personRow(words, q, lost[q.ID], seen[q.ID])
		if row.Unreached {
			page.Unreached++
		}
		if row.Unreached || !page.Only {
			page.People = append(page.People, row)
		}
	}
	removed, err := p.events.RemovedPeople(r.Context())
	if err != nil {
		p.Failed(w, r, err)
		return
	}
	for i := range removed {
		if q := &removed[i]; !q.Erased() {
			page.Removed = append(page.Removed, personRow{URL: "/organise/people/" + q.ID + "/erase", Name: q.Name, Email: q.Email})
		}
	}
	change(words, page)
	p.Send(w, status, words.Lang(), templates, "people", page)
}

// undelivered says of whom the last mails did not arrive.
func (p *Pages) undelivered(ctx context.Context, words *messages.Printer) (map[string]string, error) {
	lost := map[string]string{}
	for _, state := range []delivery.MailState{delivery.MailFailed, delivery.MailBounced} {
		all, err := p.delivery.Mails(ctx, delivery.MailQuery{State: state})
		if err != nil {
			return nil, err
		}
		for _, m := range all {
			lost[m.Person] = words.T("people.mail." + string(state))
		}
	}
	return lost, nil
}

// doors are those by which people are seen, in the order in which they are shown.
var doors = []events.Door{events.DoorWeb, events.DoorCalDAV, events.DoorFeed}

func (p *Pages) personRow(words *messages.Printer, q *events.Person, lost string, seen map[events.Door]time.Time) personRow {
	snap := p.events.Programme()
	row := personRow{URL: "/organise/people/" + q.ID, Name: q.Name, Email: q.Email, Role: words.T("people.role.none"), Mail: lost}
	if q.Role != "" {
		row.Role = words.T("people.role." + string(q.Role))
	}
	row.Place = words.List(report.Territories(snap, q.Territories))
	if q.Category != "" {
		row.Place = cmp.Or(row.Place, "–") + " · " + report.Category(snap, q.Category)
	}
	for _, door := range doors {
		if at := seen[door]; !at.IsZero() {
			row.Seen = append(row.Seen, seenBy{words.T("people.door." + string(door)), words.Date(at.In(snap.Loc))})
		}
	}
	row.Unreached = q.Role != "" && len(row.Seen) == 0 && lost != ""
	return row
}

// personChoices are the choices of a form, with what somebody has chosen.
func (p *Pages) personChoices(words *messages.Printer, q *events.Person) (c personChoices) {
	snap := p.events.Programme()
	for _, role := range append(slices.Clone(events.Roles), "") {
		word := words.T("people.role.none")
		if role != "" {
			word = words.T("people.role." + string(role))
		}
		c.Roles = append(c.Roles, office.Choice{Value: string(role), Words: word, Chosen: role == q.Role})
	}
	c.Categories = append([]office.Choice{{Value: "", Words: words.T("desk.no_category"), Chosen: q.Category == ""}}, office.Categories(snap, q.Category)...)
	for _, lang := range []string{"", "fr", "en"} {
		word := words.T("people.language_usual")
		if lang != "" {
			word = words.T("people.language." + lang)
		}
		c.Languages = append(c.Languages, office.Choice{Value: lang, Words: word, Chosen: lang == q.Language})
	}
	for _, t := range snap.Territories {
		c.Territories = append(c.Territories, office.Option{ID: t.ID, Label: t.Name, On: slices.Contains(q.Territories, t.ID)})
	}
	return c
}

// handedOverFor is for how long a link holds that an organiser hands over.
const handedOverFor = 7 * 24 * time.Hour
