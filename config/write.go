package config

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"parcours/events"
	"parcours/holidays"
)

// Write writes a file that Load reads as the same File, in one form: the same File is the same octets. Its comments teach the
// format in short, as config.example.toml does at length. Sessions keep their order, with the rooms and the dates of one
// together; what the texts of a note's chapters gave to what they are about stands with the chapters alone.
func Write(w io.Writer, f *File) error {
	out := &fileWriter{file: f, p: &f.Programme, loc: zoneOf(&f.Programme)}
	out.remark(head)
	out.server(&f.Server)
	if f.HasProgramme {
		out.programme()
	}
	out.people()
	_, err := io.WriteString(w, out.String())
	return err
}

const head = `The programme's file, as "parcours export config" writes it; config.example.toml explains the format at length.
"parcours check" reads a file like this one and says what is wrong, "parcours apply" what it would change.

A text stands between quotes, a long one between three, where a "\" at the end of a line means that the sentence goes on. Dates (2022-03-10) and hours (2022-03-10T09:00:00, of the clock on the wall in the programme's time zone) stand without. [one] opens a table, [[several]] one that may come again. An id is for ever: titles may change, dates may move.`

// fileWriter writes one File.
type fileWriter struct {
	writer
	file *File
	p    *events.Programme
	loc  *time.Location
}

func (w *fileWriter) programme() {
	w.heading()
	w.holidays()
	w.note()
	w.section("Categories of actors", `color: a CSS name or "#1f6f8b".`)
	for _, c := range w.p.Categories {
		w.open("[[category]]")
		w.put("id", quoted(c.ID))
		w.put("label", textOf(c.Label))
		w.text("color", c.Color)
	}
	w.territories()
	w.sessions()
	w.polls()
	w.decisions()
	w.dialogue()
	w.budget()
	w.resources()
}

func (w *fileWriter) heading() {
	w.section("The programme", `id: written like a host name, the end of every event's UID. rules: what was agreed on, shown with the programme.`)
	w.open("[programme]")
	w.put("id", quoted(w.p.ID))
	w.put("title", textOf(w.p.Title))
	w.put("language", quoted(w.p.Language))
	w.put("time_zone", quoted(w.p.TimeZone))
	o := w.p.Organiser
	w.put("organiser", pairs{"id = " + quoted(o.ID), "name = " + quoted(o.Name), "email = " + quoted(o.Email)}.String())
	if w.file.Moved {
		w.remark("The dates are those of a demonstration (serve --demo-from), and are not moved again.")
		w.put("moved", "true")
	}
	w.text("description", w.p.Description)
	w.texts("rules", w.p.Rules)
}

func (w *fileWriter) holidays() {
	h := w.p.Holidays
	if h.Country == "" && h.Weekdays == nil && h.Own.Years == nil && h.Own.School == nil && h.Own.Public == nil {
		return
	}
	w.WriteString("\n")
	w.remark(`Days on which nobody should be asked. country = "FR" knows those of France; days, or a file, says others; days_off are off in every week.`)
	w.WriteString("[holidays]\n")
	w.text("country", h.Country)
	w.text("days", strings.TrimSpace(holidays.Write(h.Own)))
	var days []string
	for _, day := range h.Weekdays {
		days = append(days, strings.ToLower(day.String()))
	}
	w.texts("days_off", days)
}

func (w *fileWriter) territories() {
	w.section("Territories: each has a delegation", `state: to_qualify, diagnosis_missing, oriented, open_question or either_or. dialogue: what the day of dialogue could lean on.`)
	for _, t := range w.p.Territories {
		w.open("[[territory]]")
		w.put("id", quoted(t.ID))
		w.put("name", textOf(t.Name))
		w.text("orientation", t.Orientation)
		w.text("state", t.State)
		w.text("school_zone", t.SchoolZone)
		w.text("dialogue", t.Dialogue)
	}
}

func (w *fileWriter) polls() {
	if len(w.p.Polls) == 0 {
		return
	}
	w.section("Polls: each asks for the dates of the sessions that name it",
		`per_territory: the referents vote for their delegation. meaning: what a yes says. until: the last day of voting; quorum: how many delegations it takes, shown; closed: when the voting was ended. A poll is decided where one of its dates says status = "fixed".`)
	for _, poll := range w.p.Polls {
		w.open("[[poll]]")
		w.put("id", quoted(poll.ID))
		w.put("title", textOf(poll.Title))
		w.text("meaning", poll.Meaning)
		w.flag("per_territory", poll.PerTerritory)
		if poll.Quorum > 0 {
			w.put("quorum", strconv.Itoa(poll.Quorum))
		}
		if !poll.Until.IsZero() {
			w.put("until", poll.Until.String())
		}
		if !poll.Closed.IsZero() {
			w.text("closed", poll.Closed.UTC().Format(time.RFC3339))
		}
	}
}

