package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parcours/accounts"
	"parcours/busylinks"
	"parcours/delivery"
	"parcours/events"
	"parcours/scheduling"
	"parcours/site"
	"parcours/store"
)

// TestStolenBackup: a server makes one of every kind of secret, mails and receives; none of them stands in a backup or in a file of
// the folder, in clear, in base64 or in hex.
func TestStolenBackup(t *testing.T) {
	s := site.OpenSmall(t)
	secrets := everySecret(s)
	file := filepath.Join(t.TempDir(), "copy.db")
	s.Must(s.Backup(t.Context(), file))
	files := []string{file}
	for _, name := range []string{store.FileName, store.FileName + "-wal", "parcours.life"} {
		files = append(files, filepath.Join(s.Folder, name))
	}
	octets := map[string][]byte{}
	for _, f := range files {
		read, err := os.ReadFile(f)
		s.Must(err)
		octets[f] = read
	}
	for what, secret := range secrets {
		if len(secret) < 20 && what != "signing secret" {
			t.Errorf("%s: %q is none", what, secret)
		}
		for f, read := range octets {
			if form := store.Clearly(read, secret); form != "" {
				t.Errorf("%s has the %s in %s", filepath.Base(f), what, form)
			}
		}
	}
	if store.Clearly(octets[file], "marc@example.org") == "" {
		t.Error("the copy holds nothing")
	}
}

// everySecret makes and uses them, and gives them by what they are.
func everySecret(s *site.Site) map[string]string {
	t, ctx, all := s.T, s.T.Context(), map[string]string{}
	keep := func(what string) func(string, error) {
		return func(secret string, err error) {
			t.Helper()
			s.Must(err)
			all[what] = secret
		}
	}
	s.Must(s.DB.View(ctx, func(tx store.Tx) (err error) {
		all["signing secret"], err = tx.Setting(events.SettingSecret)
		return err
	}))
	first, err := s.Accounts.FirstPasswords(ctx, []string{"orga"})
	s.Must(err)
	all["first password"] = first[0]
	all["revoked feed"] = s.Person("marc").FeedToken
	s.Must(s.Accounts.RevokeFeed(ctx, "marc"))
	s.Must(s.Accounts.SetBusyLink(ctx, "marc", true))
	keep("busy address")(s.Accounts.BusyLink(ctx, "marc"))
	all["busy address"] = busylinks.Token(all["busy address"])
	keep("device")(s.Accounts.AddDevice(ctx, "marc", "téléphone"))
	keep("app password")(s.Accounts.NewAppPassword(ctx, "rita", "ligne de commande"))
	keep("link to choose a password")(s.Accounts.PasswordLink(ctx, "marc"))
	all["chosen password"] = "quatre mots pour marc"
	s.Must(s.Accounts.SetPassword(ctx, "marc", all["chosen password"]))
	keep("link that signs in")(s.Accounts.SignInLink(ctx, "marc", time.Minute))
	entry, err := s.Accounts.SignIn(ctx, "marc", all["chosen password"], accounts.From{Door: events.DoorWeb})
	s.Must(err)
	all["sign-in"], all["known browser"] = entry.Secret, entry.Browser

	snap, marc := s.Programme(), s.Person("marc")
	all["feed"], all["page"] = marc.FeedToken, snap.PageToken(marc)
	all["answer link"] = snap.AnswerToken(events.AnswerLink{Person: "marc", Session: "agora", For: events.Subject{Person: "marc"}})
	all["unsubscribe"] = delivery.UnsubscribeToken(snap, "marc")
	answerByProgram(s)
	s.Must(s.Accounts.AskForLink(ctx, events.NoticePage, "marc@example.org", accounts.From{}))
	for more := true; more; {
		more, err = s.Delivery.ExpandNotices(ctx)
		s.Must(err)
	}
	mails, err := s.Delivery.Mails(ctx, delivery.MailQuery{Kind: delivery.MailPage})
	s.Must(err)
	all["reply address"] = mails[0].Token
	s.Must(s.Delivery.Settle(ctx, mails[0], delivery.MailOutcome{Err: errors.New("550 <rsvp+" + mails[0].Token + "@example.org>: no")}))
	r, err := s.Delivery.Receive(ctx, delivery.Incoming{ID: "in", From: "voisin@example.net", Token: mails[0].Token, Method: "REPLY", Text: "à rsvp+" + mails[0].Token + "@example.org : oui"})
	s.Must(err)
	if r.Outcome == "" {
		t.Fatal("it was not received")
	}
	all["alias link"] = delivery.AliasToken(snap, delivery.AliasLink{Person: "marc", Address: "voisin@example.net"})

	_, err = s.Put("marc", "calendar", "fete.ics", strings.ReplaceAll(`BEGIN:VCALENDAR
VERSION:2.0
PRODID:x
BEGIN:VEVENT
UID:fete
DTSTAMP:20220201T080000Z
DTSTART:20220301T080000Z
DTEND:20220301T090000Z
SUMMARY:Fête
ORGANIZER:mailto:marc@example.org
ATTENDEE:mailto:marc@example.org
ATTENDEE:mailto:voisin@example.net
END:VEVENT
END:VCALENDAR
`, "\n", "\r\n"))
	s.Must(err)
	letters, err := s.Correspondence.Letters(ctx, scheduling.LetterQuery{Person: "marc"})
	s.Must(err)
	if len(letters) != 1 {
		t.Fatalf("letters: %+v", letters)
	}
	all["letter's reply address"] = letters[0].Token
	return all
}

// answerByProgram answers an invitation as a calendar program does that keeps what it was served, links and all.
func answerByProgram(s *site.Site) {
	served := s.Text(s.Items("marc", "parcours")["agora.ics"])
	answered := strings.Replace(served, "PARTSTAT=NEEDS-ACTION", "PARTSTAT=ACCEPTED", 1)
	if answered == served || !strings.Contains(strings.ReplaceAll(served, "\r\n ", ""), "/a/") {
		s.T.Fatalf("no answer, or no link in it: %s", served)
	}
	_, err := s.Put("marc", "parcours", "agora.ics", strings.Replace(answered, "END:VEVENT", "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:x\r\nTRIGGER:-PT1H\r\nEND:VALARM\r\nEND:VEVENT", 1))
	s.Must(err)
}
