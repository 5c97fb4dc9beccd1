package calendars

import (
	"errors"
	"slices"

	"parcours/events"
)

// SchedulingText is what the rules for scheduling object resources (RFC 6638 §3) need of iCalendar text. It is part of
// Text. Addresses are compared by what they mean: case, escapes and EMAIL parameters do not count.
type SchedulingText interface {
	// Part tells which part an object gives to whom has these addresses. ErrSeveralOrganisers comes with it.
	Part(octets []byte, own []string) (Part, error)
	// Organised gives what is kept of an organiser's object written over another state of it: answers are theirs who
	// gave them, and are asked again where the time changed. seen: who wrote knew the answers that were there.
	Organised(before, after []byte, own []string, seen bool) ([]byte, error)
	// Attended gives what is kept of an attendee's copy written over another state of it, or ErrAttendeeChange.
	Attended(before, after []byte, own []string) ([]byte, error)
	// Asked are whom an object asks, each once, but for own.
	Asked(octets []byte, own []string) ([]Asked, error)
	// Copy gives what somebody has of an organiser's object, with what is theirs in mine, their copy so far (nil without one), and
	// whether it tells them something new. It is nil where they are asked to nothing, or declined it and kept nothing.
	Copy(organised, mine []byte, own []string) (octets []byte, told bool, err error)
	// Cancelled gives a copy of what its owner is asked to no longer.
	Cancelled(mine []byte) ([]byte, error)
	// Answered gives an organiser's object after what an attendee's copy says, that was before (nil without one) and is after (nil
	// where it was thrown away). It comes back as it is where nothing new is said.
	Answered(organised, before, after []byte, own []string) ([]byte, error)
	// Message gives the iTIP message of a method about an object; a REPLY has the answer of from alone.
	Message(octets []byte, method string, from []string) ([]byte, error)
	// Sent notes how messages to these addresses left, as SCHEDULE-STATUS.
	Sent(octets []byte, status map[string]string) ([]byte, error)
	// Supersedes tells whether an object is a later one of its organiser's by its SEQUENCE.
	Supersedes(before, after []byte) (bool, error)
}

// Asked is somebody whom an object asks.
type Asked struct {
	Address string // calendar user address, as addresses are compared
	Group   bool
	Client  bool   // their messages are left to clients (SCHEDULE-AGENT, RFC 6638 §7.1)
	Force   string // SCHEDULE-FORCE-SEND: REQUEST, REPLY or "" (§7.2)
	Status  string // SCHEDULE-STATUS (§7.3)
}

// Part is what somebody is in an object.
type Part struct {
	Role      Role
	Organiser string // calendar user address, "" for whom it was asked about
	Client    bool   // the organiser's side is left to clients (SCHEDULE-AGENT, RFC 6638 §7.1)
}

// Role of somebody in an object.
type Role string

// The roles. An object in which somebody has none is an ordinary one for them.
const (
	NoRole    Role = ""
	Organises Role = "organiser"
	Attends   Role = "attendee"
)

var (
	// ErrSeveralOrganisers: the components of a scheduling object have different ORGANIZERs
	// (CALDAV:same-organizer-in-all-components, RFC 6638 §3.2.4.2).
	ErrSeveralOrganisers = errors.New("all occurrences of an event have the same organiser")
	// ErrOtherOrganiser: an organiser's client gave the event to somebody else
	// (CALDAV:allowed-organizer-scheduling-object-change, RFC 6638 §3.2.4.3).
	ErrOtherOrganiser = errors.New("an event stays with its organiser: delete it, and let the other one make it")
)

// Twice is a scheduling object with the UID of another one in another calendar of the same person
// (CALDAV:unique-scheduling-object-resource, RFC 6638 §3.2.4.1). It names that one where it is the writer's own.
type Twice struct{ Collection, Name string }

// Error implements error.
func (e *Twice) Error() string {
	return "this event with attendees is in another calendar of the same person already: change or move it there"
}

// schedule lets the rules for scheduling objects speak of an object that is put in the place of old, the zero one for none.
// They are about calendars that people own, and the owner's part counts, whoever writes. The object gets its octets and
// tags; one without people asked stays as it is, without Schedule-Tag.
func (s *Service) schedule(tx Tx, c *Collection, o *Object, old Object, pre Preconditions) error {
	owner := s.events.Programme().Person(c.stored.Home)
	if owner == nil {
		return nil
	}
	own := addressesOf(owner)
	part, err := s.text.Part(o.Octets, own)
	if err != nil {
		return err
	}
	if old.Name != "" && (old.ScheduleTag != "" || part.Role != NoRole) {
		if old, err = storedObject(tx, c, old.Name, Preconditions{}); err != nil {
			return err
		}
		if o.Octets, err = s.scheduledOver(tx, o, &old, part, own, pre); err != nil {
			return err
		}
	}
	o.ETag, o.ScheduleTag = etagOf(o.Octets), ""
	if part.Role == NoRole {
		return s.abandoned(tx, &old)
	}
	if err := scheduledOnce(tx, c, o); err != nil {
		return err
	}
	if !pre.Quiet && !part.Client {
		if err := s.tell(tx, owner, part, o, &old); err != nil {
			return err
		}
	}
	o.ETag = etagOf(o.Octets)
	o.ScheduleTag = o.ETag
	return nil
}

