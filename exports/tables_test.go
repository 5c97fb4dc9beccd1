package exports

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"parcours/contacts"
	"parcours/delegation"
	"parcours/events"
	"parcours/ical"
	"parcours/messages"
	"parcours/office"
	"parcours/office/officetest"
	"parcours/site"
)

// lived is a desk on which each table has something: names that a spreadsheet could take for formulas among it.
func lived(t *testing.T) *officetest.Desk {
	t.Helper()
	d := openDesk(t)
	d.Must(d.AddPeople(t.Context(), []events.Person{{ID: "zoe", Email: "zoe@example.org", Name: "=HYPERLINK(\"https://example.net\";\"Zoé\")", Function: "+33 1 23", Role: events.Member, Territories: []string{"annecy"}, Category: "elus"}}))
	site.Writes(3, "-2 réponses ?", false)(d.Site)
	d.Answer("marc", "agora", events.Declined)
	d.Must(d.Delegation.Enter(t.Context(), d.Person("rita"), "faverges", delegation.Draft{Kind: delegation.Other, Title: "@Foire", When: site.Hours("2022-03-20", "09:00", "12:00")}))
	d.Must(d.Delegation.Enter(t.Context(), d.Person("rita"), "faverges", delegation.Draft{Kind: delegation.ExpertDay, Title: "=Visite", Where: "Mairie", When: site.Hours("2022-03-21", "09:00", "17:00")}))
	d.Must(d.RecordPresence(t.Context(), d.Person("orga"), "agora", "anne", true))
	d.Queued()
	return d
}

func get(t *testing.T, d *officetest.Desk, path string) []byte {
	t.Helper()
	w := d.Ask(d.Enter("orga"), path, nil)
	if w.Code != http.StatusOK || !strings.Contains(w.Header().Get("Content-Disposition"), "attachment; filename=") {
		t.Fatalf("%s: %d %v %s", path, w.Code, w.Header(), w.Body)
	}
	return w.Body.Bytes()
}

// rowsOf reads the rows of a spreadsheet's file as a spreadsheet shows them; no cell is a formula.
func rowsOf(t *testing.T, format string, octets []byte) (rows [][]string) {
	t.Helper()
	switch format {
	case "csv":
		rows, err := csv.NewReader(bytes.NewReader(octets)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			for i := range row {
				if row[i] != "" && strings.ContainsRune("=+-@", rune(row[i][0])) {
					t.Errorf("a spreadsheet takes %q for a formula", row[i])
				}
				row[i] = strings.TrimPrefix(row[i], "'")
			}
		}
		return rows
	case "xlsx":
		f, err := excelize.OpenReader(bytes.NewReader(octets))
		if err != nil {
			t.Fatal(err)
		}
		sheet := f.GetSheetName(0)
		if rows, err = f.GetRows(sheet); err != nil {
			t.Fatal(err)
		}
		for r, row := range rows {
			for c, text := range row {
				cell, _ := excelize.CoordinatesToCellName(c+1, r+1)
				if formula, err := f.GetCellFormula(sheet, cell); formula != "" || err != nil {
					t.Errorf("%s (%q) is the formula %q, %v", cell, text, formula, err)
				}
			}
		}
		return rows
	}
	return odsRows(t, octets)
}

func odsRows(t *testing.T, octets []byte) (rows [][]string) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(octets), int64(len(octets)))
	if err != nil {
		t.Fatal(err)
	}
	content, err := z.Open("content.xml")
	if err != nil {
		t.Fatal(err)
	}
	inText := false
	for d := xml.NewDecoder(content); ; {
		token, err := d.Token()
		if err == io.EOF {
			return rows
		}
		if err != nil {
			t.Fatal(err)
		}
		switch at := token.(type) {
		case xml.StartElement:
			switch at.Name.Local {
			case "table-row":
				rows = append(rows, nil)
			case "table-cell":
				rows[len(rows)-1] = append(rows[len(rows)-1], "")
				for _, a := range at.Attr {
					if a.Name.Local == "formula" {
						t.Errorf("a cell is the formula %q", a.Value)
					}
				}
			case "p":
				inText = true
			case "s":
				rows[len(rows)-1][len(rows[len(rows)-1])-1] += " "
			}
		case xml.CharData:
			if n := len(rows); inText && n > 0 {
				rows[n-1][len(rows[n-1])-1] += string(at)
			}
		case xml.EndElement:
			inText = inText && at.Name.Local != "p"
		}
	}
}

