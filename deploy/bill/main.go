// Command bill lists what is linked into parcours, with its licences: as a bill of materials (CycloneDX 1.5) or as Debian's
// copyright file. It fails where a module has no licence that it knows.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	version := flag.String("version", "0", "of parcours")
	program := flag.String("program", "./cmd/parcours", "package of the program")
	flag.Parse()
	if err := run(os.Stdout, flag.Arg(0), *program, *version); err != nil {
		fmt.Fprintln(os.Stderr, "bill:", err)
		os.Exit(1)
	}
}

func run(out io.Writer, form, program, version string) error {
	all, err := linked(program)
	if err != nil {
		return err
	}
	switch form {
	case "cyclonedx":
		return cyclonedx(out, version, all)
	case "copyright":
		return copyright(out, all)
	}
	return errors.New("write cyclonedx or copyright")
}

// module is one that is linked.
type module struct {
	Path, Version, Dir string
	licence            string // SPDX
	text               string
}

// linked are the modules whose packages are in the program, but its own, sorted by path.
func linked(program string) ([]module, error) {
	list := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}} {{.Dir}}{{end}}{{end}}", program)
	list.Env, list.Stderr = append(os.Environ(), "CGO_ENABLED=0"), os.Stderr
	lines, err := list.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	var all []module
	for line := range strings.Lines(string(lines)) {
		words := strings.Fields(line)
		if len(words) != 3 || slices.ContainsFunc(all, func(m module) bool { return m.Path == words[0] }) {
			continue
		}
		m := module{Path: words[0], Version: words[1], Dir: words[2]}
		if m.text, err = licenceText(m.Dir); err != nil {
			return nil, fmt.Errorf("%s: %w", m.Path, err)
		}
		if m.licence = licenceOf(m.text); m.licence == "" {
			return nil, fmt.Errorf("%s: not a licence that is known to be permissive: read it, and add it to deploy/bill", m.Path)
		}
		all = append(all, m)
	}
	slices.SortFunc(all, func(a, b module) int { return strings.Compare(a.Path, b.Path) })
	return all, nil
}

func licenceText(dir string) (string, error) {
	names, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	for _, f := range names {
		base, _, _ := strings.Cut(strings.ToUpper(f.Name()), ".")
		if slices.Contains([]string{"LICENSE", "LICENCE", "COPYING", "LICENSE-MIT"}, base) && !f.IsDir() {
			text, err := os.ReadFile(filepath.Join(dir, f.Name()))
			return string(text), err
		}
	}
	return "", errors.New("no licence file")
}

// licenceOf knows the texts of permissive licences by what each alone says; "" for any other.
func licenceOf(text string) string {
	has := func(all ...string) bool {
		flat := strings.Join(strings.Fields(text), " ")
		return !slices.ContainsFunc(all, func(s string) bool { return !strings.Contains(flat, s) })
	}
	switch {
	case has("Apache License", "Version 2.0"):
		return "Apache-2.0"
	case has("Permission is hereby granted, free of charge", "without restriction"):
		return "MIT"
	case has("Redistribution and use in source and binary forms", "Neither the name"),
		has("Redistribution and use in source and binary forms", "nor the names of"):
		return "BSD-3-Clause"
	case has("Redistribution and use in source and binary forms"):
		return "BSD-2-Clause"
	case has("Permission to use, copy, modify, and/or distribute this software for any purpose"):
		return "ISC"
	}
	return ""
}

// copyright writes Debian's machine-readable form, with the whole text of each licence.
func copyright(out io.Writer, all []module) error {
	own, err := os.ReadFile("LICENSE")
	if err != nil {
		return err
	}
	var b strings.Builder
	b.WriteString("Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nUpstream-Name: parcours\n\nFiles: *\nCopyright: the authors of Parcours\nLicense: Apache-2.0\n")
	b.WriteString(indented(string(own)))
	b.WriteString("\nComment: what follows is linked into the program; versions are in sbom.cdx.json.\n")
	for _, m := range all {
		fmt.Fprintf(&b, "\nFiles: %s\nCopyright: as its licence says\nLicense: %s\n%s", m.Path, m.licence, indented(m.text))
	}
	_, err = io.WriteString(out, b.String())
	return err
}

func indented(text string) string {
	var b strings.Builder
	for line := range strings.Lines(strings.TrimSpace(text) + "\n") {
		if line = strings.TrimRight(line, " \t\r\n\f"); line == "" {
			line = "."
		}
		b.WriteString(" " + line + "\n")
	}
	return b.String()
}

// cyclonedx writes the bill of materials in JSON, without a time or a number of its own, so that it is the same each time.
func cyclonedx(out io.Writer, version string, all []module) error {
	type licence struct {
		License map[string]string `json:"license"`
	}
	type component struct {
		Type     string    `json:"type"`
		Ref      string    `json:"bom-ref"`
		Name     string    `json:"name"`
		Version  string    `json:"version"`
		Purl     string    `json:"purl,omitempty"`
		Licenses []licence `json:"licenses"`
	}
	id := func(name string) []licence { return []licence{{map[string]string{"id": name}}} }
	components := []component{}
	for _, m := range all {
		purl := "pkg:golang/" + m.Path + "@" + m.Version
		components = append(components, component{"library", purl, m.Path, m.Version, purl, id(m.licence)})
	}
	e := json.NewEncoder(out)
	e.SetIndent("", "  ")
	return e.Encode(map[string]any{
		"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
		"metadata":   map[string]any{"component": component{"application", "parcours", "parcours", version, "", id("Apache-2.0")}},
		"components": components,
	})
}
