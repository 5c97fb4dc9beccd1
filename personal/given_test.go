package personal_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	_ "modernc.org/sqlite"

	"parcours/accounts"
	"parcours/delivery"
	"parcours/events"
	"parcours/personal"
	"parcours/scheduling"
	"parcours/store"
)

// The export holds what was said, answered, written and kept, and no secret.
func TestExport(t *testing.T) {
	s := known(t)
	e, err := s.Personal.Export(t.Context(), camille)
	s.Must(err)
	var octets bytes.Buffer
	s.Must(e.WriteZip(&octets))
	archive, err := zip.NewReader(bytes.NewReader(octets.Bytes()), int64(octets.Len()))
	s.Must(err)
	files := map[string]string{}
	for _, f := range archive.File {
		r, err := f.Open()
		s.Must(err)
		text, err := io.ReadAll(r)
		s.Must(err)
		files[f.Name] = string(text)
	}
	var got personal.Export
	s.Must(json.Unmarshal([]byte(files["data.json"]), &got))
	if got.Person.Name != herName || len(got.Answers) != 5 || len(got.ForOthers) != 1 || len(got.Arbitrages) != 1 || len(got.Documents) != 1 || !slices.Equal(got.Guests, []string{"Léo"}) || len(got.Presences) != 1 ||
		len(got.SignIns) != 1 || len(got.Passwords) != 1 || got.MailWish != delivery.WishDigest || len(got.Mails) < 3 || len(got.Received) != 3 || len(got.Addresses) != 2 || len(got.Attachments) != 2 || len(got.BusyTimes) != 1 || len(got.SharedByThem) != 1 || len(got.SharedToThem) != 1 {
		t.Errorf("answers %d %d %d guests %v present %d in %d %d wish %s mails %d %d addresses %d shares %d %d", len(got.Answers), len(got.ForOthers), len(got.Arbitrages), got.Guests, len(got.Presences), len(got.SignIns), len(got.Passwords), got.MailWish, len(got.Mails), len(got.Received), len(got.Addresses), len(got.SharedByThem), len(got.SharedToThem))
	}
	if got.Letters[0].With != "gaby@ailleurs.example.net" || !strings.Contains(got.Letters[0].Calendar, "SUMMARY:Dehors") || len(got.Waiting) != 1 || got.Waiting[0].Method != "REQUEST" || !strings.Contains(got.Waiting[0].Calendar, "UID:venu") {
		t.Errorf("letters %+v, what waits %+v", got.Letters, got.Waiting)
	}
	entries := 0
	for name, text := range files {
		if strings.HasSuffix(name, ".ics") {
			entries++
			if !strings.HasPrefix(text, "BEGIN:VCALENDAR\r\n") {
				t.Errorf("%s: %s", name, text)
			}
		}
	}
	if entries != 5 { // three of her own, and marc's party in her calendar and her inbox
		t.Errorf("%d entries", entries)
	}
	p := s.Person(camille)
	secrets := []string{p.FeedToken, held(s, camille)[0].ID}
	letters, err := s.Correspondence.Letters(t.Context(), scheduling.LetterQuery{Person: camille})
	s.Must(err)
	for _, l := range letters {
		secrets = append(secrets, l.Token)
	}
	credentials := []accounts.Credential{}
	s.Must(s.DB.View(t.Context(), func(tx store.Tx) (err error) {
		credentials, err = tx.Credentials(camille)
		return err
	}))
	for _, c := range credentials {
		secrets = append(secrets, c.Hash)
	}
	for _, secret := range secrets {
		if secret == "" || strings.Contains(files["data.json"], secret) {
			t.Errorf("a secret is in it: %q", secret)
		}
	}
	if _, err := s.Personal.Export(t.Context(), "nobody"); !errors.Is(err, events.ErrNotFound) {
		t.Errorf("nobody: %v", err)
	}
}
