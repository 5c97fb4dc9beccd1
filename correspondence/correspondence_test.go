package correspondence_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"parcours/calendars"
	"parcours/delivery"
	"parcours/events"
	"parcours/scheduling"
	"parcours/site"
)

const outsider = "gaby@ailleurs.example.net"

// post is a small programme whose people write to the world.
type post struct {
	*site.Site
	n int
}

func open(t *testing.T) *post { return &post{Site: site.OpenSmall(t)} }

func event(uid string, lines ...string) string {
	return strings.Join(append(append([]string{"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VEVENT", "UID:" + uid, "DTSTAMP:20220201T070000Z",
		"DTSTART:20220310T080000Z", "DTEND:20220310T090000Z", "SUMMARY:Atelier"}, lines...), "END:VEVENT", "END:VCALENDAR", ""), "\r\n")
}

// itip is a message of a method.
func itip(method, uid string, lines ...string) string {
	return strings.Replace(event(uid, lines...), "PRODID:x", "PRODID:x\r\nMETHOD:"+method, 1)
}

// leave lets all letters leave, and gives them.
func (p *post) leave() []scheduling.Letter {
	p.T.Helper()
	p.Clock = p.Clock.Add(time.Minute)
	due, err := p.Correspondence.Due(p.T.Context(), 1000)
	p.Must(err)
	for _, l := range due {
		p.begin(l, true)
		p.Must(p.Correspondence.Settle(p.T.Context(), l, delivery.MailOutcome{}))
	}
	return due
}

// begin lets a letter be handed over, where it still is to be.
func (p *post) begin(l scheduling.Letter, want bool) {
	p.T.Helper()
	still, err := p.Correspondence.Begin(p.T.Context(), l)
	if err != nil || still != want {
		p.T.Fatalf("letter %d is to be handed over: %v, %v", l.Number, still, err)
	}
}

// came is what came to a letter's token, or to nobody's.
func (p *post) came(in delivery.Incoming, message string) delivery.Receipt {
	p.T.Helper()
	p.n++
	in.ID, in.Sequence = fmt.Sprint("in-", p.n), -1
	if message != "" {
		in.Itip.Octets, in.UID = []byte(message), "treffen"
		for line := range strings.Lines(site.Unfold(message)) {
			line = strings.TrimSpace(line)
			address := line[strings.LastIndex(line, ":")+1:]
			switch {
			case strings.HasPrefix(line, "METHOD:"):
				in.Itip.Method = line[7:]
			case strings.HasPrefix(line, "UID:"):
				in.UID = line[4:]
			case strings.HasPrefix(line, "ORGANIZER"):
				in.Itip.Organiser = address
			case strings.HasPrefix(line, "ATTENDEE"):
				in.Itip.Attendees = append(in.Itip.Attendees, address)
			}
		}
		in.Itip.UID = in.UID
		if slices.Contains([]string{"REPLY", "COUNTER", "REFRESH"}, in.Itip.Method) {
			in.Method = in.Itip.Method
		}
	}
	r, ours, err := p.Correspondence.Receive(p.T.Context(), in)
	p.Must(err)
	if !ours {
		p.T.Fatalf("nobody takes %+v", in)
	}
	return r
}

// text is what somebody has of an event, "" without it.
func (p *post) text(person, uid string) string {
	p.T.Helper()
	for _, it := range p.Items(person, "calendar") {
		if it.UID == uid {
			return site.Unfold(p.Text(it))
		}
	}
	return ""
}

func (p *post) put(person, name, text string) {
	p.T.Helper()
	_, err := p.Put(person, "calendar", name, text)
	p.Must(err)
}

func (p *post) says(what, text string, has ...string) {
	p.T.Helper()
	for _, part := range has {
		want := !strings.HasPrefix(part, "!")
		if strings.Contains(text, strings.TrimPrefix(part, "!")) != want {
			p.T.Errorf("%s: %q in\n%s", what, part, text)
		}
	}
}

// invites lets orga invite gaby, who is nobody here, and marc.
func (p *post) invites(lines ...string) string {
	text := event("treffen", append([]string{"ORGANIZER;CN=Orga:mailto:" + p.Person("orga").Email, "ATTENDEE:mailto:" + outsider, "ATTENDEE:mailto:" + p.Person("marc").Email}, lines...)...)
	p.put("orga", "t.ics", text)
	return text
}