// tell brings what was written to the others: an organiser's object to those it asks, an attendee's answer to the organiser.
func (s *Service) tell(tx Tx, owner *events.Person, part Part, o, old *Object) error {
	if part.Role == Organises {
		return s.invite(tx, owner, o, old)
	}
	here, err := s.answered(tx, owner, part.Organiser, o.UID, old.Octets, o.Octets)
	if err != nil || !here {
		return err
	}
	o.Octets, err = s.text.Sent(o.Octets, map[string]string{part.Organiser: statusDelivered})
	return err
}

// abandoned lets those know who were asked by what an object was before, and are no longer.
func (s *Service) abandoned(tx Tx, old *Object) error {
	if old.ScheduleTag == "" {
		return nil
	}
	return s.gone(tx, old, false)
}

// addressesOf are the calendar user addresses of a person (RFC 6638 §2.4.1): the address and the principal's path.
func addressesOf(p *events.Person) []string {
	return []string{"mailto:" + events.FoldAddress(p.Email), "/dav/principals/" + p.ID + "/"}
}

// scheduledOver gives the octets that an object has after it was written over old by one who has this part in it.
func (s *Service) scheduledOver(tx Tx, o, old *Object, part Part, own []string, pre Preconditions) ([]byte, error) {
	was, err := s.text.Part(old.Octets, own)
	if err != nil {
		return o.Octets, nil // kept from before the rules: it can be mended by any change
	}
	switch {
	case was.Role == Organises && part.Role == Attends:
		return nil, ErrOtherOrganiser
	case was.Role == Organises && part.Role == Organises:
		return s.text.Organised(old.Octets, o.Octets, own, slices.Contains(pre.IfMatch, old.ETag))
	case was.Role == Attends && !was.Client:
		octets, err := s.text.Attended(old.Octets, o.Octets, own)
		if !errors.Is(err, events.ErrAttendeeChange) {
			return octets, err
		}
		sent, sentErr := s.organisersOwn(tx, o, old, was.Organiser)
		if sent {
			return o.Octets, nil
		}
		return nil, errors.Join(sentErr, err)
	}
	return o.Octets, nil
}

// organisersOwn tells whether a copy that an attendee's client wrote says what its organiser says by now, whose message came
// another way: the organiser's own object has it, or, where the organiser is nobody here, a later SEQUENCE.
func (s *Service) organisersOwn(tx Tx, o, old *Object, organiser string) (bool, error) {
	for _, p := range s.events.Programme().People() {
		if !slices.Contains(addressesOf(p), organiser) {
			continue
		}
		now, err := organisedBy(tx, p.ID, o.UID)
		if err != nil || now == nil {
			return false, err
		}
		_, err = s.text.Attended(now.Octets, o.Octets, addressesOf(s.events.Programme().Person(o.Home)))
		return err == nil, nil
	}
	return s.text.Supersedes(old.Octets, o.Octets)
}

// organisedBy finds an object with people asked in a home by its UID, nil without one.
func organisedBy(tx Tx, home, uid string) (*Object, error) {
	all, err := tx.Collections(home)
	if err != nil {
		return nil, err
	}
	for _, in := range all {
		found, err := tx.Objects(home, in.Name, ObjectQuery{UID: uid})
		if err != nil {
			return nil, err
		}
		for i := range found {
			if found[i].ScheduleTag != "" {
				return &found[i], nil
			}
		}
	}
	return nil, nil
}

// scheduledOnce refuses an object that another calendar of its home has too.
func scheduledOnce(tx Tx, c *Collection, o *Object) error {
	all, err := tx.Collections(c.stored.Home)
	if err != nil {
		return err
	}
	for _, in := range all {
		if in.Name == c.stored.Name || in.Name == InboxName {
			continue
		}
		found, err := tx.Objects(in.Home, in.Name, ObjectQuery{UID: o.UID, NoOctets: true})
		if err != nil {
			return err
		}
		for _, other := range found {
			if other.ScheduleTag == "" {
				continue
			}
			if c.Name != c.stored.Name { // somebody else's home, of which the writer sees this calendar only
				return &Twice{}
			}
			return &Twice{in.Name, other.Name}
		}
	}
	return nil
}
