package messages

import (
	"testing"

	"pgregory.net/rapid"
)

func TestTypeset(t *testing.T) {
	for text, want := range map[string]string{
		"Serez-vous des nôtres ?":               "Serez-vous des nôtres\u202f?",
		"Lieu : Visio ; à 9 h !":                "Lieu\u202f: Visio\u202f; à 9\u00a0h\u202f!",
		"de 9 h 30 à 17 h, puis 10 h":           "de 9\u00a0h\u00a030 à 17\u00a0h, puis 10\u00a0h",
		"9\u00a0h 30":                           "9\u00a0h\u00a030",
		"10 heures, 3 h2, ah 30, a h 30, h 4":   "10 heures, 3 h2, ah 30, a h 30, h 4",
		"générique « Vision »":                  "générique «\u00a0Vision\u202f»",
		"« Qui ? »":                             "«\u00a0Qui\u202f?\u202f»",
		"aujourd'hui, l'eau d'« ici »":          "aujourd’hui, l’eau d’«\u00a0ici\u202f»",
		"https://a.example/l'eau?x=1 et l'eau":  "https://a.example/l'eau?x=1 et l’eau",
		"Oui : https://a.example/a/t?answer=no": "Oui\u202f: https://a.example/a/t?answer=no",
		"a :) b :name 'x' ?y":                   "a :) b :name 'x' ?y",
		"Will you be there? It's 9:30; yes!":    "Will you be there? It’s 9:30; yes!",
		" : ":                                   " : ",
		"":                                      "",
	} {
		if got := Typeset(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestTypesetHTML(t *testing.T) {
	page := `<p title="a ? b">Qui ? L&#39;eau</p><textarea>Qui ? L&#39;eau</textarea><pre>a : b</pre><a href="/x?a ; b">Ici :</a> !`
	want := "<p title=\"a ? b\">Qui\u202f? L’eau</p><textarea>Qui ? L&#39;eau</textarea><pre>a : b</pre><a href=\"/x?a ; b\">Ici\u202f:</a> !"
	if got := TypesetHTML(page); got != want {
		t.Errorf("%s", got)
	}
}

// What is typeset once stays as it is, and letters and lines are never lost.
func TestTypesetTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[ a-z:;!?«»'’\n/h0-9]{0,30}`).Draw(t, "text")
		once := Typeset(text)
		if twice := Typeset(once); twice != once {
			t.Fatalf("%q, then %q", once, twice)
		}
		if len([]rune(once)) != len([]rune(text)) {
			t.Fatalf("%q: %q", text, once)
		}
	})
}
