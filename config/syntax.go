package config

import (
	"bytes"
	"errors"
	"regexp"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2/unstable"
)

// maxSyntax is after how many syntax errors the rest of a file is left unread.
const maxSyntax = 50

// source is the file's text and where its lines start.
type source struct {
	text   []byte
	starts []int
}

func newSource(text []byte) *source {
	s := &source{text: text, starts: []int{0}}
	for i, c := range text {
		if c == '\n' {
			s.starts = append(s.starts, i+1)
		}
	}
	return s
}

// line of an offset, from 1.
func (s *source) line(offset int) int { return sort.SearchInts(s.starts, offset+1) }

func (s *source) at(offset int) position {
	offset = min(offset, len(s.text))
	line := s.line(offset)
	return position{line, utf8.RuneCount(s.text[s.starts[line-1]:offset]) + 1}
}

// get is a line without its end.
func (s *source) get(line int) string {
	end := len(s.text)
	if line < len(s.starts) {
		end = s.starts[line]
	}
	return strings.TrimRight(string(s.text[s.starts[line-1]:end]), "\r\n")
}

// indent is where the first word of a line stands.
func (s *source) indent(line int) position {
	text := s.get(line)
	return position{line, len(text) - len(strings.TrimLeft(text, " \t")) + 1}
}

// afterEquals is where the value starts whose key ends at an offset.
func (s *source) afterEquals(offset int) position {
	for offset < len(s.text) && bytes.IndexByte([]byte(" \t="), s.text[offset]) >= 0 {
		offset++
	}
	return s.at(offset)
}

// parse reads the file into a tree. What cannot be read is reported and left out, up to the next line that looks
// like a statement: a header or "key =".
func parse(file []byte, r *report) *node {
	file = bytes.TrimPrefix(file, []byte("\ufeff"))
	src := newSource(file)
	work := legible(src, r)
	root := newTable(position{1, 1})
	b := &builder{report: r, src: src, root: root, current: root}
	var p unstable.Parser
	for errorsLeft := maxSyntax; b.offset < len(work); errorsLeft-- {
		if errorsLeft == 0 {
			r.add(src.at(b.offset), "Mend the errors above, then check again.", "too many syntax errors; the rest is not read")
			return root
		}
		p.Reset(work[b.offset:])
		next := src.line(b.offset) // the line after the last expression read
		for p.NextExpression() {
			next = src.line(b.offset+expressionEnd(p.Expression())-1) + 1
			b.expression(&p, p.Expression())
		}
		if p.Error() == nil {
			break
		}
		b.recover(&p, work, next)
	}
	return root
}

// legible is a copy of the text in which what is not UTF-8 is replaced, byte by byte, after a report.
func legible(src *source, r *report) []byte {
	work := bytes.Clone(src.text)
	work = work[:len(work):len(work)] // the parser finds offsets by capacity
	first := true
	for i := 0; i < len(work); {
		char, size := utf8.DecodeRune(work[i:])
		if char == utf8.RuneError && size == 1 {
			if first {
				r.add(src.at(i), "Save the file as UTF-8.", "this is not UTF-8 text")
			}
			first, work[i] = false, '?'
		}
		i += size
	}
	return work
}

// expressionEnd is the offset after the last key or value of an expression.
func expressionEnd(e *unstable.Node) int {
	if e.Kind == unstable.KeyValue {
		return int(e.Raw.Offset + e.Raw.Length)
	}
	end := 1
	for keys := e.Key(); keys.Next(); {
		end = int(keys.Node().Raw.Offset + keys.Node().Raw.Length)
	}
	return end
}

// recover reports the parser's error and moves on. next is the first line that was not read.
func (b *builder) recover(p *unstable.Parser, work []byte, next int) {
	where, message := b.offset, p.Error().Error()
	var failure *unstable.ParserError
	if errors.As(p.Error(), &failure) {
		where += int(p.Range(failure.Highlight).Offset)
	}
	at := b.src.at(where)
	start := next
	for start < at.line && isRemark(b.src.get(start)) {
		start++
	}
	endless := at.line > start && len(bytes.TrimSpace(work[where:])) <= 1 // the parser met the end of the file
	if !endless && isRemark(b.src.get(at.line)) {
		b.add(at, "Remove this character.", "this line cannot be read: %s", message)
		b.blank(work, at.line)
		b.offset = b.src.starts[start-1]
		return
	}
	b.unreadable(at, start, endless, message)
	b.salvage(start)
	b.offset = b.afterStatement(start, len(work))
}

// unreadable reports a syntax error; one that the parser met at the end of the file is shown where it begins.
func (b *builder) unreadable(at position, start int, endless bool, message string) {
	const mend = "Check its quotes, brackets and commas; the rest of the file was read without it."
	switch {
	case endless:
		b.add(b.src.indent(start), "Close the quotes or brackets that this line opens.", "this value has no end: %s", message)
	case at.line > start:
		b.add(at, mend, "this is not TOML, in the value that starts on line %d: %s", start, message)
	default:
		b.add(at, mend, "this is not TOML: %s", message)
	}
}

func isRemark(line string) bool {
	line = strings.TrimSpace(line)
	return line == "" || line[0] == '#'
}

func (b *builder) blank(work []byte, line int) {
	for i := b.src.starts[line-1]; i < len(work) && work[i] != '\n'; i++ {
		work[i] = ' '
	}
}

var (
	statement = regexp.MustCompile(`^[ \t]*(\[{1,2}[ \t]*[A-Za-z0-9_"'-]|[A-Za-z0-9_."'-]+[ \t]*=)`)
	header    = regexp.MustCompile(`^[ \t]*(\[{1,2})[ \t]*([A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*)`)
	key       = regexp.MustCompile(`^[ \t]*([A-Za-z0-9_-]+)`)
)

// afterStatement is the offset of the next line that looks like a statement and is indented no deeper.
func (b *builder) afterStatement(line, end int) int {
	depth := b.src.indent(line).column
	for line++; line <= len(b.src.starts); line++ {
		if statement.MatchString(b.src.get(line)) && b.src.indent(line).column <= depth {
			return b.src.starts[line-1]
		}
	}
	return end
}

// salvage keeps what is clear of a line that could not be read: the table that its header opens, or that its key
// is there, so that it is not reported missing.
func (b *builder) salvage(line int) {
	text, at := b.src.get(line), b.src.indent(line)
	if m := header.FindStringSubmatch(text); m != nil {
		var path []word
		for _, name := range strings.Split(m[2], ".") {
			path = append(path, word{name, at})
		}
		b.open(path, m[1] == "[[", at)
	} else if m := key.FindStringSubmatch(text); m != nil {
		if _, taken := b.current.keys[m[1]]; !taken {
			b.current.keys[m[1]] = entry{at, &node{kind: broken, at: at}}
		}
	}
}
