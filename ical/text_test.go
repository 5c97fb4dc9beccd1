package ical

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestText(t *testing.T) {
	tests := []struct{ wire, text, back string }{
		{`Bonjour`, "Bonjour", `Bonjour`},
		{`a\, b\; c\\d\ne\Nf`, "a, b; c\\d\ne\nf", `a\, b\; c\\d\ne\nf`},
		{`a, b; c`, "a, b; c", `a\, b\; c`}, // commas without backslash, as many write
		{`\\n`, `\n`, `\\n`},
		{`\\\n`, "\\\n", `\\\n`},
		{`C:\temp\x`, `C:\temp\x`, `C:\\temp\\x`},
		{`end\`, `end\`, `end\\`},
		{``, ``, ``},
	}
	for _, test := range tests {
		p := &Property{Name: "SUMMARY", Value: test.wire}
		if got := p.Text(); got != test.text {
			t.Errorf("Text of %s: got %q, want %q", test.wire, got, test.text)
		}
		if got := Escape(test.text); got != test.back {
			t.Errorf("Escape(%q): got %s, want %s", test.text, got, test.back)
		}
	}
	if (*Property)(nil).Text() != "" || (*Property)(nil).TextList() != nil {
		t.Error("a missing property has a text")
	}
}

func TestEscapeControls(t *testing.T) {
	for text, want := range map[string]string{
		"a\r\nb\rc\nd\ve\ff":         `a\nb\nc\nd\ne\nf`,
		"a\u2028b\u2029c\u0085d":     `a\nb\nc\nd`,
		"a\x00b\x1bc\x7fd\u009fe\tf": "abcde\tf",
		"caf\xe9":                    "caf\ufffd",
		"\ufffd":                     "\ufffd",
	} {
		if got := Escape(text); got != want {
			t.Errorf("Escape(%q): got %q, want %q", text, got, want)
		}
	}
}

func TestTextList(t *testing.T) {
	for value, want := range map[string][]string{
		`Élus,Techniciens`:     {"Élus", "Techniciens"},
		`Élus , Techniciens`:   {"Élus", "Techniciens"},
		`a\, b,c\;d`:           {"a, b", "c;d"},
		`A\,\\,\,\\\,B`:        {`A,\`, `,\,B`},
		`a,,b,`:                {"a", "b"},
		``:                     nil,
		`\`:                    {`\`},
		`REUNION\, "x":y, z\n`: {`REUNION, "x":y`, "z"},
	} {
		if diff := cmp.Diff(want, (&Property{Name: "CATEGORIES", Value: value}).TextList()); diff != "" {
			t.Errorf("%s: %s", value, diff)
		}
	}
}

func TestValueType(t *testing.T) {
	for line, want := range map[string]string{
		"SUMMARY:x": "TEXT", "X-ANY:x": "TEXT", "DTSTART:x": "DATE-TIME", "DTSTART;VALUE=date:x": "DATE", "ATTACH:x": "URI",
		"ATTACH;VALUE=BINARY:x": "BINARY", "TRIGGER:x": "DURATION", "TRIGGER;VALUE=DATE-TIME:x": "DATE-TIME", "GEO:x": "FLOAT",
		"RRULE:x": "RECUR", "ORGANIZER:x": "CAL-ADDRESS", "FREEBUSY:x": "PERIOD", "TZOFFSETTO:x": "UTC-OFFSET",
		"SEQUENCE:x": "INTEGER", "COLOR:x": "TEXT", "CONFERENCE:x": "URI", "REFRESH-INTERVAL:x": "DURATION", "IMAGE:x": "URI",
		"SOURCE:x": "URI", "X-A;VALUE=:x": "",
	} {
		p := mustParse(t, event(line)).Components[0].Properties[0]
		if got := p.ValueType(); got != want {
			t.Errorf("%s: got %s, want %s", line, got, want)
		}
	}
}
