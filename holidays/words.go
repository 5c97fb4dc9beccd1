package holidays

import "parcours/messages"

// Said says what should be known of a day before it is chosen: parts of a sentence, nil where nothing is.
func (n Note) Said(words *messages.Printer) (all []string) {
	if n.PublicHoliday != "" {
		all = append(all, words.T("date.off.public", "Name", n.PublicHoliday))
	}
	if n.Weekday {
		all = append(all, words.T("date.off.weekday"))
	}
	if n.Off > 0 {
		all = append(all, words.T("date.off.school", "Count", n.Off, "Total", n.Total))
	}
	if n.Unknown > 0 {
		all = append(all, words.T("date.off.unknown"))
	}
	return all
}
