package config

import (
	"strings"
	"testing"
)

func TestReasonOfAChange(t *testing.T) {
	file := `
[programme]
id = "p.example.org"
title = "P"
time_zone = "Europe/Paris"
organiser = { id = "o", name = "O", email = "o@example.org" }
[[session]]
id = "agora"
title = "AGORA"
start = 2022-04-28T09:30:00
end = 2022-04-28T17:30:00
why = "la salle n'est pas libre avant"
`
	loaded, problems := Load([]byte(file))
	for _, p := range problems {
		if !p.Warning {
			t.Error(p)
		}
	}
	if len(loaded.Programme.Sessions) != 1 || !strings.Contains(loaded.Programme.Sessions[0].Why, "salle") {
		t.Errorf("%+v", loaded.Programme.Sessions)
	}
}
