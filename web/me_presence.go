package web

import (
	"encoding/base64"
	"html/template"

	"parcours/accounts"
	"parcours/events"
	"parcours/messages"
	"parcours/pages"
)

// presenceCode is what somebody shows at a session today, to be recorded as present.
type presenceCode struct {
	Title, When, Code string
	QR                template.URL // the address of the organisers' page with the code
}

// presenceCodes are those of the sessions of today that somebody is asked to. They work where an organiser signed in only.
func (p *Pages) presenceCodes(words *messages.Printer, who *events.Person) (all []presenceCode, err error) {
	snap := p.events.Programme()
	today := events.DayOf(p.events.Now().In(snap.Loc))
	for _, x := range snap.Between(today.In(snap.Loc), today.Add(1).In(snap.Loc)) {
		if !x.Listed() || !x.Asks(who) || !accounts.OnDay(snap, x, today) {
			continue
		}
		start, end := x.When.Span(snap.Loc)
		one := presenceCode{Title: x.Title, When: words.When(start, end, x.When.AllDay), Code: accounts.PresenceCode(snap, who, x, today)}
		drawn, err := pages.DrawQR(p.PublicURL + "/organise/presence/" + x.ID + "?code=" + one.Code)
		if err != nil {
			return nil, err
		}
		one.QR = template.URL("data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString(drawn)) // drawn here
		all = append(all, one)
	}
	return all, nil
}
