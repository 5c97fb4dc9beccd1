package ical

import (
	"errors"
	"strings"
	"testing"

	"parcours/events"
	"parcours/scheduling"
)

const (
	boss = "ORGANIZER:mailto:boss@example.org"
	anne = "ATTENDEE;CN=Anne;PARTSTAT=ACCEPTED:mailto:Anne@example.org"
	marc = "ATTENDEE;PARTSTAT=DECLINED:mailto:marc@example.org"
)

var (
	asBoss = []string{"mailto:boss@example.org"}
	asAnne = []string{"mailto:anne@example.org"}
)

// gathering is an object with one event of these lines, from ten to eleven in Paris.
func gathering(lines ...string) string {
	return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:m\r\nSEQUENCE:1\r\nSUMMARY:Réunion\r\nDTSTART;TZID=Europe/Paris:20220301T100000\r\n" +
		"DTEND;TZID=Europe/Paris:20220301T110000\r\n" + strings.Join(lines, "\r\n") + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
}

func with(text string, pairs ...string) string { return strings.NewReplacer(pairs...).Replace(text) }

// raised is an object without SEQUENCE whose server counted a move.
func raised(text string) string { return with(text, "END:VEVENT", "SEQUENCE:1\r\nEND:VEVENT") }

func instead(lines ...string) string {
	return "END:VEVENT\r\nBEGIN:VEVENT\r\nUID:m\r\nSUMMARY:Réunion\r\n" + strings.Join(lines, "\r\n") + "\r\nEND:VEVENT\r\nEND:VCALENDAR"
}

func TestPart(t *testing.T) {
	other := gathering("ORGANIZER;EMAIL=Boss@example.org:/dav/principals/boss/", anne)
	for name, test := range map[string]struct {
		text string
		own  []string
		want scheduling.Part
	}{
		"nobody asked":  {gathering("SUMMARY:x"), asBoss, scheduling.Part{}},
		"alone":         {gathering(boss), asBoss, scheduling.Part{}},
		"organiser":     {gathering(boss, anne), asBoss, scheduling.Part{Role: scheduling.Organises}},
		"by EMAIL":      {other, asBoss, scheduling.Part{Role: scheduling.Organises}},
		"attendee":      {gathering(boss, anne), asAnne, scheduling.Part{Role: scheduling.Attends, Organiser: "mailto:boss@example.org"}},
		"neither":       {gathering(boss, marc), asAnne, scheduling.Part{Organiser: "mailto:boss@example.org"}},
		"by the client": {gathering("ORGANIZER;SCHEDULE-AGENT=CLIENT:mailto:boss@example.org", anne), asAnne, scheduling.Part{Role: scheduling.Attends, Organiser: "mailto:boss@example.org", Client: true}},
	} {
		got, err := NewRenderer("").Part([]byte(test.text), test.own)
		if want := test.want; err != nil || got.Role != want.Role || got.Organiser != want.Organiser || got.Client != want.Client {
			t.Errorf("%s: %+v, %v, want %+v", name, got, err, test.want)
		}
	}
	two := with(gathering(boss, anne), "END:VEVENT\r\nEND:VCALENDAR", instead("RECURRENCE-ID:20220308T090000Z", "DTSTART:20220308T090000Z", "ORGANIZER:mailto:else@example.org"))
	if _, err := NewRenderer("").Part([]byte(two), asBoss); !errors.Is(err, scheduling.ErrSeveralOrganisers) {
		t.Errorf("two organisers: %v", err)
	}
	if _, err := NewRenderer("").Part([]byte(two), []string{"mailto:nobody@example.org"}); err != nil {
		t.Errorf("two organisers, of whom the owner is none: %v", err)
	}
}

