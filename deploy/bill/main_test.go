package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

// Every module that is linked has a licence that is known to be permissive; the bill has each with its version.
func TestBill(t *testing.T) {
	t.Chdir("../..")
	all, err := linked("./cmd/parcours")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := cyclonedx(&out, "1.2.3", all); err != nil {
		t.Fatal(err)
	}
	var bill struct {
		BOMFormat  string
		Components []struct{ Name, Version, Purl string }
	}
	if err := json.Unmarshal(out.Bytes(), &bill); err != nil {
		t.Fatal(err)
	}
	if bill.BOMFormat != "CycloneDX" || len(bill.Components) != len(all) || len(all) < 30 {
		t.Errorf("%d of %d modules", len(bill.Components), len(all))
	}
	for _, c := range bill.Components {
		if c.Purl != "pkg:golang/"+c.Name+"@"+c.Version || !strings.HasPrefix(c.Version, "v") {
			t.Errorf("%+v", c)
		}
	}
	out.Reset()
	if err := copyright(&out, all); err != nil || !strings.Contains(out.String(), "Files: modernc.org/sqlite\n") {
		t.Errorf("%v", err)
	}
}

// Other licences are refused.
func TestUnknownLicences(t *testing.T) {
	for text, want := range map[string]string{
		"GNU GENERAL PUBLIC LICENSE Version 3, 29 June 2007": "", "Mozilla Public License Version 2.0": "", "": "",
		"Permission is hereby granted, free of charge, to any person\n obtaining a copy ... to deal in the Software without restriction": "MIT",
	} {
		if got := licenceOf(text); got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}
