package ical

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	// maxRules is how many RRULEs a component may have; RFC 5545 §3.8.5.3 advises against more than one.
	maxRules = 16
	// maxInstances is how many instances one evaluation of a recurrence set may give: 54 years of days.
	maxInstances = 20_000
	// maxOverrides is how many components with RECURRENCE-ID one UID may have.
	maxOverrides = 10_000
)

// series is the recurrence set of one UID: the component with its rules and those that override single instances.
type series struct {
	reader
	master    *timing // nil: overrides alone
	overrides []*override
	zone      *time.Location // the rules run on its clock

	rules    []*Rule
	against  []*Rule // EXRULEs
	extras   []extra // DTSTART and the RDATEs, in order
	replaced map[key]bool
	excluded map[key]bool
	moved    []*override // RANGE=THISANDFUTURE, in order
	reach    int64       // how far an instance may lie from its start in the rules, in seconds
	dense    bool        // a rule gives more than one instance a day
	days     int         // what its rules may still look at, in all searches of this evaluation; see maxDays

	byKey       map[key]int // places in overrides
	byComponent map[*Component]*override
}

// override is a component with RECURRENCE-ID (RFC 5545 §3.8.4.4). With RANGE=THISANDFUTURE it also moves and replaces
// all later instances that have no component of their own.
type override struct {
	*timing
	id     When
	idAt   int64
	key    key
	future bool
	shift  clock // from the original start to the new one
}

// extra is an instance that no rule gives.
type extra struct {
	clock   clock
	at, end int64
	hasEnd  bool // a PERIOD with its own end
}

// key finds an instance by its original start: the day, for a DATE, or the instant.
type key struct {
	n   int64
	day bool
}

// seriesOf groups the VEVENTs, VTODOs and VJOURNALs of a VCALENDAR by UID.
func seriesOf(cal *Component, r reader) ([]*series, error) {
	type name struct{ component, uid string }
	byName := map[name]*series{}
	var all []*series
	var later []*Component
	for _, c := range cal.Components {
		if c.Name != "VEVENT" && c.Name != "VTODO" && c.Name != "VJOURNAL" {
			continue
		}
		if c.Property("RECURRENCE-ID") != nil {
			later = append(later, c)
			continue
		}
		s := newSeries(r)
		if err := s.setMaster(c); err != nil {
			return nil, err
		}
		all = append(all, s)
		if n := (name{c.Name, c.Value("UID")}); byName[n] == nil {
			byName[n] = s
		}
	}
	for _, c := range later {
		n := name{c.Name, c.Value("UID")}
		s := byName[n]
		if s == nil {
			s = newSeries(r)
			byName[n] = s
			all = append(all, s)
		}
		if err := s.addOverride(c); err != nil {
			return nil, err
		}
	}
	for _, s := range all {
		s.finish()
	}
	return all, nil
}

func newSeries(r reader) *series { return &series{reader: r, days: maxDays} }

func (s *series) setMaster(c *Component) (err error) {
	if s.master, err = s.timing(c); err != nil {
		return err
	}
	s.zone = s.master.zone
	if !s.master.dated {
		return nil
	}
	s.extras = []extra{{clock: s.master.start.clock(), at: s.master.at}}
	for _, p := range c.Properties {
		switch p.Name {
		case "RRULE":
			err = addRule(&s.rules, p)
		case "EXRULE":
			err = addRule(&s.against, p)
		case "RDATE":
			err = s.addDates(p)
		case "EXDATE":
			err = s.addExceptions(p)
		}
		if err != nil {
			return err
		}
	}
	slices.SortStableFunc(s.extras, func(a, b extra) int { return cmp.Compare(a.clock, b.clock) })
	return nil
}

func addRule(rules *[]*Rule, p *Property) error {
	rule, err := ParseRule(p.Value)
	if err != nil {
		return err
	}
	if *rules = append(*rules, rule); len(*rules) > maxRules {
		return fmt.Errorf("ical: more than %d of %s: %w", maxRules, p.Name, ErrTooMany)
	}
	return nil
}

