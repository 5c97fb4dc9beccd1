package organise

import (
	"net/http"
	"net/url"
	"strconv"

	"parcours/events"
	"parcours/messages"
	"parcours/record"
)

// look is which part of a table somebody looks at: all of it stands in the address, so that it can be kept and passed on.
type look struct {
	record.Query
	Each bool   // a line a delegation
	Page int    // from 1
	Lang string // chosen in the address, "" otherwise
}

// lookOf reads an address; what it asks for and is not there is told by the record.
func lookOf(r *http.Request) look {
	asked := r.URL.Query()
	l := look{Query: record.Query{
		Territory: asked.Get("territory"), Category: asked.Get("category"), Session: asked.Get("session"), State: record.State(asked.Get("state")),
	}, Each: asked.Get("each") == "yes", Lang: langOf(r), Page: 1}
	if n, err := strconv.Atoi(asked.Get("page")); err == nil && n > 1 {
		l.Page = n
	}
	return l
}

// langOf is the language that was chosen in the address, "" otherwise.
func langOf(r *http.Request) string {
	if lang := r.URL.Query().Get("lang"); lang == "fr" || lang == "en" {
		return lang
	}
	return ""
}

// address of a page looked at so.
func (l look) address(path string) string {
	asked := url.Values{}
	for name, value := range map[string]string{
		"territory": l.Territory, "category": l.Category, "session": l.Session, "state": string(l.State), "lang": l.Lang,
	} {
		if value != "" {
			asked.Set(name, value)
		}
	}
	if l.Each {
		asked.Set("each", "yes")
	}
	if l.Page > 1 {
		asked.Set("page", strconv.Itoa(l.Page))
	}
	return withQuery(path, asked)
}

func withQuery(path string, asked url.Values) string {
	if len(asked) == 0 {
		return path
	}
	return path + "?" + asked.Encode()
}

// choice is an option of a list to choose from.
type choice struct {
	Value, Words string
	Chosen       bool
}

func chosen(all []choice, value string) []choice {
	for i := range all {
		all[i].Chosen = all[i].Value == value
	}
	return all
}

func territories(snap *events.Snapshot, value string) (all []choice) {
	for _, t := range snap.Territories {
		all = append(all, choice{Value: t.ID, Words: t.Name})
	}
	return chosen(all, value)
}

func categories(snap *events.Snapshot, value string) (all []choice) {
	for _, c := range snap.Categories {
		all = append(all, choice{Value: c.ID, Words: c.Label})
	}
	return chosen(all, value)
}

// sessions are those that are listed, a group once.
func sessions(snap *events.Snapshot, words *messages.Printer, value string) (all []choice) {
	seen := map[string]bool{}
	for _, x := range snap.All() {
		id, title := x.ID, x.Title
		if x.Group != "" {
			id, title = x.Group, x.GroupTitle
		}
		if seen[id] || !x.Listed() || x.Draft() {
			continue
		}
		seen[id] = true
		start, _ := x.When.Span(snap.Loc)
		all = append(all, choice{Value: id, Words: title + ", " + words.Date(start)})
	}
	return chosen(all, value)
}

func states(words *messages.Printer, value record.State) (all []choice) {
	for _, s := range record.States {
		all = append(all, choice{Value: string(s), Words: words.T("answers.state." + string(s))})
	}
	return chosen(all, string(value))
}

// pager leads through the pages of a long list; Last is 1 where there is one only.
type pager struct {
	Here, Last     int
	Open           bool   // how many there are in all is not known
	Earlier, Later string // addresses, "" where there is none
}

// cutPage gives a page's part of a list, and how to go on.
func cutPage[T any](all []T, page, size int, address func(page int) string) ([]T, pager) {
	p := pager{Here: page, Last: max(1, (len(all)+size-1)/size)}
	p.Here = min(p.Here, p.Last)
	if p.Here > 1 {
		p.Earlier = address(p.Here - 1)
	}
	if p.Here < p.Last {
		p.Later = address(p.Here + 1)
	}
	from := (p.Here - 1) * size
	return all[from:min(from+size, len(all))], p
}
