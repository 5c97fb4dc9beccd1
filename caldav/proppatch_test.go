package caldav

import "testing"

// TestProppatchInDocumentOrder: of several instructions for one property the last one counts (RFC 4918 §9.2).
func TestProppatchInDocumentOrder(t *testing.T) {
	const (
		path = "/dav/calendars/mia/calendar/"
		ask  = `<D:propfind xmlns:D="DAV:"><D:prop><x xmlns="urn:x"/></D:prop></D:propfind>`
	)
	set := func(value string) string { return `<D:set><D:prop><x xmlns="urn:x">` + value + `</x></D:prop></D:set>` }
	const remove = `<D:remove><D:prop><x xmlns="urn:x"/></D:prop></D:remove>`
	for name, test := range map[string]struct{ instructions, want string }{
		"set, then remove":           {set("1") + remove, "404 Not Found"},
		"remove, then set":           {remove + set("2"), `<x xmlns="urn:x">2</x>`},
		"set twice":                  {set("3") + set("4"), `<x xmlns="urn:x">4</x>`},
		"set, remove, then set":      {set("5") + remove + set("6"), `<x xmlns="urn:x">6</x>`},
		"remove, set, then remove":   {remove + set("7") + remove, "404 Not Found"},
		"another one does not count": {set("8") + `<D:remove><D:prop><x xmlns="urn:y"/></D:prop></D:remove>`, `<x xmlns="urn:x">8</x>`},
	} {
		t.Run(name, func(t *testing.T) {
			s := testSite(t)
			s.do("mia", "PROPPATCH", path, update1(`<x xmlns="urn:x">0</x>`, "")).want(t, 207)
			s.do("mia", "PROPPATCH", path, `<D:propertyupdate xmlns:D="DAV:">`+test.instructions+`</D:propertyupdate>`).want(t, 207).lacks(t, "403")
			s.do("mia", "PROPFIND", path, ask, "Depth: 0").has(t, test.want)
		})
	}
}

// What a client keeps on a calendar of one's own, another client learns by the sync of the home; the calendar's own
// token says what is in it.
func TestKeptPropertiesMoveTheHome(t *testing.T) {
	s := testSite(t)
	home := "/dav/calendars/mia/"
	sync := func(path, token string) answer {
		return s.do("mia", "REPORT", path, syncBody(token, "1", 0)).want(t, 207)
	}
	for name, body := range map[string]string{
		"set":    "<D:set><D:prop><D:details>x</D:details></D:prop></D:set>",
		"remove": "<D:remove><D:prop><D:details/></D:prop></D:remove>",
		"name":   "<D:set><D:prop><D:displayname>Jardin</D:displayname></D:prop></D:set>",
	} {
		before, inside := tokenIn(sync(home, "")), tokenIn(sync(own, ""))
		s.do("mia", "PROPPATCH", own, "<D:propertyupdate"+declarations+">"+body+"</D:propertyupdate>").want(t, 207)
		if got := sync(home, before).hrefs(t); len(got) != 1 || got[0] != own {
			t.Errorf("%s: the home tells %v", name, got)
		}
		if tokenIn(sync(own, "")) != inside {
			t.Errorf("%s: the calendar's token moved", name)
		}
	}
}
