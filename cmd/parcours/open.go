package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"parcours/events"
	"parcours/ical"
	"parcours/store"
)

// opened is a data folder in use by this process.
type opened struct {
	*events.Service
	store *store.DB
	lock  *os.File
}

func (o *opened) Close() error { return errors.Join(o.store.Close(), o.lock.Close()) }

// errInUse: another process has the data folder open.
var errInUse = errors.New("the data folder is in use by another process")

// open takes a data folder for this process alone.
func open(ctx context.Context, dir string, render *ical.Renderer) (*opened, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	lock, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		lock.Close()
		return nil, fmt.Errorf("%w: %s", errInUse, dir)
	}
	db, err := store.Open(ctx, dir)
	if err != nil {
		lock.Close()
		return nil, err
	}
	service, err := events.New(ctx, events.Parts{Store: db, Text: render, Passwords: newArgon2id(), Now: time.Now, NewID: randomID})
	if err != nil {
		return nil, errors.Join(err, db.Close(), lock.Close())
	}
	return &opened{service, db, lock}, nil
}

// dataFlag is the folder that a command works on.
type dataFlag struct {
	Data string `required:"" placeholder:"DIR" help:"The server's data folder."`
}

// onData runs a command where the data is: in the running server, through its control socket, else here.
func onData(env *environment, dir string, f func(*environment, *events.Service) error) error {
	if service := serving(env); service != nil {
		return f(env, service)
	}
	if _, err := os.Stat(filepath.Dir(filepath.Clean(dir))); err != nil {
		return fmt.Errorf("--data %s: %w", dir, err)
	}
	for wait := 50 * time.Millisecond; ; wait *= 2 {
		sent, err := send(env, dir)
		if sent {
			return err
		}
		o, err := open(env, dir, ical.NewRenderer(""))
		if errors.Is(err, errInUse) && wait < 8*time.Second {
			time.Sleep(wait) // a server that starts has no socket yet
			continue
		}
		if err != nil {
			return err
		}
		return errors.Join(f(env, o.Service), o.Close())
	}
}

// servingKey marks the context of a command that runs inside the server.
type servingKey struct{}

func serving(ctx context.Context) *events.Service {
	service, _ := ctx.Value(servingKey{}).(*events.Service)
	return service
}

// request is a command line sent to a running server, reply its outcome.
type request struct {
	Args  []string
	Dir   string // in which the caller's relative paths begin
	Stdin []byte
}

type reply struct {
	Stdout, Stderr []byte
	Status         int
}

func socketPath(dir string) string { return filepath.Join(dir, "control.sock") }

// send lets a running server run the command; it is false where none listens.
func send(env *environment, dir string) (bool, error) {
	path := socketPath(dir)
	conn, err := net.DialTimeout("unix", path, 5*time.Second)
	if err != nil {
		return false, nil
	}
	conn.Close()
	client := http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", path)
	}}}
	defer client.CloseIdleConnections()
	stdin, err := readPiped(env.in)
	if err != nil {
		return true, err
	}
	body, err := json.Marshal(request{Args: env.args, Dir: env.dir, Stdin: stdin})
	if err != nil {
		return true, err
	}
	res, err := client.Post("http://parcours/run", "application/json", bytes.NewReader(body))
	if err != nil {
		return true, fmt.Errorf("the running server did not answer: %w", err)
	}
	defer res.Body.Close()
	var r reply
	if err := json.NewDecoder(res.Body).Decode(&r); err != nil {
		return true, fmt.Errorf("the running server's answer: %w", err)
	}
	env.out.Write(r.Stdout)
	env.errs.Write(r.Stderr)
	if r.Status != 0 {
		return true, exit(r.Status)
	}
	return true, nil
}

// readPiped reads standard input unless it is a terminal.
func readPiped(in io.Reader) ([]byte, error) {
	if f, ok := in.(*os.File); ok {
		if info, err := f.Stat(); err != nil || info.Mode()&os.ModeCharDevice != 0 {
			return nil, nil
		}
	}
	return io.ReadAll(io.LimitReader(in, 64<<20))
}

// control serves the socket: each command runs on the server's own service.
func control(service *events.Service, dir string) (*http.Server, error) {
	path := socketPath(dir)
	if err := os.Remove(path); err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	listener, err := net.Listen("unix", path)
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /run", func(w http.ResponseWriter, r *http.Request) {
		var q request
		if err := json.NewDecoder(r.Body).Decode(&q); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		json.NewEncoder(w).Encode(runHere(context.WithValue(r.Context(), servingKey{}, service), q))
	})
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	go server.Serve(listener)
	return server, nil
}

// runHere runs a command that was sent.
func runHere(ctx context.Context, q request) reply {
	var out, errs bytes.Buffer
	command, err := parse(q.Args, &out, &errs)
	if err == nil && command != nil {
		err = command.Run(&environment{Context: ctx, in: bytes.NewReader(q.Stdin), out: &out, errs: &errs, args: q.Args, dir: q.Dir})
	}
	code := status(err, &errs)
	return reply{out.Bytes(), errs.Bytes(), code}
}
