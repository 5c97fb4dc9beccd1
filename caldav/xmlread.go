package caldav

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
)

// Namespaces of the protocol.
const (
	nsDAV    = "DAV:"
	nsCalDAV = "urn:ietf:params:xml:ns:caldav"
	nsServer = "http://calendarserver.org/ns/"
	nsApple  = "http://apple.com/ns/ical/"
	nsXML    = "http://www.w3.org/XML/1998/namespace"
)

func dav(local string) xml.Name    { return xml.Name{Space: nsDAV, Local: local} }
func cal(local string) xml.Name    { return xml.Name{Space: nsCalDAV, Local: local} }
func server(local string) xml.Name { return xml.Name{Space: nsServer, Local: local} }
func apple(local string) xml.Name  { return xml.Name{Space: nsApple, Local: local} }

// Bounds of a request's body.
const (
	maxXML      = 4 << 20 // octets
	maxDepth    = 40      // nested elements
	maxElements = 100_000
)

// errTooLarge is a body beyond its bound.
var errTooLarge = errors.New("the request body is too large")

// parseXML reads a request's body. It gives nil for an empty body. The encodings that RFC 4918 §8.2 asks are read:
// UTF-8 and UTF-16. A document type declaration is refused (RFC 4918 §20.6).
func parseXML(body io.Reader) (*element, error) {
	octets, err := io.ReadAll(io.LimitReader(body, maxXML+1))
	if err != nil {
		return nil, err
	}
	if len(octets) > maxXML {
		return nil, errTooLarge
	}
	octets = fromUTF16(octets)
	if len(bytes.TrimSpace(octets)) == 0 {
		return nil, nil
	}
	p := xmlParser{decoder: xml.NewDecoder(bytes.NewReader(octets))}
	p.decoder.CharsetReader = func(charset string, r io.Reader) (io.Reader, error) {
		switch strings.ToLower(charset) {
		case "utf-8", "us-ascii", "utf-16": // UTF-16 is UTF-8 by now
			return r, nil
		}
		return nil, fmt.Errorf("the encoding %q is not read; send UTF-8", charset)
	}
	return p.parse()
}

// parseXMLString reads an element that is kept as text.
func parseXMLString(text string) (*element, error) { return parseXML(strings.NewReader(text)) }

// fromUTF16 turns a text that starts with a byte order mark into UTF-8 without one.
func fromUTF16(octets []byte) []byte {
	if rest, ok := bytes.CutPrefix(octets, []byte("\xef\xbb\xbf")); ok {
		return rest
	}
	if len(octets) < 2 || !(octets[0] == 0xfe && octets[1] == 0xff || octets[0] == 0xff && octets[1] == 0xfe) {
		return octets
	}
	big := octets[0] == 0xfe
	units := make([]uint16, 0, len(octets)/2)
	for i := 2; i+1 < len(octets); i += 2 {
		a, b := uint16(octets[i]), uint16(octets[i+1])
		if big {
			a, b = b, a
		}
		units = append(units, b<<8|a)
	}
	return []byte(string(utf16.Decode(units)))
}

// xmlParser builds the tree from raw tokens, so that a prefix nobody declared is an error.
type xmlParser struct {
	decoder *xml.Decoder
	open    []*element
	scopes  []map[string]string // prefix -> namespace, nil where an element declares none
	names   []xml.Name          // as written, to compare with the end tags
	root    *element
	count   int
}

func (p *xmlParser) parse() (*element, error) {
	for {
		token, err := p.decoder.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			err = p.start(t)
		case xml.EndElement:
			err = p.end(t)
		case xml.CharData:
			err = p.text(string(t))
		case xml.Directive:
			err = errors.New("a document type declaration is not allowed")
		}
		if err != nil {
			return nil, err
		}
	}
	if p.root == nil || len(p.open) > 0 {
		return nil, errors.New("the document ends before its root element does")
	}
	return p.root, nil
}

func (p *xmlParser) start(t xml.StartElement) error {
	if p.count++; p.count > maxElements || len(p.open) >= maxDepth {
		return errTooLarge
	}
	if len(p.open) == 0 && p.root != nil {
		return errors.New("more than one root element")
	}
	scope, err := declared(t.Attr)
	if err != nil {
		return err
	}
	p.scopes = append(p.scopes, scope)
	p.names = append(p.names, t.Name)
	el := &element{}
	if el.name, err = p.resolve(t.Name, true); err != nil {
		return err
	}
	for _, a := range t.Attr {
		if a.Name.Space == "xmlns" || a.Name.Space == "" && a.Name.Local == "xmlns" {
			continue
		}
		if a.Name, err = p.resolve(a.Name, false); err != nil {
			return err
		}
		el.attrs = append(el.attrs, a)
	}
	if len(p.open) == 0 {
		p.root = el
	} else {
		top := p.open[len(p.open)-1]
		top.nodes = append(top.nodes, node{el: el})
	}
	p.open = append(p.open, el)
	return nil
}

// declared gives the namespaces that an element's attributes declare. A prefix cannot be undeclared (Namespaces in
// XML 1.0 §5).
func declared(attrs []xml.Attr) (map[string]string, error) {
	var scope map[string]string
	for _, a := range attrs {
		prefix := a.Name.Local
		switch {
		case a.Name.Space == "" && a.Name.Local == "xmlns":
			prefix = ""
		case a.Name.Space != "xmlns":
			continue
		case a.Value == "":
			return nil, fmt.Errorf("the prefix %q has no namespace", prefix)
		}
		if scope == nil {
			scope = map[string]string{}
		}
		scope[prefix] = a.Value
	}
	return scope, nil
}

// resolve expands a name as written; an attribute without prefix has no namespace.
func (p *xmlParser) resolve(name xml.Name, isElement bool) (xml.Name, error) {
	prefix := name.Space
	if strings.Contains(name.Local, ":") {
		return xml.Name{}, fmt.Errorf("%q is no qualified name", name.Local)
	}
	if prefix == "xml" {
		return xml.Name{Space: nsXML, Local: name.Local}, nil
	}
	if prefix == "" && !isElement {
		return name, nil
	}
	for i := len(p.scopes) - 1; i >= 0; i-- {
		if space, ok := p.scopes[i][prefix]; ok {
			return xml.Name{Space: space, Local: name.Local}, nil
		}
	}
	if prefix != "" {
		return xml.Name{}, fmt.Errorf("the prefix %q is not declared", prefix)
	}
	return xml.Name{Local: name.Local}, nil
}

func (p *xmlParser) end(t xml.EndElement) error {
	last := len(p.open) - 1
	if last < 0 || p.names[last] != t.Name {
		return fmt.Errorf("the end tag %q closes nothing", t.Name.Local)
	}
	p.open, p.names, p.scopes = p.open[:last], p.names[:last], p.scopes[:last]
	return nil
}

func (p *xmlParser) text(s string) error {
	if len(p.open) == 0 {
		if strings.TrimSpace(s) != "" {
			return errors.New("text outside of the root element")
		}
		return nil
	}
	top := p.open[len(p.open)-1]
	top.nodes = append(top.nodes, node{text: s})
	return nil
}
