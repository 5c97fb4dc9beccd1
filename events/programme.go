package events

import "time"

// Programme is the whole journey as its organisers describe it: what the configuration file says.
type Programme struct {
	ID          string // host name form, "territoires-pilotes-2022.example.org": the right side of every UID, for life
	Title       string
	Description string
	Language    string // "fr" or "en": of titles and descriptions
	TimeZone    string // IANA name; times of the programme are wall times there
	Organiser   Organisation
	Note        Note
	Categories  []Category
	Territories []Territory
	Sessions    []Plan
	Polls       []Poll
	Decisions   []Decision
	Themes      []Theme // of answers in words, in the order in which they are shown
	Resources   []Resource
	Dialogue    Dialogue
	Budget      Budget
	Holidays    Holidays
	Rules       []string // the programme's rules in the organisers' words
	People      []Person
}

// location is the programme's time zone; UTC where it has none that is known.
func (p *Programme) location() *time.Location {
	loc, err := time.LoadLocation(p.TimeZone)
	if err != nil {
		return time.UTC
	}
	return loc
}

// Organisation is who organises the programme. Email is the ORGANIZER of sessions.
type Organisation struct{ ID, Name, Email string }

// Note is the note d’arbitrage that the programme comes from. Its texts say the dates of sessions: see ToldDate.
type Note struct {
	Title   string
	Context string
	Object  string
	Parts   []NotePart `json:",omitempty"` // its chapters in their order; without any, the note follows the sessions
}

// Category is an actor category (CUTYPE=GROUP): techniciens, élus, partenaires, DDT.
type Category struct {
	ID, Label string
	Color     string // CSS3 colour name (RFC 7986 §5.9) or #RRGGBB
}

// Territory is a place of the programme; its people are its delegation.
type Territory struct {
	ID, Name    string
	Orientation string // in the note's words
	State       string // to_qualify, diagnosis_missing, oriented, open_question, either_or
	SchoolZone  string // of school holidays: "A", "B", "C" in France, "" where it is not known
	Dialogue    string // what the dialogue day could lean on, in the note's words
}

// Resource is a link or document of the programme, of a territory, or of some sessions ("espace ressources").
type Resource struct {
	ID, Title, URL string
	Territory      string   // "" for the whole programme
	Sessions       []string // ids of sessions or groups that show it
	Decisions      []int    `json:",omitempty"` // numbers of arbitrages that show it
	Words          string   `json:",omitempty"` // that link to it in the note's texts, "" for none
}

// Poll asks for dates: each option is a session with status Candidate or Estimated whose Poll is this id.
type Poll struct {
	ID, Title    string
	Meaning      string    // what a yes means, for the voter
	Decision     int       // number of the arbitrage that it answers
	PerTerritory bool      // referents vote for their delegation
	Quorum       int       `json:",omitempty"` // how many delegations have to vote before it is decided, 0 without one: shown, and enforced by nobody
	Until        Day       `json:",omitzero"`  // the last day of voting, zero without one
	Closed       time.Time `json:",omitzero"`  // when an organiser ended the voting, zero while it goes on
}

// Decision is an arbitrage: a question put to each delegation.
type Decision struct {
	Number    int
	Title     string
	Question  string // the note's words
	Recap     string // the same as the note's recap puts it, "" if it says no more
	Form      []Form
	Sessions  []string // ids of sessions or groups that it is about
	Poll      string
	Who       Role   // Referent, or Member for the whole delegation
	To        string // id of the person who receives the answers, "" for the organisers
	Optional  bool
	ByTheme   bool // its answers are read grouped by theme
	Due       Day  // zero without a due date
	DueStated bool // the note states it; else it is derived from a session
	DueWhy    string
}

// Form of the answer to a decision.
type Form string

// Forms of answer.
const (
	FormYesNo    Form = "yes_no"
	FormMatrix   Form = "matrix"
	FormText     Form = "text"
	FormPoll     Form = "poll"
	FormDocument Form = "document"
)

// Dialogue is the day of dialogue that each territory schedules for itself, in its agenda, and by what it is known there.
// Without Words an agenda has no such day, and no rule speaks in it.
type Dialogue struct {
	Title, Description string
	Before             Day      // the last day
	Pilot              string   // person id: with whom it is prepared
	Words              []string // categories of an event that is such a day, in any case and without accents
	Preparation        []string // what tells, beside these, that an event prepares the day
	ByTitle            bool     // these words count in a title too
	Sheet              string   // what every other new event of the agenda is described with; "" for nothing
}

// Budget is what each territory may spend of expert days.
type Budget struct {
	Title, Description string
	Days, OnSite       int // whole days a territory, and those of them on site
	StabiliseBy        Day
}

// Day is a calendar date without time zone.
type Day struct {
	Year  int
	Month time.Month
	Day   int
}

// DayOf is the date of an instant in its own location.
func DayOf(t time.Time) Day { y, m, d := t.Date(); return Day{y, m, d} }

// IsZero tells a missing date.
func (d Day) IsZero() bool { return d == Day{} }

// In is midnight at the start of the day in a location.
func (d Day) In(loc *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, loc)
}

// Add moves by days.
func (d Day) Add(days int) Day { return DayOf(d.In(time.UTC).AddDate(0, 0, days)) }

// String is the date as YYYY-MM-DD, "" for none.
func (d Day) String() string {
	if d.IsZero() {
		return ""
	}
	return d.In(time.UTC).Format(time.DateOnly)
}

// ParseDay reads YYYY-MM-DD; a date that does not exist is an error.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Day{}, err
	}
	return DayOf(t), nil
}

// Theme is a subject by which answers in words are grouped (arbitrages 3 and 4).
type Theme struct {
	Label string
	Words []string // beginnings of words that tell it, in any case and without accents: "énerg" finds "Énergies"
}
