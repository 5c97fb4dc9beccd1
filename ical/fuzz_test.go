package ical

import (
	"errors"
	"strings"
	"testing"
)

// FuzzParse: any octets are refused with a SyntaxError, or written back as they came and survive all that is done to
// what clients send.
func FuzzParse(f *testing.F) {
	for _, half := range []string{"valid", "invalid"} {
		for _, octets := range corpus(f, half) {
			if len(octets) < 4096 {
				f.Add(octets)
			}
		}
	}
	for _, seed := range []string{
		"\ufeff\r\n\nBEGIN:VCALENDAR\r\n\nX-A;B=\"c,d\",e;;F:g\n\th\r\r\n\r\n i\r\nEND:VCALENDAR\n\n \n",
		"begin:vcalendar\nbegin:x\nA;CN=a\\, \"b\" c^n^^^';TZID=(x:y):z\nend:X\nB\n :\nend:vcalendar",
		"BEGIN:VCALENDAR\nA;SENT-BY=mailto:x;ALTREP=http://y:z\n\x00END:VCALENDAR\nBEGIN:VCALENDAR\nEND:VCALENDAR",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, octets []byte) {
		all, err := ParseAll(octets)
		if one, errOne := Parse(octets); err == nil && len(all) == 1 && (errOne != nil || string(one.Bytes()) != string(octets)) {
			t.Fatalf("Parse and ParseAll differ: %v", errOne)
		}
		if err != nil {
			var syntax *SyntaxError
			if !errors.As(err, &syntax) || syntax.Line < 1 || syntax.Line > 1+strings.Count(string(octets), "\n") {
				t.Fatalf("%T %v", err, err)
			}
			return
		}
		var back []byte
		for _, c := range all {
			back = c.AppendTo(back)
		}
		if string(back) != string(octets) {
			t.Fatalf("%q\nwritten back as\n%q", octets, back)
		}
		checkDecoded(t, octets, all)
		for _, c := range all {
			handle(t, c)
		}
	})
}

// checkDecoded: what is no UTF-8 is read once and for all, and nothing else changes.
func checkDecoded(t *testing.T, octets []byte, all []*Component) {
	text, changed := Decode(octets)
	if again, twice := Decode(text); twice || string(again) != string(text) || changed == (string(text) == string(octets)) {
		t.Fatalf("%q\ndecoded to\n%q, then to\n%q", octets, text, again)
	}
	read, err := ParseAll(text)
	if err != nil || len(read) != len(all) {
		t.Fatalf("%q\ndecoded to\n%q: %v", octets, text, err)
	}
	for i, c := range read {
		if len(c.Properties) != len(all[i].Properties) || len(c.Components) != len(all[i].Components) {
			t.Fatalf("%q\ndecoded to\n%q: other lines", octets, text)
		}
	}
}

// handle does to a calendar what a server does, and checks that what is written strictly says the same when read.
func handle(t *testing.T, c *Component) {
	for _, object := range Split(c) {
		if o, err := ValidateObject(object); err == nil && (o.UID == "" || o.Component == "") {
			t.Fatalf("valid, and yet %+v", o)
		}
	}
	Normalize(c, "x")
	strict := c.Bytes()
	checkStrict(t, strict)
	again, err := Parse(strict)
	if err != nil {
		t.Fatalf("%v in what was written:\n%q", err, strict)
	}
	Normalize(again, "x")
	if second := again.Bytes(); string(second) != string(strict) {
		t.Fatalf("%q\nread and written again:\n%q", strict, second)
	}
}

// plain is a text as a line can carry it: UTF-8, LF for every line break, no other control character than the tab.
func plain(text string) string { return cleanText(text, "\n") }

// FuzzText: any text comes back from the line that carries it, and makes no line of its own.
func FuzzText(f *testing.F) {
	for _, seed := range []string{"", `\`, `\n`, "a\r\nb,c;d\\", "\xff\u2028", "END:VEVENT\r\n", `a\,b,c`, "\t x \x00"} {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		p := NewText("SUMMARY", a)
		if got := p.Text(); got != plain(a) {
			t.Fatalf("%q became %q", a, got)
		}
		if q := reread(t, p); q.Text() != plain(a) {
			t.Fatalf("%q became %q in %q", a, q.Text(), p.Line())
		}
		var want []string
		for _, s := range []string{a, b} {
			if s = strings.TrimSpace(plain(s)); s != "" {
				want = append(want, s)
			}
		}
		if got := reread(t, NewTextList("CATEGORIES", []string{a, b})).TextList(); strings.Join(got, "\x00") != strings.Join(want, "\x00") {
			t.Fatalf("%q became %q", want, got)
		}
		reread(t, NewValue("URL", a))
		Unescape(b)
		(&Property{Value: b}).TextList()
	})
}

// FuzzEncodeParam: any parameter values come back from the line that carries them, and make no line and no parameter
// of their own (RFC 6868).
func FuzzEncodeParam(f *testing.F) {
	for _, seed := range []string{"", `"`, "^", "^n", "^'", "a,b;c:d", "a\r\nEND:VEVENT", "\\,", "(x", "mailto", "http://", "\xff", " a "} {
		f.Add(seed, "b")
		f.Add("(", seed)
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		for _, name := range []string{"MEMBER", "X-A"} {
			q := reread(t, NewValue("ATTENDEE", "mailto:a@example.org", P(name, a, b), P("ROLE", "CHAIR")))
			if len(q.Params) != 2 || len(q.Params[0].Values) != 2 || q.Params[0].Values[0] != plain(a) || q.Params[0].Values[1] != plain(b) ||
				!q.Is("ROLE", "CHAIR") || q.Value != "mailto:a@example.org" {
				t.Fatalf("%s %q %q became %+v", name, a, b, q)
			}
		}
		for _, name := range []string{"CN", "TZID", "SENT-BY"} {
			q := reread(t, NewValue("ATTENDEE", "mailto:a@example.org", P(name, a), P("ROLE", "CHAIR")))
			if len(q.Params) != 2 || q.Param(name) != plain(a) || !q.Is("ROLE", "CHAIR") || q.Value != "mailto:a@example.org" {
				t.Fatalf("%s %q became %+v", name, a, q)
			}
		}
		reread(t, NewValue("X-A", "b", P(a, b)))
	})
}

// reread writes a property and reads it: it must be the only one.
func reread(t interface {
	Fatalf(string, ...any)
	Errorf(string, ...any)
}, p *Property) *Property {
	c := New("VCALENDAR")
	c.Add(p)
	octets := c.Bytes()
	checkStrict(t, octets)
	again, err := Parse(octets)
	if err != nil {
		t.Fatalf("%v in %q", err, octets)
	}
	if len(again.Properties) != 1 || len(again.Components) != 0 || again.Properties[0].Name != p.Name {
		t.Fatalf("%q holds more than %s", octets, p.Name)
	}
	return again.Properties[0]
}
