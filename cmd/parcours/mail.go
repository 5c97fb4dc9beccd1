package main

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"parcours/config"
	"parcours/delivery"
	"parcours/events"
	"parcours/house"
	"parcours/ical"
	"parcours/mail"
	"parcours/messages"
	"parcours/report"
	"parcours/scheduling"
)

type mailCommands struct {
	List    mailList    `cmd:"" help:"List mails to people, or with --in messages that came in."`
	Show    mailShow    `cmd:"" help:"Show a mail: what happened to it, and what it says now."`
	Retry   mailRetry   `cmd:"" help:"Send a mail again that failed or bounced."`
	Send    mailSend    `cmd:"" help:"With --dry-run: show what would leave, to whom."`
	Waiting mailWaiting `cmd:"" help:"List what came in and waits for you, with its text."`
	Settle  mailSettle  `cmd:"" help:"Say what a message that waits is."`
	Aliases mailAliases `cmd:"" help:"List people's other addresses, or forget one."`
	Write   mailWrite   `cmd:"" help:"Write to everybody, to a category or to a territory; each gets a mail of their own."`
}

type mailList struct {
	dataFlag
	State   string `enum:"queued,sent,dropped,failed,bounced," default:"" help:"Only those that are queued, sent, dropped, failed or bounced."`
	In      bool   `xor:"in" help:"Messages that came in, and what became of each."`
	Waiting bool   `xor:"in" help:"Messages that came in and wait for a referent or an organiser."`
	Limit   int    `default:"200" help:"At most so many."`
}

func (c *mailList) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *house.House) error {
		if c.In || c.Waiting {
			return c.receipts(env, s)
		}
		all, err := s.Delivery.Mails(env, delivery.MailQuery{State: delivery.MailState(c.State), Limit: c.Limit})
		if err != nil {
			return err
		}
		rows := [][]string{{"Token", "State", "Kind", "To", "About", "Attempts", "When", "Error"}}
		for _, m := range all {
			at := m.Next
			if m.State == delivery.MailSent || m.State == delivery.MailBounced {
				at = m.Sent
			}
			rows = append(rows, []string{m.Token, string(m.State), string(m.Kind), addressOf(s, m.Person), m.Session, strconv.Itoa(m.Attempts), moment(s, at), report.OneLine(m.Error)})
		}
		letters, err := letterRows(env, s, scheduling.LetterState(c.State), c.Limit)
		if err != nil {
			return err
		}
		return writeTable(env, append(rows, letters...))
	})
}

func (c *mailList) receipts(env *environment, s *house.House) error {
	outcome := delivery.Outcome("")
	if c.Waiting {
		outcome = delivery.ReceiptWaiting
	}
	all, err := s.Delivery.Receipts(env, outcome, c.Limit)
	if err != nil {
		return err
	}
	rows := [][]string{{"When", "Outcome", "From", "Person", "Session", "Subject", "Why"}}
	for _, r := range all {
		rows = append(rows, []string{moment(s, r.At), string(r.Outcome), report.OneLine(r.From), r.Person, r.Session, report.OneLine(r.Subject), report.OneLine(r.Reason)})
	}
	return writeTable(env, rows)
}

// addressOf is a person's address, their id once they are gone.
func addressOf(s *house.House, person string) string {
	if p := s.Programme().Person(person); p != nil {
		return p.Email
	}
	return person
}

// moment is an instant in the programme's zone, "" for none.
func moment(s *house.House, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(s.Programme().Loc).Format("2006-01-02 15:04")
}

type mailShow struct {
	dataFlag
	Token string `arg:"" help:"The mail's token, as mail list shows it."`
}

