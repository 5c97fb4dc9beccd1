package mail

import (
	"regexp"
	"strings"
)

// The lines that begin what a mail program quotes, in French and English; narrow and no-break spaces are spaces here.
var (
	attribution = regexp.MustCompile(`(?i)^(le .{4,}\ba écrit ?:|on .{4,}\bwrote ?:|.{4,}<[^<>@ ]+@[^<>@ ]+> a écrit ?:|.{4,}<[^<>@ ]+@[^<>@ ]+> wrote ?:)$`)
	attributes  = regexp.MustCompile(`(?i)^(le|on) .*\d`)
	original    = regexp.MustCompile(`(?i)^[-_ ]{2,}(message (d['’]origine|original|transféré)|original (message|appointment)|rendez-vous d['’]origine|forwarded message)[-_ :]*$|^(début du message (transféré|réexpédié)|begin forwarded message) ?:$`)
	headerFrom  = regexp.MustCompile(`(?i)^\*?(de|from) ?:\*? ?\S`)
	headerSent  = regexp.MustCompile(`(?i)^\*?(envoyé|date|à|objet|sent|to|subject|cc)( le| at)? ?:\*?`)
	advert      = regexp.MustCompile(`(?i)^(envoyé|sent) (de mon|depuis mon|depuis|à partir d|avec|from my|from|via|with) ?.{2,60}$|^(get|télécharger|obtenir) outlook (for|pour) \S+.{0,80}$|^-- ?sent from .*$`)
	underscores = regexp.MustCompile(`^_{10,}$`)
)

// maxWords is the longest text that is looked at, in octets.
const maxWords = 256 << 10

// ownWords is what the person wrote: without what is quoted, in whatever manner, without the signature (RFC 3676
// §4.3) and what telephones add. What stands below a quote with ">" counts; below one without, nothing does.
func ownWords(text string) string {
	lines := strings.Split(plainLines(text), "\n")
	var own []string
	for i := 0; i < len(lines); i++ {
		line := strings.TrimSpace(lines[i])
		if line == "--" || quotesMessage(lines, i) {
			break
		}
		if n := attributionAt(lines, i); n > 0 {
			if !quotedAfter(lines, i+n) {
				break
			}
			i += n - 1
			continue
		}
		if strings.HasPrefix(line, ">") || advert.MatchString(line) {
			continue
		}
		own = append(own, line)
	}
	return squeeze(own)
}

// plainLines cuts a text to size and has its line ends and spaces alike.
func plainLines(text string) string {
	if len(text) > maxWords {
		text = strings.ToValidUTF8(text[:maxWords], "")
	}
	return strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u00a0", " ", "\u202f", " ", "\u200b", "", "\ufeff", "").Replace(text)
}

// attributionAt is how many lines, from i on, say who wrote what is quoted below: one to three, as programs fold them;
// 0 if none.
func attributionAt(lines []string, i int) int {
	joined := ""
	for n := 1; n <= 3 && i+n <= len(lines); n++ {
		line := strings.TrimSpace(lines[i+n-1])
		if line == "" {
			return 0
		}
		joined = strings.TrimSpace(joined + " " + line)
		if len(joined) > 400 {
			return 0
		}
		if attribution.MatchString(joined) && (n == 1 || attributes.MatchString(joined)) {
			return n
		}
	}
	return 0
}

// quotedAfter tells whether what follows is marked with ">".
func quotedAfter(lines []string, i int) bool {
	for ; i < len(lines); i++ {
		if line := strings.TrimSpace(lines[i]); line != "" {
			return strings.HasPrefix(line, ">")
		}
	}
	return false
}

// quotesMessage tells whether the rest is a quoted message: below "-----Message d'origine-----", or a copy of its
// header, with or without a rule above it.
func quotesMessage(lines []string, i int) bool {
	line := strings.TrimSpace(lines[i])
	if original.MatchString(line) {
		return true
	}
	if underscores.MatchString(line) {
		for i++; i < len(lines) && strings.TrimSpace(lines[i]) == ""; i++ {
		}
		if i == len(lines) {
			return true
		}
		line = strings.TrimSpace(lines[i])
	}
	if !headerFrom.MatchString(line) {
		return false
	}
	seen := 0
	for _, next := range lines[i+1 : min(len(lines), i+7)] {
		if headerSent.MatchString(strings.TrimSpace(next)) {
			seen++
		}
	}
	return seen >= 2
}

// squeeze joins lines, with one empty line for several.
func squeeze(lines []string) string {
	var kept []string
	for _, line := range lines {
		if line == "" && (len(kept) == 0 || kept[len(kept)-1] == "") {
			continue
		}
		kept = append(kept, line)
	}
	return strings.TrimSpace(strings.Join(kept, "\n"))
}
