package main

import (
	"testing"

	"parcours/events"
	fixture "parcours/site"
	"parcours/splits"
)

// The rooms of a split session are found by its name or that of one of them; the dates of a poll are no rooms.
func TestRoomsOf(t *testing.T) {
	snap := fixture.OpenSmall(t).Programme()
	for name, want := range map[string]int{"pairs": 2, "pairs-elus": 2, "jour": 0, "jour-a": 0, "agora": 0, "lune": 0} {
		if got := splits.Rooms(snap, name); len(got) != want {
			t.Errorf("%s: %d rooms, want %d", name, len(got), want)
		}
	}
}

// What lies between two times is counted on the clock on the wall.
func TestMovedOverTheSummer(t *testing.T) {
	for _, c := range []struct{ start, end, from, to, wantStart, wantEnd string }{
		{"2022-03-10 09:00", "2022-03-10 12:00", "2022-03-10 09:00", "2022-03-31 14:00", "2022-03-31 14:00", "2022-03-31 17:00"},
		{"2022-03-10 10:00", "2022-03-10 12:00", "2022-03-10 09:00", "2022-03-31 09:00", "2022-03-31 10:00", "2022-03-31 12:00"},
		{"2022-10-31 09:00", "2022-10-31 12:00", "2022-10-31 00:00", "2022-10-29 00:00", "2022-10-29 09:00", "2022-10-29 12:00"},
	} {
		w := splits.Moved(events.When{Start: fixture.At(c.start), End: fixture.At(c.end)}, fixture.At(c.from), fixture.At(c.to), fixture.Paris)
		if !w.Start.Equal(fixture.At(c.wantStart)) || !w.End.Equal(fixture.At(c.wantEnd)) {
			t.Errorf("%+v: %v to %v", c, w.Start, w.End)
		}
	}
}
