// Package mail is the mail face of the programme: invitations out, answers in (iMIP, RFC 6047).
package mail
