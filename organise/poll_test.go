package organise

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"parcours/events"
	"parcours/office/officetest"
	"parcours/record"
	"parcours/site"
)

const previewButton = `name="step" value="preview"`

// sendPoll sends a form of a poll, looks at the preview, then saves; it gives the preview and where it leads.
func (d *desk) sendPoll(path string, form url.Values) (preview, location string) {
	d.t.Helper()
	orga := d.Enter("orga")
	form.Set("step", "preview")
	w := d.Ask(orga, path, form)
	if w.Code != http.StatusOK {
		d.t.Fatalf("%s: preview %d\n%s", path, w.Code, w.Body)
	}
	preview = w.Body.String()
	saved := officetest.FormIn(d.t, preview, `value="save"`)
	saved.Set("step", "save")
	if w = d.Ask(orga, path, saved); w.Code != http.StatusSeeOther {
		d.t.Fatalf("%s: saved %d\n%s", path, w.Code, w.Body)
	}
	return preview, w.Header().Get("Location")
}

func dated(form url.Values, lines ...string) url.Values {
	for _, line := range lines {
		parts := strings.Split(line, " ")
		form.Add("day", parts[0])
		for i, name := range []string{"moment", "from", "to"} {
			value := ""
			if i+1 < len(parts) {
				value = strings.Trim(parts[i+1], "-")
			}
			form.Add(name, value)
		}
	}
	return form
}

// options are the live dates of a poll: id, number of how many, status, hours.
func (d *desk) options(poll string) (all []string) {
	for _, x := range d.Programme().All() {
		if x.Poll == poll && x.Live() {
			start, end := x.When.Span(d.Programme().Loc)
			when := start.Format("2006-01-02")
			if !x.When.AllDay {
				when = start.Format("2006-01-02 15:04") + end.Format("-15:04")
			}
			all = append(all, x.ID+" "+string(rune('0'+x.Option))+"/"+string(rune('0'+x.Options))+" "+string(x.Status)+" "+when)
		}
	}
	slices.Sort(all)
	return all
}

func TestPollsAreOrganisersToMake(t *testing.T) {
	d := openDesk(t)
	for _, person := range []string{"", "rita", "marc", "guy", "emma", "paul"} {
		cookie := d.Enter(person)
		for path, form := range map[string]url.Values{
			"/organise/polls":            dated(url.Values{"poll-title": {"Fête"}, "asked": {"all"}, "step": {"save"}}, "2022-05-05"),
			"/organise/polls/dates/edit": {"do": {"words"}, "poll-title": {"Fête"}, "step": {"save"}},
		} {
			for _, one := range []url.Values{nil, form} {
				if w := d.Ask(cookie, path, one); w.Code != http.StatusNotFound || strings.Contains(w.Body.String(), "Un oui") {
					t.Errorf("%s by %q: %d", path, person, w.Code)
				}
			}
		}
	}
	if len(d.Programme().Polls) != 1 || d.Programme().Poll("dates").Title != "Les dates" {
		t.Error("changed")
	}
}

// A poll is made with its dates; who is asked to vote is shown first, and told after the hold.
func TestMakeAPoll(t *testing.T) {
	d := openDesk(t)
	d.Letters()
	page := d.page("/organise/polls?new")
	form := officetest.FormIn(t, page, previewButton)
	for _, name := range []string{"day", "moment", "from", "to"} {
		form.Del(name)
	}
	form = dated(form, "2022-05-05 morning", "2022-05-06 both", "2022-05-09 - 10:00 11:30")
	for name, value := range map[string]string{"poll-title": "La fête", "meaning": "Un oui : nous venons danser.", "until": "2022-04-30", "quorum": "2", "asked": "some", "category": "elus", "where": "Annecy"} {
		form.Set(name, value)
	}
	preview, location := d.sendPoll("/organise/polls", form)
	officetest.Has(t, preview, []string{"3 personnes sont invitées à voter", "jeudi 5 mai 2022, de 9 h à 12 h", "Élus"})
	if location != "/organise/polls/la-fete/edit?saved=make" {
		t.Error(location)
	}
	poll := d.Programme().Poll("la-fete")
	if poll == nil || poll.Meaning != "Un oui : nous venons danser." || poll.Quorum != 2 || poll.Until.String() != "2022-04-30" {
		t.Fatalf("%+v", poll)
	}
	want := []string{"la-fete-1 1/3 candidate 2022-05-05 09:00-12:00", "la-fete-2 2/3 candidate 2022-05-06 09:00-17:00", "la-fete-3 3/3 candidate 2022-05-09 10:00-11:30"}
	if got := d.options("la-fete"); !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
	if x := d.Programme().Session("la-fete-2"); len(x.Hours(d.Programme().Loc)) != 2 || x.Place.Where != "Annecy" {
		t.Errorf("%+v", x.Plan)
	}
	if mails := d.Queued(); !slices.Equal(mails, []string{"poll guy la-fete", "poll marc la-fete", "poll rene la-fete"}) {
		t.Errorf("%v", mails)
	}
	officetest.Has(t, d.page("/organise/polls"), []string{"La fête Un oui : nous venons danser.", "On vote jusqu’au samedi 30 avril 2022.", "Il manque 2 des 2 délégations du quorum."})
	s := d.Site
	s.Take(site.SmallProgramme())
	if got := d.options("la-fete"); d.Programme().Poll("la-fete") == nil || !slices.Equal(got, want) {
		t.Errorf("the file takes it away: %v", got)
	}
}

