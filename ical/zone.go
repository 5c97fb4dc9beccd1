package ical

import (
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // the zones are those of the binary where the machine has none
)

// Zones finds the zones that the TZIDs of one iCalendar stream mean (RFC 5545 §3.2.19). It is not for concurrent use.
type Zones struct {
	own   map[string]*Component     // VTIMEZONEs by TZID
	found map[string]*time.Location // nil: unknown
}

// NewZones takes the VTIMEZONEs of a VCALENDAR; nil has none.
func NewZones(cal *Component) *Zones {
	z := &Zones{found: map[string]*time.Location{}}
	if cal == nil {
		return z
	}
	for _, zone := range cal.Components {
		if zone.Name != "VTIMEZONE" {
			continue
		}
		if z.own == nil {
			z.own = map[string]*Component{}
		}
		if id := zoneID(zone.Value("TZID")); z.own[id] == nil {
			z.own[id] = zone
		}
	}
	return z
}

// Location is the zone of a TZID, or nil if nothing is known of it: its times are then floating. A name of the IANA
// database is that zone, also without its VTIMEZONE (RFC 7809 §3.1.1) and behind a prefix
// (/mozilla.org/20050126_1/Europe/Paris); it wins over the VTIMEZONE that came with it, which clients often truncate. Any
// other name means the VTIMEZONE beside it (RFC 5545 §3.6.5): a zone that Windows calls so, or that X-LIC-LOCATION names,
// is taken only where it says the same, or where there are no rules that can be read.
func (z *Zones) Location(tzid string) *time.Location {
	if zone, known := z.found[tzid]; known {
		return zone
	}
	id := zoneID(tzid)
	zone := zoneNamed(id)
	if zone == nil {
		zone = zoneSaid(id, z.own[id])
	}
	z.found[tzid] = zone
	return zone
}

// zoneSaid is the zone of a name that is none of the IANA database, with its VTIMEZONE or nil.
func zoneSaid(id string, own *Component) *time.Location {
	known := zoneIANA(windowsZones[strings.ToLower(id)])
	if strings.EqualFold(id, "Coordinated Universal Time") {
		known = time.UTC
	}
	if own == nil {
		return known
	}
	rules := zoneByRules(own)
	if said := zoneNamed(zoneID(own.Value("X-LIC-LOCATION"))); said != nil && (rules == nil || sameClocks(said, rules, own)) {
		return said
	}
	if rules == nil || known != nil && sameClocks(known, rules, own) {
		return known
	}
	return rules
}

// sameClocks tells whether two zones show the same time on each noon (UTC) of a year, one of them by the rules of a
// VTIMEZONE: of the year in which the last of these rules begins, or of 2026 where they are those of all time, as
// Outlook's from 1601 are.
func sameClocks(a, b *time.Location, own *Component) bool {
	year := 0
	for _, o := range own.Components {
		if w, err := ParseWhen(o.Value("DTSTART"), nil); err == nil {
			year = max(year, w.Clock.Year())
		}
	}
	if year < 2008 { // when the rules of the Americas changed last
		year = 2026
	}
	noon := time.Date(year, 1, 1, 12, 0, 0, 0, time.UTC).Unix()
	for day := range int64(365) {
		if at := noon + day*daySeconds; localClock(at, a) != localClock(at, b) {
			return false
		}
	}
	return true
}

// When reads a property with one DATE or DATE-TIME value in the zone of its TZID (RFC 5545 §3.3.4, §3.3.5).
func (z *Zones) When(p *Property) (When, error) {
	w, err := ParseWhen(p.Value, z.of(p))
	if err == nil && p.Is("VALUE", "DATE") && !w.Date { // VALUE=DATE:20220327T000000
		w = When{Clock: (clock(w.clock().day()) * daySeconds).time(), Date: true}
	}
	return w, err
}

// of is the zone of the property's TZID, nil without one.
func (z *Zones) of(p *Property) *time.Location {
	if id := p.Param("TZID"); id != "" {
		return z.Location(id)
	}
	return nil
}

// zoneID undoes what writers do to an id: quotes kept inside, commas escaped as in TEXT, blanks around.
func zoneID(tzid string) string {
	return strings.Trim(strings.ReplaceAll(tzid, `\,`, ","), "\" \t")
}

// zoneNamed knows a zone by its name in the IANA database.
func zoneNamed(id string) *time.Location {
	if id == "" || len(id) > 255 {
		return nil
	}
	switch strings.ToUpper(id) {
	case "UTC", "Z", "GMT", "ETC/UTC", "ETC/GMT", "ETC/ZULU", "ZULU":
		return time.UTC
	}
	for range 8 {
		if zone := zoneIANA(id); zone != nil {
			return zone
		}
		_, rest, ok := strings.Cut(id, "/")
		if !ok {
			return nil
		}
		id = rest
	}
	return nil
}

// zonesLoaded holds zones by their names in the IANA database, nil for names that are none: to look for those in vain
// takes milliseconds. There are some 600 names; beyond maxZonesLoaded it begins anew.
var zonesLoaded = struct {
	sync.RWMutex
	byName map[string]*time.Location
}{byName: map[string]*time.Location{}}

const maxZonesLoaded = 5000

// zoneIANA loads a zone of the IANA database. Its names begin with a capital: what else lies among the zone files
// (posixrules, right/..., with leap seconds) is none, and "Local" would be this machine's.
func zoneIANA(name string) *time.Location {
	if name == "" || name[0] < 'A' || name[0] > 'Z' || name == "Local" || strings.Contains(name, ".") {
		return nil
	}
	zonesLoaded.RLock()
	zone, known := zonesLoaded.byName[name]
	zonesLoaded.RUnlock()
	if known {
		return zone
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		zone = nil
	}
	zonesLoaded.Lock()
	defer zonesLoaded.Unlock()
	if first := zonesLoaded.byName[name]; first != nil {
		return first // one pointer a zone: Timezone remembers by it
	}
	if len(zonesLoaded.byName) >= maxZonesLoaded {
		clear(zonesLoaded.byName)
	}
	zonesLoaded.byName[name] = zone
	return zone
}
