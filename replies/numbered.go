package replies

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"parcours/delivery"
	"parcours/events"
)

// answerTo is what stands under the number of an arbitrage.
type answerTo struct {
	decision *asked
	text     string
}

// marker begins the answer to an arbitrage: "1 :", "2)", "Arbitrage 3 -", at the beginning of a line or after a slash.
var (
	marker   = regexp.MustCompile(`(?i)^(?:[-*•]\s*)?(?:(?:arbitrage|décision|decision|question|point|réponse|answer)\s*(?:n\s*[°ºo]\s*)?|n\s*[°º]\s*|#)?(\d{1,2})\s*(?:\s:|:|\)|\.\s|\s[-–—=]\s|=|/\s)\s*`)
	slashed  = regexp.MustCompile(`\s*(?:[/;|]\s+)((?:arbitrage|décision|decision|question)?\s*\d{1,2}\s*[:)=])`)
	bullet   = regexp.MustCompile(`^(?:[-*•>]|\d{1,2}\s*[:.)/-])`)
	brackets = regexp.MustCompile(`\([^()]*\?[^()]*\)`)
	address  = regexp.MustCompile(`https?://\S+`)
)

// numbered takes out what stands under the numbers of arbitrages, of a referent of one delegation; the rest stays.
func (r *reader) numbered(lines []string) (open []string, found []answerTo) {
	if r.numbers == 0 {
		return lines, nil
	}
	var all []string
	for _, line := range lines {
		all = append(all, strings.Split(slashed.ReplaceAllString(line, "\n$1"), "\n")...)
	}
	current := -1
	for _, line := range all {
		if d, rest := r.marked(line); d != nil {
			found = append(found, answerTo{d, rest})
			current = len(found) - 1
			continue
		}
		if current < 0 {
			open = append(open, line)
			continue
		}
		found[current].text = strings.TrimSpace(found[current].text + "\n" + line)
	}
	return open, found
}

func (r *reader) marked(line string) (*asked, string) {
	m := marker.FindStringSubmatchIndex(line)
	if m == nil {
		return nil, ""
	}
	n, _ := strconv.Atoi(line[m[2]:m[3]])
	d := r.decision("", n)
	if d == nil {
		d = r.decision(r.about.Territory, n)
	}
	if d == nil || strings.TrimSpace(line[m[1]:]) == "" && m[1] == len(line) {
		return nil, ""
	}
	return d, strings.TrimSpace(line[m[1]:])
}

func has(d *asked, f events.Form) bool { return slices.Contains(d.state.Decision.Form, f) }

// takeNumbered adds what stands under the number of an arbitrage.
func (r *reader) takeNumbered(u *delivery.Understood, n answerTo) {
	words := strconv.Itoa(n.decision.state.Decision.Number) + " : " + n.text
	if has(n.decision, events.FormText) || has(n.decision, events.FormDocument) {
		if n.decision.takes(n.text) {
			u.Proposals = append(u.Proposals, n.decision.inWords(n.text))
			return
		}
		u.Rest, u.Doubt = append(u.Rest, words), true
		return
	}
	said, ok := r.decided(n.decision, n.text)
	if !ok {
		u.Rest, u.Doubt = append(u.Rest, words), true
		return
	}
	u.Proposals = append(u.Proposals, said...)
}

// takes tells whether words may be the answer to an arbitrage that asks for a text or a document: a yes is none.
func (d *asked) takes(text string) bool {
	if has(d, events.FormDocument) && !has(d, events.FormText) {
		return address.MatchString(text)
	}
	return len(strings.Fields(text)) >= 3 && len([]rune(text)) <= 4000
}

func (d *asked) inWords(text string) delivery.Proposal {
	return delivery.Proposal{Decision: d.state.Decision.Number, Territory: d.state.Territory.ID, Text: strings.TrimSpace(text)}
}