// A draft asks nobody and is seen by organisers only, until it says who votes.
func TestPollAsADraft(t *testing.T) {
	d := openDesk(t)
	d.Letters()
	form := dated(url.Values{"poll-title": {"La fête"}, "asked": {""}}, "2022-05-05", "2022-05-06")
	preview, _ := d.sendPoll("/organise/polls", form)
	officetest.Has(t, preview, []string{"Personne"}, "invitées à voter")
	officetest.Has(t, d.page("/organise/polls"), []string{"La fête", "Ce sondage n’a pas encore de date."})
	officetest.Has(t, d.page("/organise/polls/la-fete/edit"), []string{"jeudi 5 mai 2022 À publier", "Publier : dire qui vote"})
	if mails := d.Queued(); len(mails) > 0 {
		t.Errorf("told of a draft: %v", mails)
	}
	preview, _ = d.sendPoll("/organise/polls/la-fete/edit", url.Values{"do": {"publish"}, "choice": {"la-fete"}, "asked": {"some"}, "territory": {"annecy"}})
	officetest.Has(t, preview, []string{"2 personnes sont invitées à voter"})
	if mails := d.Queued(); !slices.Equal(mails, []string{"poll anne la-fete", "poll rene la-fete"}) {
		t.Errorf("%v", mails)
	}
}

