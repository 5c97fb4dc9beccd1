package caldav

import (
	"regexp"
	"strings"
	"testing"

	"parcours/files"
)

const plainText = "Content-Type: text/plain; charset=utf-8"

func (s *site) attach(who, path, query, content string, headers ...string) answer {
	return s.do(who, "POST", path+"?action="+query, content, append(headers, plainText, `Content-Disposition: attachment; filename="ordre du jour.txt"`)...)
}

// addresses are those of the attachments of an object, in their order.
func addresses(a answer) []string {
	var all []string
	for _, m := range regexp.MustCompile(`(?m)^ATTACH[^\r\n]*:https://parcours\.example\.org(/dav/attachments/[^\r\n]+)`).FindAllStringSubmatch(a.unfolded().body, -1) {
		all = append(all, m[1])
	}
	return all
}

func (s *site) swept(t *testing.T) {
	t.Helper()
	if err := s.service.Attachments.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// A document is added to an event, replaced and removed by POST (RFC 8607 §3.3); it is read by whose event names it, and by nobody else.
func TestAttachments(t *testing.T) {
	s := testSite(t)
	const path = "/dav/calendars/olga/calendar/a.ics"
	s.do("olga", "PUT", path, asking("olga", "a", "mailto:mia@example.org"), calendarType).want(t, 201)
	tag := s.do("olga", "GET", path, "").Header.Get("ETag")
	s.attach("olga", path, "attachment-add", "x", `If-Match: "other"`).want(t, 412)
	added := s.attach("olga", path, "attachment-add", "Bonjour", "If-Match: "+tag).want(t, 201)
	id := added.Header.Get("Cal-Managed-ID")
	now := s.do("olga", "GET", path, "").want(t, 200)
	now.unfolded().has(t, "ATTACH;MANAGED-ID="+id+";FMTTYPE=text/plain;FILENAME=ordre du jour.txt;SIZE=7:https://parcours.example.org/dav/attachments/"+id+"/ordre%20du%20jour.txt")
	if got := added.Header.Get("ETag"); id == "" || got != "" && got != now.Header.Get("ETag") {
		t.Errorf("id %q, ETag %q, then %q", id, got, now.Header.Get("ETag"))
	}
	at := addresses(now)[0]
	read := func(who string, status int) answer { t.Helper(); return s.do(who, "GET", at, "").want(t, status) }
	a := read("olga", 200)
	if a.body != "Bonjour" || a.Header.Get("Content-Type") != "text/plain" || !strings.HasPrefix(a.Header.Get("Content-Disposition"), "attachment") || a.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%q %v", a.body, a.Header)
	}
	s.do("olga", "GET", at, "", "If-None-Match: "+a.Header.Get("ETag")).want(t, 304)
	if head := s.do("mia", "HEAD", at, "").want(t, 200); head.body != "" || head.Header.Get("Content-Length") != "7" {
		t.Errorf("HEAD: %q %v", head.body, head.Header)
	}
	read("mia", 200)
	for _, who := range []string{"rene", "tom", "gus", "paul"} {
		read(who, 404)
	}
	read("", 401)
	s.do("olga", "PUT", at, "x").want(t, 405)

	// Somebody else adds nothing, nor does who is asked; nobody takes a document over by naming it.
	mine := s.do("mia", "PROPFIND", own, prop("D:getetag"), "Depth: 1").hrefs(t)[1]
	s.attach("mia", mine, "attachment-add", "x").want(t, 403).has(t, "<C:allowed-attendee-scheduling-object-change/>")
	s.attach("tom", path, "attachment-add", "x").want(t, 404)
	s.attach("mia", "/dav/calendars/mia/parcours/agora.ics", "attachment-add", "x").want(t, 403)
	stolen := event("a", "A", morning, later, "ATTACH;MANAGED-ID="+id+":https://parcours.example.org"+at)
	s.do("tom", "PUT", "/dav/calendars/tom/calendar/s.ics", stolen, calendarType).want(t, 403).has(t, "<C:valid-managed-id/>")
	s.do("tom", "POST", "/dav/calendars/tom/calendar/?add-member", stolen, calendarType).want(t, 403)
	read("tom", 404)
	s.do("tom", "PUT", "/dav/calendars/tom/calendar/l.ics", event("l", "L", morning, later, "ATTACH;MANAGED-ID=1:https://elsewhere.example.org/1"), calendarType).want(t, 201)

	// What cannot be is refused by the preconditions of §3.11, and changes nothing.
	before := s.do("olga", "GET", path, "").body
	for query, condition := range map[string]string{
		"": "valid-action", "attach": "valid-action", "attachment-add&managed-id=" + id: "valid-managed-id", "attachment-update": "valid-managed-id", "attachment-remove": "valid-managed-id",
		"attachment-update&managed-id=" + id + "&rid=M": "valid-rid", "attachment-update&managed-id=none": "valid-managed-id", "attachment-remove&managed-id=none": "valid-managed-id",
		"attachment-add&rid=20220308T080000Z": "valid-rid", "attachment-add&rid=soon": "valid-rid", "attachment-add&rid=": "valid-rid",
	} {
		s.attach("olga", path, query, "x").want(t, 403).has(t, "<C:"+condition+"/>")
	}
	s.attach("olga", path, "attachment-add", "").want(t, 400)
	s.attach("olga", path, "attachment-add", strings.Repeat("x", files.MaxSize+1)).want(t, 403).has(t, "<C:max-attachment-size/>")
	if s.do("olga", "GET", path, "").body != before {
		t.Error("a refusal changed the event")
	}

	updated := s.attach("olga", path, "attachment-update&managed-id="+id, "Bonsoir", "Prefer: return=representation").want(t, 200).unfolded()
	next := updated.Header.Get("Cal-Managed-ID")
	updated.has(t, "MANAGED-ID="+next).lacks(t, "MANAGED-ID="+id)
	read("olga", 404)
	at = addresses(s.do("mia", "GET", mine, ""))[0]
	if got := read("mia", 200); got.body != "Bonsoir" {
		t.Errorf("%q", got.body)
	}
	s.attach("olga", path, "attachment-remove&managed-id="+next, "").want(t, 204)
	s.do("mia", "GET", mine, "").lacks(t, "ATTACH")
	read("olga", 404)
	read("mia", 404)
}

