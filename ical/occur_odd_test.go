package ical

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestEndBeforeStart: what ends before it starts lasts no time in ranges, an event from its start, a task at its DUE; what
// it says comes back as it came.
func TestEndBeforeStart(t *testing.T) {
	const (
		event   = "BEGIN:VEVENT\nUID:1\nDTSTART:20270501T100000Z\nDTEND:20270501T090000Z\nEND:VEVENT"
		day     = "BEGIN:VEVENT\nUID:1\nDTSTART;VALUE=DATE:20270501\nDTEND;VALUE=DATE:20270429\nEND:VEVENT"
		length  = "BEGIN:VEVENT\nUID:1\nDTSTART:20270501T100000Z\nDURATION:-PT1H\nEND:VEVENT"
		task    = "BEGIN:VTODO\nUID:1\nDTSTART:20270103T100000Z\nDUE:20270102T100000Z\nEND:VTODO"
		daily   = "BEGIN:VTODO\nUID:1\nDTSTART:20270103T100000Z\nDUE:20270101T100000Z\nRRULE:FREQ=DAILY;COUNT=10\nEND:VTODO"
		instant = "20270501T100000Z/20270501T100000Z"
	)
	for name, test := range map[string]struct{ body, from, to, want string }{
		"event, from its start":     {event, "20270501T100000Z", "20270501T100001Z", instant},
		"event, after its start":    {event, "20270501T100001Z", "20270601T000000Z", ""},
		"event, at its end":         {event, "20270501T080000Z", "20270501T093000Z", ""},
		"days, at their start":      {day, "20270501T000000Z", "20270501T000001Z", "20270501T000000Z/20270501T000000Z all day"},
		"days, at their end":        {day, "20270428T000000Z", "20270430T000000Z", ""},
		"length less than nothing":  {length, "20270501T000000Z", "20270502T000000Z", instant},
		"task, at its due":          {task, "20270102T090000Z", "20270102T110000Z", "20270102T100000Z/20270102T100000Z"},
		"task, at its start":        {task, "20270103T090000Z", "20270103T110000Z", ""},
		"task, between":             {task, "20270102T120000Z", "20270103T090000Z", ""},
		"tasks that recur, each at": {daily, "20270105T000000Z", "20270106T000000Z", "20270105T100000Z/20270105T100000Z was 20270107T100000Z"},
	} {
		cal := calendarOf(t, test.body)
		all, err := Occurrences(cal, moment(t, test.from), moment(t, test.to), nil)
		if got := strings.Join(shown(all), " "); got != test.want || err != nil {
			t.Errorf("%s: got %q, %v, want %q", name, got, err, test.want)
		}
		first, last, _, err := Span(cal, nil)
		if err != nil || test.want != "" && (last.Before(moment(t, test.from)) || first.After(moment(t, test.to))) {
			t.Errorf("%s: the index has it from %v to %v, %v", name, first, last, err)
		}
	}
	expanded, err := Expand(calendarOf(t, event), moment(t, "20270501T000000Z"), moment(t, "20270502T000000Z"), nil)
	if err != nil || expanded.Components[0].Value("DTEND") != "20270501T090000Z" {
		t.Errorf("expanded, it ends at another time: %v, %v", expanded, err)
	}
	busy := FreeBusy(moment(t, "20270501T000000Z"), moment(t, "20270502T000000Z"), BusyObjects{Objects: []*Component{calendarOf(t, event)}})
	if len(busy.All("FREEBUSY")) != 0 {
		t.Errorf("it takes time: %s", busy.Bytes())
	}
}

