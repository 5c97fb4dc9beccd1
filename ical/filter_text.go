package ical

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// ErrUnsupportedCollation names a collation that is none of Collations.
var ErrUnsupportedCollation = errors.New("ical: unsupported collation")

// Collations are those that TextMatch knows (RFC 4791 §7.5.1): RFC 4790 §9.2 and §9.3, RFC 5051.
var Collations = []string{"i;ascii-casemap", "i;octet", "i;unicode-casemap"}

func (t *TextMatch) check() error {
	if t == nil {
		return nil
	}
	_, err := folding(t.Collation)
	return err
}

// match tests a value; nil matches all.
func (t *TextMatch) match(value string) (bool, error) {
	if t == nil {
		return true, nil
	}
	fold, err := folding(t.Collation)
	if err != nil {
		return false, err
	}
	return strings.Contains(fold(value), fold(t.Text)) != t.Negate, nil
}

// folding gives what a collation makes of a string before its octets are compared.
func folding(collation string) (func(string) string, error) {
	switch strings.ToLower(collation) {
	case "", "i;ascii-casemap":
		return foldASCII, nil
	case "i;octet":
		return func(s string) string { return s }, nil
	case "i;unicode-casemap":
		return foldUnicode, nil
	}
	return nil, ErrUnsupportedCollation
}

// foldASCII is i;ascii-casemap (RFC 4790 §9.2): only the letters a to z have another case.
func foldASCII(s string) string {
	for i := range len(s) {
		if 'a' <= s[i] && s[i] <= 'z' {
			upper := []byte(s)
			for k, c := range upper {
				if 'a' <= c && c <= 'z' {
					upper[k] = c - 'a' + 'A'
				}
			}
			return string(upper)
		}
	}
	return s
}

// foldUnicode is i;unicode-casemap (RFC 5051 §2): each character in title case, then in its full compatibility
// decomposition. What is no UTF-8 is compared as it is.
func foldUnicode(s string) string {
	if !utf8.ValidString(s) {
		return s
	}
	return norm.NFKD.String(strings.Map(unicode.ToTitle, s))
}
