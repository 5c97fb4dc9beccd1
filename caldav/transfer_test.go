package caldav

import (
	"strings"
	"testing"
)

const shareWithElus = `<D:acl` + declarations + `><D:ace><D:principal><D:href>/dav/principals/elus.category/</D:href></D:principal>` +
	`<D:grant><D:privilege><D:read/></D:privilege><D:privilege><D:write/></D:privilege></D:grant></D:ace></D:acl>`

// The conditional headers of a MOVE are about its source.
func TestMoveConditions(t *testing.T) {
	for name, test := range map[string]struct {
		headers []string // TAG and OTHER stand for the entity tags of a.ics and b.ics
		status  int
	}{
		"match":                   {[]string{"If-Match: TAG"}, 201},
		"match another":           {[]string{"If-Match: OTHER"}, 412},
		"none match":              {[]string{"If-None-Match: TAG"}, 412},
		"none match another":      {[]string{"If-None-Match: OTHER"}, 201},
		"if":                      {[]string{"If: ([TAG])"}, 201},
		"if another":              {[]string{"If: ([OTHER])"}, 412},
		"if tagged with another":  {[]string{"If: <" + own + "b.ics> ([OTHER])"}, 201},
		"if tagged, wrongly":      {[]string{"If: <" + own + "b.ics> ([TAG])"}, 412},
		"if the target is free":   {[]string{"If: <" + own + "moved.ics> (Not [TAG])"}, 201},
		"if locked":               {[]string{"If: (<opaquelocktoken:1>)"}, 412},
		"if nonsense":             {[]string{"If: hello"}, 400},
		"schedule tag":            {[]string{`If-Schedule-Tag-Match: "x"`}, 412},
		"if and match another":    {[]string{"If: ([TAG])", "If-Match: OTHER"}, 412},
		"not over what is not":    {[]string{"Overwrite: F", "If-Match: TAG"}, 201},
		"over, in lower case":     {[]string{"Overwrite: t"}, 201},
		"match and none of these": {[]string{"If-Match: OTHER, TAG", "If-None-Match: OTHER"}, 201},
	} {
		t.Run(name, func(t *testing.T) {
			s := testSite(t)
			tags := map[string]string{}
			for _, uid := range []string{"a", "b"} {
				tags[uid] = s.do("mia", "PUT", own+uid+".ics", event(uid, uid, "20220301T080000Z", "20220301T090000Z")).want(t, 201).Header.Get("ETag")
			}
			headers := []string{"Destination: " + own + "moved.ics"}
			for _, h := range test.headers {
				headers = append(headers, strings.NewReplacer("TAG", tags["a"], "OTHER", tags["b"]).Replace(h))
			}
			a := s.do("mia", "MOVE", own+"a.ics", "", headers...).want(t, test.status)
			stays, moved := 200, 404
			if test.status == 201 {
				stays, moved = 404, 200
				if a.Header.Get("ETag") != tags["a"] || a.Header.Get("Location") != own+"moved.ics" {
					t.Errorf("%v", a.Header)
				}
			}
			s.do("mia", "GET", own+"a.ics", "").want(t, stays)
			s.do("mia", "GET", own+"moved.ics", "").want(t, moved)
		})
	}
}

// A client that syncs learns of a rename that the old name is gone and the new one there, with the tag that it knows.
func TestRenameInSync(t *testing.T) {
	s := testSite(t)
	tag := s.do("mia", "PUT", own+"a.ics", event("a", "A", "20220301T080000Z", "20220301T090000Z")).want(t, 201).Header.Get("ETag")
	token := tokenIn(s.do("mia", "REPORT", own, syncBody("", "1", 0)).want(t, 207))
	s.do("mia", "MOVE", own+"a.ics", "", "Destination: "+own+"renamed.ics").want(t, 201)
	statuses := map[string]string{}
	after := s.do("mia", "REPORT", own, syncBody(token, "1", 0)).want(t, 207).has(t, tag)
	for _, r := range after.responses(t) {
		statuses[r.href] = r.status
	}
	if len(statuses) != 2 || statuses[own+"a.ics"] != "HTTP/1.1 404 Not Found" || statuses[own+"renamed.ics"] != "" {
		t.Errorf("%v", statuses)
	}
}

// A refusal names what is in the way by the address that it has for who asks, in calendars of others as well.
func TestConflictsInOthersCalendars(t *testing.T) {
	s := testSite(t)
	put := func(who, path, uid string) {
		t.Helper()
		s.do(who, "PUT", path, event(uid, uid, "20220301T080000Z", "20220301T090000Z")).want(t, 201)
	}
	s.do("mia", "ACL", own, shareWithElus).want(t, 200)
	put("mia", own+"hers.ics", "hers")
	put("mia", own+"other.ics", "other")
	const rene = "/dav/calendars/rene/"
	put("rene", rene+"calendar/copy.ics", "hers")
	put("rene", rene+"faverges.agenda/day.ics", "day")
	put("mia", "/dav/calendars/mia/calendar/day.ics", "day")
	for _, test := range []struct{ name, who, method, path, to, want string }{
		{"a copy beside", "rene", "MOVE", rene + "calendar/copy.ics", rene + "mia~calendar/copy.ics", rene + "mia~calendar/hers.ics"},
		{"a copy over another", "rene", "COPY", rene + "faverges.agenda/day.ics", rene + "mia~calendar/other.ics", rene + "mia~calendar/day.ics"},
		{"over another", "rene", "MOVE", rene + "mia~calendar/hers.ics", rene + "mia~calendar/other.ics", rene + "mia~calendar/other.ics"},
		{"in the agenda", "mia", "MOVE", own + "day.ics", "/dav/calendars/mia/faverges.agenda/x.ics", "/dav/calendars/mia/faverges.agenda/day.ics"},
		{"a new one", "rene", "PUT", rene + "mia~calendar/new.ics", "", rene + "mia~calendar/hers.ics"},
		{"a new one in the agenda", "mia", "PUT", "/dav/calendars/mia/faverges.agenda/new.ics", "", "/dav/calendars/mia/faverges.agenda/day.ics"},
	} {
		t.Run(test.name, func(t *testing.T) {
			uid := "hers"
			if test.who == "mia" {
				uid = "day"
			}
			s.do(test.who, test.method, test.path, event(uid, "X", "20220301T080000Z", "20220301T090000Z"), "Destination: "+test.to).want(t, 403).
				has(t, "<C:no-uid-conflict><D:href>"+test.want+"</D:href></C:no-uid-conflict>")
		})
	}
	s.do("rene", "MOVE", rene+"calendar/copy.ics", "", "Destination: "+rene+"mia~calendar/hers.ics").want(t, 204)
	s.do("rene", "GET", rene+"calendar/copy.ics", "").want(t, 404)
	s.do("tom", "MOVE", "/dav/calendars/tom/mia~calendar/hers.ics", "", "Destination: /dav/calendars/tom/calendar/hers.ics").want(t, 404)
}
