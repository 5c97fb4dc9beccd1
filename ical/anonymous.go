package ical

import (
	"regexp"
	"slices"
	"strings"
)

// Anonymous gives a calendar object in which the lines of one of these mail addresses are of another one, without a name, and no line
// holds one of them any more. Octets in which none stands come back as they are. It implements personal.Text.
func (r *Renderer) Anonymous(octets []byte, addresses []string, as string) ([]byte, error) {
	var own []string
	var any []string
	for _, a := range addresses {
		own, any = append(own, "mailto:"+a), append(any, regexp.QuoteMeta(a))
	}
	pattern, err := regexp.Compile("(?i)" + strings.Join(any, "|"))
	if err != nil || len(any) == 0 {
		return octets, err
	}
	cal, err := Parse(octets)
	if err != nil {
		return pattern.ReplaceAllLiteral(octets, []byte(as)), nil // it was kept, whatever it is
	}
	anonymous{own, pattern, as}.component(cal)
	return cal.Bytes(), nil
}

// anonymous is whose lines become whose.
type anonymous struct {
	own     []string
	pattern *regexp.Regexp
	as      string
}

// kept are the parameters of a person's line that say nothing of who they are.
var kept = []string{"PARTSTAT", "ROLE", "CUTYPE", "RSVP", "SCHEDULE-AGENT", "SCHEDULE-STATUS"}

func (a anonymous) component(c *Component) {
	for _, p := range c.Properties {
		if (p.Name == "ATTENDEE" || p.Name == "ORGANIZER") && p.HasAddress(a.own...) {
			p.SetValue("mailto:" + a.as)
			p.Params = slices.DeleteFunc(slices.Clone(p.Params), func(q Param) bool { return !slices.Contains(kept, q.Name) })
			continue
		}
		p.SetValue(a.pattern.ReplaceAllLiteralString(p.Value, a.as))
		for _, q := range p.Params {
			values := slices.Clone(q.Values)
			for i, v := range values {
				values[i] = a.pattern.ReplaceAllLiteralString(v, a.as)
			}
			if !slices.Equal(values, q.Values) {
				p.SetParam(q.Name, values...)
			}
		}
	}
	for _, inner := range c.Components {
		a.component(inner)
	}
}
