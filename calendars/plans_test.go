package calendars_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"parcours/calendars"
	"parcours/events"
	"parcours/site"
)

// organiserWrites takes a session as an organiser is served it, edits the text and writes it back.
func organiserWrites(s *site.Site, session string, edit func(string) string) error {
	s.T.Helper()
	_, err := s.Put("orga", "programme", session+".ics", edit(site.Unfold(s.Text(s.Items("orga", "programme")[session+".ics"]))))
	return err
}

func swap(old, with string) func(string) string {
	return func(text string) string { return strings.Replace(text, old, with, 1) }
}

// line replaces a line, or puts it at the end of the event.
func line(name, value string) func(string) string {
	return func(text string) string {
		lines := strings.Split(text, "\r\n")
		lines = slices.DeleteFunc(lines, func(l string) bool { return strings.HasPrefix(l, name) })
		return strings.Replace(strings.Join(lines, "\r\n"), "END:VEVENT", name+value+"\r\nEND:VEVENT", 1)
	}
}

const reminder = "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:Rappel\r\nTRIGGER:-PT30M\r\nEND:VALARM\r\n"

// An organiser's reminders are kept as their own: nobody else has them, and nothing of the session changes.
func TestOrganiserKeepsReminders(t *testing.T) {
	s := site.OpenSmall(t)
	token := s.Collection("orga", "programme").Token
	for range 2 { // as a second write of the same
		s.Must(organiserWrites(s, "jour-a", func(text string) string {
			return strings.Replace(strings.ReplaceAll(text, reminder, ""), "END:VEVENT", reminder+"END:VEVENT", 1)
		}))
	}
	if text := site.Unfold(s.Text(s.Items("orga", "programme")["jour-a.ics"])); !strings.Contains(text, reminder) {
		t.Errorf("no reminder in\n%s", text)
	}
	if x := s.Session("jour-a"); x.Sequence != 0 {
		t.Errorf("SEQUENCE %d", x.Sequence)
	}
	c := s.Collection("orga", "programme")
	changes, err := s.Calendars.Changes(t.Context(), s.Person("orga"), c, token, 0)
	if err != nil || len(changes.Changed) != 1 || changes.Changed[0].Name != "jour-a.ics" || changes.Token != c.Token {
		t.Errorf("changes %+v, %v", changes, err)
	}
	s.Must(organiserWrites(s, "jour-a", swap(reminder, "")))
	if text := s.Text(s.Items("orga", "programme")["jour-a.ics"]); strings.Contains(text, "VALARM") {
		t.Errorf("a reminder that was taken away is in\n%s", text)
	}
}

// A place that an organiser empties is empty; one that a client does not speak of stays.
func TestOrganiserEmptiesThePlace(t *testing.T) {
	for name, edit := range map[string]struct {
		edit func(string) string
		want string
	}{
		"gone":  {swap("LOCATION:Paris\r\n", ""), ""},
		"empty": {swap("LOCATION:Paris", "LOCATION:"), ""},
		"not spoken of": {func(text string) string {
			return swap("X-PARCOURS-SERVED", "X-OTHER")(swap("LOCATION:Paris\r\n", "")(text))
		}, "Paris"},
	} {
		t.Run(name, func(t *testing.T) {
			s := site.OpenSmall(t)
			s.Must(organiserWrites(s, "agora", swap("LOCATION:Visio", "LOCATION:Paris")))
			s.Must(organiserWrites(s, "agora", edit.edit))
			if got := s.Session("agora").Place.Where; got != edit.want {
				t.Errorf("%q, want %q", got, edit.want)
			}
		})
	}
}

