package correspondence

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"parcours/calendars"
	"parcours/delivery"
	"parcours/events"
	"parcours/scheduling"
)

// Receive takes a message that answers a letter or invites somebody here, and tells whether it does. It ends in a receipt that says
// nothing of the event: that is its people's own. A message that came before changes nothing.
func (s *Service) Receive(ctx context.Context, in delivery.Incoming) (r delivery.Receipt, ours bool, err error) {
	err = s.store.Update(ctx, func(tx Tx) error {
		r = delivery.Receipt{ID: in.ID, At: s.now(), From: in.From, Token: in.Token}
		var err error
		if ours, err = s.receive(tx, in, &r); err != nil || !ours {
			return err
		}
		return tx.AddReceipt(r)
	})
	if errors.Is(err, events.ErrExists) {
		r.Outcome, r.Reason = delivery.ReceiptKept, "it came before"
		return r, true, nil
	}
	return r, ours, err
}

// fromOrganisers are the methods by which an organiser speaks to those who are asked (RFC 5546 §1.4).
var fromOrganisers = []string{"REQUEST", "ADD", "CANCEL"}

func (s *Service) receive(tx Tx, in delivery.Incoming, r *delivery.Receipt) (ours bool, err error) {
	l, err := s.letterOf(tx, in)
	if err != nil {
		return false, err
	}
	switch {
	case l != nil && l.Kind != scheduling.KindReply:
		r.Person = l.Person
		return true, s.answer(tx, *l, in, r)
	case slices.Contains(fromOrganisers, in.Itip.Method) && (l != nil || in.Token == ""): // with a token it is what was sent from here
		return s.invited(tx, in, r)
	case l != nil:
		r.Person = l.Person
		return true, s.words(tx, *l, in, r)
	}
	return false, nil
}

// letterOf finds the letter that a message answers: by the token of the address that it came to; else, where a trusted server vouches for
// From, by the Message-ID that it answers, or its UID. It is nil without one.
func (s *Service) letterOf(tx Tx, in delivery.Incoming) (*scheduling.Letter, error) {
	if l, err := s.lastOf(tx, in.Token); l != nil || err != nil {
		return l, err
	}
	if !in.Trusted || in.Token != "" {
		return nil, nil
	}
	from := events.FoldAddress(in.From)
	if l, err := byMessageID(tx, in.Thread); err != nil || l != nil && l.Address == from {
		return l, err
	}
	if in.UID == "" {
		return nil, nil
	}
	all, err := tx.Letters(scheduling.LetterQuery{UID: in.UID, Address: from})
	if err != nil || len(all) == 0 || all[0].Person != all[len(all)-1].Person { // of two people's events with one UID nobody knows which
		return nil, err
	}
	return s.lastOf(tx, all[0].Token)
}

// answer takes what somebody elsewhere says to an event of a person here.
func (s *Service) answer(tx Tx, l scheduling.Letter, in delivery.Incoming, r *delivery.Receipt) error {
	if in.Method == "" {
		return s.words(tx, l, in, r)
	}
	if !speaks(in, l.Address) {
		return s.hold(tx, Held{Person: l.Person, From: events.FoldAddress(in.From), Token: l.Token, UID: l.UID, Method: in.Method, Message: in.Itip.Octets}, r)
	}
	return s.said(tx, l, scheduling.Mailed{UID: l.UID, Method: in.Method, Message: in.Itip.Octets}, in.Text, r)
}

// speaks tells whether it is somebody at this address who writes, for themselves.
func speaks(in delivery.Incoming, address string) bool {
	if events.FoldAddress(in.From) != address && events.FoldAddress(in.ReplyTo) != address {
		return false
	}
	return len(in.Itip.Attendees) == 0 || slices.ContainsFunc(in.Itip.Attendees, func(a string) bool { return events.FoldAddress(a) == address })
}

