package imports

import (
	"strings"
	"testing"
)

func TestSlug(t *testing.T) {
	for title, want := range map[string]string{
		"Équipe d'été": "equipe-d-ete", "  Agenda  ": "agenda", "日本": "imported", "": "imported", "A/B\\C..D": "a-b-c-d",
		strings.Repeat("long ", 20): strings.TrimSuffix(strings.Repeat("long-", 12), "-"),
	} {
		if got := slug(title); got != want {
			t.Errorf("%q: %q, want %q", title, got, want)
		}
	}
}
