package caldav

import (
	"encoding/xml"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"parcours/store"
)

// response is one response of a multistatus, by status: names of the properties in each propstat.
type response struct {
	href   string
	status string // of the whole resource, "" where there are propstats
	props  map[string]map[xml.Name]*element
}

func (a answer) responses(t testing.TB) []response {
	t.Helper()
	root, err := parseXMLString(a.want(t, http.StatusMultiStatus).body)
	if err != nil {
		t.Fatalf("%v in\n%s", err, a.body)
	}
	var all []response
	for _, el := range root.all(dav("response")) {
		r := response{href: el.child(dav("href")).text(), status: el.child(dav("status")).text(), props: map[string]map[xml.Name]*element{}}
		for _, ps := range el.all(dav("propstat")) {
			status := strings.Fields(ps.child(dav("status")).text())[1]
			if r.props[status] == nil {
				r.props[status] = map[xml.Name]*element{}
			}
			for _, p := range ps.child(dav("prop")).children() {
				r.props[status][p.name] = p
			}
		}
		all = append(all, r)
	}
	return all
}

func (a answer) hrefs(t testing.TB) []string {
	t.Helper()
	var all []string
	for _, r := range a.responses(t) {
		all = append(all, r.href)
	}
	return all
}

func names(props map[xml.Name]*element) []string {
	var all []string
	for name := range props {
		all = append(all, tagsOf(name).empty)
	}
	slices.Sort(all)
	return all
}

func TestAllpropPropnameAndInclude(t *testing.T) {
	s := testSite(t)
	s.do("mia", "PUT", "/dav/calendars/mia/calendar/a.ics", event("a", "A", "20220301T080000Z", "20220301T090000Z")).want(t, 201)
	s.do("mia", "PROPPATCH", "/dav/calendars/mia/calendar/", `<D:propertyupdate xmlns:D="DAV:"><D:set><D:prop><x xmlns="urn:x">1</x></D:prop></D:set></D:propertyupdate>`).responses(t)
	allprop := `<D:propfind xmlns:D="DAV:"><D:allprop/></D:propfind>`
	for name, test := range map[string]struct {
		path, body string
		want       []string
	}{
		"an empty body asks for all": {"/dav/calendars/mia/calendar/a.ics", "",
			[]string{"<D:creationdate/>", "<D:getcontentlength/>", "<D:getcontenttype/>", "<D:getetag/>", "<D:getlastmodified/>", "<D:resourcetype/>"}},
		"object": {"/dav/calendars/mia/calendar/a.ics", allprop,
			[]string{"<D:creationdate/>", "<D:getcontentlength/>", "<D:getcontenttype/>", "<D:getetag/>", "<D:getlastmodified/>", "<D:resourcetype/>"}},
		"calendar with a dead property": {"/dav/calendars/mia/calendar/", allprop,
			[]string{`<D:creationdate/>`, `<D:displayname/>`, `<D:resourcetype/>`, `<X:x xmlns:X="urn:x"/>`}},
		"include": {"/dav/calendars/mia/calendar/", `<D:propfind xmlns:D="DAV:"><D:allprop/><D:include><D:sync-token/><D:displayname/></D:include></D:propfind>`,
			[]string{`<D:creationdate/>`, `<D:displayname/>`, `<D:resourcetype/>`, `<D:sync-token/>`, `<X:x xmlns:X="urn:x"/>`}},
		"names of an object": {"/dav/calendars/mia/parcours/agora.ics", `<D:propfind xmlns:D="DAV:"><D:propname/></D:propfind>`,
			[]string{"<C:schedule-tag/>", "<C:supported-collation-set/>", "<D:acl-restrictions/>", "<D:acl/>", "<D:current-user-principal/>",
				"<D:current-user-privilege-set/>", "<D:getcontentlength/>", "<D:getcontenttype/>", "<D:getetag/>", "<D:getlastmodified/>",
				"<D:inherited-acl-set/>", "<D:owner/>", "<D:principal-collection-set/>", "<D:resourcetype/>", "<D:supported-privilege-set/>",
				"<D:supported-report-set/>"}},
	} {
		t.Run(name, func(t *testing.T) {
			r := s.do("mia", "PROPFIND", test.path, test.body, "Depth: 0").responses(t)
			if len(r) != 1 || len(r[0].props) != 1 {
				t.Fatalf("%+v", r)
			}
			if got := names(r[0].props["200"]); !slices.Equal(got, test.want) {
				t.Errorf("got  %v\nwant %v", got, test.want)
			}
		})
	}
}

