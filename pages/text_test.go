package pages

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestBlocks(t *testing.T) {
	for _, c := range []struct {
		text string
		want []Block
	}{
		{"", nil},
		{"\n \n", nil},
		{"Un.\nDeux.\n\nTrois.", []Block{{Text: "Un.\nDeux."}, {Text: "Trois."}}},
		{"Objectifs :\n- un\n- deux\n  et demi\nFin.", []Block{{Text: "Objectifs :"}, {Items: []string{"un", "deux et demi"}}, {Text: "Fin."}}},
		{"1. quoi ?\r\n2) pourquoi ?\r\n\r\n• a\n* b", []Block{{Items: []string{"quoi ?", "pourquoi ?"}, Ordered: true}, {Items: []string{"a", "b"}}}},
		{"2022. Une année\n-sans blanc", []Block{{Text: "2022. Une année\n-sans blanc"}}},
		{"- a\n\n- b\n\nc", []Block{{Items: []string{"a", "b"}}, {Text: "c"}}},
	} {
		if diff := cmp.Diff(c.want, Blocks(c.text)); diff != "" {
			t.Errorf("%q: %s", c.text, diff)
		}
	}
}

// No word is lost and none is added, but for the marks of lists.
func FuzzBlocks(f *testing.F) {
	for _, seed := range []string{"", "a\n\nb", "- a\n- b\n  c\nd", "1. a\n2. b\n\n- c", " - a", "-", "•\u00a0x", "\r\n\r", "- \n  x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var got []string
		for _, b := range Blocks(text) {
			if (b.Text == "") == (len(b.Items) == 0) {
				t.Fatalf("%q: a block %+v", text, b)
			}
			for _, part := range append([]string{b.Text}, b.Items...) {
				got = append(got, strings.Fields(part)...)
			}
		}
		var want []string
		for _, line := range strings.Split(lineEnds.Replace(text), "\n") {
			if found := listItem.FindStringSubmatch(strings.TrimSpace(line)); found != nil {
				line = found[2]
			}
			want = append(want, strings.Fields(line)...)
		}
		if strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("%q gives %q, want %q", text, got, want)
		}
	})
}
