package rules

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

// programme has a budget of expert days and a day of dialogue, and these people.
func programme(people ...events.Person) *events.Snapshot {
	return events.NewSnapshot(events.Programme{
		ID: "programme.example.org", TimeZone: "Europe/Paris", Language: "fr",
		Territories: []events.Territory{{ID: "annecy", Name: "Annecy"}, {ID: "faverges", Name: "Faverges"}},
		Dialogue: events.Dialogue{Before: events.Day{Year: 2022, Month: 6, Day: 30}, Words: []string{"dialogue"}, Preparation: []string{"préparation"},
			ByTitle: true, Sheet: "Fiche"},
		Budget: events.Budget{Days: 8, OnSite: 4},
	}, "generation", "epoch", 0, nil, people)
}
