package events

import "time"

// Part is a part of a session's day: from and to in time of the clock on the wall since midnight.
type Part struct{ From, To time.Duration }

// Hours gives the parts of the session's day as instants, in loc. It is nil for a session in one piece, and for one
// whose day begins or ends at other hours since its parts were said: nobody knows how the new day is parted.
func (p *Plan) Hours(loc *time.Location) [][2]time.Time {
	if p.When.AllDay || len(p.Parts) < 2 {
		return nil
	}
	y, m, d := p.When.Start.In(loc).Date()
	var hours [][2]time.Time
	for _, part := range p.Parts {
		at := func(clock time.Duration) time.Time { return time.Date(y, m, d, 0, int(clock.Minutes()), 0, 0, loc) }
		hours = append(hours, [2]time.Time{at(part.From), at(part.To)})
	}
	if !hours[0][0].Equal(p.When.Start) || !hours[len(hours)-1][1].Equal(p.When.End) {
		return nil
	}
	return hours
}
