package events

import (
	"context"
	"hash/crc32"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// HomeChanges gives the collections of a person's home that were added or changed after a sync token, and the names
// of those gone (RFC 6578 §3.2 on the home); "" for all. The token names each collection with a sum of its own
// token, so that it needs no memory on the server and survives restarts.
func (s *Service) HomeChanges(ctx context.Context, viewer *Person, home, since string) (changed []Collection, gone []string, token string, err error) {
	all, err := s.Collections(ctx, viewer, home)
	if err != nil {
		return nil, nil, "", err
	}
	known, err := parseHomeToken(since)
	if err != nil {
		return nil, nil, "", err
	}
	for i := range all {
		c := &all[i]
		if sum, ok := known[c.Name]; !ok || sum != c.sum() {
			changed = append(changed, *c)
		}
		delete(known, c.Name)
	}
	for name := range known {
		gone = append(gone, name)
	}
	slices.Sort(gone)
	return changed, gone, homeToken(all), nil
}

// HomeToken is the sync token and ctag of a home whose collections these are.
func HomeToken(all []Collection) string { return homeToken(all) }

func (c *Collection) sum() uint32 {
	text := c.Token + "\x00" + c.DisplayName + "\x00" + c.Description + "\x00" + c.TimeZone
	if c.stored != nil {
		text += "\x00" + strconv.FormatInt(c.stored.Meta, 10)
	}
	return crc32.ChecksumIEEE([]byte(text))
}

const homeTokenStart = "data:,home"

func homeToken(all []Collection) string {
	var b strings.Builder
	b.WriteString(homeTokenStart)
	for i := range all {
		b.WriteString("/" + url.QueryEscape(all[i].Name) + "=" + strconv.FormatUint(uint64(all[i].sum()), 36))
	}
	return b.String()
}

func parseHomeToken(token string) (map[string]uint32, error) {
	known := map[string]uint32{}
	if token == "" {
		return known, nil
	}
	rest, ok := strings.CutPrefix(token, homeTokenStart)
	if !ok {
		return nil, ErrToken
	}
	for part := range strings.SplitSeq(strings.TrimPrefix(rest, "/"), "/") {
		escaped, digits, found := strings.Cut(part, "=")
		name, err := url.QueryUnescape(escaped)
		sum, wrong := strconv.ParseUint(digits, 36, 32)
		if part != "" && (!found || err != nil || wrong != nil) {
			return nil, ErrToken
		}
		if part != "" {
			known[name] = uint32(sum)
		}
	}
	return known, nil
}
