package files

import (
	"context"
	"errors"
	"io"
	"slices"

	"parcours/events"
)

// Of gives what a delegation handed in, oldest first, what was removed too; events.ErrNotFound for who may not read it.
func (s *Service) Of(ctx context.Context, viewer *events.Person, territory string) (all []File, err error) {
	if s.events.Programme().Territory(territory) == nil || !viewer.ReadsDelegation(territory) {
		return nil, events.ErrNotFound
	}
	err = s.store.View(ctx, func(tx Tx) error {
		all, err = tx.Files(territory)
		return err
	})
	return all, err
}

// Room is how many octets the documents of a delegation have, and may have together.
func (s *Service) Room(ctx context.Context, territory string) (used, most int64, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		used, err = tx.FilesSize(territory)
		return err
	})
	return used, s.room.Load(), err
}

// Find gives a document or link of a delegation that is there; events.ErrNotFound for who may not read it as for what is not.
func (s *Service) Find(ctx context.Context, viewer *events.Person, territory, id string) (f File, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		f, err = find(tx, viewer, territory, id)
		return err
	})
	return f, err
}

func find(tx Tx, viewer *events.Person, territory, id string) (File, error) {
	f, err := tx.File(id)
	if err == nil && (f.Territory != territory || !f.There() || !viewer.ReadsDelegation(territory)) {
		return File{}, events.ErrNotFound
	}
	return f, err
}

// Send writes the octets of a document, a part at a time and each from a reading of its own: whoever reads slowly keeps
// nobody waiting. A document that is removed meanwhile ends short, with an error.
func (s *Service) Send(ctx context.Context, w io.Writer, f File) error {
	for sent, part := int64(0), 0; sent < f.Size; part++ {
		var octets []byte
		err := s.store.View(ctx, func(tx Tx) (err error) {
			octets, err = tx.FilePart(f.ID, part)
			return err
		})
		if err != nil {
			return err
		}
		if _, err := w.Write(octets); err != nil {
			return err
		}
		sent += int64(len(octets))
	}
	return nil
}

// Remove takes a document or link away: the octets go, that it was there stays. See MayRemove; events.ErrForbidden for
// other readers of the delegation, events.ErrNotFound for everybody else.
func (s *Service) Remove(ctx context.Context, by *events.Person, territory, id string) error {
	return s.store.Update(ctx, func(tx Tx) error {
		f, err := find(tx, by, territory, id)
		if err != nil {
			return err
		}
		if !MayRemove(by, &f) {
			return events.ErrForbidden
		}
		if err := tx.RemoveFile(id, by.ID, s.now()); err != nil || f.Decision == 0 {
			return err
		}
		return s.unanswer(tx, by.ID, &f)
	})
}

// unanswer takes a removed file out of the answer to its arbitrage, unless another of the same name is still there. An
// arbitrage that the programme asks no more has no answer to change.
func (s *Service) unanswer(tx Tx, by string, f *File) error {
	all, err := tx.Files(f.Territory)
	if err != nil {
		return err
	}
	same := func(other File) bool {
		return other.There() && other.Decision == f.Decision && other.Said() == f.Said()
	}
	if slices.ContainsFunc(all, same) {
		return nil
	}
	if err := s.answer(tx, by, f, false); !errors.Is(err, events.ErrNotFound) {
		return err
	}
	return nil
}
