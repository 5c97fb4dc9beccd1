package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"parcours/events"
	"parcours/messages"
	"parcours/story"
)

// kinds are the programs that referents use, by delegation.
var kinds = map[string]string{
	"annecy": "davx5", "arras": "thunderbird", "beauvais": "apple", "faverges": "thunderbird", "lomme": "evolution", "albigeois": "thunderbird",
	"reugny": "apple", "rodez": "davx5", "saint-jean-de-braye": "evolution", "vimy": "thunderbird",
}

// year is the story's cast.
type year struct {
	*journey
	referents map[string]*client // by territory
	organiser *client
}

// TestTheYear2022 goes through the programme of the note as its people did: from the first answer to the last date,
// each through the calendar program that they use.
func TestTheYear2022(t *testing.T) {
	j := newJourney(t)
	y := &year{journey: j, referents: map[string]*client{}, organiser: j.client("agathe-lormeau", "thunderbird")}
	for _, d := range story.Delegations {
		y.referents[d.Territory] = j.client(d.Referent, kinds[d.Territory])
	}
	for _, chapter := range []struct {
		name string
		tell func(*year)
	}{
		{"accounts open", (*year).accountsOpen},
		{"the sessions between peers, and arbitrage 1", (*year).peers},
		{"an answer is withdrawn", (*year).withdrawal},
		{"arbitrages 2, 3, 4, 6 and 7", (*year).words},
		{"the poll for the thematic days, and arbitrage 5", (*year).thematicDays},
		{"who came to AGORA", (*year).agora},
		{"a fifth expert day in Vimy", (*year).expertDays},
		{"a question back, and arbitrage 8", (*year).closing},
		{"Reugny's festival in September", (*year).festival},
		{"the note of Faverges", (*year).note},
		{"the end", (*year).end},
	} {
		t.Run(chapter.name, func(t *testing.T) {
			y.t = t
			chapter.tell(y)
		})
		if t.Failed() {
			return
		}
	}
}

// has checks what a text says and does not say.
func (y *year) has(text string, present []string, absent ...string) {
	y.t.Helper()
	for _, want := range present {
		if !strings.Contains(messages.Typeset(text), messages.Typeset(want)) {
			y.t.Errorf("no %q in\n%s", want, text)
		}
	}
	for _, bad := range absent {
		if strings.Contains(text, bad) {
			y.t.Errorf("%q in\n%s", bad, text)
		}
	}
}

// task is a delegation's arbitrage as its referent sees it.
func (y *year) task(territory string, number int) string {
	y.t.Helper()
	return y.referents[territory].one(territory+".arbitrages", fmt.Sprintf("arbitrage-%d.ics", number)).text
}

// writeTask changes it.
func (y *year) writeTask(territory string, number int, changes ...func(string) string) {
	y.t.Helper()
	c, text := y.referents[territory], y.task(territory, number)
	for _, change := range changes {
		text = change(text)
	}
	if etag := c.put(territory+".arbitrages", fmt.Sprintf("arbitrage-%d.ics", number), text).Get("ETag"); etag != "" {
		y.t.Errorf("%s: the answer to a task has the ETag %s", territory, etag)
	}
}

// vote answers a session for a delegation.
func (y *year) vote(territory, session string, status events.Partstat, added ...string) {
	y.t.Helper()
	c, calendar := y.referents[territory], territory+".delegation"
	text := partstat(c.one(calendar, session+".ics").text, status)
	for _, l := range added {
		text = line(text, l)
	}
	c.put(calendar, session+".ics", text)
}

// ticked is a task as programs complete it, below is one with an answer written below its line.
func ticked(text string) string {
	text = strings.NewReplacer("STATUS:NEEDS-ACTION", "STATUS:COMPLETED", "STATUS:IN-PROCESS", "STATUS:COMPLETED").Replace(text)
	return line(text, "COMPLETED:20220301T080000Z\nPERCENT-COMPLETE:100")
}

func below(answerLine, answer string) func(string) string {
	return func(text string) string {
		at := strings.Index(text, `— Réponse —`)
		end := at + strings.Index(text[at:], "\n")
		return text[:at] + answerLine + `\n` + answer + text[end:]
	}
}

func (y *year) accountsOpen() {
	for _, d := range story.Delegations {
		c := y.referents[d.Territory]
		names := c.calendars()
		for _, want := range []string{"parcours", d.Territory + ".delegation", d.Territory + ".arbitrages", d.Territory + ".agenda", d.Territory + ".accompagnement", "calendar", "tasks"} {
			if !slices.Contains(names, want) {
				y.t.Errorf("%s has no %s: %v", d.Referent, want, names)
			}
		}
		if tasks := c.fetch(d.Territory + ".arbitrages"); len(tasks) != 8 {
			y.t.Errorf("%s: %d tasks", d.Territory, len(tasks))
		}
	}
	y.has(y.task("vimy", 7), []string{"DUE;VALUE=DATE:20220310", "STATUS:NEEDS-ACTION", "1. Présentation du projet et de l'accompagnement envisagé", "3. Comment ?", "fixée par la note d’arbitrage"})
	y.has(y.task("vimy", 4), []string{`Réponse facultative\, sans échéance.`}, "DUE")
	y.has(y.task("vimy", 2), []string{"DUE;VALUE=DATE:20220414", "déduite du calendrier", `jeudi 28 avril 2022\, 9 h 30 – La journée AGORA : pas encore de réponse`})
}

