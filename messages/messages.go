package messages

import (
	"embed"
	"fmt"
	"hash/fnv"
	"io/fs"
	"strconv"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/pelletier/go-toml/v2"
	"golang.org/x/text/language"
)

//go:embed *.toml
var files embed.FS

// Languages that every text is written in. The first is the one of whoever asks for another.
var Languages = []string{"fr", "en"}

// printers of all languages; made at start, so that a broken file stops the program before it serves anybody.
var printers = load(files)

func load(from fs.FS) map[string]*Printer {
	bundle := i18n.NewBundle(language.French)
	bundle.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	all := map[string]*Printer{}
	for _, lang := range Languages {
		all[lang] = &Printer{lang: lang, localizer: i18n.NewLocalizer(bundle, lang), plain: map[string]string{}}
	}
	names, err := fs.Glob(from, "*.toml")
	if err != nil {
		panic(err)
	}
	for _, name := range names {
		octets, err := fs.ReadFile(from, name)
		if err != nil {
			panic(err)
		}
		file, err := bundle.ParseMessageFileBytes([]byte(Typeset(string(octets))), name)
		if err != nil {
			panic(fmt.Errorf("messages: %s: %w", name, err))
		}
		for _, m := range file.Messages {
			if m.One == "" && !strings.Contains(m.Other, "{{") {
				all[file.Tag.String()].plain[m.ID] = m.Other
			}
		}
	}
	return all
}

// Printer puts things into words of one language. It is safe for concurrent use.
type Printer struct {
	lang      string
	localizer *i18n.Localizer
	plain     map[string]string // texts without blanks to fill in
}

// For gives the printer of a language tag such as "en" or "fr-CA"; French for a language that is not among
// Languages.
func For(lang string) *Printer {
	primary, _, _ := strings.Cut(strings.ToLower(lang), "-")
	if p := printers[primary]; p != nil {
		return p
	}
	return printers[Languages[0]]
}

// Lang is the language tag: "fr" or "en".
func (p *Printer) Lang() string { return p.lang }

// T gives the text of a key. args are pairs of a name, as it stands in the text ({{.Name}}), and its value; the
// value of "Count", an int, chooses the plural form. A key without text is given back as it is: a test finds those.
func (p *Printer) T(key string, args ...any) string {
	if text, ok := p.plain[key]; ok {
		return text
	}
	config := i18n.LocalizeConfig{MessageID: key}
	if len(args) > 1 {
		data := make(map[string]any, len(args)/2)
		for i := 0; i+1 < len(args); i += 2 {
			name := fmt.Sprint(args[i])
			data[name] = args[i+1]
			if name == "Count" {
				config.PluralCount = args[i+1]
			}
		}
		config.TemplateData = data
	}
	text, err := p.localizer.Localize(&config)
	if err != nil {
		return key
	}
	return text
}

// List joins texts as in a sentence: "a, b et c".
func (p *Printer) List(items []string) string {
	switch last := len(items) - 1; last {
	case -1:
		return ""
	case 0:
		return items[0]
	default:
		return p.T("list.and", "First", strings.Join(items[:last], ", "), "Last", items[last])
	}
}

// Version names the texts of these subjects, the first parts of their files' names: another text is another version.
func Version(subjects ...string) string {
	h := fnv.New64a()
	for _, subject := range subjects {
		for _, lang := range Languages {
			octets, err := files.ReadFile(subject + "." + lang + ".toml")
			if err != nil {
				panic(err)
			}
			h.Write([]byte(Typeset(string(octets))))
		}
	}
	return strconv.FormatUint(h.Sum64(), 36)
}
