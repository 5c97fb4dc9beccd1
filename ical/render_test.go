package ical

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"

	"parcours/calendars"
	"parcours/events"
	"parcours/feeds"
	"parcours/messages"
)

var updateSamples = flag.Bool("update", false, "write the samples of rendered text anew")

var renderer = NewRenderer("https://parcours.example.org/")

// sampleOverlay is what a client keeps of its own, as Reply gives it.
const sampleOverlay = "TRANSP:TRANSPARENT\r\nX-MOZ-LASTACK:20220310T070000Z\r\n" +
	"BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:Rappel\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\n"

// renderedItems are calendar object resources by the name of their sample.
func renderedItems(t testing.TB) map[string]*events.Invitation {
	snap := sampleProgramme(t)
	of := func(name string, view events.View, viewer *events.Person) *events.Invitation {
		return viewOf(snap, name, view, viewer)
	}
	withOwn := answeredWith(of("agora", events.ViewInvited, referent), events.Accepted, "J'arriverai à 10 h ; gardez-moi une place, merci")
	withOwn.Overlay = sampleOverlay
	late := answeredWith(of("pairs-1-elus", events.ViewInvited, referent), events.Declined, "")
	late.Late = true
	english := *referent
	english.Language = "en"
	return map[string]*events.Invitation{
		"invited":                   of("pairs-1-elus", events.ViewInvited, referent),
		"invited-overlay":           withOwn,
		"invited-late":              late,
		"invited-all-day":           of("break", events.ViewInvited, referent),
		"invited-estimated-english": of("vision", events.ViewInvited, &english),
		"delegation":                of("pairs-1-elus", events.ViewDelegation, referent),
		"delegation-not-applicable": answeredWith(of("citoyens-a", events.ViewDelegation, referent), events.NotApplicable, ""),
		"organiser":                 of("pairs-1-elus", events.ViewOrganiser, organiser),
		"public":                    of("pairs-1-elus", events.ViewPublic, nil),
		"public-cancelled":          of("annulee", events.ViewPublic, nil),
	}
}

// renderedFeeds are feeds by the name of their sample.
func renderedFeeds(t testing.TB) map[string]*feeds.Feed {
	snap := sampleProgramme(t)
	feed := func(scope, title, color string) *feeds.Feed {
		return &feeds.Feed{
			FeedInfo:    events.FeedInfo{Scope: scope, Title: title, Path: "/feeds/" + scope + "/Parcours.ics", Color: color},
			Description: snap.Description, Programme: snap, Modified: moved,
		}
	}
	all := feed("all", "Parcours Territoires", "")
	for _, name := range []string{"break", "pairs-1-elus", "vision", "citoyens-a", "agora", "annulee"} {
		all.Invitations = append(all.Invitations, *viewOf(snap, name, events.ViewPublic, nil))
	}
	elus := feed("c/elus", "Parcours Territoires · Élus", "#FF8A00")
	elus.Invitations = all.Invitations[1:2]
	mine := feed("p/secret", "Parcours Territoires · Camille Roux", "")
	mine.Reader = referent
	session := answeredWith(viewOf(snap, "pairs-1-elus", events.ViewPersonal, referent), events.Declined, "En congé")
	session.Delegations = []events.DelegationLink{
		{Label: "Délégation de Faverges, Techniciens", Status: events.NeedsAction, URL: "/a/tok-techniciens"},
		{Label: "Délégation de Faverges, Élus", Status: events.Accepted, URL: "/a/tok-elus"},
	}
	mine.Invitations = []events.Invitation{*session, *viewOf(snap, "citoyens-a", events.ViewPersonal, referent)}
	mine.Tasks = []events.Task{{
		Decision: &events.Decision{
			Number: 5, Title: "Les dates des journées d'approfondissement", Question: "Merci de remplir le sondage, au nom de la délégation.",
			DueWhy: "Une semaine avant la première date.",
		},
		Due:       events.Day{Year: 2022, Month: 3, Day: 11},
		Territory: &snap.Territories[0], UID: snap.UIDOf("arbitrage-5") + "+faverges", Programme: snap, Modified: made, URL: "/",
	}}
	return map[string]*feeds.Feed{
		"feed-all": all, "feed-elus": elus, "feed-personal": mine, "feed-empty": feed("t/annecy", "Parcours Territoires · Annecy", ""),
	}
}

