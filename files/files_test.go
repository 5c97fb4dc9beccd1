package files_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"parcours/events"
	"parcours/files"
	"parcours/site"
)

// open opens the small programme with an arbitrage, number 4, that asks for a document.
func open(t *testing.T) *site.Site {
	t.Helper()
	s := site.OpenSmall(t)
	s.Change(func(p *events.Programme) {
		p.Decisions = append(p.Decisions, events.Decision{Number: 4, Title: "La note", Question: "Déposez-la.", Form: []events.Form{events.FormDocument}, Who: events.Member})
	})
	return s
}

// pdf is a document of so many octets.
func pdf(size int) []byte {
	octets := append([]byte("%PDF-1.7\n"), make([]byte, size-9)...)
	chacha := rand.NewChaCha8([32]byte{1})
	_, _ = chacha.Read(octets[9:])
	return octets
}

func document(territory string, decision int, name string, octets []byte) files.Handed {
	return files.Handed{Territory: territory, Decision: decision, Name: name, Content: bytes.NewReader(octets), Size: int64(len(octets))}
}

func handIn(s *site.Site, by string, h files.Handed) files.File {
	s.T.Helper()
	f, err := s.Files.HandIn(s.T.Context(), s.Person(by), h)
	s.Must(err)
	return f
}

func read(s *site.Site, by string, f files.File) []byte {
	s.T.Helper()
	found, err := s.Files.Find(s.T.Context(), s.Person(by), f.Territory, f.ID)
	s.Must(err)
	var b bytes.Buffer
	s.Must(s.Files.Send(s.T.Context(), &b, found))
	return b.Bytes()
}

// What is handed in comes back octet for octet, of any size, also after the server was started again.
func TestDocumentsComeBack(t *testing.T) {
	s := open(t)
	for _, size := range []int{10, 256<<10 - 1, 256 << 10, 256<<10 + 1, 3 << 20} {
		s.Later()
		octets := pdf(size)
		f := handIn(s, "marc", document("faverges", 0, "Note.PDF", octets))
		if f.Name != "Note.pdf" || f.Kind != "application/pdf" || f.Size != int64(size) || f.By != "marc" || !f.At.Equal(s.Clock) {
			t.Errorf("%+v", f)
		}
		if got := read(s, "rita", f); !bytes.Equal(got, octets) {
			t.Errorf("%d octets of %d", len(got), size)
		}
	}
	s.Restart()
	all, err := s.Files.Of(t.Context(), s.Person("rita"), "faverges")
	s.Must(err)
	if len(all) != 5 || !bytes.Equal(read(s, "orga", all[4]), pdf(3<<20)) {
		t.Errorf("%d documents after a restart", len(all))
	}
}

// Who may do what; what somebody may not know of is not there.
func TestWhoHandsInReadsAndRemoves(t *testing.T) {
	for _, c := range []struct {
		who                      string
		adds, answers, reads     error
		takesOwn, takesOfAnother error
	}{
		{"rita", nil, nil, nil, nil, nil},
		{"orga", nil, nil, nil, nil, nil},
		{"marc", nil, events.ErrForbidden, nil, nil, events.ErrForbidden},
		{"guy", events.ErrNotFound, events.ErrNotFound, events.ErrNotFound, nil, events.ErrNotFound},
		{"emma", events.ErrNotFound, events.ErrNotFound, events.ErrNotFound, nil, events.ErrNotFound},
		{"rene", events.ErrNotFound, events.ErrNotFound, events.ErrNotFound, nil, events.ErrNotFound},
		{"paul", events.ErrNotFound, events.ErrNotFound, events.ErrNotFound, nil, events.ErrNotFound},
	} {
		t.Run(c.who, func(t *testing.T) {
			s := open(t)
			who, ctx := s.Person(c.who), t.Context()
			there := handIn(s, "rita", document("faverges", 0, "a.pdf", pdf(100)))
			own, err := s.Files.HandIn(ctx, who, document("faverges", 0, "b.pdf", pdf(100)))
			if !errors.Is(err, c.adds) {
				t.Errorf("adds: %v, want %v", err, c.adds)
			}
			if _, err := s.Files.HandIn(ctx, who, document("faverges", 4, "c.pdf", pdf(100))); !errors.Is(err, c.answers) {
				t.Errorf("answers: %v, want %v", err, c.answers)
			}
			if said := s.Decision("faverges", 4).Answer; (said == "c.pdf") != (c.answers == nil) {
				t.Errorf("the answer is %q", said)
			}
			if _, err := s.Files.Find(ctx, who, "faverges", there.ID); !errors.Is(err, c.reads) {
				t.Errorf("reads: %v, want %v", err, c.reads)
			}
			if _, err := s.Files.Of(ctx, who, "faverges"); !errors.Is(err, c.reads) {
				t.Errorf("lists: %v, want %v", err, c.reads)
			}
			if c.adds == nil {
				if err := s.Files.Remove(ctx, who, "faverges", own.ID); !errors.Is(err, c.takesOwn) {
					t.Errorf("removes one's own: %v, want %v", err, c.takesOwn)
				}
			}
			if err := s.Files.Remove(ctx, who, "faverges", there.ID); !errors.Is(err, c.takesOfAnother) {
				t.Errorf("removes another's: %v, want %v", err, c.takesOfAnother)
			}
			if _, err := s.Files.Find(ctx, who, "annecy", there.ID); !errors.Is(err, events.ErrNotFound) {
				t.Errorf("by another delegation's address: %v", err)
			}
		})
	}
}

