package calendars_test

import (
	"errors"
	"strings"
	"testing"

	"parcours/calendars"
	"parcours/events"
	"parcours/feeds"
	"parcours/site"
)

// guarded is the small programme where every session has a common link, and a room's link and description too, each
// with a text of its own.
func guarded() events.Programme {
	p := site.SmallProgramme()
	p.People = append(p.People, events.Person{ID: "gwen", Email: "gwen@example.org", Name: "Gwen", Role: events.Guest, Territories: []string{"faverges"},
		Category: "elus", Godparent: "marc", Briefed: true})
	for i := range p.Sessions {
		x := &p.Sessions[i]
		x.Place.Link = "https://visio.example.org/commun-" + x.ID
		x.Room = events.Room{Link: "https://visio.example.org/salle-" + x.ID, Description: "Secret de " + x.ID}
	}
	return p
}

// The sessions in the order of the matrix's columns.
var columns = []string{"agora", "pairs-techniciens", "pairs-elus", "jour-a", "prepa", "appui"}

// reach says what a text tells of each session: "-" nothing, "." that it is, and then "c" the common link, "l" the
// link of the room, "d" its description.
func reach(texts map[string]string) string {
	var cells []string
	for _, id := range columns {
		text, there := texts[id]
		cell := "."
		if !there {
			cell = "-"
		}
		for _, secret := range []struct{ letter, words string }{{"c", "/commun-" + id}, {"l", "/salle-" + id}, {"d", "Secret de " + id}} {
			if strings.Contains(text, secret.words) {
				cell += secret.letter
			}
		}
		cells = append(cells, cell)
	}
	return strings.Join(cells, " ")
}

// ofItems gives what the items of a collection say, by session.
func ofItems(s *site.Site, viewer *events.Person, c *calendars.Collection) map[string]string {
	s.T.Helper()
	items, err := s.Calendars.Items(s.T.Context(), viewer, c, calendars.ItemQuery{})
	s.Must(err)
	texts := map[string]string{}
	for _, it := range items {
		texts[it.Invitation.Session.ID] = site.Unfold(s.Text(it))
	}
	return texts
}

// ofFeed gives what a feed says, by session.
func ofFeed(s *site.Site) func(*feeds.Feed, error) map[string]string {
	return func(f *feeds.Feed, err error) map[string]string {
		s.T.Helper()
		s.Must(err)
		text := site.Unfold(string(s.Render.Feed(f)))
		texts := map[string]string{}
		for _, part := range strings.Split(text, "BEGIN:VEVENT")[1:] {
			_, uid, _ := strings.Cut(part, "UID:")
			uid, _, _ = strings.Cut(uid, "@")
			texts[uid] = part
		}
		return texts
	}
}

// ofPage gives what answer pages may show, by session: the room and the common link where the invitation is full.
func ofPage(s *site.Site, p *events.Person, subject func(*events.Session) events.Subject) map[string]string {
	s.T.Helper()
	texts := map[string]string{}
	for _, id := range columns {
		x := s.Session(id)
		inv, _, err := s.InvitationOf(s.T.Context(), events.AnswerLink{Person: p.ID, Session: id, For: subject(x)})
		if err != nil {
			continue
		}
		texts[id] = ""
		if inv.Full {
			texts[id] = inv.Session.Place.Link + " " + inv.Session.Room.Link + " " + inv.Session.Room.Description
		}
	}
	return texts
}

