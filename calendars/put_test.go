package calendars_test

import (
	"errors"
	"strings"
	"testing"

	"parcours/calendars"
	"parcours/events"
	"parcours/site"
)

// partstat rewrites the ATTENDEE's answer in a served text, as a client does.
func partstat(text string, status events.Partstat) string {
	text = site.Unfold(text)
	at := strings.Index(text, "PARTSTAT=")
	end := at + strings.IndexAny(text[at:], ";:")
	return text[:at] + "PARTSTAT=" + string(status) + text[end:]
}

const alarm = "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:Bientôt\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\n"

func withAlarm(text string) string {
	return strings.Replace(site.Unfold(text), "END:VEVENT", alarm+"END:VEVENT", 1)
}

// desk is marc's calendar client: it writes back what it was served earlier.
type desk struct{ *site.Site }

func (d desk) fetch() string {
	d.T.Helper()
	return d.Text(d.Items("marc", "parcours")["agora.ics"])
}

func (d desk) write(text string) error {
	d.T.Helper()
	result, err := d.Put("marc", "parcours", "agora.ics", text)
	if err == nil && (result.ETag != "" || result.Created) {
		d.T.Errorf("the answer to a PUT says %+v", result)
	}
	return err
}

// Each case: what happens before and after clients fetch, what one writes back, and what stands then.
func TestPutAnswer(t *testing.T) {
	move := func(d desk) {
		d.Must(d.Reschedule(d.T.Context(), d.Person("orga"), "agora", func(p *events.Plan) { p.When = site.Hours("2022-04-29", "09:30", "17:30") }))
	}
	rename := func(d desk) {
		d.Must(d.Reschedule(d.T.Context(), d.Person("orga"), "agora", func(p *events.Plan) { p.Title = "AGORA, le grand jour" }))
	}
	says := func(status events.Partstat) func(desk) { return func(d desk) { d.Answer("marc", "agora", status) } }
	for _, c := range []struct {
		name   string
		before []func(desk)
		after  []func(desk) // after the fetch
		write  func(served string) string
		status events.Partstat // shown then
		rows   int
		alarm  bool
	}{
		{name: "yes", write: func(s string) string { return partstat(s, events.Accepted) }, status: events.Accepted, rows: 1},
		{name: "as served", write: site.Unfold, status: events.NeedsAction},
		{name: "a blank never withdraws", before: []func(desk){says(events.Accepted)},
			write: func(s string) string { return partstat(s, events.NeedsAction) }, status: events.Accepted, rows: 1},
		{name: "an old blank does not withdraw", after: []func(desk){says(events.Accepted)}, write: site.Unfold, status: events.Accepted, rows: 1},
		{name: "an old yes does not come back", before: []func(desk){says(events.Accepted)}, after: []func(desk){says(events.Declined)},
			write: site.Unfold, status: events.Declined, rows: 2},
		{name: "an old yes with a new alarm", before: []func(desk){says(events.Accepted)}, after: []func(desk){says(events.Declined)},
			write: withAlarm, status: events.Declined, rows: 2, alarm: true},
		{name: "another mind than the old yes", before: []func(desk){says(events.Accepted)}, after: []func(desk){says(events.Declined)},
			write: func(s string) string { return partstat(s, events.Tentative) }, status: events.Tentative, rows: 3},
		{name: "what stands already", after: []func(desk){says(events.Accepted)},
			write: func(s string) string { return partstat(s, events.Accepted) }, status: events.Accepted, rows: 1},
		{name: "yes to a time that has moved", after: []func(desk){move},
			write: func(s string) string { return partstat(s, events.Accepted) }, status: events.NeedsAction, rows: 1},
		{name: "an old yes after a move", before: []func(desk){says(events.Accepted)}, after: []func(desk){move}, write: site.Unfold, status: events.NeedsAction, rows: 1},
		{name: "yes under the old title", after: []func(desk){rename},
			write: func(s string) string { return partstat(s, events.Accepted) }, status: events.Accepted, rows: 1},
		{name: "yes with the other lines lost", write: func(s string) string {
			kept := strings.Split(partstat(s, events.Accepted), "\r\n")
			var lines []string
			for _, line := range kept {
				if !strings.HasPrefix(line, "X-PARCOURS") && !strings.HasPrefix(line, "SEQUENCE") && !strings.HasPrefix(line, "DESCRIPTION") && !strings.HasPrefix(line, "LOCATION") {
					lines = append(lines, line)
				}
			}
			return strings.Join(lines, "\r\n")
		}, status: events.Accepted, rows: 1},
		{name: "another attendee's line is not looked at", write: func(s string) string {
			return strings.Replace(site.Unfold(s), "END:VEVENT", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:anne@example.org\r\nEND:VEVENT", 1)
		}, status: events.NeedsAction},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := desk{site.OpenSmall(t)}
			for _, f := range c.before {
				f(d)
			}
			served := d.fetch()
			for _, f := range c.after {
				f(d)
			}
			d.Must(d.write(c.write(served)))
			it := d.Items("marc", "parcours")["agora.ics"]
			if it.Invitation.Status != c.status {
				t.Errorf("shown %s, want %s", it.Invitation.Status, c.status)
			}
			if all := d.AllAnswers(); len(all) != c.rows {
				t.Errorf("%d answers, want %d: %+v", len(all), c.rows, all)
			}
			if got := strings.Contains(d.Text(it), "BEGIN:VALARM"); got != c.alarm {
				t.Errorf("alarm %v:\n%s", got, d.Text(it))
			}
			d.Must(d.write(c.write(served)))
			if again := d.Items("marc", "parcours")["agora.ics"]; again.ETag != it.ETag {
				t.Errorf("the same PUT again changes the item: %s, %s", it.ETag, again.ETag)
			}
		})
	}
}

