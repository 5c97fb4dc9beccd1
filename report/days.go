package report

import (
	"strings"

	"parcours/holidays"
	"parcours/messages"
)

// DayOff says what should be known of a day, "" where nothing is.
func DayOff(printer *messages.Printer, n holidays.Note) string {
	var words []string
	if n.PublicHoliday != "" {
		words = append(words, printer.T("command.public_holiday", "Name", n.PublicHoliday))
	}
	if n.Weekday {
		words = append(words, printer.T("command.weekday_off"))
	}
	if n.Off > 0 {
		words = append(words, printer.T("web.school_holidays", "Count", n.Off, "Total", n.Total))
	}
	if n.Unknown > 0 {
		words = append(words, printer.T("command.school_unknown"))
	}
	return strings.Join(words, ", ")
}
