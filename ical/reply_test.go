package ical

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parcours/calendars"
	"parcours/edits"
	"parcours/events"
)

// The PUTs in testdata/reply are those of real clients (CLIENT in the name) for the invitation to "agora", with the
// names and addresses of the sample.
func TestRepliesOfRealClients(t *testing.T) {
	snap := sampleProgramme(t)
	when := sampleSession(snap, "agora").When
	reply := func(change func(*edits.Reply)) edits.Reply {
		r := edits.Reply{
			UID: "agora@territoires.example.org", Component: "VEVENT", Found: true, Status: events.Accepted, Sequence: 2,
			When: when, Title: "La journée AGORA", Where: "Paris (lieu à préciser)", Served: "7.0.0",
		}
		change(&r)
		return r
	}
	for name, want := range map[string]edits.Reply{
		"thunderbird-accepts": reply(func(r *edits.Reply) {
			r.Overlay = "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT30M\r\nDESCRIPTION:Description par défaut de Mozilla\r\nEND:VALARM\r\n"
		}),
		"thunderbird-stale-others": reply(func(r *edits.Reply) { r.Status, r.Sequence, r.Served = events.Tentative, 1, "5.0.0" }),
		"thunderbird-snoozed": reply(func(r *edits.Reply) {
			r.Overlay = "X-MOZ-LASTACK:20220428T071600Z\r\nX-MOZ-SNOOZE-TIME:20220428T072100Z\r\n" +
				"BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT15M\r\nDESCRIPTION:AGORA\r\nEND:VALARM\r\n"
		}),
		"evolution-declines": reply(func(r *edits.Reply) { r.Status, r.Comment = events.Declined, "Je serai en congé ; désolée" }),
		"kde-accepts": reply(func(r *edits.Reply) {
			r.Overlay = "BEGIN:VALARM\r\nDESCRIPTION:\r\nACTION:DISPLAY\r\nTRIGGER;VALUE=DURATION:-PT15M\r\nX-KDE-KCALCORE-ENABLED:TRUE\r\nEND:VALARM\r\n"
		}),
		"apple-maybe": reply(func(r *edits.Reply) {
			r.Status, r.Comment = events.Tentative, "Sous réserve du train"
			r.Overlay = "TRANSP:TRANSPARENT\r\nX-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC\r\n" +
				"BEGIN:VALARM\r\nX-WR-ALARMUID:6D3B1F6C-6C8B-4B5E-8F7A-0B6D2E5C1A11\r\nUID:6D3B1F6C-6C8B-4B5E-8F7A-0B6D2E5C1A11\r\n" +
				"TRIGGER:-PT1H\r\nDESCRIPTION:Rappel\r\nACTION:DISPLAY\r\nEND:VALARM\r\n"
		}),
		"davx5-accepts": reply(func(r *edits.Reply) {
			r.Overlay = "BEGIN:VALARM\r\nTRIGGER:-PT10M\r\nACTION:DISPLAY\r\nDESCRIPTION:La journée AGORA\r\nEND:VALARM\r\n"
		}),
		"outlook-moves": reply(func(r *edits.Reply) {
			r.When = events.When{Start: parisTime(snap, 4, 29, 9, 30), End: parisTime(snap, 4, 29, 17, 30)}
			r.Served = "" // it drops what it does not know
		}),
		"bare-lf-duration": reply(func(r *edits.Reply) { r.Served = "" }),
	} {
		octets, err := os.ReadFile(filepath.Join("testdata", "reply", name+".ics"))
		if err != nil {
			t.Fatal(err)
		}
		got, err := renderer.Reply(octets, []string{"Camille.Roux@example.org"})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !got.When.Equal(want.When) {
			t.Errorf("%s: %v, want %v", name, got.When, want.When)
		}
		got.When = want.When
		if got != want {
			t.Errorf("%s:\n got %#v\nwant %#v", name, got, want)
		}
	}
}

