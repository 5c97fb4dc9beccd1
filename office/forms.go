package office

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"parcours/events"
	"parcours/messages"
	"parcours/pages"
)

// ReadForm reads what a form said.
func ReadForm(w http.ResponseWriter, r *http.Request) (url.Values, error) {
	r.Body = http.MaxBytesReader(w, r.Body, pages.MaxForm)
	err := r.ParseForm()
	return r.PostForm, err
}

// LangOf is the language that was chosen in the address, "" otherwise.
func LangOf(r *http.Request) string {
	if lang := r.URL.Query().Get("lang"); lang == "fr" || lang == "en" {
		return lang
	}
	return ""
}

// WithLang keeps the language that was chosen in the address.
func WithLang(path, lang string) string {
	path, anchor, _ := strings.Cut(path, "#")
	if anchor != "" {
		anchor = "#" + anchor
	}
	switch {
	case lang == "":
		return path + anchor
	case strings.Contains(path, "?"):
		return path + "&lang=" + lang + anchor
	}
	return path + "?lang=" + lang + anchor
}

// SendBack leads from a form to the page that shows what it did, in the language that was switched to.
func SendBack(w http.ResponseWriter, r *http.Request, address string) {
	http.Redirect(w, r, WithLang(address, LangOf(r)), http.StatusSeeOther)
}

// Option is a choice of a list or a box to tick.
type Option struct {
	ID, Label string
	On        bool
}

// Field is what a form hands on unseen.
type Field struct{ Name, Value string }

// HandedOn are the fields of a form but those of its buttons, in the order of their names.
func HandedOn(r *http.Request, buttons ...string) (all []Field) {
	for _, name := range slices.Sorted(maps.Keys(r.PostForm)) {
		if slices.Contains(buttons, name) {
			continue
		}
		for _, value := range r.PostForm[name] {
			all = append(all, Field{name, value})
		}
	}
	return all
}

// WrongField is a field of a form that cannot be taken, and the key of the words for why.
type WrongField struct{ Field, Key string }

// Problem is a field that was refused, and why.
type Problem struct{ Field, Label, Words string }

// Problems puts refused fields into words: SUBJECT.field.FIELD and SUBJECT.wrong.KEY.
func Problems(words *messages.Printer, subject string, wrong []WrongField) (all []Problem) {
	for _, x := range wrong {
		all = append(all, Problem{x.Field, words.T(subject + ".field." + x.Field), words.T(subject + ".wrong." + x.Key)})
	}
	return all
}

// WrongPerson is what is wrong with somebody, in words.
func WrongPerson(words *messages.Printer, bad *events.Invalid) string {
	if !slices.Contains([]string{"email", "name", "role", "territory", "category"}, bad.Field) {
		return words.T("people.wrong.unusual")
	}
	return words.T("people.wrong." + bad.Field)
}
