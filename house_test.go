// Package parcours_test asserts the picture of the house: which room may know which.
package parcours_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// mayImport says which rooms of the project each room may import. Arrows point down only:
//
//	                           cmd
//	   ┌────────┬───────┬───────┼──────┬────────┬────────┐
//	 caldav    mail    web   imports house    store   config
//	  │ │       │       │     │ │     │         │       │
//	  │ └ ical ─┤       │     │ └ical │         │       │     messages is below all that speak to people
//	  ▼    ▼    ▼       ▼     ▼       ▼         ▼       ▼
//	calendars  delivery  accounts  record  files       the domain: these five know of events and not of each other;
//	   └──────────┼─────────┘                         personal, above them, gives and erases what is kept of a person in all of them
//	              ▼
//	            events                                → standard library only, all six of them
//
// scheduling is what a write means to others, asked by calendars;
// rules are pure functions of what delegations enter, and synced is what sync tokens say, both asked by calendars;
// edits tell what a client changed in what it was served, and expertdays keeps what is said of expert days, both asked by calendars;
// delegation is what a delegation keeps of itself, above calendars, and desks are its pages;
// pages is what all pages share, below web and signin, the pages by which people enter, which ask openid of people who sign in elsewhere;
// office is what organisers' pages share, below organise, roster, attendance, letters, filing and exports;
// holidays looks up days off, for whoever speaks of days;
// contacts reads what people write of people, table writes tables, and report puts the record into words, for cmd and organise.
// feeds are calendars at an address, above calendars, and asks is what a person is asked;
// polls are how organisers make and change polls for dates;
// house wires the four on one store;
// site is the fixture of their tests.
// front is what stands before all doors: listeners, who asks, what is counted, whether it works; doctor looks at a server from outside.
var mayImport = map[string][]string{
	"events":            {},
	"rules":             {"events"},
	"synced":            {"events"},
	"scheduling":        {"events"},
	"edits":             {"events", "rules"},
	"expertdays":        {"events", "rules"},
	"calendars":         {"events", "edits", "expertdays", "rules", "scheduling", "synced"},
	"asks":              {"events"},
	"feeds":             {"events", "rules", "calendars"},
	"delivery":          {"events"},
	"correspondence":    {"events", "scheduling", "calendars", "delivery"},
	"busylinks":         {"events"},
	"factors":           {"events"},
	"accounts":          {"events", "busylinks", "factors"},
	"record":            {"events"},
	"files":             {"events"},
	"attachments":       {"events", "calendars", "files", "scheduling"},
	"polls":             {"events", "record"},
	"personal":          {"events", "busylinks", "factors", "calendars", "delivery", "accounts", "files", "scheduling", "correspondence"},
	"house":             {"events", "calendars", "delivery", "accounts", "record", "files", "delegation", "personal", "attachments", "correspondence", "asks", "feeds"},
	"delegation":        {"events", "rules", "calendars"},
	"desks":             {"events", "expertdays", "rules", "calendars", "delegation", "ical", "messages", "pages", "contacts"},
	"holidays":          {"events", "messages"},
	"messages":          {},
	"views":             {"events", "messages"},
	"ical":              {"events", "edits", "holidays", "calendars", "scheduling", "messages", "rules", "delegation", "attachments", "feeds", "report"},
	"caldav":            {"budget", "events", "calendars", "scheduling", "accounts", "ical", "messages", "attachments", "files", "feeds", "busylinks", "factors"},
	"replies":           {"events", "asks", "delivery"},
	"mail":              {"events", "asks", "calendars", "delivery", "ical", "messages", "replies", "scheduling", "correspondence", "report"},
	"pages":             {"budget", "events", "holidays", "accounts", "messages"},
	"odt":               {},
	"office":            {"events", "messages", "pages", "table"},
	"organise":          {"events", "splits", "holidays", "calendars", "delivery", "accounts", "record", "polls", "ical", "messages", "pages", "office", "contacts", "table", "rules", "report", "config"},
	"roster":            {"events", "busylinks", "factors", "delivery", "accounts", "record", "personal", "messages", "pages", "office", "contacts", "table", "report"},
	"attendance":        {"events", "splits", "messages", "pages", "office", "report", "accounts"},
	"filing":            {"events", "record", "messages", "pages", "office", "report"},
	"exports":           {"events", "rules", "calendars", "delegation", "delivery", "record", "ical", "messages", "pages", "office", "table", "report"},
	"letters":           {"events", "delivery", "record", "messages", "pages", "office", "report", "scheduling", "correspondence"},
	"web":               {"events", "asks", "feeds", "holidays", "calendars", "delivery", "accounts", "ical", "messages", "pages", "record", "odt", "files", "rules", "personal", "views", "report"},
	"store":             {"events", "calendars", "delivery", "accounts", "files", "rules", "record", "personal", "attachments", "scheduling", "correspondence", "busylinks", "factors"},
	"imports":           {"events", "calendars", "ical"},
	"contacts":          {"events", "messages", "table"},
	"table":             {"messages"},
	"report":            {"events", "holidays", "record", "messages"},
	"config":            {"events", "holidays", "calendars", "files"},
	"cmd/parcours":      {"events", "splits", "shelf", "holidays", "calendars", "delivery", "accounts", "house", "ical", "caldav", "mail", "front", "doctor", "pages", "web", "organise", "roster", "attendance", "letters", "filing", "exports", "questions", "signin", "openid", "store", "config", "messages", "imports", "contacts", "table", "record", "files", "rules", "delegation", "desks", "report", "personal", "attachments", "letterbox", "scheduling", "mailed", "manual", "busylinks", "factors"},
	"site":              {"events", "feeds", "calendars", "delivery", "accounts", "record", "house", "ical", "store", "config", "files", "personal", "attachments", "busylinks", "factors"},
	"openid":            {},
	"manual":            {},
	"front":             {},
	"budget":            {},
	"deploy/bill":       {},
	"doctor":            {"config", "front", "mail", "messages", "openid", "store"},
	"openid/openidtest": {},
	"office/officetest": {"events", "calendars", "delivery", "accounts", "caldav", "mail", "messages", "pages", "site"},
	"mailed":            {"events", "delivery", "messages", "pages"},
	"letterbox":         {"events", "correspondence", "ical", "messages", "pages"},
	"signin":            {"events", "busylinks", "factors", "calendars", "accounts", "messages", "pages", "openid"},
	"arbitrages":        {"events", "record"},
	"splits":            {"events"},
	"resources":         {"events", "record"},
	"shelf":             {"events", "resources", "messages", "office", "pages", "record", "report"},
	"questions":         {"events", "arbitrages", "messages", "office", "pages", "record"},
	"story":             {"messages"},
}

