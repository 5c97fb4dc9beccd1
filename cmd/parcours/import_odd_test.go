package main

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"
)

// oddCalendar is what ministries and task programs write: no UID, an end before the start, rules within the day.
const oddCalendar = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:PUBLISH\r\nPRODID:-//example.org//FR\r\n" +
	"BEGIN:VEVENT\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:20270206\r\nDTEND;VALUE=DATE:20270222\r\nSUMMARY:Vacances d'hiver\r\nEND:VEVENT\r\n" +
	"BEGIN:VEVENT\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:20270403\r\nDTEND;VALUE=DATE:20270419\r\nSUMMARY:Vacances de printemps\r\nEND:VEVENT\r\n" +
	"BEGIN:VEVENT\r\nUID:a/b+c==\r\nDTSTART;VALUE=DATE:20270501\r\nEND:VEVENT\r\n" +
	"BEGIN:VEVENT\r\nUID:bad-end\r\nDTSTART:20270501T100000Z\r\nDTEND:20270501T090000Z\r\nEND:VEVENT\r\n" +
	"BEGIN:VEVENT\r\nUID:pills\r\nDTSTART:20270501T100000Z\r\nDURATION:PT5M\r\nRRULE:FREQ=HOURLY;INTERVAL=6;COUNT=8\r\nEND:VEVENT\r\n" +
	"BEGIN:VTODO\r\nUID:due-first\r\nDTSTART:20270103T100000Z\r\nDUE:20270102T100000Z\r\nEND:VTODO\r\n" +
	"END:VCALENDAR\r\n"

// TestImportTakesAll: nothing of an odd calendar is lost, and a second run with other stamps finds it all.
func TestImportTakesAll(t *testing.T) {
	s := newSite(t)
	if code, said := s.command(oddCalendar, "import", "ics", "-"); code != 0 || said != "-: 6 new, 0 changed, 0 unchanged\n" {
		t.Errorf("%d %q", code, said)
	}
	all := ""
	for _, octets := range s.objects("calendar") {
		all += octets
	}
	for _, want := range []string{"SUMMARY:Vacances d'hiver", "DTEND:20270501T090000Z", "RRULE:FREQ=HOURLY;INTERVAL=6;COUNT=8", "UID:import-"} {
		if !strings.Contains(all, want) {
			t.Errorf("no %q in %s", want, all)
		}
	}
	if tasks := s.objects("tasks"); len(tasks) != 1 || !strings.Contains(tasks["due-first.ics"], "DUE:20270102T100000Z") {
		t.Errorf("tasks: %q", tasks)
	}
	again := strings.ReplaceAll(oddCalendar, "DTSTAMP:20260101", "DTSTAMP:20260601")
	again = strings.Replace(again, "Vacances de printemps", "Vacances de Pâques", 1)
	if code, said := s.command(again, "import", "ics", "-"); code != 0 || said != "-: 1 new, 0 changed, 5 unchanged\n" {
		t.Errorf("again: %d %q", code, said)
	}
	twice := strings.Replace(oddCalendar, "END:VCALENDAR", oddCalendar[strings.Index(oddCalendar, "BEGIN:VEVENT"):strings.Index(oddCalendar, "END:VEVENT")]+"END:VEVENT\r\nEND:VCALENDAR", 1)
	if code, said := s.command(twice, "import", "ics", "-"); code != 0 || said != "-: 0 new, 0 changed, 7 unchanged\n" {
		t.Errorf("one of them twice: %d %q", code, said)
	}
}

// TestImportCharsets: a file in another charset has the same texts, and is known again whatever it is in.
func TestImportCharsets(t *testing.T) {
	s := newSite(t)
	file := calendar(event("été", "SUMMARY:Réunion", "DESCRIPTION:"+strings.Repeat("à", 80)))
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(file)
	if err != nil {
		t.Fatal(err)
	}
	latin := strings.NewReplacer("é", "\xe9", "à", "\xe0").Replace(file)
	for n, text := range []string{latin, file, utf16, "\ufeff" + file, latin} {
		want := "-: 0 new, 0 changed, 1 unchanged\n"
		if n == 0 {
			want = "-: 1 new, 0 changed, 0 unchanged\n"
		}
		if code, said := s.command(text, "import", "ics", "-"); code != 0 || said != want {
			t.Errorf("%d: %d %q", n, code, said)
		}
	}
	for _, octets := range s.objects("calendar") {
		if !strings.Contains(octets, "SUMMARY:Réunion\r\n") || !strings.Contains(octets, "UID:été\r\n") {
			t.Errorf("kept %q", octets)
		}
	}
}
