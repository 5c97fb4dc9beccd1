package mail

import (
	"context"
	"errors"
	"fmt"
	"net/textproto"
	"os"
	"path/filepath"
	"regexp"
	"time"
)

// Transport hands a message over to the next server. It is safe for concurrent use.
type Transport interface {
	// Send returns nil when the next server took the message. The error is Permanent if it refused this message
	// for good; any other may pass.
	Send(ctx context.Context, from, to string, octets []byte) error
	Close() error
}

// Permanent tells whether an error of a Transport is a refusal for good (RFC 5321 §4.2.1): to send again is useless.
func Permanent(err error) bool {
	var refused *refusal
	return errors.As(err, &refused)
}

// refusal is a 5yz reply to the sender, the recipient or the message.
type refusal struct{ err error }

func (r *refusal) Error() string { return r.err.Error() }
func (r *refusal) Unwrap() error { return r.err }

// judged makes a refusal of a reply that is one. What says that we may not send at all (authentication, TLS) is about
// the server's settings, not about the mail.
func judged(err error) error {
	var reply *textproto.Error
	if !errors.As(err, &reply) || reply.Code < 500 {
		return err
	}
	switch reply.Code {
	case 503, 530, 534, 535, 538:
		return err
	}
	return &refusal{err}
}

// Folder is a Transport into files, for a server whose mail is off: what would leave can be read there.
type Folder struct {
	dir string
	now func() time.Time
}

// NewFolder gives the transport into a folder, which it makes.
func NewFolder(dir string, now func() time.Time) (*Folder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("the folder of mails: %w", err)
	}
	return &Folder{dir, now}, nil
}

var (
	messageIDField = regexp.MustCompile(`(?m)^Message-ID: <([A-Za-z0-9_-]+)@`)
	kindField      = regexp.MustCompile(`(?m)^` + fieldKind + `: ([a-z]+)\r$`)
)

// Send writes a file named after the time (UTC), the mail's token and its kind, whole or not at all. A mail that is sent again
// replaces its file.
func (f *Folder) Send(_ context.Context, _, _ string, octets []byte) error {
	token, kind := messageIDField.FindSubmatch(octets), kindField.FindSubmatch(octets)
	if token == nil || kind == nil {
		return errors.New("the message has no token or no kind")
	}
	end := "-" + string(token[1]) + "-" + string(kind[1]) + ".eml"
	old, err := filepath.Glob(filepath.Join(f.dir, "*"+end))
	if err != nil {
		return err
	}
	name := f.now().UTC().Format("20060102T150405Z") + end
	if len(old) > 0 {
		name = filepath.Base(old[0])
	}
	part, err := os.CreateTemp(f.dir, ".part-*") // 0600
	if err != nil {
		return err
	}
	_, err = part.Write(octets)
	if err = errors.Join(err, part.Sync(), part.Close()); err == nil {
		err = os.Rename(part.Name(), filepath.Join(f.dir, name))
	}
	if err != nil {
		os.Remove(part.Name())
	}
	return err
}

// Close implements Transport.
func (f *Folder) Close() error { return nil }
