package events_test

import (
	"testing"

	"pgregory.net/rapid"

	"parcours/events"
	"parcours/site"
)

// yesNoSite has the small programme with a fourth arbitrage: a yes or no about one session, or about two and a poll.
func yesNoSite(t *testing.T, form ...events.Form) *site.Site {
	s := site.OpenSmall(t)
	s.Change(func(p *events.Programme) {
		d := events.Decision{Number: 4, Title: "La journée AGORA", Question: "Confirmez.", Form: form, Sessions: []string{"agora"}, Who: events.Member}
		p.Decisions = append(p.Decisions[:len(p.Decisions):len(p.Decisions)], d)
	})
	return s
}

// said is the delegation's answer to agora, as the recap table has it: "" for none.
func saidOf(s *site.Site) (status events.Partstat, against bool) {
	s.T.Helper()
	r, err := s.Record.Recap(s.T.Context(), "faverges")
	s.Must(err)
	for _, row := range r.Rows {
		if row.ID == "agora" {
			for _, c := range row.Cells {
				for _, said := range c.ForUs {
					status, against = said.Status, said.Against
				}
			}
		}
	}
	return status, against
}

func TestYesOrNoIsTheAnswerToTheSession(t *testing.T) {
	s := yesNoSite(t, events.FormYesNo)
	for i, step := range []struct {
		does    func(*site.Site)
		said    events.Partstat
		against bool
		want    string
	}{
		{nothing, "", false, "open, agora"},
		{site.Marks(4, true), events.Accepted, false, "done"},
		{site.Marks(4, false), "", false, "open, agora"},
		{site.Votes("agora", events.Tentative), events.Tentative, false, "done"},
		{site.Marks(4, true), events.Tentative, false, "done"},
		{site.Writes(4, "Non, pas possible.", true), events.Declined, false, "done"},
		{site.Votes("agora", events.Accepted), events.Accepted, true, "too early, agora"},
		{site.Writes(4, "Oui, finalement.", true), events.Accepted, false, "done"},
		{moves("agora", "2022-04-29"), "", false, "too early, agora"},
		{site.Votes("agora", events.Declined), events.Declined, true, "too early, agora"},
		{site.Writes(4, "", true), "", false, "too early, agora"},
		{site.Writes(4, "Plutôt en visio.", true), "", false, "too early, agora"},
		{site.Votes("agora", events.Accepted), events.Accepted, false, "done"},
		{replies(4, "Sûrs ?"), events.Accepted, false, "open; Sûrs ?"},
		{site.Marks(4, true), events.Accepted, false, "done"},
		{cancels("agora"), "", false, "done"},
	} {
		step.does(s)
		said, against := saidOf(s)
		if got := brief(s.Decision("faverges", 4)); got != step.want || said != step.said || against != step.against {
			t.Errorf("step %d: %q, want %q; said %q against %v, want %q %v", i+1, got, step.want, said, against, step.said, step.against)
		}
	}
	if other := s.Decision("annecy", 4); other.Answered() {
		t.Errorf("the other delegation: %q", brief(other))
	}
}

// Who says what a colleague said already does not take the answer over: it stays who gave it, and nothing is said twice.
func TestYesSaidAgainByAColleague(t *testing.T) {
	s := yesNoSite(t, events.FormYesNo)
	s.Change(func(p *events.Programme) {
		p.People = append(p.People, events.Person{ID: "remi", Email: "remi@example.org", Name: "Rémi", Role: events.Referent, Territories: []string{"faverges"}, Category: "elus"})
	})
	site.Votes("agora", events.Accepted)(s)
	before := len(s.AllAnswers())
	s.Later()
	text, done := "Oui.", true
	s.Must(s.AnswerDecision(t.Context(), events.DecisionResponse{Decision: 4, Territory: "faverges", By: "remi", Text: &text, Done: &done, Door: events.DoorWeb}))
	after := s.AllAnswers()
	if len(after) != before || after[len(after)-1].By != "rita" {
		t.Errorf("%d answers, were %d; the last is by %s", len(after), before, after[len(after)-1].By)
	}
}

// Whatever the two doors say in whatever order, the tables agree: the task is done exactly where every session has an
// answer that its words do not contradict, and what contradicts stands in both. A plain word is the answer at once.
func TestYesOrNoLaw(t *testing.T) {
	words := map[string]events.Partstat{"": "", "Oui.": events.Accepted, "ok pour nous": events.Accepted, "Non, pas possible": events.Declined, "NON": events.Declined, "À voir": ""}
	rapid.Check(t, func(rt *rapid.T) {
		form := rapid.SampledFrom([][]events.Form{{events.FormYesNo}, {events.FormYesNo, events.FormText}}).Draw(rt, "form")
		s := yesNoSite(t, form...)
		written := ""
		for range rapid.IntRange(1, 8).Draw(rt, "steps") {
			switch rapid.IntRange(0, 3).Draw(rt, "door") {
			case 0:
				text := rapid.SampledFrom([]string{"", "Oui.", "ok pour nous", "Non, pas possible", "NON", "À voir"}).Draw(rt, "text")
				site.Writes(4, text, rapid.Bool().Draw(rt, "done"))(s)
				if said, _ := saidOf(s); text != written && words[text] != "" && said != words[text] {
					rt.Fatalf("wrote %q, and the answer is %q", text, said)
				}
				written = text
			case 1:
				site.Marks(4, rapid.Bool().Draw(rt, "mark"))(s)
			case 2:
				status := rapid.SampledFrom([]events.Partstat{events.Accepted, events.Tentative, events.Declined, events.NotApplicable, events.NeedsAction}).Draw(rt, "status")
				site.Votes("agora", status)(s)
			default:
				moves("agora", rapid.SampledFrom([]string{"2022-04-28", "2022-04-29"}).Draw(rt, "day"))(s)
			}
			st := s.Decision("faverges", 4)
			said, against := saidOf(s)
			want := words[written] != "" && (words[written] == events.Accepted && said == events.Declined || words[written] == events.Declined && said == events.Accepted)
			cell := st.Cells[0]
			if against != want || cell.Against != want || st.Done != (said != "" && !want) || (cell.Status == events.NeedsAction) != (said == "") || said != "" && cell.Status != said {
				rt.Fatalf("written %q, recap %q against %v, task %q, cell %+v", written, said, against, brief(st), cell)
			}
		}
	})
}
