package caldav

import (
	"net/http/httptest"
	"testing"
	"time"

	goical "github.com/emersion/go-ical"
	"github.com/emersion/go-webdav"
	client "github.com/emersion/go-webdav/caldav"
)

// go-webdav's client finds, reads, writes, queries and syncs over HTTP.
func TestGoWebdavClient(t *testing.T) {
	s := testSite(t)
	server := httptest.NewServer(s.handler)
	defer server.Close()
	ctx := t.Context()
	auth := webdav.HTTPClientWithBasicAuth(server.Client(), "mia@example.org", testPassword)
	c, err := client.NewClient(auth, server.URL+"/dav/")
	if err != nil {
		t.Fatal(err)
	}
	principal, err := c.FindCurrentUserPrincipal(ctx)
	if err != nil || principal != "/dav/principals/mia/" {
		t.Fatal(principal, err)
	}
	home, err := c.FindCalendarHomeSet(ctx, principal)
	if err != nil || home != "/dav/calendars/mia/" {
		t.Fatal(home, err)
	}
	calendars, err := c.FindCalendars(ctx, home)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]string{}
	for _, calendar := range calendars {
		names[calendar.Path] = calendar.Name
	}
	if names["/dav/calendars/mia/parcours/"] != "Territoires pilotes" || names[own] != "Mon agenda" {
		t.Errorf("%v", names)
	}
	found, err := c.QueryCalendar(ctx, "/dav/calendars/mia/parcours/", &client.CalendarQuery{
		CompRequest: client.CalendarCompRequest{Name: "VCALENDAR", AllProps: true, AllComps: true},
		CompFilter: client.CompFilter{Name: "VCALENDAR", Comps: []client.CompFilter{{
			Name: "VEVENT", Start: time.Date(2022, 3, 20, 0, 0, 0, 0, time.UTC), End: time.Date(2022, 3, 27, 0, 0, 0, 0, time.UTC),
		}}},
	})
	if err != nil || len(found) != 1 || found[0].Path != "/dav/calendars/mia/parcours/pairs-1-elus.ics" {
		t.Fatalf("%v %v", found, err)
	}
	calendar := goical.NewCalendar()
	calendar.Props.SetText("VERSION", "2.0")
	calendar.Props.SetText("PRODID", "-//test//EN")
	e := goical.NewEvent()
	e.Props.SetText("UID", "by-client")
	e.Props.SetDateTime("DTSTAMP", startOfTests)
	e.Props.SetDateTime("DTSTART", startOfTests)
	calendar.Children = append(calendar.Children, e.Component)
	first, err := c.SyncCollection(ctx, own, &client.SyncQuery{})
	if err != nil {
		t.Fatal(err)
	}
	put, err := c.PutCalendarObject(ctx, own+"by-client.ics", calendar)
	if err != nil || put.ETag == "" {
		t.Fatalf("%v %v", put, err)
	}
	got, err := c.GetCalendarObject(ctx, own+"by-client.ics")
	if err != nil || got.ETag != put.ETag {
		t.Fatalf("%v %v", got, err)
	}
	many, err := c.MultiGetCalendar(ctx, own, &client.CalendarMultiGet{
		Paths: []string{own + "by-client.ics"}, CompRequest: client.CalendarCompRequest{Name: "VCALENDAR", AllProps: true, AllComps: true},
	})
	if err != nil || len(many) != 1 {
		t.Fatalf("%v %v", many, err)
	}
	changed, err := c.SyncCollection(ctx, own, &client.SyncQuery{SyncToken: first.SyncToken})
	if err != nil || len(changed.Updated) != 1 || len(changed.Deleted) != 0 {
		t.Fatalf("%+v %v", changed, err)
	}
	if err := c.RemoveAll(ctx, own+"by-client.ics"); err != nil {
		t.Fatal(err)
	}
	gone, err := c.SyncCollection(ctx, own, &client.SyncQuery{SyncToken: changed.SyncToken})
	if err != nil || len(gone.Updated) != 0 || len(gone.Deleted) != 1 || gone.Deleted[0] != own+"by-client.ics" {
		t.Fatalf("%+v %v", gone, err)
	}
}
