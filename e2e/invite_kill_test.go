//go:build e2e

package e2e

import (
	"cmp"
	"fmt"
	"io"
	"math/rand/v2"
	"mime"
	"net/http"
	netmail "net/mail"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

// inviteKills is how often the server is ended by SIGKILL while people invite people.
const inviteKills = 60

// invited is an event that asks people here and a mailbox elsewhere, whose address nobody else has. Its title says which version it is.
type invited struct {
	uid   string
	acked int // the version that was acknowledged last: 0 for none, gone for one that was thrown away
	sure  bool
	next  int // where it is not sure: the version whose acknowledgement did not come
}

const gone = -1

func (e *invited) mailbox() string { return e.uid + "@ailleurs.example.net" }

func (e *invited) title(version int) string { return fmt.Sprintf("Rencontre %s.%d", e.uid, version) }

// inviting is an organiser who makes events, moves them and throws some away. What was on its way when the server ended is not touched again.
type inviting struct {
	person
	dice   *rand.Rand
	guests []person
	all    []*invited
}

// act takes the next step of an event, or makes one.
func (o *inviting) act(s *server) error {
	var e *invited
	n := len(o.all)
	if n > 0 && o.dice.IntN(3) > 0 { // the last one, or one whose letter may have left
		if e = o.all[n-1]; o.dice.IntN(2) > 0 {
			e = o.all[o.dice.IntN(n)]
		}
	}
	if e == nil || !e.sure || e.acked <= 0 {
		e = &invited{uid: fmt.Sprintf("%s-%d", o.id, n), sure: true}
		o.all = append(o.all, e)
	}
	method, body := http.MethodPut, ""
	if e.next = e.acked + 1; e.acked > 0 && o.dice.IntN(4) == 0 {
		method, e.next = http.MethodDelete, gone
	} else {
		body = o.text(e)
	}
	e.sure = false
	got, err := s.request(o.person, method, "/dav/calendars/"+o.id+"/calendar/"+e.uid+".ics", body, "Content-Type", "text/calendar; charset=utf-8")
	if err != nil {
		return err
	}
	if got.status/100 != 2 {
		return fmt.Errorf("%s %s: %d %s", method, e.uid, got.status, got.body)
	}
	e.acked, e.sure = e.next, true
	return nil
}

// text is the next version of an event: each begins an hour later.
func (o *inviting) text(e *invited) string {
	start := time.Date(2027, 3, 1, 8, 0, 0, 0, time.UTC).Add(time.Duration(e.next) * time.Hour)
	text := "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//example.org//essai//FR\r\nBEGIN:VEVENT\r\nUID:" + e.uid + "\r\nDTSTAMP:20261101T080000Z\r\n" + start.Format("DTSTART:20060102T150405Z\r\n") +
		"DURATION:PT1H\r\nSUMMARY:" + e.title(e.next) + "\r\nORGANIZER:mailto:" + o.email + "\r\nATTENDEE:mailto:" + e.mailbox() + "\r\n"
	for _, g := range o.guests {
		text += "ATTENDEE:mailto:" + g.email + "\r\n"
	}
	return text + "END:VEVENT\r\nEND:VCALENDAR\r\n"
}

// letterOut is a letter as whom it went to has it.
type letterOut struct{ id, kind, subject string }

// postbox takes all mails, and keeps those to mailboxes elsewhere.
type postbox struct {
	mu    sync.Mutex
	taken map[string][]letterOut
}

// NewSession implements smtp.Backend.
func (p *postbox) NewSession(*smtp.Conn) (smtp.Session, error) { return &posting{postbox: p}, nil }

type posting struct {
	*postbox
	to string
}

func (s *posting) Mail(string, *smtp.MailOptions) error { return nil }

func (s *posting) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = to
	return nil
}

