package files

import (
	"cmp"
	"context"
	"strconv"
	"sync/atomic"
	"time"

	"parcours/events"
)

// Sizes, in octets.
const (
	MaxSize   = 20 << 20  // of one document
	UsualRoom = 200 << 20 // of all documents of one delegation, unless the configuration says otherwise
	partSize  = 256 << 10 // of the parts in which the store keeps a document
)

// Tx is the slice of a transaction that files need, beside that of the programme. Lookups of what is not there return
// events.ErrNotFound.
type Tx interface {
	events.Tx

	// AddFile adds a document or link, without octets.
	AddFile(File) error
	// AddFilePart adds octets of a document: parts are numbered from 0 in their order.
	AddFilePart(id string, part int, octets []byte) error
	// FilePart gives the octets of a part; ErrNotFound after the last.
	FilePart(id string, part int) ([]byte, error)
	File(id string) (File, error)
	// Files are all that a territory's delegation handed in, removed ones too, oldest first.
	Files(territory string) ([]File, error)
	// FilesSize is how many octets a territory's documents have together.
	FilesSize(territory string) (int64, error)
	// AddAttachment says of which object a file is that was added.
	AddAttachment(Attachment) error
	Attachment(id string) (Attachment, error)
	// Attachments are those of the objects with a UID, or of all; oldest first.
	Attachments(uid string) ([]Attachment, error)
	// AttachedSize is how many octets the attachments of a home have together.
	AttachedSize(home string) (int64, error)
	// RemoveAttachment takes it away with all that was kept of it.
	RemoveAttachment(id string) error
	// RemoveFile takes the octets away and keeps that the file was there, and who removed it when.
	RemoveFile(id, by string, at time.Time) error
}

// Service is the use cases of documents.
type Service struct {
	events *events.Service
	store  events.Store[Tx]
	sniff  func([]byte) string
	now    func() time.Time
	newID  func() string
	room   atomic.Int64 // octets that the documents of a delegation may have together
}

// Parts are what a Service is made of.
type Parts struct {
	Events *events.Service
	Store  events.Store[Tx]
	Sniff  func([]byte) string // the media type that the first octets of a document tell
	Now    func() time.Time
	NewID  func() string
}

// New opens the documents of a programme's delegations.
func New(ctx context.Context, p Parts) (*Service, error) {
	s := &Service{events: p.Events, store: p.Store, sniff: p.Sniff, now: p.Now, newID: p.NewID}
	return s, s.store.View(ctx, s.readRoom)
}

const settingRoom = "files-size"

// SetRoom says how many octets the documents of one delegation may have together, 0 for UsualRoom. A delegation that has
// more already keeps them all.
func (s *Service) SetRoom(ctx context.Context, octets int64) error {
	octets = cmp.Or(octets, UsualRoom)
	if octets < 0 {
		return events.Invalidf("files_size", "%d octets; write a number above 0", octets)
	}
	err := s.store.Update(ctx, func(tx Tx) error { return tx.SetSetting(settingRoom, strconv.FormatInt(octets, 10)) })
	if err == nil {
		s.room.Store(octets)
	}
	return err
}

// readRoom reads what SetRoom last kept.
func (s *Service) readRoom(tx Tx) error {
	s.room.Store(UsualRoom)
	text, err := tx.Setting(settingRoom)
	if err != nil || text == "" {
		return err
	}
	octets, err := strconv.ParseInt(text, 10, 64)
	if err == nil {
		s.room.Store(octets)
	}
	return err
}