// domain are the rooms that know the standard library only, and do no I/O.
var domain = []string{"events", "arbitrages", "resources", "splits", "scheduling", "synced", "rules", "edits", "expertdays", "delegation", "calendars", "feeds", "asks", "delivery", "correspondence", "busylinks", "factors", "accounts", "record", "files", "attachments", "personal", "polls"}

func TestRoomsImportDownwardsOnly(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		room := strings.TrimPrefix(words[0], "parcours/")
		allowed, known := mayImport[room]
		if !known {
			if room != "parcours" && !strings.HasPrefix(room, "e2e") {
				t.Errorf("%s: a room that the picture does not show", room)
			}
			continue
		}
		seen++
		for _, imported := range words[1:] {
			other, ours := strings.CutPrefix(imported, "parcours/")
			if ours && !slices.Contains(allowed, other) {
				t.Errorf("%s imports %s: arrows point down only", room, other)
			}
			if !ours && slices.Contains(domain, room) && strings.Contains(imported, ".") {
				t.Errorf("%s imports %s: it knows the standard library only", room, imported)
			}
		}
		if slices.Contains(domain, room) {
			for _, forbidden := range []string{"net/http", "database/sql", "os", "io/fs"} {
				if slices.Contains(words[1:], forbidden) {
					t.Errorf("%s imports %s: the domain does no I/O", room, forbidden)
				}
			}
		}
	}
	if seen < 12 {
		t.Errorf("%d rooms seen: the test looks at the wrong place", seen)
	}
}

// The rooms stay small enough to hold in the head: lines of a room and use cases of its Service; what it declares of the
// transaction. ical and caldav are larger, since what they speak is.
func TestRoomsStaySmall(t *testing.T) {
	const lines, useCases, slice = 4500, 30, 20
	for room := range mayImport {
		files, err := filepath.Glob(room + "/*.go")
		if err != nil || len(files) == 0 {
			t.Fatal(room, err)
		}
		size, methods := 0, 0
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			octets, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			size += bytes.Count(octets, []byte("\n"))
			parsed, err := parser.ParseFile(token.NewFileSet(), file, octets, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range parsed.Decls {
				methods += useCase(d)
				if n := declared(d, "Tx"); n > slice && room != "store" {
					t.Errorf("%s declares %d methods of the transaction: %d at most", room, n, slice)
				}
			}
		}
		if size > lines && !slices.Contains([]string{"ical", "caldav"}, room) {
			t.Errorf("%s has %d lines: %d at most", room, size, lines)
		}
		if methods > useCases {
			t.Errorf("the Service of %s has %d use cases: %d at most", room, methods, useCases)
		}
	}
}

// useCase is 1 for an exported method of a Service.
func useCase(d ast.Decl) int {
	f, ok := d.(*ast.FuncDecl)
	if !ok || f.Recv == nil || !f.Name.IsExported() {
		return 0
	}
	if star, ok := f.Recv.List[0].Type.(*ast.StarExpr); ok {
		if id, ok := star.X.(*ast.Ident); ok && id.Name == "Service" {
			return 1
		}
	}
	return 0
}

// declared counts the methods that an interface declares itself.
func declared(d ast.Decl, name string) (n int) {
	g, ok := d.(*ast.GenDecl)
	if !ok {
		return 0
	}
	for _, spec := range g.Specs {
		if ts, ok := spec.(*ast.TypeSpec); ok && ts.Name.Name == name {
			if i, ok := ts.Type.(*ast.InterfaceType); ok {
				for _, m := range i.Methods.List {
					n += len(m.Names)
				}
			}
		}
	}
	return n
}

// The fixture of the domain's tests is in nobody's product.
func TestOnlyTestsImportTheSite(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		for _, fixture := range []string{"site", "story", "office/officetest", "openid/openidtest"} {
			if words[0] != "parcours/office/officetest" && slices.Contains(words[1:], "parcours/"+fixture) {
				t.Errorf("%s imports the fixture of tests: %s", words[0], fixture)
			}
		}
	}
}
