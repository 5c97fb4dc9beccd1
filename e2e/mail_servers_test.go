//go:build e2e

package e2e

import (
	"cmp"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// mailServers are a Postfix and a Dovecot of the test's own on the loopback. Every address at example.org, and at
// example.net, which stands for elsewhere, has a mailbox, whose login is the part before the @ and whose password is mailPassword; what follows a plus sign names
// none of its own.
type mailServers struct {
	t                *testing.T
	dir              string
	smtp, imap, lmtp string // host:port
}

const mailPassword = "secret"

// startMailServers starts both. Postfix hands what comes for rsvp@example.org to the LMTP server at rsvp, and to
// Dovecot like everything else if that is "". The settings are lines of main.cf.
func startMailServers(t *testing.T, rsvp string, settings ...string) *mailServers {
	t.Helper()
	need(t, "postfix", "dovecot")
	if os.Getuid() != 0 {
		t.Fatal("Postfix and Dovecot start as root only")
	}
	// Their own users must reach it, and the paths of its sockets must be short.
	dir, err := os.MkdirTemp("/tmp", "mx")
	if err != nil {
		t.Fatal(err)
	}
	m := &mailServers{t: t, dir: dir, smtp: freeAddress(t), imap: freeAddress(t), lmtp: freeAddress(t)}
	t.Cleanup(func() {
		if t.Failed() {
			for _, log := range []string{"postfix.log", "dovecot.log"} {
				text, _ := os.ReadFile(filepath.Join(dir, log))
				t.Logf("%s:\n%s", log, tail(string(text), 60))
			}
		}
		os.RemoveAll(dir)
	})
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	m.startDovecot()
	m.startPostfix(rsvp, settings)
	return m
}

// folder makes a folder of this owner below the servers' own.
func (m *mailServers) folder(name, owner string) string {
	m.t.Helper()
	path := filepath.Join(m.dir, name)
	if err := os.MkdirAll(path, 0o755); err != nil {
		m.t.Fatal(err)
	}
	who, err := user.Lookup(owner)
	if err != nil {
		m.t.Fatal(err)
	}
	uid, _ := strconv.Atoi(who.Uid)
	gid, _ := strconv.Atoi(who.Gid)
	if err := os.Chown(path, uid, gid); err != nil {
		m.t.Fatal(err)
	}
	return path
}

func (m *mailServers) write(path, text string) {
	m.t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		m.t.Fatal(err)
	}
}

func port(address string) string {
	_, port, _ := net.SplitHostPort(address)
	return port
}

func (m *mailServers) startDovecot() {
	m.t.Helper()
	conf := filepath.Join(m.dir, "dovecot.conf")
	m.write(conf, fmt.Sprintf(`base_dir = %[1]s/run
log_path = %[1]s/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_username_format = %%Ln
mail_location = maildir:~/Maildir
recipient_delimiter = +
first_valid_uid = 1
first_valid_gid = 1
passdb {
  driver = static
  args = password=%[2]s
}
userdb {
  driver = static
  args = uid=mail gid=mail home=%[3]s/%%n allow_all_users=yes
}
service imap-login {
  inet_listener imap {
    address = 127.0.0.1
    port = %[4]s
  }
  inet_listener imaps {
    port = 0
  }
}
service lmtp {
  unix_listener lmtp {
    mode = 0600
  }
  inet_listener lmtp {
    address = 127.0.0.1
    port = %[5]s
  }
}
`, m.dir, mailPassword, m.folder("mail", "mail"), port(m.imap), port(m.lmtp)))
	c := exec.Command("dovecot", "-F", "-c", conf)
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := c.Start(); err != nil {
		m.t.Fatal(err)
	}
	m.t.Cleanup(func() {
		c.Process.Signal(syscall.SIGTERM)
		c.Wait()
	})
	m.await(m.imap)
	m.await(m.lmtp)
}

