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
