package synced

import (
	"strconv"
	"strings"

	"parcours/events"
)

// ParseRevision reads what events.Revision.String wrote: which state of a view a client was served.
func ParseRevision(text string) (r events.Revision, ok bool) {
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		return r, false
	}
	for i, to := range []*int64{&r.Session, &r.Answer, &r.Overlay} {
		n, err := strconv.ParseInt(parts[i], 10, 64)
		if err != nil || n < 0 {
			return events.Revision{}, false
		}
		*to = n
	}
	return r, true
}