// Each property is where the table says, and nowhere else.
func TestPropertiesByKind(t *testing.T) {
	s := testSite(t)
	kinds := map[string]kind{
		"/": kindRoot, "/dav/": kindDAVRoot, "/dav/principals/": kindPrincipals, "/dav/principals/mia/": kindPrincipal,
		"/dav/principals/elus.category/": kindGroup, "/dav/principals/faverges.territory/": kindGroup, "/dav/calendars/": kindCalendars,
		"/dav/calendars/mia/": kindHome, "/dav/calendars/mia/parcours/": kindCalendar, "/dav/calendars/mia/inbox/": kindInbox,
		"/dav/calendars/mia/outbox/": kindOutbox, "/dav/calendars/mia/parcours/agora.ics": kindObject, "/dav/programme/": kindPublishedRoot,
		"/dav/programme/elus/": kindPublished, "/dav/programme/elus/agora.ics": kindPublishedObject,
	}
	// What a resource of that kind can lack.
	mayLack := map[xml.Name]bool{cal("calendar-description"): true, dav("add-member"): true, dav("displayname"): true, cal("schedule-tag"): true,
		dav("creationdate"): true, dav("quota-used-bytes"): true, dav("quota-available-bytes"): true,
		availabilityName: true}
	m := &markup{}
	m.raw(`<D:propfind` + declarations + `><D:prop>`)
	for _, p := range propertyTable {
		m.raw(tagsOf(p.name).empty)
	}
	m.raw(`<D:nothing/><nothing xmlns="urn:x"/><nothing xmlns=""/></D:prop></D:propfind>`)
	for path, k := range kinds {
		r := s.do("mia", "PROPFIND", path, string(m.buf), "Depth: 0").responses(t)[0]
		if r.href != path {
			t.Errorf("%s: href %s", path, r.href)
		}
		if len(r.props["200"])+len(r.props["404"]) != len(propertyTable)+3 || len(r.props["404"]) < 3 {
			t.Errorf("%s: %d and %d properties of %d", path, len(r.props["200"]), len(r.props["404"]), len(propertyTable)+3)
		}
		for _, p := range propertyTable {
			_, got := r.props["200"][p.name]
			if want := p.on&k != 0; got != want && !(want && mayLack[p.name]) {
				t.Errorf("%s: %s there %v", path, p.name.Local, got)
			}
		}
	}
}

func TestMinimalLeavesOutWhatIsNotThere(t *testing.T) {
	s := testSite(t)
	body := prop("D:displayname", "D:nothing")
	only := prop("D:nothing")
	for _, header := range []string{"Prefer: return=minimal", "Brief: t", "Prefer: respond-async, return=minimal; x=1"} {
		s.do("mia", "PROPFIND", "/dav/principals/mia/", body, "Depth: 0", header).has(t, "displayname").lacks(t, "nothing", "404")
		a := s.do("mia", "PROPFIND", "/dav/principals/mia/", only, "Depth: 0", header).lacks(t, "nothing", "404")
		a.has(t, "<D:propstat><D:prop></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat>") // RFC 8144 §2.1
	}
	s.do("mia", "PROPFIND", "/dav/principals/mia/", only, "Depth: 0").has(t, "nothing", "404").lacks(t, "200 OK")
}

