package ical

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	// The years for which a VTIMEZONE's own rules are evaluated. What lies before or after has the nearest offset.
	zoneFirstYear, zoneLastYear = 1900, 2150
	// maxObservances and maxOnsets bound a VTIMEZONE; New York since 1967 has 7 observances and 160 onsets.
	maxObservances, maxOnsets = 400, 4000
	// maxOffset is the largest distance from UTC that is believed, in seconds: 18 hours.
	maxOffset = 18 * 3600
)

// onset is the moment, in Unix seconds, at which an observance begins (RFC 5545 §3.6.5).
type onset struct {
	at       int64
	from, to int // seconds east of UTC before it and after it
	daylight bool
	name     string
}

// zonesByRules holds zones by the octets of their VTIMEZONE: a calendar tends to have one in all its objects.
var zonesByRules = struct {
	sync.Mutex
	made map[string]*time.Location
}{made: map[string]*time.Location{}}

// zoneByRules makes a zone of the rules of a VTIMEZONE (RFC 5545 §3.6.5), nil if they make no sense.
func zoneByRules(zone *Component) *time.Location {
	text := string(zone.Bytes())
	zonesByRules.Lock()
	defer zonesByRules.Unlock()
	made, known := zonesByRules.made[text]
	if !known {
		made = evaluateZone(zone)
		if len(zonesByRules.made) >= 200 {
			clear(zonesByRules.made)
		}
		if len(text) < 20_000 {
			zonesByRules.made[text] = made
		}
	}
	return made
}

func evaluateZone(zone *Component) *time.Location {
	var onsets []onset
	count, days := 0, maxDays
	for _, o := range zone.Components {
		if o.Name != "STANDARD" && o.Name != "DAYLIGHT" {
			continue
		}
		if count++; count > maxObservances {
			return nil
		}
		some, err := onsetsOf(o, &days)
		if err != nil || len(onsets)+len(some) > maxOnsets {
			return nil
		}
		onsets = append(onsets, some...)
	}
	if len(onsets) == 0 {
		return nil
	}
	slices.SortStableFunc(onsets, func(a, b onset) int { return cmp.Compare(a.at, b.at) })
	loc, err := time.LoadLocationFromTZData(zoneID(zone.Value("TZID")), tzif(onsets))
	if err != nil {
		return nil
	}
	return loc
}

// onsetsOf evaluates one STANDARD or DAYLIGHT: DTSTART, RRULE and RDATE on the clock of TZOFFSETFROM.
func onsetsOf(o *Component, days *int) ([]onset, error) {
	from, err := parseOffset(o.Value("TZOFFSETFROM"))
	if err != nil {
		return nil, err
	}
	to, err := parseOffset(o.Value("TZOFFSETTO"))
	if err != nil {
		return nil, err
	}
	start, err := ParseWhen(o.Value("DTSTART"), nil)
	if err != nil {
		return nil, err
	}
	clocks, err := onsetClocks(o, start, from, days)
	if err != nil {
		return nil, err
	}
	onsets := make([]onset, len(clocks))
	for i, c := range clocks {
		onsets[i] = onset{at: int64(c) - int64(from), from: from, to: to, daylight: o.Name == "DAYLIGHT", name: o.Value("TZNAME")}
	}
	return onsets, nil
}

func onsetClocks(o *Component, start When, from int, days *int) ([]clock, error) {
	clocks := []clock{start.clock()}
	for _, p := range o.All("RDATE") {
		for item := range strings.SplitSeq(p.Value, ",") {
			item, _, _ = strings.Cut(item, "/")
			w, err := ParseWhen(item, nil)
			if err != nil {
				return nil, err
			}
			clocks = append(clocks, w.clock())
		}
	}
	low, high := clock(dayNumber(zoneFirstYear, 1, 1))*daySeconds, clock(dayNumber(zoneLastYear, 1, 1))*daySeconds
	for _, p := range o.All("RRULE") {
		rule, err := ParseRule(p.Value)
		if err != nil {
			return nil, err
		}
		last := rule.lastClock(start, time.FixedZone("", from))
		walk := rule.newWalk(start, last, low, high, days)
		for c, ok := walk.next(); ok && len(clocks) <= maxOnsets; c, ok = walk.next() {
			clocks = append(clocks, c)
		}
	}
	return clocks, nil
}

// parseOffset reads a UTC-OFFSET (RFC 5545 §3.3.14) in seconds east of UTC.
func parseOffset(s string) (int, error) {
	s = strings.TrimSpace(s)
	bad := fmt.Errorf("ical: %q is not a UTC-OFFSET", clip(s))
	if len(s) != 5 && len(s) != 7 || s[0] != '+' && s[0] != '-' {
		return 0, bad
	}
	seconds := 0
	for i, worth := range []int{3600, 60, 1} {
		if 1+2*i >= len(s) {
			break
		}
		n, err := number(s[1+2*i:3+2*i], 0, 59)
		if err != nil {
			return 0, bad
		}
		seconds += n * worth
	}
	if seconds > maxOffset {
		return 0, bad
	}
	if s[0] == '-' {
		seconds = -seconds
	}
	return seconds, nil
}

// tzif writes sorted onsets as a zone file (RFC 8536), the form in which time.Location takes rules. Nil
// if there are more than 255 different observances.
func tzif(onsets []onset) []byte {
	type localTime struct {
		Offset   int32
		Daylight bool
		Name     uint8 // where its abbreviation begins
	}
	names := "-\x00-\x00"                                          // the first for observances without TZNAME, the second for the time before all of them,
	types := []localTime{{Offset: int32(onsets[0].from), Name: 2}} // whose type must be used nowhere else
	var ats []int64
	var kinds []byte
	for _, o := range onsets {
		t := localTime{Offset: int32(o.to), Daylight: o.daylight, Name: abbreviation(&names, o.name)}
		kind := slices.Index(types, t)
		if kind < 0 {
			kind, types = len(types), append(types, t)
		}
		if kind > 255 {
			return nil
		}
		if n := len(ats); n > 0 && ats[n-1] == o.at {
			ats, kinds = ats[:n-1], kinds[:n-1]
		}
		ats, kinds = append(ats, o.at), append(kinds, byte(kind))
	}
	var b bytes.Buffer
	head := func(times, types, chars int) {
		b.WriteString("TZif2" + strings.Repeat("\x00", 15))
		_ = binary.Write(&b, binary.BigEndian, []uint32{0, 0, 0, uint32(times), uint32(types), uint32(chars)})
	}
	head(0, 1, 1) // the block of 32-bit times, which no one reads, holds one type
	b.Write(make([]byte, 7))
	head(len(ats), len(types), len(names))
	_ = binary.Write(&b, binary.BigEndian, ats)
	b.Write(kinds)
	_ = binary.Write(&b, binary.BigEndian, types)
	b.WriteString(names + "\n\n")
	return b.Bytes()
}

// abbreviation gives the place of a TZNAME among the names, adding it where there is room: they are for display only.
func abbreviation(names *string, name string) uint8 {
	if name == "" || len(name) > 16 || strings.ContainsRune(name, 0) {
		return 0
	}
	if at := strings.Index("\x00"+*names, "\x00"+name+"\x00"); at >= 0 {
		return uint8(at)
	}
	at := len(*names)
	if at+len(name) > 250 {
		return 0
	}
	*names += name + "\x00"
	return uint8(at)
}
