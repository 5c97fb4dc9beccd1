package calendars

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"parcours/events"
	"parcours/synced"
)

// Whatever a client sends is a token, whose text is a URI, or ErrToken.
func FuzzToken(f *testing.F) {
	f.Add("data:,e1/1.2.3")
	f.Add("data:,home/parcours=1z141z4/calendar=0")
	f.Add("data:,home")
	f.Add("http://example.org/sync/12")
	f.Fuzz(func(t *testing.T, text string) {
		at, err := synced.ParseToken(text)
		if err == nil {
			again, err := synced.ParseToken(at.String())
			if err != nil || again != at {
				t.Errorf("%q: %+v comes back as %+v, %v", text, at, again, err)
			}
		} else if !errors.Is(err, events.ErrToken) {
			t.Errorf("%q: %v", text, err)
		}
		if _, err := synced.ParseListing(homeTokenStart, text); err != nil && !errors.Is(err, events.ErrToken) {
			t.Errorf("%q: %v", text, err)
		}
		if r, ok := synced.ParseRevision(text); ok {
			if again, ok := synced.ParseRevision(r.String()); !ok || again != r {
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
		known, err := synced.ParseListing(homeTokenStart, text)
		if err != nil || known[name] != all[0].sum() && name != "tasks" || known["tasks"] != all[1].sum() {
			t.Errorf("%q: %v, %v", text, known, err)
		}
	})
}

func TestParseRevision(t *testing.T) {
	if r, ok := synced.ParseRevision("12.3.4"); !ok || r != (events.Revision{Session: 12, Answer: 3, Overlay: 4}) {
		t.Errorf("%+v, %v", r, ok)
	}
	for _, text := range []string{"", "1.2", "1.2.3.4", "a.2.3", "1.-2.3", "1.2.99999999999999999999", " 1.2.3"} {
		if r, ok := synced.ParseRevision(text); ok {
			t.Errorf("%q: %+v", text, r)
		}
	}
}
