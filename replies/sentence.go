package replies

import (
	"slices"
	"strings"
	"time"

	"parcours/delivery"
	"parcours/events"
)

var utc = time.UTC

// segment is a part of a sentence that says one thing: an answer, and of what.
type segment struct {
	said     events.Partstat // "" where none is
	first    bool            // the answer stands before what it is of
	refs     []ref
	cats     []string
	except   []ref
	all      bool
	excepts  bool
	forUs    bool
	afterBut bool
}

func (s *segment) names() bool { return len(s.refs) > 0 || len(s.cats) > 0 || s.all }

func (s *segment) empty() bool { return s.said == "" && !s.names() && !s.forUs }

// sentence reads one sentence, against what it may answer.
func (r *reader) sentence(text string, now pool, about string) outcome {
	all := r.tokens(text)
	o := outcome{question: strings.HasSuffix(strings.TrimSpace(text), "?") || strings.Contains(text, "? ")}
	o.nothing = !o.question
	for _, t := range all {
		if t.kind != noise && t.kind != comma && t.kind != and && t.kind != we {
			o.nothing = false
		}
		speaks := answers(t.kind) || t.kind == but || t.kind == doubtful || t.kind == except || t.kind == every
		if speaks || o.question && t.kind == dated {
			o.doubt = true
		}
	}
	o.refers = r.refers(all, now)
	if ranges(all) {
		return o.unclear()
	}
	if o.nothing || o.question || slices.ContainsFunc(all, func(t token) bool { return t.kind == unknown || t.kind == doubtful }) {
		return o
	}
	if !now.delegation && len(r.desk.Delegations) > 0 && slices.ContainsFunc(all, func(t token) bool { return t.kind == we }) {
		return o.unclear() // "nous" of a referent: the delegation, or the person and a guest
	}
	segments, ok := segmented(all)
	if ok {
		segments, ok = attached(segments)
	}
	if !ok || mixed(segments) {
		return o.unclear()
	}
	for _, s := range segments {
		said, ok := r.meant(s, now, about)
		if !ok {
			return o.unclear()
		}
		o.said = append(o.said, said...)
	}
	o.ok = len(o.said) > 0
	return o
}

// ranges tells whether a sentence speaks of all days from one to another: "du 10 au 24 mars".
func ranges(all []token) bool {
	last := -1
	for i, t := range all {
		if t.kind != dated {
			continue
		}
		if last >= 0 && slices.ContainsFunc(all[last+1:i], func(t token) bool { return t.text == "au" || t.text == "to" || t.text == "-" }) &&
			!slices.ContainsFunc(all[last+1:i], func(t token) bool { return t.kind != noise }) {
			return true
		}
		last = i
	}
	return false
}

// mixed tells whether some of what is said is of categories, or of the delegation, and some of nobody who is named.
func mixed(all []segment) bool {
	of := 0
	for _, s := range all {
		if len(s.cats) > 0 || s.forUs {
			of++
		}
	}
	return of > 0 && of < len(all)
}

// unclear is the outcome of a sentence that speaks of an answer which is not clear.
func (o outcome) unclear() outcome {
	o.said, o.ok, o.doubt = nil, false, true
	return o
}

// refers names the sessions that a sentence speaks of, whatever it says.
func (r *reader) refers(all []token, now pool) []string {
	var ids []string
	for _, p := range []pool{now, r.forDelegation(now)} {
		for _, f := range refsOf(all) {
			for _, t := range p.find(f, "") {
				ids = append(ids, t.session.ID)
			}
		}
	}
	return ids
}

// refsOf puts dates and names that stand together into one: "première session entre pairs, 10 mars".
func refsOf(all []token) []ref {
	var refs []ref
	open := false
	for _, t := range all {
		switch t.kind {
		case named, dated:
			if open && refs[len(refs)-1].takes(t) {
				continue
			}
			refs, open = append(refs, ref{}), true
			refs[len(refs)-1].takes(t)
		case noise:
		default:
			open = false
		}
	}
	return refs
}

// takes adds a token to a ref; false where it has its date already, or its name and its date.
func (f *ref) takes(t token) bool {
	switch {
	case t.kind == dated && f.date == nil:
		f.date = t.date
	case t.kind == named && (f.date == nil || len(f.words) == 0):
		f.words = append(f.words, strings.Fields(t.text)...)
	default:
		return false
	}
	return true
}

