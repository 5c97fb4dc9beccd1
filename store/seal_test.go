package store

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parcours/accounts"
	"parcours/busylinks"
	"parcours/correspondence"
	"parcours/delivery"
	"parcours/events"
	"parcours/scheduling"
)

// clearly tells in which form a text stands in some octets; "" for in none. Of base64 and of UTF-16 all alignments are looked for.
func clearly(octets []byte, text string) string {
	forms := map[string][]byte{"clear": []byte(text), "capitals": []byte(strings.ToUpper(text)), "hex": []byte(hex.EncodeToString([]byte(text))),
		"capital hex": []byte(strings.ToUpper(hex.EncodeToString([]byte(text))))}
	for at := range 3 {
		padded := append(make([]byte, at), text...)
		for name, encoding := range map[string]*base64.Encoding{"base64": base64.RawStdEncoding, "base64url": base64.RawURLEncoding} {
			whole := encoding.EncodeToString(padded[:len(padded)-len(padded)%3])
			forms[name+string(rune('0'+at))] = []byte(whole[[]int{0, 2, 3}[at]:])
		}
	}
	for form, octetsOf := range forms {
		if bytes.Contains(octets, octetsOf) {
			return form
		}
	}
	return ""
}

// inFiles looks for texts in every file of a folder but that of the key.
func inFiles(t *testing.T, dir string, texts map[string]string) {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if f.IsDir() || f.Name() == KeyName {
			continue
		}
		octets, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		for what, text := range texts {
			if form := clearly(octets, text); form != "" {
				t.Errorf("%s has the %s in %s", f.Name(), what, form)
			}
		}
	}
}

var (
	waits = delivery.Receipt{ID: "in-1", At: day(3, 1), From: "x@example.org", Outcome: delivery.ReceiptWaiting, Reason: "rsvp+jetondumail@example.org said no", Token: "jetondumail",
		Message: delivery.Incoming{From: "x@example.org", Token: "jetondumail", Text: "to rsvp+jetondumail@example.org"}}
	mailed = delivery.Mail{Notice: 1, Person: "rita", Kind: delivery.MailLetter, State: delivery.MailQueued, Token: "jetondumail", Next: day(3, 1), Created: day(3, 1)}
	letter = scheduling.Letter{Token: "jetonlettre", Person: "rita", Address: "y@example.org", UID: "u1", Kind: scheduling.KindRequest, State: scheduling.LetterQueued, Next: day(3, 1), Created: day(3, 1)}
	kept   = correspondence.Held{ID: "h1", Person: "rita", From: "y@example.org", Token: "jetonlettre", UID: "u1", Method: "REPLY", Message: []byte("ORGANIZER:mailto:rsvp+jetonlettre@example.org"), At: day(3, 1)}
	busy   = busylinks.Link{Token: "jetonoccupe", Person: "rita", Made: day(3, 1)}
)

var secrets = map[string]string{"secret that signs": "le secret qui signe", "feed": "jeton-rita", "revoked feed": "jeton-old", "mail": "jetondumail", "letter": "jetonlettre", "busy": "jetonoccupe"}

// fillSecrets writes one of each secret.
func fillSecrets(t *testing.T, db *DB) {
	t.Helper()
	fill(t, db)
	write(t, db, func(tx Tx) error {
		return errors.Join(tx.SetSetting(events.SettingSecret, "le secret qui signe"), tx.AddNotice(events.Notice{Number: 1, Kind: events.NoticePage}), tx.AddMail(mailed),
			tx.AddReceipt(waits), tx.AddLetter(letter), tx.SetHeard("jetonlettre", "", day(3, 2)), tx.AddHeld(kept), tx.SetBusyLink(busy))
	})
	write(t, db, func(tx Tx) error {
		m := mailed
		m.Error = "550 rsvp+jetondumail@example.org: not known"
		return tx.SetMail(m)
	})
}

