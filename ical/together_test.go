package ical

import (
	"strings"
	"testing"
	"time"

	"parcours/calendars"
)

// Items with zones of the same name become one calendar with each zone once, which is right for all of their years; what an item holds beside
// stays as it was written.
func TestTogether(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	item := func(uid, zone, times string) calendars.Item {
		return calendars.Item{Name: uid + ".ics", Octets: []byte("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\n" + zone + "BEGIN:VEVENT\r\nUID:" + uid + "\r\nDTSTAMP:20220101T000000Z\r\n" + times + "X-KEEP;A=b:c\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")}
	}
	own := "BEGIN:VTIMEZONE\r\nTZID:Ours\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0300\r\nTZOFFSETTO:+0300\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
	wrong := strings.ReplaceAll(own, "Ours", "Europe/Paris")
	octets, err := NewRenderer("https://parcours.example.org").Together("Agendas, tous", paris, []calendars.Item{
		item("a", wrong, "DTSTART;TZID=Europe/Paris:20220310T090000\r\nDURATION:PT1H\r\n"), item("b", own, "DTSTART;TZID=Ours:20220310T090000\r\nRRULE:FREQ=WEEKLY\r\n"),
		item("c", own+wrong, "DTSTART;TZID=Ours:20300710T090000\r\nDTEND;TZID=Europe/Paris:20300710T100000\r\n"), item("d", "", "DTSTART;VALUE=DATE:20220310\r\n"),
	})
	if err != nil {
		t.Fatal(err)
	}
	cal, err := Parse(octets)
	if err != nil {
		t.Fatal(err)
	}
	zones := cal.Children("VTIMEZONE")
	if len(cal.Children("VEVENT")) != 4 || len(zones) != 2 || strings.Count(string(octets), "X-KEEP;A=b:c\r\n") != 4 || cal.Text("X-WR-CALNAME") != "Agendas, tous" {
		t.Fatalf("%s", octets)
	}
	want := map[string]*Component{"Europe/Paris": Timezone(paris, time.Date(2022, 3, 10, 0, 0, 0, 0, paris), time.Date(2030, 7, 10, 0, 0, 0, 0, paris))}
	for _, z := range zones {
		id := z.Text("TZID")
		if id == "Ours" && string(z.Bytes()) != own || id != "Ours" && string(z.Bytes()) != string(want[id].Bytes()) {
			t.Errorf("%s", z.Bytes())
		}
	}
	if _, err := NewRenderer("").Together("x", paris, []calendars.Item{{Name: "broken.ics", Octets: []byte("BEGIN:VCALENDAR\r\nEND:")}}); err == nil || !strings.Contains(err.Error(), "broken.ics") {
		t.Errorf("%v", err)
	}
}
