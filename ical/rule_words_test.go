package ical

import (
	"strings"
	"testing"
	"time"

	"parcours/events"
	"parcours/messages"
	"parcours/rules"
)

func TestBalanceInWords(t *testing.T) {
	for _, c := range []struct {
		used, granted int
		fr, en        string
	}{
		{0, 0, "Utilisés : 0 jour sur 4, reste 4. Avec la préparation : 0 jour d'expert sur 8.", "Used: 0 days of 4, 4 left. With preparation: 0 days of an expert's time, of 8."},
		{3, 0, "Utilisés : 1,5 jour sur 4, reste 2,5. Avec la préparation : 3 jours d'expert sur 8.", "Used: 1.5 days of 4, 2.5 left. With preparation: 3 days of an expert's time, of 8."},
		{2, 0, "Utilisés : 1 jour sur 4, reste 3. Avec la préparation : 2 jours d'expert sur 8.", "Used: 1 day of 4, 3 left. With preparation: 2 days of an expert's time, of 8."},
		{8, 0, "Utilisés : 4 jours sur 4, reste 0. Avec la préparation : 8 jours d'expert sur 8.", "Used: 4 days of 4, 0 left. With preparation: 8 days of an expert's time, of 8."},
		{10, 2, "Utilisés : 5 jours, dont 1 accordé en plus. Avec la préparation : 10 jours d'expert sur 8.", "Used: 5 days, 1 of them granted on top. With preparation: 10 days of an expert's time, of 8."},
		{13, 5, "Utilisés : 6,5 jours, dont 2,5 accordés en plus. Avec la préparation : 13 jours d'expert sur 8.", "Used: 6.5 days, 2.5 of them granted on top. With preparation: 13 days of an expert's time, of 8."},
	} {
		f := rules.Finding{Kind: rules.FoundBalance, Balance: rules.Balance{UsedHalfDays: c.used, GrantedHalfDays: c.granted, OnSite: 4, Days: 8}}
		for lang, want := range map[string]string{"fr": messages.Typeset(c.fr), "en": messages.Typeset(c.en)} {
			if got := Phrase(lang, f); got != want {
				t.Errorf("%s: got %q, want %q", lang, got, want)
			}
		}
	}
}

// findings are one of each kind.
func findings() map[rules.FindingKind]rules.Finding {
	all := map[rules.FindingKind]rules.Finding{}
	for _, kind := range []rules.FindingKind{
		rules.FoundLate, rules.FoundUnprepared, rules.FoundAnother, rules.FoundOver, rules.FoundRecurring, rules.FoundGranted, rules.FoundBalance,
	} {
		all[kind] = rules.Finding{
			Kind: kind, Day: events.Day{Year: 2022, Month: time.June, Day: 30}, Reason: "La foire.", Balance: rules.Balance{UsedHalfDays: 7, OnSite: 4, Days: 8},
		}
	}
	return all
}

// Every finding is said in both languages, and the line is known again when a client has rewritten it.
func TestRuleLinesAreKnownAgain(t *testing.T) {
	for kind, f := range findings() {
		for _, lang := range messages.Languages {
			line := Phrase(lang, f)
			if strings.HasPrefix(line, "rule.") {
				t.Errorf("%s has no words in %s", kind, lang)
			}
			if known := isRuleLine(strings.ToUpper(line)); known != (kind != rules.FoundGranted) {
				t.Errorf("%s, %s: %q: known %v", kind, lang, line, known)
			}
		}
	}
	for _, former := range []string{heldLine, balanceLine} {
		if !isRuleLine(former) {
			t.Errorf("%q, of an earlier version, is not known", former)
		}
	}
	for _, line := range []string{"", "Solde de tout compte", "À valider", "Confirmé par l'organisation : la foire."} {
		if isRuleLine(line) {
			t.Errorf("%q is taken for a rule's", line)
		}
	}
}
