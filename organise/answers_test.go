package organise

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"parcours/events"
	"parcours/messages"
	"parcours/pages"
	"parcours/table"
)

// has tells what a page lacks of some texts, as they are typeset.
func (d *desk) has(page string, texts ...string) {
	d.t.Helper()
	for _, text := range texts {
		if !strings.Contains(page, messages.Typeset(text)) {
			d.t.Errorf("no %q on the page", text)
		}
	}
}

func (d *desk) hasNot(page string, texts ...string) {
	d.t.Helper()
	for _, text := range texts {
		if strings.Contains(page, messages.Typeset(text)) {
			d.t.Errorf("%q stands on the page", text)
		}
	}
}

// page asks as an organiser for a page that is there.
func (d *desk) page(path string) string {
	d.t.Helper()
	w := d.Ask(d.Enter("orga"), path, nil)
	if w.Code != http.StatusOK {
		d.t.Fatalf("%s: %d", path, w.Code)
	}
	return w.Body.String()
}

func TestAnswersTable(t *testing.T) {
	d := openDesk(t)
	d.Answer("marc", "agora", events.Accepted)
	d.Answer("anne", "agora", events.Declined)
	d.Vote("rita", "faverges", "agora", events.Accepted)
	d.Vote("rene", "annecy", "pairs-elus", events.Tentative)
	all := d.page("/organise/answers")
	d.has(all, "La journée AGORA", "délégations : 1 oui", "1 oui, 2 sans réponse", "délégations : 1 peut-être", `href="/organise/answers/agora?category=elus"`, `href="/organise/answers.xlsx"`)
	d.hasNot(all, "Réunion des experts</a></th>\n<td role=\"cell\" data-cell=\"appui") // experts' columns are empty, the row stands
	each := d.page("/organise/answers?each=yes&session=agora")
	d.has(each, "Faverges", "Annecy", `href="/organise/answers/agora?category=elus&amp;territory=faverges"`)
	part := d.page("/organise/answers?territory=annecy&category=techniciens&state=no")
	d.has(part, "La journée AGORA", "1 non", `selected="selected">Annecy`, `selected="selected">Techniciens`, "/organise/answers.csv?category=techniciens&amp;state=no&amp;territory=annecy")
	d.hasNot(part, "Session entre pairs</a>", "Préparation de la clôture</a>")
	d.has(d.page("/organise/answers?territory=annecy&state=late"), "Rien ne correspond")
	if w := d.Ask(d.Enter("orga"), "/organise/answers?territory=nowhere", nil); w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "voici tout le tableau") {
		t.Errorf("a territory that is not there: %d", w.Code)
	}
}

