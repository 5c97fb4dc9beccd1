package ical

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestWriteBuilt(t *testing.T) {
	tests := []struct {
		name string
		p    *Property
		want string
	}{
		{"text", NewText("SUMMARY", "Élus; experts, \\ et\nDDT"), `SUMMARY:Élus\; experts\, \\ et\nDDT` + "\r\n"},
		{"list", NewTextList("CATEGORIES", []string{"Élus", "a, b"}), `CATEGORIES:Élus,a\, b` + "\r\n"},
		{"value", NewValue("RRULE", "FREQ=DAILY;BYDAY=MO,TU"), "RRULE:FREQ=DAILY;BYDAY=MO,TU\r\n"},
		{"quotes where needed", NewValue("ATTENDEE", "mailto:a@example.org", P("CN", "Dupont, Jean"), P("ROLE", "CHAIR"), P("X-A", "b", "c:d", "e;f")),
			"ATTENDEE;CN=\"Dupont, Jean\";ROLE=CHAIR;X-A=b,\"c:d\",\"e;f\":mailto:a@example.or\r\n g\r\n"},
		{"RFC 6868", NewValue("ATTENDEE", "x", P("CN", "a\"b^c\nd\r\ne")), "ATTENDEE;CN=a^'b^^c^nd^ne:x\r\n"},
		{"schedule status of several codes", NewValue("ATTENDEE", "x", P("SCHEDULE-STATUS", "2.0,3.7")), "ATTENDEE;SCHEDULE-STATUS=\"2.0,3.7\":x\r\n"},
		{"empty parameter", NewValue("X-A", "b", P("C"), P("D", "")), "X-A;C=;D=:b\r\n"},
		{"no line by a text value", &Property{Name: "SUMMARY", Value: "a\r\nATTENDEE:b\nc\rd"}, `SUMMARY:a\nATTENDEE:b\nc\nd` + "\r\n"},
		{"no line by another value", NewValue("URL", "https://example.org/\r\nATTENDEE:b\u2028c\u0085\x00"), "URL:https://example.org/ATTENDEE:bc\r\n"},
		{"nor by a parameter", NewValue("X-A", "b", P("C\r\nD:E", "f\r\nEND:VEVENT\x00\u2029g")), "X-A;CDE=\"f^nEND:VEVENT^ng\":b\r\n"},
		{"nor by a name", NewValue("x-a\r\nEND:VEVENT", "b"), "X-AENDVEVENT:b\r\n"},
		{"BEGIN is no property", NewValue("begin", "VEVENT"), ""},
		{"END is none either, in any alphabet", NewValue("EN\u0000D", "VEVENT"), ""},
		{"a name of nothing", NewValue("é", "b"), ""},
		{"a parameter of nothing", NewValue("X-A", "b", P("é", "c")), "X-A:b\r\n"},
		{"not UTF-8", NewText("SUMMARY", "caf\xe9"), "SUMMARY:caf\ufffd\r\n"},
		{"tabs stay", NewText("SUMMARY", "a\tb"), "SUMMARY:a\tb\r\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := test.p.Line(); got != test.want {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
}

// TestFold: no line above 75 octets, no character cut, nothing lost (RFC 5545 §3.1).
func TestFold(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"75 octets", strings.Repeat("a", 67), "SUMMARY:" + strings.Repeat("a", 67) + "\r\n"},
		{"76 octets", strings.Repeat("a", 68), "SUMMARY:" + strings.Repeat("a", 67) + "\r\n a\r\n"},
		{"second line full", strings.Repeat("a", 67+74), "SUMMARY:" + strings.Repeat("a", 67) + "\r\n " + strings.Repeat("a", 74) + "\r\n"},
		{"third line", strings.Repeat("a", 67+75), "SUMMARY:" + strings.Repeat("a", 67) + "\r\n " + strings.Repeat("a", 74) + "\r\n a\r\n"},
		{"two octets at the edge", strings.Repeat("a", 66) + "é", "SUMMARY:" + strings.Repeat("a", 66) + "\r\n é\r\n"},
		{"four octets at the edge", strings.Repeat("a", 64) + "🙂b", "SUMMARY:" + strings.Repeat("a", 64) + "\r\n 🙂b\r\n"},
		{"space at the edge", strings.Repeat("a", 67) + " b", "SUMMARY:" + strings.Repeat("a", 67) + "\r\n  b\r\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := NewText("SUMMARY", test.text).Line()
			if got != test.want {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
			for l := range strings.SplitSeq(got, "\r\n") {
				if len(l) > 75 || !utf8.ValidString(l) {
					t.Errorf("line of %d octets: %q", len(l), l)
				}
			}
		})
	}
}

