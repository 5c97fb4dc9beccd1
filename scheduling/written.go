package scheduling

import (
	"errors"
	"strings"

	"parcours/events"
)

// Write is an object that is written, and what it takes the place of.
type Write struct {
	Object *Object // gets its octets
	Old    *Object // with octets; nil for none
	Seen   bool    // who wrote knew the old one: If-Match named it
	Quiet  bool    // nobody is told, and answers are as they came: it comes from elsewhere
}

// Written lets the rules speak of an object that is written into a calendar of its owner's, whoever writes: the owner's part in it
// counts. It tells whether it is a scheduling object, which has a Schedule-Tag. Errors: ErrSeveralOrganisers, ErrOtherOrganiser, *Twice, events.ErrAttendeeChange, and those of Text.
func (r *Rules) Written(in Calendars, owner *events.Person, w Write) (bool, error) {
	own := addressesOf(owner)
	part, err := r.partOf(w.Object.Octets, owner)
	if err != nil {
		return false, err
	}
	if part.Role == Organises && !part.Client && !w.Quiet {
		if err := r.expand(owner, w.Object, octetsOf(w.Old)); err != nil {
			return false, err
		}
	}
	renewed := false // the copy was written as its organiser's object has it, not as it stood
	switch {
	case w.Old != nil && (w.Old.ScheduleTag != "" || part.Role != NoRole):
		w.Object.Octets, renewed, err = r.over(in, w, part, own)
	case part.Role == Organises && !part.Client && !w.Quiet && !r.past(w.Object): // what is over is kept as it went
		w.Object.Octets, err = r.Text.Organised(nil, w.Object.Octets, own, false)
	}
	if err != nil {
		return false, err
	}
	if part.Role == NoRole {
		if w.Old != nil && w.Old.ScheduleTag != "" && !w.Quiet { // they were asked, and are no longer
			return false, r.Gone(in, w.Old, false)
		}
		return false, nil
	}
	all, err := in.Scheduled(w.Object.UID)
	if err != nil {
		return true, err
	}
	for _, other := range all {
		if other.Home == w.Object.Home && other.Collection != w.Object.Collection {
			return true, &Twice{other.Collection, other.Name}
		}
	}
	if w.Quiet || part.Client {
		w.Object.Octets, err = r.Text.Sent(w.Object.Octets, nil) // nothing asks for a message (RFC 6638 §7.2)
		return true, err
	}
	if err := r.tell(in, owner, part, w, all); err != nil || !renewed {
		return true, err
	}
	return true, r.renew(in, w, part.Organiser, own)
}

// renew makes a copy say what its organiser's object says by now, with what is its owner's in it.
func (r *Rules) renew(in Calendars, w Write, organiser string, own []string) error {
	all, err := in.Scheduled(w.Object.UID)
	if err != nil {
		return err
	}
	now, _, err := r.organisersObject(in, all, organiser)
	if now == nil || err != nil {
		return err
	}
	copies, err := r.Text.Copies(now.Octets, nil)
	if err != nil {
		return err
	}
	octets, _, err := copies.Of(w.Object.Octets, own)
	if err == nil && octets == nil { // they are asked to nothing of it any more
		octets, err = r.Text.Cancelled(w.Object.Octets)
	}
	if err == nil {
		w.Object.Octets = octets
	}
	return err
}

// tell brings what was written to the others: an organiser's object to those it asks, an attendee's answer to the organiser.
func (r *Rules) tell(in Calendars, owner *events.Person, part Part, w Write, all copies) error {
	if part.Role == Organises {
		return r.invite(in, owner, w, all)
	}
	here, told, err := r.answered(in, owner, part, all, octetsOf(w.Old), w.Object.Octets)
	status := map[string]string{} // of a reply that was sent, else the one before stays (RFC 6638 §7.3)
	if told {
		status[part.Organiser] = statusDelivered
	}
	if err == nil && !here {
		left, outErr := r.answerOut(in, owner, part, w.Object, octetsOf(w.Old), w.Object.Octets)
		if err = outErr; left != "" {
			status[part.Organiser] = left
		}
	}
	if err == nil {
		w.Object.Octets, err = r.Text.Sent(w.Object.Octets, status)
	}
	return err
}

// addressesOf are the calendar user addresses of a person (RFC 6638 §2.4.1): the address and the principal's path.
func addressesOf(p *events.Person) []string {
	if territory, stands := strings.CutPrefix(p.ID, events.TerritoryHome("")); stands {
		return []string{"mailto:" + events.FoldAddress(p.Email), "/dav/principals/" + Group{Territory: territory}.Name() + "/"}
	}
	return []string{"mailto:" + events.FoldAddress(p.Email), "/dav/principals/" + p.ID + "/"}
}

// over gives the octets that an object has after it was written over another by one who has this part in it, and whether they are its
// organiser's of now.
func (r *Rules) over(in Calendars, w Write, part Part, own []string) (octets []byte, renewed bool, err error) {
	was, err := r.Text.Part(w.Old.Octets, own)
	if err != nil {
		return w.Object.Octets, false, nil //nolint:nilerr // kept from before the rules: it can be mended by any change
	}
	switch {
	case was.Role == Organises && part.Organiser != "": // somebody else's now, whether it asks its owner or not
		return nil, false, ErrOtherOrganiser
	case was.Role == Organises && part.Role == Organises:
		octets, err = r.Text.Organised(w.Old.Octets, w.Object.Octets, own, w.Seen)
		return octets, false, err
	case was.Role == Attends && !was.Client:
		octets, err = r.Text.Attended(w.Old.Octets, w.Object.Octets, own)
		if !errors.Is(err, events.ErrAttendeeChange) {
			return octets, false, err
		}
		sent, sentErr := r.organisersOwn(in, w, was.Organiser, own)
		if sent {
			return w.Object.Octets, true, nil
		}
		return nil, false, errors.Join(sentErr, err)
	}
	return w.Object.Octets, false, nil
}

// organisersOwn tells whether a copy that an attendee's client wrote says what its organiser says by now, whose message came
// another way: the organiser's own object has it, or, where the organiser is nobody here, a later SEQUENCE.
func (r *Rules) organisersOwn(in Calendars, w Write, organiser string, own []string) (bool, error) {
	if !r.isHere(organiser) {
		return r.Text.Supersedes(w.Old.Octets, w.Object.Octets)
	}
	all, err := in.Scheduled(w.Object.UID)
	if err != nil {
		return false, err
	}
	now, _, err := r.organisersObject(in, all, organiser)
	if now == nil || err != nil {
		return false, err
	}
	_, err = r.Text.Attended(now.Octets, w.Object.Octets, own)
	return err == nil, nil
}