// said does what an answer says, of whom a letter went to.
func (s *Service) said(tx Tx, l scheduling.Letter, m scheduling.Mailed, text string, r *delivery.Receipt) error {
	rules, in := calendars.SchedulingIn(s.calendars, tx)
	switch m.Method {
	case "REPLY":
		said, err := rules.Hear(in, l, m)
		if err != nil {
			return settle(r, err)
		}
		r.Outcome, r.Reason = delivery.ReceiptApplied, said[0].Partstat
		for _, one := range said {
			if one.Partstat == "DELEGATED" {
				to := strings.TrimPrefix(one.To, "mailto:")
				return s.tell(tx, scheduling.Letter{Person: l.Person, Address: l.Address, UID: l.UID, Kind: scheduling.KindDelegated, Message: m.Message, Text: to})
			}
		}
		return nil
	case "COUNTER":
		if err := rules.Propose(in, l, m); err != nil {
			return settle(r, err)
		}
		r.Outcome, r.Reason = delivery.ReceiptKept, "another time is proposed: its organiser is told"
		return s.tell(tx, scheduling.Letter{Person: l.Person, Address: l.Address, UID: l.UID, Kind: scheduling.KindCounter, Message: m.Message, Text: events.Cut(text, events.MaxComment)})
	case "REFRESH":
		r.Outcome, r.Reason = delivery.ReceiptApplied, "the invitation is sent again"
		return settle(r, rules.Again(in, l))
	}
	r.Outcome, r.Reason = delivery.ReceiptKept, fmt.Sprintf("METHOD:%s asks nothing of an organiser", m.Method)
	return nil
}

// settle notes why a message is not taken; what is no refusal comes back.
func settle(r *delivery.Receipt, err error) error {
	var bad *events.Invalid
	switch {
	case err == nil:
		return nil
	case errors.Is(err, scheduling.ErrStale):
		r.Outcome, r.Reason = delivery.ReceiptKept, "it is older than what is known"
	case errors.Is(err, events.ErrNotFound), errors.Is(err, scheduling.ErrNotAsked):
		r.Outcome, r.Reason = delivery.ReceiptKept, "there is no such event, or it does not ask them"
	case errors.Is(err, scheduling.ErrOrganiserHere), errors.Is(err, scheduling.ErrSeveralOrganisers):
		r.Outcome, r.Reason = delivery.ReceiptRefused, err.Error()
	case scheduling.Taken(err):
		r.Outcome, r.Reason = delivery.ReceiptRefused, "they have another event of its UID, or no room"
	case errors.As(err, &bad):
		r.Outcome, r.Reason = delivery.ReceiptRefused, bad.Error()
	default:
		return err
	}
	return nil
}

// words hands on what somebody elsewhere wrote in words.
func (s *Service) words(tx Tx, l scheduling.Letter, in delivery.Incoming, r *delivery.Receipt) error {
	if in.Automatic || strings.TrimSpace(in.Text) == "" {
		r.Outcome, r.Reason = delivery.ReceiptKept, "an automatic message, or one without words; it is no answer"
		return nil
	}
	r.Outcome, r.Reason = delivery.ReceiptKept, "words: the person whom they are for is told"
	return s.tell(tx, scheduling.Letter{Person: l.Person, Address: events.FoldAddress(in.From), UID: l.UID, Kind: scheduling.KindWords, Text: events.Cut(in.Text, events.MaxComment)})
}

const (
	maxTold = 40 // letters a day to one person here of what came in
	maxHeld = 20 // messages that wait for one person
)

