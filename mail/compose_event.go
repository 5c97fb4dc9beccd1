package mail

import (
	"bytes"
	"fmt"
	netmail "net/mail"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"parcours/correspondence"
	"parcours/events"
	"parcours/ical"
	"parcours/messages"
	"parcours/scheduling"
)

// ComposeLetter gives the octets of a mail about an event that somebody made (RFC 6047): to a mailbox elsewhere with its calendar part, or
// to somebody here about what came in.
func (w *Writer) ComposeLetter(l *correspondence.Letter) ([]byte, error) {
	p, err := w.letterPage(l)
	if err != nil {
		return nil, err
	}
	text, html, err := p.render()
	if err != nil {
		return nil, err
	}
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent(), gomail.WithEncoding(gomail.EncodingQP))
	w.letterHead(m, l, p)
	m.SetBodyString(gomail.TypeTextPlain, text)
	m.AddAlternativeString(gomail.TypeTextHTML, html)
	if l.Kind.Leaves() {
		octets, err := w.render.Posted(l.Message, w.posting(l))
		if err != nil {
			return nil, err
		}
		if err := attachCalendar(m, strings.ToUpper(string(l.Kind)), octets); err != nil {
			return nil, err
		}
	}
	var octets bytes.Buffer
	if _, err := m.WriteTo(&octets); err != nil {
		return nil, fmt.Errorf("letter %d: %w", l.Number, err)
	}
	return octets.Bytes(), nil
}

// posting is how the calendar part of a letter names who writes.
func (w *Writer) posting(l *correspondence.Letter) ical.Posting {
	return ical.Posting{
		Own: []string{"mailto:" + l.Person.Email, "/dav/principals/" + l.Person.ID + "/"}, Name: l.Person.Name, Email: l.Person.Email,
		Reply: w.ReplyAddress(l.Token), To: l.To, Stamp: l.Created,
		Address: func(path string) string {
			id, ok := strings.CutPrefix(path, "/dav/principals/")
			if p := l.Programme.Person(strings.TrimSuffix(id, "/")); ok && p != nil && l.Person.MayInvite(p) {
				return p.Email
			}
			return ""
		},
	}
}

// letterHead writes the header. What is said to one address about one event hangs together under a root that no mail has.
func (w *Writer) letterHead(m *gomail.Msg, l *correspondence.Letter, p *page) {
	words := w.letterWords(l)
	from, reply := l.Programme.Organiser.Name, l.Address
	if l.Kind.Leaves() {
		from, reply = words.T("letter.from", "Name", l.Person.Name, "Programme", l.Programme.Title), w.ReplyAddress(l.Token)
	}
	if l.Kind == scheduling.KindReply {
		reply = l.Person.Email // what an organiser elsewhere writes in words is for the person
	}
	m.FromMailAddress(&netmail.Address{Name: displayName(from), Address: w.From})
	m.AddToMailAddress(&netmail.Address{Address: l.To})
	m.ReplyToMailAddress(&netmail.Address{Address: reply})
	m.Subject(fieldText(p.Subject))
	m.SetDateWithValue(w.now().In(l.Programme.Loc))
	m.SetMessageIDWithValue(correspondence.MessageID(l.Letter) + "@" + w.Domain)
	if l.Kind.Leaves() {
		root := "<t-" + correspondence.MessageID(scheduling.Letter{Token: l.Token}) + "@" + w.Domain + ">"
		m.SetGenHeader(gomail.HeaderReferences, root)
		m.SetGenHeader(gomail.HeaderInReplyTo, root)
	}
	m.SetGenHeader(fieldKind, string(l.Kind))
	m.SetGenHeader("Content-Language", words.Lang())
	m.SetGenHeader("Auto-Submitted", "auto-generated")
	m.SetGenHeader("X-Auto-Response-Suppress", "OOF, AutoReply")
}

// letterWords are in the language of the person here: of whom it goes to elsewhere nothing is known.
func (w *Writer) letterWords(l *correspondence.Letter) *messages.Printer {
	return messages.For(l.Programme.LanguageFor(l.Person))
}

