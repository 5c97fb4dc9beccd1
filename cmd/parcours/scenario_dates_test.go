package main

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"parcours/events"
	"parcours/story"
)

// feed is what subscribers of all sessions are served.
func (y *year) feed() string {
	y.t.Helper()
	res, err := http.Get(y.url + "/feeds/all/Parcours.ics")
	y.must(err)
	defer res.Body.Close()
	octets, err := io.ReadAll(res.Body)
	y.must(err)
	if res.StatusCode != http.StatusOK {
		y.t.Fatal(res.Status)
	}
	return strings.ReplaceAll(unfoldText(string(octets)), "\r", "")
}

// eventOf is an event of a text by its UID.
func (y *year) eventOf(text, uid string) string {
	y.t.Helper()
	for part := range strings.SplitSeq(text, "BEGIN:VEVENT\n") {
		if strings.HasPrefix(part, "UID:"+uid+"\n") {
			event, _, _ := strings.Cut(part, "END:VEVENT")
			return event
		}
	}
	y.t.Fatalf("no event %s in\n%s", uid, text)
	return ""
}

func (y *year) thematicDays() {
	y.at("2022-03-09 12:00")
	y.has(y.referents["faverges"].one("faverges.delegation", "gen-3-a.ics").text,
		[]string{"SUMMARY:Délégation · Option 1/2 · ", "8 territoires sur 10 en vacances scolaires.", "Un oui : un ou plusieurs membres de la délégation pourraient venir.", y.url + "/#poll-approfondissement"})
	for _, d := range story.Delegations {
		for _, session := range []string{"gen-1", "gen-2", "them-1", "gen-3-b"} {
			y.vote(d.Territory, session, events.Accepted)
		}
		y.has(y.task(d.Territory, 5), []string{"STATUS:IN-PROCESS", "PERCENT-COMPLETE:80"}, "\nCOMPLETED:")
		y.vote(d.Territory, "gen-3-a", events.Declined, "COMMENT:vacances scolaires")
		y.has(y.task(d.Territory, 5), []string{"STATUS:COMPLETED", "Implication citoyenne » : non (vacances scolaires)"})
	}
	y.writeTask("faverges", 5, below("— Réponse —", "ok fait"))
	member := y.client("ines-charvoz", "thunderbird")
	member.one("parcours", "gen-3-a.ics")

	text := y.organiser.one("programme", "gen-3-b.ics").text
	y.organiser.put("programme", "gen-3-b.ics", strings.Replace(text, "STATUS:TENTATIVE", "STATUS:CONFIRMED", 1))
	for _, option := range []string{"gen-1", "gen-2", "them-1"} {
		y.command("poll", "decide", option)
	}
	if _, there := member.fetch("parcours")["gen-3-a.ics"]; there {
		y.t.Error("the date that was not chosen stays in a member's calendar")
	}
	chosen := member.one("parcours", "gen-3-b.ics").text
	y.has(chosen, []string{"SUMMARY:Troisième journée générique « Implication citoyenne »", "STATUS:CONFIRMED", "PARTSTAT=NEEDS-ACTION"}, "Option", "/#poll-")
	feed := y.feed()
	y.has(y.eventOf(feed, "gen-3-a@territoires-pilotes-2022.example.org"), []string{"STATUS:CANCELLED"})
	y.has(y.eventOf(feed, "gen-3-b@territoires-pilotes-2022.example.org"), []string{"STATUS:CONFIRMED"}, "Option")
	for _, d := range story.Delegations {
		y.has(y.task(d.Territory, 5), []string{"STATUS:COMPLETED"}, "Il manque", "à donner à nouveau")
	}
}

