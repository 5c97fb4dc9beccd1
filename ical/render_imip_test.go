package ical

import (
	"bytes"
	"strings"
	"testing"

	ics "github.com/arran4/golang-ical"

	"parcours/events"
)

const replyTo = "rsvp+abc@example.org"

func imipOf(t *testing.T, session, method string, status events.Partstat) string {
	t.Helper()
	snap := sampleProgramme(t)
	return string(NewRenderer("https://parcours.example.org").Imip(events.Invitation{
		Session: sampleSession(snap, session), Programme: snap, View: events.ViewInvited, Viewer: referent,
		For: events.Subject{Person: referent.ID}, UID: session + "@territoires.example.org", Status: status, Comment: "Je viens en train.",
		AnswerURL: "/a/xyz", Revision: "7.0.0", Modified: moved, Overlay: "BEGIN:VALARM\r\nACTION:DISPLAY\r\nEND:VALARM\r\n",
	}, method, replyTo))
}

// An outside reader finds one event with one attendee, the method, and where the answer goes.
func TestImipIsReadByOthers(t *testing.T) {
	for _, c := range []struct{ session, method, status string }{
		{"agora", "REQUEST", "CONFIRMED"}, {"pairs-1-elus", "REQUEST", "CONFIRMED"}, {"vision", "REQUEST", "TENTATIVE"},
		{"agora", "CANCEL", "CANCELLED"}, {"break", "CANCEL", "CANCELLED"}, {"agora", "DECLINECOUNTER", "CONFIRMED"},
	} {
		text := imipOf(t, c.session, c.method, events.Accepted)
		cal, err := ics.ParseCalendar(strings.NewReader(text))
		if err != nil {
			t.Errorf("%s %s: %v", c.session, c.method, err)
			continue
		}
		all := cal.Events()
		if len(all) != 1 || len(all[0].Attendees()) != 1 {
			t.Errorf("%s %s: %d events", c.session, c.method, len(all))
			continue
		}
		e := all[0]
		organizer := e.GetProperty(ics.ComponentPropertyOrganizer)
		if organizer == nil || organizer.Value != "mailto:"+replyTo || e.Attendees()[0].Email() != referent.Email {
			t.Errorf("%s %s: from %v to %v", c.session, c.method, organizer, e.Attendees()[0].Email())
		}
		if got := e.GetProperty(ics.ComponentPropertyStatus).Value; got != c.status {
			t.Errorf("%s %s: STATUS:%s, want %s", c.session, c.method, got, c.status)
		}
		if e.Id() != c.session+"@territoires.example.org" || !strings.Contains(text, "\r\nMETHOD:"+c.method+"\r\n") {
			t.Errorf("%s %s: another UID or METHOD:\n%s", c.session, c.method, text)
		}
		for _, bad := range []string{"X-PARCOURS", "Je viens en train", "VALARM"} {
			if strings.Contains(text, bad) {
				t.Errorf("%s %s: %s is in it", c.session, c.method, bad)
			}
		}
		if rsvp := strings.Contains(unfolded([]byte(text)), "RSVP=TRUE"); rsvp != (c.method == "REQUEST") {
			t.Errorf("%s %s: RSVP=TRUE is %v", c.session, c.method, rsvp)
		}
	}
}

// What a reader of this project finds is what was sent: a session that the person was taken off keeps its own state.
func TestImipLeavesTheSessionAlone(t *testing.T) {
	snap := sampleProgramme(t)
	inv := events.Invitation{Session: sampleSession(snap, "agora"), Programme: snap, Viewer: referent, UID: "agora@territoires.example.org"}
	r := NewRenderer("https://parcours.example.org")
	first := r.Imip(inv, "REQUEST", replyTo)
	if cancel := r.Imip(inv, "CANCEL", replyTo); bytes.Equal(first, cancel) {
		t.Error("a cancellation says what a request says")
	}
	if again := r.Imip(inv, "REQUEST", replyTo); !bytes.Equal(first, again) || inv.Session.Status != events.Fixed {
		t.Error("a cancellation changed the session")
	}
	if _, err := Parse(first); err != nil {
		t.Error(err)
	}
}
