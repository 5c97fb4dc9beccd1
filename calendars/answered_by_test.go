package calendars_test

import (
	"strings"
	"testing"

	"parcours/messages"
	"parcours/site"
)

// Whom the answer to an arbitrage goes to is named, without an article that a name may not have.
func TestTaskSaysWhomItsAnswerGoesTo(t *testing.T) {
	s := site.OpenSmall(t)
	want, found := messages.Typeset("Réponse transmise à : "+s.Person("emma").Name+"."), 0
	for _, it := range s.Items("rita", "faverges.arbitrages") {
		if strings.Contains(site.Unfold(s.Text(it)), want) {
			found++
		}
	}
	if found != 1 {
		t.Errorf("%d tasks say %q", found, want)
	}
}