// Each case: an organiser's edit in a calendar client, and the session then.
func TestOrganiserEdits(t *testing.T) {
	for _, c := range []struct {
		name, session string
		edit          func(string) string
		check         func(*events.Session) bool
		sequence      int
	}{
		{"as served", "agora", swap("", ""), func(x *events.Session) bool { return x.Title == "La journée AGORA" && x.Status == events.Fixed }, 0},
		{"moved", "agora", func(text string) string {
			return swap("20220428T173000", "20220429T173000")(swap("20220428T093000", "20220429T093000")(text))
		},
			func(x *events.Session) bool {
				return x.When.Equal(site.Hours("2022-04-29", "09:30", "17:30")) && x.AskedAt == 1
			}, 1},
		{"renamed", "agora", swap("SUMMARY:La journée AGORA", "SUMMARY:AGORA"), func(x *events.Session) bool { return x.Title == "AGORA" && x.AskedAt == 0 }, 1},
		{"another place", "agora", swap("LOCATION:Visio", "LOCATION:Paris"), func(x *events.Session) bool { return x.Place.Where == "Paris" }, 1},
		{"another description", "agora", line("DESCRIPTION:", `Apportez vos idées.\n\nEt vos questions.`), func(x *events.Session) bool {
			return x.Description == "Apportez vos idées.\n\nEt vos questions."
		}, 1},
		{"more description", "prepa", swap("DESCRIPTION:", `DESCRIPTION:Apportez vos idées.\n\n`), func(x *events.Session) bool {
			return x.Description == "Apportez vos idées."
		}, 1},
		{"a description in other blanks", "prepa", func(text string) string { return strings.ReplaceAll(text, `\n`, ` \n `) },
			func(x *events.Session) bool { return x.Description == "" }, 0},
		{"cancelled", "agora", swap("STATUS:CONFIRMED", "STATUS:CANCELLED"), func(x *events.Session) bool { return x.Status == events.Cancelled }, 1},
		{"estimated", "agora", swap("STATUS:CONFIRMED", "STATUS:TENTATIVE"), func(x *events.Session) bool { return x.Status == events.Estimated }, 1},
		{"an estimated one is fixed", "prepa", swap("STATUS:TENTATIVE", "STATUS:CONFIRMED"), func(x *events.Session) bool {
			return x.Status == events.Fixed && x.Title == "Préparation de la clôture"
		}, 1},
		{"a confirmed option decides", "jour-a", swap("STATUS:TENTATIVE", "STATUS:CONFIRMED"),
			func(x *events.Session) bool {
				return x.Status == events.Fixed && !x.Decided.IsZero() && x.Title == "La clôture"
			}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := site.OpenSmall(t)
			s.Must(organiserWrites(s, c.session, c.edit))
			if x := s.Session(c.session); !c.check(x) || x.Sequence != c.sequence {
				t.Errorf("%+v", x)
			}
		})
	}
}

// Only what an organiser changed is taken: the echo of an older text leaves another's change as it is.
func TestOrganiserEchoes(t *testing.T) {
	s := site.OpenSmall(t)
	served := site.Unfold(s.Text(s.Items("orga", "programme")["agora.ics"]))
	s.Clock = s.Clock.Add(time.Hour)
	s.Must(s.Reschedule(t.Context(), s.Person("orga"), "agora", func(p *events.Plan) { p.When = site.Hours("2022-05-05", "10:00", "17:00") }))
	_, err := s.Put("orga", "programme", "agora.ics", strings.Replace(served, "SUMMARY:La journée AGORA", "SUMMARY:AGORA", 1))
	s.Must(err)
	if x := s.Session("agora"); x.Title != "AGORA" || !x.When.Equal(site.Hours("2022-05-05", "10:00", "17:00")) || x.Sequence != 2 {
		t.Errorf("%+v", x)
	}
}

