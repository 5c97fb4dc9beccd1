package rules

import (
	"strings"
	"testing"
)

func TestReadAnswer(t *testing.T) {
	const blank = "Merci de préciser.\n\nVos attentes :\n\n— Réponse —\n"
	const before = "Merci de préciser.\n\nVos attentes :\n\n— Réponse —\nLe compost.\nLes haies."
	for _, c := range []struct {
		name, served, got, want string
		ok                      bool
	}{
		{"as served", before, before, "", false},
		{"as served, with other white space", before, "Merci de préciser.\r\n\r\nVos  attentes :\r\n— Réponse —\r\nLe compost. \r\nLes haies.\r\n", "", false},
		{"below the line", blank, blank + "Le compost.", "Le compost.", true},
		{"below, in lines", blank, blank + "\n  Le compost.\n\nLes haies.\n\n", "Le compost.\n\nLes haies.", true},
		{"the line rewritten", blank, "Merci de préciser.\n\n- REPONSE -\nLe compost.", "Le compost.", true},
		{"in English", "Tell us.\n\n— Answer —\n", "Tell us.\n\n-- Answer --\nCompost.", "Compost.", true},
		{"changed", before, strings.Replace(before, "compost", "lombric", 1), "Le lombric.\nLes haies.", true},
		{"taken back", before, blank, "", true},
		{"all wiped out", before, "", "", true},
		{"the line is gone", blank, "Merci de préciser.\n\nVos attentes :\n\nLe compost.", "Le compost.", true},
		{"the line is gone, the answer stays", before, "Merci de préciser.\n\nVos attentes :\n\nLe compost.\nLes haies.", "Le compost.\nLes haies.", true},
		{"the answer alone", before, "Le compost, plutôt.", "Le compost, plutôt.", true},
		{"written above the line", blank, "Le compost.\n" + blank, "Le compost.", true},
		{"written above and below", blank, "Bonjour !\n" + blank + "Le compost.", "Le compost.", true},
		{"taken back, in other lines", before, "Merci de\npréciser. Vos attentes :\n— Réponse —", "", true},
	} {
		if got, ok := ReadAnswer(c.got, c.served); got != c.want || ok != c.ok {
			t.Errorf("%s: %q, %v", c.name, got, ok)
		}
	}
}

// What comes back as it was served changes nothing; what stands below the line is the answer, whatever it is.
func FuzzReadAnswer(f *testing.F) {
	f.Add("Merci de préciser.", "Le compost.")
	f.Add("", "— Réponse —")
	f.Add("a\r\nb", "\x00\xff")
	f.Fuzz(func(t *testing.T, question, answer string) {
		served := question + "\n\n" + AnswerLine["fr"] + "\n" + answer
		if got, ok := ReadAnswer(served, served); ok {
			t.Errorf("%q as served: %q", served, got)
		}
		for line := range strings.SplitSeq(question, "\n") {
			if isAnswerLine(line) {
				return
			}
		}
		if got, ok := ReadAnswer(served+" !", served); ok && got != strings.TrimSpace(strings.ReplaceAll(answer+" !", "\r\n", "\n")) {
			t.Errorf("%q: %q", served, got)
		}
	})
}
