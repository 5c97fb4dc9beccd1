package caldav

import (
	"slices"
	"strings"
	"testing"
)

// People whom one may invite are found, by name and address, and nobody else is there for one.
func TestPeopleAreFound(t *testing.T) {
	s := testSite(t)
	search := func(who, match string) string {
		return s.do(who, "REPORT", "/dav/principals/", `<D:principal-property-search`+declarations+` test="anyof">`+
			`<D:property-search><D:prop><D:displayname/></D:prop><D:match match-type="contains">`+match+`</D:match></D:property-search>`+
			`<D:property-search><D:prop><CS:email-address-set/></D:prop><D:match match-type="starts-with">`+match+`</D:match></D:property-search>`+
			`<D:prop><D:displayname/><C:calendar-user-address-set/><C:calendar-home-set/></D:prop></D:principal-property-search>`, "Depth: 0").want(t, 207).body
	}
	says(t, "mia finds rene", search("mia", "rené"), []string{"/dav/principals/rene/", "mailto:rene@example.org"}, "/dav/calendars/rene/")
	says(t, "mia finds olga", search("mia", "olga"), []string{"mailto:olga@example.org"})
	says(t, "mia does not find tom", search("mia", "tom"), nil, "tom@example.org")
	says(t, "rene, a referent, finds tom", search("rene", "tom"), []string{"mailto:tom@example.org"})
	says(t, "paul finds nobody", search("paul", "mia"), nil, "mia@example.org")
	s.do("mia", "PROPFIND", "/dav/principals/rene/", prop("D:displayname"), "Depth: 0").want(t, 207).has(t, "René Référent")
	s.do("mia", "PROPFIND", "/dav/principals/tom/", prop("D:displayname"), "Depth: 0").want(t, 404)
	s.do("mia", "PROPPATCH", "/dav/principals/rene/", update1("<D:displayname>X</D:displayname>", "")).want(t, 207).has(t, "403 Forbidden")
}

func TestExpandProperty(t *testing.T) {
	s := testSite(t)
	body := `<D:expand-property xmlns:D="DAV:"><D:property name="current-user-principal"><D:property name="displayname"/>` +
		`<D:property name="calendar-home-set" namespace="urn:ietf:params:xml:ns:caldav"><D:property name="resourcetype"/></D:property>` +
		`<D:property name="nothing"/></D:property><D:property name="displayname"/></D:expand-property>`
	s.do("mia", "REPORT", "/dav/calendars/mia/parcours/", body).want(t, 207).has(t,
		"<D:current-user-principal><D:response><D:href>/dav/principals/mia/</D:href>", "Mia Membre",
		"<C:calendar-home-set><D:response><D:href>/dav/calendars/mia/</D:href>", "<D:nothing/>", "Territoires pilotes")
	owner := `<D:expand-property xmlns:D="DAV:"><D:property name="owner"><D:property name="displayname"/></D:property></D:expand-property>`
	s.do("mia", "REPORT", "/dav/calendars/mia/", owner, "Depth: 1").has(t, "Faverges", "Mia Membre")
	s.do("mia", "REPORT", "/dav/calendars/mia/", owner, "Depth: infinity").want(t, 403)
	for _, bad := range []string{`<D:property/>`, `<D:property name="a b"/>`, `<D:property name="x&gt;&lt;y"/>`} {
		s.do("mia", "REPORT", "/dav/", `<D:expand-property xmlns:D="DAV:">`+bad+`</D:expand-property>`).want(t, 400)
	}
}

