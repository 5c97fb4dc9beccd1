package signin

import (
	"errors"
	"net/http"

	"parcours/calendars"
	"parcours/events"
	"parcours/messages"
)

// into is a calendar of somebody's own that invitations can go into.
type into struct {
	Name, Title string
	Chosen      bool
}

// calendarsOf gives the calendars among which somebody may choose where invitations go; none where there is no choice.
func (p *Pages) calendarsOf(r *http.Request, who *events.Person) (all []into, err error) {
	if p.calendars == nil {
		return nil, nil
	}
	home, err := p.calendars.Collections(r.Context(), who, who.ID)
	chosen := ""
	for i := range home {
		switch c := &home[i]; {
		case c.Kind == calendars.KindInbox:
			chosen = c.Default
		case c.TakesInvitations():
			all = append(all, into{Name: c.Name, Title: c.DisplayName})
		}
	}
	for i := range all {
		all[i].Chosen = all[i].Name == chosen
	}
	if len(all) < 2 {
		return nil, err
	}
	return all, err
}

// chooseInto makes a calendar the one that invitations go into from now on.
func (p *Pages) chooseInto(w http.ResponseWriter, r *http.Request, who *events.Person, name string) {
	if p.calendars == nil || name == "" {
		p.NotFound(w, r)
		return
	}
	err := p.calendars.ChangeProperties(r.Context(), who, nil, who.ID+"/"+calendars.InboxName+"/", calendars.PropertyChange{Default: name})
	var bad *events.Invalid
	if errors.As(err, &bad) {
		p.showAccess(w, r, who, http.StatusUnprocessableEntity, func(words *messages.Printer, page *accessPage) {
			page.IntoProblem = words.T("web.access.into_gone")
		})
		return
	}
	p.back(w, r, err, "into", "into")
}