func (p *post) reply(partstat string, lines ...string) string {
	return itip("REPLY", "treffen", append([]string{"ORGANIZER:mailto:x@example.org", "ATTENDEE;PARTSTAT=" + partstat + ":mailto:" + outsider}, lines...)...)
}

// What an organiser writes reaches who is elsewhere: the invitation, its changes, what is called off, and nothing that says nothing.
func TestLettersOfAnOrganiser(t *testing.T) {
	p := open(t)
	text := p.invites("RRULE:FREQ=WEEKLY;COUNT=3", "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:x\r\nTRIGGER:-PT5M\r\nEND:VALARM")
	p.says("orga's", p.text("orga", "treffen"), "SCHEDULE-STATUS=1.0:mailto:"+outsider, "SCHEDULE-STATUS=1.2:mailto:marc@")
	if due, _ := p.Correspondence.Due(t.Context(), 10); len(due) != 0 {
		t.Errorf("a letter leaves before a second change could come: %d", len(due))
	}
	p.put("orga", "t.ics", strings.Replace(text, "Atelier", "Forum", 1)) // at once: one letter
	all := p.leave()
	if len(all) != 1 || all[0].Kind != scheduling.KindRequest || all[0].Address != outsider {
		t.Fatalf("%+v", all)
	}
	p.says("the invitation", string(all[0].Message), "METHOD:REQUEST", "SUMMARY:Forum", "RRULE", "!VALARM", "!SCHEDULE-")
	p.says("orga's", p.text("orga", "treffen"), "SCHEDULE-STATUS=1.1:mailto:"+outsider)
	token := all[0].Token

	now := p.text("orga", "treffen")
	p.put("orga", "t.ics", now)
	if all = p.leave(); len(all) != 0 {
		t.Errorf("the same again says something: %s", all[0].Message)
	}
	p.put("orga", "t.ics", strings.Replace(now, "RRULE", "EXDATE:20220317T080000Z\r\nRRULE", 1))
	if all = p.leave(); len(all) != 1 || all[0].Kind != scheduling.KindCancel || all[0].Token != token {
		t.Fatalf("a date called off: %+v", all)
	}
	p.says("the date called off", string(all[0].Message), "METHOD:CANCEL", "RECURRENCE-ID:20220317T080000Z", "STATUS:CANCELLED", "!RRULE")
	now = p.text("orga", "treffen")
	p.put("orga", "t.ics", strings.Replace(now, "DTEND:20220310T090000Z", "DTEND:20220310T093000Z", 1))
	if all = p.leave(); len(all) != 1 || all[0].Kind != scheduling.KindRequest {
		t.Fatalf("a move: %+v", all)
	}
	p.says("the move", string(all[0].Message), "DTEND:20220310T093000Z", "SEQUENCE:2", "EXDATE:20220317T080000Z")
	now = p.text("orga", "treffen")
	p.put("orga", "t.ics", strings.Replace(now, "SUMMARY", "ATTENDEE:mailto:second@ailleurs.example.net\r\nSUMMARY", 1))
	if all = p.leave(); len(all) != 2 {
		t.Fatalf("one more is asked: %d letters, to the new one and, of whom they meet, to the other", len(all))
	}
	p.Must(p.Calendars.DeleteItem(t.Context(), p.Person("orga"), p.Collection("orga", "calendar"), "t.ics", calendars.Preconditions{}))
	if all = p.leave(); len(all) != 2 || all[0].Kind != scheduling.KindCancel {
		t.Fatalf("thrown away: %+v", all)
	}
	p.says("what is off", string(all[0].Message), "METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:3")
}