// segmented parts a sentence where another answer or another list begins. False where it says what nobody can part.
func segmented(all []token) ([]segment, bool) {
	var found []segment
	s := segment{}
	end := func() {
		if !s.empty() {
			found = append(found, s)
		}
		s = segment{}
	}
	all = joined(all)
	for i := 0; i < len(all); {
		switch t := all[i]; {
		case answers(t.kind):
			n := run(all[i:])
			said, ok := statusIn(all[i : i+n])
			if !ok {
				return nil, false
			}
			if s.said != "" || s.excepts {
				end()
			}
			s.said, s.first = said, !s.names()
			i += n
			continue
		case t.kind == named || t.kind == dated:
			n := refRun(all[i:])
			if s.said != "" && !s.first {
				end()
			}
			if s.excepts {
				s.except = append(s.except, refsOf(all[i:i+n])...)
			} else {
				s.refs = append(s.refs, refsOf(all[i:i+n])...)
			}
			i += n
			continue
		case t.kind == category:
			if s.said != "" && !s.first {
				end()
			}
			s.cats = append(s.cats, t.text)
		case t.kind == allCats:
			s.cats = append(s.cats, "*")
		case t.kind == every:
			s.all = true
		case t.kind == except:
			s.excepts = true
		case t.kind == forUs:
			s.forUs = true
		case t.kind == comma || t.kind == and || t.kind == but:
			if s.excepts && t.kind != but && len(s.except) > 0 {
				break
			}
			end()
			s.afterBut = t.kind == but
		}
		i++
	}
	end()
	return found, len(found) > 0
}

func answers(k kind) bool {
	return k == yes || k == no || k == absent || k == maybe || k == not || k == be
}

// run is how many tokens from the first on say one answer.
func run(all []token) int {
	n := 0
	for i, t := range all {
		switch {
		case answers(t.kind) || t.kind == there:
			n = i + 1
		case t.kind == noise || t.kind == we:
		default:
			return n
		}
	}
	return n
}

// refRun is how many tokens from the first on name one session: its name and its date.
func refRun(all []token) int {
	n := 0
	for i, t := range all {
		switch t.kind {
		case named, dated:
			n = i + 1
		case noise:
		case comma: // "La journée AGORA, 28 avril"
			if !(i > 0 && i+1 < len(all) && all[i-1].kind == named && dateNext(all[i+1:])) {
				return n
			}
		default:
			return n
		}
	}
	return n
}

func dateNext(all []token) bool {
	for _, t := range all {
		if t.kind != noise {
			return t.kind == dated
		}
	}
	return false
}

// joined leaves out what stands between two categories: "élus et techniciens".
func joined(all []token) []token {
	var kept []token
	for i, t := range all {
		if (t.kind == and || t.kind == comma) && i > 0 && i+1 < len(all) && all[i-1].kind == category && categoryNext(all[i+1:]) {
			continue
		}
		kept = append(kept, t)
	}
	return kept
}

func categoryNext(all []token) bool {
	for i, t := range all {
		if t.kind == category {
			return !slices.ContainsFunc(all[:i], func(t token) bool { return t.kind != noise })
		}
		if t.kind != noise {
			return false
		}
	}
	return false
}

// statusIn is the one answer that a run of words says. Two that differ are none; so is a negation of "absent", or two of them.
func statusIn(all []token) (events.Partstat, bool) {
	count := map[kind]int{}
	nes := 0
	for i, t := range all {
		count[t.kind]++
		if t.text == "ne" || t.text == "n" {
			nes++
		}
		if t.kind == be && !slices.ContainsFunc(all[i:], func(t token) bool { return t.kind == there || t.kind == yes || t.kind == absent || t.kind == maybe }) && count[yes] == 0 {
			return "", false // "je serai" and no more
		}
	}
	negated := count[not] > 0
	turned := count[not] > nes // by more than the "ne" of "je ne suis pas sûre"
	switch {
	case nes > 1 || count[absent] > 0 && negated || count[maybe] > 0 && (turned || count[absent] > 0 || count[no] > 0):
		return "", false
	case count[no] > 0 && (count[yes] > 0 || count[there] > 0) && !negated:
		return "", false
	case count[absent] > 0 && (count[yes] > 0 || count[there] > 0):
		return "", false
	case count[maybe] > 0:
		return events.Tentative, true
	case negated || count[no] > 0 || count[absent] > 0:
		return events.Declined, true
	case count[yes] > 0 || count[there] > 0:
		return events.Accepted, true
	}
	return "", false
}

