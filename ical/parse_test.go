package ical

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// event wraps lines in a calendar and an event, with CRLF.
func event(lines ...string) string {
	all := append([]string{"BEGIN:VCALENDAR", "BEGIN:VEVENT"}, lines...)
	return strings.Join(append(all, "END:VEVENT", "END:VCALENDAR", ""), "\r\n")
}

func mustParse(t *testing.T, text string) *Component {
	t.Helper()
	c, err := Parse([]byte(text))
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return c
}

// TestParseLine: how one content line is read, as RFC 5545 has it and as clients write it.
func TestParseLine(t *testing.T) {
	tests := []struct {
		name, line string
		want       Property
	}{
		{"plain", "SUMMARY:Bonjour", Property{Name: "SUMMARY", Value: "Bonjour"}},
		{"empty value", "CLASS:", Property{Name: "CLASS"}},
		{"lower case", "dtstart;value=date:20220310",
			Property{Name: "DTSTART", Params: []Param{P("VALUE", "date")}, Value: "20220310"}},
		{"colon, semicolon and quotes in the value", `SUMMARY:a:b;c="d"`, Property{Name: "SUMMARY", Value: `a:b;c="d"`}},
		{"text stays escaped", `SUMMARY:a\, b\n`, Property{Name: "SUMMARY", Value: `a\, b\n`}},
		{"quoted parameter", `ATTENDEE;CN="Dupont, Jean: x; y":mailto:a@example.org`,
			Property{Name: "ATTENDEE", Params: []Param{P("CN", "Dupont, Jean: x; y")}, Value: "mailto:a@example.org"}},
		{"list of values", `ATTENDEE;MEMBER="mailto:a@example.org","mailto:b@example.org":mailto:c@example.org`,
			Property{Name: "ATTENDEE", Params: []Param{P("MEMBER", "mailto:a@example.org", "mailto:b@example.org")}, Value: "mailto:c@example.org"}},
		{"RFC 6868", `ORGANIZER;CN=a^nb^^c^'d^x:mailto:a@example.org`,
			Property{Name: "ORGANIZER", Params: []Param{P("CN", "a\nb^c\"d^x")}, Value: "mailto:a@example.org"}},
		{"empty parameter", "X-A;B=:c", Property{Name: "X-A", Params: []Param{P("B", "")}, Value: "c"}},
		{"parameter without value", "DESCRIPTION;QUOTED-PRINTABLE:a=20b",
			Property{Name: "DESCRIPTION", Params: []Param{{Name: "QUOTED-PRINTABLE"}}, Value: "a=20b"}},
		{"doubled semicolon", "X-A;;B=c;:d", Property{Name: "X-A", Params: []Param{P("B", "c")}, Value: "d"}},
		{"space before the colon", "DTSTART :20220310T090000Z", Property{Name: "DTSTART", Value: "20220310T090000Z"}},
		{"fold with a space", "SUMMARY:a\r\n b", Property{Name: "SUMMARY", Value: "ab"}},
		{"fold with a tab, bare LF", "SUMMARY:a\n\tb", Property{Name: "SUMMARY", Value: "ab"}},
		{"fold in the name", "SUM\r\n MARY\r\n :a", Property{Name: "SUMMARY", Value: "a"}},
		{"fold inside a character", "SUMMARY:\xc3\r\n \xa9lus", Property{Name: "SUMMARY", Value: "élus"}},
		{"fold after a blank line", "SUMMARY:a\r\n\r\n b", Property{Name: "SUMMARY", Value: "ab"}},
		{"fold of spaces only", "SUMMARY:a\r\n \r\n b", Property{Name: "SUMMARY", Value: "ab"}},
		{"CR CR LF", "SUMMARY:a\r\r\n b\r", Property{Name: "SUMMARY", Value: "ab"}},
		{"unquoted comma in CN", "ATTENDEE;CN=Dupont, Jean;ROLE=CHAIR:mailto:a@example.org",
			Property{Name: "ATTENDEE", Params: []Param{P("CN", "Dupont, Jean"), P("ROLE", "CHAIR")}, Value: "mailto:a@example.org"}},
		{"backslashes of other libraries", `ATTENDEE;CN=Dupont\, Jean\; x;MEMBER=mailto\:a@example.org:mailto:a@example.org`,
			Property{Name: "ATTENDEE", Params: []Param{P("CN", "Dupont, Jean; x"), P("MEMBER", "mailto:a@example.org")}, Value: "mailto:a@example.org"}},
		{"backslash elsewhere", `X-A;DIR="C:\a;b";X-B=C\D:e`,
			Property{Name: "X-A", Params: []Param{P("DIR", `C:\a;b`), P("X-B", `C\D`)}, Value: "e"}},
		{"quotes inside a value", `ATTENDEE;CN=Jean "Jeannot; x" Dupont:mailto:a@example.org`,
			Property{Name: "ATTENDEE", Params: []Param{P("CN", `Jean "Jeannot; x" Dupont`)}, Value: "mailto:a@example.org"}},
		{"text after the quotes", `ATTENDEE;CN="Jean" Dupont:mailto:a@example.org`,
			Property{Name: "ATTENDEE", Params: []Param{P("CN", "Jean Dupont")}, Value: "mailto:a@example.org"}},
		{"quotes never closed", `ATTENDEE;CN="Jean:mailto:a@example.org`,
			Property{Name: "ATTENDEE", Params: []Param{P("CN", "Jean")}, Value: "mailto:a@example.org"}},
		{"unquoted zone of Windows", "DTSTART;TZID=(GMT+01:00) Paris, Rome:20220310T090000",
			Property{Name: "DTSTART", Params: []Param{P("TZID", "(GMT+01:00) Paris, Rome")}, Value: "20220310T090000"}},
		{"unquoted address of the web", "SUMMARY;ALTREP=http://example.org/a,b:x",
			Property{Name: "SUMMARY", Params: []Param{P("ALTREP", "http://example.org/a,b")}, Value: "x"}},
		{"unquoted mailto", "ORGANIZER;SENT-BY=MAILTO:b@example.org;CN=A:mailto:a@example.org",
			Property{Name: "ORGANIZER", Params: []Param{P("SENT-BY", "MAILTO:b@example.org"), P("CN", "A")}, Value: "mailto:a@example.org"}},
		{"unquoted mailto, nothing after it", "ORGANIZER;SENT-BY=mailto:a@example.org",
			Property{Name: "ORGANIZER", Params: []Param{P("SENT-BY", "mailto")}, Value: "a@example.org"}},
		{"odd X- name", "X_A.b/C:d", Property{Name: "X_A.B/C", Value: "d"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			text := event(test.line)
			c := mustParse(t, text)
			got := c.Components[0].Properties
			if len(got) != 1 {
				t.Fatalf("%d properties", len(got))
			}
			if diff := cmp.Diff(test.want, Property{Name: got[0].Name, Params: got[0].Params, Value: got[0].Value}, onlyExported); diff != "" {
				t.Error(diff)
			}
			if string(c.Bytes()) != text {
				t.Errorf("written back as %q", c.Bytes())
			}
		})
	}
}

