package attachments

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"time"

	"parcours/calendars"
	"parcours/events"
	"parcours/files"
	"parcours/scheduling"
)

// Object is an object of a calendar as somebody sees it, to whose attachments something is done.
type Object struct {
	Collection *calendars.Collection
	Name       string
	Pre        calendars.Preconditions
}

// Upload is a document that somebody attaches.
type Upload struct {
	Name    string // as the client says it
	Kind    string // media type
	Content []byte
	At      string // what addresses of attachments begin with
}

// Add attaches a document to instances of an object, none for all. It gives the attachment's id. Errors: ErrForbidden, ErrAttendeeChange for
// who is asked to the event, ErrMany, ErrInstance, ErrQuota, Invalid of files, and those of a PUT.
func (s *Service) Add(ctx context.Context, by *events.Person, o Object, up Upload, instances []string) (id string, result calendars.PutResult, err error) {
	result, err = s.edit(ctx, o, func(tx Tx, at calendars.Object) ([]byte, error) {
		there, err := s.text.Managed(at.Octets, true)
		if err != nil {
			return nil, err
		}
		if len(there) >= MaxOf {
			return nil, ErrMany
		}
		line, err := s.keep(tx, by, at, up)
		if err != nil {
			return nil, err
		}
		id = line.ID
		return s.text.Attached(at.Octets, line, instances)
	})
	return id, result, err
}

// Replace puts another document in the place of one, in all instances. It gives the new id: the old one names what it named.
func (s *Service) Replace(ctx context.Context, by *events.Person, o Object, id string, up Upload) (newID string, result calendars.PutResult, err error) {
	result, err = s.edit(ctx, o, func(tx Tx, at calendars.Object) ([]byte, error) {
		line, err := s.keep(tx, by, at, up)
		if err != nil {
			return nil, err
		}
		newID = line.ID
		return s.text.Replaced(at.Octets, id, line)
	})
	return newID, result, err
}

// Remove takes an attachment out of instances of an object, none for all.
func (s *Service) Remove(ctx context.Context, o Object, id string, instances []string) (calendars.PutResult, error) {
	return s.edit(ctx, o, func(_ Tx, at calendars.Object) ([]byte, error) { return s.text.Detached(at.Octets, id, instances) })
}

// edit changes what an object says of attachments, as a client of who writes there would. What nothing names after it goes.
func (s *Service) edit(ctx context.Context, o Object, change func(Tx, calendars.Object) ([]byte, error)) (result calendars.PutResult, err error) {
	if !o.Collection.Rights.Write || o.Collection.Kind != calendars.KindStored {
		return result, events.ErrForbidden
	}
	err = s.store.Update(ctx, func(tx Tx) error {
		uid := ""
		result, err = calendars.EditIn(s.calendars, tx, o.Collection, o.Name, o.Pre, func(at calendars.Object) ([]byte, error) {
			uid = at.UID
			if owner := s.events.Programme().Person(at.Home); owner != nil {
				part, err := s.text.Part(at.Octets, scheduling.AddressesOf(owner))
				if err == nil && part.Role == scheduling.Attends {
					return nil, events.ErrAttendeeChange
				}
			}
			return change(tx, at)
		})
		if err != nil {
			return err
		}
		all, err := tx.Attachments(uid)
		if err != nil {
			return err
		}
		return s.sweep(tx, all)
	})
	return result, err
}

// keep keeps a document for an object.
func (s *Service) keep(tx Tx, by *events.Person, at calendars.Object, up Upload) (Line, error) {
	f, err := s.files.AttachIn(tx, files.Attachment{Home: at.Home, UID: at.UID, File: files.File{Name: up.Name, Kind: up.Kind, By: by.ID}}, up.Content)
	return Line{ID: f.ID, URL: up.At + f.ID + "/" + url.PathEscape(f.Name), Name: f.Name, Kind: f.Kind, Size: f.Size}, err
}

// Read gives an attachment to whom an object in one of their calendars names it; to everybody else it is not there.
func (s *Service) Read(ctx context.Context, viewer *events.Person, id string) (files.File, error) {
	var a files.Attachment
	err := s.store.View(ctx, func(tx Tx) (err error) {
		a, err = tx.Attachment(id)
		return err
	})
	if err != nil {
		return files.File{}, err
	}
	all, err := s.calendars.Collections(ctx, viewer, viewer.ID)
	for i := range all {
		named, err := s.namedIn(ctx, viewer, &all[i], a)
		if named || err != nil {
			return a.File, err
		}
	}
	return files.File{}, errors.Join(err, events.ErrNotFound)
}

