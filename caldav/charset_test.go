package caldav

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// TestPutInAnotherCharset: whatever charset a client writes in, everybody reads the same text, and the client is told to
// fetch what is kept.
func TestPutInAnotherCharset(t *testing.T) {
	const words = "Réunion à l’été, cœur"
	text := event("words", words, "20220301T080000Z", "20220301T090000Z", "DESCRIPTION:"+strings.Repeat("é", 100))
	windows, _ := charmap.Windows1252.NewEncoder().String(text)
	latin9, _ := charmap.ISO8859_15.NewEncoder().String(strings.ReplaceAll(text, "’", "'"))
	utf16, _ := unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String(text)
	folded := strings.Replace(text, "é", "\xc3\r\n \xa9", 1)
	for name, test := range map[string]struct {
		body, kind, title string
		tag               bool
	}{
		"utf-8":                        {text, "text/calendar; charset=utf-8", words, true},
		"utf-8, not said":              {text, "text/calendar", words, true},
		"utf-8, called ascii":          {text, "text/calendar; charset=us-ascii", words, true},
		"utf-8, called what nobody is": {text, "text/calendar; charset=x-mine", words, true},
		"folded inside a letter":       {folded, "text/calendar; charset=utf-8", "", true},
		"windows-1252":                 {windows, `text/calendar; charset="windows-1252"`, words, false},
		"iso-8859-1, as most say":      {windows, "text/calendar; charset=ISO-8859-1", words, false},
		"iso-8859-15":                  {latin9, "text/calendar; charset=iso-8859-15", strings.ReplaceAll(words, "’", "'"), false},
		"utf-16":                       {utf16, "text/calendar; charset=utf-16", words, false},
		"windows-1252, not said":       {windows, "text/calendar", words, false},
		"windows-1252, called utf-8":   {windows, "text/calendar; charset=utf-8", words, false},
		"ascii, called iso-8859-1":     {event("words", "Agora", "20220301T080000Z", "20220301T090000Z"), "text/calendar; charset=iso-8859-1", "Agora", true},
	} {
		t.Run(name, func(t *testing.T) {
			s := testSite(t)
			a := s.do("mia", "PUT", own+"words.ics", test.body, "Content-Type: "+test.kind).want(t, 201)
			if tagged := a.Header.Get("ETag") != ""; tagged != test.tag {
				t.Errorf("an ETag: %v, want %v", tagged, test.tag)
			}
			got := s.do("mia", "GET", own+"words.ics", "").want(t, 200)
			if test.tag && got.body != test.body {
				t.Errorf("kept %q", got.body)
			}
			if title := "SUMMARY:" + test.title + "\r\n"; test.title != "" {
				got.has(t, title)
				s.do("mia", "REPORT", own, query(inEvent(propWith("SUMMARY", `<C:text-match>`+test.title+`</C:text-match>`))), "Depth: 1").has(t, "words.ics")
			}
			again := s.do("mia", "PUT", own+"words.ics", got.body, "Content-Type: text/calendar; charset=utf-8", "If-Match: "+got.Header.Get("ETag")).want(t, 204)
			if again.Header.Get("ETag") == "" {
				t.Error("what is kept has no ETag when it is written again")
			}
		})
	}
	s := testSite(t)
	s.do("mia", "PUT", own+"a.ics", windows, "Content-Type: text/calendar; charset=x-mine").want(t, 403).has(t, "<C:supported-calendar-data/>")
	s.do("mia", "PUT", own+"a.ics", utf16, "Content-Type: text/calendar").want(t, 403).has(t, "<C:valid-calendar-data/>")
	s.do("mia", "GET", own+"a.ics", "").want(t, 404)
}
