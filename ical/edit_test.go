package ical

import (
	"errors"
	"os"
	"strings"
	"testing"
)

// invitation is an object as a client stored it: bare LF and CRLF mixed, folds at odd places, names in lower case, an
// override, an alarm between properties, blank lines.
func invitation(t *testing.T) string {
	t.Helper()
	octets, err := os.ReadFile("testdata/edit/invitation.ics")
	if err != nil {
		t.Fatal(err)
	}
	return string(octets)
}

// changedLines are the lines that only the one and only the other text has, in order.
func changedLines(before, after string) (gone, come []string) {
	a, b := strings.SplitAfter(before, "\n"), strings.SplitAfter(after, "\n")
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	return a, b
}

// TestEditOneLine: a change touches its own line, all other octets stay (promise of stored objects).
func TestEditOneLine(t *testing.T) {
	tests := []struct {
		name       string
		change     func(*Component)
		gone, come string
	}{
		{"answer", func(c *Component) {
			c.Components[1].Attendee("mailto:jean@example.org").SetParam("PARTSTAT", "ACCEPTED")
		},
			"attendee;cn=\"Dupont, Jean\";partstat=NEEDS-ACTION;\n\trsvp=TRUE:MAILTO:Jean@Example.org\n",
			"ATTENDEE;CN=\"Dupont, Jean\";PARTSTAT=ACCEPTED;RSVP=TRUE:MAILTO:Jean@Example.\r\n org\r\n"},
		{"answer without PARTSTAT before", func(c *Component) { c.SetPartstat("mailto:lea@example.org", "DECLINED") },
			"ATTENDEE;CN=Léa:mailto:lea@example.org\r\n", "ATTENDEE;CN=Léa;PARTSTAT=DECLINED:mailto:lea@example.org\r\n"},
		{"schedule status of the organiser", func(c *Component) { c.SetScheduleStatus("mailto:org@example.org", "1.2") },
			"ORGANIZER;CN=Le ^'Parcours^':mailto:org@example.org\n",
			"ORGANIZER;CN=Le ^'Parcours^';SCHEDULE-STATUS=1.2:mailto:org@example.org\r\n"},
		{"schedule status taken off", func(c *Component) { c.StripParams("SCHEDULE-STATUS") },
			"ATTENDEE;SCHEDULE-STATUS=\"2.0;Success\";CN=Zoé:mailto:zoe@example.org\r\n", "ATTENDEE;CN=Zoé:mailto:zoe@example.org\r\n"},
		{"property taken out", func(c *Component) { c.Components[1].Remove("X-CLIENT") }, "X-CLIENT:1\n", ""},
		{"property set", func(c *Component) { c.Components[1].Set(NewText("SUMMARY", "Réunion, reportée")) },
			"SUMMARY:Réunion \r\n  du matin\r\n", "SUMMARY:Réunion\\, reportée\r\n"},
		{"text set", func(c *Component) { c.Components[1].Property("SUMMARY").SetText("Réunion") },
			"SUMMARY:Réunion \r\n  du matin\r\n", "SUMMARY:Réunion\r\n"},
		{"value set without a setter", func(c *Component) { c.Components[1].Property("SEQUENCE").Value = "3" },
			"SEQUENCE:2\n", "SEQUENCE:3\r\n"},
		{"parameter set without a setter", func(c *Component) { c.Components[1].Property("DTSTART").Params[0].Values[0] = "Europe/Rome" },
			"DTSTART;TZID=Europe/Paris:20220310T090000\n", "DTSTART;TZID=Europe/Rome:20220310T090000\r\n"},
		{"property added", func(c *Component) { c.Components[2].Add(NewText("COMMENT", "Je viens")) }, "", "COMMENT:Je viens\r\n"},
		{"alarm added", func(c *Component) { c.Components[2].AddComponent(New("VALARM")) }, "", "BEGIN:VALARM\r\nEND:VALARM\r\n"},
		{"alarm taken out, with the blank line before it", func(c *Component) { c.Components[1].RemoveComponents("VALARM") },
			"\r\nBEGIN:VALARM\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\n", ""},
		{"the same answer again", func(c *Component) { c.SetPartstat("mailto:paul@example.org", "accepted") }, "", ""},
		{"the same text again", func(c *Component) { c.Components[1].Property("SUMMARY").SetText("Réunion  du matin") }, "", ""},
		{"the same value again", func(c *Component) { c.Components[1].Property("SEQUENCE").SetValue("2") }, "", ""},
		{"a parameter taken off that is not there", func(c *Component) { c.Components[1].Property("UID").DelParam("X-A") }, "", ""},
		{"a stranger's answer", func(c *Component) { c.SetPartstat("mailto:x@example.org", "ACCEPTED") }, "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			before := invitation(t)
			after, err := Edit([]byte(before), func(c *Component) error { test.change(c); return nil })
			if err != nil {
				t.Fatal(err)
			}
			gone, come := changedLines(before, string(after))
			if got := strings.Join(gone, ""); got != test.gone {
				t.Errorf("gone %q\nwant %q", got, test.gone)
			}
			if got := strings.Join(come, ""); got != test.come {
				t.Errorf("come %q\nwant %q", got, test.come)
			}
		})
	}
}

