package main

import (
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"

	"parcours/config"
	"parcours/front"
)

// Alerts and the dashboard ask for figures that the server gives.
func TestAlertsAskForWhatThereIs(t *testing.T) {
	j := newJourney(t)
	watch := newFront(j.service, config.Server{}, quiet())
	measured(watch, j.folder)
	if _, err := watch.TLS(front.Certificate{Host: "parcours.example.org", Folder: t.TempDir()}, quiet()); err != nil {
		t.Fatal(err)
	}
	watch.Watched(watch.MetricsServer().Handler).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/healthz", nil))
	answer := httptest.NewRecorder()
	watch.MetricsServer().Handler.ServeHTTP(answer, httptest.NewRequest("GET", "/metrics", nil))
	given := answer.Body.String()
	n := 0
	for _, file := range []string{"../../deploy/prometheus/parcours.yml", "../../deploy/grafana/parcours.json"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range regexp.MustCompile(`\b(parcours|process|go)_[a-z_]+`).FindAllString(string(text), -1) {
			n++
			if !strings.Contains(given, "\n"+name+" ") && !strings.Contains(given, "\n"+name+"{") {
				t.Errorf("%s asks for %s", file, name)
			}
		}
	}
	if n < 15 {
		t.Errorf("%d figures found", n)
	}
}
