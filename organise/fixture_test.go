package organise

import (
	"context"
	"net/http"
	"testing"

	"parcours/attendance"
	"parcours/events"
	"parcours/filing"
	"parcours/letters"
	"parcours/office"
	"parcours/office/officetest"
	"parcours/roster"
	"parcours/shelf"
)

// desk is the organisers' pages of a small programme.
type desk struct {
	*officetest.Desk
	t     *testing.T
	pages *Pages
}

func openDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{Desk: officetest.Open(t), t: t}
	d.pages = New(Rooms{Events: d.Service, Accounts: d.Accounts, Calendars: d.Calendars, Delivery: d.Delivery, Record: d.Record, Busy: d.Busy}, d.Shared)
	d.pages.Register(d.Router)
	roster.New(roster.Rooms{Events: d.Service, Accounts: d.Accounts, Delivery: d.Delivery, Record: d.Record, Personal: d.Personal}, d.Shared).Register(d.Router)
	attendance.New(attendance.Rooms{Events: d.Service}, d.Shared).Register(d.Router)
	letters.New(letters.Rooms{Events: d.Service, Delivery: d.Delivery, Record: d.Record, Own: d.Correspondence, Letter: d.Letter}, d.Shared).Register(d.Router)
	filing.New(filing.Rooms{Events: d.Service, Record: d.Record, File: func(context.Context) ([]byte, error) { return nil, nil }}, d.Shared).Register(d.Router)
	shelf.New(shelf.Rooms{Events: d.Service, Record: d.Record}, d.Shared).Register(d.Router)
	return d
}

// Organisers' pages are for organisers: others cannot tell them from what is not there.
func TestPagesAreForOrganisers(t *testing.T) {
	d := openDesk(t)
	nowhere := d.Ask(nil, "/organise/nowhere", nil)
	for _, x := range office.Places {
		for _, p := range append(d.Programme().People(), &events.Person{}) {
			w := d.Ask(d.Enter(p.ID), x.Path, nil)
			switch {
			case p.Role == events.Organiser && w.Code != http.StatusOK:
				t.Errorf("%s for an organiser: %d", x.Path, w.Code)
			case p.Role != events.Organiser && w.Code != http.StatusNotFound:
				t.Errorf("%s for a %s: %d", x.Path, p.Role, w.Code)
			case p.ID == "" && w.Body.String() != nowhere.Body.String():
				t.Errorf("%s for a stranger is told from what is not there", x.Path)
			}
		}
	}
}
