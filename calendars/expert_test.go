package calendars_test

import (
	"errors"
	"strings"
	"testing"

	"parcours/calendars"
	"parcours/events"
	"parcours/expertdays"
	"parcours/rules"
	"parcours/site"
)

// days is a delegation with its expert: rita keeps the expert days of Faverges, emma is asked to them.
type days struct{ *site.Site }

func expertDays(t *testing.T) days {
	s := days{site.OpenSmall(t)}
	_, err := s.Put("rita", "faverges.accompagnement", "a.ics", expertDay("a", 2, 1))
	s.Must(err)
	return s
}

func (s days) text(person, name string) string {
	s.T.Helper()
	return site.Unfold(string(s.Items(person, "faverges.accompagnement")[name].Octets))
}

func (s days) entry(uid string) rules.LedgerEntry {
	s.T.Helper()
	for _, e := range ledger(s.Site).Entries {
		if e.UID == uid {
			return e
		}
	}
	s.T.Fatalf("no day %q", uid)
	return rules.LedgerEntry{}
}

func (s days) write(person, name, text string) {
	s.T.Helper()
	result, err := s.Put(person, "faverges.accompagnement", name, text)
	s.Must(err)
	if result.ETag != "" {
		s.T.Errorf("%s writes %s: an ETag, though the server changed it: %+v", person, name, result)
	}
}

func (s days) says(person, uid string, status events.Partstat, comment string) error {
	return s.Calendars.AnswerDay(s.T.Context(), s.Person(person), expertdays.Response{
		Territory: "faverges", UID: uid, Status: status, Comment: comment, Door: events.DoorWeb,
	})
}

// want checks one day: whether it counts, is held, and what its expert said.
func (s days) want(when, uid string, counted, held bool, expert events.Partstat) {
	s.T.Helper()
	e := s.entry(uid)
	if e.Counted != counted || e.Held != held || e.Day.Experts[0].Status() != expert {
		s.T.Errorf("%s: counted %v, held %v, the expert said %q", when, e.Counted, e.Held, e.Day.Experts[0].Status())
	}
}

const (
	emmasLine = "ATTENDEE;CN=Emma;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT="
	asked     = "ORGANIZER;CN=L'équipe:mailto:equipe@example.org"
)

// An expert has the days of their territory as invitations; whoever keeps them has events that they may change, which say it.
func TestExpertIsAsked(t *testing.T) {
	s := expertDays(t)
	served := s.text("emma", "a.ics")
	if !strings.Contains(served, asked) || !strings.Contains(served, emmasLine+"NEEDS-ACTION;RSVP=TRUE:mailto:emma@example.org") {
		t.Errorf("not asked:\n%s", served)
	}
	for _, person := range []string{"rita", "marc"} {
		if text := s.text(person, "a.ics"); strings.Contains(text, "ATTENDEE") || strings.Contains(text, "ORGANIZER") {
			t.Errorf("their client locks it:\n%s", text)
		}
	}
	token, hers := s.Collection("rita", "faverges.accompagnement").Token, s.Collection("emma", "faverges.accompagnement").Token
	s.write("emma", "a.ics", partstat(served, events.Accepted))
	s.want("accepted in her client", "a", true, false, events.Accepted)
	if text := s.text("rita", "a.ics"); !strings.Contains(text, "Emma (accompagnement) : accepté.") {
		t.Errorf("it does not say what she answered:\n%s", text)
	}
	if changed, gone := delta(s.Site, "rita", "faverges.accompagnement", token); changed != "a.ics" || gone != "" {
		t.Errorf("the referent's sync tells %q, %q", changed, gone)
	}
	if changed, gone := delta(s.Site, "emma", "faverges.accompagnement", hers); changed != "a.ics" || gone != "" {
		t.Errorf("her sync tells %q, %q", changed, gone)
	}
	s.write("emma", "a.ics", partstat(served, events.NeedsAction))
	s.want("the echo of what she had", "a", true, false, events.Accepted)
	s.Must(s.says("emma", "a", events.Declined, "Je suis à Vimy."))
	s.want("declined on the page", "a", false, false, events.Declined)
	if text := s.text("rita", "a.ics"); !strings.Contains(text, "décliné. « Je suis à Vimy. »") || !strings.Contains(text, "STATUS:TENTATIVE") || strings.Contains(text, "À valider") {
		t.Errorf("it does not say that she cannot:\n%s", text)
	}
	if text := s.text("emma", "a.ics"); !strings.Contains(text, emmasLine+"DECLINED:mailto:emma@example.org") || !strings.Contains(text, "COMMENT:Je suis à Vimy.") {
		t.Errorf("her client does not say it:\n%s", text)
	}
	s.write("rita", "a.ics", expertDay("a", 9, 1))
	s.want("moved: asked again", "a", true, false, events.NeedsAction)
}

