package main

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// argon2id hashes chosen passwords with the parameters of RFC 9106 §4 for machines with little memory. It lets a
// few through at a time, so that a flood of logins cannot take all memory.
type argon2id struct{ slots chan struct{} }

const (
	argonTime    = 3
	argonMemory  = 64 << 10 // KiB
	argonThreads = 4
	argonSize    = 32
)

func newArgon2id() argon2id { return argon2id{slots: make(chan struct{}, 4)} }

// Hash gives salt and key in the usual form: $argon2id$v=19$m=65536,t=3,p=4$salt$key.
func (a argon2id) Hash(password string) string {
	salt := make([]byte, 16)
	rand.Read(salt)
	key := a.key(password, salt, argonTime, argonMemory, argonThreads)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonThreads,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key))
}

// Verify compares; an unknown form takes as long and is wrong.
func (a argon2id) Verify(hash, password string) bool {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		a.key(password, make([]byte, 16), argonTime, argonMemory, argonThreads)
		return false
	}
	var memory, time uint32
	var threads uint8
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &time, &threads); err != nil {
		return false
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false
	}
	key, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil || len(key) == 0 {
		return false
	}
	return subtle.ConstantTimeCompare(key, a.key(password, salt, time, memory, threads)) == 1
}

func (a argon2id) key(password string, salt []byte, time, memory uint32, threads uint8) []byte {
	a.slots <- struct{}{}
	defer func() { <-a.slots }()
	return argon2.IDKey([]byte(password), salt, time, memory, threads, argonSize)
}

// randomID gives 128 random bits as lower-case letters and digits.
func randomID() string { return strings.ToLower(rand.Text()) }
