package store

import (
	"testing"
	"time"

	"parcours/accounts"
	"parcours/calendars"
	"parcours/events"
)

// The values below are what testdata/first.sql holds: one of everything, every field set. They are written with
// today's code and read back by the round trip test, and read from the frozen file by the migration test; so they
// change only together with a migration that changes them too.

var paris = time.FixedZone("", 3600)

var fullPlan = events.Plan{
	ID: "pairs-elus", Group: "pairs", GroupTitle: "Session entre pairs", Category: "elus", Kind: "Session entre pairs",
	Title: "Élus : partager les freins", Description: "Deux heures\npour se parler", Status: events.Fixed,
	When:     events.When{Start: time.Date(2022, 3, 8, 14, 0, 0, 0, paris), End: time.Date(2022, 3, 8, 16, 0, 0, 0, paris)},
	Place:    events.Place{Mode: events.Online, Where: "en ligne", Link: "https://visio.example.org/tous"},
	Room:     events.Room{Link: "https://visio.example.org/elus", Description: "Salle des élus"},
	Audience: events.Audience{Categories: []string{"elus"}, Territories: []string{"faverges"}, Roles: []events.Role{events.Member}, AskedTo: []string{"agora"}},
	Optional: true, Poll: "dates", Option: 1, Options: 3,
	Resources: []events.Resource{{ID: "guide", Title: "Guide", URL: "https://example.org/guide", Territory: "faverges", Sessions: []string{"pairs"}}},
}

var fullSession = events.Session{
	Plan: fullPlan, UID: "pairs-elus@programme.example.org", Asked: []events.Audience{{Categories: []string{"elus"}}},
	Sequence: 2, AskedAt: 1, Created: day(1, 8), Modified: day(2, 9), Born: 3, Change: 4, Cancelled: day(3, 10),
	Dropped: true, Lost: true, Decided: day(3, 11), VotedAt: 1, Removed: true, Was: []events.PastAudience{{Asked: []events.Audience{{Categories: []string{"ddt"}}}, Until: 3}},
}

// allDay has no hours, and says nothing of most things.
var allDay = events.Session{
	Plan: events.Plan{ID: "agora", Title: "Agora", Status: events.Estimated, When: events.When{
		Start: time.Date(2022, 6, 1, 0, 0, 0, 0, time.UTC), End: time.Date(2022, 6, 3, 0, 0, 0, 0, time.UTC), AllDay: true,
	}},
	UID: "agora@programme.example.org", Change: 5,
}

var fullProgramme = events.Programme{
	ID: "programme.example.org", Title: "Territoires", Description: "Le parcours", Language: "fr", TimeZone: "Europe/Paris",
	Organiser:   events.Organisation{ID: "equipe", Name: "L'équipe", Email: "equipe@example.org"},
	Note:        events.Note{Title: "Note", Context: "Contexte", Object: "Objet"},
	Categories:  []events.Category{{ID: "elus", Label: "Élus", Color: "teal"}},
	Territories: []events.Territory{{ID: "faverges", Name: "Faverges", Orientation: "habitat", State: "oriented", SchoolZone: "A", Dialogue: "marché"}},
	Polls:       []events.Poll{{ID: "dates", Title: "Dates", Meaning: "je viens", Decision: 2, PerTerritory: true}},
	Decisions: []events.Decision{{Number: 2, Title: "Dates", Question: "Quand ?", Recap: "Quand donc ?", Form: []events.Form{events.FormPoll}, Sessions: []string{"pairs"},
		Poll: "dates", Who: events.Referent, To: "rita", Optional: true, Due: events.Day{Year: 2022, Month: 3, Day: 1}, DueStated: true, DueWhy: "avant"}},
	Resources: []events.Resource{{ID: "guide", Title: "Guide", URL: "https://example.org/guide"}},
	Dialogue:  events.Dialogue{Title: "Dialogue", Description: "Une journée", Before: events.Day{Year: 2022, Month: 9, Day: 30}, Pilot: "rita"},
	Budget:    events.Budget{Title: "Expertise", Description: "Huit jours", Days: 8, OnSite: 4, StabiliseBy: events.Day{Year: 2022, Month: 5, Day: 1}},
	Rules:     []string{"Écouter"},
}

