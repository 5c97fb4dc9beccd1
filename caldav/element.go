package caldav

import (
	"encoding/xml"
	"strings"
)

// element is a part of a request's body, with its namespaces resolved.
type element struct {
	name  xml.Name
	attrs []xml.Attr // without namespace declarations; Name.Space is the namespace, "" for plain ones
	nodes []node
}

// node is a text or an element.
type node struct {
	text string
	el   *element
}

// child is the first child of that name, nil without one; nil has none.
func (e *element) child(name xml.Name) *element {
	for _, c := range e.children() {
		if c.name == name {
			return c
		}
	}
	return nil
}

// children are the child elements; nil has none.
func (e *element) children() []*element {
	if e == nil {
		return nil
	}
	all := make([]*element, 0, len(e.nodes))
	for _, n := range e.nodes {
		if n.el != nil {
			all = append(all, n.el)
		}
	}
	return all
}

// all are the child elements of that name.
func (e *element) all(name xml.Name) []*element {
	var all []*element
	for _, c := range e.children() {
		if c.name == name {
			all = append(all, c)
		}
	}
	return all
}

// text is the text directly in the element, as it is; nil has none.
func (e *element) text() string {
	if e == nil {
		return ""
	}
	if len(e.nodes) == 1 {
		return e.nodes[0].text
	}
	var b strings.Builder
	for _, n := range e.nodes {
		b.WriteString(n.text)
	}
	return b.String()
}

// attr is the value of an attribute without namespace, "" without it.
func (e *element) attr(local string) string {
	value, _ := e.attribute(local)
	return value
}

func (e *element) attribute(local string) (string, bool) {
	if e != nil {
		for _, a := range e.attrs {
			if a.Name.Space == "" && a.Name.Local == local {
				return a.Value, true
			}
		}
	}
	return "", false
}

// lang is the value of xml:lang on the element, "" without it.
func (e *element) lang() string {
	for _, a := range e.attrs {
		if a.Name.Space == nsXML && a.Name.Local == "lang" {
			return a.Value
		}
	}
	return ""
}
