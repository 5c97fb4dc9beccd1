package ical

import "strings"

// Placed gives the copy of an object that stands in a calendar of several delegations' calendars: its titles begin with
// prefix, and its UIDs, and those of what it names (RFC 5545 §3.8.4.5), end with suffix, since the same UID may stand in two of them and
// is one in a collection (RFC 4791 §4.1).
func (r *Renderer) Placed(octets []byte, prefix, suffix string) ([]byte, error) {
	cal, err := Parse(octets)
	if err != nil {
		return nil, err
	}
	for _, c := range cal.Components {
		for _, p := range c.Properties {
			if p.Name == "UID" || p.Name == "RELATED-TO" {
				p.SetValue(p.Value + Escape(suffix))
			}
		}
		if c.Name != "VTIMEZONE" {
			c.rewrite("SUMMARY", prefix+readable(c.Property("SUMMARY")))
		}
	}
	return cal.Bytes(), nil
}

// Unplaced takes off again what Placed put on. Where a client left a title without its beginning, it is the title.
func (r *Renderer) Unplaced(octets []byte, prefix, suffix string) ([]byte, error) {
	cal, err := Parse(octets)
	if err != nil {
		return nil, err
	}
	for _, c := range cal.Components {
		for _, p := range c.Properties {
			if p.Name == "UID" || p.Name == "RELATED-TO" {
				p.SetValue(strings.TrimSuffix(p.Value, Escape(suffix)))
			}
		}
		if title, there := cutMarkPrefix(readable(c.Property("SUMMARY")), prefix); there && c.Name != "VTIMEZONE" {
			c.rewrite("SUMMARY", title)
		}
	}
	return cal.Bytes(), nil
}
