package mail

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"parcours/delivery"
	"parcours/events"
)

// plainPost is the example programme with its letters sent, and an inbox.
type plainPost struct {
	*post
	box   *letters
	inbox *Inbox
}

func openPlain(t *testing.T) *plainPost {
	t.Helper()
	box := &letters{}
	p := openPost(t, exampleProgramme(t), box)
	p.deliver()
	box.take()
	return &plainPost{p, box, NewInbox(roomsOf(p.House), Reader{Domain: "example.org", TrustedAuthservID: "mx.example.org"}, p.log)}
}

// tokenOf is that of the letter of somebody.
func (p *plainPost) tokenOf(person string) string {
	p.t.Helper()
	mails := p.mails(delivery.MailQuery{Person: person, Kind: delivery.MailLetter})
	if len(mails) != 1 {
		p.t.Fatalf("%d letters to %s", len(mails), person)
	}
	return mails[0].Token
}

// take delivers what came in, and gives what leaves then.
func (p *plainPost) takeIn(octets []byte) (delivery.Receipt, []*outMail) {
	p.t.Helper()
	r, err := p.inbox.Deliver(context.Background(), octets)
	if err != nil {
		p.t.Fatal(err)
	}
	p.work(context.Background())
	all := slices.DeleteFunc(p.box.take(), func(m *outMail) bool { return m.header.Get(fieldKind) == "waiting" })
	return r, all
}

// written is a mail in plain text from somebody to the address of their letter.
func (p *plainPost) written(person, text string, fields ...string) []byte {
	who := p.Programme().Person(person)
	head := "From: " + who.Email + "\nTo: rsvp+" + p.tokenOf(person) + "@example.org\nSubject: Re: invitations\nMessage-ID: <" + person + "." + p.clock().Format("150405.000") + "@example.org>\n" + strings.Join(fields, "")
	return []byte(head + "Content-Type: text/plain; charset=utf-8\n\n" + text + "\n")
}

// said are "session status" of the answers that somebody gave, or in the name of whose delegation.
func (p *plainPost) said(by string) (all []string) {
	p.t.Helper()
	history, err := p.Record.History(context.Background(), "")
	if err != nil {
		p.t.Fatal(err)
	}
	for _, a := range history {
		if a.By == by {
			all = append(all, strings.TrimSpace(a.For.Territory+" "+a.Session+" "+string(a.Status)+" "+string(a.Door)))
		}
	}
	slices.Sort(all)
	return all
}

var replyLink = regexp.MustCompile(`https://parcours\.example\.org/reply/([A-Za-z0-9_-]+)`)

// linkOf is the token of the link to confirm in a mail; "" without one.
func linkOf(m *outMail) string {
	if found := replyLink.FindStringSubmatch(m.text); found != nil {
		return found[1]
	}
	return ""
}

// Mails as programs write them: whose, what is understood (sessions, in order), and whether something goes to the organisers.
var wantPlain = []struct {
	file, who string
	want      []string // "territory session STATUS"; "territory/number"
	rest      bool
}{
	{"gmail-alternative", "ines-charvoz", []string{"pairs-1-partenaires=ACCEPTED", "pairs-2-partenaires=DECLINED"}, false},
	{"gmail-html-only", "ines-charvoz", []string{"agora=ACCEPTED"}, false},
	{"gmail-mobile", "ines-charvoz", []string{"pairs-3-partenaires=TENTATIVE"}, false},
	{"outlook-top-posting", "ines-charvoz", []string{"pairs-2-partenaires=ACCEPTED"}, false},
	{"outlook-html-de-envoye", "camille-roux", []string{"faverges pairs-1-elus=ACCEPTED", "faverges/2"}, false},
	{"outlook-mobile", "ines-charvoz", []string{"pairs-1-partenaires=ACCEPTED"}, false},
	{"orange-webmail", "ines-charvoz", []string{"pairs-1-partenaires=ACCEPTED", "agora=DECLINED"}, false},
	{"ios-french", "ines-charvoz", []string{"pairs-2-partenaires=DECLINED"}, false},
	{"ios-english", "ines-charvoz", []string{"pairs-1-partenaires=ACCEPTED", "pairs-2-partenaires=DECLINED"}, false},
	{"latin1-quoted-printable", "ines-charvoz", []string{"pairs-1-partenaires=ACCEPTED", "agora=TENTATIVE"}, false},
	{"base64-utf8", "camille-roux", []string{"faverges/2", "faverges/3"}, false},
	{"thunderbird-flowed", "ines-charvoz", []string{"pairs-1-partenaires=ACCEPTED", "pairs-2-partenaires=ACCEPTED", "pairs-3-partenaires=ACCEPTED"}, false},
	{"below-quote", "ines-charvoz", []string{"agora=ACCEPTED"}, false},
	{"signature-disclaimer", "ines-charvoz", []string{"pairs-2-partenaires=ACCEPTED"}, false},
	{"question-and-answer", "ines-charvoz", []string{"pairs-1-partenaires=ACCEPTED"}, true},
	{"conditional", "ines-charvoz", nil, true},
	{"no-date-of-ours", "ines-charvoz", nil, true},
	{"sfr-inline", "ines-charvoz", nil, false}, // refused: its words stand in what looks like a quote
}

