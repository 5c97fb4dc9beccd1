//go:build e2e

package e2e

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"
)

// server is a parcours process with a configuration and a data folder of its own.
type server struct {
	t       *testing.T
	listen  string // host:port, kept over restarts
	url     string // without a slash at the end
	data    string // folder
	config  string // file
	options []string

	process *exec.Cmd
	ended   chan error
	said    logBuffer
}

// logBuffer collects what a process prints.
type logBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// example is the programme that comes with the project.
func example(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../config.example.toml")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// serve starts a server with this configuration on a free port of the loopback, and stops it with the test.
func serve(t *testing.T, config string, options ...string) *server {
	t.Helper()
	return serveOn(t, filepath.Join(t.TempDir(), "data"), config, options...)
}

// serveOn does so on a given data folder.
func serveOn(t *testing.T, data, config string, options ...string) *server {
	t.Helper()
	s := &server{t: t, listen: freeAddress(t), data: data, options: options, config: filepath.Join(t.TempDir(), "config.toml")}
	s.url = "http://" + s.listen
	s.configure(config)
	t.Cleanup(func() {
		if s.process != nil {
			s.stop()
		}
		if t.Failed() {
			t.Logf("the server said:\n%s", tail(s.said.String(), 100))
		}
	})
	s.start()
	return s
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// configure writes the configuration file.
func (s *server) configure(config string) {
	s.t.Helper()
	if err := os.WriteFile(s.config, []byte(config), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// start runs the server and waits until it is healthy.
func (s *server) start() {
	s.t.Helper()
	args := append([]string{"serve", "--config", s.config, "--data", s.data, "--listen", s.listen}, s.options...)
	s.process = exec.Command(built.parcours, args...)
	s.process.Stdout, s.process.Stderr = &s.said, &s.said
	if err := s.process.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.ended = make(chan error, 1)
	go func(p *exec.Cmd, ended chan error) { ended <- p.Wait() }(s.process, s.ended)
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		select {
		case err := <-s.ended:
			s.process = nil
			s.t.Fatalf("parcours serve ended: %v\n%s", err, tail(s.said.String(), 50))
		default:
		}
		if answer, err := client.Get(s.url + "/healthz"); err == nil {
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return
			}
		}
		if time.Now().After(deadline) {
			s.t.Fatalf("not healthy\n%s", tail(s.said.String(), 50))
		}
	}
}

// stop ends the server by SIGTERM; it must end well.
func (s *server) stop() {
	s.t.Helper()
	if err := s.end(syscall.SIGTERM); err != nil {
		s.t.Errorf("after SIGTERM: %v", err)
	}
}

// kill ends the server by SIGKILL.
func (s *server) kill() { s.end(syscall.SIGKILL) }

func (s *server) end(signal syscall.Signal) error {
	p := s.process
	s.process = nil
	select {
	case err := <-s.ended:
		return fmt.Errorf("it had ended before: %v", err)
	default:
	}
	p.Process.Signal(signal)
	select {
	case err := <-s.ended:
		return err
	case <-time.After(30 * time.Second):
		p.Process.Kill()
		return fmt.Errorf("still there 30 s after %s", signal)
	}
}

// reload has the server read its configuration again.
func (s *server) reload() {
	s.t.Helper()
	if err := s.process.Process.Signal(syscall.SIGHUP); err != nil {
		s.t.Fatal(err)
	}
}

// command runs a command of parcours and gives what it prints.
func (s *server) command(stdin string, args ...string) string {
	s.t.Helper()
	out, err := run(stdin, append([]string{built.parcours}, args...)...)
	if err != nil {
		s.t.Fatal(err)
	}
	return out
}
