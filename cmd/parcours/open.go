package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"parcours/delivery"
	"parcours/house"
	"parcours/ical"
	"parcours/store"
)

// opened is a data folder in use by this process.
type opened struct {
	*house.House
	store *store.DB
	lock  *lock
}

// lock keeps other processes from a data folder: by the file "lock" in it, and by the folder itself, which nobody deletes by
// hand while it is in use.
type lock struct{ file, folder *os.File }

func (l *lock) Close() error { return errors.Join(l.file.Close(), l.folder.Close()) }

// take locks a data folder; errInUse if another process has it.
func take(dir string) (*lock, error) {
	folder, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	file, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, errors.Join(err, folder.Close())
	}
	l := &lock{file, folder}
	for _, f := range []*os.File{file, folder} {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if f == folder && err != nil && !errors.Is(err, syscall.EWOULDBLOCK) {
			continue // a network's file system, which locks no folders
		}
		if err != nil {
			l.Close()
			return nil, fmt.Errorf("%w: %s", errInUse, dir)
		}
	}
	return l, nil
}

func (o *opened) Close() error { return errors.Join(o.store.Close(), o.lock.Close()) }

// tellDoubt says if the store is not the one that was here last.
func (o *opened) tellDoubt(to io.Writer) {
	if doubt := o.store.Doubt(); doubt != "" {
		fmt.Fprintln(to, "parcours: "+doubt)
	}
}

// errInUse: another process has the data folder open.
var errInUse = errors.New("the data folder is in use by another process")

// open takes a data folder for this process alone.
func open(ctx context.Context, dir string, render *ical.Renderer) (*opened, error) {
	return openWith(ctx, dir, render, delivery.UsualMailPolicy)
}

// openWith does so, and says when mails leave.
func openWith(ctx context.Context, dir string, render *ical.Renderer, policy delivery.MailPolicy, options ...store.Option) (*opened, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	lock, err := take(dir)
	if err != nil {
		return nil, err
	}
	db, err := store.Open(ctx, dir, append(options, store.KeyFile(keyFile(dir)))...)
	if err != nil {
		lock.Close()
		return nil, err
	}
	house, err := house.Open(ctx, house.Parts{Store: db, Text: render, Passwords: newArgon2id(), Now: time.Now, NewID: randomID, Mail: policy})
	if err != nil {
		return nil, errors.Join(err, db.Close(), lock.Close())
	}
	return &opened{house, db, lock}, nil
}

// dataFlag is the folder that a command works on.
type dataFlag struct {
	Data string `required:"" placeholder:"DIR" help:"The server's data folder."`
}

// onData runs a command where the data is: in the running server, through its control socket, else here.
func onData(env *environment, dir string, f func(*environment, *house.House) error) error {
	if service := serving(env); service != nil {
		return f(env, service)
	}
	if _, err := os.Stat(filepath.Join(dir, store.FileName)); err != nil {
		return fmt.Errorf("--data %s: there is no %s in it; serve makes one, in the folder that its --data or the file's data names", dir, store.FileName)
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
		o.tellDoubt(env.errs)
		return errors.Join(f(env, o.House), o.Close())
	}
}

// servingKey marks the context of a command that runs inside the server.
type servingKey struct{}

func serving(ctx context.Context) *house.House {
	service, _ := ctx.Value(servingKey{}).(*house.House)
	return service
}
