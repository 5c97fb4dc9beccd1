package mail

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"parcours/calendars"
	"parcours/delivery"
	"parcours/events"
)

const gaby = "gaby@ailleurs.example.net"

// inviting puts an event of somebody's by which they invite gaby, who is nobody here.
func (p *post) inviting(who *events.Person, name, text string) {
	p.t.Helper()
	c, err := p.Calendars.Collection(context.Background(), who, who.ID, "calendar")
	if err == nil {
		_, err = p.Calendars.PutItem(context.Background(), who, c, name, calendars.Preconditions{}, []byte(text))
	}
	if err != nil {
		p.t.Fatal(err)
	}
}

func invitation(who *events.Person, lines ...string) string {
	return strings.Join(append(append([]string{"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VEVENT", "UID:treffen", "DTSTAMP:20220101T000000Z", "DTSTART:20220310T080000Z", "DTEND:20220310T090000Z",
		"SUMMARY:Atelier d'écriture", "LOCATION:Mairie de Lyon", "DESCRIPTION:Apportez un crayon.", "ORGANIZER;SCHEDULE-AGENT=SERVER:/dav/principals/" + who.ID + "/", "ATTENDEE;CN=Gaby:mailto:" + gaby}, lines...), "END:VEVENT", "END:VCALENDAR", ""), "\r\n")
}

// received gives the octets of a mail back to who reads what comes in.
func (p *post) received(octets string) delivery.Receipt {
	p.t.Helper()
	inbox := NewInbox(Rooms{Events: p.Service, Asked: p.Asked, Delivery: p.Delivery, Correspondence: p.Correspondence}, Reader{Domain: "example.org", TrustedAuthservID: "mx.example.org"}, p.log)
	r, err := inbox.Deliver(context.Background(), []byte(strings.ReplaceAll(octets, "\n", "\r\n")))
	if err != nil {
		p.t.Fatal(err)
	}
	return r
}

// textOf is what somebody has of the event.
func (p *post) textOf(who *events.Person, uid string) string {
	p.t.Helper()
	var text string
	c, err := p.Calendars.Collection(context.Background(), who, who.ID, "calendar")
	if err != nil {
		p.t.Fatal(err)
	}
	items, err := p.Calendars.Items(context.Background(), who, c, calendars.ItemQuery{})
	if err != nil {
		p.t.Fatal(err)
	}
	for _, it := range items {
		if it.UID == uid {
			text = strings.ReplaceAll(string(p.writer.render.Item(it)), "\r\n ", "")
		}
	}
	return text
}