// tell lets a mail leave of what came in, to the person whom it concerns, or to the referents of the delegation.
func (s *Service) tell(tx Tx, l scheduling.Letter) error {
	territory, ours := strings.CutPrefix(l.Person, events.TerritoryHome(""))
	if !ours {
		return s.tellOne(tx, l)
	}
	for _, p := range s.events.Programme().Delegation(territory) {
		if l.Person = p.ID; p.ReferentOf(territory) {
			if err := s.tellOne(tx, l); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Service) tellOne(tx Tx, l scheduling.Letter) error {
	recent, err := tx.Letters(scheduling.LetterQuery{Person: l.Person, Since: s.now().AddDate(0, 0, -1)})
	if err != nil || len(slices.DeleteFunc(recent, func(o scheduling.Letter) bool { return o.Kind.Leaves() })) >= maxTold {
		return err
	}
	l.Token, l.State, l.Created, l.Next = strings.ToLower(s.newID()), scheduling.LetterQueued, s.now(), s.now()
	return tx.AddLetter(l)
}

// hold lets a message wait for its person. A later one from the same address about the same event takes its place.
func (s *Service) hold(tx Tx, h Held, r *delivery.Receipt) error {
	all, err := tx.HeldOf("", h.Person)
	if err != nil {
		return err
	}
	r.Outcome, r.Reason = delivery.ReceiptKept, "nobody vouches for its sender: it waits for the person whom it concerns"
	waiting := 0
	for _, old := range all {
		if old.Settled != "" {
			continue
		}
		if waiting++; old.From == h.From && old.UID == h.UID && old.Method == h.Method {
			old.Message = h.Message
			return tx.SetHeld(old)
		}
	}
	if waiting >= maxHeld {
		r.Outcome, r.Reason = delivery.ReceiptRefused, fmt.Sprintf("%d messages wait for that person already", waiting)
		return nil
	}
	h.ID, h.At = s.newID(), s.now()
	if err := tx.AddHeld(h); err != nil {
		return err
	}
	return s.tell(tx, scheduling.Letter{Person: h.Person, Address: h.From, UID: h.UID, Kind: scheduling.KindHeld, Held: h.ID})
}

// invited brings an invitation of an organiser elsewhere to those here whom it asks.
func (s *Service) invited(tx Tx, in delivery.Incoming, r *delivery.Receipt) (ours bool, err error) {
	snap := s.events.Programme()
	var asked []*events.Person
	for _, a := range in.Itip.Attendees {
		if p := snap.ByAddress(a); p != nil && !slices.Contains(asked, p) {
			asked = append(asked, p)
		}
	}
	if len(asked) == 0 {
		return false, nil
	}
	vouched := in.Trusted && events.FoldAddress(in.From) == events.FoldAddress(in.Itip.Organiser)
	rules, homes := calendars.SchedulingIn(s.calendars, tx)
	m := scheduling.Mailed{UID: in.Itip.UID, Method: in.Itip.Method, Message: in.Itip.Octets}
	for _, p := range asked {
		if vouched {
			r.Outcome, r.Reason = delivery.ReceiptApplied, "it stands in the calendar"
			if err := settle(r, rules.Arrive(homes, p, m)); err != nil {
				return true, err
			}
			continue
		}
		known, err := has(tx, p, m.UID)
		if err != nil {
			return true, err
		}
		if r.Outcome, r.Reason = delivery.ReceiptKept, "it calls off what nobody here has"; m.Method != "REQUEST" && !known {
			continue
		}
		if err := s.hold(tx, Held{Person: p.ID, From: events.FoldAddress(in.From), UID: m.UID, Method: m.Method, Message: m.Message}, r); err != nil {
			return true, err
		}
	}
	return true, nil
}

// has tells whether somebody has an event of a UID.
func has(tx Tx, p *events.Person, uid string) (bool, error) {
	all, err := tx.Scheduled(calendars.ScheduledQuery{UID: uid})
	for i := range all {
		if all[i].Home == p.ID {
			return true, err
		}
	}
	return false, err
}

// Held gives what waits, by its id. ErrNotFound without it.
func (s *Service) Held(ctx context.Context, id string) (*Held, error) {
	if id == "" {
		return nil, events.ErrNotFound
	}
	var h Held
	err := s.store.View(ctx, func(tx Tx) error {
		found, err := tx.HeldOf(id, "")
		if err == nil && (len(found) == 0 || s.owner(found[0].Person) == nil) {
			err = events.ErrNotFound
		}
		if err == nil {
			h = found[0]
		}
		return err
	})
	return &h, err
}

// Decide settles what waits: it counts as if its sender were vouched for, or nothing comes of it. Once: a second time changes nothing. It
// gives what became of it. An *events.Invalid of "calendar" where it cannot be taken.
func (s *Service) Decide(ctx context.Context, id string, take bool) error {
	return s.store.Update(ctx, func(tx Tx) error {
		found, err := tx.HeldOf(id, "")
		if err != nil || len(found) == 0 || id == "" {
			return errors.Join(err, events.ErrNotFound)
		}
		h := found[0]
		if h.Settled != "" {
			return nil
		}
		r := delivery.Receipt{}
		if take {
			if err := s.take(tx, h, &r); err != nil {
				return err
			}
		}
		h.Message, h.Settled = nil, "left"
		if take {
			if h.Settled = "taken"; r.Outcome == delivery.ReceiptRefused || r.Outcome == delivery.ReceiptKept {
				h.Settled = "stale"
			}
		}
		return tx.SetHeld(h)
	})
}

// take does what a message that waited says.
func (s *Service) take(tx Tx, h Held, r *delivery.Receipt) error {
	m := scheduling.Mailed{UID: h.UID, Method: h.Method, Message: h.Message}
	if h.Token != "" {
		l, err := s.lastOf(tx, h.Token)
		if err != nil || l == nil {
			return errors.Join(err, events.ErrNotFound)
		}
		return s.said(tx, *l, m, "", r)
	}
	p := s.events.Programme().Person(h.Person)
	if p == nil {
		return events.ErrNotFound
	}
	rules, in := calendars.SchedulingIn(s.calendars, tx)
	return settle(r, rules.Arrive(in, p, m))
}