// Each table is the same in each format, and says what its page says.
func TestTablesInEachFormat(t *testing.T) {
	d := lived(t)
	want := map[string][]string{
		"people":     {"zoe", "=HYPERLINK(\"https://example.net\";\"Zoé\")", "zoe@example.org", "+33 1 23", "Membre", "Annecy", "Élus"},
		"sessions":   {"agora", "", "La journée AGORA", "2022-04-28 09:30", "2022-04-28 17:30", "date fixée"},
		"arbitrages": {"3", "", "Faverges", "en cours", "", "-2 réponses ?", "Rita"},
		"polls":      {"Les dates", "La clôture", "2022-09-12", "2022-09-12", "", "0"},
		"days":       {"Faverges", "=Visite", "Mairie", "2022-03-21 09:00", "2022-03-21 17:00", "2", "compté"},
		"agendas":    {"Faverges", "@Foire", "", "2022-03-20 09:00", "2022-03-20 12:00"},
		"presence":   {"agora", "La journée AGORA", "2022-04-28 09:30", "Anne", "anne@example.org", "", "", "oui", "présence", "Olga"},
		"mail":       {"Marc", "marc@example.org", "Première lettre", "", "À envoyer"},
		"mail-in":    nil,
	}
	for name, m := range tables {
		var first [][]string
		for _, format := range []string{"csv", "xlsx", "ods"} {
			rows := rowsOf(t, format, get(t, d, "/organise/"+name+"."+format))
			for i := range rows { // excelize leaves empty cells at the end of a row out
				for len(rows[i]) < len(m.keys) {
					rows[i] = append(rows[i], "")
				}
			}
			if format == "csv" {
				first = rows
			}
			if len(rows) != len(first) || len(rows[0]) != len(m.keys) {
				t.Fatalf("%s.%s: %d rows of %d", name, format, len(rows), len(rows[0]))
			}
			for i := range rows {
				if !slices.Equal(rows[i], first[i]) {
					t.Errorf("%s.%s: %q, in CSV %q", name, format, rows[i], first[i])
				}
			}
		}
		if want[name] != nil && !slices.ContainsFunc(first[1:], func(row []string) bool { return starts(row, want[name]) }) {
			t.Errorf("%s has no row like %q:\n%q", name, want[name], first)
		}
		var list []map[string]any
		d.Must(json.Unmarshal(get(t, d, "/organise/"+name+".json"), &list))
		if len(list) != len(first)-1 {
			t.Errorf("%s.json: %d, %d rows", name, len(list), len(first)-1)
		}
		for _, one := range list {
			for _, key := range m.keys {
				if _, has := one[key]; !has {
					t.Errorf("%s.json: no %s in %v", name, key, one)
				}
			}
		}
	}
}

// starts tells whether a row begins so; "" is anything.
func starts(row, want []string) bool {
	for i, text := range want {
		if text != "" && row[i] != messages.Typeset(text) && row[i] != text {
			return false
		}
	}
	return true
}

// JSON has ids and states for programs.
func TestTablesForPrograms(t *testing.T) {
	d := lived(t)
	var people, sessions []map[string]any
	d.Must(json.Unmarshal(get(t, d, "/organise/people.json"), &people))
	i := slices.IndexFunc(people, func(p map[string]any) bool { return p["id"] == "zoe" })
	if i < 0 || people[i]["role"] != "member" || people[i]["category"] != "elus" || people[i]["territories"].([]any)[0] != "annecy" || people[i]["seen_web"] != nil {
		t.Errorf("%v", people)
	}
	d.Must(json.Unmarshal(get(t, d, "/organise/sessions.json"), &sessions))
	i = slices.IndexFunc(sessions, func(x map[string]any) bool { return x["id"] == "agora" })
	if i < 0 || sessions[i]["start"] != "2022-04-28T09:30:00+02:00" || sessions[i]["status"] != "fixed" || sessions[i]["optional"] != false {
		t.Errorf("%v", sessions)
	}
	var none []any
	if octets := get(t, openDesk(t), "/organise/mail-in.json"); json.Unmarshal(octets, &none) != nil || none == nil {
		t.Errorf("%s", octets)
	}
}

