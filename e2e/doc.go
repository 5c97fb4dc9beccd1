//go:build e2e

// Package e2e holds the tests that run the built binary with real clients, outside judges and a browser:
//
//	go test -tags e2e -timeout 35m ./e2e/...
//
// Nothing here is skipped: where a program is missing the test fails and names the Debian package. Everything
// stays on loopback; each test has a server, a data folder and client profiles of its own. Screenshots go to the
// folder named by PARCOURS_ARTEFACTS, if it is set.
package e2e
