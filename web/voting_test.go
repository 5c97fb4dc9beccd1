package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"parcours/events"
)

// until sets how long people vote on the dates of the closing session.
func (s *site) until(day string, closed time.Time) {
	s.t.Helper()
	s.apply(func(p *events.Programme) {
		p.Polls = slices.Clone(p.Polls)
		for i := range p.Polls {
			if p.Polls[i].ID != "cloture" {
				continue
			}
			var err error
			if p.Polls[i].Closed, p.Polls[i].Until = closed, (events.Day{}); day != "" {
				p.Polls[i].Until, err = events.ParseDay(day)
			}
			if err != nil {
				s.t.Fatal(err)
			}
		}
	})
}

// dateOf is a date of the poll that Faverges votes on.
func (s *site) dateOf(poll string) *events.Session {
	s.t.Helper()
	for _, x := range s.service.Programme().All() {
		if x.Poll == poll && isPolled(x) && x.Live() && x.AsksDelegation("faverges") {
			return x
		}
	}
	s.t.Fatalf("the poll %s has no date", poll)
	return nil
}

// voterPages are the pages on which a poll's dates are voted on or shown, by who opens them.
func (s *site) voterPages(x *events.Session) map[string]string {
	s.t.Helper()
	referent, member := s.person(events.Referent, "faverges", ""), s.person(events.Member, "faverges", "")
	signed := s.signIn(referent)
	all := map[string]string{
		"the programme, a stranger": s.get("/", "fr").Body.String(),
		"their page, a referent":    s.as(signed, "/me", nil).Body.String(),
		"the desk, a referent":      s.as(signed, "/d/faverges", nil).Body.String(),
		"the desk, a member":        s.as(s.signIn(member), "/d/faverges", nil).Body.String(),
		"the desk, an organiser":    s.as(s.signIn(s.person(events.Organiser, "", "")), "/d/faverges", nil).Body.String(),
		"a date, a referent":        s.get(s.delegationLink(referent, x.ID, "faverges", x.Category), "fr").Body.String(),
	}
	for _, p := range s.service.Programme().People() {
		if x.Asks(p) {
			all["a page by its link, a voter"] = s.get(s.pageLink(p), "fr").Body.String()
			break
		}
	}
	return all
}

// Until when people vote stands wherever they vote, and nothing of it where nobody set an end.
func TestLastDayOfVotingIsTold(t *testing.T) {
	s := exampleSite(t)
	x := s.dateOf("cloture")
	for name, page := range s.voterPages(x) {
		words(t, page, nil, "On vote jusqu’au", "On a voté")
		if t.Failed() {
			t.Fatal(name)
		}
	}
	s.until("2022-03-08", time.Time{})
	for name, page := range s.voterPages(x) {
		words(t, page, []string{"On vote jusqu’au mardi 8 mars 2022."}, "On a voté", "Le vote est clos")
		if t.Failed() {
			t.Fatal(name)
		}
		checkReferences(t, parsePage(t, page))
	}
	if w := s.as(nil, "/d/faverges", nil); w.Code != http.StatusNotFound || strings.Contains(w.Body.String(), "On vote") {
		t.Errorf("a stranger on the desk: %d", w.Code)
	}
	file := strings.ReplaceAll(s.get("/s/"+x.ID+".ics", "fr").Body.String(), "\r\n ", "")
	if !strings.Contains(messagesPlain(file), "Dernier jour du vote : mardi 8 mars 2022.") {
		t.Errorf("the calendar says nothing:\n%s", file)
	}
}

// messagesPlain is a text with plain spaces.
func messagesPlain(text string) string {
	return strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(text)
}

// After the last day, and once an organiser ended the voting, the dates are shown with what was answered, why they are closed, and
// no way to vote; nothing of it is missing any more. Other polls go on.
func TestPollIsShownClosed(t *testing.T) {
	for name, c := range map[string]struct {
		day, said string
		closed    time.Time
	}{
		"the last day is over": {day: "2022-03-02", said: "On a voté jusqu’au mercredi 2 mars 2022. Le vote est clos : l’équipe d’organisation choisit la date."},
		"ended by organisers":  {closed: time.Date(2022, 3, 3, 8, 30, 0, 0, time.UTC), said: "Vote clos le jeudi 3 mars 2022, 9 h 30. Le vote est clos : l’équipe d’organisation choisit la date."},
	} {
		t.Run(name, func(t *testing.T) {
			s := exampleSite(t)
			s.t = t
			referent := s.person(events.Referent, "faverges", "")
			cookie := s.signIn(referent)
			x, other := s.dateOf("cloture"), s.dateOf("approfondissement")
			before := parsePage(t, s.as(cookie, "/me", nil).Body.String())
			if len(before.with("form", "id", "d-faverges-"+x.ID)) != 1 || len(before.with("form", "id", "d-faverges-"+other.ID)) != 1 || !slices.Contains(selects(t, s.as(cookie, "/d/faverges", nil).Body.String()), x.ID) {
				t.Fatal("the dates are not asked before: the test looks at nothing", x.ID, other.ID)
			}
			s.as(cookie, "/me", url.Values{"session": {x.ID}, "territory": {"faverges"}, "answer": {"maybe"}, "comment": {"si le train part"}, "sequence": {"0"}})
			s.until(c.day, c.closed)
			for who, page := range s.voterPages(x) {
				words(t, page, []string{c.said}, "On vote jusqu’au")
				root := parsePage(t, page)
				checkStructure(t, root, "fr")
				checkReferences(t, root)
				if len(root.with("form", "id", "d-faverges-"+x.ID))+len(root.with("select", "id", "answer-"+x.ID))+len(root.with("form", "id", "answer"))+len(root.with("button", "autofocus", "autofocus")) > 0 {
					t.Errorf("%s: there is a form to vote by", who)
				}
				if strings.Contains(who, "referent") && !strings.Contains(messagesPlain(root.text), "Peut-être") {
					t.Errorf("%s: what was answered is not shown", who)
				}
				if t.Failed() {
					t.Fatal(who)
				}
			}
			if page := s.get(s.delegationLink(referent, x.ID, "faverges", x.Category)+"?answer=yes", "fr").Body.String(); strings.Contains(page, "autofocus") {
				t.Error("the button of a mail is shown still")
			}
			me := parsePage(t, s.as(s.signIn(referent), "/me", nil).Body.String())
			if len(me.with("form", "id", "d-faverges-"+other.ID)) != 1 {
				t.Errorf("the other poll is closed too: %s", other.ID)
			}
		})
	}
}
