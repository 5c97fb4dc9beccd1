package mail

import (
	"bytes"
	"cmp"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parcours/delivery"
)

const ourToken = "k7q2m4zt6xw3"

var ours = Reader{Domain: "example.org", TrustedAuthservID: "mx.example.org"}

// understood is what a mail of the corpus says. The UID is the session's wherever there is one.
type understood struct {
	file      string
	method    string
	partstat  string // of the first ATTENDEE
	comment   string // of the first ATTENDEE
	text      string
	proposed  string // start, in UTC
	token     string // ourToken unless said otherwise
	trusted   bool
	automatic bool
	bounces   int
	err       string
}

// wantUnderstood has every file of the corpus.
var wantUnderstood = []understood{
	{file: "apple-mail-decline", method: "REPLY", partstat: "DECLINED", comment: "En congé ce jour", text: "Camille Roux a refusé votre invitation."},
	{file: "bounce-delayed", automatic: true},
	{file: "bounce-postfix", automatic: true, bounces: 1},
	{file: "bounce-unknown-mail", automatic: true, bounces: 1},
	{file: "delegated", method: "REPLY", partstat: "DELEGATED"},
	{file: "exchange-accept", method: "REPLY", partstat: "ACCEPTED"},
	{file: "exchange-counter", method: "COUNTER", partstat: "TENTATIVE", comment: "Pas avant 11 h", text: "Pas avant 11 h", proposed: "2026-04-28T09:00:00Z"},
	{file: "exchange-decline-comment", method: "REPLY", partstat: "DECLINED", comment: "Désolé, conseil municipal ce jour-là.", text: "Désolé, conseil municipal ce jour-là."},
	{file: "exchange-out-of-office", text: "Je suis absente jusqu'au 9 mars.", automatic: true},
	{file: "fairemail-accept", method: "REPLY", partstat: "ACCEPTED", text: "Accepted: Agora"},
	{file: "gmail-accept", method: "REPLY", partstat: "ACCEPTED", comment: "J'arriverai a 10 h", text: "Camille Roux a accepté cette invitation avec cette note :\n\n« J'arriverai à 10 h »", trusted: true},
	{file: "gmail-propose-time", method: "COUNTER", partstat: "TENTATIVE", comment: "Plutôt l'après-midi ?", text: "Plutôt l'après-midi ?", proposed: "2026-04-28T12:00:00Z"},
	{file: "gmail-text-html-only", text: "Bonjour,\nJe viendrai à deux <si possible>."},
	{file: "icloud-accept", method: "REPLY", partstat: "ACCEPTED", text: "Camille Roux has accepted your invitation."},
	{file: "k9-text", text: "Oui, mais je partirai à 16 h."},
	{file: "nextcloud-tentative", method: "REPLY", partstat: "TENTATIVE", text: "Camille Roux has tentatively accepted your invitation", automatic: true},
	{file: "no-token-forged", method: "REPLY", partstat: "ACCEPTED", token: "-"},
	{file: "no-token-trusted", method: "REPLY", partstat: "ACCEPTED", token: "-", trusted: true},
	{file: "octet-stream-ics", method: "REPLY", partstat: "ACCEPTED"},
	{file: "outlook-com-accept", method: "REPLY", partstat: "ACCEPTED"},
	{file: "outlook-desktop-tentative", method: "REPLY", partstat: "TENTATIVE"},
	{file: "outlook-old-counter-as-reply", method: "COUNTER", partstat: "TENTATIVE", proposed: "2026-04-28T09:00:00Z"},
	{file: "outlook-text-french", text: "Merci, c’est noté."},
	{file: "outlook-winmail", err: "winmail.dat"},
	{file: "refresh", method: "REFRESH"},
	{file: "several-attendees", method: "REPLY", partstat: "ACCEPTED"},
	{file: "text-with-invitation-attached", text: "I will be late."},
	{file: "thunderbird-accept", method: "REPLY", partstat: "ACCEPTED", text: "Camille Roux <camille.roux@example.org> has accepted your event invitation."},
	{file: "thunderbird-old-single-part", method: "REPLY", partstat: "DECLINED"},
	{file: "thunderbird-text-below-quote", text: "Faut-il apporter l'ordinateur ?"},
	{file: "unreadable-calendar", err: "its calendar part cannot be read: line"},
	{file: "unsubscribe"},
	{file: "yahoo-accept", method: "REPLY", partstat: "ACCEPTED"},
	{file: "zimbra-accept", method: "REPLY", partstat: "ACCEPTED", text: "Oui, je serai pr=C3=A9sente."},
}

// corpus reads a mail of the corpus, its lines ended by LF.
func corpus(t testing.TB, file string) []byte {
	t.Helper()
	octets, err := os.ReadFile(filepath.Join("testdata/replies", file+".eml"))
	if err != nil {
		t.Fatal(err)
	}
	return octets
}

func crlf(octets []byte) []byte { return bytes.ReplaceAll(octets, []byte("\n"), []byte("\r\n")) }

