package calendars_test

import (
	"strings"
	"testing"

	"parcours/calendars"
	"parcours/events"
	"parcours/site"
)

// taskDesk is rita's task list for Faverges: it writes back what it was served earlier.
type taskDesk struct {
	*site.Site
	name string
}

func (d taskDesk) fetch() string {
	d.T.Helper()
	return site.Unfold(d.Text(d.Items("rita", "faverges.arbitrages")[d.name]))
}

// ticked is a task as a client completes it.
func ticked(text string) string {
	text = strings.Replace(text, "STATUS:NEEDS-ACTION", "STATUS:COMPLETED", 1)
	text = strings.Replace(text, "STATUS:IN-PROCESS", "STATUS:COMPLETED", 1)
	return strings.Replace(text, "END:VTODO", "COMPLETED:20220301T080000Z\r\nPERCENT-COMPLETE:100\r\nEND:VTODO", 1)
}

// unticked is one as a client opens it again.
func unticked(text string) string {
	text = strings.Replace(text, "STATUS:COMPLETED", "STATUS:NEEDS-ACTION", 1)
	var kept []string
	for line := range strings.SplitSeq(text, "\r\n") {
		if !strings.HasPrefix(line, "COMPLETED:") && !strings.HasPrefix(line, "PERCENT-COMPLETE:") {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\r\n")
}

// answering puts a text below the answer's line, in place of what is there.
func answering(answer string) func(string) string {
	return func(text string) string {
		at := strings.Index(text, `— Réponse —`) + len(`— Réponse —`)
		end := at + strings.Index(text[at:], "\r\n")
		return text[:at] + `\n` + answer + text[end:]
	}
}

// markless drops the server's own properties, as some clients do.
func markless(text string) string {
	at := strings.Index(text, "X-PARCOURS-SERVED:")
	if at < 0 {
		return text
	}
	return text[:at] + text[at+strings.Index(text[at:], "\r\n")+2:]
}

func both(f, g func(string) string) func(string) string {
	return func(text string) string { return g(f(text)) }
}

func withoutLine(start string) func(string) string {
	return func(text string) string {
		var kept []string
		for line := range strings.SplitSeq(text, "\r\n") {
			if !strings.HasPrefix(line, start) {
				kept = append(kept, line)
			}
		}
		return strings.Join(kept, "\r\n")
	}
}

// Each case: what happens before and after a client fetches the task, what it writes back, and what stands then.
func TestPutTask(t *testing.T) {
	all := []func(*site.Site){site.Votes("pairs-elus", events.Accepted), site.Votes("pairs-techniciens", events.Accepted)}
	for _, c := range []struct {
		name   string
		number string
		before []func(*site.Site)
		after  []func(*site.Site) // after the fetch
		write  func(string) string
		answer string
		state  string // done, too early, open
	}{
		{name: "as served", number: "3", write: site.Unfold, state: "open"},
		{name: "an answer", number: "3", write: answering("Le compost."), answer: "Le compost.", state: "open"},
		{name: "an answer, done", number: "3", write: both(answering("Le compost."), ticked), answer: "Le compost.", state: "done"},
		{name: "done without an answer", number: "3", write: ticked, state: "too early"},
		{name: "done without an answer, then with", number: "3", before: []func(*site.Site){site.Marks(3, true)}, write: answering("Le compost."), answer: "Le compost.", state: "done"},
		{name: "opened again", number: "3", before: []func(*site.Site){site.Writes(3, "Le compost.", true)}, write: unticked, answer: "Le compost.", state: "open"},
		{name: "emptied", number: "3", before: []func(*site.Site){site.Writes(3, "Le compost.", false)}, write: answering(""), state: "open"},
		{name: "no description", number: "3", before: []func(*site.Site){site.Writes(3, "Le compost.", false)}, write: both(withoutLine("DESCRIPTION"), ticked), answer: "Le compost.", state: "done"},
		{name: "line breaks lost", number: "3", write: func(s string) string {
			at := strings.Index(s, "DESCRIPTION:")
			end := at + strings.Index(s[at:], "\r\n")
			return s[:at] + strings.ReplaceAll(s[at:end], `\n`, " ") + "Le compost." + s[end:]
		}, answer: "Le compost.", state: "open"},
		{name: "a matrix, done too early", number: "1", write: ticked, state: "too early"},
		{name: "a matrix, complete, opened by hand", number: "1", before: all, write: unticked, state: "done"},
		{name: "a matrix, complete, with a remark", number: "1", before: all, write: answering(`Arrivée à 10 h ?`), answer: "Arrivée à 10 h ?", state: "done"},

		{name: "an old blank does not withdraw", number: "3", after: []func(*site.Site){site.Writes(3, "Le compost.", true)}, write: site.Unfold, answer: "Le compost.", state: "done"},
		{name: "an old blank, done", number: "3", after: []func(*site.Site){site.Writes(3, "Le compost.", false)}, write: ticked, answer: "Le compost.", state: "done"},
		{name: "an old answer does not come back", number: "3", before: []func(*site.Site){site.Writes(3, "Le compost.", true)}, after: []func(*site.Site){site.Writes(3, "Les haies.", true)},
			write: site.Unfold, answer: "Les haies.", state: "done"},
		{name: "another answer than the old one", number: "3", before: []func(*site.Site){site.Writes(3, "Le compost.", true)}, after: []func(*site.Site){site.Writes(3, "Les haies.", true)},
			write: answering("Les deux."), answer: "Les deux.", state: "done"},
		{name: "old words above the line are no answer", number: "1", after: all[:1], write: site.Unfold, state: "open"},
		{name: "old words above the line, done too early", number: "1", after: all[:1], write: ticked, state: "too early"},
		{name: "an old task that is done since", number: "1", after: all, write: site.Unfold, state: "done"},
		{name: "an old task that was done", number: "1", before: all, after: []func(*site.Site){site.Votes("pairs-elus", events.NeedsAction)}, write: site.Unfold, state: "open"},
		{name: "an answer by a client that drops the mark", number: "3", write: both(both(answering("Le compost."), ticked), markless), answer: "Le compost.", state: "done"},
		{name: "a bad mark", number: "3", write: func(s string) string {
			return answering("Le compost.")(strings.Replace(s, "X-PARCOURS-SERVED:", "X-PARCOURS-SERVED:x", 1))
		}, answer: "Le compost.", state: "open"},
	} {
		s := site.OpenSmall(t)
		d := taskDesk{s, "arbitrage-" + c.number + ".ics"}
		for _, f := range c.before {
			f(s)
		}
		served := d.fetch()
		for _, f := range c.after {
			f(s)
		}
		s.Later()
		result, err := s.Put("rita", "faverges.arbitrages", d.name, c.write(served))
		if err != nil || result != (calendars.PutResult{}) {
			t.Errorf("%s: %+v %v", c.name, result, err)
		}
		st := s.Decision("faverges", int(c.number[0]-'0'))
		state := "open"
		switch {
		case st.Done:
			state = "done"
		case st.TooEarly:
			state = "too early"
		}
		if st.Answer != c.answer || state != c.state {
			t.Errorf("%s: %q, %s", c.name, st.Answer, state)
		}
		shows := d.fetch()
		if got := strings.Contains(shows, "STATUS:COMPLETED\r\n"); got != st.Done || strings.Contains(shows, "\r\nCOMPLETED:") != got || strings.Contains(shows, "PERCENT-COMPLETE:100") != got {
			t.Errorf("%s: done %v in\n%s", c.name, st.Done, shows)
		}
		if got := strings.Contains(shows, "DESCRIPTION:Il manque\u202f: ") && strings.Contains(shows, "SUMMARY:À compléter · "); got != st.TooEarly {
			t.Errorf("%s: too early %v in\n%s", c.name, st.TooEarly, shows)
		}
	}
}

// A referent says "sans objet" by a comment with any answer; it comes back as declined and means nothing new.
func TestPutNotApplicable(t *testing.T) {
	comment := func(words string) func(string) string {
		return func(text string) string {
			return strings.Replace(site.Unfold(text), "END:VEVENT", "COMMENT:"+words+"\r\nEND:VEVENT", 1)
		}
	}
	says := func(status events.Partstat) func(string) string {
		return func(text string) string { return partstat(text, status) }
	}
	type step struct {
		write   func(string) string
		status  events.Partstat
		comment string
	}
	for _, c := range []struct {
		name  string
		steps []step
	}{
		{"with a no", []step{{both(says(events.Declined), comment("Sans objet.")), events.NotApplicable, "Sans objet."}}},
		{"with a yes", []step{{both(says(events.Accepted), comment("SANS OBJET")), events.NotApplicable, "SANS OBJET"}}},
		{"without an answer", []step{{comment("sans objet"), events.NotApplicable, "sans objet"}}},
		{"in a sentence", []step{{both(says(events.Declined), comment("C'est sans objet pour nous")), events.Declined, "C'est sans objet pour nous"}}},
		{"and back, by a client that keeps the comment", []step{
			{both(says(events.Declined), comment("sans objet")), events.NotApplicable, "sans objet"},
			{withAlarm, events.NotApplicable, "sans objet"},
			{says(events.Accepted), events.Accepted, ""},
			{withAlarm, events.Accepted, ""},
		}},
		{"by a client that drops the server's properties", []step{
			{both(says(events.Declined), comment("sans objet")), events.NotApplicable, "sans objet"},
			{both(withAlarm, withoutLine("X-PARCOURS-")), events.NotApplicable, "sans objet"},
		}},
	} {
		s := site.OpenSmall(t)
		for i, step := range c.steps {
			s.Later()
			served := s.Text(s.Items("rita", "faverges.delegation")["agora.ics"])
			if _, err := s.Put("rita", "faverges.delegation", "agora.ics", step.write(served)); err != nil {
				t.Fatal(err)
			}
			if inv := s.Items("rita", "faverges.delegation")["agora.ics"].Invitation; inv.Status != step.status || inv.Comment != step.comment {
				t.Errorf("%s, step %d: %s %q", c.name, i+1, inv.Status, inv.Comment)
			}
		}
	}
	s := site.OpenSmall(t)
	served := s.Text(s.Items("rita", "parcours")["agora.ics"])
	if _, err := s.Put("rita", "parcours", "agora.ics", both(says(events.Declined), comment("sans objet"))(served)); err != nil {
		t.Fatal(err)
	}
	if inv := s.Items("rita", "parcours")["agora.ics"].Invitation; inv.Status != events.Declined {
		t.Errorf("for oneself: %s", inv.Status)
	}
}
