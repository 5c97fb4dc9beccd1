package pages

import (
	"parcours/events"
	"parcours/messages"
)

// MaxForm is the largest form without documents that is read, in octets: many times the longest answer.
const MaxForm = 256 << 10

// Buttons are those by which an invitation is answered, and what they say.
var Buttons = map[string]events.Partstat{
	"yes": events.Accepted, "maybe": events.Tentative, "no": events.Declined,
	"none": events.NotApplicable, "withdraw": events.NeedsAction,
}

// ButtonOf is the button of an answer, "" for one that none says.
func ButtonOf(status events.Partstat) string {
	for button, s := range Buttons {
		if s == status {
			return button
		}
	}
	return ""
}

// AnswerWords is an answer in words.
func AnswerWords(words *messages.Printer, status events.Partstat) string {
	if button := ButtonOf(status); button != "" {
		return words.T("web.answer." + button)
	}
	return string(status)
}
