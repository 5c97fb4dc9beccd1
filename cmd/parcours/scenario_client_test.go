package main

import (
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"strings"

	"parcours/events"
)

// client is somebody's calendar program, which asks and writes in the manner of one that people use.
type client struct {
	*journey
	who   string
	kind  string            // "thunderbird", "davx5", "evolution" or "apple"
	token map[string]string // sync tokens, by collection
	known map[string]map[string]held
}

// held is a calendar object resource as the client has it.
type held struct{ etag, tag, text string }

func (j *journey) client(who, kind string) *client {
	j.t.Helper()
	if j.passwords[who] == "" {
		fields := strings.Fields(j.command("people", "password", who))
		j.passwords[who] = fields[len(fields)-1]
	}
	return &client{journey: j, who: who, kind: kind, token: map[string]string{}, known: map[string]map[string]held{}}
}

// do sends a request; headers are "Name: value".
func (c *client) do(method, target, body string, headers ...string) (*http.Response, string) {
	c.t.Helper()
	r, err := http.NewRequestWithContext(c.t.Context(), method, c.url+target, strings.NewReader(body))
	c.must(err)
	r.SetBasicAuth(c.who+"@example.org", c.passwords[c.who])
	if p := c.service.Programme().Person(c.who); p != nil {
		r.SetBasicAuth(p.Email, c.passwords[c.who])
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	res, err := http.DefaultClient.Do(r)
	c.must(err)
	defer res.Body.Close()
	octets, err := io.ReadAll(res.Body)
	c.must(err)
	return res, string(octets)
}

type multistatus struct {
	Token     string `xml:"DAV: sync-token"`
	Responses []struct {
		Href     string `xml:"DAV: href"`
		Status   string `xml:"DAV: status"`
		Propstat []struct {
			Status string `xml:"DAV: status"`
			Prop   struct {
				ETag string `xml:"DAV: getetag"`
				Tag  string `xml:"urn:ietf:params:xml:ns:caldav schedule-tag"`
				Data string `xml:"urn:ietf:params:xml:ns:caldav calendar-data"`
				Name string `xml:"DAV: displayname"`
			} `xml:"DAV: prop"`
		} `xml:"DAV: propstat"`
	} `xml:"DAV: response"`
}

const xmlns = ` xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:S="http://calendarserver.org/ns/"`

// ask sends a PROPFIND or REPORT and reads the answer.
func (c *client) ask(method, target, depth, body string) multistatus {
	c.t.Helper()
	ms, ok := c.tryAsk(method, target, depth, body)
	if !ok {
		c.t.Fatalf("%s: %s: the sync token is refused", c.who, target)
	}
	return ms
}

// tryAsk is false where a sync token is refused.
func (c *client) tryAsk(method, target, depth, body string) (multistatus, bool) {
	c.t.Helper()
	res, text := c.do(method, target, `<?xml version="1.0" encoding="utf-8"?>`+body, "Depth: "+depth, "Content-Type: text/xml; charset=utf-8")
	if res.StatusCode == http.StatusForbidden && strings.Contains(text, "<D:valid-sync-token/>") {
		return multistatus{}, false
	}
	if res.StatusCode != http.StatusMultiStatus {
		c.t.Fatalf("%s: %s %s: %s\n%s", c.who, method, target, res.Status, text)
	}
	var ms multistatus
	if err := xml.Unmarshal([]byte(text), &ms); err != nil {
		c.t.Fatalf("%s: %v\n%s", target, err, text)
	}
	return ms, true
}

func (c *client) home() string { return "/dav/calendars/" + c.who + "/" }

// calendars are the names of the calendars in the home.
func (c *client) calendars() []string {
	c.t.Helper()
	var all []string
	for _, r := range c.ask("PROPFIND", c.home(), "1", `<D:propfind`+xmlns+`><D:prop><D:resourcetype/><D:displayname/></D:prop></D:propfind>`).Responses {
		if name, ok := strings.CutPrefix(strings.TrimSuffix(r.Href, "/"), c.home()); ok {
			all = append(all, name)
		}
	}
	return all
}

// fetch brings a calendar up to date and gives its objects by name.
func (c *client) fetch(calendar string) map[string]held {
	c.t.Helper()
	target := c.home() + calendar + "/"
	have := c.known[calendar]
	if have == nil {
		have = map[string]held{}
		c.known[calendar] = have
	}
	var changed []string
	switch c.kind {
	case "thunderbird":
		body := func(token string) string {
			return `<D:sync-collection` + xmlns + `><D:sync-token>` + token + `</D:sync-token><D:sync-level>1</D:sync-level><D:prop><D:getcontenttype/><D:getetag/></D:prop></D:sync-collection>`
		}
		ms, ok := c.tryAsk("REPORT", target, "1", body(c.token[calendar]))
		if !ok { // it starts over
			clear(have)
			ms = c.ask("REPORT", target, "1", body(""))
		}
		c.token[calendar] = ms.Token
		changed = c.changes(have, target, ms)
	case "davx5":
		clear(have) // it lists all, and throws out what is not listed
		changed = c.changes(have, target, c.ask("REPORT", target, "1", `<C:calendar-query`+xmlns+`><D:prop><D:getetag/></D:prop><C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="`+component(calendar)+`"/></C:comp-filter></C:filter></C:calendar-query>`))
	default:
		clear(have)
		changed = c.changes(have, target, c.ask("PROPFIND", target, "1", `<D:propfind`+xmlns+`><D:prop><D:getcontenttype/><D:getetag/></D:prop></D:propfind>`))
	}
	if len(changed) > 0 {
		hrefs := "<D:href>" + strings.Join(changed, "</D:href><D:href>") + "</D:href>"
		c.changes(have, target, c.ask("REPORT", target, "1", `<C:calendar-multiget`+xmlns+`><D:prop><D:getetag/><C:calendar-data/><C:schedule-tag/></D:prop>`+hrefs+`</C:calendar-multiget>`))
	}
	return have
}

func component(calendar string) string {
	if strings.HasSuffix(calendar, ".arbitrages") {
		return "VTODO"
	}
	return "VEVENT"
}

// changes notes what an answer says of objects, and gives the hrefs of those whose text is not known.
func (c *client) changes(have map[string]held, target string, ms multistatus) []string {
	var hrefs []string
	for _, r := range ms.Responses {
		name := path.Base(r.Href)
		if strings.Contains(r.Status, " 404 ") {
			delete(have, name)
			continue
		}
		for _, p := range r.Propstat {
			switch {
			case r.Href == target || !strings.Contains(p.Status, " 200 "):
			case p.Prop.Data != "":
				have[name] = held{p.Prop.ETag, p.Prop.Tag, strings.ReplaceAll(unfoldText(p.Prop.Data), "\r", "")}
			case p.Prop.ETag != "" && have[name].etag != p.Prop.ETag:
				hrefs = append(hrefs, r.Href)
			}
		}
	}
	return hrefs
}

func unfoldText(text string) string {
	return strings.NewReplacer("\r\n ", "", "\n ", "").Replace(text)
}

// one is an object of a calendar, brought up to date.
func (c *client) one(calendar, name string) held {
	c.t.Helper()
	o, ok := c.fetch(calendar)[name]
	if !ok {
		c.t.Fatalf("%s: no %s in %s: %d objects", c.who, name, calendar, len(c.known[calendar]))
	}
	return o
}

// put writes an object as the client does, and gives the answer's headers.
func (c *client) put(calendar, name, text string) http.Header {
	c.t.Helper()
	o := c.known[calendar][name]
	headers := []string{"Content-Type: text/calendar; charset=utf-8"}
	switch {
	case o.etag == "":
		headers = append(headers, "If-None-Match: *")
	case c.kind == "evolution": // it never says what it had
	case c.kind != "thunderbird" && o.tag != "":
		headers = append(headers, "If-Schedule-Tag-Match: "+o.tag)
	default:
		headers = append(headers, "If-Match: "+o.etag)
	}
	text = strings.ReplaceAll(c.rewrite(text), "\n", "\r\n")
	res, body := c.do("PUT", c.home()+calendar+"/"+name, text, headers...)
	if res.StatusCode != http.StatusNoContent && res.StatusCode != http.StatusCreated {
		c.t.Fatalf("%s: PUT %s/%s: %s\n%s\n%s", c.who, calendar, name, res.Status, body, text)
	}
	return res.Header
}

// rewrite is what the client changes in all that it writes.
func (c *client) rewrite(text string) string {
	stamp := c.now.Load().UTC().Format("20060102T150405Z")
	product := map[string]string{
		"thunderbird": "-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN", "davx5": "+//IDN bitfire.at//DAVx5/4.1//EN",
		"evolution": "-//Ximian//NONSGML Evolution Calendar//EN", "apple": "-//Apple Inc.//iOS 15.3//EN",
	}[c.kind]
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		switch name, _, _ := strings.Cut(line, ":"); name {
		case "PRODID":
			line = "PRODID:" + product
		case "DTSTAMP", "LAST-MODIFIED":
			line = name + ":" + stamp
		}
		lines = append(lines, line)
	}
	text = strings.Join(lines, "\n")
	if c.kind == "thunderbird" {
		text = strings.NewReplacer("END:VEVENT", "X-MOZ-GENERATION:1\nEND:VEVENT", "END:VTODO", "X-MOZ-GENERATION:1\nEND:VTODO").Replace(text)
	}
	return text
}

