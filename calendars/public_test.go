package calendars_test

import (
	"errors"
	"strings"
	"testing"

	"parcours/calendars"
	"parcours/events"
	"parcours/site"
)

// Of a delegation's agenda others see what is marked public, without guests, alarms and rules, and of the rest nothing:
// no name, no calendar, no change.
func TestPublicEventsOfAnAgenda(t *testing.T) {
	s := site.OpenSmall(t)
	write := func(name, title, class string, more ...string) {
		t.Helper()
		text := strings.NewReplacer("UID:lunch", "UID:"+name, "Déjeuner", title, "END:VEVENT", class+strings.Join(more, "")+"END:VEVENT").Replace(lunch)
		_, err := s.Put("marc", "faverges.agenda", name+".ics", text)
		s.Must(err)
	}
	hidden := func(person string) {
		t.Helper()
		if _, err := s.Calendars.Collection(t.Context(), s.Person(person), person, "faverges.agenda"); !errors.Is(err, events.ErrNotFound) {
			t.Errorf("%s: %v", person, err)
		}
	}
	for _, class := range []string{"", "CLASS:PRIVATE\r\n", "CLASS:CONFIDENTIAL\r\n"} {
		write("secret", "Réunion", class)
		hidden("rene")
	}
	write("foire", "La foire", "CLASS:public\r\n", "ATTENDEE:mailto:ami@example.org\r\n", "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\n")
	write("dialogue", "Journée de dialogue", "CLASS:PUBLIC\r\n")
	hidden("guy")
	for _, person := range []string{"rene", "anne", "emma"} {
		c := s.Collection(person, "faverges.agenda")
		if c.Rights.Write || c.Rights.Share || c.Rights.Delete {
			t.Errorf("%s may write", person)
		}
		seen := s.Items(person, "faverges.agenda")
		if len(seen) != 2 {
			t.Errorf("%s sees %d events", person, len(seen))
		}
		text := string(seen["foire.ics"].Octets) + string(seen["dialogue.ics"].Octets)
		for _, word := range []string{"ami@", "VALARM", "Il manque", "Réunion"} {
			if strings.Contains(text, word) {
				t.Errorf("%s reads %q:\n%s", person, word, text)
			}
		}
		if _, err := s.Put(person, "faverges.agenda", "x.ics", lunch); !errors.Is(err, events.ErrForbidden) {
			t.Errorf("%s writes: %v", person, err)
		}
	}
	if mine := string(s.Items("marc", "faverges.agenda")["foire.ics"].Octets); !strings.Contains(mine, "ami@") || !strings.Contains(mine, "VALARM") {
		t.Errorf("the delegation's own copy:\n%s", mine)
	}
	sync := func(token string) calendars.Changes {
		t.Helper()
		changes, err := s.Calendars.Changes(t.Context(), s.Person("rene"), s.Collection("rene", "faverges.agenda"), token, 0)
		s.Must(err)
		return changes
	}
	token := sync("").Token
	tag := token
	write("secret", "Autre réunion", "")
	if now := sync("").Token; now != tag {
		t.Errorf("a change of what is not public changes the tag: %s, %s", tag, now)
	}
	if c := sync(token); len(c.Changed)+len(c.Gone) != 0 {
		t.Errorf("a change of what is not public is told: %+v", c)
	}
	write("foire", "La foire", "CLASS:PRIVATE\r\n")
	if c := sync(token); len(c.Changed) != 0 || len(c.Gone) != 1 || c.Gone[0] != "foire.ics" {
		t.Errorf("private again: %+v", c)
	}
	s.Must(s.Calendars.DeleteItem(t.Context(), s.Person("marc"), s.Collection("marc", "faverges.agenda"), "dialogue.ics", calendars.Preconditions{}))
	if left := s.Items("rene", "faverges.agenda"); len(left) != 0 {
		t.Errorf("left: %v", left)
	}
}