// What is moved to another calendar of its owner's is nobody else's business (RFC 6638 §3.2.3.4), whoever organises it.
func TestMovesSayNothing(t *testing.T) {
	p := open(t)
	p.invites()
	p.leave()
	p.came(delivery.Incoming{From: outsider, Trusted: true}, itip("REQUEST", "fremd", "ORGANIZER;CN=Gaby:mailto:"+outsider, "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:"+p.Person("marc").Email))
	named := func(who, in, uid string) string {
		for n, it := range p.Items(who, in) {
			if it.UID == uid {
				return n
			}
		}
		return ""
	}
	p.put("marc", named("marc", "calendar", "fremd"), strings.Replace(p.text("marc", "fremd"), "PARTSTAT=NEEDS-ACTION", "PARTSTAT=ACCEPTED", 1))
	if all := p.leave(); len(all) != 1 {
		t.Fatalf("%d answers", len(all))
	}
	for who, uid := range map[string]string{"orga": "treffen", "marc": "fremd"} {
		p.Must(p.Calendars.CreateCollection(t.Context(), p.Person(who), who, calendars.StoredCollection{Name: "other"}))
		name := named(who, "calendar", uid)
		for _, in := range []string{"calendar", "other"} {
			to := map[string]string{"calendar": "other", "other": "calendar"}[in]
			_, err := p.Calendars.TransferItem(t.Context(), p.Collection(who, in), p.Collection(who, to), calendars.Transfer{Move: true, Name: name, NewName: name})
			p.Must(err)
			if all := p.leave(); len(all) != 0 {
				t.Errorf("%s's move to %s says %s", who, to, all[0].Message)
			}
		}
		p.says(who+"'s", p.text(who, uid), "SCHEDULE-STATUS=1.1:mailto:"+outsider)
	}
}

// Who leaves it to clients, wants it sent again, is gone before a letter left, or writes to too many.
func TestWhatDoesNotLeave(t *testing.T) {
	p := open(t)
	me := "ORGANIZER:mailto:" + p.Person("marc").Email
	p.put("marc", "a.ics", event("a", me, "ATTENDEE;SCHEDULE-AGENT=CLIENT:mailto:"+outsider))
	p.put("marc", "b.ics", event("b", me, "ATTENDEE;SCHEDULE-AGENT=NONE:mailto:"+outsider))
	old := strings.NewReplacer("20220310", "20210310").Replace(event("c", me, "ATTENDEE:mailto:"+outsider))
	p.put("marc", "c.ics", old)
	p.put("marc", "d.ics", event("d", me, "ATTENDEE:mailto:"+outsider))
	p.Must(p.Calendars.DeleteItem(t.Context(), p.Person("marc"), p.Collection("marc", "calendar"), "d.ics", calendars.Preconditions{}))
	if all := p.leave(); len(all) != 0 {
		t.Fatalf("%+v", all)
	}
	p.put("marc", "e.ics", event("e", me, "ATTENDEE:mailto:"+outsider))
	p.leave()
	p.put("marc", "e.ics", event("e", me, "ATTENDEE;SCHEDULE-FORCE-SEND=REQUEST:mailto:"+outsider))
	if all := p.leave(); len(all) != 1 {
		t.Errorf("asked to send again: %d letters", len(all))
	}
	p.says("marc's", p.text("marc", "e"), "!FORCE-SEND")

	p.Must(p.Correspondence.SetDaily(t.Context(), 2))
	p.put("marc", "f.ics", event("f", me, "ATTENDEE:mailto:one@ailleurs.example.net", "ATTENDEE:mailto:two@ailleurs.example.net"))
	p.says("beyond the day's", p.text("marc", "f"), "SCHEDULE-STATUS=1.0:mailto:one@", "SCHEDULE-STATUS=5.2:mailto:two@")
	if all := p.leave(); len(all) != 1 {
		t.Errorf("%d letters beyond the day's", len(all))
	}
	p.Must(p.Correspondence.SetDaily(t.Context(), 0))
	p.put("marc", "g.ics", event("g", me, "ATTENDEE:mailto:"+outsider))
	p.says("where none may leave", p.text("marc", "g"), "SCHEDULE-STATUS=5.3:mailto:gaby@")
}

