package events

import "time"

// Invitation is one view of a session: what a viewer sees of it in one collection or feed. The text is rendered
// from it and from nothing else, so that equal invitations have equal octets.
type Invitation struct {
	Session   *Session
	Programme *Snapshot
	View      View
	Viewer    *Person  // nil in a public feed
	For       Subject  // whom an answer here stands for; zero where nobody is asked
	Label     string   // for whom, in words: "Délégation de Faverges, Élus"; "" for oneself
	UID       string   // the session's, with "+{territory}.{category}" in a delegation's collection
	Name      string   // resource name
	Status    Partstat // the answer that counts; NeedsAction for none
	Comment   string   // said with that answer
	Late      bool
	Overlay   string // the viewer's own lines
	Full      bool   // link and description of the room may be shown
	AnswerURL string // path of the answer page, "" where there is none
	Revision  string // the view's revision: what the Schedule-Tag and X-PARCOURS-SERVED say
	Modified  time.Time
	Answered  time.Time // when the answer that counts was given; zero without one
	Last      *Answer   // the latest answer, whether it still counts; nil without one

	Delegations []DelegationLink // in a referent's own feed: the answers for the delegation
}

// DelegationLink is the answer of a delegation to a session or to one of its rooms, and where to change it.
type DelegationLink struct {
	Label    string // "Délégation de Faverges, Élus"
	Status   Partstat
	URL      string // path
	Answered time.Time
}

// View is a way to look at the programme.
type View string

// The views.
const (
	ViewPublic     View = "public"     // feeds for all, published collections
	ViewPersonal   View = "personal"   // a person's own feed: answer links, no attendee
	ViewInvited    View = "invited"    // parcours/: ORGANIZER and the viewer's ATTENDEE
	ViewDelegation View = "delegation" // {territory}.delegation/: the same, for the delegation
	ViewOrganiser  View = "organiser"  // programme/: the session itself
)

// Task is a decision as a task: of one delegation, or of all for the organisers and for whom receives the answers.
type Task struct {
	Decision  *Decision
	Territory *Territory // nil in the organisers' list
	UID       string
	Name      string // resource name
	Programme *Snapshot
	Reader    *Person
	Modified  time.Time
	Due       Day
	URL       string          // path
	Served    string          // of a delegation's: what a client sends back to say what it was served
	State     *DecisionState  // of the territory; nil in feeds
	States    []DecisionState // of all delegations, in the organisers' list
}
