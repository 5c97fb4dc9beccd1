package events

// words are the few texts that the domain itself gives to people: names of derived collections and of those for
// whom an answer stands. All other texts are the rendering packages'.
var words = map[string]map[string]string{
	"fr": {
		"delegation": "Délégation de ", "for": "Délégation de ", "inbox": "Messages reçus", "outbox": "Messages envoyés",
		"programme": "Programme (organisation)", "mine": "Mon parcours", "late": "en retard", "due": "Arbitrage ", "decisions": "Arbitrages",
	},
	"en": {
		"delegation": "Delegation of ", "for": "Delegation of ", "inbox": "Inbox", "outbox": "Outbox",
		"programme": "Programme (organisation)", "mine": "My programme", "late": "late", "due": "Decision ", "decisions": "Decisions",
	},
}

// LanguageFor is the one in which a person reads: their own, else the programme's, else French.
func (s *Snapshot) LanguageFor(p *Person) string {
	for _, l := range []string{languageOf(p), s.Programme.Language} {
		if l == "fr" || l == "en" {
			return l
		}
	}
	return "fr"
}

func languageOf(p *Person) string {
	if p == nil {
		return ""
	}
	return p.Language
}

func (s *Snapshot) word(p *Person, key string) string { return words[s.LanguageFor(p)][key] }