// Alarms are kept; the echo of a time without them does not take them off; writing the current text without does.
func TestPutOverlay(t *testing.T) {
	d := desk{site.OpenSmall(t)}
	bare := d.fetch()
	d.Must(d.write(withAlarm(bare)))
	alarmed := d.fetch()
	if !strings.Contains(alarmed, "TRIGGER:-PT15M") {
		t.Fatalf("no alarm:\n%s", alarmed)
	}
	d.Must(d.write(partstat(bare, events.Accepted)))
	it := d.Items("marc", "parcours")["agora.ics"]
	if it.Invitation.Status != events.Accepted || !strings.Contains(it.Invitation.Overlay, "TRIGGER:-PT15M") {
		t.Errorf("after the echo: %s %q", it.Invitation.Status, it.Invitation.Overlay)
	}
	d.Must(d.write(strings.Replace(site.Unfold(alarmed), alarm, "", 1)))
	it = d.Items("marc", "parcours")["agora.ics"]
	if it.Invitation.Status != events.Accepted || it.Invitation.Overlay != "" {
		t.Errorf("after it was taken off: %s %q", it.Invitation.Status, it.Invitation.Overlay)
	}
}

func TestPutRefused(t *testing.T) {
	s := site.OpenSmall(t)
	text := site.Unfold(s.Text(s.Items("marc", "parcours")["agora.ics"]))
	edit := func(old, with string) string { return strings.Replace(text, old, with, 1) }
	var conflict *events.UIDConflict
	for _, c := range []struct {
		name, text string
		want       any
	}{
		{"another time", edit("T093000", "T103000"), events.ErrAttendeeChange},
		{"another title", edit("SUMMARY:La", "SUMMARY:Ma"), events.ErrAttendeeChange},
		{"another place", edit("LOCATION:Visio", "LOCATION:Chez moi"), events.ErrAttendeeChange},
		{"another UID", edit("UID:agora", "UID:other"), &conflict},
	} {
		for _, status := range []events.Partstat{events.NeedsAction, events.Accepted} {
			_, err := s.Put("marc", "parcours", "agora.ics", partstat(c.text, status))
			if target, is := c.want.(error); is && !errors.Is(err, target) || !is && !errors.As(err, c.want) {
				t.Errorf("%s: %v", c.name, err)
			}
		}
	}
	if all := s.AllAnswers(); len(all) != 0 {
		t.Errorf("kept %+v", all)
	}
	now := s.Items("marc", "parcours")["agora.ics"]
	for _, pre := range []calendars.Preconditions{{IfMatch: []string{"old"}}, {IfMatch: []string{}}, {IfNoneMatch: []string{"*"}}, {IfScheduleTagMatch: "old"}} {
		_, err := s.Calendars.PutItem(t.Context(), s.Person("marc"), s.Collection("marc", "parcours"), "agora.ics", pre, []byte(partstat(text, events.Accepted)))
		if !errors.Is(err, events.ErrPrecondition) {
			t.Errorf("%+v: %v", pre, err)
		}
	}
	for _, pre := range []calendars.Preconditions{{IfMatch: []string{"*"}}, {IfMatch: []string{"old", now.ETag}}, {IfScheduleTagMatch: now.ScheduleTag}} {
		_, err := s.Calendars.PutItem(t.Context(), s.Person("marc"), s.Collection("marc", "parcours"), "agora.ics", pre, []byte(text))
		if err != nil {
			t.Errorf("%+v: %v", pre, err)
		}
	}
}

