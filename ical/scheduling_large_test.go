package ical

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"
)

// large is a daily series that asks so many people, with so many occurrences of their own.
func large(people, occurrences int) string {
	asked := &strings.Builder{}
	for i := range people {
		fmt.Fprintf(asked, "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:u%d@example.org\r\n", i)
	}
	all := &strings.Builder{}
	all.WriteString("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
	start := time.Date(2026, 12, 10, 10, 0, 0, 0, time.UTC)
	for i := -1; i < occurrences; i++ {
		when, more := start, "RRULE:FREQ=DAILY\r\n"
		if i >= 0 {
			when = start.AddDate(0, 0, i)
			more = when.Format("RECURRENCE-ID:20060102T150405Z\r\n")
		}
		fmt.Fprintf(all, "BEGIN:VEVENT\r\nUID:m\r\n%sDURATION:PT1H\r\n%sSUMMARY:Réunion\r\n%s\r\n%s%sEND:VEVENT\r\n", when.Format("DTSTART:20060102T150405Z\r\n"), more, boss, anne+"\r\n", asked)
	}
	return all.String() + "END:VCALENDAR\r\n"
}

// allocated is how many octets a function takes for itself.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// growsAsItself fails where a thing twice as large takes more than two and a half times as much.
func growsAsItself(t *testing.T, what string, small, large func()) {
	t.Helper()
	if once, twice := allocated(small), allocated(large); 2*twice > 5*once {
		t.Errorf("%s: %d octets, %d for what is twice as large", what, once, twice)
	}
}

// A write of an object as large as the server takes holds up all others: what it costs has to grow as the object does.
func TestLargeObjectsCostWhatTheyAre(t *testing.T) {
	r := &Renderer{}
	write := func(people, occurrences int) func() {
		before := []byte(large(people, occurrences))
		after := []byte(with(string(before), "PARTSTAT=ACCEPTED", "PARTSTAT=DECLINED"))
		return func() {
			if _, err := r.Organised(before, before, asBoss, false); err != nil {
				t.Error(err)
			}
			if _, err := r.Attended(before, after, asAnne); err != nil {
				t.Error(err)
			}
			if got, err := r.Answered(before, before, after, asAnne); err != nil || strings.Contains(string(got), "ACCEPTED") {
				t.Error("not answered", err)
			}
		}
	}
	growsAsItself(t, "people", write(450, 30), write(900, 30))
	growsAsItself(t, "occurrences", write(10, 700), write(10, 1400))
}

// A short list of exceptions does not make the organiser's object hundreds of megabytes.
func TestAnswersDoNotBlowUp(t *testing.T) {
	series := gathering(boss, anne, "RRULE:FREQ=DAILY", "DESCRIPTION:"+strings.Repeat("d", 60_000))
	without := func(days int) string {
		list := &strings.Builder{}
		for i := range days {
			list.WriteString(time.Date(2022, 3, 1+i, 10, 0, 0, 0, time.UTC).Format("EXDATE;TZID=Europe/Paris:20060102T150405\r\n"))
		}
		return with(series, boss, list.String()+boss)
	}
	r := &Renderer{}
	short := func(text string) []byte {
		return []byte(strings.ReplaceAll(text, strings.Repeat("d", 60_000), "court"))
	}
	declines := func(days int) func() {
		before, after := short(series), short(without(days))
		return func() {
			if got, err := r.Answered(before, before, after, asAnne); err != nil || strings.Count(string(got), "DECLINED") != days {
				t.Errorf("%d days are not declined: %v", days, err)
			}
		}
	}
	growsAsItself(t, "days", declines(1000), declines(2000))
	if got, err := r.Answered([]byte(series), []byte(series), []byte(without(20)), asAnne); err != nil || strings.Count(string(got), "DECLINED") != 20 {
		t.Error("twenty days are not declined", err)
	}
	if got, err := r.Answered([]byte(series), []byte(series), []byte(without(300)), asAnne); !errors.Is(err, ErrTooMany) {
		t.Errorf("three hundred days: %d octets, %v", len(got), err)
	}
}

// A date that is taken out of a series declined as a whole stays declined, whatever is said of the series later.
func TestTakenOutOfADeclinedSeries(t *testing.T) {
	r := &Renderer{}
	no := with(gathering(boss, anne, "RRULE:FREQ=DAILY;COUNT=3"), "ACCEPTED", "DECLINED")
	out := with(no, boss, boss+"\r\nEXDATE;TZID=Europe/Paris:20220302T100000")
	yes := with(out, "DECLINED", "ACCEPTED")
	org, err := r.Answered([]byte(no), []byte(no), []byte(out), asAnne)
	if err != nil {
		t.Fatal(err)
	}
	org, err = r.Answered(org, []byte(out), []byte(yes), asAnne)
	if err != nil || strings.Count(string(org), "DECLINED") != 1 || strings.Count(string(org), "ACCEPTED") != 1 {
		t.Errorf("%v\n%s", err, org)
	}
}