func TestReadUnderstandsEveryProgram(t *testing.T) {
	files, err := filepath.Glob("testdata/replies/*.eml")
	if err != nil || len(files) != len(wantUnderstood) {
		t.Errorf("%d files, %d rows of the table, %v", len(files), len(wantUnderstood), err)
	}
	for _, want := range wantUnderstood {
		octets := corpus(t, want.file)
		in, bounces, err := ours.Read(octets)
		same, _, _ := ours.Read(crlf(octets))
		if same.ID != in.ID || same.Text != in.Text || same.Method != in.Method || len(same.Attendees) != len(in.Attendees) {
			t.Errorf("%s: with CRLF it is %+v, with LF %+v", want.file, same, in)
		}
		if got := described(want.file, in, bounces, err); got != want.normal() {
			t.Errorf("%s\n got %+v\nwant %+v", want.file, got, want.normal())
		}
		if (in.Method != "") != (in.UID != "") && want.file != "text-with-invitation-attached" || in.UID != "" && in.UID != "agora@parcours.example.org" {
			t.Errorf("%s: METHOD %q with UID %q", want.file, in.Method, in.UID)
		}
		if in.Method == "REPLY" && (in.Sequence != 0 || in.Stamp.Format("2006-01-02") != "2026-03-01") {
			t.Errorf("%s: SEQUENCE %d, DTSTAMP %s", want.file, in.Sequence, in.Stamp)
		}
	}
}

func described(file string, in delivery.Incoming, bounces []Bounce, err error) understood {
	u := understood{file: file, method: in.Method, text: in.Text, token: cmp.Or(in.Token, in.Thread), trusted: in.Trusted, automatic: in.Automatic, bounces: len(bounces)}
	if len(in.Attendees) > 0 {
		u.partstat, u.comment = in.Attendees[0].Partstat, in.Attendees[0].Comment
	}
	if !in.Proposed.Start.IsZero() {
		u.proposed = in.Proposed.Start.UTC().Format("2006-01-02T15:04:05Z")
	}
	for _, known := range []string{"winmail.dat", "its calendar part cannot be read: line"} {
		if err != nil && strings.Contains(err.Error(), known) {
			return understood{file: file, token: cmp.Or(in.Token, in.Thread), err: known}
		}
	}
	if err != nil {
		u.err = err.Error()
	}
	return u
}

func (u understood) normal() understood {
	switch u.token {
	case "":
		u.token = ourToken
	case "-":
		u.token = ""
	}
	if u.file == "bounce-delayed" || u.file == "bounce-unknown-mail" || u.file == "bounce-postfix" {
		u.token = "" // of the report itself; its bounces have theirs
	}
	return u
}

func TestReadNamesTheMailThatBounced(t *testing.T) {
	_, bounces, err := ours.Read(corpus(t, "bounce-postfix"))
	mail := delivery.Mail{Token: ourToken}
	want := Bounce{"", mail.MessageID(), "camille.roux@example.org", "5.1.1 550 5.1.1 <camille.roux@example.org>: Recipient address rejected: User unknown"}
	if err != nil || len(bounces) != 1 || bounces[0] != want {
		t.Errorf("got %+v, %v", bounces, err)
	}
	if _, bounces, _ = ours.Read(corpus(t, "bounce-unknown-mail")); len(bounces) != 1 || bounces[0].Token != "" {
		t.Errorf("of an unknown mail: %+v", bounces)
	}
	// The report that came to the mail's own envelope address names it without the mail that came back.
	report := bytes.Replace(corpus(t, "bounce-unknown-mail"), []byte("To: rsvp@"), []byte("To: RSVP+"+ourToken+"@"), 1)
	if _, bounces, _ = ours.Read(report); len(bounces) != 1 || bounces[0].Token != ourToken {
		t.Errorf("to the envelope address: %+v", bounces)
	}
}

func TestReadTakesTokenFromTheSurestPlace(t *testing.T) {
	for _, c := range []struct{ header, token string }{
		{"To: rsvp+abc123@example.org", "abc123"},
		{"To: RSVP+ABC123@EXAMPLE.ORG", "abc123"},
		{"To: =?utf-8?Q?Parcours?= <rsvp+abc123@example.org>, other@example.org", "abc123"},
		{"To: rsvp+abc123@example.net", ""},
		{"To: my-rsvp+abc123@example.org", ""},
		{"To: rsvp@example.org\nCc: rsvp+abc123@example.org", "abc123"},
		{"Delivered-To: rsvp+first@example.org\nTo: rsvp+second@example.org", "first"},
		{"X-Original-To: rsvp+first@example.org\nTo: rsvp@example.org", "first"},
		{"To: rsvp@example.org\nIn-Reply-To: <abc123@example.org>", "abc123"},
		{"To: rsvp@example.org\nReferences: <agora.camille@example.org> <old@example.org> <new@example.org> <x@example.net>", "new"},
		{"To: rsvp@example.org\nIn-Reply-To: <abc123@example.net>", ""},
	} {
		in, _, err := ours.Read([]byte(c.header + "\nFrom: a@example.org\n\nhello\n"))
		if got := cmp.Or(in.Token, in.Thread); err != nil || got != c.token || in.Token != "" && in.Token == in.Thread {
			t.Errorf("%q: token %q, want %q (%v)", c.header, in.Token, c.token, err)
		}
	}
}

