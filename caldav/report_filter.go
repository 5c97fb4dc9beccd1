package caldav

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"parcours/ical"
)

// parseFilter reads a CALDAV:filter (RFC 4791 §9.7).
func parseFilter(el *element) (*ical.CompFilter, error) {
	invalid := func(why string) error { return refuse(http.StatusForbidden, "<C:valid-filter/>", why) }
	if el.child(cal("comp-filter")) == nil {
		return nil, invalid("a filter holds one comp-filter, that of VCALENDAR")
	}
	if misplaced := conditionsOf(el); misplaced != "" {
		return nil, invalid(misplaced)
	}
	if n := countFilters(el); n > maxConditions {
		return nil, invalid("a filter of " + strconv.Itoa(n) + " conditions; at most " + strconv.Itoa(maxConditions) + " are evaluated: ask in several queries")
	}
	f, err := compFilter(el.child(cal("comp-filter")))
	if err != nil {
		return nil, invalid(err.Error())
	}
	switch err := f.Check(); {
	case errors.Is(err, ical.ErrUnsupportedCollation):
		return nil, refuse(http.StatusForbidden, "<C:supported-collation/>", strings.TrimPrefix(err.Error(), "ical: "))
	case err != nil:
		return nil, invalid(strings.TrimPrefix(err.Error(), "ical: "))
	}
	return &f, nil
}

// maxConditions is how many comp-filters, prop-filters and param-filters a filter may have: each is tried on each object.
const maxConditions = 256

func countFilters(el *element) (n int) {
	for _, c := range el.children() {
		if c.name.Space == nsCalDAV && strings.HasSuffix(c.name.Local, "-filter") {
			n += 1 + countFilters(c)
		}
	}
	return n
}

// conditions says which elements each element of a filter holds (RFC 4791 §9.7); those with 1 at most once.
var conditions = map[string]map[string]int{
	"filter":         {"comp-filter": 1},
	"comp-filter":    {"is-not-defined": 1, "time-range": 1, "prop-filter": many, "comp-filter": many},
	"prop-filter":    {"is-not-defined": 1, "time-range": 1, "text-match": 1, "param-filter": many},
	"param-filter":   {"is-not-defined": 1, "text-match": 1},
	"is-not-defined": {}, "time-range": {}, "text-match": {},
}

const many = 1 << 30

// conditionsOf tells which condition of a filter stands where it says nothing, or once too often; "" for none. Elements
// that no filter has are not looked at (RFC 4918 §17).
func conditionsOf(el *element) string {
	seen := map[string]int{}
	for _, c := range el.children() {
		name := c.name.Local
		if _, known := conditions[name]; !known || c.name.Space != nsCalDAV {
			continue
		}
		if seen[name]++; seen[name] > conditions[el.name.Local][name] {
			return "a " + el.name.Local + " does not hold that " + name
		}
		if why := conditionsOf(c); why != "" {
			return why
		}
	}
	return ""
}

func compFilter(el *element) (f ical.CompFilter, err error) {
	f.Name = el.attr("name")
	f.IsNotDefined = el.child(cal("is-not-defined")) != nil
	if r := el.child(cal("time-range")); r != nil {
		if f.TimeRange, err = timeRange(r); err != nil {
			return f, err
		}
	}
	for _, p := range el.all(cal("prop-filter")) {
		prop, err := propFilter(p)
		if err != nil {
			return f, err
		}
		f.Props = append(f.Props, prop)
	}
	for _, c := range el.all(cal("comp-filter")) {
		comp, err := compFilter(c)
		if err != nil {
			return f, err
		}
		f.Comps = append(f.Comps, comp)
	}
	return f, nil
}

func propFilter(el *element) (f ical.PropFilter, err error) {
	f.Name = el.attr("name")
	f.IsNotDefined = el.child(cal("is-not-defined")) != nil
	f.TextMatch = textMatch(el)
	if r := el.child(cal("time-range")); r != nil {
		if f.TimeRange, err = timeRange(r); err != nil {
			return f, err
		}
	}
	for _, p := range el.all(cal("param-filter")) {
		f.Params = append(f.Params, ical.ParamFilter{
			Name: p.attr("name"), IsNotDefined: p.child(cal("is-not-defined")) != nil, TextMatch: textMatch(p),
		})
	}
	return f, nil
}

func textMatch(el *element) *ical.TextMatch {
	m := el.child(cal("text-match"))
	if m == nil {
		return nil
	}
	return &ical.TextMatch{Text: m.text(), Collation: m.attr("collation"), Negate: strings.EqualFold(m.attr("negate-condition"), "yes")}
}
