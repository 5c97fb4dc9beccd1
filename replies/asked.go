package replies

import (
	"maps"
	"slices"
	"strings"
	"time"

	"parcours/asks"
	"parcours/delivery"
	"parcours/events"
)

// thing is one session that the person may answer now: for themselves, or for a delegation in one of its rooms.
type thing struct {
	session     *events.Session
	subject     events.Subject
	status      events.Partstat
	first, last events.Day
	title       map[string]bool // words of its title that tell it from others
	words       map[string]bool // those, and of its kind
}

// pool is what a sentence may answer.
type pool struct {
	things     []thing
	delegation bool // its rooms are named by their categories
}

// asked is an arbitrage that a referent may answer.
type asked struct {
	state *events.DecisionState
	pool  pool // its sessions and dates, for the delegation
}

func newReader(desk *asks.Desk, about About, now time.Time) *reader {
	snap := desk.Programme
	r := &reader{desk: desk, about: about, names: map[string]bool{}, cats: map[string]string{}, person: map[string]bool{}}
	add := func(to *pool, inv *events.Invitation) {
		if x := inv.Session; x.Live() && x.Listed() && !x.Past(now, snap.Loc) {
			to.things = append(to.things, r.thing(x, inv.For, statusOf(inv)))
		}
	}
	for i := range desk.Own {
		add(&r.own, &desk.Own[i])
	}
	for i := range desk.Delegations {
		d := &desk.Delegations[i]
		all := pool{delegation: true}
		for j := range d.Invitations {
			add(&all, &d.Invitations[j])
		}
		for j := range d.Decisions {
			st := &d.Decisions[j]
			one := &asked{state: st, pool: pool{delegation: true}}
			for _, t := range all.things {
				if slices.ContainsFunc(st.Cells, func(c events.DecisionCell) bool { return c.Session == t.session }) {
					one.pool.things = append(one.pool.things, t)
				}
			}
			r.decisions = append(r.decisions, one)
			r.numbers = max(r.numbers, st.Decision.Number)
		}
	}
	for _, c := range snap.Categories {
		for _, word := range strings.Fields(fold(c.Label)) {
			r.cats[singular(word)] = c.ID
		}
	}
	for _, word := range strings.Fields(fold(desk.Person.Name + " " + snap.Organiser.Name)) {
		r.person[word] = true
	}
	return r
}

func (r *reader) thing(x *events.Session, subject events.Subject, status events.Partstat) thing {
	start, end := x.When.Span(r.desk.Programme.Loc)
	loc := r.desk.Programme.Loc
	t := thing{session: x, subject: subject, status: status, first: events.DayOf(start.In(loc)), last: events.DayOf(end.Add(-time.Nanosecond).In(loc))}
	if !end.After(start) {
		t.last = t.first
	}
	title := x.Title
	if x.Group != "" && x.GroupTitle != "" {
		title = x.GroupTitle
	}
	t.title, t.words = telling(title), telling(title+" "+x.Kind)
	r.entitle(title)
	r.entitle(x.Kind)
	for word := range t.words {
		r.names[word] = true
	}
	return t
}

// entitle makes a title one that is known as a whole.
func (r *reader) entitle(title string) {
	words := piecesOf(title)
	if len(words) < 2 || len(telling(title)) == 0 {
		return
	}
	for _, known := range r.titles {
		if slices.Equal(known.pieces, words) {
			return
		}
	}
	r.titles = append(r.titles, name{words, slices.Sorted(maps.Keys(telling(title)))})
}

// telling are the words of a name that tell it from others.
func telling(name string) map[string]bool {
	all := map[string]bool{}
	for _, word := range strings.FieldsFunc(fold(name), func(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9') }) {
		word = singular(word)
		if len(word) > 2 && !general[word] && phrases[word] == "" && months[word] == 0 {
			all[word] = true
		}
	}
	return all
}

// singular is a word without the s of a plural, in the way in which all are compared.
func singular(word string) string {
	if len(word) > 3 {
		return strings.TrimSuffix(word, "s")
	}
	return word
}

// decision gives an arbitrage of a territory, or, without a territory, of the one delegation of a referent; nil without it.
func (r *reader) decision(territory string, number int) *asked {
	if number == 0 || territory == "" && len(r.desk.Delegations) != 1 {
		return nil
	}
	for _, d := range r.decisions {
		if d.state.Decision.Number == number && (territory == "" || d.state.Territory.ID == territory) {
			return d
		}
	}
	return nil
}

// forDelegation is all that a referent of one delegation answers for it.
func (r *reader) forDelegation(now pool) pool {
	if now.delegation || len(r.desk.Delegations) != 1 {
		return now
	}
	all := pool{delegation: true}
	for _, d := range r.decisions {
		for _, t := range d.pool.things {
			if !slices.ContainsFunc(all.things, func(o thing) bool { return o.session == t.session }) {
				all.things = append(all.things, t)
			}
		}
	}
	return all
}

// place is what things have in common that are one session to people: the rooms of a split one are.
func (t *thing) place() string {
	if t.session.Category != "" {
		return t.session.Group + " " + t.first.String()
	}
	return t.session.ID
}

// ref is what a sentence names: a date, a session's name, or both.
type ref struct {
	date  *date
	words []string
}

// find gives what a ref names: the rooms of one session, or nothing where it is not clear which one is meant.
func (p pool) find(f ref, about string) []thing {
	var found []thing
	for _, t := range p.things {
		if f.date != nil && !f.date.within(t.first, t.last) {
			continue
		}
		if slices.ContainsFunc(f.words, func(w string) bool { return !t.words[w] }) {
			continue
		}
		found = append(found, t)
	}
	one := func(keep func(thing) bool) []thing {
		kept := slices.DeleteFunc(slices.Clone(found), func(t thing) bool { return !keep(t) })
		if len(kept) == 0 || slices.ContainsFunc(kept, func(t thing) bool { return t.place() != kept[0].place() }) {
			return nil
		}
		return kept
	}
	if all := one(func(thing) bool { return true }); all != nil || len(found) == 0 {
		return all
	}
	if all := one(func(t thing) bool { return len(f.words) > 0 && len(t.title) == len(f.words) && f.date == nil }); all != nil {
		return all
	}
	return one(func(t thing) bool { return t.session.ID == about })
}

// answered makes an answer to a session of what is understood.
func (t *thing) answered(status events.Partstat) delivery.Proposal {
	return delivery.Proposal{Session: t.session.ID, For: t.subject, Status: status, Sequence: t.session.Sequence}
}