func TestReadBelievesOnlyTheTopmostTrustedServer(t *testing.T) {
	for _, c := range []struct {
		results string
		trusted bool
	}{
		{"mx.example.org; dmarc=pass header.from=example.org", true},
		{"MX.example.org 1; dkim=pass header.d=example.org", true},
		{"mx.example.org (by (nested) hand); dmarc=pass (p=none) header.from=example.org", true},
		{"mx.example.org; dkim=pass header.d=other.example", false},
		{"mx.example.org; spf=pass smtp.mailfrom=a@example.org", false},
		{"mx.example.org; dmarc=fail reason=\"; dmarc=pass header.from=example.org\"", false},
		{"mx.example.org; dmarc=none (x; dmarc=pass header.from=example.org)", false},
		{"mx.example.org; dmarc=none reason=\"\\\"; dmarc=pass header.from=example.org;\"", false},
		{"elsewhere.example; dmarc=pass header.from=example.org", false},
		{"elsewhere.example; x\nAuthentication-Results: mx.example.org; dmarc=pass header.from=example.org", false},
		{"mx.example.org; none", false},
		{"", false},
	} {
		text := "Authentication-Results: " + c.results + "\nFrom: Camille <a@example.org>\nTo: rsvp@example.org\n\nhello\n"
		if in, _, _ := ours.Read([]byte(text)); in.Trusted != c.trusted {
			t.Errorf("%q: trusted %v", c.results, in.Trusted)
		}
		if in, _, _ := (Reader{Domain: "example.org"}).Read([]byte(text)); in.Trusted {
			t.Errorf("%q: trusted without a trusted server", c.results)
		}
	}
	two := "Authentication-Results: mx.example.org; dmarc=pass header.from=example.org\nFrom: a@example.org, b@example.org\n\nhello\n"
	if in, _, _ := ours.Read([]byte(two)); in.Trusted || in.From != "" {
		t.Errorf("of two in From: %+v", in)
	}
}

func TestReadKeepsToItsBounds(t *testing.T) {
	nested := "From: a@example.org\nTo: rsvp+abc@example.org\n"
	for i := range 12 {
		b := strings.Repeat("x", i+1)
		nested += "Content-Type: multipart/mixed; boundary=" + b + "\n\n--" + b + "\n"
	}
	many := "From: a@example.org\nContent-Type: multipart/mixed; boundary=b\n\n" + strings.Repeat("--b\n\nx\n", 101)
	for name, c := range map[string]struct{ text, problem string }{
		"nested": {nested + "\nend\n", "nested deeper than 10"},
		"many":   {many, "more than 100 parts"},
		"large":  {"From: a@example.org\n\n" + strings.Repeat("x", maxMessage), "larger than 10 MB"},
		"header": {"X: " + strings.Repeat("x", maxHeader+100) + "\n\nhello", "not a mail"},
		"empty":  {"", "not a mail"},
		"noise":  {"\x00\x01\x02", "not a mail"},
	} {
		in, _, err := ours.Read([]byte(c.text))
		if err == nil || !strings.Contains(err.Error(), c.problem) || in.ID == "" {
			t.Errorf("%s: %v, ID %q", name, err, in.ID)
		}
	}
	in, _, _ := ours.Read([]byte("From: a@example.org\n\n" + strings.Repeat("x", maxMessage)))
	if in.From != "a@example.org" {
		t.Errorf("who wrote the large one: %q", in.From)
	}
}

func TestReadKnowsTheSameMessageAgain(t *testing.T) {
	octets := corpus(t, "gmail-accept")
	in, _, _ := ours.Read(octets)
	again, _, _ := ours.Read(append([]byte("Delivered-To: rsvp+"+ourToken+"@example.org\nReceived: by another way\n"), octets...))
	if in.ID != again.ID {
		t.Error("another way makes it another message")
	}
	other, _, _ := ours.Read(corpus(t, "thunderbird-accept"))
	changed, _, _ := ours.Read(bytes.Replace(octets, []byte("PARTSTAT=ACCEPTED"), []byte("PARTSTAT=DECLINED"), 1))
	if in.ID == other.ID || in.ID == changed.ID {
		t.Error("another message has the same ID")
	}
}

func FuzzRead(f *testing.F) {
	for _, c := range wantUnderstood {
		f.Add(corpus(f, c.file))
	}
	f.Fuzz(func(t *testing.T, octets []byte) {
		in, _, err := ours.Read(octets)
		if in.ID == "" {
			t.Error("no ID")
		}
		if err != nil && strings.Contains(err.Error(), "reading it failed") {
			t.Errorf("a panic: %v", err)
		}
		if strings.ContainsAny(in.Subject+in.From+in.Token, "\r\n") {
			t.Errorf("a line of a list is broken by %q", in.Subject+in.From+in.Token)
		}
	})
}