// TestSetPartstatEverywhere: the answer to a series is set in its overrides too, in no one else's line.
func TestSetPartstatEverywhere(t *testing.T) {
	before := invitation(t)
	c := mustParse(t, before)
	if n := c.SetPartstat("mailto:jean@example.org", "TENTATIVE"); n != 2 {
		t.Errorf("%d lines changed", n)
	}
	after := mustParse(t, string(c.Bytes()))
	for _, k := range after.Children("VEVENT") {
		for _, p := range k.All("ATTENDEE") {
			if SameAddress(p.Value, "jean@example.org") != p.Is("PARTSTAT", "TENTATIVE") {
				t.Errorf("%s", p.Line())
			}
		}
	}
	if n := c.SetPartstat("mailto:jean@example.org", "TENTATIVE"); n != 0 {
		t.Errorf("%d lines changed the second time", n)
	}
	if n := c.SetScheduleStatus("mailto:zoe@example.org", ""); n != 1 || strings.Contains(string(c.Bytes()), "SCHEDULE-STATUS") {
		t.Errorf("%d schedule statuses taken off:\n%s", n, c.Bytes())
	}
}

func TestEditErrors(t *testing.T) {
	refused := errors.New("refused")
	if octets, err := Edit([]byte(invitation(t)), func(*Component) error { return refused }); octets != nil || err != refused {
		t.Errorf("%q %v", octets, err)
	}
	if octets, err := Edit([]byte("x"), func(*Component) error { return nil }); octets != nil || !errors.Is(err, ErrNotCalendarData) {
		t.Errorf("%q %v", octets, err)
	}
}

func TestSetAndRemove(t *testing.T) {
	c := New("VEVENT")
	c.Set(NewText("SUMMARY", "a"))
	c.Add(NewText("COMMENT", "1"), NewText("COMMENT", "2"))
	c.Set(NewText("COMMENT", "3"))
	if !c.Remove("SUMMARY") || c.Remove("SUMMARY") || c.RemoveComponents("VALARM") {
		t.Error("Remove tells wrongly what was there")
	}
	p := c.Properties[1]
	p.SetParam("LANGUAGE", "fr")
	p.SetParam("ALTREP", "https://example.org/")
	p.SetParam("LANGUAGE", "en")
	if !p.DelParam("ALTREP") || p.DelParam("ALTREP") {
		t.Error("DelParam tells wrongly what was there")
	}
	if want := "BEGIN:VEVENT\r\nCOMMENT:3\r\nCOMMENT;LANGUAGE=en:2\r\nEND:VEVENT\r\n"; string(c.Bytes()) != want {
		t.Errorf("got %q", c.Bytes())
	}
}

func TestAddresses(t *testing.T) {
	for _, same := range [][2]string{
		{"mailto:a@example.org", "MAILTO:A@Example.ORG"},
		{"mailto:a@example.org", " mailto: a@example.org "},
		{"mailto:a+b@example.org", "mailto:a%2Bb@example.org"},
		{"a@example.org", "mailto:a@example.org"},
		{"/dav/principals/a/", "/dav/principals/a/"},
		{"urn:uuid:1", "urn:uuid:1"},
	} {
		if !SameAddress(same[0], same[1]) {
			t.Errorf("%q and %q differ", same[0], same[1])
		}
	}
	for _, other := range [][2]string{
		{"mailto:a@example.org", "mailto:b@example.org"}, {"mailto:a@example.org", "urn:a@example.org"},
		{"/dav/principals/a/", "/dav/principals/A/"}, {"/dav/a@example.org/", "mailto:/dav/a@example.org/"}, {"", "mailto:"},
	} {
		if SameAddress(other[0], other[1]) {
			t.Errorf("%q and %q are taken for the same", other[0], other[1])
		}
	}
	c := mustParse(t, event("ATTENDEE:mailto:b@example.org", "ATTENDEE;EMAIL=a@example.org:/dav/principals/a/")).Components[0]
	for _, address := range []string{"mailto:A@example.org", "/dav/principals/a/"} {
		if p := c.Attendee("mailto:x@example.org", address); p != c.Properties[1] {
			t.Errorf("%s is %+v", address, p)
		}
	}
	if p := c.Attendee("mailto:x@example.org", ""); p != nil {
		t.Errorf("a stranger is %+v", p)
	}
}