// The echo of what was served says nothing new, in any view.
func TestEchoesSayNothing(t *testing.T) {
	for name, inv := range renderedItems(t) {
		if inv.View != events.ViewInvited && inv.View != events.ViewDelegation {
			continue
		}
		got, err := renderer.Reply(renderer.Item(calendars.Item{Invitation: inv}), []string{inv.Viewer.Email})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		title, where := renderer.Shown(*inv)
		want := edits.Reply{
			UID: inv.UID, Component: "VEVENT", Found: true, Status: inv.Status, Comment: inv.Comment,
			Sequence: inv.Session.Sequence, When: got.When, Title: title, Where: where, Served: inv.Revision, Overlay: inv.Overlay,
		}
		if got != want || !got.When.Equal(inv.Session.When) {
			t.Errorf("%s:\n got %#v\nwant %#v", name, got, want)
		}
	}
}

// event wraps the lines of a VEVENT for the attendee camille.roux@example.org.
func eventWith(lines ...string) []byte {
	return []byte("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:x\r\n" + strings.Join(lines, "\r\n") + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
}

func TestReplyReadsTheAttendee(t *testing.T) {
	for _, c := range []struct {
		line    string
		found   bool
		status  events.Partstat
		comment string
	}{
		{"ATTENDEE;PARTSTAT=ACCEPTED:MAILTO:Camille.Roux@Example.ORG", true, events.Accepted, ""},
		{"ATTENDEE;PARTSTAT=accepted:mailto:camille.roux@example.org", true, events.Accepted, ""},
		{"ATTENDEE;PARTSTAT=DECLINED:/dav/principals/camille/", true, events.Declined, ""},
		{"ATTENDEE;PARTSTAT=DECLINED;EMAIL=camille.roux@example.org:urn:uuid:1", true, events.Declined, ""},
		{"ATTENDEE;PARTSTAT=TENTATIVE;SENT-BY=\"mailto:other@example.org\":mailto:camille.roux@example.org", true, events.Tentative, ""},
		{"ATTENDEE:mailto:camille.roux@example.org", true, events.NeedsAction, ""},
		{"ATTENDEE;PARTSTAT=DELEGATED:mailto:camille.roux@example.org", true, events.NeedsAction, ""},
		{"ATTENDEE;PARTSTAT=X-PERHAPS:mailto:camille.roux@example.org", true, events.NeedsAction, ""},
		{"ATTENDEE;PARTSTAT=ACCEPTED;X-RESPONSE-COMMENT=\"oui, merci\":mailto:camille.roux@example.org", true, events.Accepted, "oui, merci"},
		{"ATTENDEE;PARTSTAT=ACCEPTED:mailto:somebody.else@example.org\r\nCOMMENT:not hers", false, events.NeedsAction, ""},
		{"ORGANIZER;PARTSTAT=ACCEPTED:mailto:camille.roux@example.org", false, events.NeedsAction, ""},
		{"ATTENDEE;PARTSTAT=DECLINED:mailto:camille.roux@example.org\r\nX-PARCOURS-ANSWER:X-SANS-OBJET", true, events.NotApplicable, ""},
		{"ATTENDEE;PARTSTAT=ACCEPTED:mailto:camille.roux@example.org\r\nX-PARCOURS-ANSWER:X-SANS-OBJET", true, events.Accepted, ""},
		{"COMMENT:before\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:camille.roux@example.org\r\nCOMMENT:after", true, events.Accepted, "after"},
		{"COMMENT:before\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:camille.roux@example.org\r\nX-CALENDARSERVER-PRIVATE-COMMENT:new\\, now", true, events.Accepted, "new, now"},
	} {
		got, err := renderer.Reply(eventWith(c.line), []string{"camille.roux@example.org", "/dav/principals/camille/"})
		if err != nil {
			t.Errorf("%s: %v", c.line, err)
		}
		if got.Found != c.found || got.Status != c.status || got.Comment != c.comment {
			t.Errorf("%s: %v %s %q", c.line, got.Found, got.Status, got.Comment)
		}
	}
}

func TestReplyReadsTheTime(t *testing.T) {
	utcTime := func(day, hour int) time.Time { return time.Date(2022, 4, day, hour, 0, 0, 0, time.UTC) }
	zone := "BEGIN:VTIMEZONE\r\nTZID:Europe/Paris\r\nEND:VTIMEZONE\r\n"
	for _, c := range []struct {
		name   string
		octets []byte
		want   events.When
	}{
		{"without", eventWith("SUMMARY:x"), events.When{}},
		{"TZID and DTEND", eventWith("DTSTART;TZID=Europe/Paris:20220428T100000", "DTEND;TZID=Europe/Paris:20220428T110000"), events.When{Start: utcTime(28, 8), End: utcTime(28, 9)}},
		{"DURATION", eventWith("DTSTART:20220428T080000Z", "DURATION:PT1H"), events.When{Start: utcTime(28, 8), End: utcTime(28, 9)}},
		{"no end", eventWith("DTSTART:20220428T080000Z"), events.When{Start: utcTime(28, 8), End: utcTime(28, 8)}},
		{"a Windows name", eventWith("DTSTART;TZID=Romance Standard Time:20220428T100000", "DURATION:PT1H"), events.When{Start: utcTime(28, 8), End: utcTime(28, 9)}},
		{"TZID beside Z", eventWith("DTSTART;TZID=UTC;VALUE=DATE-TIME:20220428T080000Z", "DURATION:PT1H"), events.When{Start: utcTime(28, 8), End: utcTime(28, 9)}},
		{"floating", eventWith("DTSTART:20220428T100000", "DURATION:PT1H"), events.When{Start: utcTime(28, 10), End: utcTime(28, 11)}},
		{
			"floating beside a zone",
			[]byte(strings.Replace(string(eventWith("DTSTART:20220428T100000", "DURATION:PT1H")), "BEGIN:VEVENT", zone+"BEGIN:VEVENT", 1)),
			events.When{Start: utcTime(28, 8), End: utcTime(28, 9)},
		},
		{"days", eventWith("DTSTART;VALUE=DATE:20220428", "DTEND;VALUE=DATE:20220430"), events.When{Start: utcTime(28, 0), End: utcTime(30, 0), AllDay: true}},
		{"one day", eventWith("DTSTART;VALUE=DATE:20220428"), events.When{Start: utcTime(28, 0), End: utcTime(29, 0), AllDay: true}},
		{
			"a day beside a zone",
			[]byte(strings.Replace(string(eventWith("DTSTART;VALUE=DATE:20220428")), "BEGIN:VEVENT", zone+"BEGIN:VEVENT", 1)),
			events.When{Start: utcTime(28, 0), End: utcTime(29, 0), AllDay: true},
		},
	} {
		got, err := renderer.Reply(c.octets, nil)
		if err != nil || !got.When.Equal(c.want) {
			t.Errorf("%s: %v, %v; want %v", c.name, got.When, err, c.want)
		}
	}
}

func TestReplyTakesTheMasterElseTheFirst(t *testing.T) {
	override := "RECURRENCE-ID:20220428T080000Z\r\nSUMMARY:override"
	both := strings.Replace(string(eventWith(override)), "END:VCALENDAR", "BEGIN:VEVENT\r\nUID:x\r\nSUMMARY:master\r\nEND:VEVENT\r\nEND:VCALENDAR", 1)
	for octets, want := range map[string]string{both: "master", string(eventWith(override)): "override"} {
		if got, err := renderer.Reply([]byte(octets), nil); err != nil || got.Title != want || got.Sequence != -1 {
			t.Errorf("%q, SEQUENCE %d, %v; want %q", got.Title, got.Sequence, err, want)
		}
	}
}

func TestReplyRefusesWhatItCannotRead(t *testing.T) {
	for octets, want := range map[string]error{
		"":                                     ErrNotCalendarData,
		"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n":  ErrNotCalendarData,
		"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n": ErrNotObjectResource,
		string(eventWith("DTSTART:tomorrow")):  ErrNotCalendarData,
		string(eventWith("DTSTART:20220428T080000Z", "DTEND:soon")): ErrNotCalendarData,
	} {
		if _, err := renderer.Reply([]byte(octets), nil); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", octets, err, want)
		}
	}
}

