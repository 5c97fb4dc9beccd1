//go:build e2e

package e2e

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// vouchedFor are the settings of a mail server that writes what a DMARC check of who writes from example.net said, and hands a copy of what
// comes for somebody to the server, as docs/operating.md says.
func vouchedFor(somebody string) []string {
	return []string{
		"header_checks = regexp:{ {/^From:.*@example\\.net/ PREPEND Authentication-Results: mx.example.org; dmarc=pass header.from=example.net} }",
		"recipient_bcc_maps = inline:{ " + somebody + "=rsvp@example.org }",
	}
}

// Somebody here, in Thunderbird with their CalDAV account, and somebody elsewhere, in Thunderbird with a mailbox and no account here, invite
// each other: what one answers, the other's calendar shows. Between them are Postfix and Dovecot.
func TestPeopleAndMailboxesInviteEachOther(t *testing.T) {
	lmtp := freeAddress(t)
	servers := startMailServers(t, lmtp, vouchedFor("essai-hote@example.org")...)
	config := servers.mailConfig(example(t), lmtp)
	s := serve(t, strings.Replace(config, "hold_minutes = 0\n", "hold_minutes = 0\ntrusted_authserv_id = \"mx.example.org\"\n", 1))
	host := s.addPerson("essai-hote", "--territory", "faverges", "--category", "elus")
	const guest = "essai-dehors@example.net"

	here, elsewhere := startThunderbird(t), startThunderbird(t)
	own := here.addAccount(s, host)["calendar"]
	account := elsewhere.mail("account", map[string]any{"email": guest, "password": mailPassword, "imap": port(servers.imap), "smtp": port(servers.smtp)})
	home := added{URI: fmt.Sprint(account["calendar"])}

	// An invitation leaves by mail, and its answer comes back.
	here.invite("create", own, map[string]any{"uid": "atelier", "summary": "Atelier", "start": "20270309T093000", "end": "20270309T103000", "attendees": []string{guest}})
	elsewhere.presses("atelier", "imipAcceptButton")
	picture(t, elsewhere, "thunderbird-elsewhere.png")
	until(t, "the answer of the mailbox in the organiser's Thunderbird", func() bool {
		return here.invite("answers", own, map[string]any{"uid": "atelier"})[guest] == "ACCEPTED"
	})
	if got := strings.Join(lines(strings.Join(s.objects(host, "/dav/calendars/"+host.id+"/calendar/"), "")), "\n"); !strings.Contains(got, "SCHEDULE-STATUS=2.0") {
		t.Errorf("the organiser has\n%s", got)
	}

	// An invitation comes by mail, and its answer leaves.
	elsewhere.invite("create", home, map[string]any{"uid": "forum", "summary": "Forum", "start": "20270310T140000", "end": "20270310T150000", "attendees": []string{host.email}})
	var shown map[string]thing
	until(t, "the invitation that came by mail in the calendar", func() bool {
		shown = here.events(own)
		return shown["forum"].Summary == "Forum"
	})
	if got := shown["forum"]; got.Partstat != "NEEDS-ACTION" || got.Start.Local != "20270310T140000" {
		t.Errorf("Thunderbird shows %+v", got)
	}
	here.answer(own, "forum", "ACCEPTED")
	elsewhere.presses("forum", "imipUpdateButton")
	if got := elsewhere.invite("answers", home, map[string]any{"uid": "forum"}); got[host.email] != "ACCEPTED" {
		t.Errorf("in the mailbox's own calendar: %v", got)
	}
	here.screenshot("thunderbird-mailbox.png", "week", "2027-03-09", "Forum")
	if got := slices.Sorted(maps.Keys(here.events(own))); !slices.Equal(got, []string{"atelier", "forum"}) {
		t.Errorf("the calendar holds %v", got)
	}
}

// presses opens the mail about an event when it comes, and presses a button above it.
func (b *thunderbird) presses(uid, button string) {
	b.t.Helper()
	shown := b.mail("open", map[string]any{"uid": uid, "timeout": 80000})
	if !strings.Contains(fmt.Sprint(shown["buttons"]), button) {
		b.t.Fatalf("above the message Thunderbird shows %v", shown)
	}
	b.mail("press", map[string]any{"button": button, "timeout": 80000})
}
