package exports

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode"

	"parcours/events"
	"parcours/messages"
)

// notes answers GET /organise/notes.zip: the note of each delegation as it stands, as HTML and as ODT. It is sent while it is written: no more
// than one note is held.
func (f *Files) notes(w http.ResponseWriter, r *http.Request, who *events.Person) {
	snap := f.events.Programme()
	if len(snap.Territories) == 0 {
		f.NotFound(w, r)
		return
	}
	var first bytes.Buffer
	if err := f.note(r.Context(), &first, snap.Territories[0].ID, "html"); err != nil { // now it can still be said
		f.Failed(w, r, err)
		return
	}
	now := f.events.Now().In(snap.Loc)
	h := w.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", `attachment; filename="notes-`+now.Format(time.DateOnly)+`.zip"`)
	err := f.writeNotes(r.Context(), w, now, noteNames(messages.For(snap.LanguageFor(nil)), snap.Territories))
	switch {
	case r.Context().Err() != nil: // the browser went away
	case err != nil:
		f.Log.Error("the notes were not sent to their end", "error", err)
		panic(http.ErrAbortHandler) // the browser sees that the file is not whole
	}
}

// named is a delegation with the name of its files, without an ending.
type named struct{ territory, name string }

func (f *Files) writeNotes(ctx context.Context, w http.ResponseWriter, now time.Time, all []named) error {
	z, connection := zip.NewWriter(w), http.NewResponseController(w)
	for _, of := range all {
		if err := connection.SetWriteDeadline(time.Now().Add(time.Minute)); err != nil && !errors.Is(err, http.ErrNotSupported) { // each note has its own time
			return err
		}
		for _, format := range []string{"html", "odt"} {
			head := &zip.FileHeader{Name: of.name + "." + format, Method: zip.Deflate, Modified: now}
			if format == "odt" {
				head.Method = zip.Store // it is a zip itself
			}
			entry, err := z.CreateHeader(head)
			if err == nil {
				err = f.note(ctx, entry, of.territory, format)
			}
			if err != nil {
				return fmt.Errorf("%s.%s: %w", of.name, format, err)
			}
		}
	}
	return z.Close()
}

// noteNames gives the files of delegations names that people read, no two alike in any letters.
func noteNames(words *messages.Printer, territories []events.Territory) (all []named) {
	taken := map[string]bool{}
	for _, t := range territories {
		name := fileName(words.T("exports.note_of", "Name", t.Name))
		if taken[events.Letters(name)] {
			name += " (" + t.ID + ")"
		}
		taken[events.Letters(name)] = true
		all = append(all, named{t.ID, name})
	}
	return all
}

// fileName is a text as every system takes it for the name of a file.
func fileName(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(`/\:*?"<>|`, r):
			return '-'
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r):
			return -1
		}
		return r
	}, text)
	return events.Cut(strings.Trim(text, " ."), 100)
}
