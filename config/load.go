// Package config reads the programme's file: TOML to events.Programme and the server's settings, with the position
// of every mistake. All mistakes of a file are found in one run, syntax errors too.
package config

import (
	"maps"
	"net/netip"
	"slices"
	"time"
	_ "time/tzdata" // zones are checked here, on machines without zone files too

	"parcours/events"
)

// File is what the configuration file says. An empty file is a plain CalDAV server without programme.
type File struct {
	Server       Server
	Programme    events.Programme
	HasProgramme bool // without one, only Programme.People may be filled
	Moved        bool // its dates are where a demonstration was moved to: they are not moved again
}

// Server is what the machine needs to know.
type Server struct {
	PublicURL       string         // scheme and host that people use, without final slash
	Listen          string         // host:port
	MetricsListen   string         // host:port of the metrics, "" without
	TrustedProxies  []netip.Prefix // whose X-Forwarded-For is believed
	Origins         []string       // of sites whose pages may use /dav/ (CORS)
	Data            string         // folder, relative to where the server starts
	MaxResourceSize int64          // bytes of one calendar object resource (RFC 4791 §5.2.5)
	HomeSize        int64          // bytes that all objects of a home may have together (RFC 4331)
	FilesSize       int64          // bytes that the documents of one delegation may have together
	TLS             TLS
	Mail            Mail
	OpenID          OpenID
	SecondFactor    bool // organisers must have one
}

// Load reads a file. It always gives a File; with any Problem that is no Warning, the File has gaps and must not be
// applied. Problems are in the order of the file.
//
// Sessions with rooms or options are expanded: one events.Plan a room or option, whose ID is the session's, "-" and
// the category or the option's id.
//
// A file that names another one, of days off, is read by LoadFrom.
func Load(file []byte) (*File, []Problem) { return LoadFrom(file, nil) }

// LoadFrom is Load with what reads a file that this one names, as it is named there.
func LoadFrom(file []byte, read func(name string) ([]byte, error)) (*File, []Problem) {
	r := &report{}
	root := parse(file, r)
	l := &loader{
		report: r,
		root:   &table{report: r, node: root, name: "the file"},
		ids:    map[string]map[string]position{},
		holes:  map[string]bool{},
		whole:  map[string]bool{},
		loc:    time.UTC,
		read:   read,
	}
	l.file.Server = l.server()
	l.programme()
	l.datesIn(root)
	l.root.close()
	return &l.file, r.sorted()
}

// loader turns the tree into a File.
type loader struct {
	*report
	root      *table
	file      File
	loc       *time.Location
	read      func(name string) ([]byte, error) // other files
	ids       map[string]map[string]position    // by kind ("territory"), then id: where it was first given
	holes     map[string]bool                   // kinds of which an id could not be read: references to them are not checked
	parts     []*table                          // chapters of the note, read when what they name is known
	whole     map[string]bool                   // what says all of itself, "dialogue" and "budget" too: no chapter adds to it
	asked     []askedTo                         // references to sessions, checked when all are known
	addresses map[string]position
}

// askedTo is a reference to a session that may stand further down in the file.
type askedTo struct {
	in   *table
	name word
}

// identify reads the id of a [[kind]] and names its table after it.
func (l *loader) identify(t *table, kind string) string {
	id := t.need("id")
	if !id.given() || id.text == "" {
		l.holes[kind] = true
		return ""
	}
	t.name += " " + `"` + id.text + `"`
	l.learn(t, kind, id)
	return id.text
}

// learn notes an id, which must be legal and new.
func (l *loader) learn(t *table, kind string, id word) {
	for _, r := range id.text {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' {
			t.add(id.at, "Use lower-case letters, digits and '-' only: the id is part of addresses.", "id %q has the character %q", id.text, string(r))
			break
		}
	}
	if l.ids[kind] == nil {
		l.ids[kind] = map[string]position{}
	}
	if first, taken := l.ids[kind][id.text]; taken {
		t.add(id.at, "Give each its own; an id is never used again.", "id %q is given twice to a %s, first on line %d", id.text, kind, first.line)
		return
	}
	l.ids[kind][id.text] = id.at
}

// refer checks a reference by id.
func (l *loader) refer(t *table, kind string, id word) string {
	if _, known := l.ids[kind][id.text]; id.given() && !known && !l.holes[kind] {
		t.check(id, kind, slices.Collect(maps.Keys(l.ids[kind])))
	}
	return id.text
}

func (l *loader) referAll(t *table, kind string, ids []word) []string {
	var all []string
	for _, id := range ids {
		all = append(all, l.refer(t, kind, id))
	}
	return all
}
