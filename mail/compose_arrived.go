package mail

import (
	"parcours/delivery"
)

// arrived writes about mails that came in: whose an address is, that somebody would come as a guest, or what waits for the
// organisers.
func (c *composer) arrived() {
	kind := string(c.msg.Mail.Kind)
	address := c.msg.Address
	switch c.msg.Mail.Kind {
	case delivery.MailAlias:
		c.page.Subject = c.T("mail.subject."+kind, "Address", address)
		c.lead(c.T("mail.text."+kind, "Address", address))
		url := c.PublicURL + "/alias/" + delivery.AliasToken(c.snap, delivery.AliasLink{Person: c.msg.To.ID, Address: address})
		c.block(block{Title: address, Links: []link{{Label: c.T("mail.alias_open"), URL: url, Main: true}}})
		c.page.Personal = c.T("mail.secret")
	case delivery.MailNewcomer:
		c.page.Subject = c.T("mail.subject."+kind, "Address", address)
		c.lead(c.T("mail.text."+kind, "Address", address, "Invitee", c.msg.Invitee.Name))
		url := c.PublicURL + "/newcomer/" + delivery.NewcomerToken(c.snap, delivery.NewcomerLink{By: c.msg.To.ID, Invitee: c.msg.Invitee.ID, Address: address})
		c.block(block{Title: address, Links: []link{{Label: c.T("mail.newcomer_open"), URL: url, Main: true}}})
		c.page.Personal = c.T("mail.secret")
	case delivery.MailWaiting:
		c.page.Subject = c.T("mail.subject."+kind, "Count", len(c.msg.Waiting))
		c.lead(c.T("mail.text." + kind))
		for _, r := range c.msg.Waiting {
			c.block(block{
				Title: c.T("mail.waiting_from", "From", r.From, "Subject", fieldText(r.Subject)),
				Lines: []string{c.T("mail.waiting_id", "ID", r.ID[:min(len(r.ID), 8)], "At", c.Clock(r.At.In(c.snap.Loc)), "Date", c.Date(r.At.In(c.snap.Loc)))},
				Text:  r.Message.Text,
			})
			if n := r.Message.Files; n > 0 {
				last := &c.page.Blocks[len(c.page.Blocks)-1]
				last.Lines = append(last.Lines, c.T("mail.waiting_files", "Count", n))
			}
		}
	}
}
