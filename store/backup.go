package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Backup writes a consistent copy of the store to a new file (mode 0600) while others read and write. The copy is
// on disk when it returns. A file that exists is refused; a copy that was cut short never bears the file's name.
// To restore, put the copy into an empty folder under the name FileName.
func (db *DB) Backup(ctx context.Context, file string) error {
	claim, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if err := errors.Join(claim.Close(), db.copyTo(ctx, file)); err != nil {
		return fmt.Errorf("backup: %w", errors.Join(err, os.Remove(file)))
	}
	return nil
}

// copyTo writes the copy beside the file, then moves it there.
func (db *DB) copyTo(ctx context.Context, file string) (err error) {
	dir := filepath.Dir(file)
	part, err := os.CreateTemp(dir, filepath.Base(file)+".*.part")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(part.Name()))
		}
	}()
	if err = db.vacuumInto(ctx, part.Name()); err == nil {
		err = unsign(ctx, part.Name())
	}
	if err = errors.Join(err, part.Sync(), part.Close()); err != nil {
		return err
	}
	if err = os.Rename(part.Name(), file); err != nil {
		return err
	}
	return syncFolder(dir)
}

// vacuumInto fills an empty file, on a connection of its own: a reading of the store, and a long one.
func (db *DB) vacuumInto(ctx context.Context, file string) error {
	select {
	case <-db.readers.stop:
		return ErrClosed
	default:
	}
	own, err := sql.Open("sqlite", dataSource(db.path, readOnly))
	if err != nil {
		return err
	}
	_, err = own.ExecContext(ctx, "VACUUM INTO $1", file)
	return errors.Join(err, own.Close())
}
