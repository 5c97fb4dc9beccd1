package calendars

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"parcours/events"
)

// Implicit scheduling (RFC 6638 §3.2): what an organiser or an attendee writes into a calendar reaches the copies of the others
// in the same transaction. A copy is made of the organiser's object as it stands, never of the difference, so that doing it again changes
// nothing, and whatever was missed is made good by the next change.

// Schedule statuses (RFC 6638 §3.2.9).
const (
	statusDelivered   = "1.2" // it stands in their calendar
	statusFailed      = "5.1" // it could not be put there
	statusUnknownUser = "3.7" // no address of anybody
	statusNotHere     = "5.3" // nobody here whom one may invite
)

// Methods of messages in inboxes (RFC 5546 §1.4).
const (
	methodRequest = "REQUEST"
	methodCancel  = "CANCEL"
	methodReply   = "REPLY"
)

// MaxAsked is how many people one event may ask (max-attendees-per-instance, RFC 4791 §5.2.9); for more there are sessions.
const MaxAsked = 1000

// refreshed is up to how many people asked each of them is shown every answer of the others.
const refreshed = 50

// ErrTooManyAsked: an object asks more than MaxAsked.
var ErrTooManyAsked = errors.New("an event asks at most 1,000 people; a session of the programme asks as many as there are")

// copies are the scheduling objects with one UID, wherever they are.
type copies []Object

// errTaken: somebody has an object of this UID that is none of this organiser's.
var errTaken = errors.New("they have another event of this UID")

// copyOf finds a person's copy of what somebody with these addresses organises, nil without one. Whatever else they have of this UID
// is nobody's to change: errTaken.
func (s *Service) copyOf(all copies, p *events.Person, organiser []string) (*Object, error) {
	for i := range all {
		if all[i].Home != p.ID {
			continue
		}
		part, err := s.text.Part(all[i].Octets, addressesOf(p))
		if err != nil || part.Role != Attends || !slices.Contains(organiser, part.Organiser) {
			return nil, errTaken
		}
		return &all[i], nil
	}
	return nil, nil
}

// mayInvite finds the person of an address whom another may invite. Others are as unknown as strangers.
func (s *Service) mayInvite(who *events.Person, address string) *events.Person {
	snap := s.events.Programme()
	var p *events.Person
	if mail, ok := strings.CutPrefix(address, "mailto:"); ok {
		p = snap.ByAddress(mail)
	} else if id, ok := strings.CutPrefix(address, "/dav/principals/"); ok {
		p = snap.Person(strings.TrimSuffix(id, "/"))
	}
	if p == nil || !who.MayInvite(p) {
		return nil
	}
	return p
}

// invite brings an organiser's object to all whom it asks, and takes it from those whom it asked before. The object gets how
// the messages left.
func (s *Service) invite(tx Tx, organiser *events.Person, o, old *Object) error {
	own := addressesOf(organiser)
	asked, err := s.text.Asked(o.Octets, own)
	if err != nil {
		return err
	}
	if len(asked) > MaxAsked {
		return ErrTooManyAsked
	}
	all, err := tx.Scheduled(o.UID)
	if err != nil {
		return err
	}
	before := map[string]string{} // statuses of those asked before
	if old.Name != "" {
		was, err := s.text.Asked(old.Octets, own)
		if err != nil {
			return err
		}
		for _, a := range was {
			if !a.Client {
				before[a.Address] = a.Status
			}
		}
	}
	status := map[string]string{}
	for _, a := range asked {
		stood := cmp.Or(before[a.Address], a.Status)
		delete(before, a.Address)
		if a.Client {
			continue
		}
		p := s.mayInvite(organiser, a.Address)
		if p == nil || p.ID == o.Home {
			status[a.Address] = statusUnknownUser
			if strings.HasPrefix(a.Address, "mailto:") {
				status[a.Address] = statusNotHere
			}
			continue
		}
		told, err := s.bring(tx, p, o, all, own, true)
		if errors.Is(err, errTaken) {
			status[a.Address] = statusFailed
			continue
		}
		if err != nil {
			return err
		}
		if status[a.Address] = statusDelivered; !told && stood != "" {
			status[a.Address] = stood
		}
	}
	for address := range before {
		if err := s.takeBack(tx, s.mayInvite(organiser, address), all, own); err != nil {
			return err
		}
	}
	o.Octets, err = s.text.Sent(o.Octets, status)
	return err
}

