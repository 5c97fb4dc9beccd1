package main

import (
	"strings"

	"parcours/events"
	"parcours/messages"
	"parcours/record"
)

// statuses are the answers in the order in which tables count them.
var statuses = []events.Partstat{events.Accepted, events.Tentative, events.Declined, events.NotApplicable}

func statusWord(words *messages.Printer, status events.Partstat) string {
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

func cellText(words *messages.Printer, c record.RecapCell, territory string) string {
	if c.Session == "" {
		return "–"
	}
	var parts []string
	if territory != "" && len(c.ForUs) == 1 {
		said := statusWord(words, c.ForUs[0].Status)
		if c.ForUs[0].Late {
			said = words.T("command.late", "Answer", said)
		}
		if c.ForUs[0].Against {
			said = words.T("command.against", "Answer", said)
		}
		parts = append(parts, said)
	} else if territory == "" && len(c.ForUs) > 0 {
		counts, against := map[events.Partstat]int{}, false
		for _, s := range c.ForUs {
			counts[s.Status]++
			against = against || s.Against
		}
		said := words.T("command.delegations", "Counts", countedStatuses(words, counts))
		if against {
			said = words.T("command.against", "Answer", said)
		}
		parts = append(parts, said)
	}
	if t := tallyText(words, c.Members); t != "" {
		parts = append(parts, t)
	}
	return strings.Join(parts, " · ")
}

func tallyText(words *messages.Printer, t record.Tally) string {
	var said []string
	said = append(said, counted(words, t.Accepted, "ACCEPTED")...)
	said = append(said, counted(words, t.Tentative, "TENTATIVE")...)
	said = append(said, counted(words, t.Declined, "DECLINED")...)
	said = append(said, counted(words, t.Deleted, "deleted")...)
	said = append(said, counted(words, t.Blank, "blank")...)
	said = append(said, counted(words, t.Late, "late")...)
	return strings.Join(said, ", ")
}
