package ical

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// Normalize makes a VCALENDAR that was read fit to be given to others: nothing is written as it was read any more, so
// that Bytes gives one form only (CRLF, folds, names in upper case, quotes where needed, properties before
// components), and common faults are mended: a missing VERSION or PRODID (prodID is taken), text in Windows-1252,
// "MAILTO:" in capitals, TZID beside a value in UTC, GEO with an escaped semicolon, DATE-TIME named where it is the
// default, a duration that ends in T. What people see does not change.
func Normalize(c *Component, prodID string) {
	if c.Name == "VCALENDAR" {
		if c.Property("PRODID") == nil {
			c.Properties = append([]*Property{NewText("PRODID", prodID)}, c.Properties...)
		}
		if c.Property("VERSION") == nil {
			c.Properties = append([]*Property{NewText("VERSION", "2.0")}, c.Properties...)
		}
	}
	c.Walk(func(k *Component) {
		k.begin, k.end, k.in, k.pos = "", "", nil, 0
		for _, p := range k.Properties {
			p.normalize()
		}
	})
}

func (p *Property) normalize() {
	p.lead, p.raw, p.in, p.pos = "", "", nil, 0
	p.Value = toUTF8(p.Value)
	for _, q := range p.Params {
		for i, v := range q.Values {
			q.Values[i] = toUTF8(v)
		}
	}
	switch defaultType(p.Name) {
	case "DATE-TIME":
		if p.Is("VALUE", "DATE-TIME") {
			p.DelParam("VALUE")
		}
		if allUTC(p.Value) {
			p.DelParam("TZID")
		}
	case "CAL-ADDRESS":
		if len(p.Value) > 7 && strings.EqualFold(p.Value[:7], "mailto:") {
			p.Value = "mailto:" + strings.TrimSpace(p.Value[7:])
		}
	case "DURATION":
		if _, err := ParseDuration(p.Value); err == nil {
			p.Value = strings.TrimRight(strings.TrimSpace(p.Value), "Tt")
		}
	case "FLOAT":
		p.Value = strings.ReplaceAll(p.Value, `\;`, ";")
	}
}

// allUTC tells whether every date of a list has the form with Z.
func allUTC(value string) bool {
	for date := range strings.SplitSeq(strings.TrimSpace(value), ",") {
		if !strings.HasSuffix(date, "Z") {
			return false
		}
	}
	return true
}

// UTF8 is a stream in which each line that is not UTF-8 is folded anew, between its characters, and read as
// Windows-1252 if it is no UTF-8 without its folds either: what an answer in XML can carry of an object that was stored
// in another charset or folded inside a character. A stream in UTF-8 comes back as it is, not copied.
func UTF8(octets []byte) []byte {
	if utf8.Valid(octets) {
		return octets
	}
	var w lineWriter
	s := newScanner(string(octets))
	for {
		l, ok := s.next()
		if !ok {
			return append(w.out, s.rest()...)
		}
		w.out = append(w.out, l.lead...)
		if utf8.ValidString(l.raw) {
			w.out = append(w.out, l.raw...)
		} else {
			w.fold([]byte(toUTF8(l.unfold())))
		}
	}
}

// Decode is a stream in which each content line that is no UTF-8, its folds undone, is read as Windows-1252 and folded
// anew: what is kept of octets that do not say in which charset they are (RFC 5545 §3.1.4 has UTF-8 only). All other lines
// stay as they are, also those folded inside a character. changed is false where nothing was read so.
func Decode(octets []byte) (text []byte, changed bool) {
	if utf8.Valid(octets) {
		return octets, false
	}
	var w lineWriter
	s := newScanner(string(octets))
	for l, ok := s.next(); ok; l, ok = s.next() {
		w.out = append(w.out, l.lead...)
		if line := l.unfold(); utf8.ValidString(line) {
			w.out = append(w.out, l.raw...)
		} else {
			w.fold([]byte(toUTF8(line)))
			changed = true
		}
	}
	if !changed {
		return octets, false
	}
	return append(w.out, s.rest()...), true
}

// toUTF8 reads a text that is not UTF-8 as Windows-1252, of which Latin-1 is a part.
func toUTF8(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	text, err := charmap.Windows1252.NewDecoder().String(s)
	if err != nil {
		return strings.ToValidUTF8(s, "\ufffd")
	}
	return text
}