// bring makes an attendee's copy say what the organiser's object says. told: they have a message of it in their inbox, where it
// is news and they are to be told.
func (s *Service) bring(tx Tx, p *events.Person, organised *Object, all copies, organiser []string, tell bool) (told bool, err error) {
	mine, err := s.copyOf(all, p, organiser)
	if err != nil {
		return false, err
	}
	if mine == nil {
		if err := s.room(tx, p, organised); err != nil {
			return false, err
		}
	}
	var stood []byte
	if mine != nil {
		stood = mine.Octets
	}
	octets, told, err := s.text.Copy(organised.Octets, stood, addressesOf(p))
	if err != nil {
		return false, err
	}
	if octets == nil {
		if mine != nil && mine.ScheduleTag != "" {
			return true, s.cancel(tx, p, mine)
		}
		return false, nil
	}
	if string(octets) == string(stood) {
		return false, nil
	}
	if err := s.keepCopy(tx, p, organised, mine, octets, told); err != nil || !told || !tell {
		return told, err
	}
	message, err := s.invitationFor(organised, p)
	if err != nil {
		return false, err
	}
	return true, s.inform(tx, p, organised, methodRequest, message)
}

// invitationFor is the message by which somebody is invited to what an object asks them.
func (s *Service) invitationFor(organised *Object, p *events.Person) ([]byte, error) {
	octets, _, err := s.text.Copy(organised.Octets, nil, addressesOf(p))
	if err != nil || octets == nil {
		return octets, err
	}
	return s.text.Message(octets, methodRequest, nil)
}

// room tells whether a copy has room in somebody's calendar: errTaken where an event of their own has its UID, or their home is full.
func (s *Service) room(tx Tx, p *events.Person, o *Object) error {
	found, err := tx.Objects(p.ID, defaultFor(o.Component), ObjectQuery{UID: o.UID, NoOctets: true})
	if err != nil {
		return err
	}
	used, err := tx.Used(p.ID)
	if err == nil && (len(found) > 0 || used > s.homeSize.Load()) {
		err = errTaken
	}
	return err
}

// defaultFor is the calendar into which what somebody is asked to goes (RFC 6638 §9.2).
func defaultFor(component string) string {
	if component == "VTODO" {
		return DefaultTasks
	}
	return DefaultCalendar
}

// keepCopy stores an attendee's copy. Its Schedule-Tag changes only with news (RFC 6638 §3.2.10).
func (s *Service) keepCopy(tx Tx, p *events.Person, organised, mine *Object, octets []byte, told bool) error {
	index, err := s.text.Object(octets, s.events.Programme().Loc)
	if err != nil {
		return err
	}
	o := index.object(etagOf([]byte(organised.UID))+".ics", octets)
	o.Home, o.Collection, o.ScheduleTag = p.ID, defaultFor(o.Component), o.ETag
	if mine == nil {
		if err := addDefaultCollections(tx, s.events.Programme(), p, s.now()); err != nil {
			return err
		}
		o.CreatedAt = s.now()
	} else {
		o.Name, o.Collection, o.Created, o.CreatedAt = mine.Name, mine.Collection, mine.Created, mine.CreatedAt
		if !told && mine.ScheduleTag != "" {
			o.ScheduleTag = mine.ScheduleTag
		}
	}
	return s.write(tx, o)
}

// write stores an object of which the rules have spoken.
func (s *Service) write(tx Tx, o Object) error {
	number, err := tx.NextChange(o.Home)
	if err != nil {
		return err
	}
	if o.Change, o.Modified = number, s.now(); o.Created == 0 {
		o.Created = number
	}
	return tx.SetObject(o)
}

// takeBack cancels somebody's copy of what they are asked to no longer.
func (s *Service) takeBack(tx Tx, p *events.Person, all copies, organiser []string) error {
	if p == nil {
		return nil
	}
	mine, err := s.copyOf(all, p, organiser)
	if mine == nil || err != nil {
		return nil //nolint:nilerr // what else they have is theirs
	}
	return s.cancel(tx, p, mine)
}

