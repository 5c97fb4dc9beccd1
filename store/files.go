package store

import (
	"time"

	"parcours/files"
)

const fileColumns = "id, territory, decision, name, kind, size, digest, url, put_by, put_at, removed_by, removed_at"

func scanFile(row scanner) (f files.File, err error) {
	return f, row.Scan(&f.ID, &f.Territory, &f.Decision, &f.Name, &f.Kind, &f.Size, &f.Digest, &f.URL, &f.By, instant{&f.At}, &f.RemovedBy, instant{&f.RemovedAt})
}

// AddFile implements Tx.
func (t *tx) AddFile(f files.File) error {
	return t.write(`INSERT INTO files (`+fileColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		f.ID, f.Territory, f.Decision, f.Name, f.Kind, f.Size, f.Digest, f.URL, f.By, micros(f.At), f.RemovedBy, micros(f.RemovedAt))
}

// AddFilePart implements Tx.
func (t *tx) AddFilePart(id string, part int, octets []byte) error {
	return t.write("INSERT INTO file_parts (file, part, octets) VALUES ($1, $2, $3)", id, part, octets)
}

// FilePart implements Tx.
func (t *tx) FilePart(id string, part int) ([]byte, error) {
	return one(t, func(row scanner) (octets []byte, err error) { return octets, row.Scan(&octets) },
		"SELECT octets FROM file_parts WHERE file = $1 AND part = $2", id, part)
}

// File implements Tx.
func (t *tx) File(id string) (files.File, error) {
	return one(t, scanFile, "SELECT "+fileColumns+" FROM files WHERE id = $1", id)
}

// Files implements Tx.
func (t *tx) Files(territory string) ([]files.File, error) {
	return list(t, scanFile, "SELECT "+fileColumns+" FROM files WHERE territory = $1 ORDER BY put_at, id", territory)
}

// FilesSize implements Tx.
func (t *tx) FilesSize(territory string) (int64, error) {
	return one(t, scanNumber, "SELECT COALESCE(SUM(size), 0) FROM files WHERE territory = $1 AND removed_by = ''", territory)
}

// RemoveFile implements Tx.
func (t *tx) RemoveFile(id, by string, at time.Time) error {
	if err := t.write("DELETE FROM file_parts WHERE file = $1", id); err != nil {
		return err
	}
	return t.write("UPDATE files SET removed_by = $2, removed_at = $3 WHERE id = $1", id, by, micros(at))
}
