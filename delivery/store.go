package delivery

import (
	"time"

	"parcours/events"
)

// Tx is the slice of a transaction that mails need, beside that of the programme.
type Tx interface {
	events.Tx

	// DueNotices are those not done that are due, by number.
	DueNotices(now time.Time, limit int) ([]events.Notice, error)
	Notice(number int64) (events.Notice, error)
	SetNotice(events.Notice) error
	// AddMail queues a mail; one with the same notice, person, kind and session that is there already stays.
	AddMail(Mail) error
	Mails(MailQuery) ([]Mail, error) // by Next
	SetMail(Mail) error              // by token
	// AddReceipt notes a message that came in; ErrExists for one that was noted.
	AddReceipt(Receipt) error
	Receipts(outcome Outcome, limit int) ([]Receipt, error) // latest first; "" for any
	// Receipt is one by its id; ErrNotFound without it.
	Receipt(id string) (Receipt, error)
	// SetReceipt changes what became of a message, by its id.
	SetReceipt(Receipt) error

	// Alias is what is known of an address beside a person's own; ErrNotFound for nothing.
	Alias(person, address string) (Alias, error)
	// SetAlias keeps it; AliasUnknown forgets the address.
	SetAlias(Alias) error
	// Aliases are all that are known, of one person or of all (""), by person and address.
	Aliases(person string) ([]Alias, error)
}
