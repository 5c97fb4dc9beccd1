package holidays

import (
	"strings"
	"testing"

	"parcours/messages"
)

func TestSaid(t *testing.T) {
	for _, c := range []struct {
		note   Note
		fr, en string
	}{
		{Note{}, "", ""},
		{Note{Total: 3}, "", ""},
		{Note{PublicHoliday: "Ascension"}, "jour férié : Ascension", "public holiday: Ascension"},
		{Note{Weekday: true, Off: 1, Total: 2}, "jour de repos, 1 territoire sur 2 en vacances scolaires", "a day off, 1 territory out of 2 in school holidays"},
		{Note{Off: 2, Total: 2, Unknown: 1}, "2 territoires sur 2 en vacances scolaires, vacances scolaires : rien n’est connu de cette date", "2 territories out of 2 in school holidays, school holidays: nothing is known of this date"},
	} {
		for lang, want := range map[string]string{"fr": c.fr, "en": c.en} {
			if got := strings.Join(c.note.Said(messages.For(lang)), ", "); got != messages.Typeset(want) {
				t.Errorf("%+v: %q, want %q", c.note, got, want)
			}
		}
	}
	if got := messages.Capital("à venir"); got != "À venir" || messages.Capital("") != "" {
		t.Errorf("%q", got)
	}
}
