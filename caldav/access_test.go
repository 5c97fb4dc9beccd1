package caldav

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
)

// The access matrix: who may do what, by the status of each method. testdata/access.txt has every cell; a line is a
// resource, a person and the statuses in the order of accessMethods.
const accessFile = "testdata/access.txt"

var accessMethods = []string{
	"OPTIONS", "PROPFIND", "REPORT", "GET", "HEAD", "PROPPATCH", "ACL", "LOCK", "POST", "MKCALENDAR", "MKCOL", "PUT", "COPY", "MOVE", "DELETE",
}

// accessPeople: each role, somebody without one, and nobody.
var accessPeople = []struct{ id, role string }{
	{"olga", "organiser"}, {"rene", "referent"}, {"mia", "member"}, {"eva", "expert"}, {"gus", "guest"}, {"paul", "none"}, {"", "anonymous"},
}

// accessResources: {me} is the person, or mia for nobody; {other} somebody else with the same things.
var accessResources = []string{
	"/", "/dav/", "/dav/principals/", "/dav/principals/{me}/", "/dav/principals/{other}/", "/dav/principals/nobody/", "/dav/principals/elus.category/",
	"/dav/principals/faverges.territory/", "/dav/calendars/", "/dav/calendars/{me}/", "/dav/calendars/{other}/", "/dav/calendars/nobody/",
	"/dav/calendars/{me}/calendar/", "/dav/calendars/{me}/tasks/own.ics", "/dav/calendars/{me}/calendar/missing.ics", "/dav/calendars/{me}/tasks/",
	"/dav/calendars/{me}/inbox/", "/dav/calendars/{me}/outbox/", "/dav/calendars/{me}/new/",
	"/dav/calendars/{me}/parcours/", "/dav/calendars/{me}/parcours/agora.ics", "/dav/calendars/{me}/parcours/pairs-1-techniciens.ics",
	"/dav/calendars/{me}/faverges.delegation/", "/dav/calendars/{me}/faverges.delegation/agora.ics", "/dav/calendars/{me}/argentan.delegation/",
	"/dav/calendars/{me}/faverges.agenda/", "/dav/calendars/{me}/argentan.agenda/", "/dav/calendars/{me}/faverges.accompagnement/",
	"/dav/calendars/{me}/programme/", "/dav/calendars/{me}/programme/agora.ics",
	"/dav/calendars/{other}/calendar/", "/dav/calendars/{other}/tasks/own.ics", "/dav/calendars/{other}/parcours/agora.ics",
	"/dav/programme/", "/dav/programme/elus/", "/dav/programme/elus/agora.ics", "/dav/programme/nothing/", "/dav/attachments/none/a.txt",
}

func TestAccessMatrix(t *testing.T) {
	var b strings.Builder
	sites := &accessSite{t: t}
	b.WriteString("# resource, role: " + strings.Join(accessMethods, " ") + "\n")
	for _, path := range accessResources {
		b.WriteString("\n" + path + "\n")
		for _, who := range accessPeople {
			fmt.Fprintf(&b, "  %-10s %s\n", who.role, strings.Join(accessRow(t, sites, path, who.id), " "))
		}
	}
	if *updateTranscripts {
		if err := os.WriteFile(accessFile, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(accessFile)
	if err != nil {
		t.Fatal(err)
	}
	resource := ""
	lines, got := strings.Split(string(want), "\n"), strings.Split(b.String(), "\n")
	if len(lines) != len(got) {
		t.Fatalf("%d lines, want %d", len(got), len(lines))
	}
	for i := range lines {
		if strings.HasPrefix(lines[i], "/") {
			resource = lines[i]
		}
		if lines[i] != got[i] {
			t.Errorf("%s\n%s\ngot\n%s", resource, lines[i], got[i])
		}
	}
}

// accessSite gives servers on which nothing was done yet.
type accessSite struct {
	*site
	t testing.TB
}

func (a *accessSite) fresh() *site {
	if a.site == nil {
		a.site = testSite(a.t)
	}
	return a.site
}

// accessRow tries every method, on a fresh server after what changes what there is.
func accessRow(t *testing.T, sites *accessSite, path, who string) []string {
	me := who
	if me == "" {
		me = "mia"
	}
	path = strings.NewReplacer("{me}", me, "{other}", "tom").Replace(path)
	var row []string
	dirty := false
	for _, method := range accessMethods {
		s := sites.fresh()
		target, body, headers := accessRequest(s, me, who, method, path)
		a := s.do(who, method, target, body, headers...)
		row = append(row, strconv.Itoa(a.StatusCode))
		if a.StatusCode >= 300 {
			continue
		}
		switch method {
		case "POST", "MKCALENDAR", "MOVE", "DELETE":
			sites.site, dirty = nil, false
		case "MKCOL", "PUT", "COPY":
			dirty = true
		}
	}
	if dirty {
		sites.site = nil
	}
	return row
}

func accessRequest(s *site, me, who, method, path string) (target, body string, headers []string) {
	switch method {
	case "PROPFIND":
		return path, prop("D:resourcetype"), []string{"Depth: 0"}
	case "REPORT":
		return path, `<D:expand-property xmlns:D="DAV:"><D:property name="resourcetype"/></D:expand-property>`, nil
	case "PROPPATCH":
		return path, update1(`<x xmlns="urn:x"/>`, ""), nil
	case "ACL":
		return path, `<D:acl xmlns:D="DAV:"/>`, nil
	case "MKCOL":
		return path, `<D:mkcol` + declarations + `><D:set><D:prop><D:resourcetype><D:collection/><C:calendar/></D:resourcetype></D:prop></D:set></D:mkcol>`, nil
	case "POST":
		if strings.HasSuffix(path, "/outbox/") {
			return path, freeBusyRequest("mailto:"+me+"@example.org", "20220310T000000Z", "20220311T000000Z", "mailto:"+me+"@example.org"), []string{calendarType}
		}
		return path + addMemberQuery, event("posted", "P", "20220301T080000Z", "20220301T090000Z"), []string{calendarType}
	case "PUT":
		if there := s.do(who, "GET", path, ""); there.StatusCode == 200 && strings.HasPrefix(there.body, "BEGIN:") {
			return path, there.body, []string{calendarType}
		}
		return path, event("put", "Put", "20220301T080000Z", "20220301T090000Z"), []string{calendarType}
	case "COPY", "MOVE":
		folder := "calendar"
		if strings.Contains(path, "/tasks/") {
			folder = "tasks"
		}
		return path, "", []string{"Destination: /dav/calendars/" + me + "/" + folder + "/moved.ics"}
	}
	return path, "", nil
}