// addDates reads an RDATE (RFC 5545 §3.8.5.2): DATE-TIMEs, DATEs or PERIODs. A DATE in a series with times has the
// time of DTSTART.
func (s *series) addDates(p *Property) error {
	zone := s.zones.of(p)
	for item := range strings.SplitSeq(p.Value, ",") {
		var x extra
		var w When
		var err error
		if strings.Contains(item, "/") {
			w, _, x.end, err = parsePeriod(item, zone, s.floating)
			x.hasEnd = true
		} else if strings.TrimSpace(item) == "" {
			continue
		} else {
			w, err = ParseWhen(item, zone)
		}
		if err != nil {
			return err
		}
		start := s.master.start
		switch {
		case start.Date:
			x.clock = clock(w.clock().day()) * daySeconds
			x.at = resolve(x.clock, s.zone)
		case w.Date:
			x.clock = w.clock() + start.clock() - clock(start.clock().day())*daySeconds
			x.at = resolve(x.clock, s.zone)
		default:
			x.at = s.unixIn(w)
			x.clock = localClock(x.at, s.zone)
		}
		s.extras = append(s.extras, x)
	}
	return nil
}

// addExceptions reads an EXDATE (RFC 5545 §3.8.5.1). A DATE in a series with times takes out that day.
func (s *series) addExceptions(p *Property) error {
	zone := s.zones.of(p)
	if s.excluded == nil {
		s.excluded = map[key]bool{}
	}
	for item := range strings.SplitSeq(p.Value, ",") {
		if strings.TrimSpace(item) == "" {
			continue
		}
		w, err := ParseWhen(item, zone)
		if err != nil {
			return err
		}
		s.excluded[s.keyOf(w)] = true
	}
	return nil
}

// unixIn is the instant of a value that names an instance; one without zone is read on the clock of the series.
func (s *series) unixIn(w When) int64 {
	if w.Zone == nil && s.zone != nil {
		return resolve(w.clock(), s.zone)
	}
	return s.unix(w)
}

func (s *series) keyOf(w When) key {
	if w.Date || s.master != nil && s.master.start.Date {
		return key{int64(w.clock().day()), true}
	}
	return key{s.unixIn(w), false}
}

// addOverride takes a component with RECURRENCE-ID. Of two for one instance the one with the higher SEQUENCE counts,
// then the later one. Without a date of its own it takes place when it always did.
func (s *series) addOverride(c *Component) error {
	t, err := s.timing(c)
	if err != nil {
		return err
	}
	p := c.Property("RECURRENCE-ID")
	id, err := s.zones.When(p)
	if err != nil {
		return err
	}
	o := &override{timing: t, id: id, idAt: s.unixIn(id), key: s.keyOf(id), future: p.Is("RANGE", "THISANDFUTURE")}
	if !t.dated {
		if id.Zone == nil && s.zone != nil {
			t.zone = s.zone
		} else {
			t.zone = id.zone(s.floating)
		}
		t.start, t.dated, t.at = id, true, o.idAt
	}
	return s.keep(o)
}

func (s *series) keep(o *override) error {
	if s.byKey == nil {
		s.byKey = map[key]int{}
	}
	same, known := s.byKey[o.key]
	switch {
	case !known && len(s.overrides) == maxOverrides:
		return fmt.Errorf("ical: more than %d components with RECURRENCE-ID: %w", maxOverrides, ErrTooMany)
	case !known:
		s.byKey[o.key] = len(s.overrides)
		s.overrides = append(s.overrides, o)
	case sequence(s.overrides[same].comp) <= sequence(o.comp):
		s.overrides[same] = o
	}
	return nil
}

func sequence(c *Component) int {
	n, err := strconv.Atoi(strings.TrimSpace(c.Value("SEQUENCE")))
	if err != nil {
		return 0
	}
	return n
}

// finish derives what each needs from all components.
func (s *series) finish() {
	s.byComponent = make(map[*Component]*override, len(s.overrides))
	for _, o := range s.overrides {
		s.byComponent[o.comp] = o
	}
	if s.master == nil || !s.master.dated {
		return
	}
	s.dense = !s.master.start.Date && slices.ContainsFunc(s.rules, (*Rule).withinDay)
	s.reach = s.master.most()
	for _, x := range s.extras {
		if x.hasEnd {
			s.reach = max(s.reach, x.end-x.at)
		}
	}
	for _, o := range s.overrides {
		if s.replaced == nil {
			s.replaced = map[key]bool{}
		}
		s.replaced[o.key] = true
		if o.future {
			o.shift = localClock(o.at, s.zone) - localClock(o.idAt, s.zone)
			s.moved = append(s.moved, o)
			s.reach = max(s.reach, max(int64(o.shift), -int64(o.shift))+o.most()+daySeconds)
		}
	}
	slices.SortFunc(s.moved, func(a, b *override) int { return cmp.Compare(a.idAt, b.idAt) })
}

// recurs tells whether there is more than one instance to think of.
func (s *series) recurs() bool { return len(s.rules) > 0 || len(s.extras) > 1 }
