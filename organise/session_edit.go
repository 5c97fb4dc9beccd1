package organise

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"parcours/events"
	"parcours/office"
	"parcours/splits"
)

// sessionEdit is what an organiser does with a session: a new one where x is nil.
type sessionEdit struct {
	x     *events.Session
	do    string // editSession, cancelSession or reinstateSession
	form  sessionForm
	wrong []office.WrongField
}

// What is done with a session, as the forms say it.
const (
	editSession      = ""
	cancelSession    = "cancel"
	reinstateSession = "reinstate"
)

// shownOf names the revisions of a session and its rooms that a form shows.
func shownOf(snap *events.Snapshot, x *events.Session) string {
	all := roomsOf(snap, x)
	if all == nil {
		all = []*events.Session{x}
	}
	var parts []string
	for _, one := range all {
		parts = append(parts, fmt.Sprintf("%s:%d:%d", one.ID, one.Sequence, one.Change))
	}
	return strings.Join(parts, " ")
}

// shownRevision is the SEQUENCE and the change number with which a form showed a session; false for one that it did not.
func shownRevision(shown, session string) (sequence int, change int64, ok bool) {
	for part := range strings.FieldsSeq(shown) {
		name, rest, _ := strings.Cut(part, ":")
		if n, err := fmt.Sscanf(rest, "%d:%d", &sequence, &change); name == session && n == 2 && err == nil {
			return sequence, change, true
		}
	}
	return 0, 0, false
}

// targets are the sessions that the edit is of.
func (e *sessionEdit) targets(snap *events.Snapshot) []*events.Session {
	if !e.form.All {
		return []*events.Session{e.x}
	}
	rooms := slices.DeleteFunc(roomsOf(snap, e.x), func(x *events.Session) bool { return x.Live() == (e.do == reinstateSession) })
	if len(rooms) == 0 {
		return []*events.Session{e.x}
	}
	return rooms
}

// outdated are those of the targets that changed since the form was shown, in what people see or whom it asks.
func (e *sessionEdit) outdated(snap *events.Snapshot) (all []*events.Session) {
	for _, x := range e.targets(snap) {
		now := snap.Session(x.ID)
		sequence, change, ok := shownRevision(e.form.Shown, x.ID)
		asks := func(was events.PastAudience) bool { return was.Until > change }
		if !ok || now == nil || now.Sequence != sequence || slices.ContainsFunc(now.Was, asks) {
			all = append(all, x)
		}
	}
	return all
}

// change gives what the edit makes of each session. Of several rooms, what the form changed of one changes in all, but for what is
// a room's own: a room that meets at another hour stays as far from the others.
func (e *sessionEdit) change(snap *events.Snapshot) func(*events.Plan, *[]events.Audience) {
	was := formOf(snap, e.x)
	first := e.x.When
	return func(p *events.Plan, asked *[]events.Audience) {
		p.Why = events.Cut(e.form.Why, events.MaxComment)
		switch e.do {
		case cancelSession:
			events.Cancel(p)
		case reinstateSession:
			p.Status = snap.Session(p.ID).Returning(events.Edit{})
		default:
			e.form.change(p, &was, p.ID == e.x.ID)
			e.form.move(p, &was, first, snap.Loc)
			e.form.publish(p, asked, &was, snap)
		}
	}
}

// change brings in the words that differ from those that were shown.
func (f *sessionForm) change(p *events.Plan, was *sessionForm, own bool) {
	if f.Title != was.Title {
		if p.Title = f.Title; p.Category != "" {
			p.GroupTitle = f.Title
		}
	}
	for _, x := range []struct {
		to      *string
		is, was string
	}{
		{&p.Kind, f.Kind, was.Kind}, {&p.Description, f.Description, was.Description}, {&p.Place.Where, f.Where, was.Where}, {&p.Place.Link, f.Link, was.Link},
		{(*string)(&p.Place.Mode), f.Mode, was.Mode},
	} {
		if x.is != x.was {
			*x.to = x.is
		}
	}
	if own && f.RoomLink != was.RoomLink {
		p.Room.Link = f.RoomLink
	}
	if own && f.RoomDescription != was.RoomDescription {
		p.Room.Description = f.RoomDescription
	}
	if f.Optional != was.Optional {
		p.Optional = f.Optional
	}
	if settled := events.Status(f.Status); settled != p.Status && p.Poll == "" && p.Status != events.Cancelled && (settled == events.Fixed || settled == events.Estimated) {
		p.Status = settled
	}
}

// move brings in another time. Hours that were not touched stay, to the second.
func (f *sessionForm) move(p *events.Plan, was *sessionForm, first events.When, loc *time.Location) {
	if f.Start == was.Start && f.StartTime == was.StartTime && f.End == was.End && f.EndTime == was.EndTime {
		return
	}
	if to, wrong := f.when(loc); len(wrong) == 0 {
		p.When = splits.Beside(p.When, first, to, loc)
	}
}

// publish brings in whom it asks, where the form says somebody else than it showed. What asks somebody goes on asking.
func (f *sessionForm) publish(p *events.Plan, asked *[]events.Audience, was *sessionForm, snap *events.Snapshot) {
	said := f.audience(snap)
	if f.Asked == askedNobody || f.Asked == was.Asked && said.Equal(was.audience(snap)) {
		return
	}
	p.Audience = said
	if len(said.AskedTo) > 0 {
		*asked = snap.Following(said.AskedTo)
		return
	}
	if p.Category != "" {
		said.Categories = []string{p.Category}
	}
	*asked = []events.Audience{said}
}

// made are the sessions that a form of a new one means: one, or one a room. They have no id yet.
func (f *sessionForm) made(snap *events.Snapshot) (all []events.Session) {
	rooms := f.Rooms
	if len(rooms) == 0 {
		rooms = []string{""}
	}
	group := snap.FreeName(f.Title)
	for _, category := range rooms {
		x := events.Session{Plan: events.Plan{Title: f.Title, Description: f.Description, Status: events.Fixed, Why: events.Cut(f.Why, events.MaxComment)}, Made: true}
		if f.Status == string(events.Estimated) {
			x.Status = events.Estimated
		}
		x.When, _ = f.when(snap.Loc)
		if category != "" {
			x.Category, x.Group, x.GroupTitle = category, group, f.Title
		}
		f.complete(&x.Plan, &x.Asked, snap)
		all = append(all, x)
	}
	return all
}

// complete brings in what a new session has beside what an event in a calendar says.
func (f *sessionForm) complete(p *events.Plan, asked *[]events.Audience, snap *events.Snapshot) {
	f.change(p, &sessionForm{Title: f.Title, Description: f.Description}, false)
	f.publish(p, asked, &sessionForm{}, snap)
}

// editOf reads what was sent of a session.
func editOf(snap *events.Snapshot, x *events.Session, form url.Values) *sessionEdit {
	e := &sessionEdit{x: x, do: form.Get("do"), form: readSessionForm(form)}
	if e.do == cancelSession || e.do == reinstateSession {
		return e
	}
	e.do = editSession
	e.wrong = e.form.check(snap)
	return e
}