func TestMailsInPlainWordsBecomeWhatTheyMust(t *testing.T) {
	files, err := filepath.Glob("testdata/plain/*.eml")
	if err != nil || len(files) != len(wantPlain) {
		t.Errorf("%d files, %d rows, %v", len(files), len(wantPlain), err)
	}
	p := openPlain(t)
	for _, c := range wantPlain {
		t.Run(c.file, func(t *testing.T) {
			p.t = t
			p.pass(25 * time.Hour) // what is said once a day is said again
			octets, err := os.ReadFile("testdata/plain/" + c.file + ".eml")
			if err != nil {
				t.Fatal(err)
			}
			octets = []byte(strings.ReplaceAll(string(octets), "TOKEN", p.tokenOf(c.who)))
			r, out := p.takeIn(octets)
			var got []string
			for _, proposal := range r.Message.Proposals {
				got = append(got, proposal.String())
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%q, want %q; the rest: %q of %q", got, c.want, r.Message.Rest, r.Message.Text)
			}
			if waits := r.Outcome == delivery.ReceiptWaiting; waits != c.rest {
				t.Errorf("waits %v: %s %s", waits, r.Outcome, r.Reason)
			}
			mine := slices.DeleteFunc(out, func(m *outMail) bool { return m.header.Get("Auto-Submitted") != "auto-replied" })
			if len(mine) != 1 || mine[0].to != p.Programme().Person(c.who).Email {
				t.Fatalf("%d mails answer it", len(mine))
			}
			if (linkOf(mine[0]) != "") != (len(c.want) > 0) {
				t.Errorf("the answer is\n%s", mine[0].text)
			}
		})
	}
	if all := p.said("ines-charvoz"); len(all) != 0 {
		t.Errorf("it counts before it is confirmed: %q", all)
	}
}

