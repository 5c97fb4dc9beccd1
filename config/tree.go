package config

import (
	"github.com/pelletier/go-toml/v2/unstable"
)

// kind of a value of the file.
type kind int

const (
	broken kind = iota // could not be read, and was reported
	aTable
	aList
	aText
	aNumber
	aFloat
	aFlag
	aDate
	aTime
	aMoment       // date and time
	anOffsetStamp // date and time with an offset from UTC
)

// String names a kind in messages.
func (k kind) String() string {
	return [...]string{"broken", "a table", "a list", "text", "a whole number", "a number with decimals",
		"true or false", "a date", "a time", "a date and time", "a date and time with an offset"}[k]
}

var scalars = map[unstable.Kind]kind{
	unstable.String: aText, unstable.Integer: aNumber, unstable.Float: aFloat, unstable.Bool: aFlag,
	unstable.LocalDate: aDate, unstable.LocalTime: aTime, unstable.LocalDateTime: aMoment,
	unstable.DateTime: anOffsetStamp,
}

// node is a value of the file with its position.
type node struct {
	kind   kind
	at     position
	text   string           // of a text its value, of another scalar what the file says
	items  []*node          // of a list
	keys   map[string]entry // of a table
	header bool             // a table that a [header] opened, or a list that [[headers]] made
	inline bool             // { ... } or [ ... ]: headers add nothing to it
}

// entry is a key of a table and its value.
type entry struct {
	at    position
	value *node
}

// word is a text of the file with its position; not given: the zero word.
type word struct {
	text string
	at   position
}

func (w word) given() bool { return w.at.known() }

func newTable(at position) *node { return &node{kind: aTable, at: at, keys: map[string]entry{}} }

// builder makes the tree from the parser's expressions, and reports what is well-formed and still no TOML: a key
// written twice, a table opened twice.
type builder struct {
	*report
	src     *source
	offset  int // of the parser's input in the source
	root    *node
	current *node // the table that the last header opened
}

func (b *builder) expression(p *unstable.Parser, e *unstable.Node) {
	switch e.Kind {
	case unstable.KeyValue:
		b.assign(b.current, e)
	case unstable.Table, unstable.ArrayTable:
		path := b.path(e.Key())
		b.open(path, e.Kind == unstable.ArrayTable, b.src.indent(path[0].at.line))
	}
}

func (b *builder) path(keys unstable.Iterator) []word {
	var path []word
	for keys.Next() {
		k := keys.Node()
		path = append(path, word{string(k.Data), b.at(k.Raw.Offset)})
	}
	return path
}

func (b *builder) at(offset uint32) position { return b.src.at(b.offset + int(offset)) }

// open makes the table that a header names the current one: a new item of a list for [[header]].
func (b *builder) open(path []word, list bool, at position) {
	b.current = newTable(at) // if it cannot stand there, its keys are read into nowhere
	into := b.root
	for _, step := range path[:len(path)-1] {
		if into = b.step(into, step); into == nil {
			return
		}
	}
	name := path[len(path)-1]
	old, taken := into.keys[name.text]
	switch {
	case !taken && list:
		into.keys[name.text] = entry{name.at, &node{kind: aList, at: at, items: []*node{b.current}, header: true}}
	case !taken:
		into.keys[name.text] = entry{name.at, b.current}
	case list && old.value.kind == aList && !old.value.inline:
		old.value.items = append(old.value.items, b.current)
	case !list && old.value.kind == aTable && !old.value.inline && !old.value.header:
		old.value.at, b.current = at, old.value
	case old.value.kind != broken:
		b.add(name.at, "Join the two; where a list is meant, write [["+name.text+"]] with two brackets at each item.",
			"%q is written twice, first on line %d", name.text, old.at.line)
	}
	b.current.header = true
}

// step walks into a table, making it if it is not there; nil if something else has the name.
func (b *builder) step(into *node, name word) *node {
	old, taken := into.keys[name.text]
	switch {
	case !taken:
		made := newTable(name.at)
		into.keys[name.text] = entry{name.at, made}
		return made
	case old.value.kind == aTable && !old.value.inline:
		return old.value
	case old.value.kind == aList && !old.value.inline:
		return old.value.items[len(old.value.items)-1]
	case old.value.kind != broken:
		b.add(name.at, "Give one of the two another name.",
			"%q is %s already, written on line %d", name.text, old.value.kind, old.at.line)
	}
	return nil
}

// assign puts "key = value" into a table; the key may be dotted.
func (b *builder) assign(into *node, e *unstable.Node) {
	keys := e.Key()
	path := b.path(keys)
	var last *unstable.Node
	for keys := e.Key(); keys.Next(); {
		last = keys.Node()
	}
	value := b.value(e.Value(), b.src.afterEquals(b.offset+int(last.Raw.Offset+last.Raw.Length)))
	b.put(into, path, value)
}

func (b *builder) put(into *node, path []word, value *node) {
	for _, step := range path[:len(path)-1] {
		if into = b.step(into, step); into == nil {
			return
		}
	}
	name := path[len(path)-1]
	if old, taken := into.keys[name.text]; taken {
		b.add(name.at, "Keep one of them.", "key %q is written twice, first on line %d", name.text, old.at.line)
		return
	}
	into.keys[name.text] = entry{name.at, value}
}

// value copies a value out of the parser. at is where it starts, for a list, which the parser gives no place.
func (b *builder) value(v *unstable.Node, at position) *node {
	switch v.Kind {
	case unstable.Array:
		list := &node{kind: aList, at: at, inline: true}
		for items := v.Children(); items.Next(); {
			list.items = append(list.items, b.value(items.Node(), b.firstIn(items.Node(), at)))
		}
		return list
	case unstable.InlineTable:
		table := newTable(b.at(v.Raw.Offset))
		for pairs := v.Children(); pairs.Next(); {
			b.assign(table, pairs.Node())
		}
		table.inline = true
		return table
	}
	return &node{kind: scalars[v.Kind], at: b.at(v.Raw.Offset), text: string(v.Data)}
}

// firstIn is the place of a list's first item, else of the list around it.
func (b *builder) firstIn(v *unstable.Node, around position) position {
	for v.Kind == unstable.Array {
		if v = v.Child(); !v.Valid() {
			return around
		}
	}
	return b.at(v.Raw.Offset)
}
