package mail

import (
	"parcours/delivery"
	"parcours/events"
)

// session writes a mail about one session: an invitation, a new date, a cancellation, a nudge, a declined counter.
func (c *composer) session() {
	inv, kind := c.msg.Invitation, string(c.msg.Mail.Kind)
	x := inv.Session
	switch {
	case c.msg.Mail.Kind == delivery.MailCancel && x.Live():
		kind = "released"
	case c.msg.Mail.Kind == delivery.MailRequest && c.moved():
		kind = "moved"
	case c.msg.Requested:
		kind = "requested"
	}
	title, _ := c.render.Shown(*inv)
	if kind == "cancel" || kind == "released" { // the subject says it already
		title = x.Title
	}
	subject := kind
	if kind == "requested" {
		subject = "request"
	}
	c.page.Subject = c.T("mail.subject."+subject, "Title", title, "Date", c.day(x.When))
	c.lead(c.T("mail.text." + kind))
	b := c.about(*inv, title)
	if c.moved() {
		b.Lines = append([]string{c.T("mail.before", "When", c.when(c.msg.Was)), c.T("mail.now", "When", c.when(x.When))}, b.Lines[1:]...)
	}
	if c.msg.Why != "" {
		b.Lines = append(b.Lines, c.T("mail.why", "Why", c.msg.Why))
	}
	if kind != "cancel" && kind != "released" {
		if c.msg.Mail.Kind != delivery.MailNudge { // it was told with the invitation
			b.Text = brief(x.Description, briefText)
		}
		b.Links = c.answers(*inv)
		if methodOf(c.msg) != "" && c.msg.Mail.Kind != delivery.MailCounter {
			c.note(c.T("mail.attached"))
		}
	}
	c.block(b)
}

// briefText is how much of a session's description stands in a mail, in characters: its page has all of it.
const briefText = 400

// moved tells whether the mail is about another time.
func (c *composer) moved() bool {
	return !c.msg.Was.Start.IsZero() && !c.msg.Was.Equal(c.msg.Invitation.Session.When)
}

// about is what a session is: its title, time and place, and the answer that counts. The time comes first.
func (c *composer) about(inv events.Invitation, title string) block {
	b := block{Title: title, Lines: []string{c.when(inv.Session.When)}}
	if hours := c.Hours(inv.Session.Hours(c.snap.Loc)); hours != "" {
		b.Lines = append(b.Lines, c.T("ical.status.hours", "Hours", hours))
	}
	if _, where := c.render.Shown(inv); where != "" {
		b.Lines = append(b.Lines, c.T("mail.place", "Where", where))
	}
	if inv.Status != "" && inv.Status != events.NeedsAction {
		b.Lines = append(b.Lines, c.T("mail.your_answer", "Answer", c.T("ical.partstat."+string(inv.Status))))
	}
	return b
}

// answers are the links by which a session is answered. All lead to its page, where a button answers: programs that
// open every link of a mail must not answer for anybody.
func (c *composer) answers(inv events.Invitation) []link {
	if !inv.Session.Live() {
		return nil
	}
	var all []link
	if inv.AnswerURL != "" {
		url := c.PublicURL + inv.AnswerURL
		for _, answer := range []string{"yes", "maybe", "no"} {
			all = append(all, link{Label: c.T("mail." + answer), URL: url + "?answer=" + answer})
		}
	}
	for _, d := range inv.Delegations {
		if d.URL != "" {
			all = append(all, link{Label: c.T("mail.for_delegation", "Label", d.Label, "Answer", c.partstat(d.Status)), URL: c.PublicURL + d.URL})
		}
	}
	if len(all) > 0 && c.page.Personal == "" {
		c.page.Personal = c.T("mail.secret")
		c.note(c.T("mail.confirm"))
	}
	return all
}

func (c *composer) partstat(status events.Partstat) string {
	if status == "" {
		status = events.NeedsAction
	}
	return c.T("ical.partstat." + string(status))
}
