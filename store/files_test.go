package store

import (
	"bytes"
	"errors"
	"testing"

	"parcours/events"
	"parcours/files"
)

var handedIn = files.File{ID: "F1", Territory: "faverges", Decision: 7, Name: "note.odt", Kind: "application/vnd.oasis.opendocument.text",
	Size: 5, Digest: "d1", By: "rita", At: day(2, 9)}

func TestFiles(t *testing.T) {
	db := openStore(t)
	link := files.File{ID: "F2", Territory: "faverges", Name: "Cadrage", URL: "https://example.org/?a=1", By: "marc", At: day(1, 9)}
	other := files.File{ID: "F3", Territory: "annecy", Name: "a.csv", Kind: "text/csv", Size: 7, Digest: "d3", By: "anne", At: day(3, 9)}
	octets := []byte{0, 1, 2, 0xff}
	write(t, db, func(tx Tx) error {
		return errors.Join(tx.AddFile(handedIn), tx.AddFile(link), tx.AddFile(other), tx.AddFilePart("F1", 0, octets), tx.AddFilePart("F1", 1, []byte("x")))
	})
	of := func(territory string) []files.File {
		return read(t, db, func(tx Tx) ([]files.File, error) { return tx.Files(territory) })
	}
	size := func(territory string) int64 {
		return read(t, db, func(tx Tx) (int64, error) { return tx.FilesSize(territory) })
	}
	same(t, "oldest first", of("faverges"), []files.File{link, handedIn})
	same(t, "of nobody", of("vimy"), nil)
	same(t, "sizes", []int64{size("faverges"), size("annecy"), size("vimy")}, []int64{5, 7, 0})
	same(t, "one", read(t, db, func(tx Tx) (files.File, error) { return tx.File("F3") }), other)
	if got := read(t, db, func(tx Tx) ([]byte, error) { return tx.FilePart("F1", 0) }); !bytes.Equal(got, octets) {
		t.Errorf("octets %v", got)
	}
	for _, f := range []func(Tx) error{
		func(tx Tx) error { _, err := tx.File("F9"); return err },
		func(tx Tx) error { _, err := tx.FilePart("F1", 2); return err },
		func(tx Tx) error { _, err := tx.FilePart("F2", 0); return err },
	} {
		wantError(t, db, events.ErrNotFound, f)
	}
	write(t, db, func(tx Tx) error { return tx.RemoveFile("F1", "rene", day(4, 9)) })
	removed := handedIn
	removed.RemovedBy, removed.RemovedAt = "rene", day(4, 9)
	same(t, "the line stays", of("faverges"), []files.File{link, removed})
	same(t, "and takes no room", size("faverges"), int64(0))
	wantError(t, db, events.ErrNotFound, func(tx Tx) error { _, err := tx.FilePart("F1", 0); return err })
	if err := db.Update(t.Context(), func(tx Tx) error { return tx.AddFilePart("F9", 0, octets) }); err == nil {
		t.Error("octets of no file were kept")
	}
}