const lunch = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//example.org//test//FR\r\nBEGIN:VEVENT\r\nUID:lunch\r\nDTSTAMP:20220201T080000Z\r\n" +
	"DTSTART:20220301T110000Z\r\nDTEND:20220301T120000Z\r\nSUMMARY:Déjeuner\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

// A new object written to a derived collection is refused, and kept nowhere: clients look for it where they put it.
func TestPutIntoDerived(t *testing.T) {
	s := site.OpenSmall(t)
	todo := strings.ReplaceAll(strings.Replace(lunch, "DTEND:20220301T120000Z\r\n", "", 1), "VEVENT", "VTODO")
	for _, c := range []struct {
		person, collection, text string
		want                     error
	}{
		{"marc", "parcours", lunch, events.ErrDerived}, {"marc", "parcours", todo, events.ErrDerived},
		{"rita", "faverges.delegation", lunch, events.ErrDerived}, {"rita", "faverges.arbitrages", todo, events.ErrDerived},
		{"orga", "programme", todo, events.ErrComponent},
		{"marc", "inbox", lunch, events.ErrForbidden}, {"marc", "outbox", lunch, events.ErrForbidden},
		{"orga", "programme.arbitrages", lunch, events.ErrForbidden},
	} {
		if _, err := s.Put(c.person, c.collection, "lunch.ics", c.text); !errors.Is(err, c.want) {
			t.Errorf("%s/%s: %v, want %v", c.person, c.collection, err, c.want)
		}
		for _, kept := range []string{"calendar", "tasks"} {
			if _, there := s.Items(c.person, kept)["lunch.ics"]; there {
				t.Errorf("%s/%s: it is in %s", c.person, c.collection, kept)
			}
		}
	}
}

// Who deletes an invitation and undoes that in their client has it again, with their answer.
func TestPutUndoesADeletion(t *testing.T) {
	s := site.OpenSmall(t)
	s.Answer("marc", "agora", events.Accepted)
	before := s.Text(s.Items("marc", "parcours")["agora.ics"])
	c := s.Collection("marc", "parcours")
	s.Must(s.Calendars.DeleteItem(t.Context(), s.Person("marc"), c, "agora.ics", calendars.Preconditions{}))
	result, err := s.Calendars.PutItem(t.Context(), s.Person("marc"), c, "agora.ics", calendars.Preconditions{IfNoneMatch: []string{"*"}}, []byte(before))
	if err != nil || !result.Created {
		t.Errorf("%+v, %v", result, err)
	}
	if it, shown := s.Items("marc", "parcours")["agora.ics"]; !shown || it.Invitation.Status != events.Accepted {
		t.Errorf("shown %v, %+v", shown, it.Invitation)
	}
}

// What was unanswered when it was deleted is unanswered again when that is undone; a no that was said elsewhere since stays.
func TestUndoneDeletionIsUnanswered(t *testing.T) {
	for name, c := range map[string]struct {
		since func(*site.Site)
		want  events.Partstat
	}{
		"undone":    {func(*site.Site) {}, events.NeedsAction},
		"no, since": {func(s *site.Site) { s.Answer("marc", "agora", events.Declined) }, events.Declined},
	} {
		s := site.OpenSmall(t)
		before := s.Text(s.Items("marc", "parcours")["agora.ics"])
		col := s.Collection("marc", "parcours")
		s.Must(s.Calendars.DeleteItem(t.Context(), s.Person("marc"), col, "agora.ics", calendars.Preconditions{}))
		c.since(s)
		_, err := s.Calendars.PutItem(t.Context(), s.Person("marc"), col, "agora.ics", calendars.Preconditions{IfNoneMatch: []string{"*"}}, []byte(before))
		s.Must(err)
		if it, shown := s.Items("marc", "parcours")["agora.ics"]; !shown || it.Invitation.Status != c.want {
			t.Errorf("%s: shown %v, %s", name, shown, it.Invitation.Status)
		}
	}
}

