//go:build e2e

package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

// words keeps letters and digits in lower case, a space between words and around all.
func words(text string) string {
	found := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return " " + strings.Join(found, " ") + " "
}

var (
	endOfSentence = regexp.MustCompile(`[.?!]\s+| \| `)
	markOfItem    = regexp.MustCompile(`^\s*(?:[-•]|\d+\.)\s+`)
)

// The note as a document opens in LibreOffice, which reads each sentence of the note out of it.
func TestNoteOpensInLibreOffice(t *testing.T) {
	need(t, "soffice")
	s := serve(t, example(t))
	const answer = "Les espaces délaissés : <valoriser> & embellir, 100 % d'ici juin."
	s.command("", "answers", "set", "--data", s.data, "--delegation", "faverges", "--session", "agora", "--status", "yes", "--comment", answer, "--by", "agathe-lormeau")
	dir := t.TempDir()
	file := filepath.Join(dir, "note.odt")
	s.command("", "note", "--data", s.data, "--delegation", "faverges", "--odt", file)
	if _, err := run("", "soffice", "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", dir, file); err != nil {
		t.Fatal(err)
	}
	octets, err := os.ReadFile(filepath.Join(dir, "note.txt"))
	if err != nil {
		t.Fatal(err)
	}
	read := words(string(octets))
	text := s.command("", "note", "--data", s.data, "--delegation", "faverges", "--format", "text")
	sentences := 0
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "→") { // an address, which a plain text of LibreOffice leaves out
			continue
		}
		for _, sentence := range endOfSentence.Split(markOfItem.ReplaceAllString(line, ""), -1) {
			if w := words(sentence); w != "  " {
				sentences++
				if !strings.Contains(read, w) {
					t.Errorf("LibreOffice does not read %q", strings.TrimSpace(sentence))
				}
			}
		}
	}
	if sentences < 150 || !strings.Contains(read, words(answer)) {
		t.Errorf("%d sentences compared; the answer: %t", sentences, strings.Contains(read, words(answer)))
	}
}
