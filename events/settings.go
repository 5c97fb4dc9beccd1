package events

import (
	"context"
	"strconv"
)

// DemoOffset is by how many weeks the programme was moved when this store was first served; set is false if it
// never was.
func (s *Service) DemoOffset(ctx context.Context) (weeks int, set bool, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		text, err := tx.Setting(settingDemo)
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
func (s *Service) SetDemoOffset(ctx context.Context, weeks int) error {
	return s.store.Update(ctx, func(tx Tx) error {
		text, err := tx.Setting(settingDemo)
		if err != nil {
			return err
		}
		if text != "" && text != strconv.Itoa(weeks) {
			return invalid("demo-from", "this data folder was moved by %s weeks before; use another folder for another date", text)
		}
		return tx.SetSetting(settingDemo, strconv.Itoa(weeks))
	})
}

// SetAddress keeps the address under which people reach the server, for commands that print links.
func (s *Service) SetAddress(ctx context.Context, publicURL string) error {
	return s.store.Update(ctx, func(tx Tx) error { return tx.SetSetting(settingAddress, publicURL) })
}

// Address is the address under which the server was last reached, without final slash; "" if it never served.
func (s *Service) Address(ctx context.Context) (address string, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		address, err = tx.Setting(settingAddress)
		return err
	})
	return address, err
}
