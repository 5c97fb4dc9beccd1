package rules

import "parcours/events"

// Finding is what a rule says of an event in a territory's calendar. Text puts it into words.
type Finding struct {
	Kind    FindingKind
	Day     events.Day      // FoundLate: the last day; FoundAnother: of the day that counts
	Reason  string          // FoundGranted: the organiser's; FoundSaid: the expert's comment
	Balance Balance         // FoundBalance, FoundOver
	Who     string          // FoundProposed, FoundSaid: the expert's name
	Status  events.Partstat // FoundProposed: of the delegation; FoundSaid: of the expert
}

// FindingKind is which rule speaks.
type FindingKind string

// The kinds.
const (
	FoundLate       FindingKind = "late"        // a day of dialogue after the last day, that no later event depends on
	FoundUnprepared FindingKind = "unprepared"  // a day of dialogue without a time of preparation before it
	FoundAnother    FindingKind = "another"     // another day of dialogue comes first: that one counts
	FoundOver       FindingKind = "over_budget" // an expert day beyond the budget: it waits for an organiser
	FoundRecurring  FindingKind = "recurring"   // an expert day that repeats: the balance cannot count it
	FoundGranted    FindingKind = "granted"     // an organiser granted the day
	FoundBalance    FindingKind = "balance"     // of the territory's expert days
	FoundProposed   FindingKind = "proposed"    // an expert set the time of the day
	FoundSaid       FindingKind = "said"        // an expert answered
)

// Balance is what is used of the expert days of a territory, in half-days, and the budget in days.
type Balance struct {
	UsedHalfDays    int // on site
	GrantedHalfDays int // of these, beyond the budget
	OnSite, Days    int // the budget: on site, and in all
}

// Left is how many half-days on site are left.
func (b Balance) Left() int { return max(0, 2*b.OnSite-b.UsedHalfDays) }
