package ical

import "bytes"

// Part is a component directly below a VCALENDAR, as it is written there.
type Part struct {
	Name   string // in capitals
	Octets []byte // from BEGIN to the end of the line of END
}

// AppendParts adds the components directly below the VCALENDAR of an object, in their order, and reads nothing of what they hold:
// joining ten thousand objects costs little more than copying them. ok is false for what only Parse can take apart:
// lines of BEGIN and END that are folded or have parameters, and anything that is not one whole object.
func AppendParts(parts []Part, octets []byte) (_ []Part, ok bool) {
	depth, from, name := 0, 0, ""
	for at := 0; at < len(octets); {
		end := len(octets)
		if n := bytes.IndexByte(octets[at:], '\n'); n >= 0 {
			end = at + n + 1
		}
		line := octets[at:end]
		begins, about, known := border(line)
		if !known || end < len(octets) && about != nil && (octets[end] == ' ' || octets[end] == '\t') {
			return parts, false
		}
		switch {
		case about == nil:
		case begins:
			if depth == 1 {
				from, name = at, capitals(about)
			}
			depth++
		default:
			if depth--; depth == 1 {
				if capitals(about) != name {
					return parts, false
				}
				parts = append(parts, Part{Name: name, Octets: octets[from:end]})
			}
			if depth < 0 || depth == 0 && len(bytes.TrimSpace(octets[end:])) > 0 {
				return parts, false
			}
		}
		at = end
	}
	return parts, depth == 0
}

// border tells whether a physical line begins or ends a component, and which; about is nil for another line. known is false
// where it may be one that is written in an unusual way.
func border(line []byte) (begins bool, about []byte, known bool) {
	if len(line) == 0 {
		return false, nil, true
	}
	word := "END"
	switch line[0] {
	case 'B', 'b':
		begins, word = true, "BEGIN"
	case 'E', 'e':
	default:
		return false, nil, true
	}
	bare := bytes.TrimRight(line, "\r\n")
	n := min(len(word), len(bare))
	if !bytes.EqualFold(bare[:n], []byte(word[:n])) {
		return false, nil, true
	}
	if n == len(bare) || bare[n] == ';' { // folded within the word, or with parameters
		return false, nil, false
	}
	if bare[n] != ':' {
		return false, nil, true
	}
	return begins, bytes.TrimSpace(bare[n+1:]), true
}

// capitals is the name of a component, without an allocation for the usual ones.
func capitals(name []byte) string {
	for _, usual := range []string{"VEVENT", "VTIMEZONE", "VTODO"} {
		if string(name) == usual {
			return usual
		}
	}
	return string(bytes.ToUpper(name))
}
