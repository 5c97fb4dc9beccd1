package pages

import (
	"bytes"
	"crypto/rand"
	"net/http"
	"strings"
)

// notYet stands in a page that is kept where each answer has a nonce of its own (CSP3 §7.1): as long, and as hard to guess.
var notYet = rand.Text()

// SendStyled answers with a kept page whose scripts add styles: it lets the page run this site's scripts, and take styles from those
// who know the nonce of this answer; what they bring has its icons in a font within itself. So it is never twice the same, has no tag, and is compressed as it leaves.
func (k *Kept) SendStyled(w http.ResponseWriter) {
	h, nonce := w.Header(), rand.Text()
	AllowScript(h)
	h.Set("Content-Security-Policy", strings.Replace(h.Get("Content-Security-Policy"), "style-src 'self'", "font-src data:; style-src 'self' 'nonce-"+nonce+"'", 1))
	h.Set("Cache-Control", "no-store")
	_, _ = w.Write(bytes.ReplaceAll(k.plain, []byte(notYet), []byte(nonce))) // the browser went away: nobody to tell
}
