package rules

import (
	"slices"
	"time"

	"parcours/events"
)

// DayAnswer is what one side says of an expert day: an expert for themselves, or the delegation by its referents and the
// organisers. Append-only. It belongs to the time that it was said of: a day that moves is asked again.
type DayAnswer struct {
	Number    int64 // change number in the territory's home
	Territory string
	UID       string
	By        string // person id
	Expert    bool   // for themselves; else for the delegation
	Proposes  bool   // entered or moved the day, and so accepts it
	Status    events.Partstat
	Comment   string
	When      events.When
	Door      events.Door
	At        time.Time
}

// Answer is what counts of an answer, which may be none.
func (a *DayAnswer) Answer() events.Partstat {
	if a == nil {
		return events.NeedsAction
	}
	return a.Status
}

// Day is how an expert day stands between a delegation and its experts.
type Day struct {
	Proposed   *DayAnswer // who set its time; nil where that was not kept: then the delegation did
	Delegation *DayAnswer // its last word on this time, nil without
	Experts    []ExpertSaid
}

// ExpertSaid is an expert of the delegation with their last word on the time of a day, nil without one.
type ExpertSaid struct {
	Person *events.Person
	Last   *DayAnswer
}

// Status is the expert's answer that counts.
func (e ExpertSaid) Status() events.Partstat { return e.Last.Answer() }

// ExpertOf tells whether somebody is an expert of a territory, who is asked to its expert days.
func ExpertOf(p *events.Person, territory string) bool {
	return p.Role == events.Expert && slices.Contains(p.Territories, territory)
}

// ExpertsOf gives them, in the order of their ids.
func ExpertsOf(s *events.Snapshot, territory string) (all []*events.Person) {
	for _, p := range s.People() {
		if ExpertOf(p, territory) {
			all = append(all, p)
		}
	}
	return all
}

// DayOf finds how a day stands in all that was said of a territory's days.
func DayOf(experts []*events.Person, f *Facts, said []DayAnswer) Day {
	var d Day
	for _, p := range experts {
		d.Experts = append(d.Experts, ExpertSaid{Person: p})
	}
	for i := range said {
		a := &said[i]
		if a.UID != f.UID || !a.When.Equal(f.When) {
			continue
		}
		if a.Proposes {
			d.Proposed = a
		}
		if !a.Expert {
			d.Delegation = a
		}
		for k := range d.Experts {
			if e := &d.Experts[k]; a.Expert && e.Person.ID == a.By {
				e.Last = a
			}
		}
	}
	return d
}

// ByExpert tells whether an expert set its time, so that the delegation is asked.
func (d Day) ByExpert() bool { return d.Proposed != nil && d.Proposed.Expert }

// Waits tells whether it is an expert's proposal that the delegation has not settled.
func (d Day) Waits() bool {
	return d.ByExpert() && d.Delegation.Answer() != events.Accepted && d.Delegation.Answer() != events.Declined
}

// Declined tells whether it does not take place: the delegation declined it, or every expert that it has.
func (d Day) Declined() bool {
	can := func(e ExpertSaid) bool { return e.Status() != events.Declined }
	return d.Delegation.Answer() == events.Declined || len(d.Experts) > 0 && !slices.ContainsFunc(d.Experts, can)
}

// Mine is what an expert said of its time, nil without a word.
func (d Day) Mine(person string) *DayAnswer {
	for _, e := range d.Experts {
		if e.Person.ID == person {
			return e.Last
		}
	}
	return nil
}

// ProposedBy tells whether somebody set its time and may change it like an event of their own.
func (d Day) ProposedBy(person string) bool { return d.ByExpert() && d.Proposed.By == person }

// say lets both sides' answers stand in the event.
func (d Day) say(s *events.Snapshot, v *Verdict) {
	if d.ByExpert() {
		f := Finding{Kind: FoundProposed, Status: d.Delegation.Answer(), Who: d.Proposed.By}
		if p := s.Person(d.Proposed.By); p != nil {
			f.Who = p.Name
		}
		v.say(f)
	}
	for _, e := range d.Experts {
		if e.Status() != events.NeedsAction && !e.Last.Proposes {
			v.say(Finding{Kind: FoundSaid, Who: e.Person.Name, Status: e.Status(), Reason: e.Last.Comment})
		}
	}
}