func TestDepth(t *testing.T) {
	s := testSite(t)
	s.do("mia", "PROPFIND", "/dav/calendars/mia/", prop("D:resourcetype"), "Depth: infinity").want(t, 403).has(t, "<D:propfind-finite-depth/>")
	s.do("mia", "PROPFIND", "/dav/calendars/mia/parcours/agora.ics", prop("D:getetag"), "Depth: infinity").want(t, 207)
	s.do("mia", "PROPFIND", "/dav/calendars/mia/", prop("D:resourcetype"), "Depth: 2").want(t, 400)
	s.do("mia", "PROPFIND", "/dav/calendars/mia/parcours/", prop("D:getetag")).want(t, 403).has(t, "<D:propfind-finite-depth/>") // RFC 4918 §9.1: infinity
	s.do("mia", "PROPFIND", "/dav/calendars/mia/parcours/agora.ics", prop("D:getetag")).want(t, 207)
	if n := len(s.do("mia", "PROPFIND", "/dav/calendars/mia/parcours/", prop("D:getetag"), "Depth: 0").hrefs(t)); n != 1 {
		t.Errorf("Depth 0: %d responses", n)
	}
	for path, want := range map[string][]string{
		"/":                {"/", "/dav/"},
		"/dav/":            {"/dav/", "/dav/principals/", "/dav/calendars/", "/dav/programme/"},
		"/dav/calendars/":  {"/dav/calendars/", "/dav/calendars/mia/"},
		"/dav/programme/":  {"/dav/programme/", "/dav/programme/elus/", "/dav/programme/techniciens/"},
		"/dav/principals/": {"/dav/principals/", "/dav/principals/mia/", "/dav/principals/elus.category/", "/dav/principals/techniciens.category/", "/dav/principals/faverges.territory/", "/dav/principals/argentan.territory/"},
	} {
		if got := s.do("mia", "PROPFIND", path, prop("D:resourcetype"), "Depth: 1").hrefs(t); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", path, got, want)
		}
	}
}

func TestBodiesThatCannotBeRead(t *testing.T) {
	s := testSite(t)
	deep := strings.Repeat("<D:x>", 50) + strings.Repeat("</D:x>", 50)
	for name, test := range map[string]struct {
		body   string
		status int
	}{
		"no XML":                 {"hello", 400},
		"cut off":                {`<D:propfind xmlns:D="DAV:"><D:prop>`, 400},
		"undeclared prefix":      {`<D:propfind xmlns:D="DAV:"><D:prop><x:y/></D:prop></D:propfind>`, 400},
		"undeclared again":       {`<D:propfind xmlns:D="DAV:" xmlns:x=""><D:prop><x:y/></D:prop></D:propfind>`, 400},
		"document type":          {`<!DOCTYPE x [<!ENTITY e "x">]><D:propfind xmlns:D="DAV:"><D:prop/></D:propfind>`, 400},
		"entity":                 {`<D:propfind xmlns:D="DAV:"><D:prop>&e;</D:prop></D:propfind>`, 400},
		"another root":           {`<D:proppatch xmlns:D="DAV:"/>`, 400},
		"two roots":              {`<D:propfind xmlns:D="DAV:"><D:allprop/></D:propfind><x/>`, 400},
		"nothing asked":          {`<D:propfind xmlns:D="DAV:"/>`, 400},
		"two things asked":       {`<D:propfind xmlns:D="DAV:"><D:allprop/><D:propname/></D:propfind>`, 400},
		"too deep":               {`<D:propfind xmlns:D="DAV:">` + deep + `</D:propfind>`, 413},
		"too large":              {`<D:propfind xmlns:D="DAV:">` + strings.Repeat(" ", maxXML) + `</D:propfind>`, 413},
		"too many elements":      {`<D:propfind xmlns:D="DAV:"><D:prop>` + strings.Repeat("<a/>", maxElements) + `</D:prop></D:propfind>`, 413},
		"wrong namespace":        {`<propfind><allprop/></propfind>`, 400},
		"unknown elements":       {`<D:propfind xmlns:D="DAV:"><leave-out xmlns="urn:x"/><D:prop><D:displayname/></D:prop></D:propfind>`, 207},
		"latin 1":                {`<?xml version="1.0" encoding="iso-8859-1"?><D:propfind xmlns:D="DAV:"><D:allprop/></D:propfind>`, 400},
		"byte order mark":        {"\ufeff" + `<D:propfind xmlns:D="DAV:"><D:prop><D:displayname/></D:prop></D:propfind>`, 207},
		"comment and whitespace": {"\n<!-- c -->\n" + `<D:propfind xmlns:D="DAV:"><!-- c --><D:prop> <D:displayname/> </D:prop></D:propfind>` + "\n", 207},
	} {
		t.Run(name, func(t *testing.T) {
			s.do("mia", "PROPFIND", "/dav/principals/mia/", test.body, "Depth: 0").want(t, test.status)
		})
	}
	var wide strings.Builder
	for _, u := range utf16.Encode([]rune("\ufeff" + `<?xml version="1.0" encoding="utf-16"?>` + prop("D:displayname")[len(`<?xml version="1.0" encoding="utf-8"?>`):])) {
		wide.WriteByte(byte(u >> 8))
		wide.WriteByte(byte(u))
	}
	s.do("mia", "PROPFIND", "/dav/principals/mia/", wide.String(), "Depth: 0").want(t, 207).has(t, "Mia Membre")
	s.do("mia", "PROPFIND", "/dav/principals/mia/", prop("D:displayname"), "Depth: 0", "Content-Encoding: gzip").want(t, 415)
}

