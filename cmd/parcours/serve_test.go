package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parcours/accounts"
	"parcours/config"
	"parcours/contacts"
	"parcours/events"
	"parcours/ical"
)

const exampleFile = "../../config.example.toml"

// A port that is taken is said before anything is made: no folder, no people, no passwords.
func TestServeListensFirst(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	data := filepath.Join(t.TempDir(), "data")
	var out, errs printed
	code := run([]string{"serve", "--config", exampleFile, "--data", data, "--listen", taken.Addr().String()}, strings.NewReader(""), &out, &errs)
	if code != 1 || out.text.Len() > 0 || !strings.Contains(errs.text.String(), "another server runs there, or --listen names another port") {
		t.Errorf("%d %q %q", code, &out.text, &errs.text)
	}
	if _, err := os.Stat(data); !os.IsNotExist(err) {
		t.Errorf("the data folder was made: %v", err)
	}
}

func TestServeAlone(t *testing.T) {
	var out printed
	if code := run([]string{"serve"}, strings.NewReader(""), &out, &out); code != 1 || !strings.Contains(out.text.String(), "parcours serve --config config.example.toml") {
		t.Errorf("%d %q", code, &out.text)
	}
}

// A command on a folder without a store makes none, and says where one is made.
func TestCommandsRefuseAFolderWithoutAStore(t *testing.T) {
	there := t.TempDir()
	missing := filepath.Join(there, "missing")
	for _, data := range []string{missing, there} {
		for _, args := range [][]string{
			{"answers"}, {"people", "list"}, {"people", "add", "--id", "lea", "--email", "lea@example.org", "--name", "Léa"}, {"decisions"}, {"poll", "list"},
			{"ledger"}, {"mail", "list"}, {"backup", filepath.Join(there, "copy.db")}, {"apply", "config.toml"}, {"note", "--delegation", "x"},
			{"presence", "narrow", "agora"}, {"answers", "set", "--person", "x", "--session", "y", "--status", "yes", "--by", "z"},
		} {
			var out, errs printed
			code := run(append(args, "--data", data), strings.NewReader(""), &out, &errs)
			if code != 1 || out.text.Len() > 0 || !strings.Contains(errs.text.String(), "serve makes one, in the folder that its --data or the file's data names") {
				t.Errorf("%v: %d %q %q", args, code, &out.text, &errs.text)
			}
		}
	}
	if _, err := os.Stat(missing); !os.IsNotExist(err) {
		t.Errorf("a folder was made: %v", err)
	}
	if files, err := os.ReadDir(there); err != nil || len(files) > 0 {
		t.Errorf("files were made: %v %v", files, err)
	}
}

// A command that has the folder just now is waited for; whoever stops waiting is let go.
func TestServeWaitsForACommand(t *testing.T) {
	server := config.Server{Data: filepath.Join(t.TempDir(), "data")}
	command, err := open(t.Context(), server.Data, ical.NewRenderer(""))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := openPatiently(ctx, server); !errors.Is(err, context.Canceled) && !errors.Is(err, errInUse) {
		t.Errorf("stopped: %v", err)
	}
	time.AfterFunc(200*time.Millisecond, func() { command.Close() })
	o, err := openPatiently(t.Context(), server)
	if err != nil {
		t.Fatalf("the command has ended: %v", err)
	}
	o.Close()
}

// The logins of the example are shown at each start, and are the same, until one of them was used.
func TestFirstLoginsAreShownUntilOneWasUsed(t *testing.T) {
	j := newJourney(t)
	server := config.Server{Listen: "127.0.0.1:8080", Data: "demo-data"}
	shown := func(server config.Server) string {
		var out printed
		j.must(showFirstLogins(&environment{Context: t.Context(), out: &out}, j.service, server))
		return out.text.String()
	}
	if said := shown(config.Server{Listen: "0.0.0.0:8080"}); said != "" {
		t.Errorf("on all addresses: %s", said)
	}
	first := shown(server)
	lines := strings.Split(strings.TrimSpace(first), "\n")
	if len(lines) != 6 || !strings.Contains(lines[0], "people password --data demo-data") {
		t.Fatalf("%s", first)
	}
	if _, token, found := strings.Cut(lines[5], "/m/"); !found {
		t.Errorf("no member's page: %s", first)
	} else if p, err := j.service.Programme().PageOf(token); err != nil || p.Role != events.Member {
		t.Errorf("whose page: %+v, %v", p, err)
	}
	for _, line := range lines[1:4] {
		fields := strings.Fields(line)
		if !j.enters(fields[1], fields[2]) {
			t.Errorf("%s does not enter", line)
		}
	}
	if second := shown(server); second != first {
		t.Errorf("the second start says %s", second)
	}
	login := strings.Fields(lines[2])
	referent := j.service.Programme().People()
	p := contacts.Find(referent, login[1])
	_, err := j.service.Accounts.SignIn(t.Context(), p.Email, login[2], accounts.From{Door: events.DoorWeb})
	j.must(err)
	if said := shown(server); said != "" {
		t.Errorf("one was used: %s", said)
	}
	if !j.enters(login[1], login[2]) {
		t.Error("what was used no longer enters")
	}
}

// Whoever has another password is not given one, and nobody else is either.
func TestFirstLoginsAreNotShownAfterAChange(t *testing.T) {
	j := newJourney(t)
	for _, p := range j.service.Programme().People() {
		if p.Role == events.Organiser {
			j.command("people", "password", p.ID)
			break
		}
	}
	var out printed
	j.must(showFirstLogins(&environment{Context: t.Context(), out: &out}, j.service, config.Server{Listen: "127.0.0.1:8080"}))
	if out.text.Len() > 0 {
		t.Errorf("%s", &out.text)
	}
	for _, p := range j.service.Programme().People() {
		if has, err := j.service.Accounts.HasPassword(t.Context(), p.ID); err != nil || has != (p.Role == events.Organiser && has) {
			t.Errorf("%s has a password: %v %v", p.ID, has, err)
		}
	}
}

// A week later the same command on the same folder keeps its dates, and says so.
func TestDemoKeepsItsDates(t *testing.T) {
	o, err := open(t.Context(), filepath.Join(t.TempDir(), "data"), ical.NewRenderer(""))
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	start := func(date string) (string, string) {
		t.Helper()
		file, wrong, err := load(&environment{errs: os.Stderr}, exampleFile)
		if err != nil || wrong {
			t.Fatal(wrong, err)
		}
		var said printed
		c := &serveCommand{Config: exampleFile, DemoFrom: date}
		if err := c.apply(t.Context(), o.House, file, slog.New(slog.NewTextHandler(&said, nil))); err != nil {
			t.Fatal(err)
		}
		return o.Programme().Session("pairs-1-elus").When.Start.Format("2006-01-02"), said.text.String()
	}
	const kept = "--demo-from is not followed: this folder keeps the dates"
	first, said := start("2026-11-30")
	if first != "2026-12-03" || strings.Contains(said, kept) {
		t.Errorf("%s\n%s", first, said)
	}
	for date, told := range map[string]bool{"2026-11-30": false, "2026-12-01": false, "2026-12-07": true, "": false} {
		again, said := start(date)
		if again != first || strings.Contains(said, kept) != told {
			t.Errorf("%q: %s\n%s", date, again, said)
		}
	}
}
