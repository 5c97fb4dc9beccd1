package record

import (
	"time"

	"parcours/events"
)

// Erased is the act by which somebody was erased: it does not say whom.
type Erased struct {
	Nobody string // the id that is nobody's, under which what they answered stands
	By     string // who had it done; Nobody for themselves, "" for whoever runs the server
	At     time.Time
}

// noticesOf are the notices that the history has, by the kind of its entries.
var noticesOf = map[EntryKind][]events.NoticeKind{
	EntryPerson: {events.NoticePerson}, EntryAccess: {events.NoticeAccess, events.NoticeSignIn, events.NoticePage},
}

// peopleOf reads what became of people, or of their access.
func peopleOf(tx Tx, _ *events.Snapshot, q LogQuery) (all []Entry, err error) {
	if q.Session != "" {
		return nil, nil
	}
	notices, err := tx.NoticesOf(noticesOf[q.Kind]...)
	for i := range notices {
		n := &notices[i]
		e := Entry{At: n.At, Kind: q.Kind, For: events.Subject{Person: n.Person}, By: n.By, Door: n.Door, Person: n}
		if q.within(&e) {
			all = append(all, e)
		}
	}
	return all, err
}

// erasuresOf reads who had somebody erased.
func erasuresOf(tx Tx, _ *events.Snapshot, q LogQuery) (all []Entry, err error) {
	if q.Session != "" {
		return nil, nil
	}
	acts, err := tx.Erased()
	for _, x := range acts {
		e := Entry{At: x.At, Kind: EntryErased, For: events.Subject{Person: x.Nobody}, By: x.By}
		if q.within(&e) {
			all = append(all, e)
		}
	}
	return all, err
}
