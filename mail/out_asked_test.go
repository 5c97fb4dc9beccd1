package mail

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"parcours/accounts"
	"parcours/delivery"
	"parcours/events"
)

var entering = regexp.MustCompile(regexp.QuoteMeta(outURL) + `/enter/([0-9A-Za-z]+)`)

// askedFor lets somebody ask for a link, and gives the mails that leave.
func (p *post) askedFor(box *letters, kind events.NoticeKind, address string) []*outMail {
	p.t.Helper()
	if err := p.Accounts.AskForLink(p.t.Context(), kind, address, accounts.From{}); err != nil {
		p.t.Fatal(err)
	}
	p.work(context.Background())
	return box.take()
}

// A link that signs in leaves at once, at night too, to whoever wants no other mail; nothing that is kept lets anybody in.
func TestLinkThatSignsIn(t *testing.T) {
	box := &letters{}
	p := openPost(t, exampleProgramme(t), box)
	p.deliver()
	box.take()
	who := p.Programme().ByAddress(ines)
	if err := p.Delivery.ChooseMails(t.Context(), who.ID, delivery.WishNone); err != nil {
		t.Fatal(err)
	}
	p.pass(13 * time.Hour) // 23:00
	m := to(t, p.askedFor(box, events.NoticeSignIn, ines), ines, 1)[0]
	wants(t, "the mail", m.subject, "le lien pour vous connecter")
	wants(t, "the mail", m.text, "Le lien sert une fois, pendant un quart d’heure", "ne faites rien")
	found := entering.FindStringSubmatch(m.text)
	if found == nil || !strings.Contains(m.html, found[0]) || strings.Contains(m.header.Get("Message-ID")+m.from, found[1]) {
		t.Fatalf("%v\n%s", found, m.text)
	}
	kept := p.mails(delivery.MailQuery{Person: who.ID, Kind: delivery.MailSignIn})
	if len(kept) != 1 || kept[0].State != delivery.MailSent {
		t.Fatalf("%+v", kept)
	}
	msg, err := p.Delivery.Compose(t.Context(), kept[0])
	if err != nil || msg.SignIn != "" {
		t.Errorf("looking at the mail made a link: %v", err)
	}
	if _, text, err := p.writer.Text(msg); err != nil || entering.MatchString(text) {
		t.Errorf("%v: %s", err, text)
	}
	files, err := filepath.Glob(filepath.Join(p.dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	for _, file := range files {
		if octets, err := os.ReadFile(file); err == nil && strings.Contains(string(octets), found[1]) {
			t.Errorf("%s has the link", file)
		}
	}
	entry, err := p.Accounts.SignInByLink(t.Context(), found[1], accounts.From{})
	if err != nil {
		t.Fatal(err)
	}
	if in, err := p.Accounts.SignedIn(t.Context(), entry.Secret); err != nil || in.ID != who.ID {
		t.Errorf("%+v, %v", in, err)
	}
}

// A server without a programme has people too.
func TestLinkWithoutAProgramme(t *testing.T) {
	box := &letters{}
	p := openPost(t, events.Programme{}, box)
	if err := p.AddPeople(t.Context(), []events.Person{{ID: "lou", Email: "lou@example.org", Name: "Lou"}}); err != nil {
		t.Fatal(err)
	}
	m := to(t, p.askedFor(box, events.NoticeSignIn, "lou@example.org"), "lou@example.org", 1)[0]
	wants(t, "the mail", m.subject, "Parcours")
	wants(t, "the mail", m.text, "/enter/", "!«  »", "!, \n")
}

// The link to one's own page comes again, the same; an address of nobody's sends nothing.
func TestPageLinkAgain(t *testing.T) {
	box := &letters{}
	p := openPost(t, exampleProgramme(t), box)
	p.deliver()
	box.take()
	m := to(t, p.askedFor(box, events.NoticePage, ines), ines, 1)[0]
	wants(t, "the mail", m.subject, "le lien vers votre page")
	wants(t, "the mail", m.text, outURL+"/m/"+p.Programme().PageToken(p.Programme().ByAddress(ines)), "!/enter/")
	if all := p.askedFor(box, events.NoticePage, "nobody@example.org"); len(all) != 0 {
		t.Errorf("%d mails", len(all))
	}
}

// A second attempt has a link of its own; a mail that could not leave within an hour leaves no more, and others do not wait for
// those that were asked for.
func TestLinkThatCouldNotLeave(t *testing.T) {
	box := &letters{fail: func(n int, to string) error { return errors.New("421 later") }}
	p := openPost(t, exampleProgramme(t), box)
	if all := p.askedFor(box, events.NoticeSignIn, ines); len(all) != 0 {
		t.Fatal(all)
	}
	box.fail = nil
	p.pass(2 * time.Minute)
	p.work(context.Background())
	first := box.take()
	if len(first) != 1 || !entering.MatchString(first[0].text) {
		t.Fatalf("%d mails", len(first))
	}
	box.fail = func(n int, to string) error { return errors.New("421 later") }
	p.askedFor(box, events.NoticeSignIn, ines)
	box.fail = nil
	p.pass(2 * time.Hour)
	p.work(context.Background())
	for _, m := range box.take() {
		if entering.MatchString(m.text) {
			t.Error("a link left two hours after it was asked for")
		}
	}
}
