package web

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"parcours/config"
)

// inOurWords says what the note says and the programme says otherwise: the names of people and addresses were taken out
// of the copy in testdata, dates are those of the sessions, and what a delegation wrote into its copy comes from answers.
var inOurWords = strings.NewReplacer(
	"pilotée par [pilote] du PHARES/InterstiCiel", "pilotée par PHARES/InterstiCiel",
	"conjointement avec [pilote]", "conjointement avec la personne qui pilote la recherche-action",
	"contacter [pilote]", "contacter la personne qui pilote la recherche-action",
	"(adresse retirée)", "dialogue@example.org",
	"[accompagnateur]", "son accompagnateur",
	"Première session entre pairs : jeudi 10 mars, de 9H à 12H", "Première session entre pairs : jeudi 10 mars 2022, de 9 h à 12 h",
	"Deuxième session entre pairs : jeudi 24 mars, de 14H à 17H", "Deuxième session entre pairs : jeudi 24 mars 2022, de 14 h à 17 h",
	"Troisième session entre pairs : jeudi 7 avril, de 9H à 12H", "Troisième session entre pairs : jeudi 7 avril 2022, de 9 h à 12 h",
	"Vendredi 18 mars : première journée générique « Vision/Projet de territoire »",
	"Première journée générique « Vision/Projet de territoire » : vendredi 18 mars 2022, de 9 h à 12 h, puis de 14 h à 17 h",
	"Vendredi 25 mars : Deuxième journée générique « Management coopératif »",
	"Deuxième journée générique « Management coopératif » : vendredi 25 mars 2022, de 9 h à 12 h, puis de 14 h à 17 h",
	"Lundi 04 avril : Journée thématique sur l'alimentation", "Journée thématique sur l'alimentation : lundi 4 avril 2022",
	"Mardi 19 ou jeudi 21 avril : Troisième journée générique « Implication citoyenne »",
	"Troisième journée générique « Implication citoyenne » : mardi 19 avril 2022, de 9 h à 12 h, puis de 14 h à 17 h ou jeudi 21 avril 2022",
	"\tElus\t", "\tÉlus\t",
	"entre acteurs e\t", "entre acteurs et\t", // cut off at the end of the cell
	"framadate renseigné", "", // the votes themselves stand there
)

var (
	sentenceEnd = regexp.MustCompile(`[.?!]\s+|\t+`)
	itsNumber   = regexp.MustCompile(`^(?:[-•]|\d\.|Arbitrage \d ?:)\s`)
)

// onlyWords keeps what is said: letters and digits, in lower case, a space between words and around all.
func onlyWords(text string) string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return " " + strings.Join(words, " ") + " "
}

// noteSentences gives the sentences of the note as it was sent, and all of it.
func noteSentences(t *testing.T) (sentences []string, whole string) {
	t.Helper()
	octets, err := os.ReadFile("testdata/note-d-arbitrage.fr.txt")
	if err != nil {
		t.Fatal(err)
	}
	plain := strings.NewReplacer("<u>", "", "</u>", "", "**", "").Replace(string(octets))
	for _, line := range strings.Split(inOurWords.Replace(plain), "\n") {
		line = itsNumber.ReplaceAllString(strings.TrimSpace(line), "")
		for _, sentence := range sentenceEnd.Split(line, -1) {
			if words := onlyWords(sentence); words != "  " {
				sentences = append(sentences, words)
			}
		}
		whole += " " + onlyWords(line)
	}
	return sentences, onlyWords(whole)
}

// The note is the note: each of its sentences stands in what is written, as often as it does in the note.
func TestNoteSentenceBySentence(t *testing.T) {
	s := exampleSite(t)
	favergesAnswers(s)
	sentences, whole := noteSentences(t)
	if len(sentences) < 150 {
		t.Fatalf("%d sentences read of the note", len(sentences))
	}
	for _, format := range []string{"html", "text", "odt"} {
		ours := onlyWords(s.noteText("faverges", format))
		for _, sentence := range sentences {
			got, want := strings.Count(ours, sentence), strings.Count(whole, sentence)
			if long := len(strings.Fields(sentence)) > 5; got == 0 || long && got != want {
				t.Errorf("%s: %d times and not %d:%s", format, got, want, sentence)
			}
		}
	}
}

// The chapters stand in the note's order, each arbitrage under its subject, and all again at the end.
func TestNoteInItsOrder(t *testing.T) {
	s := exampleSite(t)
	order := []string{
		"contexte", "objet", "les journées du parcours", "calendrier", "regroupement en sous groupes de pairs", "troisième session entre pairs",
		"arbitrage 1", "il n est pas demandé", "la journée agora", "arbitrage 2", "les journées d approfondissement",
		"les approfondissements génériques méthodologiques", "l approfondissement thématique", "arbitrage 3", "d autres thématiques",
		"arbitrage 4", "les dates des journées d approfondissement", "mardi 19 avril 2022", "arbitrage 5", "la journée de dialogue territorial",
		"arbitrage 6", "l accompagnement territorialisé", "vimy modèle économique", "arbitrage 7", "la session de clôture", "arbitrage 8",
		"récapitulatif des arbitrages", "arbitrage 1", "arbitrage 2", "arbitrage 3", "arbitrage 4", "arbitrage 5", "arbitrage 6", "arbitrage 7", "arbitrage 8",
	}
	for _, format := range []string{"html", "text", "odt"} {
		_, rest, _ := strings.Cut(onlyWords(s.noteText("annecy", format)), " état au ")
		for _, next := range order {
			_, after, found := strings.Cut(rest, " "+next+" ")
			if !found {
				t.Errorf("%s: no %q after what comes before it", format, next)
				break
			}
			rest = " " + after
		}
	}
}