// What has dates is a calendar, each time zone in it once.
func TestTablesAsCalendars(t *testing.T) {
	d := lived(t)
	for name, want := range map[string]string{
		"sessions": "SUMMARY:La journée AGORA", "polls": "SUMMARY:", "days": "=Visite", "agendas": "@Foire", "arbitrages": "BEGIN:VTODO",
	} {
		octets := get(t, d, "/organise/"+name+".ics")
		cal, err := ical.Parse(octets)
		if err != nil {
			t.Fatal(name, err)
		}
		if !strings.Contains(site.Unfold(string(octets)), want) || len(cal.Children("VTIMEZONE")) > 1 || cal.Value("VERSION") != "2.0" || cal.Value("METHOD") != "" {
			t.Errorf("%s:\n%s", name, octets)
		}
		events, lines := 0, rowsOf(t, "csv", get(t, d, "/organise/"+name+".csv"))
		for _, c := range cal.Components {
			if c.Name == "VEVENT" || c.Name == "VTODO" {
				events++
			}
		}
		if want := len(lines) - 1; name != "arbitrages" && events != want { // of arbitrages, one for all delegations
			t.Errorf("%s: %d events, %d lines", name, events, want)
		}
	}
	if w := d.Ask(d.Enter("orga"), "/organise/people.ics", nil); w.Code != http.StatusNotFound {
		t.Errorf("people have no dates: %d", w.Code)
	}
	empty := officetest.Open(t)
	octets, err := empty.Render.Together("Rien", empty.Programme().Loc, nil)
	if cal, e := ical.Parse(octets); err != nil || e != nil || len(cal.Components) != 1 {
		t.Errorf("%v %v %s", err, e, octets)
	}
}

// Files are for organisers: others cannot tell them from what is not there; each page's links lead to one.
func TestTablesAreOrganisersToTake(t *testing.T) {
	d := openDesk(t)
	nowhere := d.Ask(nil, "/organise/nowhere", nil).Body.String()
	for _, p := range append(d.Programme().People(), &events.Person{}) {
		cookie := d.Enter(p.ID)
		for name := range tables {
			for _, format := range office.Formats["/organise/"+name] {
				w := d.Ask(cookie, "/organise/"+name+"."+format, nil)
				if (w.Code == http.StatusOK) != (p.Role == events.Organiser) || p.ID == "" && w.Body.String() != nowhere {
					t.Errorf("%s.%s for %q: %d", name, format, p.ID, w.Code)
				}
			}
		}
	}
}

// A part of a table is what the address asks for.
func TestPartsOfTables(t *testing.T) {
	d := lived(t)
	for path, column := range map[string]int{"/organise/presence.csv?session=agora": 0, "/organise/mail.csv?state=queued": 4} {
		rows := rowsOf(t, "csv", get(t, d, path))
		for _, row := range rows[1:] {
			if row[column] != rows[1][column] {
				t.Errorf("%s: %q", path, row)
			}
		}
		if whole, _, _ := strings.Cut(path, "?"); len(rows) < 2 || path[:18] == "/organise/presence" && len(rows) >= len(rowsOf(t, "csv", get(t, d, whole))) {
			t.Errorf("%s: %d rows", path, len(rows))
		}
	}
}

// What is put together of a text's key and a word of the domain has its text, in both languages.
func TestWordsOfTables(t *testing.T) {
	for _, lang := range messages.Languages {
		words := messages.For(lang)
		for name, m := range tables {
			for _, key := range m.keys {
				if strings.HasPrefix(headOf(words, key), "exports.") {
					t.Errorf("no head %s in %s", key, lang)
				}
			}
			if key := "exports.sheet." + name; words.T(key) == key {
				t.Errorf("no text %s in %s", key, lang)
			}
		}
		for _, name := range []string{"answers", "history"} {
			if key := "exports.sheet." + name; words.T(key) == key {
				t.Errorf("no text %s in %s", key, lang)
			}
		}
		for _, state := range []string{"counted", "cancelled", "declined", "held", "waits"} {
			if key := "exports.day." + state; words.T(key) == key {
				t.Errorf("no text %s in %s", key, lang)
			}
		}
	}
}

// The table of people is read again as it is, in each format and language: nothing changes.
func TestPeopleComeBackAsTheyWent(t *testing.T) {
	d := lived(t)
	d.Must(d.AddPeople(t.Context(), []events.Person{{ID: "both", Email: "both@example.org", Name: "Deux  Places", Role: events.Referent, Territories: []string{"annecy", "faverges"}, Language: "en"}}))
	before := d.Programme().People()
	for _, format := range []string{"csv", "xlsx", "ods"} {
		for _, lang := range messages.Languages {
			people, wrong := contacts.Read(get(t, d, "/organise/people."+format+"?lang="+lang), d.Programme(), nil, messages.For("fr"))
			if len(wrong) > 0 || len(people) != len(before) {
				t.Fatalf("%s %s: %d, %q", format, lang, len(people), wrong)
			}
			for i := range people {
				if was := d.Programme().Person(people[i].ID); was == nil || !contacts.Same(was, &people[i]) && was.ID != "both" {
					t.Errorf("%s %s: %+v, was %+v", format, lang, people[i], was)
				}
			}
		}
	}
}