// TestParseLossless: what is read and not changed is written back octet for octet.
func TestParseLossless(t *testing.T) {
	for _, text := range []string{
		"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
		"BEGIN:VCALENDAR\nEND:VCALENDAR",
		"\ufeff\r\n\nBEGIN:VCALENDAR\r\n\r\nVERSION:2.0\r\n\n\r\nEND:VCALENDAR\r\n\r\n\n \r\n",
		"begin:vcalendar\r\nBegin:vEvent\r\nsummary:x\r\nEnd:VEVENT \r\nEND:Vcalendar\r\n",
		"BEGIN:VCALENDAR\nBEGIN:VEVENT\nBEGIN:VALARM\nEND:VALARM\nUID:1\nBEGIN:X-A\nX-B:1\nEND:X-A\nX-C:\nBEGIN:X-D\nEND:X-D\nEND:VEVENT\nPRODID:x\nBEGIN:VTODO\nEND:VTODO\nVERSION:2.0\nEND:VCALENDAR\n",
		"BEGIN:VCAL\r\n ENDAR\r\nX-A:caf\xe9 \x01\x0b\rb\r\nEND:VCALENDAR\r\n",
	} {
		if got := string(mustParse(t, text).Bytes()); got != text {
			t.Errorf("%q\nwritten back as\n%q", text, got)
		}
		if got := string(mustParse(t, text).Clone().Bytes()); got != text {
			t.Errorf("%q\nwritten by its clone as\n%q", text, got)
		}
	}
}

