package events

import (
	"fmt"
	"hash/fnv"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// ToldDate finds the dates that texts of the file say of sessions, which can move after it was read, by {form:session,...}: "le
// {date:agora}" is "le 28 avril" as long as agora is on that day. Beside ids of sessions and groups, "dialogue" is the last
// day for the day of dialogue, "budget" the day by which budgets are stable. Other forms than DateForms stand as they are.
var ToldDate = regexp.MustCompile(`(\bde )?\{([a-z]+):([^{}\n]*)\}`)

// DateForms are the forms in which a text says the date of a session: "28 avril", "28", "jeudi", "avril", "2022".
var DateForms = []string{"date", "day", "weekday", "month", "year"}

// DateWords says days in words of a language, in one of DateForms; of several, each of them.
type DateWords func(lang, form string, days []Day) string

// teller replaces the dates that texts say.
type teller struct {
	*Snapshot
	self  *Session        // whose text it is; nil for a text of the programme
	named map[string]bool // what the texts named beside self
}

// tell gives all texts their dates. Once: the snapshot is nobody's yet.
func (s *Snapshot) tell(say DateWords) {
	s.say, s.told = say, map[string]bool{}
	if say == nil {
		return
	}
	views := map[string]bool{} // what appears in views whose own change number does not tell
	note := teller{Snapshot: s, named: s.told}
	eachText(reflect.ValueOf(&s.Note).Elem(), note.text)
	for i := range s.Decisions {
		t := teller{Snapshot: s, named: map[string]bool{}}
		eachText(reflect.ValueOf(&s.Decisions[i]).Elem(), t.text)
		maps.Copy(s.told, t.named)
		for name := range t.named {
			if !slices.Contains(s.Decisions[i].Sessions, name) {
				views[name] = true
			}
		}
	}
	t := teller{Snapshot: s, named: views}
	eachText(reflect.ValueOf(&s.Programme).Elem(), t.text)
	for _, x := range s.Sessions {
		maps.Copy(views, s.tellSession(x))
	}
	maps.Copy(s.told, views)
	s.markEpoch(slices.Sorted(maps.Keys(views)))
}

// markEpoch makes another epoch of other dates: who reads a text that says the date of another session reads it again when
// that session moves.
func (s *Snapshot) markEpoch(names []string) {
	if len(names) == 0 {
		return
	}
	h := fnv.New64a()
	for _, name := range names {
		fmt.Fprintf(h, "%s %s\n", name, s.dayNamed(name, nil))
	}
	s.Epoch += fmt.Sprintf("~%x", h.Sum64())
}

// tellSession gives a session's texts their dates, and keeps what they were. It gives whose dates they say beside its own.
func (s *Snapshot) tellSession(x *Session) map[string]bool {
	t := teller{Snapshot: s, self: x, named: map[string]bool{}}
	x.written = map[string]string{}
	x.Resources = slices.Clone(x.Resources)
	eachText(reflect.ValueOf(&x.Plan).Elem(), func(text string) string {
		told := t.text(text)
		if told != text {
			x.written[told] = text
		}
		return told
	})
	return t.named
}

// AsWritten is the session with its texts as somebody wrote them: what is kept, and what tells a change of the words.
func (s *Session) AsWritten() Session {
	x := *s
	x.Resources = slices.Clone(x.Resources)
	eachText(reflect.ValueOf(&x.Plan).Elem(), func(text string) string {
		if written, ok := s.written[text]; ok {
			return written
		}
		return text
	})
	x.written = nil
	return x
}

func (t *teller) text(text string) string {
	if !strings.Contains(text, "{") {
		return text
	}
	return ToldDate.ReplaceAllStringFunc(text, func(found string) string {
		m := ToldDate.FindStringSubmatch(found)
		if !slices.Contains(DateForms, m[2]) {
			return found
		}
		var days []Day
		for name := range strings.SplitSeq(m[3], ",") {
			day := t.dayNamed(name, t.self)
			if day.IsZero() {
				return found
			}
			days = append(days, day)
			if !t.self.isNamed(name) {
				t.named[name] = true
			}
		}
		lang := t.LanguageFor(nil)
		said := t.say(lang, m[2], days)
		if m[1] != "" && lang == "fr" {
			return Of(lang, said)
		}
		return m[1] + said
	})
}

// isNamed tells whether a name is the session's: its id, or that of the split session whose room it is.
func (s *Session) isNamed(name string) bool {
	return s != nil && (s.ID == name || s.Category != "" && s.Group == name)
}

// dayNamed is the day of a session or of the first date of several that still stands, zero without any. self is taken as it
// is, where the snapshot may have a later one.
func (s *Snapshot) dayNamed(name string, self *Session) Day {
	all := s.Group(name)
	if self.isNamed(name) {
		all = []*Session{self}
	}
	for _, live := range []bool{true, false} {
		for _, x := range all {
			if x.Live() == live {
				start, _ := x.When.Span(s.Loc)
				return DayOf(start.In(s.Loc))
			}
		}
	}
	switch name {
	case "dialogue":
		return s.Dialogue.Before
	case "budget":
		return s.Budget.StabiliseBy
	}
	return Day{}
}

// eachText puts every text of a value through f.
func eachText(v reflect.Value, f func(string) string) {
	switch v.Kind() {
	case reflect.String:
		if v.CanSet() {
			v.SetString(f(v.String()))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			eachText(v.Field(i), f)
		}
	case reflect.Slice:
		for i := range v.Len() {
			eachText(v.Index(i), f)
		}
	}
}
