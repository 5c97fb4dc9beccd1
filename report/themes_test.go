package report

import (
	"strings"
	"testing"

	"parcours/events"
)

func TestAnswersByTheme(t *testing.T) {
	third, fifth := &events.Decision{Number: 3, ByTheme: true}, &events.Decision{Number: 5}
	s := &events.Snapshot{Programme: events.Programme{Themes: []events.Theme{
		{Label: "Énergie", Words: []string{"énerg", "chaleur"}}, {Label: "Économie circulaire", Words: []string{"econom circul"}}, {Label: "Mobilité", Words: []string{"mobil"}},
	}}}
	states := []events.DecisionState{
		{Decision: third, Territory: &events.Territory{ID: "a"}, Answer: "Les ENERGIES renouvelables, et l’économie circulaire."},
		{Decision: third, Territory: &events.Territory{ID: "b"}, Answer: "Réseau de Chaleur"},
		{Decision: third, Territory: &events.Territory{ID: "c"}, Answer: "L'économie sociale ; circulez !"},
		{Decision: third, Territory: &events.Territory{ID: "d"}},
		{Decision: fifth, Territory: &events.Territory{ID: "e"}, Answer: "énergie"},
		{Decision: third, Territory: &events.Territory{ID: "f"}, Answer: "immobilier"},
	}
	var got []string
	for _, g := range ByTheme(s, states) {
		line := g.Label + ":"
		for _, st := range g.States {
			line += " " + st.Territory.ID
		}
		got = append(got, line)
	}
	if want := "Énergie: a b|Économie circulaire: a|: c f"; strings.Join(got, "|") != want {
		t.Errorf("%q, want %q", strings.Join(got, "|"), want)
	}
	if len(ByTheme(s, nil)) != 0 {
		t.Error("no answers, and a group")
	}
}
