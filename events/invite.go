package events

import (
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"
	"time"
)

// UIDOf is the UID of a session of this programme, for life.
func (p *Programme) UIDOf(session string) string {
	if p.ID == "" {
		return session + "@parcours.invalid"
	}
	return session + "@" + p.ID
}

// invite gives a viewer's view of a session. answer and overlay are the latest, nil without one.
func (s *Service) invite(snap *Snapshot, x *Session, view View, viewer *Person, subject Subject, answer *Answer, overlay *Overlay) *Invitation {
	inv := &Invitation{
		Session: x, Programme: snap, View: view, Viewer: viewer, For: subject,
		UID: x.UID, Name: x.ID + ".ics", Status: NeedsAction, Modified: x.Modified,
		Full: view != ViewPublic && view != ViewDelegation && x.showsRoomTo(viewer),
	}
	var said, kept int64
	if answer != nil {
		said = answer.Number
		if answer.At.After(inv.Modified) {
			inv.Modified = answer.At
		}
		if answer.counts(x) {
			inv.Status, inv.Comment, inv.Late, inv.Answered = answer.Status, answer.Comment, answer.Late, answer.At
		}
	}
	if overlay != nil {
		kept, inv.Overlay = overlay.Number, overlay.Text
	}
	if subject.Territory != "" {
		inv.UID = uidFor(x, subject)
		if t := snap.Territory(subject.Territory); t != nil {
			inv.Label = snap.delegation(viewer, t)
		}
		if subject.Category != "" {
			if c := snap.Category(subject.Category); c != nil {
				inv.Label += ", " + c.Label
			}
		}
	}
	if viewer != nil && subject != (Subject{}) {
		inv.AnswerURL = "/a/" + s.AnswerToken(AnswerLink{Person: viewer.ID, Session: x.ID, For: subject})
	}
	inv.Revision = revision{x.Change, said, kept}.String()
	return inv
}

// counts tells whether the answer still stands: it is not a withdrawal, and the time has not moved since. When a
// poll chose the session, a person's own yes to the option is their acceptance, and nothing else is.
func (a *Answer) counts(x *Session) bool {
	if a.Status == NeedsAction {
		return false
	}
	kept := !x.Decided.IsZero() && a.For.Person != "" && a.Status == Accepted && a.Sequence >= x.VotedAt
	return x.AsksAt(a.Sequence) || kept
}

// showsRoomTo tells whether a person may see the link and the description of a room: its category and the
// organisers. The link of a session without rooms is for whoever is asked.
func (s *Session) showsRoomTo(p *Person) bool {
	if p == nil {
		return false
	}
	if p.Role == Organiser {
		return true
	}
	if s.Category == "" {
		return s.Asks(p)
	}
	return p.Category == s.Category && (p.Role != Guest || p.Briefed) && s.Asks(p)
}

// revision names one state of one view: the change numbers that it was made of.
type revision struct{ session, answer, overlay int64 }

func (r revision) String() string { return fmt.Sprintf("%d.%d.%d", r.session, r.answer, r.overlay) }

func parseRevision(text string) (r revision, ok bool) {
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		return r, false
	}
	for i, to := range []*int64{&r.session, &r.answer, &r.overlay} {
		n, err := strconv.ParseInt(parts[i], 10, 64)
		if err != nil || n < 0 {
			return revision{}, false
		}
		*to = n
	}
	return r, true
}

// epoch is the part of ETags and tokens that changes when everything that a person sees may have changed.
func (s *Service) epoch(snap *Snapshot, p *Person) string {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s\x00%s\x00%s", s.text.Version(), snap.Epoch, snap.Generation)
	if p != nil {
		fmt.Fprintf(h, "\x00%s\x00%d", p.ID, p.Epoch)
	}
	return strconv.FormatUint(h.Sum64(), 36)
}

// subjectOf is whom an answer stands for that is given in a delegation's collection.
func (s *Session) subjectOf(territory string) Subject {
	return Subject{Territory: territory, Category: s.Category}
}

// hides tells whether an overlay keeps an invitation out of the list: until answers are asked again.
func (o *Overlay) hides(x *Session) bool { return o != nil && o.Hidden && x.AsksAt(o.Sequence) }

// listed tells whether a session still stands in people's calendars.
func (s *Session) listed() bool {
	return !s.Dropped && !s.Lost && !(s.Draft() && s.Status == Cancelled)
}

// published tells whether a session still stands in feeds.
func (s *Session) published() bool { return !s.Dropped && !(s.Draft() && s.Status == Cancelled) }

func latest(times ...time.Time) time.Time {
	var last time.Time
	for _, t := range times {
		if t.After(last) {
			last = t
		}
	}
	return last
}

// uidFor is the UID of a session's view for a delegation.
func uidFor(x *Session, f Subject) string {
	if f.Category == "" {
		return x.UID + "+" + f.Territory
	}
	return x.UID + "+" + f.Territory + "." + f.Category
}
