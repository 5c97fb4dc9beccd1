package report

import (
	"slices"
	"strings"

	"parcours/events"
	"parcours/messages"
)

// Missing says in a line what a decision lacks, a session with all its rooms once.
func Missing(words *messages.Printer, st *events.DecisionState, snap *events.Snapshot) string {
	var parts []string
	rooms := map[string][]string{}
	for _, m := range st.Missing {
		what := words.T("command.missing_answer")
		if m.Session != "" {
			what = m.Title + " " + Date(m.When, snap.Loc)
		}
		if m.Against != "" {
			what = words.T("command.contradiction", "Session", what, "Answer", Status(words, m.Against))
		}
		if !slices.Contains(parts, what) {
			parts = append(parts, what)
		}
		if c := snap.Category(m.Category); c != nil {
			rooms[what] = append(rooms[what], c.Label)
		}
	}
	for i, what := range parts {
		if len(rooms[what]) > 0 {
			parts[i] = words.T("command.said", "Who", what, "Text", strings.Join(rooms[what], ", "))
		}
	}
	return strings.Join(parts, words.T("command.semicolon")+" ")
}

// Said says a delegation's answer in a line: its own words, then what it answered of the sessions that the
// decision is made of. A yes that was only ticked is a yes.
func Said(words *messages.Printer, st *events.DecisionState) string {
	var parts []string
	if text := OneLine(st.Answer); text != "" {
		parts = append(parts, text)
	}
	counts := map[events.Partstat]int{}
	for _, cell := range st.Cells {
		counts[cell.Status]++
	}
	switch said := countedStatuses(words, counts); {
	case len(st.Cells) == 1 && said != "":
		parts = append(parts, Status(words, st.Cells[0].Status))
	case said != "":
		parts = append(parts, said)
	case len(parts) == 0 && st.Done:
		parts = append(parts, Status(words, events.Accepted))
	}
	return strings.Join(parts, " · ")
}

// State names where a delegation stands with an arbitrage: done, answered, silent, or optional.
func State(st *events.DecisionState) string {
	switch {
	case st.Done:
		return "done"
	case st.Answered():
		return "answered"
	case st.Decision.Optional:
		return "optional"
	}
	return "silent"
}
