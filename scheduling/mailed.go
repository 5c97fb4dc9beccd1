package scheduling

import (
	"errors"
	"slices"
	"time"

	"parcours/events"
)

// What comes by mail: answers of people elsewhere to events that somebody here organises, and invitations of organisers elsewhere.

// Mailed is an iTIP message that came by mail, of whom its sender is known.
type Mailed struct {
	UID     string
	Method  string // REQUEST, ADD, CANCEL, REPLY, COUNTER ...
	Message []byte
}

// methodCounter is the method by which somebody proposes another time (RFC 5546 §3.2.7).
const methodCounter = "COUNTER"

// organised finds the object with a UID that somebody organises. ErrNotFound without one.
func (r *Rules) organised(in Calendars, organiser *events.Person, uid string) (*Object, copies, error) {
	all, err := in.Scheduled(uid)
	if err != nil {
		return nil, nil, err
	}
	o, _, err := r.organisersObject(in, all, addressesOf(organiser)[0])
	if err == nil && o == nil {
		err = events.ErrNotFound
	}
	return o, all, err
}

// Hear takes the answer of whom a letter went to. It changes the organiser's object and the copies of those who are here. A delegation
// changes nothing: a person decides. Errors: ErrStale, ErrNotFound without the event, and where it does not ask that address.
func (r *Rules) Hear(in Calendars, l Letter, m Mailed) ([]Said, error) {
	organiser, address := r.Owner(l.Person, nil), "mailto:"+l.Address
	if organiser == nil {
		return nil, events.ErrNotFound
	}
	o, all, err := r.organised(in, organiser, l.UID)
	if err != nil {
		return nil, err
	}
	last := func(instance string) (at time.Time, err error) { return in.Heard(l.Token, instance) }
	reply, said, err := r.Text.Heard(o.Octets, m.Message, address, last)
	if err != nil {
		return said, err
	}
	for _, s := range said {
		if err := in.SetHeard(l.Token, s.Instance, s.Stamp); err != nil {
			return nil, err
		}
	}
	if slices.ContainsFunc(said, func(s Said) bool { return s.Partstat == "DELEGATED" }) {
		return said, in.Inform(organiser, o, methodReply+"-"+l.Address, m.Message)
	}
	octets, err := r.Text.Answered(o.Octets, nil, reply, []string{address})
	if err != nil {
		return nil, err
	}
	return said, r.take(in, organiser, o, octets, l.Address, []string{address}, all)
}

// Propose puts another time that somebody proposes into the organiser's inbox. It changes nothing else.
func (r *Rules) Propose(in Calendars, l Letter, m Mailed) error {
	organiser := r.Owner(l.Person, nil)
	if organiser == nil {
		return events.ErrNotFound
	}
	o, _, err := r.organised(in, organiser, l.UID)
	if err != nil {
		return err
	}
	return in.Inform(organiser, o, methodCounter+"-"+l.Address, m.Message)
}

// Again lets the invitation leave again to whom a letter went (REFRESH, RFC 5546 §3.2.6).
func (r *Rules) Again(in Calendars, l Letter) error {
	organiser := r.Owner(l.Person, nil)
	if organiser == nil {
		return events.ErrNotFound
	}
	o, _, err := r.organised(in, organiser, l.UID)
	if err != nil {
		return err
	}
	now, err := r.Text.Copies(o.Octets, nil)
	if err != nil {
		return err
	}
	_, err = r.write(in, organiser, o, Asked{Address: "mailto:" + l.Address, Force: methodRequest}, now)
	return err
}

// Noted keeps on the lines of an object how a letter about it fared: what was answered meanwhile stays.
func (r *Rules) Noted(in Calendars, l Letter, status string) error {
	writer, address := r.Owner(l.Person, nil), "mailto:"+l.Address
	all, err := in.Scheduled(l.UID)
	if writer == nil || err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(o Object) bool { return o.Home == writer.ID })
	if i < 0 {
		return nil
	}
	o := &all[i]
	if err := in.Load(o); err != nil {
		return err
	}
	asked, err := r.Text.Attendees(o.Octets, addressesOf(writer))
	if err != nil {
		return err
	}
	if l.Kind != KindReply && !slices.ContainsFunc(asked, func(a Asked) bool {
		return a.Address == address && (a.Status == "" || a.Status == StatusPending || a.Status == StatusSent)
	}) {
		return nil
	}
	octets, err := r.Text.Sent(o.Octets, map[string]string{address: status})
	if err != nil || string(octets) == string(o.Octets) {
		return err
	}
	return in.Keep(writer, o, o, octets, false)
}

// Errors of Arrive.
var (
	ErrNotAsked      = errors.New("it does not ask them")
	ErrOrganiserHere = errors.New("its organiser has a calendar here, by which it is organised")
)

// Arrive takes a message of an organiser elsewhere, who is known to have written it, to somebody here: it stands in their calendar, with
// a message in their inbox. Their answer stays where nothing of weight changes. Errors: ErrStale, ErrNotAsked, ErrOrganiserHere,
// errTaken where they have another event of its UID, or no room.
func (r *Rules) Arrive(in Calendars, p *events.Person, m Mailed) error {
	own := addressesOf(p)
	part, err := r.Text.Part(m.Message, own)
	switch {
	case err != nil:
		return err
	case part.Role != Attends || mailbox(part.Organiser) == "":
		return ErrNotAsked
	case r.isHere(part.Organiser):
		return ErrOrganiserHere
	case r.session(m.UID) != nil:
		return errTaken
	}
	all, err := in.Scheduled(m.UID)
	if err != nil {
		return err
	}
	mine, err := r.copyOf(in, all, p, []string{part.Organiser})
	if err != nil {
		return err
	}
	token := r.token(p.ID, mailbox(part.Organiser), m.UID)
	last := func(instance string) (time.Time, error) { return in.Heard(token, "from:"+instance) }
	got, err := r.Text.Received(octetsOf(mine), m.Message, own, last)
	if err != nil || got.Octets == nil {
		return err
	}
	of := &Object{UID: got.UID, Component: got.Component}
	if mine == nil {
		room, err := in.Room(p, of)
		if err == nil && !room {
			err = errTaken
		}
		if err != nil {
			return err
		}
	} else {
		of.Last, of.OpenEnded = mine.Last, mine.OpenEnded
	}
	for instance, stamp := range got.Stamps {
		if err := in.SetHeard(token, "from:"+instance, stamp); err != nil {
			return err
		}
	}
	if err := in.Keep(p, of, mine, got.Octets, got.News); err != nil {
		return err
	}
	return in.Inform(p, of, m.Method, m.Message)
}

// Taken tells whether somebody's calendar had no place for what arrived.
func Taken(err error) bool { return errors.Is(err, errTaken) }
