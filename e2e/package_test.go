//go:build e2e

package e2e

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// must runs a program and gives what it prints.
func must(t *testing.T, command ...string) string {
	t.Helper()
	out, err := exec.Command(command[0], command[1:]...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(command, " "), err, tail(string(out), 40))
	}
	return string(out)
}

// debOf builds the package from a tree.
func debOf(t *testing.T, tree, version string) string {
	t.Helper()
	to := t.TempDir()
	build := exec.Command(filepath.Join(tree, "deploy/debian/build"), version, to)
	build.Env = append(os.Environ(), "SOURCE_DATE_EPOCH=1790000000")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	found, err := filepath.Glob(filepath.Join(to, "parcours_"+version+"_*.deb"))
	if err != nil || len(found) != 1 {
		t.Fatal(found, err)
	}
	return found[0]
}

// TestReproducible: another folder, the same octets, program and package.
func TestReproducible(t *testing.T) {
	need(t, "dpkg-deb")
	other := filepath.Join(t.TempDir(), "somewhere", "else")
	if err := os.MkdirAll(other, 0o700); err != nil {
		t.Fatal(err)
	}
	must(t, "sh", "-c", "cd .. && tar -c --exclude=./.git --exclude=./artefacts --exclude=./build . | tar -x -C "+other)
	one, err := os.ReadFile(debOf(t, "..", "0.1.0"))
	if err != nil {
		t.Fatal(err)
	}
	two, err := os.ReadFile(debOf(t, other, "0.1.0"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(one, two) {
		t.Errorf("two builds of one tree differ: %d and %d octets", len(one), len(two))
	}
}

// TestUnits: systemd finds no mistake in the units, and little that the service could do beyond its work.
func TestUnits(t *testing.T) {
	need(t, "systemd-analyze")
	dir := t.TempDir()
	for _, name := range []string{"parcours.service", "parcours.socket"} {
		text, err := os.ReadFile("../deploy/systemd/" + name)
		if err != nil {
			t.Fatal(err)
		}
		text = bytes.Replace(text, []byte("ExecStart=/usr/bin/parcours"), []byte("ExecStart="+built.parcours), 1)
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if said := must(t, "systemd-analyze", "verify", "--man=no", filepath.Join(dir, "parcours.service"), filepath.Join(dir, "parcours.socket")); strings.Contains(said, "parcours") {
		t.Error(said)
	}
	said := must(t, "systemd-analyze", "security", "--offline=true", "--threshold=15", filepath.Join(dir, "parcours.service")) // 1.5 of 10
	lines := strings.Split(strings.TrimSpace(said), "\n")
	t.Log(lines[len(lines)-1])
}

// bare is a Debian 12 with what every one has, and the package's only dependency.
type bare struct {
	t    *testing.T
	root string
}

func newBare(t *testing.T) *bare {
	t.Helper()
	need(t, "mmdebstrap", "dpkg-deb")
	if os.Geteuid() != 0 {
		t.Fatal("a bare system is made as root, as .ci/run does")
	}
	b := &bare{t, filepath.Join(t.TempDir(), "root")}
	args := []string{"mmdebstrap", "--quiet", "--mode=root", "--variant=essential", "--include=adduser", "bookworm", b.root}
	for _, sources := range []string{"/etc/apt/sources.list", "/etc/apt/sources.list.d/debian.sources"} { // where this machine gets its packages
		if info, err := os.Stat(sources); err == nil && info.Size() > 0 {
			args = append(args, sources)
		}
	}
	must(t, args...)
	return b
}

// run runs a program in it.
func (b *bare) run(command ...string) string {
	b.t.Helper()
	return must(b.t, append([]string{"chroot", b.root}, command...)...)
}

func (b *bare) install(deb string, options ...string) {
	b.t.Helper()
	must(b.t, "cp", deb, filepath.Join(b.root, "parcours.deb"))
	b.run(append(append([]string{"dpkg"}, options...), "--install", "/parcours.deb")...)
	if err := os.Remove(filepath.Join(b.root, "parcours.deb")); err != nil {
		b.t.Fatal(err)
	}
}

// files are the names in it, with mode and owner, but what dpkg and adduser keep of their own.
func (b *bare) files() []string {
	b.t.Helper()
	var all []string
	err := filepath.WalkDir(b.root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := strings.TrimPrefix(path, b.root)
		for _, kept := range []string{"/var/lib/dpkg", "/run/adduser", "/var/log", "/var/cache", "/proc", "/dev", "/sys", "/etc/passwd-", "/etc/group-", "/etc/shadow-", "/etc/gshadow-", "/etc/subuid-", "/etc/subgid-"} {
			if name == kept || strings.HasPrefix(name, kept+"/") {
				return nil
			}
		}
		info, err := d.Info()
		if err == nil {
			owner := info.Sys().(*syscall.Stat_t)
			all = append(all, fmt.Sprintf("%s %s %d:%d", name, info.Mode(), owner.Uid, owner.Gid))
		}
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return all
}

func (b *bare) has(name string) bool {
	_, err := os.Lstat(filepath.Join(b.root, name))
	return err == nil
}

// serve starts the service's command in it as its user, with a socket as systemd hands it over (sd_listen_fds(3)), while f
// runs; its notifications are read (sd_notify(3)).
func (b *bare) serve(f func(url string)) {
	t := b.t
	t.Helper()
	l, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	socket, err := l.File()
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	states, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: filepath.Join(b.root, "notify"), Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer os.Remove(filepath.Join(b.root, "notify"))
	defer states.Close()
	if err := os.Chmod(filepath.Join(b.root, "notify"), 0o666); err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	c := exec.Command("sh", "-c", `export LISTEN_PID=$$ LISTEN_FDS=1 LISTEN_FDNAMES=doors NOTIFY_SOCKET=/notify
		exec chroot --userspec=parcours:parcours "$0" /usr/bin/parcours serve --config /etc/parcours/parcours.toml --data /var/lib/parcours`, b.root)
	c.ExtraFiles, c.Stdout, c.Stderr = []*os.File{socket}, &said, &said
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	state := func() string {
		t.Helper()
		octets := make([]byte, 256)
		states.SetReadDeadline(time.Now().Add(60 * time.Second))
		n, err := states.Read(octets)
		if err != nil {
			c.Process.Kill()
			c.Wait()
			t.Fatalf("systemd was told nothing: %v\n%s", err, said.String())
		}
		return string(octets[:n])
	}
	if got := state(); got != "READY=1" {
		t.Errorf("systemd was told %q", got)
	}
	f("http://" + l.Addr().String())
	c.Process.Signal(syscall.SIGTERM)
	if got := state(); got != "STOPPING=1" {
		t.Errorf("systemd was told %q", got)
	}
	if err := c.Wait(); err != nil {
		t.Errorf("%v\n%s", err, said.String())
	}
}

func (b *bare) mustBe(url string, want int) {
	b.t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		b.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, _ := io.ReadAll(answer.Body)
	if answer.StatusCode != want {
		b.t.Errorf("%s: %d %.200s", url, answer.StatusCode, text)
	}
}

// TestDebianPackage: installed in a bare system, it serves from a socket of systemd as a user of its own; an upgrade keeps
// the configuration as somebody changed it and what people wrote; so does a removal; a purge leaves nothing.
func TestDebianPackage(t *testing.T) {
	b := newBare(t)
	before := b.files()
	b.install(debOf(t, "..", "0.1.0"))
	if got := b.run("parcours", "version"); !strings.HasPrefix(got, "parcours 0.1.0 (go") {
		t.Error(got)
	}
	for name, want := range map[string]string{"/var/lib/parcours": "drwx------ parcours:parcours", "/etc/parcours": "drwxr-x--- root:parcours", "/etc/parcours/parcours.key": "-rw------- parcours:parcours"} {
		if got := strings.TrimSpace(b.run("stat", "-c", "%A %U:%G", name)); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
	page, warnings, err := runBoth("", "man", "--warnings", "--no-justification", "-E", "UTF-8", "-l", filepath.Join(b.root, "usr/share/man/man1/parcours.1.gz"))
	if err != nil || warnings != "" || !strings.Contains(page, "people link <who>") {
		t.Errorf("the manual: %v %s %.300s", err, warnings, page)
	}
	must(t, "bash", "-n", filepath.Join(b.root, "usr/share/bash-completion/completions/parcours"))
	config := filepath.Join(b.root, "etc/parcours/parcours.toml")
	text, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	text = append(text, "\n# changed here\n"...)
	if err := os.WriteFile(config, text, 0o640); err != nil {
		t.Fatal(err)
	}
	people := func() string {
		return b.run("chroot", "--userspec=parcours:parcours", "/", "/usr/bin/parcours", "people", "list", "--data", "/var/lib/parcours")
	}
	b.serve(func(url string) {
		b.mustBe(url+"/readyz", http.StatusOK)
		b.run("chroot", "--userspec=parcours:parcours", "/", "/usr/bin/parcours", "people", "add", "--data", "/var/lib/parcours", "--id", "lea", "--email", "lea@example.org", "--name", "Léa")
	})
	b.install(debOf(t, "..", "0.2.0"), "--force-confold")
	if got := b.run("parcours", "version"); !strings.HasPrefix(got, "parcours 0.2.0 (go") {
		t.Error(got)
	}
	b.serve(func(url string) {
		b.mustBe(url+"/", http.StatusOK)
		if got := people(); !strings.Contains(got, "lea@example.org") {
			t.Errorf("after the upgrade: %s", got)
		}
	})
	b.run("dpkg", "--remove", "parcours")
	if now, err := os.ReadFile(config); err != nil || !bytes.Equal(now, text) || !b.has("/var/lib/parcours/parcours.db") || b.has("/usr/bin/parcours") {
		t.Errorf("after the removal: %v, data %v, program %v", err, b.has("/var/lib/parcours/parcours.db"), b.has("/usr/bin/parcours"))
	}
	b.run("dpkg", "--purge", "parcours")
	if after := b.files(); !slices.Equal(before, after) {
		t.Errorf("a purge leaves\n%s", difference(before, after))
	}
	if users := b.run("cat", "/etc/passwd", "/etc/group"); strings.Contains(users, "parcours") {
		t.Error("a purge leaves the user")
	}
}

// difference are the lines that are in one list only.
func difference(a, b []string) string {
	var all []string
	for _, line := range a {
		if !slices.Contains(b, line) {
			all = append(all, "- "+line)
		}
	}
	for _, line := range b {
		if !slices.Contains(a, line) {
			all = append(all, "+ "+line)
		}
	}
	return strconv.Itoa(len(all)) + " lines\n" + strings.Join(all[:min(len(all), 30)], "\n")
}