func update1(set, remove string) string {
	body := `<D:propertyupdate` + declarations + `>`
	if set != "" {
		body += "<D:set><D:prop>" + set + "</D:prop></D:set>"
	}
	if remove != "" {
		body += "<D:remove><D:prop>" + remove + "</D:prop></D:remove>"
	}
	return body + "</D:propertyupdate>"
}

func TestProppatchIsAtomic(t *testing.T) {
	s := testSite(t)
	const path = "/dav/calendars/mia/calendar/"
	r := s.do("mia", "PROPPATCH", path, update1(`<D:displayname>Neu</D:displayname><D:getetag>x</D:getetag><z xmlns="urn:z"/>`, "")).responses(t)[0]
	if got := names(r.props["424"]); !slices.Equal(got, []string{"<D:displayname/>", `<X:z xmlns:X="urn:z"/>`}) {
		t.Errorf("424: %v", got)
	}
	if got := names(r.props["403"]); !slices.Equal(got, []string{"<D:getetag/>"}) {
		t.Errorf("403: %v", got)
	}
	s.do("mia", "PROPFIND", path, prop("D:displayname"), "Depth: 0").has(t, "Mon agenda").lacks(t, "Neu")

	r = s.do("mia", "PROPPATCH", path, update1(`<D:displayname>Neu &amp; schön</D:displayname><C:calendar-description>Zeile</C:calendar-description><z xmlns="urn:z" xml:lang="de">1</z>`, `<D:nothing/>`)).responses(t)[0]
	if len(r.props) != 1 || len(r.props["200"]) != 4 {
		t.Errorf("%v", r.props)
	}
	s.do("mia", "PROPFIND", path, `<D:propfind xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><D:displayname/><C:calendar-description/><z xmlns="urn:z"/></D:prop></D:propfind>`, "Depth: 0").
		has(t, "Neu &amp; schön", "Zeile", `<z xmlns="urn:z" xml:lang="de">1</z>`).lacks(t, "404")
	s.do("mia", "PROPPATCH", path, update1("", `<z xmlns="urn:z"/><C:calendar-description/>`)).want(t, 207)
	s.do("mia", "PROPFIND", path, `<D:propfind xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><C:calendar-description/><z xmlns="urn:z"/></D:prop></D:propfind>`, "Depth: 0").
		has(t, "404").lacks(t, "200 OK")
}