func TestOverlay(t *testing.T) {
	alarm := "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT5M\r\nEND:VALARM"
	for _, c := range []struct {
		name  string
		lines []string
		want  string
	}{
		{"nothing", []string{"TRANSP:OPAQUE"}, ""},
		{"no TRANSP is OPAQUE", []string{"X-PARCOURS-SERVED:1.0.0"}, ""},
		{"set to TRANSPARENT", []string{"X-PARCOURS-SERVED:1.0.0", "TRANSP:TRANSPARENT"}, "TRANSP:TRANSPARENT\r\n"},
		{"TRANSPARENT as served", []string{"X-PARCOURS-SERVED:1.0.0", "X-PARCOURS-TRANSP:TRANSPARENT", "TRANSP:TRANSPARENT"}, ""},
		{"set to OPAQUE", []string{"X-PARCOURS-SERVED:1.0.0", "X-PARCOURS-TRANSP:TRANSPARENT", "TRANSP:OPAQUE"}, "TRANSP:OPAQUE\r\n"},
		{"set to OPAQUE by leaving it out", []string{"X-PARCOURS-SERVED:1.0.0", "X-PARCOURS-TRANSP:TRANSPARENT"}, "TRANSP:OPAQUE\r\n"},
		{"unknown, an option", []string{"STATUS:TENTATIVE", "TRANSP:TRANSPARENT"}, ""},
		{"unknown, a fixed one", []string{"STATUS:CONFIRMED", "TRANSP:TRANSPARENT"}, "TRANSP:TRANSPARENT\r\n"},
		{"nonsense", []string{"TRANSP:GLASS"}, ""},
		{"sorted, once each", []string{"X-B:2", "x-a;Y=1:\\, 1", "X-B:2", alarm, alarm}, "X-A;Y=1:\\, 1\r\nX-B:2\r\n" + alarm + "\r\n"},
		{"the server's and the volatile", []string{
			"X-PARCOURS-OTHER:1", "X-MOZ-GENERATION:4", "X-LIC-ERROR;X-LIC-ERRORTYPE=VALUE-PARSE-ERROR:No value",
			"X-ALT-DESC;FMTTYPE=text/html:<b>old</b>", "X-APPLE-STRUCTURED-LOCATION;VALUE=URI:geo:1,2", "X-MOZ-LASTACK:20220428T071600Z",
		}, "X-MOZ-LASTACK:20220428T071600Z\r\n"},
		{"what an attendee may not set", []string{"PRIORITY:1", "CATEGORIES:Mine", "ATTACH:https://example.org/x"}, ""},
		{"a component inside an alarm", []string{"BEGIN:VALARM", "ACTION:DISPLAY", "BEGIN:VEVENT", "UID:y", "END:VEVENT", "END:VALARM"}, "BEGIN:VALARM\r\nACTION:DISPLAY\r\nEND:VALARM\r\n"},
	} {
		got, err := renderer.Reply(eventWith(c.lines...), nil)
		if err != nil || got.Overlay != c.want {
			t.Errorf("%s: %q, %v; want %q", c.name, got.Overlay, err, c.want)
		}
	}
}

