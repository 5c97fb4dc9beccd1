package config

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// lineWidth is where long texts and comments are broken, in characters.
const lineWidth = 110

// writer writes TOML as this package reads it: one form for each value, so that the same file is the same octets.
type writer struct{ strings.Builder }

// put writes a key and its value, which is TOML already.
func (w *writer) put(key, value string) { fmt.Fprintf(w, "%s = %s\n", key, value) }

// text writes a text, nothing for an empty one.
func (w *writer) text(key, text string) {
	if text != "" {
		w.put(key, textOf(text))
	}
}

// texts writes a list of texts, nothing for an empty one.
func (w *writer) texts(key string, all []string) {
	if len(all) > 0 {
		w.put(key, listOf(all))
	}
}

// flag writes what is so, nothing for what is not.
func (w *writer) flag(key string, is bool) {
	if is {
		w.put(key, "true")
	}
}

// number writes a number, nothing for 0.
func (w *writer) number(key string, n int) {
	if n != 0 {
		w.put(key, fmt.Sprint(n))
	}
}

// setting writes a key of the server with what it is for; as a comment where it is what it is without.
func (w *writer) setting(said bool, key, value, what string) {
	line := key + " = " + value
	if !said {
		line = "# " + line
	}
	fmt.Fprintf(w, "%-45s # %s\n", line, what)
}

// open begins a table.
func (w *writer) open(header string) { w.WriteString("\n" + header + "\n") }

// section begins a part of the file, with what it teaches.
func (w *writer) section(title, what string) {
	line := "# ---- " + title + " "
	w.WriteString("\n" + line + strings.Repeat("-", max(0, lineWidth-utf8.RuneCountInString(line))) + "\n")
	if what != "" {
		w.remark(what)
	}
}

// remark writes a comment.
func (w *writer) remark(what string) {
	for _, line := range linesOf(what, lineWidth-2) {
		w.WriteString(strings.TrimRight("# "+line, " ") + "\n")
	}
}

// linesOf gives the lines of a text, none longer than a width unless a word is.
func linesOf(text string, width int) (lines []string) {
	for line := range strings.SplitSeq(text, "\n") {
		short := ""
		for word := range strings.FieldsSeq(line) {
			if short != "" && utf8.RuneCountInString(short)+1+utf8.RuneCountInString(word) > width {
				lines, short = append(lines, short), ""
			}
			short = strings.TrimPrefix(short+" "+word, " ")
		}
		lines = append(lines, short)
	}
	return lines
}

// textOf is a text as TOML: between quotes, or where it is long or has several lines between three, on lines of their own.
func textOf(text string) string {
	text = legal(text)
	if !strings.Contains(text, "\n") && utf8.RuneCountInString(text) <= lineWidth-20 {
		return quoted(text)
	}
	var b strings.Builder
	b.WriteString(`"""` + "\n")
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			b.WriteByte('\n')
		}
		folded(&b, escaped(line, true))
	}
	b.WriteString(`"""`)
	return b.String()
}

// folded writes a line of a long text, with a "\" where it goes on on the next: TOML leaves out what is blank there.
func folded(b *strings.Builder, line string) {
	length := 0
	for i, word := range strings.Split(line, " ") {
		n := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case length+1+n > lineWidth-4 && word != "" && !strings.HasPrefix(word, "\t"):
			b.WriteString(" \\\n")
			length = 0
		default:
			b.WriteByte(' ')
			length++
		}
		b.WriteString(word)
		length += n
	}
}

// quoted is a text between quotes, on one line.
func quoted(text string) string {
	return `"` + escaped(legal(text), false) + `"`
}

// legal is a text as a file may have it: a door may have let in what a file may not.
func legal(text string) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "\ufffd"), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, text)
}

// escaped is a text as it stands between quotes: one, or three, where single quotes and tabs need nothing.
func escaped(text string, three bool) string {
	var b strings.Builder
	for i, r := range text {
		rest := text[i+utf8.RuneLen(r):]
		switch {
		case r == '\\', r == '"' && (!three || rest == "" || rest[0] == '"'):
			b.WriteString(`\` + string(r))
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t' && !three:
			b.WriteString(`\t`)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// listOf is a list of texts: on one line, or where it is long one on each.
func listOf(all []string) string {
	var short []string
	for _, text := range all {
		short = append(short, quoted(text))
	}
	if line := "[" + strings.Join(short, ", ") + "]"; utf8.RuneCountInString(line) <= lineWidth-20 {
		return line
	}
	var b strings.Builder
	b.WriteString("[\n")
	for _, text := range all {
		b.WriteString("  " + textOf(text) + ",\n")
	}
	b.WriteString("]")
	return b.String()
}

// pairs are the keys of a table on one line.
type pairs []string

func (p *pairs) add(key, value string) { *p = append(*p, key+" = "+value) }

func (p *pairs) text(key, text string) {
	if text != "" {
		p.add(key, quoted(text))
	}
}

func (p *pairs) texts(key string, all []string) {
	if len(all) > 0 {
		var quotes []string
		for _, text := range all {
			quotes = append(quotes, quoted(text))
		}
		p.add(key, "["+strings.Join(quotes, ", ")+"]")
	}
}

// String is the table; "{}" for an empty one.
func (p pairs) String() string {
	if len(p) == 0 {
		return "{}"
	}
	return "{ " + strings.Join(p, ", ") + " }"
}