func TestProppatchValues(t *testing.T) {
	s := testSite(t)
	zone := timeZoneText("Europe/Berlin")
	for name, test := range map[string]struct{ path, set, status string }{
		"colour":                {"/dav/calendars/mia/parcours/", "<A:calendar-color>#FF0000FF</A:calendar-color>", "200"},
		"order":                 {"/dav/calendars/mia/calendar/", "<A:calendar-order>5</A:calendar-order>", "200"},
		"order that is none":    {"/dav/calendars/mia/calendar/", "<A:calendar-order>first</A:calendar-order>", "409"},
		"zone":                  {"/dav/calendars/mia/calendar/", "<C:calendar-timezone>" + zone + "</C:calendar-timezone>", "200"},
		"zone that is none":     {"/dav/calendars/mia/calendar/", "<C:calendar-timezone>Berlin</C:calendar-timezone>", "403"},
		"zone id":               {"/dav/calendars/mia/calendar/", "<C:calendar-timezone-id>America/New_York</C:calendar-timezone-id>", "200"},
		"zone id that is none":  {"/dav/calendars/mia/calendar/", "<C:calendar-timezone-id>Mars/Olympus</C:calendar-timezone-id>", "403"},
		"transparency":          {"/dav/calendars/mia/calendar/", "<C:schedule-calendar-transp><C:transparent/></C:schedule-calendar-transp>", "200"},
		"transparency of none":  {"/dav/calendars/mia/calendar/", "<C:schedule-calendar-transp>yes</C:schedule-calendar-transp>", "409"},
		"components":            {"/dav/calendars/mia/calendar/", `<C:supported-calendar-component-set><C:comp name="VTODO"/></C:supported-calendar-component-set>`, "403"},
		"resourcetype":          {"/dav/calendars/mia/calendar/", `<D:resourcetype/>`, "403"},
		"sync token":            {"/dav/calendars/mia/calendar/", `<D:sync-token>x</D:sync-token>`, "403"},
		"addresses":             {"/dav/principals/mia/", `<C:calendar-user-address-set/>`, "403"},
		"anything on principal": {"/dav/principals/mia/", `<x xmlns="urn:x"/>`, "200"},
		"anything on home":      {"/dav/calendars/mia/", `<x xmlns="urn:x"/>`, "200"},
		"anything on inbox":     {"/dav/calendars/mia/inbox/", `<C:calendar-free-busy-set/>`, "200"},
		"default calendar":      {"/dav/calendars/mia/inbox/", `<C:schedule-default-calendar-URL/>`, "403"},
		"anything on object":    {"/dav/calendars/mia/parcours/agora.ics", `<x xmlns="urn:x"/>`, "403"},
		"published":             {"/dav/programme/elus/", "<A:calendar-color>#00FF00</A:calendar-color>", "200"},
		"name of a derived one": {"/dav/calendars/mia/parcours/", "<D:displayname>Le mien</D:displayname>", "200"},
		"huge":                  {"/dav/calendars/mia/parcours/", `<x xmlns="urn:x">` + strings.Repeat("x", maxKeptValue) + `</x>`, "507"},
	} {
		t.Run(name, func(t *testing.T) {
			r := s.do("mia", "PROPPATCH", test.path, update1(test.set, "")).responses(t)[0]
			if len(r.props) != 1 || len(r.props[test.status]) != 1 {
				t.Errorf("%v, want %s", r.props, test.status)
			}
		})
	}
	s.do("mia", "PROPFIND", "/dav/calendars/mia/calendar/", prop("C:calendar-timezone-id", "C:calendar-timezone", "C:schedule-calendar-transp"), "Depth: 0").
		has(t, "TZID:", "BEGIN:VTIMEZONE", "<C:transparent/>").lacks(t, "404")
	s.do("mia", "PROPPATCH", "/dav/calendars/mia/calendar/", "").want(t, 400)
	s.do("mia", "PROPPATCH", "/dav/calendars/mia/calendar/", `<D:propertyupdate xmlns:D="DAV:"/>`).want(t, 400)
	many := &strings.Builder{}
	for i := range maxKept + 1 {
		many.WriteString(`<x` + strings.Repeat("y", i) + ` xmlns="urn:x"/>`)
	}
	r := s.do("mia", "PROPPATCH", "/dav/calendars/mia/tasks/", update1(many.String(), "")).responses(t)[0]
	if len(r.props["507"]) != 1 || len(r.props["424"]) != maxKept {
		t.Errorf("%d with 507, %d with 424", len(r.props["507"]), len(r.props["424"]))
	}
}

