package house

import (
	"context"
	"strconv"

	"parcours/events"
)

// DemoOffset is by how many weeks the programme was moved when this store was first served; set is false if it
// never was.
func (h *House) DemoOffset(ctx context.Context) (weeks int, set bool, err error) {
	err = h.store.Events().View(ctx, func(tx events.Tx) error {
		text, err := tx.Setting(events.SettingDemo)
		if err != nil || text == "" {
			return err
		}
		weeks, err = strconv.Atoi(text)
		set = err == nil
		return err
	})
	return weeks, set, err
}

// SetDemoOffset keeps the offset, once.
func (h *House) SetDemoOffset(ctx context.Context, weeks int) error {
	return h.store.Events().Update(ctx, func(tx events.Tx) error {
		text, err := tx.Setting(events.SettingDemo)
		if err != nil {
			return err
		}
		if text != "" && text != strconv.Itoa(weeks) {
			return events.Invalidf("demo-from", "this data folder was moved by %s weeks before; use another folder for another date", text)
		}
		return tx.SetSetting(events.SettingDemo, strconv.Itoa(weeks))
	})
}

// SetAddress keeps the address under which people reach the server, for commands that print links.
func (h *House) SetAddress(ctx context.Context, publicURL string) error {
	return h.store.Events().Update(ctx, func(tx events.Tx) error { return tx.SetSetting(events.SettingAddress, publicURL) })
}

// Address is the address under which the server was last reached, without final slash; "" if it never served.
func (h *House) Address(ctx context.Context) (address string, err error) {
	err = h.store.Events().View(ctx, func(tx events.Tx) error {
		address, err = tx.Setting(events.SettingAddress)
		return err
	})
	return address, err
}