func TestPrincipalReports(t *testing.T) {
	s := testSite(t)
	search := func(test, inner string) []string {
		return s.do("mia", "REPORT", "/dav/principals/", `<D:principal-property-search`+declarations+` test="`+test+`">`+inner+
			`<D:prop><D:displayname/></D:prop></D:principal-property-search>`, "Depth: 0").hrefs(t)
	}
	by := func(prop, match string) string {
		return `<D:property-search><D:prop><` + prop + `/></D:prop>` + match + `</D:property-search>`
	}
	both := "/dav/principals/elus.faverges.territory/"
	me, elus, faverges := "/dav/principals/mia/", "/dav/principals/elus.category/", "/dav/principals/faverges.territory/"
	known := []string{me, elus, "/dav/principals/techniciens.category/", faverges, "/dav/principals/argentan.territory/"}
	for name, test := range map[string]struct {
		got, want []string
	}{
		"name":               {search("allof", by("D:displayname", "<D:match>MIA</D:match>")), []string{me}},
		"nobody else":        {search("allof", by("D:displayname", "<D:match>tom</D:match>")), nil},
		"group":              {search("allof", by("D:displayname", "<D:match>élus</D:match>")), []string{elus, both}},
		"address":            {search("allof", by("C:calendar-user-address-set", "<D:match>mia@EXAMPLE</D:match>")), []string{me}},
		"mail":               {search("allof", by("CS:email-address-set", "<D:match match-type=\"starts-with\">mia@</D:match>")), []string{me}},
		"any of":             {search("anyof", by("D:displayname", "<D:match>favergES</D:match>")+by("CS:email-address-set", "<D:match>mia</D:match>")), []string{me, faverges, both}},
		"all of":             {search("allof", by("D:displayname", "<D:match>faverges</D:match>")+by("CS:email-address-set", "<D:match>mia</D:match>")), nil},
		"no such property":   {search("allof", by("D:nothing", "<D:match>mia</D:match>")), nil},
		"not the beginning":  {search("allof", by("D:displayname", "<D:match match-type=\"starts-with\">membre</D:match>")), nil},
		"the whole":          {search("allof", by("D:displayname", "<D:match match-type=\"equals\">faverges</D:match>")), []string{faverges}},
		"no search":          {search("allof", ""), known},
		"any of no search":   {search("anyof", ""), known},
		"the end, one of it": {search("allof", by("D:displayname", "<D:match match-type=\"ends-with\">s</D:match>")+`<D:limit><D:nresults>1</D:nresults></D:limit>`), []string{elus}},
	} {
		if !slices.Equal(test.got, test.want) {
			t.Errorf("%s: %v, want %v", name, test.got, test.want)
		}
	}
	// the form of python-caldav: the wanted properties beside DAV:prop
	beside := s.do("mia", "REPORT", "/dav/", `<D:principal-property-search`+declarations+`>`+by("D:displayname", "<D:match>mia</D:match>")+
		`<D:prop/><C:calendar-home-set/><D:displayname/><D:displayname/></D:principal-property-search>`)
	beside.want(t, 207).has(t, "<D:displayname>Mia Membre</D:displayname>", "<C:calendar-home-set><D:href>/dav/calendars/mia/</D:href>")
	if n := strings.Count(beside.body, "<D:displayname>"); n != 1 {
		t.Errorf("displayname %d times", n)
	}
	match := func(path, inner string) []string {
		return s.do("mia", "REPORT", path, `<D:principal-match`+declarations+`>`+inner+`<D:prop><D:displayname/></D:prop></D:principal-match>`).hrefs(t)
	}
	if got := match("/dav/principals/", "<D:self/>"); !slices.Equal(got, []string{me, elus, faverges}) {
		t.Errorf("self: %v", got)
	}
	if got := base(match("/dav/calendars/mia/", "<D:principal-property><D:owner/></D:principal-property>")); !slices.Equal(got, []string{"calendar", "inbox", "outbox", "parcours", "tasks"}) {
		t.Errorf("owner: %v", got)
	}
	s.do("mia", "REPORT", "/dav/", `<D:principal-match xmlns:D="DAV:"/>`).want(t, 400)
	acl := `<D:acl-principal-prop-set xmlns:D="DAV:"><D:prop><D:displayname/></D:prop></D:acl-principal-prop-set>`
	s.do("mia", "ACL", own, `<D:acl xmlns:D="DAV:"><D:ace><D:principal><D:href>`+elus+`</D:href></D:principal><D:grant><D:privilege><D:read/></D:privilege></D:grant></D:ace></D:acl>`).want(t, 200)
	if got := s.do("mia", "REPORT", own, acl).hrefs(t); !slices.Equal(got, []string{me, elus}) {
		t.Errorf("acl: %v", got)
	}
}

