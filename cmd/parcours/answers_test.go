package main

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"parcours/events"
	"parcours/messages"
)

// An answer by telephone ends where all answers do, and names who entered it.
func TestAnswersSet(t *testing.T) {
	j := newJourney(t)
	p := j.service.Programme().Person("lucie-fontval")
	said := j.command("answers", "set", "--person", "lucie-fontval", "--session", "agora", "--status", "peut-être", "--comment", "si le train roule", "--by", "agathe-lormeau")
	if want := messages.Typeset(p.Name + ", La journée AGORA : peut-être (saisie par "); !strings.HasPrefix(said, want) {
		t.Errorf("%q, want %q", said, want)
	}
	j.command("answers", "set", "--delegation", "Faverges", "--session", "pairs-1-elus", "--status", "none", "--by", "agathe-lormeau")
	j.command("answers", "set", "--delegation", "faverges", "--session", "agora", "--status", "yes", "--by", "Agathe Lormeau", "--lang", "en")
	j.command("answers", "set", "--person", p.Email, "--session", "pairs-1", "--status", "no", "--by", "agathe-lormeau") // her room of it
	var all []events.Answer
	all, err := j.service.Record.History(t.Context(), "")
	j.must(err)
	var got []string
	for _, a := range all {
		if a.Door != events.DoorOrganiser || a.By != "agathe-lormeau" {
			t.Errorf("%+v", a)
		}
		got = append(got, strings.Trim(a.For.Person+" "+a.For.Territory+" "+a.For.Category+" "+a.Session+" "+string(a.Status)+" "+a.Comment, " "))
	}
	want := []string{"lucie-fontval   agora TENTATIVE si le train roule", "faverges elus pairs-1-elus X-SANS-OBJET", "faverges  agora ACCEPTED", "lucie-fontval   pairs-1-" + p.Category + " DECLINED"}
	slices.Sort(got) // all at one moment
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%q\nwant\n%q", got, want)
	}
	history := j.command("answers", "--history")
	for _, want := range []string{p.Name, "Faverges · Élus", "sans objet", "saisie par l’organisation", "La journée AGORA", "Agathe Lormeau"} {
		if !strings.Contains(history, want) {
			t.Errorf("no %q in\n%s", want, history)
		}
	}
	if strings.Contains(history, "agathe-lormeau") || strings.Contains(history, "TENTATIVE") {
		t.Errorf("ids instead of names, or words of a protocol:\n%s", history)
	}
}

func TestAnswersSetRefuses(t *testing.T) {
	j := newJourney(t)
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"--person", "lucie-fontval", "--session", "agora", "--status", "perhaps", "--by", "agathe-lormeau"}, "yes, maybe, no, none or withdraw"},
		{[]string{"--person", "lucie-fontval", "--session", "agora", "--status", "yes", "--by", "camille-roux"}, "an organiser enters what others say"},
		{[]string{"--person", "lucie-fontval", "--session", "agora", "--status", "yes"}, "--by=ORGANISER"},
		{[]string{"--session", "agora", "--status", "yes", "--by", "agathe-lormeau"}, "--person=P"},
		{[]string{"--person", "personne", "--session", "agora", "--status", "yes", "--by", "agathe-lormeau"}, "no such person"},
		{[]string{"--person", "lucie-fontval", "--session", "agorra", "--status", "yes", "--by", "agathe-lormeau"}, "no such session; there is: break-1, break-2, pairs-1"},
		{[]string{"--delegation", "faverges", "--session", "pairs-1", "--status", "yes", "--by", "agathe-lormeau"}, "which of its rooms or dates? pairs-1-techniciens, pairs-1-elus"},
		{[]string{"--delegation", "Favergues", "--session", "agora", "--status", "yes", "--by", "agathe-lormeau"}, "there is: annecy, arras"},
		{[]string{"--person", "lucie-fontval", "--session", "prep-cloture", "--status", "yes", "--by", "agathe-lormeau"}, "does not ask lucie-fontval"},
		{[]string{"--person", "lucie-fontval", "--session", "agora", "--status", "none", "--by", "agathe-lormeau"}, "only a referent says"},
	} {
		if code, said := j.shell("", append([]string{"answers", "set"}, c.args...)...); code != 1 || !strings.Contains(said, messages.Typeset(c.says)) {
			t.Errorf("%v: %d %s", c.args, code, said)
		}
	}
	if all, err := j.service.Record.History(t.Context(), ""); err != nil || len(all) > 0 {
		t.Errorf("%+v %v", all, err)
	}
}

