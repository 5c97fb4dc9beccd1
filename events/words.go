package events

import (
	"strings"
	"unicode/utf8"
)

// words are the few texts that the domain itself gives to people: names of derived collections and of those for
// whom an answer stands. All other texts are the rendering packages'.
var words = map[string]map[string]string{
	"fr": {
		"delegation": "Délégation ", "inbox": "Messages reçus", "outbox": "Messages envoyés",
		"programme": "Programme (organisation)", "agendas": "Agendas des délégations", "expert days": "Accompagnement des délégations", "mine": "Mon parcours", "late": "en retard", "due": "Arbitrage ", "decisions": "Arbitrages", "calendar": "Mon agenda", "tasks": "Mes tâches",
	},
	"en": {
		"delegation": "Delegation ", "inbox": "Inbox", "outbox": "Outbox",
		"programme": "Programme (organisation)", "agendas": "Agendas of the delegations", "expert days": "Expert days of the delegations", "mine": "My programme", "late": "late", "due": "Decision ", "decisions": "Decisions", "calendar": "My calendar", "tasks": "My tasks",
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

// Word is a text of the domain in the language that a person reads.
func (s *Snapshot) Word(p *Person, key string) string { return words[s.LanguageFor(p)][key] }

// DelegationTitle is the name of a territory's delegation.
func (s *Snapshot) DelegationTitle(p *Person, t *Territory) string {
	return s.Word(p, "delegation") + Of(s.LanguageFor(p), t.Name)
}

// Of is a name after "of": French has an elision before vowels, "du" before what has a masculine article.
func Of(lang, name string) string {
	if lang != "fr" {
		return "of " + name
	}
	first, _ := utf8.DecodeRuneInString(name)
	switch {
	case strings.ContainsRune("AEIOUYÀÂÉÈÊÎÔŒaeiouyàâéèêîôœ", first):
		return "d’" + name
	case strings.HasPrefix(name, "PETR "), strings.HasPrefix(name, "Pays "):
		return "du " + name
	case strings.HasPrefix(name, "Le "):
		return "du " + name[len("Le "):]
	}
	return "de " + name
}