// cancel says in a copy that it is off, and tells its owner, who takes it out.
func (s *Service) cancel(tx Tx, p *events.Person, mine *Object) error {
	octets, err := s.text.Cancelled(mine.Octets)
	if err != nil || string(octets) == string(mine.Octets) {
		return err
	}
	if err := s.keepCopy(tx, p, mine, mine, octets, true); err != nil {
		return err
	}
	message, err := s.text.Message(octets, methodCancel, nil)
	if err != nil {
		return err
	}
	return s.inform(tx, p, mine, methodCancel, message)
}

// answered brings what an attendee says in their copy to the organiser's object, and from there to the other copies: before is how the
// copy stood, nil without one, after how it stands, nil where it was thrown away. It tells whether there is an organiser here.
func (s *Service) answered(tx Tx, attendee *events.Person, organiser string, uid string, before, after []byte) (bool, error) {
	all, err := tx.Scheduled(uid)
	if err != nil {
		return false, err
	}
	o, who := s.organisersObject(all, organiser)
	if o == nil {
		return false, nil
	}
	octets, err := s.text.Answered(o.Octets, before, after, addressesOf(attendee))
	if err != nil || string(octets) == string(o.Octets) {
		return true, err
	}
	tag := o.ScheduleTag
	if err := s.keepCopy(tx, who, o, o, octets, false); err != nil {
		return true, err
	}
	o.Octets, o.ScheduleTag = octets, tag
	message, err := s.text.Message(octets, methodReply, addressesOf(attendee))
	if err != nil {
		return true, err
	}
	if err := s.inform(tx, who, o, methodReply+"-"+attendee.ID, message); err != nil {
		return true, err
	}
	return true, s.refresh(tx, attendee, who, o, all)
}

// organisersObject is the one of these objects that the owner of an address organises, nil without one.
func (s *Service) organisersObject(all copies, organiser string) (*Object, *events.Person) {
	for i := range all {
		p := s.events.Programme().Person(all[i].Home)
		if p == nil || !slices.Contains(addressesOf(p), organiser) {
			continue
		}
		if part, err := s.text.Part(all[i].Octets, addressesOf(p)); err == nil && part.Role == Organises && !part.Client {
			return &all[i], p
		}
	}
	return nil, nil
}

// refresh shows an answer to the others who are asked, where they are not too many to be.
func (s *Service) refresh(tx Tx, by, organiser *events.Person, o *Object, all copies) error {
	own := addressesOf(organiser)
	asked, err := s.text.Asked(o.Octets, own)
	if err != nil || len(asked) > refreshed {
		return err
	}
	for _, a := range asked {
		p := s.mayInvite(organiser, a.Address)
		if p == nil || a.Client || p.ID == by.ID || p.ID == organiser.ID {
			continue
		}
		if mine, err := s.copyOf(all, p, own); mine == nil || err != nil {
			continue
		}
		if _, err := s.bring(tx, p, o, all, own, false); err != nil {
			return err
		}
	}
	return nil
}

// gone lets the others know that somebody throws a scheduling object away: its organiser cancels it, one who is asked declines.
// quietly: they said that nobody is to be told (Schedule-Reply: F, RFC 6638 §8.1).
func (s *Service) gone(tx Tx, o *Object, quietly bool) error {
	owner := s.events.Programme().Person(o.Home)
	if owner == nil || o.ScheduleTag == "" {
		return nil
	}
	own := addressesOf(owner)
	part, err := s.text.Part(o.Octets, own)
	if err != nil || part.Client {
		return nil //nolint:nilerr // kept from before the rules: nobody was told of it
	}
	switch {
	case part.Role == Organises:
		asked, err := s.text.Asked(o.Octets, own)
		if err != nil {
			return err
		}
		all, err := tx.Scheduled(o.UID)
		if err != nil {
			return err
		}
		for _, a := range asked {
			if a.Client {
				continue
			}
			if err := s.takeBack(tx, s.mayInvite(owner, a.Address), all, own); err != nil {
				return err
			}
		}
	case part.Role == Attends && !quietly && (o.OpenEnded || o.Last.After(s.now())):
		_, err = s.answered(tx, owner, part.Organiser, o.UID, o.Octets, nil)
	}
	return err
}
