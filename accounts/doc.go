// Package accounts is who one is: credentials and signing in, secret feed addresses, when a door was last used. It imports
// the standard library and package events only.
package accounts
