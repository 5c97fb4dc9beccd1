//go:build e2e

package e2e

import (
	"errors"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

const (
	mailKills  = 100
	mailPeople = 1000
)

// failing is a submission server that fails one attempt in ten: half of them before it takes the message, half after,
// by breaking the connection. It fails nobody twice, for the next attempt is minutes away.
type failing struct {
	mu       sync.Mutex
	dice     *rand.Rand
	failed   map[string]bool
	taken    map[string][]string // Message-IDs of letters by address
	attempts int
	failures int
}

// NewSession implements smtp.Backend.
func (f *failing) NewSession(c *smtp.Conn) (smtp.Session, error) {
	return &failingSession{failing: f, conn: c}, nil
}

type failingSession struct {
	*failing
	conn *smtp.Conn
	to   string
}

func (s *failingSession) Mail(string, *smtp.MailOptions) error { return nil }

func (s *failingSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = to
	return nil
}

func (s *failingSession) Data(body io.Reader) error {
	m, err := netmail.ReadMessage(body)
	if err != nil {
		return err // the sender died on the way
	}
	if _, err := io.Copy(io.Discard, m.Body); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.attempts++
	fails := !s.failed[s.to] && s.dice.IntN(10) == 0
	if fails {
		s.failed[s.to] = true
		s.failures++
		if s.failures%2 == 0 {
			return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "later"}
		}
	}
	if m.Header.Get("X-Parcours-Kind") == "letter" {
		s.taken[s.to] = append(s.taken[s.to], m.Header.Get("Message-ID"))
	}
	if fails {
		s.conn.Close()
		return errors.New("the connection broke")
	}
	return nil
}

func (s *failingSession) Reset()        {}
func (s *failingSession) Logout() error { return nil }

// count is how many messages were taken, and to how many people.
func (f *failing) count() (messages, people int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, all := range f.taken {
		messages += len(all)
	}
	return messages, len(f.taken)
}

// Nobody is forgotten: the server is killed again and again while it sends, the mail server fails one in ten, and
// everybody has their letter. Who has it twice can see that it is the same.
func TestMailsSurviveKill(t *testing.T) {
	f := &failing{dice: rand.New(rand.NewPCG(2022, 3)), failed: map[string]bool{}, taken: map[string][]string{}}
	s := serve(t, withCrowd(t, relay(t, f)), "--demo-from", demoDate().Format("2006-01-02"))
	everybody := mailPeople + strings.Count(example(t), "\n[[person]]\n")
	for round := range mailKills {
		before, _ := f.count()
		more := min(everybody/mailKills, everybody-before)
		until(t, fmt.Sprintf("mails of round %d", round), func() bool {
			messages, people := f.count()
			return messages >= before+more || people >= everybody-everybody/5 // the last wait for their next attempt
		})
		s.kill()
		s.start()
	}
	for deadline := time.Now().Add(4 * time.Minute); ; time.Sleep(200 * time.Millisecond) {
		if strings.Count(s.command("", "mail", "list", "--data", s.data, "--state", "sent", "--limit", "5000"), " letter ") >= everybody {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("not all is sent:\n%s", tail(s.command("", "mail", "list", "--data", s.data, "--state", "queued"), 20))
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	messages := 0
	for address, ids := range f.taken {
		messages += len(ids)
		for _, id := range ids {
			if id == "" || id != ids[0] {
				t.Errorf("%s has different mails: %v", address, ids)
				break
			}
		}
	}
	if len(f.taken) != everybody {
		t.Errorf("%d people have a letter, not %d", len(f.taken), everybody)
	}
	if f.failures < everybody/20 {
		t.Errorf("the mail server failed %d times only", f.failures)
	}
	t.Logf("%d people, %d kills, %d attempts, %d failures, %d messages taken: %d doubles", everybody, mailKills, f.attempts, f.failures, messages, messages-len(f.taken))
}

// relay runs a submission server, and gives its port.
func relay(t *testing.T, backend smtp.Backend) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := smtp.NewServer(backend)
	server.Domain, server.ErrorLog = "relay.example.org", log.New(io.Discard, "", 0) // senders that die are no news
	go server.Serve(l)
	t.Cleanup(func() { server.Close() })
	return l.Addr().(*net.TCPAddr).Port
}

// mailOn is the example with mail on, which leaves at once, and these lines more of its table.
func mailOn(t *testing.T, port int, more string) string {
	t.Helper()
	config := example(t)
	on := fmt.Sprintf("[mail]\nenabled = true\nfrom = \"parcours@example.org\"\nhost = \"127.0.0.1\"\nport = %d\nstarttls = false\n"+
		"hold_minutes = 0\nquiet_from = 0\nquiet_to = 0\ndaily_cap = 0\n%s", port, more)
	start := strings.Index(config, "[mail]\n")
	end := strings.Index(config, "\n[programme]")
	if start < 0 || end < start {
		t.Fatal("the example has no [mail] before [programme]")
	}
	return config[:start] + on + config[end:]
}

// withCrowd is the example with mail on, and many people more.
func withCrowd(t *testing.T, port int) string {
	t.Helper()
	var all strings.Builder
	all.WriteString(mailOn(t, port, ""))
	for i := range mailPeople {
		fmt.Fprintf(&all, "\n[[person]]\nid = \"essai-%04d\"\nname = \"Essai %d\"\nemail = \"essai-%04d@example.org\"\nterritories = [\"faverges\"]\ncategory = \"elus\"\n", i, i, i)
	}
	return all.String()
}