// A deletion before the end of a session says no, through its own door; any other only hides it.
func TestDeleteInvitation(t *testing.T) {
	for _, c := range []struct {
		name               string
		before             func(*site.Site)
		person, collection string
		rows               int
		status             events.Partstat // of the last answer
		door               events.Door
	}{
		{"in time", site.Clock("2022-02-01 08:00"), "marc", "parcours", 1, events.Declined, events.DoorDeleted},
		{"after a yes", func(s *site.Site) { s.Answer("marc", "agora", events.Accepted) }, "marc", "parcours", 2, events.Declined, events.DoorDeleted},
		{"after a no", func(s *site.Site) { s.Answer("marc", "agora", events.Declined) }, "marc", "parcours", 1, events.Declined, events.DoorWeb},
		{"when it is over", site.Clock("2022-04-28 17:30"), "marc", "parcours", 0, "", ""},
		{"when it is cancelled", func(s *site.Site) { s.Must(s.Reschedule(s.T.Context(), s.Person("orga"), "agora", events.Cancel)) }, "marc", "parcours", 0, "", ""},
		{"a delegation's", site.Clock("2022-02-01 08:00"), "rita", "faverges.delegation", 0, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := site.OpenSmall(t)
			c.before(s)
			in := s.Collection(c.person, c.collection)
			if err := s.Calendars.DeleteItem(t.Context(), s.Person(c.person), in, "agora.ics", calendars.Preconditions{IfMatch: []string{"old"}}); !errors.Is(err, events.ErrPrecondition) {
				t.Errorf("with an old ETag: %v", err)
			}
			s.Must(s.Calendars.DeleteItem(t.Context(), s.Person(c.person), in, "agora.ics", calendars.Preconditions{}))
			if _, shown := s.Items(c.person, c.collection)["agora.ics"]; shown {
				t.Error("it is still listed")
			}
			if err := s.Calendars.DeleteItem(t.Context(), s.Person(c.person), in, "agora.ics", calendars.Preconditions{}); !errors.Is(err, events.ErrNotFound) {
				t.Errorf("again: %v", err)
			}
			all := s.AllAnswers()
			if len(all) != c.rows || c.rows > 0 && (all[c.rows-1].Status != c.status || all[c.rows-1].Door != c.door) {
				t.Errorf("answers: %+v", all)
			}
			changes, err := s.Calendars.Changes(t.Context(), s.Person(c.person), s.Collection(c.person, c.collection), in.Token, 0)
			if err != nil || len(changes.Changed) != 0 || strings.Join(changes.Gone, " ") != "agora.ics" {
				t.Errorf("sync: %+v, %v", changes, err)
			}
			s.Must(s.Reschedule(t.Context(), s.Person("orga"), "agora", func(p *events.Plan) {
				p.When, p.Status = site.Hours("2023-04-28", "09:30", "17:30"), events.Fixed
			}))
			if it, shown := s.Items(c.person, c.collection)["agora.ics"]; !shown || it.Invitation.Status != events.NeedsAction {
				t.Errorf("asked again: shown %v, %+v", shown, it.Invitation)
			}
		})
	}
}

// Who deletes without a reply has answered nothing: what they said before stands.
func TestDeleteQuietly(t *testing.T) {
	s := site.OpenSmall(t)
	s.Answer("marc", "agora", events.Accepted)
	s.Must(s.Calendars.DeleteQuietly(t.Context(), s.Person("marc"), s.Collection("marc", "parcours"), "agora.ics", calendars.Preconditions{}))
	if _, shown := s.Items("marc", "parcours")["agora.ics"]; shown {
		t.Error("it is still listed")
	}
	if all := s.AllAnswers(); len(all) != 1 || all[0].Status != events.Accepted {
		t.Errorf("answers: %+v", all)
	}
}

// Who deleted an invitation and says no on the page has said more than by deleting.
func TestRespondAfterDeletion(t *testing.T) {
	s := site.OpenSmall(t)
	s.Must(s.Calendars.DeleteItem(t.Context(), s.Person("marc"), s.Collection("marc", "parcours"), "agora.ics", calendars.Preconditions{}))
	s.Answer("marc", "agora", events.Declined)
	s.Answer("marc", "agora", events.Declined)
	if all := s.AllAnswers(); len(all) != 2 || all[1].Door != events.DoorWeb {
		t.Errorf("answers: %+v", all)
	}
}

// A PUT that found its calendar just before somebody deleted it leaves nothing for a later namesake.
func TestPutIntoADeletedCalendar(t *testing.T) {
	s := site.OpenSmall(t)
	marc := s.Person("marc")
	create := func() *calendars.Collection {
		s.Must(s.Calendars.CreateCollection(t.Context(), marc, "marc", calendars.StoredCollection{Name: "jardin"}))
		return s.Collection("marc", "jardin")
	}
	found := create()
	s.Must(s.Calendars.DeleteCollection(t.Context(), marc, found, calendars.Preconditions{}))
	if _, err := s.Calendars.PutItem(t.Context(), marc, found, "lunch.ics", calendars.Preconditions{}, []byte(lunch)); !errors.Is(err, events.ErrNotFound) {
		t.Errorf("%v", err)
	}
	create()
	if there := s.Items("marc", "jardin"); len(there) != 0 {
		t.Errorf("the new one has %v", there)
	}
}