// What an expert's client changes of a day beside the answer is refused, but for what is its own.
func TestExpertsCopy(t *testing.T) {
	s := expertDays(t)
	served := s.text("emma", "a.ics")
	for name, text := range map[string]string{
		"another day":   strings.Replace(served, "20220502", "20220501", 1),
		"another title": strings.Replace(served, "SUMMARY:Appui", "SUMMARY:Repos", 1),
		"a place":       strings.Replace(served, "SUMMARY:Appui", "SUMMARY:Appui\r\nLOCATION:Lyon", 1),
	} {
		if _, err := s.Put("emma", "faverges.accompagnement", "a.ics", text); !errors.Is(err, events.ErrAttendeeChange) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if before := s.text("rita", "a.ics"); strings.Contains(before, "Repos") {
		t.Errorf("an expert changed it:\n%s", before)
	}
	s.write("emma", "a.ics", withAlarm(partstat(served, events.Accepted)))
	if text := s.text("emma", "a.ics"); strings.Count(text, "BEGIN:VALARM") != 1 || !strings.Contains(text, "PARTSTAT=ACCEPTED") {
		t.Errorf("her alarm is lost:\n%s", text)
	}
	if text := s.text("rita", "a.ics"); strings.Contains(text, "VALARM") {
		t.Errorf("her alarm is the referent's:\n%s", text)
	}
}

// Who deletes a day declines it; it is away until it moves.
func TestExpertDeletesADay(t *testing.T) {
	s := expertDays(t)
	c := s.Collection("emma", "faverges.accompagnement")
	s.Must(s.Calendars.DeleteItem(t.Context(), s.Person("emma"), c, "a.ics", calendars.Preconditions{}))
	s.want("deleted", "a", false, false, events.Declined)
	if changed, gone := delta(s.Site, "emma", "faverges.accompagnement", c.Token); changed != "" || gone != "a.ics" {
		t.Errorf("her sync tells %q, %q", changed, gone)
	}
	if err := s.Calendars.DeleteItem(t.Context(), s.Person("emma"), c, "a.ics", calendars.Preconditions{}); !errors.Is(err, events.ErrNotFound) {
		t.Errorf("deleted twice: %v", err)
	}
	s.write("rita", "a.ics", expertDay("a", 10, 1))
	if _, there := s.Items("emma", "faverges.accompagnement")["a.ics"]; !there {
		t.Error("a day that moved is still away")
	}
	s.Must(s.Calendars.DeleteQuietly(t.Context(), s.Person("emma"), s.Collection("emma", "faverges.accompagnement"), "a.ics", calendars.Preconditions{}))
	s.want("put away quietly", "a", true, false, events.NeedsAction)
}

// A day that an expert proposes waits for the delegation, which answers on the page or by confirming it in a client.
func TestExpertProposes(t *testing.T) {
	s := expertDays(t)
	s.write("emma", "b.ics", expertDay("b", 16, 1))
	s.want("proposed", "b", false, true, events.Accepted)
	if text := s.text("emma", "b.ics"); strings.Contains(text, "ATTENDEE") || !strings.Contains(text, "À valider · Appui") {
		t.Errorf("her own proposal:\n%s", text)
	}
	if text := s.text("rita", "b.ics"); !strings.Contains(text, "proposé par Emma") || !strings.Contains(text, "À valider · Appui") {
		t.Errorf("the referent is not asked:\n%s", text)
	}
	s.Must(s.says("rita", "b", events.Accepted, ""))
	s.want("accepted by the referent", "b", true, false, events.Accepted)
	s.write("emma", "b.ics", expertDay("b", 17, 1))
	s.want("moved by the expert: the delegation is asked again", "b", false, true, events.Accepted)
	s.write("rita", "b.ics", strings.Replace(expertDay("b", 17, 1), "SUMMARY", "STATUS:CONFIRMED\r\nSUMMARY", 1))
	s.want("confirmed in the referent's client", "b", true, false, events.Accepted)
	s.write("rita", "b.ics", expertDay("b", 18, 1))
	s.want("moved by the referent: the expert is asked", "b", true, false, events.NeedsAction)
	if text := s.text("emma", "b.ics"); !strings.Contains(text, emmasLine+"NEEDS-ACTION") {
		t.Errorf("the expert is not asked:\n%s", text)
	}
	s.Must(s.says("orga", "b", events.Declined, "Le budget."))
	s.want("declined for the delegation by an organiser", "b", false, false, events.NeedsAction)
	s.write("emma", "c.ics", expertDay("c", 23, 1))
	s.Must(s.Calendars.DeleteItem(t.Context(), s.Person("emma"), s.Collection("emma", "faverges.accompagnement"), "c.ics", calendars.Preconditions{}))
	if n := len(s.Items("rita", "faverges.accompagnement")); n != 2 {
		t.Errorf("a proposal that was withdrawn: %d days", n)
	}
}

// The expert's own feed has the days that they have not declined, and nobody else's has any.
func TestExpertsFeed(t *testing.T) {
	s := expertDays(t)
	text := func(person string) string {
		f, err := s.Site.PersonalFeed(s.Person(person).FeedToken)
		s.Must(err)
		return site.Unfold(string(s.Render.Feed(f)))
	}
	before, err := s.Site.PersonalFeedRevision(s.Person("emma").FeedToken)
	s.Must(err)
	for _, want := range []string{"SUMMARY:Faverges · Appui", "UID:a+faverges", "DTSTART;VALUE=DATE:20220502", "https://parcours.example.org/me/days", "STATUS:CONFIRMED"} {
		if feed := text("emma"); !strings.Contains(feed, want) {
			t.Errorf("no %q in her feed:\n%s", want, feed)
		}
	}
	for _, person := range []string{"rita", "marc", "anne", "paul"} {
		if strings.Contains(text(person), "Appui") {
			t.Errorf("the feed of %s has an expert day", person)
		}
	}
	s.Must(s.says("emma", "a", events.Declined, ""))
	if strings.Contains(text("emma"), "Appui") {
		t.Error("a day that she declined is in her feed")
	}
	if after, err := s.Site.PersonalFeedRevision(s.Person("emma").FeedToken); err != nil || after == before {
		t.Errorf("the feed is taken for the one before: %q, %v", after, err)
	}
}

// To whom a day is not, it is not there by any door; who may read it only may not answer.
func TestWhoAnswersADay(t *testing.T) {
	s := expertDays(t)
	s.Must(s.AddPeople(t.Context(), []events.Person{{ID: "elsa", Email: "elsa@example.org", Name: "Elsa", Role: events.Expert, Territories: []string{"annecy"}}}))
	for person, want := range map[string]error{
		"emma": nil, "rita": nil, "orga": nil, "marc": events.ErrForbidden, "rene": events.ErrNotFound, "anne": events.ErrNotFound,
		"guy": events.ErrNotFound, "elsa": events.ErrNotFound, "paul": events.ErrNotFound,
	} {
		if err := s.says(person, "a", events.Accepted, ""); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", person, err, want)
		}
		days, err := s.Calendars.DaysOf(t.Context(), s.Person(person))
		if want := map[string]int{"emma": 1, "elsa": 1}[person]; err != nil || len(days) != want {
			t.Errorf("%s is asked to the days of %d territories, %v", person, len(days), err)
		}
		_, err = s.Calendars.Collection(t.Context(), s.Person(person), person, "faverges.accompagnement")
		if (want == events.ErrNotFound) != errors.Is(err, events.ErrNotFound) {
			t.Errorf("%s opens the calendar: %v", person, err)
		}
	}
	var bad *events.Invalid
	for what, err := range map[string]error{
		"no such answer":     s.says("emma", "a", "PERHAPS", ""),
		"a comment too long": s.says("emma", "a", events.Accepted, strings.Repeat("é", events.MaxComment+1)),
		"moved meanwhile": s.Calendars.AnswerDay(t.Context(), s.Person("emma"), expertdays.Response{Territory: "faverges", UID: "a", Status: events.Declined,
			Start: site.At("2022-05-03 09:00")}),
	} {
		if !errors.As(err, &bad) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := s.says("emma", "rien", events.Accepted, ""); !errors.Is(err, events.ErrNotFound) {
		t.Errorf("a day that is not there: %v", err)
	}
	s.want("in the end", "a", true, false, events.Accepted)
}