// What was understood counts once its person confirms it, as said by mail; the same link again changes nothing.
func TestAReplyCountsOnceItIsConfirmed(t *testing.T) {
	p := openPlain(t)
	r, out := p.takeIn(p.written("ines-charvoz", "Je serai là le 10 mais pas le 24"))
	if r.Outcome != delivery.ReceiptUnderstood || len(out) != 1 {
		t.Fatalf("%s %s, %d mails", r.Outcome, r.Reason, len(out))
	}
	m := out[0]
	wants(t, "asked back", m.subject, "À confirmer")
	wants(t, "asked back", m.text, "Première session entre pairs, jeudi 10 mars 2022 : oui", "Deuxième session entre pairs, jeudi 24 mars 2022 : non", "!transmis à l’équipe")
	if m.header.Get("In-Reply-To") != r.Message.MessageID || m.header.Get("Auto-Submitted") != "auto-replied" {
		t.Errorf("In-Reply-To %q of %q", m.header.Get("In-Reply-To"), r.Message.MessageID)
	}
	ctx, token := context.Background(), linkOf(m)
	if len(p.said("ines-charvoz")) != 0 {
		t.Error("it counts before it is confirmed")
	}
	if err := p.Delivery.ConfirmReply(ctx, token, nil); err == nil {
		t.Error("nothing was chosen")
	}
	for range 2 {
		if err := p.Delivery.ConfirmReply(ctx, token, []int{0, 1}); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := p.said("ines-charvoz"), []string{"pairs-1-partenaires ACCEPTED mail", "pairs-2-partenaires DECLINED mail"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	reply, err := p.Delivery.ReplyOf(ctx, token)
	if err != nil || !reply.Confirmed {
		t.Errorf("%v %+v", err, reply)
	}
}

// A referent's numbers are the arbitrages; a yes in words answers the sessions too.
func TestAReferentsNumbersAreArbitrages(t *testing.T) {
	p := openPlain(t)
	_, out := p.takeIn(p.written("camille-roux", "1 : 10 mars élus oui / 2 : oui\n3 : la cantine et le plan alimentaire"))
	if len(out) != 1 {
		t.Fatalf("%d mails", len(out))
	}
	if err := p.Delivery.ConfirmReply(context.Background(), linkOf(out[0]), []int{0, 1, 2}); err != nil {
		t.Fatal(err)
	}
	if got, want := p.said("camille-roux"), []string{"faverges agora ACCEPTED mail", "faverges pairs-1-elus ACCEPTED mail"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	states, err := p.DecisionStates(context.Background(), "faverges")
	if err != nil {
		t.Fatal(err)
	}
	if !states[1].Done || states[1].Answer != "oui" || !states[2].Done || states[2].Answer != "la cantine et le plan alimentaire" {
		t.Errorf("%+v\n%+v", states[1], states[2])
	}
}

// What changed since is said, and does not count: a session that moved, one that is cancelled, a link of a week ago, one whose
// person has other links now.
func TestAReplyIsOfWhatWasAskedThen(t *testing.T) {
	p := openPlain(t)
	ctx := context.Background()
	_, out := p.takeIn(p.written("ines-charvoz", "oui le 10, oui le 24, oui pour l'AGORA"))
	token := linkOf(out[0])
	p.plan("agora", func(x *events.Plan) { x.When = x.When.Shift(7, p.Programme().Loc) })
	p.apply(func(all *events.Programme) {
		for i := range all.Sessions {
			if all.Sessions[i].ID == "pairs-2-partenaires" {
				all.Sessions[i].Status = events.Cancelled
			}
		}
	})
	if _, err := p.Respond(ctx, events.Response{Session: "pairs-1-partenaires", For: events.Subject{Person: "ines-charvoz"}, By: "ines-charvoz", Status: events.Declined, Door: events.DoorWeb, Sequence: -1}); err != nil {
		t.Fatal(err)
	}
	p.pass(time.Hour)
	reply, err := p.Delivery.ReplyOf(ctx, token)
	if err != nil {
		t.Fatal(err)
	}
	first, second, agora := reply.Answers[0], reply.Answers[1], reply.Answers[2]
	if !first.Open() || second.Open() || second.Invitation != nil || agora.Open() || agora.Was.Start.IsZero() {
		t.Errorf("%+v\n%+v\n%+v", first, second, agora)
	}
	before := p.said("ines-charvoz")
	if err := p.Delivery.ConfirmReply(ctx, token, []int{0, 2}); err == nil || !slices.Equal(p.said("ines-charvoz"), before) {
		t.Errorf("what moved was confirmed: %v %q", err, p.said("ines-charvoz"))
	}
	p.pass(7 * 24 * time.Hour)
	if err := p.Delivery.ConfirmReply(ctx, token, []int{0}); err == nil || !slices.Equal(p.said("ines-charvoz"), before) {
		t.Errorf("after a week: %v %q", err, p.said("ines-charvoz"))
	}
	for _, other := range []string{"x", token + "A", token[:len(token)-2]} {
		if _, err := p.Delivery.ReplyOf(ctx, other); err == nil {
			t.Errorf("%q is a link", other)
		}
	}
}

// A message that is not understood is passed on each time, and its person is told once a day; a program, a list and a report
// are answered by nobody.
func TestNoLoops(t *testing.T) {
	p := openPlain(t)
	if r, out := p.takeIn(p.written("ines-charvoz", "Je vous rappelle.")); r.Outcome != delivery.ReceiptWaiting || len(out) != 1 || !strings.Contains(out[0].text, "/m/") {
		t.Fatalf("%s, %d mails", r.Outcome, len(out))
	}
	p.pass(time.Hour)
	if r, out := p.takeIn(p.written("ines-charvoz", "Je vous rappelle encore.")); r.Outcome != delivery.ReceiptWaiting || len(out) != 0 {
		t.Errorf("again: %s, %d mails", r.Outcome, len(out))
	}
	p.pass(24 * time.Hour)
	for _, field := range []string{
		"Auto-Submitted: auto-replied\n", "Precedence: bulk\n", "Precedence: list\n", "List-Id: <x.example.org>\n", "X-Auto-Response-Suppress: All\n", "Return-Path: <>\n", "X-Parcours-Kind: understood\n",
	} {
		p.pass(time.Second)
		if r, out := p.takeIn(p.written("ines-charvoz", "oui pour le 24", field)); len(out) != 0 || r.Outcome == delivery.ReceiptUnderstood {
			t.Errorf("%q: %s, %d mails", field, r.Outcome, len(out))
		}
	}
	if r, out := p.takeIn([]byte(strings.Replace(string(p.written("ines-charvoz", "oui pour le 24")), "Subject: Re: invitations", "Subject: Absence : Re: invitations", 1))); len(out) != 0 || r.Outcome != delivery.ReceiptKept {
		t.Errorf("out of office: %s, %d mails", r.Outcome, len(out))
	}
	answered := 0
	for range 20 {
		p.pass(time.Minute)
		_, out := p.takeIn(p.written("ines-charvoz", "oui pour le 24\n\n"+p.clock().String()))
		_, more := p.takeIn(p.written("ines-charvoz", "oui pour le 24", "X-Way: "+p.clock().String()+"\n"))
		answered += len(out) + len(more)
	}
	if answered > 8 {
		t.Errorf("%d answers to twenty mails in twenty minutes", answered)
	}
	if r, out := p.takeIn(p.written("ines-charvoz", "")); r.Outcome != delivery.ReceiptRefused || len(out) > 1 {
		t.Errorf("nothing: %s, %d mails", r.Outcome, len(out))
	}
}

// Words beside an answer that stands are its comment; their person is told, and a question reaches the organisers.
func TestWordsBesideAnAnswer(t *testing.T) {
	p := openPlain(t)
	if _, err := p.Respond(context.Background(), events.Response{Session: "agora", For: events.Subject{Person: "ines-charvoz"}, By: "ines-charvoz", Status: events.Accepted, Door: events.DoorWeb, Sequence: -1}); err != nil {
		t.Fatal(err)
	}
	p.plan("agora", func(x *events.Plan) { x.Place.Where = "Paris, gare de Lyon" })
	p.deliver()
	p.box.take()
	mails := p.mails(delivery.MailQuery{Person: "ines-charvoz", Kind: delivery.MailRequest})
	if len(mails) != 1 {
		t.Fatalf("%d mails about the agora", len(mails))
	}
	to := func(text string) []byte {
		p.pass(25 * time.Hour)
		return []byte("From: ines.charvoz@example.org\nTo: rsvp+" + mails[0].Token + "@example.org\nSubject: Re: Agora\nMessage-ID: <" + p.clock().Format("20060102") + "@example.org>\n\n" + text + "\n")
	}
	for _, c := range []struct {
		text, told string
		outcome    delivery.Outcome
	}{
		{"Merci, c'est noté.", "Il est noté à côté de votre réponse", delivery.ReceiptKept},
		{"Y a-t-il un vestiaire ?", "transmis à l’équipe d’organisation", delivery.ReceiptWaiting},
		{"Finalement je ne pourrai peut-être pas.", "transmis à l’équipe d’organisation", delivery.ReceiptWaiting},
	} {
		r, out := p.takeIn(to(c.text))
		replies := slices.DeleteFunc(out, func(m *outMail) bool { return m.header.Get(fieldKind) != "unclear" })
		if r.Outcome != c.outcome || len(replies) != 1 {
			t.Fatalf("%q: %s %s, %d mails", c.text, r.Outcome, r.Reason, len(replies))
		}
		wants(t, c.text, replies[0].text, c.told)
	}
	all := p.said("ines-charvoz")
	if len(all) != 4 || strings.Contains(strings.Join(all, " "), "DECLINED") {
		t.Errorf("%q", all)
	}
	if r, out := p.takeIn(to("Je ne viendrai pas.")); r.Outcome != delivery.ReceiptUnderstood || linkOf(out[0]) == "" {
		t.Errorf("another answer: %s %s", r.Outcome, r.Reason)
	}
}

// A file that is attached is not kept, and its person and the organisers learn so.
func TestAttachedFilesAreNotKeptSilently(t *testing.T) {
	p := openPlain(t)
	octets := []byte("From: camille.roux@example.org\nTo: rsvp+" + p.tokenOf("camille-roux") + "@example.org\nSubject: Re: arbitrages\nMessage-ID: <files@example.org>\n" +
		"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\n\n2 : oui\n7 : voir la pièce jointe\n" +
		"--b\nContent-Type: application/pdf; name=note.pdf\nContent-Disposition: attachment; filename=note.pdf\nContent-Transfer-Encoding: base64\n\nJVBERi0=\n--b--\n")
	r, out := p.takeIn(octets)
	if r.Outcome != delivery.ReceiptWaiting || len(out) != 1 || linkOf(out[0]) == "" || r.Message.Files != 1 {
		t.Fatalf("%s %s, %d files, %d mails", r.Outcome, r.Reason, r.Message.Files, len(out))
	}
	wants(t, "understood", out[0].text, "Le fichier joint à votre message n’est pas conservé", "transmis à l’équipe d’organisation")
}