// An answer by mail stands with the organiser and with the others; one that is older, or of somebody else, changes nothing.
func TestAnswersByMail(t *testing.T) {
	p := open(t)
	p.invites("RRULE:FREQ=WEEKLY;COUNT=3")
	token := p.leave()[0].Token
	from := delivery.Incoming{From: outsider, Token: token}
	p.came(from, p.reply("ACCEPTED", "DTSTAMP:20220202T080000Z"))
	p.says("orga's", p.text("orga", "treffen"), "PARTSTAT=ACCEPTED:mailto:gaby@", "SCHEDULE-STATUS=2.0")
	p.says("marc's", p.text("marc", "treffen"), "PARTSTAT=ACCEPTED:mailto:gaby@")
	stale := strings.Replace(p.reply("DECLINED"), "DTSTAMP:20220201T070000Z", "DTSTAMP:20220101T080000Z", 1)
	if r := p.came(from, strings.Replace(stale, "DTSTAMP:2022", "DTSTAMP:2021", 1)); r.Outcome != delivery.ReceiptKept {
		t.Errorf("an older answer: %+v", r)
	}
	p.came(from, strings.Replace(p.reply("DECLINED", "RECURRENCE-ID:20220317T080000Z"), "DTSTART:20220310", "DTSTART:20220317", 1))
	p.says("orga's", p.text("orga", "treffen"), "RECURRENCE-ID:20220317T080000Z", "PARTSTAT=DECLINED:mailto:gaby@")
	if all := p.leave(); len(all) != 0 {
		t.Errorf("an answer makes letters: %+v", all)
	}

	// Somebody else who has the address of the answer: it waits, for orga alone.
	before := p.text("orga", "treffen")
	other := p.came(delivery.Incoming{From: "autre@ailleurs.example.net", Token: token}, strings.Replace(p.reply("DECLINED"), outsider, "autre@ailleurs.example.net", 1))
	if other.Outcome != delivery.ReceiptKept || p.text("orga", "treffen") != before {
		t.Errorf("another address: %+v", other)
	}
	told := p.leave()
	if len(told) != 1 || told[0].Kind != scheduling.KindHeld || told[0].Person != "orga" {
		t.Fatalf("orga is not told: %+v", told)
	}
	p.Must(p.Correspondence.Decide(t.Context(), told[0].Held, true))
	p.says("orga's", p.text("orga", "treffen"), "PARTSTAT=DECLINED:mailto:gaby@", "!autre@")
	if _, err := p.Correspondence.Held(t.Context(), "no"); !errors.Is(err, events.ErrNotFound) {
		t.Error(err)
	}

	// Another time, another person, words: orga reads of it, and decides.
	before = p.text("orga", "treffen")
	p.came(from, itip("COUNTER", "treffen", "ORGANIZER:mailto:x@example.org", "ATTENDEE:mailto:"+outsider))
	p.came(from, p.reply("DELEGATED;DELEGATED-TO=\"mailto:tiers@ailleurs.example.net\""))
	p.came(delivery.Incoming{From: outsider, Token: token, Text: "Je viendrai en train."}, "")
	if p.text("orga", "treffen") != before {
		t.Error("a proposal changed the event")
	}
	var kinds []string
	for _, l := range p.leave() {
		kinds = append(kinds, string(l.Kind)+" "+l.Person)
	}
	if got := strings.Join(kinds, ", "); got != "counter orga, delegated orga, words orga" {
		t.Errorf("orga is told: %s", got)
	}
	p.came(from, itip("REFRESH", "treffen", "ORGANIZER:mailto:x@example.org", "ATTENDEE:mailto:"+outsider))
	if all := p.leave(); len(all) != 1 || all[0].Kind != scheduling.KindRequest {
		t.Errorf("asked for it again: %+v", all)
	}
}

// A letter that does not arrive is told on its line; an answer that came stays.
func TestLettersThatFail(t *testing.T) {
	p := open(t)
	p.invites()
	p.Clock = p.Clock.Add(time.Minute)
	due, err := p.Correspondence.Due(t.Context(), 10)
	p.Must(err)
	p.begin(due[0], true)
	p.Must(p.Correspondence.Settle(t.Context(), due[0], delivery.MailOutcome{Err: errors.New("451 later")}))
	waiting, err := p.Correspondence.Tally(t.Context())
	if err != nil || waiting.States[scheduling.LetterQueued] != 1 || waiting.Overdue != due[0].Created {
		t.Errorf("%+v %v", waiting, err)
	}
	p.says("orga's", p.text("orga", "treffen"), "SCHEDULE-STATUS=1.0:mailto:gaby@")
	p.Must(p.Correspondence.Settle(t.Context(), due[0], delivery.MailOutcome{Err: errors.New("550 5.7.1 no"), Permanent: true}))
	p.says("orga's", p.text("orga", "treffen"), "SCHEDULE-STATUS=5.1:mailto:gaby@")
	p.put("orga", "t.ics", strings.Replace(p.text("orga", "treffen"), "Atelier", "Forum", 1))
	token := p.leave()[0].Token
	ours, err := p.Correspondence.Returned(t.Context(), []delivery.Failure{{Token: token, Reason: "5.1.1 nobody"}})
	if !ours || err != nil {
		t.Error(ours, err)
	}
	p.came(delivery.Incoming{From: outsider, Token: token}, p.reply("ACCEPTED"))
	p.says("orga's", p.text("orga", "treffen"), "SCHEDULE-STATUS=2.0", "PARTSTAT=ACCEPTED")
	if ours, _ := p.Correspondence.Returned(t.Context(), []delivery.Failure{{Token: "none"}}); ours {
		t.Error("a report about nobody's letter is taken")
	}
}

