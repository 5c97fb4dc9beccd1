package organise

import (
	"net/http"
	"net/url"
	"strconv"

	"parcours/messages"
	"parcours/office"
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
	}, Each: asked.Get("each") == "yes", Lang: office.LangOf(r), Page: 1}
	if n, err := strconv.Atoi(asked.Get("page")); err == nil && n > 1 {
		l.Page = n
	}
	return l
}

// address of a page looked at so.
func (l look) address(path string) string { return withQuery(path, l.asked()) }

func (l look) asked() url.Values {
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
	return asked
}

// stream is the address of what changes on a page of answers from a version on.
func (l look) stream(version uint64, lang string) string {
	l.State, l.Page, l.Lang = "", 1, lang
	asked := url.Values{"since": {strconv.FormatUint(version, 10)}}
	for name, value := range l.asked() {
		asked[name] = value
	}
	return withQuery("/organise/live", asked)
}

func withQuery(path string, asked url.Values) string {
	if len(asked) == 0 {
		return path
	}
	return path + "?" + asked.Encode()
}

func states(words *messages.Printer, value record.State) (all []office.Choice) {
	for _, s := range record.States {
		all = append(all, office.Choice{Value: string(s), Words: words.T("answers.state." + string(s))})
	}
	return office.Chosen(all, string(value))
}
