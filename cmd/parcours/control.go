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
	"sync"
	"time"

	"parcours/accounts"
	"parcours/events"
	"parcours/front"
	"parcours/house"
)

// request is a command line sent to a running server. What the command prints comes back piece by piece, while it
// runs.
type request struct {
	Args  []string
	Dir   string // in which the caller's relative paths begin
	Stdin []byte
	Width int // of the caller's terminal, in characters; 0 without one
}

// piece of what a command prints, a line of JSON; the last one has the exit status.
type piece struct {
	Stdout []byte `json:",omitempty"`
	Stderr []byte `json:",omitempty"`
	Status *int   `json:",omitempty"`
}

func socketPath(dir string) string { return filepath.Join(dir, "control.sock") }

// send lets a running server run the command; it is false where none listens. The command is given up if this
// process ends.
func send(env *environment, dir string) (bool, error) {
	path := socketPath(dir)
	conn, err := net.DialTimeout("unix", path, 5*time.Second)
	if err != nil {
		return false, nil
	}
	conn.Close()
	client := clientOf(path)
	defer client.CloseIdleConnections()
	stdin, err := readPiped(env.in)
	if err != nil {
		return true, err
	}
	body, err := json.Marshal(request{Args: env.args, Dir: env.dir, Stdin: stdin, Width: env.width})
	if err != nil {
		return true, err
	}
	req, err := http.NewRequestWithContext(env, http.MethodPost, "http://parcours/run", bytes.NewReader(body))
	if err != nil {
		return true, err
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := client.Do(req)
	if err != nil {
		return true, fmt.Errorf("the running server did not answer: %w", err)
	}
	defer res.Body.Close()
	return true, show(env, res.Body)
}

// clientOf speaks with the server behind a control socket.
func clientOf(path string) *http.Client {
	return &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", path)
	}}}
}

// show prints the pieces as they come.
func show(env *environment, pieces io.Reader) error {
	for from := json.NewDecoder(pieces); ; {
		var p piece
		if err := from.Decode(&p); err != nil {
			return fmt.Errorf("the running server broke off before the command ended: %w", err)
		}
		if _, err := env.out.Write(p.Stdout); err != nil {
			return err
		}
		if _, err := env.errs.Write(p.Stderr); err != nil {
			return err
		}
		switch {
		case p.Status == nil:
		case *p.Status == 0:
			return nil
		default:
			return exit(*p.Status)
		}
	}
}

// maxPiped is the largest standard input that is handed on, in octets.
const maxPiped = 64 << 20

// readPiped reads standard input unless it is a terminal.
func readPiped(in io.Reader) ([]byte, error) {
	if f, ok := in.(*os.File); ok {
		if info, err := f.Stat(); err != nil || info.Mode()&os.ModeCharDevice != 0 {
			return nil, nil
		}
	}
	all, err := io.ReadAll(io.LimitReader(in, maxPiped+1))
	if len(all) > maxPiped {
		return nil, errors.New("standard input is larger than 64 MiB; give the name of a file instead")
	}
	return all, err
}

// control serves the socket: each command runs on the server's own service.
func control(service *house.House, watch *front.Watch, dir string) (*http.Server, error) {
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
		runHere(context.WithValue(r.Context(), servingKey{}, service), q, &pieces{w: w})
	})
	mux.HandleFunc("GET /arrived/{probe}", func(w http.ResponseWriter, r *http.Request) {
		a, ok := watch.Arrived(r.PathValue("probe"))
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(a)
	})
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	go server.Serve(listener)
	return server, nil
}

// runHere runs a command that was sent.
func runHere(ctx context.Context, q request, to *pieces) {
	out := pieceWriter(func(b []byte) error { return to.send(piece{Stdout: b}) })
	errs := pieceWriter(func(b []byte) error { return to.send(piece{Stderr: b}) })
	command, err := parse(q.Args, out, errs)
	if err == nil && command != nil {
		err = command.Run(&environment{Context: accounts.Acting(ctx, "", events.DoorCommand), in: bytes.NewReader(q.Stdin), out: out, errs: errs, args: q.Args, dir: q.Dir, width: q.Width})
	}
	code := status(err, errs)
	to.send(piece{Status: &code})
}

// pieces go to the caller one after the other, each at once.
type pieces struct {
	mu sync.Mutex
	w  http.ResponseWriter
}

func (s *pieces) send(p piece) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := json.NewEncoder(s.w).Encode(p); err != nil {
		return err
	}
	return http.NewResponseController(s.w).Flush()
}

// pieceWriter sends each write as a piece.
type pieceWriter func([]byte) error

func (send pieceWriter) Write(b []byte) (int, error) {
	if len(b) == 0 {
		return 0, nil
	}
	if err := send(b); err != nil {
		return 0, err
	}
	return len(b), nil
}
