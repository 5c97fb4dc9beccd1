package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"parcours/events"
	"parcours/messages"
	"parcours/pages"
)

// One link gives so many answers within an hour; the page shows the last ones and says that there are more.
func TestManyAnswersByOneLink(t *testing.T) {
	s := exampleSite(t)
	path := s.ownLink(s.person(events.Referent, "faverges", "elus"), "agora")
	answers := []string{"yes", "no"}
	for i := range pages.AnswersHourly {
		if w := s.post(path, url.Values{"answer": {answers[i%2]}}); w.Code != http.StatusSeeOther {
			t.Fatalf("answer %d: %d", i+1, w.Code)
		}
		page := s.get(path, "fr").Body.String()
		if said := messages.Typeset("Il y en a de plus anciennes"); i < pages.HistoryShown == strings.Contains(page, said) {
			t.Errorf("after %d answers, earlier ones are told of: %v", i+1, i < pages.HistoryShown)
		}
		if i == pages.AnswersHourly-1 && strings.Count(page[strings.Index(page, `class="history"`):], "<li>") != pages.HistoryShown {
			t.Errorf("%d answers are shown", strings.Count(page, "<li>"))
		}
	}
	w := s.post(path+"?lang=fr", url.Values{"answer": {"yes"}, "comment": {"encore"}})
	if w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") != "3600" || !strings.Contains(w.Body.String(), "encore") {
		t.Errorf("one more: %d %v", w.Code, w.Header())
	}
	if n := len(s.history(path)); n != pages.AnswersHourly {
		t.Errorf("%d answers are kept", n)
	}
}
