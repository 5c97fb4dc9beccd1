package events

import (
	"fmt"
	"hash/fnv"
	"strconv"
	"time"
)

// UIDOf is the UID of a session of this programme, for life.
func (p *Programme) UIDOf(session string) string {
	if p.ID == "" {
		return session + "@parcours.invalid"
	}
	return session + "@" + p.ID
}

// Invite gives a viewer's view of a session. answer and overlay are the latest, nil without one.
func (s *Snapshot) Invite(x *Session, view View, viewer *Person, subject Subject, answer *Answer, overlay *Overlay) *Invitation {
	inv := &Invitation{
		Session: x, Programme: s, View: view, Viewer: viewer, For: subject,
		UID: x.UID, Name: x.ID + ".ics", Status: NeedsAction, Modified: x.Modified,
		Full: view != ViewPublic && view != ViewDelegation && x.showsRoomTo(viewer),
	}
	var said, kept int64
	if answer != nil {
		said, inv.Last = answer.Number, answer
		if answer.At.After(inv.Modified) {
			inv.Modified = answer.At
		}
		if answer.CountsFor(x) {
			inv.Status, inv.Comment, inv.Late, inv.Answered = answer.Status, answer.Comment, answer.Late, answer.At
		}
	}
	if overlay != nil {
		kept, inv.Overlay = overlay.Number, overlay.Text
	}
	if subject.Territory != "" {
		inv.UID = UIDFor(x, subject)
		if t := s.Territory(subject.Territory); t != nil {
			inv.Label = s.DelegationTitle(viewer, t)
		}
		if subject.Category != "" {
			if c := s.Category(subject.Category); c != nil {
				inv.Label += ", " + c.Label
			}
		}
	}
	if viewer != nil && subject != (Subject{}) {
		inv.AnswerURL = "/a/" + s.AnswerToken(AnswerLink{Person: viewer.ID, Session: x.ID, For: subject})
	}
	inv.Revision = Revision{x.Change, said, kept}.String()
	return inv
}

// CountsFor tells whether the answer still stands: it is not a withdrawal, and the time has not moved since. When a
// poll chose the session, a person's own yes to the option is their acceptance, and nothing else is.
func (a *Answer) CountsFor(x *Session) bool {
	if a.Status == NeedsAction {
		return false
	}
	kept := !x.Decided.IsZero() && a.For.Person != "" && a.Status == Accepted && a.Sequence >= x.VotedAt
	return x.AsksAt(a.Sequence) || kept
}

// follows tells whether a later answer takes the place of one before: not where it was given to another time of the
// session, and the one before to the present time. So what was said of a time in between hides nothing when it moves back.
func (a *Answer) follows(before *Answer, x *Session) bool {
	return before == nil || x == nil || x.Heard(a.Sequence) || !x.Heard(before.Sequence)
}

// Heard tells whether something was said of the session as it is now: of its present time, or in the poll that chose it.
func (s *Session) Heard(sequence int) bool {
	return s.AsksAt(sequence) || !s.Decided.IsZero() && sequence >= s.VotedAt
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

// Revision names one state of one view: the change numbers that it was made of.
type Revision struct{ Session, Answer, Overlay int64 }

// String is the revision as X-PARCOURS-SERVED and Schedule-Tag carry it.
func (r Revision) String() string { return fmt.Sprintf("%d.%d.%d", r.Session, r.Answer, r.Overlay) }

// EpochOf is the part of ETags and tokens that changes when everything that a person sees may have changed.
func (s *Snapshot) EpochOf(p *Person) string {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s\x00%s\x00%s", s.version, s.Epoch, s.Generation)
	if p != nil {
		fmt.Fprintf(h, "\x00%s\x00%d", p.ID, p.Epoch)
	}
	return strconv.FormatUint(h.Sum64(), 36)
}

// SubjectOf is whom an answer stands for that is given in a delegation's collection.
func (s *Session) SubjectOf(territory string) Subject {
	return Subject{Territory: territory, Category: s.Category}
}

// Hides tells whether an overlay keeps an invitation out of the list: until answers are asked again.
func (o *Overlay) Hides(x *Session) bool { return o != nil && o.Hidden && x.AsksAt(o.Sequence) }

// Listed tells whether a session still stands in people's calendars.
func (s *Session) Listed() bool {
	return !s.Dropped && !s.Lost && !(s.Draft() && s.Status == Cancelled)
}

// Published tells whether a session still stands in feeds.
func (s *Session) Published() bool { return !s.Dropped && !(s.Draft() && s.Status == Cancelled) }

// Latest is the last of some times, the zero time without any.
func Latest(times ...time.Time) time.Time {
	var last time.Time
	for _, t := range times {
		if t.After(last) {
			last = t
		}
	}
	return last
}

// UIDFor is the UID of a session's view for a delegation.
func UIDFor(x *Session, f Subject) string {
	if f.Category == "" {
		return x.UID + "+" + f.Territory
	}
	return x.UID + "+" + f.Territory + "." + f.Category
}
