package calendars

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"parcours/events"
)

// ruled is an event of a territory's calendar with what the rules say of it.
type ruled struct {
	object Object
	facts  Facts
	says   verdict
}

// verdict is what the rules say in one event.
type verdict struct {
	held      bool // an organiser or the pilot has to settle it: its title says so
	tentative bool
	findings  []Finding
	sheet     string // description for an event that has none
}

func (v *verdict) say(f Finding) { v.findings = append(v.findings, f) }

// mark puts a verdict into words.
func (s *Service) mark(v *verdict, lang string) Mark {
	m := Mark{Tentative: v.tentative, Fill: v.sheet}
	if v.held {
		m.Prefix = s.text.Held(lang)
	}
	for _, f := range v.findings {
		m.Lines = append(m.Lines, s.text.Phrase(lang, f))
	}
	return m
}

// rule lets the rules of a territory's calendar speak in its events after a change: a rule never refuses by status,
// it says in the title and first lines what has to be settled. It gives the names of the objects that it rewrote.
func (s *Service) rule(tx Tx, in StoredCollection) (map[string]bool, error) {
	territory, ours := strings.CutPrefix(in.Home, events.TerritoryHome(""))
	if !ours {
		return nil, nil
	}
	objects, err := tx.Objects(in.Home, in.Name, ObjectQuery{Component: "VEVENT"})
	if err != nil {
		return nil, err
	}
	all := make([]*ruled, 0, len(objects))
	for _, o := range objects {
		facts, err := s.text.Facts(o.Octets)
		if err != nil {
			return nil, err
		}
		all = append(all, &ruled{object: o, facts: facts})
	}
	slices.SortFunc(all, func(a, b *ruled) int { return cmp.Compare(a.object.Created, b.object.Created) })
	snap := s.events.Programme()
	if in.Name == AgendaName {
		ruleAgenda(snap, all)
	} else {
		approved, err := approvals(tx, territory)
		if err != nil {
			return nil, err
		}
		ruleLedger(snap, all, approved)
	}
	changed, err := s.rewrite(tx, in, all)
	if err == nil && in.Name == AgendaName {
		err = s.publish(tx, in)
	}
	return changed, err
}

// rewrite stores the events whose marks changed them.
func (s *Service) rewrite(tx Tx, in StoredCollection, all []*ruled) (map[string]bool, error) {
	changed := map[string]bool{}
	for _, r := range all {
		octets, err := s.text.Mark(r.object.Octets, s.mark(&r.says, s.events.Programme().LanguageFor(nil)))
		if err != nil {
			return nil, err
		}
		if string(octets) == string(r.object.Octets) {
			continue
		}
		n, err := tx.NextChange(in.Home)
		if err != nil {
			return nil, err
		}
		o := r.object
		o.Octets, o.ETag, o.Change, o.Modified = octets, etagOf(octets), n, s.now()
		if err := tx.SetObject(o); err != nil {
			return nil, err
		}
		changed[o.Name] = true
	}
	return changed, nil
}

// speaksOf tells whether an event is one of those that words of the programme's file name: by its categories, or by its
// title where the file says so.
func speaksOf(d *events.Dialogue, words []string, f *Facts) bool {
	return slices.ContainsFunc(words, func(word string) bool {
		return slices.ContainsFunc(f.Category, func(c string) bool { return events.Letters(c) == events.Letters(word) }) ||
			d.ByTitle && names(f.Title, word)
	})
}

// ruleAgenda says of the day of dialogue what it lacks: it is held by the programme's date, or prepares a later event of
// the same agenda, which it names; and a time of preparation comes before it. Of several such days the first counts.
func ruleAgenda(s *events.Snapshot, all []*ruled) {
	d := &s.Dialogue
	var first *ruled
	start := func(r *ruled) time.Time { at, _ := r.facts.When.Span(s.Loc); return at }
	isDay := func(r *ruled) bool {
		return !r.facts.Cancelled && speaksOf(d, d.Words, &r.facts) && !speaksOf(d, d.Preparation, &r.facts)
	}
	for _, r := range all {
		if isDay(r) && (first == nil || start(r).Before(start(first))) {
			first = r
		}
	}
	for _, r := range all {
		switch {
		case r.facts.Cancelled:
		case !speaksOf(d, d.Words, &r.facts):
			r.says.sheet = d.Sheet
		case r == first:
			ruleDialogue(s, r, all)
		case isDay(r):
			r.says.say(Finding{Kind: FoundAnother, Day: events.DayOf(start(first).In(s.Loc))})
		}
	}
}

func ruleDialogue(s *events.Snapshot, r *ruled, all []*ruled) {
	d := &s.Dialogue
	start, _ := r.facts.When.Span(s.Loc)
	limit := d.Before
	prepared, tied := len(d.Preparation) == 0, false
	for _, o := range all {
		other, _ := o.facts.When.Span(s.Loc)
		switch {
		case o == r || o.facts.Cancelled:
		case other.Before(start) && (slices.Contains(o.facts.Related, r.facts.UID) || speaksOf(d, d.Words, &o.facts) && speaksOf(d, d.Preparation, &o.facts)):
			prepared = true
		case other.After(start) && (slices.Contains(r.facts.Related, o.facts.UID) || names(r.facts.Title, o.facts.Title)):
			tied = true
		}
	}
	if !limit.IsZero() && !start.Before(limit.Add(1).In(s.Loc)) && !tied {
		r.says.held = true
		r.says.say(Finding{Kind: FoundLate, Day: limit})
	}
	if !prepared {
		r.says.say(Finding{Kind: FoundUnprepared})
	}
}

// names tells whether a title names another event.
func names(title, other string) bool {
	return events.Letters(other) != "" && strings.Contains(events.Letters(title), events.Letters(other))
}
