package main

import (
	"errors"
	"runtime/debug"
	"testing"

	"parcours/messages"
)

func typeset(texts []string) []string {
	var all []string
	for _, text := range texts {
		all = append(all, messages.Typeset(text))
	}
	return all
}

// Hints say what was typed.
func TestCalledAs(t *testing.T) {
	for _, c := range []struct{ executable, arg, want string }{
		{"/root/.cache/go-build/ab/abcd-d/parcours", "/root/.cache/go-build/ab/abcd-d/parcours", "go run ./cmd/parcours"},
		{"/tmp/go-build123/b001/exe/parcours", "/tmp/go-build123/b001/exe/parcours", "go run ./cmd/parcours"},
		{"/usr/bin/parcours", "parcours", "parcours"},
		{"/home/x/parcours", "./parcours", "./parcours"},
		{"", "bin/parcours", "bin/parcours"},
		{"/tmp/go-build123/b001/parcours.test", "/tmp/go-build123/b001/parcours.test", "parcours"},
	} {
		executable := func() (string, error) {
			if c.executable == "" {
				return "", errors.New("unknown")
			}
			return c.executable, nil
		}
		if got := calledAs([]string{c.arg}, executable); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}

func TestVersionSaysTheTruth(t *testing.T) {
	revision, modified := debug.BuildSetting{Key: "vcs.revision", Value: "c34e637"}, debug.BuildSetting{Key: "vcs.modified", Value: "true"}
	for want, info := range map[string]*debug.BuildInfo{
		"from source (go1.26.8)":            {GoVersion: "go1.26.8", Main: debug.Module{Version: "(devel)"}},
		"v1.2.0 (go1.26.8)":                 {GoVersion: "go1.26.8", Main: debug.Module{Version: "v1.2.0"}, Settings: []debug.BuildSetting{revision}},
		"c34e637 (go1.26.8)":                {GoVersion: "go1.26.8", Main: debug.Module{Version: "(devel)"}, Settings: []debug.BuildSetting{revision}},
		"c34e637, changed since (go1.26.8)": {GoVersion: "go1.26.8", Settings: []debug.BuildSetting{revision, modified}},
		"v1.2.0+dirty (go1.26.8)":           {GoVersion: "go1.26.8", Main: debug.Module{Version: "v1.2.0+dirty"}, Settings: []debug.BuildSetting{revision, modified}},
	} {
		if got := versionOf(info); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
