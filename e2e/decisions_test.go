//go:build e2e

package e2e

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// decision is a line of "parcours decisions --format json".
type decision struct {
	Number                 int
	State, Answer, By, Due string
	Missing                []string
	Question               bool // the answer asks something back
}

// decisions reads where a delegation stands, by number.
func (s *server) decisions(territory string) map[int]decision {
	s.t.Helper()
	var all []decision
	out := s.command("", "decisions", "--data", s.data, "--delegation", territory, "--format", "json")
	if err := json.Unmarshal([]byte(out), &all); err != nil {
		s.t.Fatalf("decisions: %v\n%s", err, out)
	}
	byNumber := map[int]decision{}
	for _, d := range all {
		byNumber[d.Number] = d
	}
	if len(byNumber) != 8 {
		s.t.Fatalf("%d arbitrages, want 8:\n%s", len(byNumber), out)
	}
	return byNumber
}

// arbitrage is the UID of Faverges' task.
func arbitrage(number string) string {
	return "arbitrage-" + number + "@territoires-pilotes-2022.example.org+faverges"
}

// writeBelow answers a task where its text asks for it: below the line.
func (b *thunderbird) writeBelow(c added, uid, answer string) {
	b.t.Helper()
	task := b.events(c)[uid]
	if !strings.Contains(task.Description, "— Réponse —") {
		b.t.Fatalf("%s has no line to answer below:\n%s", uid, task.Description)
	}
	b.change(c, "edit", uid, "-description", strings.TrimRight(task.Description, "\n")+"\n"+answer)
}

// TestThunderbirdArbitrages: a referent answers in the task's text and completes it; one completed without the answer
// comes back and says why.
func TestThunderbirdArbitrages(t *testing.T) {
	s := serve(t, example(t), "--demo-from", demoDate().Format("2006-01-02"))
	referent := s.referentOfFaverges()
	b := startThunderbird(t)
	tasks := b.addAccount(s, referent)["faverges.arbitrages"]
	for id, task := range b.events(tasks) {
		if task.Status != "NEEDS-ACTION" || !strings.HasPrefix(task.Summary, "Arbitrage ") {
			t.Errorf("before any answer %s is %q, %s", id, task.Summary, task.Status)
		}
	}

	// Completed too early.
	b.change(tasks, "complete-task", arbitrage("3"))
	back := b.events(tasks)[arbitrage("3")]
	first, _, _ := strings.Cut(back.Description, "\n")
	if back.Status != "NEEDS-ACTION" || !strings.HasPrefix(back.Summary, "À compléter · ") || !strings.HasPrefix(first, "Il manque") {
		t.Errorf("completed without an answer it came back as %q, %s: %q", back.Summary, back.Status, first)
	}
	if got := s.decisions("faverges")[3]; got.State != "silent" || len(got.Missing) == 0 {
		t.Errorf("without an answer arbitrage 3 is %+v", got)
	}
	b.picture("thunderbird-il-manque.png", back.Summary, "-view", "tasks", "-select", arbitrage("3"))

	// Answered, then completed.
	const answer = "La ferme photovoltaïque de la boucle locale ; insister sur le lien ville, campagne."
	b.writeBelow(tasks, arbitrage("3"), answer)
	if got := s.decisions("faverges")[3]; got.State == "silent" || got.Answer != answer || got.By != referent.id {
		t.Errorf("answered, arbitrage 3 is %+v", got)
	}
	if done := b.events(tasks)[arbitrage("3")]; done.Status != "COMPLETED" {
		b.change(tasks, "complete-task", arbitrage("3"))
	}
	done := b.events(tasks)[arbitrage("3")]
	if done.Status != "COMPLETED" || strings.Contains(done.Description, "Il manque") || !strings.Contains(done.Description, answer) {
		t.Errorf("answered and completed, Thunderbird has %q, %s:\n%s", done.Summary, done.Status, done.Description)
	}
	all := s.decisions("faverges")
	if got := all[3]; got.State != "done" || got.Answer != answer || len(got.Missing) != 0 {
		t.Errorf("completed, arbitrage 3 is %+v", got)
	}
	if got := all[6]; got.State != "silent" || got.Answer != "" {
		t.Errorf("nobody answered arbitrage 6, it is %+v", got)
	}
	b.picture("thunderbird-arbitrage.png", done.Summary, "-view", "tasks", "-select", arbitrage("3"))

	// Only referents answer for the delegation.
	member := s.addPerson("essai-membre", "--territory", "faverges", "--category", "elus")
	served := s.get(referent, "/dav/calendars/"+referent.id+"/faverges.arbitrages/arbitrage-3.ics")
	for _, home := range []string{referent.id, member.id} {
		path := "/dav/calendars/" + home + "/faverges.arbitrages/arbitrage-3.ics"
		if got := s.put(member, path, strings.Replace(served, "STATUS:COMPLETED", "STATUS:NEEDS-ACTION", 1)); got.status/100 != 4 {
			t.Errorf("a member's PUT of %s: %d", path, got.status)
		}
	}
	if got := s.decisions("faverges")[3]; got.State != "done" || got.By != referent.id {
		t.Errorf("after a member's PUT arbitrage 3 is %+v", got)
	}
}

