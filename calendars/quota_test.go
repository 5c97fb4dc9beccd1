package calendars_test

import (
	"errors"
	"strings"
	"testing"

	"parcours/calendars"
	"parcours/events"
	"parcours/site"
)

// The size of homes outlives the server that was told it.
func TestHomeSizeIsKept(t *testing.T) {
	s := site.OpenSmall(t)
	available := func() int64 {
		t.Helper()
		u, err := s.Calendars.Usage(t.Context(), s.Person("marc"))
		s.Must(err)
		return u.Available
	}
	for _, c := range []struct{ set, want int64 }{{5000, 5000}, {0, calendars.UsualHomeSize}, {6000, 6000}} {
		s.Must(s.Calendars.SetHomeSize(t.Context(), c.set))
		if got := available(); got != c.want {
			t.Errorf("set to %d: %d are available, want %d", c.set, got, c.want)
		}
	}
	if err := s.Calendars.SetHomeSize(t.Context(), -1); err == nil || !strings.Contains(err.Error(), "home_size") {
		t.Errorf("a negative size: %v", err)
	}
	s.Restart()
	if got := available(); got != 6000 {
		t.Errorf("after a restart %d are available", got)
	}
}

// The rules' words and the public copies of a delegation's agenda count, and are refused with what brings them.
func TestQuotaOfADelegation(t *testing.T) {
	s := site.OpenSmall(t)
	text := strings.Replace(event("a", 1), "DTSTAMP", "CLASS:PUBLIC\r\nDTSTAMP", 1)
	s.Must(s.Calendars.SetHomeSize(t.Context(), int64(len(text))+1))
	if _, err := s.Put("marc", "faverges.agenda", "a.ics", text); !errors.Is(err, events.ErrQuota) {
		t.Errorf("error %v", err)
	}
	if left := s.Items("marc", "faverges.agenda"); len(left) != 0 {
		t.Errorf("%v are there", left)
	}
	s.Must(s.Calendars.SetHomeSize(t.Context(), 0))
	if _, err := s.Put("marc", "faverges.agenda", "a.ics", text); err != nil {
		t.Fatal(err)
	}
	if octets, counted := sum(s, events.TerritoryHome("faverges")); octets != counted || octets <= 2*int64(len(text)) {
		t.Errorf("%d octets, %d counted, %d written", octets, counted, len(text))
	}
}