func (m *mailServers) startPostfix(rsvp string, settings []string) {
	m.t.Helper()
	conf := m.folder("postfix", "root")
	m.write(filepath.Join(conf, "main.cf"), fmt.Sprintf(`compatibility_level = 3.6
queue_directory = %[1]s
data_directory = %[2]s
maillog_file = %[3]s/postfix.log
maillog_file_prefixes = %[3]s
myhostname = mx.example.org
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
mydestination =
alias_maps =
alias_database =
local_recipient_maps =
recipient_delimiter = +
virtual_mailbox_domains = example.org, example.net
virtual_mailbox_maps =
virtual_transport = lmtp:inet:%[4]s
transport_maps = inline:{ rsvp@example.org=lmtp:inet:%[5]s }
smtputf8_enable = no
%[6]s
`, m.folder("queue", "root"), m.folder("data", "postfix"), m.dir, m.lmtp, cmp.Or(rsvp, m.lmtp), strings.Join(settings, "\n")))
	services := "postlog unix-dgram n - n - 1 postlogd\n" + m.smtp + " inet n - n - - smtpd\n"
	for _, line := range []string{
		"pickup unix n - n 60 1", "cleanup unix n - n - 0", "qmgr unix n - n 300 1", "rewrite unix - - n - - trivial-rewrite",
		"bounce unix - - n - 0", "defer unix - - n - 0 bounce", "trace unix - - n - 0 bounce", "lmtp unix - - n - -",
		"error unix - - n - -", "retry unix - - n - - error", "proxymap unix - - n - -", "anvil unix - - n - 1",
		"scache unix - - n - 1", "flush unix n - n 1000? 0", "verify unix - - n - 1", "tlsmgr unix - - n 1000? 1",
	} {
		if len(strings.Fields(line)) == 7 {
			line += " " + strings.Fields(line)[0]
		}
		services += line + "\n"
	}
	m.write(filepath.Join(conf, "master.cf"), services)
	for _, file := range []string{"/etc/postfix/postfix-files", "/usr/lib/postfix/postfix-files"} {
		if text, err := os.ReadFile(file); err == nil {
			m.write(filepath.Join(conf, "postfix-files"), string(text))
			break
		}
	}
	if _, err := run("", "postfix", "-c", conf, "start"); err != nil {
		log, _ := os.ReadFile(filepath.Join(m.dir, "postfix.log"))
		m.t.Fatalf("%v\n%s", err, log)
	}
	m.t.Cleanup(func() { run("", "postfix", "-c", conf, "stop") })
	m.await(m.smtp)
}

// await waits until somebody listens.
func (m *mailServers) await(address string) {
	m.t.Helper()
	for range 300 {
		if c, err := net.Dial("tcp", address); err == nil {
			c.Close()
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	log, _ := os.ReadFile(filepath.Join(m.dir, "dovecot.log"))
	m.t.Fatalf("nobody listens on %s\n%s", address, log)
}

// mailConfig gives the example with mail over these servers: replies come in by IMAP, or by LMTP on lmtp where that is
// not "".
func (m *mailServers) mailConfig(config, lmtp string) string {
	m.t.Helper()
	password := filepath.Join(m.t.TempDir(), "imap-password")
	if err := os.WriteFile(password, []byte(mailPassword+"\n"), 0o600); err != nil {
		m.t.Fatal(err)
	}
	table := fmt.Sprintf(`[mail]
enabled = true
from = "parcours@example.org"
host = "127.0.0.1"
port = %s
starttls = false
quiet_from = 0
quiet_to = 0
hold_minutes = 0
`, port(m.smtp))
	if lmtp != "" {
		table += fmt.Sprintf("[mail.lmtp]\nlisten = %q\n", lmtp)
	} else {
		table += fmt.Sprintf("[mail.imap]\nhost = \"127.0.0.1\"\nport = %s\nuser = \"rsvp\"\npassword_file = %q\ntls = false\npoll_seconds = 3600\n", port(m.imap), password)
	}
	const off = "[mail]\nenabled = false # invitations by mail; with true, from and host are needed\n"
	if !strings.Contains(config, off) {
		m.t.Fatalf("the example has no %q", off)
	}
	return strings.Replace(config, off, table, 1)
}