// TestThunderbirdVotes: a referent votes in the delegation's calendar; when the organiser chooses, one confirmed event
// stays and the other leaves.
func TestThunderbirdVotes(t *testing.T) {
	s := serve(t, example(t), "--demo-from", demoDate().Format("2006-01-02"))
	s.addPerson("essai-organise", "--role", "organiser")
	referent := s.referentOfFaverges()
	b := startThunderbird(t)
	calendars := b.addAccount(s, referent)
	delegation, parcours, tasks := calendars["faverges.delegation"], calendars["parcours"], calendars["faverges.arbitrages"]
	forUs := func(option string) string { return uid(option) + "+faverges" }

	b.answer(delegation, forUs("gen-3-a"), "ACCEPTED")
	b.answer(delegation, forUs("gen-3-b"), "DECLINED")
	checkHistory(t, s.historyBy(referent), []answer{
		{Session: "gen-3-a", For: "faverges", By: referent.id, Status: "ACCEPTED", Door: "caldav"},
		{Session: "gen-3-b", For: "faverges", By: referent.id, Status: "DECLINED", Door: "caldav"},
	})
	five := s.decisions("faverges")[5]
	if five.State != "answered" || len(five.Missing) != 3 {
		t.Errorf("after two votes of five arbitrage 5 is %+v", five)
	}
	if task := b.events(tasks)[arbitrage("5")]; task.Status == "COMPLETED" || !strings.Contains(task.Description, "pas encore de réponse") {
		t.Errorf("after two votes of five the task is %s:\n%s", task.Status, task.Description)
	}
	for _, option := range []string{"gen-1", "gen-2", "them-1"} {
		b.answer(delegation, forUs(option), "TENTATIVE")
	}
	if got := s.decisions("faverges")[5]; got.State != "done" || len(got.Missing) != 0 {
		t.Errorf("after all votes arbitrage 5 is %+v", got)
	}
	if task := b.events(tasks)[arbitrage("5")]; task.Status != "COMPLETED" {
		t.Errorf("after all votes the task is %q, %s:\n%s", task.Summary, task.Status, task.Description)
	}

	s.command("", "poll", "decide", "--data", s.data, "gen-3-a")
	for name, seen := range map[string]struct {
		c      added
		suffix string
	}{"the delegation's calendar": {delegation, "+faverges"}, "the referent's own": {parcours, ""}} {
		all := b.events(seen.c)
		chosen, there := all[uid("gen-3-a")+seen.suffix]
		if !there || chosen.Status != "CONFIRMED" {
			t.Errorf("chosen, gen-3-a is %+v in %s", chosen, name)
		}
		if other, there := all[uid("gen-3-b")+seen.suffix]; there {
			t.Errorf("not chosen, gen-3-b is still in %s: %+v", name, other)
		}
		if titles := titled(all, chosen.Summary); len(titles) != 1 {
			t.Errorf("%q stands %d times in %s", chosen.Summary, len(titles), name)
		}
	}
	if got := s.decisions("faverges")[5]; got.State != "done" {
		t.Errorf("after the choice arbitrage 5 is %+v", got)
	}
	day := b.events(parcours)[uid("gen-3-a")].Start.Local
	b.screenshot("thunderbird-poll-decided.png", "week", day[:4]+"-"+day[4:6]+"-"+day[6:8], b.events(parcours)[uid("gen-3-a")].Summary)
}

// titled gives the UIDs of the events with a title.
func titled(all map[string]thing, title string) []string {
	var uids []string
	for uid, e := range all {
		if e.Summary == title {
			uids = append(uids, uid)
		}
	}
	slices.Sort(uids)
	return uids
}
