package config

import (
	"errors"
	"strings"
	"testing"
	"time"

	"parcours/holidays"
)

func TestHolidays(t *testing.T) {
	read := func(name string) ([]byte, error) {
		if name != "days-off.csv" {
			return nil, errors.New("there is no such file")
		}
		return []byte("year,2027-01-01,2028-01-01\nnorth,2027-02-13,2027-03-01,Winter\npublic,easter+1,Easter Monday\n"), nil
	}
	file, problems := LoadFrom([]byte(strings.Replace(small, `name = "Rodez"`, `name = "Rodez"
school_zone = "north"`, 1)+`
[holidays]
file = "days-off.csv"
days_off = ["Friday", "saturday"]
`), read)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	p := &file.Programme
	for _, c := range []struct {
		day  string
		want holidays.Note
	}{
		{"2027-02-15", holidays.Note{Off: 1, Total: 1}},
		{"2027-03-01", holidays.Note{Total: 1}},
		{"2027-03-29", holidays.Note{PublicHoliday: "Easter Monday", Total: 1}},
		{"2027-03-05", holidays.Note{Weekday: true, Total: 1}},
		{"2028-03-03", holidays.Note{Weekday: true, Unknown: 1}},
		{"2027-12-26", holidays.Note{Total: 1}}, // Sunday
	} {
		if got := holidays.On(p, day(c.day)); got != c.want {
			t.Errorf("%s: %+v", c.day, got)
		}
	}
	if p.Holidays.Country != "" || len(p.Holidays.Weekdays) != 2 || p.Holidays.Weekdays[0] != time.Friday {
		t.Errorf("%+v", p.Holidays)
	}
	if h := example(t).Programme.Holidays; h.Country != holidays.France || h.Weekdays != nil {
		t.Errorf("the example: %+v", h)
	}
}

// The language says nothing of the country.
func TestNoHolidaysByLanguage(t *testing.T) {
	file, problems := Load([]byte(small))
	if len(problems) > 0 || file.Programme.Language != "fr" || holidays.On(&file.Programme, day("2022-12-25")) != (holidays.Note{}) {
		t.Errorf("%v %+v", problems, file.Programme.Holidays)
	}
}

func TestHolidaysMistakes(t *testing.T) {
	for _, c := range []struct{ text, says string }{
		{`country = "XX"`, `XX`},
		{`days_off = ["vendredi"]`, `"vendredi" is no day of the week`},
		{`file = "gone.csv"`, `days off of "gone.csv": there is no such file`},
		{`file = "broken.csv"`, `days off of "broken.csv": line 2: write public,12-25,Name of the day`},
		{`file = "empty.csv"`, `days off of "empty.csv": it is empty`},
		{`weekdays = ["friday"]`, `unknown key "weekdays"`},
	} {
		_, problems := LoadFrom([]byte(small+"[holidays]\n"+c.text+"\n"), func(name string) ([]byte, error) {
			switch name {
			case "broken.csv":
				return []byte("# days\npublic,12-25\n"), nil
			case "empty.csv":
				return []byte("\n"), nil
			}
			return nil, errors.New("there is no such file")
		})
		if len(problems) != 1 || problems[0].Warning || !strings.Contains(problems[0].String(), c.says) {
			t.Errorf("%s: %v", c.text, problems)
		}
	}
	_, problems := Load([]byte(small + "[holidays]\nfile = \"x.csv\"\n"))
	if len(problems) != 1 || !strings.Contains(problems[0].String(), "cannot be read here") {
		t.Errorf("without a folder: %v", problems)
	}
	_, problems = Load([]byte(strings.Replace(small, `name = "Rodez"`, `name = "Rodez"
school_zone = "C"`, 1)))
	if len(problems) != 1 || !problems[0].Warning || !strings.Contains(problems[0].String(), "nothing is known of the school holidays of zone C") {
		t.Errorf("a zone without a country: %v", problems)
	}
}
