package exports

import (
	"context"
	"io"
	"testing"

	"parcours/office/officetest"
	"parcours/web"
)

func openDesk(t *testing.T) *officetest.Desk {
	t.Helper()
	d := officetest.Open(t)
	New(Rooms{Events: d.Service, Calendars: d.Calendars, Delegation: d.Delegation, Delivery: d.Delivery, Record: d.Record, Text: d.Render, Note: func(ctx context.Context, out io.Writer, territory, format string) error {
		return web.WriteNote(ctx, out, d.Service, territory, format)
	}}, d.Shared).Register(d.Router)
	return d
}