// TestSecretsAreSealed: each is found and read as it was, and stands in no file but sealed; a copy opens with its key and says what is
// wrong without it.
func TestSecretsAreSealed(t *testing.T) {
	dir := t.TempDir()
	db := openIn(t, dir)
	fillSecrets(t, db)
	checkSecrets(t, db)
	inFiles(t, dir, secrets)
	copied := t.TempDir()
	if err := db.Backup(t.Context(), filepath.Join(copied, FileName)); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	inFiles(t, dir, secrets)
	inFiles(t, copied, secrets)

	var wrong *KeyError
	if _, err := Open(t.Context(), copied); !errors.As(err, &wrong) || !wrong.Missing || !strings.Contains(err.Error(), "parcours key --lost") {
		t.Fatalf("without the key: %v", err)
	}
	state := func(want KeyState) {
		t.Helper()
		if e, err := Examine(t.Context(), copied); err != nil || e.Key != want {
			t.Errorf("%q, %v; want %q", e.Key, err, want)
		}
	}
	state(KeyMissing)
	if _, err := makeKey(filepath.Join(copied, KeyName)); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), copied); !errors.As(err, &wrong) || wrong.Missing {
		t.Fatalf("with another key: %v", err)
	}
	state(KeyOther)
	if err := os.WriteFile(filepath.Join(copied, KeyName), []byte("nothing\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), copied); err == nil || !strings.Contains(err.Error(), "holds no key") {
		t.Fatalf("with no key in the file: %v", err)
	}
	state(KeyUnread)
	elsewhere := filepath.Join(dir, KeyName)
	again, err := Open(t.Context(), copied, KeyFile(elsewhere))
	if err != nil {
		t.Fatal(err)
	}
	checkSecrets(t, again)
	if info, err := os.Stat(elsewhere); err != nil || info.Mode() != 0o600 {
		t.Errorf("%v %v", info, err)
	}
	if e, err := Examine(t.Context(), copied, KeyFile(elsewhere)); err != nil || e.Key != KeyFits {
		t.Errorf("%+v, %v", e, err)
	}
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
}

func checkSecrets(t *testing.T, db *DB) {
	t.Helper()
	checkFilled(t, db)
	view(t, db, func(tx Tx) error {
		secret, err := tx.Setting(events.SettingSecret)
		same(t, "secret", secret, "le secret qui signe")
		mails, e1 := tx.Mails(delivery.MailQuery{Token: "jetondumail"})
		found, e2 := tx.Mails(delivery.MailQuery{Thread: mailed.MessageID()})
		want := mailed
		want.Error = "550 rsvp+…@example.org: not known"
		same(t, "by token", mails, []delivery.Mail{want})
		same(t, "by thread", found, mails)
		r, e3 := tx.Receipt("in-1")
		told := waits
		told.Reason = "rsvp+…@example.org said no"
		same(t, "receipt", r, told)
		l, e4 := tx.Letters(scheduling.LetterQuery{Token: "jetonlettre"})
		l[0].Number = 0
		same(t, "letter", l, []scheduling.Letter{letter})
		at, e5 := tx.Heard("jetonlettre", "")
		same(t, "heard", at, day(3, 2))
		h, e6 := tx.HeldOf("h1", "")
		same(t, "held", h, []correspondence.Held{kept})
		b, e7 := tx.BusyLink("jetonoccupe")
		same(t, "busy", b.Token+b.Person, "jetonoccupe"+"rita")
		_, e8 := tx.BusyLink(hashed(busyToken, "jetonoccupe"))
		same(t, "its hash opens nothing", errors.Is(e8, events.ErrNotFound), true)
		return errors.Join(err, e1, e2, e3, e4, e5, e6, e7)
	})
}

