package ical

import (
	"fmt"
	"strconv"
	"strings"

	"parcours/events"
	"parcours/messages"
	"parcours/rules"
)

// Held is what stands before the title of an event that somebody has to settle.
func (r *Renderer) Held(lang string) string { return heldPrefix(lang) }

func heldPrefix(lang string) string { return messages.For(lang).T("rule.held") + " · " }

// Phrase puts what a rule found into one line.
func (r *Renderer) Phrase(lang string, f rules.Finding) string { return Phrase(lang, f) }

// Phrase puts what a rule found into one line of a language.
func Phrase(lang string, f rules.Finding) string {
	words := messages.For(lang)
	key := "rule." + string(f.Kind)
	switch f.Kind {
	case rules.FoundLate, rules.FoundAnother:
		return words.T(key, "Day", numericDay(words, f.Day))
	case rules.FoundOver:
		return words.T(key, "Days", daysIn(words, 2*f.Balance.OnSite))
	case rules.FoundProposed:
		return words.T("rule.proposed."+answerKey(f.Status), "Who", f.Who)
	case rules.FoundSaid:
		said := words.T("rule.said."+answerKey(f.Status), "Who", f.Who)
		if f.Reason != "" {
			said = words.T("rule.said.why", "Said", said, "Why", f.Reason)
		}
		return said
	case rules.FoundGranted:
		return words.T(key, "Reason", f.Reason)
	case rules.FoundBalance:
		return balance(words, f.Balance)
	}
	return words.T(key)
}

// answerKey names an answer among the texts.
func answerKey(status events.Partstat) string {
	switch status {
	case events.Accepted:
		return "yes"
	case events.Tentative:
		return "maybe"
	case events.Declined:
		return "no"
	}
	return "none"
}

// numericDay is a day in numbers, so that a sentence has the same letters whatever the day.
func numericDay(words *messages.Printer, d events.Day) string {
	return words.T("rule.date", "Day", fmt.Sprintf("%02d", d.Day), "Month", fmt.Sprintf("%02d", int(d.Month)), "Year", d.Year)
}

// balance says what is used of the expert days and what is left: halves count.
func balance(words *messages.Printer, b rules.Balance) string {
	said := words.T("rule.used", "Used", daysIn(words, b.UsedHalfDays), "OnSite", b.OnSite, "Left", inDays(words, b.Left()))
	if b.GrantedHalfDays > 0 {
		said = words.T("rule.granted_more", "Used", daysIn(words, b.UsedHalfDays), "Granted", inDays(words, b.GrantedHalfDays), "Count", count(b.GrantedHalfDays))
	}
	return said + " " + words.T("rule.with_preparation", "Spent", daysIn(words, 2*b.UsedHalfDays), "Days", b.Days)
}

// daysIn are so many half-days in words: "1,5 jour".
func daysIn(words *messages.Printer, halves int) string {
	return words.T("rule.days", "Number", inDays(words, halves), "Count", count(halves))
}

// count is a number of days as plural rules take it.
func count(halves int) string { return strconv.FormatFloat(float64(halves)/2, 'f', -1, 64) }

func inDays(words *messages.Printer, halves int) string {
	return strings.Replace(count(halves), ".", words.T("rule.decimal"), 1)
}

// ruleLetters are the letters of all sentences of the rules, in every language, but the one that begins an organiser's
// reason: its words are a person's. Sentences of earlier versions are known still.
var ruleLetters = func() map[string]bool {
	all := map[string]bool{}
	for _, lang := range messages.Languages {
		for _, kind := range []rules.FindingKind{rules.FoundLate, rules.FoundAnother, rules.FoundUnprepared, rules.FoundRecurring} {
			all[events.Letters(Phrase(lang, rules.Finding{Kind: kind}))] = true
		}
		for _, used := range []int{0, 1, 2, 3, 4, 5} {
			for _, onSite := range []int{0, 1, 2, 5} {
				b := rules.Balance{UsedHalfDays: used, GrantedHalfDays: max(0, used-2*onSite), OnSite: onSite}
				all[events.Letters(Phrase(lang, rules.Finding{Kind: rules.FoundBalance, Balance: b}))] = true
				all[events.Letters(Phrase(lang, rules.Finding{Kind: rules.FoundOver, Balance: b}))] = true
			}
		}
		for _, former := range strings.Split(messages.For(lang).T("rule.former"), "\n") {
			all[events.Letters(former)] = true
		}
	}
	delete(all, "")
	return all
}()

// isRuleLine tells whether a rule wrote a line, whatever a client made of its case, spaces, dashes and numbers.
func isRuleLine(line string) bool { return ruleLetters[events.Letters(line)] }

// heldPrefixes are those of all languages.
var heldPrefixes = func() (all []string) {
	for _, lang := range messages.Languages {
		all = append(all, heldPrefix(lang))
	}
	return all
}()
