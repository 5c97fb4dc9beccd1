package organise

import (
	"testing"

	"parcours/events"
	"parcours/messages"
)

// What is put together of a text's key and a word of the domain has its text, in both languages.
func TestWordsOfTheDomain(t *testing.T) {
	var keys []string
	for _, role := range events.Roles {
		keys = append(keys, "sessions.role."+string(role))
	}
	for _, lang := range messages.Languages {
		for _, key := range keys {
			if messages.For(lang).T(key) == key {
				t.Errorf("no text %s in %s", key, lang)
			}
		}
	}
}
