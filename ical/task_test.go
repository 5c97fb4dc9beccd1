package ical

import (
	"strings"
	"testing"
	"time"

	"parcours/calendars"
	"parcours/events"
	"parcours/messages"
)

// sampleDecisions are arbitrages of each form, by number as in the note.
func sampleDecisions() map[int]*events.Decision {
	due := func(month time.Month, day int) events.Day { return events.Day{Year: 2022, Month: month, Day: day} }
	return map[int]*events.Decision{
		1: {Number: 1, Title: "Dates et horaires des journées en sous-groupes de pairs", Form: []events.Form{events.FormMatrix},
			Question: "Merci de nous confirmer que ces dates et horaires vous conviennent.", Due: due(3, 9), DueWhy: "La veille de la première session entre pairs."},
		2: {Number: 2, Title: "La journée AGORA en présentiel", Form: []events.Form{events.FormYesNo},
			Question: "Merci de nous confirmer qu'une solution en présentiel à cette date vous convient.", Due: due(4, 14), DueWhy: "Deux semaines avant la journée AGORA."},
		4: {Number: 4, Title: "D'autres thématiques (économie circulaire, énergie)", Form: []events.Form{events.FormText}, Optional: true,
			Question: "Si vous désirez explorer d'autres thématiques, nous vous invitons à vous positionner sur la co-construction de ces sessions d'échanges."},
		5: {Number: 5, Title: "Les dates des journées d'approfondissement", Form: []events.Form{events.FormPoll}, Poll: "dates",
			Question: "Merci de remplir le sondage, au nom de la délégation.", Due: due(3, 11), DueWhy: "Une semaine avant la première date proposée."},
		7: {Number: 7, Title: "Notes de qualification de l'accompagnement territorialisé", Form: []events.Form{events.FormDocument},
			Question: "Merci de nous renvoyer une présentation qui réponde aux questions suivantes.\n\n1. Présentation du projet\n2. Pourquoi ce choix ?\n3. Comment ?",
			Due:      due(3, 10), DueStated: true, DueWhy: "Nous aimerions pouvoir stabiliser les temps d'accompagnement pour le 10 mars."},
		8: {Number: 8, Title: "Le 23 juin et le jour de la session de clôture", Form: []events.Form{events.FormYesNo, events.FormPoll}, Poll: "dates",
			Question: "Merci de nous indiquer si la date du 23 juin vous convient.", Due: due(6, 22), DueWhy: "La veille du 23 juin."},
	}
}

// taskOf gives Faverges' task of an arbitrage in a state.
func taskOf(snap *events.Snapshot, number int, change func(*events.DecisionState)) *events.Task {
	d := sampleDecisions()[number]
	st := &events.DecisionState{Decision: d, Territory: &snap.Territories[0], Due: d.Due}
	change(st)
	return &events.Task{
		Decision: d, Territory: st.Territory, UID: snap.DecisionUID(number, "faverges"), Programme: snap, Reader: referent,
		Modified: moved, Due: st.Due, URL: "/", State: st, Served: "3.false.k2j9",
	}
}

func cellOf(snap *events.Snapshot, session string, status events.Partstat, comment string) events.DecisionCell {
	return events.DecisionCell{Session: sampleSession(snap, session), Status: status, Comment: comment}
}

func missingOf(cell events.DecisionCell) events.Missing {
	x := cell.Session
	return events.Missing{Session: x.ID, Title: x.Title, Category: x.Category, When: x.When}
}

