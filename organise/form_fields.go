package organise

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"parcours/messages"
)

// sendBack leads from a form to the page that shows what it did, in the language that was switched to.
func sendBack(w http.ResponseWriter, r *http.Request, address string) {
	address, anchor, _ := strings.Cut(address, "#")
	if lang := langOf(r); lang != "" && strings.Contains(address, "?") {
		address += "&lang=" + lang
	} else if lang != "" {
		address += "?lang=" + lang
	}
	if anchor != "" {
		address += "#" + anchor
	}
	http.Redirect(w, r, address, http.StatusSeeOther)
}

// option is a choice of a list or a box to tick.
type option struct {
	ID, Label string
	On        bool
}

// problem is a field that was refused, and why.
type problem struct{ Field, Label, Words string }

// field is what a form hands on unseen.
type field struct{ Name, Value string }

// handedOn are the fields of a form but those of its buttons, in the order of their names.
func handedOn(r *http.Request, buttons ...string) (all []field) {
	for _, name := range slices.Sorted(maps.Keys(r.PostForm)) {
		if slices.Contains(buttons, name) {
			continue
		}
		for _, value := range r.PostForm[name] {
			all = append(all, field{name, value})
		}
	}
	return all
}

// problemsOf puts refused fields into words: SUBJECT.field.FIELD and SUBJECT.wrong.KEY.
func problemsOf(words *messages.Printer, subject string, wrong []wrongField) (all []problem) {
	for _, x := range wrong {
		all = append(all, problem{x.Field, words.T(subject + ".field." + x.Field), words.T(subject + ".wrong." + x.Key)})
	}
	return all
}
