package pages

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// resumes is the query by which a carried form asks for its page, filled in.
const resumes = "draft"

// Address is where the page that carries the form sends it: of organisers' pages, to the page with that form.
func (d Draft) Address() string {
	switch {
	case !strings.HasPrefix(d.To, "/organise/"):
		return d.To
	case strings.Contains(d.To, "?"):
		return d.To + "&" + resumes
	}
	return d.To + "?" + resumes
}

// Resumes tells whether a request brings a form that was carried through signing in, to be shown and not kept.
func Resumes(r *http.Request) bool { return r.Method == http.MethodPost && r.URL.Query().Has(resumes) }

// Resume answers such a request: with the page as a GET of it is, and in its form what was typed. Nothing is kept. What finds no place
// in the form stands above it.
func (p *Site) Resume(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, MaxForm)
	if err := r.ParseForm(); err != nil {
		p.NotFound(w, r)
		return
	}
	var d Draft
	d.addAll("", r.PostForm)
	page := p.within(r)
	octets := page.body.Bytes()
	if page.status == http.StatusOK {
		words := p.WordsFor(r, Viewer(r).Language)
		filled, left := refill(octets, d.Fields)
		note := `<p class="notice warn" role="status">` + html.EscapeString(words.T("web.draft.here"))
		for i, f := range left {
			if i == 0 {
				note += " " + html.EscapeString(words.T("web.draft.left"))
			}
			note += "</p>\n<blockquote>" + html.EscapeString(f.Value) + "</blockquote>\n<p class=\"caption\">"
		}
		octets = bytes.Replace(filled, []byte("</h1>"), []byte("</h1>\n"+note+"</p>"), 1)
	}
	for name, values := range page.header {
		w.Header()[name] = values
	}
	w.Header().Del("Content-Length")
	w.WriteHeader(page.status)
	_, _ = w.Write(octets) // the browser went away: nobody to tell
}

// inner is the answer of a page to a request that another one made.
type inner struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (i *inner) Header() http.Header              { return i.header }
func (i *inner) WriteHeader(status int)           { i.status = status }
func (i *inner) Write(octets []byte) (int, error) { return i.body.Write(octets) }

// within asks for the page of a form, as whoever sent the form would.
func (p *Site) within(r *http.Request) *inner {
	get := r.Clone(r.Context())
	get.Method, get.Body, get.ContentLength, get.PostForm, get.Form = http.MethodGet, http.NoBody, 0, nil, nil
	query := get.URL.Query()
	query.Del(resumes)
	get.URL.RawQuery = query.Encode()
	get.RequestURI = get.URL.RequestURI()
	for _, name := range []string{"Content-Type", "Content-Length", "Accept-Encoding"} {
		get.Header.Del(name)
	}
	page := &inner{header: http.Header{}, status: http.StatusOK}
	p.router.ServeHTTP(page, get)
	return page
}

// control is a field of a form within the text of its page.
type control struct {
	tag, name, kind, value string
	start, end             int // of its first tag
	inner                  int // where a text area ends
	options                []control
}

// form is a form within the text of its page, and the folds that it is in.
type form struct {
	controls []control
	folds    []int // where their tags end, before ">"
	fits     int
}

// void finds the elements that HTML never closes; our pages are well-formed otherwise.
var void = regexp.MustCompile(`<((?:meta|link|input|img|br|hr)\b(?:[^>]*[^/>])?)>`)

// refill puts fields into the form of a page that has most of them, and gives those that find no place there.
func refill(page []byte, fields []DraftField) (filled []byte, left []DraftField) {
	page = void.ReplaceAll(page, []byte("<$1/>"))
	var best *form
	forms := formsIn(page)
	for i := range forms {
		f := &forms[i]
		for _, field := range fields {
			f.fits += f.fit(field)
		}
		if f.fits > 0 && (best == nil || f.fits > best.fits) {
			best = f
		}
	}
	if best == nil {
		return page, written(fields, nil)
	}
	edits := best.edits(page, fields)
	slices.SortFunc(edits, func(a, b edit) int { return cmp.Compare(b.start, a.start) })
	for _, e := range edits {
		page = slices.Concat(page[:e.start], []byte(e.text), page[e.end:])
	}
	return page, written(fields, best)
}

// written are the fields that somebody wrote and that a form has no place for.
func written(fields []DraftField, f *form) (left []DraftField) {
	for _, field := range fields {
		if strings.TrimSpace(field.Value) != "" && (f == nil || !slices.ContainsFunc(f.controls, func(c control) bool { return c.name == field.Name })) && field.Name != "step" && field.Name != "do" {
			left = append(left, field)
		}
	}
	return left
}

