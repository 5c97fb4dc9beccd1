//go:build e2e

package e2e

import (
	"path"
	"testing"
	"time"

	"github.com/emersion/go-webdav"
	"github.com/emersion/go-webdav/caldav"
)

// TestDavClients finds, lists, queries and reads with the CalDAV client of go-webdav.
func TestDavClients(t *testing.T) {
	date := demoDate()
	s := serve(t, example(t), "--demo-from", date.Format("2006-01-02"))
	referent := s.referentOfFaverges()
	dav, err := caldav.NewClient(webdav.HTTPClientWithBasicAuth(client, referent.email, referent.password), s.url+"/")
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	principal, err := dav.FindCurrentUserPrincipal(ctx)
	if err != nil || principal != "/dav/principals/"+referent.id+"/" {
		t.Fatalf("principal %q, %v", principal, err)
	}
	home, err := dav.FindCalendarHomeSet(ctx, principal)
	if err != nil || home != "/dav/calendars/"+referent.id+"/" {
		t.Fatalf("home %q, %v", home, err)
	}
	calendars, err := dav.FindCalendars(ctx, home)
	if err != nil {
		t.Fatal(err)
	}
	components := map[string][]string{}
	for _, c := range calendars {
		components[path.Base(c.Path)] = c.SupportedComponentSet
	}
	for name, component := range map[string]string{"parcours": "VEVENT", "faverges.delegation": "VEVENT", "calendar": "VEVENT", "tasks": "VTODO"} {
		if got := components[name]; len(got) == 0 || got[0] != component {
			t.Errorf("%s holds %v, want %s", name, got, component)
		}
	}

	pairs := forElus[2]
	start, _ := pairs.local(t, shift(t, date))
	from, err := time.Parse("20060102T150405Z", utc(t, start))
	if err != nil {
		t.Fatal(err)
	}
	found, err := dav.QueryCalendar(ctx, home+"parcours/", &caldav.CalendarQuery{
		CompRequest: caldav.CalendarCompRequest{Name: "VCALENDAR", AllProps: true, AllComps: true},
		CompFilter: caldav.CompFilter{Name: "VCALENDAR", Comps: []caldav.CompFilter{
			{Name: "VEVENT", Start: from, End: from.Add(time.Hour)},
		}},
	})
	if err != nil || len(found) != 1 || found[0].Path != home+"parcours/pairs-1-elus.ics" {
		t.Fatalf("in the first hour of %s: %+v, %v", pairs.id, found, err)
	}
	one, err := dav.GetCalendarObject(ctx, found[0].Path)
	if err != nil {
		t.Fatal(err)
	}
	event := one.Data.Events()[0]
	at, err := event.DateTimeStart(nil)
	if err != nil || !at.Equal(from) || event.Props.Get("UID").Value != uid(pairs.id) {
		t.Errorf("%s at %s, %v", event.Props.Get("UID").Value, at, err)
	}
	if one.ETag == "" || one.ETag != found[0].ETag {
		t.Errorf("ETag %q of GET, %q of the query", one.ETag, found[0].ETag)
	}
}
