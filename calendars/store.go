package calendars

import (
	"time"

	"parcours/events"
	"parcours/expertdays"
	"parcours/scheduling"
)

// Tx is the slice of a transaction that calendars need, beside that of the programme.
type Tx interface {
	events.Tx
	scheduling.Letters
	expertdays.Tx

	// Used is how many octets a home keeps: the objects of all its collections, and the properties that its person has on what is in it.
	Used(home string) (int64, error)
	AddOverlay(events.Overlay) error
	// Overlays gives the last overlay of each item of a person with a number above since; one of an item only
	// if item is not "", then up to the number upTo if that is not 0.
	Overlays(person, item string, since, upTo int64) ([]events.Overlay, error)
	// Collections stored in a home, by Order then Name.
	Collections(home string) ([]StoredCollection, error)
	Collection(home, name string) (StoredCollection, error)
	SetCollection(StoredCollection) error
	// RemoveCollection removes it with its objects, properties and shares, and leaves a tombstone in the home.
	RemoveCollection(home, name string, change int64) error
	// Objects reads calendar object resources of a stored collection.
	Objects(home, collection string, q ObjectQuery) ([]Object, error)
	// Scheduled gives objects with a Schedule-Tag, of all homes, outside inboxes, without octets.
	Scheduled(ScheduledQuery) ([]Object, error)
	SetObject(Object) error
	// RemoveObject removes it and leaves a tombstone with this change number.
	RemoveObject(home, collection, name string, change int64) error
	// Gone are the names removed from a collection after since, and not there now.
	Gone(home, collection string, since int64) ([]Tombstone, error)
	// Properties are dead properties and those that each person has of their own (colour, order), of one
	// resource: by path below /dav/, person "" for what all see.
	Properties(person, resource string) ([]Property, error)
	SetProperty(person, resource string, p Property) error
	RemoveProperty(person, resource string, name PropertyName) error
	// Shares gives who may use a stored collection of somebody else's, and how.
	Shares(home, collection string) ([]Share, error)
	// SharedWith are the shares given to one of these principals.
	SharedWith(principals []string) ([]Share, error)
	SetShare(Share) error // Access "" removes it
}

// StoredCollection is a calendar collection that holds objects.
type StoredCollection struct {
	Home        string
	Name        string // path segment, no slash, no dot
	DisplayName string
	Description string
	Color       string
	Order       int
	Components  []string  // supported-calendar-component-set (RFC 4791 §5.2.3)
	TimeZone    string    // iCalendar text of calendar-timezone, "" without one
	Transparent bool      // schedule-calendar-transp (RFC 6638 §9.1)
	Default     bool      // invitations go into it, by its owner's choice
	Created     int64     // change number when it was made: objects and tokens from before are of an older namesake
	CreatedAt   time.Time // when it was made, zero where that is not known
	Change      int64     // change number in its home of the last change in it
	Meta        int64     // change number of the last change of its own properties
}

// Object is a stored calendar object resource: opaque octets with an index.
type Object struct {
	Home, Collection string
	Name             string // last path segment, ".ics" included if the client gave it
	UID              string
	Component        string // VEVENT, VTODO, VJOURNAL, VFREEBUSY
	Octets           []byte
	Size             int64  // octets, as they were read; not for whoever writes
	ETag             string // strong, without quotes
	ScheduleTag      string
	AsksGroups       bool      // an organiser's, whose groups are followed
	First, Last      time.Time // UTC span of all occurrences; zero Last with OpenEnded
	OpenEnded        bool
	Created          int64     // change number
	CreatedAt        time.Time // zero where that is not known
	Change           int64     // change number in its home
	Modified         time.Time
}

// ScheduledQuery says which scheduling objects: those with a UID, or without one those that ask groups and do not end before Ahead.
type ScheduledQuery struct {
	UID   string
	Ahead time.Time
}

// ObjectQuery says which objects; zero fields ask for any.
type ObjectQuery struct {
	Names     []string
	UID       string
	Component string
	From, To  time.Time // whose span touches it
	Since     int64     // Change above this
	Limit     int       // at most so many, by Change; 0 for all
	NoOctets  bool      // leave Octets nil
}

// Tombstone is a name that was removed.
type Tombstone struct {
	Name   string
	Change int64
}

// PropertyName is an expanded XML name.
type PropertyName struct{ Space, Local string }

// Property is a WebDAV property kept as the XML that the client sent.
type Property struct {
	Name PropertyName
	XML  string // the whole element, namespaces declared in it
}

// Share gives a principal access to a stored collection.
type Share struct {
	Home, Collection string
	Principal        string // person id, or CategoryPrincipal, TerritoryPrincipal
	Access           Access
}

// Access of a share.
type Access string

// The accesses.
const (
	NoAccess  Access = ""
	ReadOnly  Access = "read"
	ReadWrite Access = "write"
	Attending Access = "attend" // of an expert: the days of a delegation that they are asked to, see expert.go
)