// An invitation of somebody elsewhere who is vouched for stands in the calendar; the answer leaves by mail, and stays while nothing of
// weight changes.
func TestInvitationsFromElsewhere(t *testing.T) {
	p := open(t)
	asked := []string{"ORGANIZER;CN=Gaby:mailto:" + outsider, "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:" + p.Person("marc").Email, "ATTENDEE:mailto:x@ailleurs.example.net"}
	gaby := delivery.Incoming{From: outsider, Trusted: true}
	p.came(gaby, itip("REQUEST", "fremd", asked...))
	p.says("marc's", p.text("marc", "fremd"), "SUMMARY:Atelier", "ORGANIZER;CN=Gaby", "!METHOD")
	if n := len(p.Items("marc", "inbox")); n != 1 {
		t.Errorf("marc's inbox has %d messages", n)
	}
	name := ""
	for n, it := range p.Items("marc", "calendar") {
		if it.UID == "fremd" {
			name = n
		}
	}
	p.put("marc", name, strings.Replace(p.text("marc", "fremd"), "PARTSTAT=NEEDS-ACTION", "PARTSTAT=ACCEPTED", 1))
	p.says("marc's", p.text("marc", "fremd"), "SCHEDULE-STATUS=1.0:mailto:gaby@")
	all := p.leave()
	if len(all) != 1 || all[0].Kind != scheduling.KindReply || all[0].Address != outsider {
		t.Fatalf("the answer: %+v", all)
	}
	p.says("the answer", string(all[0].Message), "METHOD:REPLY", "PARTSTAT=ACCEPTED:mailto:marc@", "!x@ailleurs")
	p.says("marc's", p.text("marc", "fremd"), "SCHEDULE-STATUS=1.1:mailto:gaby@")

	p.came(gaby, strings.Replace(itip("REQUEST", "fremd", append(asked, "LOCATION:Lyon")...), "DTSTAMP:20220201T07", "DTSTAMP:20220201T09", 1))
	p.says("marc's after a detail", p.text("marc", "fremd"), "LOCATION:Lyon", "PARTSTAT=ACCEPTED:mailto:marc@")
	moved := strings.NewReplacer("T080000Z\r\nDTEND", "T083000Z\r\nDTEND", "DTSTAMP:20220201T07", "DTSTAMP:20220201T10").Replace(itip("REQUEST", "fremd", append(asked, "SEQUENCE:1")...))
	p.came(gaby, moved)
	p.says("marc's after a move", p.text("marc", "fremd"), "DTSTART:20220310T083000Z", "PARTSTAT=NEEDS-ACTION:mailto:marc@")
	if r := p.came(gaby, itip("REQUEST", "fremd", asked...)); r.Outcome != delivery.ReceiptKept {
		t.Errorf("an old one: %+v", r)
	}
	if all = p.leave(); len(all) != 0 {
		t.Errorf("letters of nobody's doing: %+v", all)
	}
	p.came(gaby, itip("CANCEL", "fremd", append(asked, "SEQUENCE:2")...))
	p.says("marc's called off", p.text("marc", "fremd"), "STATUS:CANCELLED")
	p.Must(p.Calendars.DeleteItem(t.Context(), p.Person("marc"), p.Collection("marc", "calendar"), name, calendars.Preconditions{}))
	if all = p.leave(); len(all) != 0 {
		t.Errorf("what is off is declined: %+v", all)
	}
}

