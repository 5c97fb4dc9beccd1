package events

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// noon is a day in March 2022 at noon UTC.
func noon(day int) time.Time { return time.Date(2022, 3, day, 12, 0, 0, 0, time.UTC) }

// programme gives the snapshot of a programme with two delegations, these sessions and these people.
func programme(sessions []Session, people ...Person) *Snapshot {
	p := Programme{
		ID: "programme.example.org", TimeZone: "Europe/Paris", Language: "fr",
		Categories:  []Category{{ID: "techniciens", Label: "Techniciens"}, {ID: "elus", Label: "Élus"}},
		Territories: []Territory{{ID: "annecy", Name: "Annecy", SchoolZone: "A"}, {ID: "faverges", Name: "Faverges", SchoolZone: "A"}},
		Dialogue:    Dialogue{Before: Day{2022, 6, 30}}, Budget: Budget{Days: 8, OnSite: 4},
	}
	return NewSnapshot(p, "generation", "epoch", int64(len(sessions)), sessions, people)
}

// open is a session from noon to one that asks everybody, and whose time was last changed with this SEQUENCE.
func open(id string, day, askedAt int) Session {
	return Session{
		Plan: Plan{ID: id, Title: id, Status: Fixed, When: When{Start: noon(day), End: noon(day).Add(time.Hour)}},
		UID:  id + "@programme.example.org", Asked: []Audience{{}}, Sequence: askedAt, AskedAt: askedAt, Change: int64(day), Born: 1,
	}
}

func TestDecideState(t *testing.T) {
	form := func(forms ...Form) *Decision { return &Decision{Number: 1, Form: forms, Sessions: []string{"agora"}} }
	optional := form(FormText)
	optional.Optional = true
	said := func(text string, done bool) DecisionAnswer { return DecisionAnswer{Text: text, Done: done, By: "rita"} }
	reply := func(text string) DecisionAnswer { return DecisionAnswer{Text: text, Reply: true, By: "orga"} }
	yes := &Answer{Status: Accepted, Sequence: 1}
	for _, c := range []struct {
		name      string
		decision  *Decision
		revisions []DecisionAnswer
		answer    *Answer // to agora
		want      DecisionState
		answered  bool
	}{
		{"a text, blank", form(FormText), nil, nil, DecisionState{Missing: []Missing{{}}}, false},
		{"a text, said", form(FormText), []DecisionAnswer{said("Oui", false)}, nil, DecisionState{Answer: "Oui", By: "rita"}, true},
		{"a text, done", form(FormText), []DecisionAnswer{said("Oui", true)}, nil, DecisionState{Answer: "Oui", By: "rita", Done: true}, true},
		{"a text, done without", form(FormText), []DecisionAnswer{said("", true)}, nil, DecisionState{By: "rita", TooEarly: true, Missing: []Missing{{}}}, false},
		{"a text, taken back", form(FormText), []DecisionAnswer{said("Oui", true), said("", false)}, nil, DecisionState{By: "rita", Missing: []Missing{{}}}, false},
		{"a document works like a text", form(FormDocument), []DecisionAnswer{said("voir l'espace", true)}, nil, DecisionState{Answer: "voir l'espace", By: "rita", Done: true}, true},
		{"an optional one, done without", optional, []DecisionAnswer{said("", true)}, nil, DecisionState{By: "rita", Done: true}, true},
		{"yes or no about nothing, done without words", &Decision{Number: 1, Form: []Form{FormYesNo}}, []DecisionAnswer{said("", true)}, nil, DecisionState{By: "rita", Done: true}, true},
		{"yes or no about a session, marked, and the session has no answer", form(FormYesNo), []DecisionAnswer{said("", true)}, nil, DecisionState{By: "rita", TooEarly: true, Missing: []Missing{{Session: "agora"}}}, false},
		{"yes or no, answered in the calendar", form(FormYesNo), nil, yes, DecisionState{Done: true}, true},
		{"no beside a yes", form(FormYesNo), []DecisionAnswer{said("Non, pas possible", true)}, yes, DecisionState{Answer: "Non, pas possible", By: "rita", TooEarly: true, Missing: []Missing{{Session: "agora"}}}, true},
		{"replied to", form(FormText), []DecisionAnswer{said("Oui", true), reply("Quand ?")}, nil, DecisionState{Answer: "Oui", By: "rita", Reply: "Quand ?"}, true},
		{"answered after the reply", form(FormText), []DecisionAnswer{said("Oui", true), reply("Quand ?"), said("Demain", true)}, nil,
			DecisionState{Answer: "Demain", By: "rita", Done: true}, true},
		{"a matrix, blank", form(FormMatrix), nil, nil, DecisionState{Missing: []Missing{{Session: "agora"}}}, false},
		{"a matrix, said", form(FormMatrix), nil, yes, DecisionState{Done: true}, true},
		{"a matrix, said of another time", form(FormMatrix), nil, &Answer{Status: Accepted}, DecisionState{Missing: []Missing{{Session: "agora"}}}, false},
		{"a matrix, taken back", form(FormMatrix), nil, &Answer{Status: NeedsAction, Sequence: 1}, DecisionState{Missing: []Missing{{Session: "agora"}}}, false},
		{"a matrix, sans objet", form(FormMatrix), nil, &Answer{Status: NotApplicable, Sequence: 1}, DecisionState{Done: true}, true},
		{"a matrix, marked", form(FormMatrix), []DecisionAnswer{said("", true)}, nil, DecisionState{By: "rita", TooEarly: true, Missing: []Missing{{Session: "agora"}}}, false},
		{"a matrix, replied to", form(FormMatrix), []DecisionAnswer{reply("Sûrs ?")}, yes, DecisionState{Reply: "Sûrs ?"}, true},
		{"yes or no and a poll", form(FormYesNo, FormPoll), nil, yes, DecisionState{Done: true}, true},
		{"a poll without options", form(FormPoll), []DecisionAnswer{said("Oui", true)}, nil, DecisionState{Answer: "Oui", By: "rita"}, true},
	} {
		s := programme([]Session{open("agora", 10, 1)})
		answers := map[Subject]map[string]*Answer{}
		if c.answer != nil {
			answers[Subject{Territory: "faverges"}] = map[string]*Answer{"agora": c.answer}
		}
		got := s.decide(c.decision, s.Territory("faverges"), c.revisions, answers)
		if got.Answer != c.want.Answer || got.By != c.want.By || got.Done != c.want.Done || got.TooEarly != c.want.TooEarly || got.Reply != c.want.Reply {
			t.Errorf("%s: %+v", c.name, got)
		}
		if len(got.Missing) != len(c.want.Missing) || len(got.Missing) > 0 && got.Missing[0].Session != c.want.Missing[0].Session {
			t.Errorf("%s: missing %+v", c.name, got.Missing)
		}
		if got.Answered() != c.answered {
			t.Errorf("%s: answered %v", c.name, got.Answered())
		}
	}
}

