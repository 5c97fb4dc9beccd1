package letters

import (
	"testing"

	"parcours/delivery"
	"parcours/events"
	"parcours/messages"
)

// What is put together of a text's key and a word of the domain has its text, in both languages.
func TestWordsOfTheDomain(t *testing.T) {
	var keys []string
	for _, state := range mailStates {
		keys = append(keys, "letters.state."+string(state))
	}
	for _, kind := range []delivery.MailKind{
		delivery.MailLetter, delivery.MailRequest, delivery.MailCancel, delivery.MailPoll, delivery.MailDigest, delivery.MailNudge, delivery.MailReminder, delivery.MailReply, delivery.MailDay,
		delivery.MailCounter, delivery.MailWritten, delivery.MailAlias, delivery.MailNewcomer, delivery.MailWaiting, delivery.MailSignIn, delivery.MailPage,
		delivery.MailUnderstood, delivery.MailUnclear,
	} {
		keys = append(keys, "letters.kind."+string(kind))
	}
	for _, outcome := range []delivery.Outcome{delivery.ReceiptApplied, delivery.ReceiptUnderstood, delivery.ReceiptKept, delivery.ReceiptWaiting, delivery.ReceiptRefused, "settled"} {
		keys = append(keys, "letters.outcome."+string(outcome))
	}
	for _, kind := range []events.NoticeKind{
		events.NoticeLetter, events.NoticeSession, events.NoticeDetail, events.NoticePoll, events.NoticeDay, events.NoticeReply, events.NoticeCounter, events.NoticeRefresh,
		events.NoticeAlias, events.NoticeNewcomer, events.NoticeWaiting, events.NoticeWritten, events.NoticeNudge, events.NoticeReminder, events.NoticeSignIn, events.NoticePage,
	} {
		keys = append(keys, "work.kind."+string(kind))
	}
	for _, lang := range messages.Languages {
		for _, key := range keys {
			if messages.For(lang).T(key) == key {
				t.Errorf("no text %s in %s", key, lang)
			}
		}
	}
}