// Links stand where the note has them, and lead where the file says.
func TestNoteLinks(t *testing.T) {
	s := exampleSite(t)
	page, text := parsePage(t, s.note("annecy", "html")), s.note("annecy", "text")
	const place = "https://ressources.example.org/"
	for _, c := range []struct {
		words, address string
		times          int
	}{
		{"le framagenda", place + "framagenda", 1},
		{"fichiers de contact", place + "fichiers-de-contact", 1},
		{"framadate suivant", place + "framadate/approfondissement", 2},
		{"le documentaire", place + "documentaire-lil-o", 1},
		{"à votre disposition ici", place, 1},
		{"l'espace drive", place + "drive", 2},
		{"le framadate suivant", place + "framadate/cloture", 2},
	} {
		links := page.with("a", "href", c.address)
		if len(links) != c.times || strings.ReplaceAll(links[0].text, "’", "'") != c.words {
			t.Errorf("%s: %d links to %s", c.words, len(links), c.address)
		}
		if n := strings.Count(text, " : "+c.address+"\n"); n != c.times {
			t.Errorf("%s: %d times %s in plain text", c.words, n, c.address)
		}
	}
}

// A part moves with its session; what the file does not put in a chapter comes after; without chapters there is a note too.
func TestNoteWithoutChapters(t *testing.T) {
	p := exampleProgramme(t)
	p.Note.Parts = nil
	s := openSite(t, "2022-03-03 10:00", p)
	for _, format := range []string{"html", "text"} {
		written := s.note("vimy", format)
		if format == "html" {
			written = parsePage(t, written).text
		}
		written = onlyWords(written)
		for _, want := range []string{"troisième session entre pairs", "muscler le jeu coopératif", "journée de break d inspiration premier jour",
			"la journée de dialogue territorial", "vimy modèle économique", "les arbitrages", "si vous désirez explorer d autres thématiques"} {
			if !strings.Contains(written, " "+want+" ") {
				t.Errorf("%s: no %q", format, want)
			}
		}
	}
}

// What the note says of a session stands on the programme's page too, and in people's invitations.
func TestNoteTextOnTheProgrammePage(t *testing.T) {
	s := exampleSite(t)
	page := onlyWords(parsePage(t, s.get("/", "fr").Body.String()).text)
	snap := s.service.Programme()
	for _, part := range snap.Note.Parts {
		for _, name := range part.Describes {
			for _, x := range snap.Group(name) {
				if !strings.Contains(x.Description, part.Text) {
					t.Errorf("%s lacks %q", x.ID, part.Text)
				}
			}
		}
		if text := onlyWords(part.Text); len(part.Dates) == 0 && !part.Orientations && !strings.Contains(page, strings.TrimSpace(text)) {
			t.Errorf("the page lacks %q", part.Text)
		}
	}
	if strings.Contains(page, "visio example org") {
		t.Error("the page has the link of a room")
	}
}

// Where sessions have moved since, no text says a date that they had.
func TestNoteTellsDates(t *testing.T) {
	p := exampleProgramme(t)
	config.Shift(&p, config.Demo{Weeks: 20})
	s := openSite(t, "2022-07-01 10:00", p)
	written := map[string]string{"html": "", "text": s.note("faverges", "text"), "page": parsePage(t, s.get("/", "fr").Body.String()).text}
	written["html"] = parsePage(t, s.note("faverges", "html")).all("body")[0].text
	if title := s.service.Programme().Decision(8).Title; title != "Le 10 novembre et le jour de la session de clôture" {
		t.Error(title)
	}
	for name, text := range written {
		text = onlyWords(text)
		for _, was := range []string{"23 juin", "28 avril", "10 mars", "20 janvier", "21 janvier", "12 septembre", "fin juin 2022", "jour de septembre"} {
			if strings.Contains(text, " "+was+" ") {
				t.Errorf("%s says %q still", name, was)
			}
		}
		for _, is := range []string{"9 et 10 juin", "formulées le 10 après midi", "jeudi 9 juin après midi", "le 15 septembre à paris", "agora du 15 septembre",
			"veille du 10 novembre", "semaine du 30 janvier", "jour de janvier", "d ici fin novembre 2022", "pour le 28 juillet"} {
			if !strings.Contains(text, " "+is+" ") {
				t.Errorf("%s does not say %q", name, is)
			}
		}
	}
}