// A document can be of some dates of a series alone (RFC 8607 §3.3.2).
func TestAttachmentsOfInstances(t *testing.T) {
	s := testSite(t)
	const path = own + "w.ics"
	s.do("mia", "PUT", path, event("w", "W", morning, later, "RRULE:FREQ=WEEKLY;COUNT=3"), calendarType).want(t, 201)
	one := s.attach("mia", path, "attachment-add&rid=20220308T080000Z", "un").want(t, 201).Header.Get("Cal-Managed-ID")
	parts := strings.Split(s.do("mia", "GET", path, "").unfolded().has(t, "RECURRENCE-ID:20220308T080000Z").body, "BEGIN:VEVENT")
	if len(parts) != 3 || strings.Contains(parts[1], "ATTACH") || !strings.Contains(parts[2], "MANAGED-ID="+one) {
		t.Errorf("%q", parts)
	}
	all := s.attach("mia", path, "attachment-add&rid=M,20220308T080000Z", "deux").want(t, 201).Header.Get("Cal-Managed-ID")
	if n := strings.Count(s.do("mia", "GET", path, "").unfolded().body, "MANAGED-ID="+all); n != 2 {
		t.Errorf("in %d components", n)
	}
	s.attach("mia", path, "attachment-remove&managed-id="+all+"&rid=M", "").want(t, 204)
	if n := strings.Count(s.do("mia", "GET", path, "").unfolded().body, "MANAGED-ID="+all); n != 1 {
		t.Errorf("left in %d components", n)
	}
	s.attach("mia", path, "attachment-add&rid=20220309T080000Z", "x").want(t, 403).has(t, "<C:valid-rid/>")
	s.attach("mia", path, "attachment-remove&managed-id="+one, "").want(t, 204)
	s.do("mia", "GET", path, "").unfolded().lacks(t, "MANAGED-ID="+one).has(t, "MANAGED-ID="+all)
}

