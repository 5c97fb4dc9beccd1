package contacts

import (
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"parcours/events"
	"parcours/messages"
	"parcours/table"
)

// Read reads a table of contacts, saved as CSV in any way that spreadsheets know, against the programme as it stands. removed
// are the people who were taken out: who is in the table again gets their id back, and nobody else does. It gives the
// people as they will be; wrong has a text for each thing that cannot be read, in the reader's language and with its line
// before it ("3: ..."), and nothing should be taken where there is one.
func Read(octets []byte, snap *events.Snapshot, removed []events.Person, words *messages.Printer) (people []events.Person, wrong []string) {
	return ReadOf("", octets, snap, removed, words)
}

// ReadOf is Read of a delegation's own table: who is new and of no territory that the table names is of this one.
func ReadOf(territory string, octets []byte, snap *events.Snapshot, removed []events.Person, words *messages.Printer) (people []events.Person, wrong []string) {
	t := &contacts{of: territory, snap: snap, words: words, removed: removed, ids: map[string]int{}, addresses: map[string]int{}}
	t.read(octets)
	return t.people, t.wrong
}

// contacts is a table that is read.
type contacts struct {
	of        string // territory of who is new and names none
	snap      *events.Snapshot
	words     *messages.Printer
	removed   []events.Person
	ids       map[string]int // the line that has it
	addresses map[string]int
	line      int
	people    []events.Person
	wrong     []string // each with its line
}

// refuse notes what is wrong on the line that is read; the text is of [command.contacts].
func (t *contacts) refuse(key string, args ...any) {
	t.wrong = append(t.wrong, fmt.Sprintf("%d: %s", t.line, t.words.T("command.contacts."+key, args...)))
}

// contactHeads are what the columns are, by the letters of their heads.
var contactHeads = map[string]string{
	"id": "id", "identifiant": "id",
	"email": "email", "mail": "email", "courriel": "email", "adressemail": "email", "adresseemail": "email", "adressecourriel": "email",
	"adresseelectronique": "email", "emailaddress": "email", "address": "email", "adresse": "email",
	"name": "name", "fullname": "name", "nomcomplet": "name", "nometprenom": "name", "prenometnom": "name",
	"nom": "last", "nomdefamille": "last", "lastname": "last", "surname": "last", "familyname": "last",
	"prenom": "first", "firstname": "first", "givenname": "first",
	"role": "role", "function": "function", "fonction": "function", "langue": "language", "language": "language",
	"territories": "territories", "territory": "territories", "territoire": "territories", "territoires": "territories", "delegation": "territories",
	"category": "category", "categorie": "category", "categoriedacteur": "category",
}

// shownOnly are the heads of columns that a table of people has when it is taken out of the programme, and that nobody writes.
var shownOnly = map[string]bool{}

// What pages and files call roles and columns is known when it comes back.
func init() {
	for _, lang := range messages.Languages {
		words := messages.For(lang)
		for _, role := range append(slices.Clone(events.Roles), "") {
			key := "people.role.none"
			if role != "" {
				key = "people.role." + string(role)
			}
			roleNames[events.Letters(words.T(key))] = role
		}
		for _, column := range []string{"godparent", "seen_web", "seen_caldav", "seen_feed"} {
			shownOnly[events.Letters(words.T("exports.head."+column))] = true
		}
	}
}

// read reads the whole table: a spreadsheet, or comma-separated values as spreadsheets save them.
func (t *contacts) read(octets []byte) {
	t.line = 1
	switch _, err := table.Lines(octets); {
	case errors.Is(err, table.ErrOld):
		t.refuse("old_sheet")
		return
	case err != nil && !errors.Is(err, table.ErrNoSheet):
		t.refuse("bad_sheet")
		return
	}
	text := Text(octets)
	first, _, _ := strings.Cut(strings.TrimLeft(text, "\r\n"), "\n")
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord, r.Comma = -1, separator(first)
	r.TrimLeadingSpace = r.Comma != '\t' // else an empty cell would be blank space before the next one
	header, err := r.Read()
	if err != nil {
		t.refuse("no_header")
		return
	}
	columns := t.columns(header)
	for len(t.wrong) == 0 || t.line > 1 {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		var broken *csv.ParseError
		if errors.As(err, &broken) {
			t.line = broken.StartLine
			t.refuse("unreadable")
			return
		}
		t.line, _ = r.FieldPos(0)
		for i, cell := range row { // an apostrophe says that a text is no formula (table.Harmless)
			if text, marked := strings.CutPrefix(cell, "'"); marked && table.Harmless(text) != text {
				row[i] = text
			}
		}
		if strings.TrimSpace(strings.Join(row, "")) != "" { // spreadsheets end with rows that are empty
			t.take(columns, row)
		}
	}
}

// columns tells what the columns are. "nom" beside "prénom" is the family name, alone it is the whole one.
func (t *contacts) columns(header []string) []string {
	columns := make([]string, len(header))
	for i, head := range header {
		columns[i] = contactHeads[events.Letters(head)]
		if columns[i] == "" && strings.TrimSpace(head) != "" && !shownOnly[events.Letters(head)] {
			t.refuse("column", "Name", strings.TrimSpace(head))
		}
	}
	if i := slices.Index(columns, "last"); i >= 0 && !slices.Contains(columns, "first") {
		columns[i] = "name"
	}
	for _, need := range [][]string{{"email"}, {"name", "last"}} {
		if !slices.ContainsFunc(columns, func(c string) bool { return slices.Contains(need, c) }) {
			t.refuse("missing_" + need[0])
		}
	}
	for i, c := range columns {
		if c != "" && slices.Index(columns, c) != i {
			t.refuse("column_twice", "Name", strings.TrimSpace(header[i]))
		}
	}
	return columns
}

