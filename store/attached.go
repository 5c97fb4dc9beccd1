package store

import (
	"strings"

	"parcours/calendars"
	"parcours/files"
)

var attachedColumns = "f." + strings.ReplaceAll(fileColumns, ", ", ", f.") + ", a.home, a.uid FROM attached a JOIN files f ON f.id = a.file"

func scanAttachment(row scanner) (a files.Attachment, err error) {
	f := &a.File
	return a, row.Scan(&f.ID, &f.Territory, &f.Decision, &f.Name, &f.Kind, &f.Size, &f.Digest, &f.URL, &f.By, instant{&f.At}, &f.RemovedBy, instant{&f.RemovedAt}, &a.Home, &a.UID)
}

// AddAttachment implements Tx.
func (t *tx) AddAttachment(a files.Attachment) error {
	return t.write("INSERT INTO attached (file, home, uid) VALUES ($1, $2, $3)", a.ID, a.Home, a.UID)
}

// Attachment implements Tx.
func (t *tx) Attachment(id string) (files.Attachment, error) {
	return one(t, scanAttachment, "SELECT "+attachedColumns+" WHERE a.file = $1", id)
}

// Attachments implements Tx: oldest first.
func (t *tx) Attachments(uid string) ([]files.Attachment, error) {
	if uid == "" {
		return list(t, scanAttachment, "SELECT "+attachedColumns+" ORDER BY f.put_at, f.id")
	}
	return list(t, scanAttachment, "SELECT "+attachedColumns+" WHERE a.uid = $1 ORDER BY f.put_at, f.id", uid)
}

// AttachedSize implements Tx.
func (t *tx) AttachedSize(home string) (int64, error) {
	return one(t, scanNumber, "SELECT COALESCE(SUM(f.size), 0) FROM attached a JOIN files f ON f.id = a.file WHERE a.home = $1", home)
}

// RemoveAttachment implements Tx: nothing of it stays.
func (t *tx) RemoveAttachment(id string) error {
	for _, from := range []string{"file_parts WHERE file", "attached WHERE file", "files WHERE id"} {
		if err := t.write("DELETE FROM "+from+" = $1", id); err != nil {
			return err
		}
	}
	return nil
}

// ObjectsOfUID implements Tx.
func (t *tx) ObjectsOfUID(uid string) ([]calendars.Object, error) {
	return list(t, scanObject(true), objectColumns+", octets FROM objects WHERE uid = $1 AND "+outsideInbox, uid)
}