// Nobody vouches for the sender: marc decides, and nothing stands before. Nobody's event is organised from elsewhere.
func TestInvitationsThatWait(t *testing.T) {
	p := open(t)
	asked := []string{"ORGANIZER:mailto:" + outsider, "ATTENDEE:mailto:" + p.Person("marc").Email}
	for _, in := range []delivery.Incoming{{From: outsider}, {From: "voleur@ailleurs.example.net", Trusted: true}} {
		p.came(in, itip("REQUEST", "fremd", asked...))
	}
	if p.text("marc", "fremd") != "" {
		t.Fatal("it stands before marc decides")
	}
	told := p.leave()
	if len(told) != 2 || told[0].Kind != scheduling.KindHeld || told[0].Person != "marc" {
		t.Fatalf("%+v", told)
	}
	p.Must(p.Correspondence.Decide(t.Context(), told[1].Held, false))
	if p.text("marc", "fremd") != "" {
		t.Error("what was left aside stands")
	}
	p.Must(p.Correspondence.Decide(t.Context(), told[0].Held, true))
	p.Must(p.Correspondence.Decide(t.Context(), told[0].Held, false)) // twice: the first counts
	p.says("marc's", p.text("marc", "fremd"), "SUMMARY:Atelier")
	h, err := p.Correspondence.Held(t.Context(), told[0].Held)
	if err != nil || h.Settled != "taken" || h.Message != nil {
		t.Errorf("%+v %v", h, err)
	}

	p.invites()
	p.leave()
	r := p.came(delivery.Incoming{From: p.Person("orga").Email, Trusted: true}, itip("REQUEST", "treffen", "ORGANIZER:mailto:"+p.Person("orga").Email, "ATTENDEE:mailto:"+p.Person("marc").Email, "LOCATION:Ailleurs"))
	if r.Outcome != delivery.ReceiptRefused {
		t.Errorf("a message in the name of somebody here: %+v", r)
	}
	p.says("marc's", p.text("marc", "treffen"), "!Ailleurs")
	p.put("marc", "own.ics", event("eigen"))
	if r := p.came(delivery.Incoming{From: outsider, Trusted: true}, itip("REQUEST", "eigen", asked...)); r.Outcome != delivery.ReceiptRefused {
		t.Errorf("over marc's own: %+v", r)
	}
	p.says("marc's own", p.text("marc", "eigen"), "!ORGANIZER")
}

// Whoever may have a letter is told what comes after it: the process may have ended after it was handed over, and before that was noted.
func TestBegunIsTold(t *testing.T) {
	p := open(t)
	p.invites()
	p.Clock = p.Clock.Add(time.Minute)
	due, err := p.Correspondence.Due(t.Context(), 10)
	p.Must(err)
	p.begin(due[0], true)
	p.Restart()
	p.Must(p.Calendars.DeleteItem(t.Context(), p.Person("orga"), p.Collection("orga", "calendar"), "t.ics", calendars.Preconditions{}))
	if all := p.leave(); len(all) != 2 || all[0].Number != due[0].Number || all[1].Kind != scheduling.KindCancel {
		t.Errorf("after a letter that may have left: %+v", all)
	}
	text := p.invites()
	p.Clock = p.Clock.Add(time.Minute)
	if due, err = p.Correspondence.Due(t.Context(), 10); err != nil || len(due) != 1 {
		t.Fatal(due, err)
	}
	p.put("orga", "t.ics", strings.Replace(text, "Atelier", "Forum", 1))
	p.begin(due[0], false)
	if all := p.leave(); len(all) != 1 {
		t.Errorf("in the place of one that has not left: %+v", all)
	}
}

// The same message again changes nothing, and what was written survives a restart between the change and its letter.
func TestOnceAndNotForgotten(t *testing.T) {
	p := open(t)
	p.invites()
	p.Restart()
	all := p.leave()
	if len(all) != 1 {
		t.Fatalf("%d letters after a restart", len(all))
	}
	in := delivery.Incoming{ID: "same", From: outsider, Token: all[0].Token, Method: "REPLY", UID: "treffen", Itip: delivery.Itip{Method: "REPLY", Attendees: []string{outsider}, Octets: []byte(p.reply("ACCEPTED"))}}
	for i := range 2 {
		r, ours, err := p.Correspondence.Receive(t.Context(), in)
		if err != nil || !ours || (r.Outcome == delivery.ReceiptApplied) != (i == 0) {
			t.Errorf("%d: %+v %v %v", i, r, ours, err)
		}
	}
	if again := p.leave(); len(again) != 0 {
		t.Errorf("%+v", again)
	}
}
