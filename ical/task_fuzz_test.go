package ical

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parcours/calendars"
	"parcours/edits"
)

// FuzzTodo: whatever a client sends as a task or as an event of a territory's calendar is read or refused, and what can
// be read can be marked, twice the same. What a calendar takes, the rules can read, now and after they have spoken.
func FuzzTodo(f *testing.F) {
	files, err := filepath.Glob("testdata/task/*.ics")
	if err != nil || len(files) == 0 {
		f.Fatal("no samples", err)
	}
	for _, file := range files {
		octets, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(octets)
	}
	f.Add(eventWith("DTSTART:20220301T080000Z", "SUMMARY:À valider ·", "DESCRIPTION:—", "X-PARCOURS-MARK:title 0", "X-PARCOURS-STATUS:NONE", "STATUS:TENTATIVE"))
	f.Add([]byte("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDESCRIPTION;ALTREP=\"x\":\xff\\n—\nSUMMARY\n :\nEND:VEVENT\nEND:VCALENDAR"))
	for _, octets := range corpus(f, "valid") {
		if len(octets) < 2048 {
			f.Add(octets)
		}
	}
	f.Fuzz(func(t *testing.T, octets []byte) {
		if todo, err := renderer.Todo(octets); err != nil && todo != (edits.Todo{}) {
			t.Fatalf("%v, and yet %+v", err, todo)
		}
		octets, _ = Decode(octets) // as Object says that they are kept
		renderer.Edit(octets)
		index, refused := renderer.Object(octets, time.UTC)
		taken := refused == nil && index.Component == "VEVENT"
		if facts, err := renderer.Facts(octets); taken && (err != nil || facts.UID != toUTF8(index.UID)) {
			t.Fatalf("taken as %+v, and yet %v, %+v", index, err, facts)
		}
		marked, err := renderer.Mark(octets, held)
		if err != nil {
			return
		}
		if after, err := renderer.Object(marked, time.UTC); taken && (err != nil || after != index) {
			t.Fatalf("%+v became %+v: %v\n%q", index, after, err, marked)
		}
		if again, err := renderer.Mark(marked, held); err != nil || string(again) != string(marked) {
			t.Fatalf("%v\n%q\nmarked again:\n%q", err, marked, again)
		}
	})
}

// FuzzMark: a rule's words come and go, a person's stay.
func FuzzMark(f *testing.F) {
	for _, line := range []string{"", balanceLine, "—", "Rappel : \x00\r\n— 8 jours"} {
		f.Add("Cinquième jour", "Avec la cantine\n\n—\n- café", "CONFIRMED", line, true)
		f.Add("À valider · jour", "—\n"+line+"x", "", line, false)
	}
	f.Add("a valider", " \n", "TENTATIVE", "x", true)
	f.Add("\\", "x\n—\nx", "CANCELLED", "X", true)
	f.Fuzz(func(t *testing.T, title, text, status, line string, hold bool) {
		for written := range strings.SplitSeq(plain(text), "\n") {
			if isRuleLine(written) {
				return // a person who writes a rule's sentence loses it to the rule
			}
		}
		c := New("VEVENT")
		c.Add(NewText("UID", "x"), NewText("SUMMARY", title), NewText("DESCRIPTION", text))
		if status = strings.ToUpper(strings.TrimSpace(plain(status))); cleanName(status) == status && status != "" {
			c.Add(NewValue("STATUS", status))
		} else {
			status = ""
		}
		cal := New("VCALENDAR")
		cal.AddComponent(c)
		m := calendars.Mark{Lines: []string{line, "Ligne"}, Tentative: hold}
		if hold {
			m.Prefix = heldPrefix("fr")
		}
		octets := cal.Bytes()
		for range 2 {
			marked, err := renderer.Mark(octets, m)
			if err != nil {
				t.Fatal(err)
			}
			if again, err := renderer.Mark(marked, m); err != nil || string(again) != string(marked) {
				t.Fatalf("%v\n%q\nmarked again:\n%q", err, marked, again)
			}
			octets = marked
			m.Lines = append(m.Lines, "Autre ligne")
		}
		back, err := renderer.Mark(octets, calendars.Mark{})
		if err != nil {
			t.Fatal(err)
		}
		e := mustParse(t, string(back)).Children("VEVENT")[0]
		if e.Text("SUMMARY") != plain(title) || e.Text("DESCRIPTION") != plain(text) || statusText(e) != status {
			t.Fatalf("%q %q %q came back in\n%s", title, text, status, back)
		}
		if e.Property(markProperty) != nil || e.Property(heldProperty) != nil {
			t.Fatalf("traces in\n%s", back)
		}
	})
}