// What one viewer keeps, another does not see.
func TestKeptPropertiesArePerViewer(t *testing.T) {
	s := testSite(t)
	const path = "/dav/programme/elus/"
	s.do("mia", "PROPPATCH", path, update1("<A:calendar-color>#123456</A:calendar-color>", "")).want(t, 207)
	s.do("mia", "PROPFIND", path, prop("A:calendar-color"), "Depth: 0").has(t, "#123456")
	s.do("tom", "PROPFIND", path, prop("A:calendar-color"), "Depth: 0").has(t, "#5B3A8C").lacks(t, "#123456")
	s.do("mia", "PROPPATCH", path, update1("", "<A:calendar-color/>")).want(t, 207)
	s.do("mia", "PROPFIND", path, prop("A:calendar-color"), "Depth: 0").has(t, "#5B3A8C")
}

func TestReadOnlyShowsNoWritePrivilege(t *testing.T) {
	s := testSite(t)
	s.do("mia", "PROPFIND", "/dav/programme/elus/", prop("D:current-user-privilege-set"), "Depth: 0").
		has(t, "<D:read/>").lacks(t, "<D:write/>", "write-content", "write-properties", "<D:all/>", "bind")
	s.do("mia", "PROPFIND", "/dav/calendars/mia/parcours/", prop("D:current-user-privilege-set"), "Depth: 0").has(t, "<D:write/>", "<D:write-content/>", "<D:bind/>")
}

// RFC 5842 §3.1: a calendar's resource-id stays while it is there, and is nobody else's afterwards.
func TestResourceIDs(t *testing.T) {
	s := testSite(t)
	home := "/dav/calendars/mia/"
	id := func(who, path string) string {
		t.Helper()
		a := s.do(who, "PROPFIND", path, prop("D:resource-id"), "Depth: 0").want(t, 207)
		_, after, _ := strings.Cut(a.body, "<D:href>urn:uuid:")
		urn, _, found := strings.Cut(after, "<")
		if !found {
			t.Fatalf("%s: %s", path, a.body)
		}
		return urn
	}
	ids := map[string]string{}
	for _, path := range []string{"/dav/principals/mia/", home, home + "parcours/", home + "calendar/", home + "tasks/", home + "inbox/", "/dav/calendars/rene/calendar/"} {
		who := "mia"
		if strings.Contains(path, "rene") {
			who = "rene"
		}
		if before, twice := ids[id(who, path)]; twice {
			t.Errorf("%s and %s have the same", path, before)
		}
		ids[id(who, path)] = path
	}
	s.do("mia", "ACL", own, `<D:acl xmlns:D="DAV:"><D:ace><D:principal><D:href>/dav/principals/rene/</D:href></D:principal><D:grant><D:privilege><D:read/></D:privilege></D:grant></D:ace></D:acl>`).want(t, 200)
	if id("rene", "/dav/calendars/rene/mia~calendar/") != id("mia", own) {
		t.Error("a shared calendar is another one in the other home")
	}
	s.do("mia", "MKCALENDAR", home+"jardin/", "").want(t, 201)
	first := id("mia", home+"jardin/")
	s.do("mia", "PUT", home+"jardin/a.ics", event("a", "A", "20220301T080000Z", "20220301T090000Z")).want(t, 201)
	if id("mia", home+"jardin/") != first {
		t.Error("it changes with what is in the calendar")
	}
	file, life := filepath.Join(t.TempDir(), "copy.db"), s.service.Programme().Generation
	if err := s.service.Backup(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	s.do("mia", "DELETE", home+"jardin/", "").want(t, 204)
	s.do("mia", "MKCALENDAR", home+"jardin/", "").want(t, 201)
	if id("mia", home+"jardin/") == first {
		t.Error("another calendar of that name has the same")
	}
	restored := t.TempDir()
	if err := os.Rename(file, filepath.Join(restored, store.FileName)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(restored, store.KeyName), s.key(), 0o600); err != nil {
		t.Fatal(err)
	}
	s = openSite(t, restored)
	if s.service.Programme().Generation == life {
		t.Fatal("the restored store lives on as before")
	}
	if id("mia", home+"jardin/") != first || ids[id("mia", own)] != own || ids[id("mia", home)] != home {
		t.Error("they are others after a restore")
	}
}
