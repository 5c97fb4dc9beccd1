//go:build e2e

package e2e

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"image/png"
	"os"
	"slices"
	"strings"
	"testing"
)

// mailScript reads mail and presses the buttons above an invitation, inside Thunderbird.
//
//go:embed testdata/mail.js
var mailScript string

// mail runs a function of the script and gives what it returns.
func (b *thunderbird) mail(function string, arg map[string]any) map[string]any {
	b.t.Helper()
	text, err := json.Marshal(arg)
	if err != nil {
		b.t.Fatal(err)
	}
	js := fmt.Sprintf("%s\nreturn Mail.%s(%s);", mailScript, function, text)
	return drive[struct{ Value map[string]any }](b.t, b.command("eval", js, "-timeout", "100s")...).Value
}

func TestThunderbirdAnswersMailOverIMAP(t *testing.T) { thunderbirdAnswersMail(t, "") }

func TestThunderbirdAnswersMailOverLMTP(t *testing.T) { thunderbirdAnswersMail(t, freeAddress(t)) }

// thunderbirdAnswersMail moves a session; its mail goes out through Postfix to Dovecot, Thunderbird shows it and
// presses Accept, and the reply comes back through Postfix: to Dovecot, where the server reads it, or to the server.
func thunderbirdAnswersMail(t *testing.T, lmtp string) {
	way := "imap"
	if lmtp != "" {
		way = "lmtp"
	}
	servers := startMailServers(t, lmtp)
	date := demoDate()
	config := servers.mailConfig(example(t), lmtp)
	s := serve(t, config, "--demo-from", date.Format("2006-01-02"))
	referent := s.referentOfFaverges()
	until(t, "their first letter", func() bool { // a move before it is told by it, without a message of its own
		sent := s.command("", "mail", "list", "--data", s.data, "--state", "sent")
		return slices.ContainsFunc(strings.Split(sent, "\n"), func(line string) bool {
			return strings.Contains(line, "letter") && strings.Contains(line, referent.id)
		})
	})
	s.configure(edited(t, config, "pairs-2", map[string]string{"start": "2022-03-23T10:00:00", "end": "2022-03-23T12:30:00"}))
	s.reload()

	b := startThunderbird(t)
	b.mail("account", map[string]any{"email": referent.email, "password": mailPassword, "imap": port(servers.imap), "smtp": port(servers.smtp)})
	shown := b.mail("open", map[string]any{"uid": uid("pairs-2-elus"), "timeout": 80000})
	if buttons := fmt.Sprint(shown["buttons"]); !strings.Contains(buttons, "imipAcceptButton") {
		t.Errorf("above the invitation Thunderbird shows %v", shown)
	}
	picture(t, b, "thunderbird-mail-"+way+".png")
	b.mail("press", map[string]any{"button": "imipAcceptButton", "timeout": 80000})

	want := []answer{{Session: "pairs-2-elus", For: referent.id, By: referent.id, Status: "ACCEPTED", Door: "mail"}}
	until(t, "the answer by mail", func() bool { return len(s.historyBy(referent)) > 0 })
	checkHistory(t, s.historyBy(referent), want)
	if in := s.command("", "mail", "list", "--data", s.data, "--in"); strings.Count(in, "applied") != 1 || strings.Contains(in, "refused") {
		t.Errorf("what came in:\n%s", in)
	}
}

// picture keeps a picture of the window as it is, and checks that it is one.
func picture(t *testing.T, b *thunderbird, name string) {
	t.Helper()
	file := artefact(t, name)
	if _, err := run("", b.command("screenshot", "-view", "", file)...); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if size, err := png.DecodeConfig(f); err != nil || size.Width < 1000 {
		t.Errorf("%s: %d pixels wide, %v", name, size.Width, err)
	}
}
