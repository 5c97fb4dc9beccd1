package signin

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"parcours/accounts"
	"parcours/events"
	"parcours/messages"
	"parcours/pages"
)

// accessPage is who and what can enter in a person's name.
type accessPage struct {
	pages.Frame
	Action  string
	Login   string
	CalDAV  string
	SignIns []signedIn
	Devices []device
	Into    []into // calendars that invitations can go into
	Factor  *secondFactor
	Busy    string  // the address of their busy times, "" without one
	Fresh   *device // a device whose password is shown, this once
	Name    string  // of a device that was not added
	Problem string  // of it, in words

	IntoProblem string // why another calendar was not chosen, in words
	Said        string // what was done, in words
}

// signedIn is a browser in which the person is signed in.
type signedIn struct {
	Hash, Agent, Made, Used string
	Current                 bool
}

// device is a password that the server made.
type device struct {
	Hash, Name, Made, Used, Password string
}

// access answers GET /me/access.
func (p *Pages) access(w http.ResponseWriter, r *http.Request) {
	who := pages.Viewer(r)
	if who == nil {
		http.Redirect(w, r, "/sign-in?ended", http.StatusSeeOther)
		return
	}
	p.showAccess(w, r, who, http.StatusOK, func(words *messages.Printer, page *accessPage) {
		for _, done := range []string{"ended", "revoked", "renewed", "busy", "unbusy", "into", "unfactored"} {
			if r.URL.Query().Has(done) {
				page.Said = words.T("web.access.said." + done)
			}
		}
	})
}

func (p *Pages) showAccess(w http.ResponseWriter, r *http.Request, who *events.Person, status int, change func(*messages.Printer, *accessPage)) {
	words := p.WordsFor(r, who.Language)
	page := &accessPage{
		Frame:  p.Frame(words, "/me/access", words.T("web.access.title")),
		Action: inLanguage(r, words.Lang(), "/me/access"), Login: who.Email, CalDAV: p.PublicURL + "/dav/",
	}
	page.Private = true
	page.By(who)
	var err error
	if page.SignIns, err = p.signIns(r, words, who); err == nil {
		page.Devices, err = p.devices(r, words, who)
	}
	if err == nil {
		page.Into, err = p.calendarsOf(r, who)
	}
	if err == nil {
		page.Factor, err = p.secondFactor(r, words, who)
	}
	if err == nil {
		page.Busy, err = p.busyAddress(r, who)
	}
	if err != nil {
		p.Failed(w, r, err)
		return
	}
	change(words, page)
	p.Send(w, status, words.Lang(), templates, "access", page)
}

func (p *Pages) signIns(r *http.Request, words *messages.Printer, who *events.Person) (found []signedIn, err error) {
	all, current, err := p.accounts.SignIns(r.Context(), who.ID, p.SecretOf(r))
	for _, x := range all {
		found = append(found, signedIn{Hash: x.Hash, Agent: browserOf(x.Agent), Current: x.Hash == current, Made: p.moment(words, x.Made), Used: p.moment(words, x.Used)})
	}
	return found, err
}

func (p *Pages) devices(r *http.Request, words *messages.Printer, who *events.Person) (found []device, err error) {
	all, err := p.accounts.Devices(r.Context(), who.ID)
	for _, c := range all {
		d := device{Hash: c.Hash, Name: c.Label, Made: p.moment(words, c.Created), Used: words.T("web.access.never")}
		if c.Kind == accounts.AppPassword {
			d.Name = words.T("web.access.given")
		}
		if !c.Used.IsZero() {
			d.Used = words.T("web.access.used."+string(c.Door), "At", p.moment(words, c.Used))
		}
		found = append(found, d)
	}
	return found, err
}

// busyAddress is where somebody's busy times can be read, "" where nowhere.
func (p *Pages) busyAddress(r *http.Request, who *events.Person) (string, error) {
	path, err := p.accounts.BusyLink(r.Context(), who.ID)
	if path == "" || err != nil {
		return "", err
	}
	return p.PublicURL + path, nil
}

