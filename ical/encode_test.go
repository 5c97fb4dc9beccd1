package ical

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"
)

// encoded is the lines of a VCALENDAR with one VEVENT that build fills, its VEVENT's contents only.
func encoded(t *testing.T, build func(*ics.VEvent)) string {
	t.Helper()
	cal := &ics.Calendar{}
	build(cal.AddEvent("1@example.org"))
	text := string(Encode(cal))
	inner, ok := strings.CutPrefix(text, "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1@example.org\r\n")
	inner, end := strings.CutSuffix(inner, "END:VEVENT\r\nEND:VCALENDAR\r\n")
	if !ok || !end {
		t.Fatalf("not a calendar with one event:\n%s", text)
	}
	if _, err := Parse([]byte(text)); err != nil {
		t.Fatalf("does not read back: %v\n%s", err, text)
	}
	return inner
}

func TestEncodeProperties(t *testing.T) {
	start := time.Date(2022, 3, 10, 8, 0, 0, 0, time.UTC)
	tests := []struct {
		name  string
		build func(*ics.VEvent)
		want  string
	}{
		{"text is escaped", func(e *ics.VEvent) { e.SetSummary("Élus; experts, \\ et\nDDT") },
			`SUMMARY:Élus\; experts\, \\ et\nDDT` + "\r\n"},
		{"CRLF in a text is one line break", func(e *ics.VEvent) { e.SetDescription("a\r\nb\rc") },
			`DESCRIPTION:a\nb\nc` + "\r\n"},
		{"parameters are quoted, not escaped", func(e *ics.VEvent) {
			e.AddAttendee("jean@example.org", ics.WithCN("Dupont, Jean"), ics.ParticipationStatusAccepted, ics.WithRSVP(true))
		}, "ATTENDEE;CN=\"Dupont, Jean\";PARTSTAT=ACCEPTED;RSVP=true:mailto:jean@example.\r\n org\r\n"},
		{"RFC 6868", func(e *ics.VEvent) { e.SetOrganizer("a@example.org", ics.WithCN("Le \"Parcours\"\n2^2")) },
			"ORGANIZER;CN=Le ^'Parcours^'^n2^^2:mailto:a@example.org\r\n"},
		{"no property gets in by a text", func(e *ics.VEvent) {
			e.SetLocation("Salle\r\nATTENDEE:mailto:evil@example.org")
		}, `LOCATION:Salle\nATTENDEE:mailto:evil@example.org` + "\r\n"},
		{"nor by an address", func(e *ics.VEvent) {
			e.SetOrganizer("mailto:a@example.org\r\nATTENDEE:mailto:evil@example.org")
		}, "ORGANIZER:mailto:a@example.orgATTENDEE:mailto:evil@example.org\r\n"},
		{"nor by a parameter", func(e *ics.VEvent) {
			e.SetSummary("x", &ics.KeyValues{Key: "X-A\r\nB:C", Value: []string{"d\r\nEND:VEVENT"}})
		}, "SUMMARY;X-ABC=\"d^nEND:VEVENT\":x\r\n"},
		{"nor by a name", func(e *ics.VEvent) { e.SetProperty("END", "VEVENT"); e.SetProperty("X-\r\nEND", "v") },
			"X-END:v\r\n"},
		{"control characters vanish", func(e *ics.VEvent) { e.SetSummary("a\x00b\x1bc\td\x7f\u0085e\u2028f\xffg") },
			"SUMMARY:abc\td\\ne\\nf\ufffdg\r\n"},
		{"dates, rules and numbers are not escaped", func(e *ics.VEvent) {
			e.SetStartAt(start)
			e.AddRrule("FREQ=YEARLY;BYMONTH=3,4")
			e.AddExdate("20230310T080000Z,20240310T080000Z")
			e.AddExrule("FREQ=YEARLY;BYMONTH=4")
			ics.SetGeo(e, 45.7, 6.4)
			e.SetSequence(2)
		}, "DTSTART:20220310T080000Z\r\nRRULE:FREQ=YEARLY;BYMONTH=3,4\r\n" +
			"EXDATE:20230310T080000Z,20240310T080000Z\r\nEXRULE:FREQ=YEARLY;BYMONTH=4\r\nGEO:45.7;6.4\r\nSEQUENCE:2\r\n"},
		{"addresses of the web are not escaped", func(e *ics.VEvent) { e.SetURL("https://example.org/a,b;c?d=e") },
			"URL:https://example.org/a,b;c?d=e\r\n"},
		{"categories are a list", func(e *ics.VEvent) {
			e.AddCategory("Élus,Techniciens")
			e.AddCategory(Escape("Salle, 2"))
			e.AddCategory("a;b")
		}, `CATEGORIES:Élus,Techniciens` + "\r\n" + `CATEGORIES:Salle\, 2` + "\r\n" + `CATEGORIES:a\;b` + "\r\n"},
		{"request status", func(e *ics.VEvent) { e.SetProperty("REQUEST-STATUS", "2.0;Success, really") },
			`REQUEST-STATUS:2.0;Success\, really` + "\r\n"},
		{"VALUE decides", func(e *ics.VEvent) {
			e.SetProperty("X-LINK", "https://example.org/a,b", ics.WithValue("URI"))
			e.SetProperty("X-NOTE", "a,b")
			e.AddProperty("ATTACH", "a,b", ics.WithValue("TEXT"))
		}, "X-LINK;VALUE=URI:https://example.org/a,b\r\nX-NOTE:a\\,b\r\nATTACH;VALUE=TEXT:a\\,b\r\n"},
		{"RFC 7986", func(e *ics.VEvent) {
			e.SetColor("turquoise")
			e.AddProperty("CONFERENCE", "https://example.org/visio,1", &ics.KeyValues{Key: "LABEL", Value: []string{"Visio: 1"}})
			e.AddProperty("IMAGE", "https://example.org/i.png")
			e.AddProperty("IMAGE", "AAAA", ics.WithValue("BINARY"), ics.WithEncoding("BASE64"))
		}, "COLOR:turquoise\r\nCONFERENCE;LABEL=\"Visio: 1\";VALUE=URI:https://example.org/visio,1\r\n" +
			"IMAGE;VALUE=URI:https://example.org/i.png\r\nIMAGE;ENCODING=BASE64;VALUE=BINARY:AAAA\r\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := encoded(t, test.build); got != test.want {
				t.Errorf("got\n%q\nwant\n%q", got, test.want)
			}
		})
	}
}

