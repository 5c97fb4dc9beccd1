package pages

import (
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// Draft is a form that came when the sign-in of its browser had ended: nothing of it is kept, and it is carried through
// signing in.
type Draft struct {
	To     string // where the form goes
	Fields []DraftField
}

// DraftField is what stood in a field.
type DraftField struct{ Name, Value string }

// IsDraft is the field by which a form says that it is to be shown, filled in, and not kept.
const IsDraft = "draft"

// KnownCookie holds the secret by which a browser is known in which somebody signed in before.
const KnownCookie = "parcours-known"

const (
	maxDraft = MaxForm  // octets of a form that is carried
	carried  = "draft." // what the names of its fields begin with on the way
	carryTo  = "draft-to"
)

// formPath finds where a form that is carried may go: to pages of people who signed in. Of organisers' pages the whole address says
// which form it is.
var formPath = regexp.MustCompile(`^/((me(/days)?|d/[a-z0-9-]+(/(files|agenda|people))?)(\?lang=(fr|en))?|organise(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+(\?[A-Za-z0-9._~%=&+-]*)?)$`)

// Carry answers a form whose sign-in has ended: with the ways to sign in again, and what was typed. It answers nothing, and is
// false, where nobody ever signed in with this browser: a stranger learns of no form.
func (p *Site) Carry(w http.ResponseWriter, r *http.Request) bool {
	if p.AskSignIn == nil || Viewer(r) != nil || p.SecretOf(r) == "" && p.CookieOf(r, KnownCookie) == "" {
		return false
	}
	p.AskSignIn(w, r, p.draftOf(w, r))
	return true
}

// draftOf reads the form of a request. Documents are not carried.
func (p *Site) draftOf(w http.ResponseWriter, r *http.Request) Draft {
	d := Draft{To: r.URL.Path}
	switch lang := r.URL.Query().Get("lang"); {
	case strings.HasPrefix(d.To, "/organise/") && r.URL.RawQuery != "":
		d.To += "?" + r.URL.RawQuery
	case lang == "fr" || lang == "en":
		d.To += "?lang=" + lang
	}
	if !formPath.MatchString(d.To) {
		return Draft{}
	}
	if parts, err := r.MultipartReader(); err == nil {
		for room := int64(maxDraft); room > 0; {
			part, err := parts.NextPart()
			if err != nil {
				break
			}
			if part.FileName() != "" {
				continue
			}
			value, err := io.ReadAll(io.LimitReader(part, room))
			if room -= int64(len(value)) + 100; err == nil {
				d.add(part.FormName(), string(value))
			}
		}
		return d
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxDraft)
	if err := r.ParseForm(); err != nil {
		return Draft{To: d.To}
	}
	d.addAll("", r.PostForm)
	return d
}

// Carried is the draft that a form of signing in carries; the zero one for none.
func Carried(r *http.Request) Draft {
	d := Draft{To: r.PostForm.Get(carryTo)}
	if !formPath.MatchString(d.To) {
		return Draft{}
	}
	d.addAll(carried, r.PostForm)
	return d
}

// addAll adds the fields whose names begin so, in the order of their names.
func (d *Draft) addAll(prefix string, form map[string][]string) {
	for name, values := range form {
		if rest, found := strings.CutPrefix(name, prefix); found {
			for _, value := range values {
				d.add(rest, value)
			}
		}
	}
	slices.SortStableFunc(d.Fields, func(a, b DraftField) int { return strings.Compare(a.Name, b.Name) })
}

func (d *Draft) add(name, value string) {
	if name != "" && name != IsDraft {
		d.Fields = append(d.Fields, DraftField{name, strings.ToValidUTF8(value, "\uFFFD")})
	}
}

// Hidden are the fields by which a form of signing in carries the draft.
func (d Draft) Hidden() []DraftField {
	if d.To == "" {
		return nil
	}
	all := []DraftField{{carryTo, d.To}}
	for _, f := range d.Fields {
		all = append(all, DraftField{carried + f.Name, f.Value})
	}
	return all
}
