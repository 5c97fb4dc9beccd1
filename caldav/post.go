package caldav

import (
	"crypto/rand"
	"encoding/hex"

	"parcours/calendars"
	"parcours/events"
)

// addMemberQuery makes a calendar's address its add-member URI (RFC 5995 §3.2.1).
const addMemberQuery = "?add-member"

// post is the POST method: a request for busy times on the outbox, attachments of an object, a new object on the add-member URI of a calendar.
func (x *exchange) post(res resource) error {
	if res.kind == kindOutbox {
		return x.postOutbox(res)
	}
	if res.kind == kindObject {
		return x.postObject(res)
	}
	if "?"+x.r.URL.RawQuery != addMemberQuery {
		return x.notAllowed(res)
	}
	return x.addMember(res)
}

// addMember stores an object under a name that the server chooses (RFC 5995 §3.1).
func (x *exchange) addMember(res resource) error {
	t, err := x.find(res)
	if err != nil {
		return err
	}
	if !t.collection.Rights.Write {
		return events.ErrForbidden
	}
	octets, err := x.readCalendar()
	if err != nil {
		return err
	}
	pre, err := x.preconditions(res)
	if err != nil {
		return err
	}
	pre = calendars.Preconditions{IfNoneMatch: []string{"*"}, IfSyncToken: pre.IfSyncToken} // the others are about the calendar
	if err := x.checkManaged(octets); err != nil {
		return err
	}
	member := t.member(randomName())
	result, err := x.calendars.PutItem(x.ctx, x.viewer, t.collection, member.name, pre, octets)
	if err != nil {
		return err
	}
	x.w.Header().Set("Location", member.href())
	return x.wrote(member, result)
}

func randomName() string {
	var b [16]byte
	rand.Read(b[:]) // it never fails
	return hex.EncodeToString(b[:]) + ".ics"
}
