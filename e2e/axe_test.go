//go:build e2e

package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"parcours/events"
)

// nodeFolder has the judges of pages, which npm installs once as judges/package-lock.json pins them, but where
// PARCOURS_NODE_MODULES names a folder that has them.
var nodeFolder = sync.OnceValues(func() (string, error) {
	if dir := os.Getenv("PARCOURS_NODE_MODULES"); dir != "" {
		return dir, nil
	}
	dir := filepath.Join(filepath.Dir(built.parcours), "node")
	if err := os.Mkdir(dir, 0o755); err != nil {
		return "", err
	}
	for _, name := range []string{"package.json", "package-lock.json"} {
		octets, err := os.ReadFile(filepath.Join("judges", name))
		if err != nil {
			return "", err
		}
		if err := os.WriteFile(filepath.Join(dir, name), octets, 0o644); err != nil {
			return "", err
		}
	}
	c := exec.Command("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	c.Dir = dir
	if out, err := c.CombinedOutput(); err != nil {
		return "", fmt.Errorf("npm ci: %w\n%s", err, out)
	}
	return filepath.Join(dir, "node_modules"), nil
})

// judge is the path of a file of these packages.
func judge(t *testing.T, parts ...string) string {
	t.Helper()
	need(t, "npm")
	dir, err := nodeFolder()
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(append([]string{dir}, parts...)...)
}

// violation is what axe objects to.
type violation struct {
	ID, Help, Impact string
	Nodes            []struct {
		HTML           string
		FailureSummary string
	}
}

// axe gives what axe-core objects to in the page that the browser shows: all rules, best practices too.
func (v *visitor) axe(script string) []violation {
	v.t.Helper()
	text := look(v.t, v.ctx, chromedp.Evaluate[string](script+
		`;axe.run(document, {resultTypes: ["violations"]}).then(found => JSON.stringify(found.violations))`,
		func(p *runtime.EvaluateParams) { chromedp.EvalAwaitPromise(p) }))
	var all []violation
	if err := json.Unmarshal([]byte(text), &all); err != nil {
		v.t.Fatal(err)
	}
	return all
}

func axeScript(t *testing.T) string {
	t.Helper()
	octets, err := os.ReadFile(judge(t, "axe-core", "axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	return string(octets)
}

// judgedOn are the screens on which pages and letters are looked at: wide and light, a phone's and dark.
var judgedOn = []tab{{width: 1100, height: 900, script: true}, {width: 360, height: 740, script: true, dark: true}}

// sound looks at a page on each of them.
func (v *visitor) sound(script, name, address string) {
	v.t.Helper()
	for _, shown := range judgedOn {
		show(v.t, v.ctx, shown)
		v.do(address, chromedp.Navigate(address))
		for _, found := range v.axe(script) {
			for _, node := range found.Nodes {
				v.t.Errorf("%s (%d wide, dark: %t): %s (%s)\n%s\n%s", name, shown.width, shown.dark, found.Help, found.ID, node.HTML, node.FailureSummary)
			}
		}
	}
}

// TestAxeFindsNothing looks at every page and at letters, in both languages, on a light and on a dark screen, wide and on a phone.
func TestAxeFindsNothing(t *testing.T) {
	script := axeScript(t)
	o := openOffice(t)
	wide := judgedOn[0]
	v := &visitor{t: t, ctx: openChromium(t, wide, 6*time.Minute), hands: mouse{}}

	planted := filepath.Join(t.TempDir(), "planted.html")
	if err := os.WriteFile(planted, []byte(`<!doctype html><title>x</title><img src="x"><p style="color:#999;background:#fff">pale`), 0o600); err != nil {
		t.Fatal(err)
	}
	v.open("file://" + planted)
	if found := v.axe(script); len(found) < 3 {
		t.Errorf("of what was planted axe finds %d: %+v", len(found), found)
	}

	referent := o.referent("faverges")
	check := func(name, address string) {
		t.Helper()
		v.sound(script, name, address)
	}
	for name, address := range o.pages(t, referent.Email) {
		for _, lang := range []string{"fr", "en"} {
			check(name+" "+lang, inLanguage(address, lang))
		}
	}
	for _, file := range o.lettersAsFiles(t) {
		check(filepath.Base(file), "file://"+file)
	}
	for who, paths := range signedPages {
		show(t, v.ctx, wide)
		v.open(o.url + "/sign-in")
		o.enter(v, o.person(who))
		for _, path := range paths {
			for _, lang := range []string{"fr", "en"} {
				check(path+" "+lang, inLanguage(o.url+path, lang))
			}
		}
		show(t, v.ctx, wide)
		v.open(o.url + "/me")
		v.follow(`form[action="/sign-out"] button`)
	}
}

// signedPages are those of somebody who is signed in: a referent of Faverges, an expert, an organiser.
var signedPages = map[string][]string{
	"camille-roux":   {"/", "/me", "/me/access", "/d/faverges", "/d/faverges/note", "/d/faverges/agenda", "/d/faverges/people"},
	"irene-castaing": {"/me", "/me/days"},
	"agathe-lormeau": {
		"/me", "/organise", "/organise/answers", "/organise/answers/agora", "/organise/arbitrages", "/organise/arbitrages/faverges", "/organise/polls",
		"/organise/days", "/organise/history", "/organise/sessions", "/organise/sessions/agora",
	},
}

// person is somebody of the example by id.
func (o *office) person(id string) events.Person {
	for _, p := range o.programme.People {
		if p.ID == id {
			return p
		}
	}
	o.t.Fatalf("nobody is %s", id)
	return events.Person{}
}

func inLanguage(address, lang string) string {
	sign := "?"
	if strings.Contains(address, "?") {
		sign = "&"
	}
	return address + sign + "lang=" + lang
}

// pages are those that need no account, by what they are; the links of the referent's letter among them.
func (o *office) pages(t *testing.T, address string) map[string]string {
	t.Helper()
	l := o.post.letterTo(address, "letter")
	return map[string]string{
		"programme": o.url + "/", "programme as a month": o.url + "/?view=month", "programme as a timeline": o.url + "/?view=timeline", "programme of some": o.url + "/?category=elus&territory=faverges",
		"programme, with an iPhone": o.url + "/?calendar=apple", "nothing there": o.url + "/nothing-here",
		"signing in": o.url + "/sign-in", "signed out": o.url + "/sign-in?ended", "own page by link": l.link(o.server, "/m/"),
		"answer": l.link(o.server, "/a/"), "no more mails": l.link(o.server, "/unsubscribe/"), "choosing a password": o.passwordLink(address),
		"link lost": o.url + "/lost", "link sent": o.url + "/lost?sent",
	}
}

// passwordLink is by which somebody chooses a password.
func (o *office) passwordLink(address string) string {
	shown := strings.Fields(o.command("", "people", "password", "--data", o.data, address, "--link"))
	return shown[len(shown)-1]
}

// lettersAsFiles are one letter of each kind that came, in both languages.
func (o *office) lettersAsFiles(t *testing.T) []string {
	t.Helper()
	seen := map[string]string{}
	for _, p := range o.programme.People {
		for _, l := range o.post.mailbox(p.Email) {
			seen[l.kind+"-"+language(l.html)] = l.html
		}
	}
	var files []string
	for name, html := range seen {
		file := filepath.Join(t.TempDir(), "letter-"+name+".html")
		if err := os.WriteFile(file, []byte(html), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	if len(files) == 0 {
		t.Error("there are no letters")
	}
	return files
}

// language is what a page says that it is in.
func language(html string) string {
	_, after, _ := strings.Cut(html, `<html lang="`)
	lang, _, _ := strings.Cut(after, `"`)
	return lang
}