// fit is how well a field fits: what a form says of itself (hidden, its button) must be the same.
func (f *form) fit(field DraftField) (best int) {
	for _, c := range f.controls {
		switch {
		case c.name != field.Name:
		case c.tag != "button" && c.kind != "hidden":
			return 2
		case c.value == field.Value:
			return 3
		case c.kind == "hidden":
			best = -100
		}
	}
	return best
}

// edit is a piece of the page's text, and what stands there instead.
type edit struct {
	start, end int
	text       string
}

// edits put the fields into the form, and unfold what it is in.
func (f *form) edits(page []byte, fields []DraftField) (all []edit) {
	values := url.Values{}
	for _, field := range fields {
		values.Add(field.Name, field.Value)
	}
	taken := map[string]int{}
	for _, c := range f.controls {
		switch {
		case c.tag == "button" || c.kind == "hidden" || c.kind == "file" || c.name == "":
		case c.tag == "select":
			for _, o := range c.options {
				all = append(all, o.mark(page, "selected", slices.Contains(values[c.name], o.value)))
			}
		case c.kind == "checkbox" || c.kind == "radio":
			all = append(all, c.mark(page, "checked", slices.Contains(values[c.name], c.value)))
		case taken[c.name] >= len(values[c.name]):
		case c.tag == "textarea":
			all = append(all, edit{c.end, c.inner, "\n" + html.EscapeString(values[c.name][taken[c.name]])})
			taken[c.name]++
		default:
			all = append(all, c.set(page, "value", values[c.name][taken[c.name]]))
			taken[c.name]++
		}
	}
	for _, at := range f.folds {
		all = append(all, edit{at, at, ` open="open"`})
	}
	return all
}

// mark sets or takes an attribute that is there or not.
func (c *control) mark(page []byte, name string, on bool) edit {
	if on {
		return c.set(page, name, name)
	}
	tag := string(page[c.start:c.end])
	return edit{c.start, c.end, strings.Replace(tag, " "+name+`="`+name+`"`, "", 1)}
}

// set gives the first tag an attribute.
func (c *control) set(page []byte, name, value string) edit {
	tag := string(page[c.start:c.end])
	if at := strings.Index(tag, " "+name+`="`); at >= 0 {
		rest := tag[at+len(name)+3:]
		tag = tag[:at] + rest[strings.IndexByte(rest, '"')+1:]
	}
	begins := len("<") + len(c.tag)
	return edit{c.start, c.end, tag[:begins] + " " + name + `="` + html.EscapeString(value) + `"` + tag[begins:]}
}

// formsIn finds the forms of a page that send something, with their fields.
func formsIn(page []byte) (all []form) {
	d := xml.NewDecoder(bytes.NewReader(page))
	d.Entity = xml.HTMLEntity
	var folds []int
	inForm, open := false, ""
	for {
		start := int(d.InputOffset())
		token, err := d.Token()
		if err != nil {
			return all
		}
		end := int(d.InputOffset())
		switch token := token.(type) {
		case xml.StartElement:
			c := controlOf(token, start, end)
			switch {
			case c.tag == "details":
				folds = append(folds, end-1)
			case c.tag == "form":
				if inForm = attribute(token, "method") == "post"; inForm {
					all = append(all, form{folds: slices.Clone(folds)})
				}
			case inForm:
				all[len(all)-1].add(c)
				open = c.tag
			}
		case xml.EndElement:
			switch {
			case token.Name.Local == "details":
				folds = folds[:len(folds)-1]
			case token.Name.Local == "form":
				inForm = false
			case token.Name.Local == "textarea" && inForm && open == "textarea":
				last := all[len(all)-1].controls
				last[len(last)-1].inner = start
			}
		}
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func controlOf(e xml.StartElement, start, end int) control {
	c := control{tag: e.Name.Local, name: attribute(e, "name"), kind: attribute(e, "type"), value: attribute(e, "value"), start: start, end: end}
	says := slices.ContainsFunc(e.Attr, func(a xml.Attr) bool { return a.Name.Local == "value" })
	if (c.kind == "checkbox" || c.kind == "radio") && !says {
		c.value = "on"
	}
	return c
}

// add takes a field into a form; an option goes to its list.
func (f *form) add(c control) {
	switch c.tag {
	case "input", "textarea", "select", "button":
		f.controls = append(f.controls, c)
	case "option":
		if n := len(f.controls); n > 0 && f.controls[n-1].tag == "select" {
			f.controls[n-1].options = append(f.controls[n-1].options, c)
		}
	}
}
