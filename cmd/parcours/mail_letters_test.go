package main

import (
	"errors"
	"strings"
	"testing"

	"parcours/calendars"
	"parcours/delivery"
	"parcours/scheduling"
)

// The commands show where letters of people's own events are, and nothing of the events; they send none again.
func TestMailListShowsLetters(t *testing.T) {
	j := newJourney(t)
	who := j.service.Programme().Person("ines-charvoz")
	own, err := j.service.Calendars.Collection(t.Context(), who, who.ID, "calendar")
	j.must(err)
	_, err = j.service.Calendars.PutItem(t.Context(), who, own, "a.ics", calendars.Preconditions{}, []byte("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:a\r\n"+
		"DTSTAMP:20220201T070000Z\r\nDTSTART:20220310T080000Z\r\nSUMMARY:Secret de famille\r\nORGANIZER:mailto:"+who.Email+"\r\nATTENDEE:mailto:gaby@ailleurs.example.net\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"))
	j.must(err)
	list := func(args ...string) string { return j.command(append([]string{"mail", "list"}, args...)...) }
	for _, want := range []string{"event-1 ", "queued", "event-request", "gaby@ailleurs.example.net", who.Email} {
		if got := list("--state", "queued"); !strings.Contains(got, want) || strings.Contains(got, "Secret") {
			t.Errorf("%q is not in, or more than that:\n%s", want, got)
		}
	}
	if got := list("--state", "failed"); strings.Contains(got, "event-1") {
		t.Errorf("of those that failed:\n%s", got)
	}
	j.at("2022-02-01 09:00")
	due, err := j.service.Correspondence.Due(t.Context(), 10)
	j.must(err)
	if len(due) != 1 {
		t.Fatalf("%+v", due)
	}
	_, err = j.service.Correspondence.Begin(t.Context(), due[0])
	j.must(err)
	j.must(j.service.Correspondence.Settle(t.Context(), due[0], delivery.MailOutcome{Err: errors.New("550 5.7.1 no"), Permanent: true}))
	if got := list("--state", string(scheduling.LetterFailed)); !strings.Contains(got, "550 5.7.1 no") {
		t.Errorf("of those that failed:\n%s", got)
	}
	shown := j.command("mail", "show", "event-1")
	for _, want := range []string{"State: failed", "Attempts: 1", "Error: 550 5.7.1 no", "Of: " + who.Email, "To: gaby@ailleurs.example.net"} {
		if !strings.Contains(shown, want) || strings.Contains(shown, "Secret") || strings.Contains(shown, due[0].Token) {
			t.Errorf("%q is not in, or more than that:\n%s", want, shown)
		}
	}
	for _, c := range []struct{ command, name, says string }{
		{"retry", "event-1", who.Email + " sends the invitation again"}, {"show", "event-9", "no such mail"}, {"retry", "event-9", "no such mail"}, {"show", "event-x", "no such mail"},
	} {
		if code, said := j.shell("", "mail", c.command, c.name); code == 0 || !strings.Contains(said, c.says) {
			t.Errorf("mail %s %s: %d\n%s", c.command, c.name, code, said)
		}
	}
}
