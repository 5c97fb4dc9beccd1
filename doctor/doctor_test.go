package doctor

import (
	"context"
	"crypto/x509"
	"database/sql"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"parcours/config"
	"parcours/front"
	"parcours/messages"
	"parcours/openid/openidtest"
	"parcours/store"
)

func nopLog() *slog.Logger { return slog.New(slog.DiscardHandler) }

// told are the findings that are not ok, as text.
func told(all []Finding) string {
	var b strings.Builder
	for _, f := range all {
		if f.Level != OK {
			b.WriteString(f.Check + " " + string(f.Level) + ": " + f.What + " → " + f.Mend + "\n")
		}
	}
	return b.String()
}

// A healthy server has nothing to mend, and every check says so.
func TestHealthy(t *testing.T) {
	found := healthy(t).Examine(t.Context())
	if said := told(found); said != "" || Worst(found) != OK {
		t.Error(said)
	}
	var checks []string
	for _, f := range found {
		checks = append(checks, f.Check)
	}
	for _, want := range []string{"configuration", "clock", "permissions", "disk", "database", "dns", "tls", "proxy", "smtp", "imap"} {
		if !slices.Contains(checks, want) {
			t.Errorf("%s says nothing", want)
		}
	}
}

// wrong is one thing that is not as it should be, and what is said of it.
type wrong struct {
	key   string // doctor.KEY of the messages
	check string
	level Level
	spoil func(t *testing.T, d *Doctor)
}

func mails(d *Doctor) *config.Mail { return &d.File.Server.Mail }

var machine = []wrong{
	{"unread", "configuration", Failed, func(_ *testing.T, d *Doctor) { d.File, d.Unread = nil, os.ErrPermission }},
	{"mistakes", "configuration", Failed, func(_ *testing.T, d *Doctor) { d.Problems = []config.Problem{{Line: 1, What: "x"}} }},
	{"warnings", "configuration", Warning, func(_ *testing.T, d *Doctor) { d.Problems = []config.Problem{{Line: 1, What: "x", Warning: true}} }},
	{"clock_back", "clock", Failed, func(_ *testing.T, d *Doctor) {
		d.Now = func() time.Time { return time.Now().Add(-time.Hour) }
	}},
	{"clock_unknown", "clock", Warning, func(_ *testing.T, d *Doctor) { d.Synced = func() (bool, bool) { return false, false } }},
	{"clock_alone", "clock", Warning, func(_ *testing.T, d *Doctor) { d.Synced = func() (bool, bool) { return false, true } }},
	{"no_data", "permissions", Warning, func(_ *testing.T, d *Doctor) { d.File.Server.Data += "-missing" }},
	{"data_no_folder", "permissions", Failed, func(t *testing.T, d *Doctor) { d.File.Server.Data = secretIn(t, "x") }},
	{"data_open", "permissions", Failed, func(t *testing.T, d *Doctor) { chmod(t, d.File.Server.Data, 0o750) }},
	{"file_open", "permissions", Failed, func(t *testing.T, d *Doctor) { chmod(t, filepath.Join(d.File.Server.Data, store.FileName), 0o644) }},
	{"secret_unread", "permissions", Failed, func(_ *testing.T, d *Doctor) { mails(d).PasswordFile += "-missing" }},
	{"secret_unread", "smtp", Failed, func(_ *testing.T, d *Doctor) { mails(d).PasswordFile += "-missing" }},
	{"secret_unread", "imap", Failed, func(_ *testing.T, d *Doctor) { mails(d).IMAP.PasswordFile += "-missing" }},
	{"secret_empty", "permissions", Failed, func(t *testing.T, d *Doctor) { mails(d).PasswordFile = secretIn(t, "") }},
	{"secret_open", "permissions", Failed, func(t *testing.T, d *Doctor) { chmod(t, mails(d).PasswordFile, 0o644) }},
	{"disk_unread", "disk", Failed, func(_ *testing.T, d *Doctor) {
		d.Room = func(string) (Room, error) { return Room{}, errors.New("gone") }
	}},
	{"disk_full", "disk", Failed, func(_ *testing.T, d *Doctor) {
		d.Room = func(string) (Room, error) { return Room{10 << 20, 1 << 20}, nil }
	}},
	{"disk_names", "disk", Failed, func(_ *testing.T, d *Doctor) { d.Room = func(string) (Room, error) { return Room{10 << 30, 3}, nil } }},
	{"disk_little", "disk", Warning, func(_ *testing.T, d *Doctor) {
		d.Room = func(string) (Room, error) { return Room{500 << 20, 1 << 20}, nil }
	}},
	{"temporary", "disk", Failed, func(t *testing.T, _ *Doctor) { t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "missing")) }},
	{"no_database", "database", Warning, func(_ *testing.T, d *Doctor) { d.File.Server.Data += "-missing" }},
	{"database_unread", "database", Failed, func(t *testing.T, d *Doctor) {
		file := filepath.Join(d.File.Server.Data, store.FileName)
		if err := os.WriteFile(file, []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
			t.Fatal(err)
		}
	}},
	{"key_missing", "database", Failed, func(_ *testing.T, d *Doctor) { d.KeyFile += "-missing" }},
	{"key_other", "database", Failed, func(t *testing.T, d *Doctor) { d.KeyFile = secretIn(t, strings.Repeat("A", 43)+"=") }},
	{"key_unread", "database", Failed, func(t *testing.T, d *Doctor) { d.KeyFile = secretIn(t, "no key") }},
	{"key_none", "database", Warning, func(t *testing.T, d *Doctor) {
		db, err := sql.Open("sqlite", filepath.Join(d.File.Server.Data, store.FileName))
		if err == nil {
			_, err = db.Exec("DELETE FROM settings WHERE key = 'sealed'")
		}
		if err := errors.Join(err, db.Close()); err != nil {
			t.Fatal(err)
		}
	}},
	{"key_open", "database", Failed, func(t *testing.T, d *Doctor) { chmod(t, d.KeyFile, 0o644) }},
	{"key_beside", "database", Warning, func(t *testing.T, d *Doctor) {
		beside := filepath.Join(d.File.Server.Data, store.KeyName)
		if err := os.Rename(d.KeyFile, beside); err != nil {
			t.Fatal(err)
		}
		d.KeyFile = beside
	}},
	{"too_long", "database", Failed, nil}, // TestNoCheckIsWaitedForForEver
}

