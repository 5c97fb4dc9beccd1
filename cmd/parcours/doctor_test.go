package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"parcours/config"
	"parcours/doctor"
	"parcours/front"
)

// The doctor sees a running server by its own way: what it asks at the public address comes back through the socket.
func TestDoctorSeesARunningServer(t *testing.T) {
	j := newJourney(t)
	l, err := front.Listen("127.0.0.1:0", "")
	j.must(err)
	settings := config.Server{PublicURL: "http://" + l.Doors.Addr().String(), MaxResourceSize: 1 << 20}
	log := quiet()
	watch := newFront(j.service, settings, log)
	r := &running{watch: watch, doors: newServer(j.service, settings, noOther, watch, log), metrics: watch.MetricsServer(), log: log}
	r.serve(l)
	defer r.stop()
	socket, err := control(j.service, watch, j.folder)
	j.must(err)
	defer socket.Close()
	file := filepath.Join(t.TempDir(), "parcours.toml")
	j.must(os.WriteFile(file, []byte("public_url = \""+settings.PublicURL+"\"\n"), 0o600))
	examine := func(args ...string) (code int, out, errs string) {
		var o, e printed
		code = run(append([]string{"doctor", "--config", file, "--data", j.folder}, args...), strings.NewReader(""), &o, &e)
		return code, o.text.String(), e.text.String()
	}
	_, text, errs := examine("--json")
	var found []doctor.Finding
	if err := json.Unmarshal([]byte(text), &found); err != nil {
		t.Fatal(err, text, errs)
	}
	for _, want := range []string{"configured", "direct", "propfind", "database_whole", "plain_here", "only_here", "mail_off"} {
		if !slices.ContainsFunc(found, func(f doctor.Finding) bool { return f.ID == want }) {
			t.Errorf("%s is not said: %s", want, text)
		}
	}
	j.must(os.Chmod(j.folder, 0o755))
	code, text, _ := examine("--lang", "fr")
	if code != 1 || !strings.Contains(text, "échec") || !strings.Contains(text, "→ chmod 0700 "+j.folder) {
		t.Errorf("open to others: %d\n%s", code, text)
	}
	j.must(os.Chmod(j.folder, 0o700))
	if code, text, _ := examine("--lang", "en"); code != 0 || !strings.Contains(text, "requests come without anything between") {
		t.Errorf("mended: %d\n%s", code, text)
	}
}

// Without a file, or a server, the doctor says so and what to do.
func TestDoctorWithoutAServer(t *testing.T) {
	var out printed
	if code := run([]string{"doctor", "--config", filepath.Join(t.TempDir(), "missing.toml"), "--lang", "en"}, strings.NewReader(""), &out, &out); code != 1 ||
		!strings.Contains(out.text.String(), "Name a file that exists") {
		t.Errorf("%d %s", code, out.text.String())
	}
	if _, _, err := arrived(context.Background(), t.TempDir(), "x"); err == nil {
		t.Error("nobody said that no server runs")
	}
}
