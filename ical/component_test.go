package ical

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// onlyExported compares what components and properties say, not how they were read.
var onlyExported = cmpopts.IgnoreUnexported(Component{}, Property{})

func TestComponentLookups(t *testing.T) {
	c := mustParse(t, "BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nATTENDEE;PARTSTAT=accepted:mailto:a@example.org\n"+
		"COMMENT:un\\, deux\nCOMMENT:trois\nEND:VEVENT\nBEGIN:VTODO\nEND:VTODO\nBEGIN:VEVENT\nEND:VEVENT\nEND:VCALENDAR\n")
	if got := len(c.Children("VEVENT")); got != 2 {
		t.Errorf("%d events", got)
	}
	event := c.Components[0]
	if p := event.Property("ATTENDEE"); !p.Is("PARTSTAT", "ACCEPTED") || p.Is("ROLE", "CHAIR") || p.Param("PARTSTAT") != "accepted" {
		t.Errorf("PARTSTAT of %+v", p)
	}
	if diff := cmp.Diff([]string{"un, deux", "trois"}, []string{event.All("COMMENT")[0].Text(), event.All("COMMENT")[1].Text()}); diff != "" {
		t.Error(diff)
	}
	if c.Value("METHOD") != "REPLY" || c.Value("VERSION") != "" || c.Text("VERSION") != "" || event.Text("COMMENT") != "un, deux" {
		t.Error("values of first properties")
	}
}

// TestCloneIsDeep: a change in a copy does not reach the original.
func TestCloneIsDeep(t *testing.T) {
	text := event("ATTENDEE;PARTSTAT=NEEDS-ACTION;X-A=1,2:mailto:a@example.org")
	c := mustParse(t, text)
	d := c.Clone()
	p := d.Components[0].Properties[0]
	p.Params[1].Values[0] = "9"
	p.SetParam("PARTSTAT", "ACCEPTED")
	d.Components[0].Name = "VTODO"
	d.Components[0].Add(NewText("SUMMARY", "x"))
	if got := string(c.Bytes()); got != text {
		t.Errorf("the original became\n%s", got)
	}
	want := "BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nATTENDEE;PARTSTAT=ACCEPTED;X-A=9,2:mailto:a@example.org\r\nSUMMARY:x\r\nEND:VTODO\r\nEND:VCALENDAR\r\n"
	if got := string(d.Bytes()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