var network = []wrong{
	{"only_here", "dns", Warning, func(_ *testing.T, d *Doctor) { d.File.Server.PublicURL = "http://127.0.0.1:8080" }},
	{"no_name", "dns", Warning, func(_ *testing.T, d *Doctor) { d.File.Server.PublicURL = "https://203.0.113.7" }},
	{"no_address", "dns", Failed, func(t *testing.T, d *Doctor) { d.Resolver = names(t, nil) }},
	{"no_mx", "dns", Failed, func(t *testing.T, d *Doctor) { d.Resolver = names(t, nil) }},
	{"no_spf", "dns", Warning, func(t *testing.T, d *Doctor) { d.Resolver = names(t, nil) }},
	{"several_spf", "dns", Failed, func(t *testing.T, d *Doctor) {
		d.Resolver = names(t, map[string][]string{"TXT example.org.": {"v=spf1 mx -all", "v=spf1 a -all"}})
	}},
	{"no_dmarc", "dns", Warning, func(t *testing.T, d *Doctor) { d.Resolver = names(t, nil) }},
	{"dns_silent", "dns", Warning, func(t *testing.T, d *Doctor) {
		d.Resolver = &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) { return nil, errors.New("no way") }}
	}},
	{"plain", "tls", Failed, func(_ *testing.T, d *Doctor) { d.File.Server.PublicURL = "http://parcours.example.org" }},
	{"unreachable", "tls", Failed, func(_ *testing.T, d *Doctor) { d.File.Server.PublicURL = "https://parcours.example.org:4430" }},
	{"certificate_ends", "tls", Warning, func(t *testing.T, d *Doctor) { d.reserve(t, time.Now().Add(5*24*time.Hour), "parcours.example.org") }},
	{"certificate_expired", "tls", Failed, func(t *testing.T, d *Doctor) { d.reserve(t, time.Now().Add(-time.Hour), "parcours.example.org") }},
	{"certificate_name", "tls", Failed, func(t *testing.T, d *Doctor) { d.reserve(t, time.Now().Add(90*24*time.Hour), "other.example.org") }},
	{"certificate_unknown", "tls", Failed, func(t *testing.T, d *Doctor) {
		_, d.Roots = certificateFor(t, time.Now().Add(time.Hour), "parcours.example.org")
	}},
	{"no_tls", "tls", Failed, func(t *testing.T, d *Doctor) { d.Dial = to(greets(t, "220 a mail server\r\n")) }},
	{"not_running", "proxy", Warning, func(_ *testing.T, d *Doctor) {
		d.Arrived = func(context.Context, string) (front.Arrival, bool, error) {
			return front.Arrival{}, false, errors.New("no socket")
		}
	}},
	{"no_answer", "proxy", Failed, func(_ *testing.T, d *Doctor) { d.File.Server.PublicURL = "https://parcours.example.org:4430" }},
	{"other_answers", "proxy", Failed, func(_ *testing.T, d *Doctor) {
		d.Arrived = func(context.Context, string) (front.Arrival, bool, error) { return front.Arrival{}, false, nil }
	}},
	{"other_host", "proxy", Failed, behind(func(r *http.Request) { r.Host = "127.0.0.1:8080" })},
	{"no_propfind", "proxy", Failed, behind(func(r *http.Request) { r.Method = "GET" })},
	{"forged", "proxy", Failed, behind(func(*http.Request) {}, "127.0.0.1/32")},
	{"untrusted", "proxy", Failed, behind(func(r *http.Request) { r.Header.Add("X-Forwarded-For", "203.0.113.9") })},
	{"not_forwarded", "proxy", Failed, behind(func(r *http.Request) { r.Header.Del("X-Forwarded-For") }, "127.0.0.1/32")},
}

