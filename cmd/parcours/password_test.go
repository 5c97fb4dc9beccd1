package main

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/crypto/argon2"

	"parcours/accounts"
	"parcours/config"
)

func TestArgon2id(t *testing.T) {
	a := newArgon2id()
	salt := []byte("sixteen octets..")
	enc := base64.RawStdEncoding.EncodeToString
	old := fmt.Sprintf("$argon2id$v=19$m=65536,t=3,p=4$%s$%s", enc(salt), enc(argon2.IDKey([]byte("right"), salt, 3, 65536, 4, 32)))
	made := a.Hash("right")
	if !strings.HasPrefix(made, "$argon2id$v=19$m=19456,t=2,p=1$") || a.Hash("right") == made {
		t.Errorf("%s", made)
	}
	for _, hash := range []string{made, old} { // those that were kept with more memory are still right
		for password, want := range map[string]bool{"right": true, "wrong": false, "": false} {
			if got, err := a.Verify(t.Context(), hash, password); got != want || err != nil {
				t.Errorf("%q against %s: %v, %v", password, hash, got, err)
			}
		}
	}
	for _, hash := range []string{"", "x", "$argon2id$v=19$m=19456,t=2,p=1$$", "$argon2id$v=19$m=x$YQ$YQ", "$bcrypt$v=19$m=19456,t=2,p=1$YQ$YQ"} {
		if got, err := a.Verify(t.Context(), hash, ""); got || err != nil {
			t.Errorf("%q: %v, %v", hash, got, err)
		}
	}
}

// While all processors check, few wait, and who gives up waits no longer.
func TestArgon2idIsBusy(t *testing.T) {
	a := argon2id{slots: make(chan struct{}, 1), waiting: make(chan struct{}, 1)}
	a.slots <- struct{}{}
	gone, cancel := context.WithCancel(t.Context())
	left := make(chan error)
	go func() {
		_, err := a.Verify(gone, "", "x")
		left <- err
	}()
	for len(a.waiting) == 0 {
		runtime.Gosched()
	}
	if _, err := a.Verify(t.Context(), "", "x"); !errors.Is(err, accounts.ErrBusy) {
		t.Errorf("one too many: %v", err)
	}
	cancel()
	if err := <-left; !errors.Is(err, context.Canceled) {
		t.Errorf("who gave up: %v", err)
	}
	<-a.slots
	if got, err := a.Verify(t.Context(), "", "x"); got || err != nil {
		t.Errorf("then: %v, %v", got, err)
	}
}

func TestSecretOfAnotherService(t *testing.T) {
	c := config.OpenID{Issuer: "https://login.example.org", ClientID: "parcours", SecretFile: filepath.Join(t.TempDir(), "missing"), Label: "Example"}
	if _, err := otherService(c); err == nil || !strings.Contains(err.Error(), "the secret of Example") {
		t.Errorf("%v", err)
	}
	if other, err := otherService(config.OpenID{}); err != nil || other.Issuer != "" {
		t.Errorf("none: %+v, %v", other, err)
	}
}
