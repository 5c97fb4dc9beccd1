package caldav

import (
	"context"
	"errors"
	"testing"

	"parcours/calendars"
)

// TestNothingForWhoWentAway: between objects the request is looked at, and what nobody waits for is not done.
func TestNothingForWhoWentAway(t *testing.T) {
	ctx, leave := context.WithCancel(context.Background())
	leave()
	x := &exchange{ctx: ctx}
	if err := x.respond(nil, &target{item: &calendars.Item{}}, &propQuery{}); !errors.Is(err, context.Canceled) {
		t.Errorf("answered: %v", err)
	}
}
