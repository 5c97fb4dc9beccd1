//go:build e2e

package e2e

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// kills is how often the server is ended by SIGKILL while it takes answers.
const kills = 100

// answering is a member who answers one session again and again, as a calendar client does: they fetch the
// invitation, write their answer into it and put it back.
type answering struct {
	person
	session string
	turn    int

	acknowledged []answer // 2xx came back
	unsure       string   // comment of the answer that was on its way when the server was killed
}

func TestKillMinus9(t *testing.T) {
	s := serve(t, example(t), "--demo-from", demoDate().Format("2006-01-02"))
	sessions := []string{"agora", "gen-1", "pairs-1-elus", "cloture-a"}
	var members []*answering
	var all []acting
	for i, session := range sessions {
		p := s.addWithAppPassword(fmt.Sprintf("essai-membre-%d", i), "--role", "member", "--territory", "faverges", "--category", "elus")
		members = append(members, &answering{person: p, session: session})
		all = append(all, members[i])
	}
	for round := range kills {
		s.killWhile(all, time.Duration(round%20)*time.Millisecond)
		s.start()
	}
	total := 0
	recorded := map[string]answer{}
	for _, a := range s.history() {
		recorded[a.Comment] = a
	}
	for _, m := range members {
		total += len(m.acknowledged)
		for _, want := range m.acknowledged {
			if got := recorded[want.Comment]; got != want {
				t.Errorf("acknowledged %+v, recorded %+v", want, got)
			}
		}
		m.checkLast(t, s)
	}
	if total < kills {
		t.Errorf("only %d answers were acknowledged in %d rounds", total, kills)
	}
	t.Logf("%d answers acknowledged, %d recorded", total, len(recorded))
}

// acting is somebody who writes again and again.
type acting interface {
	act(s *server) error // nil: it was acknowledged
}

// killWhile kills the server while all write, so long after each has had something of this round acknowledged.
func (s *server) killWhile(all []acting, after time.Duration) {
	s.t.Helper()
	var under, first sync.WaitGroup
	stop := make(chan struct{})
	for _, one := range all {
		under.Add(1)
		first.Add(1)
		go func() {
			defer under.Done()
			s.actUntilGone(one, stop, sync.OnceFunc(first.Done))
		}()
	}
	first.Wait()
	time.Sleep(after)
	s.kill()
	close(stop)
	under.Wait()
}

// actUntilGone writes until the server does not answer; acknowledged is called after each time and at the end.
func (s *server) actUntilGone(one acting, stop chan struct{}, acknowledged func()) {
	defer acknowledged()
	for {
		err := one.act(s)
		select {
		case <-stop:
			return // whatever failed now failed because the server is gone
		default:
		}
		if err != nil {
			// The kill itself may be a moment ahead of the channel.
			select {
			case <-stop:
			case <-time.After(5 * time.Second):
				s.t.Error(err)
			}
			return
		}
		acknowledged()
	}
}

var statuses = []string{"ACCEPTED", "DECLINED", "TENTATIVE"}

// act gives the next answer.
func (m *answering) act(s *server) error {
	path := "/dav/calendars/" + m.id + "/parcours/" + m.session + ".ics"
	item, err := s.request(m.person, http.MethodGet, path, "")
	if err != nil {
		return err
	}
	if item.status != http.StatusOK {
		return fmt.Errorf("GET %s: %d %s", path, item.status, item.body)
	}
	m.turn++
	next := answer{
		Session: m.session, For: m.id, By: m.id, Status: statuses[m.turn%len(statuses)],
		Comment: fmt.Sprintf("%s, tour %d", m.id, m.turn), Door: "caldav",
	}
	m.unsure = next.Comment
	put, err := s.request(m.person, http.MethodPut, path, answered(item.body, m.email, next), "Content-Type", "text/calendar; charset=utf-8")
	if err != nil {
		return err
	}
	if put.status/100 != 2 {
		return fmt.Errorf("PUT %s: %d %s", path, put.status, put.body)
	}
	m.unsure = ""
	m.acknowledged = append(m.acknowledged, next)
	return nil
}

var partstatParameter = regexp.MustCompile(`PARTSTAT=[A-Z-]+`)

// answered writes an answer into an invitation.
func answered(invitation, email string, a answer) string {
	var out []string
	for _, line := range lines(invitation) {
		switch {
		case strings.HasPrefix(line, "ATTENDEE") && strings.HasSuffix(strings.ToLower(line), "mailto:"+email):
			line = partstatParameter.ReplaceAllString(line, "PARTSTAT="+a.Status)
		case strings.HasPrefix(line, "COMMENT"):
			continue
		case line == "END:VEVENT":
			out = append(out, "COMMENT:"+strings.ReplaceAll(a.Comment, ",", `\,`))
		}
		out = append(out, line)
	}
	return strings.Join(out, "\r\n") + "\r\n"
}

// checkLast checks that the invitation shows the last acknowledged answer, or the one after it whose
// acknowledgement was lost.
func (m *answering) checkLast(t *testing.T, s *server) {
	t.Helper()
	shown := partstat(s.get(m.person, "/dav/calendars/"+m.id+"/parcours/"+m.session+".ics"), m.email)
	last := m.acknowledged[len(m.acknowledged)-1].Status
	if shown != last && (m.unsure == "" || shown != statuses[m.turn%len(statuses)]) {
		t.Errorf("%s shows %s, last acknowledged was %s", m.session, shown, last)
	}
}
