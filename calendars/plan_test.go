package calendars

import (
	"slices"
	"strings"
	"testing"

	"parcours/events"
)

func TestValidID(t *testing.T) {
	for _, id := range []string{"a", "a-b", "7", "saint-jean-de-braye", strings.Repeat("a", 64)} {
		if !events.ValidID(id) {
			t.Errorf("%q is refused", id)
		}
	}
	for _, id := range []string{"", "-a", "a-", "A", "a.b", "a_b", "é", "a/b", "a b", "a\n", strings.Repeat("a", 65)} {
		if events.ValidID(id) {
			t.Errorf("%q is taken", id)
		}
	}
	if slices.ContainsFunc(reservedNames, func(name string) bool { return validCollectionName(name) }) {
		t.Error("a reserved name is free")
	}
}
