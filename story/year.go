package story

import "strings"

// The organiser, the pilot of the dialogue, a member, and who came to a session between peers, asked or not.
const (
	organiser = "agathe-lormeau"
	pilot     = "pilote-dialogue"
	member    = "ines-charvoz"
	came      = "bastien-rochard"
	guest     = "irene-castaing" // an expert whom nobody asked
	absent    = "lucie-fontval"
)

// answers: the note of Faverges has the table that the copy has, and its words; those of all are read by theme and in one table.
func (e End) answers() {
	e.T.Helper()
	note := e.Command("note", "--delegation", "faverges", "--format", "text")
	_, recap, _ := strings.Cut(note, "Récapitulatif des arbitrages")
	if got := strings.Count(plain(recap), "| disponible | sans objet | sans objet | sans objet\n"); got != 3 {
		e.T.Errorf("%d rows of the note's table are as the copy has them, of 3, in\n%s", got, recap)
	}
	e.says("the note of Faverges", recap, []string{
		e.date("2022-03-10") + ", de 9 h à 12 h | disponible | sans objet | sans objet | sans objet\n",
		e.date("2022-04-28") + ", de 9 h 30 à 17 h 30 – La journée AGORA : oui\n", "\nLes cantines de faverges\n", "la ferme photovoltaïque, sur la boucle locale Volte Face",
		"Implication citoyenne » : oui\n", "\nok fait\n", e.date("2022-09-14") + " – La session de clôture : oui\n", "oui convient (en présentiel à Paris ou en visio ?)\n",
	})
	e.says("its page", e.Command("note", "--delegation", "faverges"), []string{"<!DOCTYPE html>", "<td>disponible</td>", "ok fait"})
	e.says("answers by theme", e.Command("decisions", "--themes", "--format", "csv"), []string{"Alimentation et agriculture,3,Faverges,Les cantines de faverges,",
		`Énergie,4,Faverges,"Retour d'expérience possible`}, "Autres,3,Faverges")
	e.says("answers of each", e.Command("answers", "--each", "--format", "csv"), []string{e.Day("2022-03-10").Format("2006-01-02") + " 09:00,", "Première session entre pairs,Faverges,oui", ",Vimy,"})
	for _, d := range Delegations {
		for _, number := range []int{1, 2, 3, 5, 7, 8} {
			e.says(d.Territory, e.task(d.Referent, d.Territory+".arbitrages", number), []string{"STATUS:COMPLETED", "PERCENT-COMPLETE:100"}, "À compléter", "Il manque", "à donner à nouveau")
		}
	}
	e.says("Faverges", e.task("camille-roux", "faverges.arbitrages", 4), []string{"STATUS:COMPLETED", "la ferme photovoltaïque"})
	e.says("Faverges", e.task("camille-roux", "faverges.arbitrages", 8), []string{"STATUS:COMPLETED"}, "Réponse de l'organisation")
}

const third = "Troisième journée générique « Implication citoyenne »"

// polls: a date that was chosen stands alone, in calendars and for subscribers.
func (e End) polls() {
	e.T.Helper()
	feed := []string{e.Feed()}
	e.says("the feed", e.event(feed, third, "2022-04-19"), []string{"STATUS:CANCELLED"})
	e.says("the feed", e.event(feed, third, "2022-04-21"), []string{"STATUS:CONFIRMED"}, "Option")
	e.hasNot(member, "parcours", third, "2022-04-19")
	e.says(member, e.has(member, "parcours", third, "2022-04-21"), []string{"STATUS:CONFIRMED"}, "Option", "/#poll-")
	e.says("Rodez", e.has("florence-aubracq", "parcours", "La session de clôture", "2022-09-14"), []string{"STATUS:CONFIRMED"}, "Option")
	e.says("Faverges", e.task("camille-roux", "faverges.arbitrages", 5), []string{"Implication citoyenne » : oui"})
}

// agora: who came to a session between peers is asked, and nobody else.
func (e End) agora() {
	e.T.Helper()
	const title, day = "La journée AGORA", "2022-04-28"
	e.says(guest, e.has(guest, "parcours", title, day), []string{"PARTSTAT=ACCEPTED"})
	e.has(came, "parcours", title, day)
	e.hasNot(absent, "parcours", title, day)
}

// expertDays: Vimy's fifth day was granted, with a reason.
func (e End) expertDays() {
	e.T.Helper()
	var fifth string
	for _, text := range e.all("cecile-artelois", "vimy.accompagnement") {
		if strings.Contains(text, "Confirmé par l'organisation") || strings.Contains(text, "Confirmé par l’organisation") {
			fifth = text
		}
	}
	e.says("Vimy's fifth day", fifth, []string{"SUMMARY:Cantine durable", `DESCRIPTION:Confirmé par l'organisation : le budget le permet\nUtilisés : 5 jours\, dont 1 accordé en plus.`}, "À valider", "STATUS:TENTATIVE")
	e.says("the ledger", e.Command("ledger", "--delegation", "vimy"), []string{"Utilisés : 5 jours, dont 1 accordé en plus."})
}

// festival: Reugny's day of dialogue comes after June, since it prepares a later event that it names.
func (e End) festival() {
	e.T.Helper()
	for _, who := range []string{"aurore-brennelle", pilot} {
		text := e.has(who, "reugny.agenda", "Journée de dialogue : festival de projections cinématographiques", "2022-09-08")
		e.says("Reugny's agenda", text, nil, "À valider", "Il manque")
	}
}

// organisersList: the organisers see all arbitrages, and who receives the answers to one sees that.
func (e End) organisersList() {
	e.T.Helper()
	if tasks := e.Calendar(organiser, "programme.arbitrages"); len(tasks) != 8 {
		e.T.Errorf("%d arbitrages", len(tasks))
	}
	list := func(number int) string { return e.task(organiser, "programme.arbitrages", number) }
	for _, number := range []int{1, 2, 3, 5, 7, 8} {
		e.says("the organisers' list", list(number), []string{"STATUS:COMPLETED", "PERCENT-COMPLETE:100", "10 délégations sur 10 ont répondu."}, "Sans réponse")
	}
	e.says("the organisers' list", list(2), []string{e.date("2022-04-28") + `\, 9 h 30 – La journée AGORA : oui\n`, `\nVimy\nNon`, "as ce jour-là"})
	e.says("the organisers' list", list(4), []string{"1 délégation sur 10 a répondu.", `Faverges\nRetour d'expérience possible`}, "Sans réponse", "DUE")
	e.says("the organisers' list", list(8), []string{`Faverges`, `oui convient (en présentiel à Paris ou en visio ?)`}, "Annecy – pose")
	tasks := e.Calendar(pilot, "programme.arbitrages")
	if len(tasks) != 1 {
		e.T.Errorf("the pilot receives the answers to one arbitrage and sees %d", len(tasks))
	}
	e.says("the pilot", tasks["arbitrage-6.ics"], []string{"1 délégation sur 10 a répondu.", `Reugny\nFestival de projections cinématographiques`, "PERCENT-COMPLETE:10\n"})
}
