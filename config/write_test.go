package config

import (
	"bytes"
	"fmt"
	"net/netip"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"parcours/events"
)

// sameFile compares what files say: instants and networks, not how they are kept.
var sameFile = []cmp.Option{
	cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) }),
	cmp.Comparer(func(a, b netip.Prefix) bool { return a == b }),
}

// written writes a file and reads it again, without a mistake; and once more, to the octet.
func written(t interface {
	Fatalf(string, ...any)
	Helper()
}, file *File) []byte {
	t.Helper()
	var text, again bytes.Buffer
	if err := Write(&text, file); err != nil {
		t.Fatalf("%v", err)
	}
	back, problems := Load(text.Bytes())
	for _, p := range problems {
		if !p.Warning {
			t.Fatalf("%s\n%s", p, &text)
		}
	}
	if diff := cmp.Diff(file, back, sameFile...); diff != "" {
		t.Fatalf("read again (-want +got):\n%s\n%s", diff, &text)
	}
	if err := Write(&again, back); err != nil || again.String() != text.String() {
		t.Fatalf("written again: %v\n%s", err, cmp.Diff(text.String(), again.String()))
	}
	return text.Bytes()
}

func TestWrittenFilesReadTheSame(t *testing.T) {
	for _, name := range []string{"../config.example.toml", "../config.small.toml"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		file, problems := Load(text)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		out := written(t, file)
		if strings.Contains(name, "example") && (!bytes.Contains(out, []byte("S'ancrer dans sa fonction : ça veut dire quoi être élu, agent ...?")) ||
			bytes.Count(out, []byte("Partager des expériences, des ressentis")) != 1 || bytes.Count(out, []byte(`status = "candidate"`)) != 0) {
			t.Errorf("%s", out)
		}
	}
	empty, _ := Load(nil)
	written(t, empty)
}

// The order of a split session's rooms and what most of them say: one that was moved says so itself, and nothing else does.
func TestWriteARoomMovedApart(t *testing.T) {
	file := example(t)
	at := slices.IndexFunc(file.Programme.Sessions, func(s events.Plan) bool { return s.ID == "pairs-2-techniciens" })
	s := &file.Programme.Sessions[at]
	s.When = s.When.Shift(7, zoneOf(&file.Programme))
	s.Title, s.Status, s.Place = "Autre part", events.Cancelled, events.Place{}
	out := string(written(t, file))
	want := `[[session.room]]
category = "techniciens"
link = "https://visio.example.org/pairs-2-techniciens"
description = "Salle des techniciens, entre pairs, dans un cadre de confidentialité."
title = "Autre part"
start = 2022-03-31T14:00:00
end = 2022-03-31T17:00:00
status = "cancelled"
place = {}

[[session.room]]
category = "elus"
link = "https://visio.example.org/pairs-2-elus"
description = "Salle des élus, entre pairs, dans un cadre de confidentialité."

`
	if !strings.Contains(out, want) {
		t.Errorf("no\n%s\nin\n%s", want, out)
	}
}

