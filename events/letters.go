package events

import (
	"strings"
	"unicode"
)

// Letters are the letters of a text in lower case without accents: by them a text is known again that a client
// rewrote.
func Letters(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, plainLetters.Replace(text))
}

// Cut shortens a text to so many runes.
func Cut(text string, limit int) string {
	r := []rune(strings.ToValidUTF8(strings.TrimSpace(text), "\uFFFD"))
	return string(r[:min(len(r), limit)])
}
