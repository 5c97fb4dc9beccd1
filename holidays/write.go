package holidays

import (
	"fmt"
	"strings"

	"parcours/events"
)

// Write is the text that Read reads as these days; "" for none.
func Write(d events.DaysOff) string {
	var b strings.Builder
	for _, y := range d.Years {
		fmt.Fprintf(&b, "year,%s,%s\n", y.First, y.End)
	}
	for _, s := range d.School {
		fmt.Fprintf(&b, "%s,%s,%s,%s\n", s.Zone, s.First, s.End, s.Name)
	}
	for _, p := range d.Public {
		fmt.Fprintf(&b, "public,%s,%s\n", p.Day, p.Name)
	}
	return b.String()
}