func (c *mailShow) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *house.House) error {
		if l, err := letterCalled(env, s, c.Token); l != nil || err != nil {
			return showLetter(env, s, l, err)
		}
		found, err := s.Delivery.Mails(env, delivery.MailQuery{Token: c.Token})
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return noMail(c.Token)
		}
		m := found[0]
		fmt.Fprintf(env.out, "State: %s\nKind: %s\nAttempts: %d\nQueued: %s\n", m.State, m.Kind, m.Attempts, moment(s, m.Created))
		if !m.Sent.IsZero() {
			fmt.Fprintf(env.out, "Sent: %s\n", moment(s, m.Sent))
		}
		if m.Error != "" {
			fmt.Fprintf(env.out, "Error: %s\n", report.OneLine(m.Error))
		}
		msg, err := s.Delivery.Compose(env, m)
		if errors.Is(err, delivery.ErrNothingToSay) {
			_, err := fmt.Fprintln(env.out, "\nThere is nothing to say any more.")
			return err
		}
		if err != nil {
			return err
		}
		address, err := s.Address(env)
		if err != nil {
			return err
		}
		writer := mail.NewWriter(mailSender(address, config.Mail{}), ical.NewRenderer(address), time.Now)
		subject, text, err := writer.Text(msg)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(env.out, "To: %s\nSubject: %s\n\n%s", msg.To.Email, subject, text)
		return err
	})
}

func noMail(token string) error {
	return fmt.Errorf("%s: no such mail; %s mail list shows them", token, called)
}

type mailRetry struct {
	dataFlag
	Token string `arg:"" help:"The mail's token, as mail list shows it."`
}

func (c *mailRetry) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *house.House) error {
		l, err := letterCalled(env, s, c.Token)
		if err != nil {
			return err
		}
		if l != nil {
			return fmt.Errorf("%s is about somebody's own event, and is kept until it has left only: %s sends the invitation again by changing it", c.Token, addressOf(s, l.Person))
		}
		err = s.Delivery.Retry(env, c.Token)
		if errors.Is(err, events.ErrNotFound) {
			return noMail(c.Token)
		}
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(env.out, "%s is queued again\n", c.Token)
		return err
	})
}

type mailSend struct {
	dataFlag
	DryRun bool `help:"Show it, and send nothing. A running server sends by itself."`
}

func (c *mailSend) Run(env *environment) error {
	if !c.DryRun {
		return errors.New("a running server sends by itself; --dry-run shows what would leave")
	}
	return onData(env, c.Data, func(env *environment, s *house.House) error {
		all, err := s.Delivery.Preview(env)
		if err != nil {
			return err
		}
		rows := [][]string{{"To", "Kind", "About", "Not before"}}
		for _, m := range all {
			rows = append(rows, []string{addressOf(s, m.Person), string(m.Kind), m.Session, moment(s, m.Next)})
		}
		if err := writeTable(env, rows); err != nil {
			return err
		}
		_, err = fmt.Fprintf(env.out, "%d mails\n", len(all))
		return err
	})
}

type mailWrite struct {
	dataFlag
	byFlag
	Subject   string `required:"" help:"One line."`
	Category  string `help:"Id or label of an actor category; everybody by default."`
	Territory string `help:"Id or name of a territory; everybody by default."`
	Silent    string `placeholder:"SESSION" help:"Only to those who are asked to this session and have not answered."`
	Urgent    bool   `help:"Let it leave at once, at night too."`
	Yes       bool   `help:"Send it. Without this it is only shown to whom it would go, and when."`
	TextStdin bool   `required:"" help:"Read the text from standard input."`
}

func (c *mailWrite) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *house.House) error {
		snap := s.Programme()
		who, err := c.organiser(snap)
		if err != nil {
			return err
		}
		text, err := readPiped(env.in)
		if err != nil {
			return err
		}
		l := delivery.Letter{Subject: c.Subject, Text: string(text), Silent: c.Silent, Urgent: c.Urgent}
		if l.Territory, err = delegationFlag(snap, c.Territory); err != nil {
			return err
		}
		if l.Category, err = categoryFlag(snap, c.Category); err != nil {
			return err
		}
		send, said := s.Delivery.Outgoing, "command.letter_would_leave"
		if c.Yes {
			send, said = s.Delivery.Write, "command.letter_leaves"
		}
		all, err := send(env, who, l)
		if err != nil {
			return err
		}
		words := messages.For(snap.LanguageFor(nil))
		rows := [][]string{}
		for _, one := range all {
			when := words.T("command.at_once")
			if one.Why != delivery.WaitsForNothing {
				when = words.T("command.waits."+string(one.Why), "At", moment(s, one.At))
			}
			rows = append(rows, []string{one.Person.Name, one.Person.Email, when})
		}
		if err := writeTable(env, rows); err != nil {
			return err
		}
		_, err = fmt.Fprintln(env.out, words.T(said, "Count", len(all)))
		return err
	})
}
