//go:build e2e

package e2e

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// In Thunderbird somebody invites the elected members of a delegation by one address. Who is one of them sees it in GNOME and answers; who
// becomes one is invited then; all are moved with it.
func TestThunderbirdInvitesAGroup(t *testing.T) {
	s := serve(t, example(t))
	of := []string{"--territory", "faverges", "--category", "elus"}
	host, guest := s.addPerson("essai-hote", of...), s.addPerson("essai-invitee", of...)
	other := s.addPerson("essai-autre", "--territory", "vimy", "--category", "elus")
	b, g := startThunderbird(t), startGnome(t, s, guest)
	own := b.addAccount(s, host)["calendar"]
	group := uid("elus.faverges.territory")
	answers := func() map[string]any { return b.invite("answers", own, map[string]any{"uid": "bureau"}) }
	starts := func() (all []string) {
		for _, o := range drive[struct{ Items []instance }](t, g.command("occurrences", "calendar/", "20270301T000000Z", "20270501T000000Z")...).Items {
			all = append(all, o.Start)
		}
		return all
	}
	copyOf := func(p person) string { return strings.Join(s.objects(p, "/dav/calendars/"+p.id+"/calendar/"), "") }

	b.invite("create", own, map[string]any{"uid": "bureau", "summary": "Bureau", "start": "20270309T093000", "end": "20270309T103000", "attendees": []string{group}})
	if got := starts(); !slices.Equal(got, []string{"20270309T083000Z"}) {
		t.Fatalf("GNOME shows %v", got)
	}
	drive[struct{}](t, g.command("accept", "bureau", "ACCEPTED")...)
	if got := answers(); got[guest.email] != "ACCEPTED" || got[group] == nil || got[other.email] != nil {
		t.Errorf("Thunderbird shows %v", got)
	}

	late := s.addPerson("essai-tard", of...)
	until(t, "the invitation of who became a member", func() bool { return strings.Contains(copyOf(late), "SUMMARY:Bureau") })
	if got := answers(); got[guest.email] != "ACCEPTED" || got[late.email] != "NEEDS-ACTION" {
		t.Errorf("after somebody came Thunderbird shows %v", got)
	}
	b.invite("edit", own, map[string]any{"uid": "bureau", "start": "20270310T140000", "end": "20270310T150000"})
	if got := starts(); !slices.Equal(got, []string{"20270310T130000Z"}) {
		t.Errorf("after the move GNOME shows %v", got)
	}
	if got := copyOf(late); !strings.Contains(got, "T140000") || strings.Contains(got, guest.email) {
		t.Errorf("who came late has\n%s", got)
	}
	if got := answers(); got[guest.email] != "NEEDS-ACTION" || got[late.email] != "NEEDS-ACTION" {
		t.Errorf("after the move Thunderbird shows %v", got)
	}
	if got := copyOf(other); got != "" {
		t.Errorf("who is of no such delegation has\n%s", got)
	}
}

// No client here adds documents by RFC 8607: one is added as the RFC says. Thunderbird shows it to whom the event asks, and its organiser's
// Thunderbird keeps it when it changes the event.
func TestThunderbirdKeepsAttachments(t *testing.T) {
	s := serve(t, example(t))
	of := []string{"--territory", "faverges", "--category", "elus"}
	host, guest, stranger := s.addPerson("essai-hote", of...), s.addPerson("essai-invitee", of...), s.addPerson("essai-autre", of...)
	b := startThunderbird(t)
	own := b.addAccount(s, host)["calendar"]
	b.invite("create", own, map[string]any{"uid": "bureau", "summary": "Bureau", "start": "20270309T093000", "end": "20270309T103000", "attendees": []string{guest.email}})

	const path = "/dav/calendars/essai-hote/calendar/bureau.ics"
	put, err := s.request(host, http.MethodPost, path+"?action=attachment-add", "1. Budget\n", "Content-Type", "text/plain", "Content-Disposition", `attachment; filename="ordre du jour.txt"`)
	if err != nil || put.status != http.StatusCreated {
		t.Fatalf("%d %v\n%s", put.status, err, put.body)
	}
	check := func(when string, b *thunderbird, c added) string {
		t.Helper()
		got := b.invite("attachments", c, map[string]any{"uid": "bureau"})
		for at, name := range got {
			if name != "ordre du jour.txt" || len(got) != 1 || !strings.HasPrefix(at, s.url+"/dav/attachments/") {
				t.Errorf("%s Thunderbird shows %v", when, got)
			}
			return strings.TrimPrefix(at, s.url)
		}
		t.Fatalf("%s Thunderbird shows no document", when)
		return ""
	}
	at := check("to its organiser", b, own)
	b.invite("edit", own, map[string]any{"uid": "bureau", "start": "20270310T140000", "end": "20270310T150000"})
	if again := check("after a change", b, own); again != at {
		t.Errorf("the document was at %s, and is at %s", at, again)
	}
	theirs := startThunderbird(t)
	if shown := check("to whom it asks", theirs, theirs.addAccount(s, guest)["calendar"]); shown != at {
		t.Errorf("the document is at %s, shown at %s", at, shown)
	}
	for p, want := range map[person]int{host: http.StatusOK, guest: http.StatusOK, stranger: http.StatusNotFound} {
		if got, err := s.request(p, http.MethodGet, at, ""); err != nil || got.status != want || want == http.StatusOK && got.body != "1. Budget\n" {
			t.Errorf("%s reads %d %q %v", p.id, got.status, got.body, err)
		}
	}
}