// renderedTasks are tasks by the name of their sample.
func renderedTasks(t testing.TB) map[string]*events.Task {
	snap := sampleProgramme(t)
	english := *referent
	english.Language = "en"
	peers := func(status events.Partstat) events.DecisionCell { return cellOf(snap, "pairs-1-elus", status, "") }
	tasks := map[string]*events.Task{
		"fresh": taskOf(snap, 2, func(*events.DecisionState) {}),
		"done":  taskOf(snap, 2, func(st *events.DecisionState) { st.Done, st.At = true, moved }),
		"said-no": taskOf(snap, 2, func(st *events.DecisionState) {
			st.Done, st.At, st.Answer = true, moved, "Non, nous préférons la visio ;\nle train est trop cher."
		}),
		"too-early": taskOf(snap, 1, func(st *events.DecisionState) {
			st.Cells = []events.DecisionCell{peers(events.NeedsAction), cellOf(snap, "agora", events.Accepted, "à deux")}
			st.Missing, st.TooEarly = []events.Missing{missingOf(st.Cells[0])}, true
		}),
		"too-early-text": taskOf(snap, 7, func(st *events.DecisionState) { st.Missing, st.TooEarly = []events.Missing{{}}, true }),
		"matrix-complete": taskOf(snap, 1, func(st *events.DecisionState) {
			st.Cells, st.Done, st.At = []events.DecisionCell{cellOf(snap, "pairs-1-elus", events.NotApplicable, "Sans objet !")}, true, moved
		}),
		"partly": taskOf(snap, 5, func(st *events.DecisionState) {
			st.Cells = []events.DecisionCell{cellOf(snap, "vision", events.Accepted, ""), cellOf(snap, "citoyens-a", events.NeedsAction, ""), cellOf(snap, "break", events.Declined, "vacances")}
			st.Missing = []events.Missing{missingOf(st.Cells[1])}
		}),
		"blank-again": taskOf(snap, 5, func(st *events.DecisionState) {
			st.Cells = []events.DecisionCell{cellOf(snap, "vision", events.Accepted, ""), cellOf(snap, "citoyens-a", events.NeedsAction, "")}
			st.Cells[1].Again = true
			st.Missing = []events.Missing{missingOf(st.Cells[1])}
		}),
		"replied": taskOf(snap, 8, func(st *events.DecisionState) {
			st.Cells, st.Answer = []events.DecisionCell{cellOf(snap, "break", events.Accepted, "")}, "oui convient (en présentiel à Paris ou en visio ?)"
			st.Reply = "En présentiel à Paris."
		}),
		"optional": taskOf(snap, 4, func(*events.DecisionState) {}),
		"document": taskOf(snap, 7, func(st *events.DecisionState) { st.Answer = "1. Les espaces délaissés" }),
		"english":  taskOf(snap, 5, func(st *events.DecisionState) { st.Cells = []events.DecisionCell{peers(events.Tentative)} }),
	}
	tasks["english"].Reader = &english
	tasks["all"] = taskOfEverybody(snap, 8, func(st []events.DecisionState) {
		st[0].Answer, st[0].Cells = "oui convient (en présentiel à Paris ou en visio ?)", []events.DecisionCell{cellOf(snap, "break", events.Accepted, ""), peers(events.NeedsAction)}
	})
	tasks["all-optional"] = taskOfEverybody(snap, 4, func(st []events.DecisionState) { st[1].Done, st[1].At = true, moved })
	tasks["all-done"] = taskOfEverybody(snap, 2, func(st []events.DecisionState) {
		st[0].Done, st[0].At, st[1].Done, st[1].At, st[1].Answer = true, made, true, moved, "non"
	})
	return tasks
}

// taskOfEverybody gives the organisers' task of an arbitrage.
func taskOfEverybody(snap *events.Snapshot, number int, change func([]events.DecisionState)) *events.Task {
	d := sampleDecisions()[number]
	states := []events.DecisionState{{Decision: d, Territory: &snap.Territories[0], Due: d.Due}, {Decision: d, Territory: &snap.Territories[1], Due: d.Due}}
	change(states)
	return &events.Task{
		Decision: d, UID: snap.UIDOf("arbitrage"), Programme: snap, Reader: organiser, Modified: moved, Due: d.Due, URL: "/", States: states,
	}
}

func TestTasksAreObjectResources(t *testing.T) {
	for name, task := range renderedTasks(t) {
		index, err := renderer.Object(renderer.Item(calendars.Item{Task: task}), task.Programme.Loc)
		if err != nil || index.UID != task.UID || index.Component != "VTODO" {
			t.Errorf("%s: %+v %v", name, index, err)
		}
	}
}

