package config

import (
	"strings"
	"testing"

	"parcours/events"

	"github.com/google/go-cmp/cmp"
)

// What a chapter of the note describes has its text, after its own.
func TestNotePartsDescribe(t *testing.T) {
	text := small + `
[[programme.note.part]]
title = "Entre pairs"
text = "Trois demi-journées."
describes = ["s", "dialogue"]
dates = ["s"]
decision = 1
[[programme.note.part]]
sub = true
text = "Il n'est pas demandé."
describes = ["s", "budget"]
orientations = true
[[session]]
id = "s"
title = "S"
description = "Première."
[[session.option]]
id = "a"
date = 2022-03-10
[[session.option]]
id = "b"
date = 2022-03-11
[dialogue]
title = "D"
[budget]
title = "B"
description = "Huit jours."
[[decision]]
number = 1
title = "D"
question = "Q"
[[poll]]
id = "p"
title = "P"
`
	text = strings.Replace(text, `description = "Première."`, "description = \"Première.\"\npoll = \"p\"", 1)
	file, problems := Load([]byte(text))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	p := file.Programme
	want := []events.NotePart{
		{Title: "Entre pairs", Text: "Trois demi-journées.", Describes: []string{"s", "dialogue"}, Dates: []string{"s"}, Decision: 1},
		{Sub: true, Text: "Il n'est pas demandé.", Describes: []string{"s", "budget"}, Orientations: true},
	}
	if diff := cmp.Diff(want, p.Note.Parts); diff != "" {
		t.Errorf("parts (-want +got):\n%s", diff)
	}
	got := []string{p.Sessions[0].Description, p.Sessions[1].Description, p.Dialogue.Description, p.Budget.Description}
	of := "Première.\n\nTrois demi-journées.\n\nIl n'est pas demandé."
	if diff := cmp.Diff([]string{of, of, "Trois demi-journées.", "Huit jours.\n\nIl n'est pas demandé."}, got); diff != "" {
		t.Errorf("descriptions (-want +got):\n%s", diff)
	}
}

func TestNotePartMistakes(t *testing.T) {
	got := told("c.toml", []byte(small+`[[programme.note.part]]
text = "A"
describes = ["dialog"]
dates = ["gen"]
decision = 3
[[programme.note.part]]
describes = ["budget"]
[[resource]]
id = "r"
title = "R"
url = "https://example.org/"
decisions = [4, "5"]
[[session]]
id = "gen-1"
title = "G"
date = 2022-03-10
`))
	for _, want := range []string{
		`unknown session "dialog"`, `unknown session "gen". Did you mean "gen-1"?`,
		`"decision" of [[programme.note.part]] names no decision: 3. Write the number of a [[decision]].`,
		`describes something and has no text. Add text = "...", or remove describes.`,
		`"decisions" of [[resource]] "r" names no decision: 4.`, `"decisions" must be a list of whole numbers. Write their numbers: decisions = [5, 8].`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("not told: %s\nin\n%s", want, got)
		}
	}
}
