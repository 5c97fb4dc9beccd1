package mail

import (
	"strings"

	"parcours/delivery"
	"parcours/events"
)

// letter writes the first mail: everything that a person is asked, one button to the page where they answer it, and how to
// get it into their calendar. A referent finds the pages of the delegation's answers too: the page answers for oneself.
func (c *composer) letter() {
	c.page.Subject = c.T("mail.subject.letter", "Programme", c.snap.Title)
	if len(c.msg.Invitations) == 0 {
		c.lead(c.T("mail.text.letter_empty", "Programme", c.snap.Title))
	} else {
		c.lead(c.T("mail.text.letter", "Programme", c.snap.Title))
		c.block(block{Title: c.T("mail.heading.mine"), Lines: []string{c.T("mail.heading.mine_text")}, Links: []link{c.mine()}})
	}
	c.page.Personal = c.T("mail.secret")
	for _, inv := range c.msg.Invitations {
		title, _ := c.render.Shown(inv)
		b := c.about(inv, title)
		inv.AnswerURL = "" // the button leads there
		b.Links = c.answers(inv)
		c.block(b)
	}
	if len(c.msg.Tasks) > 0 {
		c.block(block{Title: c.T("mail.heading.tasks"), Lines: c.tasks(), Links: []link{c.page.Home}})
	}
	c.block(block{Title: c.T("mail.heading.feed"), Lines: []string{c.T("mail.heading.feed_text"), c.PublicURL + c.msg.FeedPath}})
	c.block(block{Title: c.T("mail.heading.caldav"), Lines: []string{
		c.T("mail.heading.caldav_text", "URL", c.PublicURL+"/dav/"), c.T("mail.heading.caldav_login", "Login", c.msg.To.Email, "URL", c.PublicURL+"/me/access"),
	}})
}

// mine leads to the person's own page.
func (c *composer) mine() link {
	c.page.Personal = c.T("mail.secret")
	return link{c.T("mail.mine"), c.PublicURL + "/m/" + c.snap.PageToken(c.msg.To)}
}

// tasks are the due dates of the arbitrages, in a referent's letter.
func (c *composer) tasks() []string {
	var lines []string
	for _, t := range c.msg.Tasks {
		key, territory := "mail.heading.task", ""
		if len(c.msg.To.Territories) > 1 && t.Territory != nil {
			key, territory = "mail.heading.task_for", t.Territory.Name
		}
		lines = append(lines, c.T(key, "Number", t.Decision.Number, "Date", c.Date(t.Due.In(c.snap.Loc)), "Title", t.Decision.Title, "Territory", territory))
	}
	return lines
}

func (c *composer) invitations() {
	for _, inv := range c.msg.Invitations {
		title, _ := c.render.Shown(inv)
		b := c.about(inv, title)
		b.Links = c.answers(inv)
		c.block(b)
	}
}

// poll asks which dates suit.
func (c *composer) poll() {
	c.page.Subject = c.T("mail.subject.poll", "Programme", c.snap.Title)
	c.lead(c.T("mail.text.poll"))
	if p := c.snap.Poll(c.msg.Mail.Session); p != nil {
		c.lead(p.Meaning)
	}
	c.invitations()
}

// digest tells what changed, before and after, and why.
func (c *composer) digest() {
	c.page.Subject = c.T("mail.subject.digest", "Programme", c.snap.Title)
	c.lead(c.T("mail.text.digest"))
	for i, inv := range c.msg.Invitations {
		title, _ := c.render.Shown(inv)
		b := c.about(inv, title)
		var before *events.Session
		if i < len(c.msg.Before) {
			before = c.msg.Before[i]
		}
		b.Lines = append(b.Lines, c.changes(before, inv)...)
		if inv.AnswerURL != "" {
			b.Links = []link{{c.T("mail.open"), c.PublicURL + inv.AnswerURL}}
			c.page.Personal = c.T("mail.secret")
		}
		c.block(b)
	}
}

// changes are what differs from before, in words.
func (c *composer) changes(before *events.Session, inv events.Invitation) []string {
	x := inv.Session
	var lines []string
	change := func(what, a, b string) {
		if a != b {
			lines = append(lines, c.T("mail.change", "What", c.T(what), "Before", a, "After", b))
		}
	}
	if before != nil {
		change("mail.title_word", before.Title, x.Title)
		change("mail.when_word", c.when(before.When), c.when(x.When))
		old := inv
		old.Session = before
		_, was := c.render.Shown(old)
		_, is := c.render.Shown(inv)
		change("mail.place_word", c.orNowhere(was), c.orNowhere(is))
		if before.AsWritten().Description != x.AsWritten().Description { // the date in a text is no other text
			lines = append(lines, c.T("mail.text_changed"))
		}
	}
	if len(lines) == 0 {
		lines = append(lines, c.T("mail.details_changed"))
	}
	if x.Why != "" {
		lines = append(lines, c.T("mail.why", "Why", x.Why))
	}
	return lines
}

func (c *composer) orNowhere(where string) string {
	if where == "" {
		return c.T("mail.nowhere")
	}
	return where
}

// task writes about an arbitrage: that it is due, or what the organisers reply.
func (c *composer) task() {
	t := c.msg.Task
	kind, due := string(c.msg.Mail.Kind), ""
	if !t.Due.IsZero() {
		due = c.Date(t.Due.In(c.snap.Loc))
	} else if c.msg.Mail.Kind == delivery.MailReminder {
		kind = "reminder_undated"
	}
	c.page.Subject = c.T("mail.subject."+kind, "Number", t.Decision.Number, "Date", due)
	c.lead(c.T("mail.text."+kind, "Date", due))
	if c.msg.Mail.Kind == delivery.MailReply {
		c.lead(c.msg.Text)
	}
	b := block{Title: t.Decision.Title, Text: t.Decision.Question, Links: []link{c.mine()}}
	for _, r := range c.snap.ResourcesOf(t.Decision.Number) {
		b.Links = append(b.Links, link{r.Title, r.URL})
	}
	if c.msg.Mail.Kind == delivery.MailReminder && t.State != nil && len(t.State.Missing) > 0 {
		b.Lines = append(b.Lines, c.T("mail.heading.missing"))
		for _, m := range t.State.Missing {
			if title := strings.TrimSpace(m.Title); title != "" {
				b.Lines = append(b.Lines, "- "+title)
			}
		}
	}
	c.block(b)
}