// Every way by which somebody may look at sessions, and what they find there.
func TestConfidentiality(t *testing.T) {
	const (
		nothing = "- - - - - -"
		all     = ".cld .cld .cld .cld .cld .cld"
	)
	want := map[string]string{
		//                            agora  techn. elus   jour-a prepa  appui
		"orga programme":                 all,
		"orga programme.agendas":         nothing,
		"orga programme.accompagnements": nothing,
		"orga feed":                      all,
		"orga page":                      nothing,
		"orga page for annecy":           ". . . . . -",
		"orga page for faverges":         ". . . . . -",
		"rita parcours":                  ".cld .cld - .cld .cld -",
		"rita faverges.delegation":       ". . . . . -",
		"rita feed":                      ".cld .cld - .cld .cld -",
		"rita page":                      ".cld .cld - .cld .cld -",
		"rita page for faverges":         ". . . . . -",
		"rene parcours":                  ".cld - .cld .cld .cld -",
		"rene annecy.delegation":         ". . . . . -",
		"rene feed":                      ".cld - .cld .cld .cld -",
		"rene page":                      ".cld - .cld .cld .cld -",
		"rene page for annecy":           ". . . . . -",
		"marc parcours":                  ".cld - .cld .cld - -",
		"marc feed":                      ".cld - .cld .cld - -",
		"marc page":                      ".cld - .cld .cld - -",
		"anne parcours":                  ".cld .cld - .cld - -",
		"anne feed":                      ".cld .cld - .cld - -",
		"anne page":                      ".cld .cld - .cld - -",
		"gwen parcours":                  ".cld - .cld .cld - -",
		"gwen feed":                      ".cld - .cld .cld - -",
		"gwen page":                      ".cld - .cld .cld - -",
		"guy parcours":                   ".cld - . .cld - -", // not briefed: no room
		"guy feed":                       ".cld - . .cld - -",
		"guy page":                       ".cld - . .cld - -",
		"emma parcours":                  "- - - - - .cld",
		"emma faverges.accompagnement":   nothing,
		"emma feed":                      "- - - - - .cld",
		"emma page":                      "- - - - - .cld",
		"paul feed":                      nothing,
		"paul page":                      nothing,
		"public all":                     ". . . . . .",
		"public c/elus":                  ". - . . - -",
		"public c/techniciens":           ". . - . - -",
		"public t/annecy":                ". . . . . -",
		"public t/annecy/elus":           ". - . . - -",
		"published elus":                 ". - . . - -",
		"published techniciens":          ". . - . - -",
		"cancelled marc parcours":        ".cld - .cld .cld - -",
		"cancelled public all":           ". . . . . .",
		"cancelled rita delegation":      ". . . . . -",
	}
	s := site.Open(t)
	s.Take(guarded())
	got := map[string]string{}
	for _, p := range s.Programme().People() {
		collections, err := s.Calendars.Collections(t.Context(), p, p.ID)
		s.Must(err)
		for i := range collections {
			if c := &collections[i]; c.Derived() && c.Kind != calendars.KindDecisions {
				got[p.ID+" "+c.Name] = reach(ofItems(s, p, c))
			}
		}
		got[p.ID+" feed"] = reach(ofFeed(s)(s.PersonalFeed(p.FeedToken)))
		got[p.ID+" page"] = reach(ofPage(s, p, func(*events.Session) events.Subject { return site.ForOneself(p.ID) }))
		for _, territory := range []string{"annecy", "faverges"} {
			of := func(x *events.Session) events.Subject { return site.ForUsIn(territory, x.Category) }
			if page := reach(ofPage(s, p, of)); page != nothing {
				got[p.ID+" page for "+territory] = page
			}
		}
		for _, c := range s.Calendars.PublishedCollections(p) {
			row := reach(ofItems(s, p, &c))
			if before, seen := got["published "+c.Name]; seen && before != row {
				t.Errorf("%s sees more or less than others in the published %s: %s", p.ID, c.Name, row)
			}
			got["published "+c.Name] = row
		}
	}
	for _, scope := range []string{"all", "c/elus", "c/techniciens", "t/annecy", "t/annecy/elus"} {
		f, err := s.Feeds.Feed(scope)
		got["public "+scope] = reach(ofFeed(s)(f, err))
	}
	for _, id := range columns {
		s.Must(s.Reschedule(t.Context(), s.Person("orga"), id, events.Cancel))
	}
	got["cancelled marc parcours"] = reach(ofItems(s, s.Person("marc"), s.Collection("marc", "parcours")))
	got["cancelled rita delegation"] = reach(ofItems(s, s.Person("rita"), s.Collection("rita", "faverges.delegation")))
	f, err := s.Feeds.Feed("all")
	got["cancelled public all"] = reach(ofFeed(s)(f, err))
	for name, row := range got {
		if row != want[name] {
			t.Errorf("%-28s %q, want %q", name, row, want[name])
		}
	}
	for name := range want {
		if _, ok := got[name]; !ok {
			t.Errorf("nobody looked at %q", name)
		}
	}
}

