package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"

	_ "modernc.org/sqlite" // the driver named "sqlite"
)

// FileName is the name of the database in the data folder. SQLite puts two more files beside it while it is open
// (-wal, -shm): they belong together.
const FileName = "parcours.db"

// ErrClosed is the answer of a store after Close.
var ErrClosed = errors.New("store: closed")

// DB is a store in a folder. Its methods may be called from many goroutines at once.
type DB struct {
	path    string
	writing *sql.DB
	reading *sql.DB
	writer  *writer
	readers *readers
	closing sync.Once
	said    said
	views   atomic.Uint64 // readings since it was opened
	doubted atomic.Bool   // the last write found the disk full or broken

	life     life
	lifeFile *os.File
	doubt    string
	keyFile  string
	keyLost  bool
	seal     *sealer
	found    int64 // octets of the write-ahead log that was there before opening
}

// Open opens the store in a folder and brings its schema up to date. A missing folder is made (mode 0700), a
// missing database too (0600), and a key where nothing is sealed yet. A database that a newer program wrote is refused, unchanged, and
// so is one that was sealed with another key (KeyError).
func Open(ctx context.Context, dir string, options ...Option) (*DB, error) {
	path, err := create(dir)
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	db := &DB{path: path, keyFile: filepath.Join(filepath.Dir(path), KeyName)}
	for _, o := range options {
		o(db)
	}
	db.found = db.logSize()
	if err := db.open(ctx); err != nil {
		return nil, fmt.Errorf("store: %s: %w", path, errors.Join(err, db.release()))
	}
	go db.writer.run()
	return db, nil
}

func (db *DB) open(ctx context.Context) (err error) {
	if db.writing, err = sql.Open("sqlite", dataSource(db.path, readWrite)); err != nil {
		return err
	}
	if err = migrate(ctx, db.writing); err != nil {
		return err
	}
	if err = db.unlock(ctx); err != nil {
		return err
	}
	if err = db.live(ctx); err != nil {
		return err
	}
	if db.writer, err = newWriter(ctx, db.writing, db.seal); err != nil {
		return err
	}
	db.writer.kept = func(all []*tx) { db.said.note(all); db.grown() }
	if db.reading, err = sql.Open("sqlite", dataSource(db.path, readOnly)); err != nil {
		return err
	}
	db.readers, err = newReaders(ctx, db.reading, max(4, 2*runtime.NumCPU()))
	return err
}

// Close waits for the transactions under way, refuses new ones, and closes the files. The last to close a
// database leaves it in one file. Closing again does nothing.
func (db *DB) Close() (err error) {
	db.closing.Do(func() {
		db.writer.close()
		db.readers.close()
		err = errors.Join(db.rest(), db.release())
	})
	return err
}

// release gives the connections back: the writing one last, since it folds the write-ahead log into the database.
func (db *DB) release() error {
	var errs []error
	if db.readers != nil {
		errs = append(errs, db.readers.release())
	}
	if db.reading != nil {
		errs = append(errs, db.reading.Close())
	}
	if db.writer != nil {
		errs = append(errs, db.writer.conn.release())
	}
	if db.writing != nil {
		errs = append(errs, db.writing.Close())
	}
	if db.lifeFile != nil {
		errs = append(errs, db.lifeFile.Close())
	}
	return errors.Join(errs...)
}

// create makes the folder and the database file where they are missing, readable for their owner only.
func create(dir string) (path string, err error) {
	dir, err = filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	path = filepath.Join(dir, FileName)
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, os.ErrExist) {
		return path, nil
	}
	if err != nil {
		return "", err
	}
	return path, errors.Join(f.Close(), syncFolder(dir), syncFolder(filepath.Dir(dir)))
}

// syncFolder makes the names in a folder durable.
func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

type access string

const (
	readWrite access = "rw"
	readOnly  access = "ro"
)

// dataSource is the driver's name of a database. The pragmas are per connection, so that every connection that
// database/sql may open gets them: a commit has reached the disk when it returns (synchronous FULL).
func dataSource(path string, mode access) string {
	q := url.Values{"mode": {string(mode)}, "_pragma": {"busy_timeout(10000)", "synchronous(FULL)", "foreign_keys(ON)"}}
	if mode == readWrite {
		q.Add("_pragma", "journal_mode(WAL)")
	}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: q.Encode()}).String()
}
