package events

import (
	"slices"
	"time"
)

// Plan is what the organisers say of a session: the part of a Session that the configuration file or an
// organiser's client sets. A session with rooms (peers) is one Plan a category, with the same Group.
type Plan struct {
	ID          string // no dot, immutable, never reused
	Group       string // id of the split session or of the session whose options these are; "" for one that stands alone
	GroupTitle  string
	Category    string // of a room: its category
	Kind        string // "Session entre pairs", "Approfondissement générique": shown as CATEGORIES
	Title       string
	Description string
	When        When
	Parts       []Part `json:",omitempty"` // of its day, where it has several: see Hours
	Status      Status
	Place       Place
	Room        Room
	Audience    Audience
	Optional    bool   // ROLE=OPT-PARTICIPANT; never nagged
	Poll        string // id of the poll that it is an option of
	Option      int    // 1-based among Options, 0 for a session that is no option
	Options     int
	Resources   []Resource
	Why         string // of the last change, as people are told it; "" without a reason
}

// When is the time of a session: instants, or whole days where hours are not known.
type When struct {
	Start  time.Time // in the programme's zone; AllDay: midnight UTC of the first day
	End    time.Time // exclusive; AllDay: midnight UTC of the day after the last
	AllDay bool
}

// Equal compares instants, not their representation.
func (w When) Equal(o When) bool {
	return w.AllDay == o.AllDay && w.Start.Equal(o.Start) && w.End.Equal(o.End)
}

// Span is the time as instants: an all-day session covers its days in loc.
func (w When) Span(loc *time.Location) (start, end time.Time) {
	if !w.AllDay {
		return w.Start, w.End
	}
	return DayOf(w.Start).In(loc), DayOf(w.End).In(loc)
}

// Shift moves by whole days, keeping wall times in loc.
func (w When) Shift(days int, loc *time.Location) When {
	if !w.AllDay {
		w.Start, w.End = w.Start.In(loc), w.End.In(loc)
	}
	w.Start, w.End = w.Start.AddDate(0, 0, days), w.End.AddDate(0, 0, days)
	return w
}

// Status of a session. "Past" is derived from the clock, never a status.
type Status string

// The statuses: Fixed and Estimated dates, Candidate options of a poll, Cancelled sessions.
const (
	Fixed     Status = "fixed"
	Estimated Status = "estimated"
	Candidate Status = "candidate"
	Cancelled Status = "cancelled"
)

// Mode tells where people meet.
type Mode string

// The modes; PlaceUnknown where the organisers have not decided.
const (
	Online       Mode = "visio"
	OnSite       Mode = "on_site"
	PlaceUnknown Mode = ""
)

// Place is where a session happens. Public.
type Place struct {
	Mode  Mode
	Where string // "Paris (lieu à préciser)"
	Link  string // conference link that every invited person may see; a split session's links are in Room
}

// Room is what only its category and the organisers see of a peer session.
type Room struct {
	Link        string
	Description string
}

// Audience is a rule: who is asked. An empty list means any.
type Audience struct {
	Categories  []string
	Territories []string
	Roles       []Role   // default: Member, Referent, Guest
	AskedTo     []string // ids of groups or sessions: everyone asked to one of these
	Nobody      bool     `json:",omitempty"` // a draft: nobody is asked yet
}

// Equal compares two rules.
func (a Audience) Equal(b Audience) bool {
	return a.Nobody == b.Nobody && slices.Equal(a.Categories, b.Categories) && slices.Equal(a.Territories, b.Territories) &&
		slices.Equal(a.Roles, b.Roles) && slices.Equal(a.AskedTo, b.AskedTo)
}

// PastAudience is who was asked before a change number.
type PastAudience struct {
	Asked []Audience
	Until int64
}

// Session is a VEVENT of the programme: its Plan and what the server keeps of it.
type Session struct {
	Plan
	UID       string        // for life
	Asked     []Audience    // the audience resolved: whoever one of these rules covers is asked
	Sequence  int           // SEQUENCE (RFC 5546 §2.1.4): rises with every change that people see
	AskedAt   int           // the Sequence since which answers count: rises when the time changes
	Before    []AskedBefore // the times that it had before, oldest first, up to keptTimes
	Created   time.Time
	Modified  time.Time
	Born      int64     // programme change number at which it was made
	Change    int64     // programme change number of its last change
	Cancelled time.Time // when it was cancelled, zero if it is not
	Dropped   bool      // cancelled long ago: left the feeds
	Lost      bool      // an option that was not chosen: left people's calendars, stands cancelled in feeds
	Planned   time.Time // the start that the file said when it was last applied
	Decided   time.Time // when its poll chose it, zero if none did
	VotedAt   int       // of a decided option: the SEQUENCE since which votes counted
	Removed   bool      // no longer in the programme's file
	Stood     Status    // of a removed one: its status before
	Was       []PastAudience
	Invited   []string // ids of people asked by name, beside the rule
	Excused   []string // ids of people not asked any more, against the rule
	Name      string   // in programme/, where it is not the id with ".ics": as the organiser's client called it
	Names     []string // that it had there before
	Made      bool     // by an organiser in their calendar: the file does not know it
	Opened    string   // territory whose delegation opened it here; "" for one of the file

	written map[string]string // of texts of a snapshot's session that say dates: how they were written
}

// AskedBefore is a time that a session had, and the SEQUENCEs that it had with it.
type AskedBefore struct {
	When  When
	From  int // the first
	Until int // after the last
}

// keptTimes is how many times before the present one a session remembers.
const keptTimes = 64

// AsksAt tells whether an answer to this SEQUENCE of the session is an answer to its present time: nothing moved since,
// or it has come back.
func (s *Session) AsksAt(sequence int) bool {
	return sequence >= s.AskedAt || slices.ContainsFunc(s.Before, func(b AskedBefore) bool {
		return b.When.Equal(s.When) && b.From <= sequence && sequence < b.Until
	})
}

// Live tells whether people are still asked to it.
func (s *Session) Live() bool { return s.Status != Cancelled }

// Past tells whether it has ended.
func (s *Session) Past(now time.Time, loc *time.Location) bool {
	_, end := s.When.Span(loc)
	return !end.After(now)
}
