package delivery_test

import (
	"testing"
	"time"

	"parcours/delivery"
	"parcours/site"
)

// A date that was not chosen, and is within the hold, is told as the one that was: what nobody is told alone hides nothing that
// comes after it.
func TestChosenAfterAllIsTold(t *testing.T) {
	s := site.OpenSmall(t)
	post(s, time.Hour)
	orga := s.Person("orga")
	s.Must(s.Decide(t.Context(), orga, "jour-a"))
	s.Clock = s.Clock.Add(time.Minute)
	s.Must(s.Reopen(t.Context(), orga, "jour-a"))
	s.Clock = s.Clock.Add(time.Minute)
	s.Must(s.Decide(t.Context(), orga, "jour-b"))
	told := map[string]bool{}
	for kind, all := range post(s, time.Hour) {
		for _, msg := range all {
			if msg.To.ID == "marc" {
				told[string(kind)+" "+msg.Mail.Session] = true
			}
		}
	}
	if len(told) != 1 || !told[string(delivery.MailRequest)+" jour-b"] { // of jour-a nobody was told that it was chosen
		t.Errorf("marc is told %v", told)
	}
}
