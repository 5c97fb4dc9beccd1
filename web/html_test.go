package web

import (
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
)

// element is a part of a page.
type element struct {
	name   string
	attrs  map[string]string
	text   string // of itself and of all in it, blanks folded
	inside []*element
}

// void finds the elements that HTML never closes.
var void = regexp.MustCompile(`<((?:meta|link|input|img|br|hr)\b[^>]*)>`)

// parsePage reads a page strictly: every element closed in order, every attribute quoted. Our templates are written
// so; a browser would forgive, and show something else than meant.
func parsePage(t *testing.T, page string) *element {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(void.ReplaceAllString(page, "<$1/>")))
	d.Entity = xml.HTMLEntity
	stack := []*element{{name: "document"}}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			line, column := d.InputPos()
			t.Fatalf("line %d, column %d: %v", line, column, err)
		}
		top := stack[len(stack)-1]
		switch token := token.(type) {
		case xml.StartElement:
			e := &element{name: token.Name.Local, attrs: map[string]string{}}
			for _, a := range token.Attr {
				if _, twice := e.attrs[a.Name.Local]; twice {
					t.Errorf("<%s> has %s twice", e.name, a.Name.Local)
				}
				e.attrs[a.Name.Local] = a.Value
			}
			top.inside = append(top.inside, e)
			stack = append(stack, e)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
			stack[len(stack)-1].text += " " + top.text
		case xml.CharData:
			top.text += string(token)
		}
	}
	if len(stack) != 1 {
		t.Fatalf("<%s> is not closed", stack[len(stack)-1].name)
	}
	return stack[0]
}

// all gives the elements with a name, in the order of the page; "" for all elements.
func (e *element) all(name string) []*element {
	var found []*element
	for _, in := range e.inside {
		if name == "" || in.name == name {
			found = append(found, in)
		}
		found = append(found, in.all(name)...)
	}
	return found
}

// with gives the elements that have an attribute with this value.
func (e *element) with(name, attr, value string) []*element {
	var found []*element
	for _, in := range e.all(name) {
		if got, ok := in.attrs[attr]; ok && got == value {
			found = append(found, in)
		}
	}
	return found
}

func folded(text string) string { return strings.Join(strings.Fields(text), " ") }
