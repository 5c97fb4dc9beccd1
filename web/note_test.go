package web

import (
	"bytes"
	"strings"
	"testing"

	"parcours/events"
	"parcours/messages"
)

// note writes a delegation's note.
func (s *site) note(territory, format string) string {
	s.t.Helper()
	var b bytes.Buffer
	if err := WriteNote(s.t.Context(), &b, s.service.Service, territory, format); err != nil {
		s.t.Fatal(err)
	}
	return b.String()
}

// vote says something of a session in the name of Faverges.
func (s *site) vote(session, category string, status events.Partstat, comment string) {
	s.t.Helper()
	_, err := s.service.Respond(s.t.Context(), events.Response{
		Session: session, For: events.Subject{Territory: "faverges", Category: category}, By: "camille-roux", Status: status, Comment: comment,
		Door: events.DoorWeb, Sequence: -1,
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// decide says something of an arbitrage in the name of Faverges.
func (s *site) decide(number int, text string, done bool) {
	s.t.Helper()
	r := events.DecisionResponse{Decision: number, Territory: "faverges", By: "camille-roux", Text: &text, Done: &done, Door: events.DoorCalDAV}
	if err := s.service.AnswerDecision(s.t.Context(), r); err != nil {
		s.t.Fatal(err)
	}
}

const experience = "Retour d'expérience possible de Faverges sur la thématique énergie renouvelables : la mise en place de la ferme photovoltaïque, sur la boucle locale Volte Face (forme d'autoconsommation collective), sur la chaufferie bois / réseau de Chaleur."

// favergesAnswers gives the answers that stand in the delegation's copy of the note.
func favergesAnswers(s *site) {
	for _, session := range []string{"pairs-1", "pairs-2", "pairs-3"} {
		s.vote(session+"-techniciens", "techniciens", events.Accepted, "")
	}
	s.decide(2, "", true)
	s.decide(4, experience, true)
	for _, session := range []string{"gen-1", "gen-2", "them-1", "gen-3-a"} {
		s.vote(session, "", events.Accepted, "")
	}
	s.vote("gen-3-b", "", events.Declined, "vacances scolaires")
	s.decide(5, "ok fait", false)
	s.vote("prep-cloture", "", events.Accepted, "")
	s.vote("cloture-c", "", events.Accepted, "")
	s.decide(8, "oui convient (en présentiel à Paris ou en visio ?)", false)
}

// recapOf is the part of a note in plain text that recalls an arbitrage.
func recapOf(t *testing.T, note, number string) string {
	t.Helper()
	_, recap, ok := strings.Cut(note, "== Récapitulatif des arbitrages ==")
	_, from, found := strings.Cut(recap, "Arbitrage "+number+" : ")
	if !ok || !found {
		t.Fatalf("no arbitrage %s in\n%s", number, note)
	}
	part, _, _ := strings.Cut(from, "\nArbitrage ")
	return part
}

func TestNoteHoldsTheDelegationsAnswers(t *testing.T) {
	s := exampleSite(t)
	favergesAnswers(s)
	text := s.note("faverges", "text")
	for number, want := range map[string][]string{
		"1": {"Merci de nous confirmer que les dates et horaires pour les journées en sous-groupes de pairs vous conviennent.",
			"Date | Techniciens | Élus | Partenaires | DDT\n" +
				"jeudi 10 mars 2022, de 9 h à 12 h | disponible |  |  | \n" +
				"jeudi 24 mars 2022, de 14 h à 17 h | disponible |  |  | \n" +
				"jeudi 7 avril 2022, de 9 h à 12 h | disponible |  |  | \n"},
		"2": {"Merci de nous confirmer qu'une solution en présentiel à Paris pour la journée AGORA du 28 avril vous convient.\n\njeudi 28 avril 2022, de 9 h 30 à 17 h 30 – La journée AGORA : oui\n"},
		"3": {"\nPas encore de réponse.\n"},
		"4": {"\n" + experience + "\n"},
		"5": {"vendredi 18 mars 2022, de 9 h à 12 h, puis de 14 h à 17 h – Première journée générique « Vision/Projet de territoire » : oui\n",
			"lundi 4 avril 2022 – Journée thématique sur l'alimentation : oui\n",
			"jeudi 21 avril 2022, de 9 h à 12 h, puis de 14 h à 17 h – Troisième journée générique « Implication citoyenne » : non (vacances scolaires)\n", "\nok fait\n"},
		"6": {"\nPas encore de réponse.\n"},
		"7": {"\nPas encore de réponse.\n"},
		"8": {"jeudi 23 juin 2022 – Préparation de la session de clôture : oui\n", "mercredi 14 septembre 2022 – La session de clôture : oui\n",
			"lundi 12 septembre 2022 – La session de clôture : \n", "\noui convient (en présentiel à Paris ou en visio ?)\n", "(Camille Roux, le jeudi 3 mars 2022)"},
	} {
		part := recapOf(t, text, number)
		for _, line := range want {
			if !strings.Contains(part, line) {
				t.Errorf("arbitrage %s: no %q in\n%s", number, line, part)
			}
		}
	}
	if strings.Contains(recapOf(t, text, "3"), "disponible") || strings.Contains(recapOf(t, text, "1"), "Pas encore") {
		t.Error("an answer in the wrong place")
	}
	page := folded(parsePage(t, s.note("faverges", "html")).text)
	for _, want := range []string{
		"Délégation de Faverges – état au jeudi 3 mars 2022", "jeudi 10 mars 2022, de 9 h à 12 h disponible", "La journée AGORA oui", experience, "ok fait",
		"oui convient (en présentiel à Paris ou en visio ?)", "Contexte", "mardi 19 avril 2022, de 9 h à 12 h, puis de 14 h à 17 h ou jeudi 21 avril 2022, de 9 h à 12 h, puis de 14 h à 17 h",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in\n%s", want, page)
		}
	}
}

// A written no beside a yes that the delegation gave in its calendar stands with it as what it is.
func TestNoteSaysWhatContradicts(t *testing.T) {
	s := exampleSite(t)
	s.decide(2, "non, pas possible", false)
	s.vote("agora", "", events.Accepted, "")
	part := recapOf(t, s.note("faverges", "text"), "2")
	for _, want := range []string{"La journée AGORA : oui, mais la réponse écrite dit le contraire\n", "\nnon, pas possible\n"} {
		if !strings.Contains(part, messages.Typeset(want)) && !strings.Contains(part, want) {
			t.Errorf("no %q in\n%s", want, part)
		}
	}
}

// The note has all of the programme's own words, in both forms.
func TestNoteIsTheWholeNote(t *testing.T) {
	s := exampleSite(t)
	snap := s.service.Programme()
	want := []string{snap.Note.Title, snap.Note.Context, snap.Note.Object}
	for _, part := range snap.Note.Parts {
		want = append(want, part.Title)
	}
	for _, d := range snap.Decisions {
		want = append(want, d.Recap)
	}
	for _, c := range []string{"html", "text", "odt"} {
		note := s.note("vimy", c)
		if c == "html" {
			for _, trace := range []string{"ZgotmplZ", "<no value>", "%!", "http-equiv", "<link", "<script", "<img"} {
				if strings.Contains(note, trace) {
					t.Errorf("the page has %q", trace)
				}
			}
			note = parsePage(t, note).text
		} else {
			note = s.noteText("vimy", c)
		}
		note = strings.NewReplacer("1. ", "", "2. ", "", "3. ", "").Replace(folded(note))
		for _, text := range want {
			text = strings.NewReplacer("1. ", "", "2. ", "", "3. ", "").Replace(folded(text))
			if !strings.Contains(note, text) {
				t.Errorf("%s: no %q", c, text)
			}
		}
		if missing := missingText.FindString(note); missing != "" {
			t.Errorf("%s: no text for %q", c, missing)
		}
	}
}

func TestNoteFollowsAnswers(t *testing.T) {
	s := exampleSite(t)
	favergesAnswers(s)
	before := s.note("faverges", "text")
	for _, c := range []struct {
		name          string
		change        func()
		number        string
		present, gone string
	}{
		{"a cell", func() { s.vote("pairs-2-techniciens", "techniciens", events.Declined, "en congé") }, "1",
			"jeudi 24 mars 2022, de 14 h à 17 h | non disponible (en congé) |  |  | \n", "de 14 h à 17 h | disponible"},
		{"sans objet", func() { s.vote("pairs-1-ddt", "ddt", events.NotApplicable, "Sans objet.") }, "1", "de 9 h à 12 h | disponible |  |  | sans objet\n", ""},
		{"a cell withdrawn", func() { s.vote("pairs-1-techniciens", "techniciens", events.NeedsAction, "") }, "1", "jeudi 10 mars 2022, de 9 h à 12 h |  |  |  | sans objet\n", ""},
		{"a no", func() { s.decide(2, "Non, trop loin", true) }, "2", "\nNon, trop loin\n", "\nOui\n"},
		{"a text", func() { s.decide(3, "Les relations urbain/rural", true) }, "3", "\nLes relations urbain/rural\n", "Pas encore"},
		{"a text withdrawn", func() { s.decide(4, "", false) }, "4", "\nPas encore de réponse.\n", "photovoltaïque"},
		{"a reply", func() {
			text := "En présentiel à Paris."
			if err := s.service.AnswerDecision(t.Context(), events.DecisionResponse{Decision: 8, Territory: "faverges", By: "agathe-lormeau", Text: &text, Reply: true}); err != nil {
				t.Fatal(err)
			}
		}, "8", "\nRéponse de l’organisation\u202f: En présentiel à Paris.\n", ""},
	} {
		c.change()
		after := s.note("faverges", "text")
		part := recapOf(t, after, c.number)
		if !strings.Contains(part, c.present) || c.gone != "" && strings.Contains(part, c.gone) {
			t.Errorf("%s:\n%s", c.name, part)
		}
		if after == before {
			t.Errorf("%s: the note is the same", c.name)
		}
		before = after
	}
	if other := s.note("annecy", "text"); strings.Contains(other, "| disponible") || !strings.Contains(other, "\nDélégation d’Annecy – état au jeudi 3 mars 2022\n") {
		t.Errorf("Annecy's note has Faverges' answers:\n%s", other)
	}
}

func TestNoteOfNobody(t *testing.T) {
	s := exampleSite(t)
	var b bytes.Buffer
	if err := WriteNote(t.Context(), &b, s.service.Service, "paris", "html"); err == nil || b.Len() > 0 {
		t.Errorf("%v %q", err, b.String())
	}
	if err := WriteNote(t.Context(), &b, s.service.Service, "annecy", "pdf"); err == nil || b.Len() > 0 {
		t.Errorf("%v %q", err, b.String())
	}
}

// In the note's table an answer stands where somebody is asked, and nowhere else.
func TestNoteTableHasColumnsThatAreAsked(t *testing.T) {
	s := openSite(t, "2022-03-03 10:00", exampleProgramme(t))
	s.apply(func(p *events.Programme) {
		p.Sessions = append(p.Sessions, events.Plan{ID: "prep", Title: "Préparation", Status: events.Fixed, When: plan(t, p, "agora").When,
			Audience: events.Audience{Categories: []string{"elus"}}})
	})
	snap := s.service.Programme()
	a := agenda{snap: snap, words: messages.For("fr"), now: s.now}
	got := a.table("faverges", []events.DecisionCell{{Session: snap.Session("prep"), Status: events.Accepted}})
	if len(got.Rows) != 1 {
		t.Fatalf("%+v", got)
	}
	for i, c := range snap.Categories {
		if (got.Rows[0].Cells[i] != "") != (c.ID == "elus") {
			t.Errorf("%s: %q", c.ID, got.Rows[0].Cells[i])
		}
	}
}
