package ical

import "strings"

// Escape makes a text fit for a TEXT value (RFC 5545 §3.3.11): backslash, semicolon and comma are escaped, line
// breaks of any kind become \n, other control characters are left out.
func Escape(text string) string {
	if !isClean(text) {
		text = cleanText(text, "\n")
	}
	if !strings.ContainsAny(text, "\\;,\n") {
		return text
	}
	return textEscaper.Replace(text)
}

var textEscaper = strings.NewReplacer(`\`, `\\`, `;`, `\;`, `,`, `\,`, "\n", `\n`)

// Unescape reads a TEXT value (RFC 5545 §3.3.11). A backslash before any other character stays.
func Unescape(value string) string {
	if strings.IndexByte(value, '\\') < 0 {
		return value
	}
	return textUnescaper.Replace(value)
}

var textUnescaper = strings.NewReplacer(`\\`, `\`, `\;`, `;`, `\,`, `,`, `\n`, "\n", `\N`, "\n")

// Text is the value as people read it, unescaped; nil has none.
func (p *Property) Text() string {
	if p == nil {
		return ""
	}
	return Unescape(p.Value)
}

// Text is the unescaped value of the first property of that name (upper case), "" without one.
func (c *Component) Text(name string) string { return c.Property(name).Text() }

// TextList is the list of a CATEGORIES or RESOURCES value: split at the commas that are not escaped, unescaped,
// without surrounding spaces and empty entries; nil has none.
func (p *Property) TextList() []string {
	if p == nil {
		return nil
	}
	var list []string
	for _, part := range splitEscaped(p.Value, ',') {
		if text := strings.TrimSpace(Unescape(part)); text != "" {
			list = append(list, text)
		}
	}
	return list
}

// splitEscaped cuts a wire value at each separator that no backslash precedes.
func splitEscaped(value string, separator byte) []string {
	var parts []string
	from := 0
	for i := 0; i < len(value); i++ {
		switch value[i] {
		case '\\':
			i++
		case separator:
			parts = append(parts, value[from:i])
			from = i + 1
		}
	}
	return append(parts, value[from:])
}

// ValueType is the type of the value in upper case (RFC 5545 §3.2.20): the VALUE parameter, else the default of
// the property's name. What no RFC names is TEXT (§3.8.8.2).
func (p *Property) ValueType() string {
	for _, q := range p.Params {
		if q.Name == "VALUE" && len(q.Values) > 0 {
			return strings.ToUpper(q.Values[0])
		}
	}
	return defaultType(p.Name)
}

// defaultType is the value type of a property without VALUE parameter: RFC 5545 §3.7 and §3.8, RFC 7986, RFC 7808
// (TZUNTIL), RFC 9073, RFC 9074 (ACKNOWLEDGED) and RFC 9253.
func defaultType(name string) string {
	switch name {
	case "DTSTART", "DTEND", "DUE", "DTSTAMP", "RECURRENCE-ID", "EXDATE", "RDATE", "CREATED", "LAST-MODIFIED",
		"COMPLETED", "ACKNOWLEDGED", "TZUNTIL":
		return "DATE-TIME"
	case "DURATION", "TRIGGER", "REFRESH-INTERVAL", "ESTIMATED-DURATION":
		return "DURATION"
	case "RRULE", "EXRULE":
		return "RECUR"
	case "ATTENDEE", "ORGANIZER", "CALENDAR-ADDRESS":
		return "CAL-ADDRESS"
	case "URL", "ATTACH", "SOURCE", "CONFERENCE", "IMAGE", "TZURL", "CONCEPT", "LINK":
		return "URI"
	case "SEQUENCE", "PRIORITY", "PERCENT-COMPLETE", "REPEAT":
		return "INTEGER"
	case "GEO":
		return "FLOAT"
	case "FREEBUSY":
		return "PERIOD"
	case "TZOFFSETFROM", "TZOFFSETTO":
		return "UTC-OFFSET"
	}
	return "TEXT"
}

// escapeList escapes the texts and joins them.
func escapeList(texts []string, separator string) string {
	escaped := make([]string, len(texts))
	for i, text := range texts {
		escaped[i] = Escape(text)
	}
	return strings.Join(escaped, separator)
}
