package events

import (
	"strings"
	"testing"
)

func TestAnswersByTheme(t *testing.T) {
	third, fifth := &Decision{Number: 3, ByTheme: true}, &Decision{Number: 5}
	s := &Snapshot{Programme: Programme{Themes: []Theme{
		{Label: "Énergie", Words: []string{"énerg", "chaleur"}}, {Label: "Économie circulaire", Words: []string{"econom circul"}}, {Label: "Mobilité", Words: []string{"mobil"}},
	}}}
	states := []DecisionState{
		{Decision: third, Territory: &Territory{ID: "a"}, Answer: "Les ENERGIES renouvelables, et l’économie circulaire."},
		{Decision: third, Territory: &Territory{ID: "b"}, Answer: "Réseau de Chaleur"},
		{Decision: third, Territory: &Territory{ID: "c"}, Answer: "L'économie sociale ; circulez !"},
		{Decision: third, Territory: &Territory{ID: "d"}},
		{Decision: fifth, Territory: &Territory{ID: "e"}, Answer: "énergie"},
		{Decision: third, Territory: &Territory{ID: "f"}, Answer: "immobilier"},
	}
	var got []string
	for _, g := range s.ByTheme(states) {
		line := g.Theme + ":"
		for _, st := range g.States {
			line += " " + st.Territory.ID
		}
		got = append(got, line)
	}
	if want := "Énergie: a b|Économie circulaire: a|: c f"; strings.Join(got, "|") != want {
		t.Errorf("%q, want %q", strings.Join(got, "|"), want)
	}
	if len(s.ByTheme(nil)) != 0 {
		t.Error("no answers, and a group")
	}
}