var post = []wrong{
	{"mail_off", "smtp", Warning, func(_ *testing.T, d *Doctor) { mails(d).Enabled = false }},
	{"no_answers", "imap", Warning, func(_ *testing.T, d *Doctor) { mails(d).IMAP = config.IMAP{} }},
	{"mail_name", "smtp", Failed, func(_ *testing.T, d *Doctor) { mails(d).Host = "missing.invalid" }},
	{"mail_silent", "smtp", Failed, func(t *testing.T, d *Doctor) { d.Patience, mails(d).Port = 200*time.Millisecond, greets(t, "") }},
	{"mail_certificate", "smtp", Failed, func(t *testing.T, d *Doctor) { mails(d).Port = startSMTP(t, stranger(t)) }},
	{"mail_refused", "smtp", Failed, func(t *testing.T, d *Doctor) { mails(d).Port = closed(t) }},
	{"mail_greeting", "smtp", Failed, func(t *testing.T, d *Doctor) { mails(d).Port = greets(t, "HTTP/1.1 400 Bad Request\r\n\r\n") }},
	{"mail_plain", "smtp", Failed, func(t *testing.T, d *Doctor) { mails(d).Port = greets(t, "220 here\r\n", "250 no extensions\r\n") }},
	{"mail_password", "smtp", Failed, func(t *testing.T, d *Doctor) { mails(d).PasswordFile = secretIn(t, "wrong") }},
	{"mail_name", "imap", Failed, func(_ *testing.T, d *Doctor) { mails(d).IMAP.Host = "missing.invalid" }},
	{"mail_silent", "imap", Failed, func(t *testing.T, d *Doctor) {
		d.Patience, mails(d).IMAP.Port, mails(d).IMAP.TLS = 200*time.Millisecond, greets(t, "* OK here\r\n"), false
	}},
	{"mail_certificate", "imap", Failed, func(t *testing.T, d *Doctor) { mails(d).IMAP.Port = startIMAP(t, stranger(t)) }},
	{"mail_refused", "imap", Failed, func(t *testing.T, d *Doctor) { mails(d).IMAP.Port = closed(t) }},
	{"mail_password", "imap", Failed, func(t *testing.T, d *Doctor) { mails(d).IMAP.PasswordFile = secretIn(t, "wrong") }},
	{"mail_folder", "imap", Failed, func(_ *testing.T, d *Doctor) { mails(d).IMAP.Folder = "Missing" }},
	{"lmtp_closed", "lmtp", Failed, func(t *testing.T, d *Doctor) {
		mails(d).LMTP.Listen = net.JoinHostPort("127.0.0.1", strconv.Itoa(closed(t)))
	}},
	{"openid_silent", "openid", Failed, func(t *testing.T, d *Doctor) {
		d.File.Server.OpenID = config.OpenID{Issuer: "http://127.0.0.1:" + strconv.Itoa(closed(t)), SecretFile: secretIn(t, "x")}
	}},
}

// Each thing that can be wrong is found by its check, said in both languages, and comes with how to mend it.
func TestEachFault(t *testing.T) {
	for _, w := range slices.Concat(machine, network, post) {
		if w.spoil == nil {
			continue
		}
		t.Run(w.check+"/"+w.key, func(t *testing.T) {
			d := healthy(t)
			w.spoil(t, d)
			for _, lang := range messages.Languages {
				d.Words = messages.For(lang)
				found := d.Examine(t.Context())
				i := slices.IndexFunc(found, func(f Finding) bool { return f.Check == w.check && f.Level == w.level && f.ID == w.key })
				if i < 0 {
					t.Errorf("%s: not found among\n%s", lang, told(found))
					continue
				}
				if f := found[i]; f.Mend == "" || strings.Contains(f.What+f.Mend, "<no value>") || strings.HasPrefix(f.Mend, "doctor.") {
					t.Errorf("%s: %+v", lang, f)
				}
			}
		})
	}
}

