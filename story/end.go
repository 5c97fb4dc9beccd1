package story

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"parcours/messages"
)

// T is what an End tells of: *testing.T.
type T interface {
	Helper()
	Errorf(format string, args ...any)
}

// End looks at a programme whose year is over.
type End struct {
	T
	Command  func(args ...string) string                       // what a command prints
	Calendar func(person, collection string) map[string]string // objects of a collection in somebody's home, by name: unfolded, lines end in \n
	Feed     func() string                                     // of all sessions, unfolded likewise
	Day      func(day string) time.Time                        // the day here of one of the note, "2022-03-10"
}

// Delegations of the note, and a referent of each.
var Delegations = []struct{ Territory, Referent string }{
	{"annecy", "helene-mercadet"}, {"arras", "gerard-delcroze"}, {"beauvais", "julie-hanquet"}, {"faverges", "camille-roux"}, {"lomme", "karim-deswarte"},
	{"albigeois", "mathilde-soulignac"}, {"reugny", "aurore-brennelle"}, {"rodez", "florence-aubracq"}, {"saint-jean-de-braye", "thomas-ligerot"},
	{"vimy", "cecile-artelois"},
}

// Check checks all of it.
func (e End) Check() {
	e.T.Helper()
	e.answers()
	e.polls()
	e.agora()
	e.expertDays()
	e.festival()
	e.organisersList()
}

// says checks what a text says and does not say; print's own spaces and apostrophes are those of anybody.
func (e End) says(where, text string, present []string, absent ...string) {
	e.T.Helper()
	text = plain(text)
	for _, want := range present {
		if !strings.Contains(text, plain(want)) {
			e.T.Errorf("%s: no %q in\n%s", where, want, text)
		}
	}
	for _, bad := range absent {
		if strings.Contains(text, plain(bad)) {
			e.T.Errorf("%s: %q in\n%s", where, bad, text)
		}
	}
}

func plain(text string) string {
	return strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(messages.Typeset(text))
}

var (
	weekdays = [...]string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"}
	months   = [...]string{"", "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"}
)

// date is a day of the note in words: "jeudi 10 mars 2022".
func (e End) date(day string) string {
	d := e.Day(day)
	number := fmt.Sprint(d.Day())
	if d.Day() == 1 {
		number = "1er"
	}
	return fmt.Sprintf("%s %s %s %d", weekdays[d.Weekday()], number, months[d.Month()], d.Year())
}

// event is what says of a session that it is on a day of the note, "" where nothing does.
func (e End) event(texts []string, title, day string) string {
	e.T.Helper()
	for _, text := range texts {
		for part := range strings.SplitSeq(text, "BEGIN:VEVENT\n") {
			part, _, whole := strings.Cut(part, "END:VEVENT")
			if whole && strings.Contains(plain(line(part, "SUMMARY")), plain(title)) && strings.Contains(line(part, "DTSTART"), e.Day(day).Format("20060102")) {
				return part
			}
		}
	}
	return ""
}

// line is the line of a property with its parameters.
func line(text, property string) string {
	for l := range strings.Lines(text) {
		if strings.HasPrefix(l, property+":") || strings.HasPrefix(l, property+";") {
			return l
		}
	}
	return ""
}

// has gives what somebody's calendar says of a session, which must be there.
func (e End) has(person, collection, title, day string) string {
	e.T.Helper()
	text := e.event(e.all(person, collection), title, day)
	if text == "" {
		e.T.Errorf("%s has no %s on %s in %s", person, title, e.date(day), collection)
	}
	return text
}

// hasNot checks that it is not there.
func (e End) hasNot(person, collection, title, day string) {
	e.T.Helper()
	if text := e.event(e.all(person, collection), title, day); text != "" {
		e.T.Errorf("%s has in %s still\n%s", person, collection, text)
	}
}

func (e End) all(person, collection string) []string {
	e.T.Helper()
	return slices.Collect(maps.Values(e.Calendar(person, collection)))
}

// task is an arbitrage in somebody's list.
func (e End) task(person, collection string, number int) string {
	e.T.Helper()
	text, there := e.Calendar(person, collection)[fmt.Sprintf("arbitrage-%d.ics", number)]
	if !there {
		e.T.Errorf("%s has no arbitrage %d in %s", person, number, collection)
	}
	return text
}
