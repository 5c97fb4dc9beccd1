package mail

import (
	"cmp"

	"parcours/delivery"
)

// asked writes the link that somebody asked for: one that signs in, or that to their own page.
func (c *composer) asked() {
	kind := string(c.msg.Mail.Kind)
	c.page.Subject = c.T("mail.subject."+kind, "Programme", cmp.Or(c.snap.Title, "Parcours"))
	c.lead(c.T("mail.text." + kind))
	to := c.mine()
	if c.msg.Mail.Kind == delivery.MailSignIn {
		to = link{Label: c.T("mail.enter"), URL: c.PublicURL + "/enter/" + cmp.Or(c.msg.SignIn, "…"), Main: true}
	}
	c.block(block{Title: c.T("mail.heading." + kind), Links: []link{to}})
	c.note(c.T("mail.not_asked"))
	c.page.Footer, c.page.Personal = c.T("mail.asked"), c.T("mail.secret")
	if c.snap.Organiser.Name == "" { // a server without a programme
		c.page.Sign = "Parcours"
	}
}
