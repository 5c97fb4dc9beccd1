package events

import (
	"testing"
	"time"
)

// The parts of a day move with it, and are gone when its hours change.
func TestHoursOfASession(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	at := func(day, hour int) time.Time { return time.Date(2022, 3, day, hour, 0, 0, 0, paris) }
	parts := []Part{{9 * time.Hour, 12 * time.Hour}, {14 * time.Hour, 17 * time.Hour}}
	for _, c := range []struct {
		name string
		plan Plan
		want int
	}{
		{"as said", Plan{Parts: parts, When: When{Start: at(18, 9).UTC(), End: at(18, 17)}}, 2},
		{"another day, over the clocks' change", Plan{Parts: parts, When: When{Start: at(28, 9), End: at(28, 17)}}, 2},
		{"begins later", Plan{Parts: parts, When: When{Start: at(18, 10), End: at(18, 17)}}, 0},
		{"ends earlier", Plan{Parts: parts, When: When{Start: at(18, 9), End: at(18, 16)}}, 0},
		{"a whole day", Plan{Parts: parts, When: When{Start: at(18, 0), End: at(19, 0), AllDay: true}}, 0},
		{"one piece", Plan{Parts: parts[:1], When: When{Start: at(18, 9), End: at(18, 12)}}, 0},
	} {
		hours := c.plan.Hours(paris)
		if len(hours) != c.want {
			t.Errorf("%s: %v", c.name, hours)
		}
		if len(hours) == 2 && (hours[0][1].Hour() != 12 || hours[1][0].Hour() != 14) {
			t.Errorf("%s: %v", c.name, hours)
		}
	}
}
