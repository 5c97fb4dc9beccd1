package config

import (
	"strings"
	"testing"
)

// A date that a text says is that of a session; check names the ones that are not.
func TestDatesInTexts(t *testing.T) {
	const head = `
[programme]
id = "p.example.org"
title = "P"
time_zone = "Europe/Paris"
organiser = { id = "o", name = "O", email = "o@example.org" }
[[session]]
id = "agora"
title = "AGORA"
date = 2022-04-28
`
	for text, want := range map[string]string{
		"Le {date:agora} {année}, {day:agora}": "",
		"Le {date:agorra}":                     `11:15: {date:agorra} says the date of "agorra", which is no session with a date. Did you mean "agora"?`,
		"Le {date:agora,later}":                `11:15: {date:agora,later} says the date of "later", which is no session with a date.`,
		"Avant {month:dialogue}":               `11:15: {month:dialogue} says the date of "dialogue", which is no session with a date.`,
		"Le {jour:agora}":                      `11:15: warning: {jour:agora} is shown as it stands. To say a date, write {date:...}`,
	} {
		_, problems := Load([]byte(head + `description = "` + text + `"`))
		var said []string
		for _, p := range problems {
			if p.Line == 11 {
				said = append(said, p.String())
			}
		}
		if want == "" && said != nil || want != "" && (len(said) != 1 || !strings.HasPrefix(said[0], want)) {
			t.Errorf("%s: %q, want %q", text, said, want)
		}
	}
}