func TestOwnWordsOfRoomsAndOptions(t *testing.T) {
	const head = small + "[[poll]]\nid = \"p\"\ntitle = \"P\"\n[[session]]\nid = \"s\"\ntitle = \"S\"\n"
	const room = head + "poll = \"p\"\ndate = 2022-03-10\n[[session.room]]\ncategory = \"elus\"\n"
	const option = head + "poll = \"p\"\n[[session.option]]\nid = \"a\"\ndate = 2022-03-10\n"
	for text, want := range map[string]string{
		room + "status = \"candidate\"":                   "is a candidate without options",
		room + "start = 2022-03-10T09:00:00":              `has no "end"`,
		room + "halves = [[\"09:00\", \"12:00\"]]":        "has no date",
		room + "titl = \"T\"":                             `Did you mean "title"?`,
		room + "title = \" \"":                            `"title" of [[session.room]] is empty`,
		room + "session_id = \"S.1\"":                     `id "S.1" has the character`,
		room + "audience = { roles = [\"chef\"] }":        `unknown role "chef"`,
		room + "audience = { nobody = true, roles = [] }": "asks nobody, and somebody",
		room + "place = { mode = \"lune\" }":              `unknown mode "lune"`,
		option + "status = \"won\"":                       `unknown status "won"`,
		option + "session_id = \"x\"\n[[session.option]]\nsession_id = \"x\"\ndate = 2022-03-11":                           `id "x" is given twice`,
		option + "halves_before = [[\"09:00\", \"12:00\"], [\"14:00\", \"17:00\"]]\nhalves = [[\"09:00\", \"12:00\"]]":     "and others that it had before",
		small + "[[person]]\nid = \"cy\"\nname = \"Cy\"\nemail = \"cy@example.org\"\ngodparent = \"ana\"":                  "is no guest, and has a godparent",
		small + "[[person]]\nid = \"cy\"\nname = \"Cy\"\nemail = \"cy@example.org\"\nrole = \"guest\"\ngodparent = \"an\"": `unknown person "an"`,
		small + "[holidays]\ndays = \"public,13-45,Never\"":                                                                "days off: line 1",
		small + "[holidays]\nfile = \"x\"\ndays = \"public,12-25,Noël\"":                                                   "days off are said here and in",
	} {
		if told := told("f", []byte(text)); !strings.Contains(told, want) {
			t.Errorf("%s\n%s\nwant %s", strings.TrimPrefix(text, small), told, want)
		}
	}
	file, problems := Load([]byte(option + "status = \"fixed\"\n[[session.option]]\nid = \"b\"\ndate = 2022-03-11\nstatus = \"cancelled\"\n"))
	if p := file.Programme.Sessions; len(problems) > 0 || p[0].Status != events.Fixed || p[1].Status != events.Cancelled || p[1].Option != 2 || p[1].Options != 2 {
		t.Errorf("%v %+v", problems, p)
	}
}

// An hour that comes twice, when clocks go back, is the first one; the second is written with its offset.
func TestWriteTheHourThatComesTwice(t *testing.T) {
	file := example(t)
	i := slices.IndexFunc(file.Programme.Sessions, func(s events.Plan) bool { return s.ID == "agora" })
	w := &file.Programme.Sessions[i].When
	w.Start, w.End = time.Date(2022, 10, 30, 0, 30, 0, 0, time.UTC), time.Date(2022, 10, 30, 1, 30, 0, 0, time.UTC)
	if out := string(written(t, file)); !strings.Contains(out, "start = 2022-10-30T02:30:00\nend = 2022-10-30T02:30:00+01:00\n") {
		t.Errorf("%s", out)
	}
}

// Whatever a programme says, the file that is written of it says.
func TestWriteSaysEverything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { written(t, anyFile(t)) })
}

// Each field of a file is drawn by the test above, so that one that is added and not written is found.
func TestEveryFieldIsDrawn(t *testing.T) {
	seen := map[string]bool{}
	for seed := range 400 {
		fieldsSaid(reflect.ValueOf(rapid.Custom(anyFile).Example(seed)).Elem(), "", seen)
	}
	for name, said := range seen {
		if !said {
			t.Errorf("%s is never drawn", name)
		}
	}
	if len(seen) < 120 {
		t.Errorf("%d fields", len(seen))
	}
}

// notSaid are the fields of a person that the store alone has.
var notSaid = []string{".Programme.People.Epoch", ".Programme.People.FeedToken", ".Programme.People.Removed"}

// fieldsSaid notes the fields of a value, and which say something.
func fieldsSaid(v reflect.Value, name string, seen map[string]bool) {
	switch _, isTime := v.Interface().(time.Time); {
	case v.Kind() == reflect.Struct && !isTime && v.Type() != reflect.TypeFor[netip.Prefix]():
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() && !slices.Contains(notSaid, name+"."+f.Name) {
				fieldsSaid(v.Field(i), name+"."+f.Name, seen)
			}
		}
	case v.Kind() == reflect.Slice:
		seen[name] = seen[name] || v.Len() > 0
		for i := range v.Len() {
			fieldsSaid(v.Index(i), name, seen)
		}
	default:
		seen[name] = seen[name] || !v.IsZero()
	}
}

