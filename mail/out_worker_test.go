package mail

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"parcours/delivery"
	"parcours/events"
)

// settle works until nothing is queued any more.
func (p *post) settle() {
	p.t.Helper()
	for range 200 {
		p.deliver()
		if len(p.mails(delivery.MailQuery{State: delivery.MailQueued, Limit: 1})) == 0 {
			return
		}
		p.pass(7 * time.Hour)
	}
	p.t.Fatal("mails are still queued")
}

// A server that fails one in ten, before and after it took the mail: everybody has theirs, and doubles are seen to be
// doubles.
func TestServerThatFailsOneInTen(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 2))
	r := startRelay(t, &relay{
		data: func(int, string) error {
			if dice.IntN(10) == 0 {
				return &smtp.SMTPError{Code: 451, Message: "later"}
			}
			return nil
		},
		lost: func(int, string) bool { return dice.IntN(10) == 0 },
	}, nil)
	p := openPost(t, exampleProgramme(t), r.way(t))
	p.settle()
	p.plan("agora", func(x *events.Plan) { x.When = x.When.Shift(7, p.Programme().Loc) })
	p.settle()
	ids := map[string]map[string]int{} // by address and kind
	for _, m := range r.all() {
		key := m.to + " " + m.header.Get(fieldKind)
		if ids[key] == nil {
			ids[key] = map[string]int{}
		}
		ids[key][m.header.Get("Message-ID")]++
	}
	asked := 0
	for _, person := range p.Programme().People() {
		for _, kind := range []string{"letter", "request"} {
			if kind == "request" && !p.Programme().Session("agora").Asks(person) {
				continue
			}
			asked++
			if got := ids[person.Email+" "+kind]; len(got) != 1 {
				t.Errorf("%s has %d different mails: %s", person.Email, len(got), kind)
			}
		}
	}
	if sent := len(p.mails(delivery.MailQuery{State: delivery.MailSent})); sent != asked || r.seen <= asked {
		t.Errorf("%d sent, %d asked, %d attempts", sent, asked, r.seen)
	}
}

func TestRefusedMailIsNotSentAgain(t *testing.T) {
	r := startRelay(t, &relay{rcpt: func(to string) error {
		if to == camille {
			return &smtp.SMTPError{Code: 550, Message: "no such person"}
		}
		return nil
	}}, nil)
	p := openPost(t, exampleProgramme(t), r.way(t))
	p.settle()
	failed := p.mails(delivery.MailQuery{State: delivery.MailFailed})
	if len(failed) != 1 || failed[0].Person != "camille-roux" || failed[0].Attempts != 1 || failed[0].Error == "" {
		t.Fatalf("%+v", failed)
	}
	r.rcpt = nil
	if err := p.Delivery.Retry(context.Background(), failed[0].Token); err != nil {
		t.Fatal(err)
	}
	p.settle()
	if got := to(t, r.all(), camille, 1)[0].header.Get("Message-ID"); got != "<"+failed[0].MessageID()+"@example.org>" {
		t.Error(got)
	}
}

func TestMovedBackTellsNobody(t *testing.T) {
	box := &letters{}
	p := openPost(t, exampleProgramme(t), box)
	p.deliver()
	box.take()
	p.plan("agora", func(x *events.Plan) { x.When = x.When.Shift(7, p.Programme().Loc) })
	p.pass(5 * time.Minute)
	p.work(context.Background())
	p.plan("agora", func(x *events.Plan) { x.When = x.When.Shift(-7, p.Programme().Loc) })
	p.pass(2 * time.Hour)
	p.work(context.Background())
	if all := box.take(); len(all) != 0 {
		t.Errorf("%d mails of a session that stands where it stood: %s", len(all), all[0].subject)
	}
}

// The reply address of a mail is a secret: the log tells which mail it was by its Message-ID.
func TestLogNamesNoToken(t *testing.T) {
	box := &letters{fail: func(n int, _ string) error {
		if n == 1 {
			return errors.New("not now")
		}
		return nil
	}}
	p := openPost(t, exampleProgramme(t), box)
	var said lockedBuffer
	p.log = slog.New(slog.NewTextHandler(&said, nil))
	p.deliver()
	log, mails := said.String(), p.mails(delivery.MailQuery{})
	if len(mails) != len(p.Programme().People()) {
		t.Fatalf("%d mails", len(mails))
	}
	for _, m := range mails {
		if !strings.Contains(log, m.MessageID()) || strings.Contains(log, m.Token) {
			t.Errorf("of %s the log says\n%s", m.Token, log)
		}
	}
}

// A process that dies between the hand-over and the note of it sends the mail again, as the same one.
func TestMailSentTwiceIsTheSame(t *testing.T) {
	box := &letters{lose: func(n int, _ string) error {
		if n == 1 {
			return errors.New("the connection broke")
		}
		return nil
	}}
	p := openPost(t, exampleProgramme(t), box)
	p.deliver()
	p.db.Close()
	p.open(box)
	p.settle()
	count, first := map[string]int{}, box.all[0]
	for _, m := range box.take() {
		count[m.header.Get("Message-ID")]++
	}
	if len(count) != len(p.Programme().People()) || count[first.header.Get("Message-ID")] != 2 {
		t.Errorf("%d different mails to %d people, %d of the first", len(count), len(p.Programme().People()), count[first.header.Get("Message-ID")])
	}
}

