package site

import (
	"time"

	"parcours/events"
)

// SmallProgramme has one of each kind of session and of each kind of person, in two territories.
//
//	who     role, territory, category             asked to
//	orga    organiser                             nothing
//	rita    referent, faverges, techniciens       agora, pairs-techniciens, jour-a, jour-b, seule, prepa
//	rene    referent, annecy, elus                agora, pairs-elus, jour-a, jour-b, seule, prepa
//	marc    member, faverges, elus                agora, pairs-elus, jour-a, jour-b, seule
//	anne    member, annecy, techniciens           agora, pairs-techniciens, jour-a, jour-b, seule
//	guy     guest, faverges, elus                 as marc
//	emma    expert, faverges                      appui
//	paul    nobody of the programme               nothing
func SmallProgramme() events.Programme {
	return events.Programme{
		ID: "programme.example.org", Title: "Parcours", Description: "Le parcours", Language: "fr", TimeZone: "Europe/Paris",
		Organiser:   events.Organisation{ID: "equipe", Name: "L'équipe", Email: "equipe@example.org"},
		Categories:  []events.Category{{ID: "techniciens", Label: "Techniciens", Color: "steelblue"}, {ID: "elus", Label: "Élus", Color: "darkorange"}},
		Territories: []events.Territory{{ID: "annecy", Name: "Annecy", SchoolZone: "A"}, {ID: "faverges", Name: "Faverges", SchoolZone: "A"}},
		Sessions:    smallSessions(),
		Polls:       []events.Poll{{ID: "dates", Title: "Les dates", Meaning: "Un oui : nous venons.", Decision: 2, PerTerritory: true}},
		Decisions: []events.Decision{
			{Number: 1, Title: "Les dates entre pairs", Question: "Confirmez.", Form: []events.Form{events.FormMatrix}, Sessions: []string{"pairs"}, Who: events.Member,
				Due: events.Day{Year: 2022, Month: 3, Day: 9}, DueWhy: "La veille."},
			{Number: 2, Title: "Le jour", Question: "Votez.", Form: []events.Form{events.FormPoll}, Poll: "dates", Who: events.Referent, Due: events.Day{Year: 2022, Month: 4, Day: 1}},
			{Number: 3, Title: "Vos attentes", Question: "Dites-nous.", Form: []events.Form{events.FormText}, Who: events.Member, To: "emma",
				Due: events.Day{Year: 2022, Month: 3, Day: 1}, DueStated: true},
		},
		Dialogue: events.Dialogue{Title: "La journée de dialogue", Before: events.Day{Year: 2022, Month: 6, Day: 30}, Pilot: "paul",
			Words: []string{"dialogue"}, Preparation: []string{"préparation"}, ByTitle: true, Sheet: "Fiche projet-événement\nPorteur et partenaires :"},
		Budget: events.Budget{Title: "L'accompagnement", Days: 8, OnSite: 4},
		People: []events.Person{
			{ID: "orga", Email: "orga@example.org", Name: "Olga", Role: events.Organiser},
			{ID: "rita", Email: "rita@example.org", Name: "Rita", Role: events.Referent, Territories: []string{"faverges"}, Category: "techniciens"},
			{ID: "rene", Email: "rene@example.org", Name: "René", Role: events.Referent, Territories: []string{"annecy"}, Category: "elus"},
			{ID: "marc", Email: "marc@example.org", Name: "Marc", Role: events.Member, Territories: []string{"faverges"}, Category: "elus"},
			{ID: "anne", Email: "anne@example.org", Name: "Anne", Role: events.Member, Territories: []string{"annecy"}, Category: "techniciens"},
			{ID: "guy", Email: "guy@example.org", Name: "Guy", Role: events.Guest, Territories: []string{"faverges"}, Category: "elus", Godparent: "marc"},
			{ID: "emma", Email: "emma@example.org", Name: "Emma", Role: events.Expert, Territories: []string{"faverges"}},
			{ID: "paul", Email: "paul@example.org", Name: "Paul"},
		},
	}
}

func smallSessions() []events.Plan {
	peers := events.Plan{
		Group: "pairs", GroupTitle: "Session entre pairs", Kind: "Session entre pairs", Status: events.Fixed,
		When: Hours("2022-03-10", "09:00", "12:00"), Place: events.Place{Mode: events.Online},
	}
	technicians, elected := peers, peers
	technicians.ID, technicians.Title, technicians.Category = "pairs-techniciens", "Entre techniciens", "techniciens"
	technicians.Room = events.Room{Link: "https://visio.example.org/salle-techniciens", Description: "Entre nous, techniciens."}
	elected.ID, elected.Title, elected.Category = "pairs-elus", "Entre élus", "elus"
	elected.Room = events.Room{Link: "https://visio.example.org/salle-elus", Description: "Entre nous, élus."}

	candidate := events.Plan{Group: "jour", GroupTitle: "La clôture", Title: "La clôture", Status: events.Candidate, Poll: "dates", Options: 2}
	first, second := candidate, candidate
	first.ID, first.Option, first.When = "jour-a", 1, AllDay("2022-09-12")
	second.ID, second.Option, second.When = "jour-b", 2, AllDay("2022-09-13")

	return []events.Plan{
		{ID: "agora", Title: "La journée AGORA", Status: events.Fixed, When: Hours("2022-04-28", "09:30", "17:30"),
			Place: events.Place{Mode: events.Online, Link: "https://visio.example.org/agora"}, Audience: events.Audience{AskedTo: []string{"pairs"}}},
		technicians, elected, first, second,
		{ID: "seule", Title: "Une journée générique", Status: events.Estimated, When: Hours("2022-03-18", "09:00", "17:00"), Poll: "dates",
			Option: 1, Options: 1, Optional: true},
		{ID: "prepa", Title: "Préparation de la clôture", Status: events.Estimated, When: AllDay("2022-06-23"),
			Audience: events.Audience{Roles: []events.Role{events.Referent}}},
		{ID: "appui", Title: "Réunion des experts", Status: events.Fixed, When: Hours("2022-05-05", "14:00", "15:00"),
			Place: events.Place{Mode: events.Online, Link: "https://visio.example.org/appui"}, Audience: events.Audience{Roles: []events.Role{events.Expert}}},
	}
}

// AllDay is one whole day.
func AllDay(day string) events.When {
	d, err := events.ParseDay(day)
	if err != nil {
		panic(err)
	}
	return events.When{Start: d.In(time.UTC), End: d.Add(1).In(time.UTC), AllDay: true}
}