func TestOrganiserRefused(t *testing.T) {
	s := site.OpenSmall(t)
	var conflict *events.UIDConflict
	var wrong *events.Invalid
	for name, c := range map[string]struct {
		edit func(string) string
		want any
	}{
		"attendees":    {swap("END:VEVENT", "ATTENDEE:mailto:marc@example.org\r\nEND:VEVENT"), events.ErrOrganiserChange},
		"a recurrence": {swap("END:VEVENT", "RRULE:FREQ=WEEKLY;COUNT=3\r\nEND:VEVENT"), events.ErrOrganiserChange},
		"another UID":  {swap("UID:agora", "UID:autre"), &conflict},
	} {
		err := organiserWrites(s, "agora", c.edit)
		if target, is := c.want.(error); is && !errors.Is(err, target) || !is && !errors.As(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := s.Calendars.PutItem(t.Context(), s.Person("orga"), s.Collection("orga", "programme"), "agora.ics", calendars.Preconditions{IfMatch: []string{"old"}}, []byte(s.Text(s.Items("orga", "programme")["agora.ics"])))
	if !errors.Is(err, events.ErrPrecondition) {
		t.Errorf("an old ETag: %v", err)
	}
	for _, person := range []string{"rita", "marc", "emma", "paul"} {
		if err := s.Reschedule(t.Context(), s.Person(person), "agora", func(p *events.Plan) { p.Title = "Autre" }); !errors.Is(err, events.ErrForbidden) {
			t.Errorf("%s: %v", person, err)
		}
	}
	if err := s.Reschedule(t.Context(), s.Person("orga"), "agora", func(p *events.Plan) { p.Title = " " }); !errors.As(err, &wrong) {
		t.Errorf("no title: %v", err)
	}
	if err := s.Reschedule(t.Context(), s.Person("orga"), "agora", func(p *events.Plan) { p.When.End = p.When.Start.Add(-time.Hour) }); !errors.As(err, &wrong) {
		t.Errorf("an early end: %v", err)
	}
	if err := s.Reschedule(t.Context(), s.Person("orga"), "rien", func(*events.Plan) {}); !errors.Is(err, events.ErrNotFound) {
		t.Errorf("no session: %v", err)
	}
	if x := s.Session("agora"); x.Sequence != 0 {
		t.Errorf("%+v", x)
	}
}

func TestOrganiserDeletes(t *testing.T) {
	s := site.OpenSmall(t)
	c := s.Collection("orga", "programme")
	if err := s.Calendars.DeleteItem(t.Context(), s.Person("orga"), c, "agora.ics", calendars.Preconditions{IfMatch: []string{"old"}}); !errors.Is(err, events.ErrPrecondition) {
		t.Errorf("an old ETag: %v", err)
	}
	s.Must(s.Calendars.DeleteItem(t.Context(), s.Person("orga"), c, "agora.ics", calendars.Preconditions{}))
	if x := s.Session("agora"); x.Status != events.Cancelled || x.Sequence != 1 {
		t.Errorf("%+v", x)
	}
	if err := s.Calendars.DeleteItem(t.Context(), s.Person("orga"), c, "rien.ics", calendars.Preconditions{}); !errors.Is(err, events.ErrNotFound) {
		t.Errorf("nothing: %v", err)
	}
}

// A task takes its own text only, and is nobody's to delete.
func TestPutTaskRefused(t *testing.T) {
	s := site.OpenSmall(t)
	items := s.Items("rita", "faverges.arbitrages")
	var conflict *events.UIDConflict
	if _, err := s.Put("rita", "faverges.arbitrages", "arbitrage-3.ics", s.Text(items["arbitrage-1.ics"])); !errors.As(err, &conflict) {
		t.Errorf("another task's text: %v", err)
	}
	if _, err := s.Calendars.PutItem(t.Context(), s.Person("rita"), s.Collection("rita", "faverges.arbitrages"), "arbitrage-3.ics",
		calendars.Preconditions{IfMatch: []string{"old"}}, []byte(s.Text(items["arbitrage-3.ics"]))); !errors.Is(err, events.ErrPrecondition) {
		t.Errorf("an old ETag: %v", err)
	}
	if err := s.Calendars.DeleteItem(t.Context(), s.Person("rita"), s.Collection("rita", "faverges.arbitrages"), "arbitrage-3.ics", calendars.Preconditions{}); !errors.Is(err, events.ErrForbidden) {
		t.Errorf("deleted: %v", err)
	}
	if st := s.Decision("faverges", 3); st.Answered() {
		t.Errorf("%+v", st)
	}
}

// told tells whether a feed has an event with this text.
func told(s *site.Site, scope, uid string) bool {
	s.T.Helper()
	f, err := s.Feeds.Feed(scope)
	s.Must(err)
	return slices.ContainsFunc(f.Invitations, func(inv events.Invitation) bool { return inv.UID == uid })
}

// A new event in an organiser's programme is a draft under its own name, for organisers alone, until its categories say

// A new event whose categories say whom it asks is published at once.
func TestOrganiserMakesForSomebody(t *testing.T) {
	s := site.OpenSmall(t)
	label := s.Programme().Categories[0]
	s.Must(putText(s, "a.ics", strings.Replace(lunch, "SUMMARY:", "CATEGORIES:"+label.Label+"\r\nSUMMARY:", 1)))
	if x := s.Session("made-1"); x.Draft() || !slices.Equal(x.Audience.Categories, []string{label.ID}) || !told(s, "all", "lunch") {
		t.Errorf("%+v", x)
	}
}

// whom it asks.
func TestOrganiserMakes(t *testing.T) {
	s := site.OpenSmall(t)
	result, err := s.Put("orga", "programme", "5F-0A.ics", lunch)
	if err != nil || !result.Created || result.ETag != "" {
		t.Fatalf("%+v, %v", result, err)
	}
	text := site.Unfold(s.Text(s.Items("orga", "programme")["5F-0A.ics"]))
	if !strings.Contains(text, "SUMMARY:À publier · Déjeuner\r\n") || !strings.Contains(text, "UID:lunch\r\n") {
		t.Errorf("served:\n%s", text)
	}
	x := s.Session("made-1")
	for _, p := range s.Programme().People() {
		if x.Asks(p) {
			t.Errorf("%s is asked to a draft", p.ID)
		}
	}
	if told(s, "all", "lunch") {
		t.Error("a public feed tells of a draft")
	}
	if r := s.Change(func(*events.Programme) {}); len(r.Removed) > 0 || !s.Session("made-1").Live() {
		t.Errorf("the file took it away: %+v", r)
	}
	token := s.Collection("orga", "programme").Token
	s.Must(putText(s, "5F-0A.ics", strings.Replace(text, "STATUS:", "CATEGORIES:Jardinage\r\nSTATUS:", 1)))
	if x := s.Session("made-1"); !x.Draft() || x.Kind != "Jardinage" {
		t.Errorf("a word that names nobody: %+v", x)
	}
	label := s.Programme().Categories[0].Label
	text = site.Unfold(s.Text(s.Items("orga", "programme")["5F-0A.ics"]))
	s.Must(putText(s, "5F-0A.ics", strings.Replace(text, "CATEGORIES:", "CATEGORIES:"+strings.ToUpper(label)+",", 1)))
	x = s.Session("made-1")
	if x.Draft() || x.Title != "Déjeuner" || !slices.Equal(x.Audience.Categories, []string{s.Programme().Categories[0].ID}) || !told(s, "all", "lunch") {
		t.Errorf("published: %+v", x)
	}
	text = site.Unfold(s.Text(s.Items("orga", "programme")["5F-0A.ics"]))
	s.Must(putText(s, "5F-0A.ics", text))
	if now := s.Session("made-1"); now.Change != x.Change {
		t.Errorf("an echo changed it: %+v", now)
	}
	changes, err := s.Calendars.Changes(t.Context(), s.Person("orga"), s.Collection("orga", "programme"), token, 0)
	if err != nil || len(changes.Changed) != 1 || changes.Changed[0].Name != "5F-0A.ics" || len(changes.Gone) != 0 {
		t.Errorf("%+v, %v", changes, err)
	}
	s.Must(putText(s, "5F-0A.ics", strings.Replace(text, "CATEGORIES:"+label, "CATEGORIES:Tous", 1)))
	if x := s.Session("made-1"); len(x.Asked) != 1 || !x.Asked[0].Equal(events.Audience{}) {
		t.Errorf("for everybody: %+v", x.Asked)
	}
}

func putText(s *site.Site, name, text string) error {
	_, err := s.Put("orga", "programme", name, text)
	return err
}

// A draft that is deleted was never there: nobody had been told.
func TestOrganiserDeletesADraft(t *testing.T) {
	s := site.OpenSmall(t)
	s.Must(putText(s, "a.ics", lunch))
	c := s.Collection("orga", "programme")
	s.Must(s.Calendars.DeleteItem(t.Context(), s.Person("orga"), c, "a.ics", calendars.Preconditions{}))
	if _, there := s.Items("orga", "programme")["a.ics"]; there {
		t.Error("it is still there")
	}
	changes, err := s.Calendars.Changes(t.Context(), s.Person("orga"), s.Collection("orga", "programme"), c.Token, 0)
	if err != nil || !slices.Equal(changes.Gone, []string{"a.ics"}) {
		t.Errorf("%+v, %v", changes, err)
	}
	s.Must(putText(s, "b.ics", lunch))
	if x := s.Session("made-1"); !x.Live() || x.Title != "Déjeuner" {
		t.Errorf("undone: %+v", x)
	}
}

// A deletion in programme/ is undone by a PUT of the session's UID, whatever the client calls it, or by its status.
func TestOrganiserUndoes(t *testing.T) {
	for name, undo := range map[string]func(s *site.Site, before, now string) (string, error){
		"under another name": func(s *site.Site, before, _ string) (string, error) {
			return "undo.ics", putText(s, "undo.ics", before)
		},
		"as a new one": func(s *site.Site, before, _ string) (string, error) {
			_, err := s.Calendars.PutItem(s.T.Context(), s.Person("orga"), s.Collection("orga", "programme"), "agora.ics", calendars.Preconditions{IfNoneMatch: []string{"*"}}, []byte(before))
			return "agora.ics", err
		},
		"by its status": func(s *site.Site, _, now string) (string, error) {
			return "agora.ics", putText(s, "agora.ics", strings.Replace(now, "STATUS:CANCELLED", "STATUS:CONFIRMED", 1))
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := site.OpenSmall(t)
			s.Answer("marc", "agora", events.Accepted)
			before := site.Unfold(s.Text(s.Items("orga", "programme")["agora.ics"]))
			c := s.Collection("orga", "programme")
			s.Must(s.Calendars.DeleteItem(t.Context(), s.Person("orga"), c, "agora.ics", calendars.Preconditions{}))
			at, err := undo(s, before, site.Unfold(s.Text(s.Items("orga", "programme")["agora.ics"])))
			s.Must(err)
			if x := s.Session("agora"); x.Status != events.Fixed || x.Title != "La journée AGORA" || x.Cancelled != (events.Session{}).Cancelled {
				t.Errorf("%+v", x)
			}
			all := s.Items("orga", "programme")
			if _, there := all["agora.ics"]; all[at].UID == "" || there != (at == "agora.ics") {
				t.Errorf("at %s: %v, agora.ics: %v", at, all[at].UID, there)
			}
			if got := s.Items("marc", "parcours")["agora.ics"].Invitation.Status; got != events.Accepted {
				t.Errorf("marc's answer: %s", got)
			}
			changes, err := s.Calendars.Changes(t.Context(), s.Person("orga"), s.Collection("orga", "programme"), c.Token, 0)
			if err != nil || len(changes.Changed) != 1 || changes.Changed[0].Name != at || slices.Contains(changes.Gone, "agora.ics") == (at == "agora.ics") {
				t.Errorf("%+v, %v", changes, err)
			}
		})
	}
}

// The UID of a session that stands is in use (RFC 4791 §5.3.2.1).
func TestOrganiserMakesNoSecondOne(t *testing.T) {
	s := site.OpenSmall(t)
	var conflict *events.UIDConflict
	err := putText(s, "other.ics", site.Unfold(s.Text(s.Items("orga", "programme")["agora.ics"])))
	if !errors.As(err, &conflict) || conflict.Name != "agora.ics" {
		t.Errorf("%v", err)
	}
}

// What stands before and after a session's own title in an organiser's calendar never becomes part of it, whatever the
// client left of it.
func TestOrganiserRenames(t *testing.T) {
	for name, c := range map[string]struct{ served, wrote, want string }{
		"with what stands after":     {"SUMMARY:Une journée générique (date à confirmer)", "SUMMARY:Une journée à Vimy (date à confirmer)", "Une journée à Vimy"},
		"without it":                 {"SUMMARY:Une journée générique (date à confirmer)", "SUMMARY:Une journée à Vimy", "Une journée à Vimy"},
		"only what stands after":     {"SUMMARY:Une journée générique (date à confirmer)", "SUMMARY:Une journée générique", "Une journée générique"},
		"with what stands before":    {"SUMMARY:Option 1/2 · La clôture", "SUMMARY:Option 1/2 · La fin", "La fin"},
		"without what stands before": {"SUMMARY:Option 1/2 · La clôture", "SUMMARY:La fin", "La fin"},
	} {
		s := site.OpenSmall(t)
		id := "seule"
		if strings.Contains(c.served, "Option") {
			id = "jour-a"
		}
		text := site.Unfold(s.Text(s.Items("orga", "programme")[id+".ics"]))
		if !strings.Contains(text, c.served+"\r\n") {
			t.Fatalf("%s: served\n%s", name, text)
		}
		s.Must(putText(s, id+".ics", strings.Replace(text, c.served, c.wrote, 1)))
		if got := s.Session(id).Title; got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
