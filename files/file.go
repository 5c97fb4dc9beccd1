package files

import (
	"net/url"
	"path"
	"strings"
	"time"
	"unicode"

	"parcours/events"
)

// File is something that a delegation handed in: a document that is kept, or a link to one.
type File struct {
	ID        string // random, never reused
	Territory string
	Decision  int    // number of the arbitrage that it answers, 0 for a resource of the delegation
	Name      string // of the document, safe in paths and on every system; of a link what it is called, "" for its address
	Kind      string // media type, "" for a link
	Size      int64  // octets
	Digest    string // SHA-256 of the octets, hexadecimal, "" for a link
	URL       string // of a link, "" for a document
	By        string // person id
	At        time.Time
	RemovedBy string // "" while it is there; then its octets are gone
	RemovedAt time.Time
}

// Link tells a link from a document that is kept.
func (f *File) Link() bool { return f.URL != "" }

// There tells whether it has not been removed.
func (f *File) There() bool { return f.RemovedBy == "" }

// Said is how the words of an answer name it: a link by its address, a document by its name.
func (f *File) Said() string {
	if f.Link() {
		return f.URL
	}
	return f.Name
}

// maxName is the longest name of a document, in characters, its ending included.
const maxName = 100

// SafeName is the name that a document is kept under: the last part of a path of any system, without what has a meaning in
// paths, headers or to the eye; "" where nothing is left.
func SafeName(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(`<>:"|?*%`, r):
			return '-'
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r): // controls, and marks that turn the direction of a name around
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	name = strings.Trim(strings.Join(strings.Fields(name), " "), " .-")
	ending := path.Ext(name)
	stem := []rune(strings.TrimRight(strings.TrimSuffix(name, ending), " ."))
	if len(stem) == 0 || ending == "" {
		return ""
	}
	if most := maxName - len([]rune(ending)); len(stem) > most {
		stem = stem[:max(1, most)]
	}
	return string(stem) + strings.ToLower(ending)
}

// CheckLink tells what is wrong with the address of a document elsewhere, nil if nothing.
func CheckLink(address string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Hostname() == "" || strings.ContainsFunc(address, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }):
		return events.Invalidf("link", "%q is no web address: write it in full, https://www.example.org/page", address)
	case u.Scheme != "https" && u.Scheme != "http":
		return events.Invalidf("link", "%q: begin it with https:// or http://", address)
	case u.User != nil:
		return events.Invalidf("link", "leave out the name and the password before the host")
	case len(address) > maxLink:
		return events.Invalidf("link", "%d octets; at most %d", len(address), maxLink)
	}
	return nil
}

// maxLink is the longest address, in octets.
const maxLink = 2000