// A document answers its arbitrage, as a text does; taken away, it is open again, and the line of what was there stays.
func TestDocumentAnswersTheArbitrage(t *testing.T) {
	s := open(t)
	ctx, rita := t.Context(), s.Person("rita")
	first := handIn(s, "rita", document("faverges", 4, "note.pdf", pdf(100)))
	s.Later()
	second := handIn(s, "rita", files.Handed{Territory: "faverges", Decision: 4, Name: "La version longue", Link: " https://example.org/note?version=2 "})
	same := handIn(s, "rita", document("faverges", 4, "note.pdf", pdf(200)))
	st := s.Decision("faverges", 4)
	if !st.Done || st.Answer != "https://example.org/note?version=2\nnote.pdf" || st.By != "rita" || st.Asks() {
		t.Errorf("%+v", st)
	}
	s.Must(s.Files.Remove(ctx, rita, "faverges", first.ID))
	if got := s.Decision("faverges", 4).Answer; !strings.HasSuffix(got, "\nnote.pdf") {
		t.Errorf("another of this name is there, and the answer is %q", got)
	}
	s.Must(s.Files.Remove(ctx, rita, "faverges", same.ID))
	if st := s.Decision("faverges", 4); !st.Done || st.Answer != second.URL {
		t.Errorf("%t %q", st.Done, st.Answer)
	}
	s.Must(s.Files.Remove(ctx, rita, "faverges", second.ID))
	if st := s.Decision("faverges", 4); st.Done || st.Answer != "" || len(st.Missing) != 1 {
		t.Errorf("%+v", st)
	}
	all, err := s.Files.Of(ctx, rita, "faverges")
	s.Must(err)
	if len(all) != 3 || all[0].There() || all[0].RemovedBy != "rita" || all[0].RemovedAt.IsZero() || all[0].Name != "note.pdf" {
		t.Errorf("%+v", all)
	}
	if err := s.Files.Send(ctx, &bytes.Buffer{}, first); !errors.Is(err, events.ErrNotFound) {
		t.Errorf("the octets are there: %v", err)
	}
	if err := s.Files.Remove(ctx, rita, "faverges", first.ID); !errors.Is(err, events.ErrNotFound) {
		t.Errorf("removed again: %v", err)
	}
	if used, _, err := s.Files.Room(ctx, "faverges"); err != nil || used != 0 {
		t.Errorf("%d octets are used, %v", used, err)
	}
	for _, number := range []int{1, 3, 9} {
		if _, err := s.Files.HandIn(ctx, rita, document("faverges", number, "a.pdf", pdf(50))); !errors.Is(err, events.ErrNotFound) {
			t.Errorf("a document for arbitrage %d: %v", number, err)
		}
	}
}

// The documents of a delegation fit into its room together, and nothing of what does not is kept.
func TestRoom(t *testing.T) {
	s := open(t)
	ctx, rita := t.Context(), s.Person("rita")
	s.Must(s.Files.SetRoom(ctx, 1000))
	s.Restart()
	first := handIn(s, "rita", document("faverges", 0, "a.pdf", pdf(600)))
	if _, err := s.Files.HandIn(ctx, rita, document("faverges", 4, "b.pdf", pdf(401))); !errors.Is(err, events.ErrQuota) {
		t.Errorf("too much: %v", err)
	}
	if s.Decision("faverges", 4).Answer != "" {
		t.Error("what did not fit is an answer")
	}
	handIn(s, "rita", document("faverges", 0, "c.pdf", pdf(400)))
	handIn(s, "rita", files.Handed{Territory: "faverges", Link: "https://example.org/a"})
	handIn(s, "rene", document("annecy", 0, "d.pdf", pdf(1000)))
	s.Must(s.Files.Remove(ctx, rita, "faverges", first.ID))
	handIn(s, "rita", document("faverges", 0, "e.pdf", pdf(600)))
	if used, most, err := s.Files.Room(ctx, "faverges"); err != nil || used != 1000 || most != 1000 {
		t.Errorf("%d of %d, %v", used, most, err)
	}
	if err := s.Files.SetRoom(ctx, -1); err == nil || !strings.Contains(err.Error(), "files_size") {
		t.Error(err)
	}
	s.Must(s.Files.SetRoom(ctx, 0))
	if _, most, err := s.Files.Room(ctx, "faverges"); err != nil || most != files.UsualRoom {
		t.Error(most, err)
	}
}
