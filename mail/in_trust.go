package mail

import (
	"strings"

	"github.com/emersion/go-message"
)

// vouched tells whether a trusted server says that a message is of the domain that its From names: its own
// Authentication-Results, the topmost, hold a DMARC that passed, or a DKIM signature of that domain (RFC 8601 §2.7). Any
// below could have been written by the sender.
func (r Reader) vouched(h message.Header, from string) bool {
	_, domain, ok := strings.Cut(from, "@")
	results := h.Get("Authentication-Results")
	if r.TrustedAuthservID == "" || !ok || results == "" {
		return false
	}
	clauses := splitResults(results)
	id, _, _ := strings.Cut(strings.TrimSpace(clauses[0]), " ")
	if !strings.EqualFold(id, r.TrustedAuthservID) {
		return false
	}
	for _, clause := range clauses[1:] {
		words := strings.Fields(strings.ToLower(clause))
		if len(words) == 0 {
			continue
		}
		var property string
		switch words[0] {
		case "dmarc=pass":
			property = "header.from="
		case "dkim=pass":
			property = "header.d="
		default:
			continue
		}
		for _, word := range words[1:] {
			if value, ok := strings.CutPrefix(word, property); ok && sameDomain(value, domain) {
				return true
			}
		}
	}
	return false
}

// sameDomain compares a domain with that of an address: a DMARC result may name the address.
func sameDomain(value, domain string) bool {
	return strings.EqualFold(value[strings.LastIndexByte(value, '@')+1:], domain)
}

// splitResults cuts the field at its semicolons, without comments and outside of quotes (RFC 8601 §2.2). It has one
// clause at least.
func splitResults(value string) []string {
	var clauses []string
	var clause strings.Builder
	comment, quoted := 0, false
	for i := 0; i < len(value); i++ {
		c := value[i]
		switch {
		case c == '\\' && (quoted || comment > 0):
			i++
		case c == '"' && comment == 0:
			quoted = !quoted
			if !quoted {
				clause.WriteByte('_') // what was quoted is no clause and no value that is looked at
			}
		case quoted:
		case c == '(':
			comment++
		case c == ')' && comment > 0:
			comment--
		case comment > 0:
		case c == ';':
			clauses = append(clauses, clause.String())
			clause.Reset()
		case c == '\t' || c == '\r' || c == '\n':
			clause.WriteByte(' ')
		default:
			clause.WriteByte(c)
		}
	}
	return append(clauses, clause.String())
}