func TestMailsKeepQuietAtNight(t *testing.T) {
	box := &letters{}
	p := openPost(t, exampleProgramme(t), box)
	p.deliver()
	box.take()
	p.pass(12 * time.Hour) // 22:11
	who := personOf(t, p, "agathe.lormeau@example.org")
	if _, err := p.Delivery.Write(context.Background(), who, delivery.Letter{Territory: "faverges", Subject: "Salle", Text: "Elle est ouverte."}); err != nil {
		t.Fatal(err)
	}
	p.work(context.Background())
	if all := box.take(); len(all) != 0 {
		t.Errorf("%d mails at night", len(all))
	}
	p.pass(10 * time.Hour) // 8:11
	p.work(context.Background())
	to(t, box.take(), camille, 1)
}

// What automatic mails have used up of a day does not hold what an organiser writes.
func TestLettersAreNotCapped(t *testing.T) {
	box := &letters{}
	p := openPost(t, exampleProgramme(t), box)
	p.deliver()
	for i := range 4 { // moves are told at once: they are not held, and count
		p.plan("agora", func(x *events.Plan) { x.When = x.When.Shift(i+1, time.UTC) })
		p.deliver()
	}
	box.take()
	who := personOf(t, p, "agathe.lormeau@example.org")
	leaving, err := p.Delivery.Write(context.Background(), who, delivery.Letter{Territory: "faverges", Subject: "Salle", Text: "Elle est ouverte."})
	if err != nil {
		t.Fatal(err)
	}
	p.work(context.Background())
	if all := box.take(); len(all) != len(leaving) || len(all) == 0 {
		t.Errorf("%d of %d letters left at once", len(all), len(leaving))
	}
	for _, one := range leaving {
		if one.Why != delivery.WaitsForNothing || !one.At.Equal(p.clock()) {
			t.Errorf("%s: %s, %s", one.Person.ID, one.At, one.Why)
		}
	}
}

// A letter says first when it would leave, and sends nothing then; it comes after the first letter and after the night, an
// urgent one does not wait.
func TestLettersSayWhenTheyLeave(t *testing.T) {
	box := &letters{}
	p := openPost(t, exampleProgramme(t), box)
	who := personOf(t, p, "agathe.lormeau@example.org")
	l := delivery.Letter{Territory: "faverges", Subject: "Salle", Text: "Elle est ouverte."}
	ctx := context.Background()
	outgoing := func(l delivery.Letter) delivery.Leaving {
		t.Helper()
		all, err := p.Delivery.Outgoing(ctx, who, l)
		if err != nil || len(all) == 0 {
			t.Fatal(all, err)
		}
		return all[0]
	}
	if one := outgoing(l); one.Why != delivery.WaitsForFirstLetter || !one.At.Equal(p.clock().Add(10*time.Minute)) {
		t.Errorf("before the first letter: %s, %s", one.At, one.Why)
	}
	urgent := l
	urgent.Urgent = true
	if one := outgoing(urgent); one.Why != delivery.WaitsForNothing {
		t.Errorf("an urgent one: %s, %s", one.At, one.Why)
	}
	if _, err := p.Delivery.Write(ctx, who, l); err != nil {
		t.Fatal(err)
	}
	p.work(ctx)
	if all := box.take(); len(all) != 0 {
		t.Errorf("%d mails before the first letter", len(all))
	}
	p.deliver()
	p.pass(2 * time.Minute)
	p.work(ctx)
	var subjects []string
	for _, m := range box.take() {
		if strings.Contains(m.to, camille) {
			subjects = append(subjects, m.subject)
		}
	}
	if len(subjects) != 2 || subjects[1] != "Salle" {
		t.Errorf("camille was sent %q", subjects)
	}
	p.pass(12 * time.Hour) // at night
	if one := outgoing(l); one.Why != delivery.WaitsForMorning || one.At.Hour() != 8 {
		t.Errorf("at night: %s, %s", one.At, one.Why)
	}
	if _, err := p.Delivery.Write(ctx, who, urgent); err != nil {
		t.Fatal(err)
	}
	p.work(ctx)
	if all := box.take(); len(all) == 0 {
		t.Error("an urgent letter waits for the morning")
	}
}

func TestPreviewKeepsNothing(t *testing.T) {
	box := &letters{}
	p := openPost(t, exampleProgramme(t), box)
	for range 2 {
		all, err := p.Delivery.Preview(context.Background())
		if err != nil || len(all) != len(p.Programme().People()) {
			t.Fatalf("%d mails, %v", len(all), err)
		}
	}
	p.work(context.Background())
	if all := box.take(); len(all) != 0 || len(p.mails(delivery.MailQuery{})) != 0 {
		t.Errorf("%d mails left", len(all))
	}
}

func TestRunStopsAndSends(t *testing.T) {
	box := &letters{}
	p := openPost(t, exampleProgramme(t), box)
	p.pass(11 * time.Minute)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		Run(ctx, p.Sources, p.writer, box, p.log)
	}()
	for len(p.mails(delivery.MailQuery{State: delivery.MailSent})) < len(p.Programme().People()) {
		time.Sleep(5 * time.Millisecond)
	}
	cancel()
	<-ended
}

// lockedBuffer is a log that is read while it is written.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