func TestOverlayIsBounded(t *testing.T) {
	alarm := "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT5M\r\nEND:VALARM"
	got, err := renderer.Reply(eventWith("X-BIG:"+strings.Repeat("a", maxOverlay), "X-SMALL:1", alarm), nil)
	if want := "X-SMALL:1\r\n" + alarm + "\r\n"; err != nil || got.Overlay != want {
		t.Errorf("%d octets, %v", len(got.Overlay), err)
	}
}

// Whatever a client keeps, the invitation with it is still one object resource, and comes back the same.
func FuzzOverlay(f *testing.F) {
	f.Add([]byte(sampleOverlay))
	f.Add([]byte("X-A:1\r\nX-B;C=\"d:e\":f\\,g\r\n"))
	f.Add([]byte("BEGIN:VALARM\r\nTRIGGER:-PT5M\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\nEND:VALARM\r\n"))
	f.Add([]byte("TRANSP:OPAQUE\nX-C:\xff\x00\r\n"))
	inv := *viewOf(sampleProgramme(f), "agora", events.ViewInvited, referent)
	f.Fuzz(func(t *testing.T, lines []byte) {
		first, err := renderer.Reply(eventWith(servedProperty+":1.0.0", string(lines)), nil)
		if err != nil || strings.Contains(strings.ToUpper(string(lines)), "X-PARCOURS") {
			return
		}
		inv.Overlay = first.Overlay
		octets := renderer.Item(calendars.Item{Invitation: &inv})
		if _, err := renderer.Object(octets, time.UTC); err != nil {
			t.Fatalf("%v\n%s", err, octets)
		}
		second, err := renderer.Reply(octets, []string{referent.Email})
		if err != nil || second.Overlay != first.Overlay || second.UID != inv.UID {
			t.Fatalf("%v\n%q\n%q", err, first.Overlay, second.Overlay)
		}
	})
}