// Who has not answered can be called: their names, their delegation, their address.
func TestAnswersSilent(t *testing.T) {
	j := newJourney(t)
	p := j.service.Programme().Person("lucie-fontval")
	list := j.command("answers", "--silent", "agora")
	if line := regexp.MustCompile(`(?m)^` + p.Name + ` +.*` + regexp.QuoteMeta(p.Email) + `$`); !line.MatchString(list) || !strings.HasPrefix(list, "Nom ") {
		t.Errorf("%s", list)
	}
	j.command("answers", "set", "--person", "lucie-fontval", "--session", "agora", "--status", "no", "--by", "agathe-lormeau")
	if list := j.command("answers", "--silent", "agora"); strings.Contains(list, p.Email) {
		t.Error("who said no is no longer silent")
	}
	var some []struct{ ID string }
	j.must(json.Unmarshal([]byte(j.command("answers", "--silent", "pairs-1", "--delegation", "Faverges", "--format", "json")), &some))
	if len(some) == 0 {
		t.Error("nobody of Faverges is silent")
	}
	for _, one := range some {
		if q := j.service.Programme().Person(one.ID); !slices.Contains(q.Territories, "faverges") {
			t.Errorf("%+v", q)
		}
	}
	if code, said := j.shell("", "answers", "--silent", "agorra"); code != 1 || !strings.Contains(said, "there is: break-1,") {
		t.Errorf("%d %s", code, said)
	}
}

// Tables speak one language, the programme's or the one asked for, and call things by their names.
func TestTablesSpeakOneLanguage(t *testing.T) {
	j := newJourney(t)
	yes := true
	j.must(j.service.AnswerDecision(t.Context(), events.DecisionResponse{Decision: 2, Territory: "faverges", By: "camille-roux", Done: &yes, Door: events.DoorWeb}))
	j.command("answers", "set", "--delegation", "faverges", "--session", "pairs-1-elus", "--status", "yes", "--by", "agathe-lormeau")
	j.command("answers", "set", "--delegation", "faverges", "--session", "gen-3-a", "--status", "maybe", "--comment", "le matin", "--by", "agathe-lormeau")
	for _, c := range []struct {
		args, fr, en []string
	}{
		{[]string{"answers"}, []string{"Date ", "délégations : 1 oui", "sans réponse", "« Implication citoyenne » (date proposée)"}, []string{"delegations: 1 yes", "no answer"}},
		{[]string{"answers", "--each"}, []string{"Territoire", "oui · "}, []string{"Territory", "yes · "}},
		{[]string{"answers", "--delegation", "Faverges"}, []string{"oui · "}, []string{"yes · "}},
		{[]string{"answers", "--history"}, []string{"Quand", "oui", "Faverges · Élus"}, []string{"When", "yes", "entered by the organisers"}},
		{[]string{"decisions", "--delegation", "Faverges"}, []string{"Arbitrage  Territoire", "Échéance", "Il manque", "sans réponse", "Faverges", "Première session entre pairs 2022-03-10 09:00 : Techniciens, Partenaires, DDT ; Deux"}, []string{"Decision  Territory", "Missing", "no answer"}},
		{[]string{"decisions", "--themes"}, []string{"Thème"}, []string{"Theme"}},
		{[]string{"poll", "list"}, []string{"Sondage", "Ouverts"}, []string{"Choices"}},
		{[]string{"poll", "show", "approfondissement"}, []string{"Délégations", "0 oui, 1 peut-être, 0 non", "Faverges : le matin", "Annecy, Arras"}, []string{"0 yes, 1 maybe, 0 no", "Faverges: le matin"}},
		{[]string{"ledger", "--delegation", "Faverges"}, []string{"Faverges"}, []string{"Faverges"}},
		{[]string{"people", "list"}, []string{"organisation"}, []string{"organiser"}},
		{[]string{"presence", "absent", "agora"}, []string{"Nom"}, []string{"Name"}},
		{[]string{"presence", "narrow", "agora"}, []string{"n'inviterait plus", "Rien n'a changé : --yes le fait."}, []string{"would no longer ask", "Nothing was changed"}},
	} {
		fr, en := j.command(c.args...), j.command(append(c.args, "--lang", "en")...)
		for _, want := range c.fr {
			if !strings.Contains(fr, messages.Typeset(want)) {
				t.Errorf("%v: no %q in\n%s", c.args, want, fr)
			}
		}
		for _, want := range c.en {
			if !strings.Contains(en, want) {
				t.Errorf("%v: no %q in\n%s", c.args, want, en)
			}
		}
		for _, word := range []string{"silent", "si besoin", "saint-jean-de-braye", "ACCEPTED", "TENTATIVE"} {
			if strings.Contains(fr, word) {
				t.Errorf("%v: %q in\n%s", c.args, word, fr)
			}
		}
	}
	if x := j.service.Programme().Session("agora"); len(x.Excused) > 0 {
		t.Error("narrow did more than show")
	}
	said := regexp.MustCompile(`(?m)^2 +Faverges +fait +\S+ +oui +`)
	if list := j.command("decisions", "--delegation", "faverges"); !said.MatchString(list) {
		t.Errorf("a yes that was ticked is empty:\n%s", list)
	}
}

