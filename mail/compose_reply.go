package mail

import (
	"parcours/delivery"
	"parcours/events"
)

// replied answers what a person wrote in plain words: what was understood, with one link to confirm it; or that nothing was.
func (c *composer) replied() {
	r := c.msg.Reply
	if c.msg.Mail.Kind == delivery.MailUnclear {
		c.page.Subject = c.T("mail.subject.unclear")
		switch r.Receipt.Outcome {
		case delivery.ReceiptRefused:
			c.lead(c.T("mail.text.unread"))
		case delivery.ReceiptKept:
			c.lead(c.T("mail.text.noted"))
		default:
			c.lead(c.T("mail.text.unclear"))
		}
		c.block(block{Title: c.T("mail.heading.mine"), Lines: []string{c.T("mail.heading.mine_text")}, Links: []link{c.mine()}})
		c.files()
		return
	}
	c.page.Subject = c.T("mail.subject.understood")
	c.lead(c.T("mail.text.understood"))
	b := block{Title: c.T("mail.heading.understood"), Links: []link{{
		Label: c.T("mail.confirm_all"), URL: c.PublicURL + "/reply/" + delivery.ReplyToken(c.snap, r.Person, r.Receipt.ID), Main: true,
	}}}
	for i := range r.Answers {
		b.Lines = append(b.Lines, c.proposal(&r.Answers[i]))
	}
	c.block(b)
	if len(r.Receipt.Message.Rest) > 0 {
		c.note(c.T("mail.rest"))
	}
	c.files()
	c.note(c.T("mail.week"))
	c.page.Personal = c.T("mail.secret")
}

// files tells that what was attached is not kept.
func (c *composer) files() {
	if n := c.msg.Reply.Receipt.Message.Files; n > 0 {
		c.note(c.T("mail.files", "Count", n))
	}
}

// proposal is one answer in a line.
func (c *composer) proposal(p *delivery.Proposed) string {
	if p.Decision > 0 {
		return c.T("mail.proposed_words", "Number", p.Decision, "Words", events.Cut(p.Text, 300))
	}
	x := c.snap.Session(p.Session)
	if x == nil {
		return p.Session
	}
	title := x.Title
	if p.For.Territory != "" {
		title = c.T("mail.proposed_for", "Title", title, "Label", p.Label(c.snap, c.msg.To))
	}
	return c.T("mail.proposed", "Title", title, "When", c.day(x.When), "Answer", c.partstat(p.Status))
}
