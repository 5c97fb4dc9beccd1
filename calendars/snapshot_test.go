package calendars

import (
	"time"

	"parcours/events"
)

var paris = func() *time.Location {
	loc, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		panic(err)
	}
	return loc
}()

// programme is a small one with these sessions and people.
func programme(sessions []events.Session, people ...events.Person) *events.Snapshot {
	p := events.Programme{
		ID: "programme.example.org", TimeZone: "Europe/Paris", Language: "fr",
		Categories:  []events.Category{{ID: "techniciens", Label: "Techniciens"}, {ID: "elus", Label: "Élus"}},
		Territories: []events.Territory{{ID: "annecy", Name: "Annecy", SchoolZone: "A"}, {ID: "faverges", Name: "Faverges", SchoolZone: "A"}},
		Dialogue:    events.Dialogue{Before: events.Day{Year: 2022, Month: 6, Day: 30}, Words: []string{"dialogue"}, Preparation: []string{"préparation"}, ByTitle: true, Sheet: "Fiche"}, Budget: events.Budget{Days: 8, OnSite: 4},
	}
	return events.NewSnapshot(p, "generation", "epoch", int64(len(sessions)), sessions, people)
}
