package organise

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"parcours/delivery"
	"parcours/events"
	"parcours/site"
)

// expertDays enters days on site in the calendar of Faverges: the fifth goes over the budget.
func (d *desk) expertDays(n int) {
	d.t.Helper()
	for i := range n {
		day := []string{"20220404", "20220405", "20220406", "20220407", "20220408"}[i]
		text := "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//t//FR\r\nBEGIN:VEVENT\r\nUID:jour-" + day + "\r\nDTSTAMP:20220201T080000Z\r\nDTSTART;VALUE=DATE:" + day +
			"\r\nSUMMARY:Jour " + day + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
		_, err := d.Put("rita", "faverges.accompagnement", "jour-"+day+".ics", text)
		d.Must(err)
		d.Later()
	}
}

// What waits is named, each thing with the place where it is done.
func TestOverviewNamesWhatWaits(t *testing.T) {
	d := openDesk(t)
	d.has(d.page("/organise"), "Prochaine session", "Session entre pairs", `href="/organise/answers/pairs"`, "0 délégation sur 2 a répondu", "Délégations silencieuses", `href="/organise/answers?territory=annecy"`)
	site.Writes(3, "Peut-on venir à trois ?", true)(d.Site)
	d.Vote("rita", "faverges", "jour-a", events.Accepted)
	d.Vote("rita", "faverges", "jour-b", events.Declined)
	d.Vote("rene", "annecy", "jour-a", events.Accepted)
	d.Vote("rene", "annecy", "jour-b", events.Accepted)
	d.expertDays(5)
	page := d.page("/organise")
	d.has(page, "Faverges, arbitrage 3", "Peut-on venir à trois ?", `href="/organise/arbitrages/faverges#a-3"`, "La clôture", "2 délégations sur 2 ont voté", `href="/organise/polls#c-jour"`,
		"Jour 20220408", `href="/organise/days#t-faverges"`)
	d.hasNot(page, "Délégations silencieuses", "Jour 20220404")
	d.Clock = site.At("2022-03-01 08:00")
	d.has(d.page("/organise"), "sans réponse sur", `href="/organise/answers/pairs#silent"`)
	if all, err := d.Delivery.Mails(t.Context(), delivery.MailQuery{State: delivery.MailFailed}); err != nil || len(all) > 0 {
		t.Error(all, err)
	}
}

// The frame of every page leads organisers to their pages, and nobody else.
func TestFrameLeadsOrganisersToTheirPages(t *testing.T) {
	d := openDesk(t)
	for _, p := range append(d.Programme().People(), &events.Person{}) {
		w := d.Ask(d.Enter(p.ID), "/nowhere", nil)
		if leads := strings.Contains(w.Body.String(), `href="/organise"`); leads != (p.Role == events.Organiser) {
			t.Errorf("%q: %v", p.ID, leads)
		}
	}
}

func TestArbitrages(t *testing.T) {
	d := openDesk(t)
	site.Writes(3, "Peut-on venir à trois ?", true)(d.Site)
	glance := d.page("/organise/arbitrages")
	d.has(glance, "Arbitrages", "Annecy", "Faverges", "fait", "sans réponse", "question sans réponse", `href="/organise/arbitrages/faverges#a-3"`)
	d.has(d.page("/organise/arbitrages?decision=3"), "Vos attentes", "Peut-on venir à trois ?", "Par Rita")
	one := d.page("/organise/arbitrages/faverges")
	d.has(one, "Arbitrages de Faverges", "Peut-on venir à trois ?", "Il manque", `href="/d/faverges"`)
	send := func(person string, form url.Values) (int, string) {
		w := d.Ask(d.Enter(person), "/organise/arbitrages/faverges", form)
		return w.Code, w.Body.String()
	}
	if code, page := send("orga", url.Values{"decision": {"3"}, "text": {" "}}); code != http.StatusUnprocessableEntity || !strings.Contains(page, "Écrivez la réponse") {
		t.Errorf("an empty reply: %d", code)
	}
	for _, form := range []url.Values{{"decision": {"9"}, "text": {"Oui"}}, {"text": {"Oui"}}} {
		if code, _ := send("orga", form); code != http.StatusNotFound {
			t.Errorf("%v: %d", form, code)
		}
	}
	for _, person := range []string{"rita", "marc", "emma", "guy", "paul", ""} {
		if code, _ := send(person, url.Values{"decision": {"3"}, "text": {"Oui"}}); code != http.StatusNotFound || d.Decision("faverges", 3).Reply != "" {
			t.Errorf("%q: %d", person, code)
		}
	}
	if code, _ := send("orga", url.Values{"decision": {"3"}, "text": {"Oui, venez."}}); code != http.StatusSeeOther || d.Decision("faverges", 3).Reply != "Oui, venez." {
		t.Errorf("%d %+v", code, d.Decision("faverges", 3))
	}
	d.has(d.page("/organise/arbitrages/faverges?replied=yes"), "La réponse est enregistrée", "Oui, venez.")
	d.hasNot(d.page("/organise"), "Peut-on venir")
	if w := d.Ask(d.Enter("orga"), "/organise/arbitrages/nowhere", nil); w.Code != http.StatusNotFound {
		t.Error(w.Code)
	}
}