// A decision that derives from sessions is never done with a blank among them, and marking it alone never makes it so.
func TestDerivedDecisionLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var sessions []Session
		answers := map[Subject]map[string]*Answer{}
		d := &Decision{Number: 1, Form: []Form{FormMatrix}, Poll: "dates"}
		if rapid.Bool().Draw(t, "poll") {
			d.Form = rapid.SampledFrom([][]Form{{FormPoll}, {FormPoll, FormYesNo}, {FormMatrix, FormPoll}}).Draw(t, "form")
		}
		blank, cells := 0, 0
		for i := range rapid.IntRange(0, 4).Draw(t, "sessions") {
			x := open(string(rune('a'+i)), i+1, rapid.IntRange(0, 2).Draw(t, "asked at"))
			x.Status = rapid.SampledFrom([]Status{Fixed, Estimated, Candidate, Cancelled}).Draw(t, "status")
			x.Lost = rapid.Bool().Draw(t, "lost")
			x.Asked = rapid.SampledFrom([][]Audience{{{}}, {{Territories: []string{"annecy"}}}, nil}).Draw(t, "asked")
			if rapid.Bool().Draw(t, "option") {
				x.Poll = "dates"
			} else {
				d.Sessions = append(d.Sessions, x.ID)
			}
			f := Subject{Territory: "faverges"}
			a := &Answer{For: f, Status: rapid.SampledFrom([]Partstat{Accepted, Declined, Tentative, NotApplicable, NeedsAction}).Draw(t, "answer"), Sequence: rapid.IntRange(0, 2).Draw(t, "sequence")}
			said := rapid.Bool().Draw(t, "said")
			if said {
				if answers[f] == nil {
					answers[f] = map[string]*Answer{}
				}
				answers[f][x.ID] = a
			}
			if named := x.Poll == "" && (d.has(FormMatrix) || d.has(FormYesNo)) || x.Poll != "" && d.has(FormPoll); named && x.Live() && !x.Lost && x.AsksDelegation("faverges") {
				cells++
				if !said || a.Status == NeedsAction || a.Sequence < x.AskedAt {
					blank++
				}
			}
			sessions = append(sessions, x)
		}
		var revisions []DecisionAnswer
		for range rapid.IntRange(0, 3).Draw(t, "revisions") {
			revisions = append(revisions, DecisionAnswer{Text: rapid.SampledFrom([]string{"", "Oui", "Non ?", "Merci."}).Draw(t, "text"), Done: rapid.Bool().Draw(t, "done"), Reply: rapid.Bool().Draw(t, "reply")})
		}
		s := programme(sessions)
		st := s.decide(d, s.Territory("faverges"), revisions, answers)
		against, words := 0, ""
		for _, r := range revisions {
			if !r.Reply {
				words = r.Text
			}
		}
		for _, c := range st.Cells {
			if c.Session.Poll == "" && d.has(FormYesNo) && (words == "Oui" && c.Status == Declined || words == "Non ?" && c.Status == Accepted) {
				against++
			}
		}
		blank += against
		replied := len(revisions) > 0 && revisions[len(revisions)-1].Reply && strings.Contains(revisions[len(revisions)-1].Text, "?")
		if want := cells > 0 && blank == 0 && !replied; st.Done != want || len(st.Cells) != cells || len(st.Missing) != blank {
			t.Fatalf("done %v, want %v; %d cells of %d, %d missing of %d", st.Done, want, len(st.Cells), cells, len(st.Missing), blank)
		}
		if st.TooEarly && blank == 0 {
			t.Fatalf("too early, and nothing is missing")
		}
	})
}

func TestYesOrNoAndAsks(t *testing.T) {
	for text, want := range map[string][2]bool{
		"Non":                      {true, false},
		"non, pas ce jour-là":      {true, false},
		"NO":                       {true, false},
		"« Non ! »":                {true, false},
		"Oui":                      {false, false},
		"Nous viendrons":           {false, false},
		"Normalement oui":          {false, false},
		"oui convient (ou non ?)":  {false, true},
		"":                         {false, false},
		"(en présentiel à Paris?)": {false, true},
	} {
		st := DecisionState{Answer: text}
		if got := [2]bool{yesOrNo(text) == Declined, st.Asks()}; got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
