package attendance

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gorilla/mux"

	"parcours/accounts"
	"parcours/events"
	"parcours/messages"
	"parcours/office"
	"parcours/report"
	"parcours/splits"
)

// presencePage is who was at a session, room by room, to be recorded with one tap each.
type presencePage struct {
	office.Frame
	URL, When        string
	Session          string // its title
	Rooms            []presenceRoom
	Came, Asked      int
	Others           []office.Choice // of the programme, whom nobody asked and who may have come
	RoomNames        []office.Choice // where there are several
	Code, CodeName   string          // of an address that a code holds, and whose it is
	Guest            guestForm
	Territories      []office.Choice
	Categories       []office.Choice
	Followed         string   // titles of the sessions that this one follows, "" for one that follows none
	Absent           []string // who would be asked no more
	Saved, Problem   string
	Organiser, Today string // on what is printed
	Name             string // of an attestation
}

type presenceRoom struct {
	ID, Label string
	Came      int
	People    []presentPerson
}

type presentPerson struct {
	ID, Name, Place, Function string
	Came, Missed              bool // nothing is recorded where both are false
}

type guestForm struct{ Name, Email, Territory, Category string }

// presence answers GET /organise/presence/{session}; with ?code= of somebody's own page it asks whether to record them, with
// ?sheet it is a list to sign, with ?attestation=PERSON what somebody who came takes home.
func (p *Pages) presence(w http.ResponseWriter, r *http.Request, who *events.Person) {
	held := p.held(r)
	if len(held) == 0 {
		p.NotFound(w, r)
		return
	}
	q := r.URL.Query()
	template, status := "presence", http.StatusOK
	if q.Has("sheet") {
		template = "sheet"
	}
	name := ""
	if id := q.Get("attestation"); id != "" {
		if name = p.attested(r, held, id); name == "" {
			p.NotFound(w, r)
			return
		}
		template = "attestation"
	}
	p.showPresence(w, r, who, status, template, held, guestForm{}, func(words *messages.Printer, page *presencePage) {
		page.Name = name
		if code := q.Get("code"); code != "" {
			if of, _ := p.codeOf(held, code); of != nil {
				page.Code, page.CodeName = code, of.Name
			} else {
				page.Problem = words.T("presence.no_code")
			}
		}
		if said := q.Get("saved"); slices.Contains([]string{"code", "guest", "narrowed"}, said) {
			page.Saved = words.T("presence.saved."+said, "Name", cmp.Or(q.Get("name"), "–"))
		}
	})
}

// held are the session that is asked for, or the live rooms of a split one.
func (p *Pages) held(r *http.Request) []*events.Session {
	x, all := office.SessionNamed(p.events.Programme(), mux.Vars(r)["session"])
	if x == nil || x.Draft() {
		return nil
	}
	if rooms := splits.Rooms(p.events.Programme(), x.ID); all && len(rooms) > 0 {
		return rooms
	}
	return []*events.Session{x}
}

// codeOf is whose code it is today, and at which of the sessions.
func (p *Pages) codeOf(held []*events.Session, code string) (*events.Person, *events.Session) {
	snap := p.events.Programme()
	today := events.DayOf(p.events.Now().In(snap.Loc))
	for _, x := range held {
		if of := accounts.PresentBy(snap, code, x, today); of != nil {
			return of, x
		}
	}
	return nil, nil
}

// attested is the name of somebody who was there, "" for who was not.
func (p *Pages) attested(r *http.Request, held []*events.Session, id string) string {
	q := p.events.Programme().Person(id)
	for _, x := range held {
		all, err := p.events.Presences(r.Context(), x.ID)
		if err == nil && q != nil && slices.ContainsFunc(all, func(one events.Presence) bool { return one.Person == id && one.Present }) {
			return q.Name
		}
	}
	return ""
}

func (p *Pages) showPresence(w http.ResponseWriter, r *http.Request, who *events.Person, status int, template string, held []*events.Session, guest guestForm, change func(*messages.Printer, *presencePage)) {
	words, snap := p.WordsFor(r, who.Language), p.events.Programme()
	title := held[0].Title
	if len(held) > 1 {
		title = held[0].GroupTitle
	}
	page := &presencePage{
		Frame: p.Frame(words, "/organise/sessions", words.T("presence.title", "Title", title)), Session: title, URL: r.URL.Path, When: report.When(words, snap, held[0].When), Guest: guest,
		Territories: office.Territories(snap, guest.Territory), Categories: office.Categories(snap, cmp.Or(guest.Category, held[0].Category)),
		Organiser: snap.Organiser.Name, Today: words.Date(p.events.Now().In(snap.Loc)),
	}
	page.Exports = []office.Export{office.ExportOf("/organise/presence", words.T("exports.table"), url.Values{"session": {mux.Vars(r)["session"]}})}
	for _, x := range held {
		room, err := p.presenceRoom(r, words, x)
		if err != nil {
			p.Failed(w, r, err)
			return
		}
		page.Rooms = append(page.Rooms, room)
		page.Came, page.Asked = page.Came+room.Came, page.Asked+len(room.People)
	}
	page.Others, page.RoomNames = others(snap, page), roomNames(page)
	if err := p.tellAbsent(r, words, page, held[0]); err != nil {
		p.Failed(w, r, err)
		return
	}
	change(words, page)
	p.Send(w, status, words.Lang(), templates, template, page)
}

