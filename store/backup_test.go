package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestBackup(t *testing.T) {
	db := openStore(t)
	fill(t, db)
	dir := t.TempDir()
	file := filepath.Join(dir, FileName)
	// While others read and write.
	view(t, db, func(Tx) error {
		if err := db.Backup(context.Background(), file); err != nil {
			return err
		}
		return db.Update(context.Background(), func(tx Tx) error { return tx.SetSetting("generation", "later") })
	})
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "mode", info.Mode(), os.FileMode(0o600))
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 {
		t.Errorf("beside the copy: %v %v", left, err)
	}
	if err := db.Backup(context.Background(), file); !errors.Is(err, os.ErrExist) {
		t.Errorf("an existing file: %v", err)
	}
	again, err := Open(t.Context(), dir, KeyFile(filepath.Join(filepath.Dir(db.path), KeyName)))
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	checkFilled(t, again)
}

func TestBackupThatFailsLeavesNothing(t *testing.T) {
	db := openStore(t)
	fill(t, db)
	dir := t.TempDir()
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	if err := db.Backup(ended, filepath.Join(dir, "copy.db")); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("left: %v %v", left, err)
	}
	if err := db.Backup(context.Background(), filepath.Join(dir, "no folder", "copy.db")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no folder: %v", err)
	}
}