// Labels are taken for ids, and what there is is listed.
func TestErrorsNameWhatThereIs(t *testing.T) {
	j := newJourney(t)
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"decisions", "--delegation", "petr albigeois et bastides"}, 0, "PETR Albigeois et Bastides"},
		{[]string{"note", "--delegation", "Faverges", "--format", "text"}, 0, "Faverges"},
		{[]string{"reply", "--delegation", "Faverges", "--decision", "9", "Bonjour"}, 1, "--decision 9: no such arbitrage; there is: 1, 2, 3, 4, 5, 6, 7, 8"},
		{[]string{"reply", "--delegation", "Favergues", "--decision", "1", "Bonjour"}, 1, "there is: annecy, arras"},
		{[]string{"presence", "record", "pairs-1", "camille-roux"}, 1, "pairs-1: which of its rooms or dates? pairs-1-techniciens, pairs-1-elus, pairs-1-partenaires, pairs-1-ddt"},
		{[]string{"presence", "record", "agora", "personne"}, 1, "parcours people list shows them"},
		{[]string{"poll", "show", "x"}, 1, "there is: approfondissement, cloture"},
		{[]string{"poll", "decide", "gen-3"}, 1, "gen-3-a, gen-3-b"},
	} {
		if code, said := j.shell("", c.args...); code != c.code || !strings.Contains(said, c.says) {
			t.Errorf("%v: %d %.2000s\nwant %q", c.args, code, said, c.says)
		}
	}
	if said := j.command("share", "--person", "Agathe Lormeau", "--with", "territory:PETR Albigeois et Bastides"); !strings.Contains(said, "territory:albigeois") {
		t.Errorf("%s", said)
	}
	if code, said := j.shell("", "share", "--person", "Camille Roux", "--with", "territory:PETR Albigeois et Bastides"); code != 1 || !strings.Contains(said, "shares with people, and with groups that they belong to") {
		t.Errorf("%d %s", code, said)
	}
	if said := j.command("poll", "decide", "gen-3-a"); !strings.Contains(said, "(date fixée)") {
		t.Errorf("%s", said)
	}
	var out printed
	if code := run([]string{"answers"}, strings.NewReader(""), &out, &out); code != 1 || !strings.Contains(out.text.String(), "--data=DIR; parcours answers show --help shows how") {
		t.Errorf("%d %s", code, &out.text)
	}
}
