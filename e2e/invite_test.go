//go:build e2e

package e2e

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// inviteScript invites people and changes what they are invited to, inside Thunderbird.
//
//go:embed testdata/invite.js
var inviteScript string

func (b *thunderbird) invite(function string, c added, arg map[string]any) map[string]any {
	b.t.Helper()
	arg["calendar"], arg["timeout"] = c.URI, 60000
	text, err := json.Marshal(arg)
	if err != nil {
		b.t.Fatal(err)
	}
	js := fmt.Sprintf("%s\nreturn Invite.%s(%s);", inviteScript, function, text)
	out := drive[struct{ Value map[string]any }](b.t, b.command("eval", js, "-timeout", "100s")...).Value
	if out["error"] != nil {
		b.t.Fatalf("%s: %v", function, out)
	}
	return out
}

// Somebody invites another to a weekly event in Thunderbird; the other, in GNOME, accepts all but one date. The first moves the series,
// invites a third person and asks the second no more, and calls a date off: each sees what RFC 6638 says.
func TestPeopleInvitePeople(t *testing.T) {
	s := serve(t, example(t))
	of := []string{"--territory", "faverges", "--category", "elus"}
	host, guest, third := s.addPerson("essai-hote", of...), s.addPerson("essai-invitee", of...), s.addPerson("essai-tiers", of...)
	b, g := startThunderbird(t), startGnome(t, s, guest)
	own := b.addAccount(s, host)["calendar"]
	dates := func() (all []string) {
		for _, o := range drive[struct{ Items []instance }](t, g.command("occurrences", "calendar/", "20270301T000000Z", "20270501T000000Z")...).Items {
			all = append(all, o.Start)
		}
		return all
	}
	b.invite("create", own, map[string]any{"uid": "ronde", "summary": "Ronde", "start": "20270309T093000", "end": "20270309T103000", "rrule": "FREQ=WEEKLY;COUNT=3", "attendees": []string{guest.email}})
	want := []string{"20270309T083000Z", "20270316T083000Z", "20270323T083000Z"}
	if got := dates(); !slices.Equal(got, want) {
		t.Fatalf("GNOME shows %v, want %v", got, want)
	}

	drive[struct{}](t, g.command("accept", "ronde", "ACCEPTED")...)
	drive[struct{}](t, g.command("delete-occurrence", "ronde", "20270316T093000")...)
	if got := b.invite("answers", own, map[string]any{"uid": "ronde"}); got[guest.email] != "ACCEPTED" {
		t.Errorf("Thunderbird shows %v", got)
	}
	if got := b.invite("answers", own, map[string]any{"uid": "ronde", "rid": "20270316T083000Z"}); got[guest.email] != "DECLINED" {
		t.Errorf("of the date that was taken out Thunderbird shows %v", got)
	}

	b.invite("edit", own, map[string]any{"uid": "ronde", "start": "20270309T140000", "end": "20270309T150000", "add": []string{third.email}})
	if got := dates(); !slices.Contains(got, "20270309T130000Z") {
		t.Errorf("after the move GNOME shows %v", got)
	}
	if got := b.invite("answers", own, map[string]any{"uid": "ronde"}); got[guest.email] != "NEEDS-ACTION" || got[third.email] != "NEEDS-ACTION" {
		t.Errorf("after the move Thunderbird shows %v", got)
	}
	copyOf := func(p person) string { return strings.Join(s.objects(p, "/dav/calendars/"+p.id+"/calendar/"), "") }
	if got := copyOf(third); !strings.Contains(got, "SUMMARY:Ronde") || !strings.Contains(got, "T140000") {
		t.Errorf("the third has\n%s", got)
	}

	b.invite("edit", own, map[string]any{"uid": "ronde", "off": "20270323T130000Z"})
	if got := dates(); slices.Contains(got, "20270323T130000Z") {
		t.Errorf("after a date was called off GNOME shows %v", got)
	}
	b.invite("edit", own, map[string]any{"uid": "ronde", "drop": []string{guest.email}})
	if got := copyOf(guest); !strings.Contains(got, "STATUS:CANCELLED") {
		t.Errorf("whom it asks no more has\n%s", got)
	}
	if got := copyOf(third); strings.Contains(got, "STATUS:CANCELLED") || strings.Contains(got, guest.email) {
		t.Errorf("the third has\n%s", got)
	}
	b.screenshot("thunderbird-invited.png", "week", "2027-03-09", "Ronde")
}
