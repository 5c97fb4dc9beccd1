package accounts

import (
	"crypto/hmac"
	"strings"

	"parcours/events"
)

// presenceLetters are those of the codes: sixteen that are not taken for one another.
const presenceLetters = "ACDEFHJKLMNPRTXY"

// PresenceCode is what a person shows at a session, on a day of it, to be recorded as present: six letters that say who they are to
// an organiser, there and on that day, and are worth nothing elsewhere.
func PresenceCode(s *events.Snapshot, p *events.Person, x *events.Session, day events.Day) string {
	var code strings.Builder
	for _, octet := range s.Sign("presence", p.ID+"\x1f"+x.ID+"\x1f"+day.String())[:6] {
		code.WriteByte(presenceLetters[int(octet)%len(presenceLetters)])
	}
	return code.String()
}

// PresentBy is whose code it is at a session on a day of it, in any case and however it is spaced; nil for nobody's.
func PresentBy(s *events.Snapshot, code string, x *events.Session, day events.Day) *events.Person {
	code = strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(code))
	if !OnDay(s, x, day) {
		return nil
	}
	for _, p := range s.People() {
		if hmac.Equal([]byte(code), []byte(PresenceCode(s, p, x, day))) {
			return p
		}
	}
	return nil
}

// OnDay tells whether a session that is held goes on on a day.
func OnDay(s *events.Snapshot, x *events.Session, day events.Day) bool {
	start, end := x.When.Span(s.Loc)
	return x.Live() && start.Before(day.Add(1).In(s.Loc)) && end.After(day.In(s.Loc))
}
