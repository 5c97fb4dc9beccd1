package events

import (
	"context"
	"time"
)

// Store is the one interface to persistence. An Update that returned nil is on disk.
type Store interface {
	// View runs f on a consistent reading of the store.
	View(ctx context.Context, f func(Tx) error) error
	// Update runs f in a transaction; what f wrote is kept if it returns nil, and nothing of it otherwise.
	// f may run more than once and must have no other effect. Writers follow one another.
	Update(ctx context.Context, f func(Tx) error) error
	// Generation names this life of the store: another one after a restore or a loss, whose change numbers may mean other
	// states than they did before. Tokens and tags name it.
	Generation() string
	// Backup writes a consistent copy of the store to a new file.
	Backup(ctx context.Context, file string) error
	Close() error
}

// Tx is one transaction. Lookups of what is not there return ErrNotFound. Writing methods on a View fail.
type Tx interface {
	// Setting is a small value of the server: generation, secret, demo offset ... "" without one.
	Setting(key string) (string, error)
	SetSetting(key, value string) error

	// NextChange raises the change number of a home, under the row's lock, and gives it. The programme's home
	// is ProgrammeHome. Numbers start at 1.
	NextChange(home string) (int64, error)
	// LastChange is the change number of a home, 0 for one where nothing happened.
	LastChange(home string) (int64, error)
	// Used is how many octets the objects of all collections of a home have together.
	Used(home string) (int64, error)

	// Programme is the programme as last applied without its sessions and people; the zero value at first.
	Programme() (Programme, error)
	SetProgramme(Programme) error
	// Sessions are all sessions whose Change is above since, cancelled and removed ones too, by Change.
	Sessions(since int64) ([]Session, error)
	// SetSession writes a session; filed is what the file last said of it (nil: leave as it is).
	SetSession(s Session, filed *Plan) error
	// Filed is what the file last said of each session, by session id.
	Filed() (map[string]Plan, error)
	// SessionRevision is the session as it was with this SEQUENCE.
	SessionRevision(id string, sequence int) (Session, error)

	People() ([]Person, error)
	Person(id string) (Person, error)
	PersonByEmail(email string) (Person, error) // letters of any case
	SetPerson(Person) error
	Credentials(person string) ([]Credential, error)
	AddCredential(Credential) error
	RemoveCredentials(person string, kind CredentialKind) error
	// PersonByFeedToken also finds revoked tokens, and says so.
	PersonByFeedToken(token string) (p Person, revoked bool, err error)
	RevokeFeedToken(token string, at time.Time) error

	// AddAnswer appends; Answer.Number must come from NextChange of the subject's home.
	AddAnswer(Answer) error
	// Answers reads answers in the order of their numbers.
	Answers(AnswerQuery) ([]Answer, error)

	// AddDecisionAnswer appends a revision of a delegation's answer to an arbitrage; its Number must come from
	// NextChange of the territory's home.
	AddDecisionAnswer(DecisionAnswer) error
	// DecisionAnswers are all revisions of a territory, of one decision if number is not 0, oldest first.
	DecisionAnswers(territory string, number int) ([]DecisionAnswer, error)

	AddPresence(Presence) error
	// Presences gives the last word on each person at a session, or at all (""), by number.
	Presences(session string) ([]Presence, error)

	// AddNotice stores an effect with its cause; its Number must come from NextChange of NoticesHome.
	AddNotice(Notice) error
	// DueNotices are those not done that are due, by number.
	DueNotices(now time.Time, limit int) ([]Notice, error)
	Notice(number int64) (Notice, error)
	SetNotice(Notice) error
	// AddMail queues a mail; one with the same notice, person, kind and session that is there already stays.
	AddMail(Mail) error
	Mails(MailQuery) ([]Mail, error) // by Next, then token
	SetMail(Mail) error              // by token
	// AddReceipt notes a message that came in; ErrExists for one that was noted.
	AddReceipt(Receipt) error
	Receipts(outcome Outcome, limit int) ([]Receipt, error) // latest first; "" for any
	// Seen is when a person last used a door, zero if never.
	Seen(person string, door Door) (time.Time, error)
	SetSeen(person string, door Door, at time.Time) error

	AddOverlay(Overlay) error
	// Overlays gives the last overlay of each item of a person with a number above since; one of an item only
	// if item is not "", then up to the number upTo if that is not 0.
	Overlays(person, item string, since, upTo int64) ([]Overlay, error)

	// Collections stored in a home, by Order then Name.
	Collections(home string) ([]StoredCollection, error)
	Collection(home, name string) (StoredCollection, error)
	SetCollection(StoredCollection) error
	// RemoveCollection removes it with its objects, properties and shares, and leaves a tombstone in the home.
	RemoveCollection(home, name string, change int64) error

	// Objects reads calendar object resources of a stored collection.
	Objects(home, collection string, q ObjectQuery) ([]Object, error)
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

// ProgrammeHome is the home whose change number counts the changes of sessions.
const ProgrammeHome = "programme:"

// AnswerQuery says which answers; zero fields ask for any.
type AnswerQuery struct {
	Person    string // for this person
	Territory string // for this delegation
	All       bool   // for everybody (else Person or Territory must be set)
	Session   string
	Sessions  []string // of these sessions; some hundreds at most
	Since     int64    // Number above this
	UpTo      int64    // Number not above this
	Latest    bool     // only the last of each session and subject
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
	ETag             string // strong, without quotes
	ScheduleTag      string
	First, Last      time.Time // UTC span of all occurrences; zero Last with OpenEnded
	OpenEnded        bool
	Created          int64     // change number
	CreatedAt        time.Time // zero where that is not known
	Change           int64     // change number in its home
	Modified         time.Time
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
)
