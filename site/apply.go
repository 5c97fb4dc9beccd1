package site

import (
	"slices"
	"strings"

	"parcours/calendars"
)

func ItemNames(items []calendars.Item) string {
	var all []string
	for _, it := range items {
		all = append(all, it.Name)
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}
