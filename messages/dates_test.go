package messages

import (
	"testing"
	"time"
)

func TestWhen(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	at := func(text string) time.Time {
		when, err := time.ParseInLocation("2006-01-02 15:04", text, paris)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	for _, c := range []struct {
		start, end string
		allDay     bool
		fr, en     string
	}{
		{"2022-03-10 09:00", "2022-03-10 12:00", false, "jeudi 10 mars 2022, de 9 h à 12 h", "Thursday 10 March 2022, 9:00 to 12:00"},
		{"2022-04-28 09:30", "2022-04-28 17:30", false, "jeudi 28 avril 2022, de 9 h 30 à 17 h 30", "Thursday 28 April 2022, 9:30 to 17:30"},
		{"2022-03-27 00:05", "2022-03-27 23:00", false, "dimanche 27 mars 2022, de 0 h 05 à 23 h", "Sunday 27 March 2022, 0:05 to 23:00"},
		{"2022-03-10 09:00", "2022-03-10 09:00", false, "jeudi 10 mars 2022, à 9 h", "Thursday 10 March 2022, at 9:00"},
		{"2022-03-10 22:00", "2022-03-11 02:00", false, "du jeudi 10 mars 2022 à 22 h au vendredi 11 mars 2022 à 2 h", "Thursday 10 March 2022 at 22:00 to Friday 11 March 2022 at 2:00"},
		{"2021-03-10 09:00", "2022-03-10 12:00", false, "du mercredi 10 mars 2021 à 9 h au jeudi 10 mars 2022 à 12 h", "Wednesday 10 March 2021 at 9:00 to Thursday 10 March 2022 at 12:00"},
		{"2022-04-01 00:00", "2022-04-02 00:00", true, "vendredi 1er avril 2022", "Friday 1 April 2022"},
		{"2022-01-20 00:00", "2022-01-22 00:00", true, "du jeudi 20 au vendredi 21 janvier 2022", "Thursday 20 to Friday 21 January 2022"},
		{"2022-03-30 00:00", "2022-04-02 00:00", true, "du mercredi 30 mars au vendredi 1er avril 2022", "Wednesday 30 March to Friday 1 April 2022"},
		{"2022-12-31 00:00", "2023-01-02 00:00", true, "du samedi 31 décembre 2022 au dimanche 1er janvier 2023", "Saturday 31 December 2022 to Sunday 1 January 2023"},
	} {
		for lang, want := range map[string]string{"fr": c.fr, "en": c.en} {
			if got := For(lang).When(at(c.start), at(c.end), c.allDay); got != want {
				t.Errorf("%s %s–%s: %q, want %q", lang, c.start, c.end, got, want)
			}
		}
	}
}

// The end may be given in another zone than the start: the start's counts.
func TestWhenTakesTheZoneOfTheStart(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	start := time.Date(2022, 3, 10, 9, 0, 0, 0, paris)
	got := For("fr").When(start, start.Add(3*time.Hour).UTC(), false)
	if want := "jeudi 10 mars 2022, de 9 h à 12 h"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestNames(t *testing.T) {
	day := time.Date(2022, 8, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct{ got, want string }{
		{For("fr").Month(day), "août 2022"},
		{For("en").Month(day), "August 2022"},
		{For("fr").Weekday(day), "lundi"},
		{For("fr").Date(day), "lundi 1er août 2022"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

// A month that several days share is said once.
func TestDatesInASentence(t *testing.T) {
	at := func(month time.Month, day int) time.Time { return time.Date(2022, month, day, 0, 0, 0, 0, time.UTC) }
	for _, c := range []struct {
		lang, form string
		days       []time.Time
		want       string
	}{
		{"fr", "date", []time.Time{at(1, 20), at(1, 21)}, "20 et 21 janvier"},
		{"fr", "date", []time.Time{at(3, 31), at(4, 1)}, "31 mars et 1er avril"},
		{"en", "date", []time.Time{at(1, 20), at(1, 21)}, "20 and 21 January"},
		{"fr", "day", []time.Time{at(1, 1)}, "1er"},
		{"fr", "weekday", []time.Time{at(1, 20)}, "jeudi"},
		{"en", "month", []time.Time{at(1, 20), at(1, 21)}, "January"},
		{"fr", "year", []time.Time{at(1, 20)}, "2022"},
	} {
		if got := For(c.lang).Dates(c.form, c.days); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.lang, c.form, got, c.want)
		}
	}
}
