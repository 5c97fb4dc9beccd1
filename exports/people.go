package exports

import (
	"cmp"
	"slices"
	"strings"

	"parcours/delivery"
	"parcours/events"
	"parcours/office"
	"parcours/pages"
	"parcours/report"
	"parcours/table"
)

var peopleKeys = []string{"id", "name", "email", "function", "role", "territories", "category", "language", "godparent", "seen_web", "seen_caldav", "seen_feed"}

// people are those of the programme; what the import of a table reads stands first, under the heads that it knows.
func (a *asking) people() (rows []row, err error) {
	seen, err := a.record.Seen(a.ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range office.ByName(slices.Clone(a.snap.People())) {
		role := ""
		if p.Role != "" {
			role = a.words.T("people.role." + string(p.Role))
		}
		places := strings.Join(report.Territories(a.snap, p.Territories), ", ")
		line := row{
			p.ID, p.Name, p.Email, p.Function, table.Coded{Words: role, Code: string(p.Role)}, table.Coded{Words: places, Code: slices.Concat([]string{}, p.Territories)}, a.category(p.Category), p.Language,
			a.person(p.Godparent),
		}
		for _, door := range []events.Door{events.DoorWeb, events.DoorCalDAV, events.DoorFeed} {
			line = append(line, a.at(seen[p.ID][door]))
		}
		rows = append(rows, line)
	}
	return rows, nil
}

var sessionKeys = []string{"id", "group", "title", "start", "end", "status", "kind", "place", "link", "asks", "room", "optional", "poll", "why", "changed", "text"}

func (a *asking) sessions() (rows []row, err error) {
	for _, x := range a.snap.All() {
		if !x.Listed() {
			continue
		}
		state := string(x.Status)
		if x.Draft() {
			state = "draft"
		}
		start, end := a.when(x.When)
		rows = append(rows, row{
			x.ID, x.Group, x.Title, start, end, table.Coded{Words: a.words.T("command.session." + state), Code: state}, x.Kind, pages.PlaceOf(a.words, x.Place), cmp.Or(x.Room.Link, x.Place.Link),
			pages.AskedOf(a.words, a.snap, x), a.category(x.Category), a.mark(x.Optional), x.Poll, x.Why, a.at(x.Modified), x.Description,
		})
	}
	return rows, nil
}

var presenceKeys = []string{"session", "title", "start", "person", "email", "territories", "category", "asked", "present", "by", "at"}

// presence is a line for each person whom a session asks, and for each who came; of one session or group where the address names it.
func (a *asking) presence() (rows []row, err error) {
	all, err := a.events.Presences(a.ctx, "")
	if err != nil {
		return nil, err
	}
	said := map[[2]string]*events.Presence{}
	for i := range all {
		said[[2]string{all[i].Session, all[i].Person}] = &all[i]
	}
	wanted := a.part.Get("session")
	for _, x := range a.snap.All() {
		if !x.Listed() || !x.Live() || x.Draft() || wanted != "" && wanted != x.ID && wanted != x.Group {
			continue
		}
		start, _ := a.when(x.When)
		for _, p := range office.ByName(slices.Clone(a.snap.People())) {
			one := said[[2]string{x.ID, p.ID}]
			if one == nil && !x.Asks(p) {
				continue
			}
			line := row{x.ID, x.Title, start, table.Coded{Words: p.Name, Code: p.ID}, p.Email, a.territories(p.Territories), a.category(p.Category), a.mark(x.Asks(p)), nil, nil, nil}
			if one != nil {
				word := a.words.T("history.absent")
				if one.Present {
					word = a.words.T("history.present")
				}
				line[8], line[9], line[10] = table.Coded{Words: word, Code: one.Present}, a.person(one.By), a.at(one.At)
			}
			rows = append(rows, line)
		}
	}
	return rows, nil
}

var mailKeys = []string{"to", "email", "kind", "session", "state", "made", "next", "sent", "attempts", "error"}

// mail is what left and what is to leave, in the state that the address names.
func (a *asking) mail() (rows []row, err error) {
	all, err := a.delivery.Mails(a.ctx, delivery.MailQuery{State: delivery.MailState(a.part.Get("state"))})
	for _, m := range all {
		address := ""
		if p := a.snap.Person(m.Person); p != nil {
			address = p.Email
		}
		var next any
		if m.State == delivery.MailQueued {
			next = a.at(m.Next)
		}
		rows = append(rows, row{
			a.person(m.Person), address, table.Coded{Words: a.words.T("letters.kind." + string(m.Kind)), Code: string(m.Kind)}, a.aboutMail(&m),
			table.Coded{Words: a.words.T("letters.state." + string(m.State)), Code: string(m.State)}, a.at(m.Created), next, a.at(m.Sent), m.Attempts, m.Error,
		})
	}
	return rows, err
}

// aboutMail is the session that a mail is about, or the territory of an expert day.
func (a *asking) aboutMail(m *delivery.Mail) table.Coded {
	if m.Kind == delivery.MailDay {
		return a.territory(m.Session)
	}
	return table.Coded{Words: report.SessionTitle(a.snap, m.Session), Code: m.Session}
}

var mailInKeys = []string{"at", "from", "subject", "outcome", "person", "session", "reason"}

// everything is more messages than any store holds.
const everything = 1 << 31

func (a *asking) mailIn() (rows []row, err error) {
	all, err := a.delivery.Receipts(a.ctx, "", everything)
	for _, m := range all {
		outcome := string(m.Outcome)
		if m.Settled != "" {
			outcome = "settled"
		}
		rows = append(rows, row{
			a.at(m.At), m.From, m.Subject, table.Coded{Words: a.words.T("letters.outcome." + outcome), Code: outcome}, a.person(m.Person), table.Coded{Words: report.SessionTitle(a.snap, m.Session), Code: m.Session}, m.Reason,
		})
	}
	return rows, err
}
