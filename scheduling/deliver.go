package scheduling

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"parcours/events"
)

// What an organiser or an attendee writes into a calendar reaches the copies of the others in the same transaction (RFC 6638 §3.2). A copy is made of the organiser's object as it stands, never of the difference, so that doing it again changes
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

// refreshed is up to how many people asked each of them is shown every answer of the others.
const refreshed = 50

// copies are the scheduling objects with one UID, wherever they are.
type copies []Object

// errTaken: somebody has an object of this UID that is none of this organiser's. errOthers: it is one of another organiser's, or their own
// with people asked.
var (
	errTaken  = errors.New("they have another event of this UID")
	errOthers = fmt.Errorf("of another organiser: %w", errTaken)
)

// copyOf finds a person's copy of what somebody with these addresses organises, nil without one. Whatever else they have of this UID
// is nobody's to change: errOthers.
func (r *Rules) copyOf(in Calendars, all copies, p *events.Person, organiser []string) (*Object, error) {
	for i := range all {
		if all[i].Home != p.ID {
			continue
		}
		if err := in.Load(&all[i]); err != nil {
			return nil, err
		}
		part, err := r.Text.Part(all[i].Octets, addressesOf(p))
		if err != nil || part.Role != Attends || !slices.Contains(organiser, part.Organiser) {
			return nil, errOthers
		}
		return &all[i], nil
	}
	return nil, nil
}

// mayInvite finds the person of an address whom another may invite. Others are as unknown as strangers.
func (r *Rules) mayInvite(who *events.Person, address string) *events.Person {
	p := r.personOf(address)
	if p == nil || !who.MayInvite(p) {
		return nil
	}
	return p
}

// personOf finds the person of an address, nil for nobody's.
func (r *Rules) personOf(address string) *events.Person {
	if mail, ok := strings.CutPrefix(address, "mailto:"); ok {
		return r.Events.Programme().ByAddress(mail)
	}
	id, ok := strings.CutPrefix(address, "/dav/principals/")
	if !ok {
		return nil
	}
	return r.Events.Programme().Person(strings.TrimSuffix(id, "/"))
}

