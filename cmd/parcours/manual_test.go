package main

import (
	"os/exec"
	"strings"
	"testing"

	"parcours/manual"
)

// The manual has every command, with its flags and what they do: it is made of what --help says.
func TestManual(t *testing.T) {
	model, err := modelOf()
	if err != nil {
		t.Fatal(err)
	}
	page := manual.Page(model, shortVersion())
	leaves := model.Leaves(true)
	if len(leaves) < 30 {
		t.Fatalf("%d commands", len(leaves))
	}
	for _, c := range leaves {
		if !strings.Contains(page, ".SS "+manual.Roff(manual.UsageOf(c))+"\n"+manual.Roff(c.Help)) {
			t.Errorf("%s is not in the manual", manual.UsageOf(c))
		}
		for _, f := range manual.FlagsOf(c) {
			if !strings.Contains(page, ".B "+manual.Roff(f.String())+"\n"+manual.Roff(f.Help)) {
				t.Errorf("%s: --%s is not in the manual", manual.UsageOf(c), f.Name)
			}
		}
	}
	if strings.Contains(page, "manual\n") && strings.Contains(page, ".SS manual") {
		t.Error("what is hidden is in it")
	}
}

// What bash is given completes commands, their commands, and flags of the one that was typed.
func TestCompletion(t *testing.T) {
	var script, errs printed
	if code := run([]string{"completion", "bash"}, strings.NewReader(""), &script, &errs); code != 0 {
		t.Fatal(errs.text.String())
	}
	for typed, want := range map[string]string{
		"parcours doc": "doctor", "parcours people li": "link list", "parcours people link --fo": "--for", "parcours doctor --config x --js": "--json", "parcours serve --da": "--data",
	} {
		words := strings.Fields(typed)
		shell := exec.Command("bash", "-c", script.text.String()+"\nCOMP_WORDS=("+typed+"); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _parcours; echo ${COMPREPLY[@]}")
		out, err := shell.CombinedOutput()
		if got := strings.TrimSpace(string(out)); err != nil || got != want {
			t.Errorf("%q (%d words): %q %v, want %q", typed, len(words), got, err, want)
		}
	}
	for shell, want := range map[string]string{"zsh": "'doctor:Look at a server", "fish": "-a doctor -d 'Look at a server"} {
		var out printed
		if code := run([]string{"completion", shell}, strings.NewReader(""), &out, &out); code != 0 || !strings.Contains(out.text.String(), want) {
			t.Errorf("%s: %d %.300s", shell, code, out.text.String())
		}
	}
	if code := run([]string{"completion", "csh"}, strings.NewReader(""), &script, &errs); code == 0 {
		t.Error("another shell")
	}
}
