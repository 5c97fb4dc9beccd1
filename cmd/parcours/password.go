package main

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"runtime"
	"strings"

	"golang.org/x/crypto/argon2"

	"parcours/accounts"
)

// argon2id hashes chosen passwords with the parameters that OWASP gives for servers that many use at once. It lets a few
// through at a time, and few wait, so that a flood of logins takes neither the memory nor the time of all.
type argon2id struct{ slots, waiting chan struct{} }

const (
	argonTime    = 2
	argonMemory  = 19 << 10 // KiB
	argonThreads = 1
	argonSize    = 32
	argonWaiting = 64 // logins: some seconds of work
)

func newArgon2id() argon2id {
	return argon2id{slots: make(chan struct{}, runtime.GOMAXPROCS(0)), waiting: make(chan struct{}, argonWaiting)}
}

// Hash gives salt and key in the usual form: $argon2id$v=19$m=19456,t=2,p=1$salt$key.
func (a argon2id) Hash(password string) string {
	salt := make([]byte, 16)
	rand.Read(salt)
	a.slots <- struct{}{}
	defer func() { <-a.slots }()
	key := argon2.IDKey([]byte(password), salt, argonTime, argonMemory, argonThreads, argonSize)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonThreads,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key))
}

// Verify compares; an unknown form takes as long and is wrong. Who gave up meanwhile is not checked.
func (a argon2id) Verify(ctx context.Context, hash, password string) (bool, error) {
	select {
	case a.waiting <- struct{}{}:
		defer func() { <-a.waiting }()
	default:
		return false, accounts.ErrBusy
	}
	select {
	case a.slots <- struct{}{}:
		defer func() { <-a.slots }()
	case <-ctx.Done():
		return false, ctx.Err()
	}
	return verify(hash, password), nil
}

func verify(hash, password string) bool {
	var memory, time uint32 = argonMemory, argonTime
	var threads uint8 = argonThreads
	salt, right := make([]byte, 16), make([]byte, argonSize)
	parts := strings.Split(hash, "$")
	known := len(parts) == 6 && parts[1] == "argon2id"
	if known {
		_, wrong := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &time, &threads)
		var noSalt, noKey error
		salt, noSalt = base64.RawStdEncoding.DecodeString(parts[4])
		right, noKey = base64.RawStdEncoding.DecodeString(parts[5])
		if errors.Join(wrong, noSalt, noKey) != nil || len(right) == 0 {
			return false
		}
	}
	key := argon2.IDKey([]byte(password), salt, time, memory, threads, argonSize)
	return subtle.ConstantTimeCompare(key, right) == 1 && known
}

// randomID gives 128 random bits as lower-case letters and digits.
func randomID() string { return strings.ToLower(rand.Text()) }
