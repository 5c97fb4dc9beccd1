package replies

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"parcours/events"
)

// token is a word, a phrase or a date of a sentence.
type token struct {
	kind kind
	text string
	date *date
}

// date is a day as people write it; 0 is a part that they left out.
type date struct{ year, month, day, weekday int }

// within tells whether the date may be one of the days of a session.
func (d *date) within(first, last events.Day) bool {
	for day, n := first, 0; n < 60; day, n = day.Add(1), n+1 {
		t := day.In(utc)
		if (d.day == 0 || d.day == day.Day) && (d.month == 0 || d.month == int(day.Month)) && (d.year == 0 || d.year == day.Year) && (d.weekday == 0 || d.weekday == int(t.Weekday())+1) {
			return true
		}
		if day == last {
			return false
		}
	}
	return false
}

// pieces of a folded sentence: dates in figures, times, numbers with what makes them ordinal, words, and single signs.
var pieces = regexp.MustCompile(`\d{4}-\d{1,2}-\d{1,2}|\d{1,2}/\d{1,2}/\d{2,4}|\d{1,2}\.\d{1,2}\.\d{2,4}|\d{1,2}-\d{1,2}-\d{4}|\d{1,2}/\d{1,2}|\d{1,2}\.\d{2}\b|\d{1,2} ?h(?: ?\d{2})?\b|\d{1,2}:\d{2}|\d{1,2} ?(?:am|pm)\b|\d+(?:ere|eme|er|re|nde|nd|st|rd|th|e)?\b|[a-z]+|\.{2,}|;-?\)|:-?p\b|…|[^\s]`)

var (
	figures  = regexp.MustCompile(`^(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{2,4}))?$`)
	isoDay   = regexp.MustCompile(`^(\d{4})-(\d{1,2})-(\d{1,2})$`)
	dayNum   = regexp.MustCompile(`^(\d{1,2})(er|st|nd|rd|th)?$`)
	yearNum  = regexp.MustCompile(`^(20\d{2})$`)
	articles = wordSet("le les du au aux the on des")
)

// tokens reads a sentence.
func (r *reader) tokens(sentence string) []token {
	words := piecesOf(sentence)
	var found []token
	for i := 0; i < len(words); {
		t, n := r.next(words, i, found)
		found = append(found, t)
		i += n
	}
	return shareMonth(found)
}

func piecesOf(text string) []string {
	text = contracted.ReplaceAllStringFunc(fold(text), func(w string) string { return expanded[w] })
	return pieces.FindAllString(strings.ReplaceAll(text, "'", " "), -1)
}

func sameWord(a, b string) bool { return singular(a) == singular(b) }

// titleAt is the longest title that begins at i, and how many pieces it has.
func (r *reader) titleAt(words []string, i int) (token, int) {
	t, n := token{}, 0
	for _, one := range r.titles {
		if l := len(one.pieces); l > n && i+l <= len(words) && slices.EqualFunc(words[i:i+l], one.pieces, sameWord) {
			t, n = token{named, strings.Join(one.telling, " "), nil}, l
		}
	}
	return t, n
}

// next reads what begins at i, and how many pieces it has. A date comes first, then the longest phrase, then names.
func (r *reader) next(words []string, i int, before []token) (token, int) {
	if d, n := dateAt(words, i, before); n > 0 {
		return token{dated, strings.Join(words[i:i+n], " "), d}, n
	}
	if t, n := r.titleAt(words, i); n > 0 {
		return t, n
	}
	for n := min(longestPhrase, len(words)-i); n > 1; n-- {
		text := strings.Join(hyphenless(words[i:i+n]), " ")
		if k, ok := phrases[text]; ok && strings.Count(text, " ") > 0 {
			return token{k, text, nil}, n
		}
	}
	word := words[i]
	if o := ordinals[word]; o != "" && r.names[o] {
		return token{named, o, nil}, 1
	}
	switch k, ok := phrases[word]; {
	case strings.ContainsAny(word, ",/+&") && len(word) == 1:
		if word == "+" || word == "&" {
			return token{and, word, nil}, 1
		}
		return token{comma, word, nil}, 1
	case strings.ContainsAny(word, ":()!.;=\"«»-*_>•·?") && len([]rune(word)) == 1, word == "\ufe0f":
		return token{noise, word, nil}, 1
	case r.names[singular(word)]:
		return token{named, singular(word), nil}, 1
	case r.cats[singular(word)] != "":
		return token{category, r.cats[singular(word)], nil}, 1
	case word == "la" && lastBe(before):
		return token{there, word, nil}, 1
	case ok:
		return token{k, word, nil}, 1
	case r.person[word]:
		return token{noise, word, nil}, 1
	}
	return token{unknown, word, nil}, 1
}

// hyphenless leaves hyphens between words out: "peut-être".
func hyphenless(words []string) []string {
	var kept []string
	for _, w := range words {
		if w != "-" {
			kept = append(kept, w)
		}
	}
	return kept
}