// TestWriteOrder: properties and components keep the order in which they were read; new ones find a place that
// leaves it as it is.
func TestWriteOrder(t *testing.T) {
	const read = "BEGIN:VEVENT\nUID:1\nBEGIN:VALARM\nEND:VALARM\nSUMMARY:a\nBEGIN:X-A\nEND:X-A\nCLASS:PUBLIC\nEND:VEVENT\n"
	first := func(c *Component) []*Component { return append([]*Component{New("X-NEW")}, c.Components...) }
	tests := []struct {
		name   string
		change func(*Component)
		want   string
	}{
		{"property last", func(c *Component) { c.Add(NewText("LOCATION", "x")) }, "UID VALARM SUMMARY X-A CLASS LOCATION"},
		{"property first", func(c *Component) { c.Properties = append([]*Property{NewText("X-P", "x")}, c.Properties...) },
			"X-P UID VALARM SUMMARY X-A CLASS"},
		{"property in the place of another", func(c *Component) { c.Set(NewText("SUMMARY", "x")) }, "UID VALARM SUMMARY X-A CLASS"},
		{"component last", func(c *Component) { c.AddComponent(New("X-NEW")) }, "UID VALARM SUMMARY X-A CLASS X-NEW"},
		{"component first", func(c *Component) { c.Components = first(c) }, "UID X-NEW VALARM SUMMARY X-A CLASS"},
		{"properties gone", func(c *Component) { c.Properties = nil }, "VALARM X-A"},
		{"property gone", func(c *Component) { c.Remove("SUMMARY") }, "UID VALARM X-A CLASS"},
		{"component gone", func(c *Component) { c.RemoveComponents("VALARM") }, "UID SUMMARY X-A CLASS"},
		{"turned round", func(c *Component) {
			c.Properties[0], c.Properties[2] = c.Properties[2], c.Properties[0]
			c.Components[0], c.Components[1] = c.Components[1], c.Components[0]
		}, "X-A VALARM CLASS SUMMARY UID"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			cal := mustParse(t, "BEGIN:VCALENDAR\n"+read+"END:VCALENDAR\n")
			test.change(cal.Components[0])
			var order []string
			for l := range strings.Lines(string(cal.Components[0].Bytes())) {
				name, value, _ := strings.Cut(strings.TrimSpace(l), ":")
				if name == "BEGIN" {
					order = append(order, value)
				} else if name != "END" {
					order = append(order, name)
				}
			}
			if got := strings.Join(order[1:], " "); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

// TestWriteMoved: a component that was read in one calendar is written in another one octet for octet, after the
// properties of that one.
func TestWriteMoved(t *testing.T) {
	from := mustParse(t, "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSUMMARY:a\n b\nEND:VEVENT\nVERSION:2.0\nEND:VCALENDAR\n")
	to := New("VCALENDAR")
	to.Add(from.Property("VERSION"), NewText("PRODID", "x"))
	to.AddComponent(from.Components[0])
	want := "BEGIN:VCALENDAR\r\nVERSION:2.0\nPRODID:x\r\nBEGIN:VEVENT\nUID:1\nSUMMARY:a\n b\nEND:VEVENT\nEND:VCALENDAR\r\n"
	if got := string(to.Bytes()); got != want {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
}

// TestWriteManyNew: writing takes time linear in the number of components, read or new.
func TestWriteManyNew(t *testing.T) {
	c := mustParse(t, "BEGIN:VCALENDAR\nX-A:1\nBEGIN:VEVENT\nEND:VEVENT\nX-B:2\nEND:VCALENDAR\n")
	for range 300_000 {
		c.AddComponent(New("VEVENT"))
	}
	const each = "BEGIN:VEVENT\r\nEND:VEVENT\r\n"
	want := "BEGIN:VCALENDAR\nX-A:1\nBEGIN:VEVENT\nEND:VEVENT\nX-B:2\n" + strings.Repeat(each, 300_000) + "END:VCALENDAR\n"
	if string(c.Bytes()) != want {
		t.Error("written differently")
	}
}
