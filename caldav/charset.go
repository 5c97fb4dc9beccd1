package caldav

import (
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// inUTF8 gives a body in UTF-8, the charset of iCalendar (RFC 5545 §3.1.4), when its Content-Type names another one.
// What is kept is then not what was sent, and the answer says no entity tag (RFC 4791 §5.3.4). A name that nobody knows
// counts for nothing where the octets are UTF-8.
func (x *exchange) inUTF8(octets []byte) ([]byte, error) {
	name := charsetOf(x.r.Header.Get("Content-Type"))
	switch strings.ToLower(name) {
	case "", "utf-8", "utf8", "us-ascii", "ascii":
		return octets, nil
	}
	charset, err := htmlindex.Get(name)
	if err != nil && utf8.Valid(octets) {
		return octets, nil
	}
	if err != nil || charset == encoding.Replacement {
		return nil, refuse(http.StatusForbidden, "<C:supported-calendar-data/>"+x.needPrivileges(), "this charset is not known here; send UTF-8")
	}
	text, _, err := transform.Bytes(unicode.BOMOverride(charset.NewDecoder()), octets)
	if err != nil {
		return nil, refuse(http.StatusForbidden, "<C:valid-calendar-data/>"+x.needPrivileges(), "the text is not in the charset that it says; send UTF-8")
	}
	x.transcoded = x.transcoded || string(text) != string(octets)
	return text, nil
}

// charsetOf is the charset parameter of a media type, also of one that is not well formed.
func charsetOf(media string) string {
	if _, params, err := mime.ParseMediaType(media); err == nil {
		return params["charset"]
	}
	for part := range strings.SplitSeq(media, ";") {
		if name, value, ok := strings.Cut(part, "="); ok && strings.EqualFold(strings.TrimSpace(name), "charset") {
			return strings.Trim(strings.TrimSpace(value), `"`)
		}
	}
	return ""
}
