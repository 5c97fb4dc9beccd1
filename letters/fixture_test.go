package letters

import (
	"testing"

	"parcours/office/officetest"
)

// desk is the pages of a small programme.
type desk struct {
	*officetest.Desk
	t *testing.T
}

func openDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{officetest.Open(t), t}
	New(Rooms{Events: d.Service, Delivery: d.Delivery, Record: d.Record, Own: d.Correspondence, Letter: d.Letter}, d.Shared).Register(d.Router)
	return d
}
