package web

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"parcours/events"
	"parcours/ical"
	"parcours/messages"
	"parcours/pages"
	"parcours/rules"
)

// deskTeam is who belongs to the delegation, and what it may use.
type deskTeam struct {
	People     []deskPerson
	Categories []events.Category
	Tried      events.Person // the guest of a form that was refused
	Problem    string        // with them, in words
	Balance    string        // of the expert days, in words; "" for a programme without
	Days       []deskDay
	Feeds      []subscription
	Note       string // address of the note as a page; with .odt that of the document
	Agenda     string // of the page of its agenda and expert days
	Members    string // of the page on which its people are changed
}

type deskPerson struct {
	ID, Name, Function, Role, Category string
	Waits                              []string // what they have not answered for themselves
	Count                              string   // of these, in words
	Guest, Briefed                     bool
	Confirms                           bool // whoever looks may confirm their briefing
}

type deskDay struct{ When, Title, State string }

func (p *Pages) team(ctx context.Context, words *messages.Printer, who *events.Person, t *events.Territory) (deskTeam, error) {
	snap := p.events.Programme()
	d := deskTeam{Categories: snap.Categories, Note: "/d/" + t.ID + "/note", Agenda: "/d/" + t.ID + "/agenda", Members: "/d/" + t.ID + "/people", Feeds: p.subscriptions(snap, words).ByTerritory[t.ID]}
	for _, member := range snap.Delegation(t.ID) {
		one, err := p.deskPerson(ctx, words, member)
		if err != nil {
			return d, err
		}
		one.Confirms = one.Guest && !one.Briefed && who.Briefs(member)
		d.People = append(d.People, one)
	}
	ledgers, err := p.calendars.Ledgers(ctx, t.ID)
	if err != nil {
		return d, err
	}
	for _, l := range ledgers {
		if l.Days == 0 && l.OnSite == 0 {
			continue
		}
		d.Balance = ical.Phrase(words.Lang(), rules.Finding{Kind: rules.FoundBalance, Balance: l.Balance()})
		for _, e := range l.Entries {
			day := deskDay{Title: e.Title, When: words.When(e.When.Start.In(snap.Loc), e.When.End.In(snap.Loc), e.When.AllDay)}
			switch {
			case e.Day.Declined():
				day.State = words.T("desks.state.declined")
			case e.Day.Waits():
				day.State = words.T("desks.state.waits")
			case e.Held:
				day.State = words.T("desk.held")
			case e.Cancelled:
				day.State = words.T("desk.cancelled")
			}
			d.Days = append(d.Days, day)
		}
	}
	return d, nil
}

// deskPerson says what somebody has not answered for themselves, as their own page does.
func (p *Pages) deskPerson(ctx context.Context, words *messages.Printer, member *events.Person) (deskPerson, error) {
	snap := p.events.Programme()
	one := deskPerson{
		ID: member.ID, Name: member.Name, Function: member.Function, Role: words.T("desk.as." + string(member.Role)), Guest: member.Role == events.Guest, Briefed: member.Briefed,
	}
	if c := snap.Category(member.Category); c != nil {
		one.Category = c.Label
	}
	desk, err := p.asked.Desk(ctx, member)
	if err != nil {
		return one, err
	}
	for _, inv := range desk.Own {
		x := inv.Session
		if inv.Status != events.NeedsAction || !x.Live() || x.Past(p.events.Now(), snap.Loc) {
			continue
		}
		start, end := x.When.Span(snap.Loc)
		one.Waits = append(one.Waits, x.Title+", "+words.When(start, end, x.When.AllDay))
	}
	one.Count = words.T("desk.waits", "Count", len(one.Waits))
	return one, nil
}

// deskBrought brings a guest of the delegation.
func (p *Pages) deskBrought(w http.ResponseWriter, r *http.Request, who *events.Person, t *events.Territory) {
	guest := events.Person{
		Name: strings.TrimSpace(pages.Clean(r.PostForm.Get("name"))), Email: strings.TrimSpace(r.PostForm.Get("email")), Category: r.PostForm.Get("category"),
		Territories: []string{t.ID},
	}
	err := p.events.BringGuest(r.Context(), who, guest)
	var bad *events.Invalid
	if errors.As(err, &bad) {
		p.showDesk(w, r, who, t, http.StatusUnprocessableEntity, tried{}, func(words *messages.Printer, page *deskPage) {
			key := "web.asked.bad_id"
			if bad.Field == "name" || bad.Field == "email" {
				key = "web.asked.bad_" + bad.Field
			}
			page.Team.Tried, page.Team.Problem = guest, words.T(key)
			page.Problem = page.Team.Problem
		})
		return
	}
	p.backToDesk(w, r, t, err, "brought")
}

// deskBriefed confirms that a guest of the delegation was told what they need to know.
func (p *Pages) deskBriefed(w http.ResponseWriter, r *http.Request, who *events.Person, t *events.Territory) {
	guest := p.events.Programme().Person(r.PostForm.Get("briefed"))
	if guest == nil || !slices.Contains(guest.Territories, t.ID) {
		p.NotFound(w, r)
		return
	}
	p.backToDesk(w, r, t, p.events.ConfirmBriefing(r.Context(), who, guest.ID), "briefed")
}

func (p *Pages) backToDesk(w http.ResponseWriter, r *http.Request, t *events.Territory, err error, told string) {
	switch {
	case err == nil:
		http.Redirect(w, r, sentBack(r, t, told, ""), http.StatusSeeOther)
	case errors.Is(err, events.ErrNotFound), errors.Is(err, events.ErrForbidden):
		p.NotFound(w, r)
	default:
		p.Failed(w, r, err)
	}
}
