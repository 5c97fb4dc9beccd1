package calendars

import (
	"cmp"
	"slices"
	"strings"

	"parcours/events"
	"parcours/expertdays"
	"parcours/rules"
)

// ruled is an event of a territory's calendar with what the rules say of it.
type ruled struct {
	rules.Entry
	object Object
}

// entriesOf are what the rules speak of.
func entriesOf(all []*ruled) []*rules.Entry {
	entries := make([]*rules.Entry, len(all))
	for i, r := range all {
		entries[i] = &r.Entry
	}
	return entries
}

// mark puts a verdict into words.
func (s *Service) mark(v *rules.Verdict, lang string) Mark {
	m := Mark{Tentative: v.Tentative, Fill: v.Sheet}
	if v.Held {
		m.Prefix = s.text.Held(lang)
	}
	for _, f := range v.Findings {
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
	snap := s.events.Programme()
	all, err := s.entries(tx, snap, territory, in.Name)
	if err != nil {
		return nil, err
	}
	if in.Name == AgendaName {
		rules.OfAgenda(snap, entriesOf(all))
	} else {
		approved, err := expertdays.Granted(tx, territory)
		if err != nil {
			return nil, err
		}
		rules.OfDays(snap, entriesOf(all), approved)
	}
	changed, err := s.rewrite(tx, in, all)
	if err == nil && in.Name == AgendaName {
		err = s.publish(tx, in)
	}
	return changed, err
}

// entries are the events of a territory's calendar in the order in which they were entered.
func (s *Service) entries(tx Tx, snap *events.Snapshot, territory, calendar string) ([]*ruled, error) {
	objects, err := tx.Objects(events.TerritoryHome(territory), calendar, ObjectQuery{Component: "VEVENT"})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(objects, func(a, b Object) int { return cmp.Compare(a.Created, b.Created) })
	var said []rules.DayAnswer
	var experts []*events.Person
	if calendar == AccompagnementName && len(objects) > 0 {
		if said, err = tx.DayAnswers(territory); err != nil {
			return nil, err
		}
		experts = rules.ExpertsOf(snap, territory)
	}
	all := make([]*ruled, 0, len(objects))
	for _, o := range objects {
		facts, err := s.text.Facts(o.Octets)
		if err != nil {
			return nil, err
		}
		all = append(all, &ruled{object: o, Entry: rules.Entry{Facts: facts, Day: rules.DayOf(experts, &facts, said)}})
	}
	return all, nil
}

// rewrite stores the events whose marks changed them.
func (s *Service) rewrite(tx Tx, in StoredCollection, all []*ruled) (map[string]bool, error) {
	changed := map[string]bool{}
	for _, r := range all {
		octets, err := s.text.Mark(r.object.Octets, s.mark(&r.Says, s.events.Programme().LanguageFor(nil)))
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