func TestAnswersOfASession(t *testing.T) {
	d := openDesk(t)
	d.Answer("marc", "agora", events.Accepted)
	d.Vote("rita", "faverges", "agora", events.Declined)
	page := d.page("/organise/answers/agora")
	d.has(page, "Réponses : La journée AGORA", "Marc", "oui", "par la page", "par Rita", "4 personnes sans réponse", `href="mailto:anne@example.org"`, "Faverges : non")
	d.hasNot(page, `href="mailto:marc@example.org"`, `href="mailto:emma@example.org"`)
	d.hasNot(d.page("/organise/answers/agora?territory=annecy"), "Marc", "par Rita")
	rooms := d.page("/organise/answers/pairs")
	d.has(rooms, "Session entre pairs", `<option value="pairs-elus">Élus`, "5 personnes sans réponse")
	d.Clock = d.Clock.AddDate(0, 1, 0)
	d.Change(func(p *events.Programme) {
		for i := range p.Sessions {
			if p.Sessions[i].ID == "agora" {
				p.Sessions[i].When.Start, p.Sessions[i].When.End = p.Sessions[i].When.Start.AddDate(0, 0, 1), p.Sessions[i].When.End.AddDate(0, 0, 1)
			}
		}
	})
	moved := d.page("/organise/answers/agora")
	d.has(moved, "Avait répondu oui", "5 personnes sans réponse")
	for _, path := range []string{"/organise/answers/nowhere", "/organise/answers/agora?territory=nowhere"} {
		if w := d.Ask(d.Enter("orga"), path, nil); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	for _, p := range d.Programme().People() {
		if w := d.Ask(d.Enter(p.ID), "/organise/answers/agora", nil); (w.Code == http.StatusOK) != (p.Role == events.Organiser) {
			t.Errorf("%s: %d", p.ID, w.Code)
		}
	}
}

// What is silent on the page is what the command says.
func TestSilentAreThoseOfTheCommand(t *testing.T) {
	d := openDesk(t)
	d.Answer("guy", "pairs-elus", events.Tentative)
	for _, session := range []string{"agora", "pairs", "jour", "prepa"} {
		page := d.page("/organise/answers/" + session)
		silent, err := d.Silent(t.Context(), session)
		d.Must(err)
		for _, p := range d.Programme().People() {
			if named := strings.Contains(page, `href="mailto:`+p.Email); named != slices.Contains(silent, p) {
				t.Errorf("%s, %s: named %v", session, p.ID, named)
			}
		}
	}
}

// An answer by telephone ends where all answers do, and says who entered it.
func TestAnswerEnteredForSomebody(t *testing.T) {
	d := openDesk(t)
	for _, c := range []struct {
		session string
		form    url.Values
		code    int
		says    string // on the page that refuses
		said    events.Answer
	}{
		{"agora", url.Values{"who": {"Marc"}, "answer": {"maybe"}, "comment": {"si le train roule"}}, 303, "", events.Answer{Session: "agora", For: events.Subject{Person: "marc"}, Status: events.Tentative, Comment: "si le train roule"}},
		{"agora", url.Values{"who": {"faverges"}, "answer": {"none"}}, 303, "", events.Answer{Session: "agora", For: events.Subject{Territory: "faverges"}, Status: events.NotApplicable}},
		{"pairs", url.Values{"who": {"anne@example.org"}, "answer": {"yes"}}, 303, "", events.Answer{Session: "pairs-techniciens", For: events.Subject{Person: "anne"}, Status: events.Accepted}},
		{"pairs", url.Values{"who": {"Annecy"}, "answer": {"no"}, "room": {"pairs-elus"}}, 303, "", events.Answer{Session: "pairs-elus", For: events.Subject{Territory: "annecy", Category: "elus"}, Status: events.Declined}},
		{"pairs", url.Values{"who": {"Annecy"}, "answer": {"no"}}, 422, "Choisissez la salle", events.Answer{}},
		{"jour", url.Values{"who": {"marc"}, "answer": {"no"}}, 422, "Choisissez la salle ou la date", events.Answer{}},
		{"agora", url.Values{"who": {"personne"}, "answer": {"yes"}}, 422, "Personne ni délégation", events.Answer{}},
		{"agora", url.Values{"who": {"emma"}, "answer": {"yes"}}, 422, "il n’y a rien à répondre", events.Answer{}},
		{"pairs", url.Values{"who": {"emma"}, "answer": {"yes"}}, 422, "il n’y a rien à répondre", events.Answer{}},
		{"agora", url.Values{"who": {"marc"}, "answer": {"perhaps"}}, 422, "Choisissez une réponse", events.Answer{}},
		{"agora", url.Values{"who": {"marc"}, "answer": {"none"}}, 422, "seulement pour une délégation", events.Answer{}},
		{"agora", url.Values{"who": {"marc"}, "answer": {"yes"}, "comment": {strings.Repeat("é", 2001)}}, 422, "trop long", events.Answer{}},
		{"agora", url.Values{"who": {"marc"}, "answer": {"yes"}, "comment": {strings.Repeat("é", pages.MaxForm)}}, 400, "", events.Answer{}},
		{"nowhere", url.Values{"who": {"marc"}, "answer": {"yes"}}, 404, "", events.Answer{}},
	} {
		before := len(d.AllAnswers())
		w := d.Ask(d.Enter("orga"), "/organise/answers/"+c.session, c.form)
		if w.Code != c.code {
			t.Errorf("%s %v: %d", c.session, c.form.Encode()[:min(60, len(c.form.Encode()))], w.Code)
		}
		d.has(w.Body.String(), c.says)
		all := d.AllAnswers()
		if c.code != 303 {
			if len(all) != before {
				t.Errorf("%s %v: kept all the same", c.session, c.form)
			}
			continue
		}
		got := all[slices.IndexFunc(all, func(a events.Answer) bool { return a.Session == c.said.Session && a.For == c.said.For })]
		if got.Status != c.said.Status || got.Comment != c.said.Comment || got.By != "orga" || got.Door != events.DoorOrganiser {
			t.Errorf("%+v, want %+v", got, c.said)
		}
		d.has(d.page(w.Header().Get("Location")), "La réponse est enregistrée", "par Olga", "saisie par l’organisation")
	}
	before := len(d.AllAnswers())
	for _, p := range append(d.Programme().People(), &events.Person{}) {
		if p.Role == events.Organiser {
			continue
		}
		w := d.Ask(d.Enter(p.ID), "/organise/answers/agora", url.Values{"who": {"marc"}, "answer": {"no"}})
		if w.Code != http.StatusNotFound || len(d.AllAnswers()) != before {
			t.Errorf("%s: %d", p.ID, w.Code)
		}
	}
}

// The files have the part of the table that the address names, in every format the same.
func TestAnswersFiles(t *testing.T) {
	d := openDesk(t)
	_, err := d.Respond(t.Context(), events.Response{Session: "agora", For: events.Subject{Territory: "faverges"}, By: "rita", Status: events.Accepted, Comment: "=1+2", Door: events.DoorWeb, Sequence: -1})
	d.Must(err)
	d.Answer("marc", "agora", events.Accepted)
	cookie, query := d.Enter("orga"), "?session=agora&territory=faverges"
	file := func(format string) []byte {
		w := d.Ask(cookie, "/organise/answers."+format+query, nil)
		if want := table.Types[format]; w.Code != http.StatusOK || want != "" && w.Header().Get("Content-Type") != want || !strings.Contains(w.Header().Get("Content-Disposition"), "answers-2022-02-01."+format) {
			t.Fatal(format, w.Code, w.Header())
		}
		return w.Body.Bytes()
	}
	rows, err := csv.NewReader(bytes.NewReader(file("csv"))).ReadAll()
	d.Must(err)
	want := []string{"2022-04-28 09:30", "agora", "La journée AGORA", "date fixée", "Faverges", "Élus", "oui", "Rita", "2022-02-01 08:00", "'=1+2", "", "", "2", "1", "0", "0", "0", "1", "0"}
	if len(rows) != 3 || !slices.Equal(rows[2], want) || len(rows[0]) != len(want) {
		t.Errorf("%q\nwant\n%q", rows, want)
	}
	f, err := excelize.OpenReader(bytes.NewReader(file("xlsx")))
	d.Must(err)
	sheet, err := f.GetRows("Réponses")
	d.Must(err)
	if want[9] = "=1+2"; len(sheet) != 3 || !slices.Equal(sheet[2], want) {
		t.Errorf("%q\nwant\n%q", sheet, want)
	}
	if len(file("ods")) == 0 {
		t.Error("no file")
	}
	var list []answersOf
	d.Must(json.Unmarshal(file("json"), &list))
	if len(list) != 2 || list[1].Answer != "ACCEPTED" || list[1].Comment != "=1+2" || list[1].Members != (membersCount{Asked: 2, Yes: 1, Unsaid: 1}) || list[1].Category != "elus" {
		t.Errorf("%+v", list)
	}
	if w := d.Ask(cookie, "/organise/answers.csv?territory=nowhere", nil); w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "nowhere") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	for _, p := range append(d.Programme().People(), &events.Person{}) {
		for _, format := range []string{"csv", "xlsx", "ods", "json"} {
			if w := d.Ask(d.Enter(p.ID), "/organise/answers."+format, nil); (w.Code == http.StatusOK) != (p.Role == events.Organiser) {
				t.Errorf("%s for %q: %d", format, p.ID, w.Code)
			}
		}
	}
}
