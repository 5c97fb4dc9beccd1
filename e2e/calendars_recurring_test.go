//go:build e2e

package e2e

import (
	"slices"
	"strings"
	"testing"
)

// instance is an occurrence as a client shows it, with its start and end in UTC.
type instance struct{ Summary, Start, End string }

// The series begins before the clocks change on 28 March 2027: 9:30 in Paris is 8:30 UTC before, 7:30 after.
var series = []instance{
	{"Hebdo", "20270316T083000Z", "20270316T093000Z"},
	{"Hebdo", "20270323T083000Z", "20270323T093000Z"},
	{"Hebdo", "20270330T073000Z", "20270330T083000Z"},
	{"Hebdo", "20270406T073000Z", "20270406T083000Z"},
}

const seriesRule = "FREQ=WEEKLY;COUNT=4"

// TestRecurringSeenTheSame: each client overrides an occurrence of a series, and all three see every instance at the
// same instant.
func TestRecurringSeenTheSame(t *testing.T) {
	s := serve(t, example(t))
	p := s.addPerson("essai-agenda", "--territory", "faverges", "--category", "elus")
	b, g, v := startThunderbird(t), startGnome(t, s, p), startVdir(t, s, p)
	own := b.addAccount(s, p)["calendar"]
	see := func(want []instance) {
		t.Helper()
		for name, got := range map[string][]instance{
			"Thunderbird": b.instances(own, "2027-03-01", "2027-05-01"),
			"GNOME":       drive[struct{ Items []instance }](t, g.command("occurrences", "calendar/", "20270301T000000Z", "20270501T000000Z")...).Items,
			"khal":        v.instances("calendar", "2027-03-01", "2027-05-01"),
		} {
			if !slices.Equal(got, want) {
				t.Errorf("%s shows\n%+v\nwant\n%+v", name, got, want)
			}
		}
	}

	b.change(own, "create", "hebdo", "Hebdo", "-start", "20270316T093000", "-end", "20270316T103000", "-rrule", seriesRule)
	see(series)
	b.change(own, "edit", "hebdo", "-rid", "20270330T073000Z", "-summary", "Hebdo, jeudi", "-start", "20270401T110000", "-end", "20270401T120000")
	want := slices.Clone(series)
	want[2] = instance{"Hebdo, jeudi", "20270401T090000Z", "20270401T100000Z"}
	see(want)

	drive[struct{}](t, g.command("move-occurrence", "hebdo", "20270323T093000", "Hebdo, avancé", "20270322T170000", "20270322T173000")...)
	want[1] = instance{"Hebdo, avancé", "20270322T160000Z", "20270322T163000Z"}
	see(want)

	// A series that GNOME made, overridden by Thunderbird.
	b.change(own, "delete", "hebdo")
	drive[struct{}](t, g.command("create-event", "calendar/", "ronde", "Hebdo", "20270316T093000", "20270316T103000", seriesRule)...)
	see(series)
	b.change(own, "edit", "ronde", "-rid", "20270406T073000Z", "-summary", "Dernière", "-start", "20270406T200000", "-end", "20270406T210000")
	want = slices.Clone(series)
	want[3] = instance{"Dernière", "20270406T180000Z", "20270406T190000Z"}
	see(want)
}

// instances synchronizes a calendar of Thunderbird and gives what it shows from a day to before another.
func (b *thunderbird) instances(c added, from, to string) []instance {
	b.t.Helper()
	out := drive[struct{ Items []thing }](b.t, b.command("events", "-refresh", "-calendar", c.URI, "-from", from, "-to", to, "-timeout", "100s")...)
	var all []instance
	for _, e := range out.Items {
		all = append(all, instance{e.Summary, e.Start.UTC, e.End.UTC})
	}
	return all
}

// instances synchronizes and gives what khal shows, whose times are those of Paris.
func (v *vdir) instances(calendar, from, to string) []instance {
	v.t.Helper()
	all := drive[struct{ Items []instance }](v.t, v.command("occurrences", calendar, from, to)...).Items
	compact := strings.NewReplacer("-", "", ":", "", " ", "T")
	for i, o := range all {
		all[i].Start, all[i].End = utc(v.t, compact.Replace(o.Start)+"00"), utc(v.t, compact.Replace(o.End)+"00")
	}
	return all
}

// busy is a period as a client shows it.
type busy struct{ Type, Start, End string }

// TestFreeBusyOfOthers: Thunderbird and GNOME ask the outbox when another person is busy. Titles are not told, what is
// cancelled or transparent does not count.
func TestFreeBusyOfOthers(t *testing.T) {
	s := serve(t, example(t))
	asker := s.addPerson("essai-agenda", "--territory", "faverges", "--category", "elus")
	other := s.addPerson("essai-occupe", "--territory", "faverges", "--category", "elus")
	home := "/dav/calendars/" + other.id + "/calendar/"
	with := func(id, line string) string {
		return strings.Replace(plain(id, "Secret", someday.AddDate(0, 0, 1)), "END:VEVENT", line+"\r\nEND:VEVENT", 1)
	}
	s.mustPut(other, home+"dentiste.ics", plain("dentiste", "Secret", someday))
	s.mustPut(other, home+"libre.ics", with("libre", "TRANSP:TRANSPARENT"))
	s.mustPut(other, home+"annule.ics", with("annule", "STATUS:CANCELLED"))
	s.mustPut(other, home+"hebdo.ics", strings.NewReplacer("20261204", "20261208", "END:VEVENT", "RRULE:FREQ=DAILY;COUNT=2\r\nSTATUS:TENTATIVE\r\nEND:VEVENT").
		Replace(plain("hebdo", "Secret", someday)))
	want := []busy{
		{"BUSY", "20261204T130000Z", "20261204T140000Z"},
		{"BUSY-TENTATIVE", "20261208T130000Z", "20261208T140000Z"},
		{"BUSY-TENTATIVE", "20261209T130000Z", "20261209T140000Z"},
	}

	b, g := startThunderbird(t), startGnome(t, s, asker)
	b.addAccount(s, asker)
	arguments := []string{"free-busy", other.email, "20261201T000000Z", "20261215T000000Z"}
	for name, command := range map[string][]string{"Thunderbird": b.command(arguments...), "GNOME": g.command(arguments...)} {
		if got := drive[struct{ Intervals []busy }](t, command...).Intervals; !slices.Equal(got, want) {
			t.Errorf("%s shows\n%+v\nwant\n%+v", name, got, want)
		}
	}
}