// What an organiser's client wrote is kept but for others' answers.
func TestOrganised(t *testing.T) {
	kept := gathering(boss, anne, marc)
	weekly := with(kept, "SEQUENCE:1", "RRULE:FREQ=WEEKLY;COUNT=4")
	for name, test := range map[string]struct {
		before, sent string
		seen         bool
		want         string // "" for as sent
	}{
		"the same":              {kept, kept, false, ""},
		"blank":                 {kept, with(kept, ";PARTSTAT=ACCEPTED", "", "DECLINED", "NEEDS-ACTION"), false, kept},
		"older":                 {kept, with(kept, "DECLINED", "ACCEPTED", "Réunion", "Autre"), false, with(kept, "Réunion", "Autre")},
		"seen":                  {kept, with(kept, "DECLINED", "ACCEPTED"), true, kept},
		"seen, asked again":     {kept, with(kept, "DECLINED", "NEEDS-ACTION"), true, ""},
		"a first answer":        {with(kept, "DECLINED", "NEEDS-ACTION"), kept, true, with(kept, "DECLINED", "NEEDS-ACTION")},
		"somebody more":         {gathering(boss, anne), kept, true, with(kept, "DECLINED", "NEEDS-ACTION;RSVP=TRUE")},
		"new":                   {"", kept, false, with(kept, "ACCEPTED", "NEEDS-ACTION;RSVP=TRUE", "DECLINED", "NEEDS-ACTION;RSVP=TRUE")},
		"new, unanswered":       {"", gathering(boss, "ATTENDEE:mailto:marc@example.org", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:boss@example.org"), false, ""},
		"new, by the client":    {"", with(kept, "ATTENDEE;", "ATTENDEE;SCHEDULE-AGENT=NONE;"), false, ""},
		"by another agent":      {kept, with(kept, "DECLINED", "DECLINED;SCHEDULE-AGENT=X-BIRDS"), false, ""},
		"called off":            {kept, with(kept, "SUMMARY", "STATUS:CANCELLED\r\nSUMMARY"), true, with(kept, "SEQUENCE:1\r\nSUMMARY", "SEQUENCE:2\r\nSTATUS:CANCELLED\r\nSUMMARY")},
		"confirmed":             {kept, with(kept, "SUMMARY", "STATUS:CONFIRMED\r\nSUMMARY"), true, ""},
		"another way to say it": {kept, with(kept, ";TZID=Europe/Paris:20220301T100000", ":20220301T090000Z", "DTEND;TZID=Europe/Paris:20220301T110000", "DURATION:PT1H"), false, ""},
		"moved":                 {kept, with(kept, "T110000", "T120000"), true, with(kept, "T110000", "T120000", "ACCEPTED", "NEEDS-ACTION;RSVP=TRUE", "DECLINED", "NEEDS-ACTION;RSVP=TRUE", "SEQUENCE:1", "SEQUENCE:2")},
		"moved and counted":     {kept, with(kept, "T110000", "T120000", "SEQUENCE:1", "SEQUENCE:7"), true, with(kept, "T110000", "T120000", "ACCEPTED", "NEEDS-ACTION;RSVP=TRUE", "DECLINED", "NEEDS-ACTION;RSVP=TRUE", "SEQUENCE:1", "SEQUENCE:7")},
		"moved, client's own":   {kept, with(kept, "T110000", "T120000", "ATTENDEE;PARTSTAT=DEC", "ATTENDEE;SCHEDULE-AGENT=CLIENT;PARTSTAT=DEC"), true, with(kept, "T110000", "T120000", "ACCEPTED", "NEEDS-ACTION;RSVP=TRUE", "ATTENDEE;PARTSTAT=DEC", "ATTENDEE;SCHEDULE-AGENT=CLIENT;PARTSTAT=DEC", "SEQUENCE:1", "SEQUENCE:2")},
		"counted down":          {kept, with(kept, "SEQUENCE:1", "SEQUENCE:0", "Réunion", "Autre"), true, with(kept, "Réunion", "Autre")},
		"fewer":                 {weekly, with(weekly, "COUNT=4", "COUNT=3", "DTEND", "EXDATE:20220308T090000Z\r\nDTEND"), true, raised(with(weekly, "COUNT=4", "COUNT=3", "DTEND", "EXDATE:20220308T090000Z\r\nDTEND"))},
		"more":                  {weekly, with(weekly, "COUNT=4", "COUNT=5"), true, raised(with(weekly, "COUNT=4", "COUNT=5", "ACCEPTED", "NEEDS-ACTION;RSVP=TRUE", "DECLINED", "NEEDS-ACTION;RSVP=TRUE"))},
		"an exception gone":     {with(weekly, "DTEND", "EXDATE:20220308T090000Z\r\nDTEND"), weekly, true, raised(with(weekly, "ACCEPTED", "NEEDS-ACTION;RSVP=TRUE", "DECLINED", "NEEDS-ACTION;RSVP=TRUE"))},
		"one occurrence moved": {weekly, with(weekly, "END:VEVENT\r\nEND:VCALENDAR", instead("RECURRENCE-ID:20220308T090000Z", "DTSTART:20220308T110000Z", "DTEND:20220308T120000Z", boss, anne)), true,
			with(weekly, "END:VEVENT\r\nEND:VCALENDAR", instead("RECURRENCE-ID:20220308T090000Z", "DTSTART:20220308T110000Z", "DTEND:20220308T120000Z", boss, with(anne, "ACCEPTED", "NEEDS-ACTION;RSVP=TRUE"), "SEQUENCE:1"))},
		"one occurrence back": {with(weekly, "END:VEVENT\r\nEND:VCALENDAR", instead("RECURRENCE-ID:20220308T090000Z", "DTSTART:20220308T110000Z", "DTEND:20220308T120000Z", boss, anne)), weekly, true,
			raised(with(weekly, "ACCEPTED", "NEEDS-ACTION;RSVP=TRUE", "DECLINED", "NEEDS-ACTION;RSVP=TRUE"))},
		"one occurrence plain": {with(weekly, "END:VEVENT\r\nEND:VCALENDAR", instead("RECURRENCE-ID:20220308T090000Z", "DTSTART:20220308T090000Z", "DTEND:20220308T100000Z", "LOCATION:X", boss, anne)), weekly, true, ""},
		"one occurrence named": {weekly, with(weekly, "END:VEVENT\r\nEND:VCALENDAR", instead("RECURRENCE-ID:20220308T090000Z", "DTSTART:20220308T090000Z", "DTEND:20220308T100000Z", boss, with(marc, "DECLINED", "NEEDS-ACTION"))), false,
			with(weekly, "END:VEVENT\r\nEND:VCALENDAR", instead("RECURRENCE-ID:20220308T090000Z", "DTSTART:20220308T090000Z", "DTEND:20220308T100000Z", boss, marc))},
	} {
		t.Run(name, func(t *testing.T) {
			var before []byte
			if test.before != "" {
				before = []byte(test.before)
			}
			got, err := NewRenderer("").Organised(before, []byte(test.sent), asBoss, test.seen)
			if err != nil {
				t.Fatal(err)
			}
			want := test.want
			if want == "" {
				want = test.sent
			}
			if string(got) != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// An attendee's copy takes what is the attendee's, and nothing that is the organiser's (RFC 6638 §3.2.2.1).
func TestAttended(t *testing.T) {
	kept := gathering(boss, anne, marc, "LOCATION:Paris")
	weekly := with(kept, "SEQUENCE:1", "RRULE:FREQ=WEEKLY;COUNT=4")
	instance := func(lines ...string) string {
		return with(weekly, "END:VEVENT\r\nEND:VCALENDAR", instead(append([]string{"RECURRENCE-ID:20220308T090000Z", "DTEND:20220308T100000Z", boss, marc}, lines...)...))
	}
	same := "="
	for name, test := range map[string]struct{ before, sent, want string }{
		"own answer":          {kept, with(kept, "ACCEPTED", "TENTATIVE"), same},
		"the server's status": {with(kept, "ORGANIZER", "ORGANIZER;SCHEDULE-STATUS=1.2"), kept, with(kept, "ORGANIZER", "ORGANIZER;SCHEDULE-STATUS=1.2")},
		"alarm, transparency": {kept, with(kept, "SEQUENCE:1", "SEQUENCE:2\r\nTRANSP:TRANSPARENT\r\nX-MOZ-LASTACK:20220301T000000Z\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT5M\r\nEND:VALARM"), same},
		"own line last":       {kept, with(kept, anne+"\r\n"+marc, marc+"\r\n"+anne), same},
		"left out":            {kept, with(kept, "LOCATION:Paris\r\n", ""), same},
		"others' answer":      {kept, with(kept, "DECLINED", "ACCEPTED"), kept},
		"others' answer gone": {kept, with(kept, ";PARTSTAT=DECLINED", ""), kept},
		"moved":               {kept, with(kept, "T110000", "T120000"), ""},
		"renamed":             {kept, with(kept, "Réunion", "Autre"), ""},
		"elsewhere":           {kept, with(kept, "Paris\r\nEND", "Lyon\r\nEND"), ""},
		"somebody more":       {kept, with(kept, marc, marc+"\r\nATTENDEE:mailto:x@example.org"), ""},
		"somebody less":       {kept, with(kept, marc+"\r\n", ""), ""},
		"oneself less":        {kept, with(kept, anne+"\r\n", ""), ""},
		"another organiser":   {kept, with(kept, "boss@", "else@"), ""},
		"no organiser":        {kept, with(kept, boss+"\r\n", ""), ""},
		"an occurrence taken": {weekly, with(weekly, "DTEND", "EXDATE:20220308T090000Z\r\nDTEND"), same},
		"an occurrence back":  {with(weekly, "DTEND", "EXDATE:20220308T090000Z\r\nDTEND"), weekly, ""},
		"an occurrence more":  {weekly, with(weekly, "DTEND", "RDATE:20220409T090000Z\r\nDTEND"), ""},
		"another rule":        {weekly, with(weekly, "COUNT=4", "COUNT=3"), ""},
		"answer of one":       {weekly, instance("DTSTART:20220308T090000Z", with(anne, "ACCEPTED", "DECLINED")), same},
		"one moved":           {weekly, instance("DTSTART:20220308T093000Z", anne), ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := NewRenderer("").Attended([]byte(test.before), []byte(test.sent), asAnne)
			want := test.want
			if want == same {
				want = test.sent
			}
			if test.want == "" {
				if !errors.Is(err, events.ErrAttendeeChange) {
					t.Errorf("%v\n%s", err, got)
				}
			} else if err != nil || string(got) != want {
				t.Errorf("%v, got\n%s\nwant\n%s", err, got, want)
			}
		})
	}
}