// decided reads the answer to an arbitrage about sessions and dates. A yes or no may carry a question in brackets: it is kept
// in the person's words then.
func (r *reader) decided(d *asked, text string) ([]delivery.Proposal, bool) {
	plain := strings.TrimSpace(brackets.ReplaceAllString(text, " "))
	if has(d, events.FormYesNo) {
		if status, ok := r.bare(plain); ok {
			return d.yesNo(status, text), true
		}
	}
	if has(d, events.FormMatrix) {
		if status, ok := r.bare(plain); ok {
			return d.each(status), len(d.pool.things) > 0
		}
	}
	var said []delivery.Proposal
	for _, s := range sentencesOf(split(plain)) {
		o := r.sentence(s, d.pool, "")
		if o.nothing {
			continue
		}
		if !o.ok {
			return nil, false
		}
		said = append(said, o.said...)
	}
	return said, len(said) > 0 && plain == strings.TrimSpace(text)
}

// bare is the answer of words that name nothing: "oui, convient".
func (r *reader) bare(text string) (events.Partstat, bool) {
	if strings.ContainsAny(text, "?\n") {
		return "", false
	}
	all := r.tokens(text)
	if slices.ContainsFunc(all, func(t token) bool {
		return !answers(t.kind) && t.kind != there && t.kind != noise && t.kind != comma && t.kind != we
	}) {
		return "", false
	}
	said := slices.DeleteFunc(all, func(t token) bool { return t.kind == comma })
	if len(said) == 0 {
		return "", false
	}
	return statusIn(said)
}

// begins are the words by which the programme knows a plain yes or no itself.
var begins = map[events.Partstat]*regexp.Regexp{
	events.Accepted: regexp.MustCompile(`(?i)^\P{L}*(oui|yes|ok)\b`),
	events.Declined: regexp.MustCompile(`(?i)^\P{L}*(non|no)\b`),
}

// yesNo is a yes or no about sessions: in the person's words where the programme reads them the same, else to each session.
func (d *asked) yesNo(status events.Partstat, text string) []delivery.Proposal {
	if pattern := begins[status]; pattern != nil && pattern.MatchString(text) {
		p := d.inWords(text)
		p.Status = status
		return []delivery.Proposal{p}
	}
	var said []delivery.Proposal
	for _, t := range d.pool.things {
		if t.session.Poll == "" || t.session.Poll != d.state.Decision.Poll {
			said = append(said, t.answered(status))
		}
	}
	return said
}

func (d *asked) each(status events.Partstat) (said []delivery.Proposal) {
	for _, t := range d.pool.things {
		said = append(said, t.answered(status))
	}
	return said
}

// later are words by which somebody puts an answer off, or speaks of something else.
var later = regexp.MustCompile(`(?i)\b(demain|bientôt|prochain|prochaine|prochainement|plus tard|reviens|reviendrai|reviendrons|envoie|enverrai|enverrons|transmets|transmettrai|transmettrons|attends|patience|retard|délai|tomorrow|soon|later|get back|send you|pièce jointe|ci-joint|ci-jointe|attached)\b`)

// replyTo reads a reply to the reminder of one arbitrage, which does not repeat its number. u is what was understood of its
// sentences on their own.
func (r *reader) replyTo(d *asked, lines []string, u delivery.Understood) delivery.Understood {
	text := strings.TrimSpace(strings.Join(lines, "\n"))
	if text == "" {
		return u
	}
	if has(d, events.FormText) || has(d, events.FormDocument) {
		words := strings.TrimSpace(withoutGreeting(lines))
		if d.takes(words) && !strings.Contains(words, "?") && !later.MatchString(words) && len(strings.Fields(words)) >= 5 {
			return delivery.Understood{Proposals: []delivery.Proposal{d.inWords(words)}}
		}
		return delivery.Understood{Rest: []string{text}, Doubt: true}
	}
	said, ok := r.decided(d, withoutGreeting(lines))
	if ok {
		return delivery.Understood{Proposals: said}
	}
	return delivery.Understood{Rest: []string{text}, Doubt: true}
}
