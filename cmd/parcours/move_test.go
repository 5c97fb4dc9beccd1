package main

import (
	"strings"
	"testing"

	"parcours/messages"
	"parcours/report"
)

// The rooms of a split session move together, and a room with hours of its own is shown apart in the table.
func TestMoveGroup(t *testing.T) {
	j := newJourney(t)
	at := func(id string) string {
		return report.Date(j.service.Programme().Session(id).When, j.service.Programme().Loc)
	}
	said := j.command("move", "pairs-1-ddt", "--start", "2022-03-10T14:00", "--why", "salle prise")
	for _, want := range []string{"pairs-1-ddt: 2022-03-10 09:00 → 2022-03-10 14:00", "Les autres salles n'ont pas bougé : pairs-1-techniciens 2022-03-10 09:00", "--group"} {
		if !strings.Contains(said, messages.Typeset(want)) {
			t.Errorf("no %q in %s", want, said)
		}
	}
	table := j.command("answers", "--format", "csv")
	for _, line := range []string{"2022-03-10 09:00,Première session entre pairs,", "2022-03-10 14:00,Première session entre pairs,–,–,–,"} {
		if strings.Count(table, line) != 1 {
			t.Errorf("no %q in\n%s", line, table)
		}
	}
	if each := j.command("answers", "--each", "--format", "csv"); strings.Count(each, "2022-03-10 14:00,Première session entre pairs,Faverges,") != 1 ||
		strings.Count(each, "2022-03-10 09:00,Première session entre pairs,Faverges,") != 1 {
		t.Errorf("%s", each)
	}
	j.command("move", "pairs-1", "--group", "--start", "2022-03-31T10:00") // over the beginning of summer
	for id, want := range map[string]string{"pairs-1-techniciens": "2022-03-31 10:00", "pairs-1-elus": "2022-03-31 10:00", "pairs-1-ddt": "2022-03-31 15:00"} {
		if got := at(id); got != want {
			t.Errorf("%s: %s, want %s", id, got, want)
		}
	}
	j.command("move", "pairs-1-elus", "--group", "--start", "2022-04-01", "--lang", "en") // the hours stay
	if at("pairs-1-elus") != "2022-04-01 10:00" || at("pairs-1-ddt") != "2022-04-01 15:00" {
		t.Errorf("%s, %s", at("pairs-1-elus"), at("pairs-1-ddt"))
	}
	j.command("move", "agora", "--start", "2022-05-02T10:00", "--end", "2022-05-02T16:00")
	if x := j.service.Programme().Session("agora"); x.When.End.Sub(x.When.Start).Hours() != 6 {
		t.Errorf("%v", x.When)
	}
	change := j.service.Programme().Change
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"pairs-2", "--start", "2022-03-31T10:00"}, "which of its rooms or dates? pairs-2-techniciens, pairs-2-elus, pairs-2-partenaires, pairs-2-ddt; --group moves them all"},
		{[]string{"agora", "--group", "--start", "2022-03-31T10:00"}, "agora has no rooms"},
		{[]string{"gen-3", "--group", "--start", "2022-03-31T10:00"}, "gen-3 has no rooms"},
		{[]string{"agora", "--start", "demain"}, "write a time such as"},
		{[]string{"agora", "--start", "2022-05-02T10:00", "--end", "2022-05-02T09:00"}, "the end is before the start"},
		{[]string{"prep-cloture", "--start", "2022-05-02T10:00"}, "say until when it goes"},
		{[]string{"lune", "--start", "2022-05-02T10:00"}, "no such session"},
	} {
		if code, said := j.shell("", append([]string{"move"}, c.args...)...); code != 1 || !strings.Contains(said, c.says) {
			t.Errorf("%v: %d %s", c.args, code, said)
		}
	}
	if j.service.Programme().Change != change {
		t.Error("a refused move moved something")
	}
}
