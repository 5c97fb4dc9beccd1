package caldav

import (
	"strings"
)

// ifCondition is one condition of an If header's list.
type ifCondition struct {
	not   bool
	token string // a state token, "" where the condition is an entity tag
	etag  string
}

// ifList is one list of conditions, all of which must hold, and the resource that it is about.
type ifList struct {
	resource   string // "" for the request's own
	conditions []ifCondition
}

// parseIf reads an If header (RFC 4918 §10.4.2).
func parseIf(value string) ([]ifList, error) {
	var lists []ifList
	tag := ""
	rest := strings.TrimSpace(value)
	for rest != "" {
		switch rest[0] {
		case '<':
			uri, after, ok := strings.Cut(rest[1:], ">")
			if !ok || uri == "" {
				return nil, badRequest("the If header has an open <")
			}
			tag, rest = uri, after
		case '(':
			conditions, after, err := parseIfList(rest[1:])
			if err != nil {
				return nil, err
			}
			lists = append(lists, ifList{tag, conditions})
			rest = after
		default:
			return nil, badRequest("the If header is a list of conditions in parentheses")
		}
		rest = strings.TrimLeft(rest, " \t")
	}
	if len(lists) == 0 {
		return nil, badRequest("the If header has no condition")
	}
	return lists, nil
}

// parseIfList reads the conditions up to the closing parenthesis.
func parseIfList(rest string) (conditions []ifCondition, after string, err error) {
	for {
		rest = strings.TrimLeft(rest, " \t")
		var c ifCondition
		if len(rest) >= 3 && strings.EqualFold(rest[:3], "not") {
			c.not = true
			rest = strings.TrimLeft(rest[3:], " \t")
		}
		if rest == "" {
			return nil, "", badRequest("the If header has an open parenthesis")
		}
		var ok bool
		switch rest[0] {
		case ')':
			if c.not || len(conditions) == 0 {
				return nil, "", badRequest("the If header has an empty list")
			}
			return conditions, rest[1:], nil
		case '<':
			c.token, rest, ok = strings.Cut(rest[1:], ">")
		case '[':
			var tags string
			tags, rest, ok = strings.Cut(rest[1:], "]")
			if list := parseETags([]string{tags}); len(list) == 1 {
				c.etag = list[0].value
			} else {
				ok = false
			}
		}
		if !ok {
			return nil, "", badRequest("a condition of the If header is a <token> or an [\"entity tag\"]")
		}
		conditions = append(conditions, c)
	}
}

// state is what the conditions of an If header are about; "" for what a resource does not have.
type state struct {
	etag  string
	token string // sync token of a collection: there are no locks, so no other state token is known (RFC 6578 §5)
}

// ifHolds evaluates an If header: one list all of whose conditions hold is enough (RFC 4918 §10.4.3). It gives the
// resource that this list is about, and the state in which it held for it.
func ifHolds(lists []ifList, stateOf func(resource string) state) (about string, now state, holds bool) {
	for _, list := range lists {
		now, holds = stateOf(list.resource), true
		for _, c := range list.conditions {
			matches := c.token != "" && c.token == now.token ||
				c.token == "" && now.etag != "" && (c.etag == now.etag || c.etag == "*")
			holds = holds && matches != c.not
		}
		if holds {
			return list.resource, now, true
		}
	}
	return "", state{}, false
}