// What nothing names any more goes: with the event, with a line that a client left out. What was moved or copied stays. The attachments of
// a home have so much room together, and an event so many.
func TestAttachmentsGo(t *testing.T) {
	s := testSite(t)
	const path = "/dav/calendars/olga/calendar/a.ics"
	s.do("olga", "MKCALENDAR", "/dav/calendars/olga/b/", "").want(t, 201)
	s.do("olga", "PUT", path, asking("olga", "a", "mailto:mia@example.org"), calendarType).want(t, 201)
	s.attach("olga", path, "attachment-add", "un").want(t, 201)
	s.attach("olga", path, "attachment-add", "deux").want(t, 201)
	at := addresses(s.do("olga", "GET", path, ""))
	s.swept(t)
	s.do("mia", "GET", at[0], "").want(t, 200)
	s.do("olga", "MOVE", path, "", "Destination: /dav/calendars/olga/b/a.ics").want(t, 201)
	s.swept(t)
	s.do("mia", "GET", at[0], "").want(t, 200)
	text := s.do("olga", "GET", "/dav/calendars/olga/b/a.ics", "").unfolded().body
	without := regexp.MustCompile(`ATTACH[^\r\n]*`+regexp.QuoteMeta(at[1])+"\r\n").ReplaceAllString(text, "")
	s.do("olga", "PUT", "/dav/calendars/olga/b/a.ics", without, calendarType).want(t, 204)
	s.swept(t)
	s.do("olga", "GET", at[1], "").want(t, 404)
	s.do("olga", "GET", at[0], "").want(t, 200)
	s.do("olga", "PUT", "/dav/calendars/olga/b/a.ics", text, calendarType).want(t, 403).has(t, "<C:valid-managed-id/>")
	s.do("olga", "DELETE", "/dav/calendars/olga/b/a.ics", "").want(t, 204)
	s.swept(t)
	s.do("olga", "GET", at[0], "").want(t, 404)
	s.do("mia", "GET", at[0], "").want(t, 404)

	// In a delegation's agenda its people read it, and the organisers; others do not.
	const agenda = "/dav/calendars/mia/faverges.agenda/r.ics"
	s.do("mia", "PUT", agenda, event("r", "Réunion", morning, later), calendarType).want(t, 201)
	s.attach("mia", agenda, "attachment-add", "ordre").want(t, 201)
	at = addresses(s.do("mia", "GET", agenda, ""))
	for who, status := range map[string]int{"rene": 200, "mia": 200, "olga": 200, "tom": 404, "gus": 404, "eva": 404, "paul": 404} {
		s.do(who, "GET", at[0], "").want(t, status)
	}

	if err := s.service.Files.SetRoom(t.Context(), 10); err != nil {
		t.Fatal(err)
	}
	const many = own + "many.ics"
	s.do("mia", "PUT", many, event("many", "M", morning, later), calendarType).want(t, 201)
	s.attach("mia", many, "attachment-add", "elf Oktette").want(t, 507).has(t, "<D:quota-not-exceeded/>")
	if err := s.service.Files.SetRoom(t.Context(), 1000); err != nil {
		t.Fatal(err)
	}
	for range 20 {
		s.attach("mia", many, "attachment-add", "x").want(t, 201)
	}
	s.attach("mia", many, "attachment-add", "x").want(t, 403).has(t, "<C:max-attachments-per-resource/>")
	s.do("mia", "PROPFIND", own, prop("C:max-attachment-size", "C:max-attachments-per-resource"), "Depth: 0").has(t, "<C:max-attachments-per-resource>20</C:max-attachments-per-resource>").lacks(t, "404")
	s.do("mia", "PROPFIND", "/dav/calendars/mia/", prop("C:managed-attachments-server-URL"), "Depth: 0").has(t, "<D:href>https://parcours.example.org</D:href>")
}
