package questions

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"parcours/events"
	"parcours/office/officetest"
	"parcours/site"
)

const edit = "/organise/arbitrages/edit/"

// asked is a new arbitrage as a form says it.
func asked(number string, more url.Values) url.Values {
	form := url.Values{"number": {number}, "title": {"Le bilan"}, "question": {"Que gardez-vous ?\r\n\r\n- Un\r\n- Deux"}, "form": {"text"}, "who": {"member"}}
	maps.Copy(form, more)
	return form
}

// An organiser puts an arbitrage; who is none learns of no form.
func TestPutAnArbitrage(t *testing.T) {
	d := openDesk(t)
	before := len(d.Programme().Decisions)
	for _, person := range []string{"", "rita", "marc", "guy", "emma", "paul"} {
		cookie := d.Enter(person)
		for _, path := range []string{edit + "new", edit + "1"} {
			if get, post := d.Ask(cookie, path, nil), d.Ask(cookie, path, asked("9", nil)); get.Code != http.StatusNotFound || post.Code != http.StatusNotFound {
				t.Errorf("%s by %q: %d, %d", path, person, get.Code, post.Code)
			}
		}
	}
	if len(d.Programme().Decisions) != before {
		t.Fatalf("%d arbitrages", len(d.Programme().Decisions))
	}
	orga := d.Enter("orga")
	officetest.Has(t, d.Ask(orga, edit+"new", nil).Body.String(), []string{"Nouvel arbitrage", "Session entre pairs"})
	w := d.Ask(orga, edit+"new", asked("9", url.Values{"due": {"2022-03-01"}, "due-why": {"Avant la session."}, "session": {"pairs"}, "optional": {"yes"}, "by-theme": {"yes"}}))
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != edit+"9?saved=made" {
		t.Fatalf("%d %s\n%s", w.Code, w.Header(), w.Body)
	}
	got := d.Programme().Decision(9)
	want := events.Decision{
		Number: 9, Title: "Le bilan", Question: "Que gardez-vous ?\n\n- Un\n- Deux", Form: []events.Form{events.FormText}, Sessions: []string{"pairs"}, Who: events.Member,
		Due: events.Day{Year: 2022, Month: 3, Day: 1}, DueWhy: "Avant la session.", Optional: true, ByTheme: true,
	}
	if got == nil || got.Title != want.Title || got.Question != want.Question || !slices.Equal(got.Form, want.Form) || !slices.Equal(got.Sessions, want.Sessions) ||
		got.Who != want.Who || got.Due != want.Due || got.DueWhy != want.DueWhy || !got.Optional || !got.ByTheme || got.DueStated {
		t.Errorf("%+v, want %+v", got, want)
	}
	page := d.Ask(orga, w.Header().Get("Location"), nil).Body.String()
	officetest.Has(t, page, []string{"L’arbitrage est posé.", "Arbitrage 9"})
	same := officetest.FormIn(t, page, `<button>`)
	if w := d.Ask(orga, edit+"9", same); w.Code != http.StatusSeeOther || d.Programme().Decision(9).Question != want.Question {
		t.Errorf("sent again: %d, %+v", w.Code, d.Programme().Decision(9))
	}
}

// What cannot be is refused with the field, keeps nothing, and is there to be mended.
func TestArbitrageRefused(t *testing.T) {
	d := openDesk(t)
	orga := d.Enter("orga")
	before := d.Programme().Decisions
	for name, c := range map[string]struct {
		form url.Values
		says string
	}{
		"a number that is taken": {asked("1", nil), "qu’aucun autre arbitrage ne porte"},
		"no number":              {asked("x", nil), "Donnez un numéro"},
		"no title":               {asked("9", url.Values{"title": {" "}}), "Donnez un titre"},
		"no question":            {asked("9", url.Values{"question": {""}}), "Écrivez la question"},
		"no form":                {asked("9", url.Values{"form": nil}), "Cochez au moins une façon"},
		"a table of nothing":     {asked("9", url.Values{"form": {"matrix"}}), "Une table a besoin de sessions"},
		"a poll without one":     {asked("9", url.Values{"form": {"poll"}}), "choisissez-en un"},
		"no such poll":           {asked("9", url.Values{"form": {"poll"}, "poll": {"rien"}}), "choisissez-en un"},
		"nobody answers":         {asked("9", url.Values{"who": {"organiser"}}), "Dites qui répond"},
		"no such day":            {asked("9", url.Values{"due": {"2022-02-30"}}), "Donnez un jour"},
	} {
		w := d.Ask(orga, edit+"new", c.form)
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `aria-invalid="true"`) && name != "nobody answers" {
			t.Errorf("%s: %d", name, w.Code)
		}
		officetest.Has(t, w.Body.String(), []string{c.says})
	}
	if !slices.EqualFunc(d.Programme().Decisions, before, func(a, b events.Decision) bool { return a.Number == b.Number && a.Title == b.Title }) {
		t.Errorf("%+v", d.Programme().Decisions)
	}
	if w := d.Ask(orga, edit+"77", asked("77", nil)); w.Code != http.StatusNotFound {
		t.Errorf("no such arbitrage: %d", w.Code)
	}
}

// One that nobody answered goes; one with an answer stays. The programme's file, applied again, takes away neither what was put here nor
// what was changed.
func TestArbitrageRemoved(t *testing.T) {
	d := openDesk(t)
	orga := d.Enter("orga")
	d.Ask(orga, edit+"new", asked("9", nil))
	d.Ask(orga, edit+"new", asked("10", nil))
	text := "Tout"
	d.Must(d.AnswerDecision(t.Context(), events.DecisionResponse{Decision: 9, Territory: "faverges", By: "rita", Text: &text, Door: events.DoorWeb}))
	w := d.Ask(orga, edit+"9", url.Values{"do": {"remove"}})
	officetest.Has(t, w.Body.String(), []string{"Une délégation y a déjà répondu", "Que gardez-vous"})
	if w := d.Ask(orga, edit+"10", url.Values{"do": {"remove"}}); w.Code != http.StatusSeeOther || d.Programme().Decision(10) != nil {
		t.Errorf("%d, %+v", w.Code, d.Programme().Decision(10))
	}
	changed := officetest.FormIn(t, d.Ask(orga, edit+"1", nil).Body.String(), `<button>`)
	changed.Set("title", "Une autre question")
	d.Ask(orga, edit+"1", changed)
	d.Take(site.SmallProgramme())
	if one := d.Programme().Decision(1); one == nil || one.Title != "Une autre question" || d.Programme().Decision(9) == nil || d.Programme().Decision(10) != nil {
		t.Errorf("after the file: %+v", d.Programme().Decisions)
	}
}
