package ical

import (
	"testing"
	"time"

	"parcours/events"
	"parcours/holidays"
)

// sampleProgramme is a small programme with one session of each sort.
func sampleProgramme(t testing.TB) *events.Snapshot {
	t.Helper()
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	return &events.Snapshot{
		Programme: events.Programme{
			Holidays: events.Holidays{Country: holidays.France},
			ID:       "territoires.example.org", Title: "Parcours Territoires", Language: "fr", TimeZone: "Europe/Paris",
			Description: "Trois sessions entre pairs ; une journée à Paris.",
			Organiser:   events.Organisation{ID: "apf", Name: "APF – \"La Fabrique\", Lyon", Email: "organisation@example.org"},
			Categories: []events.Category{
				{ID: "techniciens", Label: "Techniciens", Color: "steelblue"},
				{ID: "elus", Label: "Élus", Color: "#FF8A00"},
			},
			Territories: []events.Territory{{ID: "faverges", Name: "Faverges", SchoolZone: "A"}, {ID: "annecy", Name: "Annecy", SchoolZone: "C"}},
			Polls:       []events.Poll{{ID: "dates", Meaning: "Un oui : un ou plusieurs membres pourraient venir."}},
		},
		Loc: paris,
	}
}

var (
	made  = time.Date(2022, 1, 24, 9, 0, 0, 0, time.UTC)
	moved = time.Date(2022, 2, 1, 16, 30, 5, 0, time.UTC)

	referent = &events.Person{
		ID: "camille", Name: "Camille Roux", Email: "camille.roux@example.org", Role: events.Referent,
		Territories: []string{"faverges"}, Category: "elus",
	}
	organiser = &events.Person{ID: "org", Name: "Organisation", Email: "org@example.org", Role: events.Organiser}
)

// parisTime is a time of day in Paris, in 2022.
func parisTime(snap *events.Snapshot, month time.Month, day, hour, minute int) time.Time {
	return time.Date(2022, month, day, hour, minute, 0, 0, snap.Loc)
}

func sampleDays(month time.Month, first, last int) events.When {
	day := func(n int) time.Time { return time.Date(2022, month, n, 0, 0, 0, 0, time.UTC) }
	return events.When{Start: day(first), End: day(last + 1), AllDay: true}
}

// sampleSession gives one of the sample's sessions by name.
func sampleSession(snap *events.Snapshot, name string) *events.Session {
	x := &events.Session{Plan: events.Plan{ID: name, Status: events.Fixed}, Created: made, Modified: made, Change: 7}
	switch name {
	case "pairs-1-elus":
		x.Group, x.Category, x.Kind, x.Title = "pairs-1", "elus", "Session entre pairs", "Première session entre pairs"
		x.Description = "Elles visent à muscler le jeu coopératif :\n- S'ancrer dans sa fonction : ça veut dire quoi être élu, agent ...?\n- Croiser les regards ;"
		x.When = events.When{Start: parisTime(snap, 3, 10, 9, 0), End: parisTime(snap, 3, 10, 12, 0)}
		x.Place.Mode = events.Online
		x.Room = events.Room{Link: "https://visio.example.org/pairs-1-elus", Description: "Salle des élus, entre pairs."}
		x.Asked = []events.Audience{{Categories: []string{"elus"}}}
	case "agora":
		x.Kind, x.Title, x.Place = "Journée AGORA", "La journée AGORA", events.Place{Mode: events.OnSite, Where: "Paris (lieu à préciser)"}
		x.When = events.When{Start: parisTime(snap, 4, 28, 9, 30), End: parisTime(snap, 4, 28, 17, 30)}
		x.Resources = []events.Resource{
			{Title: "Plan d'accès", URL: "https://ressources.example.org/acces?a=1,2;b"},
			{Title: "Listing des entreprises, Annecy", URL: "https://ressources.example.org/annecy", Territory: "annecy"},
		}
		x.Sequence, x.Modified = 2, moved
	case "break":
		x.Title, x.When, x.Place = "Break & Inspiration", sampleDays(1, 20, 21), events.Place{Mode: events.Online, Link: "https://visio.example.org/break"}
	case "vision":
		x.Title, x.Status, x.Poll, x.Option, x.Options = "Vision, projet de territoire", events.Estimated, "dates", 1, 1
		x.When, x.Optional = events.When{Start: parisTime(snap, 3, 18, 9, 0), End: parisTime(snap, 3, 18, 17, 0)}, true
		x.Place.Mode = events.Online
	case "citoyens-a":
		x.Title, x.Status, x.Poll, x.Option, x.Options = "Implication citoyenne", events.Candidate, "dates", 1, 2
		x.When = events.When{Start: parisTime(snap, 4, 19, 9, 0), End: parisTime(snap, 4, 19, 17, 0)}
		x.Place.Mode = events.Online
	case "annulee":
		x.Title, x.Status, x.Sequence, x.Modified = "Visite", events.Cancelled, 3, moved
		x.When = events.When{Start: parisTime(snap, 5, 5, 9, 0), End: parisTime(snap, 5, 5, 12, 0)}
	}
	x.UID = snap.UIDOf(x.ID)
	return x
}

// viewOf gives a view of one of the sample's sessions.
func viewOf(snap *events.Snapshot, name string, view events.View, viewer *events.Person) *events.Invitation {
	x := sampleSession(snap, name)
	inv := &events.Invitation{
		Session: x, Programme: snap, View: view, Viewer: viewer, UID: x.UID, Name: x.ID + ".ics",
		Status: events.NeedsAction, Modified: x.Modified, Revision: "7.0.0",
	}
	switch view {
	case events.ViewInvited, events.ViewPersonal:
		inv.For, inv.AnswerURL, inv.Full = events.Subject{Person: viewer.ID}, "/a/tok-"+x.ID, true
	case events.ViewDelegation:
		inv.For = events.Subject{Territory: "faverges", Category: x.Category}
		inv.UID, inv.Label, inv.AnswerURL = x.UID+"+faverges", "Délégation de Faverges", "/a/tok-faverges-"+x.ID
	case events.ViewOrganiser:
		inv.Full = true
	}
	return inv
}

// answeredWith is the same view with an answer.
func answeredWith(inv *events.Invitation, status events.Partstat, comment string) *events.Invitation {
	inv.Status, inv.Comment, inv.Answered = status, comment, moved
	inv.Modified, inv.Revision = moved, "7.4.0"
	return inv
}
