package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// lifeName is the file beside the database that says which life of it this is. It is in no copy of the database: whoever
// restores one has a store whose change numbers were counted differently after it, and no tag or token of then may be
// taken for one of now (RFC 6578 §3.2, RFC 9110 §8.8.3).
const lifeName = "parcours.life"

// settingBoot is the setting that says when the database was last opened here.
const settingBoot = "boot"

// life is what the file says.
type life struct {
	generation string // random; tokens and tags name it
	boot       string // random at each opening, and in the database too
	inode      uint64 // of the database's file: a copy put in its place has another
	open       bool   // not closed in good order
	log        int64  // octets that the write-ahead log had at least: it never shrinks while it is open
}

const lifeForm = "%s %s %020d %t %020d\n"

func (l *life) write(f *os.File) error {
	// "true " and "false" are of one length, so that the line never changes its own
	open := "false"
	if l.open {
		open = "true "
	}
	_, err := f.WriteAt(fmt.Appendf(nil, "%s %s %020d %s %020d\n", l.generation, l.boot, l.inode, open, l.log), 0)
	return err
}

func readLife(f *os.File) (l life, err error) {
	text, err := io.ReadAll(io.NewSectionReader(f, 0, 4096))
	if err != nil {
		return life{}, err
	}
	if _, err := fmt.Sscanf(string(text), lifeForm, &l.generation, &l.boot, &l.inode, &l.open, &l.log); err != nil {
		return life{}, nil // none yet, or cut: the life is not known
	}
	return l, nil
}

// live finds out whether the database is the one that was open here last, as it was then; if it is not, its generation
// is a new one, and Doubt says why. It must run before anybody writes.
func (db *DB) live(ctx context.Context) (err error) {
	if db.lifeFile, err = os.OpenFile(filepath.Join(filepath.Dir(db.path), lifeName), os.O_CREATE|os.O_RDWR, 0o600); err != nil {
		return err
	}
	if db.life, err = readLife(db.lifeFile); err != nil {
		return err
	}
	info, err := os.Stat(db.path)
	if err != nil {
		return err
	}
	boot := ""
	err = db.writing.QueryRowContext(ctx, "SELECT coalesce((SELECT value FROM settings WHERE key = $1), '')", settingBoot).Scan(&boot)
	if err != nil {
		return err
	}
	was := db.life
	switch {
	case boot == "" && was.generation == "": // new, or from before there were lives
	case was.generation == "":
		db.doubt = "the database was put here from elsewhere: clients fetch everything anew"
	case was.open && was.inode == inodeOf(info) && db.found < was.log:
		db.doubt = fmt.Sprintf("the write-ahead log %s-wal has %d octets and had %d: what was written last is lost, restore a copy if you have a newer one; clients fetch everything anew",
			FileName, db.found, was.log)
	case was.boot != boot || was.inode != inodeOf(info):
		db.doubt = "the database is not the one that was open here last, it was restored or replaced: clients fetch everything anew"
	}
	db.life = life{generation: was.generation, inode: inodeOf(info), open: true}
	if db.doubt != "" || was.generation == "" {
		db.life.generation = strings.ToLower(rand.Text()) // as other parts of tokens
	}
	return errors.Join(db.sign(ctx), syncFolder(filepath.Dir(db.path)))
}

// sign writes the same new mark into the database and into the file beside it: should one be replaced by what it was at
// another time, they differ.
func (db *DB) sign(ctx context.Context) error {
	db.life.boot = rand.Text()
	if _, err := db.writing.ExecContext(ctx, "INSERT INTO settings (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
		settingBoot, db.life.boot); err != nil {
		return err
	}
	db.life.log = 0
	if db.life.open {
		db.life.log = db.logSize()
	}
	return errors.Join(db.life.write(db.lifeFile), db.lifeFile.Sync())
}

// unsign takes the mark out of a copy of the database.
func unsign(ctx context.Context, file string) error {
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: file, RawQuery: "mode=rw"}).String())
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "DELETE FROM settings WHERE key = $1", settingBoot)
	return errors.Join(err, db.Close())
}

// Generation names this life of the store. It stays while the store is opened and closed where it is, and is another
// one after a restore or a loss. It implements events.Store.
func (db *DB) Generation() string { return db.life.generation }

// Doubt says in a line why this is another generation than the one that was closed here last; "" where it is not.
func (db *DB) Doubt() string { return db.doubt }

// grown notes how long the write-ahead log has become: should it be shorter after a crash, something was lost. It is
// not synced: after a power cut it may say less, never more.
func (db *DB) grown() {
	if size := db.logSize(); size > db.life.log {
		db.life.log = size
		_ = db.life.write(db.lifeFile) // it says less than there is: nothing is doubted in vain
	}
}

// rest ends this opening in good order, while the database can still be written.
func (db *DB) rest() error {
	db.life.open = false
	return db.sign(context.Background())
}

// logSize is the size of the write-ahead log in octets, 0 without one.
func (db *DB) logSize() int64 {
	info, err := os.Stat(db.path + "-wal")
	if err != nil {
		return 0
	}
	return info.Size()
}
