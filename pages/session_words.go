package pages

import (
	"parcours/events"
	"parcours/holidays"
	"parcours/messages"
)

// DaysOff says what should be known of the first day of a time before it is chosen: school and public holidays, days off.
func DaysOff(snap *events.Snapshot, words *messages.Printer, when events.When) []string {
	start, _ := when.Span(snap.Loc)
	all := holidays.On(&snap.Programme, events.DayOf(start.In(snap.Loc))).Said(words)
	for i := range all {
		all[i] = messages.Capital(all[i])
	}
	return all
}

// PlaceOf is a public place in words.
func PlaceOf(words *messages.Printer, p events.Place) string {
	switch {
	case p.Mode == events.Online && p.Where != "":
		return words.T("web.online") + " · " + p.Where
	case p.Mode == events.Online:
		return words.T("web.online")
	case p.Where != "":
		return p.Where
	case p.Mode == events.OnSite:
		return words.T("web.on_site")
	}
	return words.T("web.place_unknown")
}

// AudienceOf is who is asked, in words.
func AudienceOf(words *messages.Printer, snap *events.Snapshot, x *events.Session) string {
	var categories, territories []string
	for _, c := range snap.Categories {
		if x.AsksCategory("", c.ID) {
			categories = append(categories, c.Label)
		}
	}
	referents := false
	for _, t := range snap.Territories {
		if x.AsksDelegation(t.ID) {
			referents = true
			territories = append(territories, t.Name)
		}
	}
	var who string
	switch {
	case len(categories) == 0 && referents:
		who = words.T("web.for_referents")
	case len(categories) == 0:
		return ""
	case len(categories) == len(snap.Categories):
		who = words.T("web.for_all")
	default:
		who = words.List(categories)
	}
	if len(territories) > 0 && len(territories) < len(snap.Territories) {
		who += " · " + words.List(territories)
	}
	return who
}

// AskedOf is whom a session asks, in words.
func AskedOf(words *messages.Printer, snap *events.Snapshot, x *events.Session) string {
	if len(x.Asked) == 0 {
		return words.T("sessions.asks_nobody")
	}
	if said := AudienceOf(words, snap, x); said != "" {
		return said
	}
	var roles []string
	for _, role := range x.Asked[0].AskedRoles() {
		roles = append(roles, words.T("sessions.role."+string(role)))
	}
	return words.List(roles)
}