func (s *posting) Data(body io.Reader) error {
	m, err := netmail.ReadMessage(body)
	if err != nil {
		return err // the sender died on the way
	}
	if _, err := io.Copy(io.Discard, m.Body); err != nil {
		return err
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if strings.HasSuffix(s.to, "@ailleurs.example.net") {
		s.taken[s.to] = append(s.taken[s.to], letterOut{m.Header.Get("Message-ID"), m.Header.Get("X-Parcours-Kind"), subject})
	}
	return nil
}

func (s *posting) Reset()        {}
func (s *posting) Logout() error { return nil }

// Every acknowledged change of an invitation survives SIGKILL with all its copies; of one that was not acknowledged there are all or
// none. Who is elsewhere has a letter of how it stands in the end, and none twice that could not be seen to be the same.
func TestInvitationsSurviveKill(t *testing.T) {
	post := &postbox{taken: map[string][]letterOut{}}
	s := serve(t, mailOn(t, relay(t, post), "outside_daily = 10000\n"))
	of := []string{"--territory", "faverges", "--category", "elus"}
	var guests []person
	for i := range 3 {
		guests = append(guests, s.addWithAppPassword(fmt.Sprintf("essai-convive-%d", i), of...))
	}
	var organisers []*inviting
	var all []acting
	for i := range 3 {
		o := &inviting{person: s.addWithAppPassword(fmt.Sprintf("essai-hote-%d", i), of...), dice: rand.New(rand.NewPCG(2026, uint64(i))), guests: guests}
		organisers, all = append(organisers, o), append(all, o)
	}
	for round := range inviteKills {
		s.killWhile(all, time.Duration(round%20)*time.Millisecond)
		s.start()
	}
	deadline := time.Now().Add(2 * time.Minute)
	for strings.Contains(s.command("", "mail", "list", "--data", s.data, "--state", "queued"), "event-") {
		if time.Now().After(deadline) {
			t.Fatal("letters wait still")
		}
		time.Sleep(500 * time.Millisecond)
	}

	copies := map[string][]string{} // of each guest, by UID
	for _, g := range guests {
		for _, text := range s.objects(g, "/dav/calendars/"+g.id+"/calendar/") {
			copies[valueOf(text, "UID")] = append(copies[valueOf(text, "UID")], text)
		}
	}
	events, unsure, kept := 0, 0, 0
	for _, o := range organisers {
		own := map[string]string{}
		for _, text := range s.objects(o.person, "/dav/calendars/"+o.id+"/calendar/") {
			own[valueOf(text, "UID")] = text
		}
		for _, e := range o.all {
			events++
			stands := o.stands(t, e, own[e.uid])
			if !e.sure {
				if unsure++; stands == e.next {
					kept++
				}
			}
			checkCopies(t, e, stands, copies[e.uid], len(guests))
			checkLetters(t, e, stands, post.taken[e.mailbox()])
		}
	}
	if events < inviteKills || unsure < inviteKills/2 {
		t.Errorf("only %d events, %d of them on their way at a kill", events, unsure)
	}
	letters, ids := 0, map[string]bool{}
	for _, some := range post.taken {
		for _, l := range some {
			letters, ids[l.id] = letters+1, true
		}
	}
	if len(ids) < events/2 {
		t.Errorf("%d letters for %d events", len(ids), events)
	}
	t.Logf("%d kills, %d events, %d changes on their way at a kill of which %d were kept, %d letters, %d of them twice", inviteKills, events, unsure, kept, len(ids), letters-len(ids))
}

// valueOf is the value of a property that a text has once, or that all its components have in common.
func valueOf(text, name string) string {
	for _, line := range lines(text) {
		if value, ok := strings.CutPrefix(line, name+":"); ok {
			return value
		}
	}
	return ""
}

// stands is the version that the organiser has: the acknowledged one, or the one that was on its way.
func (o *inviting) stands(t *testing.T, e *invited, text string) int {
	t.Helper()
	for _, v := range []int{e.acked, e.next} {
		if (e.sure && v == e.acked || !e.sure) && (v <= 0 && text == "" || v > 0 && valueOf(text, "SUMMARY") == e.title(v)) {
			return v
		}
	}
	t.Errorf("acknowledged %d, on its way %d (%t), its organiser has\n%s", e.acked, e.next, !e.sure, text)
	return e.acked
}

// checkCopies checks that all guests have what the organiser has.
func checkCopies(t *testing.T, e *invited, stands int, copies []string, guests int) {
	t.Helper()
	want := guests
	if stands == 0 {
		want = 0
	}
	if len(copies) != want {
		t.Errorf("%s, of which version %d stands: %d copies, not %d", e.uid, stands, len(copies), want)
	}
	for _, text := range copies {
		off := valueOf(text, "STATUS") == "CANCELLED"
		if off != (stands == gone) || stands > 0 && valueOf(text, "SUMMARY") != e.title(stands) {
			t.Errorf("%s, of which version %d stands: a guest has\n%s", e.uid, stands, text)
		}
	}
}

var letterNumber = regexp.MustCompile(`^<l-(\d+)-`)

// checkLetters checks what the mailbox elsewhere has: last of all how it stands, and nothing twice under two names.
func checkLetters(t *testing.T, e *invited, stands int, taken []letterOut) {
	t.Helper()
	number := func(l letterOut) int {
		n, err := strconv.Atoi(append(letterNumber.FindStringSubmatch(l.id), "", "")[1])
		if err != nil {
			t.Errorf("%s: Message-ID %q", e.uid, l.id)
		}
		return n
	}
	slices.SortStableFunc(taken, func(a, b letterOut) int { return cmp.Compare(number(a), number(b)) })
	for i, l := range taken {
		for _, before := range taken[:i] {
			if same := before.kind == l.kind && before.subject == l.subject; same != (before.id == l.id) {
				t.Errorf("%s: %+v and %+v", e.uid, before, l)
			}
		}
	}
	switch {
	case stands == 0 && len(taken) > 0, stands == gone && len(taken) > 0 && taken[len(taken)-1].kind != "cancel":
		t.Errorf("%s does not stand, and the mailbox has %+v", e.uid, taken)
	case stands > 0 && (len(taken) == 0 || taken[len(taken)-1].kind != "request" || !strings.Contains(taken[len(taken)-1].subject, e.title(stands)+",")):
		t.Errorf("version %d of %s stands, and the mailbox has %+v", stands, e.uid, taken)
	}
}
