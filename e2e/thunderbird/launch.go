package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// state is what "start" leaves on disk for the other commands.
type state struct {
	Dir     string
	Profile string
	Port    int    // of Marionette
	Display string // of the X server
	Pid     int    // Thunderbird's
	XPid    int    // Xvfb's
	Version string
}

func statePath(dir string) string { return filepath.Join(dir, "state.json") }

func loadState(dir string) (*state, error) {
	b, err := os.ReadFile(statePath(dir))
	if err != nil {
		return nil, fmt.Errorf("no running Thunderbird in %s (use start first): %w", dir, err)
	}
	s := &state{}
	return s, json.Unmarshal(b, s)
}

func (s *state) save() error {
	b, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(statePath(s.Dir), b, 0o600)
}

// start begins an Xvfb and a Thunderbird with a fresh profile below dir and waits until its calendar is usable.
func start(dir, program, size, zone string) (*state, error) {
	if old, err := loadState(dir); err == nil && alive(old.Pid) {
		return nil, fmt.Errorf("already running as pid %d in %s", old.Pid, dir)
	}
	s, err := prepare(dir, zone)
	if err != nil {
		return nil, err
	}
	if s.Display, s.XPid, err = startX(s.Dir, size); err != nil {
		return nil, err
	}
	if err := s.launch(program, zone); err != nil {
		return nil, errors.Join(err, s.stop())
	}
	if err := errors.Join(s.save(), s.await()); err != nil {
		return nil, errors.Join(err, s.stop())
	}
	return s, s.save()
}

// prepare makes the folders and the profile.
func prepare(dir, zone string) (*state, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	s := &state{Dir: dir, Profile: filepath.Join(dir, "profile")}
	for _, fresh := range []string{s.Profile, filepath.Join(dir, "home"), filepath.Join(dir, "tmp")} {
		if err := os.RemoveAll(fresh); err != nil {
			return nil, err
		}
		if err := os.MkdirAll(fresh, 0o700); err != nil {
			return nil, err
		}
	}
	if s.Port, err = freePort(); err != nil {
		return nil, err
	}
	settings, err := userJS(s.Port, zone)
	if err != nil {
		return nil, err
	}
	return s, os.WriteFile(filepath.Join(s.Profile, "user.js"), []byte(settings), 0o600)
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// startX runs Xvfb on a display number that Xvfb itself picks.
func startX(dir, size string) (display string, pid int, err error) {
	r, w, err := os.Pipe()
	if err != nil {
		return "", 0, err
	}
	defer r.Close()
	log, err := os.Create(filepath.Join(dir, "xvfb.log"))
	if err != nil {
		w.Close()
		return "", 0, err
	}
	defer log.Close()
	c := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", size+"x24", "-nolisten", "tcp", "-noreset")
	c.ExtraFiles = []*os.File{w}
	c.Stdout, c.Stderr = log, log
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	err = c.Start()
	w.Close()
	if err != nil {
		return "", 0, err
	}
	if err := r.SetReadDeadline(time.Now().Add(30 * time.Second)); err != nil {
		return "", 0, err
	}
	number, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		c.Process.Kill()
		return "", 0, fmt.Errorf("the Xvfb gave no display number: %w", err)
	}
	return ":" + strings.TrimSpace(number), c.Process.Pid, nil
}

// launch starts Thunderbird, with none of the caller's desktop around it.
func (s *state) launch(program, zone string) error {
	log, err := os.Create(filepath.Join(s.Dir, "thunderbird.log"))
	if err != nil {
		return err
	}
	defer log.Close()
	c := exec.Command(program, "--profile", s.Profile, "--no-remote", "--new-instance", "--marionette", "--remote-allow-system-access")
	c.Dir = s.Dir
	c.Stdout, c.Stderr = log, log
	c.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + filepath.Join(s.Dir, "home"), "TMPDIR=" + filepath.Join(s.Dir, "tmp"),
		"LANG=C.UTF-8", "TZ=" + zone, "DISPLAY=" + s.Display, "GDK_BACKEND=x11", "MOZ_ENABLE_WAYLAND=0",
		"MOZ_CRASHREPORTER_DISABLE=1", "MOZ_GMP_PATH=", "NO_AT_BRIDGE=1", "GTK_A11Y=none",
		"DBUS_SESSION_BUS_ADDRESS=disabled:", "LIBGL_ALWAYS_SOFTWARE=1",
	}
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := c.Start(); err != nil {
		return err
	}
	s.Pid = c.Process.Pid
	go c.Wait()
	return nil
}

// await connects and waits for the main window and its calendar.
func (s *state) await() error {
	m, err := dialMarionette(s.Port, 90*time.Second)
	if err != nil {
		return err
	}
	defer m.close()
	if err := m.session(90 * time.Second); err != nil {
		return err
	}
	var ready struct{ Version string }
	if err := m.run(script+"return TB.ready();", nil, 90*time.Second, &ready); err != nil {
		return err
	}
	s.Version = ready.Version
	return nil
}

// stop asks Thunderbird to quit, then ends the two processes that start began.
func (s *state) stop() error {
	if alive(s.Pid) {
		s.quit()
	}
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGKILL} {
		for t := 0; t < 100 && alive(s.Pid); t++ {
			time.Sleep(50 * time.Millisecond)
		}
		if alive(s.Pid) {
			syscall.Kill(s.Pid, signal)
		}
	}
	if alive(s.XPid) {
		syscall.Kill(s.XPid, syscall.SIGTERM)
	}
	if err := os.Remove(statePath(s.Dir)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

func (s *state) quit() {
	m, err := tryDial(s.Port)
	if err != nil {
		return
	}
	defer m.conn.Close()
	if m.session(10*time.Second) == nil {
		// Its answer may never come: the connection ends with the program.
		m.call("Marionette:Quit", map[string]any{"flags": []string{"eForceQuit"}}, 15*time.Second, nil)
	}
}

// alive tells whether a process is there; a zombie counts as gone.
func alive(pid int) bool {
	if pid <= 0 {
		return false
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return false
	}
	_, after, ok := strings.Cut(string(stat), ") ")
	return ok && !strings.HasPrefix(after, "Z")
}