// Which calendars are in whose home, and what may be done in them: r read, w write, a answer, o organise, s share,
// x delete. A name that is not there is not found, and another's home never is.
func TestHomes(t *testing.T) {
	names := []string{"parcours", "programme", "programme.arbitrages", "programme.agendas", "programme.accompagnements", "annecy.delegation", "annecy.arbitrages", "annecy.agenda", "annecy.accompagnement",
		"faverges.delegation", "faverges.arbitrages", "faverges.agenda", "faverges.accompagnement", "lune.agenda", "calendar", "tasks", "inbox", "outbox", "rien"}
	want := map[string]string{
		//      parc prog p.arb p.ag p.acc | annecy: deleg arbi agen acco | faverges: deleg arbi agen acco | lune, own: cal tasks, in out, nothing
		"orga": "- ro r r rw - - r rw - - r rw - rws rws r r -",
		"rita": "ra - - - - - - - - ra ra rw rw - rws rws r r -",
		"rene": "ra - - - - ra ra rw rw - - - - - rws rws r r -",
		"marc": "ra - - - - - - - - - - rw r - rws rws r r -",
		"anne": "ra - - - - - - rw r - - - - - rws rws r r -",
		"guy":  "ra - - - - - - - - - - - - - rws rws r r -",
		"emma": "ra - r - - - - - - - - - rwa - rws rws r r -",
		"paul": "- - - - - - - r - - - r - - rws rws r r -",
	}
	s := site.OpenSmall(t)
	people := s.Programme().People()
	for _, p := range people {
		all, err := s.Calendars.Collections(t.Context(), p, p.ID)
		s.Must(err)
		listed := map[string]bool{}
		for _, c := range all {
			listed[c.Name] = true
		}
		var row []string
		for _, name := range names {
			c, err := s.Calendars.Collection(t.Context(), p, p.ID, name)
			_, kind, _ := strings.Cut(name, ".")
			together := p.Role == events.Organiser && c != nil && (kind == "agenda" || kind == "accompagnement")
			if errors.Is(err, events.ErrNotFound) != !(listed[name] || together) || err != nil && listed[name] {
				t.Errorf("%s/%s: listed %v, %v", p.ID, name, listed[name], err)
			}
			row = append(row, rights(c))
			delete(listed, name)
		}
		if got := strings.Join(row, " "); got != want[p.ID] {
			t.Errorf("%-5s %q\n want %q", p.ID, got, want[p.ID])
		}
		if len(listed) > 0 {
			t.Errorf("%s also has %v", p.ID, listed)
		}
		for _, other := range people {
			if other.ID == p.ID {
				continue
			}
			_, err := s.Calendars.Collection(t.Context(), p, other.ID, "calendar")
			_, wrong := s.Calendars.Collections(t.Context(), p, other.ID)
			if !errors.Is(err, events.ErrNotFound) || !errors.Is(wrong, events.ErrNotFound) {
				t.Errorf("%s in the home of %s: %v, %v", p.ID, other.ID, err, wrong)
			}
		}
	}
}

func rights(c *calendars.Collection) string {
	if c == nil {
		return "-"
	}
	text := ""
	for _, right := range []struct {
		has    bool
		letter string
	}{{c.Rights.Read, "r"}, {c.Rights.Write, "w"}, {c.Rights.Answer, "a"}, {c.Rights.Organise, "o"}, {c.Rights.Share, "s"}, {c.Rights.Delete, "x"}} {
		if right.has {
			text += right.letter
		}
	}
	return text
}
