package messages

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The spaces that French puts where a line must not break (Lexique des règles typographiques en usage à l'Imprimerie
// nationale): narrow before high punctuation and the closing quotation mark, wide after the opening one and within an hour, "9 h 30".
const (
	narrowSpace  = "\u202f"
	noBreakSpace = "\u00a0"
)

// Typeset gives a text with the spaces and apostrophes of printed French: what people type on a keyboard, " ?" and
// "l'eau", becomes what a line cannot break at. Other languages have no such places, and stay as they are, and so do
// addresses. Doing it again changes nothing.
func Typeset(text string) string {
	if !strings.ContainsAny(text, " '") {
		return text
	}
	var b strings.Builder
	b.Grow(len(text) + 16)
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch after := text[i+size:]; {
		case r == ' ' && beforeHigh(after) && i > 0:
			b.WriteString(narrowSpace)
		case r == ' ' && (strings.HasSuffix(text[:i], "«") || withinHour(text[:i], after)):
			b.WriteString(noBreakSpace)
		case r == '\'' && betweenLetters(text[:i], after) && !inAddress(text[:i]):
			b.WriteString("’")
		default:
			b.WriteString(text[i : i+size])
		}
		i += size
	}
	return b.String()
}

// beforeHigh says whether a text begins with punctuation that stands apart, and a word does not begin with it, as
// ":)" and ":name" would.
func beforeHigh(text string) bool {
	r, size := utf8.DecodeRuneInString(text)
	if !strings.ContainsRune(":;!?»", r) {
		return false
	}
	next, _ := utf8.DecodeRuneInString(text[size:])
	switch {
	case len(text) == size, r == '»':
		return true
	case unicode.IsLetter(next), unicode.IsDigit(next):
		return false
	}
	return r == '!' || r == '?' || !strings.ContainsRune("()/-", next)
}

// withinHour says whether a space between two texts stands in an hour of the day: "9 h", "9 h 30".
func withinHour(before, after string) bool {
	if rest, found := strings.CutPrefix(after, "h"); found {
		next, _ := utf8.DecodeRuneInString(rest)
		return endsInDigit(before) && !unicode.IsLetter(next) && !unicode.IsDigit(next)
	}
	hour, found := strings.CutSuffix(before, "h")
	if !found || after == "" || after[0] < '0' || after[0] > '9' {
		return false
	}
	for _, space := range []string{" ", noBreakSpace} {
		if number, apart := strings.CutSuffix(hour, space); apart && endsInDigit(number) {
			return true
		}
	}
	return false
}

func endsInDigit(text string) bool {
	return text != "" && text[len(text)-1] >= '0' && text[len(text)-1] <= '9'
}

func betweenLetters(before, after string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	next, _ := utf8.DecodeRuneInString(after)
	return unicode.IsLetter(last) && (unicode.IsLetter(next) || next == '«')
}

// inAddress says whether a text ends within an address (a URL).
func inAddress(before string) bool {
	return strings.Contains(before[strings.LastIndexAny(before, " \n\t\u00a0")+1:], "://")
}

// TypesetHTML is Typeset for a page: its text, not its tags, nor what stands in a field or is code.
func TypesetHTML(page string) string {
	var b strings.Builder
	b.Grow(len(page) + len(page)/50)
	for page != "" {
		text, rest, _ := strings.Cut(page, "<")
		b.WriteString(strings.ReplaceAll(Typeset(strings.ReplaceAll(text, "&#39;", "'")), "'", "&#39;"))
		if rest == "" {
			break
		}
		tag := rest
		for _, raw := range []string{"textarea", "script", "style", "pre", "code"} {
			if strings.HasPrefix(rest, raw) {
				if end := strings.Index(rest, "</"+raw); end >= 0 {
					tag = rest[end+1:]
				}
			}
		}
		end := strings.IndexByte(tag, '>') + 1
		end += len(rest) - len(tag)
		b.WriteString("<" + rest[:end])
		page = rest[end:]
	}
	return b.String()
}
