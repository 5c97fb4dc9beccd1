// Package signin is the pages by which people enter and see who can: signing in by a link, a password or another service,
// choosing a password, asking for one's link again, and "my access", where sign-ins, devices and links are ended. It asks
// accounts who one is; what protocols demand of a browser is its own.
package signin

import (
	"embed"
	"net"
	"net/http"

	"github.com/gorilla/mux"

	"parcours/accounts"
	"parcours/calendars"
	"parcours/events"
	"parcours/openid"
	"parcours/pages"
)

// Options of the pages.
type Options struct {
	Mail   bool                       // mails leave this server, so that links can be asked for
	Client func(*http.Request) string // address of who asks; that of the connection without it
	OpenID Other                      // another service by which people sign in; none without Issuer

	Calendars *calendars.Service // in which people choose where invitations go; nil for none
}

// Other is another service by which people sign in.
type Other struct {
	openid.Config        // but its RedirectURL, which the pages know
	Label         string // what people call it
}

// Pages answers the browser's requests.
type Pages struct {
	*pages.Site
	events    *events.Service
	accounts  *accounts.Service
	calendars *calendars.Service
	mail      bool
	client    func(*http.Request) string
	other     *openid.Provider // nil for none
	label     string
}

// New gives the pages of a server.
func New(programme *events.Service, who *accounts.Service, shared *pages.Site, o Options) *Pages {
	p := &Pages{Site: shared, events: programme, accounts: who, calendars: o.Calendars, mail: o.Mail, client: o.Client}
	if p.client == nil {
		p.client = func(r *http.Request) string {
			host, _, _ := net.SplitHostPort(r.RemoteAddr)
			return host
		}
	}
	if o.OpenID.Issuer != "" {
		o.OpenID.RedirectURL = p.PublicURL + backPath
		p.other, p.label = openid.New(o.OpenID.Config), o.OpenID.Label
	}
	shared.AskSignIn = p.askAgain
	return p
}

// Register adds the routes of all pages.
func (p *Pages) Register(r *mux.Router) {
	routes := p.Routes(r)
	get, post := routes.Get, routes.Post
	get("/sign-in", p.signInForm)
	post("/sign-in", p.signIn)
	post("/sign-in/link", p.askLink)
	get("/sign-in/code", p.codeForm)
	post("/sign-in/code", p.code)
	post("/sign-out", p.signOut)
	get("/lost", p.lostForm)
	post("/lost", p.askPage)
	get("/enter/{token}", p.enterForm)
	post("/enter/{token}", p.enter)
	get("/password/{token}", p.passwordForm)
	post("/password/{token}", p.password)
	get("/me/access", p.access)
	post("/me/access", p.accessChanged)
	if p.other != nil {
		get("/sign-in/openid", p.leave)
		get(backPath, p.comeBack)
	}
}

//go:embed templates/*.html
var templateFiles embed.FS

var templates = pages.ParseTemplates(templateFiles, nil, "signin", "lost", "enter", "password", "access", "stranger", "resume", "code")

// maxForm is the largest form that is read, in octets; those of signing in may carry another form.
const (
	maxForm     = 16 << 10
	maxCarrying = 640 << 10
)

// from is where somebody enters.
func (p *Pages) from(r *http.Request) accounts.From {
	return accounts.From{Door: events.DoorWeb, Address: p.client(r), Agent: r.UserAgent(), Browser: p.CookieOf(r, pages.KnownCookie)}
}

// keep gives the browser what it holds of a sign-in.
func (p *Pages) keep(w http.ResponseWriter, r *http.Request, e accounts.Entry) {
	p.SetCookie(w, e.Secret)
	p.KeepCookie(w, pages.KnownCookie, e.Browser, accounts.KnownFor)
	if p.CookieOf(r, halfCookie) != "" {
		p.KeepCookie(w, halfCookie, "", 0)
	}
}

// entered gives the browser what it holds of a sign-in, asks for the second factor where there is one, and leads to one's own page, or to the form that it carried on.
func (p *Pages) entered(w http.ResponseWriter, r *http.Request, e accounts.Entry) {
	if e.Half != "" {
		p.askCode(w, r, e.Half)
		return
	}
	p.keep(w, r, e)
	if draft := pages.Carried(r); draft.To != "" {
		p.goOn(w, r, draft)
		return
	}
	http.Redirect(w, r, "/me", http.StatusSeeOther)
}

// inLanguage is the address of a form, which keeps the language that was asked for.
func inLanguage(r *http.Request, lang, action string) string {
	if r.URL.Query().Get("lang") == lang {
		return action + "?lang=" + lang
	}
	return action
}
