package caldav

import "unicode/utf8"

// maxSegment is the longest segment of a path, decoded, in octets.
const maxSegment = 512

// decodeSegment decodes one segment. A plus stays a plus. A semicolon and what follows it belong to the name.
func decodeSegment(s string) (string, error) {
	var b []byte
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '%' {
			if i+2 >= len(s) {
				return "", errBadPath
			}
			hi, lo := unhex(s[i+1]), unhex(s[i+2])
			if hi < 0 || lo < 0 {
				return "", errBadPath
			}
			c = byte(hi<<4 | lo)
			i += 2
		}
		if c < ' ' || c == 0x7f {
			return "", errBadPath
		}
		b = append(b, c)
	}
	decoded := string(b)
	if decoded == "." || decoded == ".." || len(decoded) > maxSegment || !utf8.ValidString(decoded) {
		return "", errBadPath
	}
	return decoded, nil
}

func unhex(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// encodeSegment encodes as JavaScript's encodeURIComponent does, which is how clients write the paths back.
func encodeSegment(s string) string { return string(appendSegment(nil, s)) }

func appendSegment(b []byte, s string) []byte {
	const hex = "0123456789ABCDEF"
	for i := 0; i < len(s); i++ {
		if c := s[i]; unreserved[c] {
			b = append(b, c)
		} else {
			b = append(b, '%', hex[c>>4], hex[c&15])
		}
	}
	return b
}

var unreserved = func() (table [256]bool) {
	for _, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()") {
		table[c] = true
	}
	return table
}()
