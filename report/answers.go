package report

import (
	"slices"
	"strings"

	"parcours/events"
	"parcours/messages"
	"parcours/record"
)

// statuses are the answers in the order in which tables count them.
var statuses = []events.Partstat{events.Accepted, events.Tentative, events.Declined, events.NotApplicable}

// Status says an answer.
func Status(words *messages.Printer, status events.Partstat) string {
	return words.T("command.status." + string(status))
}

// counted says a number of answers: "3 oui". The keys are those of [command.count].
func counted(words *messages.Printer, number int, key string) []string {
	if number == 0 {
		return nil
	}
	return []string{words.T("command.count."+key, "Number", number)}
}

// countedStatuses says how many gave each answer: "2 oui, 1 non".
func countedStatuses(words *messages.Printer, counts map[events.Partstat]int) string {
	var said []string
	for _, status := range statuses {
		said = append(said, counted(words, counts[status], string(status))...)
	}
	return strings.Join(said, ", ")
}

// Cell says in a line what was answered of a session in a category, of a delegation or of all (""): what a referent said for the
// delegation, then what people said for themselves.
func Cell(words *messages.Printer, c record.RecapCell, territory string) string {
	if c.Session == "" {
		return "–"
	}
	parts := slices.DeleteFunc([]string{ForUs(words, c, territory), Tally(words, c.Members)}, func(part string) bool { return part == "" })
	return strings.Join(parts, " · ")
}

// ForUs says what was answered in the name of a delegation, or how many delegations gave each answer; "" where none was given.
func ForUs(words *messages.Printer, c record.RecapCell, territory string) string {
	said, late, against := "", false, false
	counts := map[events.Partstat]int{}
	for _, one := range c.ForUs {
		counts[one.Status]++
		late, against = late || one.Late, against || one.Against
	}
	switch {
	case len(c.ForUs) == 0:
		return ""
	case territory == "":
		said = words.T("command.delegations", "Counts", countedStatuses(words, counts))
	case len(c.ForUs) == 1:
		if said = Status(words, c.ForUs[0].Status); late {
			said = words.T("command.late", "Answer", said)
		}
	}
	if against {
		said = words.T("command.against", "Answer", said)
	}
	return said
}

// Tally counts what people said for themselves: "2 oui, 4 sans réponse".
func Tally(words *messages.Printer, t record.Tally) string {
	var said []string
	said = append(said, counted(words, t.Accepted, "ACCEPTED")...)
	said = append(said, counted(words, t.Tentative, "TENTATIVE")...)
	said = append(said, counted(words, t.Declined, "DECLINED")...)
	said = append(said, counted(words, t.Deleted, "deleted")...)
	said = append(said, counted(words, t.Blank, "blank")...)
	said = append(said, counted(words, t.Late, "late")...)
	return strings.Join(said, ", ")
}

// Votes counts every kind of vote, zeros too: they are compared between options.
func Votes(words *messages.Printer, v record.Votes) string {
	said := []string{
		words.T("command.count.ACCEPTED", "Number", v.Yes), words.T("command.count.TENTATIVE", "Number", v.Maybe),
		words.T("command.count.DECLINED", "Number", v.No), words.T("command.count.blank", "Number", v.Blank),
	}
	return strings.Join(append(said, counted(words, v.NotApplicable, "X-SANS-OBJET")...), ", ")
}

// Stands tells whether an answer still stands: its session's time has not moved since, and it was not withdrawn.
func Stands(snap *events.Snapshot, a events.Answer) bool {
	x := snap.Session(a.Session)
	return x != nil && a.CountsFor(x)
}