// invite brings an organiser's object to all whom it asks, and takes it from those whom it asked before. The object gets how
// the messages left.
func (r *Rules) invite(in Calendars, organiser *events.Person, w Write, all copies) error {
	o, own := w.Object, addressesOf(organiser)
	asked, err := r.Text.Attendees(o.Octets, own)
	if err != nil {
		return err
	}
	before := map[string]string{} // statuses of those asked before
	if w.Old != nil {
		was, err := r.Text.Attendees(w.Old.Octets, own)
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
	now, err := r.Text.Copies(o.Octets, octetsOf(w.Old))
	if err != nil {
		return err
	}
	// Nobody gets a second event of a session's UID, which clients would take for the session.
	ofProgramme := r.session(o.UID)
	for _, a := range asked {
		stood, was := before[a.Address]
		stood = cmp.Or(stood, a.Status)
		delete(before, a.Address)
		if a.Client {
			if was { // who asked them by the server does so another way now (RFC 6638 §3.2.1.2)
				if err := r.askNoMore(in, organiser, w.Old, a.Address, all); err != nil {
					return err
				}
				if status[a.Address] = statusDelivered; r.personOf(a.Address) == nil {
					status[a.Address] = StatusPending
				}
			}
			continue
		}
		if g, is := GroupOf(r.Events.Programme(), a.Address); is {
			if status[a.Address] = statusDelivered; !g.Invitable(organiser) {
				status[a.Address] = statusNotHere
			}
			continue
		}
		p, err := r.invited(in, all, organiser, a.Address, was)
		if err != nil {
			return err
		}
		if p == nil && ofProgramme == nil && r.outsider(organiser, a.Address) {
			left, err := r.write(in, organiser, o, a, now)
			if err != nil {
				return err
			}
			status[a.Address] = cmp.Or(left, stood)
			continue
		}
		if p == nil || p.ID == o.Home {
			status[a.Address] = statusUnknownUser
			if strings.HasPrefix(a.Address, "mailto:") {
				status[a.Address] = statusNotHere
			}
			continue
		}
		if ofProgramme != nil {
			if status[a.Address] = statusDelivered; ofProgramme.Published() {
				status[a.Address] = statusFailed
			}
			continue
		}
		told, err := r.bring(in, p, o, now, all, own)
		if errors.Is(err, errOthers) { // nothing of it reaches them, so that nobody's client takes it for theirs (RFC 6638 §11.2); see informOnly
			told, err = true, nil
		} else if errors.Is(err, errTaken) || err == nil && !told && a.Force == methodRequest {
			told, err = r.informOnly(in, p, o, now)
		}
		if err != nil {
			return err
		}
		if status[a.Address] = statusDelivered; !told && stood != "" {
			status[a.Address] = stood
		}
	}
	for address := range before {
		if err := r.askNoMore(in, organiser, w.Old, address, all); err != nil {
			return err
		}
	}
	o.Octets, err = r.Text.Sent(o.Octets, status)
	return err
}

// session is the session of the programme that has a UID, nil without one.
func (r *Rules) session(uid string) *events.Session {
	for _, x := range r.Events.Programme().All() {
		if x.UID == uid {
			return x
		}
	}
	return nil
}

// invited finds whom an address asks: somebody whom the organiser may invite, or who was asked before and has a copy.
func (r *Rules) invited(in Calendars, all copies, organiser *events.Person, address string, before bool) (*events.Person, error) {
	p := r.personOf(address)
	if p == nil || organiser.MayInvite(p) {
		return p, nil
	}
	mine, err := r.copyOf(in, all, p, addressesOf(organiser))
	if errors.Is(err, errTaken) || mine == nil || !before {
		return nil, nil //nolint:nilerr // they are as unknown as strangers
	}
	return p, err
}

// informOnly gives an invitation to somebody in whose calendar it cannot stand, or says nothing new: it is in their inbox. Its organiser is
// told that it was delivered, as of any other: what somebody has, or how full their home is, is nobody else's to know.
func (r *Rules) informOnly(in Calendars, p *events.Person, o *Object, now Copies) (told bool, err error) {
	message, method, err := now.Invitation(addressesOf(p), r.Now())
	if err != nil {
		return false, err
	}
	return true, in.Inform(p, o, method, message)
}

// bring makes an attendee's copy say what the organiser's object says. told: they have a message of it in their inbox, where it
// is news and they are to be told.
func (r *Rules) bring(in Calendars, p *events.Person, organised *Object, now Copies, all copies, organiser []string) (told bool, err error) {
	mine, err := r.copyOf(in, all, p, organiser)
	if err != nil {
		return false, err
	}
	if mine == nil {
		room, err := in.Room(p, organised)
		if err == nil && !room {
			err = errTaken
		}
		if err != nil {
			return false, err
		}
	}
	var stood []byte
	if mine != nil {
		stood = mine.Octets
	}
	octets, told, err := now.Of(stood, addressesOf(p))
	if err != nil {
		return false, err
	}
	if octets == nil {
		if mine != nil && mine.ScheduleTag != "" {
			return true, r.cancel(in, p, mine)
		}
		return false, nil
	}
	if string(octets) == string(stood) {
		return false, nil
	}
	if err := in.Keep(p, organised, mine, octets, told); err != nil || !told {
		return told, err
	}
	off, whole, err := now.Off(addressesOf(p), r.Now())
	if err == nil && off != nil {
		err = in.Inform(p, organised, methodCancel, off)
	}
	if err != nil || whole {
		return err == nil, err
	}
	return r.informOnly(in, p, organised, now)
}

// octetsOf are those of an object, nil for none.
func octetsOf(o *Object) []byte {
	if o == nil {
		return nil
	}
	return o.Octets
}

// askNoMore calls off what somebody was asked to by an object as it was.
func (r *Rules) askNoMore(in Calendars, organiser *events.Person, was *Object, address string, all copies) error {
	if p := r.personOf(address); p != nil {
		if err := r.takeBack(in, p, all, addressesOf(organiser)); err != nil {
			return err
		}
	}
	return r.unwrite(in, organiser, was, address)
}

// takeBack cancels somebody's copy of what they are asked to no longer.
func (r *Rules) takeBack(in Calendars, p *events.Person, all copies, organiser []string) error {
	mine, err := r.copyOf(in, all, p, organiser)
	if mine == nil || err != nil {
		return nil //nolint:nilerr // what else they have is theirs
	}
	return r.cancel(in, p, mine)
}

// cancel says in a copy that it is off, and tells its owner, who takes it out.
func (r *Rules) cancel(in Calendars, p *events.Person, mine *Object) error {
	octets, err := r.Text.Cancelled(mine.Octets)
	if err != nil || string(octets) == string(mine.Octets) {
		return err
	}
	if err := in.Keep(p, mine, mine, octets, true); err != nil {
		return err
	}
	message, err := r.Text.Message(octets, methodCancel, nil, r.Now())
	if err != nil {
		return err
	}
	return in.Inform(p, mine, methodCancel, message)
}

// Gone lets the others know that somebody throws a scheduling object away: its organiser cancels it, one who is asked declines.
// quietly: they said that nobody is to be told (Schedule-Reply: F, RFC 6638 §8.1).
func (r *Rules) Gone(in Calendars, o *Object, quietly bool) error {
	owner := r.Owner(o.Home, nil)
	if owner == nil || o.ScheduleTag == "" {
		return nil
	}
	own := addressesOf(owner)
	part, err := r.partOf(o.Octets, owner)
	if err != nil || part.Client {
		return nil //nolint:nilerr // kept from before the rules: nobody was told of it
	}
	all, err := in.Scheduled(o.UID)
	if err != nil {
		return err
	}
	switch {
	case part.Role == Organises:
		asked, err := r.Text.Attendees(o.Octets, own)
		if err != nil {
			return err
		}
		for _, a := range asked {
			if a.Client {
				continue
			}
			if err := r.askNoMore(in, owner, o, a.Address, all); err != nil {
				return err
			}
		}
	case part.Role == Attends && !quietly && (o.OpenEnded || o.Last.After(r.Now())):
		here, _, err := r.answered(in, owner, part, all, o.Octets, nil)
		if err == nil && !here {
			_, err = r.answerOut(in, owner, part, o, o.Octets, nil)
		}
		return err
	}
	return nil
}
