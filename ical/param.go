package ical

import (
	"fmt"
	"strings"
)

// decodeParam reads "NAME=value,value" (RFC 5545 §3.2) up to the ";" or ":" that ends it and gives what follows
// from there. A parameter without "=" (vCalendar 1.0) has no values; one without a name, as ";;" leaves, is empty.
func decodeParam(s string) (Param, string, error) {
	i := strings.IndexAny(s, `=;:"`)
	if i < 0 {
		return Param{}, "", errNoColon
	}
	q := Param{Name: strings.ToUpper(strings.TrimSpace(s[:i]))}
	for k := range len(q.Name) {
		if !nameChar(q.Name[k]) || k == maxName {
			return Param{}, "", fmt.Errorf("%s is no parameter name", quote(s[:i]))
		}
	}
	if s[i] == '"' {
		return Param{}, "", fmt.Errorf("a quotation mark in the parameter name %s", quote(s[:i+1]))
	}
	if s[i] != '=' {
		return q, s[i:], nil
	}
	if q.Name == "" {
		return Param{}, "", fmt.Errorf("a parameter without a name")
	}
	rest := s[i+1:]
	for {
		value, after, err := decodeParamValue(q.Name, rest)
		if err != nil {
			return Param{}, "", err
		}
		if len(q.Values) == maxValues {
			return Param{}, "", fmt.Errorf("more than %d values in %s", maxValues, q.Name)
		}
		q.Values = append(q.Values, value)
		if after[0] != ',' {
			return q, after, nil
		}
		rest = after[1:]
	}
}

// decodeParamValue reads one value up to the "," ";" or ":" that ends it. The usual form is all quoted or all
// plain; anything else goes through the generous reading.
func decodeParamValue(name, s string) (value, after string, err error) {
	if strings.HasPrefix(s, `"`) {
		if end := strings.IndexByte(s[1:], '"'); end >= 0 {
			if after := s[end+2:]; after != "" && strings.IndexByte(",;:", after[0]) >= 0 && !(after[0] == ',' && oneValue(name)) {
				return decodeCaret(s[1 : end+1]), after, nil
			}
		}
	}
	return decodeOddValue(name, s)
}

// decodeOddValue reads a value that may have quotation marks inside, a backslash before a delimiter (as some
// libraries write parameters), or a delimiter that belongs to the value.
func decodeOddValue(name, s string) (value, after string, err error) {
	var b strings.Builder
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c == '"':
			n := strings.IndexByte(s[i+1:], '"')
			switch {
			case n < 0: // never closed: drop it
			case i == 0:
				b.WriteString(s[1 : n+1])
				i += n + 1
			default:
				b.WriteString(s[i : i+n+2])
				i += n + 1
			}
			i++
		case c == '\\' && i+1 < len(s) && strings.IndexByte(`,;:"`, s[i+1]) >= 0:
			b.WriteByte(s[i+1])
			i += 2
		case c == ';', c == ',' && !oneValue(name), c == ':' && !colonBelongs(name, s, i):
			return decodeCaret(b.String()), s[i:], nil
		default:
			b.WriteByte(c)
			i++
		}
	}
	return "", "", errNoColon
}

// oneValue tells whether a parameter has a single value, so that an unquoted comma is part of it:
// CN=Dupont, Jean and TZID=Pacific Time (US & Canada), Tijuana are both met.
func oneValue(name string) bool {
	switch name {
	case "CN", "TZID", "ALTREP", "DIR", "SENT-BY", "EMAIL", "LABEL", "FILENAME":
		return true
	}
	return false
}

// colonBelongs tells whether the unquoted colon at s[i] is part of a parameter's value and does not end it: that
// of "http://" and "mailto:" in a parameter that holds an address, that of "(GMT+01:00) Paris" in TZID.
func colonBelongs(name, s string, i int) bool {
	const near = 64 // a scheme and a zone offset stand at the beginning: no long line is searched
	if i > near || !strings.Contains(s[i+1:], ":") {
		return false // the last colon always begins the property's value
	}
	switch name {
	case "TZID":
		return strings.LastIndexByte(s[:i], '(') > strings.LastIndexByte(s[:i], ')') &&
			strings.Contains(s[i:min(len(s), i+near)], ")")
	case "ALTREP", "DIR", "SENT-BY", "DELEGATED-FROM", "DELEGATED-TO", "MEMBER", "SCHEMA":
		return strings.EqualFold(s[:i], "mailto") || strings.HasPrefix(s[i+1:], "//")
	}
	return false
}

// decodeCaret undoes RFC 6868: ^n is a line break, ^' a quotation mark, ^^ a circumflex; other uses stay.
func decodeCaret(s string) string {
	if strings.IndexByte(s, '^') < 0 {
		return s
	}
	return caretDecoder.Replace(s)
}

var caretDecoder = strings.NewReplacer("^^", "^", "^n", "\n", "^'", `"`)