// What works in other ways is said to be right as well: a web server in front, plain on this machine, LMTP, OpenID Connect.
func TestOtherWaysAreRight(t *testing.T) {
	l := listen(t)
	for name, spoil := range map[string]func(d *Doctor){
		"forwarded": func(d *Doctor) {
			behind(func(r *http.Request) { r.Header.Add("X-Forwarded-For", "203.0.113.9") }, "127.0.0.1/32")(t, d)
		},
		"lmtp_open": func(d *Doctor) { mails(d).LMTP.Listen = l.Addr().String() },
		"openid_found": func(d *Doctor) {
			d.File.Server.OpenID = config.OpenID{Issuer: openidtest.New(t, "http://back").URL, SecretFile: secretIn(t, "x")}
		},
	} {
		d := healthy(t)
		spoil(d)
		found := d.Examine(t.Context())
		if said := told(found); said != "" {
			t.Errorf("%s: %s", name, said)
		}
		if !slices.ContainsFunc(found, func(f Finding) bool { return f.Level == OK && f.ID == name }) {
			t.Errorf("%s is not said", name)
		}
	}
}

// A check that does not heed its time is left behind, and the others are told.
func TestNoCheckIsWaitedForForEver(t *testing.T) {
	d := healthy(t)
	d.Patience = 50 * time.Millisecond
	never := make(chan struct{})
	defer close(never)
	d.Room = func(string) (Room, error) { <-never; return Room{}, nil }
	found := d.Examine(t.Context())
	if said := told(found); !strings.Contains(said, "disk failed: not done after 50ms") {
		t.Error(said)
	}
}

// Every text that a check uses is there in both languages, with how to mend it where something is wrong; every fault that a
// check can find is in a test above, but those that need another user of the machine or another program.
func TestTextsOfFaults(t *testing.T) {
	untested := []string{"data_unread", "data_of_other", "file_of_other", "database_damaged", "schema_newer", "schema_older", "no_wal"}
	for _, w := range slices.Concat(machine, network, post) {
		untested = append(untested, w.key)
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(node ast.Node) bool {
			call, ok := node.(*ast.CallExpr)
			if !ok {
				return true
			}
			f, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || !slices.Contains([]string{"ok", "warning", "failed"}, f.Sel.Name) {
				return true
			}
			literal, ok := call.Args[0].(*ast.BasicLit)
			if !ok {
				return true
			}
			key, err := strconv.Unquote(literal.Value)
			if err != nil {
				t.Fatal(err)
			}
			n++
			for _, lang := range messages.Languages {
				words := messages.For(lang)
				if words.T("doctor."+key) == "doctor."+key || f.Sel.Name != "ok" && words.T("doctor.mend."+key) == "doctor.mend."+key {
					t.Errorf("%s: no text of %s", lang, key)
				}
			}
			if f.Sel.Name != "ok" && !slices.Contains(untested, key) {
				t.Errorf("%s: no test", key)
			}
			return true
		})
	}
	if n < 50 {
		t.Errorf("%d texts seen", n)
	}
}

func chmod(t *testing.T, file string, mode os.FileMode) {
	t.Helper()
	if err := os.Chmod(file, mode); err != nil {
		t.Fatal(err)
	}
}

// reserve serves with another certificate, for which somebody known vouches.
func (d *Doctor) reserve(t *testing.T, until time.Time, name string) {
	d.reserveBehind(t, until, name, nil)
}

func (d *Doctor) reserveBehind(t *testing.T, until time.Time, name string, between func(*http.Request)) {
	t.Helper()
	pair, _ := certificateFor(t, until, name)
	certificate, err := x509.ParseCertificate(pair.Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	d.Roots.AddCert(certificate)
	d.serve(t, pair, between)
}

// behind is a web server in front that changes requests so, with the networks that are believed.
func behind(between func(*http.Request), trusted ...string) func(t *testing.T, d *Doctor) {
	return func(t *testing.T, d *Doctor) {
		for _, network := range trusted {
			d.File.Server.TrustedProxies = append(d.File.Server.TrustedProxies, netip.MustParsePrefix(network))
		}
		d.reserveBehind(t, time.Now().Add(90*24*time.Hour), "parcours.example.org", between)
	}
}

// to dials a port of this machine, whatever is asked for.
func to(port int) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	}
}

// greets is a server that says one thing, another after each line that it is told, and then nothing.
func greets(t *testing.T, greeting string, answers ...string) int {
	t.Helper()
	l := listen(t)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			t.Cleanup(func() { c.Close() })
			go func() {
				c.Write([]byte(greeting))
				for octets := make([]byte, 4096); ; {
					if _, err := c.Read(octets); err != nil {
						return
					}
					if len(answers) > 0 {
						c.Write([]byte(answers[0]))
					}
				}
			}()
		}
	}()
	return portOf(l)
}

// closed is a port on which nobody listens.
func closed(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return portOf(l)
}