func TestProgressOfTasks(t *testing.T) {
	all := renderedTasks(t)
	for name, want := range map[string]struct{ status, percent, completed, due, title string }{
		"fresh":           {"NEEDS-ACTION", "", "", "20220414", "Arbitrage 2 · La journée AGORA en présentiel"},
		"done":            {"COMPLETED", "100", "20220201T163005Z", "20220414", "Arbitrage 2 · La journée AGORA en présentiel"},
		"said-no":         {"COMPLETED", "100", "20220201T163005Z", "20220414", "Arbitrage 2 · La journée AGORA en présentiel"},
		"too-early":       {"NEEDS-ACTION", "", "", "20220309", "À compléter · Arbitrage 1 · Dates et horaires des journées en sous-groupes de pairs"},
		"matrix-complete": {"COMPLETED", "100", "20220201T163005Z", "20220309", "Arbitrage 1 · Dates et horaires des journées en sous-groupes de pairs"},
		"partly":          {"IN-PROCESS", "66", "", "20220311", "Arbitrage 5 · Les dates des journées d'approfondissement"},
		"blank-again":     {"NEEDS-ACTION", "", "", "20220311", "Arbitrage 5 · Les dates des journées d'approfondissement"},
		"replied":         {"NEEDS-ACTION", "", "", "20220622", "Arbitrage 8 · Le 23 juin et le jour de la session de clôture"},
		"optional":        {"NEEDS-ACTION", "", "", "", "Arbitrage 4 · D'autres thématiques (économie circulaire, énergie)"},
		"document":        {"IN-PROCESS", "", "", "20220310", "Arbitrage 7 · Notes de qualification de l'accompagnement territorialisé"},
		"english":         {"IN-PROCESS", "99", "", "20220311", "Decision 5 · Les dates des journées d'approfondissement"},
		"all":             {"IN-PROCESS", "", "", "20220622", "Arbitrage 8 · Le 23 juin et le jour de la session de clôture"},
		"all-optional":    {"IN-PROCESS", "50", "", "", "Arbitrage 4 · D'autres thématiques (économie circulaire, énergie)"},
		"all-done":        {"COMPLETED", "100", "20220201T163005Z", "20220414", "Arbitrage 2 · La journée AGORA en présentiel"},
	} {
		cal, err := Parse(renderer.Item(calendars.Item{Task: all[name]}))
		if err != nil {
			t.Fatal(err)
		}
		c := cal.Children("VTODO")[0]
		got := [...]string{c.Value("STATUS"), c.Value("PERCENT-COMPLETE"), c.Value("COMPLETED"), c.Value("DUE"), c.Text("SUMMARY")}
		if got != [...]string{want.status, want.percent, want.completed, want.due, messages.Typeset(want.title)} {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestTaskDescriptions(t *testing.T) {
	all := renderedTasks(t)
	for name, want := range map[string]string{
		"fresh": "Merci de nous confirmer qu'une solution en présentiel à cette date vous convient.\n\n" +
			"Cochez la tâche pour dire oui ; pour dire non, écrivez « non » sous la ligne Réponse.\n\n" +
			"Échéance indicative : jeudi 14 avril 2022, déduite du calendrier. Deux semaines avant la journée AGORA.\n\n— Réponse —\n",
		"too-early": "Il manque : Première session entre pairs, jeudi 10 mars 2022, de 9 h à 12 h, Élus.\n\n" +
			"Merci de nous confirmer que ces dates et horaires vous conviennent.\n\n" +
			"Répondez à chaque session dans le calendrier « Délégation de Faverges ». La tâche se termine d'elle-même quand tout a une réponse ; si une session ne vous concerne pas, écrivez « sans objet » en commentaire. Ce qui est à dire en plus, ou une question à l'organisation, s'écrit sous la ligne Réponse.\n\n" +
			"jeudi 10 mars 2022, 9 h – Élus : pas encore de réponse\njeudi 28 avril 2022, 9 h 30 – La journée AGORA : oui (à deux)\n\n" +
			"Échéance indicative : mercredi 9 mars 2022, déduite du calendrier. La veille de la première session entre pairs.\n\n— Réponse —\n",
		"too-early-text": "Il manque : le texte de la réponse, sous la ligne « Réponse ».\n\n" +
			"Merci de nous renvoyer une présentation qui réponde aux questions suivantes.\n\n1. Présentation du projet\n2. Pourquoi ce choix ?\n3. Comment ?\n\n" +
			"Répondez à ces questions sous la ligne Réponse, ou donnez-y l'adresse de votre document, puis cochez la tâche.\n\n" +
			"Échéance : jeudi 10 mars 2022, fixée par la note d'arbitrage. Nous aimerions pouvoir stabiliser les temps d'accompagnement pour le 10 mars.\n\n— Réponse —\n",
		"optional": "Si vous désirez explorer d'autres thématiques, nous vous invitons à vous positionner sur la co-construction de ces sessions d'échanges.\n\n" +
			"Écrivez la réponse de la délégation sous la ligne Réponse, puis cochez la tâche.\n\nRéponse facultative, sans échéance.\n\n— Réponse —\n",
		"replied": "Réponse de l'organisation : En présentiel à Paris.\n\nMerci de nous indiquer si la date du 23 juin vous convient.\n\n" +
			"Répondez à chaque date dans le calendrier « Délégation de Faverges ». La tâche se termine d'elle-même quand tout a une réponse ; si une date ne vous concerne pas, écrivez « sans objet » en commentaire. Vos contraintes, ou une question à l'organisation, s'écrivent sous la ligne Réponse.\nUn oui : un ou plusieurs membres pourraient venir.\n\n" +
			"jeudi 20 janvier 2022 – Break & Inspiration : oui\n\nÉchéance indicative : mercredi 22 juin 2022, déduite du calendrier. La veille du 23 juin.\n\n" +
			"— Réponse —\noui convient (en présentiel à Paris ou en visio ?)",
		"all": "0 délégation sur 2 a répondu.\nRéponse incomplète : Faverges.\nSans réponse : Annecy.\n\nMerci de nous indiquer si la date du 23 juin vous convient.\n\n" +
			"Échéance indicative : mercredi 22 juin 2022, déduite du calendrier. La veille du 23 juin.\n\n" +
			"Faverges – pose une question\noui convient (en présentiel à Paris ou en visio ?)\njeudi 20 janvier 2022 – Break & Inspiration : oui",
		"all-done": "2 délégations sur 2 ont répondu.\n\nMerci de nous confirmer qu'une solution en présentiel à cette date vous convient.\n\n" +
			"Échéance indicative : jeudi 14 avril 2022, déduite du calendrier. Deux semaines avant la journée AGORA.\n\nFaverges\noui\n\nAnnecy\nnon",
		"all-optional": "1 délégation sur 2 a répondu.\n\nSi vous désirez explorer d'autres thématiques, nous vous invitons à vous positionner sur la co-construction de ces sessions d'échanges.\n\n" +
			"Réponse facultative, sans échéance.\n\nAnnecy\nfait, sans texte",
	} {
		if got := renderer.TaskDescription(*all[name]); messages.Typeset(got) != messages.Typeset(want) {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, want)
		}
	}
	for name, want := range map[string][]string{
		"partly":          {"mardi 19 avril 2022, 9 h – Implication citoyenne : pas encore de réponse\n", "Break & Inspiration : non (vacances)\n", "Un oui : un ou plusieurs membres pourraient venir.\n"},
		"blank-again":     {"Implication citoyenne : à donner à nouveau\n"},
		"english":         {"Thursday 10 March 2022, 9:00 – Élus: maybe\n", "\n\n— Answer —\n", "Due about Friday 11 March 2022, derived from the calendar."},
		"matrix-complete": {"9 h – Élus : sans objet\n"},
		"document":        {"\n\n— Réponse —\n1. Les espaces délaissés"},
	} {
		got := renderer.TaskDescription(*all[name])
		for _, text := range want {
			if !strings.Contains(got, messages.Typeset(text)) {
				t.Errorf("%s: no %q in\n%s", name, text, got)
			}
		}
	}
}

// A written no beside a yes is said first, in the title and at the session.
func TestTaskSaysWhatContradicts(t *testing.T) {
	snap := sampleProgramme(t)
	agora := cellOf(snap, "agora", events.Accepted, "")
	agora.Against = true
	missing := missingOf(agora)
	missing.Against = events.Accepted
	task := taskOf(snap, 2, func(st *events.DecisionState) {
		st.Answer, st.Said, st.TooEarly, st.Cells, st.Missing = "Non, pas possible", 4, true, []events.DecisionCell{agora}, []events.Missing{missing}
	})
	text := renderer.TaskDescription(*task)
	first, _, _ := strings.Cut(text, "\n")
	if want := messages.Typeset("Il manque : un accord entre le texte de la réponse"); !strings.HasPrefix(first, want) {
		t.Errorf("first %q", first)
	}
	if want := messages.Typeset("oui, mais le texte de la réponse dit le contraire"); !strings.Contains(text, want) {
		t.Errorf("no %q in\n%s", want, text)
	}
}
