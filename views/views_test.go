package views

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"parcours/messages"
)

var paris = func() *time.Location {
	loc, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		panic(err)
	}
	return loc
}()

func at(t *testing.T, text string) time.Time {
	t.Helper()
	moment, err := time.ParseInLocation("2006-01-02 15:04", text, paris)
	if err != nil {
		t.Fatal(err)
	}
	return moment
}

// item stands from one moment to another, each given as "2022-03-10 09:00", and again in each further pair.
func item(t *testing.T, name string, times ...string) Item[string] {
	t.Helper()
	i := Item[string]{Of: name}
	for k := 0; k < len(times); k += 2 {
		i.Spans = append(i.Spans, SpanOf(at(t, times[k]), at(t, times[k+1])))
	}
	return i
}

func TestSpanOf(t *testing.T) {
	for _, c := range []struct{ start, end, want string }{
		{"2022-03-10 09:00", "2022-03-10 12:00", "2022-03-10 2022-03-10"},
		{"2022-03-10 00:00", "2022-03-11 00:00", "2022-03-10 2022-03-10"},
		{"2022-03-10 00:00", "2022-03-12 00:00", "2022-03-10 2022-03-11"},
		{"2022-03-26 22:00", "2022-03-28 01:00", "2022-03-26 2022-03-28"}, // the clocks change between
		{"2022-03-10 09:00", "2022-03-10 09:00", "2022-03-10 2022-03-10"},
	} {
		s := SpanOf(at(t, c.start), at(t, c.end).UTC())
		if got := fmt.Sprint(s.First, " ", s.Last); got != c.want {
			t.Errorf("%s to %s: %s, want %s", c.start, c.end, got, c.want)
		}
	}
}

// laid is a month as text: what stands on each day that has something, "+" where it goes on.
func laid(m Month[string]) string {
	var days []string
	for _, week := range m.Weeks {
		for _, day := range week {
			said := day.Number
			for _, on := range day.Here {
				if said += " " + on.Of; on.Until == "" {
					said += "+"
				} else if on.Until != day.Start {
					said += ">" + on.Until[5:]
				}
			}
			if len(day.Here) > 0 {
				days = append(days, said)
			}
		}
	}
	return strings.Join(days, ", ")
}

func TestMonthOf(t *testing.T) {
	all := []Item[string]{
		item(t, "a", "2022-03-30 09:00", "2022-04-02 12:00"), item(t, "b", "2022-04-19 00:00", "2022-04-20 00:00", "2022-04-21 00:00", "2022-04-22 00:00"),
		item(t, "c", "2022-04-30 09:00", "2022-06-01 00:00"),
	}
	words := messages.For("fr")
	for month, want := range map[string]string{
		"2022-03": "30 a>04-02, 31 a+",
		"2022-04": "1 a>04-02, 2 a+, 19 b, 21 b, 30 c>05-31",
		"2022-02": "",
	} {
		m := MonthOf(at(t, month+"-01 00:00"), all, words, at(t, "2022-04-19 23:00"))
		if got := laid(m); got != want {
			t.Errorf("%s: %q, want %q", month, got, want)
		}
		for _, week := range m.Weeks {
			if len(week) != 7 {
				t.Errorf("%s: a week of %d days", month, len(week))
			}
			for _, day := range week {
				if day.Today != (day.Start == "2022-04-19") {
					t.Errorf("%s: today is %s", month, day.Start)
				}
			}
		}
		if got := m.Weekdays[0][0] + m.Weekdays[0][1]; got != "lundi" {
			t.Errorf("a week begins on %s", got)
		}
	}
	may := MonthOf(at(t, "2022-05-01 00:00"), all, words, at(t, "2022-04-19 23:00"))
	if n := strings.Count(laid(may), "c"); n != 31 {
		t.Errorf("%d days of May", n)
	}
	for month, want := range map[string]string{"2022-04": "2022-03 2022-05", "2022-03": "0001-01 2022-04", "2022-05": "2022-04 0001-01", "2030-01": "2022-05 0001-01", "1990-01": "0001-01 2022-03"} {
		m := MonthOf(at(t, month+"-01 00:00"), all, words, at(t, "2022-04-19 23:00"))
		if got := m.Previous.Format("2006-01") + " " + m.Follow.Format("2006-01"); got != want {
			t.Errorf("beside %s: %s, want %s", month, got, want)
		}
	}
	if all[0].In(at(t, "2022-05-01 00:00")) || !all[2].In(at(t, "2022-05-01 00:00")) || !all[0].In(at(t, "2022-04-01 00:00")) || all[2].In(at(t, "2022-06-01 00:00")) {
		t.Error("items are in other months")
	}
}

func TestLineOf(t *testing.T) {
	if LineOf([]Item[string]{}, messages.For("fr"), at(t, "2022-04-01 00:00")) != nil {
		t.Error("a line of nothing")
	}
	// April and May have 61 days, with no change of clocks in Paris.
	all := []Item[string]{item(t, "a", "2022-05-01 00:00", "2022-05-03 00:00"), item(t, "b", "2022-04-01 09:00", "2022-04-01 12:00", "2022-05-31 09:00", "2022-05-31 12:00")}
	l := LineOf(all, messages.For("fr"), at(t, "2022-04-02 00:00"))
	if l.From != "avril 2022" || l.To != "mai 2022" || l.Today != "1.64%" {
		t.Errorf("%+v", l)
	}
	if want := []Tick{{At: "0.00%", Name: "avr."}, {At: "49.18%", Name: "mai", Between: true}}; !slices.Equal(l.Months, want) {
		t.Errorf("%+v, want %+v", l.Months, want)
	}
	if got, want := fmt.Sprint(l.Rows), "[{a [{ 49.18% 3.28%}]} {b [{0.82%  } {99.18%  }]}]"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	for _, now := range []string{"2022-03-31 23:59", "2022-06-01 00:00"} {
		if got := LineOf(all, messages.For("en"), at(t, now)).Today; got != "" {
			t.Errorf("today, %s, is at %s", now, got)
		}
	}
	long := LineOf([]Item[string]{item(t, "a", "2022-01-01 00:00", "2025-01-01 00:00")}, messages.For("fr"), at(t, "2022-04-02 00:00"))
	named := 0
	for _, m := range long.Months {
		if m.Name != "" {
			named++
		}
	}
	if len(long.Months) != 36 || named != 12 {
		t.Errorf("of %d months %d are named", len(long.Months), named)
	}
}
