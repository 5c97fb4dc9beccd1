package events

import (
	"errors"
	"strings"
	"testing"
)

// A link's token is always the same, and no other text reads as it.
func FuzzAnswerToken(f *testing.F) {
	f.Add("marc", "agora", "", "", "x")
	f.Add("rita", "pairs-elus", "faverges", "elus", "AAAA")
	f.Fuzz(func(t *testing.T, person, session, territory, category, forged string) {
		s := &Links{secret: []byte("a secret")}
		link := AnswerLink{Person: person, Session: session, For: Subject{Person: person}}
		if territory != "" {
			link.For = Subject{Territory: territory, Category: category}
		}
		token := s.AnswerToken(link)
		if token != s.AnswerToken(link) {
			t.Error("two tokens of one link")
		}
		if forged != token {
			if got, err := s.ReadAnswerToken(forged); !errors.Is(err, ErrNotFound) {
				t.Errorf("%q reads as %+v, %v", forged, got, err)
			}
		}
		if strings.Contains(person+session+territory+category, "\x1f") {
			return // ids have no control characters
		}
		if got, err := s.ReadAnswerToken(token); err != nil || got != link {
			t.Errorf("%+v reads as %+v, %v", link, got, err)
		}
		if _, err := (&Links{secret: []byte("another")}).ReadAnswerToken(token); !errors.Is(err, ErrNotFound) {
			t.Errorf("another server reads it: %v", err)
		}
	})
}

func TestAnswerTokenIsSigned(t *testing.T) {
	s := &Links{secret: []byte("a secret")}
	token := s.AnswerToken(AnswerLink{Person: "marc", Session: "agora", For: Subject{Person: "marc"}})
	for i := range token {
		for _, letter := range []byte("Aq_") {
			changed := token[:i] + string(letter) + token[i+1:]
			if got, err := s.ReadAnswerToken(changed); changed != token && !errors.Is(err, ErrNotFound) {
				t.Errorf("%s reads as %+v, %v", changed, got, err)
			}
		}
	}
	for _, text := range []string{"", "A", token + "A", token[1:], token + "=", " " + token, strings.ToLower(token)} {
		if got, err := s.ReadAnswerToken(text); !errors.Is(err, ErrNotFound) {
			t.Errorf("%q reads as %+v, %v", text, got, err)
		}
	}
}
