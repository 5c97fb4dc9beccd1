package events

import (
	"crypto/hmac"
	"strings"
)

// presenceLetters are those of the codes: sixteen that are not taken for one another.
const presenceLetters = "ACDEFHJKLMNPRTXY"

// PresenceCode is what a person shows at a session, on a day of it, to be recorded as present: six letters that say who they are to
// an organiser, there and on that day, and are worth nothing elsewhere.
func (s *Snapshot) PresenceCode(p *Person, x *Session, day Day) string {
	var code strings.Builder
	for _, octet := range s.Sign("presence", p.ID+"\x1f"+x.ID+"\x1f"+day.String())[:6] {
		code.WriteByte(presenceLetters[int(octet)%len(presenceLetters)])
	}
	return code.String()
}

// PresentBy is whose code it is at a session on a day of it, in any case and however it is spaced; nil for nobody's.
func (s *Snapshot) PresentBy(code string, x *Session, day Day) *Person {
	code = strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(code))
	if !x.OnDay(day, s) {
		return nil
	}
	for _, p := range s.People() {
		if hmac.Equal([]byte(code), []byte(s.PresenceCode(p, x, day))) {
			return p
		}
	}
	return nil
}

// OnDay tells whether a session that is held goes on on a day.
func (x *Session) OnDay(day Day, s *Snapshot) bool {
	start, end := x.When.Span(s.Loc)
	return x.Live() && start.Before(day.Add(1).In(s.Loc)) && end.After(day.In(s.Loc))
}