func (y *year) closing() {
	y.at("2022-05-30 09:00")
	y.writeTask("faverges", 8, below("— Réponse —", "oui convient (en présentiel à Paris ou en visio ?)"))
	for _, d := range story.Delegations {
		y.vote(d.Territory, "prep-cloture", events.Accepted)
		for _, option := range "abcde" {
			status := events.Tentative
			if option == 'c' {
				status = events.Accepted
			}
			y.vote(d.Territory, "cloture-"+string(option), status)
		}
		y.has(y.task(d.Territory, 8), []string{"STATUS:COMPLETED"})
	}
	asked := y.organiser.one("programme.arbitrages", "arbitrage-8.ics").text
	y.has(asked, []string{"10 délégations sur 10 ont répondu.", `Faverges – pose une question\noui convient (en présentiel à Paris ou en visio ?)`, "STATUS:COMPLETED"}, "Annecy – pose", "Sans réponse")
	y.at("2022-05-31 09:00")
	y.command("reply", "--delegation", "faverges", "--decision", "8", "En présentiel à Paris.")
	y.has(y.task("faverges", 8), []string{"STATUS:COMPLETED", "DESCRIPTION:Réponse de l'organisation : En présentiel à Paris.", "oui convient (en présentiel à Paris ou en visio ?)"}, "STATUS:NEEDS-ACTION")
	y.command("reply", "--delegation", "faverges", "--decision", "8", "En présentiel à Paris : serez-vous là ?")
	y.has(y.task("faverges", 8), []string{"STATUS:NEEDS-ACTION", "DESCRIPTION:Réponse de l'organisation : En présentiel à Paris : serez-vous là ?"}, "\nCOMPLETED:", "PERCENT-COMPLETE")
	y.has(y.task("vimy", 8), []string{"STATUS:COMPLETED"}, "Réponse de l'organisation")
	y.at("2022-06-01 14:00")
	y.writeTask("faverges", 8, ticked)
	y.has(y.task("faverges", 8), []string{"STATUS:COMPLETED"}, "Réponse de l'organisation")
	y.command("poll", "decide", "cloture-c")
	y.has(y.referents["rodez"].one("parcours", "cloture-c.ics").text, []string{"DTSTART;VALUE=DATE:20220914", "STATUS:CONFIRMED"}, "Option")
	y.has(y.task("rodez", 8), []string{"STATUS:COMPLETED"}, "à donner à nouveau")
}

// agora asks those who were asked to the sessions between peers, and who came to one without being asked.
func (y *year) agora() {
	y.at("2022-04-08 09:00")
	expert, member, absent := y.client("irene-castaing", "thunderbird"), y.client("bastien-rochard", "davx5"), y.client("lucie-fontval", "thunderbird")
	if _, there := expert.fetch("parcours")["agora.ics"]; there {
		y.t.Error("the expert is asked to AGORA before she came to a session between peers")
	}
	absent.one("parcours", "agora.ics")
	y.command("presence", "record", "pairs-3-elus", "irene-castaing", "bastien-rochard")
	y.has(expert.one("parcours", "agora.ics").text, []string{"SUMMARY:La journée AGORA", "PARTSTAT=NEEDS-ACTION"})
	o := expert.known["parcours"]["agora.ics"]
	expert.put("parcours", "agora.ics", partstat(o.text, events.Accepted))
	y.has(expert.one("parcours", "agora.ics").text, []string{"PARTSTAT=ACCEPTED"})
	shown := y.command("presence", "narrow", "agora")
	y.has(shown, []string{"« La journée AGORA » n'inviterait plus", "lucie-fontval", "Rien n'a changé : --yes le fait."}, "irene-castaing", "bastien-rochard")
	absent.one("parcours", "agora.ics")
	out := y.command("presence", "narrow", "agora", "--yes")
	y.has(out, []string{"lucie-fontval"}, "irene-castaing", "bastien-rochard")
	for _, c := range []*client{expert, member} {
		c.one("parcours", "agora.ics")
	}
	fresh := y.client("lucie-fontval", "thunderbird") // what a program finds that starts over
	if _, there := fresh.fetch("parcours")["agora.ics"]; there {
		y.t.Error("who came to none is asked to AGORA still")
	}
}

func (y *year) expertDays() {
	y.at("2022-04-20 09:00")
	c := y.referents["vimy"]
	const calendar = "vimy.accompagnement"
	c.fetch(calendar)
	for day := 2; day <= 6; day++ {
		date := fmt.Sprintf("202205%02d", day)
		text := newEvent("jour-"+date, "Cantine durable", date+"T090000", date+"T170000", "STATUS:CONFIRMED", `DESCRIPTION;ALTREP="data:text/html,Jour":Modèle économique de la cantine`)
		etag := c.put(calendar, date+".ics", text).Get("ETag")
		if etag != "" {
			y.t.Errorf("%s: a balance was written, and yet the ETag is %s", date, etag)
		}
	}
	y.has(c.one(calendar, "20220505.ics").text, []string{"SUMMARY:Cantine durable", "STATUS:CONFIRMED", `DESCRIPTION:Utilisés : 4 jours sur 4\, reste 0.`, `\n—\nModèle économique de la cantine`}, "ALTREP", "À valider")
	fifth := c.one(calendar, "20220506.ics").text
	y.has(fifth, []string{"SUMMARY:À valider · Cantine durable", "STATUS:TENTATIVE", `DESCRIPTION:À valider : ce jour dépasse les 4 jours prévus`, `\n—\nModèle économique de la cantine`}, "ALTREP")
	c.put(calendar, "20220506.ics", strings.Replace(fifth, "Modèle économique", "Le modèle économique", 1))
	y.has(c.one(calendar, "20220506.ics").text, []string{"SUMMARY:À valider · Cantine durable", `\n—\nLe modèle économique de la cantine`})
	y.has(y.command("ledger", "--delegation", "vimy"), []string{"à valider", "jour-20220506", "Utilisés : 4 jours sur 4, reste 0."})
	y.command("ledger", "approve", "--delegation", "vimy", "jour-20220506", "--reason", "le budget le permet")
	y.has(c.one(calendar, "20220506.ics").text, []string{"SUMMARY:Cantine durable", "STATUS:CONFIRMED", `DESCRIPTION:Confirmé par l'organisation : le budget le permet\nUtilisés : 5 jours\, dont 1 accordé en plus.`, `\n—\nLe modèle économique de la cantine`}, "À valider", "X-PARCOURS-STATUS")
}