// lastBe tells whether "serai" stands before, with nothing but a negation or little words between.
func lastBe(before []token) bool {
	for i := len(before) - 1; i >= 0; i-- {
		switch t := before[i]; {
		case t.kind == be:
			return true
		case t.kind == not || t.text == "bien" || t.text == "donc" || t.text == "aussi" || t.text == "malheureusement":
		default:
			return false
		}
	}
	return false
}

// dateAt reads a date: in figures; a day with its month in the order of either language; "le 24"; a day of the week.
func dateAt(words []string, i int, before []token) (*date, int) {
	if d := inFigures(words[i]); d != nil {
		return d, 1
	}
	d, at := date{}, i
	if w := weekdays[words[at]]; w != 0 {
		d.weekday, at = w, at+1
		if at < len(words) && (words[at] == "," || articles[words[at]]) && at+1 < len(words) && dayNum.MatchString(words[at+1]) {
			at++
		}
	}
	if at < len(words) && months[words[at]] != 0 && at+1 < len(words) && dayOf(words[at+1]) != 0 { // March 24th
		d.month, d.day = months[words[at]], dayOf(words[at+1])
		return d.withYear(words, at+2, i)
	}
	if at < len(words) && dayOf(words[at]) != 0 {
		next := at + 1
		if next < len(words) && words[next] == "of" {
			next++
		}
		if next < len(words) && months[words[next]] != 0 {
			d.day, d.month = dayOf(words[at]), months[words[next]]
			return d.withYear(words, next+1, i)
		}
		if d.weekday != 0 || standsAlone(words, at, before) {
			d.day = dayOf(words[at])
			return &d, at + 1 - i
		}
	}
	if d.weekday != 0 {
		return &date{weekday: d.weekday}, 1
	}
	return nil, 0
}

// withYear adds a year that follows; n is where the next piece is.
func (d date) withYear(words []string, n, from int) (*date, int) {
	if n < len(words) && words[n] == "," && n+1 < len(words) && yearNum.MatchString(words[n+1]) {
		n++
	}
	if n < len(words) && yearNum.MatchString(words[n]) {
		d.year, _ = strconv.Atoi(words[n])
		n++
	}
	return &d, n - from
}

// standsAlone tells whether a number without a month is a day: after an article, in a list of days, or before what is said of it.
func standsAlone(words []string, at int, before []token) bool {
	if at == 0 {
		return at+1 < len(words) && words[at+1] == ":"
	}
	prev := words[at-1]
	list := len(before) > 1 && before[len(before)-2].kind == dated && (prev == "," || prev == "et" || prev == "and")
	ahead := at+2 < len(words) && (words[at+1] == "," || words[at+1] == "et" || words[at+1] == "and") && dayOf(words[at+2]) != 0 && at+3 < len(words) && months[words[at+3]] != 0
	listed := (prev == "," || prev == "et" || prev == "and") && at+1 < len(words) && answers(phrases[words[at+1]]) &&
		slices.ContainsFunc(before, func(t token) bool { return t.kind == dated })
	return articles[prev] || list || listed || ahead || at+1 < len(words) && words[at+1] == ":"
}

func dayOf(word string) int {
	if m := dayNum.FindStringSubmatch(word); m != nil {
		if n, _ := strconv.Atoi(m[1]); n >= 1 && n <= 31 {
			return n
		}
	}
	return 0
}

// inFigures reads 24/03, 24.03.2022, 24/3/22 and 2022-03-24.
func inFigures(word string) *date {
	if m := isoDay.FindStringSubmatch(word); m != nil {
		return known(m[1], m[2], m[3])
	}
	if m := figures.FindStringSubmatch(word); m != nil {
		return known(m[3], m[2], m[1])
	}
	return nil
}

func known(year, month, day string) *date {
	y, _ := strconv.Atoi(year)
	m, _ := strconv.Atoi(month)
	d, _ := strconv.Atoi(day)
	if y > 0 && y < 100 {
		y += 2000
	}
	if m < 1 || m > 12 || d < 1 || d > 31 {
		return nil
	}
	return &date{year: y, month: m, day: d}
}

// shareMonth gives the days of a list the month that its last one has: "les 10 et 24 mars". Of "le 24 et le 7 avril", the
// 24th is of another month.
func shareMonth(all []token) []token {
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].kind != dated || all[i].date.month == 0 {
			continue
		}
		last := *all[i].date
		for j := i - 1; j >= 0; j-- {
			t := all[j]
			if t.kind == dated && t.date.month == 0 && t.date.day != 0 && t.date.day < last.day {
				d := *t.date
				d.month = last.month
				all[j].date, last = &d, d
				continue
			}
			if t.kind != comma && t.kind != and && !articles[t.text] {
				break
			}
		}
	}
	return all
}
