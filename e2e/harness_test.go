//go:build e2e

package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// limit is how long one command of a client may take, on a busy machine too.
const limit = 120 * time.Second

// built are the programs that the tests run.
var built struct {
	parcours    string
	thunderbird string // the driver
}

func TestMain(m *testing.M) {
	status, err := buildAndRun(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		status = 1
	}
	os.Exit(status)
}

func buildAndRun(m *testing.M) (int, error) {
	dir, err := os.MkdirTemp("", "parcours-e2e-")
	if err != nil {
		return 1, err
	}
	defer os.RemoveAll(dir)
	for _, program := range []struct {
		file *string
		from string
	}{
		{&built.parcours, "parcours/cmd/parcours"},
		{&built.thunderbird, "parcours/e2e/thunderbird"},
	} {
		*program.file = filepath.Join(dir, filepath.Base(program.from))
		if out, err := exec.Command("go", "build", "-o", *program.file, program.from).CombinedOutput(); err != nil {
			return 1, fmt.Errorf("go build %s: %w\n%s", program.from, err, out)
		}
	}
	return m.Run(), nil
}

// debian names the package that brings a program.
var debian = map[string]string{
	"thunderbird":      "thunderbird",
	"postfix":          "postfix",
	"dovecot":          "dovecot-imapd dovecot-lmtpd",
	"Xvfb":             "xvfb",
	"chromium":         "chromium",
	"npm":              "npm",
	"node":             "nodejs",
	"dbus-run-session": "dbus",
	"vdirsyncer":       "vdirsyncer",
	"khal":             "khal",
	"php":              "php-cli",
	"soffice":          "libreoffice-writer-nogui",
	"mmdebstrap":       "mmdebstrap",
	"systemd-analyze":  "systemd",
	"man":              "man-db",
}

// need fails the test if a program is missing.
func need(t *testing.T, programs ...string) {
	t.Helper()
	for _, name := range programs {
		if _, err := exec.LookPath(name); err != nil {
			t.Fatalf("%s is missing: apt-get install -y --no-install-recommends %s", name, debian[name])
		}
	}
}

// needPython fails the test if Debian's Python cannot run this.
func needPython(t *testing.T, code, packages string) {
	t.Helper()
	if out, err := exec.Command("/usr/bin/python3", "-c", code).CombinedOutput(); err != nil {
		t.Fatalf("missing for Python: apt-get install -y --no-install-recommends %s\n%s", packages, out)
	}
}

// run gives what a program prints; the error carries what it said. Everything that it started in its own process
// group ends with the time limit.
func run(stdin string, command ...string) (string, error) {
	out, said, err := runBoth(stdin, command...)
	if err != nil {
		err = fmt.Errorf("%s: %w\n%s%s", strings.Join(command, " "), err, out, tail(said, 40))
	}
	return out, err
}

// runBoth gives what a program prints on standard output and on standard error.
func runBoth(stdin string, command ...string) (stdout, stderr string, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	c := exec.CommandContext(ctx, command[0], command[1:]...)
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	c.Cancel = func() error { return syscall.Kill(-c.Process.Pid, syscall.SIGKILL) }
	c.WaitDelay = 5 * time.Second
	// Debian's own Python and its modules come first.
	c.Env = append(os.Environ(), "PATH=/usr/bin:/bin:/usr/sbin:"+os.Getenv("PATH"))
	c.Stdin = strings.NewReader(stdin)
	var out, said bytes.Buffer
	c.Stdout, c.Stderr = &out, &said
	err = c.Run()
	if ctx.Err() != nil {
		err = errors.Join(err, fmt.Errorf("no end after %s", limit))
	}
	return out.String(), said.String(), err
}

// drive runs a client's driver and reads the JSON object that it prints.
func drive[T any](t *testing.T, command ...string) T {
	t.Helper()
	out, err := run("", command...)
	if err != nil {
		t.Fatal(err)
	}
	var v T
	if err := json.Unmarshal([]byte(out), &v); err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(command, " "), err, out)
	}
	return v
}

// tail gives the last lines of a text.
func tail(text string, lines int) string {
	all := strings.Split(strings.TrimRight(text, "\n"), "\n")
	return strings.Join(all[max(0, len(all)-lines):], "\n")
}

// artefact is the path of a file to look at after the test.
func artefact(t *testing.T, name string) string {
	dir := os.Getenv("PARCOURS_ARTEFACTS")
	if dir == "" {
		return filepath.Join(t.TempDir(), name)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, name)
}

// until waits for a condition, and fails the test with what is awaited if it never holds.
func until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		if holds() {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("never came: %s", what)
		}
	}
}