// others are those of the programme that no room lists.
func others(snap *events.Snapshot, page *presencePage) (all []office.Choice) {
	for _, q := range office.ByName(slices.Clone(snap.People())) {
		listed := slices.ContainsFunc(page.Rooms, func(room presenceRoom) bool {
			return slices.ContainsFunc(room.People, func(one presentPerson) bool { return one.ID == q.ID })
		})
		if !listed {
			all = append(all, office.Choice{Value: q.ID, Words: q.Name})
		}
	}
	return all
}

func roomNames(page *presencePage) (all []office.Choice) {
	for _, room := range page.Rooms {
		all = append(all, office.Choice{Value: room.ID, Words: room.Label})
	}
	return all
}

// presenceRoom lists who is asked to a session, and who came to it without.
func (p *Pages) presenceRoom(r *http.Request, words *messages.Printer, x *events.Session) (room presenceRoom, err error) {
	snap := p.events.Programme()
	room = presenceRoom{ID: x.ID, Label: report.Category(snap, x.Category)}
	all, err := p.events.Presences(r.Context(), x.ID)
	said := map[string]bool{}
	for _, one := range all {
		said[one.Person] = one.Present
	}
	for _, q := range snap.People() {
		came, recorded := said[q.ID]
		if !x.Asks(q) && !came {
			continue
		}
		if came {
			room.Came++
		}
		room.People = append(room.People, presentPerson{
			ID: q.ID, Name: q.Name, Function: q.Function, Place: words.List(report.Territories(snap, q.Territories)), Came: came, Missed: recorded && !came,
		})
	}
	slices.SortStableFunc(room.People, func(a, b presentPerson) int {
		return cmp.Or(cmp.Compare(a.Place, b.Place), cmp.Compare(a.Name, b.Name))
	})
	return room, err
}

// tellAbsent says whom a session that follows others would ask no more.
func (p *Pages) tellAbsent(r *http.Request, words *messages.Printer, page *presencePage, x *events.Session) error {
	if len(x.Audience.AskedTo) == 0 {
		return nil
	}
	snap := p.events.Programme()
	page.Followed = words.List(report.Titles(snap, x.Audience.AskedTo))
	all, err := p.events.Presences(r.Context(), "")
	if err != nil {
		return err
	}
	absent, err := snap.Absent(x.ID, all)
	for _, q := range office.ByName(absent) {
		page.Absent = append(page.Absent, q.Name)
	}
	return err
}

// presencePosted answers POST /organise/presence/{session}: somebody came or did not, a code, a guest, or the audience that follows.
func (p *Pages) presencePosted(w http.ResponseWriter, r *http.Request, who *events.Person) {
	held := p.held(r)
	form, err := office.ReadForm(w, r)
	if len(held) == 0 || err != nil {
		p.NotFound(w, r)
		return
	}
	back := r.URL.Path
	guest := guestForm{strings.Join(strings.Fields(form.Get("name")), " "), strings.TrimSpace(form.Get("email")), form.Get("territory"), form.Get("category")}
	switch {
	case form.Has("code"):
		of, x := p.codeOf(held, form.Get("code"))
		if of == nil {
			err = errNoCode
			break
		}
		back += "?saved=code&name=" + url.QueryEscape(of.Name)
		err = p.events.RecordPresence(r.Context(), who, x.ID, of.ID, true)
	case form.Has("email"):
		back += "?saved=guest&name=" + url.QueryEscape(guest.Name)
		err = p.bringToSession(r, who, held, guest)
	case form.Get("do") == "narrow":
		back += "?saved=narrowed"
		_, err = p.events.Narrow(r.Context(), who, held[0].ID)
	default:
		room, person := form.Get("room"), form.Get("person")
		if !slices.ContainsFunc(held, func(x *events.Session) bool { return x.ID == room }) {
			p.NotFound(w, r)
			return
		}
		back += "#p-" + room + "-" + person
		err = p.events.RecordPresence(r.Context(), who, room, person, form.Get("present") == "yes")
	}
	var bad *events.Invalid
	switch {
	case errors.As(err, &bad):
		p.showPresence(w, r, who, http.StatusUnprocessableEntity, "presence", held, guest, func(words *messages.Printer, page *presencePage) {
			page.Problem = office.WrongPerson(words, bad)
			if bad.Field == "code" {
				page.Problem = words.T("presence.no_code")
			}
		})
	case errors.Is(err, events.ErrForbidden), errors.Is(err, events.ErrNotFound):
		p.NotFound(w, r)
	case err != nil:
		p.Failed(w, r, err)
	default:
		office.SendBack(w, r, back)
	}
}

var errNoCode = events.Invalidf("code", "nobody has this code here today")

// bringToSession adds a guest on the spot, and records that they are there.
func (p *Pages) bringToSession(r *http.Request, who *events.Person, held []*events.Session, f guestForm) error {
	if f.Name == "" {
		return events.Invalidf("name", "give the guest's name")
	}
	if f.Territory == "" {
		return events.Invalidf("territory", "say of which delegation")
	}
	err := p.events.BringGuest(r.Context(), who, events.Person{Name: f.Name, Email: f.Email, Territories: []string{f.Territory}, Category: f.Category})
	if err != nil {
		return err
	}
	guest, x := p.events.Programme().ByAddress(f.Email), held[0]
	for _, room := range held {
		if room.Category == f.Category {
			x = room
		}
	}
	return p.events.RecordPresence(r.Context(), who, x.ID, guest.ID, true)
}