// TestPrincipalReportsHaveDepthZero: RFC 3744 §9.2 to §9.5. A missing Depth stands for 0.
func TestPrincipalReportsHaveDepthZero(t *testing.T) {
	s := testSite(t)
	const inner = "<D:prop><D:displayname/></D:prop>"
	for name, content := range map[string]string{
		"acl-principal-prop-set": inner, "principal-match": "<D:self/>" + inner, "principal-search-property-set": "",
		"principal-property-search": "<D:property-search><D:prop><D:displayname/></D:prop><D:match>x</D:match></D:property-search>" + inner,
	} {
		body := `<D:` + name + ` xmlns:D="DAV:">` + content + `</D:` + name + `>`
		for header, status := range map[string]int{"Depth: 0": 0, "": 0, "Depth: 1": 400, "Depth: infinity": 400, "Depth: 2": 400} {
			var headers []string
			if header != "" {
				headers = []string{header}
			}
			a := s.do("mia", "REPORT", own, body, headers...)
			if status == 0 && a.StatusCode/100 != 2 || status != 0 && a.StatusCode != status {
				t.Errorf("%s, %q: %d %s", name, header, a.StatusCode, a.body)
			}
		}
	}
}

// TestExpandKeptProperty: hrefs in a property that a client keeps are expanded as the server's own are, with or without
// the slash at the end of a collection's; what the viewer must not know of is 404, whether it is there or not.
func TestExpandKeptProperty(t *testing.T) {
	s := testSite(t)
	s.do("mia", "PUT", own+"a.ics", event("a", "A", "20220301T080000Z", "20220301T090000Z")).want(t, 201)
	for _, test := range []struct {
		kept, href string
		there      bool
	}{
		{own, own, true},
		{strings.TrimSuffix(own, "/"), own, true},
		{"\n " + own + "\n", own, true},
		{"http://parcours.example.org" + strings.TrimSuffix(own, "/"), own, true},
		{"/dav/calendars/mia", home, true},
		{own + "a.ics", own + "a.ics", true},
		{own + "a.ics/", own + "a.ics/", false},
		{"/dav/calendars/mia/nothing", "/dav/calendars/mia/nothing", false},
		{"/dav/calendars/tom/calendar", "/dav/calendars/tom/calendar", false},
		{"/dav/calendars/nobody/calendar", "/dav/calendars/nobody/calendar", false},
		{"http://elsewhere.example.org" + own, "http://elsewhere.example.org" + own, false},
		{"mailto:mia@example.org", "mailto:mia@example.org", false},
	} {
		s.do("mia", "PROPPATCH", home, update1(`<x xmlns="urn:x"><D:href>`+test.kept+`</D:href></x>`, "")).want(t, 207)
		a := s.do("mia", "REPORT", home, `<D:expand-property xmlns:D="DAV:"><D:property name="x" namespace="urn:x"><D:property name="resourcetype"/></D:property></D:expand-property>`)
		a.want(t, 207).has(t, "<D:response><D:href>"+test.href+"</D:href>")
		if got := strings.Contains(a.body, "resourcetype"); got != test.there || got == strings.Contains(a.body, "404") {
			t.Errorf("%q: %s", test.kept, a.body)
		}
	}
	s.do("mia", "PROPPATCH", home, update1(`<x xmlns="urn:x">text</x><y xmlns="urn:x"><D:href>`+own+`</D:href><z/></y>`, "")).want(t, 207)
	s.do("mia", "REPORT", home, `<D:expand-property xmlns:D="DAV:"><D:property name="x" namespace="urn:x"><D:property name="resourcetype"/></D:property>`+
		`<D:property name="y" namespace="urn:x"><D:property name="resourcetype"/></D:property></D:expand-property>`).want(t, 207).
		has(t, ">text</x>", own).lacks(t, "resourcetype", "404")
}
