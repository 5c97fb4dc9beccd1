package web

import (
	"net/http"
	"regexp"

	"golang.org/x/text/language"

	"parcours/messages"
)

const contentPolicy = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// private finds the pages that are somebody's own.
var private = regexp.MustCompile(`^/((a|m|d|password|alias|newcomer|unsubscribe)/|me$|sign-in|sign-out$)`)

// secured sets the headers that all pages have. The address of an answer page, or of one to choose a password, is a secret and leaves to no other
// site; "same-origin" instead of "no-referrer" there, because with the latter browsers send "Origin: null" with the
// form, which old ones without Sec-Fetch-Site then cannot prove to be the page's own.
func secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentPolicy)
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

// wordsFor chooses the language: ?lang=, then that of the person whose page it is, then Accept-Language, then the
// programme's.
func (p *Pages) wordsFor(r *http.Request, person string) *messages.Printer {
	for _, lang := range []string{r.URL.Query().Get("lang"), person} {
		if lang == "fr" || lang == "en" {
			return messages.For(lang)
		}
	}
	own := p.events.Programme().LanguageFor(nil)
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
	frame
	Text string
}

// NotFound is the page of an address that is not there. It does not say what is.
func (p *Pages) NotFound(w http.ResponseWriter, r *http.Request) {
	secured(p.signed(http.HandlerFunc(p.notFound))).ServeHTTP(w, r)
}

func (p *Pages) notFound(w http.ResponseWriter, r *http.Request) {
	p.notice(w, r, http.StatusNotFound, "not_found")
}

func (p *Pages) foreignForm(w http.ResponseWriter, r *http.Request) {
	p.notice(w, r, http.StatusForbidden, "foreign_form")
}

func (p *Pages) failed(w http.ResponseWriter, r *http.Request, err error) {
	p.log.Error("page failed", "error", err)
	w.Header().Set("Retry-After", "60")
	p.notice(w, r, http.StatusServiceUnavailable, "failed")
}

func (p *Pages) notice(w http.ResponseWriter, r *http.Request, status int, what string) {
	words := p.wordsFor(r, "")
	f := p.frame(words, "/", words.T("web.notice_title."+what))
	f.Private, f.Signed = true, viewerOf(r) != nil
	p.send(w, status, words.Lang(), "notice", notice{f, words.T("web.notice_text." + what)})
}
