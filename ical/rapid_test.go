package ical

import (
	"testing"

	ics "github.com/arran4/golang-ical"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var (
	anyName = rapid.StringMatching(`X-[A-Z0-9-]{1,12}`)
	anyText = rapid.OneOf(rapid.String(), rapid.StringMatching(`[ a-zé,;:"^\\n\r\n\t=]{0,200}`), rapid.SampledFrom([]string{
		"END:VEVENT", "a\r\nEND:VEVENT\r\n", "\u2028", `\\n`, "^n^'^^", "mailto:a@example.org", "(GMT+01:00)", "http://a:b"}))
)

// aComponent draws a component of any shape with clean texts, so that what is written says all of it.
func aComponent(depth int) *rapid.Generator[*Component] {
	return rapid.Custom(func(t *rapid.T) *Component {
		c := New(anyName.Draw(t, "component"))
		for range rapid.IntRange(0, 5).Draw(t, "properties") {
			p := NewText(anyName.Draw(t, "property"), anyText.Draw(t, "text"))
			for range rapid.IntRange(0, 3).Draw(t, "parameters") {
				q := P(anyName.Draw(t, "parameter"))
				for range rapid.IntRange(1, 3).Draw(t, "values") {
					q.Values = append(q.Values, plain(anyText.Draw(t, "value")))
				}
				p.Params = append(p.Params, q)
			}
			c.Add(p)
		}
		for range rapid.IntRange(0, depth).Draw(t, "components") {
			c.AddComponent(aComponent(depth-1).Draw(t, "inner"))
		}
		return c
	})
}

// TestWriteThenRead: what is built, written and read says the same; and the writing is strict.
func TestWriteThenRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := aComponent(2).Draw(t, "tree")
		c.Name = "VCALENDAR"
		octets := c.Bytes()
		checkStrict(t, octets)
		again, err := Parse(octets)
		if err != nil {
			t.Fatalf("%v in %q", err, octets)
		}
		if diff := cmp.Diff(c, again, onlyExported); diff != "" {
			t.Fatalf("%q: %s", octets, diff)
		}
		if string(again.Bytes()) != string(octets) {
			t.Fatal("written back differently")
		}
	})
}

// TestEditThenRead: after any change to one property, all other lines are octet for octet those that were read.
func TestEditThenRead(t *testing.T) {
	files := corpus(t, "valid")
	names := rapid.SampledFrom([]string{"calconnect7.ics", "canada.ics", "evolution.ics", "lotr.ics", "incoming.ics", "Session6.ics"})
	rapid.Check(t, func(t *rapid.T) {
		all, err := ParseAll(files[names.Draw(t, "file")])
		if err != nil {
			t.Fatal(err)
		}
		var properties []*Property
		all[0].Walk(func(k *Component) { properties = append(properties, k.Properties...) })
		p := rapid.SampledFrom(properties).Draw(t, "property")
		before, was := string(all[0].Bytes()), p.lead+p.raw
		text := anyText.Draw(t, "text")
		p.SetParam("X-NEW", "a")
		p.SetText(text)
		after := string(all[0].Bytes())
		at := 0
		for at < len(before) && at < len(after) && before[at] == after[at] {
			at++
		}
		tail := 0
		for tail < len(before)-at && tail < len(after)-at && before[len(before)-1-tail] == after[len(after)-1-tail] {
			tail++
		}
		if changed := len(before) - at - tail; changed > len(was) || len(after)-at-tail > len(p.Line()) {
			t.Fatalf("%d octets changed for a line of %d", changed, len(was))
		}
		again, err := Parse([]byte(after))
		if err != nil {
			t.Fatalf("%v in %q", err, after)
		}
		if diff := cmp.Diff(all[0], again, onlyExported); diff != "" {
			t.Fatal(diff)
		}
	})
}

// TestEncodeThenRead: whatever texts a feed is built from, it has the components and properties that were put in.
func TestEncodeThenRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		title, place, cn, link := anyText.Draw(t, "title"), anyText.Draw(t, "place"), anyText.Draw(t, "cn"), anyText.Draw(t, "link")
		cal := &ics.Calendar{}
		e := cal.AddEvent("1")
		e.SetSummary(title)
		e.SetLocation(place)
		e.SetProperty("URL", link)
		e.SetProperty("ATTENDEE", "mailto:a@example.org", ics.WithCN(cn), ics.ParticipationStatusAccepted)
		octets := Encode(cal)
		checkStrict(t, octets)
		again, err := Parse(octets)
		if err != nil {
			t.Fatalf("%v in %q", err, octets)
		}
		got := again.Components[0]
		if len(again.Components) != 1 || len(got.Properties) != 5 || got.Text("SUMMARY") != plain(title) || got.Text("LOCATION") != plain(place) ||
			got.Property("ATTENDEE").Param("CN") != plain(cn) || got.Value("URL") != cleanText(link, "") {
			t.Fatalf("%q", octets)
		}
	})
}
