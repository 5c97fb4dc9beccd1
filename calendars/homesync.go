package calendars

import (
	"context"
	"hash/crc32"
	"slices"
	"strconv"

	"parcours/events"
	"parcours/synced"
)

// HomeChanges is what happened in a home.
type HomeChanges struct {
	Changed []Collection
	Gone    []string
	Token   string
	More    bool // cut at the limit; Token goes on from there
}

// HomeChanges gives the collections of a person's home that were added or changed after a sync token, and the names
// of those gone (RFC 6578 §3.2 on the home); "" for all, at most limit of them if that is not 0. It returns ErrToken
// for a token to start over from.
func (s *Service) HomeChanges(ctx context.Context, viewer *events.Person, home, since string, limit int) (HomeChanges, error) {
	all, err := s.Collections(ctx, viewer, home)
	if err != nil {
		return HomeChanges{}, err
	}
	known, err := synced.ParseListing(homeTokenStart, since)
	if err != nil {
		return HomeChanges{}, err
	}
	changed, gone, more := known.CatchUp(homeListing(all), limit)
	out := HomeChanges{Gone: gone, Token: known.Token(homeTokenStart), More: more}
	for i := range all {
		if slices.Contains(changed, all[i].Name) {
			out.Changed = append(out.Changed, all[i])
		}
	}
	return out, nil
}

// HomeToken is the sync token and ctag of a home whose collections these are.
func HomeToken(all []Collection) string { return homeListing(all).Token(homeTokenStart) }

const homeTokenStart = "data:,home"

func homeListing(all []Collection) synced.Listing {
	l := synced.Listing{}
	for i := range all {
		l[all[i].Name] = all[i].sum()
	}
	return l
}

// sum stands for a state of a collection and of what is in it.
func (c *Collection) sum() string {
	text := c.Token + "\x00" + c.DisplayName + "\x00" + c.Description + "\x00" + c.TimeZone
	if c.stored != nil {
		text += "\x00" + strconv.FormatInt(c.stored.Meta, 10)
	}
	return strconv.FormatUint(uint64(crc32.ChecksumIEEE([]byte(text))), 36)
}
