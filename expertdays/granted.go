package expertdays

import (
	"encoding/json"

	"parcours/rules"
)

func grantedKey(territory string) string { return "approvals:" + territory }

// Granted are the days of a territory that an organiser granted.
func Granted(tx Tx, territory string) (list []rules.Approval, err error) {
	text, err := tx.Setting(grantedKey(territory))
	if err != nil || text == "" {
		return nil, err
	}
	return list, json.Unmarshal([]byte(text), &list)
}

// Grant keeps that a day is granted, with how long it is and how far it goes over the budget by the balance as it is.
func Grant(tx Tx, now rules.Ledger, a rules.Approval) error {
	list, err := Granted(tx, now.Territory)
	if err != nil {
		return err
	}
	for _, e := range now.Entries {
		if e.UID == a.UID {
			a.HalfDays = e.HalfDays
		}
		if e.UID == a.UID && !e.Counted {
			a.Over = now.Beyond(e.HalfDays)
		}
	}
	text, err := json.Marshal(append(list, a))
	if err != nil {
		return err
	}
	return tx.SetSetting(grantedKey(now.Territory), string(text))
}