// attached gives each list the answer that it has: "oui le 10, le 24" before it, "le 10, le 24 : oui" after it. False where
// it could be either.
func attached(all []segment) ([]segment, bool) {
	all = merged(all)
	if all == nil {
		return nil, false
	}
	before, after := false, false
	for _, s := range all {
		if s.said != "" && s.names() {
			before, after = before || s.first, after || !s.first
		}
	}
	for i := range all {
		s := &all[i]
		if s.said != "" {
			continue
		}
		if before == after || s.afterBut {
			return nil, false
		}
		step := 1
		if before {
			step = -1
		}
		for j := i + step; j >= 0 && j < len(all) && s.said == ""; j += step {
			s.said = all[j].said
		}
		if s.said == "" {
			return nil, false
		}
	}
	return carried(all), true
}

// merged joins an answer that stands alone with what it is of; nil where it goes with nothing.
func merged(all []segment) []segment {
	var kept []segment
	for i := 0; i < len(all); i++ {
		s := all[i]
		alone := s.said != "" && !s.names()
		switch {
		case !alone || len(all) == 1:
			kept = append(kept, s)
		case i+1 < len(all) && all[i+1].said == "":
			next := all[i+1]
			next.said, next.first, next.forUs = s.said, true, next.forUs || s.forUs
			kept, i = append(kept, next), i+1
		case i+1 < len(all) && all[i+1].said == s.said:
			all[i+1].forUs = all[i+1].forUs || s.forUs
		case i+1 == len(all) && len(kept) == 0:
			kept = append(kept, s)
		case i+1 == len(all) && len(kept) > 0 && kept[len(kept)-1].said == "":
			kept[len(kept)-1].said = s.said
		case i+1 == len(all) && len(kept) > 0 && kept[len(kept)-1].said == s.said:
		default:
			return nil
		}
	}
	return kept
}

// carried gives a segment that names only categories the date of the one before: "10 mars : élus oui, techniciens non".
func carried(all []segment) []segment {
	for i := 1; i < len(all); i++ {
		if len(all[i].refs) == 0 && len(all[i].cats) > 0 {
			all[i].refs = all[i-1].refs
		}
		all[i].forUs = all[i].forUs || all[i-1].forUs
	}
	return all
}

// meant are the answers that a segment gives.
func (r *reader) meant(s segment, now pool, about string) ([]delivery.Proposal, bool) {
	if s.forUs || len(s.cats) > 0 {
		if now = r.forDelegation(now); !now.delegation {
			return nil, false
		}
	}
	if s.said == "" || s.excepts && !s.all || s.all && len(s.refs) > 0 {
		return nil, false
	}
	var said []delivery.Proposal
	if s.all {
		return r.everything(s, now)
	}
	if len(s.refs) == 0 {
		return r.theOne(s, now, about)
	}
	for _, f := range s.refs {
		found := inCategories(now.find(f, about), s.cats)
		if len(found) == 0 {
			return nil, false
		}
		for _, t := range found {
			said = append(said, t.answered(s.said))
		}
	}
	return said, true
}

// inCategories keeps the rooms of some categories; every one of them must be there. Without any, all rooms stay.
func inCategories(found []thing, cats []string) []thing {
	if len(cats) == 0 || slices.Contains(cats, "*") {
		return found
	}
	var kept []thing
	for _, c := range cats {
		i := slices.IndexFunc(found, func(t thing) bool { return t.session.Category == c })
		if i < 0 {
			return nil
		}
		kept = append(kept, found[i])
	}
	return kept
}

// everything is an answer to all that is open, but for what is excepted, which stays as it is. Of a referent who answers for
// themselves and for the delegation, nobody knows what all is.
func (r *reader) everything(s segment, now pool) ([]delivery.Proposal, bool) {
	if !now.delegation && len(r.desk.Delegations) > 0 || len(s.cats) > 0 || s.excepts && len(s.except) == 0 {
		return nil, false
	}
	var spared []thing
	for _, f := range s.except {
		found := now.find(f, "")
		if len(found) == 0 {
			return nil, false
		}
		spared = append(spared, found...)
	}
	var said []delivery.Proposal
	for _, t := range now.things {
		if t.status == events.NeedsAction && !slices.ContainsFunc(spared, func(o thing) bool { return o.session == t.session }) {
			said = append(said, t.answered(s.said))
		}
	}
	return said, len(said) > 0
}

// theOne is what an answer is to that names nothing: the session that the mail is about, or the only one that is open.
func (r *reader) theOne(s segment, now pool, about string) ([]delivery.Proposal, bool) {
	var found []thing
	for _, t := range now.things {
		if about != "" && t.session.ID == about || about == "" && r.about.Decision == 0 && t.status == events.NeedsAction && !now.delegation {
			found = append(found, t)
		}
	}
	if len(found) != 1 || len(s.cats) > 0 || s.forUs {
		return nil, false
	}
	return []delivery.Proposal{found[0].answered(s.said)}, true
}
