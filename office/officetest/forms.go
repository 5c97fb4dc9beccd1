package officetest

import (
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"parcours/messages"
)

var (
	inputs  = regexp.MustCompile(`<input ([^>]*)>`)
	attrs   = regexp.MustCompile(`([a-z-]+)="([^"]*)"`)
	areas   = regexp.MustCompile(`(?s)<textarea ([^>]*)>(.*?)</textarea>`)
	options = regexp.MustCompile(`<option value="([^"]*)" selected="selected">`)
)

// FormIn reads the fields that a browser would send of the form with a button.
func FormIn(t *testing.T, page, button string) url.Values {
	t.Helper()
	for part := range strings.SplitSeq(page, "<form ") {
		part, _, _ = strings.Cut(part, "</form>")
		if !strings.Contains(part, button) {
			continue
		}
		form := url.Values{}
		for _, found := range inputs.FindAllStringSubmatch(part, -1) {
			a := map[string]string{}
			for _, one := range attrs.FindAllStringSubmatch(found[1], -1) {
				a[one[1]] = html.UnescapeString(one[2])
			}
			if kind := a["type"]; (kind == "radio" || kind == "checkbox") && a["checked"] == "" {
				continue
			}
			form.Add(a["name"], a["value"])
		}
		for _, found := range areas.FindAllStringSubmatch(part, -1) {
			name := attrs.FindAllStringSubmatch(found[1], -1)
			for _, one := range name {
				if one[1] == "name" {
					form.Add(one[2], html.UnescapeString(strings.ReplaceAll(found[2], "\n", "\r\n")))
				}
			}
		}
		if found := options.FindStringSubmatch(part); found != nil {
			form.Set("mode", found[1])
		}
		return form
	}
	t.Fatalf("no form with %s in\n%s", button, page)
	return nil
}

// Has checks that a page has texts and lacks others, as people read them.
func Has(t *testing.T, page string, present []string, absent ...string) {
	t.Helper()
	read := strings.Join(strings.Fields(html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(page, " "))), " ")
	read = strings.ReplaceAll(read, " ,", ",")
	for _, want := range present {
		if want = strings.Join(strings.Fields(messages.Typeset(want)), " "); !strings.Contains(read, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, bad := range absent {
		if bad = strings.Join(strings.Fields(messages.Typeset(bad)), " "); strings.Contains(read, bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	if t.Failed() {
		t.Logf("the page reads:\n%s", read)
	}
}