var (
	rita = events.Person{ID: "rita", Email: "Rita.Moreau@example.org", Name: "Rita Moreau", Function: "chargée de mission", Language: "fr",
		Role: events.Referent, Territories: []string{"faverges", "annecy"}, Category: "elus", Epoch: 7, FeedToken: "jeton-rita", InFile: true}
	old = events.Person{ID: "old", Email: "old@example.org", Name: "Old", Epoch: 1, FeedToken: "jeton-old", Removed: true}

	password = accounts.Credential{Person: "rita", Kind: accounts.AppPassword, Hash: "c2hhMjU2", Label: "téléphone", Created: day(1, 7)}

	linkPass = accounts.Pass{Hash: "p1", Kind: accounts.PassLink, Person: "rita", Made: day(2, 7), Until: day(2, 8)}

	signIn = accounts.SignIn{Hash: "h1", Person: "rita", Made: day(2, 7), Used: day(3, 7), Agent: "Firefox"}

	forHerself = events.Answer{Number: 1, Session: "agora", For: events.Subject{Person: "rita"}, By: "rita", Status: events.Accepted,
		Comment: "j'y serai", Door: events.DoorCalDAV, At: day(4, 8), Sequence: 1, Late: true}
	forDelegation = events.Answer{Number: 1, Session: "pairs-elus", For: events.Subject{Territory: "faverges", Category: "elus"}, By: "rita",
		Status: events.NotApplicable, Door: events.DoorWeb, At: day(5, 8), Sequence: 2}

	overlay = events.Overlay{Number: 2, Person: "rita", Item: "parcours/agora.ics", Session: "agora", Text: "TRANSP:TRANSPARENT\r\n", Hidden: true, Sequence: 1}

	calendar = calendars.StoredCollection{Home: "rita", Name: "calendar", DisplayName: "Mon agenda", Description: "à moi", Color: "#1B5E9E", Order: 2,
		Components: []string{"VEVENT", "VFREEBUSY"}, TimeZone: "BEGIN:VCALENDAR", Transparent: true, Created: 1, Change: 3, Meta: 2}

	// Their times of creation are what the migration from the first schema makes of them.
	lunch = calendars.Object{Home: "rita", Collection: "calendar", Name: "lunch.ics", UID: "lunch", Component: "VEVENT",
		Octets: []byte("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n\x00\xff"), Size: 34, ETag: "e1", ScheduleTag: "s1", First: day(8, 11), Last: day(8, 12),
		Created: 2, CreatedAt: day(6, 8), Change: 3, Modified: day(6, 8)}
	weekly = calendars.Object{Home: "rita", Collection: "calendar", Name: "weekly", UID: "weekly", Component: "VEVENT", Octets: []byte("W"), Size: 1,
		ETag: "e2", First: day(1, 9), OpenEnded: true, Created: 3, CreatedAt: day(6, 9), Change: 3, Modified: day(6, 9)}

	color = calendars.Property{Name: calendars.PropertyName{Space: "http://apple.com/ns/ical/", Local: "calendar-color"}, XML: "<x>#FF0000</x>"}
	share = calendars.Share{Home: "rita", Collection: "calendar", Principal: "category:elus", Access: calendars.ReadWrite}
)

// fill writes everything.
func fill(t testing.TB, db *DB) {
	t.Helper()
	write(t, db, func(tx Tx) error {
		for _, home := range []string{"rita", "rita", "rita", "answers:rita", "answers:rita", "territory:faverges"} {
			if _, err := tx.NextChange(home); err != nil {
				return err
			}
		}
		for _, err := range []error{
			tx.SetSetting("generation", "g1"),
			tx.SetProgramme(fullProgramme),
			tx.SetSession(fullSession, &fullPlan),
			tx.SetSession(allDay, nil),
			tx.SetPerson(rita),
			tx.SetPerson(old),
			tx.RevokeFeedToken("jeton-old", day(2, 8)),
			tx.AddCredential(password),
			tx.AddAnswer(forHerself),
			tx.AddAnswer(forDelegation),
			tx.AddOverlay(overlay),
			tx.SetCollection(calendar),
			tx.SetObject(lunch),
			tx.SetObject(weekly),
			tx.SetCollection(calendars.StoredCollection{Home: "rita", Name: "spare"}),
			tx.RemoveCollection("rita", "spare", 2),
			tx.SetProperty("rita", "calendars/rita/calendar/", color),
			tx.SetShare(share),
		} {
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// checkFilled reads everything that fill wrote.
func checkFilled(t *testing.T, db *DB) {
	t.Helper()
	session, plan := fullSession, fullPlan
	session.When.Start, session.When.End = session.When.Start.UTC(), session.When.End.UTC()
	plan.When = session.When
	same(t, "Setting", read(t, db, func(tx Tx) (string, error) { return tx.Setting("generation") }), "g1")
	same(t, "LastChange", read(t, db, func(tx Tx) (int64, error) { return tx.LastChange("rita") }), 3)
	same(t, "Programme", read(t, db, Tx.Programme), fullProgramme)
	same(t, "Sessions", read(t, db, func(tx Tx) ([]events.Session, error) { return tx.Sessions(0) }), []events.Session{session, allDay})
	same(t, "SessionRevision", read(t, db, func(tx Tx) (events.Session, error) { return tx.SessionRevision("pairs-elus", 2) }), session)
	same(t, "Filed", read(t, db, Tx.Filed), map[string]events.Plan{"pairs-elus": plan})
	same(t, "People", read(t, db, Tx.People), []events.Person{old, rita})
	same(t, "Credentials", read(t, db, func(tx Tx) ([]accounts.Credential, error) { return tx.Credentials("rita") }), []accounts.Credential{password})
	same(t, "Answers", read(t, db, func(tx Tx) ([]events.Answer, error) { return tx.Answers(events.AnswerQuery{All: true}) }),
		[]events.Answer{forHerself, forDelegation})
	same(t, "Overlays", read(t, db, func(tx Tx) ([]events.Overlay, error) { return tx.Overlays("rita", "", 0, 0) }), []events.Overlay{overlay})
	same(t, "Collections", read(t, db, func(tx Tx) ([]calendars.StoredCollection, error) { return tx.Collections("rita") }),
		[]calendars.StoredCollection{calendar})
	same(t, "Objects", read(t, db, func(tx Tx) ([]calendars.Object, error) {
		return tx.Objects("rita", "calendar", calendars.ObjectQuery{})
	}), []calendars.Object{lunch, weekly})
	same(t, "Gone", read(t, db, func(tx Tx) ([]calendars.Tombstone, error) { return tx.Gone("rita", "", 0) }), []calendars.Tombstone{{Name: "spare", Change: 2}})
	same(t, "Properties", read(t, db, func(tx Tx) ([]calendars.Property, error) {
		return tx.Properties("rita", "calendars/rita/calendar")
	}), []calendars.Property{color})
	same(t, "Shares", read(t, db, func(tx Tx) ([]calendars.Share, error) { return tx.Shares("rita", "calendar") }), []calendars.Share{share})
	view(t, db, func(tx Tx) error {
		p, revoked, err := tx.PersonByFeedToken("jeton-old")
		same(t, "person of a revoked feed", p, old)
		same(t, "revoked", revoked, true)
		return err
	})
}
