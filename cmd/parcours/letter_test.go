package main

import (
	"strings"
	"testing"

	"parcours/delivery"
	"parcours/messages"
)

// A letter is shown first, with whom it goes to and when it leaves; it is sent when somebody says so.
func TestMailWriteShowsFirst(t *testing.T) {
	j := newJourney(t)
	written := func() int {
		all, err := j.service.Delivery.Preview(t.Context())
		j.must(err)
		n := 0
		for _, m := range all {
			if m.Kind == delivery.MailWritten {
				n++
			}
		}
		return n
	}
	args := []string{"mail", "write", "--by", "agathe-lormeau", "--subject", "Salle", "--territory", "Faverges", "--text-stdin"}
	code, shown := j.shell("Elle est ouverte.\n", args...)
	if code != 0 || !strings.Contains(shown, "Camille Roux") || !strings.Contains(shown, messages.Typeset("--yes")) || written() != 0 {
		t.Errorf("shown: %d, %d letters\n%s", code, written(), shown)
	}
	people := len(j.service.Programme().Delegation("faverges"))
	if code, sent := j.shell("Elle est ouverte.\n", append(args, "--yes")...); code != 0 || written() < people {
		t.Errorf("sent: %d, %d letters\n%s", code, written(), sent)
	}
}
