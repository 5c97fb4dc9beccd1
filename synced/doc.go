// Package synced is what a client that synchronises knows (RFC 6578 §4): sync tokens, which name all of it, so that the server
// keeps no memory of what it told. Pure; it imports the standard library and package events only.
package synced
