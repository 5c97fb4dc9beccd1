package mail

import (
	"context"
	"net"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// fullQueue listens with room for one connection that nobody accepts; whoever comes after fill filled it waits.
func fullQueue(t *testing.T) (port int, fill func(context.Context)) {
	t.Helper()
	socket, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { syscall.Close(socket) })
	if err := syscall.Bind(socket, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Listen(socket, 0); err != nil {
		t.Fatal(err)
	}
	at, err := syscall.Getsockname(socket)
	if err != nil {
		t.Fatal(err)
	}
	port = at.(*syscall.SockaddrInet4).Port
	return port, func(ctx context.Context) {
		var d net.Dialer
		if conn, err := d.DialContext(ctx, "tcp", "127.0.0.1:"+strconv.Itoa(port)); err == nil {
			<-ctx.Done()
			conn.Close()
		}
	}
}

// nobodyAccepts is a port whose connections are never made: its queue is full.
func nobodyAccepts(t *testing.T) int {
	t.Helper()
	port, fill := fullQueue(t)
	for range 4 {
		go fill(t.Context())
	}
	return port
}

// A server that cannot even be connected to.
func TestConnectionThatHangs(t *testing.T) {
	port := nobodyAccepts(t)
	ended := make(chan struct{})
	way := &SMTP{Host: "127.0.0.1", Port: port, Domain: "example.org", Patience: 50 * time.Millisecond}
	for { // until the queue is full
		err := way.Send(t.Context(), "p@example.org", "ana@example.org", []byte(outText))
		if err == nil || Permanent(err) {
			t.Fatal(err)
		}
		if strings.Contains(err.Error(), "connecting: ") {
			break
		}
	}
	way.Patience = time.Hour
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		defer close(ended)
		if err := way.Send(ctx, "p@example.org", "ana@example.org", []byte(outText)); err == nil || Permanent(err) {
			t.Error(err)
		}
	}()
	cancel()
	promptly(t, ended)
}

func TestMailboxThatCannotBeReached(t *testing.T) {
	h := &hanging{port: nobodyAccepts(t)}
	m := h.mailbox(t)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); _ = m.Try(ctx) }()
	cancel()
	promptly(t, ended)
}