// A poll is decided in two steps: the first changes nothing and says who is told.
func TestPollIsDecidedInTwoSteps(t *testing.T) {
	d := openDesk(t)
	_, err := d.Respond(t.Context(), events.Response{Session: "jour-a", For: events.Subject{Territory: "faverges"}, By: "rita", Status: events.Accepted, Comment: "le matin", Door: events.DoorWeb, Sequence: -1})
	d.Must(err)
	d.Vote("rene", "annecy", "jour-b", events.Accepted)
	d.has(d.page("/organise/polls"), "La clôture", "1 délégation sur 2 a voté", "Égalité", "N’ont pas voté : Annecy", "Faverges : le matin", `href="/organise/polls/jour-a"`, "<svg")
	d.Later()
	d.has(d.page("/organise/polls/jour-a"), "Choisir le lundi 12 septembre 2022", "5 personnes invitées", "Les autres dates quittent les agendas")
	if x := d.Session("jour-a"); x.Status != events.Candidate {
		t.Errorf("looking decided: %s", x.Status)
	}
	send := func(person, option, what string) int {
		return d.Ask(d.Enter(person), "/organise/polls/"+option, url.Values{"what": {what}}).Code
	}
	for _, person := range []string{"rita", "marc", "emma", "paul", ""} {
		if code := send(person, "jour-a", "decide"); code != http.StatusNotFound || d.Session("jour-a").Status != events.Candidate {
			t.Errorf("%q: %d", person, code)
		}
	}
	for _, c := range [][2]string{{"agora", "decide"}, {"nowhere", "decide"}, {"jour-a", "erase"}} {
		if code := send("orga", c[0], c[1]); code != http.StatusNotFound {
			t.Errorf("%v: %d", c, code)
		}
	}
	if code := send("orga", "jour-a", "decide"); code != http.StatusSeeOther || d.Session("jour-a").Status != events.Fixed || !d.Session("jour-b").Lost {
		t.Errorf("%d %+v", code, d.Session("jour-a"))
	}
	d.has(d.page("/organise/polls?done=decide"), "La date est choisie", "Date choisie", "Rouvrir le choix")
	d.has(d.page("/organise/polls/jour-a"), "Rouvrir le choix de la date")
	if code := send("orga", "jour-a", "reopen"); code != http.StatusSeeOther || d.Session("jour-b").Status != events.Candidate {
		t.Errorf("%d %+v", code, d.Session("jour-b"))
	}
	for _, path := range []string{"/organise/polls/agora", "/organise/polls/nowhere"} {
		if w := d.Ask(d.Enter("orga"), path, nil); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

func TestExpertDaysAreGranted(t *testing.T) {
	d := openDesk(t)
	d.expertDays(5)
	d.has(d.page("/organise/days"), "Faverges", "Jour 20220408", "à valider", "Accorder ce jour")
	send := func(person string, form url.Values) (int, string) {
		w := d.Ask(d.Enter(person), "/organise/days", form)
		return w.Code, w.Body.String()
	}
	fifth := url.Values{"territory": {"faverges"}, "uid": {"jour-20220408"}, "reason": {"La presse vient."}}
	held := func() bool {
		all, err := d.Calendars.Ledgers(t.Context(), "faverges")
		d.Must(err)
		return all[0].Entries[4].Held
	}
	for _, person := range []string{"rita", "marc", "emma", "paul", ""} {
		if code, _ := send(person, fifth); code != http.StatusNotFound || !held() {
			t.Errorf("%q: %d", person, code)
		}
	}
	for field, says := range map[string]string{"reason": "Dites pourquoi", "uid": "plus dans l’agenda"} {
		form := url.Values{"territory": {"faverges"}, "uid": {"jour-20220408"}, "reason": {"La presse vient."}}
		form.Set(field, " ")
		if code, page := send("orga", form); code != http.StatusUnprocessableEntity || !strings.Contains(page, says) || !held() {
			t.Errorf("%s: %d", field, code)
		}
	}
	if code, _ := send("orga", fifth); code != http.StatusSeeOther || held() {
		t.Errorf("%d", code)
	}
	d.has(d.page("/organise/days?granted=yes"), "Le jour est accordé", "Accordé : La presse vient.")
}