func (w *fileWriter) decisions() {
	if len(w.p.Decisions)+len(w.p.Themes) > 0 {
		w.section("Decisions: what delegations are asked",
			`form: yes_no (usual), matrix, text, poll, document, or several. who: referent (usual) or member. A [[theme]] groups answers in words, by the beginnings of its words.`)
	}
	for _, theme := range w.p.Themes {
		w.open("[[theme]]")
		w.put("label", textOf(theme.Label))
		w.put("words", listOf(theme.Words))
	}
	for i := range w.p.Decisions {
		w.decision(&w.p.Decisions[i])
	}
}

func (w *fileWriter) decision(d *events.Decision) {
	w.open("[[decision]]")
	w.put("number", fmt.Sprint(d.Number))
	w.put("title", textOf(d.Title))
	if !slices.Equal(d.Form, []events.Form{events.FormYesNo}) {
		w.put("form", listOf(wordsOf(d.Form)))
	}
	w.texts("sessions", d.Sessions)
	w.text("poll", d.Poll)
	if d.Who != events.Referent {
		w.put("who", quoted(string(d.Who)))
	}
	w.text("to", d.To)
	w.flag("optional", d.Optional)
	w.flag("by_theme", d.ByTheme)
	if !d.Due.IsZero() {
		w.put("due", d.Due.String())
	}
	w.flag("due_stated", d.DueStated)
	w.text("due_why", d.DueWhy)
	w.put("question", textOf(d.Question))
	w.text("recap", d.Recap)
}

func (w *fileWriter) dialogue() {
	d := w.p.Dialogue
	if d.Title+d.Description+d.Pilot+d.Sheet == "" && d.Before.IsZero() && d.Words == nil && d.Preparation == nil && !d.ByTitle {
		return
	}
	w.section("The day of dialogue, which each territory schedules for itself",
		`words: an event of a delegation's agenda is this day if its categories say one of them (or its title, with by_title); its preparation, if they say one of those too. sheet: what every other new event starts from.`)
	w.open("[dialogue]")
	w.text("title", d.Title)
	w.described("description", d.Description, "dialogue")
	if !d.Before.IsZero() {
		w.put("before", d.Before.String())
	}
	w.text("pilot", d.Pilot)
	w.texts("words", d.Words)
	w.texts("preparation", d.Preparation)
	w.flag("by_title", d.ByTitle)
	w.text("sheet", d.Sheet)
}

func (w *fileWriter) budget() {
	b := w.p.Budget
	if b == (events.Budget{}) {
		return
	}
	w.section("Expert days of each territory", `days: a territory. on_site: of these. Days that organisers granted beside are not the file's.`)
	w.open("[budget]")
	w.text("title", b.Title)
	w.described("description", b.Description, "budget")
	w.number("days", b.Days)
	w.number("on_site", b.OnSite)
	if !b.StabiliseBy.IsZero() {
		w.put("stabilise_by", b.StabiliseBy.String())
	}
}

func (w *fileWriter) resources() {
	if len(w.p.Resources) == 0 {
		return
	}
	w.section("Resources", `Of the whole programme; with territory, of that delegation; with sessions or decisions, shown there. words: what links to it in the note's texts.`)
	for _, r := range w.p.Resources {
		w.open("[[resource]]")
		w.put("id", quoted(r.ID))
		w.put("title", textOf(r.Title))
		w.put("url", quoted(r.URL))
		w.text("territory", r.Territory)
		w.texts("sessions", r.Sessions)
		if len(r.Decisions) > 0 {
			w.put("decisions", strings.Join(strings.Fields(fmt.Sprint(r.Decisions)), ", "))
		}
		w.text("words", r.Words)
	}
}

func (w *fileWriter) people() {
	if len(w.p.People) == 0 {
		return
	}
	w.section("People", `email is the login. role: organiser, referent, member (usual with a territory), expert or guest. Of a guest, godparent is who brought them, and briefed says that they were told what they need to know.`)
	for i := range w.p.People {
		p := &w.p.People[i]
		w.open("[[person]]")
		w.put("id", quoted(p.ID))
		w.put("name", textOf(p.Name))
		w.put("email", quoted(p.Email))
		w.text("function", p.Function)
		if usual := usualRole(*p); string(p.Role) != usual {
			w.put("role", quoted(string(p.Role)))
		}
		w.texts("territories", p.Territories)
		if len(p.Territories) == 0 && (p.Role == events.Member || p.Role == events.Referent) {
			w.put("territories", "[]") // of no delegation, and meant so
		}
		w.text("category", p.Category)
		w.text("language", p.Language)
		w.text("godparent", p.Godparent)
		w.flag("briefed", p.Briefed)
	}
}
