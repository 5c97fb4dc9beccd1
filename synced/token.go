package synced

import (
	"fmt"
	"strconv"
	"strings"

	"parcours/events"
)

// Token is a sync token and ctag: the epoch in which change numbers mean something, and the last change of each
// source that a collection is made of. A stored collection has only its own.
type Token struct {
	Epoch     string
	Programme int64 // programme change number
	Answers   int64 // of the home of the subject's answers
	Own       int64 // of the viewer's overlays, or of a stored collection
}

// String is a valid URI, as RFC 6578 §4 asks.
func (t Token) String() string {
	return fmt.Sprintf("data:,%s/%d.%d.%d", t.Epoch, t.Programme, t.Answers, t.Own)
}

// ParseToken reads one; ErrToken for anything else.
func ParseToken(text string) (Token, error) {
	rest, ok := strings.CutPrefix(text, "data:,")
	epoch, numbers, found := strings.Cut(rest, "/")
	parts := strings.Split(numbers, ".")
	if !ok || !found || epoch == "" || len(parts) != 3 {
		return Token{}, events.ErrToken
	}
	t := Token{Epoch: epoch}
	for i, to := range []*int64{&t.Programme, &t.Answers, &t.Own} {
		n, err := strconv.ParseInt(parts[i], 10, 64)
		if err != nil || n < 0 {
			return Token{}, events.ErrToken
		}
		*to = n
	}
	return t, nil
}

// Within tells whether a token may be continued from: same epoch, not of the future.
func (t Token) Within(now Token) bool {
	return t.Epoch == now.Epoch && t.Programme <= now.Programme && t.Answers <= now.Answers && t.Own <= now.Own
}