// Dates are added and taken out while nobody has voted for them; votes for the others stay.
func TestChangeDatesOfAPoll(t *testing.T) {
	d := openDesk(t)
	const path = "/organise/polls/dates/edit"
	d.Vote("rita", "faverges", "jour-a", events.Accepted)
	d.sendPoll(path, dated(url.Values{"do": {"dates"}, "choice": {"jour"}}, "2022-09-14 afternoon"))
	d.sendPoll(path, dated(url.Values{"do": {"dates"}, "choice": {"seule"}}, "2022-03-21"))
	d.sendPoll(path, url.Values{"do": {"withdraw"}, "option": {"jour-b"}})
	want := []string{"jour-3 2/2 candidate 2022-09-14 14:00-17:00", "jour-a 1/2 candidate 2022-09-12", "seule 1/2 candidate 2022-03-18 09:00-17:00", "une-journee-generique-dates-2 2/2 candidate 2022-03-21"}
	if got := d.options("dates"); !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
	d.sendPoll(path, url.Values{"do": {"withdraw"}, "option": {"jour-3"}})
	if got := d.options("dates"); got[0] != "jour-a 1/1 estimated 2022-09-12" {
		t.Errorf("%v", got)
	}
	d.sendPoll(path, dated(url.Values{"do": {"ask"}, "title": {"Le bilan"}, "asked": {"all"}}, "2022-10-03"))
	if x := d.Programme().Session("le-bilan"); x == nil || x.Status != events.Estimated || x.Poll != "dates" {
		t.Errorf("%+v", x)
	}
	standing, err := d.Record.Standing(t.Context(), "dates")
	d.Must(err)
	for _, c := range standing.Choices {
		for _, o := range c.Options {
			if o.Session.ID == "jour-a" && o.Delegations.Yes != 1 {
				t.Errorf("the vote is gone: %+v", o)
			}
		}
	}
	for _, c := range []struct {
		form url.Values
		want string
	}{
		{url.Values{"do": {"withdraw"}, "option": {"jour-a"}}, "des personnes ont voté pour cette date"},
		{dated(url.Values{"do": {"dates"}, "choice": {"seule"}}), "donnez au moins une date"},
		{dated(url.Values{"do": {"dates"}, "choice": {"une-journee-generique-dates"}}, "2022-03-21"), "chaque date une seule fois"},
		{dated(url.Values{"do": {"dates"}, "choice": {"jour-a"}}, "2022-02-30"), "donnez un jour qui existe"},
		{dated(url.Values{"do": {"dates"}, "choice": {"jour-a"}}, "2022-03-27 - 02:30 04:00"), "cette heure n’existe pas"},
		{url.Values{"do": {"words"}, "poll-title": {" "}}, "donnez un titre"},
		{url.Values{"do": {"words"}, "poll-title": {"X"}, "quorum": {"3"}}, "au plus celles du programme"},
		{url.Values{"do": {"words"}, "poll-title": {"X"}, "until": {"hier"}}, "donnez un jour qui existe"},
		{url.Values{"do": {"publish"}, "choice": {"jour-a"}, "asked": {"some"}}, "cochez au moins une case"},
		{url.Values{"do": {"remove"}}, "il a encore des dates"},
	} {
		before := d.options("dates")
		c.form.Set("step", "save")
		w := d.Ask(d.Enter("orga"), path, c.form)
		if w.Code != http.StatusUnprocessableEntity || !slices.Equal(d.options("dates"), before) || d.Programme().Poll("dates").Title != "Les dates" {
			t.Errorf("%v: %d", c.form, w.Code)
			continue
		}
		officetest.Has(t, w.Body.String(), []string{c.want})
	}
	for _, form := range []url.Values{{"do": {"withdraw"}, "option": {"agora"}}, {"do": {"dates"}, "choice": {"agora"}, "day": {"2022-05-05"}}, {"do": {"rien"}}} {
		if w := d.Ask(d.Enter("orga"), path, form); w.Code != http.StatusNotFound {
			t.Errorf("%v: %d", form, w.Code)
		}
	}
}

// Votes after the end of the voting are kept and not counted; when it goes on they count, and a poll without dates can go.
func TestEndAndGoOn(t *testing.T) {
	d := openDesk(t)
	const path = "/organise/polls/dates/edit"
	do := func(what string) {
		t.Helper()
		d.Later()
		if w := d.Ask(d.Enter("orga"), path, url.Values{"do": {what}, "step": {"save"}}); w.Header().Get("Location") != path+"?saved="+what {
			t.Fatalf("%s: %d %s", what, w.Code, w.Body)
		}
		d.Later()
	}
	yes := func() int {
		standing, err := d.Record.Standing(t.Context(), "dates")
		d.Must(err)
		i := slices.IndexFunc(standing.Choices[1].Options, func(o record.OptionStanding) bool { return o.Session.ID == "jour-a" })
		return standing.Choices[1].Options[i].Delegations.Yes
	}
	d.Vote("rita", "faverges", "jour-a", events.Accepted)
	do("end")
	d.Vote("rene", "annecy", "jour-a", events.Accepted)
	officetest.Has(t, d.page("/organise/polls"), []string{"Vote clos le", "1 vote après la fin, non compté"})
	if got := yes(); got != 1 {
		t.Errorf("%d counted after the end", got)
	}
	do("go-on")
	if got := yes(); got != 2 {
		t.Errorf("%d counted when it goes on", got)
	}
	w := d.Ask(d.Enter("orga"), path, url.Values{"do": {"words"}, "poll-title": {"Les jours"}, "until": {"2022-02-01"}, "step": {"save"}})
	if w.Code != http.StatusSeeOther || d.Programme().Poll("dates").Title != "Les jours" {
		t.Errorf("%d", w.Code)
	}
	d.Clock = site.At("2022-02-02 08:00")
	d.Vote("rene", "annecy", "jour-a", events.Declined)
	if got := yes(); got != 2 {
		t.Errorf("%d counted after the last day", got)
	}
	officetest.Has(t, d.page("/organise"), []string{"La clôture : 0 délégation sur 2 a voté"})
}
