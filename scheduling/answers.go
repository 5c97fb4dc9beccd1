package scheduling

import (
	"slices"

	"parcours/events"
)

// What an attendee answers reaches the organiser's object, and from there the copies of the others (RFC 6638 §3.2.2, §4.2).

// answered brings what an attendee says in their copy to the organiser's object, and from there to the other copies: before is how the
// copy stood, nil without one, after how it stands, nil where it was thrown away. It tells whether there is an organiser here, and whether
// they were told: of an answer, or because it is to be told anyway (SCHEDULE-FORCE-SEND, RFC 6638 §7.2).
func (r *Rules) answered(in Calendars, attendee *events.Person, part Part, all copies, before, after []byte) (here, told bool, err error) {
	o, who, err := r.organisersObject(in, all, part.Organiser)
	if o == nil || err != nil {
		return false, false, err
	}
	own := addressesOf(attendee)
	octets, err := r.Text.Answered(o.Octets, before, after, own)
	if err != nil {
		return true, false, err
	}
	if string(octets) != string(o.Octets) {
		return true, true, r.take(in, who, o, octets, attendee.ID, own, all)
	}
	if part.Force != methodReply {
		return true, false, nil
	}
	return true, true, r.reply(in, who, o, attendee.ID, own)
}

// reply puts what somebody answers into the organiser's inbox.
func (r *Rules) reply(in Calendars, organiser *events.Person, o *Object, by string, own []string) error {
	message, err := r.Text.Message(o.Octets, methodReply, own, r.Now())
	if err != nil {
		return err
	}
	return in.Inform(organiser, o, methodReply+"-"+by, message)
}

// take keeps an organiser's object with an answer of whom an id names, and lets the organiser and the others who are asked know.
func (r *Rules) take(in Calendars, organiser *events.Person, o *Object, octets []byte, by string, own []string, all copies) error {
	if string(octets) == string(o.Octets) {
		return nil
	}
	if err := in.Keep(organiser, o, o, octets, false); err != nil {
		return err
	}
	was := o.Octets
	o.Octets = octets
	if err := r.reply(in, organiser, o, by, own); err != nil {
		return err
	}
	return r.refresh(in, by, organiser, o, was, all)
}

// organisersObject is the one of these objects that the owner of an address organises, nil without one.
func (r *Rules) organisersObject(in Calendars, all copies, organiser string) (*Object, *events.Person, error) {
	for i := range all {
		p := r.Owner(all[i].Home, nil)
		if p == nil || !slices.Contains(addressesOf(p), organiser) {
			continue
		}
		if err := in.Load(&all[i]); err != nil {
			return nil, nil, err
		}
		if part, err := r.Text.Part(all[i].Octets, addressesOf(p)); err == nil && part.Role == Organises && !part.Client {
			return &all[i], p, nil
		}
	}
	return nil, nil, nil
}

// refresh shows an answer to the others who are asked, where they are not too many to be.
func (r *Rules) refresh(in Calendars, by string, organiser *events.Person, o *Object, was []byte, all copies) error {
	own := addressesOf(organiser)
	asked, err := r.Text.Attendees(o.Octets, own)
	if err != nil || len(asked) > refreshed {
		return err
	}
	now, err := r.Text.Copies(o.Octets, was)
	if err != nil {
		return err
	}
	for _, a := range asked {
		p := r.mayInvite(organiser, a.Address)
		if p == nil || a.Client || p.ID == by || p.ID == organiser.ID {
			continue
		}
		if mine, err := r.copyOf(in, all, p, own); mine == nil || err != nil {
			continue
		}
		if _, err := r.bring(in, p, o, now, all, own); err != nil {
			return err
		}
	}
	return nil
}
