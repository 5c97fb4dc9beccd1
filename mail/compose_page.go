package mail

import (
	"bytes"
	"embed"
	htmltemplate "html/template"
	"strings"
	texttemplate "text/template"

	"parcours/delivery"
	"parcours/events"
	"parcours/messages"
)

//go:embed templates
var templates embed.FS

var (
	htmlPage = htmltemplate.Must(htmltemplate.ParseFS(templates, "templates/page.html"))
	textPage = texttemplate.Must(texttemplate.ParseFS(templates, "templates/page.txt"))
)

// page is what a mail says, in words: text and HTML are both written from it.
type page struct {
	Lang     string
	Subject  string
	Hello    string
	Lead     []string // paragraphs
	Blocks   []block
	Notes    []string
	Sign     string
	Footer   string
	Home     link
	Stop     link   // no more mails
	Personal string // that its links are personal; "" without such links
}

// block is a session, or another thing that a mail tells of.
type block struct {
	Title string
	Lines []string
	Text  string // longer, with its own line ends
	Items []item
	Links []link
}

// item is one of several things in a block, each with its own page.
type item struct {
	Title, URL string // no page without an address
	Lines      []string
}

type link struct {
	Label, URL string
	Main       bool // the one that the mail is for
}

// render gives the page as plain text and as HTML.
func (p *page) render() (text, html string, err error) {
	var t, h bytes.Buffer
	if err := textPage.Execute(&t, p); err != nil {
		return "", "", err
	}
	if err := htmlPage.Execute(&h, p); err != nil {
		return "", "", err
	}
	return messages.Typeset(strings.TrimLeft(t.String(), "\n")), messages.TypesetHTML(h.String()), nil
}

func (w *Writer) words(msg *delivery.Message) *messages.Printer {
	return messages.For(msg.Programme.LanguageFor(msg.To))
}

// page puts a message into words.
func (w *Writer) page(msg *delivery.Message) *page {
	c := &composer{Printer: w.words(msg), Writer: w, msg: msg, snap: msg.Programme}
	c.page = &page{
		Lang:   c.Lang(),
		Hello:  c.T("mail.hello", "Name", msg.To.Name),
		Sign:   c.T("mail.sign", "Organiser", msg.Programme.Organiser.Name),
		Footer: c.T("mail.footer", "Programme", msg.Programme.Title),
		Home:   link{Label: c.T("mail.to_programme"), URL: w.PublicURL + "/"},
		Stop:   link{Label: c.T("mail.stop"), URL: w.unsubscribe(msg)},
	}
	switch msg.Mail.Kind {
	case delivery.MailLetter:
		c.letter()
	case delivery.MailPoll:
		c.poll()
	case delivery.MailDigest:
		c.digest()
	case delivery.MailDay, delivery.MailDeclined, delivery.MailTakenUp:
		c.expertDay()
	case delivery.MailReminder, delivery.MailReply:
		c.task()
	case delivery.MailAlias, delivery.MailNewcomer, delivery.MailWaiting:
		c.arrived()
	case delivery.MailSignIn, delivery.MailPage:
		c.asked()
	case delivery.MailUnderstood, delivery.MailUnclear:
		c.replied()
	case delivery.MailWritten:
		c.page.Subject = msg.Subject
		c.lead(msg.Text)
	default:
		c.session()
	}
	return c.page
}

// composer writes the page of one message.
type composer struct {
	*messages.Printer
	*Writer
	page *page
	msg  *delivery.Message
	snap *events.Snapshot
}

// lead adds paragraphs; an empty line parts them.
func (c *composer) lead(text string) {
	for _, paragraph := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if paragraph = strings.TrimSpace(paragraph); paragraph != "" {
			c.page.Lead = append(c.page.Lead, paragraph)
		}
	}
}

func (c *composer) block(b block) { c.page.Blocks = append(c.page.Blocks, b) }

func (c *composer) note(text string) { c.page.Notes = append(c.page.Notes, text) }

// when is a session's time in words, in the programme's zone.
func (c *composer) when(w events.When) string {
	if w.AllDay {
		return c.When(w.Start, w.End, true)
	}
	return c.When(w.Start.In(c.snap.Loc), w.End, false)
}

// day is the day on which a session begins.
func (c *composer) day(w events.When) string {
	if w.AllDay {
		return c.Date(w.Start)
	}
	return c.Date(w.Start.In(c.snap.Loc))
}