// moment is an instant in words, in the programme's zone.
func (p *Pages) moment(words *messages.Printer, t time.Time) string {
	t = t.In(p.events.Programme().Loc)
	return words.When(t, t, false)
}

// accessChanged answers POST /me/access: one of its buttons.
func (p *Pages) accessChanged(w http.ResponseWriter, r *http.Request) {
	who := pages.Viewer(r)
	if who == nil {
		http.Redirect(w, r, "/sign-in?ended", http.StatusSeeOther)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		p.Notice(w, r, http.StatusBadRequest, "failed")
		return
	}
	switch form := r.PostForm; {
	case form.Has("device"):
		p.addDevice(w, r, who)
	case form.Has("revoke"):
		p.back(w, r, p.accounts.RevokeDevice(r.Context(), who.ID, form.Get("revoke")), "revoked", "devices")
	case form.Get("sign-in") != "":
		p.back(w, r, p.accounts.RevokeSignIn(r.Context(), who.ID, form.Get("sign-in")), "ended", "sign-ins")
	case form.Has("others"):
		p.back(w, r, p.accounts.EndOthers(r.Context(), who.ID, p.SecretOf(r), p.from(r)), "ended", "sign-ins")
	case form.Has("factor"):
		p.factorChanged(w, r, who, form.Get("factor"))
	case form.Get("busy") == "new":
		p.back(w, r, p.accounts.SetBusyLink(r.Context(), who.ID, true), "busy", "busy")
	case form.Get("busy") == "end":
		p.back(w, r, p.accounts.SetBusyLink(r.Context(), who.ID, false), "unbusy", "busy")
	case form.Has("into"):
		p.chooseInto(w, r, who, form.Get("into"))
	case form.Has("renew"):
		p.back(w, r, p.accounts.RevokeFeed(r.Context(), who.ID), "renewed", "links")
	case form.Has("password"):
		token, err := p.accounts.PasswordLink(r.Context(), who.ID)
		if err != nil {
			p.Failed(w, r, err)
			return
		}
		http.Redirect(w, r, "/password/"+token, http.StatusSeeOther)
	default:
		p.NotFound(w, r)
	}
}

// addDevice shows the password of a new device, the only time that it can be read: a redirect would lose it.
func (p *Pages) addDevice(w http.ResponseWriter, r *http.Request, who *events.Person) {
	name := typed(r, "device")
	password, err := p.accounts.AddDevice(r.Context(), who.ID, name)
	var bad *events.Invalid
	switch {
	case errors.As(err, &bad):
		p.showAccess(w, r, who, http.StatusUnprocessableEntity, func(words *messages.Printer, page *accessPage) {
			page.Name, page.Problem = name, refusedDevice(words, bad.Field)
		})
	case err != nil:
		p.Failed(w, r, err)
	default:
		p.showAccess(w, r, who, http.StatusOK, func(_ *messages.Printer, page *accessPage) {
			page.Fresh = &device{Name: name, Password: password}
		})
	}
}

func refusedDevice(words *messages.Printer, why string) string {
	switch why {
	case accounts.DeviceUnnamed:
		return words.T("web.access.unnamed")
	case accounts.DeviceLong:
		return words.T("web.access.long", "Count", accounts.MaxDeviceName)
	}
	return words.T("web.access.too_many")
}

// back sends the browser back to the page, which says what was done.
func (p *Pages) back(w http.ResponseWriter, r *http.Request, err error, done, part string) {
	switch {
	case errors.Is(err, events.ErrNotFound):
		p.NotFound(w, r)
		return
	case err != nil:
		p.Failed(w, r, err)
		return
	}
	query := url.Values{done: {""}}
	if lang := r.URL.Query().Get("lang"); lang == "fr" || lang == "en" {
		query.Set("lang", lang)
	}
	http.Redirect(w, r, "/me/access?"+query.Encode()+"#"+part, http.StatusSeeOther)
}