// An invitation leaves as a mail that a person reads and a calendar answers; the answer comes back by it.
func TestInvitationToAMailbox(t *testing.T) {
	box := &letters{}
	p := openPost(t, exampleProgramme(t), box)
	p.deliver()
	box.take()
	who := personOf(t, p, ines)
	p.inviting(who, "t.ics", invitation(who))
	p.pass(time.Minute)
	p.work(context.Background())
	m := to(t, box.take(), gaby, 1)[0]
	wants(t, "subject", m.subject, "Invitation : Atelier d'écriture, jeudi 10 mars 2022")
	for name, text := range map[string]string{"text": m.text, "html": m.html} {
		wants(t, name, text, who.Name+" vous invite.", "Atelier d’écriture", "jeudi 10 mars 2022", "Mairie de Lyon", "Apportez un crayon.", "Votre agenda peut répondre", "!/unsubscribe/")
	}
	reply, err := m.header.AddressList("Reply-To")
	if err != nil || !strings.HasPrefix(reply[0].Address, "rsvp+") || m.method != "REQUEST" || m.file == "" {
		t.Fatal(err, reply, m.method)
	}
	from, err := m.header.AddressList("From")
	if err != nil || from[0].Address != outSender.From || !strings.Contains(from[0].Name, who.Name) {
		t.Errorf("From %v, %v", from, err)
	}
	calendar := strings.ReplaceAll(m.calendar, "\r\n ", "")
	wants(t, "calendar", calendar, "METHOD:REQUEST", "ORGANIZER;CN="+who.Name+":mailto:"+reply[0].Address, "RSVP=TRUE:mailto:"+gaby, "DTSTAMP:20220201T", "!SCHEDULE-", "!/dav/")
	wants(t, "the organiser's", p.textOf(who, "treffen"), "SCHEDULE-STATUS=1.1:mailto:"+gaby)

	answer := func(from, partstat, stamp string) string {
		return "From: Gaby <" + from + ">\nTo: " + reply[0].Address + "\nSubject: Accepted\nMessage-ID: <" + stamp + from + ">\nMIME-Version: 1.0\nContent-Type: text/calendar; method=REPLY; charset=utf-8\n\n" +
			"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:treffen\nDTSTAMP:" + stamp + "\nORGANIZER:mailto:" + reply[0].Address +
			"\nATTENDEE;PARTSTAT=" + partstat + ":mailto:" + from + "\nEND:VEVENT\nEND:VCALENDAR\n"
	}
	if r := p.received(answer(gaby, "ACCEPTED", "20220202T080000Z")); r.Outcome != delivery.ReceiptApplied || r.Subject != "" {
		t.Errorf("%+v", r)
	}
	wants(t, "the organiser's", p.textOf(who, "treffen"), "PARTSTAT=ACCEPTED", "SCHEDULE-STATUS=2.0")
	p.received(answer("autre@ailleurs.example.net", "DECLINED", "20220203T080000Z"))
	wants(t, "the organiser's", p.textOf(who, "treffen"), "PARTSTAT=ACCEPTED", "!autre@", "!DECLINED")
	p.work(context.Background())
	held := to(t, box.take(), who.Email, 1)[0]
	wants(t, "what waits", held.subject, "Une réponse à regarder")
	wants(t, "what waits", held.text, "autre@ailleurs.example.net", "/letterbox/", "!BEGIN:VCALENDAR")

	// A change is refused by gaby's server: the organiser reads of it, and the answer stays.
	p.inviting(who, "t.ics", strings.Replace(p.textOf(who, "treffen"), "Lyon", "Paris", 1))
	box.fail = func(int, string) error { return &refusal{errors.New("550 5.1.1 no such user")} }
	p.pass(time.Minute)
	p.work(context.Background())
	wants(t, "the organiser's", p.textOf(who, "treffen"), "SCHEDULE-STATUS=3.7", "PARTSTAT=ACCEPTED", "Paris")
}

// An invitation from elsewhere stands where a trusted server vouches for its sender; the answer leaves with the invited address.
func TestInvitationByMail(t *testing.T) {
	box := &letters{}
	p := openPost(t, exampleProgramme(t), box)
	p.deliver()
	box.take()
	who := personOf(t, p, ines)
	message := func(vouched string) string {
		return vouched + "From: Gaby <" + gaby + ">\nTo: " + who.Email + "\nSubject: Invitation\nMessage-ID: <fremd-" + vouched[:min(2, len(vouched))] + "@ailleurs.example.net>\nMIME-Version: 1.0\nContent-Type: text/calendar; method=REQUEST; charset=utf-8\n\n" +
			"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:fremd\nDTSTAMP:20220131T080000Z\nDTSTART:20220310T080000Z\nDTEND:20220310T090000Z\nSUMMARY:Salon\nORGANIZER:mailto:" + gaby +
			"\nATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:" + who.Email + "\nEND:VEVENT\nEND:VCALENDAR\n"
	}
	p.received(message(""))
	if p.textOf(who, "fremd") != "" {
		t.Fatal("it stands, and nobody vouches for its sender")
	}
	p.received(message("Authentication-Results: mx.example.org; dmarc=pass header.from=ailleurs.example.net\n"))
	text := p.textOf(who, "fremd")
	wants(t, "the invited one's", text, "SUMMARY:Salon", "!METHOD")
	c, err := p.Calendars.Collection(context.Background(), who, who.ID, "calendar")
	if err != nil {
		t.Fatal(err)
	}
	items, err := p.Calendars.Items(context.Background(), who, c, calendars.ItemQuery{})
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(items, func(it calendars.Item) bool { return it.UID == "fremd" })
	p.inviting(who, items[i].Name, strings.Replace(text, "PARTSTAT=NEEDS-ACTION", "PARTSTAT=DECLINED", 1))
	p.pass(time.Minute)
	p.work(context.Background())
	m := to(t, box.take(), gaby, 1)[0]
	wants(t, "subject", m.subject, "Refusé : Salon")
	wants(t, "calendar", strings.ReplaceAll(m.calendar, "\r\n ", ""), "METHOD:REPLY", "PARTSTAT=DECLINED", "SENT-BY=\"mailto:rsvp+", ":mailto:"+who.Email, "ORGANIZER:mailto:"+gaby)
	if reply, err := m.header.AddressList("Reply-To"); err != nil || reply[0].Address != who.Email {
		t.Error(reply, err)
	}
}
