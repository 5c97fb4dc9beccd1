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

// Location is the zone of a TZID, or nil if nothing is known of it: its times are then floating. In this order: a name
// of the IANA database, also without its VTIMEZONE (RFC 7809 §3.1.1) and behind a prefix
// (/mozilla.org/20050126_1/Europe/Paris), UTC, a name that Windows uses, the X-LIC-LOCATION and then the rules of the
// stream's own VTIMEZONE. A known name wins over the VTIMEZONE that came with it, which clients often truncate.
func (z *Zones) Location(tzid string) *time.Location {
	if zone, known := z.found[tzid]; known {
		return zone
	}
	id := zoneID(tzid)
	zone := zoneNamed(id)
	if own := z.own[id]; zone == nil && own != nil {
		if zone = zoneNamed(zoneID(own.Value("X-LIC-LOCATION"))); zone == nil {
			zone = zoneByRules(own)
		}
	}
	z.found[tzid] = zone
	return zone
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

// zoneNamed knows a zone by its name alone.
func zoneNamed(id string) *time.Location {
	if id == "" || len(id) > 255 {
		return nil
	}
	switch strings.ToUpper(id) {
	case "UTC", "Z", "GMT", "ETC/UTC", "ETC/GMT", "ETC/ZULU", "ZULU", "COORDINATED UNIVERSAL TIME":
		return time.UTC
	}
	if name := windowsZones[strings.ToLower(id)]; name != "" {
		return zoneIANA(name)
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
