package web

import (
	"bytes"
	"crypto/rand"
	"html/template"
	"reflect"
	"strconv"

	"parcours/events"
	"parcours/messages"
	"parcours/pages"
)

// theTerritories stands on the page of the programme where its part of the territories comes. Nobody can write it into a text.
var theTerritories = template.HTML("territories-" + rand.Text())

// territoriesPart is the part of the page that is the largest where there are many delegations. No session is in it, and no
// moment: it stays while what it is made of does.
type territoriesPart struct {
	Lang, Spoken string
	Dialogue     dialogue
	Budget       budget
	Places       []place
}

// territoriesOf is all that the part is made of.
type territoriesOf struct {
	Title, Spoken, TimeZone string
	Territories             []events.Territory
	Categories              []events.Category
	Resources               []events.Resource
	Dialogue                events.Dialogue
	Budget                  events.Budget
}

// keptTerritories is the part in one language, and what it was made of.
type keptTerritories struct {
	of   territoriesOf
	html []byte
}

// territories gives the part in words: as it is kept, or made anew where something of it has changed.
func (p *Pages) territories(snap *events.Snapshot, words *messages.Printer) ([]byte, error) {
	of := territoriesOf{
		snap.Title, snap.LanguageFor(nil), snap.TimeZone, snap.Territories, snap.Categories, snap.Resources, snap.Dialogue, snap.Budget,
	}
	p.mu.Lock()
	kept, found := p.parts[words.Lang()]
	p.mu.Unlock()
	if found && reflect.DeepEqual(kept.of, of) {
		return kept.html, nil
	}
	part := territoriesPart{Lang: words.Lang(), Spoken: of.Spoken, Dialogue: describeDialogue(snap, words), Budget: describeBudget(snap, words)}
	calendars := p.subscriptions(snap, words)
	for _, t := range snap.Territories {
		part.Places = append(part.Places, describePlace(snap, words, t, calendars.ByTerritory[t.ID]))
	}
	var b bytes.Buffer
	if err := templates[words.Lang()]["programme"].ExecuteTemplate(&b, "territories", part); err != nil {
		return nil, err
	}
	html := []byte(messages.TypesetHTML(b.String()))
	p.mu.Lock()
	defer p.mu.Unlock()
	p.parts[words.Lang()] = keptTerritories{of, html}
	return html, nil
}

// dialogue is the day that each territory schedules for itself.
type dialogue struct {
	Title, Before string
	Text          []pages.Block
}

// budget is what each territory may spend of expert days.
type budget struct {
	Title, Days, StabiliseBy string
	Text                     []pages.Block
}

// place is a territory.
type place struct {
	events.Territory
	StateWords string
	Resources  []events.Resource
	Whole      *subscription // the delegation's calendar
	Calendars  []subscription
}

func describeDialogue(snap *events.Snapshot, words *messages.Printer) dialogue {
	d := dialogue{Title: snap.Dialogue.Title, Text: pages.Blocks(snap.Dialogue.Description)}
	if !snap.Dialogue.Before.IsZero() {
		d.Before = words.T("web.before", "Date", words.Date(snap.Dialogue.Before.In(snap.Loc)))
	}
	return d
}

func describeBudget(snap *events.Snapshot, words *messages.Printer) budget {
	b := budget{Title: snap.Budget.Title, Text: pages.Blocks(snap.Budget.Description)}
	if snap.Budget.Days > 0 {
		b.Days = words.T("web.budget_days", "Count", snap.Budget.Days, "OnSite", strconv.Itoa(snap.Budget.OnSite))
	}
	if !snap.Budget.StabiliseBy.IsZero() {
		b.StabiliseBy = words.T("web.stabilise_by", "Date", words.Date(snap.Budget.StabiliseBy.In(snap.Loc)))
	}
	return b
}

func describePlace(snap *events.Snapshot, words *messages.Printer, t events.Territory, calendars []subscription) place {
	one := place{Territory: t}
	if t.State != "" {
		one.StateWords = words.T("web.territory_state." + t.State)
	}
	for _, res := range snap.Resources {
		if res.Territory == t.ID {
			one.Resources = append(one.Resources, res)
		}
	}
	if len(calendars) > 0 {
		one.Whole, one.Calendars = &calendars[0], calendars[1:]
	}
	return one
}
