package main

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"parcours/events"
	"parcours/holidays"
)

// parcours runs a command line and gives what it printed and its exit status.
func parcours(t *testing.T, args ...string) (out, errs string, status int) {
	t.Helper()
	var o, e bytes.Buffer
	status = run(args, strings.NewReader(""), &o, &e)
	return o.String(), e.String(), status
}

func TestCheckNotesHolidays(t *testing.T) {
	out, errs, status := parcours(t, "check", "../../config.example.toml")
	if status != 0 || errs != "" {
		t.Errorf("%d %s", status, errs)
	}
	const file = "../../config.example.toml: "
	want := file + "right: 26 sessions, 10 territories, 8 decisions, 43 people\n" +
		file + "note: agora, 2022-04-28: 4 territoires sur 10 en vacances scolaires\n" +
		file + "note: gen-3-a, 2022-04-19: 8 territoires sur 10 en vacances scolaires\n" +
		file + "note: gen-3-b, 2022-04-21: 8 territoires sur 10 en vacances scolaires\n"
	if out != want {
		t.Errorf("%s\nwant\n%s", out, want)
	}
}

func TestDayNotes(t *testing.T) {
	days := func(month time.Month, first, after int) events.When {
		return events.When{
			Start: time.Date(2022, month, first, 0, 0, 0, 0, time.UTC), End: time.Date(2022, month, after, 0, 0, 0, 0, time.UTC), AllDay: true,
		}
	}
	at := func(text string) time.Time {
		when, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	p := &events.Programme{
		TimeZone:    "Europe/Paris",
		Holidays:    events.Holidays{Country: holidays.France},
		Territories: []events.Territory{{ID: "annecy", SchoolZone: "A"}, {ID: "rodez", SchoolZone: "C"}, {ID: "ailleurs"}},
		Sessions: []events.Plan{
			{ID: "pont", When: days(5, 26, 28)},
			{ID: "ordinaire", When: days(3, 10, 11)},
			{ID: "minuit", When: events.When{Start: at("2022-04-17T22:30:00Z"), End: at("2022-04-17T23:00:00Z")}},
			{ID: "salle-elus", Group: "salles", Category: "elus", When: days(4, 25, 26)},
			{ID: "salle-ddt", Group: "salles", Category: "ddt", When: days(4, 25, 26)},
			{ID: "zone-a", When: events.When{Start: at("2026-02-10T09:00:00Z"), End: at("2026-02-10T10:00:00Z")}},
			{ID: "plus-tard", When: events.When{Start: at("2027-02-10T09:00:00Z"), End: at("2027-02-10T10:00:00Z")}},
			{ID: "annulee", Status: events.Cancelled, When: days(4, 25, 26)},
		},
	}
	want := []string{
		"pont, 2022-05-26: jour férié : Ascension, 2 territoires sur 2 en vacances scolaires",
		"pont, 2022-05-27: 2 territoires sur 2 en vacances scolaires",
		"minuit, 2022-04-18: jour férié : lundi de Pâques, 1 territoire sur 2 en vacances scolaires",
		"salles, 2022-04-25: 2 territoires sur 2 en vacances scolaires",
		"zone-a, 2026-02-10: 1 territoire sur 2 en vacances scolaires",
		"plus-tard, 2027-02-10: vacances scolaires : rien n’est connu de cette date",
	}
	if got := dayNotes(p); !slices.Equal(got, typeset(want)) {
		t.Errorf("%q\nwant\n%q", got, want)
	}
}
