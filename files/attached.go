package files

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"

	"parcours/events"
)

// Attachment is a document that is attached to an event or task of a calendar: of no delegation, but of a home. Who may read it, and
// how long it stays, is said by the objects that name it (package attachments).
type Attachment struct {
	File
	Home, UID string
}

// AttachIn keeps a document of any kind for an object; it gets an id, a safe name, its size and digest. The attachments of a home have together
// as much room as the documents of a delegation: events.ErrQuota. An *events.Invalid of FieldSize for what is empty or too large.
func (s *Service) AttachIn(tx Tx, a Attachment, content []byte) (File, error) {
	a.ID, a.At, a.Size = s.newID(), s.now(), int64(len(content))
	if a.Name = SafeName(a.Name); a.Name == "" {
		a.Name = "attachment.bin"
	}
	if a.Size == 0 || a.Size > MaxSize {
		return a.File, events.Invalidf(FieldSize, "%d octets; a document has at most %d, and at least one", a.Size, MaxSize)
	}
	used, err := tx.AttachedSize(a.Home)
	if err != nil {
		return a.File, err
	}
	if used+a.Size > s.room.Load() {
		return a.File, events.ErrQuota
	}
	sum := sha256.Sum256(content)
	a.Digest = hex.EncodeToString(sum[:])
	if err := s.parts(tx, &a.File, bytes.NewReader(content)); err != nil {
		return a.File, err
	}
	return a.File, tx.AddAttachment(a)
}
