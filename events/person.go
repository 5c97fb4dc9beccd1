package events

import "slices"

// Person is a calendar user (RFC 6638 §2) with an account. A person without territory and category is a plain
// calendar user.
type Person struct {
	ID          string // no dot, immutable
	Email       string // the login, and the one mailto: of the calendar-user-address-set
	Name        string
	Function    string // what they do, in words
	Language    string // "fr", "en", or "" for the programme's
	Role        Role
	Territories []string // ids; a person may belong to several
	Category    string   // id, or ""

	Godparent string // of a guest: id of the person who brought them
	Briefed   bool   // of a guest: the godparent confirmed that they were told what they need to know

	Epoch     int64  // grows when what they may see changes: a full resync
	FeedToken string // secret of their personal feed
	InFile    bool   // named by the configuration file
	Removed   bool   // was named by the file and is no longer; keeps answers, loses rights
}

// Role of a person.
type Role string

// The roles. The zero Role is a plain calendar user.
const (
	Organiser Role = "organiser"
	Referent  Role = "referent"
	Member    Role = "member"
	Expert    Role = "expert"
	Guest     Role = "guest"
)

// Roles lists them all.
var Roles = []Role{Organiser, Referent, Member, Expert, Guest}

// ReferentOf tells whether the person answers in the name of a territory's delegation.
func (p *Person) ReferentOf(territory string) bool {
	return p.Role == Referent && slices.Contains(p.Territories, territory)
}

// ReadsDelegation tells whether the person reads what a delegation answers: its referents and members, and organisers.
func (p *Person) ReadsDelegation(territory string) bool {
	return p.Role == Organiser || (p.Role == Referent || p.Role == Member) && slices.Contains(p.Territories, territory)
}