func TestEncodeCalendarProperties(t *testing.T) {
	cal := ics.NewCalendarFor("example.org")
	cal.SetMethod(ics.MethodPublish)
	cal.SetName("Parcours; élus")
	cal.SetRefreshInterval("PT1H")
	cal.SetXPublishedTTL("PT1H")
	cal.CalendarProperties = append(cal.CalendarProperties, ics.CalendarProperty{BaseProperty: ics.BaseProperty{
		IANAToken: "SOURCE", Value: "https://example.org/feeds/all/Parcours.ics"}})
	cal.Components = append(cal.Components, &ics.GeneralComponent{Token: "x-room"})
	want := "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//example.org//Golang ICS Library\r\nMETHOD:PUBLISH\r\n" +
		"NAME:Parcours\\; élus\r\nX-WR-CALNAME:Parcours\\; élus\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" +
		"X-PUBLISHED-TTL:PT1H\r\nSOURCE;VALUE=URI:https://example.org/feeds/all/Parcours.ics\r\n" +
		"BEGIN:X-ROOM\r\nEND:X-ROOM\r\nEND:VCALENDAR\r\n"
	if got := string(Encode(cal)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestEncodeNesting: alarms and the parts of time zones are written inside their components.
func TestEncodeNesting(t *testing.T) {
	cal := &ics.Calendar{}
	cal.AddTimezone("Europe/Paris").AddStandard().SetProperty("TZOFFSETTO", "+0100")
	cal.AddEvent("1").AddAlarm().SetProperty("TRIGGER", "-PT15M")
	cal.AddTodo("2").AddAlarm().SetAction(ics.ActionDisplay)
	cal.AddJournal("3")
	cal.AddBusy("4")
	want := "BEGIN:VCALENDAR\r\nBEGIN:VTIMEZONE\r\nTZID:Europe/Paris\r\nBEGIN:STANDARD\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\n" +
		"END:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:1\r\nBEGIN:VALARM\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\nEND:VEVENT\r\n" +
		"BEGIN:VTODO\r\nUID:2\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nEND:VALARM\r\nEND:VTODO\r\n" +
		"BEGIN:VJOURNAL\r\nUID:3\r\nEND:VJOURNAL\r\nBEGIN:VFREEBUSY\r\nUID:4\r\nEND:VFREEBUSY\r\nEND:VCALENDAR\r\n"
	if got := string(Encode(cal)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// manyEvents is a feed of n events, each with what a session's has.
func manyEvents(n int) *ics.Calendar {
	cal := ics.NewCalendarFor("example.org")
	stamp := time.Date(2022, 1, 3, 9, 0, 0, 0, time.UTC)
	for i := range n {
		e := cal.AddEvent(fmt.Sprintf("session-%d@example.org", i))
		e.SetDtStampTime(stamp)
		e.SetProperty("DTSTART", "20220310T090000", ics.WithTZID("Europe/Paris"))
		e.SetProperty("DTEND", "20220310T120000", ics.WithTZID("Europe/Paris"))
		e.SetSummary("Première session entre pairs, élus")
		e.SetDescription("Ordre du jour : accueil ; tour de table ; suite.\nLien : https://example.org/visio?session=1&categorie=elus")
		e.SetLocation("Faverges-Seythenex, salle polyvalente")
		e.AddCategory("Élus")
		e.SetOrganizer("rsvp@example.org", ics.WithCN("Programme, équipe"))
		e.SetStatus(ics.ObjectStatusConfirmed)
		e.SetSequence(1)
	}
	return cal
}

// TestEncodeIsStable: the same calendar gives the same octets, whatever the order of Go's maps.
func TestEncodeIsStable(t *testing.T) {
	cal := &ics.Calendar{}
	cal.AddEvent("1").AddAttendee("a@example.org", ics.WithCN("A"), ics.WithRSVP(true), ics.ParticipationRoleChair,
		ics.ParticipationStatusAccepted, ics.CalendarUserTypeGroup, &ics.KeyValues{Key: "X-B", Value: []string{"1", "2"}})
	first := Encode(cal)
	for range 50 {
		if again := Encode(cal); !bytes.Equal(first, again) {
			t.Fatalf("first\n%s\nthen\n%s", first, again)
		}
	}
}

// TestEncodeAllocations: writing a large feed costs a few allocations an event, not one an octet or a line.
func TestEncodeAllocations(t *testing.T) {
	cal := manyEvents(1000)
	if perEvent := testing.AllocsPerRun(3, func() { Encode(cal) }) / 1000; perEvent > 12 {
		t.Errorf("%.1f allocations an event", perEvent)
	}
}

func BenchmarkEncode(b *testing.B) {
	cal := manyEvents(10_000)
	b.SetBytes(int64(len(Encode(cal))))
	b.ReportAllocs()
	for b.Loop() {
		Encode(cal)
	}
}