// take reads one line.
func (t *contacts) take(columns, row []string) {
	cells := map[string]string{}
	for i, c := range columns {
		if c != "" && i < len(row) {
			cells[c] = strings.TrimSpace(strings.Join(strings.Fields(row[i]), " "))
		}
	}
	cells["name"] = cmp.Or(cells["name"], strings.TrimSpace(cells["first"]+" "+cells["last"]))
	before := len(t.wrong)
	p := t.known(cells)
	p.Email, p.Name = cells["email"], cells["name"]
	t.fill(&p, cells)
	if len(p.Territories) == 0 && t.of != "" && t.snap.Person(p.ID) == nil {
		p.Territories = []string{t.of}
	}
	for _, seen := range []struct {
		where map[string]int
		value string
	}{{t.ids, p.ID}, {t.addresses, strings.ToLower(p.Email)}} {
		if first, twice := seen.where[seen.value]; twice {
			t.refuse("twice", "Value", seen.value, "Line", first)
		}
		seen.where[seen.value] = t.line
	}
	if len(t.wrong) == before {
		t.check(p)
	}
	t.people = append(t.people, p)
}

// known is the person whom a line speaks of, as they stand: by id, else by address; or somebody new.
func (t *contacts) known(cells map[string]string) events.Person {
	people := t.snap.People()
	who := cmp.Or(cells["id"], cells["email"])
	if p := Find(people, who); p != nil && who != "" {
		return *p
	}
	if cells["id"] != "" {
		return events.Person{ID: cells["id"]}
	}
	for _, p := range t.removed {
		if strings.EqualFold(p.Email, cells["email"]) {
			p.Removed = false
			return p
		}
	}
	id := NewID(t.snap, t.removed, cells["name"], func(id string) bool { return t.ids[id] > 0 })
	return events.Person{ID: id}
}

// NewID is an id made of a name that nobody has or had; taken tells of others that are not to be had.
func NewID(snap *events.Snapshot, removed []events.Person, name string, taken func(id string) bool) string {
	base := idFrom(name)
	id := base
	for n := 2; snap.Person(id) != nil || taken(id) || slices.ContainsFunc(removed, func(p events.Person) bool { return p.ID == id }); n++ {
		id = fmt.Sprintf("%s-%d", base, n)
	}
	return id
}

// roleNames are the roles as people write them, by their letters.
var roleNames = map[string]events.Role{
	"organiser": events.Organiser, "organizer": events.Organiser, "organisateur": events.Organiser, "organisatrice": events.Organiser, "organisateurrice": events.Organiser,
	"organisateurtrice": events.Organiser, "referent": events.Referent, "referente": events.Referent, "member": events.Member, "membre": events.Member,
	"expert": events.Expert, "experte": events.Expert, "guest": events.Guest, "invite": events.Guest, "invitee": events.Guest,
}

var languageNames = map[string]string{"fr": "fr", "francais": "fr", "french": "fr", "en": "en", "anglais": "en", "english": "en"}

// fill brings in the columns that the table has.
func (t *contacts) fill(p *events.Person, cells map[string]string) {
	if text, has := cells["function"]; has {
		p.Function = text
	}
	if text, has := cells["role"]; has {
		role, known := roleNames[events.Letters(text)]
		if p.Role = role; !known && text != "" {
			t.refuse("role", "Value", text)
		}
	}
	if text, has := cells["language"]; has {
		if p.Language = languageNames[events.Letters(text)]; p.Language == "" && text != "" {
			t.refuse("language", "Value", text)
		}
	}
	if text, has := cells["category"]; has {
		id, err := CategoryID(t.snap, text)
		if p.Category = id; err != nil {
			var there []string
			for _, c := range t.snap.Categories {
				there = append(there, c.Label)
			}
			t.refuse("category", "Value", text, "There", strings.Join(there, ", "))
		}
	}
	if text, has := cells["territories"]; has {
		p.Territories = t.territories(text)
	}
}

// territories reads a cell: one name, several with commas or slashes between them, or ids with blanks between them.
func (t *contacts) territories(text string) []string {
	if text == "" {
		return nil
	}
	if id, err := TerritoryID(t.snap, text); err == nil {
		return []string{id}
	}
	names := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",;/|+", r) })
	if len(names) == 1 && !slices.ContainsFunc(strings.Fields(text), func(id string) bool { return t.snap.Territory(id) == nil }) {
		names = strings.Fields(text)
	}
	var ids []string
	for _, name := range names {
		name = strings.TrimSpace(name)
		id, err := TerritoryID(t.snap, name)
		if err != nil {
			var there []string
			for _, known := range t.snap.Territories {
				there = append(there, known.Name)
			}
			t.refuse("territory", "Value", name, "There", strings.Join(there, ", "))
		}
		ids = append(ids, id)
	}
	return ids
}

// check tells what the programme does not take of a person.
func (t *contacts) check(p events.Person) {
	var wrong *events.Invalid
	if err := t.snap.CheckPerson(p); errors.As(err, &wrong) {
		switch {
		case p.Name == "":
			t.refuse("no_name")
		case wrong.Field == "territory":
			t.refuse("referent", "Name", p.Name)
		case wrong.Field == "email" && p.Email == "":
			t.refuse("no_email")
		case wrong.Field == "email":
			t.refuse("bad_email", "Value", p.Email)
		default:
			t.refuse("bad_id", "Value", p.ID)
		}
	}
	switch other := Find(t.snap.People(), p.Email); {
	case other == nil || other.ID == p.ID:
	case t.of != "": // who they are is not for a delegation to learn
		t.refuse("taken_by_somebody", "Email", p.Email)
	default:
		t.refuse("taken", "Email", p.Email, "ID", other.ID)
	}
}
