package web

import (
	"testing"

	"parcours/events"
)

func TestWordsThatLink(t *testing.T) {
	p := events.Programme{Resources: []events.Resource{
		{ID: "here", Words: "ici"},
		{ID: "vote", Words: "le framadate", Decisions: []int{5}},
		{ID: "other", Words: "le framadate", Decisions: []int{8}},
		{ID: "silent"},
	}}
	for _, c := range []struct {
		text     string
		decision int
		want     string
	}{
		{"Un espace est à votre disposition ici.", 0, "here"},
		{"ici", 0, "here"},
		{"participer à la suite", 0, ""},
		{"participer ici", 0, "here"},
		{"remplir le framadate suivant", 5, "vote"},
		{"remplir le framadate suivant", 8, "other"},
		{"remplir le framadate suivant", 0, ""},
		{"le framadates", 5, ""},
		{"", 5, ""},
	} {
		got := ""
		for _, r := range linkedIn(&p, c.text, c.decision) {
			got += r.ID
		}
		if got != c.want {
			t.Errorf("%q, arbitrage %d: %q, want %q", c.text, c.decision, got, c.want)
		}
	}
	if of := p.ResourcesOf(8); len(of) != 1 || of[0].ID != "other" {
		t.Errorf("arbitrage 8 has %v", of)
	}
}