// answerPage sends the form of the answer page that an event of a delegation links to, as a browser does.
func (c *client) answerPage(text, button, comment string) {
	c.t.Helper()
	at := strings.Index(text, "\nURL:"+c.url)
	if at < 0 {
		c.t.Fatalf("no answer page in\n%s", text)
	}
	page, _, _ := strings.Cut(text[at+len("\nURL:"):], "\n")
	form := url.Values{"answer": {button}, "comment": {comment}}
	r, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, page, strings.NewReader(form.Encode()))
	c.must(err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	res, err := http.DefaultClient.Do(r)
	c.must(err)
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		c.t.Fatalf("%s: %s", page, res.Status)
	}
}

// partstat is a text in which the attendee answers.
func partstat(text string, status events.Partstat) string {
	at := strings.Index(text, "PARTSTAT=")
	end := at + strings.IndexAny(text[at:], ";:")
	return text[:at] + "PARTSTAT=" + string(status) + text[end:]
}

// line puts a line before the end of the event or task.
func line(text, added string) string {
	return strings.NewReplacer("END:VEVENT", added+"\nEND:VEVENT", "END:VTODO", added+"\nEND:VTODO").Replace(text)
}

// newEvent is an object of one VEVENT.
func newEvent(uid, title, start, end string, lines ...string) string {
	return fmt.Sprintf("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VEVENT\nUID:%s\nDTSTAMP:20220201T080000Z\nDTSTART;TZID=Europe/Paris:%s\nDTEND;TZID=Europe/Paris:%s\nSUMMARY:%s\n%sEND:VEVENT\nEND:VCALENDAR\n",
		uid, start, end, title, strings.Join(append(lines, ""), "\n"))
}
