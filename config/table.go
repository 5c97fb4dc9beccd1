package config

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// table reads the keys of one table with their types. What it is asked for are the keys that exist; close reports
// the others.
type table struct {
	*report
	node   *node
	path   string // its header: "session", "session.room"
	name   string // how messages call it: [[session]] "gen-1"
	asked  []string
	absent bool // the file has no such table; node is an empty one
}

// get is the value of a key, nil without one or if it could not be read.
func (t *table) get(key string) *node {
	if !slices.Contains(t.asked, key) {
		t.asked = append(t.asked, key)
	}
	e, ok := t.node.keys[key]
	if !ok || e.value.kind == broken {
		return nil
	}
	return e.value
}

// has tells whether the file gives the key, even if its value cannot be read.
func (t *table) has(key string) bool {
	_, ok := t.node.keys[key]
	return ok
}

// at is where a key's value stands, else the table itself.
func (t *table) at(key string) position {
	if e, ok := t.node.keys[key]; ok {
		return e.value.at
	}
	return t.node.at
}

// of gets a value of a kind, nil without one. example is how it is written.
func (t *table) of(want kind, key, example string) *node {
	n := t.get(key)
	if n == nil {
		return nil
	}
	if n.kind != want {
		t.mistyped(n, want, key, example)
		return nil
	}
	return n
}

func (t *table) mistyped(n *node, want kind, key, example string) {
	t.add(n.at, "Write it like this: "+example+".", "%q must be %s, not %s", key, want, n.kind)
}

// text is a text without the blanks around it; it may have several lines.
func (t *table) text(key string) word {
	n := t.of(aText, key, key+` = "..."`)
	if n == nil {
		return word{}
	}
	return t.clean(n, key)
}

// clean takes a text as it may be shown: line ends as \n, no control characters.
func (t *table) clean(n *node, key string) word {
	text := strings.TrimSpace(strings.ReplaceAll(n.text, "\r\n", "\n"))
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }) {
		t.add(n.at, "Remove it.", "%q has a control character", key)
	}
	return word{text, n.at}
}

// need is a text that must be there and say something.
func (t *table) need(key string) word {
	w := t.text(key)
	switch {
	case !t.has(key):
		t.missing(key, key+` = "..."`)
	case w.given() && w.text == "":
		t.add(w.at, "Write it between the quotes.", "%q of %s is empty", key, t.name)
	}
	return w
}

func (t *table) missing(key, example string) {
	t.add(t.node.at, "Add "+example+".", "%s has no %q", t.name, key)
}

// one is a text among known ones, usual without it.
func (t *table) one(key string, known []string, usual string) word {
	w := t.text(key)
	if !w.given() {
		return word{text: usual}
	}
	t.check(w, key, known)
	return w
}

// check reports a text that is not among the known ones.
func (t *table) check(w word, what string, known []string) bool {
	if slices.Contains(known, w.text) {
		return true
	}
	t.unknown = true
	t.add(w.at, suggest(w.text, known, "It can be one of"), "unknown %s %q", what, w.text)
	return false
}

// number is a whole number between two bounds, usual without it.
func (t *table) number(key string, least, most, usual int64) int64 {
	n := t.of(aNumber, key, key+" = "+strconv.FormatInt(max(usual, least), 10))
	if n == nil {
		return usual
	}
	value, err := strconv.ParseInt(n.text, 0, 64)
	switch {
	case err == nil && value < 0 && least >= 0:
		t.add(n.at, "Write a number of at least "+strconv.FormatInt(least, 10)+".", "%q is negative: %s", key, n.text)
	case err != nil || value < least || value > most:
		t.add(n.at, "Write a number from "+strconv.FormatInt(least, 10)+" to "+strconv.FormatInt(most, 10)+".",
			"%q is out of bounds: %s", key, n.text)
	}
	return value
}

// flag is true or false, false without it.
func (t *table) flag(key string) bool {
	n := t.of(aFlag, key, key+" = true")
	return n != nil && n.text == "true"
}

// texts is a list of texts.
func (t *table) texts(key string) []word {
	list := t.of(aList, key, key+` = ["..."]`)
	if list == nil {
		return nil
	}
	var words []word
	for _, n := range list.items {
		if n.kind != aText {
			t.add(n.at, `Write each one between quotes: `+key+` = ["..."].`, "%q must be a list of texts, not of %s", key, n.kind)
			continue
		}
		words = append(words, t.clean(n, key))
	}
	return words
}

// table is a table in this one; an empty one, at this one's place, without it.
func (t *table) table(key string) *table {
	n := t.of(aTable, key, key+" = { ... }")
	absent := n == nil
	if absent {
		n = newTable(t.node.at)
	}
	path := t.below(key)
	return &table{report: t.report, node: n, path: path, name: "[" + path + "]", absent: absent}
}

// tables is a list of tables, written with [[headers]] or inline.
func (t *table) tables(key string) []*table {
	list := t.get(key)
	if list == nil {
		return nil
	}
	path := t.below(key)
	name := "[[" + path + "]]"
	if list.kind != aList {
		t.add(list.at, "Write "+name+", with two brackets, at each item.", "%q must be a list of tables, not %s", key, list.kind)
		if list.kind != aTable {
			return nil
		}
		return []*table{{report: t.report, node: list, path: path, name: name}}
	}
	var tables []*table
	for _, n := range list.items {
		if n.kind != aTable {
			t.add(n.at, "Write "+name+" at each item.", "%q must be a list of tables, not of %s", key, n.kind)
			continue
		}
		tables = append(tables, &table{report: t.report, node: n, path: path, name: name})
	}
	return tables
}

// below is the header of a table in this one.
func (t *table) below(key string) string {
	if t.path == "" {
		return key
	}
	return t.path + "." + key
}

// close reports the keys that nothing asked for.
func (t *table) close() {
	for key, e := range t.node.keys {
		if slices.Contains(t.asked, key) || e.value.kind == broken {
			continue
		}
		t.add(e.at, suggest(key, t.asked, "The keys here are"), "unknown key %q in %s", key, t.name)
	}
}
