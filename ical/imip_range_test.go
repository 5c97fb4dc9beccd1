package ical

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"parcours/scheduling"
)

const rangedMessage = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:r\r\nDTSTAMP:20261010T080000Z\r\nSEQUENCE:%d\r\n" +
	"RECURRENCE-ID;RANGE=THISANDFUTURE:20261015T080000Z\r\nDTSTART:20261015T100000Z\r\nDURATION:PT30M\r\nORGANIZER:mailto:a@example.com\r\nATTENDEE:mailto:b@example.com\r\nSUMMARY:Later\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

// daily is b's copy of an endless series, with these components more.
func daily(more string) []byte {
	return []byte("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:r\r\nDTSTAMP:20261001T080000Z\r\nDTSTART:20261005T080000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY\r\n" +
		"ORGANIZER:mailto:a@example.com\r\nATTENDEE:mailto:b@example.com\r\nSUMMARY:Daily\r\nEND:VEVENT\r\n" + more + "END:VCALENDAR\r\n")
}

// An endless series says the same as before its later dates got components of their own, however far one looks.
func TestRangeOfAnEndlessSeries(t *testing.T) {
	own, never := []string{"mailto:b@example.com"}, func(string) (time.Time, error) { return time.Time{}, nil }
	message := fmt.Sprintf(rangedMessage, 1)
	got, err := NewRenderer("").Received(daily(""), []byte(message), own, never)
	if err != nil || len(got.Stamps) != maxSpread+1 {
		t.Fatal(len(got.Stamps), err)
	}
	if strings.Count(string(got.Octets), "BEGIN:VEVENT") != maxSpread+2 || strings.Count(string(got.Octets), "RANGE=THISANDFUTURE") != 1 {
		t.Errorf("%d components", strings.Count(string(got.Octets), "BEGIN:VEVENT"))
	}
	whole, _, _ := strings.Cut(message[strings.Index(message, "BEGIN:VEVENT"):], "END:VCALENDAR")
	for year := 2026; year < 2032; year++ {
		from := time.Date(year, 10, 1, 0, 0, 0, 0, time.UTC)
		var want [2][]string
		for i, octets := range [][]byte{got.Octets, daily(whole)} {
			cal, err := Parse(octets)
			if err != nil {
				t.Fatal(err)
			}
			all, err := Occurrences(cal, from, from.AddDate(0, 1, 0), time.UTC)
			if err != nil || len(all) < 20 {
				t.Fatal(len(all), err)
			}
			for _, o := range all {
				want[i] = append(want[i], fmt.Sprint(o.Start, o.End))
			}
		}
		if !slices.Equal(want[0], want[1]) {
			t.Errorf("%d: %v, want %v", year, want[0], want[1])
		}
	}
}

// What is known of a date from a later message stays, and a message that is late changes nothing.
func TestRangeIsNotNewerThanItIs(t *testing.T) {
	r, own := NewRenderer(""), []string{"mailto:b@example.com"}
	one := "BEGIN:VEVENT\r\nUID:r\r\nDTSTAMP:20261009T080000Z\r\nSEQUENCE:2\r\nRECURRENCE-ID:20261016T080000Z\r\nDTSTART:20261016T170000Z\r\nDURATION:PT1H\r\nORGANIZER:mailto:a@example.com\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:b@example.com\r\nSUMMARY:Evening\r\nEND:VEVENT\r\n"
	at := func(day int) time.Time { return time.Date(2026, 10, day, 8, 0, 0, 0, time.UTC) }
	seventeenth := at(17).Format(time.RFC3339) + "false"
	last := func(instance string) (time.Time, error) {
		if instance == seventeenth {
			return at(11), nil // after the message
		}
		return time.Time{}, nil
	}
	got, err := r.Received(daily(one), []byte(fmt.Sprintf(rangedMessage, 1)), own, last)
	if err != nil {
		t.Fatal(err)
	}
	text := string(got.Octets)
	if !strings.Contains(text, "SUMMARY:Evening") || strings.Contains(text, "DTSTART:20261016T100000Z") || strings.Contains(text, "RECURRENCE-ID:20261017T080000Z") || !strings.Contains(text, "RECURRENCE-ID:20261018T080000Z") {
		t.Errorf("got\n%s", text)
	}
	if _, known := got.Stamps[seventeenth]; known {
		t.Error("what is later is said to be of the message")
	}
	late := func(string) (time.Time, error) { return at(20), nil }
	if _, err := r.Received(daily(""), []byte(fmt.Sprintf(rangedMessage, 0)), own, late); !errors.Is(err, scheduling.ErrStale) {
		t.Errorf("a late message: %v", err)
	}
}
