package calendars

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"parcours/events"
)

func TestToken(t *testing.T) {
	at := token{epoch: "e1", programme: 12, answers: 3, own: 4}
	for _, c := range []struct {
		name string
		now  token
		want bool
	}{
		{"now", at, true},
		{"later", token{"e1", 13, 4, 5}, true},
		{"another epoch", token{"e2", 12, 3, 4}, false},
		{"before in the programme", token{"e1", 11, 3, 4}, false},
		{"before in the answers", token{"e1", 12, 2, 4}, false},
		{"before in one's own", token{"e1", 12, 3, 3}, false},
	} {
		if got := at.within(c.now); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	for _, text := range []string{"", "data:,", "data:,e1", "data:,e1/1.2", "data:,e1/1.2.3.4", "data:,/1.2.3", "e1/1.2.3", "data:,e1/1.-2.3", "data:,e1/1.2.x",
		"data:,e1/99999999999999999999.0.0", "data:,e1/1.2.3/4", "DATA:,e1/1.2.3"} {
		if got, err := parseToken(text); !errors.Is(err, events.ErrToken) {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
}

// Whatever a client sends is a token, whose text is a URI, or ErrToken.
func FuzzToken(f *testing.F) {
	f.Add("data:,e1/1.2.3")
	f.Add("data:,home/parcours=1z141z4/calendar=0")
	f.Add("data:,home")
	f.Add("http://example.org/sync/12")
	f.Fuzz(func(t *testing.T, text string) {
		at, err := parseToken(text)
		if err == nil {
			again, err := parseToken(at.String())
			if err != nil || again != at {
				t.Errorf("%q: %+v comes back as %+v, %v", text, at, again, err)
			}
		} else if !errors.Is(err, events.ErrToken) {
			t.Errorf("%q: %v", text, err)
		}
		if _, err := parseListing(homeTokenStart, text); err != nil && !errors.Is(err, events.ErrToken) {
			t.Errorf("%q: %v", text, err)
		}
		if r, ok := parseRevision(text); ok {
			if again, ok := parseRevision(r.String()); !ok || again != r {
				t.Errorf("%q: %+v", text, r)
			}
		}
	})
}

// A home's token names every collection, whatever its name, and is a URI.
func FuzzHomeToken(f *testing.F) {
	f.Add("calendar", "Mon agenda")
	f.Add("à/=%", "\x00")
	f.Fuzz(func(t *testing.T, name, title string) {
		all := []Collection{{Name: name, DisplayName: title}, {Name: "tasks"}}
		text := HomeToken(all)
		if _, err := url.Parse(text); err != nil || strings.ContainsAny(text, " \r\n<>\"") {
			t.Errorf("%q is no URI: %v", text, err)
		}
		known, err := parseListing(homeTokenStart, text)
		if err != nil || known[name] != all[0].sum() && name != "tasks" || known["tasks"] != all[1].sum() {
			t.Errorf("%q: %v, %v", text, known, err)
		}
	})
}

func TestParseRevision(t *testing.T) {
	if r, ok := parseRevision("12.3.4"); !ok || r != (events.Revision{Session: 12, Answer: 3, Overlay: 4}) {
		t.Errorf("%+v, %v", r, ok)
	}
	for _, text := range []string{"", "1.2", "1.2.3.4", "a.2.3", "1.-2.3", "1.2.99999999999999999999", " 1.2.3"} {
		if r, ok := parseRevision(text); ok {
			t.Errorf("%q: %+v", text, r)
		}
	}
}
