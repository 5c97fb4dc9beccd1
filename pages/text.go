package pages

import (
	"regexp"
	"strings"
	"unicode"
)

// Block is a part of a description: a paragraph, or a list.
type Block struct {
	Text    string
	Items   []string
	Ordered bool
}

var listItem = regexp.MustCompile(`^\s*(?:[-•*]|(\d{1,2})[.)])\s+(\S.*)$`)

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// Blocks splits plain text as people write it into paragraphs and lists.
func Blocks(text string) []Block {
	var all []Block
	open := false // the last block goes on with the next line
	for _, line := range strings.Split(lineEnds.Replace(text), "\n") {
		line = strings.TrimRightFunc(line, unicode.IsSpace)
		found := listItem.FindStringSubmatch(strings.TrimSpace(line))
		last := len(all) - 1
		switch {
		case line == "":
			open = false
		case found != nil && last >= 0 && all[last].Items != nil && all[last].Ordered == (found[1] != ""):
			all[last].Items = append(all[last].Items, found[2])
			open = true
		case found != nil:
			all = append(all, Block{Items: []string{found[2]}, Ordered: found[1] != ""})
			open = true
		case open && all[last].Items != nil && strings.HasPrefix(line, " "):
			items := all[last].Items
			items[len(items)-1] += " " + strings.TrimSpace(line)
		case open && all[last].Items == nil:
			all[last].Text += "\n" + strings.TrimSpace(line)
		default:
			all = append(all, Block{Text: strings.TrimSpace(line)})
			open = true
		}
	}
	return all
}

// Shortened cuts a text after a word, so that it has at most n characters.
func Shortened(text string, n int) string {
	text = strings.Join(strings.Fields(text), " ")
	letters := []rune(text)
	if len(letters) <= n {
		return text
	}
	cut := string(letters[:n-1])
	if at := strings.LastIndexByte(cut, ' '); at > 0 {
		cut = cut[:at]
	}
	return strings.TrimRight(cut, " ,;:") + "…"
}
