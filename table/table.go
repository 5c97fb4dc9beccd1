package table

import (
	"io"
	"os"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/sys/unix"

	"parcours/messages"
)

// Width is how many characters fit into a line of what is written: what COLUMNS says, else those of the terminal; 0
// without one, which is no bound.
func Width(out io.Writer) int {
	if n, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && n > 0 {
		return n
	}
	f, ok := out.(*os.File)
	if !ok {
		return 0
	}
	size, err := unix.IoctlGetWinsize(int(f.Fd()), unix.TIOCGWINSZ)
	if err != nil {
		return 0
	}
	return int(size.Col)
}

// columnGap stands between two columns.
const columnGap = "  "

// Write writes rows as columns of text, the cells typeset and wrapped so that lines have at most width characters; 0 is
// no bound. A row of one cell, such as a heading, goes over all columns.
func Write(to io.Writer, rows [][]string, width int) error {
	set := make([][]string, len(rows))
	for i, row := range rows {
		for _, cell := range row {
			set[i] = append(set[i], messages.Typeset(strings.NewReplacer("\r", "", "\n", " ", "\t", " ").Replace(cell)))
		}
	}
	widths := fit(set, width)
	var b strings.Builder
	for _, row := range set {
		writeRow(&b, row, widths)
	}
	_, err := io.WriteString(to, b.String())
	return err
}

// writeRow writes the lines of one row. A row of one cell, such as a heading, goes over all columns.
func writeRow(b *strings.Builder, row []string, widths []int) {
	cells, height := make([][]string, len(row)), 1
	for i, cell := range row {
		width := widths[i]
		if len(row) == 1 {
			width = (len(widths) - 1) * len(columnGap)
			for _, w := range widths {
				width += w
			}
		}
		cells[i] = wrap(cell, width)
		height = max(height, len(cells[i]))
	}
	for n := range height {
		line := ""
		for i := range cells {
			text := ""
			if n < len(cells[i]) {
				text = cells[i][n]
			}
			line += text + strings.Repeat(" ", max(0, widths[i]-utf8.RuneCountInString(text))) + columnGap
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
}

// narrowest is what a column keeps of a width that is too small for all.
const narrowest = 8

// fit gives the width of each column in characters: as wide as its cells, and where that is too much for total the
// widest give way. A total of 0 is no bound.
func fit(rows [][]string, total int) []int {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			if len(row) > 1 || total == 0 {
				widths[i] = max(widths[i], utf8.RuneCountInString(cell))
			}
		}
	}
	if total <= 0 {
		return widths
	}
	room := total - (len(widths)-1)*len(columnGap)
	words, addresses := floors(rows, len(widths))
	shrink(widths, words, room)
	shrink(widths, addresses, room)
	return widths
}

// longestWhole is up to which length words are kept whole as long as other columns can give way.
const longestWhole = 24

// floors are how narrow the columns may be without a word broken in two; and at the least, when words must be: addresses
// are copied, and stay whole, and so do ids, which stand in the first column.
func floors(rows [][]string, columns int) (words, addresses []int) {
	words, addresses = make([]int, columns), make([]int, columns)
	for i := range columns {
		words[i], addresses[i] = narrowest, narrowest
	}
	for _, row := range rows {
		for i, cell := range row {
			if len(row) == 1 {
				continue
			}
			indent := len(cell) - len(strings.TrimLeft(cell, " "))
			for _, word := range strings.Fields(cell) {
				n := indent + utf8.RuneCountInString(word)
				words[i] = max(words[i], min(n, longestWhole))
				if i == 0 && n <= longestWhole || strings.Contains(word, "@") || strings.Contains(word, "://") {
					addresses[i] = max(addresses[i], n)
				}
				words[i] = max(words[i], addresses[i])
			}
		}
	}
	return words, addresses
}

// shrink lets the widest columns give way, none below its floor, until all fit into room.
func shrink(widths, floors []int, room int) {
	for sum(widths) > room {
		widest := -1
		for i, w := range widths {
			if w > floors[i] && (widest < 0 || w > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			return
		}
		widths[widest]--
	}
}

func sum(numbers []int) (total int) {
	for _, n := range numbers {
		total += n
	}
	return total
}

// wrap breaks a text at blanks into lines of a width, keeping how far it is indented; a word that is longer is broken.
func wrap(text string, width int) []string {
	if width <= 0 || utf8.RuneCountInString(text) <= width {
		return []string{text}
	}
	indent := text[:len(text)-len(strings.TrimLeft(text, " "))]
	if len(indent) > width/2 {
		indent = ""
	}
	var lines []string
	line := indent
	for _, word := range strings.Split(strings.TrimLeft(text, " "), " ") {
		if line != indent && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width {
			lines, line = append(lines, line), indent
		}
		if line != indent {
			line += " "
		}
		line += word
		for runes := []rune(line); len(runes) > width; runes = []rune(line) {
			lines, line = append(lines, string(runes[:width])), indent+string(runes[width:])
		}
	}
	return append(lines, line)
}
