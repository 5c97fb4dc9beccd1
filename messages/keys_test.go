package messages

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/pelletier/go-toml/v2"
)

// texts gives every message by language and key.
func texts(t *testing.T) map[string]map[string]*i18n.Message {
	t.Helper()
	all := map[string]map[string]*i18n.Message{"fr": {}, "en": {}}
	names, err := fs.Glob(files, "*.toml")
	if err != nil || len(names) == 0 {
		t.Fatal("no message files", err)
	}
	for _, name := range names {
		octets, err := files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		file, err := i18n.ParseMessageFileBytes(octets, name, map[string]i18n.UnmarshalFunc{"toml": toml.Unmarshal})
		if err != nil {
			t.Fatal(name, err)
		}
		for _, m := range file.Messages {
			if all[file.Tag.String()][m.ID] != nil {
				t.Errorf("%s: %s stands twice in %s", name, m.ID, file.Tag)
			}
			all[file.Tag.String()][m.ID] = m
		}
	}
	return all
}

var blank = regexp.MustCompile(`\{\{\s*\.(\w+)\s*\}\}`)

// blanks are the names that a message leaves to fill in.
func blanks(m *i18n.Message) []string {
	var names []string
	for _, found := range blank.FindAllStringSubmatch(m.One+m.Other, -1) {
		names = append(names, found[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func TestBothLanguagesHaveTheSameTexts(t *testing.T) {
	all := texts(t)
	for _, pair := range [][2]string{{"fr", "en"}, {"en", "fr"}} {
		for key, m := range all[pair[0]] {
			other := all[pair[1]][key]
			switch {
			case other == nil:
				t.Errorf("%s: in %s, not in %s", key, pair[0], pair[1])
			case m.Other == "":
				t.Errorf("%s: empty in %s", key, pair[0])
			case !slices.Equal(blanks(m), blanks(other)):
				t.Errorf("%s: leaves %v to fill in in %s, %v in %s", key, blanks(m), pair[0], blanks(other), pair[1])
			case (m.One == "") != (other.One == ""):
				t.Errorf("%s: has a plural in one language only", key)
			}
		}
	}
}

// use is a place where a text is asked for.
type use struct {
	at    string
	key   string
	names []string // of what is filled in; nil if that is not known
}

func TestEveryTextThatIsUsedExists(t *testing.T) {
	fr := texts(t)["fr"]
	uses := append(usesInCode(t), usesInTemplates(t)...)
	if len(uses) == 0 {
		t.Fatal("no use of any text found")
	}
	for _, u := range uses {
		if strings.HasSuffix(u.key, ".") { // the rest is made up at run time
			if !slices.ContainsFunc(keys(fr), func(k string) bool { return strings.HasPrefix(k, u.key) }) {
				t.Errorf("%s: no text begins with %q", u.at, u.key)
			}
			continue
		}
		m := fr[u.key]
		if m == nil {
			t.Errorf("%s: no text %q", u.at, u.key)
			continue
		}
		for _, name := range blanks(m) {
			if u.names != nil && !slices.Contains(u.names, name) {
				t.Errorf("%s: %q needs %s", u.at, u.key, name)
			}
		}
	}
}

func keys(m map[string]*i18n.Message) []string {
	var all []string
	for k := range m {
		all = append(all, k)
	}
	return all
}

// usesInCode finds calls x.T("key", "Name", value ...) in all Go code but tests.
func usesInCode(t *testing.T) []use {
	var uses []use
	positions := token.NewFileSet()
	walk(t, ".go", func(path string) {
		if strings.HasSuffix(path, "_test.go") {
			return
		}
		file, err := parser.ParseFile(positions, path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			if f, ok := call.Fun.(*ast.SelectorExpr); !ok || f.Sel.Name != "T" {
				return true
			}
			if key, ok := startOf(call.Args[0]); ok {
				uses = append(uses, use{positions.Position(call.Pos()).String(), key, namesIn(call)})
			}
			return true
		})
	})
	return uses
}

// startOf gives a literal text, or the literal that a sum begins with.
func startOf(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil
	case *ast.BinaryExpr:
		return startOf(e.X)
	}
	return "", false
}

func namesIn(call *ast.CallExpr) []string {
	if call.Ellipsis.IsValid() {
		return nil
	}
	names := []string{}
	for i := 1; i < len(call.Args); i += 2 {
		if name, ok := startOf(call.Args[i]); ok {
			names = append(names, name)
		}
	}
	return names
}

var inTemplate = regexp.MustCompile(`(?:\.T|\{\{-?\s*t|\(t)\s+"([a-z0-9_.]+)"`)

// usesInTemplates finds {{.T "key"}}, {{$p.T "key"}} and {{t "key"}} in all templates.
func usesInTemplates(t *testing.T) []use {
	var uses []use
	for _, ext := range []string{".html", ".tmpl"} {
		walk(t, ext, func(path string) {
			octets, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for _, found := range inTemplate.FindAllStringSubmatch(string(octets), -1) {
				uses = append(uses, use{at: path, key: found[1]})
			}
		})
	}
	return uses
}

func walk(t *testing.T, ext string, f func(path string)) {
	t.Helper()
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && filepath.Ext(path) == ext {
			f(path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
