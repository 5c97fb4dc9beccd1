package pages

import (
	"net/http"
	"regexp"
	"strings"

	"golang.org/x/text/language"

	"parcours/messages"
)

// ContentPolicy is the Content-Security-Policy of every page. connect-src lets who audits a page read /robots.txt beside it.
const ContentPolicy = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; connect-src 'self'"

// AllowScript lets a page run this site's own scripts; nothing else changes.
func AllowScript(h http.Header) {
	h.Set("Content-Security-Policy", strings.Replace(ContentPolicy, "default-src 'none'", "default-src 'none'; script-src 'self'", 1))
}

// private finds the pages that are somebody's own.
var private = regexp.MustCompile(`^/((a|m|d|enter|password|alias|newcomer|unsubscribe|reply|letterbox)/|me(/|$)|lost$|sign-in|sign-out$|organise)`)

// secured sets the headers that all pages have. The address of an answer page, or of one to choose a password, is a secret and leaves to no other
// site; "same-origin" instead of "no-referrer" there, because with the latter browsers send "Origin: null" with the
// form, which old ones without Sec-Fetch-Site then cannot prove to be the page's own.
func secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", ContentPolicy)
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		if private.MatchString(r.URL.Path) {
			h.Set("Referrer-Policy", "same-origin")
			h.Set("Cache-Control", "no-store")
			h.Set("X-Robots-Tag", "noindex, nofollow")
		}
		next.ServeHTTP(w, r)
	})
}

// WordsFor chooses the language: ?lang=, then that of the person whose page it is, then Accept-Language, then the
// programme's.
func (p *Site) WordsFor(r *http.Request, person string) *messages.Printer {
	for _, lang := range []string{r.URL.Query().Get("lang"), person} {
		if lang == "fr" || lang == "en" {
			return messages.For(lang)
		}
	}
	own := p.programme.Programme().LanguageFor(nil)
	accepted := r.Header.Get("Accept-Language")
	if len(accepted) > 500 {
		return messages.For(own)
	}
	tags, _, err := language.ParseAcceptLanguage(accepted)
	if err != nil || len(tags) == 0 {
		return messages.For(own)
	}
	for _, tag := range tags {
		base, _ := tag.Base()
		if base.String() == "fr" || base.String() == "en" {
			return messages.For(base.String())
		}
	}
	return messages.For(own)
}

// notice is a page that only says something.
type notice struct {
	Frame
	Text string
}

// Outside answers for an address that no route has, with the page of NotFound.
func (p *Site) Outside(w http.ResponseWriter, r *http.Request) {
	secured(p.signedIn(http.HandlerFunc(p.NotFound))).ServeHTTP(w, r)
}

// NotFound is the page of an address that is not there, or not for who asks. It does not say which.
func (p *Site) NotFound(w http.ResponseWriter, r *http.Request) {
	p.Notice(w, r, http.StatusNotFound, "not_found")
}

func (p *Site) foreignForm(w http.ResponseWriter, r *http.Request) {
	p.Notice(w, r, http.StatusForbidden, "foreign_form")
}

// Failed is the page of what went wrong here; the log has why.
func (p *Site) Failed(w http.ResponseWriter, r *http.Request, err error) {
	p.Log.Error("page failed", "error", err)
	w.Header().Set("Retry-After", "60")
	p.Notice(w, r, http.StatusServiceUnavailable, "failed")
}

// Notice is a page that only says something: web.notice_title.WHAT and web.notice_text.WHAT of messages.
func (p *Site) Notice(w http.ResponseWriter, r *http.Request, status int, what string) {
	words := p.WordsFor(r, "")
	f := p.Frame(words, "/", words.T("web.notice_title."+what))
	f.Private = true
	f.By(Viewer(r))
	p.Send(w, status, words.Lang(), own, "notice", notice{f, words.T("web.notice_text." + what)})
}