// TestClearIsSealed: what an older program wrote is sealed when the store is opened, and no scrap of it stays in the files.
func TestClearIsSealed(t *testing.T) {
	dir := t.TempDir()
	db := openIn(t, dir)
	fillSecrets(t, db)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	inTheClear(t, dir)
	octets, err := os.ReadFile(filepath.Join(dir, FileName))
	if err != nil || clearly(octets, "le secret qui signe") == "" || clearly(octets, "jetonlettre") == "" {
		t.Fatalf("it is not as it was: %v", err)
	}
	db = openIn(t, dir)
	inFiles(t, dir, secrets)
	checkSecrets(t, db)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	checkSecrets(t, openIn(t, dir))
}

// inTheClear writes a store as the program before 00027 did.
func inTheClear(t *testing.T, dir string) {
	t.Helper()
	alter(t, dir, `
		UPDATE settings SET value = 'le secret qui signe' WHERE key = 'secret';
		DELETE FROM settings WHERE key LIKE 'sealed%';
		UPDATE people SET feed_token = 'jeton-' || id;
		DELETE FROM feed_tokens;
		INSERT INTO feed_tokens VALUES ('jeton-rita', 'rita', NULL), ('jeton-old', 'old', 1646208000000000);
		UPDATE mails SET token = 'jetondumail', error = '550 rsvp+jetondumail@example.org: not known', thread = '`+mailed.MessageID()+`', sealed = '';
		UPDATE receipts SET token = 'jetondumail', reason = 'rsvp+jetondumail@example.org said no',
			message = '{"From":"x@example.org","Token":"jetondumail","Text":"to rsvp+jetondumail@example.org"}';
		UPDATE letters SET token = 'jetonlettre', sealed = '';
		UPDATE heard SET token = 'jetonlettre';
		UPDATE held SET token = 'jetonlettre', message = CAST('ORGANIZER:mailto:rsvp+jetonlettre@example.org' AS BLOB);
		UPDATE busy_links SET token = 'jetonoccupe', sealed = '';`)
}

// TestKeyIsLost: with another key everything but links is as it was.
func TestKeyIsLost(t *testing.T) {
	dir := t.TempDir()
	db := openIn(t, dir)
	fillSecrets(t, db)
	if err := errors.Join(db.Close(), os.Remove(filepath.Join(dir, KeyName))); err != nil {
		t.Fatal(err)
	}
	for _, options := range [][]Option{{LostKey()}, nil} {
		db, err := Open(t.Context(), dir, options...)
		if err != nil {
			t.Fatal(err)
		}
		view(t, db, func(tx Tx) error {
			secret, err := tx.Setting(events.SettingSecret)
			same(t, "secret", secret, "")
			_, revoked, e1 := tx.PersonByFeedToken("jeton-rita")
			same(t, "the old feed is gone", revoked, true)
			p, e2 := tx.Person("rita")
			again, revoked, e3 := tx.PersonByFeedToken(p.FeedToken)
			if p.FeedToken == "jeton-rita" || len(p.FeedToken) < 20 || again.ID != "rita" || revoked {
				t.Errorf("%+v %t", p, revoked)
			}
			b, e4 := tx.BusyLink("jetonoccupe")
			same(t, "busy address ended", b.Revoked.After(time.Time{}), true)
			mails, e5 := tx.Mails(delivery.MailQuery{Person: "rita"})
			letters, e6 := tx.Letters(scheduling.LetterQuery{Person: "rita"})
			if len(mails) != 1 || len(letters) != 1 || len(mails[0].Token) < 20 || len(letters[0].Token) < 20 {
				t.Fatalf("%+v %+v", mails, letters)
			}
			byNew, e7 := tx.Mails(delivery.MailQuery{Token: mails[0].Token})
			same(t, "a mail that waits has an address", len(byNew), 1)
			r, e8 := tx.Receipt("in-1")
			same(t, "what waited is settled", r.Settled != "" && r.Message.Text == "", true)
			credentials, e9 := tx.Credentials("rita")
			same(t, "passwords", credentials, []accounts.Credential{password})
			return errors.Join(err, e1, e2, e3, e4, e5, e6, e7, e8, e9)
		})
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
