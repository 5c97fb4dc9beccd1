package synced

import (
	"errors"
	"testing"

	"parcours/events"
)

func TestToken(t *testing.T) {
	at := Token{Epoch: "e1", Programme: 12, Answers: 3, Own: 4}
	for _, c := range []struct {
		name string
		now  Token
		want bool
	}{
		{"now", at, true},
		{"later", Token{"e1", 13, 4, 5}, true},
		{"another epoch", Token{"e2", 12, 3, 4}, false},
		{"before in the programme", Token{"e1", 11, 3, 4}, false},
		{"before in the answers", Token{"e1", 12, 2, 4}, false},
		{"before in one's own", Token{"e1", 12, 3, 3}, false},
	} {
		if got := at.Within(c.now); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	for _, text := range []string{"", "data:,", "data:,e1", "data:,e1/1.2", "data:,e1/1.2.3.4", "data:,/1.2.3", "e1/1.2.3", "data:,e1/1.-2.3", "data:,e1/1.2.x",
		"data:,e1/99999999999999999999.0.0", "data:,e1/1.2.3/4", "DATA:,e1/1.2.3"} {
		if got, err := ParseToken(text); !errors.Is(err, events.ErrToken) {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
}