// festival: the day of dialogue may come after June where it prepares a later event that it names.
func (y *year) festival() {
	y.at("2022-06-02 09:00")
	c := y.referents["reugny"]
	const calendar = "reugny.agenda"
	c.fetch(calendar)
	c.put(calendar, "dialogue.ics", newEvent("dialogue-reugny", "Journée de dialogue", "20220908T090000", "20220908T170000"))
	y.has(c.one(calendar, "dialogue.ics").text, []string{"SUMMARY:À valider · Journée de dialogue", "au plus tard le 30/06/2022", "Il manque : un temps de préparation"})
	c.put(calendar, "festival.ics", newEvent("festival-reugny", "Festival de projections cinématographiques", "20220917T180000", "20220917T230000"))
	y.has(c.one(calendar, "festival.ics").text, []string{"SUMMARY:Festival de projections cinématographiques", `DESCRIPTION:Fiche projet-événement\nProjet ou évènement :`}, "À valider")
	text := c.one(calendar, "dialogue.ics").text
	c.put(calendar, "dialogue.ics", strings.Replace(text, "Journée de dialogue", "Journée de dialogue : festival de projections cinématographiques", 1))
	y.has(c.one(calendar, "dialogue.ics").text, []string{"SUMMARY:Journée de dialogue : festival de projections", "Il manque : un temps de préparation"}, "À valider")
	c.put(calendar, "preparation.ics", newEvent("preparation-reugny", "Préparation de la journée de dialogue", "20220705T090000", "20220705T120000"))
	y.has(c.one(calendar, "dialogue.ics").text, []string{"SUMMARY:Journée de dialogue : festival"}, "À valider", "Il manque", "DESCRIPTION", "X-PARCOURS")
	c.put(calendar, "foire.ics", strings.Replace(newEvent("foire-reugny", "Foire aux initiatives", "20220918T100000", "20220918T180000"), "END:VEVENT", "CLASS:PUBLIC\r\nEND:VEVENT", 1))
	if others := y.referents["faverges"].fetch(calendar); len(others) != 1 || !strings.Contains(others["foire.ics"].text, "SUMMARY:Foire aux initiatives") {
		y.t.Errorf("Faverges reads of Reugny's agenda %v", others)
	}
	pilot := y.client("pilote-dialogue", "apple")
	pilot.one(calendar, "dialogue.ics")
}

// note is written with what a delegation says now.
func (y *year) note() {
	y.at("2022-06-10 09:00")
	written := func() string { return y.command("note", "--delegation", "faverges", "--format", "text") }
	y.writeTask("faverges", 3, below("— Réponse —", "Les relations urbain/rural"))
	y.has(written(), []string{"\nLes relations urbain/rural\n"}, "Les cantines de faverges")
	y.writeTask("faverges", 3, below("— Réponse —", "Les cantines de faverges"))
	y.has(written(), []string{"AGORA du 28 avril vous convient.\n\njeudi 28 avril 2022, de 9 h 30 à 17 h 30 – La journée AGORA : oui\n", "\nLes cantines de faverges\n"}, "Les relations urbain/rural")
}

// end is the same as that of the stories in a browser.
func (y *year) end() {
	clients := map[string]*client{"agathe-lormeau": y.organiser}
	for _, d := range story.Delegations {
		clients[d.Referent] = y.referents[d.Territory]
	}
	story.End{
		T: y.t, Command: y.command, Feed: y.feed,
		Calendar: func(person, collection string) map[string]string {
			if clients[person] == nil {
				clients[person] = y.client(person, "apple")
			}
			all := map[string]string{}
			for name, o := range clients[person].fetch(collection) {
				all[name] = o.text
			}
			return all
		},
		Day: func(day string) time.Time {
			at, err := time.Parse(time.DateOnly, day)
			y.must(err)
			return at
		},
	}.Check()
}
