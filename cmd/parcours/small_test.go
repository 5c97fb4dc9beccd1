package main

import (
	"regexp"
	"strings"
	"testing"

	"parcours/events"
)

// french finds a word or a letter that no English text of ours has.
var french = regexp.MustCompile(`(?i)[àâçéèêëîïôûùœ«»]|\b(le|la|les|des|une|du|oui|jours?|sans|vous|votre|nous|avec|dans|est|réponse|arbitrages?|délégation|fiche|sur|et|ou)\b`)

// The small example is a programme of another country in another language: through every door nothing of it is French, and
// no rule of the large one is there.
func TestSmallProgramme(t *testing.T) {
	j := newJourneyOf(t, "../../config.small.toml")
	english := func(where, text string) {
		t.Helper()
		for _, ours := range []string{"Français", `hreflang="fr"`, `lang="fr"`, "lang=fr", "PRODID", "sans-serif"} {
			text = strings.ReplaceAll(text, ours, "")
		}
		for line := range strings.Lines(text) {
			if word := french.FindString(line); word != "" && !strings.Contains(line, "http") {
				t.Errorf("%s: %q in %s", where, word, line)
			}
		}
	}
	c := j.client("mona", "thunderbird")
	have := c.fetch("parcours")
	if len(have) != 3 {
		t.Fatalf("%d invitations", len(have))
	}
	for name, h := range have {
		english(name, unfoldText(h.text))
		switch {
		case strings.Contains(h.text, "SUMMARY:Kick-off"):
			c.put("parcours", name, partstat(h.text, events.Accepted))
		case strings.Contains(h.text, "20271105"):
			if !strings.Contains(h.text, "A day off.") {
				t.Errorf("Friday is not said to be off:\n%s", h.text)
			}
		case strings.Contains(h.text, "20271107"):
			if strings.Contains(h.text, "day off") {
				t.Errorf("Sunday is said to be off:\n%s", h.text)
			}
			c.answerPage(unfoldText(h.text), "no", "at sea")
		}
	}
	c.put("garden-city.agenda", "meeting.ics", newEvent("meeting", "Team meeting, dialogue", "20270901T090000", "20270901T100000"))
	meeting := c.one("garden-city.agenda", "meeting.ics").text
	english("an agenda", meeting)
	if strings.Contains(meeting, "DESCRIPTION") || strings.Contains(meeting, "X-PARCOURS") {
		t.Errorf("a rule that nobody declared speaks:\n%s", meeting)
	}
	c.put("garden-city.accompagnement", "expert.ics", newEvent("expert", "A visit", "20270902T090000", "20270902T170000"))
	if visit := c.one("garden-city.accompagnement", "expert.ics").text; strings.Contains(visit, "DESCRIPTION") {
		t.Errorf("a budget that nobody declared is counted:\n%s", visit)
	}
	for _, path := range []string{"/", "/feeds/index.json", "/feeds/all/Good-Neighbours.ics"} {
		_, text := c.do("GET", path, "")
		english(path, unfoldText(text))
	}
	for _, command := range [][]string{{"answers"}, {"answers", "--history"}, {"answers", "--silent", "kick-off"}, {"poll", "show", "workshop"}, {"poll", "list"},
		{"decisions"}, {"ledger"}, {"people", "list"}, {"note", "--delegation", "garden-city"}, {"mail", "send", "--dry-run"}} {
		english(strings.Join(command, " "), j.command(command...))
	}
	if answers := j.command("answers", "--history"); !strings.Contains(answers, "Kick-off") || !strings.Contains(answers, "at sea") || !strings.Contains(answers, "yes") {
		t.Errorf("the answers are not there:\n%s", answers)
	}
	if poll := j.command("poll", "show", "workshop"); !strings.Contains(poll, "day off") {
		t.Errorf("the poll does not say which day is off:\n%s", poll)
	}
}