// Draws of what files say.
var (
	anyText = rapid.Custom(func(t *rapid.T) string {
		word := rapid.SampledFrom([]string{"élus", "« vision »", `"dit"`, `""""`, `\`, "#", "l’été", "{date:s-1}", "c\td", "'x'", "]", "=", "a", "  deux", "\n", "\n\n- ", "\\\n", strings.Repeat("long", 30), "œuvre :"})
		return "À" + strings.TrimSpace(" "+strings.Join(rapid.SliceOfN(word, 1, 12).Draw(t, "words"), " ")) + rapid.SampledFrom([]string{"", ".", `"`}).Draw(t, "end")
	})
	maybeText = rapid.Custom(func(t *rapid.T) string {
		if rapid.Bool().Draw(t, "none") {
			return ""
		}
		return anyText.Draw(t, "text")
	})
	anyDay  = rapid.Custom(func(t *rapid.T) events.Day { return day("2022-01-01").Add(rapid.IntRange(0, 700).Draw(t, "day")) })
	anyLink = rapid.SampledFrom([]string{"", "https://visio.example.org/a", `https://visio.example.org/b?c="d"`})
)

func some[T any](t *rapid.T, name string, from []T) []T {
	var all []T
	for _, x := range from {
		if rapid.Bool().Draw(t, name) {
			all = append(all, x)
		}
	}
	return all
}

func numbered(t *rapid.T, name string, least, most int) (ids []string) {
	for i := range rapid.IntRange(least, most).Draw(t, name) {
		ids = append(ids, fmt.Sprintf("%s-%d", name, i+1))
	}
	return ids
}

// anyFile is a file as Load gives one.
func anyFile(t *rapid.T) *File {
	file, _ := Load(nil)
	file.HasProgramme, file.Moved = true, rapid.Bool().Draw(t, "moved")
	file.Server = anyServer(t)
	p := &file.Programme
	p.ID, p.Title, p.Description, p.Language, p.TimeZone = "p.example.org", anyText.Draw(t, "title"), maybeText.Draw(t, "description"), "fr", "Europe/Paris"
	p.Organiser = events.Organisation{ID: "o", Name: anyText.Draw(t, "organiser"), Email: "o@example.org"}
	p.Rules = some(t, "rule", []string{anyText.Draw(t, "rule"), "Kurz."})
	for _, id := range numbered(t, "cat", 2, 3) {
		p.Categories = append(p.Categories, events.Category{ID: id, Label: anyText.Draw(t, "label"), Color: rapid.SampledFrom([]string{"", "#1f6f8b", "teal"}).Draw(t, "color")})
	}
	for _, id := range numbered(t, "ter", 1, 3) {
		p.Territories = append(p.Territories, events.Territory{ID: id, Name: anyText.Draw(t, "name"), Orientation: maybeText.Draw(t, "orientation"),
			State: rapid.SampledFrom(states).Draw(t, "state"), SchoolZone: rapid.SampledFrom([]string{"", "A", "C"}).Draw(t, "zone"), Dialogue: maybeText.Draw(t, "dialogue")})
	}
	p.Holidays = anyHolidays(t)
	polls := numbered(t, "poll", 0, 2)
	for _, id := range polls {
		p.Polls = append(p.Polls, events.Poll{ID: id, Title: anyText.Draw(t, "title"), Meaning: maybeText.Draw(t, "meaning"), PerTerritory: rapid.Bool().Draw(t, "each"),
			Quorum: rapid.IntRange(0, 20).Draw(t, "quorum"), Until: rapid.SampledFrom([]events.Day{{}, anyDay.Draw(t, "until")}).Draw(t, "ends"),
			Closed: rapid.SampledFrom([]time.Time{{}, time.Date(2022, 3, 10, 8, 0, 5, 0, time.UTC)}).Draw(t, "closed")})
	}
	for i, id := range numbered(t, "s", 1, 5) {
		p.Sessions = append(p.Sessions, anySession(t, p, id, slices.Concat(polls, []string{""}), i)...)
	}
	for _, poll := range polls { // each has a date
		p.Sessions = append(p.Sessions, events.Plan{ID: "date-" + poll, Title: "D", Status: events.Estimated, When: anyWhen(t), Poll: poll, Option: 1, Options: 1})
	}
	anyPeople(t, p)
	anyDecisions(t, p, polls)
	anyNote(t, p)
	return file
}

func anyServer(t *rapid.T) Server {
	s := Server{PublicURL: "http://127.0.0.1:8080", Listen: usualListen, Data: usualData, MaxResourceSize: usualMaxSize, HomeSize: 1 << 30, FilesSize: 200 << 20,
		Mail: Mail{Port: 587, StartTLS: true, PlusAddressing: true, QuietFrom: 20, QuietTo: 8, DailyCap: 3, OutsideDaily: 50, HoldMinutes: 10}}
	if rapid.Bool().Draw(t, "own server") {
		s.PublicURL, s.Listen, s.Data, s.MaxResourceSize = "https://parcours.example.org", "[::1]:80", `C:\data "x"`, 4096
		s.MetricsListen = "127.0.0.1:9464"
		s.TLS = TLS{Certificate: "/etc/c.pem", Key: "/etc/k.pem", Directory: usualDirectory}
		if rapid.Bool().Draw(t, "acme") {
			s.TLS = TLS{ACME: true, Email: "a@example.org", Directory: "https://acme.example.org/directory", Authority: "/etc/a.pem"}
		}
		s.TrustedProxies, s.Origins = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}, []string{"https://agenda.example.org"}
	}
	if rapid.Bool().Draw(t, "mail") {
		s.Mail = Mail{Enabled: true, From: "p@example.org", Host: "smtp.example.org", Port: 25, User: "p", PasswordFile: "/etc/p", StartTLS: true, Domain: "example.org",
			QuietFrom: 21, QuietTo: 7, TrustedAuthservID: "mx.example.org", IMAP: IMAP{Host: "imap.example.org", Port: 993, User: "r", PasswordFile: "/etc/r", Folder: "INBOX", TLS: true, PollSeconds: 30},
			LMTP: LMTP{Listen: "/run/p.sock"}}
		s.OpenID = OpenID{Issuer: "https://login.example.org", ClientID: "p", SecretFile: "/etc/s", Label: "Connect", PKCE: rapid.Bool().Draw(t, "pkce"), TrustEmail: true}
		s.SecondFactor = true
	}
	return s
}

func anyHolidays(t *rapid.T) (h events.Holidays) {
	h.Country = rapid.SampledFrom([]string{"", "FR"}).Draw(t, "country")
	h.Weekdays = some(t, "weekday", []time.Weekday{time.Saturday, time.Sunday})
	if rapid.Bool().Draw(t, "own days off") {
		span := events.DaySpan{First: day("2022-02-01"), End: day("2022-02-10")}
		h.Own = events.DaysOff{Years: []events.DaySpan{{First: day("2022-01-01"), End: day("2023-01-01")}}, School: []events.SchoolHoliday{{Zone: "A", Name: "Hiver, long", DaySpan: span}},
			Public: []events.PublicHoliday{{Day: "easter+1", Name: "lundi de Pâques"}, {Day: "2022-03-04", Name: "Fête"}}}
	}
	return h
}

func anyWhen(t *rapid.T) events.When {
	first := anyDay.Draw(t, "first")
	if rapid.Bool().Draw(t, "whole days") {
		return events.When{Start: first.In(time.UTC), End: first.Add(rapid.IntRange(1, 3).Draw(t, "days")).In(time.UTC), AllDay: true}
	}
	paris, _ := time.LoadLocation("Europe/Paris")
	start := onDay(first, time.Duration(rapid.IntRange(7, 20).Draw(t, "hour"))*time.Hour, paris)
	return events.When{Start: start, End: start.Add(time.Duration(rapid.IntRange(0, 40).Draw(t, "quarters")) * 15 * time.Minute)}
}

// anySession is a session alone, one with rooms, or one with dates to choose from; some of its parts say something themselves.
func anySession(t *rapid.T, p *events.Programme, id string, polls []string, before int) []events.Plan {
	base := events.Plan{ID: id, Title: anyText.Draw(t, "title"), Poll: rapid.SampledFrom(polls).Draw(t, "poll"), Status: events.Fixed, When: anyWhen(t)}
	vary(t, p, &base, before)
	kind := rapid.SampledFrom([]string{"alone", "rooms", "options"}).Draw(t, "parts")
	if kind == "alone" || kind == "options" && base.Poll == "" {
		if base.Poll != "" {
			base.Option, base.Options = 1, 1
		}
		return []events.Plan{base}
	}
	var all []events.Plan
	n := rapid.IntRange(1, len(p.Categories)).Draw(t, "parts")
	for i := range n {
		s := base
		s.Group, s.GroupTitle = id, base.Title
		if rapid.IntRange(0, 2).Draw(t, "itself") == 0 {
			s.When = anyWhen(t)
			vary(t, p, &s, before)
			s.Title = rapid.SampledFrom([]string{s.Title, "Selbst"}).Draw(t, "own title")
		}
		own := fmt.Sprint("o", i+1)
		if kind == "rooms" {
			own = p.Categories[i].ID
			s.Category, s.Room = own, events.Room{Link: anyLink.Draw(t, "link"), Description: maybeText.Draw(t, "room")}
			if s.Poll != "" {
				s.Option, s.Options = 1, 1
			}
		} else {
			s.Option, s.Options = i+1, n
			s.Status = rapid.SampledFrom([]events.Status{events.Candidate, events.Fixed, events.Cancelled}).Draw(t, "chosen")
		}
		s.ID = id + "-" + own
		if rapid.IntRange(0, 4).Draw(t, "made") == 0 {
			s.ID = "made-" + s.ID
		}
		all = append(all, s)
	}
	return all
}

// vary draws what a session, a room or a date may say.
func vary(t *rapid.T, p *events.Programme, s *events.Plan, before int) {
	s.Kind, s.Description, s.Why, s.Optional = maybeText.Draw(t, "kind"), maybeText.Draw(t, "description"), maybeText.Draw(t, "why"), rapid.Bool().Draw(t, "optional")
	s.Status = rapid.SampledFrom([]events.Status{events.Fixed, events.Fixed, events.Estimated, events.Cancelled}).Draw(t, "status")
	s.Place = events.Place{Mode: rapid.SampledFrom([]events.Mode{"", events.Online, events.OnSite}).Draw(t, "mode"), Where: maybeText.Draw(t, "where"), Link: anyLink.Draw(t, "link")}
	s.Audience = events.Audience{}
	s.Parts = nil
	switch rapid.IntRange(0, 3).Draw(t, "audience") {
	case 0:
		s.Audience.Nobody = true
	case 1:
		s.Audience.Roles, s.Audience.Territories = some(t, "role", events.Roles), some(t, "ter", []string{p.Territories[0].ID})
		s.Audience.Categories = some(t, "cat", []string{p.Categories[0].ID})
		if before > 0 {
			s.Audience.AskedTo = []string{p.Sessions[0].ID}
		}
	}
	if rapid.IntRange(0, 2).Draw(t, "halves") == 0 {
		s.Parts = []events.Part{{From: 9 * time.Hour, To: 12 * time.Hour}, {From: 14 * time.Hour, To: 17 * time.Hour}}
		if rapid.Bool().Draw(t, "of this day") {
			paris, _ := time.LoadLocation("Europe/Paris")
			first := anyDay.Draw(t, "day")
			s.When = events.When{Start: onDay(first, 9*time.Hour, paris), End: onDay(first, 17*time.Hour, paris)}
		}
	}
}

func anyPeople(t *rapid.T, p *events.Programme) {
	for i, id := range numbered(t, "person", 0, 4) {
		x := events.Person{ID: id, Name: anyText.Draw(t, "name"), Email: id + "@example.org", Function: maybeText.Draw(t, "function"), InFile: true,
			Language: rapid.SampledFrom([]string{"", "fr", "en"}).Draw(t, "language"), Role: rapid.SampledFrom(slices.Concat(events.Roles, []events.Role{""})).Draw(t, "role")}
		if x.Role != "" {
			x.Territories, x.Category = some(t, "ter", []string{p.Territories[0].ID}), rapid.SampledFrom([]string{"", p.Categories[1].ID}).Draw(t, "cat")
		}
		if x.Role == events.Referent {
			x.Territories = []string{p.Territories[0].ID}
		}
		if x.Role == events.Guest && i > 0 {
			x.Godparent, x.Briefed = "person-1", rapid.Bool().Draw(t, "briefed")
		}
		p.People = append(p.People, x)
	}
}

func anyDecisions(t *rapid.T, p *events.Programme, polls []string) {
	for i := range rapid.IntRange(0, 3).Draw(t, "decisions") {
		d := events.Decision{Number: i + 1, Title: anyText.Draw(t, "title"), Question: anyText.Draw(t, "question"), Recap: maybeText.Draw(t, "recap"), Optional: rapid.Bool().Draw(t, "optional"),
			ByTheme: rapid.Bool().Draw(t, "theme"), Who: rapid.SampledFrom([]events.Role{events.Referent, events.Member}).Draw(t, "who"), Form: []events.Form{events.FormYesNo}}
		if rapid.Bool().Draw(t, "words") {
			d.Form = []events.Form{events.FormText, events.FormDocument}
		}
		if rapid.Bool().Draw(t, "due") {
			d.Due, d.DueStated, d.DueWhy = anyDay.Draw(t, "due"), rapid.Bool().Draw(t, "stated"), maybeText.Draw(t, "due why")
		}
		if i < len(polls) {
			d.Form, d.Poll, p.Polls[i].Decision = []events.Form{events.FormPoll}, polls[i], d.Number
		}
		d.Sessions = []string{p.Sessions[0].ID}
		if len(p.People) > 0 {
			d.To = p.People[0].ID
		}
		p.Decisions = append(p.Decisions, d)
	}
	if rapid.Bool().Draw(t, "themes") {
		p.Themes = []events.Theme{{Label: anyText.Draw(t, "label"), Words: []string{"énerg", "circuit court"}}}
	}
	for _, id := range numbered(t, "res", 0, 2) {
		r := events.Resource{ID: id, Title: anyText.Draw(t, "title"), URL: "https://r.example.org/", Words: maybeText.Draw(t, "words"), Sessions: some(t, "session", []string{p.Sessions[0].ID})}
		r.Territory = rapid.SampledFrom([]string{"", p.Territories[0].ID}).Draw(t, "of")
		if len(p.Decisions) > 1 {
			r.Decisions = []int{1, 2}
		}
		p.Resources = append(p.Resources, r)
	}
	for i := range p.Sessions {
		p.Sessions[i].Resources = p.ResourcesAt(&p.Sessions[i])
	}
}

// anyNote gives descriptions what the note's chapters say of them, but for some that say all of themselves.
func anyNote(t *rapid.T, p *events.Programme) {
	p.Dialogue = events.Dialogue{Title: maybeText.Draw(t, "dialogue"), Description: maybeText.Draw(t, "description"), Before: anyDay.Draw(t, "before"), Words: some(t, "word", []string{"dialogue"}),
		Preparation: some(t, "preparation", []string{"préparation"}), ByTitle: rapid.Bool().Draw(t, "by title"), Sheet: maybeText.Draw(t, "sheet")}
	if len(p.People) > 0 {
		p.Dialogue.Pilot = p.People[0].ID
	}
	p.Budget = events.Budget{Title: maybeText.Draw(t, "budget"), Description: maybeText.Draw(t, "description"), Days: 8, OnSite: rapid.IntRange(0, 8).Draw(t, "on site"), StabiliseBy: anyDay.Draw(t, "by")}
	names := []string{p.Sessions[0].ID, "dialogue", "budget"}
	if g := p.Sessions[0].Group; g != "" {
		names = append(names, g)
	}
	p.Note = events.Note{Title: maybeText.Draw(t, "note"), Context: maybeText.Draw(t, "context"), Object: maybeText.Draw(t, "object")}
	for range rapid.IntRange(0, 3).Draw(t, "chapters") {
		part := events.NotePart{Title: maybeText.Draw(t, "chapter"), Sub: rapid.Bool().Draw(t, "sub"), Text: anyText.Draw(t, "text"),
			Describes: some(t, "describes", names), Dates: some(t, "dates", []string{p.Sessions[0].ID}), Orientations: rapid.Bool().Draw(t, "orientations")}
		if len(p.Decisions) > 0 {
			part.Decision = 1
		}
		p.Note.Parts = append(p.Note.Parts, part)
	}
	tell := func(text *string, names ...string) {
		if rapid.IntRange(0, 3).Draw(t, "whole") > 0 {
			*text = describedBy(p.Note.Parts, *text, names...)
		}
	}
	tell(&p.Dialogue.Description, "dialogue")
	tell(&p.Budget.Description, "budget")
	for i := range p.Sessions {
		tell(&p.Sessions[i].Description, p.Sessions[i].ID, p.Sessions[i].Group)
	}
}
