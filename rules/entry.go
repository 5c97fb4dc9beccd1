package rules

import "parcours/events"

// Entry is an event of a territory's calendar with what the rules say of it.
type Entry struct {
	Facts Facts
	Day   Day // of an expert day
	Says  Verdict
}

// Facts are what a rule reads of an event in a territory's calendar.
type Facts struct {
	UID       string
	Title     string // without an earlier Mark
	Where     string
	When      events.When
	Cancelled bool
	Tentative bool
	Settled   bool     // its STATUS is CONFIRMED as it was written, whatever a rule holds back
	Recurs    bool     // it has RRULE or RDATE
	Related   []string // UIDs named by RELATED-TO
	Category  []string
}

// Verdict is what the rules say in one event.
type Verdict struct {
	Held      bool // an organiser or the pilot has to settle it: its title says so
	Tentative bool
	Findings  []Finding
	Sheet     string // description for an event that has none
}

func (v *Verdict) say(f Finding) { v.Findings = append(v.Findings, f) }
