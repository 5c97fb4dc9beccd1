package replies

import (
	"regexp"
	"strings"
)

var (
	// closing begins what stands at the end of a mail and says nothing.
	closing = regexp.MustCompile(`^(bien |tres |avec mes |avec nos )?(cordialement|cordiales salutations|cdt|cdlt|cordlt|bien a (vous|toi)|amicalement|sincerement|sinceres salutations|salutations( distinguees| cordiales)?|meilleures salutations|respectueusement|bonne (journee|soiree|semaine|reception|continuation|fin de journee)|belle (journee|soiree|semaine)|excellente (journee|soiree)|tres bonne (journee|soiree)|a (bientot|tres vite|tout a l'heure|vendredi|jeudi)|bises|bise|(kind |best |warm )?regards|all the best|best( wishes)?|cheers|sincerely( yours)?|yours( sincerely| truly| faithfully)?|have a (nice|good) (day|evening|week)|merci( d'avance| par avance| beaucoup| encore)?|many thanks|thanks( again| in advance)?|thank you)\b[ ,.!:-]*(et (bonne|belle) (journee|soiree)|a vous|a tous|a toutes et tous)?[ ,.!-]*`)
	// notice begins what servers add below a mail.
	notice = regexp.MustCompile(`^(ce (message|courriel|mail|courrier electronique)|cet e-?mail|this (e-?mail|message)|avis de confidentialite|confidentiality|avant d'imprimer|pensez a l'environnement|n'imprimez|please consider|before printing|\*{3,}|_{5,}|={5,}|-{5,}|sans virus|virus-free|garanti sans virus)`)
	// postscript begins what a person adds below their name.
	postscript = regexp.MustCompile(`^(p\.? ?s\.?|n\.? ?b\.?|post-?scriptum|note)\b`)
)

// greeting is a line that only greets.
var greeting = regexp.MustCompile(`^(bonjour|bonsoir|salut|coucou|hello|hi|dear|cher|chere|chers|cheres|madame|monsieur|mesdames|messieurs)\b.{0,60}[,!.]?$`)

// withoutClosing cuts the greeting at the end of a mail with what follows it, a name and a function, and what servers add. What
// looks like an answer or a postscript below stays.
func (r *reader) withoutClosing(lines []string) []string {
	for i, line := range lines {
		folded := fold(line)
		if notice.MatchString(folded) {
			lines = lines[:i]
			break
		}
	}
	for i, line := range lines {
		folded := fold(line)
		if line == "" || len(line) > 70 || !r.closes(folded) || r.speaks(lines[i+1:]) {
			continue
		}
		return lines[:i]
	}
	return lines
}

// closes tells whether a line is a greeting at the end, or the person's own name.
func (r *reader) closes(folded string) bool {
	if found := closing.FindString(folded); found != "" {
		return r.onlyNames(folded[len(found):])
	}
	return r.onlyNames(folded)
}

// onlyNames tells whether words are the person's own name.
func (r *reader) onlyNames(folded string) bool {
	for _, word := range strings.FieldsFunc(folded, func(c rune) bool { return strings.ContainsRune(" ,.-!", c) }) {
		if !r.person[word] {
			return false
		}
	}
	return true
}

// speaks tells whether lines below a greeting say more than who wrote: a postscript, or an answer.
func (r *reader) speaks(lines []string) bool {
	for _, line := range lines {
		folded := fold(line)
		if postscript.MatchString(folded) {
			return true
		}
		if line == "" || r.closes(folded) {
			continue
		}
		if d, _ := r.marked(line); d != nil {
			return true
		}
		all := r.tokens(line)
		if len(all) > 0 && answers(all[0].kind) && all[0].kind != be || len(r.refers(all, r.own)) > 0 {
			return true
		}
		for _, s := range sentencesOf([]string{line}) {
			if o := r.sentence(s, r.own, r.about.Session); o.ok || o.question {
				return true
			}
		}
	}
	return false
}

// withoutGreeting is a text without the greeting that it begins with.
func withoutGreeting(lines []string) string {
	for i, line := range lines {
		if line == "" || greeting.MatchString(fold(line)) && !strings.Contains(line, ",") || greeting.MatchString(fold(line)) && strings.HasSuffix(line, ",") {
			continue
		}
		return strings.Join(lines[i:], "\n")
	}
	return ""
}
