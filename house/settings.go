package house

import (
	"context"

	"parcours/events"
)

// Settings that are kept for commands.
const (
	settingDemo    = "demo-weeks" // where the programme was moved to
	settingAddress = "public-url"
	settingServer  = "server" // the settings of the server, in the words of its file
)

// Demo is where the programme was moved to when this store was first served, in the words of SetDemo; "" if it never was.
func (h *House) Demo(ctx context.Context) (to string, err error) {
	err = h.store.Events().View(ctx, func(tx events.Tx) error {
		to, err = tx.Setting(settingDemo)
		return err
	})
	return to, err
}

// SetDemo keeps where the programme was moved to, once.
func (h *House) SetDemo(ctx context.Context, to string) error {
	return h.store.Events().Update(ctx, func(tx events.Tx) error {
		text, err := tx.Setting(settingDemo)
		if err != nil {
			return err
		}
		if text != "" && text != to {
			return events.Invalidf("demo-from", "this data folder was moved before (%s weeks); use another folder for another date", text)
		}
		return tx.SetSetting(settingDemo, to)
	})
}

// SetAddress keeps the address under which people reach the server, for commands that print links.
func (h *House) SetAddress(ctx context.Context, publicURL string) error {
	return h.store.Events().Update(ctx, func(tx events.Tx) error { return tx.SetSetting(settingAddress, publicURL) })
}

// Address is the address under which the server was last reached, without final slash; "" if it never served.
func (h *House) Address(ctx context.Context) (address string, err error) {
	err = h.store.Events().View(ctx, func(tx events.Tx) error {
		address, err = tx.Setting(settingAddress)
		return err
	})
	return address, err
}

// SetServer keeps the settings of the server as its file says them, for commands that write that file again.
func (h *House) SetServer(ctx context.Context, settings string) error {
	before, err := h.Server(ctx)
	if err != nil || before == settings {
		return err
	}
	return h.store.Events().Update(ctx, func(tx events.Tx) error { return tx.SetSetting(settingServer, settings) })
}

// Server is what the file said of the server when it was last served; "" if it never was.
func (h *House) Server(ctx context.Context) (settings string, err error) {
	err = h.store.Events().View(ctx, func(tx events.Tx) error {
		settings, err = tx.Setting(settingServer)
		return err
	})
	return settings, err
}