func TestParseErrors(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"empty", "", "line 1: no VCALENDAR: the stream is empty"},
		{"blank", "\ufeff\r\n\r\n", "line 2: no VCALENDAR: the stream is empty"},
		{"a web page", "<html>\n", `line 1: expected BEGIN:VCALENDAR, found "<html>"`},
		{"a card", "\nBEGIN:VCARD\nEND:VCARD\n", `line 2: expected BEGIN:VCALENDAR, found "BEGIN:VCARD"`},
		{"a fold first", " BEGIN:VCALENDAR\n", `line 1: expected BEGIN:VCALENDAR, found " BEGIN:VCALENDAR"`},
		{"no end", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\n", "line 3: the stream ends inside the VEVENT begun at line 2"},
		{"crossed", event("BEGIN:VALARM", "END:VEVENT"), `line 4: "END:VEVENT" where VALARM, begun at line 3, is still open`},
		{"end only", "END:VCALENDAR\n", `line 1: "END:VCALENDAR" without its BEGIN`},
		{"no name", event("BEGIN:", "END:"), "line 3: BEGIN without the name of a component"},
		{"odd name", event("BEGIN:V EVENT"), "line 3: BEGIN without the name of a component"},
		{"nested calendar", event("BEGIN:VCALENDAR"), "line 3: a VCALENDAR inside the VCALENDAR of line 1"},
		{"after the end", "BEGIN:VCALENDAR\nEND:VCALENDAR\nVERSION:2.0\n", `line 3: expected BEGIN:VCALENDAR, found "VERSION:2.0"`},
		{"no colon", event("SUMMARY"), `line 3: no colon in "SUMMARY"`},
		{"no colon after parameters", event("SUMMARY;X=1"), "line 3: SUMMARY: no colon after the parameters"},
		{"no property name", event(":x"), `line 3: no property name in ":x"`},
		{"endless property name", event(strings.Repeat("X", 256) + ":a"), `line 3: no property name in "` + strings.Repeat("X", 40) + `" ...`},
		{"endless parameter name", event("A;" + strings.Repeat("X", 256) + "=b:c"), `line 3: A: "` + strings.Repeat("X", 40) + `" ... is no parameter name`},
		{"endless component name", event("BEGIN:" + strings.Repeat("X", 256)), "line 3: BEGIN without the name of a component"},
		{"prose", event("DESCRIPTION:a", "Ordre du jour : x"), `line 4: "Ordre du jour : x" does not begin with a property name`},
		{"parameter without name", event("SUMMARY;=x:y"), "line 3: SUMMARY: a parameter without a name"},
		{"odd parameter name", event("SUMMARY;a b=x:y"), `line 3: SUMMARY: "a b" is no parameter name`},
		{"quotes in a parameter name", event(`SUMMARY;a"=x:y`), `line 3: SUMMARY: a quotation mark in the parameter name "a\""`},
		{"NUL", event("SUMMARY:\x00"), "line 3: a NUL octet: this is no text"},
		{"lines are counted with folds and blanks", event("SUMMARY:a", " b", "", "oops"), `line 6: no colon in "oops"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := Parse([]byte(test.text))
			var syntax *SyntaxError
			if !errors.As(err, &syntax) || !errors.Is(err, ErrNotCalendarData) {
				t.Fatalf("%T %v is no SyntaxError", err, err)
			}
			if err.Error() != test.want {
				t.Errorf("got  %s\nwant %s", err, test.want)
			}
		})
	}
}

func TestParseSeveralCalendars(t *testing.T) {
	text := "\ufeffBEGIN:VCALENDAR\nX-A:1\nEND:VCALENDAR\n\n\nBEGIN:VCALENDAR\r\nX-A:2\r\nEND:VCALENDAR\r\n\r\n"
	_, err := Parse([]byte(text))
	if !errors.Is(err, ErrSeveralCalendars) || !errors.Is(err, ErrNotCalendarData) {
		t.Errorf("Parse: %v", err)
	}
	if want := "ical: more than one VCALENDAR: line 6: another VCALENDAR begins"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	all, err := ParseAll([]byte(text))
	if err != nil || len(all) != 2 || all[0].Value("X-A") != "1" || all[1].Value("X-A") != "2" {
		t.Fatalf("ParseAll: %d calendars, %v", len(all), err)
	}
	if got := string(all[1].AppendTo(all[0].Bytes())); got != text {
		t.Errorf("written back as %q", got)
	}
}

func TestLimits(t *testing.T) {
	deep := func(n int) string {
		return "BEGIN:VCALENDAR\n" + strings.Repeat("BEGIN:X\n", n) + strings.Repeat("END:X\n", n) + "END:VCALENDAR\n"
	}
	many := func(format string, n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	tests := []struct {
		name   string
		limits Limits
		text   string
		want   string // "" for none
	}{
		{"size", Limits{Octets: 30}, event(), "line 1: 58 octets, more than the 30 allowed"},
		{"size, just", Limits{Octets: 58}, event(), ""},
		{"lines", Limits{Lines: 4}, event("A:1"), "line 5: more than 4 content lines"},
		{"lines, just", Limits{Lines: 5}, event("A:1"), ""},
		{"line", Limits{LineOctets: 20}, event("A:1", "BB:56789012345678", " 123"), "line 4: a content line of 25 octets, more than the 20 allowed"},
		{"line, just", Limits{LineOctets: 25}, event("A:1", "BB:56789012345678", " 123"), ""},
		{"depth", Limits{Depth: 3}, deep(3), "line 4: components nested deeper than 3"},
		{"depth, just", Limits{Depth: 3}, deep(2), ""},
		{"depth by default", Limits{}, deep(16), "line 17: components nested deeper than 16"},
		{"depth by default, just", Limits{}, deep(15), ""},
		{"parameters", Limits{}, event("A" + many(";P%d=1", 1001) + ":x"), "line 3: more than 1000 parameters on A"},
		{"parameters, just", Limits{}, event("A" + many(";P%d=1", 1000) + ":x"), ""},
		{"values", Limits{}, event("A;B=0" + many(",%d", 10_000) + ":x"), "line 3: A: more than 10000 values in B"},
		{"values, just", Limits{}, event("A;B=0" + many(",%d", 9_999) + ":x"), ""},
		{"a document inside a line", Limits{}, event("ATTACH;ENCODING=BASE64;VALUE=BINARY:" + strings.Repeat("AAAA", 1<<20)), ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := test.limits.Parse([]byte(test.text))
			got := ""
			if err != nil {
				got = err.Error()
			}
			if got != test.want {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
			if _, all := test.limits.ParseAll([]byte(test.text)); (all == nil) != (err == nil) {
				t.Errorf("ParseAll: %v", all)
			}
		})
	}
}

// TestParseHostile: input made to cost much is read or refused in time linear in its length; quadratic reading of
// these would outlast any test run.
func TestParseHostile(t *testing.T) {
	const n = 4 << 20
	for name, line := range map[string]string{
		"colons in a zone":     "DTSTART;TZID=(" + strings.Repeat(":", n),
		"colons in an address": "A;SENT-BY=mailto" + strings.Repeat(":", n),
		"quotation marks":      `A;B=x` + strings.Repeat(`"`, n) + ":c",
		"open quotes":          `A;CN="` + strings.Repeat(`,`, n) + ":c",
		"backslashes":          `A;B=` + strings.Repeat(`\,`, n/2) + ":c",
		"blank lines":          "A:b" + strings.Repeat("\n", n) + "B:c",
		"blank folds":          "A:b" + strings.Repeat("\n ", n/2),
	} {
		text := "BEGIN:VCALENDAR\n" + line + "\nEND:VCALENDAR\n"
		c, err := Parse([]byte(text))
		if err == nil && string(c.Bytes()) != text {
			t.Errorf("%s: written back differently", name)
		}
	}
}
