package calendars

import (
	"fmt"
	"strconv"
	"strings"

	"parcours/events"
)

// token is a sync token and ctag: the epoch in which change numbers mean something, and the last change of each
// source that a collection is made of. A stored collection has only its own.
type token struct {
	epoch     string
	programme int64 // programme change number
	answers   int64 // of the home of the subject's answers
	own       int64 // of the viewer's overlays, or of a stored collection
}

// String is a valid URI, as RFC 6578 §4 asks.
func (t token) String() string {
	return fmt.Sprintf("data:,%s/%d.%d.%d", t.epoch, t.programme, t.answers, t.own)
}

// parseToken reads one; ErrToken for anything else.
func parseToken(text string) (token, error) {
	rest, ok := strings.CutPrefix(text, "data:,")
	epoch, numbers, found := strings.Cut(rest, "/")
	parts := strings.Split(numbers, ".")
	if !ok || !found || epoch == "" || len(parts) != 3 {
		return token{}, events.ErrToken
	}
	t := token{epoch: epoch}
	for i, to := range []*int64{&t.programme, &t.answers, &t.own} {
		n, err := strconv.ParseInt(parts[i], 10, 64)
		if err != nil || n < 0 {
			return token{}, events.ErrToken
		}
		*to = n
	}
	return t, nil
}

// within tells whether a token may be continued from: same epoch, not of the future.
func (t token) within(now token) bool {
	return t.epoch == now.epoch && t.programme <= now.programme && t.answers <= now.answers && t.own <= now.own
}