// letterPage puts a letter into words.
func (w *Writer) letterPage(l *correspondence.Letter) (*page, error) {
	c := &letterComposer{Printer: w.letterWords(l), l: l}
	message := l.Message
	if l.Held != nil {
		message = l.Held.Message
	}
	if message != nil {
		told, err := w.render.Told(message, l.Programme.Loc)
		if err != nil {
			return nil, err
		}
		c.told = told
	}
	title := c.told.Title
	if title == "" {
		title = c.T("letter.untitled")
	}
	kind := c.kind()
	day := ""
	if start := c.told.When.Start; !start.IsZero() {
		day = c.Date(start.In(c.zone(c.told.When)))
	}
	c.page = &page{
		Lang: c.Lang(), Hello: c.T("letter.hello"), Sign: l.Person.Name, Home: link{Label: c.T("mail.to_programme"), URL: w.PublicURL + "/"},
		Footer:  c.T("letter.footer", "Name", l.Person.Name, "Programme", l.Programme.Title),
		Subject: c.T("letter.subject."+kind, "Title", title, "Date", day, "From", l.Address, "Name", l.Person.Name),
		Lead:    []string{c.T("letter.text."+kind, "Name", l.Person.Name, "From", l.Address, "To", l.Text)},
	}
	if !l.Kind.Leaves() {
		c.page.Hello, c.page.Sign = c.T("mail.hello", "Name", l.Person.Name), c.T("mail.sign", "Organiser", l.Programme.Organiser.Name)
		c.page.Footer = c.T("letter.footer_here", "Programme", l.Programme.Title)
	}
	c.event(title, w)
	return c.page, nil
}

// letterComposer writes the page of one letter.
type letterComposer struct {
	*messages.Printer
	l    *correspondence.Letter
	told ical.Told
	page *page
}

// kind is the key of a letter's words.
func (c *letterComposer) kind() string {
	switch {
	case c.l.Kind == scheduling.KindReply && c.told.Partstat != "":
		return "reply_" + strings.ToLower(c.told.Partstat)
	case c.l.Kind == scheduling.KindCancel && c.told.Instance:
		return "cancel_date"
	case c.l.Kind == scheduling.KindHeld && c.l.Held.Token != "":
		return "held_answer"
	case c.l.Kind == scheduling.KindHeld && c.l.Held.Method == "CANCEL":
		return "held_cancel"
	}
	return string(c.l.Kind)
}

// event is what the letter is about: what, when, where, who.
func (c *letterComposer) event(title string, w *Writer) {
	b := block{Title: title}
	if t := c.told; !t.When.Start.IsZero() {
		b.Lines = append(b.Lines, c.when(t.When))
		for i, next := range t.Next {
			if i > 0 {
				b.Lines = append(b.Lines, c.when(next))
			}
		}
		if t.More {
			b.Lines = append(b.Lines, c.T("letter.more_dates"))
		}
	}
	if c.told.Where != "" {
		b.Lines = append(b.Lines, c.T("mail.place", "Where", c.told.Where))
	}
	switch c.l.Kind {
	case scheduling.KindRequest:
		if len(c.told.Asked) > 1 {
			b.Lines = append(b.Lines, c.T("letter.asked", "Names", strings.Join(c.told.Asked, ", ")))
		}
		b.Text = brief(c.told.Text, 4*briefText)
		c.page.Notes = append(c.page.Notes, c.T("letter.answer"))
	case scheduling.KindReply:
		if c.told.Comment != "" {
			b.Text = brief(c.told.Comment, briefText)
		}
	case scheduling.KindCounter, scheduling.KindWords:
		b.Text = c.l.Text
		c.page.Notes = append(c.page.Notes, c.T("letter.reply_to", "From", c.l.Address))
	case scheduling.KindHeld:
		b.Lines = append(b.Lines, c.T("letter.held_from", "From", c.l.Held.From))
		b.Links = []link{{Label: c.T("letter.held_open"), URL: w.PublicURL + "/letterbox/" + c.l.Held.ID, Main: true}}
		c.page.Personal = c.T("mail.secret")
	}
	if len(b.Lines) > 0 || b.Text != "" || title != "" && c.l.Message != nil {
		c.page.Blocks = append(c.page.Blocks, b)
	}
}

func (c *letterComposer) zone(w events.When) *time.Location {
	if w.AllDay {
		return time.UTC
	}
	return c.l.Programme.Loc
}

func (c *letterComposer) when(w events.When) string {
	return c.When(w.Start.In(c.zone(w)), w.End, w.AllDay)
}
