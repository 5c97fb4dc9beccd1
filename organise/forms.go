package organise

import (
	"net/http"
	"net/url"
	"strings"
)

// maxForm is the largest form that is read, in octets: many times the longest answer.
const maxForm = 256 << 10

// readForm reads what a form said.
func (p *Pages) readForm(w http.ResponseWriter, r *http.Request) (url.Values, error) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	err := r.ParseForm()
	return r.PostForm, err
}

// sentBack is where a form leads, with what is to be told.
func sentBack(r *http.Request, path, told string) string {
	address := path + "?" + told
	if lang := langOf(r); lang != "" {
		address += "&lang=" + lang
	}
	return address
}

// withLang keeps the language that was chosen in the address.
func withLang(path, lang string) string {
	switch {
	case lang == "":
		return path
	case strings.Contains(path, "?"):
		return path + "&lang=" + lang
	}
	return path + "?lang=" + lang
}
