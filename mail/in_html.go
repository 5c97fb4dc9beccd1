package mail

import (
	"html"
	"regexp"
	"strings"
)

// quoteMark is met in the attributes of elements that hold what is quoted: Gmail's, Outlook's, Yahoo's, Apple's,
// Thunderbird's. What comes after an Outlook one is quoted to the end.
var (
	quoteMark = regexp.MustCompile(`(?i)gmail_quote|yahoo_quoted|moz-cite-prefix|gmail_signature|moz-signature`)
	replyMark = regexp.MustCompile(`(?i)divRplyFwdMsg|appendonsend|OLK_SRC_BODY_SECTION`)
)

// htmlReader turns HTML into the text that it shows.
type htmlReader struct {
	out     strings.Builder
	quoted  int    // open blockquotes
	skipped string // element whose content is not shown
	depth   int    // of the elements of that name inside it
}

// htmlText is the text of an HTML mail; quotes and signatures that are marked as such are left out. It is no parser of
// HTML: whatever it is given, it ends, and gives text without tags.
func htmlText(source string) string {
	if len(source) > 4*maxWords {
		source = strings.ToValidUTF8(source[:4*maxWords], "")
	}
	r := &htmlReader{}
	for source != "" {
		open := strings.IndexByte(source, '<')
		if open < 0 {
			open = len(source)
		}
		r.text(source[:open])
		source = source[open:]
		if source == "" {
			break
		}
		if strings.HasPrefix(source, "<!--") {
			_, source, _ = strings.Cut(source[4:], "-->")
			continue
		}
		if len(source) < 2 || !beginsTag(source[1]) {
			r.text("<")
			source = source[1:]
			continue
		}
		tag, rest, closed := strings.Cut(source[1:], ">")
		if !closed {
			r.text(source)
			break
		}
		source = rest
		if replyMark.MatchString(tag) {
			break
		}
		r.tag(tag)
	}
	return r.out.String()
}

func beginsTag(c byte) bool {
	return c == '/' || c == '!' || c == '?' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// text adds what stands between two tags: its line ends are spaces.
func (r *htmlReader) text(source string) {
	if r.skipped != "" || r.quoted > 0 {
		return
	}
	r.out.WriteString(lineEnds.Replace(html.UnescapeString(source)))
}

var lineEnds = strings.NewReplacer("\r", "", "\n", " ")

// tag takes "p class=x", "/p" or "br/".
func (r *htmlReader) tag(tag string) {
	ends := strings.HasPrefix(tag, "/")
	name := strings.ToLower(strings.TrimPrefix(tag, "/"))
	if i := strings.IndexAny(name, " \t\r\n/"); i >= 0 {
		name = name[:i]
	}
	if r.skipped != "" {
		if name == r.skipped && ends {
			r.depth--
		} else if name == r.skipped && !strings.HasSuffix(tag, "/") {
			r.depth++
		}
		if r.depth == 0 {
			r.skipped = ""
		}
		return
	}
	switch name {
	case "script", "style", "head", "title":
		r.skip(name, ends)
		return
	case "blockquote":
		if ends {
			r.quoted = max(0, r.quoted-1)
		} else {
			r.quoted++
		}
	case "br", "p", "div", "tr", "li", "ul", "ol", "table", "hr", "h1", "h2", "h3", "pre":
		r.out.WriteByte('\n')
	}
	if !ends && !strings.HasSuffix(tag, "/") && name != "br" && name != "hr" && quoteMark.MatchString(tag) {
		r.skip(name, false)
	}
}

func (r *htmlReader) skip(name string, ends bool) {
	if !ends {
		r.skipped, r.depth = name, 1
	}
}