func (y *year) peers() {
	y.at("2022-02-21 10:00")
	y.writeTask("arras", 1, ticked)
	y.has(y.task("arras", 1), []string{"SUMMARY:À compléter · Arbitrage 1 · ", "STATUS:NEEDS-ACTION", `DESCRIPTION:Il manque : Première session entre pairs\, jeudi 10 mars 2022\, de 9 h à 12 h\, Techniciens.`},
		"\nCOMPLETED:", "PERCENT-COMPLETE")
	y.at("2022-03-03 10:00")
	for _, d := range story.Delegations {
		for n := 1; n <= 3; n++ {
			for i, category := range []string{"techniciens", "elus", "partenaires", "ddt"} {
				session := fmt.Sprintf("pairs-%d-%s", n, category)
				if n == 3 && category == "ddt" {
					y.has(y.task(d.Territory, 1), []string{`jeudi 7 avril 2022\, 9 h – DDT : pas encore de réponse`}, "STATUS:COMPLETED", "\nCOMPLETED:")
				}
				switch {
				case d.Territory == "faverges" && category == "elus":
					y.vote(d.Territory, session, events.Accepted, "COMMENT:Sans objet")
				case d.Territory == "faverges" && i > 1:
					c := y.referents[d.Territory]
					c.answerPage(c.one("faverges.delegation", session+".ics").text, "none", "")
				case i == 3 && d.Territory == "lomme":
					y.vote(d.Territory, session, events.Declined)
				default:
					y.vote(d.Territory, session, events.Accepted)
				}
			}
		}
		y.has(y.task(d.Territory, 1), []string{"STATUS:COMPLETED", "\nCOMPLETED:20220303T090000Z", "PERCENT-COMPLETE:100"}, "À compléter", "Il manque")
	}
	y.has(y.task("faverges", 1), []string{`jeudi 24 mars 2022\, 14 h – Techniciens : oui`, `14 h – Élus : sans objet`, `14 h – DDT : sans objet`})
}

func (y *year) withdrawal() {
	c := y.referents["faverges"]
	c.answerPage(c.one("faverges.delegation", "pairs-2-techniciens.ics").text, "withdraw", "")
	y.has(y.task("faverges", 1), []string{"STATUS:NEEDS-ACTION", `14 h – Techniciens : à donner à nouveau`}, "\nCOMPLETED:", "PERCENT-COMPLETE", "À compléter")
	y.has(y.task("annecy", 1), []string{"STATUS:COMPLETED"})
	y.vote("faverges", "pairs-2-techniciens", events.Accepted)
	y.has(y.task("faverges", 1), []string{"STATUS:COMPLETED", "PERCENT-COMPLETE:100"})
}

const experience = "Retour d'expérience possible de Faverges sur la thématique énergie renouvelables : la mise en place de la ferme photovoltaïque\\, sur la boucle locale Volte Face (forme d'autoconsommation collective)\\, sur la chaufferie bois / réseau de Chaleur."

func (y *year) words() {
	y.at("2022-03-08 18:30")
	for _, d := range story.Delegations {
		if d.Territory == "vimy" {
			y.writeTask("vimy", 2, below("- REPONSE -", `Non\, pas ce jour-là`), ticked)
		} else {
			y.writeTask(d.Territory, 2, ticked)
		}
		y.has(y.task(d.Territory, 2), []string{"STATUS:COMPLETED"})
		y.writeTask(d.Territory, 3, below("— Réponse —", "Les cantines de "+d.Territory))
		y.has(y.task(d.Territory, 3), []string{"STATUS:IN-PROCESS", `— Réponse —\nLes cantines de ` + d.Territory})
		y.writeTask(d.Territory, 3, ticked)
		y.writeTask(d.Territory, 7, below("Réponse :", `1. Le projet\n2. Ce choix\n3. Comment`), ticked)
		y.has(y.task(d.Territory, 7), []string{"STATUS:COMPLETED", `— Réponse —\n1. Le projet\n2. Ce choix\n3. Comment`})
	}
	y.has(y.task("vimy", 2), []string{`— Réponse —\nNon\, pas ce jour-là`})
	y.writeTask("faverges", 4, below("— Réponse —", experience), ticked)
	y.has(y.task("faverges", 4), []string{"STATUS:COMPLETED", "la ferme photovoltaïque"})
	y.writeTask("reugny", 6, below("— Réponse —", "Festival de projections cinématographiques"), ticked)
	pilot := y.client("pilote-dialogue", "evolution")
	tasks := pilot.fetch("programme.arbitrages")
	if len(tasks) != 1 {
		y.t.Errorf("the pilot receives the answers to one arbitrage and sees %d", len(tasks))
	}
	y.has(tasks["arbitrage-6.ics"].text, []string{"1 délégation sur 10 a répondu.", `Reugny\nFestival de projections cinématographiques`, "Sans réponse : Annecy", "STATUS:IN-PROCESS", "PERCENT-COMPLETE:10\n"})
}
