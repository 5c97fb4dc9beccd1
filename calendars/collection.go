package calendars

import (
	"strconv"
	"time"
)

// CollectionKind tells what a collection is made of. A collection is either stored or derived, never both.
type CollectionKind string

// The kinds.
const (
	KindStored     CollectionKind = "stored"
	KindInbox      CollectionKind = "inbox"      // scheduling inbox (RFC 6638 §2.2)
	KindOutbox     CollectionKind = "outbox"     // scheduling outbox (RFC 6638 §2.1)
	KindInvited    CollectionKind = "parcours"   // derived: the sessions that the person is asked to
	KindDelegation CollectionKind = "delegation" // derived: the delegation's answers, for its referents
	KindProgramme  CollectionKind = "programme"  // derived: the sessions themselves, for organisers
	KindDecisions  CollectionKind = "arbitrages" // derived: the decisions as tasks
	KindDays       CollectionKind = "days"       // derived: a delegation's expert days, for its experts
	KindTogether   CollectionKind = "together"   // derived: one kind of calendar of all delegations, for organisers
	KindPublished  CollectionKind = "published"  // derived: /dav/programme/{category}/
)

// Collection is a calendar collection as one viewer sees it.
type Collection struct {
	Kind        CollectionKind
	Home        string // person id of the path; "" for a published one
	Name        string // path segment
	Owner       string // person id, or home of a territory
	DisplayName string
	Description string
	Color       string
	Order       int
	Components  []string
	TimeZone    string // iCalendar text of calendar-timezone, "" for the programme's
	Zone        string // IANA name of the zone in which floating times are taken
	Transparent bool
	Created     time.Time // of a stored one; zero where that is not known
	Rights      Rights
	Token       string // sync token and ctag: names the last change in it
	Default     string // of an inbox: the calendar of its home that invitations go into

	Territory string            // of a delegation's
	calendar  string            // of several delegations': which of theirs
	Category  string            // of a published one
	stored    *StoredCollection // of a stored one: where its objects are
}

// Rights of the viewer on a collection (RFC 3744 privileges in few words).
type Rights struct {
	Read       bool
	Write      bool // create, change and delete objects
	Unbind     bool // delete objects, without the right to write others: an inbox
	Answer     bool // PUT of an answer to what is there; no new objects
	Organise   bool // PUT of a change to a session of the programme
	Properties bool // change properties that all see
	Share      bool // give others access (read-acl, write-acl)
	Delete     bool // delete the collection
}

// Derived tells whether its items are rendered from the programme.
func (c *Collection) Derived() bool {
	switch c.Kind {
	case KindStored, KindInbox, KindOutbox:
		return false
	}
	return true
}

// Identity is a text that no other collection has, before or after it (RFC 5842 §3.1): a namesake made later has
// another one, and a calendar has the same in the homes of all who share it. It stays when the store is restored, after
// which a number that was given out is given out again: so the time is in it too.
func (c *Collection) Identity() string {
	if c.stored == nil {
		return c.Home + "/" + c.Name
	}
	return c.stored.Home + "/" + c.stored.Name + "@" + strconv.FormatInt(c.stored.Created, 10) + "@" + strconv.FormatInt(c.stored.CreatedAt.UnixMicro(), 10)
}

// ItemQuery says which items of a collection; zero fields ask for any.
type ItemQuery struct {
	Names     []string // these names, in any order; those not there are left out
	UID       string
	Component string
	From, To  time.Time // that may touch this range: a superset of those that do
	NoOctets  bool      // names and ETags only: Octets and Invitation stay nil
	hidden    bool      // those too that the viewer deleted
}

// Changes is what happened in a collection after a token.
type Changes struct {
	Changed []Item // without octets
	Gone    []string
	Token   string
	More    bool // cut at the limit; Token goes on from there
}

// PutResult is the outcome of a PUT.
type PutResult struct {
	Created     bool
	ETag        string // "" where the server changed what was sent (RFC 4791 §5.3.4)
	ScheduleTag string
}