// namedIn tells whether an object of a calendar names an attachment.
func (s *Service) namedIn(ctx context.Context, viewer *events.Person, c *calendars.Collection, a files.Attachment) (bool, error) {
	q := calendars.ItemQuery{UID: a.UID}
	switch c.Kind {
	case calendars.KindStored, calendars.KindDays:
	case calendars.KindTogether:
		q.UID = "" // objects have other UIDs there
	default:
		return false, nil
	}
	items, err := s.calendars.Items(ctx, viewer, c, q)
	for i := range items {
		if s.names(items[i].Octets, a.ID, true) {
			return true, err
		}
	}
	return false, err
}

func (s *Service) names(octets []byte, id string, cancelled bool) bool {
	lines, err := s.text.Managed(octets, cancelled)
	return err == nil && slices.ContainsFunc(lines, func(l Line) bool { return l.ID == id })
}

// Check tells whether what a client writes names attachments that are kept here, under addresses that begin with at, and not for them:
// ErrManaged. Those of other servers are links.
func (s *Service) Check(ctx context.Context, viewer *events.Person, octets []byte, ours func(address string) bool) error {
	lines, err := s.text.Managed(octets, true)
	if err != nil {
		return nil //nolint:nilerr // what cannot be read is refused for that
	}
	for _, l := range lines {
		if !ours(l.URL) {
			continue
		}
		if _, err := s.Read(ctx, viewer, l.ID); errors.Is(err, events.ErrNotFound) {
			return ErrManaged
		} else if err != nil {
			return err
		}
	}
	return nil
}

// Sweep removes the attachments that nothing names any more: those of objects that were removed, and those that clients left out. It is for a
// job; each is a transaction. One that was named is not looked for again before something changes in its home, or a day later.
func (s *Service) Sweep(ctx context.Context) error {
	var all []files.Attachment
	err := s.store.View(ctx, func(tx Tx) (err error) {
		all, err = tx.Attachments("")
		return err
	})
	if now := s.events.Now(); now.Sub(time.Unix(s.looked.Load(), 0)) > lookAgain {
		s.found.Clear()
		s.looked.Store(now.Unix())
	}
	for i := range all {
		unnamed := false
		err = errors.Join(err, s.store.View(ctx, func(tx Tx) error {
			change, err := tx.LastChange(all[i].Home)
			if err != nil {
				return err
			}
			if at, known := s.found.Load(all[i].ID); known && at == change {
				return nil
			}
			named, err := s.named(tx, all[i])
			if named {
				s.found.Store(all[i].ID, change)
			}
			unnamed = err == nil && !named
			return err
		}))
		if unnamed {
			s.found.Delete(all[i].ID)
			err = errors.Join(err, s.store.Update(ctx, func(tx Tx) error { return s.sweep(tx, all[i:i+1]) }))
		}
	}
	return err
}

func (s *Service) sweep(tx Tx, all []files.Attachment) error {
	for _, a := range all {
		named, err := s.named(tx, a)
		if err == nil && !named {
			err = tx.RemoveAttachment(a.ID)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// named tells whether an object names an attachment: any in its home, elsewhere one that is not cancelled.
func (s *Service) named(tx Tx, a files.Attachment) (bool, error) {
	named, err := s.namedAtHome(tx, a)
	if named || err != nil {
		return named, err
	}
	return s.namedElsewhere(tx, a)
}

// namedAtHome tells whether an object in the home where it was attached names an attachment.
func (s *Service) namedAtHome(tx Tx, a files.Attachment) (bool, error) {
	all, err := tx.Collections(a.Home)
	if err != nil {
		return false, err
	}
	for _, c := range all {
		if c.Name == calendars.InboxName {
			continue
		}
		found, err := tx.Objects(a.Home, c.Name, calendars.ObjectQuery{UID: a.UID})
		if err != nil {
			return false, err
		}
		if slices.ContainsFunc(found, func(o calendars.Object) bool { return s.names(o.Octets, a.ID, true) }) {
			return true, nil
		}
	}
	return false, nil
}

// namedElsewhere tells whether an object that is not cancelled names an attachment in whatever home it is now.
func (s *Service) namedElsewhere(tx Tx, a files.Attachment) (bool, error) {
	all, err := tx.ObjectsOfUID(a.UID)
	return slices.ContainsFunc(all, func(o calendars.Object) bool { return s.names(o.Octets, a.ID, o.Home == a.Home) }), err
}
