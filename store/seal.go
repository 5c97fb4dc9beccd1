package store

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// KeyName is the file of the key in the data folder, where no other place is named. It may be a symbolic link to where the key is.
const KeyName = "parcours.key"

// keySize is that of AES-256, in octets.
const keySize = 32

// Option changes how a store is opened.
type Option func(*DB)

// KeyFile names the file of the key with which secrets are sealed. It is made at the first opening.
func KeyFile(path string) Option { return func(db *DB) { db.keyFile = path } }

// LostKey takes another key in place of one that is lost, and gives up what was sealed with it: see giveUp.
func LostKey() Option { return func(db *DB) { db.keyLost = true } }

// KeyError: the database was sealed with a key that is not the one here.
type KeyError struct {
	File    string
	Missing bool // there is none; else it is another one
}

// Error implements error. It says what to do.
func (e *KeyError) Error() string {
	what := "holds another key than the one with which the database was sealed"
	if e.Missing {
		what = "is not there, and the database was sealed with the key in it"
	}
	return e.File + " " + what + ": put that key back, it is in no backup. If it is lost for good, parcours key --lost takes a new one; " +
		"then everybody gets new links, since those of before end"
}

// sealer hides what must be shown or sent again. A place, table and column, is bound in: what was sealed for one opens in no other.
type sealer struct {
	aead cipher.AEAD
	name string // of the key; it tells nothing of it
}

func newSealer(key []byte) (*sealer, error) {
	own, err := hkdf.Key(sha256.New, key, nil, "parcours: seals", keySize)
	if err != nil {
		return nil, err
	}
	name, err := hkdf.Key(sha256.New, key, nil, "parcours: name of the key", 12)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(own)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	return &sealer{aead, base64.RawURLEncoding.EncodeToString(name)}, err
}

func (s *sealer) sealOctets(place string, octets []byte) []byte {
	if len(octets) == 0 {
		return octets
	}
	return s.aead.Seal(nil, nil, octets, []byte(place))
}

func (s *sealer) openOctets(place string, sealed []byte) ([]byte, error) {
	if len(sealed) == 0 {
		return sealed, nil
	}
	octets, err := s.aead.Open(nil, nil, sealed, []byte(place))
	if err != nil {
		return nil, fmt.Errorf("%s: it was sealed with another key, or changed: %w", place, err)
	}
	return octets, nil
}

// seal hides a text; "" stays so.
func (s *sealer) seal(place, text string) string {
	return base64.RawStdEncoding.EncodeToString(s.sealOctets(place, []byte(text)))
}

func (s *sealer) open(place, sealed string) (string, error) {
	octets, err := base64.RawStdEncoding.DecodeString(sealed)
	if err == nil {
		octets, err = s.openOctets(place, octets)
	}
	return string(octets), err
}

// sealed is a text column that is sealed.
type sealed struct {
	text  *string
	place string
	by    *sealer
}

// Scan implements sql.Scanner.
func (c sealed) Scan(value any) (err error) {
	text, ok := value.(string)
	if !ok {
		return fmt.Errorf("%s holds %T", c.place, value)
	}
	*c.text, err = c.by.open(c.place, text)
	return err
}

// sealedOctets is a column of octets that is sealed.
type sealedOctets struct {
	octets *[]byte
	place  string
	by     *sealer
}

// Scan implements sql.Scanner.
func (c sealedOctets) Scan(value any) (err error) {
	octets, ok := value.([]byte)
	if !ok && value != nil {
		return fmt.Errorf("%s holds %T", c.place, value)
	}
	*c.octets, err = c.by.openOctets(c.place, octets)
	return err
}

// sealedDocument is a value that is kept as JSON and sealed; '{}' for the zero value.
type sealedDocument struct {
	value any
	place string
	by    *sealer
}

// Scan implements sql.Scanner.
func (c sealedDocument) Scan(value any) error {
	text := ""
	if err := (sealed{&text, c.place, c.by}).Scan(value); err != nil {
		return err
	}
	if text == "" {
		text = "{}"
	}
	return document{c.value}.Scan(text)
}

// Kinds of tokens that are found by their hash.
const (
	feedToken   = "feed"
	busyToken   = "busy"
	mailToken   = "mail"
	mailThread  = "thread"
	letterToken = "letter"
)

// hashed is what a token is found by: it is random, of 100 bits at least, so that nobody finds it by its hash. "" stays so.
func hashed(kind, token string) string {
	if token == "" {
		return ""
	}
	sum := sha256.Sum256([]byte("parcours\x00" + kind + "\x00" + token))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// without takes a token out of a text that another server wrote.
func without(token, text string) string {
	if token == "" {
		return text
	}
	return strings.ReplaceAll(strings.ReplaceAll(text, token, "…"), strings.ToUpper(token), "…")
}

// readKey reads the key; fs.ErrNotExist without its file.
func readKey(file string) ([]byte, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != keySize {
		return nil, fmt.Errorf("%s holds no key: it is a line of %d characters in base64, as it was made", file, base64.StdEncoding.EncodedLen(keySize))
	}
	return key, nil
}

// makeKey makes the file of a new key, readable for its owner only.
func makeKey(file string) ([]byte, error) {
	key := make([]byte, keySize)
	rand.Read(key)
	f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	_, err = fmt.Fprintln(f, base64.StdEncoding.EncodeToString(key))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, errors.Join(err, os.Remove(file))
	}
	return key, syncFolder(filepath.Dir(file))
}

// KeyState is how the key and a database go together.
type KeyState string

// The states.
const (
	KeyFits    KeyState = "fits"
	KeyNone    KeyState = "none"    // nothing is sealed yet
	KeyMissing KeyState = "missing" // the file is not there
	KeyOther   KeyState = "other"   // it is another one
	KeyUnread  KeyState = "unread"  // the file cannot be read, or holds no key
)

// stateOf compares the key in a file with the name of the one that sealed a database, "" for none.
func stateOf(file, sealedBy string) KeyState {
	if sealedBy == "" {
		return KeyNone
	}
	key, err := readKey(file)
	if errors.Is(err, fs.ErrNotExist) {
		return KeyMissing
	}
	if err == nil {
		var s *sealer
		if s, err = newSealer(key); err == nil && s.name == sealedBy {
			return KeyFits
		}
	}
	if err != nil {
		return KeyUnread
	}
	return KeyOther
}
