package synced

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"parcours/events"
)

// Listing is what a client knows of a short list: a sum or tag for each name. Its sync token says all of it, so the
// server needs no memory of what it told, and the token survives restarts.
type Listing map[string]string

// Token names each entry, in the order of the names: the same list has the same token.
func (l Listing) Token(start string) string {
	var b strings.Builder
	b.WriteString(start)
	for _, name := range slices.Sorted(maps.Keys(l)) {
		b.WriteString("/" + url.QueryEscape(name) + "=" + url.QueryEscape(l[name]))
	}
	return b.String()
}

// ParseListing reads a token; "" is one of a client that knows nothing. ErrToken for what is none.
func ParseListing(start, token string) (Listing, error) {
	known := Listing{}
	if token == "" || token == start {
		return known, nil
	}
	rest, ok := strings.CutPrefix(token, start+"/")
	if !ok {
		return nil, events.ErrToken
	}
	for part := range strings.SplitSeq(rest, "/") {
		escaped, sum, found := strings.Cut(part, "=")
		name, err := url.QueryUnescape(escaped)
		sum, wrong := url.QueryUnescape(sum)
		if !found || err != nil || wrong != nil {
			return nil, events.ErrToken
		}
		known[name] = sum
	}
	return known, nil
}

// CatchUp brings a client's listing to what is there now and gives the names that it must be told of: at most limit,
// if that is not 0. more says that some are left for the next time.
func (l Listing) CatchUp(now Listing, limit int) (changed, gone []string, more bool) {
	for _, name := range slices.Sorted(maps.Keys(now)) {
		if sum, ok := l[name]; !ok || sum != now[name] {
			changed = append(changed, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(l)) {
		if _, ok := now[name]; !ok {
			gone = append(gone, name)
		}
	}
	if limit > 0 && len(changed)+len(gone) > limit {
		more = true
		changed = changed[:min(limit, len(changed))]
		gone = gone[:limit-len(changed)]
	}
	for _, name := range changed {
		l[name] = now[name]
	}
	for _, name := range gone {
		delete(l, name)
	}
	return changed, gone, more
}