// rendered are the octets of all samples.
func rendered(t testing.TB) map[string][]byte {
	all := map[string][]byte{}
	for name, inv := range renderedItems(t) {
		all[name] = renderer.Item(calendars.Item{Invitation: inv})
	}
	for name, f := range renderedFeeds(t) {
		all[name] = renderer.Feed(f)
	}
	for name, task := range renderedTasks(t) {
		all[filepath.Join("..", "task", name)] = renderer.Item(calendars.Item{Component: "VTODO", Task: task})
	}
	return all
}

func TestRenderedSamples(t *testing.T) {
	for name, got := range rendered(t) {
		file := filepath.Join("testdata", "render", name+".ics")
		if *updateSamples {
			if err := os.WriteFile(file, got, 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is now (-update writes it):\n%s", file, got)
		}
	}
}

// Clients keep what they have while ETags stay, and those name the version: other text needs another version.
func TestOtherTextNeedsAnotherVersion(t *testing.T) {
	h := sha256.New()
	all := rendered(t)
	names := make([]string, 0, len(all))
	for name := range all {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		h.Write(all[name])
	}
	sum := hex.EncodeToString(h.Sum(nil))
	file := filepath.Join("testdata", "render", "version.txt")
	octets, err := os.ReadFile(file)
	if err != nil && !*updateSamples {
		t.Fatal(err)
	}
	version, recorded, _ := strings.Cut(strings.TrimSpace(string(octets)), " ")
	switch {
	case version == rendering && recorded == sum:
	case version == rendering:
		t.Errorf("the samples changed: raise rendering above %s, then run with -update", rendering)
	case !*updateSamples:
		t.Errorf("%s is of version %q: run with -update", file, version)
	default:
		if err := os.WriteFile(file, []byte(rendering+" "+sum+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestVersionKnowsTheServersAddress(t *testing.T) {
	if NewRenderer("https://a.example.org").Version() == NewRenderer("https://b.example.org").Version() {
		t.Error("links change with the address, the version does not")
	}
}

func TestRenderedTextIsTheSameEachTime(t *testing.T) {
	first := rendered(t)
	for range 5 {
		for name, octets := range rendered(t) {
			if !bytes.Equal(octets, first[name]) {
				t.Errorf("%s: other octets for the same input", name)
			}
		}
	}
}

func TestRenderedTextIsStrict(t *testing.T) {
	for name, octets := range rendered(t) {
		for i, line := range strings.Split(strings.TrimSuffix(string(octets), "\r\n"), "\r\n") {
			if len(line) > 75 || strings.ContainsAny(line, "\r\n") {
				t.Errorf("%s:%d: %d octets: %q", name, i+1, len(line), line)
			}
		}
		cal, err := Parse(octets)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !bytes.Equal(cal.Bytes(), octets) {
			t.Errorf("%s does not come back from Parse and Bytes", name)
		}
		peer, err := ics.ParseCalendar(bytes.NewReader(octets))
		if err != nil {
			t.Errorf("%s: golang-ical: %v", name, err)
			continue
		}
		if got, want := len(peer.Events()), len(cal.Children("VEVENT")); got != want {
			t.Errorf("%s: golang-ical sees %d events, we %d", name, got, want)
		}
		for _, e := range peer.Events() {
			uid := e.GetProperty(ics.ComponentPropertyUniqueId).Value
			if own := eventNamed(cal, uid); own == nil || own.Text("SUMMARY") != e.GetProperty(ics.ComponentPropertySummary).Value {
				t.Errorf("%s: golang-ical reads another title of %s", name, uid)
			}
		}
	}
}

func eventNamed(cal *Component, uid string) *Component {
	for _, e := range cal.Children("VEVENT") {
		if e.Text("UID") == uid {
			return e
		}
	}
	return nil
}

func TestItemsAreObjectResources(t *testing.T) {
	for name, inv := range renderedItems(t) {
		octets := renderer.Item(calendars.Item{Invitation: inv})
		index, err := renderer.Object(octets, inv.Programme.Loc)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		start, end := inv.Session.When.Span(inv.Programme.Loc)
		if index.UID != inv.UID || index.Component != "VEVENT" || index.First.After(start) || index.Last.Before(end) || index.OpenEnded {
			t.Errorf("%s: index %+v", name, index)
		}
	}
}

func TestStoredItemsComeAsTheyAre(t *testing.T) {
	octets := []byte("BEGIN:VCALENDAR\nwhatever\n")
	if got := renderer.Item(calendars.Item{Octets: octets}); !bytes.Equal(got, octets) {
		t.Errorf("%q", got)
	}
}

// What only the invited may know never stands in what everybody sees, whatever else an invitation carries.
func TestPublicTextKeepsSecrets(t *testing.T) {
	snap := sampleProgramme(t)
	var f feeds.Feed
	f.Scope, f.Programme, f.Modified = "all", snap, moved
	for _, name := range []string{"break", "pairs-1-elus", "agora"} {
		inv := viewOf(snap, name, events.ViewPublic, nil)
		inv.Session.Room = events.Room{Link: "https://secret.example.org/room", Description: "secret room"}
		inv.Session.Place.Link = "https://secret.example.org/place"
		f.Invitations = append(f.Invitations, *inv)
	}
	text := unfolded(renderer.Feed(&f))
	for i := range f.Invitations {
		text += unfolded(renderer.Item(calendars.Item{Invitation: &f.Invitations[i]}))
	}
	for _, secret := range []string{"secret", "CONFERENCE", "ATTENDEE", "/a/", "ressources.example.org/annecy", servedProperty} {
		if strings.Contains(text, secret) {
			t.Errorf("%q in public:\n%s", secret, text)
		}
	}
}

// A delegation's view is read by its referents, who are not of every room.
func TestDelegationDoesNotSeeRooms(t *testing.T) {
	inv := viewOf(sampleProgramme(t), "pairs-1-elus", events.ViewDelegation, referent)
	if text := unfolded(renderer.Item(calendars.Item{Invitation: inv})); strings.Contains(text, "visio.example.org") {
		t.Error(text)
	}
}

func unfolded(octets []byte) string { return strings.ReplaceAll(string(octets), "\r\n ", "") }

func TestTitles(t *testing.T) {
	snap := sampleProgramme(t)
	typed := func(x *events.Session) { x.Title = "Journée d'échange : « la suite »" }
	for _, c := range []struct {
		name   string
		view   events.View
		viewer *events.Person
		change func(*events.Session)
		want   string
	}{
		{"pairs-1-elus", events.ViewInvited, referent, nil, "Première session entre pairs"},
		{"pairs-1-elus", events.ViewDelegation, referent, nil, "Délégation · Élus · Première session entre pairs"},
		{"pairs-1-elus", events.ViewOrganiser, organiser, nil, "Élus · Première session entre pairs"},
		{"pairs-1-elus", events.ViewPersonal, organiser, nil, "Élus · Première session entre pairs"},
		{"pairs-1-elus", events.ViewPersonal, referent, nil, "Première session entre pairs"},
		{"agora", events.ViewDelegation, referent, nil, "Délégation · La journée AGORA"},
		{"citoyens-a", events.ViewPublic, nil, nil, "Option 1/2 · Implication citoyenne"},
		{"citoyens-a", events.ViewPublic, nil, func(x *events.Session) { x.Options = 1 }, "Implication citoyenne (date à confirmer)"},
		{"citoyens-a", events.ViewPublic, nil, func(x *events.Session) { x.Status = events.Fixed }, "Implication citoyenne"},
		{"vision", events.ViewPublic, nil, nil, "Vision, projet de territoire (date à confirmer)"},
		{"pairs-1-elus", events.ViewDelegation, referent, func(x *events.Session) { x.Status = events.Cancelled }, "Délégation · Annulé · Élus · Première session entre pairs"},
		{"agora", events.ViewInvited, referent, typed, "Journée d’échange\u202f: «\u00a0la suite\u202f»"},
		{"agora", events.ViewPublic, nil, typed, "Journée d’échange\u202f: «\u00a0la suite\u202f»"},
		{"agora", events.ViewOrganiser, organiser, typed, "Journée d'échange : « la suite »"}, // it comes back as they typed it
	} {
		inv := viewOf(snap, c.name, c.view, c.viewer)
		if c.change != nil {
			c.change(inv.Session)
		}
		title, _ := renderer.Shown(*inv)
		if title != c.want {
			t.Errorf("%s for %s: %q, want %q", c.name, c.view, title, c.want)
		}
		cal, err := Parse(renderer.Item(calendars.Item{Invitation: inv}))
		if err != nil {
			t.Fatal(err)
		}
		if got := cal.Children("VEVENT")[0].Text("SUMMARY"); got != title {
			t.Errorf("%s for %s: written %q, shown %q", c.name, c.view, got, title)
		}
	}
}

func TestColors(t *testing.T) {
	for color, want := range map[string][2]string{
		"steelblue": {"steelblue", "#4682B4"}, "#4682B4": {"steelblue", "#4682B4"}, "#ff8a00": {"darkorange", "#FF8A00"},
		"": {"", ""}, "#12": {"", ""}, "rgb(1,2,3)": {"", ""}, "Navy": {"navy", "#000080"},
	} {
		if name, hex := colorName(color), colorHex(color); name != want[0] || hex != want[1] {
			t.Errorf("%q: %q %q, want %q", color, name, hex, want)
		}
	}
}

// Programmes in UTC need no VTIMEZONE but where there is nothing else.
func TestProgrammeInUTC(t *testing.T) {
	f := renderedFeeds(t)["feed-elus"]
	f.Programme.Loc = time.UTC
	octets := renderer.Feed(f)
	for _, want := range []string{"DTSTART:20220310T080000Z\r\n", "DTEND:20220310T110000Z\r\n", "X-WR-TIMEZONE:UTC\r\n"} {
		if !bytes.Contains(octets, []byte(want)) {
			t.Errorf("no %q in\n%s", want, octets)
		}
	}
	if bytes.Contains(octets, []byte("VTIMEZONE")) {
		t.Error("a VTIMEZONE that nothing names")
	}
	f.Invitations = nil
	cal, err := Parse(renderer.Feed(f))
	if err != nil || len(cal.Components) != 1 {
		t.Errorf("an empty feed has %d components, %v", len(cal.Components), err)
	}
}

func BenchmarkFeed(b *testing.B) {
	for _, n := range []int{100, 1000, 10000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			snap := sampleProgramme(b)
			f := renderedFeeds(b)["feed-all"]
			one := viewOf(snap, "pairs-1-elus", events.ViewPublic, nil)
			f.Invitations = slices.Repeat([]events.Invitation{*one}, n)
			b.ReportAllocs()
			for b.Loop() {
				renderer.Feed(f)
			}
		})
	}
}

// What people vote on says what is known of the day and where the poll stands, until the poll has chosen.
func TestOptionsSayWhatIsKnownOfTheDay(t *testing.T) {
	snap := sampleProgramme(t)
	const standing = "Où en est le sondage : https://parcours.example.org/#poll-dates"
	for _, c := range []struct {
		name            string
		change          func(*events.Session)
		present, absent []string
	}{
		{"school holidays", func(x *events.Session) {}, []string{
			"Date proposée : option 1 sur 2.\n1 territoire sur 2 en vacances scolaires.\nUn oui : un ou plusieurs membres pourraient venir.\n" + standing,
		}, []string{"férié"}},
		{"public holiday", func(x *events.Session) { x.When = sampleDays(4, 18, 18) }, []string{"Jour férié : lundi de Pâques.\n1 territoire sur 2", standing}, nil},
		{"ordinary day", func(x *events.Session) { x.When = sampleDays(5, 10, 10) }, []string{standing}, []string{"vacances", "férié"}},
		{"beyond the data", func(x *events.Session) {
			x.When = events.When{Start: x.When.Start.AddDate(5, 0, 0), End: x.When.End.AddDate(5, 0, 0), AllDay: x.When.AllDay}
		},
			[]string{"Vacances scolaires : rien n’est connu de cette date.", standing}, []string{"sur 2 en vacances"}},
		{"estimated", func(x *events.Session) { x.Status, x.Options = events.Estimated, 1 }, []string{"1 territoire sur 2 en vacances scolaires.", standing}, nil},
		{"no poll", func(x *events.Session) { x.Poll = "" }, nil, []string{"vacances", "sondage"}},
		{"decided", func(x *events.Session) { x.Status, x.Decided = events.Fixed, moved }, nil, []string{"vacances", "sondage", "Option", "option"}},
		{"decided, then in doubt", func(x *events.Session) { x.Decided = moved }, []string{" (date à confirmer)"}, []string{"vacances", "sondage", "Option", "option"}},
	} {
		inv := viewOf(snap, "citoyens-a", events.ViewInvited, referent)
		c.change(inv.Session)
		e := mustParse(t, string(renderer.Item(calendars.Item{Invitation: inv}))).Children("VEVENT")[0]
		text := e.Text("SUMMARY") + "\n" + e.Text("DESCRIPTION")
		for _, want := range c.present {
			if !strings.Contains(messages.Typeset(text), messages.Typeset(want)) {
				t.Errorf("%s: no %q in\n%s", c.name, want, text)
			}
		}
		for _, bad := range c.absent {
			if strings.Contains(text, bad) {
				t.Errorf("%s: %q in\n%s", c.name, bad, text)
			}
		}
	}
}