// overridden is a daily event with n overrides, each an hour later.
func overridden(t *testing.T, n int) *Component {
	var b strings.Builder
	b.WriteString("BEGIN:VEVENT\nUID:1\nDTSTART:20000101T090000Z\nRRULE:FREQ=DAILY\nEND:VEVENT\n")
	day := time.Date(2000, 1, 1, 9, 0, 0, 0, time.UTC)
	for range n {
		fmt.Fprintf(&b, "BEGIN:VEVENT\nUID:1\nRECURRENCE-ID:%s\nDTSTART:%s\nEND:VEVENT\n", day.Format(utcForm), day.Add(time.Hour).Format(utcForm))
		day = day.AddDate(0, 0, 1)
	}
	return calendarOf(t, b.String())
}

// TestManyOverrides: overrides are found by their instance, not by a look at all of them, and are bounded.
func TestManyOverrides(t *testing.T) {
	most := overridden(t, maxOverrides)
	all, err := Occurrences(most, moment(t, "20010101T000000Z"), moment(t, "20010103T000000Z"), nil)
	want := []string{"20010101T100000Z/20010101T100000Z was 20010101T090000Z", "20010102T100000Z/20010102T100000Z was 20010102T090000Z"}
	if !slices.Equal(shown(all), want) || err != nil {
		t.Errorf("got %v, %v", shown(all), err)
	}
	if ok, err := inRange(t, "VEVENT", "20010101T093000Z", "20010101T095900Z").Match(most, nil); ok || err != nil {
		t.Errorf("matches where no instance is: %v, %v", ok, err)
	}
	last := most.Components[maxOverrides]
	again := last.Clone()
	again.Set(NewValue("SEQUENCE", "1"))
	again.Set(NewValue("DTSTART", "20500101T000000Z"))
	most.AddComponent(again)
	if all, err = Occurrences(most, moment(t, "20491231T000000Z"), moment(t, "20500102T000000Z"), nil); err != nil || !slices.ContainsFunc(all, func(o Occurrence) bool { return o.Component == again }) {
		t.Errorf("the later of two for one instance: %v, %v", shown(all), err)
	}
	for name, err := range map[string]error{"occurrences": func() error {
		_, err := Occurrences(overridden(t, maxOverrides+1), time.Time{}, time.Time{}, nil)
		return err
	}(),
		"index": func() error { _, _, _, err := Span(overridden(t, maxOverrides+1), nil); return err }()} {
		if !errors.Is(err, ErrTooMany) {
			t.Errorf("%s of more: %v", name, err)
		}
	}
}

// TestManyFutureOverrides: what all conditions on one object look at comes out of one budget.
func TestManyFutureOverrides(t *testing.T) {
	many := overridden(t, 4000)
	for _, c := range many.Components[1:] {
		c.Property("RECURRENCE-ID").Params = []Param{{Name: "RANGE", Values: []string{"THISANDFUTURE"}}}
	}
	if ok, err := inRange(t, "VEVENT", "20400101T093000Z", "20400101T095900Z").Match(many, nil); ok || err != nil && !errors.Is(err, ErrTooMany) {
		t.Errorf("%v, %v", ok, err)
	}
	many.Components[0].Set(NewValue("RRULE", "FREQ=DAILY;COUNT=20000"))
	if _, err := inRange(t, "VEVENT", "20400101T093000Z", "20400101T095900Z").Match(many, nil); !errors.Is(err, ErrTooMany) {
		t.Errorf("a rule walked 4,000 times: %v", err)
	}
}

// TestExpandIsBounded: a large event is not written out a thousand times.
func TestExpandIsBounded(t *testing.T) {
	large := calendarOf(t, "DTSTART:20220301T090000Z\nRRULE:FREQ=DAILY\nATTACH;ENCODING=BASE64;VALUE=BINARY:"+strings.Repeat("AAAA", 50_000))
	from := moment(t, "20220301T000000Z")
	if few, err := Expand(large, from, from.AddDate(0, 0, 100), nil); err != nil || len(few.Components) != 100 {
		t.Errorf("100 days: %v", err)
	}
	if _, err := Expand(large, from, from.AddDate(0, 0, 1000), nil); !errors.Is(err, ErrTooMany) {
		t.Errorf("1000 days: %v", err)
	}
}
