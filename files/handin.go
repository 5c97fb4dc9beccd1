package files

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"parcours/events"
)

// Handed is what somebody hands in: a document, or the address of one.
type Handed struct {
	Territory string
	Decision  int         // the arbitrage that it answers, 0 for a resource of the delegation
	Name      string      // of the document as the browser says it; of a link what it is called, or ""
	Content   io.ReaderAt // of a document; read twice
	Size      int64       // of the document, octets
	Link      string      // of a document elsewhere, http or https; then there is no Content
}

// HandIn keeps what somebody hands in for a delegation: its members and referents and the organisers may add resources;
// what answers an arbitrage is the delegation's answer, by whoever may give that. It is events.ErrNotFound for who may not
// read the delegation, events.ErrForbidden for who reads it only; events.ErrQuota where the delegation's room is full, and an
// *events.Invalid (see the Fields) for what is not taken. Nothing is kept then.
func (s *Service) HandIn(ctx context.Context, by *events.Person, h Handed) (File, error) {
	snap := s.events.Programme()
	f := File{ID: s.newID(), Territory: h.Territory, Decision: h.Decision, By: by.ID, At: s.now()}
	if snap.Territory(h.Territory) == nil || !by.ReadsDelegation(h.Territory) {
		return f, events.ErrNotFound
	}
	if h.Decision != 0 && !Asked(snap.Decision(h.Decision)) {
		return f, events.ErrNotFound
	}
	if h.Decision != 0 && !MayAnswer(by, h.Territory) {
		return f, events.ErrForbidden
	}
	if err := s.examine(&f, h); err != nil {
		return f, err
	}
	return f, s.store.Update(ctx, func(tx Tx) error {
		if err := s.keep(tx, &f, h.Content); err != nil || f.Decision == 0 {
			return err
		}
		return s.answer(tx, by.ID, &f, true)
	})
}

// Asked tells whether an arbitrage, nil for none, asks for a document.
func Asked(d *events.Decision) bool { return d != nil && slices.Contains(d.Form, events.FormDocument) }

// MayAnswer tells whether somebody hands in documents as answers of a delegation, and removes them.
func MayAnswer(who *events.Person, territory string) bool {
	return who.Role == events.Organiser || who.ReferentOf(territory)
}

// MayRemove tells whether somebody may take a file away: who answers for the delegation, and who brought a resource.
func MayRemove(who *events.Person, f *File) bool {
	return f.There() && (MayAnswer(who, f.Territory) || f.Decision == 0 && f.By == who.ID)
}

// examine finds out what is handed in, and refuses what is not taken.
func (s *Service) examine(f *File, h Handed) error {
	if h.Link != "" {
		f.URL = strings.TrimSpace(h.Link)
		f.Name = strings.Join(strings.Fields(h.Name), " ")
		if utf8.RuneCountInString(f.Name) > maxName || !utf8.ValidString(f.Name) {
			return events.Invalidf(FieldName, "at most %d characters", maxName)
		}
		return CheckLink(f.URL)
	}
	f.Name, f.Size = SafeName(h.Name), h.Size
	switch {
	case f.Name == "":
		return events.Invalidf(FieldName, "%q: give the document a name with an ending, such as note.odt", h.Name)
	case f.Size == 0 || f.Size > MaxSize:
		return events.Invalidf(FieldSize, "%d octets; a document has at most %d, and at least one", f.Size, MaxSize)
	}
	var err error
	if f.Kind, err = kindOf(f.Name, h.Content, f.Size, s.sniff); err != nil {
		return err
	}
	sum := sha256.New()
	n, err := io.Copy(sum, io.NewSectionReader(h.Content, 0, f.Size))
	if err == nil && n != f.Size {
		err = io.ErrUnexpectedEOF
	}
	f.Digest = hex.EncodeToString(sum.Sum(nil))
	return err
}

// keep writes a file and its octets, part by part, where the delegation has room for it.
func (s *Service) keep(tx Tx, f *File, content io.ReaderAt) error {
	used, err := tx.FilesSize(f.Territory)
	if err != nil {
		return err
	}
	if f.Size > 0 && used+f.Size > s.room.Load() {
		return events.ErrQuota
	}
	return s.parts(tx, f, content)
}

// parts writes a file and its octets.
func (s *Service) parts(tx Tx, f *File, content io.ReaderAt) error {
	if err := tx.AddFile(*f); err != nil {
		return err
	}
	part := make([]byte, partSize)
	for i := range int((f.Size + partSize - 1) / partSize) {
		at := int64(i) * partSize
		octets := part[:min(partSize, f.Size-at)]
		if n, err := content.ReadAt(octets, at); n < len(octets) {
			return errors.Join(io.ErrUnexpectedEOF, err)
		}
		if err := tx.AddFilePart(f.ID, i, octets); err != nil {
			return err
		}
	}
	return nil
}

// answer writes into the delegation's answer to the arbitrage that a file was handed in, a line each, or takes that out
// again: so the answer is read through every door, and its history is kept. Without words left the arbitrage is open again.
func (s *Service) answer(tx Tx, by string, f *File, there bool) error {
	t := s.events.Programme().Territory(f.Territory)
	states, err := events.DecisionStatesIn(tx, s.events.Programme(), t)
	if err != nil {
		return err
	}
	var lines []string
	for _, st := range states {
		if st.Decision.Number == f.Decision {
			lines = strings.Split(st.Answer, "\n")
		}
	}
	lines = slices.DeleteFunc(lines, func(line string) bool { return strings.TrimSpace(line) == f.Said() })
	if there {
		lines = append(lines, f.Said())
	}
	text := strings.TrimSpace(strings.Join(lines, "\n"))
	done := text != ""
	return s.events.AnswerDecisionIn(tx, events.DecisionResponse{
		Decision: f.Decision, Territory: f.Territory, By: by, Text: &text, Done: &done, Door: events.DoorWeb,
	})
}
