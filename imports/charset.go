package imports

import (
	"mime"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// inUTF8 is a text in UTF-8: of the charset that a byte order mark or else its media type says. One of a charset that
// nobody knows stays as it is; what is then no UTF-8 is read as Windows-1252, line by line (see ical.Decode).
func inUTF8(octets []byte, media string) []byte {
	decoder := encoding.Nop.NewDecoder()
	if _, params, err := mime.ParseMediaType(media); err == nil {
		if charset, err := htmlindex.Get(params["charset"]); err == nil && charset != unicode.UTF8 && charset != encoding.Replacement {
			decoder = charset.NewDecoder()
		}
	}
	text, _, err := transform.Bytes(unicode.BOMOverride(decoder), octets)
	if err != nil {
		return octets
	}
	return text
}
