//go:build e2e

package e2e

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"parcours/config"
	"parcours/events"
)

// held is a session of the example programme: wall times in Paris in 2022, as the organisers' note gives them. An
// all-day session has dates, and its last day as end. This table is written by hand, apart from the server's.
type held struct{ id, start, end, status string }

// forElus are the sessions that elected members are asked to.
var forElus = []held{
	{"break-1", "2022-01-20", "2022-01-20", "CONFIRMED"},
	{"break-2", "2022-01-21", "2022-01-21", "CONFIRMED"},
	{"pairs-1-elus", "2022-03-10T09:00", "2022-03-10T12:00", "CONFIRMED"},
	{"gen-1", "2022-03-18T09:00", "2022-03-18T17:00", "TENTATIVE"},
	{"pairs-2-elus", "2022-03-24T14:00", "2022-03-24T17:00", "CONFIRMED"},
	{"gen-2", "2022-03-25T09:00", "2022-03-25T17:00", "TENTATIVE"},
	{"them-1", "2022-04-04", "2022-04-04", "TENTATIVE"},
	{"pairs-3-elus", "2022-04-07T09:00", "2022-04-07T12:00", "CONFIRMED"},
	{"gen-3-a", "2022-04-19T09:00", "2022-04-19T17:00", "TENTATIVE"},
	{"gen-3-b", "2022-04-21T09:00", "2022-04-21T17:00", "TENTATIVE"},
	{"agora", "2022-04-28T09:30", "2022-04-28T17:30", "CONFIRMED"},
	{"cloture-a", "2022-09-12", "2022-09-12", "TENTATIVE"},
	{"cloture-b", "2022-09-13", "2022-09-13", "TENTATIVE"},
	{"cloture-c", "2022-09-14", "2022-09-14", "TENTATIVE"},
	{"cloture-d", "2022-09-15", "2022-09-15", "TENTATIVE"},
	{"cloture-e", "2022-09-16", "2022-09-16", "TENTATIVE"},
}

// uid is the UID of a session of the example.
func uid(id string) string { return id + "@territoires-pilotes-2022.example.org" }

// demoDate is a day of the coming week, for --demo-from.
func demoDate() time.Time { return time.Now().AddDate(0, 0, 7) }

// shift is where --demo-from moves the programme to: weeks in which nobody should be asked are skipped.
func shift(t *testing.T, date time.Time) config.Demo {
	t.Helper()
	file, _ := config.Load([]byte(example(t)))
	return config.DemoFrom(file.Programme, events.DayOf(date))
}

// local gives start and end as iCalendar wall times in Paris, moved as the programme was; an all-day end is the day after.
func (h held) local(t *testing.T, demo config.Demo) (start, end string) {
	t.Helper()
	day, err := events.ParseDay(h.start[:len(time.DateOnly)])
	if err != nil {
		t.Fatal(err)
	}
	days := demo.Days(day)
	if strings.Contains(h.start, "T") {
		return moved(t, h.start, "2006-01-02T15:04", days, "20060102T150405"), moved(t, h.end, "2006-01-02T15:04", days, "20060102T150405")
	}
	return moved(t, h.start, time.DateOnly, days, "20060102"), moved(t, h.end, time.DateOnly, days+1, "20060102")
}

func moved(t *testing.T, at, layout string, days int, to string) string {
	t.Helper()
	wall, err := time.Parse(layout, at)
	if err != nil {
		t.Fatal(err)
	}
	return wall.AddDate(0, 0, days).Format(to)
}

// utc gives a wall time in Paris as an iCalendar UTC time, by Go's own zone tables.
func utc(t *testing.T, local string) string {
	t.Helper()
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.ParseInLocation("20060102T150405", local, paris)
	if err != nil {
		t.Fatal(err)
	}
	return at.UTC().Format("20060102T150405Z")
}

// edited gives a configuration with keys of one [[session]] set to TOML values.
func edited(t *testing.T, config, session string, values map[string]string) string {
	t.Helper()
	blocks := regexp.MustCompile(`(?m)^\[\[session\]\]`).FindAllStringIndex(config, -1)
	for i, b := range blocks {
		end := len(config)
		if i+1 < len(blocks) {
			end = blocks[i+1][0]
		}
		block := config[b[0]:end]
		if !regexp.MustCompile(`(?m)^id\s*=\s*"` + regexp.QuoteMeta(session) + `"`).MatchString(block) {
			continue
		}
		for key, value := range values {
			line := regexp.MustCompile(`(?m)^` + key + `\s*=[^\n#]*`)
			if !line.MatchString(block) {
				t.Fatalf("session %s has no %s:\n%s", session, key, block)
			}
			block = line.ReplaceAllLiteralString(block, fmt.Sprintf("%s = %s", key, value))
		}
		return config[:b[0]] + block + config[end:]
	}
	t.Fatalf("no session %s in the configuration", session)
	return ""
}
